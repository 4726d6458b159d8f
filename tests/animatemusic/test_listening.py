"""Clips of what is doubtful: sorted names, clicks, and what to type in the index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from aligner.alignment import Alignment, Line, Word
from aligner.report_text import Files
from animatemusic.listening import LONGEST_MS, write_clips
from media_core.audio import Audio, load_audio
from media_core.errors import OutputError
from media_core.timeline import Ms, Span


def silence(seconds: int, rate: int = 8000) -> Audio:
    samples = np.zeros((seconds * rate, 1), np.int16)
    return Audio(samples, rate, np.zeros(seconds * 16_000, np.float32), Path("song.wav"))


def song(*lines: tuple[int, float], seconds: int = 200) -> Alignment:
    """Lines of two words, each by when it begins in seconds and how sure its words are."""
    return Alignment(
        tuple(
            Line(
                tuple(
                    Word("la", "la", (0, 2), Span(Ms(at), Ms(at + 400)), (), sure)
                    for at in (1000 * start, 1000 * start + 500)
                )
            )
            for start, sure in lines
        ),
        Ms(1000 * seconds),
    )


def test_each_stretch_has_a_clip_the_worst_first(tmp_path: Path) -> None:
    found = song((20, 0.6), (52, 1.0), (112, 0.1))
    assert write_clips(silence(200), found, tmp_path / "clips", Files()) == 2
    names = sorted(path.name for path in (tmp_path / "clips").iterdir())
    assert names == ["01-line-3-1m52.wav", "02-line-1-0m20.wav", "index.txt"]
    index = (tmp_path / "clips" / "index.txt").read_text("utf-8")
    assert index.index(names[0]) < index.index("--line 3 --at 1:52.0") < index.index(names[1])


def test_a_clip_begins_before_its_line_and_clicks_where_words_begin(tmp_path: Path) -> None:
    write_clips(silence(200), song((20, 0.6)), tmp_path, Files())
    heard = load_audio(tmp_path / "01-line-1-0m20.wav")
    assert heard.duration == 1500 + 900 + 800
    loud = np.flatnonzero(np.abs(heard.samples[:, 0]) > 300) * 1000 // heard.rate
    assert set(loud // 100) == {15, 20}


def test_a_verse_in_doubt_is_heard_in_part(tmp_path: Path) -> None:
    found = song(*((3 * n, 0.5) for n in range(60)))
    assert write_clips(silence(200), found, tmp_path, Files()) == 1
    assert load_audio(next(tmp_path.glob("*.wav"))).duration == LONGEST_MS


def test_clips_of_before_go_and_nothing_else_does(tmp_path: Path) -> None:
    write_clips(silence(200), song((20, 0.6), (112, 0.1)), tmp_path, Files())
    (tmp_path / "mine.wav").touch()
    assert write_clips(silence(200), song((20, 1.0)), tmp_path, Files()) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.txt", "mine.wav"]
    assert "Nothing needs a listen." in (tmp_path / "index.txt").read_text("utf-8")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be used"):
        write_clips(silence(2), song(), tmp_path / "no" / "clips", Files())
