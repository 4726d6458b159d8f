"""The project that ``animatemusic init`` writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animatemusic.commands.animate import animate
from animatemusic.project import parse_project
from animatemusic.project.keys import keys_of
from animatemusic.project.text import Found, project_text
from media_core.errors import InputError

PLACE = Path("animatemusic.toml")
TEXT = project_text(Found("song.wav", "lyrics.txt"), animate)


def test_a_new_project_changes_nothing_but_song_and_lyrics() -> None:
    said = dict(parse_project(TEXT, PLACE, animate).given)
    assert (said.pop("song"), said.pop("lyrics")) == ("song.wav", "lyrics.txt")
    defaults = {param.name: param.default for param in animate.params}
    assert said
    assert said == {name: defaults[name] for name in said}


@pytest.mark.parametrize("line", re.findall(r"^# ([a-z-]+ = .*)$", TEXT, re.MULTILINE))
def test_each_comment_is_a_line_to_be_said(line: str) -> None:
    text = TEXT.replace(f"# {line}", line)
    assert text != TEXT
    more = parse_project(text, PLACE, animate).given.keys()
    assert len(more - parse_project(TEXT, PLACE, animate).given.keys()) == 1


def test_it_is_short_and_names_what_is_there() -> None:
    lines = TEXT.splitlines()
    assert len(lines) < 60
    assert max(map(len, lines)) <= 100
    assert [line[1:-1] for line in lines if line.startswith("[")] == [
        section for section in keys_of(animate) if f"[{section}]" in TEXT
    ]
    found = Found("a.wav", "b.txt", "voice.wav", {"title": 'A "B"', "artist": "C"})
    text = project_text(found, animate)
    for line in ('# vocals = "voice.wav"', '# title = "A \\"B\\""', '# artist = "C"'):
        assert line in text


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_any_name_of_a_file_comes_back(name: str) -> None:
    text = project_text(Found("song.wav", name, tags={"title": name}), animate)
    if not name.strip():
        return
    assert parse_project(text, PLACE, animate).given["lyrics"] == str(Path(name))


def test_a_name_that_is_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="is not in UTF-8") as caught:
        project_text(Found("song\udcff.wav", "lyrics.txt"), animate)
    assert caught.value.hint == "rename the file"
