"""Fuzzing of everything that reads a stranger's drawing, guided by coverage (atheris, libFuzzer).

Five minutes of one reader, and what it found kept for the next time::

    python -m tests.render.rigs.fuzz_rigs svg corpus -max_total_time=300

``all`` is every reader in turn, for a short look.

What follows the reader's name goes to libFuzzer. An input that is neither a rig nor one sentence
about why it is none (any exception but our own, ten seconds, a gigabyte at once) ends the run, and
is left as ``crash-...`` in the folder. Over many runs the fuzzer itself needs memory, too.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from tests.render.rigs.five_forms import FORMS, mouth, png

INSTRUMENTED = ["render.rigs", "psd_tools", "cairosvg", "defusedxml"]

LIMITS = ("-timeout=10", "-malloc_limit_mb=1024", "-rss_limit_mb=4096", "-max_len=40000")

Writer = Callable[[Path, bytes], Path]
"""Makes a rig in a folder of what the fuzzer says, and tells where it is."""


def _file(suffix: str) -> Writer:
    def write(folder: Path, data: bytes) -> Path:
        path = folder / f"rig{suffix}"
        path.write_bytes(data)
        return path

    return write


def _sheet(folder: Path, data: bytes) -> Path:
    (folder / "rig.png").write_bytes(_seed("sheet", "rig.png"))
    return _file(".json")(folder, data)


def _zipped(name: str, others: dict[str, bytes], suffix: str) -> Writer:
    """An archive that is whole, with one file of which the fuzzer says what is in it."""

    def write(folder: Path, data: bytes) -> Path:
        path = folder / f"rig{suffix}"
        with zipfile.ZipFile(path, "w") as archive:
            for other, content in others.items():
                archive.writestr(other, content)
            archive.writestr(name, data)
        return path

    return write


def _manifest(folder: Path, data: bytes) -> Path:
    for shape in "AD":
        (folder / f"{shape}.png").write_bytes(_MOUTH)
    (folder / "rig.toml").write_bytes(data)
    return folder


def _named(folder: Path, data: bytes) -> Path:
    """Pictures whose names the fuzzer says, a line each."""
    names = data.decode("utf-8", "replace").replace("\0", "").splitlines()[:12]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(f"{name[:200]}.png", _MOUTH)
    return _file(".zip")(folder, out.getvalue())


@cache
def _seed(form: str, name: str = "") -> bytes:
    """A file of the little character, or of the archive that it is in."""
    with tempfile.TemporaryDirectory() as place:
        path = FORMS[form](Path(place))
        if name and path.suffix != ".json":
            with zipfile.ZipFile(path) as archive:
                return archive.read(name)
        return path.with_name(name).read_bytes() if name else path.read_bytes()


_MOUTH = png(mouth("D"))
_PAINT = {f"data/{number}.png": _MOUTH for number in range(14)}
_VECTOR = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 144"
xmlns:xlink="http://www.w3.org/1999/xlink"><defs><linearGradient id="g"><stop offset="0"
stop-color="#fff"/><stop offset="1" stop-color="rgb(9,9,9)"/></linearGradient><clipPath id="c">
<rect width="9" height="9"/></clipPath><path id="p" d="M1 1h9v9z"/></defs>
<style>.a{fill:url(#g);opacity:.5}</style><g id="head" transform="rotate(3 2 1)"><g id="Mouth">
<path id="A" class="a" d="M42,90 C50,95 60 95 78 90 Z"/>
<path id="D" class="a" d="M42,90 C50,125 60 125 78 90 Z"/>
<use id="E" xlink:href="#p" x="3" clip-path="url(#c)"/></g>
<g id="Eyes"><g id="Open"><circle cx="40" cy="50" r="5"/></g><g id="Closed"><text>z</text></g>
<g id="Sad"><ellipse id="Open_2_" cx="40" cy="50" rx="5" ry="3"/></g></g></g></svg>"""

_TOML = b"""schema = 1
set = "rhubarb"
map = { a = "D" }
anchor = [50, 61]
place = [5, 6, 7]
grid = "3x3"
blink = { every = [2.5, 6.0] }
openness = 1
tween = "morph"
[moods]
chorus = "smile"
[stage]
sky = ["#454A6E", "#8B7C9C"]
"""

_NAMES = "A\nB\nmouth_smile_D\neyes_closed\nbrows_sad_up\nleft_happy-ah\nhead\n"

READERS: dict[str, tuple[Writer, Callable[[], bytes]]] = {
    "svg": (_file(".svg"), lambda: _VECTOR),
    "psd": (_file(".psd"), lambda: _seed("psd")),
    "ora": (_file(".ora"), lambda: _seed("ora")),
    "ora-stack": (_zipped("stack.xml", _PAINT, ".ora"), lambda: _seed("ora", "stack.xml")),
    "sheet": (_sheet, lambda: _seed("sheet")),
    "zip": (_file(".zip"), lambda: _seed("zip")),
    "png": (_file(".png"), lambda: _MOUTH),
    "photo": (_file(".png"), lambda: _seed("sheet", "rig.png")),
    "manifest": (_manifest, lambda: _TOML),
    "names": (_named, lambda: _NAMES.encode()),
}
"""What is fuzzed -> how its bytes become a rig, and a whole one to begin with."""


def read(reader: str, data: bytes) -> None:
    """Look at the rig that some bytes are, and draw it."""
    # Late: atheris marks what it follows while it is imported.
    from media_core.errors import AnimateMusicError
    from render.rigs import Pose, Wishes
    from render.rigs.check import check_drawings

    if reader == "all":
        if not data:
            return
        reader, data = list(READERS)[data[0] % len(READERS)], data[1:]
    write, _ = READERS[reader]
    with tempfile.TemporaryDirectory() as place:
        wishes = Wishes(grid=(1, 2) if reader == "png" else None, cut_out=reader == "photo")
        report = check_drawings(write(Path(place), data), wishes)
        json.dumps([finding.text for finding in report.findings])
        if report.opened is not None:
            rig = report.opened.rig
            with suppress(AnimateMusicError):
                for mood in ("", *sorted(rig.moods)[:2]):
                    rig.draw(Pose(rig.set.closed, eyes="closed", mood=mood, openness=9), 40)


def seeds(reader: str) -> dict[str, bytes]:
    """Whole files to begin with."""
    if reader != "all":
        return {reader: READERS[reader][1]()}
    return {name: bytes([i]) + make() for i, (name, (_, make)) in enumerate(READERS.items())}


def main() -> None:
    """Fuzz one reader until something is found, or libFuzzer's limits end it."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    reader, *rest = sys.argv[1:] or [""]
    if reader not in READERS and reader != "all":
        raise SystemExit(f"say what to fuzz: {', '.join(READERS)}, all")
    with atheris.instrument_imports(include=INSTRUMENTED):
        import cairosvg.parser  # noqa: F401  # here, so that it is followed
        import psd_tools.api.psd_image  # noqa: F401

        import render.rigs.check  # noqa: F401
    with tempfile.TemporaryDirectory() as place:
        for name, data in seeds(reader).items():
            Path(place, name).write_bytes(data)
        atheris.Setup([sys.argv[0], *LIMITS, *rest, place], lambda data: read(reader, data))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
