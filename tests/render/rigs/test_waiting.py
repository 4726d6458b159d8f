"""Pictures that are seen in blinks: decoded beside the rig, and the same as if they were not."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from media_core.errors import RigError
from render.rigs import Pose, load_rig
from render.rigs.art import Notices, tell_nobody
from render.rigs.opening import open_rig
from render.rigs.painted import Pixels, Placed
from render.rigs.pictures import Bitmap, Budget, read_picture
from render.rigs.waiting import MAX_KEPT, Room, Waiting, decode_ahead, waiting
from tests.render.rigs.five_forms import flat, sheet_of

NOBODY = Notices(tell_nobody)


def puppet(folder: Path) -> Path:
    for shape, word in (("X", "closed"), ("D", "open")):
        for eyes in ("open", "closed"):
            flat(shape, eyes).save(folder / f"mouth {word} eyes {eyes}.png")
    return folder


def kept(folder: Path) -> dict[str, Bitmap | Waiting]:
    nodes = (node for top in open_rig(folder).drawing.nodes for node in top.walk())
    return {
        node.name: node.art.picture.source
        for node in nodes
        if isinstance(node.art, Placed) and isinstance(node.art.picture, Pixels)
    }


def test_blinks_wait_and_keep_only_what_they_change(tmp_path: Path) -> None:
    for name, source in kept(puppet(tmp_path)).items():
        assert isinstance(source, Waiting) == name.endswith("closed")
        if isinstance(source, Waiting):
            wanted = read_picture(tmp_path / f"{name}.png", name, NOBODY)
            assert np.array_equal(source.bitmap.pixels, wanted.pixels)
            assert source.bitmap.box == wanted.box
            assert source._ahead is not None
            change = source._ahead.result()
            assert change is not None
            assert change.part.pixels.size < wanted.pixels.size / 10


@pytest.mark.parametrize(
    "boxes",
    [
        (((10, 10, 20, 20), "#ff0000"), ((60, 90, 30, 30), "#00ff00")),
        (((60, 90, 30, 30), "#00ff00"),),
        (((10, 10, 100, 120), "#0000ff"),),
        (((60, 60, 1, 1), "#ffffff"),),
        (),
    ],
)
def test_a_picture_comes_back_whatever_its_likeness_is(
    boxes: tuple[tuple[tuple[int, int, int, int], str], ...], tmp_path: Path
) -> None:
    sheet_of(*boxes).save(tmp_path / "a.png")
    sheet_of(((30, 30, 50, 60), "#00ff00")).save(tmp_path / "b.png")
    likeness = read_picture(tmp_path / "b.png", "b", NOBODY)
    one = waiting(tmp_path / "a.png", "a", NOBODY, Budget("a"))
    assert one is not None
    plain = one.decoded()
    decode_ahead([(one, likeness)])
    assert one.bitmap.box == plain.box
    assert np.array_equal(one.bitmap.pixels, plain.pixels)


def test_what_would_not_fit_into_memory_is_decoded_when_it_is_asked_for() -> None:
    room = Room(100)
    assert [room.take(n) for n in (60, 60, 40, 1)] == [True, False, True, False]
    assert MAX_KEPT * 4 <= 128 * 1024 * 1024


def test_pictures_of_another_canvas_are_not_compared(tmp_path: Path) -> None:
    flat("X", "closed").save(tmp_path / "a.png")
    other = Bitmap(np.zeros((4, 4, 4), np.uint8), 0, 0, (4, 4))
    one = waiting(tmp_path / "a.png", "a", NOBODY, Budget("a"))
    assert one is not None
    decode_ahead([(one, other)])
    assert one._ahead is None
    assert np.array_equal(one.bitmap.pixels, one.decoded().pixels)


def test_a_picture_that_is_broken_inside_is_explained_when_it_is_needed(tmp_path: Path) -> None:
    puppet(tmp_path)
    path = tmp_path / "mouth open eyes closed.png"
    # Whole chunks with right sums, of which the pixels are none.
    data = path.read_bytes()
    start = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[start - 4 : start])
    body = b"IDAT" + data[start + 4 : start + 12] + bytes(length - 8)
    end = start + 4 + length
    path.write_bytes(data[:start] + body + struct.pack(">I", zlib.crc32(body)) + data[end + 4 :])
    rig = load_rig(tmp_path)
    assert rig.draw(Pose("open"), 100).any()
    with pytest.raises(RigError, match="cannot be read"):
        rig.draw(Pose("open", eyes="closed"), 100)
