"""How captions look: options that several commands have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from animatemusic import options
from media_core.tags import tags_of
from render.captions.cards import MOST_CREDITS
from render.captions.style import DEFAULT_STYLE, style_names
from render.film import Look
from render.rigs import Rig
from render.safe_area import AUTO, safe_area_names


def caption_options(command: Any) -> Any:
    """``--captions``, ``--no-captions``, ``--font``, ``--safe-area`` and the cards."""
    for option in (
        click.option(
            "--credit",
            "credits_",
            multiple=True,
            metavar="TEXT",
            help="A line of credits after the last word, above the rig's own. May be given often.",
        ),
        click.option(
            "--title-card",
            is_flag=True,
            help="Show the title and the artist before the first word.",
        ),
        click.option(
            "--safe-area",
            type=click.Choice(safe_area_names()),
            default=AUTO,
            show_default=True,
            help="What captions keep clear of: the buttons of a platform, or what suits the size.",
        ),
        click.option(
            "--font",
            type=options.NamedOrFile(tuple),
            default="",
            metavar="NAME|FILE",
            help="Of the captions: an installed font, or a .ttf or .otf file. "
            "[default: the style's]",
        ),
        click.option("--no-captions", is_flag=True, help="Leave the lyric out of the picture."),
        click.option(
            "--captions",
            "caption_style",
            type=options.NamedOrFile(style_names),
            default=DEFAULT_STYLE,
            show_default=True,
            metavar="NAME|FILE.toml",
            help=f"How they look and move: {', '.join(style_names())}, or a style of your own.",
        ),
    ):
        command = option(command)
    return command


def with_cards(
    look: Look, chosen: dict[str, Any], song: Path, tags: Mapping[str, str], rig: Rig
) -> Look:
    """The look with the title and the credits that are wanted.

    Args:
        look: without them.
        chosen: what :func:`caption_options` gave; what is used is taken out.
        song: whose tags say title and artist if the user does not.
        tags: what the user says of them.
        rig: whose author and licence are named below the user's credits.
    """
    lines: tuple[str, ...] = tuple(" ".join(line.split()) for line in chosen["credits_"])
    if lines and rig.info.author:
        licence = f", {rig.info.licence}" if rig.info.licence else ""
        lines = (*lines[: MOST_CREDITS - 1], f"{rig.info.name} by {rig.info.author}{licence}")
    look = replace(look, credits=lines)
    if not chosen["title_card"]:
        return look
    found = tags_of(song)
    title, artist = (tags.get(key) or found.get(key, "") for key in ("title", "artist"))
    return replace(look, title=title or song.stem, artist=artist)


def caption_look(chosen: dict[str, Any]) -> dict[str, Any]:
    """What :func:`caption_options` gave, as keyword arguments of ``render.film.Look``."""
    return {
        "captions": not chosen["no_captions"],
        "caption_style": chosen["caption_style"],
        "font": chosen["font"],
        "safe_area": chosen["safe_area"],
    }
