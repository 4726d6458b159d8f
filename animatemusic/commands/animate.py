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
from animatemusic.commands.mouth_from import check_mouth, mouth_from, mouth_from_options
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
    form_of,
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
    how_to_read,
    lyric_options,
    mouth_options,
    mouth_timing,
    read_sheet,
    rig_option,
    tier_option,
)
from animatemusic.commands.staging import character_of, look_of
from animatemusic.commands.video_options import (
    SizesCommand,
    video_options,
    wanted,
)
from animatemusic.made_before import MadeBefore
from animatemusic.next_steps import after_animate
from animatemusic.notes import note, say_rematch, warn_missing, warn_of_paper
from animatemusic.progress import shown
from animatemusic.swapped import check_order
from media_core.audio import load_audio, open_audio
from media_core.errors import InputError
from media_core.timeline import Span
from render.film import frames_of
from render.nobody import Nobody
from visemes.animate import ALL


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
  animatemusic animate song.wav lyrics.txt --mouth-from corrected.pg2
  animatemusic animate song.wav lyrics.txt --size 1920x1080 1080x1920 --jobs 4
  animatemusic animate song.wav lyrics.txt --preset youtube tiktok
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
@mouth_from_options
@tier_option
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
    wishes = wanted(ctx, chosen)
    wish = wishes[0]
    check_acting(ctx)
    if refine_face is not None:
        check_refined(ctx)
    if wish.beside and wish.picture:
        raise click.UsageError("--ass and --lrc belong to a video, not to a picture")
    check_mouth(chosen)
    read = (
        *(song, lyrics, alignment_file, mouth_style, chosen["mouth_from"], chosen["lexicon"]),
        *(chosen["keep"], chosen["anchors_file"], chosen["vocals"]),
        *(Path(rig_name), chosen["face"], refine_face, checkpoint, face_data, acting_file),
        *backdrop_files(chosen),
        *(Path(chosen["caption_style"]), Path(chosen["font"]), *project),
    )
    forms = [MadeBefore(song, form_of(one, ctx.params)) for one in wishes]
    targets: list[list[Path]] = []
    for one, made in zip(wishes, forms, strict=True):
        files = places(one, output, song, force=force, read=read, made=made, folder=folder)
        check_beside(one, files, force=force, made=made)
        targets.append(files)
    told = how_to_read(chosen, quiet=quiet)
    check_order(song, lyrics)
    sheet = read_sheet(
        lyrics, keep_all=chosen["keep_all"], encoding=chosen["encoding"], quiet=quiet
    )
    timing = mouth_timing(mouth_style)
    source = character_of(ctx.params)
    rig = source() if refine_face is None else Nobody()
    warn_of_paper(rig)
    looks = [look_of(ctx, one, rig) for one in wishes]
    look = looks[0]
    for one, seen, files in zip(wishes, looks, targets, strict=True):
        kind = None if one.picture else one.output(files[0] if files[0].suffix else None)[0]
        for size in one.sizes:
            pipeline.check_look(rig, one.look(seen, size), kind)
    silent = all(seen.loop for seen in looks)
    loaded = load_audio(song) if alignment_file is None and not silent else None
    # Videos are made from the file: an hour of samples is a gigabyte.
    audio = loaded.streamed() if loaded is not None else open_audio(song)
    mouth = mouth_from(chosen, audio.duration, voice if voice != ALL else "")
    if span is not None:
        try:  # refused now, not after a long alignment
            for seen in looks:
                frames_of(span, audio.duration, seen.fps)
        except InputError as err:
            raise InputError(f"{song}: {err.message}", hint=err.hint) from err
    with shown(quiet) as progress:
        if loaded is not None:
            how = how_to_align(chosen, encoding=chosen["encoding"], tier=chosen["tier"])
            found = pipeline.align(loaded, sheet, progress=progress, notice=note, **how)
            del loaded
        elif silent or alignment_file is None:
            found = loop_alignment()
        else:
            found = pipeline.read_timing(alignment_file, audio, phones=False, **told)
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
                *(refine_face, song, found, targets[0][0], span, checkpoint, progress),
                look=look,
                tags=wish.tags,
                quiet=quiet,
            )
            forms[0].note(targets[0][0])
            tell(refined, quiet=quiet)
            return
        how = {"timing": timing, "voice": voice, "vocals": chosen["vocals"], "mouth": mouth}
        for one, seen, files, made in zip(wishes, looks, targets, forms, strict=True):
            words = loop_alignment() if seen.loop else found
            job = Job(one, audio, words, source, rig, seen, span, how, made)
            make_all(job, files, quiet=quiet, progress=progress)
    if not quiet and not wish.picture:
        for sentence in after_animate(found, song, lyrics, alignment_file):
            note(sentence)
