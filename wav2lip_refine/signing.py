"""A signed statement in the file itself that its lips are made (C2PA, the "content credentials").

The statement (https://c2pa.org/specifications, version 2) names the filmed face as what was opened
and says that its mouth was repainted by a trained network. It is signed with the user's own
certificate; the signature covers the whole file, so whoever changes a frame, or the statement,
breaks it. It proves who signed and that nothing changed since - not that what is said is true - and
it is lost when a program writes the file again without knowing it. Nothing is asked of any server.
"""

from __future__ import annotations

import hashlib
import io
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from PIL import Image

from media_core.errors import InputError, OutputError
from media_core.extras import adding
from media_core.files import open_file, read_bytes
from wav2lip_refine.provenance import SOURCE_TYPE, STATEMENT

SOURCE_URL = f"http://cv.iptc.org/newscodes/digitalsourcetype/{SOURCE_TYPE}"
LARGEST = 1 << 20
"""Bytes of a file of certificates, or of a key."""
TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".avi": "video/avi",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}
"""Files that a statement can name as what was opened; of others it says that the video was made."""
OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}


@dataclass(frozen=True, slots=True, repr=False)
class Credential:
    """A certificate and its key, tried out: what it signs will be accepted.

    Attributes:
        chain: certificates as PEM, the signer's first.
        key: private key as PEM, PKCS 8.
        algorithm: of the signature, such as ``es256``.
    """

    chain: bytes
    key: bytes
    algorithm: str

    @classmethod
    def load(cls, certificate: Path, key: Path) -> Credential:
        """Read both files, and sign a picture of one pixel with them.

        Raises:
            InputError: c2pa-python is missing, a file cannot be read, they do not belong together,
                or the certificate is none for signing media.
        """
        _library()
        chain, secret = _read(certificate, "certificate"), _read(key, "key")
        found = cls(chain, secret, _algorithm(key, secret))
        pixel, signed = io.BytesIO(), io.BytesIO()
        Image.new("RGB", (1, 1)).save(pixel, "PNG")
        pixel.seek(0)
        c2pa = _library()
        try:
            with (
                _quietly(),
                found._signer() as signer,
                _builder(_manifest("trial", False)) as trial,
            ):
                trial.sign(signer, "image/png", pixel, signed)
        except (c2pa.C2paError, ValueError) as err:
            raise InputError(
                f"{certificate} and {key} cannot sign ({_said(err)})",
                hint="give the certificates as PEM, the signer's first, made for signing media or "
                "mail, and the key that belongs to it",
            ) from err
        return found

    @property
    def record(self) -> dict[str, str]:
        """What the sidecar says of it."""
        return {
            "standard": "C2PA",
            "certificates_sha256": hashlib.sha256(self.chain).hexdigest(),
            "algorithm": self.algorithm,
        }

    def sign(self, video: Path, face: Path, title: str) -> None:
        """Put a signed statement into a video; it is replaced when that is done.

        Args:
            video: an mp4 file.
            face: what its frames were filmed as.
            title: of the video.

        Raises:
            OutputError: it cannot be signed.
        """
        c2pa = _library()
        signed = video.with_name(f"{video.name}.signed.mp4")
        try:
            with (
                _quietly(),
                self._signer() as signer,
                _statement(title, face) as builder,
                video.open("rb") as source,
                signed.open("w+b") as target,
            ):
                builder.sign(signer, "video/mp4", source, target)
            os.replace(signed, video)
        except (OSError, c2pa.C2paError, ValueError) as err:
            raise OutputError(
                f"the video cannot be signed ({_said(err)})", hint="is there room on the disk?"
            ) from err
        finally:
            with suppress(OSError):
                signed.unlink(missing_ok=True)

    def _signer(self) -> Any:
        c2pa = _library()
        info = c2pa.C2paSignerInfo(self.algorithm.encode(), self.chain, self.key, None)
        return c2pa.Signer.from_info(info)


def _statement(title: str, face: Path) -> Any:
    """What is stated of a video, with the face that was opened, if its form is known."""
    c2pa = _library()
    opened = TYPES.get(face.suffix.lower())
    if opened is not None:
        builder = _builder(_manifest(title, True))
        named = {"title": face.name, "relationship": "parentOf", "label": "face"}
        try:
            with open_file(face) as file:
                builder.add_ingredient(named, opened, file)
        except c2pa.C2paError:  # its suffix says something else than the file is
            builder.close()
        else:
            return builder
    return _builder(_manifest(title, False))


def _manifest(title: str, opened: bool) -> dict[str, Any]:
    """What is stated."""
    agent = {"name": "animatemusic", "version": version("animatemusic")}
    first: dict[str, Any] = {"action": "c2pa.created", "digitalSourceType": SOURCE_URL}
    if opened:
        first = {"action": "c2pa.opened", "parameters": {"ingredientIds": ["face"]}}
    edited = {
        "action": "c2pa.edited",
        "digitalSourceType": SOURCE_URL,
        "softwareAgent": agent,
        "description": STATEMENT,
    }
    return {
        "claim_generator_info": [agent],
        "title": title,
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [first, edited]}}],
    }


def _builder(manifest: dict[str, Any]) -> Any:
    c2pa = _library()
    return c2pa.Builder(manifest, context=c2pa.Context(c2pa.Settings.from_dict(OFFLINE)))


def _library() -> Any:
    try:
        # Late: a library of 50 MB that only signing needs.
        import c2pa
    except ImportError as err:
        raise InputError(
            "signing needs c2pa-python, which is not installed",
            hint=f"run `{adding('c2pa')}`",
        ) from err
    return c2pa


def _read(path: Path, what: str) -> bytes:
    data = read_bytes(path, limit=LARGEST, what=what)
    if b"-----BEGIN" not in data:
        raise InputError(f"{path} is no {what} as PEM", hint="it begins with -----BEGIN")
    return data


def _algorithm(path: Path, key: bytes) -> str:
    """The signature that a key can make."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        found = load_pem_private_key(key, password=None)
    except (TypeError, ValueError, UnsupportedAlgorithm) as err:
        hint = "give a private key as PEM"
        if isinstance(err, TypeError):
            hint = "take its password off: openssl pkcs8 -in KEY.pem -topk8 -nocrypt"
        raise InputError(f"the key {path} cannot be used ({_said(err)})", hint=hint) from err
    if isinstance(found, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(found, rsa.RSAPrivateKey):
        return "ps256"
    if isinstance(found, ec.EllipticCurvePrivateKey):
        known = {256: "es256", 384: "es384", 521: "es512"}
        if found.curve.key_size in known:
            return known[found.curve.key_size]
    raise InputError(
        f"the key {path} is of a kind that cannot sign media",
        hint="use an elliptic curve (P-256, P-384, P-521), RSA or Ed25519",
    )


@contextmanager
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _said(err: Exception) -> str:
    return str(err).strip().rstrip(".") or type(err).__name__
