"""``--project``: what a command is not told comes from ``animatemusic.toml``."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from animatemusic.commands.real_face import DRAWN
from animatemusic.notes import note
from animatemusic.project import FILE, Project, check_files, load_project
from animatemusic.project.keys import GENERAL, TITLES, Key, keys_of
from animatemusic.project.trust import TrustStore, check_trust, outside_of, trust_file

_META = "animatemusic.project"

_OTHER_RESULT = ("output",)
_BESIDE = ("ass", "lrc")
_PICTURES = ("still_at", "contact_sheet", "thumbnail")

SET_ASIDE: dict[str, tuple[str, ...]] = {
    "song": (
        *("title", "artist", "language", "kind", "vocals", "alignment_file"),
        *("anchors", "anchors_file", "keep", "bpm", "span", "still_at", "output"),
    ),
    "presets": ("sizes", "fps", "safe_area"),
    **dict.fromkeys(_PICTURES, (*_PICTURES, *_BESIDE, *_OTHER_RESULT)),
    "span": (*_BESIDE, *_OTHER_RESULT),
    "preview": _OTHER_RESULT,
    "form": _OTHER_RESULT,
    "only": _OTHER_RESULT,
    "output": ("form",),
    "rig_name": (
        *("set_name", "mapped", "grid", "cut_out"),
        *("face_data", "refine_face", "checkpoint"),
    ),
    "face": ("face_data", "refine_face", "checkpoint"),
    "face_data": ("acting_file", "acting_mouth", "refine_face", "checkpoint"),
    "acting_file": ("face_data", "refine_face", "checkpoint"),
    "refine_face": DRAWN,
    "background": ("background_fit", "ken_burns"),
    "caption_style": ("no_captions",),
}
"""What is typed -> what the project says that it could not go together with, or that was meant for
what it replaces: ``--still`` makes no video, so it does not take the video's name. Names are those
of parameters. An option that contradicts another gets a line here."""


class ProjectCommand(click.Command):
    """A command of SONG and LYRICS that also takes both, and its options, from a project."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let the project say what is not typed."""
        typed, _, _ = self.make_parser(ctx).parse_args(args=list(args))
        helping = self.get_help_option(ctx)
        if ctx.resilient_parsing or (helping is not None and helping.name in typed):
            return super().parse_args(ctx, args)
        place = _place(ctx, typed)
        if place is None:
            if typed.get("without"):
                raise click.UsageError("--without is for a project", ctx)
            if typed.get("trust"):
                raise click.UsageError("--trust is for a project", ctx)
            _say_unread(typed)
            return super().parse_args(ctx, args)
        project = load_project(place, self, complete=not _is_typed(typed, "lyrics"))
        ctx.meta[_META] = project
        aside = _set_aside(ctx, project, typed)
        ctx.default_map = {k: v for k, v in project.given.items() if k not in aside}
        rest = super().parse_args(ctx, args)
        from_file = ParameterSource.DEFAULT_MAP
        used = [name for name in project.given if ctx.get_parameter_source(name) is from_file]
        if outside := outside_of(project, used):
            few = ", ".join(outside[:4]) + (", ..." if len(outside) > 4 else "")
            note(f"{project.path} names files outside of its folder: {few}")
        check_files(project, self, used)
        store = TrustStore(trust_file())
        if news := check_trust(project, used, trust=bool(typed.get("trust")), store=store):
            note(news)
        return rest

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Tell of the options in the sections of a project."""
        sections: dict[str, list[click.Parameter]] = {
            TITLES[section]: [k.param for k in keys.values() if isinstance(k.param, click.Option)]
            for section, keys in keys_of(self).items()
        }
        known = {param for params in sections.values() for param in params}
        rest = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        sections[GENERAL] = [param for param in rest if param not in known]
        for title, params in sections.items():
            rows = [row for param in params if (row := param.get_help_record(ctx)) is not None]
            with formatter.section(title):
                formatter.write_dl(rows)


class SongArgument(click.Argument):
    """The song, or the project in its place: ``animatemusic animate my_song/``."""

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Any], args: list[str]
    ) -> tuple[Any, list[str]]:
        """Leave the song to the project where the project stands in its place."""
        if project_of(ctx) is not None and not _is_typed(opts, "lyrics"):
            opts = {name: value for name, value in opts.items() if name != self.name}
        return super().handle_parse_result(ctx, opts, args)


def project_options(command: Any) -> Any:
    """``--project``, ``--without`` and ``--trust``, for a :class:`ProjectCommand`."""
    for option in (
        click.option(
            "--trust",
            is_flag=True,
            expose_value=False,
            help="Let the project run code of its own (a visual), or send the song to a server. "
            "Remembered for its folder until the code changes.",
        ),
        click.option(
            "--without",
            multiple=True,
            expose_value=False,
            metavar="KEY",
            help="As if the project did not say this, such as ken-burns. May be given often.",
        ),
        click.option(
            "--project",
            type=click.Path(path_type=Path),
            expose_value=False,
            metavar="PATH",
            help=f"An {FILE}, or a folder with one: says what is not typed. Without SONG and "
            "LYRICS it is that of the current folder. See `animatemusic init`.",
        ),
    ):
        command = option(command)
    return command


def project_of(ctx: click.Context) -> Project | None:
    """The project that a :class:`ProjectCommand` took its options from, if any."""
    found: Project | None = ctx.meta.get(_META)
    return found


def project_paths(ctx: click.Context) -> tuple[Path, list[Path]]:
    """The folder for results, and the files that no result may replace."""
    project = project_of(ctx)
    return (Path(), []) if project is None else (project.folder, [project.path])


def _is_typed(typed: Mapping[str, Any], name: str) -> bool:
    return isinstance(typed.get(name), str)  # else None, or click's mark for nothing


def _place(ctx: click.Context, typed: Mapping[str, Any]) -> Path | None:
    """Where the project is that is meant, or None if all is typed."""
    song = typed.get("song")
    named = typed.get("project")
    both = _is_typed(typed, "lyrics")
    if isinstance(named, str):
        if isinstance(song, str) and not both:
            raise click.UsageError("give SONG and LYRICS, or neither of them", ctx)
        return Path(named)
    if both:
        return None
    if not isinstance(song, str):
        if os.path.exists(FILE):
            return Path(FILE)
        raise click.UsageError(
            f"give SONG and LYRICS, or write them into an {FILE} here: animatemusic init", ctx
        )
    if song.endswith(".toml") or os.path.isdir(song):
        return Path(song)
    raise click.UsageError("Missing argument 'LYRICS'.", ctx)


def _say_unread(typed: Mapping[str, Any]) -> None:
    if _is_typed(typed, "lyrics") and not typed.get("quiet") and os.path.isfile(FILE):
        note(f"{FILE} is not read, for SONG and LYRICS are given; --project . reads it, too")


def _set_aside(ctx: click.Context, project: Project, typed: Mapping[str, Any]) -> Collection[str]:
    """Names of parameters that the project says in vain, and that are not typed either."""
    command = ctx.command
    keys = {key.dest: key for section in keys_of(command).values() for key in section.values()}
    unwanted = _without(ctx, typed.get("without"), keys)
    lost: dict[str, list[str]] = {}
    for param in command.params:
        name = str(param.name)
        if name not in typed or not (_is_typed(typed, name) or param.param_type_name == "option"):
            continue
        if name == "song" and not _is_typed(typed, "lyrics"):
            continue  # it is the project
        flag = next((one for one in param.opts if one.startswith("--")), name.upper())
        for other in SET_ASIDE.get(name, ()):
            if other in project.given and other not in typed and other not in unwanted:
                lost.setdefault(flag, []).append(other)
    if not typed.get("quiet"):
        for flag, names in lost.items():
            said = ", ".join(keys[name].name for name in names)
            do, are = ("does", "is") if len(names) == 1 else ("do", "are")
            note(f"{said} of {project.path} {do} not go with {flag} and {are} left out")
    return {*unwanted, *(name for names in lost.values() for name in names)}


def _without(ctx: click.Context, wanted: Any, keys: Mapping[str, Key]) -> set[str]:
    known = {key.name: dest for dest, key in keys.items()}
    found = set()
    for name in wanted if isinstance(wanted, list | tuple) else ():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise click.UsageError(
                f"--without: {name!r} is no key of a project"
                + (f"; did you mean {near[0]}?" if near else ""),
                ctx,
            )
        found.add(known[name])
    return found
