"""What a person should know besides the result: notes on stderr."""

from __future__ import annotations

import math
import os
from pathlib import Path

from aligner.alignment import Alignment
from aligner.rematch import Rematch
from animatemusic.output import say, tell
from animatemusic.pipeline import Rendered
from media_core.soundtrack import Volume
from render.film import Look
from render.presets import Preset
from render.rigs import Rig


def note(sentence: str) -> None:
    """Say one sentence."""
    tell(sentence)


def warn_of_paper(rig: Rig) -> None:
    """Say that the drawings stand on paper, which the video would show as a card."""
    mouths = rig.info.on_paper
    if mouths:
        note(
            f"the background of {len(mouths)} mouth{'s' * (len(mouths) != 1)} is not transparent "
            "and will be seen; add --cut-out to take the paper out, or export without it"
        )


def warn_missing(found: Alignment) -> None:
    """Name the words that have no time."""
    lost = [word.text for word in found.words() if word.span is None]
    if lost:
        few = ", ".join(lost[:8]) + (", ..." if len(lost) > 8 else "")
        were = "word was" if len(lost) == 1 else "words were"
        note(f"{len(lost)} {were} not found in the song: {few}")


def say_rematch(match: Rematch, file: Path, lyrics: Path) -> None:
    """Tell what became of the times of a file whose words are not quite those of the sheet."""
    if match.new or match.gone:
        note(
            f"{lyrics} has changed since {file}: {_words(match.kept)} kept, {match.new} sought, "
            f"{match.gone} gone"
        )


def _words(number: int) -> str:
    return f"{number} {'word' if number == 1 else 'words'}"


def say_volume(volume: Volume, preset: Preset | None) -> None:
    """Say how loud a video is, and what a platform will do about it."""
    if math.isinf(volume.integrated):
        note("the sound is silent, or too short to measure its loudness")
        return
    note(
        f"the sound has {volume.integrated:.1f} LUFS (EBU R 128), true peak "
        f"{volume.true_peak:+.1f} dBTP"
    )
    if volume.true_peak > 0:
        note("it is clipped where it is loudest: export the song with its peaks below -1 dBTP")
    if preset is not None and preset.loudness and volume.integrated > preset.loudness + 0.5:
        note(f"{preset.title} turns it down to {preset.loudness:.0f} LUFS")


NOTO_SANS = "Noto Sans (SIL Open Font License 1.1)"


def report(done: Rendered, rig: Rig, look: Look, *, quiet: bool) -> None:
    """Name whose work is in a video, and print its path."""
    if not quiet:
        info = rig.info
        by = f" by {info.author}" if info.author else ""
        licence = info.licence or "no licence stated: ask its author before you publish"
        if info.framing != "none":
            note(f"the rig is {info.name}{by} ({licence})")
        if look.captions:
            own = f"{look.font}: see that its licence lets you publish them"
            note(f"the captions are set in {own if look.font else NOTO_SANS}")
        seconds = float(done.frames / look.fps)
        note(f"{done.frames} frames, {seconds:.2f} s, {look.size[0]}x{look.size[1]}")
    say(os.fsencode(done.path))
