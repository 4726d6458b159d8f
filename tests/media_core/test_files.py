"""Names that stand for no file are refused at once; what is written is whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from media_core.errors import InputError, LyricsError, OutputError
from media_core.files import check_file, digest_of, read_bytes, whole_or_nothing


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
