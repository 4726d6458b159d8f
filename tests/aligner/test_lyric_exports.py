"""Recalled sections, background voices and sung-as spellings on their way through the program."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aligner.alignment import Alignment, Line, Word
from aligner.formats import gentle_json, textgrid
from aligner.gentle_words import transcript_for, understand
from aligner.lyrics import parse_lyrics
from aligner.pronounce.phrase import pronounce_phrase
from aligner.spread import with_phones
from media_core.timeline import Ms, Span
from render.captions import caption_rows
from tests.aligner.fake_gentle import listen

SHEET = """[Chorus: happy]
We sing {2nite|tonight} (ooh, yeah)
At {29|twenty nine} (x2)

[Verse: Both]
DJ (hey)

[Chorus]
"""
SHOWN = [
    *("We sing 2nite", "(ooh, yeah)", "At 29", "At 29", "DJ", "(hey)"),
    *("We sing 2nite", "(ooh, yeah)", "At 29", "At 29"),
]


def aligned() -> Alignment:
    """The sheet, a word every 200 ms."""
    sheet = parse_lyrics(SHEET)
    at = 0
    lines: list[Line] = []
    for line in sheet.lines:
        words: list[Word] = []
        for word in line.words:
            words.append(
                Word(word.text, word.sung, word.chars, Span(Ms(at), Ms(at + 150)), (), 0.5)
            )
            at += 200
        lines.append(Line(tuple(words), line.section, line.singer, line.background, line.mood))
    return Alignment(tuple(lines), Ms(at), sheet.text)


def what_was_heard(alignment: Alignment) -> list[list[tuple[str, str, Span | None]]]:
    return [[(w.text, w.sung, w.span) for w in line.words] for line in alignment.lines]


def test_gentle_json_keeps_every_copy_and_how_it_is_sung() -> None:
    before = aligned()
    assert [line.text for line in before.lines] == SHOWN
    after = gentle_json.read(gentle_json.write(before).encode(), before.duration)
    assert what_was_heard(after) == what_was_heard(before)


def test_a_textgrid_keeps_every_copy_as_it_is_shown() -> None:
    before = aligned()
    after = textgrid.read(textgrid.write(before).encode(), before.duration)
    assert [line.text for line in after.lines] == SHOWN
    assert [w.span for w in after.words()] == [w.span for w in before.words()]


def test_captions_show_every_copy_in_order_of_time() -> None:
    rows = caption_rows(aligned(), lambda text: float(len(text)), 100.0)
    assert [row.text for row in rows] == SHOWN
    assert [row.start for row in rows] == sorted(row.start for row in rows)


def test_gentle_is_sent_what_is_sung_and_mood_and_voice_come_back() -> None:
    sheet = parse_lyrics(SHEET)
    sent = transcript_for(sheet)
    assert sent.text.split("\n") == [
        *("we sing tonight", "ooh yeah", "at twenty nine", "at twenty nine", "dj", "hey"),
        *("we sing tonight", "ooh yeah", "at twenty nine", "at twenty nine"),
    ]
    answer = understand(listen(sent.text), sent, sheet, Ms(60_000))
    assert [(x.section, x.singer, x.background, x.mood) for x in answer.lines] == [
        (x.section, x.singer, x.background, x.mood) for x in sheet.lines
    ]
    number = answer.lines[2].words[1]
    assert (number.text, number.sung) == ("29", "twenty nine")
    assert number.span is not None
    assert number.span.length == 450  # both its words


def sounds(word: str) -> tuple[tuple[str, ...], ...]:
    return {"nine": (("N", "AY", "N"), ("N", "AY")), "DJ": (("D", "JH"),)}.get(word, (("AH",),))


@pytest.mark.parametrize(
    ("text", "sung", "said"),
    [
        ("DJ", "dj", [("D", "JH")]),  # as it is written: capitals tell initials
        ("2", "DJ", [("D", "JH")]),
        ("9", "nine", [("N", "AY", "N"), ("N", "AY")]),
        ("29", "twenty nine", [("AH", "N", "AY", "N"), ("AH", "N", "AY")]),
        ("♪", "la ♪ la", [("AH", "AH")]),
        ("la", "", [("AH",)]),
    ],
)
def test_what_is_sung_is_said_part_by_part(
    text: str, sung: str, said: list[tuple[str, ...]]
) -> None:
    assert list(pronounce_phrase(sounds, text, sung)) == said


def test_ways_to_say_many_words_do_not_explode() -> None:
    assert len(pronounce_phrase(sounds, "9", "nine " * 50)) <= 6


def test_words_with_a_time_only_get_the_phones_of_what_is_sung() -> None:
    found = with_phones(aligned(), sounds)
    number = found.lines[2].words[1]
    assert [phone.label for phone in number.phones] == ["AH", "N", "AY", "N"]
    assert found.lines[2] == replace(found.lines[3], words=found.lines[2].words)
