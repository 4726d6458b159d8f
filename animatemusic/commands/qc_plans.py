"""What is to be checked, as values: films from a project, or from what was typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from aligner.alignment import Alignment
from animatemusic import pipeline
from animatemusic.commands.animate import animate
from animatemusic.commands.caption_options import caption_look, with_cards
from animatemusic.commands.results import loop_alignment
from animatemusic.commands.rig_options import wishes_of
from animatemusic.commands.shared import (
    alignment_options,
    how_to_align,
    how_to_read,
    mouth_timing,
    read_sheet,
)
from animatemusic.commands.staging import character_of, look_of
from animatemusic.commands.video_options import Wanted, wanted
from animatemusic.notes import note
from animatemusic.project import project_file
from animatemusic.qc.checks import Plan, part_of
from media_core.audio import StreamedAudio, open_audio
from media_core.progress import Progress
from media_core.timeline import Span
from render.film import Look
from render.presets import Preset


@click.command()
@alignment_options
def _aligning(**chosen: Any) -> None:
    """Known for the names of its options only."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Films that a project makes of one song.

    Attributes:
        song: their sound.
        words: of the whole song.
        span: the part that is shown, or None.
        vocals: the voice alone, or None.
        preset: for which platform the song is heard, or None.
        films: one for each size or preset; none where a filmed face is refined.
        videos: where their files are, and for which platform, if they have been rendered.
        source: where the words come from.
    """

    song: StreamedAudio
    words: Alignment
    span: Span | None
    vocals: Path | None
    preset: Preset | None
    films: tuple[Plan, ...]
    videos: tuple[tuple[Path, Preset | None], ...]
    source: str


def of_project(place: Path, progress: Progress) -> Planned:
    """What `animatemusic animate PLACE` would make.

    Raises:
        InputError: there is no project, or it names what cannot be used.
        AlignerError: its song has no times yet, and cannot be aligned.
    """
    path = project_file(place)
    with animate.make_context("animate", ["--project", str(path), "--quiet"]) as context:
        return _planned(context, path.parent, progress)


def _planned(context: click.Context, folder: Path, progress: Progress) -> Planned:
    chosen = dict(context.params)
    aligning = {str(param.name): chosen[str(param.name)] for param in _aligning.params}
    wishes = wanted(context, chosen)
    song, sheet = (
        chosen["song"],
        read_sheet(
            chosen["lyrics"], keep_all=chosen["keep_all"], encoding=chosen["encoding"], quiet=True
        ),
    )
    rig = character_of(chosen)()
    looks = [look_of(context, wish, rig) for wish in wishes]
    audio = open_audio(song)
    told = how_to_read(chosen, quiet=True)
    times = chosen["alignment_file"]
    if all(look.loop for look in looks):
        words = loop_alignment()
    elif times is None:
        how = how_to_align(aligning, encoding=chosen["encoding"], tier=chosen["tier"])
        words = pipeline.align(song, sheet, progress=progress, notice=note, **how)
    else:
        # Phones by their usual lengths: where the mouth is at rest does not depend on them, and
        # to seek them in the song would take longer than all checks.
        words = pipeline.read_timing(times, audio, **told)
    plan = Plan(
        *(audio, words, rig, looks[0], chosen["span"], mouth_timing(chosen["mouth_style"])),
        *(chosen["voice"], aligning["vocals"]),
        mouth=not chosen["face_data"] and not chosen["acting_mouth"],
    )
    drawn = chosen["refine_face"] is None
    films = tuple(
        replace(
            plan,
            words=loop_alignment() if look.loop else words,
            look=wish.look(look, size),
            preset=wish.preset,
        )
        for wish, look in zip(wishes, looks, strict=True)
        for size in wish.sizes
    )
    return Planned(
        *(audio, words, chosen["span"], aligning["vocals"], wishes[0].preset),
        films if drawn else (),
        tuple(video for wish in wishes for video in _videos(wish, folder, song, chosen["output"])),
        str(times) if times is not None else f"{song}, aligned",
    )


def _videos(
    wish: Wanted, folder: Path, song: Path, output: Path | None
) -> tuple[tuple[Path, Preset | None], ...]:
    """The videos of the project that are there, and for which platform; pictures are none."""
    if wish.picture:
        return ()
    usual = output or folder / wish.default_name(song)
    named = (wish.named(usual, size) for size in wish.sizes)
    return tuple((path, wish.preset) for path in named if path.is_file())


def typed(
    song: Path,
    times: Path,
    size: tuple[int, int],
    fps: Fraction,
    rig_name: str,
    preset: Preset | None,
    span: Span | None,
    chosen: dict[str, Any],
    *,
    cut: bool,
) -> Plan:
    """A film by what was typed after `animatemusic qc`.

    Args:
        song: a song, or the video that was made of it.
        times: of the words of the whole song, in any format.
        size: of the picture.
        fps: of the video.
        rig_name: the character, by name or path.
        preset: for which platform, or None.
        span: the part of the song that is shown, or None.
        chosen: the options of captions, of the rig's drawings and of timing files.
        cut: whether the file holds that part only.

    Raises:
        InputError: one of them cannot be used.
    """
    wishes, mouth_at = wishes_of(chosen)
    rig = pipeline.load_rig(rig_name, wishes)
    look = with_cards(
        Look(size, fps, mouth_at=mouth_at, **caption_look(chosen)), chosen, song, {}, rig
    )
    audio = open_audio(song)
    told = how_to_read(chosen, quiet=True)
    if cut and span is not None:
        words = part_of(pipeline.read_timing(times, **told), span)
        return Plan(audio, words, rig, look, preset=preset)
    words = pipeline.read_timing(times, audio, **told)
    return Plan(audio, words, rig, look, span, preset=preset)
