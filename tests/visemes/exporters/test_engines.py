"""Files for game engines and rigs: Spine, Godot, Live2D, CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from tests.visemes.exporters.performances import NASTY, animated, sung, told, track, written
from visemes.curve import Curve
from visemes.exporters import EXPORTERS, Performance
from visemes.exporters.frames import shapes_by_frame
from visemes.sets import load_set
from visemes.track import MouthTrack

SMALL = track(1000, (0, 500, "X"), (500, 600, "A"), (600, 1000, "D"))


# Spine


def test_spine_swaps_attachments_that_are_in_the_skin() -> None:
    skeleton = json.loads(EXPORTERS["spine"].write(told("spine", SMALL)))
    keys = skeleton["animations"]["sing"]["slots"]["mouth"]["attachment"]
    assert keys == [
        {"name": "mouth/X"},
        {"time": 0.5, "name": "mouth/A"},
        {"time": 0.6, "name": "mouth/D"},
        {"time": 1.0, "name": "mouth/D"},
    ]
    (slot,) = skeleton["slots"]
    assert slot == {"name": "mouth", "bone": "root", "attachment": "mouth/X"}
    assert slot["bone"] in {bone["name"] for bone in skeleton["bones"]}
    (skin,) = skeleton["skins"]
    assert skin["name"] == "default"
    assert {key["name"] for key in keys} <= set(skin["attachments"]["mouth"])
    assert all(region["width"] > 0 for region in skin["attachments"]["mouth"].values())


def test_spine_takes_the_names_of_the_users_skeleton() -> None:
    performance = told("spine", SMALL, slot="jaw", prefix="", animation="verse 1")
    skeleton = json.loads(EXPORTERS["spine"].write(performance))
    keys = skeleton["animations"]["verse 1"]["slots"]["jaw"]["attachment"]
    assert [key["name"] for key in keys] == ["X", "A", "D", "D"]


@given(sung("spine"))
def test_spines_times_ascend_to_the_end_of_the_song(song: Performance) -> None:
    skeleton = json.loads(EXPORTERS["spine"].write(song))
    keys = skeleton["animations"]["sing"]["slots"]["mouth"]["attachment"]
    times = [key.get("time", 0) for key in keys]
    assert "time" not in keys[0]
    assert times == sorted(set(times))
    assert times[-1] == song.duration / 1000
    assert len(keys) == len(song.track.cues) + 1


# Godot

GODOT_STRING = r'"((?:[^"\\\x00-\x1f]|\\["\\ntr]|\\u[0-9a-f]{4})*)"'
GODOT = re.compile(
    r'\[gd_resource type="Animation" format=3\]\n\n\[resource\]\n'
    rf"resource_name = {GODOT_STRING}\n"
    r"length = (\d+(?:\.\d+)?)\n"
    r'tracks/0/type = "value"\n'
    r"tracks/0/imported = false\n"
    r"tracks/0/enabled = true\n"
    rf"tracks/0/path = NodePath\({GODOT_STRING}\)\n"
    r"tracks/0/interp = 0\n"
    r"tracks/0/loop_wrap = false\n"
    r"tracks/0/keys = \{\n"
    r'"times": PackedFloat32Array\(([\d., ]+)\),\n'
    r'"transitions": PackedFloat32Array\(([1, ]+)\),\n'
    r'"update": 1,\n'
    r'"values": \[(.+)\]\n'
    r"\}\n"
)


def read_godot(text: str) -> tuple[str, float, str, list[float], list[str]]:
    """A reader that knows only what the format says: name, length, path, times, values."""
    match = GODOT.fullmatch(text)
    assert match, text
    name, length, path, times, transitions, values = match.groups()
    rows = [float(time) for time in times.split(", ")]
    shown = values.split(", ")
    assert len(rows) == len(shown) == len(transitions.split(", "))
    return json.loads(f'"{name}"'), float(length), path, rows, shown


def test_godot_sets_the_animation_of_a_sprite() -> None:
    name, length, path, times, values = read_godot(EXPORTERS["godot"].write(told("godot", SMALL)))
    assert (name, length, path) == ("song", 1.0, "Mouth:animation")
    assert times == [0, 0.5, 0.6]
    assert values == ['&"X"', '&"A"', '&"D"']


def test_godot_counts_frames_where_the_path_says_so() -> None:
    *_, values = read_godot(EXPORTERS["godot"].write(told("godot", SMALL, path="Head/Mouth:frame")))
    assert values == ["8", "0", "3"]


@pytest.mark.parametrize("sound", NASTY)
def test_godot_reads_any_title_as_a_string(sound: str) -> None:
    performance = told("godot", SMALL, sound=sound)
    name, *_ = read_godot(EXPORTERS["godot"].write(performance))
    assert name == performance.title.translate({0: 0xFFFD, 0xD83D: 0xFFFD})


@given(sung("godot"))
def test_godots_times_ascend(song: Performance) -> None:
    _, length, _, times, values = read_godot(EXPORTERS["godot"].write(song))
    assert length == song.duration / 1000
    assert times == [cue.start / 1000 for cue in song.track.cues]
    assert values == [f'&"{cue.value}"' for cue in song.track.cues]


# Live2D


def points(segments: list[float]) -> list[tuple[float, float]]:
    """The points of a curve, read as the specification of motion3.json says."""
    rows = [(segments[0], segments[1])]
    i = 2
    while i < len(segments):
        kind = segments[i]
        assert kind in (0, 1, 2, 3)
        count = 3 if kind == 1 else 1
        rows.extend((segments[i + 1 + 2 * k], segments[i + 2 + 2 * k]) for k in range(count))
        i += 1 + 2 * count
    assert i == len(segments)
    return rows


def test_live2d_opens_and_closes_the_mouth() -> None:
    motion = json.loads(EXPORTERS["live2d"].write(told("live2d", SMALL)))
    openness = {curve["Id"]: points(curve["Segments"]) for curve in motion["Curves"]}
    assert openness["ParamMouthOpenY"] == [(0, 0), (0.55, 0), (0.6, 1), (1, 1)]
    assert motion["Version"] == 3


def test_live2d_takes_the_names_of_other_parameters() -> None:
    motion = json.loads(written("live2d", open="PARAM_MOUTH_OPEN_Y", form="PARAM_MOUTH_FORM"))
    assert [c["Id"] for c in motion["Curves"]] == ["PARAM_MOUTH_OPEN_Y", "PARAM_MOUTH_FORM"]
    assert {curve["Target"] for curve in motion["Curves"]} == {"Parameter"}


@given(sung("live2d"))
def test_live2ds_counts_are_those_of_its_curves(song: Performance) -> None:
    motion: dict[str, Any] = json.loads(EXPORTERS["live2d"].write(song))
    meta, curves = motion["Meta"], [points(curve["Segments"]) for curve in motion["Curves"]]
    assert meta["CurveCount"] == len(curves) == 2
    assert meta["TotalPointCount"] == sum(len(rows) for rows in curves)
    assert meta["TotalSegmentCount"] == sum(len(rows) - 1 for rows in curves)
    assert (meta["UserDataCount"], meta["TotalUserDataSize"]) == (0, 0)
    assert meta["Duration"] == song.duration / 1000
    for rows, low in zip(curves, (0, -1), strict=True):
        times = [time for time, _ in rows]
        assert times == sorted(set(times))
        assert (times[0], times[-1]) == (0, meta["Duration"])
        assert all(low <= value <= 1 for _, value in rows)


# CSV


def test_a_row_says_the_mouth_between_two_shapes() -> None:
    rows = list(csv.DictReader(io.StringIO(EXPORTERS["unity-csv"].write(told("unity-csv", SMALL)))))
    assert list(rows[0]) == ["frame", "time", "shape", "next", "mix", "openness", "width"]
    assert list(rows[0].values()) == ["0", "0.0000", "X", "A", "0.000", "0.000", "0.000"]
    blending = rows[14]  # at 466 ms, 34 ms before the lips meet
    assert (blending["shape"], blending["next"], blending["mix"]) == ("X", "A", "0.433")


@given(sung("unity-csv"))
def test_every_frame_has_its_row(song: Performance) -> None:
    rows = list(csv.DictReader(io.StringIO(EXPORTERS["unity-csv"].write(song))))
    assert [row["shape"] for row in rows] == shapes_by_frame(song.track, song.fps)
    for frame, row in enumerate(rows):
        assert int(row["frame"]) == frame
        assert float(row["time"]) == pytest.approx(frame / song.fps, abs=1e-4)
        assert row["next"] in song.track.set.shapes
        assert 0 <= float(row["mix"]) < 1
        assert 0 <= float(row["openness"]) <= 1
        assert -1 <= float(row["width"]) <= 1


def test_the_openness_of_the_voice_is_in_the_table() -> None:
    curve = Curve.of([(0, 0.0), (1000, 1.0)])
    mouths = MouthTrack(SMALL.cues, load_set(), curve, curve)
    performance = told("unity-csv", mouths, fps=Fraction(10))
    rows = list(csv.DictReader(io.StringIO(EXPORTERS["unity-csv"].write(performance))))
    assert [float(row["openness"]) for row in rows] == pytest.approx([i / 10 for i in range(10)])


def test_other_sets_can_be_asked_for() -> None:
    mouths = animated("unity-csv").track
    assert mouths.set.name == "rhubarb"
    assert EXPORTERS["unity-csv"].set == ""


# ARKit


@given(sung("arkit"))
def test_arkit_has_a_weight_for_every_name_and_frame(song: Performance) -> None:
    table = json.loads(EXPORTERS["arkit"].write(song))
    assert list(table) == [
        *("exportFps", "trackPath", "numPoses", "numFrames", "facsNames", "weightMat")
    ]
    assert table["trackPath"] == song.sound.replace("\ud83d", "\ufffd")
    assert len(table["weightMat"]) == table["numFrames"]
    assert len(table["facsNames"]) == table["numPoses"] == len(set(table["facsNames"]))
    shapes = shapes_by_frame(song.track, song.fps)
    assert len(shapes) == table["numFrames"]
    press = table["facsNames"].index("mouthPressLeft")
    for shape, row in zip(shapes, table["weightMat"], strict=True):
        assert len(row) == table["numPoses"]
        assert all(0 <= weight <= 1 for weight in row)
        if shape in song.track.set.closures:
            assert row[press] > 0, "lips that must meet do meet"


def test_a_closed_mouth_has_a_closed_jaw_and_an_open_one_has_not() -> None:
    table = json.loads(EXPORTERS["arkit"].write(told("arkit", SMALL)))
    jaw = [row[table["facsNames"].index("jawOpen")] for row in table["weightMat"]]
    assert jaw[0] == jaw[16] == 0
    assert jaw[25] > 0.5
