"""Build the wheel and try it out where nothing else is: the check before a release.

    python tools/check_wheel.py                       # build; every Python there is; lowest bounds
    python tools/check_wheel.py --wheel dist/X.whl    # one that is built already
    python tools/check_wheel.py --this-python-only    # newest versions, this Python

Every Python from 3.11 to 3.13 that is found gets a bare environment with the newest version of
everything; the oldest of them gets another one with the lowest versions that pyproject.toml allows.
In each, from an empty folder, the program makes a video of a second of the demo, aligns, checks a
rig and exports; in the first, an extra is added the way it says. If the Python that runs this has
mypy, a small program is type-checked against the installed wheel. Exit code 1 if anything fails.
Needs a package index; leaves nothing behind.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ("3.11", "3.12", "3.13")

SHORTER = """
import av, shutil, sample_songs
folder = sample_songs.path()
with av.open(str(folder / "song.ogg")) as song, av.open("song.ogg", "w") as short:
    to = short.add_stream_from_template(song.streams.audio[0])
    for packet in song.demux(audio=0):
        if packet.pts is not None and packet.pts * packet.time_base < 12:
            packet.stream = to
            short.mux(packet)
lines = (folder / "lyrics.txt").read_text("utf-8").splitlines()
words = [line for line in lines if line and not line.startswith("[")]
open("lyrics.txt", "w", encoding="utf-8").write("\\n".join(words[:2]) + "\\n")
"""
"""The first two lines of the sample song, so that aligning takes a moment."""

COMMANDS = (
    "demo --range 0:08-0:09 --size 320x180 -o demo.mp4",
    "align song.ogg lyrics.txt -o times.json",
    "rig check juno",
    "export times.json --to moho --fps 25 -o mouth.dat",
)

USER = '''
"""What somebody may write who has the wheel."""

from pathlib import Path

import animatemusic

found = animatemusic.align(Path("song.wav"), Path("lyrics.txt"))
texts: list[str] = [word.text for word in found.words()]
done: animatemusic.Rendered = animatemusic.render(
    Path("song.wav"), found, Path("song.mp4"), look=animatemusic.Look(size=(320, 180))
)
animatemusic.load_rig(3.5)  # type: ignore[arg-type]  # an unused ignore is an error, too
'''


class FailedError(Exception):
    """Something did not work; the sentence says what."""


def run(*command: str | Path, cwd: Path, cache: Path | None = None) -> str:
    """Run a program with nothing of ours in its surroundings, and give what it printed."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if cache:
        env["XDG_CACHE_HOME"] = str(cache)
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise FailedError(f"{' '.join(str(word) for word in command)}\n{done.stdout}")
    return done.stdout


def pythons() -> Iterator[tuple[str, Path | None]]:
    """For each version, a Python of it: this one, on the PATH, or where managers keep them."""
    homes = (
        Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions",
        Path.home() / ".local/share/uv/python",
    )
    for version in VERSIONS:
        named = shutil.which(f"python{version}")
        kept = [
            path
            for home in homes
            for path in sorted(home.glob(f"*{version}.*/bin/python{version}"), reverse=True)
        ]
        places = [Path(sys.executable), *([Path(named)] if named else []), *kept]
        yield version, next((place for place in places if _is(place, version)), None)


def _is(python: Path, version: str) -> bool:
    ask = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    try:
        return run(python, "-c", ask, cwd=ROOT).strip() == version
    except (FailedError, OSError):
        return False


def lowest(folder: Path) -> Path:
    """A file of constraints for pip: of everything that we ask for, the lowest that we allow."""
    rows = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    # What is asked for some systems only has its own lower bound there.
    plain = [row for row in rows if ";" not in row]
    file = folder / "lowest.txt"
    file.write_text("\n".join(re.sub(r">=([\d.]+).*", r"==\1", row) for row in plain), "utf-8")
    return file


def environment(folder: Path, python: Path, wheel: Path, *options: str | Path) -> Path:
    """Install the wheel into a new environment and give the folder of its programs."""
    run(python, "-m", "venv", folder, cwd=ROOT)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = (programs / "python", "-m", "pip", "--disable-pip-version-check", "install", "-q")
    run(*pip, "--only-binary", ":all:", *options, wheel, cwd=folder)
    return programs


def try_out(programs: Path, folder: Path) -> None:
    """Run the commands of the program in an empty folder."""
    folder.mkdir()
    cache = folder / "cache"
    run(programs / "python", "-c", SHORTER, cwd=folder)
    for command in COMMANDS:
        run(programs / "animatemusic", *command.split(), cwd=folder, cache=cache)


def add_extra(programs: Path, folder: Path) -> None:
    """Do what the program says about an extra that is missing; the extra must be there then."""
    python = programs / "python"
    said = "from media_core.extras import adding; print(adding('psd'))"
    words = shlex.split(run(python, "-c", said, cwd=folder), posix=os.name != "nt")
    run(*(word.strip('"') for word in words), cwd=folder)
    run(python, "-c", "import psd_tools", cwd=folder)


def check_types(programs: Path, folder: Path) -> None:
    """Hold a small program against the types that the wheel brings."""
    folder.mkdir()
    (folder / "user.py").write_text(USER, "utf-8")
    mypy = (sys.executable, "-m", "mypy", "--strict", "--cache-dir", folder / "cache")
    run(*mypy, "--python-executable", programs / "python", "user.py", cwd=folder)


def build(folder: Path) -> Path:
    """Build the wheel."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "-q")
    run(*pip, "--no-deps", "-w", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


def check(wheel: Path | None, this_python_only: bool, folder: Path) -> None:
    """Do it all, and say what is done."""
    begun = time.monotonic()

    def say(sentence: str) -> None:
        print(f"{time.monotonic() - begun:4.0f} s  {sentence}", flush=True)

    wheel = wheel or build(folder)
    say(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
    there = {version: path for version, path in pythons() if path}
    for version in VERSIONS:
        if version not in there:
            say(f"Python {version}: skipped, this machine has none")
    if this_python_only:
        there = {version: path for version, path in there.items() if path == Path(sys.executable)}
    if not there:
        raise FailedError("no Python from 3.11 to 3.13 can make environments here")
    plans: list[tuple[str, Path, tuple[str | Path, ...]]] = [
        (f"Python {version}, newest versions", python, ()) for version, python in there.items()
    ]
    if not this_python_only:
        version, python = next(iter(there.items()))
        plans.append((f"Python {version}, lowest versions", python, ("-c", lowest(folder))))
    for number, (name, python, options) in enumerate(plans):
        programs = environment(folder / f"env{number}", python, wheel, *options)
        try_out(programs, folder / f"work{number}")
        say(f"{name}: works")
        if number == 0:
            add_extra(programs, folder / f"work{number}")
            say(f"{name}: what is said about extras adds them")
        if number == 0 and find_spec("mypy"):
            check_types(programs, folder / "types")
            say(f"{name}: a user's program is type-checked")
        shutil.rmtree(folder / f"env{number}")


def main() -> int:
    """Read the command line; 0 if all works."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--wheel", type=Path, help="a wheel that is built already")
    parser.add_argument("--this-python-only", action="store_true", help="and newest versions only")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="animatemusic-wheel-") as name:
        try:
            wheel = given.wheel.resolve() if given.wheel else None
            check(wheel, given.this_python_only, Path(name))
        except FailedError as err:
            print(f"failed: {err}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
