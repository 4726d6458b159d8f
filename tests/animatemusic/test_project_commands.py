"""``animatemusic init``, and ``animate`` from the file that it writes."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import av
import pytest

from animatemusic.commands.animate import animate
from animatemusic.commands.project_options import SET_ASIDE
from animatemusic.project import FILE
from animatemusic.project.keys import SECTIONS
from animatemusic.project.schema import SCHEMA_FILE
from tests.animatemusic.command import (
    REPOSITORY,
    Finished,
    expect_refusal,
    in_process,
    inventory,
)

Capfd = pytest.CaptureFixture[str]

SMALL = """\
[song]
file = "song.wav"
lyrics = "lyrics.txt"
alignment = "times.json"

[video]
size = "128x72"
fps = 10
"""
STILL = ("--still", "0:01")


def ran(capfd: Capfd, *arguments: str) -> Finished:
    finished = in_process(capfd.readouterr, *arguments)
    assert finished.code == 0, finished
    assert finished.errors == []
    return finished


def refused(capfd: Capfd, *arguments: str) -> str:
    return expect_refusal(in_process(capfd.readouterr, *arguments))


def misused(capfd: Capfd, *arguments: str) -> str:
    finished = in_process(capfd.readouterr, *arguments)
    assert finished.code == 2, finished
    return finished.err


def project(text: str = "", folder: Path = Path()) -> None:
    (folder / FILE).write_text(SMALL + text, "utf-8")


def shape(path: str | Path) -> tuple[int, int, float]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return stream.width, stream.height, float(stream.average_rate or 0)


@pytest.fixture
def here(folder: Path) -> Path:
    """A folder with a song, its lyrics and its times."""
    return folder


def test_a_project_is_written_and_makes_the_video(here: Path, capfd: Capfd) -> None:
    made = ran(capfd, "init")
    assert made.out == f"{FILE}\n"
    assert made.other == [
        "animatemusic: song.wav (0:04) sings lyrics.txt (1 line)",
        "animatemusic: look at it: animatemusic animate --preview",
    ]
    small = ("--size", "128x72", "--range", "0:00-0:00.3", "-q")
    assert ran(capfd, "animate", *small).out == "song.mp4\n"
    assert shape("song.mp4") == (128, 72, 30.0)
    ran(capfd, "animate", "song.wav", "lyrics.txt", *small, "-o", "typed.mp4")
    assert Path("typed.mp4").read_bytes() == Path("song.mp4").read_bytes()


def test_init_works_from_elsewhere_and_the_video_lies_beside_the_project(
    here: Path, capfd: Capfd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here.parent)
    assert ran(capfd, "init", here.name, "-q").out == f"{Path(here.name, FILE)}\n"
    project(folder=here)
    # It is the same picture of the same song each time, and takes its own place.
    for place in (here.name, f"{here.name}/{FILE}"):
        assert ran(capfd, "animate", place, *STILL, "-q").out == f"{Path(here.name, 'song.png')}\n"
    assert ran(capfd, "animate", "--project", here.name, *STILL, "-q").out.endswith("song.png\n")


def test_song_and_lyrics_may_lie_elsewhere(here: Path, capfd: Capfd) -> None:
    Path("video").mkdir()
    ran(capfd, "init", "video", "song.wav", "lyrics.txt")
    text = Path("video", FILE).read_text("utf-8")
    assert 'file = "../song.wav"\nlyrics = "../lyrics.txt"' in text
    ran(capfd, "init", "song.wav")
    assert 'file = "song.wav"\nlyrics = "lyrics.txt"' in Path(FILE).read_text("utf-8")


def test_a_voice_and_a_licence_are_neither_song_nor_lyrics(here: Path, capfd: Capfd) -> None:
    shutil.copy("song.wav", "song_vocals.wav")
    for name in ("LICENSE.txt", "readme.txt"):
        Path(name).write_text("Nobody sings this.\n", "utf-8")
    ran(capfd, "init")
    text = Path(FILE).read_text("utf-8")
    assert 'file = "song.wav"' in text
    assert '# vocals = "song_vocals.wav"' in text


def test_of_several_sheets_the_one_with_the_name_of_the_song_is_meant(
    here: Path, capfd: Capfd
) -> None:
    for name in ("song.txt", "other.txt"):
        shutil.copy("lyrics.txt", name)
    ran(capfd, "init")
    assert 'lyrics = "song.txt"' in Path(FILE).read_text("utf-8")


def test_init_asks_where_it_would_have_to_guess(here: Path, capfd: Capfd) -> None:
    shutil.copy("song.wav", "other.mp3")
    before = inventory(here)
    said = refused(capfd, "init")
    assert "which song of . is meant: other.mp3, song.wav?" in said
    assert "animatemusic init . SONG LYRICS" in said
    Path("empty").mkdir()
    assert "there is no song in empty" in refused(capfd, "init", "empty")
    Path("bare").mkdir()
    shutil.copy("song.wav", "bare")
    assert "there is no lyric sheet (.txt) in bare" in refused(capfd, "init", "bare")
    for name in ("a.txt", "b.txt"):
        shutil.copy("lyrics.txt", Path("bare", name))
    assert "a.txt, b.txt?" in refused(capfd, "init", "bare")
    assert "there is no folder nowhere" in refused(capfd, "init", "nowhere")
    assert "there is no lyrics file" in refused(capfd, "init", ".", "song.wav", "nothing.txt")
    Path("broken.wav").write_bytes(b"RIFF of a kind")
    assert "broken.wav" in refused(capfd, "init", ".", "broken.wav", "lyrics.txt")
    for name in ("empty", "bare"):
        shutil.rmtree(name)
    Path("broken.wav").unlink()
    assert inventory(here) == before


def test_init_replaces_nothing_unless_it_is_told_to(here: Path, capfd: Capfd) -> None:
    Path(FILE).write_text("mine", "utf-8")
    assert f"{FILE} exists already; add --force" in refused(capfd, "init")
    assert Path(FILE).read_text("utf-8") == "mine"
    ran(capfd, "init", "--force")
    assert Path(FILE).read_text("utf-8").startswith(f"#:schema ./{SCHEMA_FILE}")
    Path(FILE).unlink()
    ran(capfd, "init")  # its own schema is not in the way
    Path(FILE).unlink()
    Path(SCHEMA_FILE).write_text("{}", "utf-8")
    assert f"{SCHEMA_FILE} exists already" in refused(capfd, "init")
    assert not Path(FILE).exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_takes_no_files_is_said_so(here: Path, capfd: Capfd) -> None:
    here.chmod(0o500)
    try:
        assert "nothing can be written into" in refused(capfd, "init")
    finally:
        here.chmod(0o700)


def test_the_schema_is_printed_and_nothing_written(here: Path, capfd: Capfd) -> None:
    before = inventory(here)
    out = ran(capfd, "init", "--schema").out
    assert inventory(here) == before
    ran(capfd, "init")
    assert Path(SCHEMA_FILE).read_text("utf-8") == out


def test_what_is_typed_wins(here: Path, capfd: Capfd) -> None:
    project('range = "0:00-0:00.5"\n')
    ran(capfd, "animate", "-q")
    assert shape("song.mp4") == (128, 72, 10.0)
    ran(capfd, "animate", "--size", "64x64", "--fps", "5", "-o", "typed.mp4", "-q")
    assert shape("typed.mp4") == (64, 64, 5.0)


def test_two_sizes_are_two_videos(here: Path, capfd: Capfd) -> None:
    Path(FILE).write_text(SMALL.replace('"128x72"', '["128x72", "72x128"]'), "utf-8")
    paths = ran(capfd, "animate", "--range", "0:00-0:00.5", "-q").out.split()
    assert paths == ["song-128x72.mp4", "song-72x128.mp4"]
    assert [shape(path)[:2] for path in paths] == [(128, 72), (72, 128)]


def test_a_preset_that_is_typed_brings_its_own_size(here: Path, capfd: Capfd) -> None:
    project()
    said = ran(capfd, "animate", "--preset", "square", *STILL)
    assert shape("song.png")[:2] == (1080, 1080)
    assert f"animatemusic: size, fps of {FILE} do not go with --preset and are left out" in (
        said.other
    )
    project('preset = "square"\n')
    ran(capfd, "animate", *STILL, "-o", "own.png", "-q")
    assert shape("own.png")[:2] == (128, 72)


def test_another_result_does_not_take_the_name_of_the_video(here: Path, capfd: Capfd) -> None:
    project('output = "final.mp4"\nlrc = true\n')
    assert ran(capfd, "animate", "--preview", "-q").out == "song-preview.mp4\n"
    Path("song-preview.lrc").unlink()
    assert ran(capfd, "animate", "--range", "0:00-0:00.3", "-q").out == "song.mp4\n"
    assert ran(capfd, "animate", *STILL, "-q").out == "song.png\n"
    assert not Path("final.mp4").exists()
    assert ran(capfd, "animate", "-q").out == "final.mp4\n"
    assert Path("final.lrc").exists()
    assert ran(capfd, "animate", "-q").out == "final.mp4\n"  # our own, of the same project
    Path("final.mp4").write_bytes(b"edited")
    before = inventory(here)
    assert "final.mp4 exists already" in refused(capfd, "animate", "-q")
    assert inventory(here) == before


def test_a_still_that_is_typed_wins_over_a_thumbnail(here: Path, capfd: Capfd) -> None:
    project("thumbnail = true\n")
    assert ran(capfd, "animate", "-q").out == "song-thumbnail.jpg\n"
    assert ran(capfd, "animate", *STILL, "-q").out == "song.png\n"


def test_captions_that_are_typed_are_shown(here: Path, capfd: Capfd) -> None:
    project('[captions]\nno-captions = true\nfont = "No Such Font Anywhere"\n')
    ran(capfd, "animate", *STILL, "-o", "none.png", "-q", "--without", "font")
    ran(capfd, "animate", *STILL, "-o", "pill.png", "-q", "--without", "font", "--captions", "pill")
    assert Path("none.png").read_bytes() != Path("pill.png").read_bytes()


def test_a_key_is_left_out_by_name(here: Path, capfd: Capfd) -> None:
    project('[background]\nbackground = "gone.jpg"\n')
    assert "gone.jpg" in refused(capfd, "animate", *STILL)
    ran(capfd, "animate", *STILL, "--without", "background", "-q")
    said = misused(capfd, "animate", *STILL, "--without", "backgruond")
    assert "did you mean background?" in said
    assert "--without is for a project" in misused(
        capfd, "animate", "song.wav", "lyrics.txt", "--without", "background"
    )


def test_a_project_is_not_read_where_song_and_lyrics_are_typed(here: Path, capfd: Capfd) -> None:
    Path(FILE).write_text("this is no TOML", "utf-8")
    typed = ("animate", "song.wav", "lyrics.txt", "--alignment", "times.json", "--size", "128x72")
    said = ran(capfd, *typed, *STILL)
    assert any(line.startswith(f"animatemusic: {FILE} is not read") for line in said.other)
    assert ran(capfd, *typed, *STILL, "-q").other == []
    assert f"the project {FILE} is not TOML" in refused(capfd, *typed, "--project", ".")


def test_the_look_of_a_project_suits_another_song(here: Path, capfd: Capfd) -> None:
    Path("look").mkdir()
    look = SMALL.replace("song.wav", "gone.wav").replace("times.json", "gone.json")
    Path("look", FILE).write_text(look + 'output = "gone.mp4"\n', "utf-8")
    typed = ("animate", "song.wav", "lyrics.txt", "--alignment", "times.json", "--project", "look")
    said = ran(capfd, *typed)
    assert said.out == f"{Path('look', 'song.mp4')}\n"
    assert shape("look/song.mp4") == (128, 72, 10.0)
    assert any("output of" in line and "SONG" in line for line in said.other)
    assert "give SONG and LYRICS, or neither" in misused(
        capfd, "animate", "song.wav", "--project", "look"
    )


def test_without_song_and_project_the_way_is_shown(here: Path, capfd: Capfd) -> None:
    assert "animatemusic init" in misused(capfd, "animate")
    assert "Missing argument 'LYRICS'" in misused(capfd, "animate", "song.wav")
    assert "animatemusic init empty" in _refused_empty(capfd)
    assert "the project nothing does not exist" in refused(capfd, "animate", "--project", "nothing")
    assert "nothing.toml does not exist" in refused(capfd, "animate", "nothing.toml")


def _refused_empty(capfd: Capfd) -> str:
    Path("empty").mkdir()
    return refused(capfd, "animate", "empty")


def test_files_that_are_gone_are_named_with_their_line(here: Path, capfd: Capfd) -> None:
    project()
    Path("times.json").unlink()
    said = refused(capfd, "animate")
    assert f"{FILE}, line 4: there is no file times.json" in said
    before = inventory(here)
    assert "song.wav" in refused(capfd, "animate", "--alignment", "song.wav")
    assert inventory(here) == before


def test_a_project_is_never_overwritten_by_its_video(here: Path, capfd: Capfd) -> None:
    project(f'format = "png"\noutput = "{FILE}"\n')
    before = inventory(here)
    refused(capfd, "animate", "--force")
    assert inventory(here) == before


def test_help_is_given_even_beside_a_broken_project(here: Path, capfd: Capfd) -> None:
    Path(FILE).write_text("nothing of the kind", "utf-8")
    assert "--without KEY" in ran(capfd, "animate", "--help").out


def test_what_sets_aside_and_what_is_set_aside_are_parameters() -> None:
    known = {str(param.name) for param in animate.params}
    assert set(SET_ASIDE) <= known
    assert {name for names in SET_ASIDE.values() for name in names} <= known


def test_the_page_on_projects_names_every_section_and_key() -> None:
    page = (REPOSITORY / "docs" / "projects.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `\[([a-z-]+)\]` \| (.*) \|$", page, re.MULTILINE))
    assert rows.keys() == SECTIONS.keys()
    for section, names in SECTIONS.items():
        assert tuple(re.findall(r"`([a-z-]+)`", rows[section])) == names


def test_a_real_face_and_a_drawn_one_are_not_wanted_at_once(here: Path, capfd: Capfd) -> None:
    shutil.copy("song.wav", "face.mp4")
    project('[real-face]\nrefine = "face.mp4"\n')
    assert "is for drawn characters" in misused(capfd, "animate")
    Path(FILE).write_text(
        SMALL.partition("[video]")[0] + '[real-face]\nrefine = "face.mp4"\n', "utf-8"
    )
    ran(capfd, "animate", "--rig", "rocco", "--size", "128x72", *STILL, "-q")
