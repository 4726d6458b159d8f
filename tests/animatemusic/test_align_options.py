"""What ``align`` can be told, on the first line of the sample song."""

import json
from pathlib import Path

import pytest

import animatemusic
from aligner.alignment import Alignment
from aligner.edits import locked, word_set
from aligner.formats import own_json
from aligner.pins import Anchor
from aligner.pronounce import espeak
from animatemusic.cache import AlignmentCache
from animatemusic.cli import run
from animatemusic.known_times import GivenTimes
from media_core.extras import adding
from media_core.timeline import Ms, Span

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
    known = GivenTimes(anchors=[Anchor(Ms(500), "Paper boat")])
    with pytest.raises(TypeError):
        animatemusic.align(folder / "song.wav", folder / "lyrics.txt", cache=cache, known=known)


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


def test_lines_of_a_changed_sheet_that_are_as_they_were_keep_their_times(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "lyrics.txt").write_text("Paper boat,\npaper moon,\n")
    before = list(aligned(folder).words())
    (folder / "lyrics.txt").write_text("Paper boat,\npaper spoon,\n")
    capfd.readouterr()
    after = list(aligned(folder, "--keep", "out0.json").words())
    assert "2 words kept, 1 sought again, 1 new, 1 gone" in capfd.readouterr().err
    assert [word.span for word in after[:2]] == [word.span for word in before[:2]]
    assert [word.confidence for word in after[:2]] == [word.confidence for word in before[:2]]
    assert [word.text for word in after] == ["Paper", "boat,", "paper", "spoon,"]
    assert all(word.span for word in after)


def test_where_every_word_stays_nothing_is_sought(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "lyrics.txt").write_text("Paper boat,\npaper moon,\n")
    before = list(aligned(folder).words())
    (folder / "lyrics.txt").write_text("paper moon,\n")
    monkeypatch.setattr("aligner.sphinx.aligner.SphinxAligner.align", None)
    after = list(aligned(folder, "--keep", "out0.json").words())
    assert [word.span for word in after] == [word.span for word in before[2:]]


def test_times_that_a_person_changed_stay_even_if_nothing_marks_them(folder: Path) -> None:
    found = aligned(folder)
    assert not any(word.locked for word in found.words())
    span = list(found.words())[1].span
    assert span is not None
    set_later = word_set(found, 1, Ms(span.start + 60), span.end)
    (folder / "mine.json").write_text(own_json.write(locked(set_later, [1], lock=False)))
    again = list(aligned(folder, "--keep", "mine.json").words())
    assert [word.locked for word in again] == [False, True, False, False]
    assert again[1].span == Span(Ms(span.start + 60), span.end)


def test_clips_go_into_a_folder_of_their_own(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    aligned(folder, "--listen", "clips")
    assert (folder / "clips" / "index.txt").exists()
    (folder / "clips" / "mine.txt").write_text("stays")
    assert run([*ALIGN, "--listen", "clips"]) == 1
    assert "clips exists already" in capfd.readouterr().err
    assert run([*ALIGN, "--listen", "clips", "--force"]) == 0
    assert (folder / "clips" / "mine.txt").exists()
    assert run([*ALIGN, "--listen", "song.wav"]) == 1
    assert "song.wav is not a folder" in capfd.readouterr().err


def test_what_to_type_next_is_told_unless_told_to_be_quiet(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["align", "song.wav", "lyrics.txt", "-o", "a.json"]) == 0
    said = capfd.readouterr().err
    assert "next: animatemusic animate song.wav lyrics.txt --alignment a.json" in said
    assert run([*ALIGN, "-o", "b.json"]) == 0
    assert "next:" not in capfd.readouterr().err
