"""The page for musicians says what is true."""

from __future__ import annotations

import re

import pytest

from aligner.lyrics import LyricLine, parse_lyrics
from tests.conftest import REPOSITORY

PAGE = (REPOSITORY / "docs/lyrics.md").read_text("utf-8")
EXAMPLES = re.findall(
    r"^```lyrics\n(.*?)^```\n\n```sung\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE
)


def as_the_page_says(line: LyricLine) -> list[str]:
    """A row as on the page, and one with what is sung where that is something else."""
    voice = "background" if line.background else ""
    about = ", ".join(filter(None, (line.section, line.mood, line.singer, voice)))
    text = " ".join(word.text for word in line.words)
    rows = [f"{about} | {text}" if about else text]
    if any("{" in word.text or word.sung not in word.text.lower() for word in line.words):
        rows.append("sung: " + " ".join(word.sung for word in line.words))
    return rows


def test_every_example_is_one_of_two_blocks() -> None:
    assert len(EXAMPLES) * 2 == PAGE.count("```") // 2


@pytest.mark.parametrize(("sheet", "said"), EXAMPLES, ids=lambda text: text.split("\n")[0])
def test_the_page_tells_what_is_sung(sheet: str, said: str) -> None:
    rows = [row for line in parse_lyrics(sheet).lines for row in as_the_page_says(line)]
    assert rows == said.splitlines()


def test_what_the_page_says_in_passing_is_true() -> None:
    words = [word.sung for word in parse_lyrics("blue—black self-made boat(s) (x2)").words()]
    assert words == ["blue", "black", "self-made", "boats"] * 2
