from __future__ import annotations

from dataclasses import dataclass, field

import pytest

import sample_rigs
from render.frame import Context, Frame, Rect
from render.layout import layout
from render.rigs import Pose, Rig, RigInfo, load_rig
from visemes.sets import VisemeSet, load_set

SIZES = [(1920, 1080), (1080, 1920), (1080, 1080), (1080, 1350), (3840, 2160), (320, 180)]


@dataclass(frozen=True)
class Cardboard:
    """A rig with a size and no picture."""

    size: tuple[float, float]
    info: RigInfo
    shapes: frozenset[str] = frozenset("AX")
    moods: frozenset[str] = frozenset()
    set: VisemeSet = field(default_factory=load_set)

    def draw(self, pose: Pose, height: int) -> Frame:
        raise NotImplementedError

    def paint(self, pose: Pose, height: int, context: Context) -> None:
        raise NotImplementedError

    def damage(self, before: Pose, now: Pose, height: int) -> Rect:
        raise NotImplementedError


def _rigs() -> dict[str, Rig]:
    return {name: load_rig(sample_rigs.path(name)) for name in sample_rigs.names()}


RIGS = _rigs()

both = pytest.mark.parametrize("rig", RIGS.values(), ids=list(RIGS))
all_sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


@both
@all_sizes
def test_captions_stand_inside_of_the_frame_and_below_the_edge_of_the_bed(
    rig: Rig, size: tuple[int, int]
) -> None:
    place = layout(*size, rig)
    assert (place.width, place.height) == size
    assert 0.05 * size[0] <= place.text.left < place.text.right <= 0.95 * size[0]
    assert place.bed_top < place.text.top < place.text.bottom <= 0.97 * size[1]


@both
@all_sizes
def test_two_rows_of_captions_fit_their_place(rig: Rig, size: tuple[int, int]) -> None:
    place = layout(*size, rig)
    assert place.text.bottom - place.text.top >= 2 * place.text_size


@both
@all_sizes
def test_the_mouth_is_large_enough_to_be_read(rig: Rig, size: tuple[int, int]) -> None:
    place = layout(*size, rig)
    mouth = rig.info.mouth_width * place.rig_height / rig.size[1]
    if size[0] > size[1]:
        assert mouth >= 0.10 * size[1]
    elif size[1] > 1.5 * size[0]:
        assert mouth >= 0.16 * size[0]
    else:
        assert mouth >= 0.10 * min(size)


@both
@all_sizes
def test_the_mouth_is_above_the_bed_and_near_the_middle(rig: Rig, size: tuple[int, int]) -> None:
    place = layout(*size, rig)
    scale = place.rig_height / rig.size[1]
    x = place.rig_left + rig.info.anchor[0] * scale
    y = place.rig_top + rig.info.anchor[1] * scale
    assert abs(x - size[0] / 2) < 2
    assert 0.3 * size[1] < y < place.bed_top


@both
@all_sizes
@pytest.mark.parametrize("captions", [True, False])
def test_the_cut_of_the_bust_is_hidden(rig: Rig, size: tuple[int, int], captions: bool) -> None:
    place = layout(*size, rig, captions=captions)
    assert place.rig_top + place.rig_height >= place.bed_top + 0.018 * size[1] - 1


@both
def test_a_4k_frame_is_a_1080p_frame_twice_as_large(rig: Rig) -> None:
    small, large = layout(1920, 1080, rig), layout(3840, 2160, rig)
    assert large.text_size == pytest.approx(2 * small.text_size)
    assert abs(large.rig_height - 2 * small.rig_height) <= 1
    assert abs(large.bed_top - 2 * small.bed_top) <= 1


@pytest.mark.parametrize("size", [(1919, 1080), (1920, 1081), (62, 64), (7682, 64), (0, 0)])
def test_a_size_that_no_video_has_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=f"not {size[0]}x{size[1]}"):
        layout(*size, RIGS["juno"])


def test_a_drawing_that_is_all_mouth_still_fits() -> None:
    lips = Cardboard((100, 100), RigInfo("lips", (50, 90), (50, 50), 3))
    place = layout(1920, 1080, lips)
    assert place.rig_height <= 1.15 * 1080 + 1
