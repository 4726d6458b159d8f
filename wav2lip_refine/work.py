"""The frames of a pass: everything is looked up first, then any frame can be made alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from media_core.audio import Audio
from media_core.errors import InputError
from media_core.files import digest_of
from media_core.fingerprint import code_of
from media_core.progress import Progress
from media_core.timeline import Ms, Span, frame_count, frame_start
from wav2lip_refine.blend import blend
from wav2lip_refine.chunks import mel_windows, official_starts, song_starts
from wav2lip_refine.faces.face import Face, FaceFinder, Picture
from wav2lip_refine.footage import Footage
from wav2lip_refine.job import Job, Painter
from wav2lip_refine.label import Label
from wav2lip_refine.mel import LIMIT, mel_spectrogram
from wav2lip_refine.plan import clip_frames
from wav2lip_refine.sight import face_track, look_through
from wav2lip_refine.tensors import face_tensor, paste

CODE = ("media_core", "wav2lip_refine")
"""Packages that find faces and make frames: what other code left is not used again."""
RAMP_MS = 80
"""Over which new lips come in before a word and go after it."""
FADE_MS = 20
"""A song that is cut in the middle clicks; a fade this short is not heard as one."""
WAITING = 16
"""Frames that are held, at most, until a batch of faces is full."""


class Work:
    """A job with everything that its frames depend on; frame ``i`` is a pure function of ``i``.

    Attributes:
        footage: the clip.
        size: width and height of the video, even.
        fps: frames a second of the video.
        first, last: frames of the song that are made; ``last`` is not.
        track: the face in each frame of the clip.
        key: names everything that the frames depend on.
        job, painter: as given.
        hashes: SHA-256 of the inputs.
    """

    def __init__(
        self,
        job: Job,
        painter: Painter,
        finder: FaceFinder | None,
        cache: Path | None,
        progress: Progress,
    ) -> None:
        self.job, self.painter = job, painter
        self.footage = Footage(job.face, fps=job.fps, framing=job.framing, as_stored=job.official)
        self.fps = self.footage.fps
        width, height = self.footage.size
        self.size = width // 2 * 2, height // 2 * 2
        mel = mel_spectrogram(_heard(job.voice or job.song, len(job.song.mono16k)))
        if job.official:
            starts = official_starts(mel.shape[1], self.fps)
        else:
            starts = song_starts(
                mel.shape[1], job.song.duration, self.fps, sync_offset_frames=job.sync_offset
            )
        self._mel, self._starts = mel, starts
        self.first, self.last = _range(job.span, len(starts), self.fps)
        if job.box is None and job.faces is None and finder is None:
            raise ValueError("faces must be found, or given")
        if job.box is not None or job.faces is not None:
            finder = None
        face_sha = digest_of(job.face)
        key = f"{code_of(*CODE)} {face_sha} {self.fps} {job.framing} {job.official}"
        sightings = look_through(
            self.footage, self.last, finder, key=key, cache=cache, progress=progress
        )
        if not sightings:
            raise InputError(f"no frame of {job.face} can be decoded", hint="convert it first")
        self.track = face_track(job, self.footage, sightings)
        self._plan = clip_frames(len(starts), len(sightings), "loop" if job.official else job.when)
        self._strength = [self._sung(frame) for frame in range(len(starts))]
        self._overlay = job.overlay and job.overlay(self.size, self.fps, lips_end(self.track))
        self._label = Label(*self.size, above=bool(self._overlay)) if job.label else None
        self.hashes = {
            "face": face_sha,
            "song": hashlib.sha256(job.song.samples.tobytes()).hexdigest(),
            "voice": hashlib.sha256(mel.tobytes()).hexdigest(),
        }
        self.key = self._key(finder)

    def _key(self, finder: FaceFinder | None) -> str:
        plain = replace(self.job, voice=None, faces=None, song=_NO_SONG, overlay=None)
        points = hashlib.sha256()
        for face in self.track:
            points.update(b"-" if face is None else repr(face.box).encode())
            if face is not None and face.points is not None:
                points.update(face.points.tobytes())
        facts = (
            *(code_of(*CODE), repr(plain), repr(self.hashes), repr(self.fps)),
            *(repr(sorted(self.painter.record.items())), finder.key if finder else ""),
            *(points.hexdigest(), self._overlay.key if self._overlay else ""),
        )
        return hashlib.sha256("\n".join(facts).encode("utf-8", "surrogatepass")).hexdigest()

    def _sung(self, frame: int) -> float:
        """How much of the new lips is shown, 0..1."""
        if self.job.sung is None:
            return 1.0
        now = frame_start(frame, self.fps)
        away = min(
            (max(span.start - now, now - span.end, 0) for span in self.job.sung), default=RAMP_MS
        )
        return max(0.0, 1 - away / RAMP_MS)

    def paints(self, frame: int) -> bool:
        """Whether a frame of the song gets new lips."""
        moves = self._strength[frame] > 0 or self.job.silent == "rest"
        return moves and self.sees(frame)

    def frames(self, first: int, last: int) -> Iterator[Picture]:
        """Finished frames of the song, in order."""
        waiting: list[tuple[int, Picture]] = []
        faces = 0
        batch = self.painter.batch
        for frame, picture in zip(
            range(first, last), self.footage.sequence(self._plan[first:last]), strict=True
        ):
            waiting.append((frame, picture))
            faces += self.paints(frame)
            if faces >= batch or len(waiting) >= max(WAITING, batch):
                yield from self._finish(waiting)
                waiting, faces = [], 0
        yield from self._finish(waiting)

    def _finish(self, waiting: Sequence[tuple[int, Picture]]) -> Iterator[Picture]:
        chosen = [(frame, picture) for frame, picture in waiting if self.paints(frame)]
        painted: dict[int, NDArray[np.float32]] = {}
        if chosen:
            faces = np.stack(
                [face_tensor(picture, self._face(frame).box) for frame, picture in chosen]
            )
            made = self.painter.paint(self._windows([frame for frame, _ in chosen]), faces)
            painted = {frame: one for (frame, _), one in zip(chosen, made, strict=True)}
        for frame, picture in waiting:
            if frame in painted:
                picture = self._with_lips(frame, picture, painted[frame])
            picture = np.ascontiguousarray(picture[: self.size[1], : self.size[0]])
            if self._overlay:
                picture = self._overlay.over(frame, picture)
            yield self._label.burn(picture) if self._label else picture

    def _windows(self, frames: Sequence[int]) -> NDArray[np.float32]:
        windows = mel_windows(self._mel, [self._starts[frame] for frame in frames])
        if self.job.silent == "rest":
            for window, frame in zip(windows, frames, strict=True):
                window += (-LIMIT - window) * (1 - self._strength[frame])
        return windows

    def _with_lips(self, frame: int, picture: Picture, prediction: NDArray[np.float32]) -> Picture:
        face = self._face(frame)
        if self.job.official:
            return paste(picture, prediction, face.box)
        strength = 1.0 if self.job.silent == "rest" else self._strength[frame]
        return blend(
            picture,
            prediction,
            face.box,
            face.points,
            strength=strength,
            how=self.job.blending,
        )

    def _face(self, frame: int) -> Face:
        face = self.track[self._plan[frame]]
        if face is None:
            raise ValueError(f"frame {frame} has no face")
        return face

    def sound(self) -> tuple[NDArray[np.int16], int]:
        """What is heard with the frames; faded where it is cut."""
        song = self.job.song
        if self.job.span is None:
            return song.samples, song.rate
        begin, end = (round(frame / self.fps * song.rate) for frame in (self.first, self.last))
        part = song.samples[begin:end].astype(np.float32)
        fade = min(len(part) // 2, FADE_MS * song.rate // 1000)
        slope = np.linspace(0, 1, fade, dtype=np.float32)[:, None]
        part[:fade] *= slope
        part[len(part) - fade :] *= slope[::-1]
        return np.rint(part).astype(np.int16), song.rate

    def sees(self, frame: int) -> bool:
        """Whether a frame of the song shows the face."""
        return self.track[self._plan[frame]] is not None

    def faceless(self) -> tuple[tuple[Ms, Ms], ...]:
        """Stretches of the video in which the face is not seen."""
        out: list[tuple[Ms, Ms]] = []
        for frame in range(self.first, self.last):
            if self.sees(frame):
                continue
            begin, end = (frame_start(f - self.first, self.fps) for f in (frame, frame + 1))
            if out and out[-1][1] == begin:
                out[-1] = out[-1][0], end
            else:
                out.append((begin, end))
        return tuple(out)


def lips_end(track: Sequence[Face | None]) -> int:
    """Where the lips of a clip end, in pixels from the top, but for its lowest frames; 0 if unseen.

    Where only the box is known, lips end a fifth of its height above the chin.
    """
    ends = [
        face.box.bottom - face.box.height / 5
        if face.points is None
        else float(face.points[48:68, 1].max())
        for face in track
        if face is not None
    ]
    return int(np.percentile(ends, 90)) if ends else 0


_NO_SONG = Audio(np.zeros((1, 1), np.int16), 1, np.zeros(1, np.float32), Path())


def _heard(voice: Audio, length: int) -> NDArray[np.float32]:
    """What the lips follow, made as long as the song with silence."""
    samples = voice.mono16k[:length]
    return np.pad(samples, (0, length - len(samples)))


def _range(span: Span | None, frames: int, fps: Fraction) -> tuple[int, int]:
    if span is None:
        return 0, frames
    return min(frame_count(span.start, fps), frames), min(frame_count(span.end, fps), frames)
