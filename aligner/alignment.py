"""What an aligner answers: every word of the lyric sheet, with its times and phones.

The values are frozen and legal: a :class:`Word` without a time is *kept* (``span is None``), so
that nothing downstream can lose it. Phones are ARPAbet-39, upper case, without stress.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from media_core.timeline import Ms, Span

VOWELS = frozenset(
    ("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW")
)
"""ARPAbet vowels (CMU Pronouncing Dictionary, 39 phones)."""

CONSONANTS = frozenset(
    (
        *("B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N"),
        *("NG", "P", "R", "S", "SH", "T", "TH", "V", "W", "Y", "Z", "ZH"),
    )
)
"""ARPAbet consonants (CMU Pronouncing Dictionary, 39 phones)."""

ARPABET = VOWELS | CONSONANTS


@dataclass(frozen=True, slots=True)
class Phone:
    """One sung phone.

    Attributes:
        label: ARPAbet-39, upper case, no stress mark.
        span: when it is heard.
        stress: 0, 1 or 2 for a vowel whose stress is known, else None.
    """

    label: str
    span: Span
    stress: int | None = None

    def __post_init__(self) -> None:
        if self.label not in ARPABET:
            raise ValueError(f"not an ARPAbet phone: {self.label!r}")
        if self.stress not in (None, 0, 1, 2):
            raise ValueError(f"stress is 0, 1 or 2, not {self.stress!r}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the lyric sheet.

    Attributes:
        text: as written (what captions show).
        sung: as sung (what the aligner looked up), lower case; where the lyric sheet says how,
            that, and it may be several words.
        chars: half-open range of code points in the lyric sheet.
        span: when it is sung, or None if the aligner did not find it.
        phones: its phones in order, inside the span; empty if it was not found, or if only the
            word time is known.
        confidence: 0..1, or None where the aligner gives none.
        locked: a person has set its time; aligning again keeps it.
        guessed: nobody has measured its time: it is its share of a line whose time is known, as
            in a file of captions.
    """

    text: str
    sung: str
    chars: tuple[int, int]
    span: Span | None = None
    phones: tuple[Phone, ...] = ()
    confidence: float | None = None
    locked: bool = False
    guessed: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.chars[0] <= self.chars[1]:
            raise ValueError(f"bad range of characters {self.chars} for {self.text!r}")
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence is 0..1, not {self.confidence!r}")
        if self.span is None:
            if self.phones or self.locked or self.guessed:
                raise ValueError(f"{self.text!r} has phones, a lock or a guess, but no time")
            return
        before = self.span.start
        for phone in self.phones:
            if phone.span.start < before:
                raise ValueError(f"the phones of {self.text!r} overlap at {phone.span.start} ms")
            before = phone.span.end
        if before > self.span.end:
            raise ValueError(f"a phone of {self.text!r} ends at {before} ms, after the word")

    def untimed(self) -> Word:
        """The word without its time, and without all that is said of it."""
        return replace(self, span=None, phones=(), locked=False, guessed=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the lyric sheet.

    Attributes:
        words: in order, at least one.
        section: name of the section it stands in (``Chorus``), or "".
        singer: who sings it, or "".
        background: True for a background voice.
        mood: of the section, lower case (``happy``), or "".
    """

    words: tuple[Word, ...]
    section: str = ""
    singer: str = ""
    background: bool = False
    mood: str = ""

    def __post_init__(self) -> None:
        if not self.words:
            raise ValueError("a line has at least one word")

    @property
    def text(self) -> str:
        """The words as written, with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def span(self) -> Span | None:
        """From the first to the last word that has a time; None if no word has."""
        spans = [word.span for word in self.words if word.span is not None]
        if not spans:
            return None
        return Span(min(s.start for s in spans), max(s.end for s in spans))


@dataclass(frozen=True, slots=True)
class SetMouth:
    """A mouth that a person wants to see, whatever is sung.

    Attributes:
        span: while it is seen.
        shape: its name in the set of the rig, or ``SET:NAME``.
    """

    span: Span
    shape: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """Every word of the sheet, in its order, with what is known of its time.

    Attributes:
        lines: in the order of the sheet.
        duration: length of the song in milliseconds.
        transcript: the lyric sheet; ``transcript[a:b]`` is where a word with
            ``chars == (a, b)`` is written: its text, and braces where the sheet has them.
        mouths: set by a person, one after the other.
    """

    lines: tuple[Line, ...]
    duration: Ms
    transcript: str = ""
    mouths: tuple[SetMouth, ...] = ()

    def __post_init__(self) -> None:
        if self.duration <= 0:
            raise ValueError("a song has a duration")
        for word in self.words():
            if word.span is not None and word.span.end > self.duration:
                raise ValueError(
                    f"{word.text!r} ends at {word.span.end} ms, after the song ({self.duration} ms)"
                )
        free = Ms(0)
        for mouth in self.mouths:
            if not free <= mouth.span.start < mouth.span.end <= self.duration:
                raise ValueError(f"the mouth at {mouth.span.start} ms is not in order in the song")
            free = mouth.span.end

    def words(self) -> Iterator[Word]:
        """All words in the order of the sheet."""
        for line in self.lines:
            yield from line.words

    @property
    def span(self) -> Span:
        """The whole song."""
        return Span(Ms(0), self.duration)
