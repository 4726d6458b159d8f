"""The user's S3FD: the published names and sizes, and boxes as its description has them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from media_core.errors import InputError
from tests.wav2lip_refine.golden import listed_keys

torch = pytest.importorskip("torch")

from wav2lip_refine.boxes import Box  # noqa: E402
from wav2lip_refine.faces.s3fd import S3FD, S3FDFinder, decode, suppress  # noqa: E402


@pytest.fixture(scope="module")
def network() -> S3FD:
    torch.manual_seed(0)
    return S3FD().eval()


def test_the_network_has_the_published_names_and_shapes(shared: Path, network: S3FD) -> None:
    ours = {key: tuple(value.shape) for key, value in network.state_dict().items()}
    keys = listed_keys(shared / "data" / "wav2lip" / "s3fd_keys.txt")
    assert ours == {key: shape for key, shape, _dtype in keys}
    assert sum(weight.numel() for weight in network.parameters()) == 22_459_110


@pytest.mark.parametrize(
    ("side", "maps"), [(128, [32, 16, 8, 8, 4, 2]), (256, [64, 32, 16, 12, 6, 3])]
)
def test_the_six_maps_have_their_sizes(network: S3FD, side: int, maps: list[int]) -> None:
    with torch.inference_mode():
        answers = network(torch.zeros(1, 3, side, side))
    assert [scores.shape[2] for scores, _offsets in answers] == maps
    assert {scores.shape[1] for scores, _offsets in answers} == {2}


def planted(
    number: int, row: int, column: int, offsets: list[float]
) -> list[tuple[object, object]]:
    """Six maps that are sure of nothing but one place."""
    maps = []
    for i, side in enumerate((64, 32, 16, 12, 6, 3)):
        scores = torch.zeros(1, 2, side, side)
        scores[:, 0] = 10
        places = torch.zeros(1, 4, side, side)
        if i == number:
            scores[0, :, row, column] = torch.tensor([0.0, 4.0])
            places[0, :, row, column] = torch.tensor(offsets)
        maps.append((scores, places))
    return maps


def test_a_place_in_a_map_is_a_box_in_the_picture() -> None:
    # Map 2: a cell every 16 pixels, anchors of 64; no offsets.
    (row,) = decode(planted(2, 3, 5, [0, 0, 0, 0]))  # type: ignore[arg-type]
    np.testing.assert_allclose(row[:4], [88 - 32, 56 - 32, 88 + 32, 56 + 32])
    assert row[4] == pytest.approx(1 / (1 + np.exp(-4)))


def test_offsets_move_and_stretch_the_box() -> None:
    # 0.1 of the anchor a unit for the centre, e^(0.2 units) for the size.
    (row,) = decode(planted(0, 0, 0, [1, -1, 5, 0]))  # type: ignore[arg-type]
    width = 16 * np.e
    np.testing.assert_allclose(row[:4], [3.6 - width / 2, 0.4 - 8, 3.6 + width / 2, 0.4 + 8])


def test_of_boxes_that_overlap_the_surest_stays() -> None:
    rows = np.array([[0, 0, 9, 9, 0.6], [1, 1, 10, 10, 0.9], [30, 30, 39, 39, 0.7]], float)
    assert suppress(rows)[:, 4].tolist() == [0.9, 0.7]


def test_sides_count_one_pixel_more() -> None:
    # With the extra pixel these share 60 of 140 (0.43), without it 45 of 117 (0.38).
    rows = np.array([[0, 0, 9, 9, 0.9], [4, 0, 13, 9, 0.8]], float)
    assert len(suppress(rows, overlap=0.42)) == 1
    assert len(suppress(rows, overlap=0.43)) == 2


def test_faces_of_a_picture_lie_inside_it_and_are_sure(
    network: S3FD, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = S3FDFinder(network, sha256="a" * 64)
    assert finder.key == f"s3fd-1-{'a' * 16}"
    answers = planted(3, 1, 1, [0, 0, 0, 0])
    monkeypatch.setattr(network, "forward", lambda x: answers)
    (face,) = finder.find(np.zeros((100, 90, 3), np.uint8))
    assert face.box == Box(0, 0, 90, 100)
    assert face.points is None


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    torch.save({"a": torch.zeros(3)}, tmp_path / "x.pth")
    with pytest.raises(InputError, match=r"x\.pth does not fit"):
        S3FDFinder.load(tmp_path / "x.pth")
