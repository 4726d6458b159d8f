from pathlib import Path

import numpy as np
import pytest

from aligner.alignment import Alignment, Line, Word
from animatemusic import cache
from animatemusic.cache import AlignmentCache, key_of
from media_core.audio import Audio
from media_core.timeline import Ms, Span

MOON = Word("moon", "moon", (0, 4), Span(Ms(10), Ms(90)), confidence=0.97)
SONG = Alignment((Line((MOON,), "Chorus"),), Ms(100), "moon")


def test_what_was_kept_is_found_again(tmp_path: Path) -> None:
    store = AlignmentCache(tmp_path / "deep" / "folder")
    assert store.get("a") is None
    store.put("a", SONG)
    assert store.get("a") == SONG
    assert [path.name for path in (tmp_path / "deep" / "folder").iterdir()] == ["a.json"]


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    store = AlignmentCache(tmp_path)
    store.put("a", SONG)
    (tmp_path / "a.json").write_text('{"animatemusic": 1, "dur')
    assert store.get("a") is None


def test_a_folder_that_cannot_be_made_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = AlignmentCache(tmp_path / "file" / "folder")
    store.put("a", SONG)
    assert store.get("a") is None


def test_the_least_used_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setattr(cache, "FILES_KEPT", 2)
    store = AlignmentCache(tmp_path)
    for age, key in enumerate("ab"):
        store.put(key, SONG)
        os.utime(tmp_path / f"{key}.json", (1000 + age, 1000 + age))
    assert store.get("a") is not None  # used just now
    store.put("c", SONG)
    assert store.get("b") is None
    assert store.get("a") is not None
    assert store.get("c") is not None


def sound(level: int, name: str = "song.wav") -> Audio:
    samples = np.full((100, 1), level, np.int16)
    return Audio(samples, 16_000, (samples[:, 0] / 32768).astype(np.float32), Path(name))


def test_a_key_depends_on_everything_but_the_name_of_the_song() -> None:
    keys = {
        key_of(sound(1), "words", "en"),
        key_of(sound(2), "words", "en"),
        key_of(sound(1), "wordse", "n"),
        key_of(sound(1), "words", "fr"),
        key_of(sound(1), "words"),
    }
    assert len(keys) == 5
    assert key_of(sound(1, "copy.wav"), "words", "en") == key_of(sound(1), "words", "en")


def test_another_aligner_answers_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of(sound(1))
    monkeypatch.setattr(cache, "code_of", lambda *packages: f"changed {packages}")
    assert key_of(sound(1)) != before
    monkeypatch.undo()
    monkeypatch.setattr(cache, "versions_of", lambda *projects: [(p, "9.9") for p in projects])
    assert key_of(sound(1)) != before
