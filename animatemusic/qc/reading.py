"""Lines that are gone before they can be read."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources

from aligner.alignment import Alignment
from animatemusic.qc.findings import Finding
from animatemusic.qc.quoting import short
from render.captions.desk import HOLD_MS, LEAD_MS
from render.text.scripts import COMMON, script_of


def reading_findings(words: Alignment) -> Iterator[Finding]:
    """Lines that are gone before they can be read.

    A line has the time in which no other line of its voice is sung: captions show it a second
    before its first word, and half a second after its last, if nothing is sung then.
    """
    for voice in (False, True):
        lines = [(line.span, line) for line in words.lines if line.background == voice]
        timed = sorted(
            ((span, line) for span, line in lines if span is not None), key=lambda pair: pair[0]
        )
        for number, (span, line) in enumerate(timed):
            begin = max(0, span.start - LEAD_MS)
            end = span.end + HOLD_MS
            if number:
                begin = max(begin, min(span.start, timed[number - 1][0].end))
            if number + 1 < len(timed):
                end = min(end, max(span.end, timed[number + 1][0].start))
            letters, limit = _letters(line.text), speed_limit(line.text)
            speed = 1000 * letters / (end - begin)
            if round(speed, 1) > limit:
                yield Finding(
                    "reading-speed",
                    "warning",
                    line.text,
                    f'"{short(line.text)}" has to be read at {speed:.1f} characters a second '
                    f"(up to {limit:g} can be read)",
                    "are its times right? if it is sung that fast, --captions big-word shows it a "
                    "word at a time",
                    span,
                )


def speed_limit(text: str) -> float:
    """Characters a second at which a text can be read, by the script of most of its letters.

    >>> speed_limit("paper moon"), speed_limit("愛してる")
    (20.0, 9.0)
    """
    scripts = Counter(script for ch in text if (script := script_of(ch)) != COMMON)
    name = scripts.most_common(1)[0][0] if scripts else "other"
    if scripts["kana"]:
        name = "kana" if name == "han" else name
    table = _speeds()
    return table.get(name, table["other"])


@cache
def _speeds() -> dict[str, float]:
    text = resources.files("animatemusic").joinpath("qc", "reading_speed.toml").read_text("utf-8")
    return {name: float(speed) for name, speed in tomllib.loads(text).items()}


def _letters(text: str) -> int:
    """How many characters are read; marks stand on others."""
    return sum(not unicodedata.category(ch).startswith("M") for ch in text)
