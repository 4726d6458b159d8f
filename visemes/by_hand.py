"""Mouths that a person has set, laid over those that the phones ask for. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from aligner.alignment import SetMouth
from media_core.errors import InputError
from media_core.timeline import Cue, Span, Timeline
from visemes.sets import load_set, names
from visemes.viseme_set import VisemeSet


def shape_for(text: str, shapes: VisemeSet) -> str:
    """The shape of a set that a person means.

    Args:
        text: the name of one of its shapes, an alias of it, or ``SET:NAME`` of a set that ships
            with the program, whose shape is shown by the nearest one.
        shapes: of the rig.

    Raises:
        InputError: it names none.

    >>> shape_for("preston-blair:MBP", load_set("rhubarb"))
    'A'
    """
    which, colon, name = text.partition(":")
    found = shapes.named(text)
    if found is not None:
        return found
    if colon and which in names():
        other = load_set(which)
        found = other.named(name)
        if found is not None:
            return shapes.nearest(found, other)
        raise InputError(
            f"the set {which} has no mouth {name}", hint=f"it has {', '.join(other.shapes)}"
        )
    if not colon:
        for other in map(load_set, names()):
            found = other.named(text)
            if found is not None:
                return shapes.nearest(found, other)
    raise InputError(
        f"there is no mouth {text[:60]} in the set {shapes.name}",
        hint=f"it has {', '.join(shapes.shapes)}; of another set: preston-blair:MBP",
    )


def by_hand(mouths: Iterable[SetMouth], shapes: VisemeSet) -> tuple[Cue[str], ...]:
    """What a person has set, in the shapes of a set.

    Raises:
        InputError: one of them is not known.
    """
    return tuple(Cue(mouth.span, shape_for(mouth.shape, shapes)) for mouth in mouths)


def laid_over(track: Timeline[str], cues: Iterable[Cue[str]]) -> Timeline[str]:
    """A track without gaps that shows other cues where there are any.

    >>> song = Timeline.of(Span(0, 90), [(0, 90, "X")])
    >>> [cue.value for cue in laid_over(song, [Cue(Span(30, 60), "D")])]
    ['X', 'D', 'X']
    """
    out: list[Cue[str]] = []
    rest = list(track)
    for cue in cues:
        while rest and rest[0].end <= cue.start:
            out.append(rest.pop(0))
        if rest and rest[0].start < cue.start:
            out.append(Cue(Span(rest[0].start, cue.start), rest[0].value))
        out.append(cue)
        while rest and rest[0].end <= cue.end:
            rest.pop(0)
        if rest and rest[0].start < cue.end:
            rest[0] = Cue(Span(cue.end, rest[0].end), rest[0].value)
    return Timeline(track.span, (*out, *rest)).joined()
