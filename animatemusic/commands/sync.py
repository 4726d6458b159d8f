"""``animatemusic sync``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from animatemusic import refining
from animatemusic.commands.shared import FILE, common
from animatemusic.models import model_of, models, need_torch
from animatemusic.notes import note
from animatemusic.output import output_path, write_text
from animatemusic.progress import shown
from media_core.audio import load_audio
from media_core.progress import Progress


@click.command(
    epilog="""\b
Examples:
  animatemusic sync singer.mp4 --checkpoint lipsync_expert.pth
  animatemusic sync singer.mp4 --syncnet-v2 syncnet_v2.model --json
"""
)
@click.argument("video", type=FILE)
@click.option(
    "--checkpoint",
    type=FILE,
    metavar="FILE",
    help="Your lipsync_expert.pth. [default: the one kept by `animatemusic models`]",
)
@click.option(
    "--syncnet-v2",
    type=FILE,
    metavar="FILE",
    help="Your syncnet_v2.model, for LSE-D and LSE-C. [default: the kept one]",
)
@click.option(
    "--song", type=FILE, metavar="FILE", help="Measure against this sound. [default: VIDEO's own]"
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write here, not to stdout.")
@common
def sync(
    video: Path,
    checkpoint: Path | None,
    syncnet_v2: Path | None,
    song: Path | None,
    as_json: bool,
    output: Path | None,
    force: bool,
    quiet: bool,
) -> None:
    """Measure how well the lips in VIDEO fit its sound."""
    need_torch("measuring lips")
    if output is not None:
        output = output_path(output, output, force=force, read=(video, song, checkpoint))
    kinds = {model.kind for model in models()}
    expert, second = checkpoint, syncnet_v2
    if expert is None and ("lipsync-expert" in kinds or not (second or "syncnet-v2" in kinds)):
        expert = model_of("lipsync-expert", "--checkpoint")
    if second is None and "syncnet-v2" in kinds:
        second = model_of("syncnet-v2", "--syncnet-v2")
    with shown(quiet) as progress:
        found = _measured(video, song or video, expert, second, progress)
    if as_json:
        write_text(json.dumps(found, indent=2) + "\n", output)
        return
    lines = []
    if expert is not None:
        lines += [
            f"mean cosine   {found['cosine']:.3f}  (0 to 1, higher is better)",
            f"best cosine   {found['best_cosine']:.3f}  at {_expert_offset(found)}",
        ]
    if second is not None:
        lines += [
            f"LSE-D         {found['lse_d']:.3f}  (lower is better)",
            f"LSE-C         {found['lse_c']:.3f}  (higher is better)",
            f"LSE offset    {_lse_offset(found)}",
        ]
    write_text("\n".join(lines) + "\n", output)


def _expert_offset(found: dict[str, float]) -> str:
    offset = int(found["offset_frames"])
    if found["offset_stands_out"]:
        return _frames(offset)
    return (
        f"{offset:+d} frames, but no offset stands out (by {found['offset_margin']:.3f}): "
        "nothing is said of sync"
    )


def _lse_offset(found: dict[str, float]) -> str:
    if found["lse_offset_stands_out"]:
        return f"{int(found['lse_offset_frames']):+d} frames"
    return f"none stands out (LSE-C {found['lse_c']:.3f})"


def _frames(offset: int) -> str:
    if not offset:
        return "0 frames: in sync"
    late = "late" if offset > 0 else "early"
    return f"{offset:+d} frames: the sound comes {abs(offset) * 40} ms {late}"


def _measured(
    video: Path, song: Path, expert: Path | None, second: Path | None, progress: Progress
) -> dict[str, float]:
    # Late: torch takes seconds to import.
    from wav2lip_refine import meter
    from wav2lip_refine.checkpoint import load_weights
    from wav2lip_refine.faces.track import follow, steady
    from wav2lip_refine.footage import Footage
    from wav2lip_refine.sight import look_through
    from wav2lip_refine.syncnet import SyncNet
    from wav2lip_refine.syncnet_v2 import SyncNetV2

    audio = load_audio(song)
    footage = Footage(video, fps=meter.FPS)
    wanted = max(1, int(audio.duration * meter.FPS / 1000))
    sightings = look_through(
        footage, wanted, refining.face_finder(), key="", cache=None, progress=progress
    )
    if footage.still:
        note(f"{video} is one picture, whose lips do not move")
        sightings = sightings * wanted
    track = steady(follow(sightings), *footage.size)
    found: dict[str, float] = {}
    if expert is not None:
        network = SyncNet()
        load_weights(network, expert, warn=note)
        progress("Measuring", 0.0)
        score = meter.expert_score(footage.frames(0, len(track)), track, audio, network)
        found |= {
            "cosine": score.cosine,
            "best_cosine": score.best,
            "offset_frames": score.offset,
            "offset_margin": score.margin,
            "offset_stands_out": score.stands_out,
            "windows": score.windows,
        }
    if second is not None:
        old = SyncNetV2()
        load_weights(old, second, warn=note)
        progress("Measuring", 0.5)
        lse = meter.lse(footage.frames(0, len(track)), track, audio, old)
        found |= {
            "lse_d": lse.distance,
            "lse_c": lse.confidence,
            "lse_offset_frames": lse.offset,
            "lse_offset_stands_out": lse.stands_out,
            "lse_windows": lse.windows,
        }
    progress("Measuring", 1.0)
    return found
