"""What is wrong with words and their times, with or without the sound that they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.alignment import Alignment, Word
from aligner.report import worst_lines
from animatemusic.qc.findings import Finding
from animatemusic.qc.listening import Heard
from animatemusic.qc.quoting import few, short
from animatemusic.qc.reading import reading_findings
from animatemusic.qc.silence import silence_findings
from media_core.timeline import Ms, Span

OVERLAP_MS = 500
"""Words of one voice may share so much: where voices are doubled, people who timed seven songs let
words overlap by up to 0.46 s."""

LATE_MS = 50
"""A word may end so much after the video: times are rounded, frames too."""


def word_findings(
    words: Alignment, heard: Heard | None, end: Ms | None = None
) -> Iterator[Finding]:
    """Look at words and times.

    Args:
        words: with times from the first frame of the video on.
        heard: the sound, or None if there is none.
        end: when picture and song end; None if that is not to be looked at.
    """
    yield from _untimed(words)
    yield from _doubtful(words)
    yield from _overlapping(words)
    yield from reading_findings(words)
    if end is not None:
        yield from _after(words, end)
    if heard is not None:
        yield from silence_findings(words, heard)


def _untimed(words: Alignment) -> Iterator[Finding]:
    lost = [word for word in words.words() if word.span is None]
    if lost:
        one = len(lost) == 1
        yield Finding(
            "word-without-time",
            "warning",
            few(lost),
            f"{len(lost)} {'word has' if one else 'words have'} no time: {few(lost)}",
            "give them times, or leave them out of the lyrics",
        )


def _doubtful(words: Alignment) -> Iterator[Finding]:
    doubts = [doubt for doubt in worst_lines(words) if doubt.span is not None]
    if doubts:
        one = len(doubts) == 1
        yield Finding(
            "doubtful-words",
            "note",
            doubts[0].text,
            f"the aligner is not sure of {len(doubts)} "
            f'{"line" if one else "lines"}, least of "{short(doubts[0].text)}"',
            "listen there; `animatemusic align --report` lists them",
            doubts[0].span,
        )


def _overlapping(words: Alignment) -> Iterator[Finding]:
    before: dict[tuple[str, bool], tuple[Word, Span]] = {}
    for line in words.lines:
        voice = (line.singer, line.background)
        for word in line.words:
            if word.span is None:
                continue
            if voice in before:
                other, span = before[voice]
                shared = min(span.end, word.span.end) - word.span.start
                if shared > OVERLAP_MS:
                    yield Finding(
                        "overlapping-words",
                        "warning",
                        word.text,
                        f'"{word.text}" begins {shared} ms before "{other.text}" has ended',
                        "one voice sings one word at a time: correct the times",
                        word.span,
                    )
            before[voice] = (word, word.span)


def _after(words: Alignment, end: Ms) -> Iterator[Finding]:
    timed = [(word, word.span) for word in words.words() if word.span is not None]
    gone = [(word, span) for word, span in timed if span.start >= end]
    if gone:
        one = len(gone) == 1
        named = few([word for word, _ in gone])
        yield Finding(
            "words-after-end",
            "error",
            named,
            f"{len(gone)} {'word is' if one else 'words are'} sung after the end: {named}",
            "are these the times of this video? if it shows a part, say which with --range",
            Span(min(span.start for _, span in gone), max(span.end for _, span in gone)),
        )
    # Where a file of times does not say when a word ends, that is a guess.
    for word, span in timed:
        if span.start < end and span.end > end + LATE_MS and not word.guessed:
            yield Finding(
                "words-after-end",
                "warning",
                word.text,
                f'"{word.text}" is still sung at the end, and cut off',
                "let the video last as long as the song, or correct the times",
                span,
            )
