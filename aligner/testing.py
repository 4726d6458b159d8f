"""What every aligner owes its caller, as a check that any test can run.

A new aligner is tested by one line: ``check_aligner(MyAligner(), audio, lyrics)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from aligner.alignment import Alignment, Word

if TYPE_CHECKING:
    from aligner.lyrics import Lyrics
    from aligner.seam import Aligner
    from media_core.audio import Audio


def check_aligner(aligner: Aligner, audio: Audio, lyrics: Lyrics) -> Alignment:
    """Run an aligner twice and hold its answers against the contract.

    * the transcript is the sheet, and every word of it is there, in order, as written;
    * lines keep their section, singer, voice and mood;
    * the song has its duration, and every word lies inside it;
    * the words of a voice do not overlap and do not run backwards (each background line is a
      voice of its own);
    * phones lie inside their word, in order;
    * the second answer equals the first.

    Returns:
        The answer, for tests that want to know more.

    Raises:
        AssertionError: one sentence about the promise that was broken.
    """
    answer = aligner.align(audio, lyrics)
    _expect(answer.transcript == lyrics.text, "the transcript is not the lyric sheet")
    _expect(answer.duration == audio.duration, "the duration is not the song's")
    _same_sheet(answer, lyrics)
    for word in answer.words():
        _inside(word, answer)
    main = [word for line in answer.lines if not line.background for word in line.words]
    for voice in (main, *(line.words for line in answer.lines if line.background)):
        _forward(voice)
    _expect(aligner.align(audio, lyrics) == answer, "a second run gave another answer")
    return answer


def _same_sheet(answer: Alignment, lyrics: Lyrics) -> None:
    _expect(len(answer.lines) == len(lyrics.lines), "there are not as many lines as in the sheet")
    for number, (got, wanted) in enumerate(zip(answer.lines, lyrics.lines, strict=True), 1):
        _expect(
            [(w.text, w.sung, w.chars) for w in got.words]
            == [(w.text, w.sung, w.chars) for w in wanted.words],
            f"line {number} does not have the words of the sheet",
        )
        _expect(
            (got.section, got.singer, got.background, got.mood)
            == (wanted.section, wanted.singer, wanted.background, wanted.mood),
            f"line {number} lost its section, singer, voice or mood",
        )


def _inside(word: Word, answer: Alignment) -> None:
    # The values check most of this themselves; an aligner may have its own word class.
    if word.span is None:
        _expect(not word.phones, f"{word.text!r} has phones but no time")
        return
    _expect(0 <= word.span.start < word.span.end, f"{word.text!r} has no length")
    _expect(word.span.end <= answer.duration, f"{word.text!r} ends after the song")
    at = word.span.start
    for phone in word.phones:
        _expect(at <= phone.span.start < phone.span.end, f"phones of {word.text!r} overlap")
        at = phone.span.end
    _expect(at <= word.span.end, f"a phone of {word.text!r} ends after the word")


def _forward(voice: Iterable[Word]) -> None:
    at = 0
    for word, start, end in _timed(voice):
        _expect(start >= at, f"{word.text!r} starts at {start} ms, before {at} ms")
        at = end


def _timed(voice: Iterable[Word]) -> Iterator[tuple[Word, int, int]]:
    for word in voice:
        if word.span is not None:
            yield word, word.span.start, word.span.end


def _expect(kept: bool, broken: str) -> None:
    if not kept:
        raise AssertionError(broken)
