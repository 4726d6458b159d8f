"""A changed sheet: lines that are as they were keep their times; so does what a person has set."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import Alignment, Line, Word
from aligner.keeping import kept_words, rising, with_corrections
from aligner.lyrics import parse_lyrics
from media_core.timeline import Ms, Span

SHEET = "Oh my moon\nPaper boat sails\nGood night\n"


def timed(text: str, *locked: int) -> Alignment:
    """The sheet sung at a word every second."""
    lines: list[Line] = []
    index = 0
    for line in parse_lyrics(text).lines:
        words = []
        for word in line.words:
            span = Span(Ms(1000 * index), Ms(1000 * index + 800))
            words.append(
                Word(word.text, word.sung, word.chars, span, (), 0.9, locked=index in locked)
            )
            index += 1
        lines.append(Line(tuple(words)))
    return Alignment(tuple(lines), Ms(60_000), text)


def moved(alignment: Alignment, *changed: tuple[int, int]) -> Alignment:
    """With some words moved by milliseconds."""
    words = list(alignment.words())
    for index, by in changed:
        span = words[index].span
        assert span is not None
        words[index] = replace(words[index], span=Span(Ms(span.start + by), Ms(span.end + by)))
    rest = iter(words)
    lines = tuple(replace(x, words=tuple(next(rest) for _ in x.words)) for x in alignment.lines)
    return replace(alignment, lines=lines)


def test_of_an_unchanged_sheet_only_what_is_locked_stays() -> None:
    stays = kept_words(
        parse_lyrics("[Verse]\nOH MY MOON\nPaper boat sails\nGood night"), timed(SHEET, 4)
    )
    assert list(stays.words) == [4]
    assert (stays.sought, stays.new, stays.gone, stays.changed) == (7, 0, 0, False)


def test_only_lines_that_were_changed_are_sought_again() -> None:
    stays = kept_words(parse_lyrics("Oh my moon\nPaper ships sail on\nGood night\n"), timed(SHEET))
    assert list(stays.words) == [0, 1, 2, 7, 8]
    assert (stays.sought, stays.new, stays.gone, stays.changed) == (1, 3, 2, True)
    assert not any(word.locked for word in stays.words.values())


def test_a_line_that_lost_a_word_is_sought_again_but_for_its_locked_words() -> None:
    stays = kept_words(parse_lyrics("Oh moon\nPaper boat sails\nGood night\n"), timed(SHEET, 2))
    assert list(stays.words) == [1, 2, 3, 4, 5, 6]
    assert stays.words[1].locked
    assert (stays.sought, stays.new, stays.gone) == (1, 0, 1)


def test_a_new_line_leaves_all_others_where_they_are() -> None:
    stays = kept_words(parse_lyrics(f"One two\n{SHEET}"), timed(SHEET))
    assert [word.span for word in stays.words.values()] == [w.span for w in timed(SHEET).words()]
    assert (len(stays.words), stays.sought, stays.new) == (8, 0, 2)


LINES = st.lists(st.sampled_from(["Oh my moon", "Paper boat", "La la", "Good night"]), min_size=1)


@given(LINES, LINES)
def test_no_word_is_counted_twice_and_every_time_stays_that_of_its_word(
    old: list[str], new: list[str]
) -> None:
    before, sheet = timed("\n".join(old)), parse_lyrics("\n".join(new))
    stays = kept_words(sheet, before)
    words = list(sheet.words())
    assert len(stays.words) + stays.sought + stays.new == len(words)
    assert all(words[index].sung == word.sung for index, word in stays.words.items())
    starts = [word.span.start for word in stays.words.values() if word.span]
    assert starts == sorted(set(starts))


def test_times_that_are_not_ours_are_a_persons_even_if_not_marked() -> None:
    found = timed(SHEET)
    mine = with_corrections(moved(found, (3, 70)), [timed("Other words"), found])
    assert [i for i, word in enumerate(mine.words()) if word.locked] == [3]


def test_the_nearest_of_several_answers_is_compared() -> None:
    found, other = timed(SHEET), moved(timed(SHEET), (5, 10), (6, 10))
    mine = with_corrections(moved(other, (1, 50)), [found, other])
    assert [i for i, word in enumerate(mine.words()) if word.locked] == [1]


def test_a_word_that_made_room_for_a_locked_one_was_not_corrected() -> None:
    found = timed(SHEET)
    words = list(moved(timed(SHEET, 3), (3, -400)).words())
    words[2] = replace(words[2], span=Span(Ms(2000), Ms(2600)))
    rest = iter(words)
    lines = tuple(replace(x, words=tuple(next(rest) for _ in x.words)) for x in found.lines)
    mine = with_corrections(replace(found, lines=lines), [found])
    assert [i for i, word in enumerate(mine.words()) if word.locked] == [3]


def test_a_file_that_was_shifted_as_a_whole_is_not_taken_for_corrections() -> None:
    found = timed(SHEET)
    assert not any(
        w.locked
        for w in with_corrections(moved(found, *((i, 40) for i in range(8))), [found]).words()
    )
    assert with_corrections(found, []) == found


def test_what_only_stays_gives_way_to_the_order_of_the_song_and_locked_words_do_not() -> None:
    words = dict(enumerate(timed(SHEET, 4).words()))
    spans = {
        i: Span(Ms(start), Ms(start + 1)) for i, start in enumerate((0, 5, 3, 9, 8, 20, 7, 21))
    }
    assert list(rising(words, spans)) == [0, 1, 4, 5, 7]
