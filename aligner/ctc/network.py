"""A song through a network, window by window: sound in, emissions out."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from aligner.ctc.emissions import Emissions, Floats
from aligner.ctc.folder import ModelFolder
from media_core.audio import SPEECH_RATE
from media_core.errors import AlignerError, AlignerUnavailableError
from media_core.extras import adding

Run = Callable[[Floats], Floats]
"""``(samples,)`` at 16 kHz -> ``(frames, tokens)`` logits."""

HOP, FIELD = 320, 400
"""Samples from one frame to the next, and those that a frame hears (Baevski et al. 2020)."""

WINDOW, CONTEXT = 1500, 100
"""Frames of 20 ms: 30 s at a time, with 2 s around them that are heard and not kept. Attention
costs the square of a window, and a longer one gains nothing."""


def emissions_of(
    run: Run,
    mono16k: Floats,
    folder: ModelFolder,
    *,
    window: int = WINDOW,
    context: int = CONTEXT,
) -> Emissions:
    """What a network says of a whole song.

    Args:
        run: the network.
        mono16k: ``(n,)`` of the song; its own mean and variance count, not those of a window.
        folder: what is known of the network.
        window: frames at a time.
        context: frames around them.

    Raises:
        AlignerError: the network does not answer as its folder says.
    """
    sound = np.pad(mono16k, (0, max(0, FIELD - len(mono16k))))
    if folder.normalise:
        sound = (sound - sound.mean()) / np.sqrt(sound.var() + 1e-7)
    sound = np.asarray(sound, np.float32)
    frames = 1 + (len(sound) - FIELD) // HOP
    logs = np.empty((frames, folder.tokens.columns), np.float32)
    for first in range(0, frames, window):
        last = min(first + window, frames)
        low, high = max(0, first - context), min(frames, last + context)
        logits = run(sound[low * HOP : (high - 1) * HOP + FIELD])
        if logits.shape != (high - low, folder.tokens.columns) or not np.isfinite(logits).all():
            raise AlignerError(
                f"the network in {folder.path} answers {logits.shape} where "
                f"{(high - low, folder.tokens.columns)} numbers are due",
                hint="give a model of the Wav2Vec2 type with 20 ms a frame",
            )
        kept = logits[first - low : last - low].astype(np.float64)
        kept -= kept.max(axis=1, keepdims=True)
        logs[first:last] = kept - np.log(np.exp(kept).sum(axis=1, keepdims=True))
    return Emissions(logs, HOP / SPEECH_RATE, folder.tokens, FIELD / 2 / SPEECH_RATE)


def open_network(folder: ModelFolder) -> Run:
    """Load the weights: ONNX with onnxruntime, safetensors with transformers; both offline.

    Raises:
        AlignerUnavailableError: the library is not installed, or the weights do not fit.
    """
    opened = _onnx if folder.weights.suffix == ".onnx" else _transformers
    try:
        return opened(folder)
    except ImportError as err:
        raise AlignerUnavailableError(
            f"{folder.weights.name} needs {err.name}, which is not installed",
            hint=f"install it with `{adding('neural')}`",
        ) from err
    except Exception as err:  # the libraries promise no kinds of errors
        raise AlignerUnavailableError(
            f"{folder.weights} cannot be loaded: {str(err).splitlines()[0] if str(err) else err!r}",
            hint="fetch the folder again from where the model came from",
        ) from err


def _onnx(folder: ModelFolder) -> Run:
    runtime: Any = importlib.import_module("onnxruntime")
    session = runtime.InferenceSession(str(folder.weights), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def run(sound: Floats) -> Floats:
        return np.asarray(session.run(None, {name: sound[None]})[0][0], np.float32)

    return run


def _transformers(folder: ModelFolder) -> Run:
    torch: Any = importlib.import_module("torch")
    library: Any = importlib.import_module("transformers")
    model = library.AutoModelForCTC.from_pretrained(
        str(folder.path), local_files_only=True, use_safetensors=True, trust_remote_code=False
    ).eval()

    def run(sound: Floats) -> Floats:
        with torch.inference_mode():
            return np.asarray(model(torch.from_numpy(sound)[None]).logits[0].numpy(), np.float32)

    return run
