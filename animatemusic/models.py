"""Where the user's weight files are kept, and what each is.

Nothing is downloaded that the user did not give the address of. The folder holds the files as they
are and ``models.json``, which says what each was when it was added.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import platformdirs

from media_core.errors import InputError, OutputError
from media_core.extras import adding
from media_core.files import read_bytes, whole_or_nothing
from media_core.progress import Progress

LIST = "models.json"
LIST_BYTES = 1_000_000
LARGEST_DOWNLOAD = 2_000_000_000
"""Bytes; the largest file that people have, a Wav2Lip checkpoint with its optimiser, is 436 MB."""
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Model:
    """A file in the folder.

    Attributes:
        path: of the file.
        kind: what it is for; see ``wav2lip_refine.weights.KINDS``.
        sha256: when it was added.
        licence: if the file is a known one, else "".
    """

    path: Path
    kind: str
    sha256: str
    licence: str


def folder() -> Path:
    """Where weights are kept: ``ANIMATEMUSIC_MODELS``, or the user's data folder."""
    named = os.environ.get("ANIMATEMUSIC_MODELS")
    if named:
        return Path(named)
    return Path(platformdirs.user_data_dir("animatemusic", appauthor=False)) / "models"


def need_torch(what: str) -> None:
    """Say at once, in one sentence, what is missing.

    Raises:
        InputError: torch is not installed.
    """
    if find_spec("torch") is None:
        raise InputError(
            f"{what} needs torch, which is not installed",
            hint=f"run `{adding('wav2lip')}`",
        )


def models() -> list[Model]:
    """The files in the folder that were added and are still there, by name."""
    try:
        found = json.loads(read_bytes(folder() / LIST, limit=LIST_BYTES))
        rows = [
            Model(folder() / name, str(row["kind"]), str(row["sha256"]), str(row["licence"]))
            for name, row in sorted(found.items())
            if Path(name).name == name
        ]
    except (InputError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []
    return [row for row in rows if row.path.is_file()]


def model_of(kind: str, option: str) -> Path:
    """The one file of a kind in the folder.

    Args:
        kind: see ``wav2lip_refine.weights.KINDS``.
        option: of the command, that names a file instead.

    Raises:
        InputError: there is none, or more than one.
    """
    found = [model for model in models() if model.kind == kind]
    if len(found) == 1:
        return found[0].path
    if not found:
        raise InputError(
            f"no {kind} weights are known, and none come with this program",
            hint=f"give your file with {option}, or keep it with `animatemusic models add FILE`",
        )
    names = ", ".join(model.path.name for model in found)
    raise InputError(f"there are several {kind} weights ({names})", hint=f"say which with {option}")


def check(model: Model) -> str:
    """What is wrong with a file, or ""."""
    from wav2lip_refine.weights import identify

    try:
        found = identify(model.path, warn=lambda sentence: None)
    except InputError as err:
        return err.message
    return "" if found.sha256 == model.sha256 else "it is not the file that was added"


def add(
    source: str,
    *,
    force: bool,
    notice: Callable[[str], None],
    progress: Progress,
) -> Model:
    """Look into a file, or what an address answers, and keep it in the folder.

    Args:
        source: a path, or an http(s) address.
        force: a file of the same name may be replaced.
        notice: told before a TorchScript archive is opened.
        progress: told of a download.

    Raises:
        InputError: it cannot be had, or is no file of weights that we use.
        OutputError: the folder cannot be written, or has a file of that name.
    """
    from wav2lip_refine.weights import identify

    with _local(source, progress) as path:
        found = identify(path, warn=notice)
        target = folder() / path.name
        if target.exists() and not force:
            raise OutputError(
                f"{target} exists already", hint="add --force to replace it, or rename your file"
            )
        try:
            folder().mkdir(parents=True, exist_ok=True)
            with whole_or_nothing(target) as temporary:
                shutil.copyfile(path, temporary)
            kept = {m.path.name: _row(m) for m in models()}
            model = Model(
                target, found.kind, found.sha256, found.known.licence if found.known else ""
            )
            kept[target.name] = _row(model)
            with whole_or_nothing(folder() / LIST) as temporary:
                temporary.write_text(json.dumps(kept, indent=2), "utf-8")
        except OSError as err:
            raise OutputError(
                f"nothing can be written into {folder()} ({err.strerror})",
                hint="name another folder with ANIMATEMUSIC_MODELS",
            ) from err
    return model


def _row(model: Model) -> dict[str, str]:
    return {"kind": model.kind, "sha256": model.sha256, "licence": model.licence}


@contextmanager
def _local(source: str, progress: Progress) -> Iterator[Path]:
    """A file on this machine; a download is gone afterwards."""
    if not source.lower().startswith(("http://", "https://")):
        yield Path(source)
        return
    name = Path(urllib.parse.unquote(urllib.parse.urlsplit(source).path)).name
    if not name or name.startswith("."):
        raise InputError(f"{source} names no file", hint="give the address of the file itself")
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / name
        _download(source, path, progress)
        yield path


def _download(url: str, path: Path, progress: Progress) -> None:
    try:
        # The scheme was looked at: http or https, nothing local.
        with urllib.request.urlopen(url, timeout=60) as answer, path.open("wb") as file:  # noqa: S310
            total = int(answer.headers.get("Content-Length") or 0)
            if total > LARGEST_DOWNLOAD:
                raise InputError(f"{url} is too large to be weights", hint="check the address")
            had = 0
            while block := answer.read(_BLOCK):
                had += len(block)
                if had > LARGEST_DOWNLOAD:
                    raise InputError(f"{url} is too large to be weights", hint="check the address")
                file.write(block)
                if total:
                    progress("Downloading", min(had / total, 1.0))
    except (OSError, ValueError, urllib.error.URLError) as err:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        reason = getattr(err, "reason", None) or err
        raise InputError(
            f"{url} cannot be downloaded ({reason})",
            hint="check the address, or download it with a browser and add the file",
        ) from err
