"""The embedded default: the pocketsphinx model under our own full search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from aligner.alignment import Alignment, Line, Phone, Word
from aligner.audio import Audio
from aligner.errors import LyricsError
from aligner.lyrics import LyricLine, Lyrics, LyricWord
from aligner.pins import NO_PINS, Pins
from aligner.progress import Progress, silent
from aligner.pronounce.phrase import pronounce_phrase
from aligner.sphinx import features
from aligner.sphinx.graph import Graph, SungWord, build_graph
from aligner.sphinx.model import AcousticModel, load_model, model_folder
from aligner.sphinx.posteriors import Windows
from aligner.sphinx.search import Found, Settings, search, shortest_words
from aligner.sphinx.sung import hold_vowels
from aligner.timeline import Ms, Span, clock

FRAME_MS = 10
BOUNDARY_MS = 8
"""A frame's window is 25.6 ms long, so two frames meet where their centres do: 7.8 ms after the
later one begins."""


class SphinxAligner:
    """Aligns with the acoustic model of the pocketsphinx wheel; no server, no network.

    Args:
        pronounce: a sung word -> its pronunciations, at least one, in ARPAbet.
        settings: constants of the search.
        progress: told of the stages.

    Raises:
        AlignerUnavailableError: the model is not installed.
    """

    def __init__(
        self,
        pronounce: Callable[[str], Sequence[tuple[str, ...]]],
        *,
        settings: Settings | None = None,
        progress: Progress = silent,
    ) -> None:
        self._pronounce = pronounce
        self._settings = settings or Settings()
        self._progress = progress
        self._model = _model()

    def align(self, audio: Audio, lyrics: Lyrics, pins: Pins = NO_PINS) -> Alignment:
        """Find when each word and phone is sung.

        Args:
            audio: the song.
            lyrics: its words.
            pins: where words must begin, by their index in the sheet.

        Raises:
            LyricsError: the words cannot be sung in the time of the song, or not at their pins.
        """
        order = singing_order(lyrics)
        words = self._sung_words(lyrics, order)
        graph = build_graph(
            self._model,
            words,
            pause_at_line=self._settings.pause_at_line,
            pause_in_line=self._settings.pause_in_line,
            vowel_stay=self._settings.vowel_stay,
        )
        if features.frame_count(len(audio.mono16k)) < graph.shortest:
            raise LyricsError(
                f"the lyrics are too long for the song: its {graph.words} words need at least "
                f"{clock(Ms(graph.shortest * FRAME_MS))}, it lasts {clock(audio.duration)}",
                hint="give the words of this song only, or the whole song",
            )
        windows = _windows({order.index(word): span for word, span in pins.items()}, graph, audio)
        found = search(
            *(self._model, graph, audio.mono16k, audio.side16k(), self._settings, self._progress),
            windows=windows,
        )
        return _alignment(lyrics, order, words, graph, found, audio.duration)

    def _sung_words(self, lyrics: Lyrics, order: Sequence[int]) -> list[SungWord]:
        """What is sung, in the order of singing; a voice breathes where it comes in."""
        flat = [(number, word) for number, line in enumerate(lyrics.lines) for word in line.words]
        sung: list[SungWord] = []
        before = -1
        for number, word in (flat[index] for index in order):
            said = pronounce_phrase(self._pronounce, word.text, word.sung)
            sung.append(SungWord(said, number != before))
            before = number
        return sung


def singing_order(lyrics: Lyrics) -> list[int]:
    """Indices of the words in the order in which they are sung.

    An ad-lib in the middle of a line is a line of its own in the sheet, but is sung where it
    stands: ``Hello (oh) world``.
    """
    order: list[int] = []
    group: list[tuple[int, int]] = []  # place in the sheet, index
    index = 0
    for line in lyrics.lines:
        if not line.background:
            order += [i for _, i in sorted(group)]
            group = []
        group += [(word.chars[0], index + i) for i, word in enumerate(line.words)]
        index += len(line.words)
    return order + [i for _, i in sorted(group)]


def _windows(pins: Pins, graph: Graph, audio: Audio) -> Windows | None:
    """Pins as frames, or None without any.

    Raises:
        LyricsError: the words between two pins need more time than there is.
    """
    if not pins:
        return None
    frames = features.frame_count(len(audio.mono16k))
    windows = np.array([[0, frames]] * graph.words, dtype=np.int64)
    for word, span in pins.items():
        windows[word] = _frame(span.start), max(_frame(span.end), _frame(span.start) + 1)
    lengths = shortest_words(graph)
    earliest = 0
    for word, (first, last) in enumerate(windows.tolist()):
        earliest = max(earliest, first)
        if earliest >= last:
            raise LyricsError(
                f"there is no time for the words before {clock(Ms(first * FRAME_MS))}, where a "
                "line or word is pinned",
                hint="correct the anchors or the locked words",
            )
        windows[word, 0] = earliest
        earliest += int(lengths[word])
    latest = frames
    for word in range(graph.words - 1, -1, -1):
        latest = min(latest - int(lengths[word]), int(windows[word, 1]) - 1)
        windows[word, 1] = latest + 1
        if latest < windows[word, 0]:
            raise LyricsError(
                f"there is no time for the words after {clock(Ms(latest * FRAME_MS))}",
                hint="correct the anchors or the locked words",
            )
    return windows


def _frame(moment: Ms) -> int:
    """The frame with which a state begins that begins at a moment."""
    return max(0, round((moment - BOUNDARY_MS) / FRAME_MS))


@lru_cache(maxsize=1)
def _model() -> AcousticModel:
    return load_model(model_folder())


def _alignment(
    lyrics: Lyrics,
    order: Sequence[int],
    words: Sequence[SungWord],
    graph: Graph,
    result: Found,
    duration: Ms,
) -> Alignment:
    """The path's states as words and phones."""
    path = result.path
    # A new phone begins where word or position changes; equal neighbours differ in position.
    key = np.stack([graph.word[path], graph.position[path]])
    starts = np.concatenate([[0], np.flatnonzero((key[:, 1:] != key[:, :-1]).any(axis=0)) + 1])
    ends = np.append(starts[1:], len(path))
    found: dict[int, list[Phone]] = {}
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        state = path[start]
        word = int(graph.word[state])
        if word >= 0:
            label = words[word].pronunciations[graph.variant[state]][graph.position[state]]
            span = Span(_moment(start, duration), _moment(end, duration))
            found.setdefault(order[word], []).append(Phone(label, span))
    confidence = dict(zip(order, result.confidence.tolist(), strict=True))
    lines: list[Line] = []
    index = 0
    for line in lyrics.lines:
        sung = [
            _word(word, found[index + i], confidence[index + i])
            for i, word in enumerate(line.words)
        ]
        index += len(line.words)
        lines.append(_line(line, sung))
    return Alignment(tuple(lines), duration, lyrics.text)


def _moment(frame: int, duration: Ms) -> Ms:
    """When a state that begins with ``frame`` begins."""
    return Ms(min(frame * FRAME_MS + BOUNDARY_MS, duration)) if frame else Ms(0)


def _word(word: LyricWord, phones: Sequence[Phone], confidence: float) -> Word:
    span = Span(phones[0].span.start, phones[-1].span.end)
    held = hold_vowels(phones)
    return Word(word.text, word.sung, word.chars, span, held, round(confidence, 3))


def _line(line: LyricLine, words: Sequence[Word]) -> Line:
    return Line(tuple(words), line.section, line.singer, line.background, line.mood)
