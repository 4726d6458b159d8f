"""Every command and program of the README and docs/ is run, in a folder with the files it names."""

import re
import runpy
import shlex
import shutil
from importlib.util import find_spec
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

import sample_rigs
from aligner.formats import read_alignment, writable
from animatemusic.cli import run
from tests.animatemusic.conftest import SHEET, folder, short
from tests.animatemusic.real_faces import write_faces, write_weights
from tests.render.rigs.five_forms import as_folder, as_grid, as_ora
from tests.wav2lip_refine.test_signing import pem_files

__all__ = ["folder", "short"]

REPOSITORY = Path(__file__).resolve().parents[1]
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
# Words that install something, or that other tests run.
NOT_OURS = (
    *("make", "pip", "pipx", "#"),
    *("curl", "animatemusic gentle", "animatemusic serve-gentle"),
)


REAL_FACES = {"refine", "models", "sync", "landmarks", "--refine", "--face-data", "--acting"}
"""Words of commands that need the extra ``wav2lip``."""

SHORTER = {"0:30-0:45": "0:01-0:02", "0:42=paper moon": "0:02.6=paper moon"}
"""The song of the tests lasts 3.7 s."""


def blocks(language: str) -> list[str]:
    found = [
        block
        for page in PAGES
        for block in re.findall(rf"```{language}\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    ]
    assert found
    return found


def commands() -> list[str]:
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.strip()]
    return [line for line in lines if not line.startswith(NOT_OURS)]


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Random weights for real faces, one file of them kept as ``animatemusic models`` does."""
    if find_spec("torch") is None or find_spec("ai_edge_litert") is None:
        return None
    folder = write_weights(tmp_path_factory.mktemp("weights") / "files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANIMATEMUSIC_MODELS", str(folder.parent / "kept"))
        assert run(["models", "add", str(folder / "wav2lip.pth"), "-q"]) == 0
    return folder


@pytest.fixture
def studio(folder: Path, weights: Path | None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that the documentation speaks of: all of one short song."""
    with av.open("song.mp3", "w") as container:
        with av.open("song.wav") as song:
            frames = list(song.decode(audio=0))
        stream = container.add_stream("libmp3lame", rate=48_000, layout="stereo")
        for frame in frames:
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    shutil.copy("song.wav", "vocals.wav")
    write_faces(folder)
    if weights is not None:
        Path("kept").mkdir()
        shutil.copy(weights.parent / "kept" / "models.json", "kept")
        Path("kept", "wav2lip.pth").symlink_to(weights / "wav2lip.pth")
        monkeypatch.setenv("ANIMATEMUSIC_MODELS", str(folder / "kept"))
        for name in ("wav2lip.pth", "lipsync_expert.pth"):
            Path(name).symlink_to(weights / name)
        Path("wav2lip_gan.pth").symlink_to(weights / "wav2lip.pth")
    Image.fromarray(np.full((90, 120, 3), 90, np.uint8)).save("cover.jpg")
    shutil.copy(sample_rigs.path("juno") / "rig.svg", "my_character.svg")
    Path("my_rig").mkdir()
    as_folder(Path("my_rig"))
    as_ora(Path()).rename("drawing.ora")
    Image.fromarray(np.full((90, 120, 3), 120, np.uint8)).save("me.jpg")
    Path("rows").mkdir()
    (as_grid(Path("rows")) / "faces.png").rename("mouths.png")
    found = read_alignment(Path("times.json"))
    for file, kind in (("lines.lrc", "lrc-plain"), ("labels.txt", "audacity")):
        Path(file).write_text(writable()[kind](found), "utf-8")
    shutil.copy("times.json", "better.json")
    Path("corrected.TextGrid").write_text(writable()["textgrid"](found), "utf-8")
    Path("lyrics.txt").write_text(SHEET.replace(", paper", ",\npaper"), "utf-8")
    for block in blocks("toml") + blocks("python"):  # files say their name in the first line
        if said := re.match(r"# (\w+\.(?:toml|py))\n", block):
            Path(said[1]).write_text(block, "utf-8")
    return folder


@pytest.mark.parametrize("command", commands())
def test_the_command_does_what_the_page_says(
    studio: Path, weights: Path | None, command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    program, *arguments = shlex.split(command, comments=True)
    assert program == "animatemusic"
    if weights is None and REAL_FACES & set(arguments):
        pytest.skip("needs torch and LiteRT")
    if "--sign" in arguments:
        pem_files(studio)  # or skip, without the extra
    if {"--face-data", "--acting"} & set(arguments):
        assert run(["landmarks", "singer.mp4", "-o", "faces.json", "-q"]) == 0
    if arguments[0] == "qc" and "song.mp4" in arguments:
        times = ["--alignment", "times.json", "--size", "320x180"]
        assert run(["animate", "song.mp3", "lyrics.txt", *times, "-q"]) == 0
    if "song.pg2" in arguments and {"--mouth-from", "--check"} & set(arguments):
        papagayo = ["--to", "papagayo-ng", "-o", "song.pg2"]
        assert run(["export", "times.json", *papagayo, "--song", "song.mp3", "-q"]) == 0
    if arguments[0] == "demo":  # at full size it is another test's work
        arguments += ["--size", "320x180"]
    if arguments[0] == "watch":  # for ever, otherwise
        arguments += ["--rounds", "1", "--size", "320x180"]
    arguments = [SHORTER.get(argument, argument) for argument in arguments]
    code = run([*arguments, "-q", "--force"])
    said = capfd.readouterr().err
    if "--gentle-url" in arguments:
        assert code == 1, "no server runs here"
        assert "no Gentle server answers" in said
    else:
        assert code == 0, said
        assert "error" not in said


def test_the_program_in_the_readme_runs(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, block in enumerate(blocks("python")):
        Path(f"program{number}.py").write_text(block, "utf-8")
        runpy.run_path(f"program{number}.py")
    assert "Paper Span(" in capsys.readouterr().out
    assert Path("song.mp4").exists()
