"""``animatemusic plot`` and the options of the mouth, as a user meets them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from animatemusic.cli import run


def test_a_picture_is_drawn_and_its_name_printed(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["plot", "times.json", "song.wav", "-o", "track.png"]) == 0
    assert capfd.readouterr().out == "track.png\n"
    with Image.open("track.png") as picture:
        assert picture.format == "PNG"
        assert picture.width == 1920


def test_pages_have_numbers(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["plot", "times.json", "--seconds", "1", "--range", "0:00-0:02", "-o", "a.png"]) == 0
    assert capfd.readouterr().out == "a.png\n"
    Path("long.TextGrid").write_text(
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 9\n'
        "tiers? <exists>\nsize = 1\nitem []:\n    item [1]:\n"
        '        class = "IntervalTier"\n        name = "words"\n        xmin = 0\n'
        "        xmax = 9\n        intervals: size = 3\n"
        "        intervals [1]:\n            xmin = 0\n            xmax = 8\n"
        '            text = ""\n        intervals [2]:\n            xmin = 8\n'
        '            xmax = 8.5\n            text = "moon"\n        intervals [3]:\n'
        '            xmin = 8.5\n            xmax = 9\n            text = ""\n'
    )
    assert run(["plot", "long.TextGrid", "--seconds", "1", "-o", "b.png"]) == 0
    assert capfd.readouterr().out == "b-1.png\nb-2.png\nb-3.png\n"


def test_nothing_is_overwritten(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("track.png").write_text("mine")
    assert run(["plot", "times.json", "-o", "track.png"]) == 1
    assert "track.png exists already" in capfd.readouterr().err
    assert Path("track.png").read_text() == "mine"
    assert run(["plot", "times.json", "-o", "track.png", "--force"]) == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["-o", "track.jpg"], "track.jpg is no png file"),
        (["--range", "5:00-6:00"], "before the range begins"),
        (["--set", "klingon"], "no set of mouths klingon; give a TOML file, or one of: rhubarb"),
        (["--mouth-style", "none.toml"], "there is no mouth style none.toml"),
        (["--voice", "Ana"], "nobody called Ana sings"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(
    folder: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    assert run(["plot", "times.json", *arguments]) == 1
    error = capfd.readouterr().err
    assert reason in error
    assert error.count("\n") == 1
    assert not list(Path().glob("*.png"))


def test_a_style_changes_what_the_mouth_does(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    Path("style.toml").write_text("[mouth]\nevery = 3\n")
    told = []
    for more in ([], ["--mouth-style", "style.toml"]):
        assert run(["export", "times.json", "--to", "rhubarb-tsv", *more]) == 0
        told.append(capfd.readouterr().out)
    assert told[0] != told[1]
