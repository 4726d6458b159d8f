"""Where a single picture belongs, by its name: on the head, behind it, or among the mouths."""

from __future__ import annotations

from render.rigs.names import GROUPS, MOODS, key, words
from render.rigs.switches import is_look

ORDER = ("back", "body", "head", "mouth", "eyes", "brows", "front")
"""From the back to the front."""

SLOTS = {
    "back": "back background behind hairback",
    "body": "body torso shoulders neck bust clothes",
    "head": "head face base skull character",
    "front": "front hair hairfront hat glasses beard",
}
"""Where a picture goes -> names that say so."""

IGNORED = {
    *("cover", "proof", "preview", "thumbnail", "thumb"),
    *("guide", "guides", "template", "reference", "sheet"),
}


def slot_of(stem: str) -> str:
    """Where a picture goes by its name: a mouth if nothing else is said."""
    name = key(stem)
    if name in IGNORED:
        return ""
    for slot, known in SLOTS.items():
        if name in known.split():
            return slot
    said = words(stem)
    for kind in ("eyes", "brows"):
        rest = [word for word in said if word not in GROUPS[kind].split() or word == "blink"]
        if len(rest) < len(said) and is_look(kind, rest, MOODS):
            return kind
    return "mouth"


def state_words(kind: str, stem: str) -> str:
    """``eyes_closed`` as ``closed``: what a picture of eyes or brows shows, without the subject.

    >>> state_words("eyes", "eyes_closed"), state_words("eyes", "blink")
    ('closed', 'blink')
    """
    said = words(stem)
    left = [word for word in said if word not in GROUPS[kind].split() or word == "blink"]
    return " ".join(left or said)
