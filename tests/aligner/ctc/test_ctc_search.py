"""The neural door from emissions on: planted answers come back, and the contract is kept."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby, product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from aligner.ctc.aligner import CtcAligner, CtcSettings, unspellable
from aligner.ctc.emissions import Emissions, TokenTable
from aligner.ctc.lattice import build_lattice
from aligner.ctc.search import LostError, token_onsets
from aligner.lyrics import parse_lyrics
from aligner.testing import check_aligner
from media_core.audio import Audio
from media_core.errors import LyricsError
from media_core.timeline import Ms, Span

LETTERS = "abcdefghijklmnopqrstuvwxyz'"
TABLE = TokenTable({ch: i + 1 for i, ch in enumerate(LETTERS)}, 0, len(LETTERS) + 1)
HOP = 0.02


def normalised(raw: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(raw - np.logaddexp.reduce(raw, axis=1, keepdims=True), np.float32)


def song(seconds: float) -> Audio:
    tone = np.asarray(np.sin(np.arange(round(seconds * 16_000)) / 10) / 4, np.float32)
    return Audio((tone * 32767).astype(np.int16)[:, None], 16_000, tone, Path("song.wav"))


def planted(words: list[str], starts: list[int], frames: int, noise: float = 1.0) -> Emissions:
    """Each letter is a spike of one frame, four frames after the one before; blank elsewhere."""
    raw = np.random.default_rng(3).normal(0, noise, (frames, TABLE.columns))
    label = np.zeros(frames, int)
    for word, start in zip(words, starts, strict=True):
        for i, letter in enumerate(word):
            label[start + 4 * i] = TABLE.ids[letter]
    raw[np.arange(frames), label] += 8.0
    return Emissions(normalised(raw), HOP, TABLE, offset=HOP / 2)


def aligner_of(heard: Emissions, settings: CtcSettings | None = None) -> CtcAligner:
    return CtcAligner(lambda _: heard, lambda _: [("M", "UW", "N")], settings=settings)


@pytest.mark.parametrize("delimiter", [None, 3])
def test_posteriors_are_those_of_all_paths_counted_one_by_one(delimiter: int | None) -> None:
    rng = np.random.default_rng(5)
    logs = normalised(rng.normal(0, 1, (6, 4)))
    lattice = build_lattice([[1, 2], [2]], [True, False], blank=0, star=4, delimiter=delimiter)
    heard = np.concatenate([logs, np.full((6, 1), -1.0)], axis=1)
    counted: dict[tuple[int, int], float] = defaultdict(float)
    total = 0.0
    for path in product(range(5), repeat=6):
        runs = [(label, len(list(run))) for label, run in groupby(path)]
        places, at = [], 0
        for label, length in runs:
            if label:
                places.append((label, at))
            at += length
        said = [label for label, _ in places if label != delimiter and label != 4]
        written = [label for label, _ in places]
        inner = written[1:] if written[:1] == [4] else written
        inner = inner[:-1] if inner[-1:] == [4] else inner
        allowed = [[1, 2, 2], *([[1, 2, delimiter, 2]] if delimiter else [])]
        if inner not in allowed or said != [1, 2, 2]:
            continue
        weight = float(np.exp(heard[np.arange(6), list(path)].sum()))
        total += weight
        tokens = [place for label, place in places if label in (1, 2)]
        for token, place in enumerate(tokens):
            counted[token, place] += weight
    onsets = token_onsets(lattice, logs, star=-1.0, scale=1.0)
    assert onsets.total == pytest.approx(np.ones(3))
    for token in range(3):
        part = slice(onsets.first[token], onsets.first[token + 1])
        for frame, mass in zip(onsets.frame[part], onsets.mass[part], strict=True):
            assert mass == pytest.approx(counted[token, int(frame)] / total, abs=1e-5)


def test_planted_words_come_back_to_the_frame() -> None:
    words, starts = ["blue", "moon", "see", "me"], [30, 60, 150, 200]
    heard = planted(words, starts, 300)
    found = aligner_of(heard).align(song(6), parse_lyrics("Blue moon\nsee me\n"))
    times = [word.span.start for word in found.words() if word.span]
    assert times == [round(start * HOP * 1000) for start in starts]
    assert all((word.confidence or 0) > 0.95 for word in found.words())


def test_unwritten_singing_between_lines_goes_to_the_star() -> None:
    heard = planted(["blue", "seethe", "moon"], [10, 60, 150], 220)
    found = aligner_of(heard).align(song(4.4), parse_lyrics("blue\nmoon\n"))
    first, second = found.words()
    assert first.span is not None
    assert second.span is not None
    assert first.span.start == 200
    assert second.span.start == 3000


def test_a_pinned_word_begins_in_its_span() -> None:
    heard = planted(["la", "la"], [20, 120], 200)
    sheet = parse_lyrics("la\n")
    for moment in (400, 2400):
        pins = {0: Span(Ms(moment - 100), Ms(moment + 100))}
        (word,) = aligner_of(heard).align(song(4), sheet, pins).words()
        assert word.span is not None
        assert word.span.start == moment


def test_pins_that_leave_no_path_are_refused_in_a_sentence() -> None:
    heard = planted(["blue", "moon"], [20, 60], 100)
    pins = {0: Span(Ms(1500), Ms(1600)), 1: Span(Ms(100), Ms(200))}
    with pytest.raises(LyricsError, match="pinned"):
        aligner_of(heard).align(song(2), parse_lyrics("blue moon\n"), pins)


def test_more_words_than_the_song_has_frames_for_are_refused() -> None:
    heard = planted([], [], 10)
    with pytest.raises(LyricsError, match="too long for the song"):
        aligner_of(heard).align(song(0.2), parse_lyrics("blue moon over the hill\n"))
    lattice = build_lattice([[1, 1]], [True], blank=0, star=4)
    with pytest.raises(LostError):
        token_onsets(lattice, normalised(np.zeros((2, 4))), star=-1.0, scale=1.0)


def test_a_word_of_which_no_letter_is_known_is_named_and_lies_between_its_neighbours() -> None:
    heard = planted(["blue", "moon"], [20, 100], 160)
    sheet = parse_lyrics("blue 月 moon\n")
    assert unspellable(sheet, TABLE) == ("月",)
    found = check_aligner(aligner_of(heard), song(3.2), sheet)
    spans = [word.span for word in found.words() if word.span]
    assert [spans[0].start, spans[2].start] == [400, 2000]
    assert spans[0].start < spans[1].start < spans[2].start


def test_the_contract_of_aligners_is_kept_with_background_voices_and_noise() -> None:
    sheet = parse_lyrics("[Chorus]\nBlue (ooh) moon\nsee me\n")
    heard = planted(["blue", "moon"], [30, 60], 150, noise=4.0)
    check_aligner(aligner_of(heard), song(3), sheet)


def test_the_shift_moves_all_words_and_keeps_pins_where_they_are() -> None:
    heard = planted(["blue", "moon"], [30, 60], 120)
    late = aligner_of(heard, CtcSettings(shift_ms=-80))
    sheet = parse_lyrics("blue moon\n")
    assert [w.span.start for w in late.align(song(2.4), sheet).words() if w.span] == [520, 1120]
    pinned = late.align(song(2.4), sheet, {1: Span(Ms(1100), Ms(1141))})
    assert [w.span.start for w in pinned.words() if w.span] == [520, 1120]


def test_letters_are_found_in_either_case_and_without_accents() -> None:
    upper = TokenTable({"E": 1, "T": 2}, 0, 3)
    assert upper.spell("Été") == (1, 2, 1)
    assert TokenTable({"é": 1, "e": 2}, 0, 3).spell("Ée") == (1, 2)


def test_emissions_that_are_no_probabilities_are_refused() -> None:
    with pytest.raises(ValueError, match="sum to one"):
        Emissions(np.zeros((3, TABLE.columns), np.float32), HOP, TABLE)
    with pytest.raises(ValueError, match="emissions are"):
        Emissions(np.zeros((3, 2), np.float32), HOP, TABLE)
