"""Gentle's JSON <-> :class:`~aligner.alignment.Alignment`.

The format, as written by lowerquality/gentle 0.11.0 (``gentle/transcription.py``,
``gentle/diff_align.py``; https://github.com/lowerquality/gentle, MIT): a ``transcript`` and its
``words`` in order, each with a ``case`` that decides which other keys it has. Times are seconds,
offsets are code points, and phones are *durations*: each starts where the one before it ended.

Ours are four keys that Gentle does not know and other readers pass over: ``confidence`` (0..1)
and ``locked`` of a word, ``stress`` (0, 1, 2) of a phone, and ``alignedWord`` of a word that was
not found, where what is sung does not follow from what is written.

Pure: text in, values out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aligner.alignment import ARPABET, VOWELS, Alignment, Line, Phone, Word
from aligner.timed_words import (
    as_sung,
    caption_lines,
    clipped,
    in_order,
    phones_inside,
    written_out,
)
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span, ms_from_seconds

MAX_BYTES = 64 * 1024 * 1024
"""No timing of one song is larger: an hour of sung words is about 5 MB."""

MAX_SECONDS = 24 * 3600.0
"""A word later than this is no word of a song but a broken number."""

_HINT = "give the align.json that Gentle wrote"
_STRESSED = re.compile(r"([A-Z]+)([012])")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SILENCE = "sil"  # so called in Gentle's own phone table
_UNKNOWN = "oov"


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be Gentle's: an object that begins with one of its two keys."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and (b'"transcript"' in head or b'"words"' in head)


def read(text: str | bytes, *, duration: Ms | None = None) -> Alignment:
    """Understand what Gentle answered.

    * Words Gentle did not find keep their place and have no time; sounds that are not in the
      sheet (``not-found-in-transcript``: uh, um) are left out.
    * Lines are the transcript's; a transcript in one line is cut by
      :func:`~aligner.timed_words.caption_lines`.
    * Phones are added up from the word's start in floating point and each boundary is rounded
      once. Silence and what is no ARPAbet phone (``oov``) leave a hole.
    * A word without length, as the recogniser gives for one it ran over, gets the millisecond
      before its time (the one at 0 the first), so the word after it can start on time.
    * Words that run backwards lose their time, see :func:`~aligner.timed_words.in_order`.

    Args:
        text: the JSON; bytes are UTF-8 (or any Unicode form that JSON allows).
        duration: length of the song in ms. Gentle does not tell it; without it the song is taken
            to end with its last word. Words are cut off at the end of the song.

    Raises:
        AlignmentError: it is not Gentle's JSON, or has impossible values; the message says where.
    """
    document = _document(text)
    transcript, words = _sheet(document)
    words = in_order(words)
    last = max((word.span.end for word in words if word.span is not None), default=None)
    if duration is None:
        duration = last
    if duration is None:
        raise AlignmentError(
            "no word in the Gentle JSON has a time", hint="align the song again, or give the song"
        )
    song = Span(Ms(0), duration)
    words = [clipped(word, song) for word in words]
    if last is not None and all(word.span is None for word in words):
        raise AlignmentError(
            f"every word in the Gentle JSON lies after the end of the song ({duration} ms)",
            hint="give the song that this file was made from",
        )
    lines = tuple(Line(line) for line in _lines(transcript, words))
    return Alignment(lines, duration, transcript)


def _document(text: str | bytes) -> Mapping[str, Any]:
    if len(text) > MAX_BYTES:
        raise AlignmentError(
            f"the Gentle JSON is too large ({len(text) / 1e6:.0f} MB)", hint="time one song a file"
        )
    try:
        document = json.loads(text if isinstance(text, bytes) else text.removeprefix("\ufeff"))
    except UnicodeDecodeError as err:
        raise AlignmentError(
            f"the Gentle JSON is not UTF-8 text (byte {err.start + 1})", hint="save it as UTF-8"
        ) from err
    except (ValueError, RecursionError) as err:
        raise AlignmentError(f"this is not JSON: {err}", hint=_HINT) from err
    if not isinstance(document, dict):
        raise AlignmentError("this JSON is not Gentle's: it is no object", hint=_HINT)
    if "words" not in document and "transcript" not in document:
        raise AlignmentError(
            "this JSON is not Gentle's: it has neither words nor a transcript", hint=_HINT
        )
    return document


def _sheet(document: Mapping[str, Any]) -> tuple[str, list[Word]]:
    """Take out the transcript and its words, each legal in itself but not yet in order."""
    entries = document.get("words", [])
    if not isinstance(entries, list):
        raise AlignmentError("the words of the Gentle JSON are no list", hint=_HINT)
    transcript = document.get("transcript")
    if not isinstance(transcript, str | None):
        raise AlignmentError("the transcript of the Gentle JSON is no text", hint=_HINT)
    if transcript is not None:
        transcript = _whole(transcript)
    words: list[Word] = []
    at = 0
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("word"), str):
            raise AlignmentError(f"word {number} of the Gentle JSON has no text", hint=_HINT)
        if entry.get("case") == "not-found-in-transcript":
            continue
        text = _whole(entry["word"])
        where = f"word {number} ({text!r}) of the Gentle JSON"
        chars = (0, 0)
        if transcript is not None:
            chars = _chars(entry, text, transcript, at, where)
            at = chars[1]
        words.append(_word(entry, text, chars, where))
    if transcript is None:
        transcript, lines = written_out([words] if words else [])
        words = [word for line in lines for word in line.words]
    return transcript, words


def _whole(text: str) -> str:
    # JSON can hold half a surrogate pair; no font, file or terminal takes it.
    return _SURROGATES.sub("\ufffd", text)


def _chars(
    entry: Mapping[str, Any], text: str, transcript: str, at: int, where: str
) -> tuple[int, int]:
    """Where a word stands: by its offsets if they are right, else its next occurrence.

    Offsets are wrong when another program wrote the file and counted bytes or UTF-16.
    """
    start, end = entry.get("startOffset"), entry.get("endOffset")
    if type(start) is int and type(end) is int and at <= start and transcript[start:end] == text:
        return start, end
    start = transcript.find(text, at)
    if start < 0:
        raise AlignmentError(f"{where} is not in its transcript", hint=_HINT)
    return start, start + len(text)


def _word(entry: Mapping[str, Any], text: str, chars: tuple[int, int], where: str) -> Word:
    aligned = entry.get("alignedWord")
    sung = _whole(aligned) if isinstance(aligned, str) and aligned != "<unk>" else as_sung(text)
    confidence = _confidence(entry.get("confidence"))
    timed = "start" in entry or "end" in entry or entry.get("case") == "success"
    if entry.get("case") == "not-found-in-audio" or not timed:
        return Word(text, sung, chars, confidence=confidence)
    start, end = (_seconds(entry.get(key), f"the {key} of {where}") for key in ("start", "end"))
    a, b = ms_from_seconds(start), ms_from_seconds(end)
    if b < a:  # backwards in itself
        return Word(text, sung, chars, confidence=confidence)
    if a == b:
        a, b = (Ms(a - 1), b) if a else (a, Ms(1))
    span = Span(a, b)
    phones = phones_inside(_phones(entry.get("phones", []), start, where), span)
    return Word(text, sung, chars, span, phones, confidence, entry.get("locked") is True)


def _phones(entries: object, start: float, where: str) -> Iterator[Phone]:
    if not isinstance(entries, list):
        raise AlignmentError(f"the phones of {where} are no list", hint=_HINT)
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("phone"), str):
            raise AlignmentError(f"a phone of {where} has no label", hint=_HINT)
        end = start + _seconds(entry.get("duration"), f"the duration of a phone of {where}")
        a, b = ms_from_seconds(start), ms_from_seconds(end)
        start = end
        # The suffix says where in the word it stands (_B, _I, _E, _S); a label may hold more "_".
        label = entry["phone"].rpartition("_")[0] or entry["phone"]
        label, stress = arpabet(label)
        if label and a < b:
            given = entry.get("stress")
            known = type(given) is int and given in (0, 1, 2)
            yield Phone(label, Span(a, b), given if known else stress)


def arpabet(label: str) -> tuple[str, int | None]:
    """Read a phone label of any case, with or without stress; ("", None) if it is no phone.

    >>> arpabet("ah1"), arpabet("HH"), arpabet("oov")
    (('AH', 1), ('HH', None), ('', None))
    """
    label = label.strip().upper()
    stressed = _STRESSED.fullmatch(label)
    if stressed is not None and stressed.group(1) in VOWELS:
        return stressed.group(1), int(stressed.group(2))
    return (label, None) if label in ARPABET else ("", None)


def _seconds(value: object, what: str) -> float:
    # NaN fails both comparisons; a bool is no time although Python counts it among the integers.
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_SECONDS:
        return float(value)
    said = "missing" if value is None else f"{value!r:.40}"
    raise AlignmentError(f"{what} is no time in seconds: {said}", hint=_HINT)


def _confidence(value: object) -> float | None:
    # Another program may mean something else by this key, so what is no 0..1 is not ours.
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    return None


def _lines(transcript: str, words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """Words grouped by the newlines between them, or as captions need it if there are none."""
    lines: list[list[Word]] = []
    for word in words:
        between = transcript[lines[-1][-1].chars[1] : word.chars[0]] if lines else "\n"
        if "\n" in between or "\r" in between:
            lines.append([word])
        else:
            lines[-1].append(word)
    return caption_lines(words) if len(lines) == 1 else [tuple(line) for line in lines]


def write(alignment: Alignment) -> str:
    """Write an alignment as Gentle would have.

    Keys are sorted, indent 2, ASCII. The sheet is the alignment's own, unless a reader could not
    find words and lines in it again (a repeated chorus has one place in the sheet, but is sung
    twice): then it is written out, one row a line.

    Phones fill their word, as Gentle's do: holes between them become ``sil``, a word whose phones
    are not known is one ``oov_S``. So the durations of a word add up to ``end - start``, and
    reading gives the same phones.

    Not kept: section, singer, background voice, the length of the song, and overlaps of words.
    """
    lines, transcript = alignment.lines, alignment.transcript
    if not _readable(alignment):
        transcript, rows = written_out(line.words for line in lines)
        lines = tuple(rows)
    words = [word_entry(word) for line in lines for word in line.words]
    document = {"transcript": transcript, "words": words}
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def _readable(alignment: Alignment) -> bool:
    at = 0
    words = list(alignment.words())
    for word in words:
        start, end = word.chars
        if start < at or alignment.transcript[start:end] != word.text:
            return False
        at = end
    return _lines(alignment.transcript, words) == [line.words for line in alignment.lines]


def word_entry(word: Word) -> dict[str, object]:
    """One word as Gentle tells it, with our own keys where they say something."""
    entry: dict[str, object] = {
        "case": "not-found-in-audio" if word.span is None else "success",
        "word": word.text,
        "startOffset": word.chars[0],
        "endOffset": word.chars[1],
    }
    if word.confidence is not None:
        entry["confidence"] = round(word.confidence, 3)
    if word.locked:
        entry["locked"] = True
    if word.span is not None:
        entry["start"], entry["end"] = _in_seconds(word.span.start), _in_seconds(word.span.end)
        entry["phones"] = _phone_entries(word.phones, word.span)
    follows = word.sung == as_sung(word.text)
    if word.span is not None and not word.phones and follows:
        entry["alignedWord"] = "<unk>"  # what one oov_S belongs to
    elif word.span is not None or not follows:
        entry["alignedWord"] = word.sung
    return entry


def _phone_entries(phones: Sequence[Phone], span: Span) -> list[dict[str, object]]:
    parts: list[tuple[str, int, int | None]] = []
    at = span.start
    for phone in phones:
        if at < phone.span.start:
            parts.append((_SILENCE, phone.span.start - at, None))
        parts.append((phone.label.lower(), phone.span.length, phone.stress))
        at = phone.span.end
    if at < span.end:
        parts.append((_SILENCE if parts else _UNKNOWN, span.end - at, None))
    last = len(parts) - 1
    entries: list[dict[str, object]] = []
    for i, (label, length, stress) in enumerate(parts):
        place = "S" if last == 0 else "B" if i == 0 else "E" if i == last else "I"
        entry: dict[str, object] = {"duration": _in_seconds(length), "phone": f"{label}_{place}"}
        if stress is not None:
            entry["stress"] = stress
        entries.append(entry)
    return entries


def _in_seconds(ms: int) -> float:
    return round(ms / 1000, 3)
