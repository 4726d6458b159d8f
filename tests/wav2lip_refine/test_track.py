"""One person is followed through a clip, and trembles no more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from media_core.errors import InputError
from tests.wav2lip_refine.clips import face_in
from wav2lip_refine.boxes import Box
from wav2lip_refine.faces.face import Face, iou
from wav2lip_refine.faces.sightings import Seen, keep, kept
from wav2lip_refine.faces.track import Choice, follow, runs, steady


def at(x: int, y: int = 50, side: int = 40) -> Face:
    return Face(Box(x, y, x + side, y + side))


LEFT, RIGHT, LARGE = at(20), at(200), at(300, side=60)


def test_the_largest_is_taken_if_nothing_is_said() -> None:
    assert follow([(), (LEFT, LARGE), (LEFT, LARGE)]) == [None, LARGE, LARGE]


def test_faces_are_counted_from_left_to_right() -> None:
    sightings = [(LARGE, LEFT), (RIGHT, LARGE, LEFT)]
    assert follow(sightings, Choice(index=0)) == [LEFT, LEFT]
    assert follow(sightings, Choice(index=1)) == [LARGE, LARGE]
    # Three are there in the second frame only; it is followed backward from there.
    assert follow([*sightings, (RIGHT, LEFT)], Choice(index=2)) == [LARGE, LARGE, None]


def test_a_face_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="no frame shows more than 2 faces"):
        follow([(LEFT, RIGHT)], Choice(index=2))


@pytest.mark.parametrize(("x", "face"), [(30, LEFT), (210, RIGHT), (120, LEFT), (190, RIGHT)])
def test_a_point_chooses_the_face_under_it_or_next_to_it(x: int, face: Face) -> None:
    assert follow([(RIGHT, LEFT)], Choice(point=(x, 60))) == [face]


def test_two_who_pass_near_each_other_are_not_mixed_up() -> None:
    one = [at(20 + 5 * i) for i in range(30)]
    two = [at(170 - 5 * i, 90) for i in range(30)]
    sightings = [(b, a) if i % 2 else (a, b) for i, (a, b) in enumerate(zip(one, two, strict=True))]
    assert follow(sightings, Choice(index=0)) == one
    assert follow(sightings, Choice(index=1)) == two


def test_who_leaves_is_not_replaced_by_who_stays() -> None:
    gone = [(LEFT, RIGHT)] * 3 + [(RIGHT,)] * 40 + [(LEFT, RIGHT)] * 2
    assert follow(gone, Choice(index=0)) == [LEFT] * 3 + [None] * 40 + [LEFT] * 2


def test_the_only_one_may_come_back_elsewhere() -> None:
    assert follow([(LEFT,), (), (RIGHT,)]) == [LEFT, None, RIGHT]


def test_nobody_stays_nobody() -> None:
    assert follow([(), ()]) == [None, None]
    assert follow([]) == []


def test_smoothing_takes_most_of_the_trembling() -> None:
    chance = np.random.default_rng(3)
    true = Box(100, 100, 180, 200)
    noisy = []
    for _ in range(60):
        dx, dy = chance.normal(0, 4, 2).round().astype(int).tolist()
        box = Box(true.left + dx, true.top + dy, true.right + dx, true.bottom + dy)
        noisy.append(face_in(box))
    calm = steady(noisy, 400, 400)
    before = np.std([face.box.left for face in noisy])
    after = np.std([face.box.left for face in calm if face])
    assert after < before / 2
    assert abs(np.mean([face.box.left for face in calm if face]) - 100) < 2


def test_smoothing_does_not_reach_over_a_gap() -> None:
    faces = [*[at(20)] * 5, None, *[at(200)] * 5]
    calm = steady(faces, 400, 400)
    assert calm[5] is None
    assert {face.box.left for face in calm[:5] if face} == {20}
    assert {face.box.left for face in calm[6:] if face} == {200}
    assert runs(calm) == [(0, 5), (6, 11)]


def test_a_face_that_moves_evenly_stays_in_its_place() -> None:
    moving = [at(20 + 6 * i) for i in range(20)]
    calm = steady(moving, 400, 400)
    assert all(
        b is not None and iou(a.box, b.box) > 0.95
        for a, b in list(zip(moving, calm, strict=True))[6:14]
    )


def test_what_was_seen_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "x.npz"
    faces = [(face_in(Box(1, 2, 30, 40)), at(5)), (), (at(7),)]
    keep(path, Seen(faces, whole=True))
    back = kept(path)
    assert back is not None
    assert back.whole
    assert [[f.box for f in s] for s in back.sightings] == [[f.box for f in s] for s in faces]
    first, second = back.sightings[0]
    assert second.points is None
    assert first.points is not None
    np.testing.assert_array_equal(first.points, faces[0][0].points)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no zip", b"\x93NUMPY"])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "x.npz").write_bytes(damage)
    assert kept(tmp_path / "x.npz") is None
    assert kept(tmp_path / "none.npz") is None
