"""Options that say what is made of a film: videos in several sizes and forms, or pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from animatemusic import options
from media_core.outputs import OUTPUTS, Output, output_for
from media_core.timeline import Ms
from render.film import Look
from render.presets import Preset, presets
from render.stills import SUFFIXES

PREVIEW_SIDE = 640
"""Pixels of the longer side of a preview."""

PREVIEW_FPS = Fraction(15)

_SIZE = re.compile(r"\d{2,5}\s*[xX×]\s*\d{2,5}")


class SizesCommand(click.Command):
    """A command whose ``--size`` and ``--preset`` take several: ``--size 1920x1080 1080x1920``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the option's name before each of them, as click wants it."""
        known: dict[str, Callable[[str], object]] = {
            "--size": _SIZE.fullmatch,
            "--preset": presets().get,
        }
        out: list[str] = []
        option = ""
        for argument in args:
            if option and known[option](argument):
                out += [argument] if out[-1] == option else [option, argument]
                continue
            option = argument if argument in known else ""
            out.append(argument)
        return super().parse_args(ctx, out)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user wants to be made.

    Attributes:
        sizes: of the pictures.
        preset: for which platform, or None.
        format: a name of an output, or None to let the suffix decide.
        picture: ``still``, ``sheet`` or ``thumbnail`` instead of a video, or "".
        moment: of the still.
        preview: fast and small, with a clock.
        jobs: how many processes.
        reuse: use and keep finished parts.
        tags: title and artist.
        beside: formats of timing files that are written beside the video.
        copy_sound: copy an mp3 into an mp4, too.
        label: stands in the name of a result; "" where it is the only one of its kind.
    """

    sizes: tuple[tuple[int, int], ...]
    preset: Preset | None
    format: str | None
    picture: str
    moment: Ms
    preview: bool
    jobs: int
    reuse: bool
    tags: dict[str, str]
    beside: tuple[str, ...]
    copy_sound: bool = False
    label: str = ""

    def output(self, path: Path | None) -> tuple[str, Output]:
        """The kind of video."""
        return output_for(self.format, path)

    def default_name(self, song: Path) -> Path:
        """Where the result goes if nothing is said."""
        if self.picture:
            ending = {"still": ".png", "sheet": "-contact.png", "thumbnail": "-thumbnail.jpg"}
            return Path(f"{song.stem}{ending[self.picture]}")
        _name, output = self.output(None)
        stem = f"{song.stem}-preview" if self.preview else song.stem
        return Path(f"{stem}{output.suffix}" if output.suffix else f"{stem}_frames")

    def named(self, path: Path, size: tuple[int, int]) -> Path:
        """The name for one of several sizes."""
        if self.label:
            path = path.with_name(f"{path.stem}-{self.label}{path.suffix}")
        if len(self.sizes) == 1:
            return path
        return path.with_name(f"{path.stem}-{size[0]}x{size[1]}{path.suffix}")

    def encoding(self, path: Path) -> dict[str, str]:
        """Options of the encoder."""
        return dict(self.output(path)[1].preview) if self.preview else {}

    def look(self, look: Look, size: tuple[int, int]) -> Look:
        """How the film looks in one of the sizes."""
        if not self.preview:
            return replace(look, size=size)
        scale = min(1.0, PREVIEW_SIDE / max(size))
        small = [max(64, round(side * scale / 2) * 2) for side in size]
        x, y, wide = look.mouth_at or (0.0, 0.0, 0.0)
        return replace(
            look,
            size=(small[0], small[1]),
            fps=min(look.fps, PREVIEW_FPS),
            mouth_at=(x * scale, y * scale, wide * scale) if look.mouth_at else None,
            clock=True,
        )


def video_options(command: Any) -> Any:
    """Sizes, presets, forms, pictures, jobs."""
    pictures = " or ".join(SUFFIXES)
    for option in (
        *_beside(),
        click.option(
            "--copy-sound",
            is_flag=True,
            help="Copy an mp3 into an mp4 as it is, too; not every player and platform plays it.",
        ),
        click.option(
            "--no-reuse",
            is_flag=True,
            help="Draw all anew, and keep no parts of the video for the next time.",
        ),
        click.option(
            "--jobs",
            type=click.IntRange(1, 64),
            default=1,
            show_default=True,
            help="Processes that draw and encode.",
        ),
        click.option(
            "--thumbnail", is_flag=True, help="A picture of the best moment instead of a video."
        ),
        click.option(
            "--contact-sheet", is_flag=True, help="A sheet of pictures instead of a video."
        ),
        click.option(
            "--still",
            "still_at",
            type=options.moment,
            metavar="TIME",
            help=f"The picture of a moment instead of a video: {pictures}.",
        ),
        click.option(
            "--preview", is_flag=True, help="Fast and small, with the time in the corner."
        ),
        click.option(
            "--only",
            type=click.Choice(["character", "lyrics"]),
            help="Nothing else, on transparency, to be laid over another video.",
        ),
        click.option(
            "--format",
            "form",
            type=click.Choice(list(OUTPUTS)),
            help="What is written. [default: by the suffix of -o, else mp4]",
        ),
        click.option(
            "--preset",
            "presets",
            type=click.Choice(list(presets())),
            multiple=True,
            metavar="NAME...",
            help="Size, frame rate and safe area that a platform wants. Several make several "
            f"videos: {', '.join(presets())}.",
        ),
        click.option(
            "--size",
            "sizes",
            type=options.size,
            multiple=True,
            default=("1920x1080",),
            show_default="1920x1080",
            metavar="WIDTHxHEIGHT...",
            help="Of the picture. Several make several videos, each laid out for its shape.",
        ),
    ):
        command = option(command)
    return command


def _beside() -> tuple[Any, ...]:
    return (
        click.option("--lrc", is_flag=True, help="Write an LRC file beside the video, too."),
        click.option("--ass", is_flag=True, help="Write karaoke subtitles beside it, too."),
        click.option("--artist", default="", help="Of the song. [default: as its file says]"),
        click.option("--title", default="", help="Of the song. [default: as its file says]"),
    )


def wanted(ctx: click.Context, chosen: dict[str, Any]) -> list[Wanted]:
    """What :func:`video_options` gave: at least one, and one for each preset."""
    names = tuple(dict.fromkeys(chosen["presets"]))
    if len(names) < 2:
        return [_wanted(ctx, chosen, presets()[names[0]] if names else None)]
    return [replace(_wanted(ctx, chosen, presets()[name]), label=name) for name in names]


def _wanted(ctx: click.Context, chosen: dict[str, Any], preset: Preset | None) -> Wanted:
    sizes = tuple(dict.fromkeys(chosen["sizes"]))
    if preset is not None and not _said(ctx, "sizes"):
        sizes = (preset.size,)
    moment = chosen["still_at"]
    kinds = {
        "still": moment is not None,
        "sheet": chosen["contact_sheet"],
        "thumbnail": chosen["thumbnail"],
    }
    pictures = [kind for kind, wished in kinds.items() if wished]
    if len(pictures) > 1:
        raise click.UsageError("choose one of --still, --contact-sheet and --thumbnail")
    tags = {key: chosen[key] for key in ("title", "artist")}
    return Wanted(
        *(sizes, preset, chosen["form"], pictures[0] if pictures else ""),
        *(moment or Ms(0), chosen["preview"], chosen["jobs"]),
        *(not chosen["no_reuse"], tags),
        tuple(form for form in ("ass", "lrc") if chosen[form]),
        copy_sound=chosen["copy_sound"],
    )


def with_preset(ctx: click.Context, look: Look, preset: Preset | None) -> Look:
    """A look with what a preset says where the user does not."""
    if preset is None:
        return look
    if not _said(ctx, "fps"):
        look = replace(look, fps=preset.fps)
    if preset.safe_area and not _said(ctx, "safe_area"):
        look = replace(look, safe_area=preset.safe_area)
    return replace(look, captions=look.captions and preset.captions, loop=preset.loop)


def _said(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) not in (ParameterSource.DEFAULT, None)
