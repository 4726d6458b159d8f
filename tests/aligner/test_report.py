"""The report names what is doubtful, the worst first, and nothing else."""

from __future__ import annotations

import pytest

from aligner.alignment import Alignment, Line, Word
from aligner.report import (
    LISTEN_BELOW,
    WARN_BELOW,
    line_confidence,
    report_text,
    song_confidence,
    song_warning,
    worst_lines,
)
from media_core.timeline import Ms, Span

SURE = (1.0, 0.99)
SHEET = "[Verse]\nPaper boat\n\npaper moon\r\nsail on"
"""Three lines that are sung, on lines 2, 4 and 5."""


def word(text: str, start: int | None, confidence: float | None, **more: bool) -> Word:
    span = None if start is None else Span(Ms(start), Ms(start + 400))
    at = SHEET.find(text)
    return Word(text, text.lower(), (max(at, 0), max(at, 0)), span, (), confidence, **more)


def song(*confidences: tuple[float | None, ...], transcript: str = SHEET) -> Alignment:
    """The sheet, sung a line every 40 seconds; a confidence of -1 is a word not found."""
    texts = ("Paper boat", "paper moon", "sail on")
    lines = []
    for number, (text, sures) in enumerate(zip(texts, confidences, strict=False)):
        words = []
        for i, (one, sure) in enumerate(zip(text.split(), sures, strict=True)):
            start = 3450 + 40_000 * number + 500 * i
            words.append(word(one, None, None) if sure == -1 else word(one, start, sure))
        lines.append(Line(tuple(words)))
    return Alignment(tuple(lines), Ms(120_000), transcript)


def test_a_line_is_as_sure_as_its_words_are_on_average() -> None:
    assert line_confidence(song((1.0, 0.5)).lines[0]) == 0.75


def test_a_song_weighs_words_and_not_lines() -> None:
    one = Line((word("sail", 50_000, 0.1),))
    found = Alignment((*song((1.0, 1.0)).lines, one), Ms(120_000))
    assert song_confidence(found) == pytest.approx(0.7)


def test_a_word_that_was_not_found_is_wrong() -> None:
    assert line_confidence(song((1.0, -1)).lines[0]) == 0.5
    assert line_confidence(song((None, -1)).lines[0]) == 0.5


def test_a_word_that_a_person_has_locked_is_right() -> None:
    locked = Line((word("sail", 0, 0.1, locked=True), word("on", 500, 1.0)))
    assert line_confidence(locked) == 1.0


def test_an_aligner_that_says_nothing_leaves_nothing_to_say() -> None:
    silent = song((None, None))
    assert song_confidence(silent) is None
    assert worst_lines(silent) == []
    assert song_warning(silent) == ""
    assert "does not say how sure it is" in report_text(silent)


def test_of_a_silent_aligner_the_words_it_did_not_find_are_known() -> None:
    silent = song((None, None), (None, -1))
    assert song_warning(silent) == ""
    report = report_text(silent)
    assert report.startswith("The aligner does not say how sure it is; listen to the whole song.\n")
    assert "paper moon (not found: moon)" in report
    assert "Nothing needs" not in report


def test_the_worst_line_comes_first_and_sure_lines_do_not_come() -> None:
    doubts = worst_lines(song((0.8, 0.8), (1.0, 1.0), (0.2, 0.4)))
    assert [doubt.text for doubt in doubts] == ["sail on", "Paper boat"]
    assert [doubt.confidence for doubt in doubts] == pytest.approx([0.3, 0.8])
    assert doubts[0].span == Span(Ms(83_450), Ms(84_350))


def test_equally_doubtful_lines_stay_in_order() -> None:
    doubts = worst_lines(song((0.5, 0.5), (0.5, 0.5), (0.5, 0.5)))
    assert [doubt.number for doubt in doubts] == [2, 4, 5]


def test_a_line_has_the_number_it_has_in_the_sheet() -> None:
    assert [doubt.number for doubt in worst_lines(song((0, 0), (0, 0), (0, 0)))] == [2, 4, 5]


def test_without_a_sheet_lines_are_counted() -> None:
    doubts = worst_lines(song((0, 0), (0, 0), transcript=""))
    assert [doubt.number for doubt in doubts] == [1, 2]


def test_a_line_at_the_threshold_needs_no_listen() -> None:
    assert worst_lines(song((LISTEN_BELOW, LISTEN_BELOW))) == []


def test_the_reason_is_told_where_it_is_known() -> None:
    doubts = worst_lines(song((0.1, 0.1), (0.6, -1), (-1, -1)))
    assert [doubt.why for doubt in doubts] == ["not found in the song", "", "not found: moon"]
    assert doubts[0].span is None
    shouted = Line((word("sail", 0, 0.5),), background=True)
    assert worst_lines(Alignment((shouted,), Ms(1000)))[0].why == "a background voice"


def test_a_good_song_has_no_warning() -> None:
    assert song_warning(song(SURE, SURE, SURE)) == ""
    assert song_warning(song((WARN_BELOW, WARN_BELOW))) == ""


def test_a_doubtful_song_has_a_warning_with_a_next_step() -> None:
    said = song_warning(song((0.5, 0.5), (0.6, 0.6)))
    assert said.startswith("only 55 % of the words")
    assert "check that the lyrics are those that are sung" in said
    assert "\n" not in said


def test_the_report_says_so_when_nothing_needs_a_listen() -> None:
    assert report_text(song(SURE, SURE)) == (
        "Nothing needs a listen: 99 % of the words are likely in time.\n"
    )


def test_the_report_is_a_table_of_times_shares_numbers_and_texts() -> None:
    assert report_text(song((0.8, 0.8), (1.0, 1.0), (0.8, 0.72))) == (
        "Listen to 2 of 3 lines, the worst first:\n"
        "\n"
        "  time  sure  line  text\n"
        "1:23.4  76 %     5  sail on\n"
        "0:03.4  80 %     2  Paper boat\n"
    )


def test_the_report_begins_with_the_warning_and_tells_of_lines_without_a_time() -> None:
    first, blank, *rest = report_text(song((1.0, 1.0), (-1, -1))).splitlines()
    assert first.startswith("Only 50 % of the words")
    assert first.endswith(".")
    assert blank == ""
    assert " ".join(rest[-1].split()) == "- 0 % 4 paper moon (not found in the song)"


def test_a_long_line_is_cut_to_fit() -> None:
    long = Line(tuple(word("la" * 10, i * 500, 0.5) for i in range(8)))
    row = report_text(Alignment((long,), Ms(10_000))).splitlines()[-1]
    assert row.endswith("...")
    assert len(row) <= 80


def test_nobody_is_told_100_percent_of_what_is_less() -> None:
    assert "99 %" in report_text(song((0.9999, 0.9999)))
    assert "100 %" in report_text(song((1.0, 1.0)))


def test_a_song_without_words_has_no_report_to_fail_on() -> None:
    assert song_warning(Alignment((), Ms(1))) == ""
    assert report_text(Alignment((), Ms(1)))
