"""The embedded default: the pocketsphinx model under our own full search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from aligner.alignment import Alignment, Line, Word
from aligner.lyrics import LyricLine, Lyrics, LyricWord
from aligner.pins import NO_PINS, Pins
from aligner.pronounce.phrase import pronounce_phrase
from aligner.sphinx import features
from aligner.sphinx.chain import Floats, Windows
from aligner.sphinx.coarse import Afar, look_from_afar
from aligner.sphinx.doubt import doubted
from aligner.sphinx.graph import Graph, SungWord, build_graph
from aligner.sphinx.kind import Kind, kind_of
from aligner.sphinx.model import AcousticModel, load_model, model_folder
from aligner.sphinx.parts import Lengths, Part, parts_of
from aligner.sphinx.search import LostError, Settings, last_resort, search, shortest_words
from aligner.sphinx.senones import senone_scores
from aligner.sphinx.sung import (
    FRAME_MS,
    Sung,
    frame_of,
    hold_vowels,
    sung_words,
    without_overlap,
)
from aligner.sphinx.windows import part_windows, pinned_windows
from media_core.audio import Audio
from media_core.errors import LyricsError
from media_core.progress import Progress, silent
from media_core.timeline import Ms, Span, clock


class SphinxAligner:
    """Aligns with the acoustic model of the pocketsphinx wheel; no server, no network.

    Args:
        pronounce: a sung word -> its pronunciations, at least one, in ARPAbet.
        settings: constants of the search.
        kind: whether somebody sings or speaks; ``auto`` listens.
        lengths: how long recordings are cut.
        progress: told of the stages.

    Raises:
        AlignerUnavailableError: the model is not installed.
    """

    def __init__(
        self,
        pronounce: Callable[[str], Sequence[tuple[str, ...]]],
        *,
        settings: Settings | None = None,
        kind: Kind = "auto",
        lengths: Lengths | None = None,
        progress: Progress = silent,
    ) -> None:
        self._lengths = lengths or Lengths()
        self._pronounce = pronounce
        self._settings = settings or Settings()
        self._kind = kind
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
        kind = kind_of(audio.mono16k) if self._kind == "auto" else self._kind
        settings = self._settings.spoken() if kind == "speech" else self._settings
        graph = self._graph(words, settings)
        if features.frame_count(len(audio.mono16k)) < graph.shortest:
            raise LyricsError(
                f"the lyrics are too long for the song: its {graph.words} words need at least "
                f"{clock(Ms(graph.shortest * FRAME_MS))}, it lasts {clock(audio.duration)}",
                hint="give the words of this song only, or the whole song",
            )
        windows = pinned_windows(
            {order.index(word): span for word, span in pins.items()},
            shortest_words(graph),
            features.frame_count(len(audio.mono16k)),
        )
        self._progress("Listening", 0.0)
        cepstra = features.cepstra(audio.mono16k, self._model.features)
        self._progress("Listening", 0.2)
        streams = features.streams(cepstra)
        # A recording that is searched as one is scored once, for the look from afar as well.
        whole = len(cepstra) <= self._lengths.whole
        scores = senone_scores(self._model, streams, graph.senones.tolist()) if whole else None
        self._progress("Listening", 0.4)
        afar = look_from_afar(self._model, graph, streams, windows, scores)
        lines = [i for i, word in enumerate(words) if word.starts_line or i == 0]
        sung: list[Sung] = []
        parts = parts_of(afar, lines, len(cepstra), self._lengths)
        for number, part in enumerate(parts):
            told = self._progress if len(parts) == 1 else _share_of(self._progress, number, parts)
            new = self._part(
                audio, cepstra, words, part, sung, afar, windows, settings, told, scores
            )
            sung = without_overlap(sung, new[0].start) + new
        if kind == "song":
            sung = doubted(words, sung)
        return _alignment(lyrics, order, sung, audio.duration)

    def _part(
        self,
        audio: Audio,
        cepstra: Floats,
        words: Sequence[SungWord],
        part: Part,
        sung: Sequence[Sung],
        afar: Afar,
        windows: Windows | None,
        settings: Settings,
        progress: Progress,
        scores: Floats | None,
    ) -> list[Sung]:
        """The words that a part answers for, after those that are known."""
        first, last = part.sought
        begun = [frame_of(word.start) for word in sung[first:]]
        graph = self._graph(words[first:last], settings)
        # What is already known of the line before keeps the next one behind it.
        start = min([part.frames[0], *begun])
        end = min(max(part.frames[1], start + 2 * graph.shortest), len(cepstra))
        start = max(0, min(start, end - graph.shortest))
        heard = audio.part(Ms(start * FRAME_MS), Ms((end + 2) * FRAME_MS))
        hearing = (heard.mono16k, heard.side16k(), cepstra[start:end])
        tries = [
            part_windows(given, first, last, begun, start, end) for given in (afar.windows, windows)
        ]
        for number, allowed in enumerate(tries):
            try:
                known = scores if number == 0 else None
                found = search(self._model, graph, *hearing, settings, progress, allowed, known)
                break
            except LostError as err:
                if number == 0:
                    continue  # the look from afar was wrong
                if windows is not None:
                    # The best path knows no windows: it would drop what a person has pinned.
                    raise LyricsError(
                        "the words cannot be followed through the song with these lines or words "
                        "pinned",
                        hint="correct the anchors or the locked words, or leave them out",
                    ) from err
                found = last_resort(self._model, graph, cepstra[start:end], settings)
        new = sung_words(words[first:last], graph, found, start, audio.duration)
        return new[len(begun) : part.words[1] - first]

    def _graph(self, words: Sequence[SungWord], settings: Settings) -> Graph:
        return build_graph(
            self._model,
            words,
            pause_at_line=settings.pause_at_line,
            pause_in_line=settings.pause_in_line,
            pause_rate=settings.pause_rate,
            vowel_stay=settings.vowel_stay,
        )

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


def _share_of(progress: Progress, number: int, parts: Sequence[Part]) -> Progress:
    """What is told of one part, as told of the whole."""

    def told(stage: str, share: float) -> None:
        done = 0.4 * share if stage == "Listening" else 0.4 + 0.6 * share
        progress("Aligning", (number + done) / len(parts))

    return told


@lru_cache(maxsize=1)
def _model() -> AcousticModel:
    return load_model(model_folder())


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
    span = Span(sung.start, sung.end)
    held = hold_vowels(phones)
    return Word(word.text, word.sung, word.chars, span, held, round(sung.confidence, 3))


def _line(line: LyricLine, words: Sequence[Word]) -> Line:
    return Line(tuple(words), line.section, line.singer, line.background, line.mood)
