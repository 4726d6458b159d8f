from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from render.text import caption_fonts
from tests.render.captions import golden_captions


def hold(name: str, drawn: NDArray[np.uint8], folder: Path) -> None:
    """Compare with the picture that was looked at."""
    with Image.open(golden_captions.path(name)) as image:
        wanted = np.asarray(image.convert("RGB")).astype(int)
    assert wanted.shape == drawn.shape
    off = np.abs(drawn - wanted)
    # JPEG's own error is below 2 levels in the mean.
    if off.mean() >= 3 or (off.max(axis=2) > 48).mean() > 0.01:
        side_by_side = np.concatenate([wanted, drawn, np.minimum(off * 4, 255)], axis=1)
        seen = folder / f"{name}-wanted-drawn-off.png"
        Image.fromarray(side_by_side.astype(np.uint8)).save(seen)
        pytest.fail(
            f"{off.mean():.2f} levels off in the mean; see {seen}. "
            "If this is meant: python -m tests.render.captions.golden_captions"
        )


@pytest.mark.parametrize("name", golden_captions.frames())
def test_a_frame_looks_as_it_did_when_we_last_looked(name: str, tmp_path: Path) -> None:
    hold(name, golden_captions.picture(*golden_captions.frames()[name]), tmp_path)


# The fonts that the golden picture was drawn with: Debian's fonts-noto-core, -cjk, -color-emoji.
FAMILIES = (
    *("Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari"),
    *("Noto Sans Thai", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans CJK KR"),
    "Noto Color Emoji",
)


def test_eight_scripts_and_emoji_look_as_they_did_when_we_last_looked(tmp_path: Path) -> None:
    texts = golden_captions.SCRIPTS.values()
    used = {
        face.family
        for text in texts
        for face, _glyphs in caption_fonts("", [text]).shape(text).runs
    }
    if used != set(FAMILIES):
        pytest.skip(f"needs the fonts of Noto; this machine draws with {', '.join(sorted(used))}")
    hold("scripts", golden_captions.scripts(), tmp_path)


def test_golden_pictures_are_small_and_none_is_left_over() -> None:
    kept = {picture.stem: picture for picture in golden_captions.FOLDER.iterdir()}
    assert set(kept) == {*golden_captions.frames(), "scripts"}
    assert all(picture.stat().st_size < 40_000 for picture in kept.values())
