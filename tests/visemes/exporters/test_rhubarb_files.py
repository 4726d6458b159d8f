"""The files that Rhubarb Lip Sync writes, byte for byte."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given

from tests.visemes.exporters.performances import NASTY, sung, told, track
from visemes.exporters import EXPORTERS, Performance
from visemes.exporters.escaping import xml_text
from visemes.track import MouthTrack

SAMPLE = track(5600, (0, 90, "X"), (90, 5600, "B"))


def write(name: str, mouths: MouthTrack, sound: str = "") -> str:
    return EXPORTERS[name].write(told(name, mouths, sound=sound))


def test_tsv_ends_with_a_resting_mouth_at_the_end_of_the_sound() -> None:
    assert write("rhubarb-tsv", SAMPLE, "song.wav") == "0.00\tX\n0.09\tB\n5.60\tX\n"


def test_json_keeps_the_zeros_of_rhubarb() -> None:
    assert write("rhubarb-json", SAMPLE, "/abs/path/song.wav") == (
        "{\n"
        '  "metadata": {\n'
        '    "soundFile": "/abs/path/song.wav",\n'
        '    "duration": 5.60\n'
        "  },\n"
        '  "mouthCues": [\n'
        '    { "start": 0.00, "end": 0.09, "value": "X" },\n'
        '    { "start": 0.09, "end": 5.60, "value": "B" }\n'
        "  ]\n"
        "}\n"
    )


def test_xml_is_indented_by_two() -> None:
    assert write("rhubarb-xml", SAMPLE, "/abs/path/song.wav") == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<rhubarbResult>\n"
        "  <metadata>\n"
        "    <soundFile>/abs/path/song.wav</soundFile>\n"
        "    <duration>5.60</duration>\n"
        "  </metadata>\n"
        "  <mouthCues>\n"
        '    <mouthCue start="0.00" end="0.09">X</mouthCue>\n'
        '    <mouthCue start="0.09" end="5.60">B</mouthCue>\n'
        "  </mouthCues>\n"
        "</rhubarbResult>\n"
    )


def test_times_are_rounded_half_up() -> None:
    text = write("rhubarb-tsv", track(3000, (0, 1004, "X"), (1004, 1995, "B"), (1995, 3000, "X")))
    assert text == "0.00\tX\n1.00\tB\n2.00\tX\n3.00\tX\n"


def test_a_cue_that_rounds_to_nothing_is_left_out() -> None:
    text = write("rhubarb-tsv", track(2000, (0, 996, "X"), (996, 999, "A"), (999, 2000, "C")))
    assert text == "0.00\tX\n1.00\tC\n2.00\tX\n"


def test_what_it_stood_between_is_one_cue_then() -> None:
    text = write("rhubarb-tsv", track(2000, (0, 996, "C"), (996, 999, "A"), (999, 2000, "C")))
    assert text == "0.00\tC\n2.00\tX\n"


def test_a_song_shorter_than_a_hundredth_has_one_cue() -> None:
    answer = json.loads(write("rhubarb-json", track(3, (0, 3, "D"))))
    assert answer["mouthCues"] == [{"start": 0, "end": 0, "value": "X"}]


@pytest.mark.parametrize("name", NASTY)
def test_any_name_of_a_sound_comes_back(name: str) -> None:
    answer = json.loads(write("rhubarb-json", SAMPLE, name))
    assert answer["metadata"]["soundFile"] == name
    root = ET.fromstring(write("rhubarb-xml", SAMPLE, name))
    legal = name.translate({0: 0xFFFD, 7: 0xFFFD, 0xD83D: 0xFFFD})
    assert root.findtext("metadata/soundFile") == legal


def test_xml_escapes_what_boost_escapes() -> None:
    assert xml_text("<&>\"'") == "&lt;&amp;&gt;&quot;&apos;"


@given(sung("rhubarb-json"))
def test_the_three_files_say_the_same(song: Performance) -> None:
    rows = list(csv.reader(io.StringIO(EXPORTERS["rhubarb-tsv"].write(song)), delimiter="\t"))
    answer = json.loads(EXPORTERS["rhubarb-json"].write(song))
    root = ET.fromstring(EXPORTERS["rhubarb-xml"].write(song))
    cues = [(f"{c['start']:.2f}", f"{c['end']:.2f}", c["value"]) for c in answer["mouthCues"]]
    elements = [(e.get("start"), e.get("end"), e.text) for e in root.iterfind("mouthCues/mouthCue")]
    assert elements == cues
    assert rows[-1] == [root.findtext("metadata/duration"), "X"]
    if song.duration >= 15:
        assert [(start, shape) for start, shape in rows[:-1]] == [(a, v) for a, _, v in cues]
        assert cues[0][0] == "0.00"
        assert cues[-1][1] == rows[-1][0]
        assert all(a[1] == b[0] and a[2] != b[2] for a, b in pairwise(cues))
        assert all(float(a) < float(b) for a, b, _ in cues)
