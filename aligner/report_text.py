"""The report as people read it: stretches to listen to, each with what to type to mend it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from aligner.alignment import Alignment, Word
from aligner.quoted import plain
from aligner.report import (
    LineDoubt,
    Stretch,
    in_doubt,
    lines_off,
    says_how_sure,
    song_confidence,
    stretches,
)
from media_core.timeline import Ms, Span

MOST_STRETCHES = 10
"""Stretches that are listed; after so many, what has been mended is best aligned again."""

_LONGEST_TEXT = 60


@dataclass(frozen=True, slots=True)
class Files:
    """What the commands of a report name.

    Attributes:
        song: the sound file.
        lyrics: the lyric sheet.
        times: the timing file with this alignment.
        locks: whether that file can mark words as set by a person.
    """

    song: str = "song.mp3"
    lyrics: str = "lyrics.txt"
    times: str = "times.json"
    locks: bool = True


def song_warning(alignment: Alignment) -> str:
    """Say that a whole song is in doubt, and what to do; "" if it is not."""
    if not in_doubt(alignment):
        return ""
    return (
        f"only {_percent(song_confidence(alignment) or 0.0)} of the words are probably in time; "
        "check that the lyrics are those that are sung, all of them and in the right language, "
        "and listen before you go on"
    )


def lines_sentence(alignment: Alignment) -> str:
    """How many lines are probably off, as one calm sentence without its full stop.

    "" if there is nothing to listen to, or nothing is known.
    """
    if not stretches(alignment):
        return ""
    total = len(alignment.lines)
    off = min(max(1, lines_off(alignment)), total)
    lines = "line" if total == 1 else "lines"
    return f"about {off} of {total} {lines} {'is' if off == 1 else 'are'} probably off"


def report_text(alignment: Alignment, files: Files | None = None) -> str:
    """What to listen to, for people: the doubtful stretches, the worst first.

    Ends with a newline.

    Args:
        alignment: of the song.
        files: what the commands name.
    """
    files = files or Files()
    found = stretches(alignment)
    sure = song_confidence(alignment)
    warning = song_warning(alignment)
    out: list[str] = []
    if sure is None or not says_how_sure(alignment):
        out.append("The aligner does not say how sure it is; listen to the whole song.")
    elif warning:
        out.append(f"{warning[0].upper()}{warning[1:]}.")
    elif not found:
        out.append(f"Nothing needs a listen: {_percent(sure)} of the words are probably in time.")
    else:
        said = lines_sentence(alignment)
        out.append(f"{said[0].upper()}{said[1:]}.")
    if found:
        out.append("Listen to these, the worst first, and type the time that you hear:")
        for number, stretch in enumerate(found[:MOST_STRETCHES], 1):
            out += ["", *stretch_rows(alignment, number, stretch, files)]
        if len(found) > MOST_STRETCHES:
            out += ["", f"({len(found) - MOST_STRETCHES} more follow when these are mended.)"]
        out += ["", *_afterwards(files)]
    return "\n".join(out) + "\n"


def stretch_rows(
    alignment: Alignment, number: int, stretch: Stretch, files: Files
) -> Iterator[str]:
    """A stretch as rows of text: when it is, its lines, and for each the command that mends it."""
    yield f"{number}. {when(stretch.span.start)} - {when(stretch.span.end)}"
    for doubt in stretch.lines:
        text = doubt.text
        if len(text) > _LONGEST_TEXT:
            text = text[: _LONGEST_TEXT - 3].rstrip() + "..."
        yield f"   line {doubt.number}: {text}{f' ({doubt.why})' if doubt.why else ''}"
        yield f"     {command(alignment, doubt, files)}"


def command(alignment: Alignment, doubt: LineDoubt, files: Files) -> str:
    """What to type to put a line right, with the time that was found, to be replaced."""
    words = doubt.line.words
    whole = doubt.doubtful[0] == 0 and 2 * len(doubt.doubtful) > len(words)
    # A line whose words have no time cannot be moved, but a word can be set.
    whole = whole and doubt.span is not None
    first = 0 if whole else doubt.doubtful[0]
    moment = when(_start(alignment, doubt, first))
    if files.locks:
        place = f"--line {doubt.number}"
        if not whole:
            place = f"--word {typed(f'line {doubt.number}, {plain(words[first].text)}')}"
        return f"animatemusic fix {typed(files.times)} {place} --at {moment}"
    said = " ".join(plain(word.text) for word in words[first : first + 4])
    given = typed(files.song, files.lyrics)
    return f"animatemusic align {given} --anchor {moment}={typed(said)} --report"


def _afterwards(files: Files) -> Iterator[str]:
    if files.locks:
        yield "Then have the rest sought anew around what you set:"
        names = typed(files.song, files.lyrics, "--keep", files.times)
        yield f"     animatemusic align {names} -o better.json --report"


def _start(alignment: Alignment, doubt: LineDoubt, first: int) -> Ms:
    """When a word begins; without a time, when the word before it ends."""
    span = doubt.line.words[first].span
    if span is not None:
        return span.start
    before: list[Word] = [w for line in alignment.lines[: doubt.index] for w in line.words]
    spans: list[Span] = [w.span for w in (*before, *doubt.line.words[:first]) if w.span is not None]
    return spans[-1].end if spans else Ms(0)


def typed(*words: str) -> str:
    """Words of a command line; double quotes, where they do, are right for every shell.

    >>> print(typed("times.json", "my song.mp3", "a$b"))
    times.json "my song.mp3" 'a$b'
    """
    return " ".join(map(_quoted, words))


def _quoted(text: str) -> str:
    if all(sign.isalnum() or sign in "._-/," for sign in text) and text:
        return text
    if all(sign.isalnum() or sign in "._-/, '&()[]" for sign in text):
        return f'"{text}"'
    return shlex.quote(text)


def _percent(share: float) -> str:
    """A share as people read it; 100 % is said of nothing less.

    >>> _percent(0.834), _percent(0.9999)
    ('83 %', '99 %')
    """
    return f"{min(round(100 * share), 100 if share >= 1.0 else 99)} %"


def when(moment: Ms) -> str:
    """A moment to the tenth of a second, rounded down so that the line is still to come.

    >>> when(Ms(83_450))
    '1:23.4'
    """
    minutes, rest = divmod(moment, 60_000)
    return f"{minutes}:{rest // 1000:02d}.{rest % 1000 // 100}"
