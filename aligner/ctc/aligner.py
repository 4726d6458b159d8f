"""Words and phones of a song from a network's emissions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aligner.alignment import Alignment, Line, Phone, Word
from aligner.ctc.emissions import Emissions, Floats, TokenTable
from aligner.ctc.lattice import build_lattice
from aligner.ctc.search import LostError, Windows, token_onsets
from aligner.lyrics import Lyrics, LyricWord
from aligner.pins import NO_PINS, Pins
from aligner.pronounce.phrase import pronounce_phrase
from aligner.sphinx.aligner import singing_order
from aligner.sphinx.sung import hold_vowels
from aligner.spread import spread_phones
from media_core.audio import SPEECH_RATE, Audio
from media_core.errors import LyricsError
from media_core.progress import Progress, silent
from media_core.timeline import Ms, Span, clock

_NEAR_MS = 300
"""A word is right within 0.3 s of its onset, the tolerance of the lyrics-alignment literature."""

_HELD_MS = 2000
"""Longest end of a word behind its last letter; emissions tell where letters begin, not where
they end."""

_QUIET_DB = 30.0
"""Nobody sings where it is fainter than the loud frames by this much."""


@dataclass(frozen=True, slots=True)
class CtcSettings:
    """Constants of the search.

    Attributes:
        prior: share of each token's own frequency that is taken out (arXiv 2406.02560: 0.3).
        star: log-probability of unwritten singing in each frame.
        scale: weight of the emissions.
        shift_ms: what is added to all times; networks that hear letters late need less than 0.
    """

    prior: float = 0.3
    star: float = -1.0
    scale: float = 1.0
    shift_ms: int = 0


class CtcAligner:
    """Aligns along the emissions of a network.

    Args:
        emit: 16 kHz mono sound -> what the network says of it.
        pronounce: a sung word -> its pronunciations, at least one, in ARPAbet.
        settings: constants of the search.
        progress: told of the stages.
    """

    def __init__(
        self,
        emit: Callable[[Floats], Emissions],
        pronounce: Callable[[str], Sequence[tuple[str, ...]]],
        *,
        settings: CtcSettings | None = None,
        progress: Progress = silent,
    ) -> None:
        self._emit, self._pronounce = emit, pronounce
        self._settings = settings or CtcSettings()
        self._progress = progress

    def align(self, audio: Audio, lyrics: Lyrics, pins: Pins = NO_PINS) -> Alignment:
        """Find when each word is sung, and from its letters when its phones are.

        Args:
            audio: the song.
            lyrics: its words.
            pins: where words must begin, by their index in the sheet.

        Raises:
            LyricsError: the words cannot be sung in the time of the song, or not at their pins.
        """
        self._progress("Listening", 0.0)
        heard = self._emit(audio.mono16k)
        self._progress("Aligning", 0.0)
        settings, table = self._settings, heard.tokens
        order = singing_order(lyrics)
        flat = [(number, word) for number, line in enumerate(lyrics.lines) for word in line.words]
        numbers = [flat[index][0] for index in order]
        lattice = build_lattice(
            [table.spell(flat[index][1].sung) for index in order],
            [i == 0 or numbers[i - 1] != number for i, number in enumerate(numbers)],
            blank=table.blank,
            star=table.columns,
            delimiter=table.delimiter,
        )
        frames = len(heard.logs)
        if frames < lattice.shortest:
            raise LyricsError(
                f"the lyrics are too long for the song: its {lattice.words} words need at least "
                f"{clock(Ms(round(lattice.shortest * heard.hop * 1000)))}, it lasts "
                f"{clock(audio.duration)}",
                hint="give the words of this song only, or the whole song",
            )
        try:
            onsets = token_onsets(
                lattice,
                heard.without_prior(settings.prior),
                star=settings.star,
                scale=settings.scale,
                windows=self._windows(heard, pins, order),
            )
        except LostError as err:
            raise LyricsError(
                "the words cannot be followed through the song with these lines or words pinned",
                hint="correct the anchors or the locked words, or leave them out",
            ) from err
        begun = np.maximum.accumulate(onsets.quantile(0.5))
        near = np.clip(onsets.near(begun, round(_NEAR_MS / 1000 / heard.hop)), 0.0, 1.0)
        moments = self._moments(heard, begun, audio.duration)
        loud_until = _loud_until(audio.mono16k)
        first = lattice.first
        words: dict[int, Word] = {}
        for i, index in enumerate(order):
            last = int(first[i + 1]) if i + 1 < len(order) else len(moments)
            letters = moments[int(first[i]) : last]
            after = int(moments[last]) if last < len(moments) else int(audio.duration)
            end = _end(int(letters[-1]), after, loud_until)
            words[index] = self._word(flat[index][1], letters, end, float(near[first[i]]))
        self._progress("Aligning", 1.0)
        rest = iter(range(len(flat)))
        lines = tuple(
            Line(
                tuple(words[next(rest)] for _ in line.words),
                *(line.section, line.singer, line.background, line.mood),
            )
            for line in lyrics.lines
        )
        return Alignment(lines, audio.duration, lyrics.text)

    def _windows(self, heard: Emissions, pins: Pins, order: Sequence[int]) -> Windows | None:
        if not pins:
            return None
        windows = np.array([[0, len(heard.logs)]] * len(order), np.int64)
        for index, span in pins.items():
            low, high = (self._frame(heard, moment) for moment in (span.start, span.end))
            windows[order.index(index)] = low, max(high, low + 1)
        return windows

    def _frame(self, heard: Emissions, moment: Ms) -> int:
        """The frame with which a token begins that begins at a moment."""
        seconds = (moment - self._settings.shift_ms) / 1000 - heard.offset
        return max(0, round(seconds / heard.hop + 0.5))

    def _moments(
        self, heard: Emissions, begun: NDArray[np.int64], duration: Ms
    ) -> NDArray[np.int64]:
        """When tokens begin, in milliseconds, each a little after the one before."""
        exact = (heard.offset + (begun - 0.5) * heard.hop) * 1000 + self._settings.shift_ms
        steps = np.arange(len(begun))
        slack = np.clip(np.round(exact).astype(np.int64) - steps, 0, duration - len(begun) - 1)
        return np.asarray(np.maximum.accumulate(slack) + steps)

    def _word(self, word: LyricWord, letters: NDArray[np.int64], end: int, sure: float) -> Word:
        said = pronounce_phrase(self._pronounce, word.text, word.sung)[0]
        span = Span(Ms(int(letters[0])), Ms(end))
        phones = hold_vowels(_phones(said, letters, span))
        return Word(word.text, word.sung, word.chars, span, phones, round(sure, 3))


def unspellable(lyrics: Lyrics, table: TokenTable) -> tuple[str, ...]:
    """The words of which a network knows no letter, as written, each once: they become stars."""
    return tuple(dict.fromkeys(word.text for word in lyrics.words() if not table.spell(word.sung)))


def _phones(said: Sequence[str], letters: NDArray[np.int64], span: Span) -> tuple[Phone, ...]:
    """Phones of a word, each where its share of the letters is."""
    marks = [*letters.tolist(), int(span.end)]
    places = np.arange(len(said) + 1) * len(letters) / len(said)
    edges = np.round(np.interp(places, np.arange(len(marks)), marks)).astype(int).tolist()
    if len(letters) == 1 or any(a >= b for a, b in pairwise(edges)):
        return spread_phones(span, said)
    return tuple(
        Phone(label, Span(Ms(a), Ms(b)))
        for label, (a, b) in zip(said, pairwise(edges), strict=True)
    )


_BLOCK = SPEECH_RATE // 50


def _loud_until(mono16k: Floats) -> NDArray[np.int64]:
    """``(blocks + 1,)`` for each 20 ms when the sound that is heard there falls silent, in ms."""
    blocks = len(mono16k) // _BLOCK
    power = (mono16k[: blocks * _BLOCK].reshape(blocks, _BLOCK) ** 2).mean(axis=1)
    loud = power > np.quantile(power, 0.95) * 10 ** (-_QUIET_DB / 10) if blocks else power > 0
    out = np.zeros(blocks + 1, np.int64)
    out[blocks] = blocks
    for block in range(blocks - 1, -1, -1):
        out[block] = out[block + 1] if loud[block] else block
    return out * 20


def _end(last: int, after: int, loud_until: NDArray[np.int64]) -> int:
    """When a word is over whose last letter begins at ``last``, in ms."""
    silence = int(loud_until[min(last // 20 + 1, len(loud_until) - 1)])
    return max(last + 1, min(after, last + _HELD_MS, max(silence, last + 100)))
