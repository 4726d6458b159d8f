"""A rig that acts like a filmed face, told by landmarks in which every movement was planted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import animatemusic
from aligner.alignment import Alignment
from animatemusic.cli import run
from animatemusic.face_data import ActedSource, acting_like, filmed_acting
from animatemusic.pipeline import animate, rig_source
from animatemusic.recipes import FilmRecipe
from media_core.errors import InputError
from media_core.timeline import Ms
from render.acted_rig import ActedRig
from render.film import Film, Look
from render.life.filmed import BELIEVED_MS, Filmed, FilmedActing, mouth_like
from render.rigs import Pose
from render.testing import check_rig
from tests.wav2lip_refine.clips import points_in
from visemes.sets import load_set
from wav2lip_refine.boxes import Box
from wav2lip_refine.faces.face import GROUPS

Points = NDArray[np.float64]
FACE = Box(100, 80, 300, 320)
STEP_MS = 40
COUNT = 100


def eyes_shut(points: Points, _frame: int) -> None:
    for first in (36, 42):
        eye = points[first : first + 6]
        eye[:, 1] = eye[:, 1].mean() + 0.2 * (eye[:, 1] - eye[:, 1].mean())


def brows_raised(points: Points, _frame: int) -> None:
    points[17:27, 1] -= 12


def mouth_open(points: Points, _frame: int) -> None:
    points[[55, 56, 57, 58, 59, 65, 66, 67], 1] += 30


def head_tilted(points: Points, _frame: int) -> None:
    angle, middle = np.radians(6), points.mean(axis=0)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    points[:] = (points - middle) @ turn + middle


def write_faces(path: Path, does: Callable[[int], tuple[Any, ...]], count: int = COUNT) -> Path:
    """Landmarks at 25 moments a second; ``does`` says what the face does in each."""
    rows: list[dict[str, Any]] = []
    for frame in range(count):
        wanted = does(frame)
        points = points_in(FACE).astype(np.float64)
        for move in wanted:
            if move is not None:
                move(points, frame)
        face = {name: points[list(group)].tolist() for name, group in GROUPS.items()}
        faces = [] if None in wanted else [face]
        rows.append({"time": frame * STEP_MS / 1000, "landmarks": faces})
    path.write_text(json.dumps(rows))
    return path


def planted(frame: int) -> tuple[Any, ...]:
    """A blink at 1.0 s, brows up 1.6-2.4 s, a tilt from 2.8 s, an open mouth 0.4-0.8 s."""
    moves = []
    if 25 <= frame < 29:
        moves.append(eyes_shut)
    if 40 <= frame < 60:
        moves.append(brows_raised)
    if 10 <= frame < 20:
        moves.append(mouth_open)
    if frame >= 70:
        moves.append(head_tilted)
    return tuple(moves)


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    return write_faces(tmp_path / "faces.json", planted)


def film_of(source: Any, duration: int = 8000) -> Film:
    nobody = Alignment((), Ms(duration))
    rig = source()
    return Film(nobody, animate(nobody, rig.set), rig, Look((320, 180), captions=False))


def pose_at(film: Film, moment: int) -> Pose:
    """Of the frame that is shown at a moment."""
    return film.state(int(moment * film.fps / 1000) + 1).pose


def test_a_blink_that_was_filmed_is_a_blink_of_the_rig(faces: Path) -> None:
    film = film_of(acting_like(rig_source("juno"), faces, head=True, mouth=False))
    assert pose_at(film, 900).eyes == "open"
    assert {pose_at(film, moment).eyes for moment in (1000, 1040, 1080)} == {"closed"}
    assert pose_at(film, 1300).eyes == "open"
    shut = [f for f in range(100) if film.state(f).pose.eyes != "open"]
    assert shut == list(range(shut[0], shut[-1] + 1)), "no other blink is made up"


def test_brows_rise_while_they_were_up(faces: Path) -> None:
    film = film_of(acting_like(rig_source("juno"), faces, head=True, mouth=False))
    assert pose_at(film, 1400).brows == "rest"
    assert {pose_at(film, moment).brows for moment in (1700, 2000, 2300)} == {"up"}
    assert pose_at(film, 2600).brows == "rest"


def test_the_head_tilts_as_far_as_it_did(faces: Path) -> None:
    film = film_of(acting_like(rig_source("juno"), faces, head=True, mouth=False))
    assert abs(pose_at(film, 2000).tilt) <= 1
    assert pose_at(film, 3400).tilt == pytest.approx(60, abs=2)
    still = film_of(acting_like(rig_source("juno"), faces, head=False, mouth=False))
    seeded = film_of(rig_source("juno"))
    for moment in (500, 3400):
        assert pose_at(still, moment).tilt == pose_at(seeded, moment).tilt


def test_the_mouth_sings_unless_the_filmed_one_is_wanted(faces: Path) -> None:
    sung = film_of(acting_like(rig_source("juno"), faces, head=True, mouth=False))
    assert pose_at(sung, 600).mouth == "X", "nobody sings"
    filmed = film_of(acting_like(rig_source("juno"), faces, head=True, mouth=True))
    shapes = load_set().shapes
    assert shapes[pose_at(filmed, 600).mouth].openness >= 0.5
    assert pose_at(filmed, 200).mouth == "X"


def test_a_song_longer_than_the_clip_sees_it_backward(faces: Path) -> None:
    acting = filmed_acting(faces)
    length = (COUNT - 1) * STEP_MS
    assert acting.at(Ms(2 * length - 1040)) == acting.at(Ms(1040))
    assert acting.at(Ms(2 * length + 1040)) == acting.at(Ms(1040))


def test_where_the_face_was_not_seen_the_rig_acts_by_itself(tmp_path: Path) -> None:
    def gone(frame: int) -> tuple[Any, ...]:
        return (None,) if 30 <= frame < 80 else (head_tilted,) if frame % 2 else ()

    acting = filmed_acting(write_faces(tmp_path / "x.json", gone))
    assert acting.at(Ms(2000)) is None
    assert acting.at(Ms(29 * STEP_MS + BELIEVED_MS - 1)) is not None
    pose = Pose("D", tilt=7, eyes="half")
    assert acting.acted(pose, Ms(2000), load_set(), rig_source("juno")().info.acting) == pose


def test_between_moments_the_head_moves_evenly() -> None:
    acting = FilmedActing((Filmed(Ms(0), roll=0.0), Filmed(Ms(100), roll=4.0, eyes="closed")))
    first, later = acting.at(Ms(25)), acting.at(Ms(75))
    assert first is not None
    assert later is not None
    assert (first.roll, first.eyes) == (1.0, "open")
    assert (later.roll, later.eyes) == (3.0, "closed")


def test_a_head_never_tilts_further_than_looks_sober() -> None:
    acting = FilmedActing((Filmed(Ms(0), roll=40.0, yaw=90.0, pitch=-90.0),))
    pose = acting.acted(Pose("X"), Ms(0), load_set(), rig_source("juno")().info.acting)
    assert (pose.tilt, pose.shift) == (80, (14, -10))


def test_a_face_that_keeps_still_gives_a_rig_that_keeps_still(tmp_path: Path) -> None:
    acting = filmed_acting(write_faces(tmp_path / "x.json", lambda frame: (), 30))
    assert {(one.eyes, one.brows, one.roll) for one in acting.seen} == {("open", "rest", 0.0)}


def test_shapes_are_chosen_by_how_the_mouth_stands() -> None:
    shapes = load_set()
    assert mouth_like(0.0, 0.5, shapes) == "X"
    assert mouth_like(1.0, 0.5, shapes) == "D"
    assert mouth_like(0.25, 0.0, shapes) == "F", "narrow and hardly open is a pucker"
    assert mouth_like(0.2, 0.9, shapes) == "B"


def test_an_acting_rig_is_a_rig(faces: Path) -> None:
    rig = acting_like(rig_source("dot"), faces, head=True, mouth=True)()
    assert isinstance(rig, ActedRig)
    check_rig(rig)


def test_a_part_that_was_made_belongs_to_its_landmarks(faces: Path, tmp_path: Path) -> None:
    from render.making import Making, coding_of

    nobody = Alignment((), Ms(1000))
    look = Look((320, 180))
    track = animate(nobody)
    other = write_faces(tmp_path / "other.json", lambda frame: (), 30)
    plain = rig_source("juno")
    sources = [
        plain,
        *(acting_like(plain, path, head=True, mouth=False) for path in (faces, other)),
        *(acting_like(plain, faces, head=h, mouth=m) for h, m in ((False, False), (True, True))),
    ]
    keys = set()
    for source in sources:
        recipe = FilmRecipe(nobody, track, source, look)
        keys.add(recipe.made_with(coding_of(recipe(), Making("mp4"))))
    assert len(keys) == len(sources)


def test_landmarks_without_a_face_are_refused(tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text('[{"time": 0, "landmarks": []}]')
    with pytest.raises(InputError, match="show no face"):
        ActedSource(rig_source("juno").path, None, (tmp_path / "none.json",))()


def test_animate_takes_the_acting(
    folder: Path, faces: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    song = ["animate", "song.wav", "lyrics.txt", "--alignment", "times.json", "-q"]
    still = [*song, "--size", "320x180", "--still", "0:01.05", "--no-captions"]
    assert run([*still, "--acting", str(faces), "-o", "shut.png"]) == 0, capfd.readouterr().err
    assert run([*still, "-o", "open.png"]) == 0
    assert Path("shut.png").read_bytes() != Path("open.png").read_bytes()
    assert run([*still, "--acting-mouth", "-o", "x.png"]) == 2
    assert "needs --acting" in capfd.readouterr().err
    both = [*still, "--face-data", str(faces), "--rig", "rocco", "-o", "x.png"]
    assert run(both) == 2
    assert "give --acting" in capfd.readouterr().err
    assert not Path("x.png").exists()
    assert animatemusic.load_rig("rocco") is not None
