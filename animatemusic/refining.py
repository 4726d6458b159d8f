"""Wires the pass over a real face: which weights, whose face, and when somebody sings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from aligner.alignment import Alignment
from animatemusic.models import model_of, need_torch
from animatemusic.recipes import parts_folder
from media_core.errors import InputError
from media_core.progress import Progress, silent
from media_core.timeline import Ms, Span

if TYPE_CHECKING:
    from wav2lip_refine.faces.face import FaceFinder
    from wav2lip_refine.job import Job, Refined

JOIN_MS = 400
"""Words nearer than this are sung in one breath: the lips do not stop between them."""
BEFORE_MS, AFTER_MS = 120, 160
"""Lips open before a word is heard and close after it."""


@dataclass(frozen=True, slots=True)
class Engine:
    """How the network is run.

    Attributes:
        checkpoint: the user's weights; the ones that are kept (``animatemusic models``) if None.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        precision: ``fp32``, ``bf16`` or ``fp16``.
        batch: faces at once; what suits the device if None.
        s3fd: weights of the detector to find faces with, instead of the built-in one.
        cache: whether found faces are kept and looked up.
    """

    checkpoint: Path | None = None
    device: str = "auto"
    precision: str = "fp32"
    batch: int | None = None
    s3fd: Path | None = None
    cache: bool = True


def run(
    job: Job,
    engine: Engine,
    path: Path,
    *,
    sign: tuple[Path, Path] | None = None,
    notice: Callable[[str], None] = lambda sentence: None,
    licence: Callable[[str], None] = lambda sentence: None,
    progress: Progress = silent,
) -> Refined:
    """Make the video of a face that sings.

    Args:
        job: the face, the song, and how to bring them together.
        engine: how the network is run.
        path: an mp4 file; replaced if it exists.
        sign: certificates and key to sign the video with (PEM).
        notice: told what the user should know.
        licence: told under what terms the published weights may be used.
        progress: told of the stages.

    Raises:
        InputError: torch or c2pa-python is missing, or the weights, the face, the song, the
            certificate or a setting cannot be used.
        OutputError: the video cannot be written.
    """
    need_torch("refining real faces")
    weights = engine.checkpoint or model_of("generator", "--checkpoint")
    # Late: torch takes seconds to import.
    from wav2lip_refine.checkpoint import RESTRICTION
    from wav2lip_refine.engine import Engine as Network
    from wav2lip_refine.refine import refine

    signer = None
    if sign is not None:
        from wav2lip_refine.signing import Credential

        signer = Credential.load(*sign)
    precision = engine.precision
    if precision not in ("fp32", "bf16", "fp16"):
        raise InputError(f"there is no precision {precision}", hint="use fp32, bf16 or fp16")
    network = Network.load(
        weights,
        device=engine.device,
        precision=precision,  # type: ignore[arg-type]
        batch=engine.batch,
        warn=notice,
    )
    licence(RESTRICTION)
    finder = None
    if job.box is None and job.faces is None:
        finder = face_finder(engine.s3fd, network.device)
    return refine(
        job,
        network,
        path,
        finder=finder,
        signer=signer,
        cache=faces_cache() if engine.cache else None,
        parts=parts_folder(),
        notice=notice,
        progress=progress,
    )


def face_finder(s3fd: Path | None = None, device: str = "cpu") -> FaceFinder:
    """The built-in finder, or S3FD with the user's weights.

    Raises:
        InputError: what it needs is not installed, or the weights cannot be used.
    """
    if s3fd is not None:
        need_torch("the detector S3FD")
        from wav2lip_refine.faces.s3fd import S3FDFinder

        return S3FDFinder.load(s3fd, device)
    from wav2lip_refine.faces.mesh import MeshFinder

    return MeshFinder()


def faces_cache() -> Path:
    """Where found faces are kept."""
    return Path(platformdirs.user_cache_dir("animatemusic", appauthor=False)) / "faces"


def sung_spans(alignment: Alignment, lines: tuple[int, int] | None = None) -> tuple[Span, ...]:
    """When the lips move: around the words of an alignment, those that follow each other as one.

    Args:
        alignment: of the song.
        lines: first and last line to be sung, counted from 1; all of them if None.

    Raises:
        InputError: the song has no such line, or none of its words has a time.
    """
    rows = list(alignment.lines)
    if lines is not None:
        first, last = lines
        if last > len(rows):
            raise InputError(
                f"line {last} was asked for, and the lyrics have {len(rows)}",
                hint=f"give a --line-range between 1 and {len(rows)}",
            )
        rows = rows[first - 1 : last]
    words = sorted(
        (word.span.start, word.span.end)
        for line in rows
        for word in line.words
        if word.span is not None
    )
    if not words:
        raise InputError("no word of these lines has a time", hint="align the song again")
    return tuple(_joined(words, alignment.duration))


def _joined(words: Sequence[tuple[Ms, Ms]], duration: Ms) -> Iterable[Span]:
    begin, end = words[0]
    for start, stop in words[1:]:
        if start - end > JOIN_MS:
            yield _around(begin, end, duration)
            begin = start
        end = max(end, stop)
    yield _around(begin, end, duration)


def _around(begin: Ms, end: Ms, duration: Ms) -> Span:
    start = max(0, begin - BEFORE_MS)
    return Span(Ms(start), Ms(max(start + 1, min(end + AFTER_MS, duration))))


def sung_by(job: Job, alignment: Alignment, lines: tuple[int, int] | None = None) -> Job:
    """The same job, with lips that move only where the alignment says that somebody sings."""
    return replace(job, sung=sung_spans(alignment, lines))
