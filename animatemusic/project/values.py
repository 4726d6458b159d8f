"""Values of ``animatemusic.toml``, checked by the types of the options that they are for."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from animatemusic.options import NamedOrFile
from animatemusic.project.keys import Key
from media_core.errors import InputError

MOST_VALUES = 100
"""Of one key."""


def short(text: str) -> str:
    """A text of the file, as a message can hold it."""
    plain = "".join(one if one.isprintable() else "?" for one in text[:40])
    return plain if len(text) <= 40 else f"{plain}..."


@dataclass(frozen=True, slots=True)
class Where:
    """Which key has a value, for messages.

    Attributes:
        at: file and line.
        key: whose value it is.
    """

    at: str
    key: Key

    def wrong(self, what: str, hint: str) -> InputError:
        """What to raise."""
        return InputError(f"{self.at}: {self.key.name} {what}", hint=hint)


def typed(where: Where, value: object) -> Any:
    """A value as it would be typed, a tuple of them where the option takes several.

    Raises:
        InputError: the option takes nothing of the kind.
    """
    key = where.key
    if not key.several:
        return _one(where, value)
    many = value if isinstance(value, list) else [value]
    if not 1 <= len(many) <= MOST_VALUES:
        raise where.wrong(
            f"has {len(many)} values", f"give from 1 to {MOST_VALUES}, or leave the key out"
        )
    return tuple(_one(where, one) for one in many)


def _one(where: Where, value: Any) -> Any:
    forms = where.key.forms
    if not isinstance(value, forms) or (isinstance(value, bool) and bool not in forms):
        raise where.wrong(*_wanted(where.key))
    if isinstance(value, float) and not math.isfinite(value):
        raise where.wrong("must be a number that ends", "write it in digits")
    if isinstance(value, str) and "\0" in value:
        raise where.wrong("holds a character without meaning (\\u0000)", "take it out")
    if isinstance(value, str) and not value.strip():
        raise where.wrong("is empty", "leave the key out instead")
    return str(value) if forms == (str, int, float) else value  # a function reads text


def _wanted(key: Key) -> tuple[str, str]:
    """What is wrong with a value of another type, and what to write."""
    name = key.name
    if key.forms == (bool,):
        return "must be true or false", f"write {name} = true, or leave the key out"
    if str not in key.forms:
        whole = "a whole number" if float not in key.forms else "a number"
        return f"must be {whole}", f"write {name} = 120, without quotes"
    if key.several:
        return "must be a text, or a list of texts", f'write {name} = ["...", "..."]'
    return "must be a text", f'write {name} = "..."'


def converted(where: Where, value: Any, context: click.Context) -> object:
    """A value as the command's function is given it.

    Raises:
        InputError: the option refuses it.
    """
    param = where.key.param
    choices = [str(one) for one in getattr(param.type, "choices", ())]
    said = value if isinstance(value, tuple) else (value,)
    for one in said if isinstance(param.type, click.Choice) else ():
        if one in choices:
            continue
        near = difflib.get_close_matches(one, choices, 1)
        raise where.wrong(
            f"cannot be {short(one)!r}",
            f"did you mean {near[0]}?" if near else f"choose one of: {', '.join(choices)}",
        )
    try:
        result: object = param.type_cast_value(context, value)
    except click.BadParameter as err:
        what, _, hint = err.message.rstrip(".").partition("; ")
        usual = f"`animatemusic {context.info_name} --help` says what it takes"
        raise InputError(f"{where.at}: {where.key.name}: {what}", hint=hint or usual) from err
    return result


def placed(value: Any, key: Key, folder: Path) -> Any:
    """A value whose relative paths are counted from a folder."""
    if isinstance(value, tuple):
        return tuple(placed(one, key, folder) for one in value)
    if key.is_file:
        return str(folder / value)
    if isinstance(key.param.type, NamedOrFile):
        return key.param.type.placed(value, folder)
    return value
