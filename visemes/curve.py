"""A number that changes with time: piecewise linear between keys."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from media_core.timeline import Ms


@dataclass(frozen=True, slots=True)
class Curve:
    """A value at every moment, straight between its keys and constant outside of them.

    Keys are what animation programs store, so a curve is exported as it is.

    Attributes:
        times: of the keys, ascending, none twice.
        values: one for each key, -1..1.

    Raises:
        ValueError: the keys are out of order, or a value is outside the range.

    >>> mouth = Curve((Ms(0), Ms(100)), (0.0, 0.5))
    >>> [mouth.at(Ms(t)) for t in (0, 50, 100, 900)]
    [0.0, 0.25, 0.5, 0.5]
    """

    times: tuple[Ms, ...] = ()
    values: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if len(self.times) != len(self.values):
            raise ValueError(f"{len(self.times)} keys have {len(self.values)} values")
        if any(b <= a for a, b in zip(self.times, self.times[1:], strict=False)):
            raise ValueError("the keys of a curve are in order, none twice")
        if not all(-1.0 <= value <= 1.0 for value in self.values):
            raise ValueError("a value of a curve is between -1 and 1")

    def __bool__(self) -> bool:
        return bool(self.times)

    def at(self, moment: Ms) -> float:
        """The value at a moment; 0 if there are no keys."""
        if not self.times:
            return 0.0
        after = bisect_right(self.times, moment)
        if after == 0:
            return self.values[0]
        if after == len(self.times):
            return self.values[-1]
        start, end = self.times[after - 1], self.times[after]
        low, high = self.values[after - 1], self.values[after]
        return low + (high - low) * (moment - start) / (end - start)

    @classmethod
    def of(cls, keys: Iterable[tuple[int, float]]) -> Curve:
        """A curve from plain ``(time in ms, value)`` rows."""
        rows = list(keys)
        return cls(tuple(Ms(t) for t, _ in rows), tuple(float(v) for _, v in rows))


UNKNOWN = Curve()
"""A curve that nobody has drawn."""
