"""How well the lips of a video fit its sound.

Two meters, each with the user's own weights. The lip-sync expert of Wav2Lip gives a cosine for
every window and shift; its mean over the video is highest where lips and sound belong together.
The network of Chung and Zisserman gives distances, from which LSE-D and LSE-C (Prajwal et al. 2020)
are made. Wav2Lip was trained against networks like these, so a good score is a check of its
workings and no proof of good looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import torch
from numpy.typing import NDArray

from media_core.audio import Audio
from media_core.errors import InputError
from wav2lip_refine.boxes import Box
from wav2lip_refine.chunks import WIDTH, mel_windows
from wav2lip_refine.faces.face import Face, Picture
from wav2lip_refine.mel import COLUMNS_PER_SECOND, mel_spectrogram
from wav2lip_refine.mfcc import mfcc
from wav2lip_refine.resize import resize
from wav2lip_refine.syncnet import FRAMES, SyncNet
from wav2lip_refine.syncnet_v2 import COLUMNS, SyncNetV2
from wav2lip_refine.syncnet_v2 import SIDE as V2_SIDE
from wav2lip_refine.tensors import SIDE

FPS = Fraction(25)
"""Both networks know this rate only; a video of another one is read at it."""
SHIFTS = 5
"""Frames either way that the expert looks for."""
V2_SHIFTS = 15
ROOM = 0.4
"""Of half the face, that the second network sees around it."""
BATCH = 8
MARGIN = 0.02
"""Of cosine, by which the best shift must stand above the middle one before it says something.
Weights that know nothing keep below 0.002; ours to choose, as no paper gives one."""
SURE = 3
"""Standard errors of that margin, too."""
LSE_MARGIN = 1.0
"""The same for LSE-C, which is such a margin itself."""
ADD = 1e-6
"""To each difference before its square, as the published distance has it."""


@dataclass(frozen=True, slots=True)
class Score:
    """What the lip-sync expert says.

    Attributes:
        cosine: the mean over all windows as the video is, 0..1; higher is better.
        best: the mean at the best shift.
        offset: that shift in frames of 25 a second: positive if the sound comes late.
        windows: how many were measured.
        margin: by which the best shift is better than the middle one.
        stands_out: whether that is more than chance; if not, the offset says nothing.
    """

    cosine: float
    best: float
    offset: int
    windows: int
    margin: float
    stands_out: bool


@dataclass(frozen=True, slots=True)
class Lse:
    """LSE-D (distance, lower is better) and LSE-C (confidence, higher is better)."""

    distance: float
    confidence: float
    offset: int
    windows: int

    @property
    def stands_out(self) -> bool:
        """Whether the offset says something."""
        return self.confidence >= LSE_MARGIN


def expert_score(
    frames: Iterable[Picture], track: Sequence[Face | None], song: Audio, network: SyncNet
) -> Score:
    """Mean cosine and best shift.

    Args:
        frames: at 25 a second.
        track: the face in each of them; windows in which it is not seen are left out.
        song: what is heard with them.
        network: with the user's weights, in evaluation mode.

    Raises:
        InputError: the face is never seen for five frames running.
    """
    device = next(network.parameters()).device
    crops = (
        None if face is None else _lower(picture, face.box)
        for picture, face in zip(frames, track, strict=False)
    )
    places: list[int] = []
    lips: list[NDArray[np.float32]] = []
    mel = mel_spectrogram(song.mono16k)
    with torch.inference_mode():
        for numbers, windows in _batched(_windows(crops)):
            stacked = torch.from_numpy(windows).to(device)  # (B, 15, 48, 96)
            lips += [_unit(row) for row in network.face_encoder(stacked).flatten(1).cpu().numpy()]
            places += numbers
        if not places:
            raise _unseen()
        count = max(places) + SHIFTS + 1
        starts = [
            start
            for start in (int(COLUMNS_PER_SECOND * f / FPS) for f in range(count))
            if start + WIDTH <= mel.shape[1]
        ]
        sounds = np.concatenate(
            [
                network.audio_encoder(
                    torch.from_numpy(mel_windows(mel, starts[at : at + 64])).to(device)
                )
                .flatten(1)
                .cpu()
                .numpy()
                for at in range(0, len(starts), 64)
            ]
            or [np.zeros((0, 512), np.float32)]
        )
    return shifted_score(np.array(places), np.stack(lips), np.array([_unit(row) for row in sounds]))


def shifted_score(
    places: NDArray[np.intp], lips: NDArray[np.float32], sounds: NDArray[np.float32]
) -> Score:
    """The score from unit vectors.

    Args:
        places: (N,) the frame in which each window of lips begins.
        lips: (N, features) of those windows.
        sounds: (M, features) of the sound that begins with each frame.

    Raises:
        InputError: the sound is too short.
    """
    means: dict[int, float] = {}
    rows: dict[int, NDArray[np.float32]] = {}
    for shift in range(-SHIFTS, SHIFTS + 1):
        there = (places + shift >= 0) & (places + shift < len(sounds))
        if there.any():
            cosines = (lips[there] * sounds[places[there] + shift]).sum(axis=1)
            means[shift] = float(cosines.mean())
            rows[shift] = np.where(there, 0, np.nan)
            rows[shift][there] = cosines
    if not means:
        raise InputError("the sound is too short to be measured", hint="give a longer video")
    offset = max(means, key=lambda shift: (means[shift], -abs(shift)))
    middle = sorted(means, key=means.__getitem__)[len(means) // 2]
    margin = means[offset] - means[middle]
    apart = rows[offset] - rows[middle]
    apart = apart[~np.isnan(apart)]
    # Neighbouring windows share all frames but one, so that only each fifth says something new.
    error = float(apart.std()) / max(1.0, len(apart) / FRAMES) ** 0.5 if len(apart) else 0.0
    clear = margin >= MARGIN and margin > SURE * error
    return Score(means.get(0, 0.0), means[offset], offset, len(places), margin, clear)


def _lower(picture: Picture, box: Box) -> NDArray[np.float32]:
    """The lower half of a face as the expert sees it, (3, 48, 96) in 0..1."""
    crop = resize(picture[box.top : box.bottom, box.left : box.right], SIDE, SIDE)
    return (crop[SIDE // 2 :] / 255).astype(np.float32).transpose(2, 0, 1)


def _windows(
    crops: Iterable[NDArray[np.float32] | None],
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Five crops running as (15, H, W), with the number of the first."""
    held: list[NDArray[np.float32]] = []
    for number, crop in enumerate(crops):
        if crop is None:
            held = []
            continue
        held = [*held[-(FRAMES - 1) :], crop]
        if len(held) == FRAMES:
            yield number - FRAMES + 1, np.concatenate(held)


def _batched(
    windows: Iterator[tuple[int, NDArray[np.float32]]],
) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
    numbers: list[int] = []
    rows: list[NDArray[np.float32]] = []
    for number, row in windows:
        numbers.append(number)
        rows.append(row)
        if len(rows) == BATCH:
            yield numbers, np.stack(rows)
            numbers, rows = [], []
    if rows:
        yield numbers, np.stack(rows)


def _unit(row: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-12))


def lse(
    frames: Iterable[Picture], track: Sequence[Face | None], song: Audio, network: SyncNetV2
) -> Lse:
    """LSE-D and LSE-C of the longest stretch in which the face is seen.

    Args:
        frames: at 25 a second.
        track: the face in each of them.
        song: what is heard with them.
        network: with the user's weights, in evaluation mode.

    Raises:
        InputError: the face, or the sound, is there for less than six frames.
    """
    device = next(network.parameters()).device
    crops = (
        None if face is None else _whole(picture, face.box)
        for picture, face in zip(frames, track, strict=False)
    )
    runs: list[tuple[int, list[NDArray[np.float32]]]] = []
    after = -2
    with torch.inference_mode():
        for numbers, windows in _batched(_windows(crops)):
            b, _, h, w = windows.shape
            # (B, 15, H, W) -> (B, 5, 3, H, W) -> (B, 3, 5, H, W)
            faces = torch.from_numpy(windows).to(device).reshape(b, FRAMES, 3, h, w)
            rows = network.lips(faces.transpose(1, 2)).cpu().numpy()
            for number, row in zip(numbers, rows, strict=True):
                if number != after:
                    runs.append((number, []))
                runs[-1][1].append(row)
                after = number + 1
        if not runs:
            raise _unseen()
        first, lips = max(runs, key=lambda run: len(run[1]))
        begin = int(first * 16_000 / FPS)
        samples = song.mono16k[begin:]
        # The published measure leaves out the last of the windows that fit.
        count = min(len(lips), len(samples) // 640 - FRAMES)
        if count < 1:
            raise InputError("the sound is too short to be measured", hint="give a longer video")
        cepstra = mfcc(samples).T.astype(np.float32)  # (13, T)
        sounds = []
        for at in range(0, count, 64):
            pieces = [_columns(cepstra, 4 * v) for v in range(at, min(at + 64, count))]
            stacked = torch.from_numpy(np.stack(pieces)[:, None]).to(device)  # (B, 1, 13, 20)
            sounds.append(network.sound(stacked).cpu().numpy())
    return lse_of(np.stack(lips[:count]), np.concatenate(sounds))


def lse_of(lips: NDArray[np.float32], sounds: NDArray[np.float32]) -> Lse:
    """The measures from the vectors of N windows, (N, features) each.

    The sound is shifted by up to 15 windows either way, with zeros beyond its ends.
    """
    padded = np.pad(sounds, ((V2_SHIFTS, V2_SHIFTS), (0, 0)))
    means = np.array(
        [
            np.sqrt(((lips - padded[k : k + len(lips)] + ADD) ** 2).sum(axis=1)).mean()
            for k in range(2 * V2_SHIFTS + 1)
        ]
    )
    lowest = float(means.min())
    return Lse(lowest, float(np.median(means)) - lowest, V2_SHIFTS - int(means.argmin()), len(lips))


def _columns(cepstra: NDArray[np.float32], start: int) -> NDArray[np.float32]:
    piece = cepstra[:, start : start + COLUMNS]
    return np.pad(piece, ((0, 0), (0, COLUMNS - piece.shape[1])))


def _whole(picture: Picture, box: Box) -> NDArray[np.float32]:
    """A face with room around it, (3, 224, 224), 0..255; grey beyond the picture's edges."""
    half = max(box.width, box.height) / 2
    cx, cy = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    top, left = round(cy - half), round(cx - half * (1 + ROOM))
    side = max(2, round(half * (2 + 2 * ROOM)))
    square = np.full((side, side, 3), 110, np.uint8)
    height, width = picture.shape[:2]
    y0, y1 = max(0, top), min(height, top + side)
    x0, x1 = max(0, left), min(width, left + side)
    square[y0 - top : y1 - top, x0 - left : x1 - left] = picture[y0:y1, x0:x1]
    return resize(square, V2_SIDE, V2_SIDE).astype(np.float32).transpose(2, 0, 1)


def _unseen() -> InputError:
    return InputError(
        "no face is seen for five frames running, so nothing can be measured",
        hint="give a video of one face, seen from the front",
    )
