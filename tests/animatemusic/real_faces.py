"""Files for the commands that work on real faces: a drawn face that passes for one, weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import animatemusic
from render.frame import straight_rgba
from render.rigs import Pose
from tests.wav2lip_refine.clips import write_clip


def juno(size: int = 256) -> Image.Image:
    """A drawn face that a finder of faces takes for one."""
    drawn = animatemusic.load_rig("juno").draw(Pose("X"), size)
    face = Image.fromarray(straight_rgba(drawn))
    ground = Image.new("RGBA", face.size, (200, 190, 180, 255))
    ground.alpha_composite(face)
    return ground.convert("RGB")


def write_weights(folder: Path) -> Path:
    """Random weights in the form of the published ones, in a new folder."""
    torch = pytest.importorskip("torch")
    from wav2lip_refine.weights import network_of

    torch.set_num_threads(1)  # two threads on a busy machine wait for each other for seconds
    torch.manual_seed(0)
    folder.mkdir()
    for kind, name in (("generator", "wav2lip.pth"), ("lipsync-expert", "lipsync_expert.pth")):
        state = network_of(kind).state_dict()
        torch.save(
            {"state_dict": {f"module.{key}": value for key, value in state.items()}}, folder / name
        )
    return folder


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of random weights."""
    return write_weights(tmp_path_factory.mktemp("weights") / "files")


def write_faces(folder: Path) -> None:
    """``photo.png``, ``photo.jpg``, and ``singer.mp4``: 12 frames, two of them without a face."""
    picture = juno()
    picture.save(folder / "photo.png")
    picture.save(folder / "photo.jpg", quality=95)
    frame = np.asarray(picture)[:256, :222, ::-1]
    grey = np.full_like(frame, 120)
    write_clip(
        folder / "singer.mp4",
        12,
        size=(222, 256),
        draw=lambda number: np.ascontiguousarray(grey if number in (5, 6) else frame),
    )
