"""Tables of figures, as Markdown, and where they are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(__file__).parents[2] / "shared"
"""Recordings with reference times are kept beside the repository; without them there are less
tables."""

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a title."""

    title: str
    head: Row
    rows: Sequence[Row]

    def __str__(self) -> str:
        lines = [self.head, tuple("---" for _ in self.head), *self.rows]
        table = "\n".join("| " + " | ".join(row) + " |" for row in lines)
        return f"### {self.title}\n\n{table}\n"


def replaced(text: str, part: str, sections: Iterable[Section]) -> str:
    r"""A page with the tables of one part in place of the older ones, or behind all others.

    >>> print(replaced("Figures.\n", "a", [Section("T", ("x",), [("1",)])]))
    Figures.
    <BLANKLINE>
    <!-- a -->
    <BLANKLINE>
    ### T
    <BLANKLINE>
    | x |
    | --- |
    | 1 |
    <BLANKLINE>
    """
    new = f"<!-- {part} -->\n\n" + "\n".join(str(section) for section in sections)
    old = re.compile(rf"<!-- {re.escape(part)} -->\n.*?(?=<!-- |\Z)", re.DOTALL)
    if old.search(text):
        # What follows keeps its distance; a function, so that no figure is read as a group.
        return old.sub(lambda found: new + ("\n" if found.end() < len(text) else ""), text, count=1)
    return f"{text.rstrip()}\n\n{new}"
