from __future__ import annotations

import cairocffi as cairo
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from render.frame import NOTHING, Rect, blank, filled_part, straight_rgba, surface_on

sides = st.integers(-50, 50)
rects = st.builds(Rect, sides, sides, sides, sides)
pixels = st.lists(st.tuples(*[st.integers(0, 255)] * 4), min_size=1, max_size=12)


def _points(rect: Rect) -> set[tuple[int, int]]:
    return {(x, y) for x in range(rect.left, rect.right) for y in range(rect.top, rect.bottom)}


@given(rects)
def test_an_empty_rectangle_holds_no_pixel(rect: Rect) -> None:
    assert rect.empty == (not _points(rect))


@given(rects, rects)
def test_what_two_rectangles_share_is_in_both(a: Rect, b: Rect) -> None:
    assert _points(a.within(b)) == _points(a) & _points(b)


@given(rects, rects)
def test_a_union_holds_both_and_is_no_larger_than_it_must(a: Rect, b: Rect) -> None:
    both = a.union(b)
    points = _points(a) | _points(b)
    assert points <= _points(both)
    if points:
        assert both.left == min(x for x, _ in points)
        assert both.bottom == max(y for _, y in points) + 1
    assert both.empty == (not points)


@given(rects)
def test_even_edges_grow_by_at_most_a_pixel(rect: Rect) -> None:
    even = rect.even()
    assert all(edge % 2 == 0 for edge in (even.left, even.top, even.right, even.bottom))
    assert 0 <= rect.left - even.left <= 1
    assert 0 <= even.bottom - rect.bottom <= 1


@given(rects, sides, sides)
def test_a_moved_rectangle_can_be_moved_back(rect: Rect, x: int, y: int) -> None:
    assert rect.moved(x, y).moved(-x, -y) == rect


@given(pixels)
def test_a_picture_premultiplied_and_made_straight_is_the_same(
    rgba: list[tuple[int, int, int, int]],
) -> None:
    straight = np.array([rgba], np.uint8)
    alpha = straight[:, :, 3:].astype(np.uint16)
    colours = (straight[:, :, :3].astype(np.uint16) * alpha + 127) // 255
    frame = np.concatenate([colours[:, :, ::-1], alpha], axis=2).astype(np.uint8)
    back = straight_rgba(frame)
    assert np.array_equal(back[:, :, 3], straight[:, :, 3])
    # A colour under alpha a is one of a + 1 steps, so it comes back within half a step.
    off = np.abs(back[:, :, :3].astype(int) - straight[:, :, :3]) * alpha
    assert (off[alpha[:, :, 0] > 0] <= 127.5 + alpha[alpha[:, :, 0] > 0] / 2 + 1).all()
    opaque = alpha[:, :, 0] == 255
    assert np.array_equal(back[opaque], straight[opaque])


def test_nothing_is_straight_nothing() -> None:
    assert not straight_rgba(blank(3, 2)).any()


def test_the_filled_part_is_what_was_drawn() -> None:
    frame = blank(20, 10)
    assert filled_part(frame) == NOTHING
    frame[3:5, 7:12, 3] = 1
    assert filled_part(frame) == Rect(7, 3, 12, 5)


def test_cairo_draws_into_the_array() -> None:
    frame = blank(4, 2)
    surface = surface_on(frame)
    context = cairo.Context(surface)
    context.set_source_rgba(1, 0, 0, 1)
    context.rectangle(1, 0, 1, 1)
    context.fill()
    surface.flush()
    assert frame[0].tolist() == [[0] * 4, [0, 0, 255, 255], [0] * 4, [0] * 4]
