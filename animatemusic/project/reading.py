"""Reading ``animatemusic.toml``: its place, its text, its keys; what is unknown is refused."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from animatemusic.project.keys import EXCLUDED, Key, Keys, keys_of
from animatemusic.project.values import Where, converted, placed, short, typed
from media_core.errors import InputError
from media_core.files import read_bytes

FILE = "animatemusic.toml"
MAX_BYTES = 20_000
"""Ten times what people write; Python's reader takes minutes for larger ones made to be slow."""


@dataclass(frozen=True, slots=True)
class Project:
    """What a project file says.

    Attributes:
        path: of the file, as it was given.
        options: what the command's function would be given: name of a parameter -> value of the
            option's own type, a tuple where an option takes several. Paths are absolute. Only what
            the file says: the rest is the command's default.
        given: the same as it would be typed, for click's ``default_map``; paths are as near or
            far as ``path`` is.
        lines: name of a parameter -> line of the file.
    """

    path: Path
    options: Mapping[str, object]
    given: Mapping[str, object]
    lines: Mapping[str, int]

    @property
    def folder(self) -> Path:
        """From where the file's paths are counted, and where its results go."""
        return self.path.parent

    def at(self, dest: str) -> str:
        """Where the file says something, for messages."""
        return _at(self.path, self.lines.get(dest, 0))


def project_file(place: Path) -> Path:
    """The project file that is meant by a path: itself, or the one in a folder.

    Raises:
        InputError: there is none.
    """
    if os.path.isdir(place):
        inside = place / FILE
        if not os.path.isfile(inside):
            raise InputError(
                f"there is no {FILE} in {place}",
                hint=f"write one with: animatemusic init {place}",
            )
        return inside
    if not os.path.isfile(place):
        what = "is no ordinary file" if os.path.exists(place) else "does not exist"
        raise InputError(
            f"the project {place} {what}", hint=f"give an {FILE}, or the folder that holds one"
        )
    return place


def load_project(path: Path, command: click.Command, *, complete: bool = True) -> Project:
    """Read a project.

    Args:
        path: of the file, or of the folder that holds :data:`FILE`.
        command: whose options are the keys, such as ``animatemusic animate``.
        complete: whether it must say all that the command cannot do without.

    Raises:
        InputError: there is none; it is no TOML; it has an unknown section or key, or a value that
            the option does not take; or it does not say the song. Files that it names are not
            looked at, see :func:`check_files`.
    """
    path = project_file(path)
    data = read_bytes(path, limit=MAX_BYTES, what="project")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise InputError(
            f"the project {path} is not in UTF-8", hint="save it as UTF-8 in your editor"
        ) from err
    return parse_project(text, path, command, complete=complete)


def parse_project(
    text: str, path: Path, command: click.Command, *, complete: bool = True
) -> Project:
    """The same from its text; ``path`` says from where its paths are counted.

    Raises:
        InputError: as :func:`load_project`.
    """
    table = _table(text, path)
    keys, lines = keys_of(command), _lines(text)
    _check_schema(table.pop("schema", 1), _at(path, lines.get(("", "schema"), 0)))
    options: dict[str, object] = {}
    given: dict[str, object] = {}
    said: dict[str, int] = {}
    context = click.Context(command, info_name=command.name)
    for key, value in _entries(table, keys, path, lines):
        line = lines.get((key.section, key.name), 0)
        where = Where(_at(path, line), key)
        given[key.dest] = placed(typed(where, value), key, path.parent)
        absolute = placed(typed(where, value), key, Path(os.path.abspath(path.parent)))
        options[key.dest] = converted(where, absolute, context)
        said[key.dest] = line
    if complete:
        _check_complete(keys, options, path)
    return Project(path, MappingProxyType(options), MappingProxyType(given), MappingProxyType(said))


def check_files(project: Project, command: click.Command, used: Iterable[str]) -> None:
    """Refuse files that a project names and that are not there.

    Args:
        project: as it was loaded.
        command: for which it was loaded.
        used: names of the parameters that count, for flags override some.

    Raises:
        InputError: one of them is missing; the message names the line.
    """
    wanted = set(used)
    for keys in keys_of(command).values():
        for key in keys.values():
            value = project.given.get(key.dest)
            if key.read and key.dest in wanted and not os.path.exists(str(value)):
                raise InputError(
                    f"{project.at(key.dest)}: there is no file {value}",
                    hint=f"paths are counted from the folder of {project.path.name}",
                )


def _at(path: Path, line: int) -> str:
    return f"{path}, line {line}" if line else f"{path}"


def _table(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as err:  # ValueError: also of numbers without end
        reason = "a number has too many digits"
        if isinstance(err, RecursionError):
            reason = "it is nested too deeply"
        elif isinstance(err, tomllib.TOMLDecodeError):
            reason = str(err)
        hint = "look at that place; texts stand in quotes, lists in [brackets]"
        if "\\" in reason or "escape" in reason.lower():
            hint = "write paths with / or in 'single quotes'"
        raise InputError(f"the project {path} is no TOML ({reason})", hint=hint) from err


def _check_schema(value: object, at: str) -> None:
    if value != 1 or isinstance(value, bool):
        raise InputError(
            f"{at}: schema {str(value)[:20]} is unknown", hint="write schema = 1, or update us"
        )


_HEADER = re.compile(r"\s*\[\s*([^\[\]]*?)\s*\]\s*(?:#.*)?")
_KEY = re.compile(r"\s*([\w-]+|\"[\w-]+\")(?:\s*\.\s*([\w-]+|\"[\w-]+\"))?\s*=")


def _lines(text: str) -> dict[tuple[str, str], int]:
    """(Section, key) -> line. For messages only: a text of many lines could mislead it."""
    found: dict[tuple[str, str], int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line):
            section = header[1].strip('"')
            found.setdefault((section, ""), number)
        elif match := _KEY.match(line):
            first, second = (part and part.strip('"') for part in match.groups())
            place = (section, first) if second is None or section else (first, second)
            found.setdefault(place, number)
            found.setdefault((place[0], ""), number)
    return found


def _entries(
    table: Mapping[str, Any], keys: Keys, path: Path, lines: Mapping[tuple[str, str], int]
) -> Iterator[tuple[Key, Any]]:
    """Keys and their values; what is unknown is refused."""
    home = {name: section for section, names in keys.items() for name in names}
    for section, entries in table.items():
        if section not in keys:
            line = lines.get((section, "")) or lines.get(("", section), 0)
            raise _unknown_section(section, entries, home, keys, _at(path, line))
        if not isinstance(entries, dict):
            at = _at(path, lines.get(("", section), 0) or lines.get((section, ""), 0))
            hint = (
                f"begin it with [{section}], then {section} = ... on a line of its own"
                if section in keys[section]
                else f"begin it with [{section}]"
            )
            raise InputError(f"{at}: {section} is a section, not a value", hint=hint)
        for name, value in entries.items():
            if name not in keys[section]:
                at = _at(path, lines.get((section, name), 0))
                raise _unknown_key(section, name, home, keys, at)
            yield keys[section][name], value


def _unknown_section(
    section: str, entries: object, home: Mapping[str, str], keys: Keys, at: str
) -> InputError:
    if section in home and not isinstance(entries, dict):
        return InputError(
            f"{at}: {section} stands in no section", hint=f"put it below [{home[section]}]"
        )
    if section in EXCLUDED:
        return _excluded(section, at)
    near = difflib.get_close_matches(section, keys, 1)
    return InputError(
        f"{at}: unknown section [{short(section)}]",
        hint=f"did you mean [{near[0]}]?" if near else f"known: {', '.join(keys)}",
    )


def _unknown_key(
    section: str, name: str, home: Mapping[str, str], keys: Keys, at: str
) -> InputError:
    if name in EXCLUDED:
        return _excluded(name, at)
    if name in home:
        return InputError(
            f"{at}: {name} does not belong to [{section}]", hint=f"put it below [{home[name]}]"
        )
    spelled = name.replace("_", "-")
    near = difflib.get_close_matches(spelled, keys[section], 1)
    far = difflib.get_close_matches(spelled, home, 1, 0.8)
    if near:
        hint = f"did you mean {near[0]}?"
    elif far:
        hint = f"did you mean {far[0]} below [{home[far[0]]}]?"
    else:
        hint = f"known in [{section}]: {', '.join(keys[section])}"
    return InputError(f"{at}: unknown key {short(name)} in [{section}]", hint=hint)


def _excluded(name: str, at: str) -> InputError:
    return InputError(f"{at}: {name} cannot be said by a project", hint=EXCLUDED[name])


def _check_complete(keys: Keys, options: Mapping[str, object], path: Path) -> None:
    for names in keys.values():
        for key in names.values():
            if key.param.required and key.dest not in options:
                raise InputError(
                    f"{path} does not say {key.name} in [{key.section}]",
                    hint=f'below [{key.section}], write {key.name} = "..."',
                )
