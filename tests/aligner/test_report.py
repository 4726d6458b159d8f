"""The report names what is doubtful, the worst first, and nothing else."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from aligner.alignment import Alignment, Line, Word
from aligner.edits import Place, place_of, words_at
from aligner.report import (
    LISTEN_FROM,
    WARN_BELOW,
    line_confidence,
    lines_off,
    song_confidence,
    stretches,
    worst_lines,
)
from aligner.report_text import MOST_STRETCHES, Files, command, report_text, song_warning
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
    assert "line 4: paper moon (not found: moon)" in report
    assert "Nothing needs" not in report


def test_the_line_with_the_most_wrong_words_comes_first_and_sure_lines_do_not_come() -> None:
    doubts = worst_lines(song((0.6, 0.6), (1.0, 1.0), (0.2, 0.4)))
    assert [doubt.text for doubt in doubts] == ["sail on", "Paper boat"]
    assert [doubt.wrong for doubt in doubts] == pytest.approx([1.4, 0.8])
    assert doubts[0].span == Span(Ms(83_450), Ms(84_350))


def test_equally_doubtful_lines_stay_in_order() -> None:
    doubts = worst_lines(song((0.5, 0.5), (0.5, 0.5), (0.5, 0.5)))
    assert [doubt.number for doubt in doubts] == [2, 4, 5]


def test_without_a_sheet_lines_are_counted() -> None:
    doubts = worst_lines(song((0, 0), (0, 0), transcript=""))
    assert [doubt.number for doubt in doubts] == [1, 2]


def test_a_line_is_worth_a_listen_from_the_threshold_on() -> None:
    enough = 1 - LISTEN_FROM / 2
    assert worst_lines(song((enough + 0.001, enough + 0.001))) == []
    assert len(worst_lines(song((enough - 0.001, enough - 0.001)))) == 1


def test_the_reason_is_told_where_it_is_known() -> None:
    doubts = worst_lines(song((0.1, 0.2), (0.6, -1), (-1, -1)))
    assert [doubt.why for doubt in doubts] == ["not found in the song", "", "not found: moon"]
    assert doubts[0].span is None
    shouted = Line((word("sail", 0, 0.1),), background=True)
    assert worst_lines(Alignment((shouted,), Ms(1000)))[0].why == "a background voice"


def test_neighbours_in_doubt_are_one_stretch_unless_a_long_pause_parts_them() -> None:
    near = Line((word("sail", 50_000, 0.1), word("on", 50_500, 0.1)))
    after = Line((word("boat", 53_000, 0.2), word("moon", 54_000, 1.0)))
    far = Line((word("moon", 90_000, 0.1),))
    found = stretches(Alignment((near, after, far), Ms(120_000)))
    assert [[doubt.index for doubt in stretch.lines] for stretch in found] == [[0, 1], [2]]
    assert found[0].span == Span(Ms(50_000), Ms(54_400))


def test_a_line_that_was_not_found_is_heard_in_the_gap_that_it_stands_in() -> None:
    [stretch] = stretches(song(SURE, (-1, -1), SURE))
    assert stretch.span == Span(Ms(4350), Ms(83_450))


def test_a_word_before_a_long_pause_in_its_line_is_doubted_however_sure_it_is() -> None:
    early = Line((word("sail", 20_000, 0.98), word("on", 40_000, 1.0), word("boat", 40_500, 1.0)))
    sure = song(SURE, SURE, SURE).lines
    [doubt] = worst_lines(Alignment((*sure, early), Ms(120_000)))
    assert doubt.doubtful == (0,)
    assert doubt.why == 'a long pause after "sail"'
    heard = replace(early, words=(replace(early.words[0], locked=True), *early.words[1:]))
    assert worst_lines(Alignment((*sure, heard), Ms(120_000))) == []


def test_where_the_sheet_has_long_lines_pauses_in_them_say_nothing() -> None:
    lines = tuple(
        Line((word("sail", 20_000 * n, 0.98), word("on", 20_000 * n + 5000, 1.0))) for n in range(4)
    )
    assert worst_lines(Alignment(lines, Ms(120_000))) == []


def test_lines_that_are_off_are_counted_by_the_chance_that_any_word_is() -> None:
    assert lines_off(song((0.5, 0.5), (0.5, 0.5), (1.0, 1.0))) == 2
    assert lines_off(song(SURE, SURE)) == 0


def test_a_good_song_has_no_warning() -> None:
    assert song_warning(song(SURE, SURE, SURE)) == ""
    assert song_warning(song((WARN_BELOW, WARN_BELOW))) == ""


def test_a_song_in_doubt_as_a_whole_has_a_warning_with_a_next_step() -> None:
    said = song_warning(song((0.5, 0.5), (0.6, 0.6)))
    assert said.startswith("only 55 % of the words")
    assert "check that the lyrics are those that are sung" in said
    assert "\n" not in said


def test_the_report_says_so_when_nothing_needs_a_listen() -> None:
    assert report_text(song(SURE, SURE)) == (
        "Nothing needs a listen: 99 % of the words are probably in time.\n"
    )


def test_the_report_names_stretches_and_what_to_type_and_blames_no_lyrics() -> None:
    sure = Line(tuple(word("la", 20_000 + 500 * i, 1.0) for i in range(12)))
    found = song((1.0, 0.3), (1.0, 1.0), (0.3, 0.4))
    found = Alignment((*found.lines, sure), found.duration, found.transcript)
    files = Files("my song.mp3", "lyrics.txt", "times.json")
    assert report_text(found, files) == (
        "About 2 of 4 lines are probably off.\n"
        "Listen to these, the worst first, and type the time that you hear:\n"
        "\n"
        "1. 1:23.4 - 1:24.3\n"
        "   line 5: sail on\n"
        "     animatemusic fix times.json --line 5 --at 1:23.4\n"
        "\n"
        "2. 0:03.4 - 0:04.3\n"
        "   line 2: Paper boat\n"
        '     animatemusic fix times.json --word "line 2, boat" --at 0:03.9\n'
        "\n"
        "Then have the rest sought anew around what you set:\n"
        '     animatemusic align "my song.mp3" lyrics.txt --keep times.json -o better.json'
        " --report\n"
    )


def test_where_no_word_can_be_locked_an_anchor_is_told() -> None:
    report = report_text(song(SURE, (0.2, 0.2)), Files("song.wav", "l.txt", "t.lrc", locks=False))
    assert 'animatemusic align song.wav l.txt --anchor 0:43.4="paper moon"' in report
    assert "fix" not in report


def test_what_is_to_be_typed_finds_its_words() -> None:
    found = song((1.0, 0.3), (-1, -1), (0.3, 0.4))
    for doubt in worst_lines(found):
        words = shlex.split(command(found, doubt, Files()))
        place = Place(int(words[4])) if words[3] == "--line" else place_of(words[4])
        assert words_at(found, place)


def test_the_report_of_a_song_in_doubt_begins_with_the_warning() -> None:
    first, *rest = report_text(song((1.0, 1.0), (-1, -1))).splitlines()
    assert first.startswith("Only 50 % of the words")
    assert first.endswith(".")
    assert "   line 4: paper moon (not found in the song)" in rest


def test_no_more_is_listed_than_a_person_mends_in_one_go() -> None:
    lines = tuple(Line((word("la", 20_000 * i, 0.1),)) for i in range(30))
    report = report_text(Alignment(lines, Ms(700_000)))
    assert f"\n{MOST_STRETCHES}. " in report
    assert f"\n{MOST_STRETCHES + 1}. " not in report
    assert "20 more" in report


def test_a_long_line_is_cut_to_fit() -> None:
    long = Line(tuple(word("la" * 10, i * 500, 0.5) for i in range(8)))
    row = next(r for r in report_text(Alignment((long,), Ms(10_000))).splitlines() if "line" in r)
    assert len(row) <= 80


def test_nobody_is_told_100_percent_of_what_is_less() -> None:
    assert "99 %" in report_text(song((0.9999, 0.9999)))
    assert "100 %" in report_text(song((1.0, 1.0)))


def test_a_song_without_words_has_no_report_to_fail_on() -> None:
    assert song_warning(Alignment((), Ms(1))) == ""
    assert report_text(Alignment((), Ms(1)))
    assert stretches(Alignment((), Ms(1))) == []
