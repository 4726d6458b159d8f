"""The words of one line: what is shown, what is sung, and which voice sings it.

Two marks are read here. ``{2nite|tonight}`` is shown as on the left of the bar and sung as on the
right. ``(ooh, yeah)`` is an ad-lib: a background voice. Parentheses and braces that do not pair
up, or hang on a word (``brother(s)``), are punctuation. Everything takes time linear in the line.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from aligner.lyric_furniture import inserts

_PARTING = r"\s—–―"  # an em or en dash parts words even without blanks around it; a hyphen does not
_TOKEN = re.compile(f"[^{_PARTING}]+")
_TO_PLAIN = str.maketrans(dict.fromkeys("’ʼ‘`´", "'") | dict.fromkeys("()[]{}", ""))
_TIMES = "(?:[xX×]{0}[0-9]{{1,9}}|[0-9]{{1,9}}{0}[xX×])"
_LOOSE = _TIMES.format("")
_HELD = r"(?:\(\s*{0}\s*\)|\[\s*{0}\s*\])".format(_TIMES.format(r"\s?"))
_REPEAT = re.compile(f"{_HELD}|{_LOOSE}")
_REPEAT_AT_END = re.compile(rf"(?:{_HELD}[.,;!]?|(?<!\S){_LOOSE})\Z")
_LONGEST_REPEAT = 40  # code points, blanks in brackets included; bounds the search for one
_FILL = "a"  # stands for a place that is part of a word

_Range = tuple[int, int]


class Piece(NamedTuple):
    """A word of a line.

    Attributes:
        text: what is shown, with the punctuation that clings to it, without braces.
        sung: what is looked up; see :func:`sung_text`. Where the sheet says it in braces, as it
            stands there: with capitals, and with blanks between its words.
        start: first code point in the line.
        end: one after the last.
    """

    text: str
    sung: str
    start: int
    end: int


class _Edit(NamedTuple):
    """A stretch of a line that is shown and sung as something else."""

    start: int
    end: int
    shown: str
    said: str
    spelled: bool  # the sheet says how it is sung


def voices(
    line: str, most: int = sys.maxsize, *, chords: bool = False
) -> list[tuple[bool, list[Piece]]]:
    """Part a line into voices: the main one first, then each ad-lib; True marks an ad-lib.

    Ad-libs with no word of the main voice between them are one. A voice without a word is left
    out. Whoever has a limit says with ``most`` after how many words there is no use in going on.
    With ``chords``, chords in brackets and times are left out.

    >>> [(adlib, [p.text for p in pieces]) for adlib, pieces in voices("Go (ooh, yeah), go")]
    [(False, ['Go', 'go']), (True, ['(ooh,', 'yeah),'])]
    """
    edits = _edits(line)
    if chords and not edits:
        edits = [_Edit(a, b, "", "", False) for a, b in inserts(line)]
    masked = _masked(line, edits)
    pairs = _outermost_pairs(masked, "(", ")")
    main: list[Piece] = []
    adlibs: list[list[Piece]] = [[]]
    for start, end, inside in _chunks(masked, pairs):
        adlib = _is_adlib(masked, start, end, inside)
        # An ad-lib can follow another without a blank: "(ooh)(yeah)".
        cuts = [start, *(pair[0] for pair in inside[1:]), end] if adlib else [start, end]
        found = (piece for a, b in pairwise(cuts) for piece in _pieces(line, masked, edits, a, b))
        pieces = list(islice(found, most))
        most -= len(pieces)
        if adlib:
            adlibs[-1] += pieces
        elif pieces:
            main += pieces
            adlibs.append([])
        if not most:
            break
    spoken = [(False, main), *((True, pieces) for pieces in adlibs)]
    return [(adlib, pieces) for adlib, pieces in spoken if pieces]


def without_repeat(line: str) -> tuple[str, int | None]:
    """Part a line from the repeat mark at its end.

    Returns:
        The line before the mark (a prefix of ``line``) and how often it is sung, or the line and
        None. A mark without brackets has a blank in front of it.

    >>> without_repeat("La la (x2)"), without_repeat("la 3x"), without_repeat("max2")
    (('La la ', 2), ('la ', 3), ('max2', None))
    """
    tail = line.rstrip()
    found = _REPEAT_AT_END.search(tail, max(0, len(tail) - _LONGEST_REPEAT))
    if found is None:
        return line, None
    return line[: found.start()], int(re.sub("[^0-9]", "", found.group()))


def sung_text(written: str) -> str:
    """A written word without the punctuation around it; "" if nothing of it can be sung.

    Lower case, composed (NFC), straight apostrophes. Apostrophes that belong to the word stay
    (``runnin'``, ``'cause``), quotes around it go, and so do brackets wherever they stand.

    >>> sung_text("“Runnin’,"), sung_text("--"), sung_text("&"), sung_text("'quoted'")
    ("runnin'", '', '&', 'quoted')
    """
    return _bare(_plain(written.lower()))


def _spelled_text(written: str) -> str:
    """As :func:`sung_text` for several words, and capitals stay: they tell DJ from a word."""
    return " ".join(filter(None, (_bare(part) for part in _TOKEN.findall(_plain(written)))))


def _plain(written: str) -> str:
    # Twice: a mark behind a bracket belongs to the letter before it once the bracket is gone.
    return _composed(_composed(written).translate(_TO_PLAIN))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _bare(plain: str) -> str:
    if plain.isalnum():
        return plain
    if not any(ch.isalnum() or ch == "&" for ch in plain):
        return ""
    first = next(i for i, ch in enumerate(plain) if _sounds(ch))
    last = next(i for i in range(len(plain) - 1, -1, -1) if _sounds(plain[i]))
    before = first > 0 and plain[first - 1] == "'"
    after = last + 1 < len(plain) and plain[last + 1] == "'"
    if before and after:  # a pair of quotes
        before = after = False
    return plain[first - before : last + 1 + after]


def _sounds(ch: str) -> bool:
    # Combining marks count: Indic vowel signs and Arabic harakat are marks, and they are sung.
    return ch.isalnum() or ch == "&" or unicodedata.category(ch).startswith("M")


def _edits(line: str) -> list[_Edit]:
    """What the braces of a line mean, in order; braces that mean nothing are not in it."""
    edits: list[_Edit] = []
    for start, end in _outermost_pairs(line, "{", "}"):
        inside = line[start + 1 : end - 1]
        shown, bar, said = inside.partition("|")
        if "{" in inside or "}" in inside or "|" in said:
            continue
        if not bar:  # braces around plain text are only left out
            edits += [_Edit(at, at + 1, "", "", False) for at in (start, end - 1)]
        elif shown.strip() and _spelled_text(said):
            edits.append(_Edit(start, end, " ".join(shown.split()), said.strip(), True))
    return edits


def _masked(line: str, edits: list[_Edit]) -> str:
    """The line with letters in place of what is spelled: nothing in there parts or pairs."""
    out: list[str] = []
    at = 0
    for edit in edits:
        if edit.spelled:
            out += [line[at : edit.start], _FILL * (edit.end - edit.start)]
            at = edit.end
    return "".join((*out, line[at:]))


def _outermost_pairs(line: str, opening: str, closing: str) -> list[_Range]:
    """Half-open ranges of the pairs that lie in no other pair, in order."""
    open_at: list[int] = []
    pairs: list[_Range] = []
    for at, ch in enumerate(line):
        if ch == opening:
            open_at.append(at)
        elif ch == closing and open_at:
            start = open_at.pop()
            while pairs and pairs[-1][0] > start:
                pairs.pop()
            pairs.append((start, at + 1))
    return pairs


def _chunks(masked: str, pairs: list[_Range]) -> Iterator[tuple[int, int, list[_Range]]]:
    """Runs of non-blank characters, where blanks inside a pair part nothing, with their pairs."""
    out: list[str] = []
    at = 0
    for start, end in pairs:
        out += [masked[at:start], _FILL * (end - start)]
        at = end
    first = 0
    for match in _TOKEN.finditer("".join((*out, masked[at:]))):
        last = first
        while last < len(pairs) and pairs[last][0] < match.end():
            last += 1
        yield match.start(), match.end(), pairs[first:last]
        first = last


def _is_adlib(masked: str, start: int, end: int, pairs: list[_Range]) -> bool:
    """Tell whether everything that sounds in a chunk is inside its pairs."""
    if not pairs or _REPEAT.fullmatch(masked, start, end):
        return False
    edges = [start, *(at for pair in pairs for at in pair), end]
    outside = zip(edges[::2], edges[1::2], strict=True)
    return not any(_sounds(ch) for a, b in outside for ch in masked[a:b])


def _pieces(line: str, masked: str, edits: list[_Edit], start: int, end: int) -> Iterator[Piece]:
    """The words of ``line[start:end]``."""
    for match in _TOKEN.finditer(masked, start, end):
        a, b = match.span()
        shown, said, spelled = _edited(line, edits, a, b)
        sung = _spelled_text(said) if spelled else sung_text(said)
        if sung:
            yield Piece(shown, sung, a, b)


def _edited(line: str, edits: list[_Edit], start: int, end: int) -> tuple[str, str, bool]:
    """What of ``line[start:end]`` is shown, what is sung, and whether the sheet spelled it."""
    if not edits:
        return line[start:end], line[start:end], False
    shown: list[str] = []
    said: list[str] = []
    spelled = False
    at = start
    for i in range(bisect_left(edits, start, key=lambda edit: edit.start), len(edits)):
        edit = edits[i]
        if edit.start >= end:
            break
        shown += [line[at : edit.start], edit.shown]
        said += [line[at : edit.start], edit.said]
        spelled = spelled or edit.spelled
        at = edit.end
    return "".join((*shown, line[at:end])), "".join((*said, line[at:end])), spelled
