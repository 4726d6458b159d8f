"""What ``animatemusic.toml`` may say, and what is said of all else."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.pins import Anchor
from animatemusic.commands.animate import animate
from animatemusic.project import FILE, MAX_BYTES, Project, check_files, load_project, parse_project
from animatemusic.project.keys import EXCLUDED, SECTIONS, keys_of
from media_core.errors import AnimateMusicError, InputError
from media_core.timeline import Ms, Span

SONG = '[song]\nfile = "song.wav"\nlyrics = "words/lyrics.txt"\n'
HERE = Path("somewhere", FILE)


def parsed(text: str, path: Path = HERE) -> Project:
    return parse_project(text, path, animate)


def refused(text: str) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        parsed(text)
    return caught.value.message, caught.value.hint


def test_a_project_says_what_the_command_would_be_told() -> None:
    text = f"""{SONG}
[align]
anchor = ["0:42=Paper boat", "1:00=Paper moon"]
[background]
ken-burns = true
[cards]
credit = "Music: somebody"
[rig]
seed = 7
[visuals]
bpm = 120
[video]
size = ["1920x1080", "1080x1920"]
fps = 29.97
range = "0:30-0:45"
jobs = 2
"""
    options = dict(parsed(text).options)
    assert options.pop("song") == HERE.parent.absolute() / "song.wav"
    assert options.pop("lyrics") == HERE.parent.absolute() / "words" / "lyrics.txt"
    assert options == {
        "anchors": (Anchor(Ms(42_000), "Paper boat"), Anchor(Ms(60_000), "Paper moon")),
        "ken_burns": True,
        "credits_": ("Music: somebody",),
        "seed": 7,
        "bpm": 120.0,
        "sizes": ((1920, 1080), (1080, 1920)),
        "fps": Fraction(30_000, 1001),
        "span": Span(Ms(30_000), Ms(45_000)),
        "jobs": 2,
    }


def test_every_option_is_a_key_or_there_is_a_reason() -> None:
    keys = {name for names in keys_of(animate).values() for name in names}
    options = {
        name.removeprefix("--") for param in animate.params for name in param.opts if "--" in name
    }
    assert options - keys <= set(EXCLUDED)
    assert {name for names in SECTIONS.values() for name in names} <= keys, "stale names"
    assert set(SECTIONS) == set(keys_of(animate))


def test_a_new_option_is_at_once_a_key() -> None:
    @click.command()
    @click.argument("song", type=click.Path(path_type=Path))
    @click.option("--glitter", type=click.IntRange(0, 9))
    def sparkle(song: Path, glitter: int) -> None:
        """Sparkle."""

    project = parse_project('song.file = "a.wav"\nvideo.glitter = 3', HERE, sparkle)
    assert project.options["glitter"] == 3
    with pytest.raises(InputError, match="glitter: 10 is not in the range"):
        parse_project('song.file = "a.wav"\nvideo.glitter = 10', HERE, sparkle)


def test_paths_count_from_the_file_and_names_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "Plain").touch()
    text = f"""{SONG}
vocals = "{(tmp_path / "voice.wav").as_posix()}"
[rig]
rig = "mine"
[background]
background = "../cover.jpg"
[visuals]
visual = ["pulse", "own.py:draw"]
[captions]
captions = "big-word"
font = "DejaVu Serif"
"""
    said = parsed(text, tmp_path / FILE).options
    assert said["vocals"] == tmp_path / "voice.wav"
    assert said["rig_name"] == str(tmp_path / "mine")
    assert said["background"] == str(tmp_path / ".." / "cover.jpg")
    assert said["visuals"] == ("pulse", f"{tmp_path / 'own.py'}:draw")
    assert (said["caption_style"], said["font"]) == ("big-word", "DejaVu Serif")
    for name, path in (("rocco", "rocco"), ("mine.svg", str(tmp_path / "mine.svg"))):
        own = parsed(f'{SONG}[rig]\nrig = "{name}"', tmp_path / FILE)
        assert own.options["rig_name"] == path
    for name, path in (("navy", "navy"), ("#111-#334", "#111-#334"), ("cover", "cover")):
        own = parsed(f'{SONG}[background]\nbackground = "{name}"', tmp_path / FILE)
        assert own.options["background"] == path
    # A font of any name may lie there.
    own = parsed(f'{SONG}[captions]\nfont = "Plain"', tmp_path / FILE)
    assert own.options["font"] == str(tmp_path / "Plain")


def test_what_is_given_to_the_command_is_as_near_as_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE).write_text(SONG, "utf-8")
    monkeypatch.chdir(tmp_path)
    project = load_project(Path(), animate)
    assert project.given["song"] == "song.wav"
    assert project.options["song"] == tmp_path / "song.wav"


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ('[captions]\nfnt = "x"', "line 5: unknown key fnt in [captions]", "did you mean font?"),
        ("[background]\nken_burns = true", "unknown key ken_burns", "did you mean ken-burns?"),
        ('[video]\nfont = "x"', "font does not belong to [video]", "put it below [captions]"),
        ('[rig]\ncaptoins = "x"', "unknown key captoins", "captions below [captions]"),
        ("[rig]\nzzz = 1", "unknown key zzz in [rig]", "known in [rig]: rig, set"),
        ('[caption]\nfont = "x"', "line 4: unknown section [caption]", "[captions]"),
        ("[zzz]", "unknown section [zzz]", "known: song, align"),
        ("[[captions]]", "captions is a section, not a value", "begin it with [captions]"),
        ("[video]\nforce = true", "force cannot be said", "who runs the command"),
        ("[video]\nsize = []", "size has 0 values", "leave the key out"),
        ('[video]\nsize = ["320x180", "321x9"]', "'321x9' is no size", "write it as 1920x1080"),
        ("[video]\nsize = [[1, 2]]", "size must be a text, or a list", 'size = ["...", "..."]'),
        ('[video]\npreset = "tiktoc"', "preset cannot be 'tiktoc'", "did you mean tiktok?"),
        ('[video]\npreset = ["youtube", "tiktoc"]', "cannot be 'tiktoc'", "did you mean tiktok?"),
        ('[video]\npreset = "zzz"', "preset cannot be 'zzz'", "choose one of: youtube"),
        ("[video]\nfps = 500", "fps: a frame rate lies between 1 and 120", "--help"),
        ("[video]\nstill = 00:00:42", "still must be a text", 'still = "..."'),
        ("[video]\njobs = 0", "jobs: 0 is not in the range", "--help"),
        ('[rig]\nseed = "1"', "seed must be a whole number", "without quotes"),
        ("[rig]\nseed = true", "seed must be a whole number", "without quotes"),
        ('[visuals]\nbpm = "120"', "bpm must be a number", "bpm = 120"),
        ("[visuals]\nbpm = nan", "bpm must be a number that ends", "digits"),
        ("[background]\nken-burns = 1", "ken-burns must be true or false", "= true"),
        ('[captions]\nfont = ["a", "b"]', "font must be a text", 'font = "..."'),
        ('[captions]\nfont = ""', "font is empty", "leave the key out"),
        ('[captions]\nfont = "a\\u0000b"', "character without meaning", "take it out"),
        ("[captions.font]\nx = 1", "font must be a text", 'font = "..."'),
        ("[song]", "is not TOML (Cannot declare", "look at that place"),
        ("a = " + "9" * 5000, "too many digits", "look at that place"),
        ("a = " + "[" * 9000, "nested too deeply", "look at that place"),
    ],
)
def test_what_means_nothing_is_named_with_what_is_near(text: str, what: str, hint: str) -> None:
    message, said = refused(SONG + text)
    assert what in message
    assert str(HERE) in message
    assert hint in said


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ('font = "x"', "line 1: font stands in no section", "put it below [captions]"),
        ('captions = "wipe"', "captions is a section", "then captions = ... on a line of its own"),
        ("force = true", "force cannot be said", "who runs the command"),
        ("schema = 2", "line 1: schema 2 is unknown", "write schema = 1"),
        ("schema = true", "schema True is unknown", "write schema = 1"),
        ("", "does not say file in [song]", 'write file = "..."'),
        ('song.file = "a.wav"', "does not say lyrics in [song]", 'write lyrics = "..."'),
        ('[song]\nfile = "C:\\songs\\a.wav"', "is not TOML", "write paths with /"),
        ("[rig]\nseed = 0xffffffffffffffffff", "the number of seed is beyond", "that place"),
        ('"\\u001b[31m" = 1', "unknown section [?[31m]", "known: song"),
    ],
)
def test_the_rest_of_a_file_is_watched_too(text: str, what: str, hint: str) -> None:
    message, said = refused(text)
    assert what in message
    assert hint in said


def test_the_right_schema_may_be_said() -> None:
    assert parsed("schema = 1\n" + SONG).options.keys() == {"song", "lyrics"}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_are_counted_as_editors_do(newline: str) -> None:
    text = f"# a comment\n\n{SONG}[ captions ]  # looks\n'font' = 'x'\nfont-size = 2\n"
    message, _ = refused(text.replace("\n", newline).replace("'font' = 'x'", 'font = "x"'))
    assert f"{HERE}, line 8: unknown key font-size" in message
    project = parsed(
        'song.file = "a"\nsong.lyrics = "b"\n[video]\nfps = 24\n'.replace("\n", newline)
    )
    assert [project.lines[name] for name in ("song", "lyrics", "fps")] == [1, 2, 4]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"#" * (MAX_BYTES + 1), "is too large"),
        ("[song]\nfile = 'a'".encode("utf-16"), "is not in UTF-8"),
        (b"[song]\nfile = '\xe9'", "is not in UTF-8"),
        (b"\0" * 50, "is not TOML"),
    ],
)
def test_a_file_that_is_no_project_is_refused_in_a_sentence(
    tmp_path: Path, data: bytes, what: str
) -> None:
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(InputError, match=what) as caught:
        load_project(tmp_path, animate)
    assert str(tmp_path / FILE) in caught.value.message
    assert caught.value.hint


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbf" + SONG.encode())
    assert load_project(tmp_path / FILE, animate).given["song"] == str(tmp_path / "song.wav")


@pytest.mark.parametrize("what", ["missing", "empty folder", "pipe"])
def test_a_place_without_a_project_is_refused(tmp_path: Path, what: str) -> None:
    place = tmp_path / "place"
    if what == "empty folder":
        place.mkdir()
    if what == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("needs named pipes")
        os.mkfifo(place)
    with pytest.raises(InputError, match="place") as caught:
        load_project(place, animate)
    assert FILE in caught.value.hint or "animatemusic init" in caught.value.hint


def test_the_slowest_file_is_refused() -> None:
    # Python's reader takes time in proportion to the square of such a key's length, which is why
    # a project may not be longer.
    refused("a." * (MAX_BYTES // 2 - 2) + "a=1")
    refused("a" * MAX_BYTES + "a=1")


def test_files_that_count_must_be_there(tmp_path: Path) -> None:
    text = f'{SONG}alignment = "times.json"\n[video]\noutput = "new.mp4"\n'
    (tmp_path / "song.wav").touch()
    project = parsed(text, tmp_path / FILE)
    check_files(project, animate, ["song", "output", "sizes"])
    with pytest.raises(InputError, match=r"line 4: there is no file .*times\.json") as caught:
        check_files(project, animate, ["song", "alignment_file"])
    assert f"the folder of {FILE}" in caught.value.hint


def test_a_look_without_a_song_is_enough_where_the_song_is_typed() -> None:
    look = parse_project('[captions]\ncaptions = "pill"', HERE, animate, complete=False)
    assert look.options == {"caption_style": "pill"}


@given(st.text(max_size=200) | st.text(alphabet='[]".=#\n aé\\1{},', max_size=200))
def test_any_text_is_a_project_or_one_sentence(text: str) -> None:
    try:
        parsed(text)
    except AnimateMusicError as err:
        said = err
    else:
        return
    assert "\n" not in said.message
    assert said.hint
    assert len(said.message) + len(said.hint) < 1000
