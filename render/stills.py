"""Single pictures of a film: a still, a contact sheet, a thumbnail."""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image

from aligner.alignment import VOWELS, Alignment
from media_core.encode import told_in_our_words
from media_core.errors import InputError, OutputError
from media_core.files import whole_or_nothing
from media_core.timeline import Ms, clock, frame_count
from render.film import Film

SUFFIXES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
"""Pictures that can be written, and Pillow's names of them."""

SHEET_WIDTH = 1920
SHEET_PICTURES = 20
SHEET_COLUMNS = 4
_GAP = 8
_GROUND = (24, 24, 28)

THUMBNAIL_BYTES = 2_000_000
"""The largest thumbnail that YouTube takes (support.google.com/youtube/answer/72431)."""


def write_still(film: Film, moment: Ms, path: Path, most: int | None = None) -> None:
    """Write the picture of a moment.

    Args:
        film: the film.
        moment: in the song.
        path: ``.png``, ``.jpg`` or ``.webp``.
        most: bytes that a JPEG may have.

    Raises:
        InputError: the song is shorter.
        OutputError: the file cannot be written.
    """
    if moment >= film.duration:
        raise InputError(
            f"there is no picture at {clock(moment)}: the song lasts {clock(film.duration)}",
            hint="choose an earlier moment",
        )
    write_picture(picture(film, _frame(film, moment)), path, most)


def picture(film: Film, index: int) -> Image.Image:
    """One frame: RGBA if the film is transparent, else RGB."""
    image = Image.fromarray(film.rgba(index))
    return image if film.look.transparent else image.convert("RGB")


def _frame(film: Film, moment: Ms) -> int:
    """The frame that is on the screen at a moment."""
    return max(0, min(film.count, frame_count(Ms(moment + 1), film.fps)) - 1)


def contact_sheet(film: Film, first: int, count: int) -> Image.Image:
    """Pictures evenly spread over a part of a film, in rows."""
    number = min(SHEET_PICTURES, count)
    columns = min(SHEET_COLUMNS, number)
    width = (SHEET_WIDTH - _GAP * (columns + 1)) // columns
    height = round(width * film.size[1] / film.size[0])
    rows = math.ceil(number / columns)
    sheet = Image.new("RGB", (SHEET_WIDTH, rows * (height + _GAP) + _GAP), _GROUND)
    for place in range(number):
        # The middle of each stretch: the very first frame of a song shows nothing.
        image = picture(film, first + (2 * place + 1) * count // (2 * number))
        small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        row, column = divmod(place, columns)
        at = (_GAP + column * (width + _GAP), _GAP + row * (height + _GAP))
        sheet.paste(small, at, small if small.mode == "RGBA" else None)
    return sheet


def thumbnail_moment(alignment: Alignment) -> Ms:
    """When the picture says most: the longest vowel of a chorus, of any line if there is none."""
    sung = [line for line in alignment.lines if not line.background] or list(alignment.lines)
    refrain = [line for line in sung if "chorus" in line.section.lower()] or sung
    held = [
        phone.span
        for line in refrain
        for word in line.words
        for phone in word.phones
        if phone.label in VOWELS
    ]
    if not held:
        return Ms(alignment.duration // 2)
    return max(held, key=lambda span: (span.length, -span.start)).middle


def write_picture(image: Image.Image, path: Path, most: int | None = None) -> None:
    """Write a picture in the form that its suffix says.

    Args:
        image: RGB or RGBA.
        path: ``.png``, ``.jpg`` or ``.webp``.
        most: bytes that a JPEG may have; its quality is lowered until it fits.

    Raises:
        OutputError: no picture has this suffix, or the file cannot be written.
    """
    form = SUFFIXES.get(path.suffix.lower())
    if form is None:
        raise OutputError(
            f"{path} has no suffix of a picture", hint="give a name that ends in .png or .jpg"
        )
    if form == "JPEG":
        image = image.convert("RGB")
    with whole_or_nothing(path) as temporary, told_in_our_words(path):
        for quality in (92, 84, 74, 60):
            image.save(temporary, form, quality=quality, subsampling=0)
            if form != "JPEG" or most is None or temporary.stat().st_size <= most:
                break
