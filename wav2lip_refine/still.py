"""A still picture as a frame: upright, on white where it is transparent, of a bearable size."""

from __future__ import annotations

import warnings
from contextlib import suppress
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from media_core.errors import InputError
from media_core.files import check_file
from wav2lip_refine.faces.face import Picture

LARGEST_PIXELS = 64_000_000
"""Of one picture; larger ones are refused before they are decoded (8K video has 33 million)."""
MAX_SIDE = 1920
"""Still pictures are made this small: a camera's 12 megapixels would make a video of that size."""


def refuse_bomb(path: Path, width: int, height: int) -> None:
    """Refuse a picture by its size.

    Raises:
        InputError: it has too many pixels.
    """
    if width * height > LARGEST_PIXELS:
        raise InputError(
            f"{path} is too large: {width}x{height} pixels",
            hint=f"make it smaller; up to {LARGEST_PIXELS // 1_000_000} million pixels are read",
        )


def read_picture(path: Path) -> Picture | None:
    """A still picture, upright, on white where it is transparent; None if it is none.

    Raises:
        InputError: the file is missing, damaged or too large.
    """
    check_file(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of large pictures, which are refused below
        try:
            with Image.open(path, formats=("PNG", "JPEG", "WEBP", "BMP", "TIFF")) as image:
                refuse_bomb(path, *image.size)
                if getattr(image, "n_frames", 1) > 1 and image.format != "TIFF":
                    return None
                image.draft("RGB", (MAX_SIDE, MAX_SIDE))
                turned = ImageOps.exif_transpose(image).convert("RGBA")
        except UnidentifiedImageError:
            return None
        except Image.DecompressionBombError as err:
            raise InputError(f"{path} is too large", hint="make the picture smaller") from err
        except (OSError, ValueError, SyntaxError) as err:
            raise InputError(
                f"the picture {path} is damaged ({err})", hint="save it again as png"
            ) from err
    turned.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", turned.size, "white")
    with suppress(ValueError):
        ground = Image.alpha_composite(ground, turned)
    return np.ascontiguousarray(np.asarray(ground.convert("RGB"))[:, :, ::-1])
