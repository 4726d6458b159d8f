"""The embedded default: the pocketsphinx model under our own full search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from aligner.alignment import Alignment, Line, Word
from aligner.audio import Audio
from aligner.errors import LyricsError
from aligner.lyrics import LyricLine, Lyrics, LyricWord
from aligner.pins import NO_PINS, Pins
from aligner.progress import Progress, silent
from aligner.pronounce.phrase import pronounce_phrase
from aligner.sphinx import features
from aligner.sphinx.graph import Graph, SungWord, build_graph
from aligner.sphinx.model import AcousticModel, load_model, model_folder
from aligner.sphinx.parts import Part, needs_parts, parts_of
from aligner.sphinx.posteriors import Floats, Windows
from aligner.sphinx.search import Settings, search, shortest_words
from aligner.sphinx.sung import (
    BOUNDARY_MS,
    FRAME_MS,
    Sung,
    hold_vowels,
    sung_words,
    without_overlap,
)
from aligner.timeline import Ms, Span, clock


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
        graph = self._graph(words)
        if features.frame_count(len(audio.mono16k)) < graph.shortest:
            raise LyricsError(
                f"the lyrics are too long for the song: its {graph.words} words need at least "
                f"{clock(Ms(graph.shortest * FRAME_MS))}, it lasts {clock(audio.duration)}",
                hint="give the words of this song only, or the whole song",
            )
        windows = _windows({order.index(word): span for word, span in pins.items()}, graph, audio)
        self._progress("Listening", 0.0)
        cepstra = features.cepstra(audio.mono16k, self._model.features)
        self._progress("Listening", 0.2)
        if needs_parts(graph, len(cepstra)):
            sung = self._in_parts(audio, cepstra, words, graph, windows)
        else:
            found = search(
                *(self._model, graph, audio.mono16k, audio.side16k(), cepstra),
                *(self._settings, self._progress, windows),
            )
            sung = sung_words(words, graph, found, 0, audio.duration)
        return _alignment(lyrics, order, sung, audio.duration)

    def _graph(self, words: Sequence[SungWord]) -> Graph:
        return build_graph(
            self._model,
            words,
            pause_at_line=self._settings.pause_at_line,
            pause_in_line=self._settings.pause_in_line,
            vowel_stay=self._settings.vowel_stay,
        )

    def _in_parts(
        self,
        audio: Audio,
        cepstra: Floats,
        words: Sequence[SungWord],
        graph: Graph,
        windows: Windows | None,
    ) -> list[Sung]:
        """A long recording, one part after the other."""
        lines = [i for i, word in enumerate(words) if word.starts_line or i == 0]
        parts = parts_of(self._model, graph, features.streams(cepstra), lines, windows)
        sung: list[Sung] = []
        for number, part in enumerate(parts):

            def told(stage: str, share: float, number: int = number) -> None:
                done = 0.4 * share if stage == "Listening" else 0.4 + 0.6 * share
                self._progress("Aligning", (number + done) / len(parts))

            begun = [_frame(word.phones[0].span.start) for word in sung[part.sought[0] :]]
            start, end = part.frames
            # What is already known of the line before keeps the next one behind it.
            start = min(start, begun[0]) if begun else start
            here = words[part.sought[0] : part.sought[1]]
            own = self._graph(here)
            end = min(max(end, start + 2 * own.shortest), len(cepstra))
            start = max(0, min(start, end - own.shortest))
            heard = audio.part(Ms(start * FRAME_MS), Ms(end * FRAME_MS + 2 * FRAME_MS))
            sound = (own, heard.mono16k, heard.side16k(), cepstra[start:end])
            allowed = _part_windows(windows, part, begun, start, end)
            try:
                found = search(self._model, *sound, self._settings, told, allowed)
            except LyricsError:
                if windows is not None:
                    raise
                found = search(self._model, *sound, self._settings, told)
            new = sung_words(here, own, found, start, audio.duration)[len(begun) :]
            sung = without_overlap(sung, new[0].phones[0].span.start)
            sung += new[: part.words[1] - part.words[0]]
        return sung

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


def _part_windows(
    windows: Windows | None, part: Part, begun: Sequence[int], start: int, end: int
) -> Windows | None:
    """Where the words of a part may begin, in its own frames: those before it where they did."""
    if windows is None and not begun:
        return None
    out = np.array([[0, end - start]] * (part.sought[1] - part.sought[0]), dtype=np.int64)
    if windows is not None:
        asked = windows[part.sought[0] : part.sought[1]] - start
        out = np.clip(asked, 0, end - start)
    for word, frame in enumerate(begun):
        out[word] = max(0, frame - start - 1), frame - start + 2
    return out


def _alignment(
    lyrics: Lyrics, order: Sequence[int], sung: Sequence[Sung], duration: Ms
) -> Alignment:
    """What was sung, in the order of the sheet."""
    found = dict(zip(order, sung, strict=True))
    lines: list[Line] = []
    index = 0
    for line in lyrics.lines:
        words = [_word(word, found[index + i]) for i, word in enumerate(line.words)]
        index += len(line.words)
        lines.append(_line(line, words))
    return Alignment(tuple(lines), duration, lyrics.text)


def _word(word: LyricWord, sung: Sung) -> Word:
    phones = sung.phones
    span = Span(phones[0].span.start, phones[-1].span.end)
    held = hold_vowels(phones)
    return Word(word.text, word.sung, word.chars, span, held, round(sung.confidence, 3))


def _line(line: LyricLine, words: Sequence[Word]) -> Line:
    return Line(tuple(words), line.section, line.singer, line.background, line.mood)
