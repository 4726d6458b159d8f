"""No command waits for a pipe, reads a device for ever or takes a folder for a file."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

import pytest

from tests.animatemusic.command import expect_refusal, in_process

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes have no names there")

ALIGN = ("align", "song.wav", "lyrics.txt", "-o", "out.json")
ANIMATE = (
    *("animate", "song.wav", "lyrics.txt", "-o", "out.mp4", "--size", "320x180"),
    *("--alignment", "times.json"),
)
EXPORT = ("export", "times.json", "--to", "rhubarb-json")
QC = ("qc", "song.wav", "--alignment", "times.json")

INPUTS: dict[str, tuple[str, ...]] = {
    "align song": ("align", "X.wav", "lyrics.txt"),
    "align lyrics": ("align", "song.wav", "X.txt"),
    "align --lexicon": (*ALIGN, "--lexicon", "X.txt"),
    "align --vocals": (*ALIGN, "--vocals", "X.wav"),
    "align --anchors": (*ALIGN, "--anchors", "X.lrc"),
    "align --keep": (*ALIGN, "--keep", "X.json"),
    "animate song": ("animate", "X.wav", "lyrics.txt", "-o", "out.mp4"),
    "animate lyrics": ("animate", "song.wav", "X.txt", "-o", "out.mp4"),
    "animate --alignment": (*ANIMATE[:-1], "X.json"),
    "animate --background picture": (*ANIMATE, "--background", "X.png"),
    "animate --background video": (*ANIMATE, "--background", "X.mp4"),
    "animate --captions": (*ANIMATE, "--captions", "X.toml"),
    "animate --font": (*ANIMATE, "--font", "X.ttf"),
    "animate --mouth-style": (*ANIMATE, "--mouth-style", "X.toml"),
    "animate --visual": (*ANIMATE, "--visual", "X.py:draw"),
    "animate --acting": (*ANIMATE, "--acting", "X.json"),
    "animate --face-data": (*ANIMATE, "--face-data", "X.json"),
    "animate --project": ("animate", "--project", "X.toml"),
    "animate --rig drawing": (*ANIMATE, "--rig", "X.svg"),
    "animate --rig picture": (*ANIMATE, "--rig", "X.png"),
    "animate --rig archive": (*ANIMATE, "--rig", "X.zip"),
    "animate --rig psd": (*ANIMATE, "--rig", "X.psd"),
    "convert in": ("convert", "X.lrc", "out.json"),
    "convert --song": ("convert", "times.json", "out.lrc", "--song", "X.wav"),
    "convert --lyrics": ("convert", "times.json", "out.lrc", "--lyrics", "X.txt"),
    "export alignment": ("export", "X.json", "--to", "rhubarb-json"),
    "export --set": ("export", "times.json", "--to", "spine", "--set", "X.toml"),
    "export --mouth-style": (*EXPORT, "--mouth-style", "X.toml"),
    "export --song": (*EXPORT, "--song", "X.wav"),
    "fix": ("fix", "X.json", "--undo"),
    "init song": ("init", ".", "X.wav", "lyrics.txt"),
    "init lyrics": ("init", ".", "song.wav", "X.txt"),
    "landmarks": ("landmarks", "X.mp4"),
    "models add": ("models", "add", "X.pth"),
    "plot alignment": ("plot", "X.json"),
    "plot song": ("plot", "times.json", "X.wav"),
    "plot --set": ("plot", "times.json", "--set", "X.toml"),
    "qc video": ("qc", "X.mp4"),
    "qc song": ("qc", "X.wav", "--alignment", "times.json"),
    "qc --alignment": (*QC[:-1], "X.json"),
    "qc --vocals": (*QC, "--vocals", "X.wav"),
    "refine song": ("refine", "still.png", "X.wav", "--checkpoint", "some.pth"),
    "refine --checkpoint": ("refine", "still.png", "song.wav", "--checkpoint", "X.pth"),
    "rig slice": ("rig", "slice", "X.png", "mouths", "--grid", "3x3"),
    "rig import drawing": ("rig", "import", "X.svg", "mouths"),
    "rig import layers": ("rig", "import", "X.psd", "mouths"),
}
"""Files that commands read; X is the one meant. Where weights are asked for first, another command
that reads the same kind stands for it."""

NEEDS_TORCH = ("refine", "models")

Capfd = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Ends a test that hangs."""

    def give_up(number: int, frame: FrameType | None) -> None:
        pytest.fail("it hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(300)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _enormous(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


@pytest.mark.parametrize("kind", [_pipe, _device, _enormous], ids=["pipe", "device", "terabyte"])
@pytest.mark.parametrize("what", INPUTS)
def test_what_has_no_end_is_refused_in_a_sentence(
    what: str, kind: object, folder: Path, capfd: Capfd
) -> None:
    arguments = INPUTS[what]
    if arguments[0] in NEEDS_TORCH and find_spec("torch") is None:
        pytest.skip("needs torch")
    place = next(a for a in arguments if a.startswith("X.")).partition(":")[0]
    assert callable(kind)
    kind(folder / place)
    before = sorted(folder.rglob("*"))
    expect_refusal(in_process(capfd.readouterr, *arguments), place)
    assert sorted(folder.rglob("*")) == before
