"""What is written, opened in the programs that it is for: each is skipped where it is missing."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from aligner.alignment import Alignment, Line, Word
from aligner.formats import writable
from media_core.timeline import Ms, Span
from tests.visemes.exporters.performances import animated
from visemes.exporters import EXPORTERS
from visemes.exporters.frames import shapes_by_frame

pytestmark = pytest.mark.host

RATES = (
    Fraction(24),
    Fraction(24_000, 1001),
    Fraction(30_000, 1001),
    Fraction(30),
    Fraction(60),
)


def program(name: str) -> str:
    """Where a program is."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name}")
    return found


def ran(*command: str, **more: Any) -> str:
    done = subprocess.run(command, capture_output=True, timeout=300, check=False, **more)
    said: str = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode == 0, said
    return said


def edges(shapes: list[str]) -> list[int]:
    """The frames on which the mouth changes, and those before them."""
    changes = [i for i in range(1, len(shapes)) if shapes[i] != shapes[i - 1]]
    return sorted({0, len(shapes) - 1, *changes, *(i - 1 for i in changes)})


# Blender


def in_blender(folder: Path, jobs: list[dict[str, Any]]) -> list[list[Any]]:
    blender = program("blender")
    probe = str(Path(__file__).with_name("in_blender.py"))
    (folder / "jobs.json").write_text(json.dumps(jobs))
    files = (str(folder / "jobs.json"), str(folder / "answers.json"))
    said = ran(
        blender, "-b", "--factory-startup", "--python-exit-code", "9", "-P", probe, "--", *files
    )
    assert (folder / "answers.json").is_file(), said
    found: list[list[Any]] = json.loads((folder / "answers.json").read_text())
    return found


def job(folder: Path, rate: Fraction, **more: Any) -> tuple[dict[str, Any], list[str]]:
    song = animated("blender", fps=rate)
    folder.mkdir()
    (folder / "mouth.py").write_text(EXPORTERS["blender"].write(song))
    base = rate.denominator / 1000 if rate.denominator > 1 else 1.0
    shapes = shapes_by_frame(song.track, rate)
    wanted = {"script": str(folder / "mouth.py"), "fps": round(rate), "base": base}
    return wanted | more, shapes


def test_blender_shows_the_mouth_of_each_frame_by_shape_keys(tmp_path: Path) -> None:
    jobs: list[dict[str, Any]] = []
    wanted: list[list[Any]] = []
    for rate in RATES:
        one, shapes = job(tmp_path / str(len(jobs)), rate)
        known = sorted(set(shapes))
        jobs.append(one | {"frames": list(range(len(shapes))), "shapes": known})
        wanted.append([{name: float(name == shape) for name in known} for shape in shapes])
    assert in_blender(tmp_path, jobs) == wanted


def test_blender_renders_the_picture_of_each_mouth_whatever_the_first_is_called(
    tmp_path: Path,
) -> None:
    jobs: list[dict[str, Any]] = []
    wanted: list[list[Any]] = []
    for first, rate in zip((0, 1, 7, 1001), RATES, strict=False):
        folder = tmp_path / str(first)
        one, shapes = job(folder, rate, first=first)
        names = list("ABCDEFGHX")
        for number in range(len(names)):
            grey = (20 * number + 10,) * 3
            Image.new("RGB", (4, 4), grey).save(folder / f"mouth_{first + number:04d}.png")
        frames = edges(shapes)[:16]
        jobs.append(one | {"frames": frames})
        wanted.append([20 * names.index(shapes[frame]) + 10 for frame in frames])
    assert in_blender(tmp_path, jobs) == wanted


# Praat


PRAAT = """
form Mouths
  sentence file
endform
Read from file: file$
count = Get number of intervals: 2
for i to count
  start = Get start time of interval: 2, i
  end = Get end time of interval: 2, i
  shape$ = Get label of interval: 2, i
  appendInfoLine: fixed$(start, 6), tab$, fixed$(end, 6), tab$, shape$
endfor
"""


@pytest.mark.parametrize("name", ["song.wav", '"); exit #.wav', "月 🌙.wav"])
def test_praat_opens_the_mouths_at_their_times(tmp_path: Path, name: str) -> None:
    praat = program("praat")
    song = animated("textgrid-visemes", sound=name)
    (tmp_path / "mouths.TextGrid").write_text(EXPORTERS["textgrid-visemes"].write(song), "utf-8")
    (tmp_path / "read.praat").write_text(PRAAT)
    files = (str(tmp_path / "read.praat"), str(tmp_path / "mouths.TextGrid"))
    rows = [line.split("\t") for line in ran(praat, "--run", *files).splitlines() if line]
    found = [(round(1000 * float(a)), round(1000 * float(b)), shape) for a, b, shape in rows]
    assert found == [(cue.start, cue.end, cue.value) for cue in song.track.cues]


# Spine


SPINE = """
const spine = require("@esotericsoftware/spine-core");
const fs = require("fs");
const [file, count, fps] = process.argv.slice(2);
// Pictures without an atlas: all that counts is which one is shown.
const nothing = {
    newRegionAttachment: (skin, name) => ({
        name: name, color: new spine.Color(), updateRegion() {}, updateSequence() {},
    }),
};
const data = new spine.SkeletonJson(nothing).readSkeletonData(fs.readFileSync(file, "utf-8"));
const skeleton = new spine.Skeleton(data);
const state = new spine.AnimationState(new spine.AnimationStateData(data));
state.setAnimation(0, "sing", false);
const shown = [];
for (let frame = 0; frame < Number(count); frame++) {
    state.tracks[0].trackTime = (frame + 0.5) / Number(fps);
    state.apply(skeleton);
    const slot = skeleton.findSlot("mouth");
    shown.push((slot.appliedPose || slot).getAttachment().name);
}
process.stdout.write(JSON.stringify(shown));
"""


@pytest.mark.parametrize("rate", RATES)
def test_spine_shows_the_mouth_of_each_moment(tmp_path: Path, rate: Fraction) -> None:
    node = program("node")
    song = animated("spine")
    (tmp_path / "sing.json").write_text(EXPORTERS["spine"].write(song))
    known = subprocess.run(
        (node, "-e", 'require.resolve("@esotericsoftware/spine-core")'),
        capture_output=True,
        check=False,
    )
    if known.returncode:
        pytest.skip("needs spine-core of npm, in NODE_PATH")
    count = len(shapes_by_frame(song.track, rate)) - 1
    (tmp_path / "play.js").write_text(SPINE)
    told = (str(tmp_path / "sing.json"), str(count), str(float(rate)))
    shown = json.loads(ran(node, str(tmp_path / "play.js"), *told))
    for frame, name in enumerate(shown):
        middle = int((frame + 0.5) * 1000 / rate)
        # Spine's times are floats of 32 bits: a key may be a hair later.
        near = {song.track.at(Ms(moment)).shape for moment in (middle, middle - 1)}
        assert name.removeprefix("mouth/") in near, frame


# Godot 3


GODOT = """
extends SceneTree
func _init():
    var mouth = load("res://sing.tres")
    var shown = []
    for i in range(mouth.track_get_key_count(0)):
        shown.append([mouth.track_get_key_time(0, i), mouth.track_get_key_value(0, i)])
    print("shown " + to_json([mouth.length, str(mouth.track_get_path(0)), shown,
        mouth.value_track_get_update_mode(0) == Animation.UPDATE_DISCRETE]))
    quit()
"""


def test_godot_3_has_each_mouth_at_its_time(tmp_path: Path) -> None:
    godot = program("godot3-server")
    song = animated("godot", version="3")
    (tmp_path / "sing.tres").write_text(EXPORTERS["godot"].write(song), "utf-8")
    (tmp_path / "project.godot").write_text("config_version=4\n")
    (tmp_path / "read.gd").write_text(GODOT)
    said = ran(godot, "--path", str(tmp_path), "--script", "read.gd", cwd=tmp_path)
    (line,) = [row for row in said.splitlines() if row.startswith("shown ")]
    length, path, keys, discrete = json.loads(line.removeprefix("shown "))
    assert (round(1000 * length), path, discrete) == (song.duration, "Mouth:animation", True)
    found = [(round(1000 * time), shape) for time, shape in keys]
    assert found == [(cue.start, cue.value) for cue in song.track.cues]


# libass


def ink(ffmpeg: str, folder: Path, text: str) -> tuple[int, int]:
    """Width and height of what libass shows of a word, in pixels."""
    word = Word(text, text, (0, len(text)), Span(Ms(0), Ms(900)))
    song = Alignment((Line((word,)),), Ms(900))
    (folder / "a.ass").write_text(writable()["ass"](song), "utf-8")
    picture = (*("-f", "lavfi", "-i", "color=black:s=960x540:d=0.1"), "-vf", "ass=a.ass")
    raw = ("-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "out.raw", "-y")
    ran(ffmpeg, "-v", "error", *picture, *raw, cwd=folder)
    seen = np.fromfile(folder / "out.raw", np.uint8).reshape(540, 960) > 40
    return int(np.ptp(np.flatnonzero(seen.any(0)))), int(np.ptp(np.flatnonzero(seen.any(1))))


def test_libass_shows_braces_and_backslashes_of_words(tmp_path: Path) -> None:
    ffmpeg = program("ffmpeg")
    if " ass " not in ran(ffmpeg, "-hide_banner", "-filters"):
        pytest.skip("needs an ffmpeg with libass")
    plain = ink(ffmpeg, tmp_path, "ab")
    braces = ink(ffmpeg, tmp_path, "a{b}b")
    assert braces[0] > plain[0] + 30
    slash, backslash = (ink(ffmpeg, tmp_path, text) for text in ("a/Nb", r"a\Nb"))
    assert backslash == pytest.approx(slash, abs=3), "one row, as wide as with a slash"
