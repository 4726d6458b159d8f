"""What Whisper and its relatives write as JSON; we read it.

OpenAI's ``whisper --output_format json`` (``segments`` with ``words`` if asked for),
whisper-timestamped, faster-whisper, WhisperX (``score``, ``speaker``; numbers may have no times;
``word_segments`` beside or instead of ``segments``) and whisper.cpp (``transcription`` with
``offsets`` in milliseconds).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aligner.alignment import Alignment
from aligner.formats.plain_text import MAX_TEXT, cut, is_noise, is_wide, without_notes
from aligner.formats.rows import Row, TimedWord, aligned, relined, spread
from aligner.formats.stamps import in_song
from media_core.errors import AlignmentError
from media_core.timeline import Ms

_WHAT = "Whisper JSON"
_HINT = "give the JSON that Whisper or WhisperX wrote"
_KEYS = ("segments", "word_segments", "transcription")
_SHARES = ("probability", "score", "confidence")


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be Whisper's: an object with one of its keys."""
    head = data[:65536].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"{") or b'"transcript"' in head:
        return False
    return any(f'"{key}"'.encode() in head for key in _KEYS) or (
        b'"text"' in data[:200] and any(f'"{key}"'.encode() in data[-65536:] for key in _KEYS)
    )


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Read the bytes of a file: a segment is a line.

    What stands in square brackets alone (``[Music]``) is no line. Words without times stay
    words without a time; a segment without words shares its time among the words of its text,
    as a guess.

    Raises:
        AlignmentError: it is not Whisper's; the message says where.
    """
    document = _document(data)
    rows = list(_rows(document))
    words = [word for row in rows for word in row.words]
    if not words and isinstance(document.get("word_segments"), list):
        loose = _words(document["word_segments"], "word_segments")
        return relined(aligned([Row(loose)], duration, _WHAT))
    return aligned(rows, duration, _WHAT)


def _document(data: bytes) -> Mapping[str, Any]:
    if len(data) > MAX_TEXT:
        raise AlignmentError(
            f"the Whisper JSON is larger than {MAX_TEXT >> 20} MB",
            hint="give the timing of one song",
        )
    try:
        document = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as err:
        raise AlignmentError(f"this is not JSON: {err}", hint=_HINT) from err
    if not isinstance(document, dict) or not any(key in document for key in _KEYS):
        raise AlignmentError("this JSON is not Whisper's: it has no segments", hint=_HINT)
    return document


def _rows(document: Mapping[str, Any]) -> Iterator[Row]:
    for key in ("segments", "transcription"):
        segments = document.get(key, [])
        if not isinstance(segments, list):
            raise AlignmentError(f"the {key} of the Whisper JSON are no list", hint=_HINT)
        for number, segment in enumerate(segments, 1):
            where = f"segment {number} of the Whisper JSON"
            if not isinstance(segment, dict):
                raise AlignmentError(f"{where} is no object", hint=_HINT)
            singer = segment.get("speaker")
            listed = segment.get("words")
            if is_noise(segment.get("text")):
                continue
            words = _words(listed, where) if isinstance(listed, list) else []
            if is_noise(" ".join(word.text for word in words)):
                continue
            yield Row(
                words or _guessed(segment, where),
                singer=" ".join(singer.split()) if isinstance(singer, str) else "",
            )


def _guessed(segment: Mapping[str, Any], where: str) -> list[TimedWord]:
    text = segment.get("text", "")
    if not isinstance(text, str):
        raise AlignmentError(f"{where} has no text", hint=_HINT)
    texts = cut(without_notes(text))
    offsets = segment.get("offsets")
    if isinstance(offsets, dict):
        start, end = _time(offsets.get("from"), 1, where), _time(offsets.get("to"), 1, where)
    else:
        start, end = (_time(segment.get(key), 1000, where) for key in ("start", "end"))
    if start is None or end is None:
        return [TimedWord(piece) for piece in texts]
    return spread(texts, start, max(start, end))


def _words(listed: Sequence[object], where: str) -> list[TimedWord]:
    entries: list[tuple[str, Mapping[str, Any]]] = []
    for entry in listed:
        text = entry.get("word", entry.get("text")) if isinstance(entry, dict) else None
        if not isinstance(text, str) or not isinstance(entry, dict):
            raise AlignmentError(f"a word in {where} has no text", hint=_HINT)
        entries.append((without_notes(text), entry))
    # With OpenAI's a word begins with its blank, and what has none goes on with the word before.
    spaced = any(text.startswith(" ") for text, _ in entries)
    words: list[TimedWord] = []
    for text, entry in entries:
        if not text.strip():
            continue
        start, end = (_time(entry.get(key), 1000, where) for key in ("start", "end"))
        if start is None or end is None:
            start = end = None
        word = TimedWord(text.strip(), start, end, confidence=_confidence(entry))
        last = words[-1] if words else None
        if spaced and last and text[0] != " " and not is_wide(text[0]):
            both = (last.text + word.text, last.start, word.end if last.start is not None else None)
            words[-1] = TimedWord(*both, confidence=last.confidence)
        else:
            words.append(word)
    return words


def _time(value: object, scale: int, where: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AlignmentError(f"{where} has no time in seconds: {value!r:.40}", hint=_HINT)
    try:
        return in_song(float(value) * scale)
    except (ValueError, OverflowError) as err:
        raise AlignmentError(f"{where} has an impossible time: {err}", hint=_HINT) from err


def _confidence(entry: Mapping[str, Any]) -> float | None:
    for key in _SHARES:
        value = entry.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
    return None
