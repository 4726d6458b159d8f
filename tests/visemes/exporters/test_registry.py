"""What every exporter promises."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.visemes.exporters.performances import NASTY, animated, sung, told, track, written
from tests.visemes.songs import song, word
from visemes.exporters import EXPORTERS, Option, Performance
from visemes.sets import load_set

NAMES = sorted(EXPORTERS)


def test_the_programs_that_people_asked_for_are_there() -> None:
    assert (
        sorted(
            (
                *("rhubarb-json", "rhubarb-tsv", "rhubarb-xml", "moho", "papagayo", "papagayo-ng"),
                *("after-effects", "blender", "harmony", "harmony-script", "spine", "godot"),
                *("live2d", "arkit", "unity-csv", "xlights", "otio", "textgrid-visemes"),
            )
        )
        == NAMES
    )


@pytest.mark.parametrize("name", NAMES)
def test_it_says_its_suffix_and_its_readers(name: str) -> None:
    exporter = EXPORTERS[name]
    assert exporter.suffix.startswith(".")
    assert len(exporter.description) > 10
    assert not exporter.set or load_set(exporter.set).name == exporter.set
    assert all(
        isinstance(option, Option) and option.meaning for option in exporter.options.values()
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_same_song_gives_the_same_bytes(name: str) -> None:
    assert written(name) == written(name)


@pytest.mark.parametrize("name", NAMES)
def test_lines_end_as_on_unix_and_the_last_one_does(name: str) -> None:
    text = written(name)
    assert text.endswith("\n")
    assert "\r" not in text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sound", NASTY)
def test_no_name_of_a_song_adds_a_line(name: str, sound: str) -> None:
    plain, nasty = written(name), written(name, sound=sound)
    assert nasty.count("\n") == plain.count("\n")
    assert "\r" not in nasty
    assert "\u2028" not in nasty or name.startswith(("rhubarb", "godot"))


@pytest.mark.parametrize("name", NAMES)
def test_a_song_of_one_millisecond_without_words_can_be_written(name: str) -> None:
    rest = load_set(EXPORTERS[name].set or "rhubarb").rest
    mouths = track(1, (0, 1, rest), of=EXPORTERS[name].set or "rhubarb")
    assert EXPORTERS[name].write(told(name, mouths))


@pytest.mark.parametrize("name", NAMES)
def test_words_of_any_letters_can_be_written(name: str) -> None:
    for text in NASTY:
        sheet = song(2000, [word(text, 500, 900, "M AY")])
        assert written(name, sheet)


@pytest.mark.parametrize("name", [n for n in NAMES if not EXPORTERS[n].set])
@pytest.mark.parametrize("shapes", ["oculus", "sapi", "two-shape", "cmu-39"])
def test_whoever_leaves_the_set_to_the_user_takes_any(name: str, shapes: str) -> None:
    mouths = track(1000, (0, 1000, load_set(shapes).rest), of=shapes)
    assert EXPORTERS[name].write(told(name, mouths))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_was_sung_can_be_written(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    performance: Performance = data.draw(sung(name))
    text = EXPORTERS[name].write(performance)
    if EXPORTERS[name].suffix.endswith(("json", ".pg2", ".otio")):
        json.loads(text)


def test_an_option_of_another_program_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no option 'slot' \(its options: name\)"):
        EXPORTERS["papagayo"].chosen({"slot": "x"})
    with pytest.raises(ValueError, match=r"its options: none"):
        EXPORTERS["moho"].chosen({"slot": "x"})


def test_options_that_are_not_given_have_their_defaults() -> None:
    assert animated("spine", slot="jaw").options == {
        "slot": "jaw",
        "prefix": "mouth/",
        "animation": "sing",
    }
