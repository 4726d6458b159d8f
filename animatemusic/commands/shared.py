"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aligner.pronounce import LANGUAGES
from animatemusic import options, pipeline
from animatemusic.cache import AlignmentCache, default_folder

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
    for option in (
        click.option(
            "--size",
            type=options.size,
            default="1920x1080",
            show_default=True,
            metavar="WIDTHxHEIGHT",
            help="Of the picture.",
        ),
        click.option(
            "--rig",
            "rig_name",
            default=pipeline.DEFAULT_RIG,
            show_default=True,
            metavar="NAME|PATH",
            help="A rig that ships (juno, rocco), or the path of your own.",
        ),
    ):
        command = option(command)
    return command


def alignment_options(command: Any) -> Any:
    """How to align; the names are those of :func:`animatemusic.pipeline.align`."""
    for option in (
        click.option("--no-cache", is_flag=True, help="Align anew even if this was done before."),
        click.option(
            "--keep",
            type=FILE,
            metavar="FILE",
            help="An earlier alignment: its words marked as locked stay, the rest is sought again.",
        ),
        click.option(
            "--anchor",
            "anchors",
            type=options.anchor,
            multiple=True,
            metavar="TIME=WORDS",
            help='When a line begins: 0:42="first words of the line". May be given often.',
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
            "--gentle-url",
            metavar="URL",
            help="Address of a Gentle server; GENTLE_URL in the environment does the same.",
        ),
        click.option(
            "--aligner",
            type=click.Choice(["auto", "sphinx", "gentle"]),
            default="auto",
            show_default=True,
            help="sphinx is built in; gentle asks a server; auto asks Gentle if it has an address.",
        ),
    ):
        command = option(command)
    return command


def how_to_align(chosen: dict[str, Any]) -> dict[str, Any]:
    """What :func:`alignment_options` gave, as keyword arguments of ``pipeline.align``."""
    cache = None if chosen.pop("no_cache") else AlignmentCache(default_folder())
    return {**chosen, "cache": cache}
