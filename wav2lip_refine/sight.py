"""Looking through a clip once: how many frames it has, and whose face is where in each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from media_core.errors import InputError
from media_core.progress import Progress
from wav2lip_refine.boxes import Box, pad, smooth
from wav2lip_refine.faces.face import Face, FaceFinder, clipped
from wav2lip_refine.faces.faces_json import at_frames
from wav2lip_refine.faces.sightings import Seen, keep, kept
from wav2lip_refine.faces.track import Choice, Sighting, follow, steady
from wav2lip_refine.footage import Footage
from wav2lip_refine.job import Job

STAGE = "Finding the face"


def look_through(
    footage: Footage,
    wanted: int,
    finder: FaceFinder | None,
    *,
    key: str = "",
    cache: Path | None = None,
    progress: Progress,
) -> list[Sighting]:
    """The faces of a clip, frame by frame, at most ``wanted`` frames of it.

    Args:
        footage: the clip.
        wanted: frames of the song; more of the clip is never shown.
        finder: finds faces; without one the frames are only counted.
        key: names the file and everything that its frames depend on.
        cache: a folder where answers are kept, or None.
        progress: told the share that was looked at.

    Raises:
        InputError: the clip cannot be read.
    """
    if footage.still:
        picture = next(footage.frames(0, 1))
        return [finder.find(picture) if finder else ()]
    path = None
    if cache is not None and finder is not None and key:
        digest = hashlib.sha256(f"{key} {finder.key}".encode()).hexdigest()
        path = cache / f"{digest}.npz"
        known = kept(path)
        if known and (known.whole or len(known.sightings) >= wanted):
            progress(STAGE, 1.0)
            return known.sightings[:wanted]
    sightings: list[Sighting] = []
    expected = min(wanted, footage.about or wanted)
    for picture in footage.frames(0, wanted):
        sightings.append(finder.find(picture) if finder else ())
        if len(sightings) % 8 == 0:
            progress(STAGE, min(1.0, len(sightings) / expected))
    progress(STAGE, 1.0)
    if path is not None:
        keep(path, Seen(sightings, whole=len(sightings) < wanted))
    return sightings


def face_track(job: Job, footage: Footage, sightings: Sequence[Sighting]) -> list[Face | None]:
    """The face to repaint in each frame of the clip, with the box that the network sees.

    Raises:
        InputError: the box lies outside of the frames, or the chosen face is nowhere.
    """
    width, height = footage.size
    if job.box is not None:
        b = job.box
        inside = clipped(b.left, b.top, b.right, b.bottom, width, height)
        if inside is None or inside != b:
            raise InputError(
                f"the box {b.left},{b.top},{b.right},{b.bottom} does not lie inside the frames, "
                f"which are {width}x{height}",
                hint="give left, top, right and bottom in pixels",
            )
        return [Face(job.box)] * len(sightings)
    if job.faces is not None:
        sightings = at_frames(job.faces, len(sightings), footage.fps, width, height)
    if job.official:
        if job.choice == Choice():
            track = [sighting[0] if sighting else None for sighting in sightings]
        else:
            track = follow(sightings, job.choice)
        return _official(track, job, width, height)
    track = follow(sightings, job.choice)
    if job.smooth:
        track = steady(track, width, height)
    return [face and replace(face, box=_padded(face.box, job, width, height)) for face in track]


def _padded(box: Box, job: Job, width: int, height: int) -> Box:
    """With pads; the box itself where negative pads would leave nothing."""
    try:
        return pad(box, job.pads, width=width, height=height)
    except ValueError:
        return box


def _official(track: Sequence[Face | None], job: Job, width: int, height: int) -> list[Face | None]:
    """Boxes padded and smoothed as the reference program does, over the frames that have one.

    Which face that is it decides in each frame anew: the surest one, if nobody chose.
    """
    seen = [(i, face) for i, face in enumerate(track) if face is not None]
    boxes = [_padded(face.box, job, width, height) for _i, face in seen]
    boxes = smooth(boxes) if job.smooth else boxes
    out: list[Face | None] = [None] * len(track)
    for (i, face), box in zip(seen, boxes, strict=True):
        out[i] = replace(face, box=box)
    return out
