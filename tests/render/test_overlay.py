"""Captions over the frames of a filmed singer."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from aligner.alignment import Alignment, Line, Word
from media_core.errors import InputError
from media_core.timeline import Ms, Span
from render.captions.colours import contrast
from render.film import Look
from render.layers.background import mixed
from render.layers.shade import DARK, TONE
from render.layout import layout
from render.nobody import Nobody
from render.overlay import EDGE, Overlay, placed
from render.rigs import Pose, Rig

SIZE = (480, 270)
FPS = Fraction(25)


def sung(*lines: tuple[int, int, str]) -> Alignment:
    """Lines of one word each."""
    rows = []
    for start, end, text in lines:
        span = Span(Ms(start), Ms(end))
        rows.append(Line((Word(text, text.lower(), (0, len(text)), span),)))
    return Alignment(tuple(rows), Ms(8000))


SONG = sung((1000, 2000, "Moonlight"), (5000, 6000, "Harbour"))


def white(size: tuple[int, int] = SIZE) -> NDArray[np.uint8]:
    return np.full((size[1], size[0], 3), 255, np.uint8)


def test_above_the_lips_not_a_bit_changes() -> None:
    lips = 190
    words = Overlay(SONG, Look(), SIZE, FPS, lips)
    picture = white()
    shown = words.over(30, picture)
    assert (picture == 255).all(), "the picture given was painted on"
    assert (shown[:lips] == 255).all()
    assert (shown[lips + 20 :] < 255).any()


def test_words_come_at_their_time_and_light_up() -> None:
    words = Overlay(SONG, Look(), SIZE, FPS)
    picture = np.full_like(white(), 40)
    gold = []
    for frame in (25, 49, 90):
        blue, _green, red = (words.over(frame, picture)[:, :, i].astype(int) for i in range(3))
        gold.append(int(((red - blue) > 80).sum()))
    assert gold[1] > gold[0], "more of the word was sung"
    assert gold[1] > 100
    assert gold[2] == 0, "between the lines nothing is sung"


def test_a_frame_is_a_function_of_its_number() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8)
    forward, backward = (Overlay(SONG, Look(), SIZE, FPS, 150) for _ in range(2))
    numbers = [0, 20, 26, 27, 40, 60, 130]
    ahead = {n: forward.over(n, picture) for n in numbers}
    for n in reversed(numbers):
        np.testing.assert_array_equal(backward.over(n, picture), ahead[n])


def test_captions_can_be_read_on_white_pictures() -> None:
    assert contrast((1.0, 1.0, 1.0), mixed((1.0, 1.0, 1.0), TONE, DARK)) > 10
    shown = Overlay(SONG, Look(), SIZE, FPS).over(90, white())
    assert int(shown[-20:].max()) < 80, "where no word stands, white has become dark"


@pytest.mark.parametrize("size", [(512, 512), (1920, 1080), (360, 640), (800, 1000)])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.7, 0.8, 0.9, 1.0])
def test_captions_stand_below_the_lips_as_far_as_that_can_be(
    size: tuple[int, int], share: float
) -> None:
    usual = layout(*size, Nobody())
    lips = round(share * size[1])
    place = placed(usual, lips)
    text = place.text
    assert text.top >= usual.text.top
    assert text.bottom <= (1 - EDGE) * size[1] + 1
    assert place.text_size >= 0.7 * usual.text_size
    if share <= 0.8:
        assert text.top >= lips
    if share <= 0.5:
        assert place == usual


def test_every_frame_is_told_apart_by_its_key() -> None:
    keys = {
        Overlay(song, look, size, fps, below).key
        for song, look, size, fps, below in (
            (SONG, Look(), SIZE, FPS, 0),
            (sung((1000, 2000, "Sunlight")), Look(), SIZE, FPS, 0),
            (SONG, Look(caption_style="pill"), SIZE, FPS, 0),
            (SONG, Look(title="Moon"), SIZE, FPS, 0),
            (SONG, Look(), (512, 512), FPS, 0),
            (SONG, Look(), SIZE, Fraction(30), 0),
            (SONG, Look(), SIZE, FPS, 200),
        )
    }
    assert len(keys) == 7
    assert Overlay(SONG, Look(), SIZE, FPS).key in keys


def test_cards_are_shown_where_nobody_sings() -> None:
    late = sung((5000, 6000, "Harbour"))
    plain, titled = (Overlay(late, Look(title=t), SIZE, FPS) for t in ("", "Paper Moon"))
    picture = np.full_like(white(), 40)
    assert (titled.over(25, picture) != plain.over(25, picture)).any()


def test_a_tiny_picture_is_refused_with_a_way_out() -> None:
    with pytest.raises(InputError, match="no room on a picture of 48x48") as caught:
        Overlay(SONG, Look(), (48, 48), FPS)
    assert "--no-captions" in caught.value.hint


def test_nobody_is_a_rig_that_draws_nothing() -> None:
    rig: Rig = Nobody()
    assert not rig.draw(Pose("X"), 40).any()
    assert rig.damage(Pose("X"), Pose("X", eyes="closed"), 40).empty
    assert not rig.info.author, "nobody is credited"
