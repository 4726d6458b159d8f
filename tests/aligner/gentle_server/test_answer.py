"""A transcript as Gentle reads it, and an alignment as Gentle tells it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import Alignment, Line, Phone, Word
from aligner.gentle_json import read
from aligner.gentle_server.answer import align_csv, align_json, entries, transcript_of
from aligner.gentle_words import TOKEN
from aligner.lyrics import MAX_WORDS
from media_core.errors import LyricsError
from media_core.timeline import Ms, Span

SUCCESS = {
    *("alignedWord", "case", "end", "endOffset", "phones", "start", "startOffset", "word"),
}
LOST = {"case", "endOffset", "startOffset", "word"}


def aligned(text: str, confidence: float = 0.9) -> Alignment:
    """A word each 100 ms."""
    lines = []
    at = 0
    for line in transcript_of(text).sung.lines:
        words = []
        for w in line.words:
            phones = (
                Phone("AH", Span(Ms(at), Ms(at + 33)), 1),
                Phone("T", Span(Ms(at + 33), Ms(at + 100))),
            )
            span = Span(Ms(at), Ms(at + 100))
            words.append(Word(w.text, w.sung, w.chars, span, phones, confidence))
            at += 100
        lines.append(Line(tuple(words)))
    return Alignment(tuple(lines), Ms(max(at, 1)), text)


def test_every_token_is_a_word_with_its_place() -> None:
    text = "[Verse 1]\r\nDon’t self-inflict 29,\n\n(ooh) ’cause 🎵 runnin'"
    transcript = transcript_of(text)
    assert [w for w, _ in transcript.words] == [
        *("Verse", "1", "Don’t", "self", "inflict", "29", "ooh", "’cause", "runnin"),
    ]
    assert all(text[a:b] == w for w, (a, b) in transcript.words)
    assert [[w.sung for w in line.words] for line in transcript.sung.lines] == [
        ["don't", "self", "inflict", "29"],
        ["ooh", "'cause", "runnin"],
    ]


@given(st.text(max_size=60))
def test_the_words_are_those_that_gentle_would_see(text: str) -> None:
    try:
        transcript = transcript_of(text)
    except LyricsError:
        # Only headings, or nothing at all.
        assert not TOKEN.search(re.sub(r"\[.*?\]", "", text)) or "[" in text
        return
    assert [(w, (m.start(), m.end())) for w, m in zip_words(transcript.words, text)] == list(
        transcript.words
    )
    written = json.loads(align_json(transcript, entries(transcript, aligned(text))))
    assert written["transcript"] == text
    for word in written["words"]:
        assert text[word["startOffset"] : word["endOffset"]] == word["word"]


def zip_words(
    words: tuple[tuple[str, tuple[int, int]], ...], text: str
) -> list[tuple[str, re.Match[str]]]:
    return list(zip([w for w, _ in words], TOKEN.finditer(text), strict=True))


@pytest.mark.parametrize("text", ["", " \n ", "?!", "[Chorus]\n", "🎵"])
def test_nothing_to_sing_is_refused(text: str) -> None:
    with pytest.raises(LyricsError, match="no word to sing"):
        transcript_of(text)


def test_a_flood_of_words_is_refused() -> None:
    with pytest.raises(LyricsError, match="more than 20,000 words"):
        transcript_of("la " * (MAX_WORDS + 1))


def test_words_have_the_keys_that_gentle_gives_them() -> None:
    text = "[Chorus]\nOh Juno"
    words = entries(transcript_of(text), aligned(text))
    assert [set(word) for word in words] == [LOST, SUCCESS, SUCCESS]
    assert words[1] == {
        "alignedWord": "oh",
        "case": "success",
        "end": 0.1,
        "endOffset": 11,
        "phones": [{"duration": 0.033, "phone": "ah_B"}, {"duration": 0.067, "phone": "t_E"}],
        "start": 0.0,
        "startOffset": 9,
        "word": "Oh",
    }


def test_the_keys_are_those_of_the_real_gentle(shared: Path) -> None:
    real = json.loads((shared / "data" / "gentle" / "real_song.json").read_bytes())
    assert {frozenset(word) for word in real["words"]} == {frozenset(SUCCESS), frozenset(LOST)}
    assert set(real) == {"transcript", "words"}


def test_our_own_reader_understands_it() -> None:
    text = "Oh Juno\nhello"
    before = aligned(text)
    after = read(align_json(transcript_of(text), entries(transcript_of(text), before)))
    assert [w.span for w in after.words()] == [w.span for w in before.words()]
    assert [line.text for line in after.lines] == ["Oh Juno", "hello"]


def test_conservative_leaves_out_what_is_not_sure() -> None:
    text = "Oh Juno"
    found = aligned(text, 0.4)
    sure = replace(found.lines[0].words[0], confidence=0.8)
    found = replace(found, lines=(Line((sure, *found.lines[0].words[1:])),))
    transcript = transcript_of(text)
    assert [w["case"] for w in entries(transcript, found)] == ["success", "success"]
    assert [set(w) for w in entries(transcript, found, conservative=True)] == [SUCCESS, LOST]


def test_csv_has_no_header_and_empty_fields_for_what_is_not_known() -> None:
    text = '[A]\n"Oh", Juno'
    table = align_csv(entries(transcript_of(text), aligned(text)))
    assert table.split("\r\n")[:2] == ["A,,,", "Oh,oh,0.0,0.1"]
    assert len(list(csv.reader(io.StringIO(table)))) == 3
