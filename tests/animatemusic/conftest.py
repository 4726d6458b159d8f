"""A short song for all tests of the command line: the first line of the sample song."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import animatemusic
import sample_songs
from aligner.formats import writable
from media_core.audio import Audio, load_audio
from media_core.timeline import Ms
from tests.animatemusic.command import write_wav

SHEET = "[Verse 1]\nPaper boat, paper moon,\n"


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``song.wav`` (3.7 s), ``lyrics.txt`` and ``times.json``."""
    folder = tmp_path_factory.mktemp("short")
    part: Audio = load_audio(sample_songs.path() / "song.ogg").part(Ms(3000), Ms(6700))
    write_wav(folder / "song.wav", part.samples, part.rate)
    (folder / "lyrics.txt").write_text(SHEET, "utf-8")
    found = animatemusic.align(folder / "song.wav", folder / "lyrics.txt", aligner="sphinx")
    (folder / "times.json").write_text(writable()["gentle-json"](found), "utf-8")
    return folder


@pytest.fixture
def folder(short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of the short song in the current folder; no Gentle server is known."""
    monkeypatch.delenv("GENTLE_URL", raising=False)
    # Nothing was aligned, and nobody trusted, before.
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    shutil.copytree(short, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"
