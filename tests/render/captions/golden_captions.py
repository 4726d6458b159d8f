"""The pictures under ``golden/captions``: every style, every layout, and eight scripts.

After a change that is meant to be seen, look at the new pictures and keep them::

    python -m tests.render.captions.golden_captions
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aligner.alignment import Alignment, Line
from media_core.timeline import Ms
from render.captions.style import load_style, style_names
from render.compose import Canvas
from render.layers.captions import panel
from render.rigs import Pose
from render.scene import SceneState
from tests.render.captions.made import captions, duet, ink, place_for
from tests.visemes.songs import word

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "captions"
GROUND = (0x1C, 0x1E, 0x42)
SIZES = {"wide": (320, 180), "tall": (180, 320), "square": (224, 224), "portrait": (192, 240)}

SCRIPTS = {
    "Latin": "Où çà, jolly Łódź?",
    "Arabic": "أحبك إلى الأبد",
    "Hebrew": "אני אוהב אותך (מאוד)",
    "Devanagari": "मैं तुमसे प्यार करता हूँ",
    "Thai": "ฉันรักเธอที่สุด",
    "Japanese": "君を愛してる、ずっと",
    "Chinese": "我一直爱着你",
    "Korean": "너를 정말 사랑해",
    "emoji": "love 🎵 you ❤️ 👩‍👩‍👧",
}


def frames() -> dict[str, tuple[str, tuple[int, int], int]]:
    """Name of a picture -> style, size and moment in ms."""
    found = {f"style-{name}": (name, SIZES["wide"], 6500) for name in style_names()}
    found |= {f"style-{name}-tall": (name, SIZES["tall"], 8600) for name in ("big-word", "scroll")}
    found |= {f"layout-{name}": ("wipe", size, 8600) for name, size in SIZES.items()}
    found |= {
        "count-in": ("wipe", SIZES["wide"], 3500),
        "pause": ("wipe", SIZES["wide"], 15_000),
    }
    return found


def picture(style: str, size: tuple[int, int], moment: int) -> NDArray[np.uint8]:
    """The captions of the duet, and where the face and the bed are, as ``(height, width, 3)`` RGB.

    No character is drawn, so these pictures change only when captions or layouts do.
    """
    wanted = load_style(style)
    place = place_for(size, wanted, voices=2)
    ground = np.zeros((size[1], size[0], 3))
    ground[:] = (0x41, 0x48, 0x73)
    assert place.face is not None
    ground[place.face.top : place.face.bottom, place.face.left : place.face.right] += 60
    ground[place.bed_top :] = GROUND
    if place.text_left and wanted.panel.opacity:
        sheet = panel(place, (GROUND[0] / 255, GROUND[1] / 255, GROUND[2] / 255), wanted.panel)
        canvas = Canvas(*size, [sheet], transparent=True)
        canvas.update(SceneState(Pose("X")))
        ground = over(canvas.pixels, ground)
    return np.round(
        over(ink(captions(duet(), style, size, voices=2), moment, size), ground)
    ).astype(np.uint8)


def over(frame: NDArray[np.uint8], ground: NDArray[np.float64]) -> NDArray[np.float64]:
    """Premultiplied BGRA over RGB."""
    seen: NDArray[np.float64] = frame[:, :, 2::-1] + ground * (1 - frame[:, :, 3:] / 255)
    return seen


def scripts() -> NDArray[np.uint8]:
    """A line of each script, half sung, one below the other; RGB."""
    size = (480, 270)
    area = place_for(size, load_style("one-line")).text
    strips = []
    for text in SCRIPTS.values():
        words = text.split()
        line = Line(tuple(word(w, 1000 + 1000 * i, 2000 + 1000 * i) for i, w in enumerate(words)))
        song = Alignment((line,), Ms(9000))
        frame = ink(captions(song, "one-line", size), 1000 + 540 * len(words), size)
        strips.append(frame[area.top : area.bottom, area.left : area.right])
    sheet = np.concatenate(strips)
    return np.round(over(sheet, np.full((*sheet.shape[:2], 3), GROUND, float))).astype(np.uint8)


def path(name: str) -> Path:
    """Where a picture is kept."""
    return FOLDER / f"{name}.jpg"


def keep(name: str, pixels: NDArray[np.uint8]) -> None:
    Image.fromarray(pixels).save(path(name), quality=92, subsampling=0, optimize=True)


def main() -> None:
    """Draw all pictures anew."""
    FOLDER.mkdir(exist_ok=True, parents=True)
    for name, frame in frames().items():
        keep(name, picture(*frame))
    keep("scripts", scripts())


if __name__ == "__main__":
    main()
