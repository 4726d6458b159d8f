"""Gus: a little horned monster in pixel art, as a sprite sheet with its JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sample_rigs.drawing.pixels import Canvas, Mask, as_json, grown, inner_edge, png, sheet
from sample_rigs.drawing.shapes import LETTERS, MOODS

NAME = "gus"
SIZE = (96, 106)
MIDDLE = 48
REST = 62  # row of the closed mouth

PALETTE = {
    "ink": "#241734",
    "skin": "#9463DB",
    "shade": "#6B3FB3",
    "light": "#B98EF2",
    "horn": "#FFE0A0",
    "horn low": "#E2A65C",
    "white": "#FFF6E0",
    "hole": "#4B1038",
    "tongue": "#F0647E",
    "tongue low": "#C43F63",
    "tooth low": "#E6CDB4",
    "blush": "#DF6FB9",
    "coat": "#2FB3A6",
    "coat low": "#1D7A80",
    "button": "#FFC94D",
    "tear": "#86DCFF",
}


@dataclass(frozen=True)
class Jaws:
    """One mouth in pixels: rows of half widths from a row relative to the closed mouth."""

    top: int
    halves: tuple[int, ...]
    teeth: int = 0  # rows of the upper plate
    teeth_low: int = 0
    tongue: tuple[int, ...] = ()  # half widths of the lowest rows, from its top
    drop: int = 0  # of the chin
    fangs: bool = False


MOUTHS: Mapping[str, Jaws] = {
    "B": Jaws(-2, (12, 13, 13, 13, 13, 12, 10), teeth=3, teeth_low=3, drop=1),
    "C": Jaws(-4, (11, 12, 12, 12, 12, 11, 11, 10, 9, 7), fangs=True,
              tongue=(5, 7, 7), drop=2),
    "D": Jaws(-5, (11, 13, 13, 13, 13, 13, 13, 13, 12, 12, 12, 12, 11, 11, 10, 9, 8, 6),
              fangs=True, tongue=(5, 7, 8, 8, 8, 7), drop=6),
    "E": Jaws(-5, (4, 6, 7, 8, 8, 8, 8, 8, 8, 8, 8, 7, 7, 6, 4), tongue=(3, 5, 5), drop=4),
    "F": Jaws(-3, (3, 4, 5, 5, 5, 5, 4, 3), drop=2),
    "H": Jaws(-4, (10, 12, 12, 12, 12, 12, 12, 11, 11, 10, 9, 8, 6), fangs=True,
              tongue=(4, 6, 7, 8, 8, 8, 8, 8, 7), drop=4),
}  # fmt: skip

HORN = ((23, 26, 6.5), (26, 20, 5.6), (28, 15, 4.5), (28, 10, 3.4))
"""Middle (from the head's, and from the top) and radius of the discs that make a horn."""


def _canvas() -> Canvas:
    return Canvas(SIZE, PALETTE)


def _skull(canvas: Canvas) -> Mask:
    return canvas.ellipse(MIDDLE, 54, 36, 33, 2.5)


def body() -> Canvas:
    """Shoulders in a coat with buttons; bleeds off the lower edge."""
    c = _canvas()
    coat = c.ellipse(MIDDLE, 116, 42, 34, 2.6)
    c.outlined(coat, "coat", "ink")
    c.fill(inner_edge(coat, -7, 0), "coat low")
    lapel = c.rows(MIDDLE, 82, [12 - i // 2 for i in range(24)])
    c.fill(grown(lapel) & coat, "coat low")
    c.fill(lapel & coat, "light")
    c.fill(c.rows(MIDDLE, 82, [3] * 24) & coat & ~c.box(0, 0, MIDDLE, 200), "light")
    for y in (94, 101):
        for x in (28, 66):
            c.outlined(c.box(x, y, x + 3, y + 3), "button", "ink")
    return c


def head() -> Canvas:
    """Horns, ears, skull with light from the left."""
    c = _canvas()
    for side in (-1, 1):
        horn = np.zeros(c.cells.shape, bool)
        for x, y, r in HORN:
            horn |= c.ellipse(MIDDLE + side * x, y, r, r + 0.5)
        c.outlined(horn, "horn", "ink")
        c.fill(inner_edge(horn, -2, 0), "horn low")
        for y in (10, 15, 20, 25):
            c.fill(horn & c.box(0, y, 96, y + 2), "horn low")
        ear = c.ellipse(MIDDLE + side * 39, 52, 6.5, 8.5)
        c.outlined(ear, "skin" if side < 0 else "shade", "ink")
        c.fill(c.ellipse(MIDDLE + side * 39.5, 53, 3, 5), "blush")
    skull = _skull(c)
    c.outlined(skull, "skin", "ink")
    c.fill(inner_edge(skull, -5, -4), "shade")
    c.fill(inner_edge(skull, 3, 3) & ~c.box(60, 0, 96, 106) & ~c.box(0, 60, 96, 106), "light")
    c.fill(c.ellipse(40, 26, 3, 1.6), "light")
    c.fill(c.ellipse(50, 25, 1.8, 1.2), "light")
    tuft = [(46, 21), (47, 20), (48, 19), (49, 18), (48, 20), (47, 21), (49, 20), (50, 19),
            (51, 18), (52, 17), (50, 20), (48, 21), (49, 21), (50, 21)]  # fmt: skip
    c.fill(grown(_dots(c, tuft)), "ink")
    c.dots(tuft, "shade")
    for x in (46, 49):  # nostrils
        c.dots([(x, 54), (x, 55)], "shade")
    return c


def _dots(canvas: Canvas, points: Sequence[tuple[int, int]]) -> Mask:
    mask = np.zeros(canvas.cells.shape, bool)
    for x, y in points:
        mask[y, x] = True
    return mask


def eyes(state: str) -> Canvas:
    """Two big eyes that look a little up, or shut."""
    c = _canvas()
    for x in (32, 64):
        ball = c.ellipse(x, 42, 9, 10.5)
        if state == "closed":
            c.fill(grown(ball), "skin")
            c.fill(inner_edge(ball, 0, 1) | inner_edge(ball, 0, 2), "shade")
            arc = c.ellipse(x, 43, 8.4, 5.6) & ~c.ellipse(x, 41, 8.8, 5.6) & c.box(0, 43, 96, 60)
            c.fill(arc, "ink")
            continue
        c.outlined(ball, "white", "ink")
        toward = 1 if x < MIDDLE else -1
        c.fill(c.ellipse(x + toward, 43, 5.6, 7.2), "ink")
        c.fill(c.box(x - 3 + toward, 38, x + toward, 41), "white")
        c.dots([(x + 2 + toward, 46)], "white")
        c.fill(inner_edge(ball, 0, 1), "tooth low")
        if state == "half":
            c.fill(grown(ball) & c.box(0, 0, 96, 41), "shade")
            c.fill(ball & c.box(0, 0, 96, 40), "skin")
            c.fill(ball & c.box(0, 40, 96, 42), "ink")
    return c


def brows(rise: int) -> Canvas:
    """Two bars of three rows, their inner ends up."""
    c = _canvas()
    for side in (-1, 1):
        for i in range(13):
            x = MIDDLE + side * (9 + i) - (side < 0)
            y = 24 - rise + i // 4
            c.dots([(x, y), (x, y + 1), *([(x, y + 2)] if 0 < i < 9 else [])], "ink")
    return c


def mouth(letter: str, mood: str = "") -> Canvas:
    """One mouth, its chin, and what a mood adds."""
    c = _canvas()
    jaws = MOUTHS.get(letter)
    if jaws is not None and jaws.drop:
        _chin(c, jaws.drop)
    if mood == "happy":
        for x in (20, 76):
            c.fill(c.ellipse(x, 58, 5, 3.4), "blush")
    else:
        for x in (20, 76):
            c.fill(c.ellipse(x, 58, 4, 2), "blush")
    if mood == "sad":
        c.outlined(c.box(21, 56, 25, 60) | c.box(22, 53, 24, 56), "tear", "shade")
        c.dots([(22, 57)], "white")
    if jaws is None:
        _closed(c, letter, mood)
        return c
    rise = {"happy": -1, "sad": 1}.get(mood, 0)
    top = REST + jaws.top + rise
    grow = {"happy": 1, "sad": -1}.get(mood, 0) if letter in "BCDH" else 0
    halves = [half + grow for half in jaws.halves]
    hole = c.rows(MIDDLE, top, halves)
    if letter in "EF":
        c.fill(grown(grown(grown(hole))), "blush")
    c.outlined(hole, "hole", "ink")
    if jaws.tongue:
        tongue = c.rows(MIDDLE, top + len(halves) - len(jaws.tongue), jaws.tongue) & hole
        c.fill(tongue, "tongue")
        c.fill(tongue & c.box(MIDDLE - 1, top, MIDDLE + 1, 200), "tongue low")
    if jaws.teeth:
        plate = c.rows(MIDDLE, top, [half - 1 for half in halves[: jaws.teeth]])
        c.fill(plate & hole, "white")
    if jaws.teeth_low:
        low = c.box(0, top + len(halves) - jaws.teeth_low, 96, 106) & hole
        c.fill(low, "tooth low")
    if letter == "B":
        c.fill(hole, "white")
        c.fill(c.box(0, top + 3, 96, top + 4) & hole, "tooth low")
    if jaws.fangs:
        c.fill(c.rows(MIDDLE, top, [8, 8]) & hole, "white")
        for x in (MIDDLE - 7, MIDDLE + 4):
            c.fill(c.box(x, top, x + 3, top + 4), "white")
    if grow:
        _ticks(c, top, max(halves[0], halves[1]), -1 if mood == "happy" else 1)
    return c


def _ticks(c: Canvas, top: int, half: int, way: int) -> None:
    """Corners that go on upwards or downwards."""
    for i in range(3):
        y = top + 1 + way * i if way < 0 else top + 2 + i
        x = half + 1 + i // 2
        c.dots([(MIDDLE - 1 - x, y), (MIDDLE + x, y)], "ink")


def _closed(c: Canvas, letter: str, mood: str) -> None:
    """Lips that touch: X and A are lines, G is a plate on a lip."""
    if letter == "G":
        y = REST - 2 + {"happy": -1, "sad": 1}.get(mood, 0)
        c.outlined(c.rows(MIDDLE, y, (9, 11, 11, 9)), "hole", "ink")
        c.outlined(c.rows(MIDDLE, y + 3, (7, 7, 6)), "blush", "ink")
        c.outlined(c.rows(MIDDLE, y, (6, 6, 6, 6)), "white", "ink")
        c.fill(c.rows(MIDDLE, y + 3, (6,)), "tooth low")
        return
    half = 12 if letter == "X" else 9
    bend = {"happy": 5, "sad": -4}.get(mood, 2 if letter == "X" else 0)
    if letter == "A":
        bend = {"happy": 2, "sad": -2}.get(mood, 0)
    for x in range(-half, half):
        share = abs(x + 0.5) / half
        y = REST + round(abs(bend) * 0.5) * (1 if bend > 0 else -1) - round(bend * share**2.2)
        rows = (0, 1, 2) if letter == "A" else (0, 1)
        c.dots([(MIDDLE + x, y + i) for i in rows], "ink")
    if letter == "A":
        c.fill(c.rows(MIDDLE, REST + 5, (4,)), "shade")


def _chin(c: Canvas, drop: int) -> None:
    """The lower face again, lower by some pixels."""
    whole = head().cells
    skull = grown(_skull(c))
    part = np.zeros_like(whole)
    cut = 64
    part[cut + drop :] = np.where(skull, whole, 0)[cut:-drop]
    part[cut : cut + drop] = np.where(skull, whole, 0)[cut]
    c.cells[part > 0] = part[part > 0]


def frames() -> dict[str, Canvas]:
    """All pictures by the names of their frames."""
    out = {"body": body(), "head": head()}
    for state in ("open", "half", "closed"):
        out[f"eyes_{state}"] = eyes(state)
    out |= {"brows_rest": brows(0), "brows_up": brows(2)}
    for mood in ("", *MOODS):
        for letter in LETTERS:
            out[f"{mood}_{letter}" if mood else letter] = mouth(letter, mood)
    return out


def build() -> dict[str, bytes]:
    """The files of the rig."""
    picture, table = sheet(frames(), 256, "rig.png")
    return {"rig.png": png(picture), "rig.json": as_json(table)}
