"""Names that stand for no file are refused at once; what is written is whole or not there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from media_core.errors import InputError, LyricsError, OutputError
from media_core.files import (
    check_file,
    digest_of,
    forget_placed,
    placed,
    read_bytes,
    whole_or_nothing,
)
from media_core.leftovers import passing_name


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"words")
    assert read_bytes(path, limit=5) == b"words"


def test_one_byte_too_many_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"words")
    with pytest.raises(InputError, match="too large for a lyric sheet"):
        read_bytes(path, limit=4, what="lyric sheet")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_that_nobody_writes_to_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(InputError, match="pipe or a device"):
        read_bytes(path, limit=10)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_a_device_without_an_end_is_refused() -> None:
    with pytest.raises(InputError, match="pipe or a device"):
        check_file(Path("/dev/zero"))


@pytest.mark.parametrize(
    ("name", "words"), [(".", "is a folder"), ("missing", "there is no"), ("a\0b", "cannot be")]
)
def test_what_is_not_a_file_is_named(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(LyricsError, match=words) as caught:
        read_bytes(tmp_path / name, limit=10, error=LyricsError)
    assert "\0" not in str(caught.value)


def test_files_that_hide_their_size_are_limited_too() -> None:
    path = Path("/proc/self/maps")
    if not path.exists():
        pytest.skip("needs /proc")
    with pytest.raises(InputError, match="too large"):
        read_bytes(path, limit=10)


def test_a_digest_is_of_what_the_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"")
    assert digest_of(path).startswith("e3b0c44298fc1c14")  # FIPS 180-4, of nothing


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    def fail() -> None:
        with whole_or_nothing(tmp_path / "out.bin") as temporary:
            temporary.write_bytes(b"half")
            raise OutputError("no")

    with pytest.raises(OutputError):
        fail()
    assert list(tmp_path.iterdir()) == []


def _dead() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        pass
    return child.pid


def _named_by(pid: int, path: Path, kind: str = "partial", suffix: str = "") -> Path:
    name = passing_name(path, kind, suffix).name
    return path.with_name(name.replace(f"-{os.getpid()}.", f"-{pid}."))


@pytest.mark.skipif(sys.platform == "win32", reason="there, age decides")
def test_what_a_killed_program_left_goes_when_the_next_file_is_written(tmp_path: Path) -> None:
    target = tmp_path / "song.mp4"
    left = _named_by(_dead(), target, suffix=".mp4")
    left.write_bytes(b"half")
    parts = _named_by(_dead(), target, "parts")
    parts.mkdir()
    (parts / "0.mp4").write_bytes(b"part")
    with whole_or_nothing(target) as temporary:
        temporary.write_bytes(b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["song.mp4"]


@pytest.mark.skipif(sys.platform == "win32", reason="there, age decides")
def test_what_is_not_surely_left_behind_stays(tmp_path: Path) -> None:
    target = tmp_path / "song.mp4"
    dead = _dead()
    living = _named_by(os.getppid(), target, suffix=".mp4")
    ours, theirs = _named_by(dead, target, suffix=".mp4").name, f".song.0badc0de-{dead}.partial.mp4"
    others = [living.name, theirs, f".song.{dead}.partial.mp4", "a" + ours, f"{ours}.bak.x"]
    for name in others:
        (tmp_path / name).write_bytes(b"")
    precious = tmp_path / "precious"
    precious.write_bytes(b"x")
    (tmp_path / ours).symlink_to(precious)
    with whole_or_nothing(target) as temporary:
        temporary.write_bytes(b"whole")
    assert {path.name for path in tmp_path.iterdir()} >= {*others, ours, "precious"}


def test_a_name_as_long_as_the_system_takes_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / f"{'ä' * 125}.mp4"
    with whole_or_nothing(target) as temporary:
        temporary.write_bytes(b"whole")
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_it_is_known_what_was_put_in_place_and_is_still_there(tmp_path: Path) -> None:
    forget_placed()
    for name in ("a", "b", "c"):
        with whole_or_nothing(tmp_path / name) as temporary:
            temporary.write_bytes(b"whole")
    (tmp_path / "b").unlink()
    (tmp_path / "other").write_bytes(b"")
    (tmp_path / "other").replace(tmp_path / "c")
    assert placed() == [tmp_path / "a"]
