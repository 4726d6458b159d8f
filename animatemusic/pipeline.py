"""The only place that wires the stages: song and lyrics -> alignment -> mouths -> video."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import numpy as np

import sample_rigs
from aligner.alignment import Alignment
from aligner.audio import Audio, load_audio
from aligner.errors import AlignmentError, InputError, LyricsError, OutputError
from aligner.formats import own_json, read_alignment
from aligner.lyrics import Lyrics, read_lyrics
from aligner.pins import Anchor, anchored, locked_words, with_locked
from aligner.progress import Progress, silent
from aligner.pronounce import LANGUAGES, Pronouncer, espeak, guess_language, read_lexicon
from aligner.spread import with_phones
from aligner.timeline import Ms, Span, frame_start
from animatemusic.cache import AlignmentCache, key_of
from render.encode import Sound
from render.film import Film, Look, frames_of
from render.rigs import Rig
from render.rigs import load_rig as load_rig_from
from visemes.animate import animate as animate_alignment
from visemes.sets import load_set
from visemes.track import MouthTrack

AlignerName = Literal["auto", "sphinx", "gentle"]

DEFAULT_RIG = "juno"
DEFAULT_GENTLE = "http://localhost:8765"
"""Where Gentle's own container answers."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished video.

    Attributes:
        path: of the file.
        frames: how many it has.
        missing: characters of the lyric that the caption font cannot show.
    """

    path: Path
    frames: int
    missing: str


def align(
    song: Path | Audio,
    lyrics: Path | Lyrics,
    *,
    aligner: AlignerName = "auto",
    gentle_url: str | None = None,
    lexicon: Path | None = None,
    language: str | None = None,
    anchors: Sequence[Anchor] = (),
    keep: Path | None = None,
    cache: AlignmentCache | None = None,
    notice: Callable[[str], None] = lambda sentence: None,
    progress: Progress = silent,
) -> Alignment:
    """Find when each word and phone of a song is sung.

    Args:
        song: an audio file, or one already loaded.
        lyrics: a lyric sheet, or one already read.
        aligner: ``sphinx`` is built in, ``gentle`` asks a server; ``auto`` asks Gentle if its
            address is known, else ``sphinx``.
        gentle_url: address of a Gentle server; the environment variable ``GENTLE_URL`` if None.
        lexicon: a file of pronunciations, ``word P1 P2 P3`` a line.
        language: of the lyrics (``en fr es de it pt``); guessed from them if None.
        anchors: when lines begin (``sphinx`` only).
        keep: an earlier alignment whose locked words stay (``sphinx`` only).
        cache: where answers of ``sphinx`` are kept and looked up, or None.
        notice: told what the user should know.
        progress: told of the stages.

    Raises:
        InputError: the song, the lyrics, the lexicon, an anchor or ``keep`` cannot be used.
        AlignerError: aligning failed for a reason outside the input.
    """
    sheet = lyrics if isinstance(lyrics, Lyrics) else read_lyrics(lyrics)
    url = gentle_url or os.environ.get("GENTLE_URL") or None
    audio = song if isinstance(song, Audio) else load_audio(song)
    if aligner == "gentle" or (aligner == "auto" and url):
        if anchors or keep:
            raise InputError(
                "Gentle takes no anchors and keeps no words", hint="use --aligner sphinx"
            )
        pronouncer = Pronouncer(read_lexicon(lexicon) if lexicon is not None else None)
        # Late: the embedded way needs no HTTP.
        from aligner.gentle import GentleAligner

        found = _named(audio, GentleAligner(url or DEFAULT_GENTLE, progress=progress).align, sheet)
        return with_phones(found, pronouncer.pronounce)
    kept = read_alignment(keep, audio.duration) if keep is not None else None
    spoken = language or _guessed(sheet, notice)
    key = _cache_key(audio, sheet, lexicon, spoken, anchors, kept) if cache is not None else None
    if cache is not None and key is not None:
        known = cache.get(key)
        if known is not None:
            progress("Aligned before", 1.0)
            return known
    pronouncer = Pronouncer(read_lexicon(lexicon) if lexicon is not None else None, language=spoken)
    from aligner.sphinx.aligner import SphinxAligner

    engine = SphinxAligner(pronouncer.pronounce, progress=progress)
    locked = locked_words(sheet, kept) if kept is not None else {}
    pins = anchored(sheet, anchors, audio.duration)
    pins |= {i: Span(w.span.start, Ms(w.span.start + 1)) for i, w in locked.items() if w.span}
    found = with_locked(_named(audio, engine.align, sheet, pins), locked)
    if cache is not None and key is not None:
        cache.put(key, found)
    return found


def _named(audio: Audio, find: Callable[..., Alignment], *arguments: object) -> Alignment:
    """Ask an aligner; what it says of the lyrics is said of this song."""
    try:
        return find(audio, *arguments)
    except LyricsError as err:
        raise LyricsError(f"{audio.path}: {err.message}", hint=err.hint) from err


def _guessed(sheet: Lyrics, notice: Callable[[str], None]) -> str:
    """The language of a sheet, as far as it can be said on this machine."""
    guess = guess_language(sheet.text)
    if guess != "en" and espeak.installed() is None:
        name = LANGUAGES[guess].name
        notice(
            f"the lyrics seem to be {name}, but are read as if they were English: for {name}, "
            'install espeak-ng with `pip install "animatemusic[espeak]"`'
        )
        return "en"
    return guess


def _cache_key(
    audio: Audio,
    sheet: Lyrics,
    lexicon: Path | None,
    language: str,
    anchors: Sequence[Anchor],
    kept: Alignment | None,
) -> str | None:
    """Everything that the embedded aligner's answer depends on; None if a file cannot be read."""
    try:
        said = lexicon.read_bytes() if lexicon is not None else b""
        return key_of(
            *(
                audio.path,
                f"{version('animatemusic')} {audio.duration} {language}",
                sheet.text,
                said,
            ),
            *(repr(anchors), "" if kept is None else own_json.write(kept)),
        )
    except OSError:
        return None


def animate(alignment: Alignment) -> MouthTrack:
    """Turn an alignment into mouths of the nine-shape set (A-H, X)."""
    return animate_alignment(alignment, load_set())


def load_rig(name: str | Path) -> Rig:
    """A rig that ships with the program, by name, or any rig by its path.

    Raises:
        RigError: there is no such rig, or it is no rig.
    """
    known = sample_rigs.names()
    if isinstance(name, str) and name in known:
        return load_rig_from(sample_rigs.path(name))
    path = Path(name)
    if not os.path.exists(path):  # Path.exists() raises where the name is too long
        raise InputError(
            f"there is no rig {name}",
            hint=f"give a folder, an SVG, or one of: {', '.join(known)}",
        )
    return load_rig_from(path)


def check_look(rig: Rig, look: Look) -> None:
    """Notice before a long alignment that a video cannot look as it is wanted.

    Raises:
        InputError: the size or the background cannot be used.
    """
    nobody = Alignment((), Ms(1))
    Film(nobody, animate(nobody), rig, look)


def render(
    song: Path | Audio,
    alignment: Alignment,
    out: Path,
    *,
    rig: Rig | None = None,
    look: Look | None = None,
    span: Span | None = None,
    notice: Callable[[str], None] = lambda sentence: None,
    progress: Progress = silent,
) -> Rendered:
    """Draw and encode the video of an aligned song.

    Args:
        song: an audio file, or one already loaded.
        alignment: when each word is sung.
        out: an mp4 file; replaced if it exists.
        rig: the character; the first that ships with the program if None.
        look: size, frame rate, background, captions; the defaults if None.
        span: which part of the song; all of it if None.
        notice: told what the user should know before the frames are drawn.
        progress: told of the stages.

    Raises:
        InputError: the song, the size, the background or the span cannot be used.
        OutputError: the video cannot be written.
    """
    if out.suffix.lower() != ".mp4":
        raise OutputError(f"{out} is no mp4 file", hint="give a name that ends in .mp4")
    audio = song if isinstance(song, Audio) else load_audio(song)
    rig = rig if rig is not None else load_rig(DEFAULT_RIG)
    film = Film(alignment, animate(alignment), rig, look or Look())
    if film.missing:
        notice(f"the caption font has no picture for: {' '.join(film.missing)}")
    progress("Rendering", 0.0)
    frames = film.write(
        out,
        faded(audio, span, film.fps),
        span=span,
        progress=lambda share: progress("Rendering", share),
    )
    return Rendered(out, frames, film.missing)


FADE_MS = 20
"""A song that is cut in the middle clicks; a fade this short is not heard as one."""


def faded(audio: Audio, span: Span | None, fps: Fraction) -> Sound:
    """The sound of a whole song, or with fades where a part of it is cut out.

    Args:
        audio: the song.
        span: the part that will be used, or None for all.
        fps: frames a second; parts are cut where frames begin.
    """
    if span is None:
        return Sound(audio.samples, audio.rate)
    first, last = frames_of(span, audio.duration, fps)
    start, end = frame_start(first, fps), frame_start(last, fps)
    song = audio.segment()
    part = song[start:end].fade_in(FADE_MS).fade_out(FADE_MS)
    whole = song[:start] + part + song[end:]
    samples = np.frombuffer(whole.raw_data, np.int16).reshape(-1, whole.channels)
    return Sound(samples, audio.rate)


def read_timing(path: Path, song: Audio | None = None) -> Alignment:
    """Read a timing file of any known format, with phones for every word that has a time.

    Raises:
        AlignmentError: the file cannot be understood, or has no word with a time.
    """
    alignment = read_alignment(path, song.duration if song is not None else None)
    if all(word.span is None for word in alignment.words()):
        raise AlignmentError(f"no word in {path} has a time", hint="align the song again")
    return with_phones(alignment, Pronouncer().pronounce)
