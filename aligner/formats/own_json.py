"""Our own JSON: an alignment with everything it knows, and nothing else.

Times are whole milliseconds. The layout is one line a word, so that people can edit it and
versions of it can be compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aligner.alignment import Alignment, Line, Phone, SetMouth, Word
from aligner.formats.stamps import MOST
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span

VERSION = 1
_MARK = b'"animatemusic"'


def looks_like(data: bytes) -> bool:
    """True if these are the first bytes of such a file."""
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and _MARK in head


def write(alignment: Alignment) -> str:
    """The alignment as text; the same alignment gives the same bytes."""
    lines = []
    for line in alignment.lines:
        head = {
            "section": line.section,
            "singer": line.singer,
            "background": line.background,
            "mood": line.mood,
        }
        told = {key: value for key, value in head.items() if value}
        words = ",\n".join("      " + _dump(_word_table(word)) for word in line.words)
        opening = _dump(told)[:-1] + (", " if told else "")
        lines.append(f'    {opening}"words": [\n{words}\n    ]}}')
    body = ",\n".join(lines)
    mouths = [[mouth.span.start, mouth.span.end, mouth.shape] for mouth in alignment.mouths]
    by_hand = f'  "mouths": {_dump(mouths)},\n' if mouths else ""
    return (
        f'{{"animatemusic": {VERSION}, "duration": {alignment.duration},\n'
        f'  "transcript": {_dump(alignment.transcript)},\n{by_hand}'
        f'  "lines": [\n{body}\n  ]}}\n'
    )


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _word_table(word: Word) -> dict[str, object]:
    table: dict[str, object] = {"text": word.text, "sung": word.sung, "chars": list(word.chars)}
    if word.span is not None:
        table |= {"start": word.span.start, "end": word.span.end}
        table["phones"] = [
            [p.label, p.span.start, p.span.end, *([] if p.stress is None else [p.stress])]
            for p in word.phones
        ]
    if word.confidence is not None:
        table["confidence"] = word.confidence
    if word.locked:
        table["locked"] = True
    if word.guessed:
        table["guessed"] = True
    return table


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Read the bytes of a file; its own duration counts unless the song's is given and shorter.

    Raises:
        AlignmentError: it is not such a file, or says something impossible.
    """
    try:
        table = json.loads(data.decode("utf-8-sig"))
        if table["animatemusic"] != VERSION:
            raise AlignmentError(
                f"the file is of version {table['animatemusic']}, this program reads {VERSION}",
                hint="update animatemusic",
            )
        # A file that was made for another cut of the song may end after it.
        length = max(_int(table["duration"]), duration or 0)
        return Alignment(
            *(tuple(_line(line) for line in table["lines"]), Ms(length), str(table["transcript"])),
            mouths=tuple(_mouth(row) for row in table.get("mouths", ())),
        )
    except (KeyError, TypeError, ValueError, RecursionError, AttributeError) as err:
        raise AlignmentError(
            f"it is not a timing file of ours ({type(err).__name__}: {err})",
            hint="write it again with `animatemusic align`",
        ) from err


def _line(table: Mapping[str, Any]) -> Line:
    return Line(
        tuple(_word(word) for word in table["words"]),
        str(table.get("section", "")),
        str(table.get("singer", "")),
        table.get("background") is True,
        str(table.get("mood", "")),
    )


def _word(table: Mapping[str, Any]) -> Word:
    first, last = table["chars"]
    span = Span(Ms(_int(table["start"])), Ms(_int(table["end"]))) if "start" in table else None
    confidence = table.get("confidence")
    return Word(
        str(table["text"]),
        str(table["sung"]),
        (_int(first), _int(last)),
        span,
        tuple(_phone(row) for row in table.get("phones", ())),
        None if confidence is None else float(confidence),
        table.get("locked") is True,
        table.get("guessed") is True,
    )


def _mouth(row: list[Any]) -> SetMouth:
    start, end, shape = row
    return SetMouth(Span(Ms(_int(start)), Ms(_int(end))), str(shape))


def _phone(row: list[Any]) -> Phone:
    label, start, end, *stress = row
    span = Span(Ms(_int(start)), Ms(_int(end)))
    return Phone(str(label), span, _int(stress[0]) if stress else None)


def _int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is no whole number")
    if abs(value) > MOST:
        raise ValueError("no song is so long")
    return value
