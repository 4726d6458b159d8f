"""What is written for other programs is read back; what is broken is refused in words."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_core.errors import InputError
from media_core.timeline import Ms, frame_at
from tests.visemes.exporters.performances import animated, sung, tracks, written
from visemes.exporters import EXPORTERS, Performance
from visemes.exporters.frames import shapes_by_frame
from visemes.exporters.moho import keys as moho_keys
from visemes.readers import READERS, Asked, detect, mouth_of, read, worn
from visemes.sets import load_set, names

RATES = (Fraction(24), Fraction(30), Fraction(24_000, 1001), Fraction(30_000, 1001), Fraction(60))


def back(name: str, song: Performance, text: str | None = None) -> list[str]:
    """The shapes of all frames as they come back."""
    data = (EXPORTERS[name].write(song) if text is None else text).encode("utf-8", "replace")
    found = mouth_of(read(name, data, Asked(song.fps)), song.duration)
    return shapes_by_frame(found, song.fps)


@pytest.mark.parametrize("name", [name for name in READERS if not name.startswith("rhubarb")])
def test_a_mouth_that_was_written_is_read_back(name: str) -> None:
    for rate in RATES if not name.startswith("papagayo") else (Fraction(24), Fraction(60)):
        song = animated(name, fps=rate)
        assert back(name, song) == shapes_by_frame(song.track, song.fps), (name, rate)


@pytest.mark.parametrize("name", [name for name in READERS if name.startswith("rhubarb")])
def test_a_mouth_in_hundredths_is_read_back_as_it_was_rounded(name: str) -> None:
    song = animated(name)
    found = mouth_of(read(name, EXPORTERS[name].write(song).encode()), song.duration)
    assert [cue.value for cue in found.cues] == [cue.value for cue in song.track.cues]
    for cue, was in zip(found.cues, song.track.cues, strict=True):
        assert abs(cue.start - was.start) <= 5


@pytest.mark.parametrize("name", READERS)
def test_a_file_says_what_it_is(name: str) -> None:
    text = written(name)
    assert detect(EXPORTERS[name].suffix, text) == name
    assert detect(".txt", "nothing") is None


@given(st.sampled_from(("otio",)), st.data())
def test_any_mouth_in_markers_comes_back(name: str, data: st.DataObject) -> None:
    song = data.draw(sung(name))
    assert back(name, song) == shapes_by_frame(song.track, song.fps)


@given(sung("moho"))
def test_any_mouth_in_switch_data_comes_back(song: Performance) -> None:
    text = EXPORTERS["moho"].write(song)
    found = mouth_of(read("moho", text.encode(), Asked(song.fps)), song.duration)
    end = frame_at(song.duration, song.fps)  # where the file says that the song ends
    before, after = (moho_keys(track, song.fps) for track in (song.track, found))
    assert [row for row in after if row[0] < end] == [row for row in before if row[0] < end]


@pytest.mark.parametrize("name", READERS)
@given(garbage=st.binary(max_size=60), at=st.integers(0, 400))
def test_what_is_damaged_is_refused_or_read(name: str, garbage: bytes, at: int) -> None:
    whole = written(name).encode()
    for data in (garbage, whole[:at], whole[:at] + garbage + whole[at + len(garbage) :]):
        with suppress(InputError):
            mouth_of(read(name, data, Asked(Fraction(24))))


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("rhubarb-tsv", "0.00 A", "line 1 is not a time"),
        ("rhubarb-tsv", "0.00\tA\n1e99\tX\n", "outside of any song"),
        ("rhubarb-tsv", "0.00\tQ\n1.00\tX\n", "no mouth called Q"),
        ("rhubarb-json", '{"mouthCues": 3}', "no list of mouthCues"),
        ("rhubarb-json", "[" * 99_999, "no list of mouthCues"),
        ("rhubarb-xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "XML is broken"),
        ("moho", "1 rest", "does not begin with MohoSwitch1"),
        ("moho", "MohoSwitch1\nx", "line 2"),
        ("papagayo", "lipsync version 1\na\n0\n", "not a frame rate"),
        ("papagayo", "lipsync version 1\na\n24\n", "ends too early"),
        ("papagayo-ng", "{}", "not a project of Papagayo-NG"),
        ("otio", "{}", "no clip has markers"),
        ("textgrid-visemes", "File type", "not a TextGrid"),
    ],
)
def test_it_is_said_what_is_wrong(name: str, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        mouth_of(read(name, text.encode(), Asked(Fraction(24))))


def test_switch_data_needs_its_rate() -> None:
    with pytest.raises(InputError, match="does not say") as refused:
        read("moho", b"MohoSwitch1\n1 rest\n")
    assert "--mouth-fps" in refused.value.hint


def test_a_project_without_rests_rests_between_its_phrases() -> None:
    text = "lipsync version 1\na.wav\n24\n72\n1\n\tAnna\n\toh|yes\n\t2\n"
    for word, start, end, shape in (("oh", 12, 20, "O"), ("yes", 48, 60, "E")):
        text += f"\t\t{word}\n\t\t{start}\n\t\t{end}\n\t\t1\n"
        text += f"\t\t\t{word} {start} {end} 1\n\t\t\t\t{start} {shape}\n"
    shown = shapes_by_frame(mouth_of(read("papagayo", text.encode())), Fraction(24))
    wanted = ["rest"] * 12 + ["O"] * 9 + ["rest"] * 27 + ["E"] * 13 + ["rest"] * 11
    assert shown == wanted
    with pytest.raises(InputError, match="no voice Bob") as refused:
        read("papagayo", text.encode(), Asked(voice="Bob"))
    assert "Anna" in refused.value.hint


def test_a_mouth_ends_with_the_song() -> None:
    keys = read("rhubarb-tsv", b"0.00\tX\n0.50\tA\n1.00\tX\n")
    assert [cue.value for cue in mouth_of(keys, Ms(400)).cues] == ["X"]
    assert [(c.start, c.value) for c in mouth_of(keys, Ms(3000)).cues] == [
        *((0, "X"), (500, "A"), (1000, "X"))
    ]


@given(st.data())
def test_in_the_shapes_of_another_set_lips_still_meet_and_rests_rest(data: st.DataObject) -> None:
    old, new = (data.draw(st.sampled_from(names())) for _ in range(2))
    track, other = data.draw(tracks(old)), load_set(new)
    moved = worn(track, other)
    for cue in track.cues:
        for moment in (cue.start, Ms(cue.end - 1)):
            was, now = track.at(moment).shape, moved.at(moment).shape
            assert (was == track.set.rest) <= (now == other.rest)
            if was != track.set.rest:
                assert (was in track.set.closures) <= (now in other.closures)
                if other.teeth:
                    assert (was in track.set.bites) <= (now in other.bites)


def test_preston_blair_becomes_the_letters_that_mean_the_same() -> None:
    pairs = {"MBP": "A", "FV": "G", "L": "H", "rest": "X", "U": "F", "WQ": "F", "AI": "D"}
    old = load_set("preston-blair")
    for shape, letter in pairs.items():
        end = 100
        track = mouth_of(read("moho", f"MohoSwitch1\n1 {shape}\n".encode(), Asked(Fraction(24))))
        assert track.set == old
        assert worn(track, load_set()).at(Ms(0)).shape == letter, (shape, end)
