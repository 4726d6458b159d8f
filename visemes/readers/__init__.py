"""Mouths of other programs, read back: what an animator corrected there is sung here.

A file is understood by a pure function, one module a program; :func:`mouth_of` makes a track of
what it says, and :func:`worn` puts a track onto the shapes of another set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from media_core.errors import InputError
from media_core.timeline import Cue, Ms, Span, Timeline
from visemes.readers import moho, otio, papagayo, rhubarb, textgrid
from visemes.readers.keys import Keys, damaged
from visemes.sets import load_set, names
from visemes.track import MouthTrack
from visemes.viseme_set import VisemeSet

__all__ = ["READERS", "Asked", "Reader", "detect", "mouth_of", "read", "worn"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user says besides the file.

    Attributes:
        fps: frames a second of a file that counts frames and does not say so; None if not told.
        voice: of a project with several, or "" for the first.
    """

    fps: Fraction | None = None
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """A format of mouths.

    Attributes:
        suffix: lower case, with the dot.
        begins: what such a file begins with, blanks left out; "" where only the suffix tells.
        read: the text of a file.
    """

    suffix: str
    begins: str
    read: Callable[[str, Asked], Keys]


def _moho(text: str, asked: Asked) -> Keys:
    if asked.fps is None:
        raise InputError(
            "switch data of Moho does not say how many frames a second it has",
            hint="give the rate of its scene with --mouth-fps",
        )
    return moho.read(text, asked.fps)


def _plain(understand: Callable[[str], Keys], text: str, asked: Asked) -> Keys:
    return understand(text)


READERS: dict[str, Reader] = {
    "rhubarb-json": Reader(".json", "{", partial(_plain, rhubarb.read_json)),
    "rhubarb-tsv": Reader(".tsv", "", partial(_plain, rhubarb.read_tsv)),
    "rhubarb-xml": Reader(".xml", "<", partial(_plain, rhubarb.read_xml)),
    "moho": Reader(".dat", moho.HEAD, _moho),
    "papagayo": Reader(
        ".pgo", "lipsync version", lambda text, asked: papagayo.read_pgo(text, asked.voice)
    ),
    "papagayo-ng": Reader(".pg2", "{", lambda text, asked: papagayo.read_pg2(text, asked.voice)),
    "otio": Reader(".otio", "{", partial(_plain, otio.read)),
    "textgrid-visemes": Reader(".textgrid", "File type", partial(_plain, textgrid.read)),
}
"""The formats by the names that ``export --to`` has for them.

To add one, write a module beside the others and give it an entry; ``tests/visemes/readers`` then
writes songs in that format and reads them back.
"""


def detect(suffix: str, text: str) -> str | None:
    """The format of a file by its suffix, else by what it begins with; None if it has none."""
    for name, reader in READERS.items():
        if reader.suffix == suffix.lower():
            return name
    head = text[:100].lstrip()
    told = [name for name, reader in READERS.items() if reader.begins]
    found = [name for name in told if head.startswith(READERS[name].begins)]
    return found[0] if len(found) == 1 else None


def read(name: str, data: bytes, asked: Asked | None = None) -> Keys:
    """Understand the bytes of a file.

    Args:
        name: in :data:`READERS`.
        data: UTF-8, or UTF-16 with a byte-order mark, as Praat saves.
        asked: what the user says besides.

    Raises:
        InputError: it is damaged.
    """
    coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(coding)
    except UnicodeDecodeError as err:
        raise damaged("it is not text in UTF-8") from err
    return READERS[name].read(text, asked or Asked())


def mouth_of(keys: Keys, duration: Ms | None = None, shapes: VisemeSet | None = None) -> MouthTrack:
    """The track of a file.

    Args:
        keys: what the file says.
        duration: of the song; what lies behind it is left out, and a mouth that ends before it
            rests. The file's own end if None.
        shapes: the set of its shapes; if None, the one that it names, else the first of ours that
            has all of them.

    Raises:
        InputError: no set has those shapes.
    """
    used = {shape for _, shape in keys.rows if shape}
    known = shapes or _set_of(used, keys.set)
    if strange := sorted(used - set(known.shapes)):
        raise InputError(
            f"{known.name} has no mouth called {strange[0]}",
            hint=f"its mouths: {', '.join(known.shapes)}; name another set with --mouth-set",
        )
    end = duration if duration is not None else keys.end
    starts: dict[Ms, str] = {Ms(0): known.rest}
    for moment, shape in keys.rows:
        starts[moment] = shape or known.rest
    if keys.end < end:
        starts[keys.end] = known.rest
    times = sorted(time for time in starts if time < end)
    stops = [*times[1:], end]
    cues = [Cue(Span(a, b), starts[a]) for a, b in zip(times, stops, strict=True)]
    return MouthTrack(Timeline(Span(Ms(0), end), tuple(cues)).joined(), known)


def _set_of(used: set[str], name: str) -> VisemeSet:
    if name in names():
        return load_set(name)
    for other in names():
        if used <= set(load_set(other).shapes):
            return load_set(other)
    raise InputError(
        f"no set of mouths has {', '.join(sorted(used)[:8])}",
        hint="name the set of the file with --mouth-set",
    )


def worn(track: MouthTrack, shapes: VisemeSet) -> MouthTrack:
    """The same mouth in the shapes of another set, each by the one that is nearest to it.

    Lips that meet still do, teeth stay on the lip and the tongue is seen where the set can show
    it. A song that has its words is better animated anew (:mod:`visemes.sets` says why); this is
    for mouths that somebody drew.
    """
    if track.set.name == shapes.name and set(track.set.shapes) <= set(shapes.shapes):
        return MouthTrack(track.cues, shapes, track.openness, track.width)
    table = {name: shapes.nearest(name, track.set) for name in track.set.shapes}
    cues = tuple(Cue(cue.span, table[cue.value]) for cue in track.cues)
    joined = Timeline(track.cues.span, cues).joined()
    return MouthTrack(joined, shapes, track.openness, track.width)
