"""All checks of a file, and of a film that we would make, put together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aligner.alignment import Alignment, Line, Word
from aligner.formats import read_alignment
from animatemusic import pipeline
from animatemusic.hearing import with_cover
from animatemusic.qc.container import file_findings
from animatemusic.qc.filming import film_findings
from animatemusic.qc.findings import Finding
from animatemusic.qc.footage import Watched
from animatemusic.qc.listening import Heard, listened
from animatemusic.qc.picture import picture_findings
from animatemusic.qc.silence import silence_findings, wordless_findings
from animatemusic.qc.sound import no_sound, sound_findings
from animatemusic.qc.watching import watched
from animatemusic.qc.words import word_findings
from media_core.audio import StreamedAudio, open_audio
from media_core.errors import AnimateMusicError, AudioError, InputError
from media_core.progress import Progress, silent
from media_core.timeline import Ms, Span
from render.film import Film, Look
from render.presets import Preset
from render.rigs import Rig
from render.safe_area import AUTO, insets
from visemes.animate import ALL
from visemes.timing import Timing

BESIDE = (".ass", ".lrc", ".ttml", ".vtt", ".srt")
"""Files of times that are looked for beside a video of the same name, the most exact first;
``animate`` writes the first two."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What checks say.

    Attributes:
        findings: in no order; times are those of the video.
        facts: what was measured.
    """

    findings: tuple[Finding, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """A film of ours that could be rendered.

    Attributes:
        song: its sound.
        words: of the whole song.
        rig: the character.
        look: of the film.
        span: the part of the song that is shown, or None.
        timing: the numbers of the mouth's movement, or None.
        voice: whose mouth it is.
        vocals: the voice alone, or None.
        preset: for which platform, or None.
        mouth: whether the mouth follows the words, and not somebody's face.
    """

    song: StreamedAudio
    words: Alignment
    rig: Rig
    look: Look
    span: Span | None = None
    timing: Timing | None = None
    voice: str = ALL
    vocals: Path | None = None
    preset: Preset | None = None
    mouth: bool = True


def check_video(
    path: Path,
    words: Alignment | None = None,
    preset: Preset | None = None,
    progress: Progress = silent,
    *,
    stem: bool = False,
) -> Checked:
    """Check a finished video.

    Args:
        path: of the file.
        words: with times from its first frame on, if they are known.
        preset: for which platform it is, if that is known.
        progress: told of the stages.
        stem: whether words are held against the voice alone, elsewhere.

    Raises:
        InputError: it is no video, or none that can be decoded.
    """
    progress("Watching", 0.0)
    video = watched(path, lambda share: progress("Watching", share))
    sung = sorted(w.span for w in words.words() if w.span is not None) if words else None
    found = [*picture_findings(video, sung), *file_findings(video, preset)]
    progress("Listening", 0.0)
    heard = _heard(video, path)
    if heard is not None:
        found += sound_findings(heard, preset)
    elif video.sound is not None or not _silent_by_nature(video, preset):
        found.append(no_sound(wanted=bool(sung)))
    if words is not None:
        end = Ms(round(1000 * (video.end - video.begins)))
        found += word_findings(words, None if stem else heard, end)
    return Checked(tuple(found), _video_facts(video, heard))


def check_song(
    song: StreamedAudio, preset: Preset | None = None, progress: Progress = silent
) -> tuple[Heard, Checked]:
    """Check a song; what was heard is of use for films that are made of it."""
    progress("Listening", 0.0)
    heard = listened(song)
    return heard, Checked(tuple(sound_findings(heard, preset)), {"sound": _loudness(heard)})


def check_stem(words: Alignment, vocals: Path) -> tuple[Heard, list[Finding]]:
    """Hold the words of a whole song against its voice alone.

    Raises:
        AudioError: the stem is no sound.
    """
    voice = listened(open_audio(vocals))
    return voice, [*silence_findings(words, voice), *wordless_findings(words, voice)]


def check_plan(plan: Plan, heard: Heard, progress: Progress = silent) -> Checked:
    """Check a film before it is drawn.

    Args:
        plan: what would be made.
        heard: its song, or the voice alone.
        progress: told of the stages.

    Raises:
        InputError: it cannot be made: a size, a font, a background.
    """
    look, rig = with_cover(replace(plan.look, visuals=()), plan.song), plan.rig
    listened_to = plan.song if plan.vocals is None else open_audio(plan.vocals)
    track = pipeline.animate(
        plan.words,
        rig.set,
        song=listened_to,
        timing=replace(plan.timing or Timing(), fps=look.fps),
        voice=plan.voice,
    )
    film = Film(plan.words, track, rig, look)
    safe = None
    if plan.preset is not None:
        area = insets(plan.preset.safe_area or AUTO, look.size[0] / look.size[1])
        safe = area.of(*look.size)
    found = film_findings(
        *(film, film.place, track, rig, plan.words, heard, plan.span, safe),
        lambda share: progress("Laying out", share),
        mouth=plan.mouth,
    )
    facts = {"film": {"size": list(look.size), "rig": rig.info.name, "style": look.caption_style}}
    return Checked(tuple(seen_in(plan.span, found)), facts)


def part_of(words: Alignment, span: Span | None) -> Alignment:
    """The words of a part of a song, with times from its beginning on."""
    if span is None:
        return words
    lines: list[Line] = []
    for line in words.lines:
        kept: list[Word] = []
        for word in line.words:
            if word.span is not None and word.span.overlaps(span):
                phones = tuple(
                    replace(phone, span=_within(phone.span, span))
                    for phone in word.phones
                    if phone.span.overlaps(span)
                )
                kept.append(replace(word, span=_within(word.span, span), phones=phones))
        if kept:
            lines.append(replace(line, words=tuple(kept)))
    return Alignment(tuple(lines), span.length, words.transcript)


def seen_in(part: Span | None, found: Iterable[Finding]) -> Iterator[Finding]:
    """Findings at times of a song, at the times of a video that shows a part of it."""
    for finding in found:
        if finding.span is None or part is None:
            yield finding
        elif finding.span.overlaps(part):
            yield replace(finding, span=_within(finding.span, part))


def words_beside(video: Path) -> tuple[Path, Alignment] | None:
    """A file of times of the same name, if there is one that can be read."""
    for suffix in BESIDE:
        path = video.with_suffix(suffix)
        if path.is_file():
            try:
                return path, read_alignment(path, None)
            except AnimateMusicError:
                continue
    return None


def _silent_by_nature(video: Watched, preset: Preset | None) -> bool:
    return video.animated_picture or (preset is not None and preset.loop)


def _heard(video: Watched, path: Path) -> Heard | None:
    sound = video.sound
    if sound is None:
        return None
    length = max(1, round((sound.end - sound.start) * sound.rate))
    try:
        return listened(StreamedAudio(path, sound.rate, min(2, sound.channels), length))
    except (AudioError, InputError):
        return None


def _within(span: Span, part: Span) -> Span:
    """What is inside of a part, counted from its beginning."""
    begin = Ms(max(0, span.start - part.start))
    return Span(begin, Ms(min(span.end, part.end) - part.start))


def _video_facts(video: Watched, heard: Heard | None) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "video": {
            "container": video.container.split(",")[0],
            "codec": video.codec,
            "size": list(video.size),
            "pixels": video.pixels,
            "fps": str(video.fps),
            "frames": len(video.starts),
            "seconds": round(video.end - video.begins, 3),
        }
    }
    if video.sound is not None:
        sound = video.sound
        facts["sound"] = {
            "codec": sound.codec,
            "rate": sound.rate,
            "channels": sound.channels,
            "seconds": round(float(sound.end - sound.start), 3),
        }
        if heard is not None:
            facts["sound"] |= _loudness(heard)
    return facts


def _loudness(heard: Heard) -> dict[str, Any]:
    known = (("lufs", heard.volume.integrated), ("true_peak", heard.volume.true_peak))
    return {name: None if math.isinf(value) else round(value, 1) for name, value in known}


def word_facts(words: Alignment, source: str) -> dict[str, Any]:
    """How many words there are, and where they come from."""
    count = sum(1 for _ in words.words())
    return {"words": {"from": source, "lines": len(words.lines), "words": count}}
