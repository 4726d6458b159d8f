"""What pasted lyrics have around their words."""

from __future__ import annotations

import pytest

from aligner.lyric_furniture import remarks_text
from aligner.lyrics import parse_lyrics
from media_core.errors import LyricsError

PASTED = """12 Contributors
Paper Moon Lyrics
[Verse]
C        G
Paper boat
[Am] Bub[C]bles [MESSAGE REDACTED] away
You might also like
*Instrumental*
--- guitar solo ---
Written by: Anna Berg
(c) 2020 Berg. All rights reserved
the moon5Embed"""


def words(text: str, *, keep_all: bool = False) -> list[str]:
    return [word.text for word in parse_lyrics(text, keep_all=keep_all).words()]


def test_what_lyric_sites_put_around_the_words_is_left_out() -> None:
    left = "Paper boat Bubbles [MESSAGE REDACTED] away the moon"
    assert " ".join(words(PASTED)) == left
    assert {"12", "Contributors", "guitar", "rights"} <= set(words(PASTED, keep_all=True))


def test_what_is_left_out_is_said_with_its_place() -> None:
    said = remarks_text(parse_lyrics(PASTED).remarks)
    assert 'chords: line 4 "C        G"' in " ".join(said)
    assert all(len(sentence) < 500 for sentence in said)


@pytest.mark.parametrize("line", ["A B C", "Written by the stars", "Am I here", "Solo I stand"])
def test_what_could_be_sung_is_sung(line: str) -> None:
    assert words(f"Paper moon\n{line}\nfloat") == ["Paper", "moon", *line.split(), "float"]


def test_an_lrc_given_as_lyrics_loses_its_tags_and_says_that_it_has_times() -> None:
    sheet = parse_lyrics("[ti:Moon]\n[00:01.00]Paper <00:01.50>boat\n[00:02.00]moon")
    assert [word.text for word in sheet.words()] == ["Paper", "boat", "moon"]
    assert any("times of 2 lines" in remark.what for remark in sheet.remarks)


def test_letters_that_cannot_be_said_are_named() -> None:
    (remark,) = parse_lyrics("paper\nлуна moon").remarks
    assert (remark.line, remark.text, remark.certain) == (2, "луна", False)


def test_a_word_without_an_end_is_refused() -> None:
    with pytest.raises(LyricsError, match="line 2: a word of 90,000 characters"):
        parse_lyrics("moon\n" + "la-" * 30_000)
