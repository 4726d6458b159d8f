"""Files as other programs and people write them."""

from __future__ import annotations

import json

import pytest

from aligner.formats import ass, lrc, ttml, ultrastar, vtt, whisper

HEAD = "[Script Info]\n[Events]\n"


def told(alignment: object) -> list[tuple[str, int]]:
    return [(w.text, w.span.start) for w in alignment.words() if w.span]  # type: ignore[attr-defined]


def test_lyrics_with_a_translation_under_each_time_are_sung_once() -> None:
    pairs = "[00:01.00]moon\n[00:01.00]lune\n[00:03.00]boat\n[00:03.00]bateau\n"
    text = f"[00:00.00]Written by: Anna\n{pairs}"
    assert told(lrc.read(text.encode(), None)) == [("moon", 1000), ("boat", 3000)]
    assert len(lrc.remarks(text.encode())) == 2


def test_a_line_of_ttml_without_an_end_lasts_until_the_next() -> None:
    text = '<tt><body><p begin="1s">paper boat</p><p begin="2s">moon</p></body></tt>'
    found = ttml.read(text.encode(), None)
    assert found.lines[0].span is not None
    assert found.lines[0].span.end == 2000


@pytest.mark.parametrize("part", ["P2", "#P2", "P 2", "P3"])
def test_parts_of_a_song_may_be_written_in_several_ways(part: str) -> None:
    text = f"#BPM:300\n#P1:Anna\nP1\n:0 4 5 moon\n{part}\n: 8 4 5 ~boat\n"
    assert told(ultrastar.read(text.encode(), None)) == [("moon", 0), ("boat", 400)]


def test_a_song_without_a_tempo_at_the_top_has_that_of_its_first_mark() -> None:
    assert told(ultrastar.read(b"#TITLE:x\nB 0 300\n: 8 4 5 moon\n", None)) == [("moon", 400)]


def test_a_song_is_read_in_the_encoding_that_it_names() -> None:
    text = "#ENCODING:CP1250\n#BPM:300\n: 0 4 5 ře\u0161\n"
    assert told(ultrastar.read(text.encode("cp1250"), None)) == [("řeš", 0)]


def test_rolling_captions_are_sung_once() -> None:
    blank = " "
    text = f"""WEBVTT

00:01.000 --> 00:03.000
{blank}
paper<00:01.500><c> boat</c>

00:03.000 --> 00:03.010
paper boat
{blank}

00:03.010 --> 00:05.000
paper boat
moon<00:03.500><c> float</c>
"""
    found = told(vtt.read(text.encode(), None))
    assert [word for word, _ in found] == ["paper", "boat", "moon", "float"]


def test_what_is_heard_in_a_segment_of_whisper_is_no_word() -> None:
    heard = [
        {"start": 0, "end": 9, "text": " [Music]"},
        {"start": 9, "end": 10, "text": "moon"},
    ]
    text = json.dumps({"segments": heard})
    assert told(whisper.read(text.encode(), None)) == [("moon", 9000)]


@pytest.mark.parametrize(
    ("events", "right"),
    [
        (("D,karaoke,one", "D,,two"), ["one", "two"]),
        (("C,karaoke,one", "D,fx,one", "D,,two"), ["one", "two"]),
        (("D,template line,one",), ["one"]),
        (("D,,{\\k0}one",), ["one"]),
    ],
)
def test_events_that_players_show_are_read(events: tuple[str, ...], right: list[str]) -> None:
    lines = []
    for i, event in enumerate(events):
        kind, effect, text = event.split(",", 2)
        name = {"D": "Dialogue", "C": "Comment"}[kind]
        lines.append(f"{name}: 0,0:00:0{i}.00,0:00:09.00,Default,,0,0,0,{effect},{text}")
    found = ass.read((HEAD + "\n".join(lines)).encode(), None)
    assert [word for word, _ in told(found)] == right


def test_a_karaoke_tag_may_say_when_a_syllable_begins() -> None:
    line = r"Dialogue: 0,0:00:01.00,0:00:05.00,D,,0,0,0,,{\kt50\k20}one {\kt100\k20}two"
    assert told(ass.read((HEAD + line).encode(), None)) == [("one", 1500), ("two", 2000)]
