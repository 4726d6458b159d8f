"""The only place that wires the stages: song and lyrics -> alignment -> mouths -> video."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.alignment import Alignment
from aligner.fill import fill
from aligner.lyric_furniture import remarks_text
from aligner.lyrics import Lyrics, read_lyrics
from aligner.pins import Pins
from aligner.pronounce import Pronouncer, read_lexicon
from aligner.pronounce.espeak import version_for as espeak_version
from animatemusic.aligners import (
    ALIGNERS,
    AlignerName,
    AlignerOptions,
    Request,
    Search,
    chosen,
)
from animatemusic.cache import AlignmentCache, key_of
from animatemusic.completing import completed as completed
from animatemusic.completing import guessed_language
from animatemusic.completing import read_timing as read_timing
from animatemusic.hearing import (
    features_for,
    loudness_as_before,
    loudness_of,
    volume_as_before,
    with_cover,
)
from animatemusic.known_times import GivenTimes, known_times
from animatemusic.recipes import FilmRecipe, RigSource, about, parts_folder, sound_of
from animatemusic.recipes import load_rig as load_rig
from animatemusic.recipes import rig_source as rig_source
from animatemusic.stems import load_stem
from media_core.audio import Audio, StreamedAudio, load_audio, open_audio
from media_core.errors import InputError, LyricsError
from media_core.loudness import Loudness
from media_core.malloc import give_memory_back
from media_core.outputs import output_for
from media_core.progress import Progress
from media_core.progress import silent as quiet
from media_core.soundtrack import SoundSource, Volume, volume
from media_core.timeline import Ms, Span
from render.film import Film, Look
from render.making import Making, coding_of, make_video
from render.rigs import Rig
from render.text.missing import advice
from visemes.animate import ALL, BACKGROUND, LEAD, lines_of
from visemes.animate import animate as animate_alignment
from visemes.readers import worn
from visemes.sets import DEFAULT as DEFAULT_SET
from visemes.sets import load_set
from visemes.timing import Timing
from visemes.track import MouthTrack
from visemes.viseme_set import VisemeSet

DEFAULT_RIG = "juno"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished video.

    Attributes:
        path: of the file.
        frames: how many it has.
        missing: characters of the lyric that no font here can show.
        volume: how loud the sound is; None for a silent file.
    """

    path: Path
    frames: int
    missing: str
    volume: Volume | None = None


def align(
    song: Path | Audio,
    lyrics: Path | Lyrics,
    *,
    aligner: AlignerName = "auto",
    options: AlignerOptions | None = None,
    vocals: Path | None = None,
    lexicon: Path | None = None,
    language: str | None = None,
    known: GivenTimes | None = None,
    cache: AlignmentCache | None = None,
    notice: Callable[[str], None] = lambda sentence: None,
    progress: Progress = quiet,
) -> Alignment:
    """Find when each word and phone of a song is sung.

    Args:
        song: an audio file, or one already loaded.
        lyrics: a lyric sheet, or one already read.
        aligner: a name in :data:`animatemusic.aligners.ALIGNERS`: ``sphinx`` is built in,
            ``gentle`` asks a server, ``ctc`` runs a network of the user's. ``auto`` takes the one
            that the options are for, else ``sphinx``.
        options: what that aligner wants to know.
        vocals: the voice alone, as long as the song; it is listened to instead of the song.
        lexicon: a file of pronunciations, ``word P1 P2 P3`` a line.
        language: of the lyrics (``en fr es de it pt``); guessed from them if None.
        known: times that are known beforehand.
        cache: where answers are kept and looked up, or None; those of a server never are.
        notice: told what the user should know.
        progress: told of the stages.

    Raises:
        InputError: the song, the lyrics, the lexicon, an option or a known time cannot be used.
        AlignerError: aligning failed for a reason outside the input.
    """
    options, known = options or AlignerOptions(), known or GivenTimes()
    sheet = lyrics if isinstance(lyrics, Lyrics) else _sheet(lyrics, notice)
    name = chosen(aligner, options)
    spec = ALIGNERS[name]
    audio = song if isinstance(song, Audio) else load_audio(song)
    played = audio.duration
    if vocals is not None:
        audio = load_stem(vocals, audio.path, played, notice)
        if options.kind == "auto":
            # A voice without its band is full of holes, as speech is; nobody cuts speech out of
            # a song.
            options = replace(options, kind="song")
    if not spec.takes_pins and known.any:
        raise InputError(
            f"{spec.title} takes no anchors and keeps no words", hint="use --aligner sphinx"
        )
    kept = None if spec.facts is None else cache
    times = known_times(
        *(sheet, audio.duration, known),
        answers=lambda text: [] if kept is None else kept.answers(audio, text),
        notice=notice,
    )
    spoken = "en" if spec.english_only else language or guessed_language(sheet.text, notice)
    said = read_lexicon(lexicon) if lexicon is not None else None
    key = ""
    if kept is not None and spec.facts is not None:
        voice = (spoken, espeak_version(spoken))
        key = key_of(audio, played, sheet, said, *voice, times, name, spec.facts(options))
        before = kept.get(key)
        if before is not None:
            progress("Aligned before", 1.0)
            return before
    search = spec.make(Request(Pronouncer(said, language=spoken), options, notice, progress))
    found = times.aligned(lambda pins: _named(audio, search, sheet, pins))
    found = replace(found, duration=played)
    if kept is not None:
        kept.put(key, found)
        kept.remember(audio, found)
    return found


def _sheet(path: Path, notice: Callable[[str], None]) -> Lyrics:
    sheet = read_lyrics(path)
    for sentence in remarks_text(sheet.remarks):
        notice(f"{path}: {sentence}")
    return sheet


def _named(audio: Audio, search: Search, sheet: Lyrics, pins: Pins) -> Alignment:
    """Ask an aligner; what it says of the lyrics is said of this song."""
    try:
        return search(audio, sheet, pins)
    except LyricsError as err:
        raise LyricsError(f"{audio.path}: {err.message}", hint=err.hint) from err


def animate(
    alignment: Alignment,
    shapes: str | Path | VisemeSet = DEFAULT_SET,
    *,
    song: Audio | StreamedAudio | Loudness | None = None,
    timing: Timing | None = None,
    voice: str = ALL,
) -> MouthTrack:
    """Turn an alignment into mouths.

    Args:
        alignment: when each word and phone is sung. Words without a time are given a guess in the
            pause that they stand in.
        shapes: a set of mouths that ships with the program, by name (the nine of Rhubarb, A-H and
            X, if nothing is said), or the path of your own, or one already loaded.
        song: the song, or the loudness of its voice: held notes follow it. Without, notes are as
            loud as notes usually are.
        timing: the numbers of the movement; the defaults if None.
        voice: whose mouth: ``all``, ``lead``, ``background`` or the name of a singer.

    Raises:
        InputError: there is no such set, or it contradicts itself; or no such singer.
    """
    if any(word.span is None for word in alignment.words()):  # no mouth freezes on a name
        alignment = fill(alignment, Pronouncer().pronounce).alignment
    if isinstance(song, Audio | StreamedAudio):
        song = loudness_of(song, alignment)
    known = shapes if isinstance(shapes, VisemeSet) else load_set(shapes)
    if voice not in (ALL, LEAD, BACKGROUND) and not lines_of(alignment, voice):
        singers = ", ".join(sorted({line.singer for line in alignment.lines if line.singer}))
        raise InputError(
            f"nobody called {voice} sings in this song",
            hint=f"give all, lead, background{f', {singers}' if singers else ''}",
        )
    return animate_alignment(alignment, known, timing, loudness=song, voice=voice)


def check_look(rig: Rig, look: Look, format: str | None = None) -> None:
    """Notice before a long alignment that a video cannot look as it is wanted.

    Args:
        rig: the character.
        look: of the video.
        format: a name in ``media_core.outputs.OUTPUTS``, or None.

    Raises:
        InputError: the size or the background cannot be used.
        OutputError: the format cannot show what is wanted, or not be written.
    """
    nobody = Alignment((), Ms(1))
    film = Film(nobody, animate(nobody, rig.set), rig, look)
    if format is not None:
        coding_of(film, Making(format))


def render(
    song: Path | Audio | StreamedAudio,
    alignment: Alignment,
    path: Path,
    *,
    rig: Rig | RigSource | str | Path | None = None,
    look: Look | None = None,
    span: Span | None = None,
    timing: Timing | None = None,
    voice: str = ALL,
    vocals: Path | None = None,
    format: str | None = None,
    mouth: MouthTrack | None = None,
    options: Mapping[str, str] | None = None,
    jobs: int = 1,
    reuse: bool = True,
    tags: Mapping[str, str] | None = None,
    silent: bool = False,
    copy_sound: bool = False,
    notice: Callable[[str], None] = lambda sentence: None,
    progress: Progress = quiet,
) -> Rendered:
    """Draw and encode the video of an aligned song.

    Args:
        song: an audio file, or one already loaded. A file is read while the video is written, so
            an hour of it, or of a part of it, takes no more memory than a minute. Its sound is
            copied as it is where it is at home in the video (AAC in mp4, Opus and Vorbis in webm).
        alignment: when each word is sung.
        path: where the video goes; replaced if it exists.
        rig: the character, by name or path; the first that ships with the program if None.
        look: size, frame rate, background, captions; the defaults if None.
        span: which part of the song; all of it if None.
        timing: the numbers of the mouth's movement; the defaults if None.
        voice: whose mouth it is: ``all``, ``lead``, ``background`` or the name of a singer.
        vocals: the voice alone; the mouth opens as far as it is loud.
        format: a name in ``media_core.outputs.OUTPUTS``; by the suffix of ``path`` if None.
        mouth: the mouth, if it is not to be made from the alignment.
        options: of the encoder, such as ``{"crf": "23"}``.
        jobs: how many processes draw and encode. More than one needs the rig by name or path, and
            a program whose main part stands under ``if __name__ == "__main__"``.
        reuse: keep the parts of the video in the user's cache, and take from there those that
            show the same; needs the rig by name or path.
        tags: ``title`` and ``artist``, which win over those of the song's file.
        silent: leave the sound out.
        copy_sound: copy an mp3 into an mp4 as it is, too, which not every player plays.
        notice: told what the user should know before the frames are drawn.
        progress: told of the stages.

    Raises:
        InputError: the song, the size, the background or the span cannot be used.
        OutputError: the video cannot be written.
    """
    give_memory_back()
    format, output = output_for(format, path)
    audio = open_audio(song) if isinstance(song, Path) else song
    source = rig_source(rig) if isinstance(rig, str | Path) else rig
    source = source if source is not None else rig_source(DEFAULT_RIG)
    drawn = source() if isinstance(source, RigSource) else source
    look = with_cover(look or Look(), audio)
    listened = _listened(audio, vocals)
    sung = loudness_as_before(listened, alignment) if reuse and mouth is None else listened
    track = _track(sung, alignment, drawn, look, timing, voice, mouth)
    features = features_for(look, audio, alignment)
    film = Film(alignment, track, drawn, look, features)
    if film.missing:
        notice(advice(film.missing))
    file = None if isinstance(audio, Audio) else audio.path
    told = about(file, alignment, span, dict(tags or {}))
    making = Making(format, options or {}, about=told, copy_sound=copy_sound)
    if isinstance(source, RigSource):
        recipe = FilmRecipe(alignment, track, source, look, features)
        making = replace(making, jobs=jobs, recipe=recipe)
        functions = any(callable(wanted) for wanted in look.visuals)
        if jobs > 1 and functions:
            raise InputError(
                "several jobs need a visual by its file", hint="give FILE.py:FUNCTION as text"
            )
        if reuse and output.joins and not functions:  # what a function does is not known
            made_with = recipe.made_with(coding_of(film, making))
            making = replace(making, store=parts_folder(), made_with=made_with)
    elif jobs > 1:
        raise InputError("several jobs need the rig by its name or path", hint="or leave jobs at 1")
    heard: SoundSource | None = None
    if output.sound and not silent:
        heard = sound_of(audio, span, film.fps)
    progress("Rendering", 0.0)
    frames = make_video(
        *(film, path, heard, making),
        span=span,
        progress=lambda share: progress("Rendering", share),
    )
    loud: Volume | None = None
    if heard is not None:
        length = frames / film.fps
        loud = volume_as_before(audio, heard, span, length) if reuse else volume(heard, length)
    return Rendered(path, frames, film.missing, loud)


def film_of(
    song: Audio | StreamedAudio,
    alignment: Alignment,
    rig: Rig | RigSource,
    look: Look,
    *,
    timing: Timing | None = None,
    voice: str = ALL,
    vocals: Path | None = None,
    mouth: MouthTrack | None = None,
) -> Film:
    """The pictures of an aligned song; arguments as for :func:`render`."""
    drawn = rig() if isinstance(rig, RigSource) else rig
    track = _track(_listened(song, vocals), alignment, drawn, look, timing, voice, mouth)
    look = with_cover(look, song)
    return Film(alignment, track, drawn, look, features_for(look, song, alignment))


def _listened(song: Audio | StreamedAudio, vocals: Path | None) -> Audio | StreamedAudio:
    """What the mouth listens to."""
    return song if vocals is None else open_audio(vocals)


def _track(
    song: Audio | StreamedAudio | Loudness,
    alignment: Alignment,
    rig: Rig,
    look: Look,
    timing: Timing | None,
    voice: str,
    mouth: MouthTrack | None = None,
) -> MouthTrack:
    if mouth is not None:
        return worn(mouth, rig.set)
    paced = replace(timing or Timing(), fps=look.fps)
    return animate(alignment, rig.set, song=song, timing=paced, voice=voice)
