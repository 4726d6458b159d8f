"""Damaged and absurd TOML tables: caption styles, sets of mouths, mouth styles, projects.

A few mutations of a whole file of each kind, always the same ones; many more with::

    python -m tests.animatemusic.test_table_fuzz 20000 7
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

import pytest

from animatemusic.commands.animate import animate
from animatemusic.project import load_project
from media_core.errors import AnimateMusicError
from render.captions.style import load_style
from tests.render.captions.made import captions, duet, ink
from visemes.sets import load_set
from visemes.timing import read_timing

ODD = (
    *("-1", "0", "1e308", "-1e308", "nan", "inf", "1e-320", "9" * 400, "0x" + "f" * 40, "true"),
    *(
        '""',
        '"\\u0000"',
        '"\\U0010FFFF"',
        '"#12"',
        '"../../x"',
        '"/dev/zero"',
        '"' + "x" * 3000 + '"',
    ),
    *("[]", "{}", "[[]]", "[1, 2, 3]", '["a", 1]', "[" * 300 + "]" * 300, "{ a = { b = 1 } }"),
    *("1979-05-27", "07:32:00", '"""', "'", "[", "=", "\ud7ff", "\x01"),
)
"""What stands where a number, a word or a list should."""

PROJECT = """schema = 1
[song]
file = "song.wav"
lyrics = "lyrics.txt"
[video]
size = "640x360"
fps = 25
[rig]
rig = "juno"
seed = 4
[background]
background = "#123456"
[captions]
captions = "wipe"
"""

MOUTH = """[mouth]
lead = 60
blend = 80
gain = 1.5
dynamics = 0.4
dip = 0.3
every = 2
"""


def _style(path: Path) -> None:
    ink(captions(duet(), load_style(str(path)), (128, 72)), 6500, (128, 72))


READERS: dict[str, tuple[Callable[[], str], Callable[[Path], object]]] = {
    "style": (lambda: _shipped("render", "styles/big-word.toml"), _style),
    "set": (lambda: _shipped("visemes", "tables/rhubarb.toml"), load_set),
    "mouth": (lambda: MOUTH, read_timing),
    "project": (lambda: PROJECT, lambda path: load_project(path, animate)),
}
"""What is read -> a whole file to begin with, and how it is read and used."""


def _shipped(package: str, name: str) -> str:
    return resources.files(package).joinpath(*name.split("/")).read_text("utf-8")


def mutated(text: str, chance: random.Random) -> bytes:
    """A file with a few values, keys, lines or bytes that nobody would write."""
    lines = text.splitlines()
    for _ in range(chance.randrange(1, 4)):
        number = chance.randrange(len(lines))
        key, equals, value = lines[number].partition("=")
        match chance.randrange(6):
            case 0 | 1 | 2 if equals:
                lines[number] = f"{key}= {chance.choice(ODD)}"
            case 3 if equals:
                numbers = list(re.finditer(r"-?\d+(\.\d+)?", value))
                if numbers:
                    found = chance.choice(numbers)
                    value = value[: found.start()] + chance.choice(ODD[:9]) + value[found.end() :]
                    lines[number] = f"{key}={value}"
            case 4:
                lines.insert(number, chance.choice(lines))
            case _:
                data = bytearray(lines[number].encode("utf-8", "surrogateescape")) or bytearray(
                    b" "
                )
                data[chance.randrange(len(data))] = chance.randrange(256)
                lines[number] = data.decode("utf-8", "surrogateescape")
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def faults(reader: str, path: Path) -> Iterator[Exception]:
    """What a file breaks that should have been told in one sentence."""
    try:
        READERS[reader][1](path)
    except AnimateMusicError as err:
        if path.name not in err.message or not err.hint:
            yield err
    except Exception as err:
        yield err


@pytest.mark.parametrize("reader", READERS)
def test_a_damaged_table_is_read_or_told(tmp_path: Path, reader: str) -> None:
    text = READERS[reader][0]()
    chance = random.Random(reader)
    path = tmp_path / "animatemusic.toml"
    path.write_text(text, "utf-8")
    READERS[reader][1](path)  # it is whole to begin with
    for _ in range(60):
        path.write_bytes(mutated(text, chance))
        assert not [*faults(reader, path)], path.read_bytes()[:400]


def main(rounds: int, seed: int) -> None:
    """Mutate at length, and print each new kind of fault with the file that shows it."""
    chance = random.Random(seed)
    path = Path(tempfile.mkdtemp(prefix="table-fuzz-")) / "animatemusic.toml"
    texts = {name: make() for name, (make, _) in READERS.items()}
    known: set[str] = set()
    for number in range(rounds):
        reader = chance.choice(sorted(texts))
        data = mutated(texts[reader], chance)
        path.write_bytes(data)
        for err in faults(reader, path):
            where = traceback.extract_tb(err.__traceback__)[-1]
            kind = f"{reader} {type(err).__name__} {where.filename}:{where.lineno}"
            if kind not in known:
                known.add(kind)
                kept = path.with_name(f"fault{len(known)}-{reader}.toml")
                kept.write_bytes(data)
                print(number, kind, str(err)[:200], kept, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
