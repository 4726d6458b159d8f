"""What ``align`` can be told, on the first line of the sample song."""

import json
from pathlib import Path

import pytest

import animatemusic
from aligner.alignment import Alignment
from aligner.formats import own_json
from aligner.pins import Anchor
from aligner.pronounce import espeak
from animatemusic.cache import AlignmentCache
from animatemusic.cli import run
from media_core.extras import adding
from media_core.timeline import Ms

ALIGN = ("align", "song.wav", "lyrics.txt", "-q")


def aligned(folder: Path, *options: str) -> Alignment:
    target = folder / f"out{len(list(folder.glob('out*')))}.json"
    assert run([*ALIGN, "--format", "animatemusic-json", "-o", str(target), *options]) == 0
    return own_json.read(target.read_bytes(), None)


def starts(alignment: Alignment) -> list[int]:
    return [word.span.start for word in alignment.words() if word.span]


def test_display_times_are_later_than_onsets_and_a_shift_moves_all(folder: Path) -> None:
    onset = starts(aligned(folder))
    display = starts(aligned(folder, "--times", "display"))
    assert all(30 <= b - a <= 155 for a, b in zip(onset, display, strict=True))
    assert starts(aligned(folder, "--shift", "-40")) == [start - 40 for start in onset]


def test_an_anchor_moves_its_line(folder: Path) -> None:
    (folder / "lyrics.txt").write_text("Paper boat,\npaper moon,\n")
    free = starts(aligned(folder))
    pinned = starts(aligned(folder, "--anchor", "0:02.700=paper moon"))
    assert free[2] < 2300
    assert 2400 <= pinned[2] <= 3000


def test_an_anchor_that_fits_nowhere_is_an_error(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([*ALIGN, "--anchor", "0:01=never sung"]) == 1
    assert 'no line has the words "never sung"' in capfd.readouterr().err
    assert run([*ALIGN, "--anchor", "soon"]) == 2


def test_locked_words_stay_and_the_rest_is_sought_again(folder: Path) -> None:
    table = json.loads((folder / "times.json").read_text())
    boat = table["words"][1]
    boat["start"] += 0.123
    boat["end"] += 0.123
    boat["locked"] = True
    (folder / "corrected.json").write_text(json.dumps(table))
    words = list(aligned(folder, "--keep", "corrected.json").words())
    assert words[1].locked
    assert words[1].span is not None
    assert words[1].span.start == round(boat["start"] * 1000)
    assert words[0].span is not None
    assert words[0].span.end <= words[1].span.start
    assert words[2].span is not None
    assert words[2].span.start >= words[1].span.end


def test_the_second_time_nothing_is_sought(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = AlignmentCache(folder / "cache")
    first = animatemusic.align(folder / "song.wav", folder / "lyrics.txt", cache=cache)
    monkeypatch.setattr("aligner.sphinx.aligner.SphinxAligner.align", None)
    again = animatemusic.align(folder / "song.wav", folder / "lyrics.txt", cache=cache)
    assert again == first
    anchors = [Anchor(Ms(500), "Paper boat")]
    with pytest.raises(TypeError):
        animatemusic.align(folder / "song.wav", folder / "lyrics.txt", cache=cache, anchors=anchors)


def test_a_language_that_cannot_be_read_here_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(espeak, "installed", lambda: None)
    (folder / "lyrics.txt").write_text("Je t'aime, mon amour,\nquand tu es avec moi\n")
    assert run([*ALIGN, "--no-cache", "-o", "a.json"]) == 0
    assert adding("espeak") in capfd.readouterr().err


def test_gentle_takes_no_anchors(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([*ALIGN, "--aligner", "gentle", "--anchor", "0:01=Paper"]) == 1
    assert "Gentle takes no anchors" in capfd.readouterr().err
