"""Numbers of a sound file are measured once, and again for whatever makes them other numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from animatemusic.kept_numbers import FILES_KEPT, measured, numbers_folder


class Meter:
    """Counts how often it measures."""

    def __init__(self, *numbers: float) -> None:
        self.numbers, self.count = np.array(numbers), 0

    def __call__(self) -> NDArray[np.float64]:
        self.count += 1
        return self.numbers


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    path = tmp_path / "song.wav"
    path.write_bytes(b"a song")
    return path


def test_a_file_is_measured_once(sound: Path) -> None:
    meter = Meter(1.5, -np.inf)
    for _ in range(3):
        assert measured(sound, "loudness", meter).tolist() == [1.5, -np.inf]
    assert meter.count == 1


def test_another_content_or_another_question_is_measured_anew(sound: Path) -> None:
    meter = Meter(1.0)
    measured(sound, "loudness", meter)
    measured(sound, "peak", meter)
    sound.write_bytes(b"another")
    measured(sound, "loudness", meter)
    assert meter.count == 3


@pytest.mark.parametrize("data", [b"", b"no numbers", b"\x93NUMPY\x01\x00"])
def test_what_is_damaged_is_measured_again(sound: Path, data: bytes) -> None:
    meter = Meter(2.0)
    measured(sound, "loudness", meter)
    (kept,) = numbers_folder().iterdir()
    kept.write_bytes(data)
    assert measured(sound, "loudness", meter).tolist() == [2.0]
    assert meter.count == 2
    assert measured(sound, "loudness", meter).tolist() == [2.0]
    assert meter.count == 2


def test_objects_are_never_unpickled(sound: Path) -> None:
    meter = Meter(2.0)
    measured(sound, "loudness", meter)
    (kept,) = numbers_folder().iterdir()
    with kept.open("wb") as file:
        np.save(file, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    assert measured(sound, "loudness", meter).tolist() == [2.0]


def test_a_cache_that_cannot_be_written_is_nobodys_trouble(sound: Path) -> None:
    numbers_folder().parent.mkdir(parents=True)
    numbers_folder().write_bytes(b"in the way")
    assert measured(sound, "loudness", Meter(3.0)).tolist() == [3.0]


def test_the_oldest_go(sound: Path) -> None:
    for number in range(FILES_KEPT + 5):
        measured(sound, number, Meter(1.0))
    assert len(list(numbers_folder().iterdir())) == FILES_KEPT
