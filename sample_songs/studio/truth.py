"""Write the times of the song: Gentle's JSON and a Praat TextGrid, in whole milliseconds."""

import json
import re
from itertools import groupby

from sample_songs.studio.timing import SungPhone

Interval = tuple[int, int, str]  # start and end in milliseconds, and the label


def words_of(sung: list[SungPhone]) -> list[list[SungPhone]]:
    """Return the phones of each word."""
    return [list(phones) for _, phones in groupby(sung, key=lambda phone: phone.word)]


def gentle_json(sung: list[SungPhone], transcript: str) -> str:
    """Return the alignment in the schema of Gentle (https://github.com/lowerquality/gentle).

    Offsets are code points of ``transcript``.
    """
    words = []
    for (start, end), phones in zip(_word_offsets(transcript), words_of(sung), strict=True):
        written = transcript[start:end]
        words.append(
            {
                "alignedWord": written.lower(),
                "case": "success",
                "word": written,
                "start": phones[0].start,
                "end": phones[-1].end,
                "startOffset": start,
                "endOffset": end,
                "phones": [
                    {"phone": name, "duration": round(phone.end - phone.start, 3)}
                    for name, phone in zip(_marked(phones), phones, strict=True)
                ],
            }
        )
    return json.dumps({"transcript": transcript, "words": words}, indent=1) + "\n"


def _word_offsets(transcript: str) -> list[tuple[int, int]]:
    r"""Return where each sung word stands; a bracketed header is not sung.

    >>> _word_offsets("[Verse 1]\nOh, moon")
    [(10, 12), (14, 18)]
    """
    found = re.finditer(r"^\[.*\]$|[a-z']+", transcript, re.IGNORECASE | re.MULTILINE)
    return [match.span() for match in found if not match[0].startswith("[")]


def _marked(phones: list[SungPhone]) -> list[str]:
    """Return Gentle's names: with the place in the word, begin, inside, end or single."""
    if len(phones) == 1:
        return [f"{phones[0].name}_S"]
    places = ["B", *"I" * (len(phones) - 2), "E"]
    return [f"{phone.name}_{place}" for phone, place in zip(phones, places, strict=True)]


def text_grid(sung: list[SungPhone], transcript: str, duration: float) -> str:
    """Return the alignment as a Praat TextGrid in long text format, ARPAbet in capitals."""
    written = [transcript[start:end].lower() for start, end in _word_offsets(transcript)]
    words = [
        (_ms(phones[0].start), _ms(phones[-1].end), word)
        for word, phones in zip(written, words_of(sung), strict=True)
    ]
    phones = [(_ms(phone.start), _ms(phone.end), phone.name.upper()) for phone in sung]
    end = _ms(duration)
    rows = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {_seconds(end)}",
        "tiers? <exists>",
        "size = 2",
        "item []:",
    ]
    for number, (name, tier) in enumerate((("words", words), ("phones", phones)), 1):
        filled = _filled(tier, end)
        rows += [
            f"    item [{number}]:",
            '        class = "IntervalTier"',
            f'        name = "{name}"',
            "        xmin = 0",
            f"        xmax = {_seconds(end)}",
            f"        intervals: size = {len(filled)}",
        ]
        for i, (start, stop, label) in enumerate(filled, 1):
            rows += [
                f"        intervals [{i}]:",
                f"            xmin = {_seconds(start)}",
                f"            xmax = {_seconds(stop)}",
                f'            text = "{label}"',
            ]
    return "\n".join(rows) + "\n"


def _filled(tier: list[Interval], end: int) -> list[Interval]:
    """Return the tier with a nameless interval in each pause, up to ``end``."""
    filled: list[Interval] = []
    reached = 0
    for interval in (*tier, (end, end, "")):
        if interval[0] > reached:
            filled.append((reached, interval[0], ""))
        if interval[1] > interval[0]:
            filled.append(interval)
        reached = interval[1]
    return filled


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _seconds(ms: int) -> str:
    return f"{ms / 1000:g}" if ms % 1000 == 0 else f"{ms / 1000:.3f}"
