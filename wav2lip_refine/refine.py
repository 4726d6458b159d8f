"""The pass: a face and a song in, a video whose lips sing out.

The clip is read twice. First every frame is looked at for faces, and only boxes and points are
kept; then frames are decoded, repainted a few at a time and encoded at once. Memory does not grow
with the song or the clip, and a pass that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import av
from av.video.reformatter import ColorRange, Colorspace

from media_core.encode import Coding
from media_core.errors import InputError
from media_core.files import digest_of
from media_core.fingerprint import fingerprint
from media_core.malloc import trim_memory
from media_core.muxing import About, Part, join
from media_core.outputs import OUTPUTS
from media_core.progress import Progress, silent
from media_core.segments import plan, workshop
from media_core.soundtrack import Sound
from media_core.timeline import clock
from wav2lip_refine.faces.face import FaceFinder, Picture
from wav2lip_refine.footage import EXACT
from wav2lip_refine.job import Job, Painter, Refined, Signer
from wav2lip_refine.provenance import metadata, sidecar_path, write_sidecar
from wav2lip_refine.work import Work

STAGE = "Refining"


def refine(
    job: Job,
    painter: Painter,
    path: Path,
    *,
    finder: FaceFinder | None = None,
    signer: Signer | None = None,
    cache: Path | None = None,
    parts: Path | None = None,
    notice: Callable[[str], None] = lambda sentence: None,
    progress: Progress = silent,
) -> Refined:
    """Make the video.

    Args:
        job: what is wanted.
        painter: paints the faces.
        path: an mp4 file; replaced if it exists, as is the JSON beside it.
        finder: finds faces; needed unless the job has a box or faces.
        signer: signs the finished video, if it is to be signed.
        cache: a folder where found faces are kept, or None.
        parts: a store of finished parts, those of a stopped pass too; None to keep none.
        notice: told what the user should know.
        progress: told of the stages.

    Raises:
        InputError: the face, the song or a setting cannot be used.
        OutputError: the video cannot be written.
    """
    work = Work(job, painter, finder, cache, progress)
    _tell(work, notice)
    if work.first >= work.last:
        raise InputError("the range holds no frame of the song", hint="choose another")
    coding = Coding(
        *("mp4", OUTPUTS["mp4"], work.size, work.fps),
        options={"crf": str(job.quality.crf), "preset": job.quality.preset},
    )
    total = work.last - work.first
    samples, rate = work.sound()
    done_parts: list[Part] = []
    reused = 0
    with workshop(parts, path) as shop:
        for piece in plan(0, total, work.fps, step=job.segment):
            at, count = piece.first, piece.count
            piece = replace(piece, key=fingerprint("face", work.key, at, count)[:32])
            part = shop.find(piece, coding.output.suffix)
            if part is None:
                pictures = work.frames(work.first + at, work.first + at + count)
                told = _told(pictures, at, total, progress)
                part = shop.make(partial(_encodable, told), coding, piece)
                trim_memory()
            else:
                reused += count
            done_parts.append(part)
        progress(STAGE, 1.0)
        join(
            *(path, done_parts, coding, Sound(samples, rate)),
            About({**dict(job.tags), **metadata()}, own_names=True),
            sound_length=Fraction(len(samples), rate) if job.official else None,
            finish=_signing(signer, job.face, path) if signer is not None else _unsigned,
        )
        done = _done(work, path, reused)
        facts = {**_facts(work, done), "signature": signer and dict(signer.record)}
        write_sidecar(done.sidecar, facts)
    return done


def _unsigned(whole: Path) -> None:
    """Nothing is done to a file that nobody signs."""


def _encodable(pictures: Iterator[Picture], _index: int) -> Any:
    """The next picture as the encoder takes it."""
    return av.VideoFrame.from_ndarray(next(pictures), format="bgr24").reformat(
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        interpolation=EXACT,
    )


def _signing(signer: Signer, face: Path, path: Path) -> Callable[[Path], None]:
    return lambda whole: signer.sign(whole, face, path.name)


def _told(frames: Iterator[Picture], at: int, total: int, progress: Progress) -> Iterator[Picture]:
    for number, frame in enumerate(frames):
        if number % 4 == 0:
            progress(STAGE, (at + number) / total)
        yield frame


def _tell(work: Work, notice: Callable[[str], None]) -> None:
    """What is worth knowing before the long part."""
    if work.footage.uncut != work.size:
        before, after = ("{} x {}".format(*size) for size in (work.footage.uncut, work.size))
        notice(
            f"{work.job.face} is {before} pixels; the video is {after}, since it is encoded in "
            "squares of 2 x 2"
        )
    lost = work.faceless()
    frames = range(work.first, work.last)
    missing = sum(not work.sees(frame) for frame in frames)
    if missing and missing == len(frames):
        notice(
            f"no face was found in {work.job.face}: its picture stays as it is; "
            "--box says where the face is"
        )
    elif missing:
        times = ", ".join(f"{clock(a)}-{clock(b)}" for a, b in lost[:5])
        notice(
            f"the face is not seen in {missing} of {len(frames)} frames, which stay as they "
            f"are: {times}{', ...' if len(lost) > 5 else ''}"
        )


def _done(work: Work, path: Path, reused: int) -> Refined:
    """What was made."""
    frames = range(work.first, work.last)
    return Refined(
        path,
        sidecar_path(path),
        len(frames),
        sum(map(work.paints, frames)),
        work.faceless(),
        work.size,
        work.fps,
        reused,
    )


def _facts(work: Work, done: Refined) -> dict[str, Any]:
    """How the video was made, for the sidecar."""
    job = work.job
    return {
        "video": {
            "file": done.path.name,
            "sha256": digest_of(done.path),
            "frames": done.frames,
            "fps": str(done.fps),
            "size": list(done.size),
        },
        "inputs": {
            "face": {"file": job.face.name, "sha256": work.hashes["face"]},
            "song": {"file": job.song.path.name, "sha256": digest_of(job.song.path)},
            "voice": job.voice and {"file": job.voice.path.name},
        },
        "model": dict(work.painter.record),
        "frames_with_new_lips": done.painted,
        "frames_without_the_face": [{"start": a / 1000, "end": b / 1000} for a, b in done.faceless],
        "label_on_the_picture": job.label,
        "captions_on_the_picture": job.overlay is not None,
        "settings": {
            "compat": "official" if job.official else "",
            "sync_offset_frames": job.sync_offset,
            "when_nobody_sings": job.silent if job.sung is not None else "",
            "clip_ends": job.when,
            "range": job.span and [job.span.start / 1000, job.span.end / 1000],
        },
    }
