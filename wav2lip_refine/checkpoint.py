"""Reading the weights that a user supplies, in every form they are handed around in.

A file is looked at before it is loaded, so that a web page saved as ``.pth`` or half a download is
called what it is. Pickles are loaded with ``weights_only=True``, which builds tensors and plain
containers and nothing else. TorchScript archives carry code and are opened only after the caller
was told.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import pickle
import warnings
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor, nn

from media_core.errors import InputError
from media_core.files import open_file

RESTRICTION = (
    "the published Wav2Lip weights are for personal, research and non-commercial use only: "
    "they were trained on the LRS2 recordings, whose terms forbid any commercial use"
)
"""To be shown whenever weights are loaded."""

LARGEST = 4_000_000_000
"""Bytes of a file; Wav2Lip with its training data has a tenth."""

Form = Literal["pickle", "safetensors", "torchscript"]

_AGAIN = "download it again; the generator takes about 145 MB, or 436 MB with training data"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was in a weight file."""

    state: Mapping[str, Tensor]
    """Tensors by name, as in the file but for a leading ``module.``."""
    form: Form
    sha256: str
    """Of the whole file, in hexadecimal digits."""


def load_weights(
    network: nn.Module, path: Path, *, warn: Callable[[str], None] | None = None
) -> Checkpoint:
    """Fill a network from a file and put it into evaluation mode.

    Args:
        network: a :class:`~wav2lip_refine.generator.Generator` or
            :class:`~wav2lip_refine.syncnet.SyncNet`; keeps its device and dtype.
        path: the user's file.
        warn: told one sentence before a TorchScript archive is opened; it may raise to stop.

    Returns:
        What was loaded, for the record.

    Raises:
        InputError: the file is missing, damaged or for another network, or it is a TorchScript
            archive and ``warn`` was not given.
    """
    checkpoint = read_checkpoint(path, warn=warn)
    fit(network, checkpoint.state, name=path.name)
    return checkpoint


def read_checkpoint(path: Path, *, warn: Callable[[str], None] | None = None) -> Checkpoint:
    """Read a file of weights, for whichever network; see :func:`load_weights`."""
    form = _recognise(path)
    sha256 = sha256_of(path)
    found: object
    if form == "safetensors":
        found = _read_safetensors(path)
    elif form == "torchscript":
        found = _read_torchscript(path, sha256, warn)
    else:
        found = _read_pickle(path)
    return Checkpoint(_tensors(found, path.name), form, sha256)


def fit(network: nn.Module, state: Mapping[str, Tensor], *, name: str = "the weights") -> None:
    """Copy tensors into a network, each to its place and none left over; evaluation mode follows.

    A prefix that all names share is ignored if the names are right without it.

    Args:
        network: filled in place.
        state: tensors by name.
        name: what to call them in an error.

    Raises:
        InputError: names or shapes are not the network's.
    """
    expected = {key: tuple(value.shape) for key, value in network.state_dict().items()}
    shared = _shared_prefix(state)
    bare = {key.removeprefix(shared): value for key, value in state.items()}
    if bare.keys() == expected.keys():
        state = bare
    missing = [key for key in expected if key not in state]
    surplus = [key for key in state if key not in expected]
    if missing or surplus:
        raise _other_network(name, state, missing, surplus)
    for key, shape in expected.items():
        if tuple(state[key].shape) != shape:
            raise InputError(
                f"{name} is for a network of another size: {key} is "
                f"{_times(state[key].shape)} there and must be {_times(shape)}",
                hint="use weights of the original 96-pixel Wav2Lip",
            )
    network.load_state_dict(dict(state))
    network.eval()


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal digits, to record which weights made a video."""
    try:
        with _opened(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def _recognise(path: Path) -> Form:
    """The form of a file, by its first bytes and its table of contents."""
    try:
        with _opened(path) as file:
            start = file.read(512)
    except OSError as error:
        raise _unreadable(path, error) from error
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise InputError(f"{path.name} is empty", hint=_AGAIN)
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<!--")):
        raise InputError(
            f"{path.name} is a web page, not weights: the download was answered with a page",
            hint="open the link in a browser, confirm what it asks, and save the file itself",
        )
    if text.startswith(b"version https://git-lfs"):
        raise InputError(
            f"{path.name} is a Git LFS pointer, not the weights themselves",
            hint="run `git lfs pull` where it came from, or download the file itself",
        )
    if start.startswith(b"PK"):
        try:
            with zipfile.ZipFile(path) as archive:
                contents = archive.namelist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise _damaged(path) from error
        if any(entry.endswith("/constants.pkl") for entry in contents):
            return "torchscript"
        if any(entry.endswith("/data.pkl") for entry in contents):
            return "pickle"
        raise InputError(
            f"{path.name} is a zip archive, but not one of weights",
            hint="unpack it and give the .pth file inside",
        )
    if start[8:9] == b"{":
        return "safetensors"
    if start.startswith(b"\x80"):
        return "pickle"
    raise InputError(
        f"{path.name} is no file of weights that we know",
        hint="give a .pth or .pt file made by PyTorch, or a .safetensors file",
    )


def _read_pickle(path: Path) -> object:
    try:
        # Old files make torch warn about how their storages are stored; it concerns nobody.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        if "unsupported global" not in str(error).lower():
            raise _damaged(path) from error
        raise InputError(
            f"{path.name} holds Python objects other than tensors, which could run code",
            hint="ask its author for a file with the state dict only, or for .safetensors",
        ) from error
    except Exception as error:  # half a pickle can raise anything
        raise _damaged(path) from error


def _read_safetensors(path: Path) -> object:
    try:
        safetensors: Any = importlib.import_module("safetensors")
        torch_part: Any = importlib.import_module("safetensors.torch")
    except ImportError as error:
        raise InputError(
            f"{path.name} needs the library safetensors, which is not installed",
            hint="run `pip install safetensors`, or use a .pth file",
        ) from error
    try:
        found: object = torch_part.load_file(path, device="cpu")
    except (safetensors.SafetensorError, OSError) as error:
        raise _damaged(path) from error
    return found


def _read_torchscript(path: Path, sha256: str, warn: Callable[[str], None] | None) -> object:
    if warn is None:
        raise InputError(
            f"{path.name} is a TorchScript archive, which can run code when it is opened",
            hint="allow it if you trust where it came from, or use a file with the state dict only",
        )
    warn(
        f"{path.name} is a TorchScript archive and can run code when it is opened; "
        f"its SHA-256 is {sha256}"
    )
    try:
        # Newer versions of torch call all of torch.jit deprecated; these files exist all the same.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            load: Any = torch.jit.load  # has no types
            found: object = load(str(path), map_location="cpu").state_dict()
    except Exception as error:  # what its code raises, nobody can know
        raise _damaged(path) from error
    return found


def _tensors(found: object, name: str) -> dict[str, Tensor]:
    """The named tensors in what was loaded: itself, or what its ``state_dict`` holds."""
    if isinstance(found, Mapping) and isinstance(found.get("state_dict"), Mapping):
        found = found["state_dict"]
    if (
        not isinstance(found, Mapping)
        or not found
        or not all(isinstance(k, str) and isinstance(v, Tensor) for k, v in found.items())
    ):
        raise InputError(
            f"{name} holds no state dict: neither tensors by name nor a `state_dict` of them",
            hint="save it with `torch.save(network.state_dict(), ...)`",
        )
    # Training on several GPUs puts this in front of every name.
    return {key.removeprefix("module."): value for key, value in found.items()}


def _shared_prefix(names: Collection[str]) -> str:
    """The longest beginning, up to a point, that all names have.

    >>> _shared_prefix(["net.a.weight", "net.b.weight"])
    'net.'
    """
    first, *rest = names or ("",)
    prefix = first.rpartition(".")[0]
    while prefix and not all(name.startswith(f"{prefix}.") for name in rest):
        prefix = prefix.rpartition(".")[0]
    return f"{prefix}." if prefix else ""


def _other_network(
    name: str, state: Mapping[str, Tensor], missing: list[str], surplus: list[str]
) -> InputError:
    """Say which network the weights are for, if that can be told from their names."""
    groups = {key.split(".")[1] for key in state if key.startswith("face_encoder_blocks.")}
    if any(group.isdigit() and int(group) > 6 for group in groups):
        return InputError(
            f"{name} is for a fork of Wav2Lip with larger faces (288 or 384 pixels)",
            hint="use weights of the original, which paints faces of 96 pixels",
        )
    if _starts(surplus, "face_encoder.") and _starts(missing, "face_encoder_blocks."):
        return InputError(
            f"{name} is the lip-sync expert (SyncNet), not the generator",
            hint="use the file with the generator's weights",
        )
    if _starts(surplus, "face_encoder_blocks.") and _starts(missing, "face_encoder."):
        return InputError(
            f"{name} is the generator, not the lip-sync expert (SyncNet)",
            hint="use the file with the expert's weights",
        )
    if _starts(surplus, "conv3_3_norm."):
        return InputError(
            f"{name} is the face detector S3FD, not Wav2Lip",
            hint="use the file with the generator's weights",
        )
    if missing:
        fault = f"it lacks {len(missing)} of its tensors, first of them {missing[0]}"
    else:
        fault = f"it holds {len(surplus)} too many tensors, first of them {surplus[0]}"
    return InputError(
        f"{name} does not fit the network: {fault}",
        hint="use a complete file of weights of the original 96-pixel Wav2Lip",
    )


def _starts(names: Iterable[str], prefix: str) -> bool:
    return any(name.startswith(prefix) for name in names)


def _opened(path: Path) -> BufferedReader:
    if not os.path.exists(path):
        raise InputError(
            f"there are no weights at {path}",
            hint="weights do not come with this program; give the path of your own file",
        )
    return open_file(path, what="file of weights", limit=LARGEST)


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"the weights at {path} cannot be read: {error.strerror or error}",
        hint="check that it is a file and that you may read it",
    )


def _damaged(path: Path) -> InputError:
    return InputError(
        f"{path.name} is damaged or cut off ({path.stat().st_size / 1e6:.1f} MB are there)",
        hint=_AGAIN,
    )


def _times(shape: Iterable[int]) -> str:
    return "x".join(map(str, shape)) or "a single number"
