"""Timing files that others made, completed: the embedded aligner finds what they do not tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from aligner.alignment import Alignment
from aligner.fill import Search, fill
from aligner.formats import read_alignment
from aligner.inside import has_guesses, solved_inside
from aligner.pronounce import LANGUAGES, Pronouncer, espeak, guess_language, read_lexicon
from aligner.spread import lacks_phones, with_phones
from media_core.audio import Audio, StreamedAudio
from media_core.errors import AlignmentError
from media_core.extras import adding
from media_core.progress import Progress, silent


def read_timing(
    path: Path,
    song: Audio | StreamedAudio | None = None,
    *,
    phones: bool = True,
    encoding: str | None = None,
    tier: str | None = None,
    notice: Callable[[str], None] = lambda sentence: None,
) -> Alignment:
    """Read a timing file of any known format.

    Args:
        path: the file.
        song: that it is of; words are cut off where it ends.
        phones: every word that has a time gets phones, if need be by its spelling alone.
        encoding: of a file that is not UTF-8; None to find out.
        tier: of a TextGrid, the one that holds the words or the lines; None to find it.
        notice: told what was guessed or left out.

    Raises:
        AlignmentError: the file cannot be understood, or has no word with a time.
        InputError: there is no such encoding.
    """
    length = song.duration if song is not None else None
    alignment = read_alignment(path, length, encoding=encoding, tier=tier, notice=notice)
    if all(word.span is None for word in alignment.words()):
        raise AlignmentError(f"no word in {path} has a time", hint="align the song again")
    return _with_phones(alignment) if phones else alignment


def _with_phones(alignment: Alignment) -> Alignment:
    """With phones for every word that has a time; where none lacks them, no dictionary is read."""
    if not lacks_phones(alignment):
        return alignment
    return with_phones(alignment, Pronouncer().pronounce)


def completed(
    alignment: Alignment,
    song: Audio | StreamedAudio,
    *,
    source: str = "the aligner",
    lexicon: Path | None = None,
    language: str | None = None,
    notice: Callable[[str], None] = lambda sentence: None,
    progress: Progress = silent,
) -> Alignment:
    """Seek in the song what an alignment does not tell.

    Words whose times are guesses are sought inside their lines, words without a time between their
    neighbours. Phones are sought if no word has any; else the few words without get the usual
    ones, spread over their time.

    Args:
        alignment: of the song.
        song: where to seek.
        source: who left them out, for the notices.
        lexicon: a file of pronunciations.
        language: of the lyrics; guessed from them if None.
        notice: told what was filled in.
        progress: told of the stages.
    """
    words = list(alignment.words())
    if any(word.phones for word in words) and all(word.span for word in words):
        # The few words without phones are not worth a search through the song.
        return _with_phones(alignment)
    song = song if isinstance(song, Audio) else song.load()
    spoken = language or guessed_language(alignment.transcript, notice)
    known = read_lexicon(lexicon) if lexicon is not None else None
    pronouncer = Pronouncer(known, language=spoken)
    if has_guesses(alignment):
        found = solved_inside(alignment, song, _search(pronouncer, progress))
        sought = sum(word.guessed for word in words)
        left = sum(word.guessed for word in found.words())
        if left < sought:
            notice(
                f"{source} tells when lines are sung; the built-in aligner found "
                f"{sought - left} words inside them"
            )
        alignment = with_phones(found, pronouncer.pronounce)
    elif any(word.phones for word in words):
        alignment = with_phones(alignment, pronouncer.pronounce)
    return filled(alignment, pronouncer, song, source, notice, progress)


def _search(pronouncer: Pronouncer, progress: Progress) -> Search:
    from aligner.sphinx.aligner import SphinxAligner

    return SphinxAligner(pronouncer.pronounce, progress=progress).align


def filled(
    found: Alignment,
    pronouncer: Pronouncer,
    audio: Audio | None,
    source: str,
    notice: Callable[[str], None],
    progress: Progress = silent,
    half: frozenset[int] = frozenset(),
) -> Alignment:
    """What another aligner left out is sought by the embedded one, and named."""
    search = _search(pronouncer, progress) if audio is not None else None
    done = fill(found, pronouncer.pronounce, audio=audio, search=search, half=half)
    how = "the built-in aligner found" if audio is not None else "lie between their neighbours"
    if done.times:
        notice(f"{source} has no time for {_few(done.times, how)}")
    if done.phones:
        notice(f"{source} has no phones for {_few(done.phones, 'got ours')}")
    return done.alignment


def _few(words: Sequence[str], fate: str) -> str:
    """Words for a sentence: how many, what became of them, and the first of them."""
    number = f"{len(words)} {'word' if len(words) == 1 else 'words'}"
    few = ", ".join(word.strip(",.;:!?") for word in words[:8])
    return f"{number}, which {fate}: {few}{', ...' if len(words) > 8 else ''}"


def guessed_language(text: str, notice: Callable[[str], None]) -> str:
    """The language of a sheet, as far as it can be said on this machine."""
    guess = guess_language(text)
    if guess != "en" and espeak.installed() is None:
        name = LANGUAGES[guess].name
        notice(
            f"the lyrics seem to be {name}, but are read as if they were English: for {name}, "
            f"install espeak-ng with `{adding('espeak')}`"
        )
        return "en"
    return guess
