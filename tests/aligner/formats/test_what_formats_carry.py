"""What formats carry is said once, as data, and the page about them says the same."""

from __future__ import annotations

import pytest

from aligner.alignment import Alignment, Line, Word
from aligner.formats import FORMATS, Part
from aligner.formats.parts import EVERYTHING, lost
from media_core.timeline import Ms, Span
from tests.conftest import REPOSITORY


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_page_has_the_row_of_each_format(name: str) -> None:
    known = FORMATS[name]
    left = [part.value for part in Part if part not in known.carries]
    parts = ", ".join(part.value for part in Part if part in known.carries)
    if len(left) < 3:
        parts = f"everything but {', '.join(left)}" if left else "everything"
    only = "" if known.write else " (read only)"
    row = (
        f"| `{name}`{only} | {', '.join(known.suffixes)} | {known.description} | {known.users} "
        f"| {parts} |"
    )
    assert row in (REPOSITORY / "docs" / "formats.md").read_text("utf-8").splitlines()


def test_what_is_lost_is_what_is_there_and_not_carried() -> None:
    a = Word("One,", "one", (0, 4), Span(Ms(0), Ms(500)), (), 0.5, locked=True)
    b = Word("2", "two", (5, 6), Span(Ms(300), Ms(900)), guessed=True)
    c = Word("three", "three", (7, 12))
    lines = (Line((a, b), "Verse", "Anna", mood="sad"), Line((c,), background=True), Line((a,)))
    song = Alignment(lines, Ms(1000), "One, 2 three")
    assert lost(song, EVERYTHING) == []
    assert lost(song, frozenset()) == [
        *("lines", "line ends", "word times", "confidence", "sung-as spellings", "singers"),
        *("background voices", "sections", "moods", "locks", "words without a time"),
        "overlapping voices",
    ]
    assert lost(song, EVERYTHING - {Part.GUESSES}) == ["marks of guessed times"]
    assert lost(Alignment((Line((c,)),), Ms(1000), "three"), EVERYTHING - {Part.WORDS}) == []
