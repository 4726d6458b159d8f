"""Ink on paper: which pixels hang together, which of them are a drawing, how the sheet lies.

Everything here works on masks, ``(height, width)`` bool, True where something is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.frame import Rect

Mask = NDArray[np.bool_]

SPECK = 0.12
"""What is shorter than this share of the longest drawing is a letter, a crumb or dirt; the smallest
mouth of a chart, a pucker, has a quarter of the widest one."""

FRAME = 0.5
"""What is wider and higher than this share of the sheet is a frame or a table around drawings."""

TILTED = 15.0
"""Degrees that a sheet may lie askew; further, and somebody meant it."""

LONG = 1.6
"""A drawing so many times as long as it is high shows how the sheet lies."""


@dataclass(frozen=True)
class Runs:
    """Pixels of a mask in rows that hang together, each with the number of its island.

    Attributes:
        row, begin, end: where each run lies; ``end`` is outside.
        island: its number, from 0.
        count: of islands.
    """

    row: NDArray[np.int32]
    begin: NDArray[np.int32]
    end: NDArray[np.int32]
    island: NDArray[np.int32]
    count: int

    def boxes(self) -> list[Rect]:
        """The box of each island."""
        left = np.full(self.count, np.iinfo(np.int32).max, np.int32)
        top, right, bottom = left.copy(), np.zeros_like(left), np.zeros_like(left)
        np.minimum.at(left, self.island, self.begin)
        np.minimum.at(top, self.island, self.row)
        np.maximum.at(right, self.island, self.end)
        np.maximum.at(bottom, self.island, self.row + 1)
        rows = zip(left.tolist(), top.tolist(), right.tolist(), bottom.tolist(), strict=True)
        return [Rect(*row) for row in rows]

    def areas(self) -> NDArray[np.int64]:
        """How many pixels each island has."""
        lengths = (self.end - self.begin).astype(np.float64)
        return np.bincount(self.island, lengths, self.count).astype(np.int64)

    def mask(self, chosen: NDArray[np.bool_], shape: tuple[int, int]) -> Mask:
        """The islands that are chosen, by number, as a mask."""
        steps = np.zeros((shape[0], shape[1] + 1), np.int8)
        kept = chosen[self.island]
        np.add.at(steps, (self.row[kept], self.begin[kept]), 1)
        np.add.at(steps, (self.row[kept], self.end[kept]), -1)
        return np.cumsum(steps, axis=1, dtype=np.int8)[:, :-1].astype(bool)


def islands(mask: Mask) -> Runs:
    """The parts of a mask that hang together, corners excepted.

    >>> islands(np.array([[1, 0, 1], [1, 0, 1], [1, 1, 1]], bool)).count
    1
    >>> islands(np.array([[1, 0], [0, 1]], bool)).count
    2
    """
    height, width = mask.shape
    padded = np.zeros((height, width + 2), np.int8)
    padded[:, 1:-1] = mask
    edges = np.diff(padded, axis=1)
    row, begin = (part.astype(np.int32) for part in np.nonzero(edges == 1))
    end = np.nonzero(edges == -1)[1].astype(np.int32)
    above, below = _touching(row, begin, end, width)
    label = np.arange(len(row), dtype=np.int32)
    while len(above):
        # Both of a pair take the lower number, and then the number that this one has by now.
        least = np.minimum(label[above], label[below])
        before = label.copy()
        np.minimum.at(label, label[above], least)
        np.minimum.at(label, label[below], least)
        while (further := label[label] != label).any():
            label[further] = label[label[further]]
        if (label == before).all():
            break
    _, island = np.unique(label, return_inverse=True)
    count = int(island.max()) + 1 if len(island) else 0
    return Runs(row, begin, end, island.astype(np.int32).reshape(-1), count)


def _touching(
    row: NDArray[np.int32], begin: NDArray[np.int32], end: NDArray[np.int32], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of runs of which one lies under the other."""
    step = width + 2
    starts = row.astype(np.int64) * step + begin
    ends = row.astype(np.int64) * step + end
    # Runs of the next row that end right of where a run begins, up to those that begin left of
    # where it ends.
    first = np.searchsorted(ends, starts + step, side="right")
    last = np.searchsorted(starts, ends + step, side="left")
    counts = np.maximum(last - first, 0)
    above = np.repeat(np.arange(len(row)), counts)
    offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return above, np.repeat(first, counts) + offset


def holes_filled(mask: Mask) -> Mask:
    """A mask with all that it encloses: teeth are as white as paper, and stay."""
    outer = np.ones((mask.shape[0] + 2, mask.shape[1] + 2), bool)
    outer[1:-1, 1:-1] = ~mask
    paper = islands(outer)
    around = np.zeros(paper.count, bool)
    around[paper.island[0]] = True  # the rim that was put around it
    return ~paper.mask(around, outer.shape)[1:-1, 1:-1]


def drawings(mask: Mask) -> tuple[list[Rect], Mask, int]:
    """The drawings among ink: islands that are large enough, and what lies in their boxes.

    Returns:
        Their boxes, all that is in them as a mask, without holes, and how many letters and specks
        were left out. What touches the edge is a table, a shadow or another sheet; frames around
        drawings and it are not counted.
    """
    runs = islands(mask)
    apart = np.array([_is_apart(box, mask.shape) for box in runs.boxes()], bool)
    runs = islands(holes_filled(runs.mask(apart, mask.shape)))
    boxes, areas = runs.boxes(), runs.areas()
    whole = range(runs.count)
    longest = max((_length(boxes[i]) for i in whole), default=0)
    large = [i for i in whole if _length(boxes[i]) >= max(3, SPECK * longest)]
    found = _merged([boxes[i] for i in large])
    chosen = np.zeros(runs.count, bool)
    for i in whole:
        chosen[i] = any(boxes[i].within(box) == boxes[i] for box in found)
    left_out = sum(1 for i in whole if not chosen[i] and areas[i] > 4)
    return found, runs.mask(chosen, mask.shape), left_out


def _is_apart(box: Rect, shape: tuple[int, ...]) -> bool:
    """Whether an island lies on the sheet, and not around it or around what is on it."""
    height, width = shape
    inside = box.left > 0 and box.top > 0 and box.right < width and box.bottom < height
    wide, high = box.right - box.left > FRAME * width, box.bottom - box.top > FRAME * height
    return inside and not (wide and high)


def _length(box: Rect) -> int:
    return max(box.right - box.left, box.bottom - box.top)


def _merged(boxes: Sequence[Rect]) -> list[Rect]:
    """Boxes of which none overlaps another: two lips are one mouth."""
    left = list(boxes)
    out: list[Rect] = []
    while left:
        box = left.pop()
        near = next((other for other in left if not box.within(other).empty), None)
        if near is None:
            out.append(box)
        else:
            left[left.index(near)] = near.union(box)
    return out


def in_rows(boxes: Sequence[Rect]) -> list[Rect]:
    """Boxes as people read them: row by row, and from the left to the right in each.

    >>> [b.left for b in in_rows([Rect(50, 2, 60, 12), Rect(0, 0, 10, 10), Rect(5, 30, 9, 40)])]
    [0, 50, 5]
    """
    rows: list[list[Rect]] = []
    for box in sorted(boxes, key=lambda b: b.top + b.bottom):
        heights = [b.bottom - b.top for b in boxes]
        near = max(heights) * 0.6
        if rows and (box.top + box.bottom) / 2 - _middle(rows[-1]) <= near:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [box for row in rows for box in sorted(row, key=lambda b: b.left)]


def _middle(row: Sequence[Rect]) -> float:
    return sum(b.top + b.bottom for b in row) / len(row) / 2


def tilt(mask: Mask, boxes: Sequence[Rect]) -> float:
    """How many degrees a sheet must be turned to lie straight, counter-clockwise as on paper.

    Mouths are wider than high and the same on both sides, so the long axis of the ink of each (by
    its second moments) lies level on a straight sheet; the middle one of all is taken, the longer
    ones counting more. 0 where nothing is long enough to tell, or it lies too far askew.
    """
    said = sorted(_axes(mask, boxes))
    if not said:
        return 0.0
    half = sum(weight for _, weight in said) / 2
    passed = 0.0
    for angle, weight in said:
        passed += weight
        if passed >= half:
            return angle if abs(angle) <= TILTED else 0.0
    return 0.0


def _axes(mask: Mask, boxes: Sequence[Rect]) -> Iterator[tuple[float, float]]:
    """Degrees of the long axis of each long drawing, and how much it counts."""
    for box in boxes:
        y, x = np.nonzero(mask[box.top : box.bottom, box.left : box.right])
        if len(x) < 20:
            continue
        x, y = x - x.mean(), y - y.mean()
        xx, yy, xy = float((x * x).mean()), float((y * y).mean()), float((x * y).mean())
        middle, reach = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
        if middle + reach > LONG**2 * (middle - reach):
            angle = math.degrees(math.atan2(2 * xy, xx - yy)) / 2
            yield angle, math.sqrt(middle + reach)
