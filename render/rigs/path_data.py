"""Paths of SVG as plain numbers, so that two that have the same structure can be mixed.

Programs write one curve in many ways: relative or absolute, with the short forms of lines and of
smooth curves. Here each becomes absolute M, L, C, A and Z (SVG 2, section 9.3).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Step = tuple[str, tuple[float, ...]]
"""A command and its numbers, in absolute coordinates."""

_TOKEN = re.compile(r"([A-Za-z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")

_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}

MAX_STEPS = 20_000


def steps_of(data: str) -> list[Step] | None:
    """A path as absolute steps, or None if it cannot be read.

    >>> steps_of("m 10,10 h 5 l 0 5 z")
    [('M', (10.0, 10.0)), ('L', (15.0, 10.0)), ('L', (15.0, 15.0)), ('Z', ())]
    """
    path = _Path()
    tokens = _TOKEN.findall(data)
    at, letter = 0, ""
    while at < len(tokens):
        if tokens[at][0]:
            letter = tokens[at][0]
            at += 1
        elif letter in "zZ":
            return None
        elif letter in "mM":  # further points of a move are lines
            letter = "l" if letter == "m" else "L"
        count = _COUNTS.get(letter.upper())
        if count is None or len(path.steps) > MAX_STEPS:
            return None
        numbers = tokens[at : at + count]
        if len(numbers) < count or any(token[0] for token in numbers):
            return None
        at += count
        path.add(letter, [float(token[1]) for token in numbers])
    return path.steps


def alike(a: Sequence[Step], b: Sequence[Step]) -> bool:
    """Whether two paths have the same structure; a line may become a curve."""
    if len(a) != len(b):
        return False
    for (one, these), (other, those) in zip(a, b, strict=True):
        if one != other and {one, other} != {"L", "C"}:
            return False
        if one == "A" and (these[3:5] != those[3:5]):  # the large and the small arc
            return False
    return True


def between(a: Sequence[Step], b: Sequence[Step], share: float) -> str:
    """The path so far between two that are :func:`alike`.

    >>> between([("M", (0.0, 0.0))], [("M", (10.0, 4.0))], 0.25)
    'M2.5 1'
    """
    out: list[str] = []
    ends = ((0.0, 0.0), (0.0, 0.0))
    for (one, these), (other, those) in zip(a, b, strict=True):
        letter = one
        if one != other:
            letter = "C"
            these, those = (
                _as_curve(name, numbers, end)
                for (name, numbers), end in zip(((one, these), (other, those)), ends, strict=True)
            )
        numbers = (p + (q - p) * share for p, q in zip(these, those, strict=True))
        out.append(letter + " ".join(f"{round(n, 3):g}" if n < 1e5 else str(n) for n in numbers))
        if these:
            ends = (these[-2], these[-1]), (those[-2], those[-1])
    return "".join(out)


def _as_curve(
    letter: str, numbers: tuple[float, ...], start: tuple[float, float]
) -> tuple[float, ...]:
    """A line as the curve that it is."""
    if letter == "C":
        return numbers
    (x0, y0), (x, y) = start, (numbers[0], numbers[1])
    dx, dy = (x - x0) / 3, (y - y0) / 3
    return x0 + dx, y0 + dy, x - dx, y - dy, x, y


class _Path:
    """Steps, and what the next one depends on."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._x = self._y = 0.0
        self._start = (0.0, 0.0)
        self._handle: tuple[str, float, float] | None = None

    def add(self, letter: str, numbers: list[float]) -> None:
        """One command, in any of its forms."""
        kind = letter.upper()
        x, y = self._x, self._y
        if letter.islower():
            numbers = _absolute(kind, numbers, x, y)
        handle = None
        if kind in "HV":
            numbers = [numbers[0], y] if kind == "H" else [x, numbers[0]]
            kind = "L"
        elif kind in "ST":
            known = self._handle
            smooth = known is not None and known[0] == ("C" if kind == "S" else "Q")
            first = [2 * x - known[1], 2 * y - known[2]] if known and smooth else [x, y]
            kind, numbers = ("C" if kind == "S" else "Q"), first + numbers
        if kind == "C":
            handle = ("C", numbers[2], numbers[3])
        elif kind == "Q":
            qx, qy, end_x, end_y = numbers
            handle = ("Q", qx, qy)
            third = [x + 2 / 3 * (qx - x), y + 2 / 3 * (qy - y)]
            other = [end_x + 2 / 3 * (qx - end_x), end_y + 2 / 3 * (qy - end_y)]
            kind, numbers = "C", [*third, *other, end_x, end_y]
        if kind == "Z":
            self._x, self._y = self._start
        else:
            self._x, self._y = numbers[-2:]
        if kind == "M":
            self._start = (self._x, self._y)
        self._handle = handle
        self.steps.append((kind, tuple(numbers)))


def _absolute(kind: str, numbers: list[float], x: float, y: float) -> list[float]:
    if kind == "H":
        return [numbers[0] + x]
    if kind == "V":
        return [numbers[0] + y]
    if kind == "A":
        return [*numbers[:5], numbers[5] + x, numbers[6] + y]
    return [n + (y if i % 2 else x) for i, n in enumerate(numbers)]
