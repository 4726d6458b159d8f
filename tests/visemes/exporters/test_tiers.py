"""Tracks of labels: xLights, OpenTimelineIO, Praat."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction

import opentimelineio as otio
import pytest
from hypothesis import given
from praatio.utilities.textgrid_io import parseTextgridStr

from media_core.errors import InputError
from tests.visemes.exporters.performances import NASTY, animated, sung, told, track, written
from tests.visemes.songs import song, word
from visemes.exporters import EXPORTERS, Performance
from visemes.exporters.escaping import one_line
from visemes.exporters.frames import exposures
from visemes.sets import load_set

SMALL = track(1000, (0, 500, "X"), (500, 600, "A"), (600, 1000, "D"))

Layers = list[list[tuple[int, int, str]]]


def read_xtiming(text: str) -> tuple[str, Layers]:
    """Name and layers: nothing overlaps, nothing is empty."""
    root = ET.fromstring(text.encode())
    assert root.tag == "timing"
    assert set(root.attrib) == {"name", "SourceVersion"}
    layers: Layers = []
    for layer in root:
        assert layer.tag == "EffectLayer"
        rows = []
        for effect in layer:
            assert list(effect.attrib) == ["label", "starttime", "endtime"]
            rows.append(
                (
                    int(effect.attrib["starttime"]),
                    int(effect.attrib["endtime"]),
                    effect.get("label", ""),
                )
            )
        at = 0
        for start, end, label in rows:
            assert at <= start < end
            assert label
            at = end
        layers.append(rows)
    return root.attrib["name"], layers


def test_xlights_gets_phrases_words_and_phonemes() -> None:
    name, (phrases, words, phonemes) = read_xtiming(written("xlights"))
    assert name == "song"
    assert [label for *_, label in phrases] == ["Hello my love", "Moon above"]
    assert words[0] == (600, 1000, "Hello")
    assert {label for *_, label in phonemes} <= set(load_set("preston-blair").shapes) - {"rest"}


def test_on_the_frames_of_the_sequence() -> None:
    for fps, step in ((Fraction(40), 25), (Fraction(20), 50), (Fraction(1000, 33), 33)):
        _, layers = read_xtiming(written("xlights", fps=fps))
        assert {time % step for rows in layers for a, b, _ in rows for time in (a, b)} == {0}


def test_a_rate_that_no_sequence_has_is_refused_with_the_steps_that_they_have() -> None:
    with pytest.raises(InputError, match=r"a frame of 24 a second lasts 41\.67") as refused:
        written("xlights", fps=Fraction(24))
    assert "25, 50 or 42" in refused.value.hint


@given(sung("xlights"))
def test_xlights_has_every_mouth_that_sings(performance: Performance) -> None:
    _, (_, _, phonemes) = read_xtiming(EXPORTERS["xlights"].write(performance))
    shown = [run.shape for run in exposures(performance.track, performance.fps)]
    assert [label for *_, label in phonemes] == [s for s in shown if s != "rest"]


@pytest.mark.parametrize("sound", NASTY)
def test_xlights_reads_any_name(sound: str) -> None:
    name, layers = read_xtiming(written("xlights", sound=sound))
    assert len(layers) == 3
    assert "\n" not in name


def test_words_with_quotes_and_tags_are_labels() -> None:
    sheet = song(2000, [word('"<b>&', 500, 900, "B IY")])
    _, (_, words, _) = read_xtiming(written("xlights", sheet))
    assert words == [(500, 900, '"<b>&')]


# OpenTimelineIO


def test_a_timeline_has_the_song_with_a_marker_for_each_mouth() -> None:
    timeline = otio.adapters.read_from_string(EXPORTERS["otio"].write(told("otio", SMALL)))
    (clip,) = timeline.find_clips()
    assert clip.name == "song"
    assert clip.media_reference.target_url == "song.wav"
    assert [marker.name for marker in clip.markers] == ["X", "A", "D"]
    assert [m.marked_range.start_time.value for m in clip.markers] == [0, 12, 14]
    assert timeline.duration().to_seconds() == 1


def test_it_is_what_the_library_itself_would_write() -> None:
    text = EXPORTERS["otio"].write(told("otio", SMALL))
    timeline = otio.adapters.read_from_string(text)
    again = otio.adapters.read_from_string(otio.adapters.write_to_string(timeline))
    assert timeline.is_equivalent_to(again)
    assert not [child for child in timeline.find_children() if child.is_unknown_schema]


@given(sung("otio"))
def test_markers_cover_the_song_without_gaps(performance: Performance) -> None:
    timeline = otio.adapters.read_from_string(EXPORTERS["otio"].write(performance))
    (clip,) = timeline.find_clips()
    runs = exposures(performance.track, performance.fps)
    assert [marker.name for marker in clip.markers] == [run.shape for run in runs]
    for marker, run in zip(clip.markers, runs, strict=True):
        assert marker.marked_range.start_time.value == run.start
        assert marker.marked_range.duration.value == run.end - run.start
        assert marker.marked_range.start_time.rate == float(performance.fps)


@pytest.mark.parametrize("sound", NASTY)
def test_the_library_reads_any_name(sound: str) -> None:
    performance = told("otio", SMALL, sound=sound)
    timeline = otio.adapters.read_from_string(EXPORTERS["otio"].write(performance))
    assert timeline.name == one_line(performance.title)


def test_the_address_of_the_sound_is_quoted() -> None:
    timeline = otio.adapters.read_from_string(written("otio", sound="my songs/läuft #1.wav"))
    (clip,) = timeline.find_clips()
    assert clip.media_reference.target_url == "my%20songs/l%C3%A4uft%20%231.wav"


@pytest.mark.parametrize(
    ("sound", "address"),
    [
        ("/my songs/läuft #1.wav", "file:///my%20songs/l%C3%A4uft%20%231.wav"),
        ("C:\\my songs\\a.wav", "file:///C:/my%20songs/a.wav"),
        ("in/a:b.wav", "in/a%3Ab.wav"),
    ],
)
def test_the_address_of_a_sound_elsewhere_is_a_url(sound: str, address: str) -> None:
    timeline = otio.adapters.read_from_string(written("otio", sound=sound))
    (clip,) = timeline.find_clips()
    assert clip.media_reference.target_url == address


def test_a_timeline_without_a_sound_says_that_it_is_missing() -> None:
    timeline = otio.adapters.read_from_string(written("otio", sound=""))
    (clip,) = timeline.find_clips()
    assert clip.media_reference.is_missing_reference
    assert len(clip.markers) > 3


# Praat


def read_grid(text: str) -> dict[str, list[tuple[float, float, str]]]:
    grid = parseTextgridStr(text, includeEmptyIntervals=True)
    return {
        tier["name"]: [(float(a), float(b), label) for a, b, label in tier["entries"]]
        for tier in grid["tiers"]
    }


def test_praat_has_the_mouths_under_the_words() -> None:
    tiers = read_grid(written("textgrid-visemes"))
    assert list(tiers) == ["words", "visemes"]
    words = [label for *_, label in tiers["words"] if label]
    assert words == ["Hello", "my", "love", "Moon", "above"]
    assert {label for *_, label in tiers["visemes"]} <= set(load_set().shapes)


@given(sung("textgrid-visemes"))
def test_praat_reads_the_mouths_as_they_are(performance: Performance) -> None:
    tiers = read_grid(EXPORTERS["textgrid-visemes"].write(performance))
    cues = performance.track.cues
    assert tiers["visemes"] == [(c.start / 1000, c.end / 1000, c.value) for c in cues]
    edges = [edge for row in tiers["words"] for edge in row[:2]]
    assert edges == sorted(edges)
    assert (edges[0], edges[-1]) == (0, cues.span.end / 1000)


def test_words_cannot_break_the_text_form() -> None:
    for text in ('say "moon"', "intervals [1]:", "item [2]:", "a\nb"):
        sheet = song(2000, [word(text, 500, 900, "B IY")])
        tiers = read_grid(written("textgrid-visemes", sheet))
        (label,) = [label for *_, label in tiers["words"] if label]
        assert label.replace("(", "[").replace('""', '"').split() == text.split()


def test_a_song_without_words_has_a_tier_without_labels() -> None:
    tiers = read_grid(EXPORTERS["textgrid-visemes"].write(animated("textgrid-visemes", song(900))))
    assert tiers["words"] == [(0, 0.9, "")]
