"""The registry of aligners, and the network through the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aligner.formats import read_alignment
from aligner.gentle_request import GentleOptions
from animatemusic.aligners import ALIGNERS, AlignerOptions, chosen
from animatemusic.cli import run
from media_core.errors import InputError
from tests.aligner.ctc.tone_network import sung, write_folder
from tests.animatemusic.command import write_wav

NETWORK = AlignerOptions(ctc_model=Path("network"))
SERVER = AlignerOptions(gentle_url="http://localhost:1")


def test_auto_takes_the_one_that_the_options_are_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GENTLE_URL", raising=False)
    assert chosen("auto", AlignerOptions()) == "sphinx"
    assert chosen("auto", NETWORK) == "ctc"
    assert chosen("auto", SERVER) == "gentle"
    monkeypatch.setenv("GENTLE_URL", "http://localhost:1")
    assert chosen("auto", AlignerOptions()) == "gentle"


@pytest.mark.parametrize("name", ALIGNERS)
def test_options_of_another_aligner_are_refused(name: str) -> None:
    own = {"gentle": AlignerOptions(gentle=GentleOptions(conservative=True)), "ctc": NETWORK}
    for other, options in own.items():
        if other == name:
            assert chosen(name, options) == name  # type: ignore[arg-type]
        else:
            with pytest.raises(InputError, match="there are options for"):
                chosen(name, options)  # type: ignore[arg-type]


WORDS = [("paper", 500), ("boat", 1400), ("paper", 2600), ("moon", 3500)]
SHEET = "Paper boat,\npaper moon\n"


@pytest.fixture
def singing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A song of tones, its words, and a network that hears them."""
    pytest.importorskip("onnxruntime")
    monkeypatch.chdir(tmp_path)
    write_wav(tmp_path / "song.wav", sung(WORDS, 4.5), 16_000)
    (tmp_path / "lyrics.txt").write_text(SHEET)
    write_folder(tmp_path / "network")
    return tmp_path


ALIGN = ("align", "song.wav", "lyrics.txt", "--ctc-model", "network")


def test_words_are_where_the_network_hears_them(
    singing: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([*ALIGN, "-o", "times.json"]) == 0
    said = capfd.readouterr().err
    assert "the network in network is under cc0-1.0" in said
    words = list(read_alignment(Path("times.json")).words())
    starts = [word.span.start for word in words if word.span is not None]
    assert starts == pytest.approx([start for _, start in WORDS], abs=40)
    assert [len(word.phones) for word in words] == [4, 3, 4, 3]
    assert all(word.confidence is not None and word.confidence > 0.9 for word in words)


def test_answers_of_a_network_are_kept_until_its_weights_change(
    singing: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        assert run([*ALIGN, "-o", f"{name}.json"]) == 0
    assert Path("a.json").read_bytes() == Path("b.json").read_bytes()
    assert capfd.readouterr().err.count("is under cc0-1.0") == 1, "the second was known"
    os.utime("network/model.onnx", (1, 1))
    assert run([*ALIGN, "-o", "c.json"]) == 0
    assert "is under cc0-1.0" in capfd.readouterr().err


def test_words_that_a_network_cannot_spell_are_named(
    singing: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    Path("lyrics.txt").write_text("Paper boat, zig\npaper moon\n")
    assert run([*ALIGN, "-o", "times.json"]) == 0
    assert "knows no letter of zig" in capfd.readouterr().err


def test_anchors_hold_in_a_network_too(singing: Path) -> None:
    write_wav(singing / "song.wav", sung([*WORDS, ("paper", 4500)], 5.5), 16_000)
    Path("lyrics.txt").write_text("paper\n")
    assert run([*ALIGN, "--anchor", "0:04.5=paper", "-o", "times.json"]) == 0
    (word,) = read_alignment(Path("times.json")).words()
    assert word.span is not None
    assert word.span.start == pytest.approx(4500, abs=40)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--aligner", "ctc"), "--ctc-model"),
        (("--ctc-model", "nowhere"), "nowhere"),
        (("--aligner", "sphinx", "--ctc-model", "network"), "--aligner ctc"),
        (("--aligner", "gentle", "--ctc-model", "network"), "--aligner ctc"),
    ],
)
def test_what_a_network_lacks_is_one_sentence(
    options: tuple[str, ...], said: str, singing: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["align", "song.wav", "lyrics.txt", *options, "-o", "times.json"]) == 1
    assert said in capfd.readouterr().err
    assert not Path("times.json").exists()
