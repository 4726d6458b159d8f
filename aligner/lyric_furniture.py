"""What pasted lyrics have around their words: furniture of lyric sites, chords, credits, tags.

Only what is certain is left out, and whoever reads the sheet can say each with its place. What
could be sung as well is only named. The phrases are those that lyric and chord sites print; the
directives are those of ChordPro (https://www.chordpro.org/chordpro/chordpro-directives/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_EDGE = 6
"""Lines at the start and the end of a sheet where credits stand."""

_SHOWN = 40

_SITE = re.compile(
    r"\d+ contributors?.{0,200}|\d{0,4}k?\s*embed|you might also like|translations|read more|"
    r"see .{1,60} live|get tickets as low as .{1,20}|share url|copy embed|(?:copy|share|print)|"
    r"submit corrections|thanks to .{1,200} (?:correcting|adding) (?:these|the) lyrics\W*|"
    r"(?:lyrics )?licensed (?:by|&|and) .{1,80}|source: .{0,20}lyric.{0,40}|"
    r"lyrics (?:powered by|provided by|from) .{1,60}|(?:https?://|www\.)\S+",
    re.IGNORECASE,
)
_ATTACHED = re.compile(r"(?<=\S)\d{1,4}Embed\Z|(?<=[a-z.!?,)])Embed\Z")
_ROLE = (
    r"(?:written|composed|produced|arranged|mixed|mastered|recorded|performed|lyrics?|music|words|"
    r"song|songwriters?|writers?|writer\(s\)|producers?|composers?|lyricists?|publishers?|"
    r"published|label|album|artists?|released|copyright|copyrights|credits|作词|作曲|编曲|作詞|編曲)"
)
_CREDIT = re.compile(
    rf"{_ROLE}(?:\s*(?:,|&|/|and)\s*{_ROLE})*(?:\s+by\s*:?|\s*[:：])\s*(\S.*)", re.IGNORECASE
)
_RIGHTS = re.compile(
    r"(?:©|℗|\(c\)|\(p\)|copyright)\s*(?:©|\(c\))?\s*(?:[12]\d{3}|.*all rights reserved).*|"
    r".{0,80}\ball rights reserved\W*",
    re.IGNORECASE,
)
_PLAYED = re.compile(
    r"[*~_=\-–—(<|♪♫\s]{1,40}([^\W\d_][^*~_=–—()<>|]{0,60}?)[*~_=\-–—)>|♪♫\s.]{1,40}"
)
_BARE_PLAYED = re.compile(r"([^\W\d_][\w ]{0,60}):?")
_PLAYING = frozenset(("instrumental", "solo", "interlude", "intro", "outro"))
_PLAYERS = {
    *("guitar", "piano", "sax", "saxophone", "drum", "drums", "bass", "synth", "organ", "banjo"),
    *("harmonica", "violin", "fiddle", "flute", "trumpet", "strings", "horn", "keyboard", "lead"),
    *("break", "bridge", "section", "music", "musical", "short", "long", "fade", "out", "the"),
    *("continues", "acoustic", "electric", "and", "a"),
}
_CHORD = re.compile(
    r"\(?[A-H](?:#|b|♯|♭)?(?P<more>(?:maj|min|dim|aug|sus|add|m|M|°|ø|\+|-)?\d{0,2}"
    r"(?:(?:maj|sus|add|no|[#b♯♭+-])\d{1,2}){0,3}(?:\([#b+-]?\d{1,2}\))?(?:/[A-H](?:#|b)?)?)\)?\*{0,3}"
)
_BARS = re.compile(r"[|%:/.~-]+|N\.?C\.?|\(?x\d\)?|\d{1,2}x", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\[([A-H][^\[\]\s]{0,11})\]")
_DIRECTIVE = re.compile(
    r"\{\s*(?:title|t|subtitle|st|artist|composer|lyricist|copyright|album|year|key|time|tempo|"
    r"duration|capo|meta|comment|c|ci|cb|comment_\w+|highlight|define|chord|so[cvbtg]|eo[cvbtg]|"
    r"(?:start|end)_of_\w+|chorus|new_(?:song|page)|ns|np|column_break|columns|col)"
    r"\s*(?::[^{}|]*)?\}",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"\[\s*(?:ti|ar|al|au|by|re|ve|offset|length|tool|#)\s*:[^\[\]]*\]", re.IGNORECASE
)
_STAMP = re.compile(r"[\[<]\s*\d{1,4}:\d{2}(?:[.:]\d{1,3})?\s*[\]>]")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in a sheet that is hardly sung.

    Attributes:
        line: its number, from 1.
        what: it is, for people.
        text: as it stands there, shortened.
        certain: whether it was left out; else it is only named.
    """

    line: int
    what: str
    text: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is found in a sheet.

    Attributes:
        remarks: in the order of lines.
        gone: numbers of lines that are left out whole.
        chords: whether chords in brackets and times in the middle of lines are left out.
        cut: for each line of which the end is left out, how much of it stays.
    """

    remarks: tuple[Remark, ...] = ()
    gone: frozenset[int] = frozenset()
    chords: bool = False
    cut: tuple[tuple[int, int], ...] = ()


def furniture(lines: Sequence[str]) -> Furniture:
    """Look through the lines of a sheet, with or without their line ends."""
    texts = [line.strip("\ufeff \t\r\n") for line in lines]
    full = [i for i, text in enumerate(texts) if text]
    head = full[:3]
    edge = {*full[:_EDGE], *full[-_EDGE:]}
    chords = _chord_lines(texts)
    remarks: list[Remark] = []
    gone: set[int] = set()
    bracketed = False
    stamped = [i for i in full if _STAMP.match(texts[i])]
    for i in full:
        text = texts[i]
        first = i in head and all(before + 1 in gone for before in head[: head.index(i)])
        found = "chords" if i in chords else _kind(text, first, i in edge)
        if found:
            gone.add(i + 1)
            remarks.append(Remark(i + 1, found, text[:_SHOWN]))
        elif doubt := _doubt(text):
            remarks.append(Remark(i + 1, doubt, text[:_SHOWN], certain=False))
        elif _has_chords(text) and not (text.startswith("[") and text.find("]") == len(text) - 1):
            bracketed = True
            remarks.append(Remark(i + 1, "chords", text[:_SHOWN]))
    if len(stamped) > 1:
        said = f"times of {len(stamped)} lines (give the file as --anchors, too, to use them)"
        remarks.insert(0, Remark(stamped[0] + 1, said, texts[stamped[0]][:_SHOWN]))
    cut: tuple[tuple[int, int], ...] = ()
    if full and full[-1] + 1 not in gone:
        last = lines[full[-1]].rstrip()
        if (tail := _ATTACHED.search(last, max(0, len(last) - 20))) is not None:
            cut = ((full[-1] + 1, tail.start()),)
            remarks.append(Remark(full[-1] + 1, "of the page", tail.group()))
    return Furniture(tuple(remarks), frozenset(gone), bracketed or len(stamped) > 1, cut)


def remarks_text(remarks: Sequence[Remark]) -> list[str]:
    """One sentence for each kind of thing, with its first places."""
    kinds: dict[tuple[bool, str], list[Remark]] = {}
    for remark in remarks:
        kinds.setdefault((remark.certain, remark.what), []).append(remark)
    said: list[str] = []
    for (certain, what), found in kinds.items():
        places = ", ".join(f'line {one.line} "{one.text}"' for one in found[:4])
        more = f" and {len(found) - 4} more" if len(found) > 4 else ""
        end = "left out (--keep-all sings it)" if certain else "sung; take it out if it is not"
        said.append(f"{what}: {places}{more}: {end}")
    return said


def inserts(line: str) -> Iterator[tuple[int, int]]:
    """Where chords in brackets and times stand in a line: half-open ranges, in order."""
    if "[" not in line and "<" not in line:
        return
    spans = [m.span() for m in _IN_BRACKETS.finditer(line) if _CHORD.fullmatch(m[1])]
    yield from sorted([*spans, *(m.span() for m in _STAMP.finditer(line))])


def is_credit(text: str) -> bool:
    """Whether a line at the edge of a song says who made it, with a colon: ``Written by: Anna``."""
    return (
        len(text) <= 300
        and re.search("[:：]", text) is not None
        and (_CREDIT.fullmatch(text.strip()) is not None)
    )


def _kind(text: str, first: bool, edge: bool) -> str:
    if len(text) > 300:
        return ""
    if _SITE.fullmatch(text) or (first and re.fullmatch(r"\S.{0,80} Lyrics", text)):
        return "of the page"
    if _RIGHTS.fullmatch(text):
        return "a copyright line"
    if _TAG.fullmatch(text) or _DIRECTIVE.fullmatch(text):
        return "a tag"
    credit = _CREDIT.fullmatch(text) if edge else None
    if credit is not None and not any(word[0].islower() for word in _names(credit[1])):
        return "a credit"
    played = _PLAYED.fullmatch(text)
    if played is not None and _is_played(played[1]):
        return "what is played"
    return ""


def _names(text: str) -> list[str]:
    joining = ("and", "by", "de", "von", "van", "da", "feat.", "ft.")
    return [word for word in text.split() if word[0].isalpha() and word not in joining]


def _doubt(text: str) -> str:
    if len(text) > 300:
        return ""
    if _CREDIT.fullmatch(text):
        return "perhaps a credit"
    bare = _BARE_PLAYED.fullmatch(text)
    return "perhaps what is played" if bare is not None and _is_played(bare[1]) else ""


def _is_played(text: str) -> bool:
    words = text.lower().replace("-", " ").split()
    return not _PLAYING.isdisjoint(words) and all(w in _PLAYING or w in _PLAYERS for w in words)


def _has_chords(text: str) -> bool:
    return "[" in text and any(_CHORD.fullmatch(m[1]) for m in _IN_BRACKETS.finditer(text))


def _chord_lines(texts: Sequence[str]) -> set[int]:
    """Numbers (from 0) of lines of chords; letters that are spelled out (``A B C``) are sung."""
    plain: set[int] = set()
    certain: set[int] = set()
    for i, text in enumerate(texts):
        if len(text) > 300:
            continue
        tokens = text.split()
        matches = [_CHORD.fullmatch(token) for token in tokens]
        known = [match for match in matches if match is not None]
        if not known or not all(
            m is not None or _BARS.fullmatch(t) for m, t in zip(matches, tokens, strict=True)
        ):
            continue
        plain.add(i)
        telling = any(m["more"] or len(m.group()) > 1 for m in known)
        if len(known) > 1 and (telling or re.search(r"\S\s{2,}\S", text)):
            certain.add(i)
    return plain | certain if len(certain) > 1 else certain
