"""A mouth that a person has set is seen exactly there, in every set, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import Alignment, SetMouth
from media_core.errors import InputError
from media_core.timeline import Ms, Span
from tests.visemes.songs import alignments, little_song
from visemes.animate import animate
from visemes.by_hand import shape_for
from visemes.sets import load_set, names

RHUBARB = load_set("rhubarb")


def with_mouth(alignment: Alignment, start: int, end: int, shape: str) -> Alignment:
    return replace(alignment, mouths=(SetMouth(Span(Ms(start), Ms(end)), shape),))


@pytest.mark.parametrize(
    ("text", "shape"),
    [("F", "F"), ("f", "F"), ("preston-blair:MBP", "A"), ("preston-blair:FV", "G"), ("MBP", "A")],
)
def test_a_mouth_is_named_in_the_rigs_set_or_another(text: str, shape: str) -> None:
    assert shape_for(text, RHUBARB) == shape


@pytest.mark.parametrize("text", ["Q9", "preston-blair:Q9", "nobody:A", ""])
def test_an_unknown_mouth_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(InputError) as caught:
        shape_for(text, RHUBARB)
    assert "MBP" in caught.value.hint


@given(alignments(), st.data(), st.sampled_from(names()))
def test_the_mouth_is_seen_there_and_the_rest_is_as_it_was(
    alignment: Alignment, data: st.DataObject, name: str
) -> None:
    shapes = load_set(name)
    start = data.draw(st.integers(0, alignment.duration - 1))
    end = data.draw(st.integers(start + 1, alignment.duration))
    shape = data.draw(st.sampled_from(sorted(shapes.shapes)))
    plain = animate(alignment, shapes).cues
    track = animate(with_mouth(alignment, start, end, shape), shapes)
    for moment in {start, (start + end) // 2, end - 1}:
        assert track.at(Ms(moment)).shape == shape
    for moment in {start - 500, end + 500}:
        if 0 <= moment < alignment.duration:
            before, after = plain.at(Ms(moment)), track.cues.at(Ms(moment))
            assert before is not None
            assert after is not None
            assert before.value == after.value


def test_a_mouth_in_a_rest_is_as_open_as_its_shape() -> None:
    song = little_song()
    quiet = next(cue for cue in animate(song, RHUBARB).cues if cue.value == RHUBARB.rest)
    assert quiet.span.length >= 200
    middle = quiet.span.middle
    track = animate(with_mouth(song, quiet.start, quiet.end, "D"), RHUBARB)
    assert track.at(middle).openness == pytest.approx(RHUBARB.shapes["D"].openness, abs=0.03)
