"""The CSV of the Montreal Forced Aligner: ``Begin,End,Label,Type,Speaker``; we read it.

Written by ``mfa align --output_format csv`` (https://montreal-forced-aligner.readthedocs.io). Its
TextGrids are read as any other, see :mod:`aligner.formats.textgrid`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from aligner.alignment import Alignment
from aligner.formats.plain_text import MAX_WORDS, at_most, damaged, text_of
from aligner.formats.stamps import seconds
from aligner.formats.tiers import Interval, Tiers, of_speakers
from media_core.errors import AlignmentError
from media_core.timeline import Ms

_WHAT = "MFA CSV"
_COLUMNS = ("begin", "end", "label", "type")


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be MFA's: its first line names its columns."""
    first = data[:400].decode("utf-8-sig", "ignore").replace("\r", "\n").split("\n")[0]
    return [name.strip().lower() for name in first.split(",")][:4] == list(_COLUMNS)


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Read the bytes of a file; each speaker is a singer.

    Raises:
        AlignmentError: it is not MFA's; the message names the line.
    """
    speakers: dict[str, Tiers] = {}
    found = at_most(_intervals(text_of(data, _WHAT)), 5 * MAX_WORDS, _WHAT, "rows")
    for speaker, kind, interval in found:
        tiers = speakers.setdefault(speaker, Tiers())
        if kind == "words":
            tiers.words.append(interval)
        elif kind == "phones":
            tiers.phones.append(interval)
    if not any(tiers.words for tiers in speakers.values()):
        raise AlignmentError("the MFA CSV has no words", hint="export it with its words")
    return of_speakers(speakers, duration, _WHAT)


def _intervals(text: str) -> Iterator[tuple[str, str, Interval]]:
    rows = csv.reader(io.StringIO(text, newline=""))
    names: list[str] = []
    while True:
        try:
            row = next(rows)
            if not row:
                continue
            if not names:
                names = [name.strip().lower() for name in row]
                if not set(_COLUMNS) <= set(names):
                    raise ValueError("it has no columns Begin, End, Label, Type")
                continue
            told = dict(zip(names, row, strict=False))
            start, end = seconds(told["begin"]), seconds(told["end"])
            label = " ".join(told["label"].split())
            if end < start or start < 0:
                raise ValueError("it ends before it starts")
            interval = Interval(Ms(start), Ms(end), label)
            yield " ".join(told.get("speaker", "").split()), told["type"].strip().lower(), interval
        except StopIteration:
            return
        except (csv.Error, ValueError, KeyError) as err:
            raise damaged(_WHAT, rows.line_num, f"cannot be meant: {err}") from err
