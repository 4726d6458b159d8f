"""Steps back: what a timing file was before each edit, in a file beside it.

``times.json`` has its steps in ``times.json.undo``: JSON, the last step at the end, each with what
was done, the text before, and a digest of the text after, by which a file that was changed by
something else is noticed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from animatemusic.output import write_text
from media_core.errors import InputError
from media_core.files import read_bytes

MOST_STEPS = 50
"""Steps that are remembered; the oldest is forgotten first."""

LARGEST = 512_000_000
"""Bytes of such a file that are read."""


@dataclass(frozen=True, slots=True)
class Step:
    """One edit.

    Attributes:
        edit: what was done, for people.
        before: the text of the file before.
        after: SHA-256 of the text after.
    """

    edit: str
    before: str
    after: str


def remember(path: Path, before: str, after: str, edit: str) -> None:
    """Note an edit of a file; to be called when it is written.

    Raises:
        OutputError: the steps cannot be written.
    """
    steps = [*_steps(path), Step(edit, before, _digest(after))][-MOST_STEPS:]
    _write(path, steps)


def step_back(path: Path, *, force: bool = False) -> str:
    """Give a file back the text that it had before its last edit, and say what was undone.

    Args:
        path: of the file.
        force: do so even if the file was changed by something else since.

    Raises:
        InputError: there is no step, or the file was changed since.
        OutputError: the file cannot be written.
    """
    steps = _steps(path)
    if not steps:
        raise InputError(f"nothing was done to {path} that could be undone", hint="see --help")
    last = steps[-1]
    now = read_bytes(path, limit=LARGEST, what="timing file").decode("utf-8", "replace")
    if _digest(now) != last.after and not force:
        raise InputError(
            f"{path} was changed by something else since the last step",
            hint="add --force to go back all the same",
        )
    write_text(last.before, path)
    _write(path, steps[:-1])
    return last.edit


def undo_path(path: Path) -> Path:
    """Where the steps of a file are."""
    return path.with_name(f"{path.name}.undo")


def _steps(path: Path) -> list[Step]:
    place = undo_path(path)
    if not place.exists():
        return []
    data = read_bytes(place, limit=LARGEST, what="file of steps")
    try:
        return [Step(str(s["edit"]), str(s["before"]), str(s["after"])) for s in json.loads(data)]
    except (ValueError, TypeError, KeyError, RecursionError) as err:
        raise InputError(
            f"{place} cannot be understood", hint="remove it to begin without steps"
        ) from err


def _write(path: Path, steps: list[Step]) -> None:
    if steps:
        text = json.dumps([asdict(step) for step in steps], ensure_ascii=False, indent=0)
        write_text(text + "\n", undo_path(path))
    else:
        undo_path(path).unlink(missing_ok=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
