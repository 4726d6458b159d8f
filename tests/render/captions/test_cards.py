from __future__ import annotations

import pytest

from aligner.alignment import Alignment
from media_core.timeline import Ms
from render.captions.cards import Words
from render.captions.marks import ShapeMark, TextMark
from render.captions.plan import Captions, build_captions
from render.captions.style import load_style, style_names
from render.layers.background import bed_tone
from tests.render.captions.made import RIG, captions, duet, place_for
from tests.visemes.songs import song, word

WORDS = Words("Paper Moon", "The Band", ("Song: The Band, CC0", "Juno by animatemusic, CC0-1.0"))


def late() -> Alignment:
    """Sung from 6 s to 8 s; the song lasts 14 s."""
    return song(14_000, [word("love", 6000, 7000, "L AH V"), word("you", 7000, 8000)])


def with_cards(
    alignment: Alignment, words: Words, style: str = "wipe", size: tuple[int, int] = (320, 180)
) -> Captions:
    stage = RIG.info.stage
    place = place_for(size, load_style(style))
    tone = bed_tone("", stage)
    return build_captions(alignment, load_style(style), place, stage, tone, words)


def lines(made: Captions, moment: int) -> list[str]:
    return [made.texts[m.text].row.text for m in made.at(Ms(moment)) if isinstance(m, TextMark)]


def test_the_title_shows_before_the_first_word_and_the_credits_after_the_last() -> None:
    made = with_cards(late(), WORDS)
    assert lines(made, 0) == []
    assert lines(made, 1500) == ["Paper Moon", "The Band"]
    assert lines(made, 6500) == ["love you"]
    assert lines(made, 11_000) == list(WORDS.credits)


def test_the_title_is_larger_than_the_artist_with_a_rule_between() -> None:
    made = with_cards(late(), WORDS)
    title, rule, artist = made.at(Ms(1500))
    assert isinstance(title, TextMark)
    assert isinstance(rule, ShapeMark)
    assert isinstance(artist, TextMark)
    assert made.texts[title.text].size > 1.8 * made.texts[artist.text].size
    assert title.y < rule.top < artist.y


def test_cards_fade_and_are_gone_when_the_dots_count_in() -> None:
    made = with_cards(late(), WORDS)
    assert made.title is not None
    opacities = [mark.opacity for t in range(400, 800, 50) for mark in made.title.at(Ms(t))[:1]]
    assert opacities == sorted(opacities)
    assert made.title.span.end <= made.rows[0].start - 2800


@pytest.mark.parametrize("style", style_names())
@pytest.mark.parametrize("size", [(320, 180), (180, 320), (200, 200)])
def test_a_long_title_shrinks_and_stays_in_its_place(style: str, size: tuple[int, int]) -> None:
    words = Words("A Very Long Title That Nobody Can Remember", "X" * 60, ("c" * 90,) * 4)
    made = with_cards(late(), words, style, size)
    area = place_for(size, load_style(style)).text
    for moment in (1500, 11_000):
        for mark in made.at(Ms(moment)):
            if isinstance(mark, TextMark):
                box = made.texts[mark.text].picture.moved(mark.x, mark.y)
                assert box == box.within(area)


def test_where_there_is_no_time_there_is_no_card() -> None:
    early = song(3000, [word("love", 800, 2900, "L AH V")])
    made = with_cards(early, WORDS)
    assert made.title is None
    assert made.credits is None


def test_without_words_there_are_no_cards() -> None:
    made = captions(duet())
    assert (made.title, made.credits) == (None, None)


def test_letters_of_the_title_that_no_font_has_are_missed() -> None:
    made = with_cards(late(), Words("\U000f0000 Moon"))
    assert made.missing == "\U000f0000"
