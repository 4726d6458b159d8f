"""Nothing is ever clipped, and no ink leaves its place: in any style, text and size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from aligner.alignment import Alignment, Line
from media_core.timeline import Ms
from render.captions.marks import ShapeMark
from render.captions.style import load_style, style_names
from render.safe_area import safe_area_names
from tests.render.captions.made import captions, duet, ink, place_for
from tests.visemes.songs import word

PAD = 80
letters = st.text(
    "abgjpqyÅÇĢĘfQ|_,;'@W愛ใกำ์ि्क्षشگי\u0301\u0327\u0323 🎵", min_size=1, max_size=14
).map(lambda text: " ".join(text.split()) or "a")
sizes = st.sampled_from([(320, 180), (180, 320), (200, 200), (160, 200), (96, 96), (640, 360)])


def a_song(words: list[str], background: bool) -> Alignment:
    lines = [
        Line(
            tuple(word(w, 1000 + 400 * i, 1350 + 400 * i, "AH") for i, w in enumerate(words)),
            background=False,
        )
    ]
    if background:
        lines.append(Line((word("(" + words[0] + ")", 1100, 2000),), background=True))
    return Alignment(tuple(lines), Ms(2500 + 400 * len(words)))


def outside(frame: np.ndarray, box: tuple[int, int, int, int]) -> int:
    left, top, right, bottom = box
    alpha = frame[:, :, 3].copy()
    alpha[PAD + top : PAD + bottom, PAD + left : PAD + right] = 0
    return int(alpha.max())


@pytest.mark.parametrize("name", style_names())
@given(st.lists(letters, min_size=1, max_size=6), sizes, st.booleans(), st.data())
@settings(max_examples=10, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_no_ink_lies_outside_of_the_captions_place(
    name: str, words: list[str], size: tuple[int, int], background: bool, data: st.DataObject
) -> None:
    song = a_song(words, background)
    made = captions(song, name, size)
    area = place_for(size, load_style(name)).text
    for moment in data.draw(st.lists(st.integers(0, song.duration + 700), max_size=5)):
        frame = ink(made, moment, size, PAD)
        assert outside(frame, (area.left, area.top, area.right, area.bottom)) == 0


@pytest.mark.parametrize("name", style_names())
def test_the_picture_of_a_row_holds_all_of_its_ink(name: str) -> None:
    made = captions(a_song(["ÅjgQ|y,", "fiÇĢ̣"], True), name, (640, 360))
    for text in made.texts:
        assert not text.picture.empty
    for moment in range(900, 2400, 130):
        frame = ink(made, moment, (640, 360), PAD)
        for mark in made.at(Ms(moment)):
            if isinstance(mark, ShapeMark) or mark.dipped[0] >= 0 or mark.scale != 1:
                continue
            box = made.texts[mark.text].picture.moved(mark.x + PAD, mark.y + PAD)
            edge = frame[box.top : box.bottom, box.left : box.right, 3]
            # A row of pixels is free at every edge, so no letter was cut there.
            assert not edge[0].any()
            assert not edge[-1].any()
            assert not edge[:, 0].any()
            assert not edge[:, -1].any()


@pytest.mark.parametrize("safe", safe_area_names())
@pytest.mark.parametrize("size", [(180, 320), (320, 180), (200, 200), (160, 200)])
def test_captions_keep_clear_of_what_platforms_lay_over_a_video(
    safe: str, size: tuple[int, int]
) -> None:
    made = captions(duet(), "wipe", size, safe)
    free = place_for(size, load_style("wipe"), safe).safe
    for moment in range(0, 27_000, 900):
        frame = ink(made, moment, size, PAD)
        assert outside(frame, (free.left, free.top, free.right, free.bottom)) == 0
