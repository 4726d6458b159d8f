"""TOML of strangers is a table or a sentence, whatever is in it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from media_core.errors import AnimateMusicError
from media_core.toml_text import TomlError, parse_toml
from render.captions.style import load_style
from render.rigs.manifest import read_manifest
from visemes.sets import load_set
from visemes.timing import read_timing

READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "rig": ("rig.toml", lambda path: read_manifest(path.parent)),
    "style": ("style.toml", lambda path: load_style(str(path))),
    "set": ("set.toml", load_set),
    "timing": ("timing.toml", read_timing),
}

STRANGE = {
    "a number of 5,000 digits": ("a = 1\nb = " + "9" * 5000, "too many digits .at line 2"),
    "brackets in brackets": ("\na = " + "[" * 5000, "nested too deeply .at line 2"),
    "brackets that close": ("a = " + "[" * 90 + "]" * 90, "nested too deeply"),
    "a table of many parts": ("[" + "a." * 20_000 + "b]", "over 32 parts .at line 1"),
    "a name of many parts": ("x = 1\n" + '"a" . ' * 5000 + "b = 1", "over 32 parts .at line 2"),
    "no value": ("a = 1\nb = \n", "at line 2"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("what", STRANGE)
def test_strange_toml_is_refused_with_its_line(reader: str, what: str, tmp_path: Path) -> None:
    name, read = READERS[reader]
    text, reason = STRANGE[what]
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(AnimateMusicError, match=reason) as refused:
        read(path)
    assert name in str(refused.value)
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_text_or_has_no_end_is_refused(reader: str, tmp_path: Path) -> None:
    name, read = READERS[reader]
    path = tmp_path / name
    path.write_bytes(b"\xff\xfe\0")
    with pytest.raises(AnimateMusicError, match="not in UTF-8"):
        read(path)
    path.write_bytes(b"#" * 1_000_000)
    with pytest.raises(AnimateMusicError, match="too large"):
        read(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(AnimateMusicError, match="pipe or a device"):
        read(path)
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(AnimateMusicError, match="pipe or a device"):
        read(path)


def test_what_people_write_is_read() -> None:
    text = 'a.b.c = [0.1, 0.2, "1.2.3.4.5"]\n[x."y.z"]\nd = """\n....\n"""\n'
    assert parse_toml(text) == {
        "a": {"b": {"c": [0.1, 0.2, "1.2.3.4.5"]}},
        "x": {"y.z": {"d": "....\n"}},
    }


def test_a_long_text_is_searched_once() -> None:
    for text in ("a" * 200_000, '"' * 200_000, "a." * 31 + " " * 200_000, "[" * 200_000):
        with pytest.raises(TomlError):
            parse_toml(text)


@pytest.mark.parametrize("value", ["9" * 400, "0x" + "f" * 40, "[1, [99999999999999999999]]"])
def test_a_number_of_over_64_bits_is_refused_by_its_name(value: str) -> None:
    with pytest.raises(TomlError, match="the number of wide is beyond the 64 bits"):
        parse_toml(f"[mouth]\nlead = 3\nwide = {value}")
