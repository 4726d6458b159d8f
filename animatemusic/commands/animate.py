"""``animatemusic animate``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aligner.rematch import rematched
from animatemusic import options, pipeline
from animatemusic.commands.backdrop_options import (
    backdrop_files,
    backdrop_options,
)
from animatemusic.commands.caption_options import caption_options
from animatemusic.commands.project_options import (
    ProjectCommand,
    SongArgument,
    project_options,
    project_paths,
)
from animatemusic.commands.real_face import (
    check_acting,
    check_refined,
    real_face_options,
    refine_sung,
)
from animatemusic.commands.refine import tell
from animatemusic.commands.results import (
    Job,
    check_beside,
    loop_alignment,
    make_all,
    places,
)
from animatemusic.commands.rig_options import reading_options
from animatemusic.commands.shared import (
    FILE,
    alignment_options,
    common,
    how_to_align,
    lyric_options,
    mouth_options,
    mouth_timing,
    read_sheet,
    rig_option,
)
from animatemusic.commands.staging import character_of, look_of
from animatemusic.commands.video_options import (
    SizesCommand,
    video_options,
    wanted,
)
from animatemusic.notes import note, say_rematch, warn_missing, warn_of_paper
from animatemusic.progress import shown
from media_core.audio import load_audio, open_audio
from media_core.errors import InputError
from media_core.timeline import Span
from render.film import frames_of
from render.overlay import Nobody


class AnimateCommand(SizesCommand, ProjectCommand):
    """``--size`` takes several sizes, and a project says what is not typed."""


@click.command(
    cls=AnimateCommand,
    epilog="""\b
Examples:
  animatemusic animate song.wav lyrics.txt
  animatemusic animate song.wav lyrics.txt --rig my_rig/ --background "#203040"
  animatemusic animate song.wav lyrics.txt --size 1080x1920 --range 0:30-0:45 -o teaser.mp4
  animatemusic animate song.wav lyrics.txt --captions big-word --font "DejaVu Serif"
  animatemusic animate song.wav lyrics.txt --background cover.jpg --ken-burns --visual pulse
  animatemusic animate song.wav lyrics.txt --alignment corrected.json
  animatemusic animate song.wav lyrics.txt --size 1920x1080 1080x1920 --jobs 4
  animatemusic animate song.wav lyrics.txt --still 0:42 -o frame.png
  animatemusic animate song.wav lyrics.txt --only lyrics -o lyrics.mov
  animatemusic animate song.wav lyrics.txt --rig mouths.png --grid 3x3
  animatemusic animate song.wav lyrics.txt --face me.jpg --mouth-at 512,640,180
  animatemusic animate --project my_song
""",
)
@click.argument("song", type=FILE, cls=SongArgument, metavar="[SONG")
@click.argument("lyrics", type=FILE, metavar="LYRICS]")
@click.option(
    "-o",
    "--output",
    type=FILE,
    metavar="FILE",
    help="The result: .mp4 .webm .mov .webp .gif .apng, or a picture. [default: SONG's name .mp4]",
)
@project_options
@video_options
@rig_option
@click.option(
    "--fps",
    type=options.frame_rate,
    default="30",
    show_default=True,
    metavar="RATE",
    help="Frames a second, such as 24 or 29.97.",
)
@backdrop_options
@caption_options
@click.option("--no-sway", is_flag=True, help="Keep the head still.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of blinks and head sway.")
@click.option(
    "--alignment",
    "alignment_file",
    type=FILE,
    metavar="FILE",
    help="Use these times instead of aligning: a timing file of any format, corrected by you. "
    "If it has times of lines only, their words are sought inside.",
)
@click.option(
    "--range",
    "span",
    type=options.span,
    metavar="START-END",
    help="Only this part, such as 0:30-0:45.",
)
@real_face_options
@reading_options
@mouth_options
@lyric_options
@alignment_options
@common
@click.pass_context
def animate(
    ctx: click.Context,
    /,
    song: Path,
    lyrics: Path,
    output: Path | None,
    rig_name: str,
    alignment_file: Path | None,
    span: Span | None,
    mouth_style: Path | None,
    voice: str,
    refine_face: Path | None,
    checkpoint: Path | None,
    face_data: Path | None,
    acting_file: Path | None,
    force: bool,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Make the video in which a character sings LYRICS to SONG.

    Without both, they and all options come from an animatemusic.toml; what is typed wins.
    """
    folder, project = project_paths(ctx)
    wish = wanted(ctx, chosen)
    check_acting(ctx)
    if refine_face is not None:
        check_refined(ctx)
    if wish.beside and wish.picture:
        raise click.UsageError("--ass and --lrc belong to a video, not to a picture")
    read = (
        *(song, lyrics, alignment_file, mouth_style, chosen["lexicon"], chosen["keep"]),
        *(chosen["anchors_file"], chosen["vocals"]),
        *(Path(rig_name), chosen["face"], refine_face, checkpoint, face_data, acting_file),
        *backdrop_files(chosen),
        *(Path(chosen["caption_style"]), Path(chosen["font"]), *project),
    )
    targets = places(wish, output, song, force=force, read=read, folder=folder)
    check_beside(wish, targets, force=force)
    how = {name: chosen.pop(name) for name in ("keep_all", "encoding")}
    sheet = read_sheet(lyrics, **how, quiet=quiet)
    timing = mouth_timing(mouth_style)
    source = character_of(ctx.params)
    rig = source() if refine_face is None else Nobody()
    warn_of_paper(rig)
    look = look_of(ctx, wish, rig)
    for size in wish.sizes:
        pipeline.check_look(
            rig,
            wish.look(look, size),
            None if wish.picture else wish.output(targets[0] if targets[0].suffix else None)[0],
        )
    loaded = load_audio(song) if alignment_file is None and not look.loop else None
    # Videos are made from the file: an hour of samples is a gigabyte.
    audio = loaded.streamed() if loaded is not None else open_audio(song)
    if span is not None:
        try:  # refused now, not after a long alignment
            frames_of(span, audio.duration, look.fps)
        except InputError as err:
            raise InputError(f"{song}: {err.message}", hint=err.hint) from err
    with shown(quiet) as progress:
        if loaded is not None:
            found = pipeline.align(
                loaded, sheet, notice=note, progress=progress, **how_to_align(chosen)
            )
            del loaded
        elif look.loop or alignment_file is None:
            found = loop_alignment()
        else:
            found = pipeline.read_timing(alignment_file, audio, phones=False)
            match = rematched(sheet, found)
            if match.kept == 0:
                raise InputError(
                    f"{alignment_file} has none of the words of {lyrics}",
                    hint="give the times of these lyrics",
                )
            say_rematch(match, alignment_file, lyrics)
            found = match.alignment
            found = pipeline.completed(
                *(found, audio),
                source=str(alignment_file),
                lexicon=chosen["lexicon"],
                language=chosen["language"],
                notice=note,
                progress=progress,
            )
        warn_missing(found)
        if refine_face is not None:
            refined = refine_sung(
                *(refine_face, song, found, targets[0], span, checkpoint, progress),
                look=look,
                tags=wish.tags,
                quiet=quiet,
            )
            tell(refined, quiet=quiet)
            return
        how = {"timing": timing, "voice": voice, "vocals": chosen["vocals"]}
        job = Job(wish, audio, found, source, look, span, how)
        make_all(job, targets, quiet=quiet, progress=progress)
