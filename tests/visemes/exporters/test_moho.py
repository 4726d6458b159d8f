"""Moho's switch data."""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import given

from media_core.timeline import frame_at
from tests.visemes.exporters.performances import animated, sung, told, track
from visemes.exporters import EXPORTERS, Performance
from visemes.exporters.frames import shapes_by_frame
from visemes.sets import load_set

NAMES = ("AI", "E", "O", "U", "etc", "L", "WQ", "MBP", "FV", "rest")
"""Preston Blair's mouths as OpenToonz and Moho call them."""


def read(text: str) -> list[tuple[int, str]]:
    """The strict grammar: a header, then ``frame shape`` lines, frames from 1 and ascending."""
    header, *lines = text.removesuffix("\n").split("\n")
    assert header == "MohoSwitch1"
    rows = []
    for line in lines:
        match = re.fullmatch(r"([1-9]\d*) (\S+)", line)
        assert match, line
        assert match[2] in NAMES
        rows.append((int(match[1]), match[2]))
    frames = [frame for frame, _ in rows]
    assert frames == sorted(set(frames))
    return rows


def test_frames_are_counted_from_one_and_cut_off() -> None:
    mouths = track(
        100_770, (0, 540, "rest"), (540, 670, "E"), (670, 100_770, "etc"), of="preston-blair"
    )
    text = EXPORTERS["moho"].write(told("moho", mouths))
    # 540 ms are 12.96 frames, 670 ms 16.08; the song ends in frame 2418, counted from 0.
    assert text == "MohoSwitch1\n1 rest\n13 E\n17 etc\n2419 rest\n"


def test_the_rate_is_the_users() -> None:
    mouths = track(2000, (0, 1000, "rest"), (1000, 2000, "E"), of="preston-blair")
    text = EXPORTERS["moho"].write(told("moho", mouths, fps=Fraction(25)))
    assert text == "MohoSwitch1\n1 rest\n26 E\n51 rest\n"


def test_a_song_that_begins_with_a_vowel_rests_on_its_first_frame() -> None:
    mouths = track(1000, (0, 1000, "AI"), of="preston-blair")
    text = EXPORTERS["moho"].write(told("moho", mouths))
    assert text == "MohoSwitch1\n1 rest\n2 AI\n25 rest\n"


def test_a_closure_on_the_first_frame_is_seen_on_the_second() -> None:
    mouths = track(1000, (0, 40, "MBP"), (40, 1000, "AI"), of="preston-blair")
    text = EXPORTERS["moho"].write(told("moho", mouths))
    assert text == "MohoSwitch1\n1 rest\n2 MBP\n3 AI\n25 rest\n"


def test_the_last_line_takes_a_frame_of_its_own() -> None:
    mouths = track(1030, (0, 1010, "rest"), (1010, 1030, "E"), of="preston-blair")
    text = EXPORTERS["moho"].write(told("moho", mouths))
    assert text == "MohoSwitch1\n1 rest\n25 E\n26 rest\n"


def test_the_names_are_those_of_preston_blair() -> None:
    assert sorted(load_set("preston-blair").shapes) == sorted(NAMES)
    assert {shape for _, shape in read(EXPORTERS["moho"].write(animated("moho")))} <= set(NAMES)


@given(sung("moho"))
def test_read_back_it_is_the_mouth_of_every_frame(song: Performance) -> None:
    rows = read(EXPORTERS["moho"].write(song))
    assert rows[0] == (1, "rest")
    assert rows[-1][1] == "rest"
    shapes = shapes_by_frame(song.track, song.fps)
    assert rows[-1][0] >= frame_at(song.duration, song.fps) + 1
    shown = dict(rows)
    held = ""
    for frame, shape in enumerate(shapes):
        held = shown.get(frame + 1, held)
        if frame > 1 and frame + 1 != rows[-1][0]:
            assert held == shape
    closures = [f for f, shape in enumerate(shapes) if shape == "MBP"]
    seen = {frame for frame, shape in rows if shape == "MBP"}
    assert bool(closures) <= bool(seen) or len(shapes) == 1
