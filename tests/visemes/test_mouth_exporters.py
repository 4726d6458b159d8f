"""The files that Rhubarb Lip Sync writes, byte for byte."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from aligner.alignment import Alignment
from aligner.timeline import Ms, Span, Timeline
from tests.visemes.songs import alignments
from visemes.animate import animate
from visemes.exporters import EXPORTERS
from visemes.sets import load_set
from visemes.track import MouthTrack


def track(end: int, *cues: tuple[int, int, str]) -> MouthTrack:
    return MouthTrack(Timeline.of(Span(Ms(0), Ms(end)), cues), load_set())


SAMPLE = track(5600, (0, 90, "X"), (90, 5600, "B"))


def test_tsv_ends_with_a_resting_mouth_at_the_end_of_the_sound() -> None:
    assert EXPORTERS["rhubarb-tsv"].write(SAMPLE, "song.wav") == "0.00\tX\n0.09\tB\n5.60\tX\n"


def test_json_keeps_the_zeros_of_rhubarb() -> None:
    assert EXPORTERS["rhubarb-json"].write(SAMPLE, "/abs/path/song.wav") == (
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


def test_times_are_rounded_half_up() -> None:
    text = EXPORTERS["rhubarb-tsv"].write(
        track(3000, (0, 1004, "X"), (1004, 1995, "B"), (1995, 3000, "X")), ""
    )
    assert text == "0.00\tX\n1.00\tB\n2.00\tX\n3.00\tX\n"


def test_a_cue_that_rounds_to_nothing_is_left_out() -> None:
    text = EXPORTERS["rhubarb-tsv"].write(
        track(2000, (0, 996, "X"), (996, 999, "A"), (999, 2000, "C")), ""
    )
    assert text == "0.00\tX\n1.00\tC\n2.00\tX\n"


@pytest.mark.parametrize("name", ['a "b".wav', "C:\\songs\\x.wav", "日本.wav", "tab\t.wav"])
def test_any_name_of_a_sound_is_legal_json(name: str) -> None:
    answer = json.loads(EXPORTERS["rhubarb-json"].write(SAMPLE, name))
    assert answer["metadata"]["soundFile"] == name


@given(alignments())
def test_json_cues_follow_one_another_from_start_to_end(alignment: Alignment) -> None:
    mouths = animate(alignment, load_set())
    answer = json.loads(EXPORTERS["rhubarb-json"].write(mouths, "song.wav"))
    cues = answer["mouthCues"]
    assert cues[0]["start"] == 0
    assert [cue["start"] for cue in cues[1:]] == [cue["end"] for cue in cues[:-1]]
    assert cues[-1]["end"] == answer["metadata"]["duration"]
    assert all(cue["start"] < cue["end"] for cue in cues)


@pytest.mark.parametrize("name", sorted(EXPORTERS))
def test_every_exporter_says_its_suffix_and_its_readers(name: str) -> None:
    exporter = EXPORTERS[name]
    assert exporter.suffix.startswith(".")
    assert exporter.description
    assert exporter.write(SAMPLE, "song.wav").endswith("\n")
