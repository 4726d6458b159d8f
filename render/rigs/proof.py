"""The proof sheet: every mouth of a rig with its name, an example and what stands in for it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from PIL import Image, ImageDraw, ImageFont

from render.frame import straight_rgba
from render.rigs.check import Report, stand_ins
from render.rigs.opening import Opened
from render.rigs.rig import Pose
from render.rigs.switches import Look

CELL = 300
LABEL = 62
GAP = 14
COLUMNS = 5
SMALL = 40
"""Width of the closed mouth in the last row, in pixels: as large as on a phone."""

PAPER, INK, FAINT, ACCENT = "#F7F5F0", "#23212B", "#8A8791", "#D8432B"
CHECKS = ("#FFFFFF", "#E9E6DF")
"""Squares behind the pictures: where they show, the drawing is transparent."""


@dataclass(frozen=True, slots=True)
class _Cell:
    pose: Pose
    title: str
    text: str
    missing: bool = False


def proof_sheet(report: Report) -> Image.Image:
    """Draw the sheet of a rig that could be opened.

    Raises:
        ValueError: there is no rig to draw.
    """
    if report.opened is None:
        raise ValueError("a proof sheet needs a rig")
    opened = report.opened
    cells = list(_cells(opened))
    rows = -(-len(cells) // COLUMNS)
    small = _small_row(opened)
    width = COLUMNS * (CELL + GAP) + GAP
    top = 96
    height = top + rows * (CELL + LABEL + GAP) + small.height + 3 * GAP
    sheet = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(sheet)
    info = opened.rig.info
    by = f" by {info.author}" if info.author else ""
    _write(pen, (GAP, 14), f"{info.name}{by}", 32, INK)
    counts = f"{report.warnings} warnings" if report.warnings else "no warnings"
    line = f"{opened.rig.set.title}: {len(opened.rig.shapes)} drawn; {counts}"
    _write(pen, (GAP, 56), f"{line}; {info.licence or 'no licence stated'}", 20, FAINT)
    for number, cell in enumerate(cells):
        x = GAP + number % COLUMNS * (CELL + GAP)
        y = top + number // COLUMNS * (CELL + LABEL + GAP)
        _put(sheet, pen, opened, cell, x, y)
    sheet.paste(small, (GAP, height - small.height - GAP))
    return sheet


def _cells(opened: Opened) -> list[_Cell]:
    rig = opened.rig
    missing = stand_ins(opened)
    cells = [
        _Cell(
            Pose(name),
            f"{name} > {missing[name]}" if name in missing else name,
            shape.example,
            name in missing,
        )
        for name, shape in rig.set.shapes.items()
    ]
    wide = max(rig.shapes, key=lambda name: rig.set.shapes[name].openness)
    looks = {(switch.kind, look) for switch in opened.cast.every for look in switch.options}
    looks |= {("eyes", Look(look.eyes)) for _, look in looks if look.eyes}
    for kind, look in sorted(looks, key=lambda row: (row[1].mood, row[0], row[1].state)):
        mood = f"{look.mood}: " if look.mood else ""
        title = f"{mood}{kind} {look.state}"
        if kind == "eyes" and (look.mood or look.state != "open"):
            text = "mood" if look.state == "open" else "blink"
            cells.append(_Cell(Pose(rig.set.rest, eyes=look.state, mood=look.mood), title, text))
        if kind == "brows" and (look.mood or look.state != "rest"):
            text = "mood" if look.state == "rest" else "where a line begins"
            cells.append(_Cell(Pose(wide, brows=look.state, mood=look.mood), title, text))
    cells += [
        _Cell(Pose(shape, mood=mood), f"{mood}: {shape}", "mood")
        for mood in sorted(rig.moods)
        for shape in rig.set.shapes
        if any(kind == "mouth" and look == Look(shape, mood, look.eyes) for kind, look in looks)
    ]
    return cells


def _put(
    sheet: Image.Image, pen: ImageDraw.ImageDraw, opened: Opened, cell: _Cell, x: int, y: int
) -> None:
    picture, anchor = _picture(opened, cell.pose)
    ground = _checks(CELL, CELL)
    if cell.missing:
        picture.putalpha(picture.getchannel("A").point(lambda a: a * 2 // 5))
    ground.paste(picture, (0, 0), picture)
    sheet.paste(ground, (x, y))
    cross_x, cross_y = x + anchor[0], y + anchor[1]
    if x <= cross_x < x + CELL and y <= cross_y < y + CELL:
        for dx, dy in ((7, 0), (0, 7)):
            pen.line((cross_x - dx, cross_y - dy, cross_x + dx, cross_y + dy), fill=ACCENT, width=1)
    _write(pen, (x, y + CELL + 4), cell.title, 24, ACCENT if cell.missing else INK)
    _write(pen, (x, y + CELL + 34), cell.text, 15, FAINT, CELL)


def _picture(opened: Opened, pose: Pose) -> tuple[Image.Image, tuple[float, float]]:
    """A pose around the mouth, and where the anchor is in it."""
    rig = opened.rig
    wide, high = rig.size
    # Mouth and chin of a large figure, all of a small one.
    least = 0.0 if rig.info.framing == "mouth" else 0.3 * high
    mouths = 2.4 if rig.info.framing == "mouth" else 4.6
    part = min(max(wide, high), max(mouths * rig.info.mouth_width, least))
    scale = CELL / part
    height = max(1, round(high * scale))
    frame = Image.fromarray(straight_rgba(rig.draw(pose, height)))
    x, y = (place * scale for place in rig.info.anchor)
    left = _middle(x, CELL, frame.width)
    top = _middle(y - 0.12 * CELL, CELL, frame.height)
    return frame.crop((left, top, left + CELL, top + CELL)), (x - left, y - top)


def _middle(place: float, window: int, size: int) -> int:
    """Where a window begins that has a place in its middle, and no more margin than it must."""
    if size <= window:
        return (size - window) // 2
    return round(min(max(0, place - window / 2), size - window))


def _small_row(opened: Opened) -> Image.Image:
    """The drawn mouths as small as on a phone, in black and in colour."""
    rig = opened.rig
    height = max(16, round(SMALL * rig.size[1] / rig.info.mouth_width))
    height = min(height, 400)
    shapes = [shape for shape in rig.set.shapes if shape in rig.shapes]
    part = round(min(3.2 * SMALL, height * rig.size[0] / rig.size[1], height))
    row = Image.new("RGB", (COLUMNS * (CELL + GAP) - GAP, max(part, 60) + 24), PAPER)
    pen = ImageDraw.Draw(row)
    _write(pen, (0, 0), "as small as on a phone:", 15, FAINT)
    step = min(part + 8, row.width // max(1, len(shapes)))
    for number, shape in enumerate(shapes):
        frame = Image.fromarray(straight_rgba(rig.draw(Pose(shape), height)))
        x, y = (place * height / rig.size[1] for place in rig.info.anchor)
        left, top = _middle(x, part, frame.width), _middle(y, part, frame.height)
        tile = frame.crop((left, top, left + part, top + part))
        row.paste(tile, (number * step, 24), tile)
    return row


def _checks(width: int, height: int) -> Image.Image:
    ground = Image.new("RGB", (width, height), CHECKS[0])
    pen = ImageDraw.Draw(ground)
    for y in range(0, height, 15):
        for x in range(y // 15 % 2 * 15, width, 30):
            pen.rectangle((x, y, x + 14, y + 14), CHECKS[1])
    return ground


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: int,
    colour: str,
    room: int = 0,
) -> None:
    """A line of text; made smaller until it fits, then cut."""
    for smaller in range(size, 10, -1):
        font = _font(smaller)
        if not room or pen.textlength(text, font) <= room:
            break
    while room and len(text) > 4 and pen.textlength(text, font) > room:
        text = text[:-2].rstrip(" …") + "…"
    pen.text(at, text, fill=colour, font=font)


def _font(size: int) -> ImageFont.FreeTypeFont:
    with resources.as_file(resources.files("render") / "fonts" / "NotoSans-Bold.ttf") as path:
        return ImageFont.truetype(str(path), size)
