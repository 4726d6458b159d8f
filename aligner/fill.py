"""Words that another aligner left out get times and phones of ours.

Gentle leaves out words that it did not hear and the phones of words that it does not know; a mouth
that followed it would freeze on every name. So the song is searched once more with our own
pronunciations, each word that has a time pinned to it: what is missing can only lie between its
neighbours. (Searching only the stretch between the neighbours was tried on the sample song, 12
words left out: they began up to 970 ms off, against 27 ms with the whole song and pins. The search
learns a song's voice from all of it.)

What is ours can be told from the rest: words that were searched for carry the confidence of the
embedded aligner, and words that could only be spread evenly are marked as guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest

from aligner.alignment import Alignment, Phone, Word
from aligner.lyrics import LyricLine, Lyrics, LyricWord
from aligner.pins import Pins
from aligner.pronounce.phrase import pronounce_phrase
from aligner.spread import spread_phones
from aligner.timed_words import clipped, phones_inside
from media_core.audio import Audio
from media_core.errors import LyricsError
from media_core.timeline import Ms, Span

Search = Callable[[Audio, Lyrics, Pins], Alignment]
"""What solves the times: ``SphinxAligner(...).align``."""

Pronounce = Callable[[str], Sequence[Sequence[str]]]
"""A word -> its pronunciations, at least one."""

REACHES_MS = (20, 150, 500)
"""How far the search may put a known word from its time. The first that leaves every word the
time that it needs is taken: where a word was swallowed by its neighbours, they must give way."""

SHORTEST_PHONE_MS = 30
"""Three states of 10 ms: no phone of the acoustic model is shorter."""

USUAL_PHONE_MS = 120
"""A phone without a search is not made longer than this, however long the pause it stands in."""

LONGEST_SEARCH_MS = 60 * 60_000
"""A longer recording is not searched again, but spread: nobody waits for minutes to have a few
words filled in."""


@dataclass(frozen=True, slots=True)
class Filled:
    """An alignment without holes, and what was put into them.

    Attributes:
        alignment: the same words in the same order.
        times: words whose time is ours, as written.
        phones: words whose phones are ours, within a time that was given.
        lost: words for which there is no room.
    """

    alignment: Alignment
    times: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def fill(
    found: Alignment,
    pronounce: Pronounce,
    *,
    audio: Audio | None = None,
    search: Search | None = None,
    half: frozenset[int] = frozenset(),
) -> Filled:
    """Give every word a time and phones, as far as there is room.

    Args:
        found: what is known; of its words only those next to a word that was swallowed change.
        pronounce: what words sound like.
        audio: the song; without it, or without a search, missing words are spread evenly.
        search: the embedded search.
        half: indices of words whose spans are known to be too short; they are sought again.
    """
    words = list(found.words())
    lost = {i for i, word in enumerate(words) if word.span is None} | half
    lost -= {i for i in lost if words[i].locked}
    mute = {i for i, word in enumerate(words) if not word.phones and _is_long(word)} - lost
    if not lost and not mute:
        return Filled(found)
    for i in half & lost:
        words[i] = words[i].untimed()
    voices = _voices(found)
    solved = _solved(found, words, voices, audio, search)
    for voice in voices:
        if solved is not None:
            _place(words, solved, [i for i in voice if i in lost], voice)
        # What the search could not place either is spread over what room there is.
        _spread(words, voice, pronounce, found.duration)
    for i in mute:
        words[i] = _sounded(words[i], solved[i] if solved is not None else None, pronounce)
    rest = iter(words)
    lines = tuple(
        replace(line, words=tuple(next(rest) for _ in line.words)) for line in found.lines
    )
    return Filled(
        replace(found, lines=lines),
        tuple(words[i].text for i in sorted(lost) if words[i].span is not None),
        tuple(words[i].text for i in sorted(mute) if words[i].phones),
        tuple(word.text for word in words if word.span is None),
    )


def sheet_of(found: Alignment) -> Lyrics:
    """The lyric sheet that an alignment is of."""
    lines = (
        LyricLine(
            tuple(LyricWord(word.text, word.sung, word.chars) for word in line.words),
            *(line.section, line.singer, line.background, line.mood),
        )
        for line in found.lines
    )
    return Lyrics(found.transcript, tuple(lines))


def _voices(found: Alignment) -> list[list[int]]:
    """Indices of the words of each voice; a background line is a voice of its own."""
    main: list[int] = []
    others: list[list[int]] = []
    at = 0
    for line in found.lines:
        indices = list(range(at, at + len(line.words)))
        at += len(line.words)
        if line.background:
            others.append(indices)
        else:
            main += indices
    return [main, *others]


def _solved(
    found: Alignment,
    words: Sequence[Word],
    voices: Sequence[Sequence[int]],
    audio: Audio | None,
    search: Search | None,
) -> list[Word] | None:
    """Every word as the search has it, or None if it cannot fit them in."""
    if audio is None or search is None or audio.duration > LONGEST_SEARCH_MS:
        return None
    # Only the main voice is pinned: where background words stand among the others is not certain.
    known = {i: span.start for i in voices[0] if (span := words[i].span) is not None}
    sheet = sheet_of(found)
    for reach in REACHES_MS:
        pins = {
            i: Span(Ms(max(0, start - reach)), Ms(start + reach + 1)) for i, start in known.items()
        }
        try:
            return list(search(audio, sheet, pins).words())
        except LyricsError:  # too little time somewhere: let the neighbours give way
            continue
    return None


def _place(
    words: list[Word], solved: Sequence[Word], lost: Sequence[int], voice: Sequence[int]
) -> None:
    """Put lost words where the search has them, between the neighbours that are known."""
    places = {i: n for n, i in enumerate(voice)}
    for i in lost:
        answer = solved[i]
        before = _timed(words, voice, range(places[i] - 1, -1, -1))
        after = _timed(words, voice, range(places[i] + 1, len(voice)))
        span = answer.span
        if span is None:
            continue
        low = _span(words[before]).end if before is not None else 0
        high = _span(words[after]).start if after is not None else span.end
        start, end = int(max(span.start, low)), int(min(span.end, high))
        if end - start < min(span.length, SHORTEST_PHONE_MS * len(answer.phones)):
            # The neighbours have swallowed it; they give back what the search says is not theirs.
            start, end = _made_room(words, before, after, span)
        if start < end:
            whole = replace(words[i], confidence=answer.confidence)
            placed = replace(whole, span=span, phones=answer.phones)
            words[i] = clipped(placed, Span(Ms(start), Ms(end)))


def _timed(words: Sequence[Word], voice: Sequence[int], places: range) -> int | None:
    """The first word of a voice, among these places, that has a time."""
    return next((voice[n] for n in places if words[voice[n]].span is not None), None)


def _made_room(
    words: list[Word], before: int | None, after: int | None, span: Span
) -> tuple[int, int]:
    """Cut the neighbours where a word stands; as far as something of them is left."""
    start, end = int(span.start), int(span.end)
    if before is not None:
        own = _span(words[before])
        if own.start < start and not words[before].locked:
            words[before] = clipped(words[before], Span(own.start, Ms(min(own.end, start))))
        start = max(start, _span(words[before]).end)
    if after is not None:
        own = _span(words[after])
        if end < own.end and not words[after].locked:
            words[after] = clipped(words[after], Span(Ms(max(own.start, end)), own.end))
        end = min(end, _span(words[after]).start)
    return start, end


def _spread(words: list[Word], voice: Sequence[int], pronounce: Pronounce, duration: Ms) -> None:
    """Give words without a time an even share of the pause that they stand in."""
    low = 0
    opens = True  # no word of the voice has a time yet
    groups = [list(group) for _, group in groupby(voice, key=lambda i: words[i].span is None)]
    for run, after in zip_longest(groups, groups[1:]):
        if words[run[0]].span is not None:
            low, opens = _span(words[run[-1]]).end, False
            continue
        high = int(_span(words[after[0]]).start) if after else int(duration)
        said = [_labels(words[i], pronounce) for i in run]
        usual = USUAL_PHONE_MS * sum(map(len, said))
        if not after:
            high = min(high, low + usual)
        elif opens:
            low = max(low, high - usual)
        _share(words, run, said, low, high)


def _share(
    words: list[Word], run: Sequence[int], said: Sequence[Sequence[str]], low: int, high: int
) -> None:
    total = sum(map(len, said))
    if high - low < SHORTEST_PHONE_MS * total:
        return
    at = 0
    for i, labels in zip(run, said, strict=True):
        start = low + (high - low) * at // total
        at += len(labels)
        end = min(low + (high - low) * at // total, start + USUAL_PHONE_MS * len(labels))
        span = Span(Ms(start), Ms(end))
        words[i] = replace(
            words[i], span=span, phones=spread_phones(span, labels), confidence=None, guessed=True
        )


def _sounded(word: Word, answer: Word | None, pronounce: Pronounce) -> Word:
    """A word of known time with phones: the search's where they fit, else spread."""
    span = _span(word)
    if answer is not None and answer.phones:
        inner = phones_inside(answer.phones, span)
        if len(inner) == len(answer.phones):
            phones = tuple(_to_the_edges(inner, span))
            return replace(word, phones=phones, confidence=answer.confidence)
    return replace(word, phones=spread_phones(span, _labels(word, pronounce)))


def _to_the_edges(phones: Sequence[Phone], span: Span) -> Iterator[Phone]:
    """The phones with the first and the last made to begin and end with their word."""
    last = len(phones) - 1
    for n, phone in enumerate(phones):
        start = span.start if n == 0 else phone.span.start
        end = span.end if n == last else phone.span.end
        yield replace(phone, span=Span(start, end))


def _is_long(word: Word) -> bool:
    return word.span is not None and word.span.length >= SHORTEST_PHONE_MS


def _labels(word: Word, pronounce: Pronounce) -> tuple[str, ...]:
    return pronounce_phrase(pronounce, word.text, word.sung)[0]


def _span(word: Word) -> Span:
    """The time of a word that is known to have one."""
    if word.span is None:
        raise ValueError(f"{word.text!r} has no time")
    return word.span
