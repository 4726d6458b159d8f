"""What to install where no font of this machine has a letter."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Any

from render.text.scripts import COMMON, script_of

NAMED = 12
"""How many characters a sentence names; a page of boxes helps nobody."""


def advice(missing: str) -> str:
    """A sentence for each script: which characters no font has, and what brings one.

    >>> print(advice("愛"))
    no font here has 愛 (Chinese characters): install fonts-noto-cjk (Debian, Ubuntu), \
font-noto-sans-cjk (Homebrew) or, in the settings of Windows, the optional feature \
"Japanese Supplemental Fonts"
    """
    by_script: dict[str, str] = {}
    for ch in missing:
        by_script[script_of(ch)] = by_script.get(script_of(ch), "") + ch
    return "; ".join(_sentence(script, lost) for script, lost in sorted(by_script.items()))


def _sentence(script: str, lost: str) -> str:
    row: dict[str, str] = _packages().get(script) or _packages()["other"]
    shown = " ".join(_written(ch) for ch in lost[:NAMED])
    if len(lost) > NAMED:
        shown += f" and {len(lost) - NAMED} more"
    name = row.get("name") or (script.capitalize() if script != COMMON else "signs")
    ways = [f"{row['debian']} (Debian, Ubuntu)", f"{row['homebrew']} (Homebrew)"]
    if row.get("windows"):
        ways.append(f'in the settings of Windows, the optional feature "{row["windows"]}"')
        return f"no font here has {shown} ({name}): install {', '.join(ways[:-1])} or, {ways[-1]}"
    return f"no font here has {shown} ({name}): install {' or '.join(ways)}"


def _written(ch: str) -> str:
    """A character as it can be read in a terminal: marks stand on a circle."""
    if unicodedata.category(ch).startswith("M"):
        return f"\u25cc{ch}"
    return ch if ch.isprintable() else f"U+{ord(ch):04X}"


@cache
def _packages() -> dict[str, Any]:
    text = resources.files("render").joinpath("text", "packages.toml").read_text("utf-8")
    return tomllib.loads(text)
