"""What singing adds: breath, held notes, voices, drawings on twos."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import Alignment, Line, Phone
from media_core.loudness import Loudness
from media_core.timeline import Ms, Span, Timeline, frame_start
from tests.visemes.songs import alignments, little_song, song, word
from visemes.animate import animate
from visemes.asks import keep_consonants_short
from visemes.sets import load_set, names
from visemes.singing import breath_shape, change_on_frames, smaller_shape, soft_parts
from visemes.timing import Timing

SHAPES = load_set()


def phones(*rows: tuple[str, int, int]) -> list[Phone]:
    return [Phone(label, Span(Ms(a), Ms(b))) for label, a, b in rows]


def spans(*rows: tuple[str, int, int]) -> list[tuple[int, int]]:
    return [(p.span.start, p.span.end) for p in keep_consonants_short(phones(*rows), 120)]


def cues(alignment: Alignment, **numbers: object) -> list[tuple[int, int, str]]:
    track = animate(alignment, SHAPES, replace(Timing(), **numbers))  # type: ignore[arg-type]
    return [(cue.start, cue.end, cue.value) for cue in track.cues]


def loud(*keys: tuple[int, float]) -> Loudness:
    """Loudness by straight lines between keys."""
    times = np.arange(0, keys[-1][0], 10)
    return Loudness(np.interp(times, [t for t, _ in keys], [v for _, v in keys]))


# Consonants


def test_the_vowel_is_held_and_not_the_consonant_after_it() -> None:
    assert spans(("OW", 0, 300), ("N", 300, 900)) == [(0, 780), (780, 900)]


def test_a_consonant_before_its_vowel_keeps_its_onset() -> None:
    assert spans(("S", 0, 500), ("AA", 500, 900)) == [(0, 120), (120, 900)]


def test_a_hum_keeps_its_closed_lips() -> None:
    assert spans(("M", 0, 500), ("UW", 500, 900)) == [(0, 500), (500, 900)]
    assert spans(("M", 0, 900)) == [(0, 900)]


# Breath


def test_the_mouth_takes_breath_before_a_line_after_a_pause() -> None:
    little = cues(little_song())
    at = next(i for i, row in enumerate(little) if row[1] > 3900)
    assert little[at - 1 : at + 1] == [(2080, 3736, "X"), (3736, 3916, "C")] or little[at][2] == "C"


def test_no_breath_is_taken_inside_a_line_or_if_it_is_not_wanted() -> None:
    apart = song(9000, [word("one", 500, 900, "W AH N"), word("two", 5000, 5400, "T UW")])
    assert [shape for _, _, shape in cues(apart)] == [*"XFCBXFX"]
    assert all(row[:2] != (3736, 3916) for row in cues(little_song(), inhale=0))


@pytest.mark.parametrize("name", names())
def test_a_breath_is_a_mouth_that_is_open(name: str) -> None:
    shapes = load_set(name)
    assert breath_shape(shapes) not in {*shapes.must, shapes.rest}


# Held notes

NOTE = song(6000, [word("ah", 1000, 4000, "AA")])


def shapes_of(loudness: Loudness | None) -> list[tuple[int, int, str]]:
    track = animate(NOTE, SHAPES, loudness=loudness)
    return [(c.start, c.end, c.value) for c in track.cues if c.value not in "X"]


def breathless(rows: list[tuple[int, int, str]]) -> str:
    return "".join(shape for start, _, shape in rows if start >= 900)


def test_a_steady_voice_is_a_steady_mouth() -> None:
    assert breathless(shapes_of(loud((0, 0.8), (6000, 0.8)))) == "D"


def test_a_vowel_over_two_notes_is_articulated_twice() -> None:
    dip = loud((0, 0.8), (2300, 0.8), (2450, 0.3), (2600, 0.8), (6000, 0.8))
    assert breathless(shapes_of(dip)) == "DCD"


def test_a_note_that_dies_away_closes_with_it() -> None:
    dying = loud((0, 0.9), (2000, 0.9), (4000, 0.1), (6000, 0.0))
    assert breathless(shapes_of(dying)) == "DC"
    track = animate(NOTE, SHAPES, loudness=dying)
    assert track.openness.at(Ms(1500)) > track.openness.at(Ms(3000)) > track.openness.at(Ms(3800))


def test_a_note_that_nobody_has_heard_settles() -> None:
    assert breathless(shapes_of(None)) == "DC"


def test_a_drum_does_not_make_the_mouth_chatter() -> None:
    beats = Loudness(np.tile([0.9] * 6 + [0.4] * 6, 60))
    again = [start for start, _, shape in shapes_of(beats) if start >= 1000 and shape == "C"]
    assert all(b - a >= 300 for a, b in pairwise(again))


@given(st.lists(st.floats(0, 1), min_size=20, max_size=400))
def test_soft_parts_lie_apart_inside_their_note(values: list[float]) -> None:
    note, timing = Span(Ms(100), Ms(3100)), Timing()
    parts = soft_parts(note, Loudness(np.array(values)), timing)
    for part in parts:
        assert note.start <= part.start < part.end <= note.end
        assert part.length >= timing.shortest
    assert all(b.start - a.end >= timing.shortest for a, b in pairwise(parts))


def test_a_smaller_shape_is_of_the_same_kind() -> None:
    assert smaller_shape("D", SHAPES) == "C"
    assert [smaller_shape(name, SHAPES) for name in "AGXF"] == [None] * 4


# Voices


def duet() -> Alignment:
    lead = Line((word("moon", 500, 1500, "M UW N"),), singer="Ana")
    echo = Line((word("ah", 3000, 3600, "AA"),), background=True, singer="Ben")
    return Alignment((lead, echo), Ms(5000))


@pytest.mark.parametrize(
    ("voice", "seen"),
    [("all", "FD"), ("lead", "F"), ("background", "D"), ("Ana", "F"), ("ben", "D"), ("Cleo", "")],
)
def test_each_voice_has_its_own_mouth(voice: str, seen: str) -> None:
    shown = {cue.value for cue in animate(duet(), SHAPES, voice=voice).cues}
    assert shown & {"F", "D"} == set(seen)


# On twos


def test_on_twos_the_mouth_changes_on_every_second_frame() -> None:
    fps = Fraction(24)
    starts = {frame_start(2 * i, fps) for i in range(200)}
    track = animate(little_song(), SHAPES, Timing(every=2, fps=fps))
    assert all(cue.start in starts for cue in track.cues)
    assert track.at(Ms(1000)).mix == 0


@given(alignments(), st.sampled_from((2, 3)), st.sampled_from((24, 30)))
def test_drawings_on_twos_leave_no_gap(alignment: Alignment, every: int, rate: int) -> None:
    track = animate(alignment, SHAPES, Timing(every=every, fps=Fraction(rate)))
    assert list(track.cues.gaps()) == []


def test_a_closure_between_two_drawings_gets_one_of_them() -> None:
    track = Timeline.of(Span(Ms(0), Ms(1000)), [(0, 230, "D"), (230, 272, "A"), (272, 1000, "D")])
    twos = change_on_frames(track, SHAPES, 2, Fraction(24))
    assert [cue.value for cue in twos] == ["D", "A", "D"]
