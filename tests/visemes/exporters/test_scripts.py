"""Scripts for After Effects, Blender and Harmony, run in stand-ins that write down all keys."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given

from media_core.timeline import frame_count
from tests.visemes.exporters import hosts
from tests.visemes.exporters.performances import NASTY, animated, sung, told, track, written
from visemes.exporters import EXPORTERS, Performance
from visemes.exporters.frames import exposures, shapes_by_frame

SMALL = track(1000, (0, 500, "X"), (500, 600, "A"), (600, 900, "D"), (900, 1000, "X"))
"""At 24 frames a second: X from frame 0, A from 12, D from 14, X from 21."""


def small(name: str, sound: str = "song.wav") -> str:
    return EXPORTERS[name].write(told(name, SMALL, sound=sound))


# After Effects


def test_a_null_gets_hold_keys_sliders_and_markers() -> None:
    answer = hosts.after_effects(small("after-effects"))
    keyed = {row["name"]: row["rows"] for row in answer["keyed"]}
    assert [round(key["time"] * 24) for key in keyed["Shape"]] == [0, 12, 14, 21]
    assert [key["value"] for key in keyed["Shape"]] == [8, 0, 3, 8]
    assert {tuple(key["kind"]) for key in keyed["Shape"]} == {("hold", "hold")}
    assert {tuple(key["kind"]) for key in keyed["Openness"]} == {("linear", "linear")}
    assert [key["value"]["comment"] for key in keyed["ADBE Marker"]] == ["X", "A", "D", "X"]
    assert max(key["value"] for key in keyed["Openness"]) == 100
    assert (answer["said"], answer["undo"]) == ([], 0)


def test_a_layer_of_mouths_is_remapped_with_nothing_but_our_keys() -> None:
    answer = hosts.after_effects(small("after-effects"), "remap")
    (remapped,) = answer["keyed"]
    assert remapped["name"] == "ADBE Time Remapping"
    assert [round(key["time"] * 24) for key in remapped["rows"]] == [0, 12, 14, 21]
    # The middle of the frame of 40 ms on which the mouth is drawn.
    assert [key["value"] for key in remapped["rows"]] == pytest.approx([0.34, 0.02, 0.14, 0.34])


def test_without_a_composition_it_says_what_to_do() -> None:
    answer = hosts.after_effects(small("after-effects"), "nothing")
    assert answer["keyed"] == []
    assert "Open the composition" in answer["said"][0]


def test_in_a_composition_of_another_rate_it_asks_before_it_keys() -> None:
    answer = hosts.after_effects(small("after-effects"), "no", rate=25)
    (said,) = answer["said"]
    assert "This composition has 25 frames a second" in said
    assert "made for 24" in said
    assert (answer["keyed"], answer["undo"]) == ([], 0)


def test_in_a_scene_of_another_rate_harmony_asks_before_it_exposes() -> None:
    answer = hosts.harmony(small("harmony-script"), "no", rate=25)
    assert answer["said"] == ["This scene has 25 frames a second, and the mouth was made for 24."]
    assert (answer["cells"], answer["undo"], answer["length"]) == ({}, 0, 10)


@pytest.mark.parametrize(("made", "played"), [(60, 24), (30, 12.5), (24, 60), (25, 29.97)])
def test_what_is_moved_to_another_rate_keeps_its_moments_and_every_closed_mouth(
    made: int, played: float
) -> None:
    song = animated("after-effects", fps=Fraction(made))
    shown = exposures(song.track, song.fps)
    names = list(song.track.set.shapes)
    answer = hosts.after_effects(EXPORTERS["after-effects"].write(song), rate=played)
    (keyed,) = (row["rows"] for row in answer["keyed"] if row["name"] == "Shape")
    rows = [(round(key["time"] * played), names[key["value"]]) for key in keyed]
    frames = [frame for frame, _ in rows]
    assert frames == sorted(set(frames))
    assert [key["time"] * played for key in keyed] == pytest.approx(frames, abs=1e-6)
    for run in shown:
        begins = int(run.start * played / made + 1e-4)
        if run.shape in song.track.set.must:
            assert (begins, run.shape) in rows
        elif run.end - run.start > 2 * made / played:
            assert (begins, run.shape) in rows or (begins + 1, run.shape) in rows

    letters = animated("harmony-script", fps=Fraction(made))
    answer = hosts.harmony(EXPORTERS["harmony-script"].write(letters), rate=played)
    cells = answer["cells"]
    assert list(cells) == [str(at) for at in range(1, len(cells) + 1)]
    assert len(cells) == frame_count(letters.track.cues.span.end, Fraction(str(played)))
    for run in exposures(letters.track, letters.fps):
        if run.shape in letters.track.set.must:
            assert cells[str(int(run.start * played / made + 1e-4) + 1)] == run.shape


def test_the_scripts_are_ecmascript_3() -> None:
    for name in ("after-effects", "harmony-script"):
        code = hosts.outside_of_strings(written(name, sound="*/ `${evil}` => //"))
        assert not re.search(r"=>|`|\b(let|const|class|of|async|await|import|export)\b", code)
        assert not re.search(r",\s*[\]})]", code), "a trailing comma"
        # Words that ECMAScript 3 reserves are no names of properties there.
        assert not re.search(r"\.(default|delete|catch|finally|char|int|float|double)\b", code)


@pytest.mark.parametrize("sound", NASTY)
def test_a_songs_name_is_inert(sound: str) -> None:
    script = small("after-effects", sound)
    assert script.isascii()
    same = small("after-effects")
    assert hosts.outside_of_strings(script) == hosts.outside_of_strings(same)
    assert script.count("\n") == same.count("\n")
    assert "quit" not in hosts.outside_of_strings(script)
    tree = ast.parse(small("blender", sound))
    (named,) = [
        statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "SONG"
    ]
    assert ast.literal_eval(named) == sound
    assert len(tree.body) == len(ast.parse(small("blender")).body)


def test_a_song_that_wants_to_quit_after_effects_does_not() -> None:
    assert hosts.after_effects(small("after-effects", NASTY[0]))["said"] == []


# Harmony


def test_every_cell_gets_its_drawing() -> None:
    song = animated("harmony-script")
    answer = hosts.harmony(EXPORTERS["harmony-script"].write(song))
    shapes = shapes_by_frame(song.track, song.fps)
    assert [answer["cells"][str(frame)] for frame in range(1, len(shapes) + 1)] == shapes
    assert (answer["length"], answer["undo"]) == (len(shapes), 0)


def test_without_a_layer_it_says_what_to_select() -> None:
    answer = hosts.harmony(written("harmony-script"), "nothing")
    assert answer["cells"] == {}
    assert "Select the drawing layer" in answer["said"][0]


@given(sung("harmony"))
def test_the_letters_are_one_line_a_frame(song: Performance) -> None:
    lines = EXPORTERS["harmony"].write(song).removesuffix("\n").split("\n")
    rows = [re.fullmatch(r"(\d+)\t([A-GX])", line) for line in lines]
    assert [int(row[1]) for row in rows if row] == list(range(1, len(lines) + 1))
    assert [row[2] for row in rows if row] == shapes_by_frame(song.track, song.fps)


# Blender


@pytest.mark.parametrize("layered", [False, True])
def test_shape_keys_cross_within_one_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layered: bool
) -> None:
    mesh = hosts.with_shape_keys(
        "Basis", "A", "mouth_D", "Mouth.X", "Openness", "Width", layered=layered
    )
    hosts.blender(small("blender"), tmp_path, monkeypatch, mesh)
    keys = mesh.keys
    # The scene begins at frame 1.
    assert keys.keys('key_blocks["A"].value') == [
        (1, 0),
        (12, 0),
        (13, 1),
        (14, 1),
        (15, 0),
        (22, 0),
    ]
    assert keys.keys('key_blocks["mouth_D"].value') == [
        *((1, 0), (14, 0), (15, 1), (21, 1), (22, 0))
    ]
    assert keys.keys('key_blocks["Mouth.X"].value')[0] == (1, 1)
    assert max(value for _, value in keys.keys('key_blocks["Openness"].value')) == 1
    assert 'key_blocks["Basis"].value' not in keys.curves
    assert keys.interpolations() == {"LINEAR"}


def test_at_every_frame_of_blender_the_shown_mouth_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    song = animated("blender")
    mesh = hosts.with_shape_keys(*song.track.set.shapes)
    hosts.blender(EXPORTERS["blender"].write(song), tmp_path, monkeypatch, mesh)
    for run in exposures(song.track, song.fps):
        for name in song.track.set.shapes:
            rows = mesh.keys.keys(f'key_blocks["{name}"].value')
            frames = [frame for frame, _ in rows]
            assert frames == sorted(set(frames))
            at = max(row for row in rows if row[0] <= run.start + 1)
            assert at[1] == (name == run.shape)


@pytest.mark.parametrize("layered", [False, True])
def test_an_image_sequence_is_offset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layered: bool
) -> None:
    plane = hosts.with_image_sequence(layered=layered)
    hosts.blender(small("blender"), tmp_path, monkeypatch, plane)
    path = 'nodes["Image"].image_user.frame_offset'
    assert plane.tree.keys(path) == [(1, 8), (13, 0), (15, 3), (22, 8)]
    assert plane.tree.interpolations() == {"CONSTANT"}
    assert (plane.user.frame_duration, plane.user.use_auto_refresh) == (1, True)


@pytest.mark.parametrize(
    ("chosen", "pictures", "offset"),
    [
        ("0000", (), -1),
        ("0001", (), 0),
        ("1001", (), 1000),
        ("0003", ("mouth_0000.png", "mouth_0001.png", "other_0000.png"), -1),
        ("5", ("mouth_5.png", "mouth_6.png", "mouth_6.jpg", "mouth_x.png"), 4),
    ],
)
def test_the_lowest_number_of_a_sequence_is_the_first_mouth(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    chosen: str,
    pictures: tuple[str, ...],
    offset: int,
) -> None:
    for name in pictures:
        (tmp_path / name).touch()
    plane = hosts.with_image_sequence(chosen)
    hosts.blender(small("blender"), tmp_path, monkeypatch, plane)
    keys = plane.tree.keys('nodes["Image"].image_user.frame_offset')
    assert [value - offset for _, value in keys] == [8, 0, 3, 8]


def test_a_picture_without_a_number_is_said_to_be_no_sequence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plane = hosts.with_image_sequence("open")
    with pytest.raises(RuntimeError, match=r"mouth_open\.png has no number"):
        hosts.blender(small("blender"), tmp_path, monkeypatch, plane)


@pytest.mark.parametrize(
    ("thing", "fps", "said"),
    [
        (None, 24, "Select the object"),
        (hosts.with_shape_keys("Smile"), 24, "neither shape keys named A, B, C"),
        (hosts.with_shape_keys("A"), 30, "export it again with --fps 30"),
    ],
)
def test_blender_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, thing: object, fps: int, said: str
) -> None:
    with pytest.raises(RuntimeError, match=said):
        hosts.blender(small("blender"), tmp_path, monkeypatch, thing, fps)


def test_the_script_is_harmless_outside_of_blender(tmp_path: Path) -> None:
    # Python 3.7 came with Blender 2.8.
    ast.parse(small("blender"), feature_version=(3, 7))
    exec(compile(small("blender"), "mouth.py", "exec"), {"__name__": "__main__"})


@given(sung("blender"))
def test_the_lists_in_the_scripts_are_the_exposures(song: Performance) -> None:
    names = list(song.track.set.shapes)
    rows = [(run.start, names.index(run.shape)) for run in exposures(song.track, song.fps)]
    tree = ast.parse(EXPORTERS["blender"].write(song))
    values = {
        ast.unparse(s.targets[0]): ast.literal_eval(s.value)
        for s in tree.body
        if isinstance(s, ast.Assign)
    }
    assert values["MOUTHS"] == rows
    assert Fraction(*values["RATE"]) == song.fps
    mouths = re.search(r"var mouths = (\[.*\]);", EXPORTERS["after-effects"].write(song))
    assert mouths is not None
    assert ast.literal_eval(mouths[1]) == [list(row) for row in rows]
