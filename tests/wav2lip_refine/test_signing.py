"""Signed statements in finished videos, with certificates that the tests make themselves."""

from __future__ import annotations

import builtins
import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest

from media_core.errors import InputError
from media_core.extras import adding
from media_core.files import digest_of
from tests.wav2lip_refine.clips import Flat, grey, song, write_clip
from wav2lip_refine.boxes import Box
from wav2lip_refine.job import Job
from wav2lip_refine.refine import refine
from wav2lip_refine.signing import SOURCE_URL, Credential

SIZE = (160, 120)


def pem_files(folder: Path, make_key: Callable[[], Any] | None = None, usage: str = "") -> Any:
    """A signer's certificate under a root of our own, and its key; ``usage`` is an OID."""
    pytest.importorskip("c2pa")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def name(text: str) -> Any:
        rows = ((NameOID.ORGANIZATION_NAME, "tests"), (NameOID.COMMON_NAME, text))
        return x509.Name([x509.NameAttribute(kind, value) for kind, value in rows])

    root = ec.generate_private_key(ec.SECP256R1())
    key = make_key() if make_key else ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)

    def certificate(subject: str, public: Any, authority: bool) -> Any:
        made = (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name("root"))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now)
            .not_valid_after(now + datetime.timedelta(days=30))
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    *(not authority, False, False, False, False),
                    *(authority, authority, False, False),
                ),
                critical=True,
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()),
                critical=False,
            )
        )
        if not authority:
            wanted = x509.ObjectIdentifier(usage) if usage else ExtendedKeyUsageOID.EMAIL_PROTECTION
            made = made.add_extension(x509.ExtendedKeyUsage([wanted]), critical=False)
        return made.sign(root, hashes.SHA256()).public_bytes(form.Encoding.PEM)

    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(
        certificate("signer", key.public_key(), False)
        + certificate("root", root.public_key(), True)
    )
    secret.write_bytes(
        key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    )
    return chain, secret


def statements(video: Path) -> dict[str, Any]:
    """What a reader of such statements finds in a file."""
    import c2pa

    with c2pa.Reader(str(video)) as reader:
        found: dict[str, Any] = json.loads(reader.json())
    return found


@pytest.fixture
def job(tmp_path: Path) -> Job:
    clip = write_clip(tmp_path / "clip.mp4", 10, size=SIZE, draw=lambda n: grey(n, SIZE))
    return Job(clip, song(0.4, tmp_path / "song.wav"), box=Box(40, 20, 100, 100))


def test_a_signed_video_says_that_its_lips_are_made(job: Job, tmp_path: Path) -> None:
    credential = Credential.load(*pem_files(tmp_path))
    done = refine(job, Flat(), tmp_path / "out.mp4", signer=credential)
    found = statements(done.path)
    assert found["validation_state"] == "Valid"
    codes = {row["code"] for row in found["validation_status"]}
    assert codes == {"signingCredential.untrusted"}, "nobody knows our own root"
    manifest = found["manifests"][found["active_manifest"]]
    assert manifest["title"] == "out.mp4"
    assert manifest["signature_info"]["common_name"] == "signer"
    assert [one["title"] for one in manifest["ingredients"]] == ["clip.mp4"]
    assert [one["relationship"] for one in manifest["ingredients"]] == ["parentOf"]
    (stated,) = (row for row in manifest["assertions"] if row["label"].startswith("c2pa.actions"))
    opened, edited = stated["data"]["actions"]
    assert opened["action"] == "c2pa.opened"
    assert edited["action"] == "c2pa.edited"
    assert edited["digitalSourceType"] == SOURCE_URL
    assert SOURCE_URL.endswith("/compositeWithTrainedAlgorithmicMedia")


def test_a_signed_video_plays_and_keeps_its_metadata(job: Job, tmp_path: Path) -> None:
    credential = Credential.load(*pem_files(tmp_path))
    done = refine(job, Flat(), tmp_path / "out.mp4", signer=credential)
    with av.open(str(done.path)) as container:
        assert container.metadata["synthetic_media"] == "true"
        assert sum(1 for _ in container.decode(video=0)) == 10
    with av.open(str(done.path)) as container:
        assert sum(frame.samples for frame in container.decode(audio=0)) >= 6400
    facts = json.loads(done.sidecar.read_text())
    assert facts["signature"]["algorithm"] == "es256"
    assert facts["video"]["sha256"] == digest_of(done.path), "the file as it was signed"
    left = sorted(path.name for path in tmp_path.iterdir() if "mp4" in path.name)
    assert left == ["clip.mp4", "out.mp4"]


def test_whoever_changes_a_frame_breaks_the_signature(job: Job, tmp_path: Path) -> None:
    credential = Credential.load(*pem_files(tmp_path))
    done = refine(job, Flat(), tmp_path / "out.mp4", signer=credential)
    data = bytearray(done.path.read_bytes())
    place = data.rindex(b"mdat") + 200
    data[place] ^= 0xFF
    done.path.write_bytes(bytes(data))
    found = statements(done.path)
    assert found["validation_state"] == "Invalid"
    assert "assertion.bmffHash.mismatch" in {row["code"] for row in found["validation_status"]}


@pytest.mark.parametrize("name", ["clip.bin", "clip.png"])
def test_what_was_opened_is_not_named_where_its_form_is_unknown(
    job: Job, tmp_path: Path, name: str
) -> None:
    credential = Credential.load(*pem_files(tmp_path))
    clip = job.face.rename(tmp_path / name)
    done = refine(Job(clip, job.song, box=job.box), Flat(), tmp_path / "out.mp4", signer=credential)
    manifest = next(iter(statements(done.path)["manifests"].values()))
    assert not manifest.get("ingredients")
    (stated,) = (row for row in manifest["assertions"] if row["label"].startswith("c2pa.actions"))
    assert [action["action"] for action in stated["data"]["actions"]] == [
        "c2pa.created",
        "c2pa.edited",
    ]


def _kinds() -> dict[str, Callable[[], Any]]:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    return {
        "es384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "ps256": lambda: rsa.generate_private_key(65537, 2048),
        "ed25519": ed25519.Ed25519PrivateKey.generate,
    }


@pytest.mark.parametrize("algorithm", ["es384", "ps256", "ed25519"])
def test_the_key_decides_how_it_signs(tmp_path: Path, algorithm: str) -> None:
    pytest.importorskip("cryptography")
    assert Credential.load(*pem_files(tmp_path, _kinds()[algorithm])).algorithm == algorithm


def test_a_certificate_for_something_else_is_refused_before_the_work(tmp_path: Path) -> None:
    web = pem_files(tmp_path, usage="1.3.6.1.5.5.7.3.1")  # of a web server
    with pytest.raises(InputError, match="cannot sign") as caught:
        Credential.load(*web)
    assert "made for signing media" in caught.value.hint


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    chain, _key = pem_files(tmp_path)
    _chain, key = pem_files(tmp_path / "other")
    with pytest.raises(InputError, match="cannot sign"):
        Credential.load(chain, key)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"hello", "is no key as PEM"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "cannot be used"),
        (None, "there is no key "),
    ],
)
def test_a_key_that_is_none_is_named(tmp_path: Path, content: bytes | None, match: str) -> None:
    chain, key = pem_files(tmp_path)
    key.unlink()
    if content is not None:
        key.write_bytes(content)
    with pytest.raises(InputError, match=match):
        Credential.load(chain, key)


def test_a_locked_key_is_told_how_to_be_opened(tmp_path: Path) -> None:
    chain, key = pem_files(tmp_path)
    from cryptography.hazmat.primitives import serialization as form

    loaded: Any = form.load_pem_private_key(key.read_bytes(), None)
    locked = form.BestAvailableEncryption(b"secret")
    key.write_bytes(loaded.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, locked))
    with pytest.raises(InputError, match="cannot be used") as caught:
        Credential.load(chain, key)
    assert "password" in caught.value.hint


def test_without_the_extra_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def refusing(name: str, *args: Any, **more: Any) -> Any:
        if name == "c2pa":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", refusing)
    with pytest.raises(InputError, match="not installed") as caught:
        Credential.load(tmp_path / "chain.pem", tmp_path / "key.pem")
    assert caught.value.hint == f"run `{adding('c2pa')}`"
