"""``animatemusic qc``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from aligner.alignment import Alignment
from aligner.formats import read_alignment
from animatemusic import options, pipeline
from animatemusic.commands import qc_plans
from animatemusic.commands.caption_options import caption_options
from animatemusic.commands.rig_options import reading_options
from animatemusic.commands.shared import FILE, common, how_to_read, timing_options
from animatemusic.output import output_path, write_text
from animatemusic.progress import shown
from animatemusic.qc.checks import (
    Checked,
    check_plan,
    check_song,
    check_stem,
    check_video,
    part_of,
    seen_in,
    word_facts,
    words_beside,
)
from animatemusic.qc.findings import CODES, Finding, Report, report_of
from animatemusic.qc.listening import Heard
from animatemusic.qc.telling import json_of, text_of
from animatemusic.qc.watching import has_moving_pictures
from animatemusic.qc.words import word_findings
from media_core.progress import Progress
from media_core.timeline import Span
from render.presets import Preset, presets

_FILM = (
    *("rig_name", "size", "fps", "caption_style", "no_captions", "font", "safe_area"),
    *("title_card", "credits_", "set_name", "mapped", "grid", "cut_out"),
    *("face", "mouth_at"),
)
"""Parameters that say how a film looks: with one of them, the film is checked as well."""


@click.command(
    epilog="""\b
Examples:
  animatemusic qc song.mp4
  animatemusic qc song.mp4 --alignment times.json --preset youtube
  animatemusic qc song.mp4 --alignment times.json --rig juno --captions big-word
  animatemusic qc song.mp3 --alignment times.json --size 1080x1920 --safe-area tiktok
  animatemusic qc my_song
  animatemusic qc song.mp4 --json -o report.json
"""
)
@click.argument("path", type=FILE)
@click.option(
    "--alignment",
    "times",
    type=FILE,
    metavar="FILE",
    help="When the words are sung: a timing file of any format. [default: an .ass, .lrc, .ttml, "
    ".vtt or .srt of the video's name beside it]",
)
@click.option(
    "--range",
    "span",
    type=options.span,
    metavar="START-END",
    help="The video shows this part of the song only, such as 0:30-0:45.",
)
@click.option(
    "--vocals",
    type=FILE,
    metavar="FILE",
    help="The voice alone, as long as the song: words and mouth are held against it.",
)
@click.option("--preset", type=click.Choice(list(presets())), help="For which platform it is.")
@click.option(
    "--rig",
    "rig_name",
    default=pipeline.DEFAULT_RIG,
    metavar="NAME|PATH",
    help="Who sings in it: mouth and captions are checked, too. The options below say how it "
    "looks; a project says all of that by itself.",
)
@click.option(
    "--size",
    type=options.size,
    metavar="WIDTHxHEIGHT",
    help="Of the picture. [default: that of the video; 1920x1080 for a song]",
)
@click.option(
    "--fps",
    type=options.frame_rate,
    metavar="RATE",
    help="Frames a second. [default: those of the video; 30 for a song]",
)
@caption_options
@reading_options
@timing_options
@click.option(
    "--ignore",
    multiple=True,
    type=click.Choice(list(CODES)),
    metavar="CODE",
    help="Leave out findings of a kind, as named in [brackets]. May be given often.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings, too.")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write the report here.")
@common
@click.pass_context
def qc(
    context: click.Context,
    /,
    path: Path,
    times: Path | None,
    as_json: bool,
    strict: bool,
    ignore: tuple[str, ...],
    output: Path | None,
    force: bool,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Check a video before it is published, or a project before it is rendered.

    PATH is a video, a song with --alignment, an animatemusic.toml, or a folder with one.

    Exit code 1: something is wrong that should not be published (with --strict, also: something
    looks or sounds wrong).
    """
    if output is not None:
        output = output_path(output, output, force=force, read=[path, times])
    with shown(quiet) as progress:
        if os.path.isdir(path) or path.suffix.lower() == ".toml":
            said = _said(context, ("times", "span", "vocals", "preset", "tier", "encoding", *_FILM))
            if said:
                raise click.UsageError(f"{said} is said by the project; change it there")
            report = _project(path, ignore, progress)
        else:
            name = chosen.pop("preset")
            wishes = (chosen.pop(key) for key in ("size", "fps", "rig_name"))
            asked = _Asked(
                *(path, times, chosen.pop("span"), chosen.pop("vocals")),
                *(presets()[name] if name else None, *wishes, _said(context, _FILM)),
            )
            report = _file(asked, ignore, chosen, progress, quiet=quiet)
    text = json_of(report) if as_json else text_of(report, quiet=quiet)
    if text or output is not None:
        write_text(text, output)
    if not report.ok or (strict and report.warnings):
        context.exit(1)


def _said(context: click.Context, names: tuple[str, ...]) -> str:
    """The first of some options that was typed, as it was typed; "" if none was."""
    for param in context.command.params:
        typed = context.get_parameter_source(str(param.name)) is ParameterSource.COMMANDLINE
        if param.name in names and typed:
            return next(name for name in param.opts if name.startswith("--"))
    return ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed of a video or a song.

    Attributes:
        path: of it.
        times: when its words are sung, or None.
        span: the part of the song that is shown, or None.
        vocals: the voice alone, or None.
        preset: for which platform, or None.
        size, fps: of the film, or None.
        rig_name: who sings.
        film: the option that asks for a look at the film, or "".
    """

    path: Path
    times: Path | None
    span: Span | None
    vocals: Path | None
    preset: Preset | None
    size: tuple[int, int] | None
    fps: Fraction | None
    rig_name: str
    film: str


def _file(
    asked: _Asked,
    ignore: tuple[str, ...],
    chosen: dict[str, Any],
    progress: Progress,
    *,
    quiet: bool,
) -> Report:
    """Check a video; or a song, of which only the film can be looked at."""
    path, times = asked.path, asked.times
    is_video = has_moving_pictures(path)
    if times is None and (asked.film or not is_video):
        what = f"{asked.film} asks for a film" if asked.film else f"{path} is no video"
        raise click.UsageError(f"{what}: say when its words are sung with --alignment FILE")
    if times is None and (chosen["tier"] or chosen["encoding"]):
        raise click.UsageError("--tier and --encoding are of the file that --alignment names")
    told = how_to_read(chosen, quiet=quiet)
    given = (times, read_alignment(times, **told)) if times is not None else words_beside(path)
    source, words = given or (None, None)
    findings: list[Finding] = []
    voice: Heard | None = None
    if asked.vocals is not None and words is not None:
        voice, held = check_stem(words, asked.vocals)
        findings += seen_in(asked.span, held)
    facts: dict[str, Any] = {}
    if is_video:
        shown = part_of(words, asked.span) if words is not None else None
        done = check_video(path, shown, asked.preset, progress, stem=voice is not None)
        findings += done.findings
        facts |= done.facts
        made = done.facts["video"]
        asked = replace(
            asked,
            size=asked.size or tuple(made["size"]),
            fps=asked.fps or Fraction(made["fps"]),
        )
    if words is not None:
        facts |= word_facts(words, str(source))
    if times is not None and words is not None and (asked.film or not is_video):
        film = _film(asked, times, words, voice, chosen, progress, is_video=is_video)
        findings += film.findings
        facts = {**film.facts, **facts}
    return report_of(str(path), findings, facts, ignore)


def _film(
    asked: _Asked,
    times: Path,
    words: Alignment,
    voice: Heard | None,
    chosen: dict[str, Any],
    progress: Progress,
    *,
    is_video: bool,
) -> Checked:
    """Check the film that what was typed describes, and a song that has not been looked at."""
    size, fps = asked.size or (1920, 1080), asked.fps or Fraction(30)
    plan = qc_plans.typed(
        *(asked.path, times, size, fps, asked.rig_name, asked.preset, asked.span, chosen),
        cut=is_video,
    )
    heard, sound = check_song(plan.song, asked.preset, progress)
    # A stem is as long as the song, and a video may show a part of it.
    whole = plan.span == asked.span
    drawn = check_plan(plan, voice if voice is not None and whole else heard, progress)
    facts = {"films": [drawn.facts["film"]]}
    if is_video:
        return Checked(drawn.findings, facts)
    # Words as they were read: those of the film are cut off where the song ends.
    read = word_findings(words, heard if voice is None else None, heard.duration)
    found = (*sound.findings, *seen_in(asked.span, read), *drawn.findings)
    return Checked(found, {**sound.facts, **facts})


def _project(path: Path, ignore: tuple[str, ...], progress: Progress) -> Report:
    """Check the films of a project, and those of its videos that have been rendered."""
    planned = qc_plans.of_project(path, progress)
    heard, sound = check_song(planned.song, planned.preset, progress)
    facts: dict[str, Any] = {**sound.facts, **word_facts(planned.words, planned.source)}
    silent = bool(planned.films) and all(plan.look.loop for plan in planned.films)
    voice: Heard | None = None
    held: list[Finding] = []
    if planned.vocals is not None:
        voice, held = check_stem(planned.words, planned.vocals)
    read = word_findings(planned.words, None if voice else heard, heard.duration)
    shown_words = seen_in(planned.span, [*read, *held])
    findings = [] if silent else [*sound.findings, *shown_words]
    known = {finding.code for finding in findings}
    films = [check_plan(plan, voice or heard, progress) for plan in planned.films]
    several = len(films) > 1
    for plan, film in zip(planned.films, films, strict=True):
        wide, high = plan.look.size
        findings += _named(film, f"{wide}x{high}: " if several else "")
    facts["films"] = [film.facts["film"] for film in films]
    facts["videos"] = []
    for video, preset in planned.videos:
        part = part_of(planned.words, planned.span)
        done = check_video(video, part, preset, progress, stem=voice is not None)
        # What is wrong with the song is said once.
        new = replace(done, findings=tuple(f for f in done.findings if f.code not in known))
        findings += _named(new, f"{video.name}: ")
        facts["videos"].append({"path": str(video), **done.facts})
    return report_of(str(path), findings, facts, ignore)


def _named(checked: Checked, name: str) -> Iterator[Any]:
    """Findings that say of what they are."""
    return (replace(finding, text=f"{name}{finding.text}") for finding in checked.findings)
