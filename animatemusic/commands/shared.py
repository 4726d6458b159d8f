"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

import sample_rigs
from aligner.gentle_request import GentleOptions
from aligner.guessed_encoding import checked_encoding
from aligner.lyric_furniture import remarks_text
from aligner.lyrics import Lyrics, read_lyrics
from aligner.pronounce import LANGUAGES
from animatemusic import options, pipeline
from animatemusic.aligners import ALIGNERS, AlignerOptions
from animatemusic.cache import AlignmentCache, default_folder
from animatemusic.known_times import GivenTimes
from animatemusic.notes import note
from animatemusic.recipes import NOBODY
from visemes.animate import ALL
from visemes.timing import Timing, read_timing

FILE = click.Path(path_type=Path)


def common(command: Any) -> Any:
    """``--force`` and ``--quiet``."""
    for option in (
        click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong."),
        click.option("--force", is_flag=True, help="Replace files that exist."),
    ):
        command = option(command)
    return command


def rig_and_size(command: Any) -> Any:
    """``--rig`` and ``--size``."""
    size = click.option(
        "--size",
        type=options.size,
        default="1920x1080",
        show_default=True,
        metavar="WIDTHxHEIGHT",
        help="Of the picture.",
    )
    return rig_option(size(command))


def rig_option(command: Any) -> Any:
    """``--rig``."""
    return click.option(
        "--rig",
        "rig_name",
        type=options.NamedOrFile(lambda: [*sample_rigs.names(), NOBODY], others=False),
        default=pipeline.DEFAULT_RIG,
        show_default=True,
        metavar="NAME|PATH",
        help="A rig that ships (see: animatemusic rig list), or the path of your own; none for "
        "words alone, beside the song's cover if it has one.",
    )(command)


def mouth_options(command: Any) -> Any:
    """``--mouth-style`` and ``--voice``."""
    for option in (
        click.option(
            "--voice",
            default=ALL,
            show_default=True,
            metavar="NAME",
            help="Whose mouth: all, lead, background, or the name of a singer of the lyrics.",
        ),
        click.option(
            "--mouth-style",
            type=FILE,
            metavar="FILE.toml",
            help="Numbers of the mouth's movement, such as lead or gain; see docs/mouths.md.",
        ),
    ):
        command = option(command)
    return command


def mouth_timing(style: Path | None) -> Timing | None:
    """What ``--mouth-style`` says, or None."""
    return None if style is None else read_timing(style)


def lyric_options(command: Any) -> Any:
    """``--keep-all`` and ``--encoding``."""
    keep_all = click.option(
        "--keep-all",
        is_flag=True,
        help="Sing all that the lyrics say, page furniture, chords and credits, too.",
    )
    return keep_all(_encoding_option(command))


def timing_options(command: Any) -> Any:
    """``--tier`` and ``--encoding``."""
    return tier_option(_encoding_option(command))


def _encoding_option(command: Any) -> Any:
    return click.option(
        "--encoding",
        metavar="NAME",
        help="Of text that is not UTF-8, such as shift_jis or cp1251. [default: guessed]",
    )(command)


def tier_option(command: Any) -> Any:
    """``--tier``."""
    return click.option(
        "--tier",
        metavar="NAME",
        help="The tier of a TextGrid that holds the words or lines. [default: found by its name]",
    )(command)


def how_to_read(chosen: Mapping[str, Any], *, quiet: bool) -> dict[str, Any]:
    """What :func:`timing_options` gave, as keyword arguments of ``pipeline.read_timing``."""
    notice = _silent if quiet else note
    return {"encoding": chosen["encoding"], "tier": chosen["tier"], "notice": notice}


def _silent(sentence: str) -> None:
    """Say nothing."""


def read_sheet(
    path: Path, *, keep_all: bool = False, encoding: str | None = None, quiet: bool = False
) -> Lyrics:
    """Read a lyric sheet, and say what of it is not sung."""
    known = None if encoding is None else checked_encoding(encoding)
    sheet = read_lyrics(path, keep_all=keep_all, encoding=known)
    for sentence in () if quiet else remarks_text(sheet.remarks):
        note(f"{path}: {sentence}")
    return sheet


def alignment_options(command: Any) -> Any:
    """How to align; the names are those of :func:`animatemusic.pipeline.align`."""
    for option in (
        click.option("--no-cache", is_flag=True, help="Align anew even if this was done before."),
        click.option(
            "--keep",
            type=FILE,
            metavar="FILE",
            help="An earlier alignment: its words marked as locked stay, the rest is sought again. "
            "A format without such marks keeps all words that it times.",
        ),
        click.option(
            "--anchors",
            "anchors_file",
            type=FILE,
            metavar="FILE",
            help="A file that tells when lines begin: an LRC, or any timing file.",
        ),
        click.option(
            "--anchor",
            "anchors",
            type=options.anchor,
            multiple=True,
            metavar="TIME=WORDS",
            help='When words of a line begin: 0:42="some words". May be given often.',
        ),
        click.option(
            "--kind",
            type=click.Choice(["auto", "song", "speech"]),
            default="auto",
            show_default=True,
            help="What is heard; in speech a voice may pause anywhere.",
        ),
        click.option(
            "--vocals",
            type=FILE,
            metavar="FILE",
            help="The voice alone, as long as SONG: listened to in its place. SONG is what plays.",
        ),
        click.option(
            "--language",
            type=click.Choice(sorted(LANGUAGES)),
            help="Of the lyrics. [default: guessed from them]",
        ),
        click.option(
            "--lexicon",
            type=FILE,
            metavar="FILE",
            help="Pronunciations of your own: `word P1 P2 P3` a line, in ARPAbet.",
        ),
        click.option(
            "--gentle-timeout",
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            help="Give up when Gentle has told nothing new for so long. [default: 300]",
        ),
        click.option(
            "--conservative",
            is_flag=True,
            help="Gentle leaves out words that it is not sure of; ours are then sought instead.",
        ),
        click.option(
            "--disfluency",
            is_flag=True,
            help='Gentle listens for "uh" and "um" too, and takes them for no word of the lyrics.',
        ),
        click.option(
            "--gentle-mode",
            type=click.Choice(["async", "sync"]),
            default="async",
            show_default=True,
            help="async watches the work of Gentle; sync waits for one answer.",
        ),
        click.option(
            "--gentle-url",
            metavar="URL",
            help="Address of a Gentle server; GENTLE_URL in the environment does the same.",
        ),
        click.option(
            "--ctc-model",
            type=FILE,
            metavar="DIR",
            help="A network of your own for --aligner ctc: the folder of a Wav2Vec2 or MMS model.",
        ),
        click.option(
            "--aligner",
            type=click.Choice(["auto", *ALIGNERS]),
            default="auto",
            show_default=True,
            help="sphinx is built in, gentle asks a server, ctc runs a network of yours; auto "
            "takes ctc with --ctc-model, Gentle if it has an address, else sphinx.",
        ),
    ):
        command = option(command)
    return command


def how_to_align(
    chosen: Mapping[str, Any], *, encoding: str | None, tier: str | None
) -> dict[str, Any]:
    """What :func:`alignment_options` gave, as keyword arguments of ``pipeline.align``.

    Args:
        chosen: values by the names of the options.
        encoding: of timing files that are not UTF-8.
        tier: of those that are TextGrids.
    """
    gentle = GentleOptions(
        mode=chosen["gentle_mode"],
        disfluency=chosen["disfluency"],
        conservative=chosen["conservative"],
        timeout=chosen["gentle_timeout"],
    )
    own = {name: chosen[name] for name in ("kind", "gentle_url", "ctc_model")}
    times = {name: chosen[name] for name in ("anchors", "anchors_file", "keep")}
    return {name: chosen[name] for name in ("aligner", "vocals", "lexicon", "language")} | {
        "options": AlignerOptions(gentle=gentle, **own),
        "known": GivenTimes(**times, encoding=encoding, tier=tier),
        "cache": None if chosen["no_cache"] else AlignmentCache(default_folder()),
    }
