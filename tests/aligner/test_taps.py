"""Tapped words begin where a person felt them, whatever the player and the finger lag behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.retime import display_start
from aligner.taps import delay, tapped
from media_core.errors import InputError
from media_core.timeline import Ms
from tests.aligner.test_edits import BOAT, start

CLICKS = (500, 1000, 1500, 2000)


@given(st.integers(-200, 600), st.lists(st.integers(-40, 40), min_size=4, max_size=4))
def test_a_delay_is_found_within_the_unrest_of_a_finger(late: int, unrest: list[int]) -> None:
    taps = [click + late + by for click, by in zip(CLICKS, unrest, strict=True)]
    assert abs(delay(taps, CLICKS) - late) <= 40


@pytest.mark.parametrize("taps", [[], [600], [600, 1700, 3300]])
def test_taps_that_do_not_follow_the_clicks_are_refused(taps: list[int]) -> None:
    with pytest.raises(InputError, match="do not follow the clicks"):
        delay(taps, CLICKS)


def test_a_word_tapped_when_it_lights_up_begins_where_it_began() -> None:
    words = list(BOAT.words())
    taps = [display_start(words[i]) for i in (1, 2)]
    done = tapped(BOAT, range(1, 3), taps)
    assert [start(done, i) for i in range(4)] == [start(BOAT, i) for i in range(4)]
    assert [word.locked for word in done.words()][:4] == [False, True, True, False]


def test_words_that_were_tapped_push_the_others_and_none_is_lost() -> None:
    done = tapped(BOAT, range(4), [Ms(2000), Ms(2100), Ms(2150)])
    assert len(list(done.words())) == len(list(BOAT.words()))
    starts = [start(done, i) for i in range(6)]
    assert starts == sorted(starts)
    assert starts[3] > starts[2]
