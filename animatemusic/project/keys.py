"""The keys of ``animatemusic.toml``: the long names of a command's options, in sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import click
from click.types import FloatParamType, FuncParamType, IntParamType

SECTIONS: dict[str, tuple[str, ...]] = {
    "song": (
        *("file", "lyrics", "title", "artist", "language", "kind"),
        *("vocals", "lexicon", "alignment", "keep-all", "encoding", "tier"),
    ),
    "align": (
        *("aligner", "anchor", "anchors", "keep", "ctc-model"),
        *("gentle-url", "gentle-mode", "gentle-timeout", "disfluency", "conservative", "no-cache"),
    ),
    "rig": (
        *("rig", "set", "map", "grid", "cut-out", "face", "mouth-at", "mouth-style"),
        *("voice", "no-sway", "seed", "mouth-from", "mouth-fps", "mouth-set"),
        *("face-data", "acting", "acting-mouth"),
    ),
    "background": ("background", "background-fit", "ken-burns"),
    "visuals": ("visual", "bpm"),
    "captions": ("captions", "no-captions", "font", "safe-area"),
    "cards": ("title-card", "credit"),
    "real-face": ("refine", "checkpoint"),
    "video": ("size", "preset", "fps", "format", "output"),
}
"""Section -> its keys, in the order in which people read them. An option that stands in none of
them is a key of the last section, so that a new option is a key without a word here."""

TITLES = {
    "song": "Song and lyrics",
    "align": "When words are sung",
    "rig": "Character",
    "background": "Background",
    "visuals": "What moves with the song",
    "captions": "Captions",
    "cards": "Title and credits",
    "real-face": "A filmed face",
    "video": "Video",
}
"""Section -> what help calls it."""

GENERAL = "General"
"""What help calls options that are no keys."""

_REST = "video"

ARGUMENTS = {"song": "file"}
"""Argument of a command -> its key, where that is not its name."""

EXCLUDED = {
    "force": "what may be overwritten is said by who runs the command",
    "quiet": "how much is told is said by who runs the command",
    "trust": "who runs the command says whom to trust",
    "help": "it is no setting",
    "version": "it is no setting",
    "project": "it names this file",
    "without": "leave the key out instead",
}
"""Option -> why no project can say it."""

Keys: TypeAlias = "Mapping[str, Mapping[str, Key]]"


@dataclass(frozen=True, slots=True)
class Key:
    """What a project can say.

    Attributes:
        section: in which it stands.
        name: of the key: the option's long name.
        param: of the command.
    """

    section: str
    name: str
    param: click.Parameter

    @property
    def dest(self) -> str:
        """The name by which the command's function knows it."""
        return str(self.param.name)

    @property
    def switch(self) -> bool:
        """True if it is said without a value on the command line."""
        return isinstance(self.param, click.Option) and bool(self.param.is_flag)

    @property
    def several(self) -> bool:
        """True if it takes a list."""
        return isinstance(self.param, click.Option) and self.param.multiple

    @property
    def is_file(self) -> bool:
        """True if it can be nothing but a path."""
        return isinstance(self.param.type, click.Path)

    @property
    def read(self) -> bool:
        """True if it is a path of something that must be there."""
        return self.is_file and self.name != "output"

    @property
    def forms(self) -> tuple[type, ...]:
        """The types that TOML may give for one value."""
        kind = self.param.type
        if self.switch:
            return (bool,)
        if isinstance(kind, IntParamType):
            return (int,)
        if isinstance(kind, FloatParamType):
            return (int, float)
        if isinstance(kind, FuncParamType):  # reads text, such as 29.97 or 0:42
            return (str, int, float)
        return (str,)


def keys_of(command: click.Command) -> dict[str, dict[str, Key]]:
    """What a project can say to a command: section -> name -> key, in order."""
    place = {name: section for section, names in SECTIONS.items() for name in names}
    order = [*place]
    found: dict[str, dict[str, Key]] = {}
    named = [(name, param) for name, param in _named(command) if name not in EXCLUDED]
    rank = {name: order.index(name) if name in place else len(order) for name, _ in named}
    for name, param in sorted(named, key=lambda one: rank[one[0]]):  # stable for the rest
        section = place.get(name, _REST)
        found.setdefault(section, {})[name] = Key(section, name, param)
    return found


def _named(command: click.Command) -> Iterator[tuple[str, click.Parameter]]:
    for param in command.params:
        long = [name for name in param.opts if name.startswith("--")]
        if long:
            yield long[0].removeprefix("--"), param
        elif isinstance(param, click.Argument):
            name = str(param.name)
            yield ARGUMENTS.get(name, name), param
