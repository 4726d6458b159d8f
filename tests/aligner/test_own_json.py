import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import ARPABET, Alignment, Line, Phone, SetMouth, Word
from aligner.formats import own_json
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span

texts = st.text(max_size=12).filter(lambda text: "\x00" not in text)


@st.composite
def words(draw: st.DrawFn) -> Word:
    chars = tuple(sorted((draw(st.integers(0, 500)), draw(st.integers(0, 500)))))
    confidence = draw(st.none() | st.floats(0, 1))
    if draw(st.booleans()):
        return Word(draw(texts), draw(texts), (chars[0], chars[1]), confidence=confidence)
    edges = sorted(draw(st.sets(st.integers(0, 60_000), min_size=2, max_size=6)))
    phones = tuple(
        Phone(
            draw(st.sampled_from(sorted(ARPABET))),
            Span(Ms(a), Ms(b)),
            draw(st.none() | st.integers(0, 2)),
        )
        for a, b in pairwise(edges)
        if draw(st.booleans())
    )
    span = Span(Ms(edges[0]), Ms(edges[-1]))
    return Word(
        *(draw(texts), draw(texts), (chars[0], chars[1]), span, phones, confidence),
        draw(st.booleans()),
        draw(st.booleans()),
    )


lines = st.builds(
    Line,
    st.lists(words(), min_size=1, max_size=4).map(tuple),
    *(texts, texts, st.booleans(), texts),
)


@st.composite
def mouths(draw: st.DrawFn) -> tuple[SetMouth, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 60_000), max_size=6)))
    spans = [Span(Ms(a), Ms(b)) for a, b in pairwise(edges) if draw(st.booleans())]
    return tuple(SetMouth(span, draw(texts)) for span in spans)


alignments = st.builds(
    Alignment, st.lists(lines, max_size=4).map(tuple), st.just(Ms(60_000)), texts, mouths()
)


@given(alignments)
def test_nothing_is_lost(alignment: Alignment) -> None:
    data = own_json.write(alignment).encode()
    assert own_json.looks_like(data)
    assert own_json.read(data, None) == alignment
    json.loads(data)


def test_a_word_is_a_line_that_people_can_edit() -> None:
    moon = Word("moon,", "moon", (0, 5), Span(Ms(100), Ms(400)), locked=True)
    text = own_json.write(Alignment((Line((moon,), mood="sad"),), Ms(1000), "moon,"))
    assert (
        '      {"text": "moon,", "sung": "moon", "chars": [0, 5], "start": 100, "end": 400, '
        '"phones": [], "locked": true}\n'
    ) in text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"animatemusic": 1}',
        b'{"animatemusic": 2, "duration": 5, "transcript": "", "lines": []}',
        b'{"animatemusic": 1, "duration": 5.5, "transcript": "", "lines": []}',
        b'{"animatemusic": 1, "duration": -5, "transcript": "", "lines": []}',
        b'{"animatemusic": 1, "duration": 5, "transcript": "", "lines": [{"words": []}]}',
        b'{"animatemusic": 1, "duration": 5, "transcript": "", "lines": [{"words": [{"text": "a", '
        b'"sung": "a", "chars": [0, 1], "start": 3, "end": 2}]}]}',
        b'{"animatemusic": 1, "duration": NaN, "transcript": "", "lines": []}',
    ],
)
def test_what_is_impossible_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(AlignmentError):
        own_json.read(data, None)
