"""Papagayo's and Papagayo-NG's projects."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from media_core.errors import InputError
from tests.visemes.exporters.performances import animated, sung, told, track
from tests.visemes.songs import song, word
from visemes.exporters import EXPORTERS, Performance
from visemes.exporters.frames import exposures, shapes_by_frame
from visemes.sets import load_set


@dataclass
class Node:
    """A phrase or a word as it was read."""

    text: str
    start: int
    end: int
    inside: list[Any] = field(default_factory=list)


class Lines:
    """A reader of ``.pgo`` that knows only what the format says."""

    def __init__(self, text: str) -> None:
        assert text.endswith("\n")
        self.lines = iter(text.removesuffix("\n").split("\n"))

    def take(self, tabs: int = 0) -> str:
        line = next(self.lines)
        assert line.startswith("\t" * tabs)
        assert not line[tabs:].startswith("\t")
        return line[tabs:]

    def number(self, tabs: int = 0) -> int:
        line = self.take(tabs)
        assert re.fullmatch(r"\d+", line)
        return int(line)

    def project(self) -> dict[str, Any]:
        assert self.take() == "lipsync version 1"
        found: dict[str, Any] = {"sound": self.take(), "fps": self.number(), "end": self.number()}
        assert self.number() == 1
        found |= {"voice": self.take(1), "text": self.take(1)}
        found["phrases"] = [self.phrase() for _ in range(self.number(1))]
        assert list(self.lines) == []
        return found

    def phrase(self) -> Node:
        node = Node(self.take(2), self.number(2), self.number(2))
        node.inside = [self.word() for _ in range(self.number(2))]
        return node

    def word(self) -> Node:
        text, start, end, count = self.take(3).split()
        node = Node(text, int(start), int(end))
        for _ in range(int(count)):
            frame, shape = self.take(4).split()
            node.inside.append((int(frame), shape))
        return node


def test_a_project_is_read_as_it_was_meant() -> None:
    found = Lines(EXPORTERS["papagayo"].write(animated("papagayo"))).project()
    assert (found["sound"], found["fps"], found["end"]) == ("song.wav", 24, 144)
    assert found["text"] == "Hello my love|Moon above"
    assert [w.text for p in found["phrases"] for w in p.inside] == [
        *("Hello", "my", "love", "Moon", "above")
    ]
    shapes = {shape for p in found["phrases"] for w in p.inside for _, shape in w.inside}
    assert {"MBP", "FV", "L", "rest"} <= shapes


@given(sung("papagayo"))
def test_every_mouth_of_the_song_is_in_a_word_and_frames_ascend(song: Performance) -> None:
    found = Lines(EXPORTERS["papagayo"].write(song)).project()
    words = [word for phrase in found["phrases"] for word in phrase.inside]
    assert found["end"] == len(shapes_by_frame(song.track, song.fps))
    assert len(words) == len(song.words())
    at = -1
    for node in words:
        assert 0 <= node.start <= node.end < found["end"]
        for frame, shape in node.inside:
            assert at < frame
            assert node.start <= frame <= node.end
            assert shape in load_set("preston-blair").shapes
            at = frame
    for phrase in found["phrases"]:
        assert (phrase.start, phrase.end) == (phrase.inside[0].start, phrase.inside[-1].end)
    if words:
        written = {frame: shape for node in words for frame, shape in node.inside}
        for run in exposures(song.track, song.fps):
            if run.start > words[0].start and run.start not in written:
                raise AssertionError(f"the mouth {run} is in no word")
            assert written.get(run.start, run.shape) == run.shape


@given(sung("papagayo"))
def test_the_two_projects_say_the_same(song: Performance) -> None:
    old = Lines(EXPORTERS["papagayo"].write(song)).project()
    new = json.loads(EXPORTERS["papagayo-ng"].write(song))
    assert list(new) == [
        *("version", "sound_path", "fps", "sound_duration", "num_voices"),
        *("phoneme_set", "voices"),
    ]
    assert (new["version"], new["num_voices"]) == (2, 1)
    assert (new["fps"], new["sound_duration"]) == (old["fps"], old["end"])
    assert new["sound_path"] == song.sound.replace("\ud83d", "\ufffd")
    (voice,) = new["voices"]
    count = 0
    for phrase, node in zip(voice["phrases"], old["phrases"], strict=True):
        count += 1
        assert (phrase["text"], phrase["start_frame"]) == (node.text, node.start)
        for spoken, other in zip(phrase["words"], node.inside, strict=True):
            count += 1 + len(spoken["phonemes"])
            assert (spoken["start_frame"], spoken["end_frame"]) == (other.start, other.end)
            assert [(p["frame"], p["text"]) for p in spoken["phonemes"]] == other.inside
    assert voice["num_children"] == count
    assert len(set(voice["used_phonemes"])) == len(voice["used_phonemes"])


def test_words_with_blanks_and_bars_cannot_break_the_lines() -> None:
    sheet = song(3000, [word("rock 'n'\troll", 500, 900, "AA"), word("a|b", 1000, 1400)])
    found = Lines(EXPORTERS["papagayo"].write(animated("papagayo", sheet, "a\nb.wav"))).project()
    assert [w.text for w in found["phrases"][0].inside] == ["rock_'n'_roll", "a|b"]
    assert found["sound"] == "a b.wav"
    assert "|" not in found["text"]


def test_a_word_without_a_time_is_only_in_the_text() -> None:
    sheet = song(3000, [word("lost"), word("found", 500, 900, "F AW N D")])
    found = Lines(EXPORTERS["papagayo"].write(animated("papagayo", sheet))).project()
    assert found["text"] == "lost found"
    assert [w.text for w in found["phrases"][0].inside] == ["found"]


def test_a_voice_that_answers_before_the_line_is_over_keeps_the_order() -> None:
    sheet = song(
        4000,
        [word("hold", 500, 3000, "HH OW L D"), word("on", 3000, 3400, "AA N")],
        [word("oh", 900, 1500, "OW")],
    )
    found = Lines(EXPORTERS["papagayo"].write(animated("papagayo", sheet))).project()
    starts = [w.start for p in found["phrases"] for w in p.inside]
    assert starts == sorted(starts)


@pytest.mark.parametrize("name", ["papagayo", "papagayo-ng"])
def test_a_rate_with_a_fraction_is_refused_with_the_nearest_one(name: str) -> None:
    performance = animated(name, fps=Fraction(30_000, 1001))
    with pytest.raises(InputError, match=r"whole frames a second, not 29\.97") as refused:
        EXPORTERS[name].write(performance)
    assert refused.value.hint == "use --fps 30"


def test_a_breath_belongs_to_the_word_that_follows() -> None:
    sheet = song(6000, [word("one", 500, 1500, "AA")], [word("two", 4000, 5000, "AA")])
    rows = ((0, 500, "rest"), (500, 1500, "AI"), (1500, 3750, "rest"))
    breathing = ((3750, 4000, "etc"), (4000, 5000, "AI"), (5000, 6000, "rest"))
    mouths = track(6000, *rows, *breathing, of="preston-blair")
    found = Lines(EXPORTERS["papagayo"].write(told("papagayo", mouths, sheet))).project()
    assert [(p.start, p.end) for p in found["phrases"]] == [(12, 36), (90, 120)]
    assert found["phrases"][1].inside[0].inside == [(90, "etc"), (96, "AI"), (120, "rest")]
