"""What drawing programs call a layer -> what the artist called it, and what that means.

Exporters decorate names: Illustrator writes ``_x5F_`` for ``_`` and appends ``_1_`` to the second
of two equal names, Figma appends ``_2``, every program appends ``copy`` in its own language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{2,6})_")
"""Illustrator's way to write a character that an XML id may not hold."""

_COPY = re.compile(r"(?<=.)[\s_-]+(copy|copie|kopie|copia|cópia)(\s*\d+)?$", re.IGNORECASE)
_COUNTER = re.compile(r"(?<=.)_\d+_$")

GROUPS = {
    "mouth": "mouth mouths lips mouthshapes visemes viseme phonemes mund bouche boca bocca",
    "eyes": "eyes eye lids eyelids blink augen yeux ojos occhi",
    "brows": "brows brow eyebrows eyebrow",
}
"""Kind of a switch -> words that artists name its group with."""

WORDS = {
    "eyes": {
        "open": "open opened",
        "half": "half halfclosed halfopen squint",
        "closed": "closed close shut blink",
    },
    "brows": {"rest": "rest neutral normal down default", "up": "up raised high"},
}
"""Kind of a switch -> what it shows -> words for it."""

MOODS = (
    *("neutral", "smile", "smiling", "happy", "sad", "angry", "shout", "surprised", "tender"),
    *("scared", "love", "cry", "evil", "bored", "shy"),
)
"""Words that name a mood without being told; ``rig.toml`` may name others."""

_PUPPET = {"talking": "open", "talk": "open", "speaking": "open", "silent": "closed"}
"""How puppets for streams call their two mouths."""

VIEWS = ("left", "right", "front")


def unescaped(name: str) -> str:
    """A layer's name as its artist typed it.

    >>> unescaped("_x5F_Oh"), unescaped("W_x2D_Oo"), unescaped("Neutral_1_"), unescaped("Ee copy 2")
    ('_Oh', 'W-Oo', 'Neutral', 'Ee')
    """
    text = _ESCAPE.sub(_character, name)
    text = _COUNTER.sub("", text.strip().removeprefix("+").strip())
    return _COPY.sub("", text).strip()


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    # A control character or half a surrogate pair is no part of a name.
    return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else ""


def key(name: str) -> str:
    """What is left of a name when only letters and digits count.

    >>> [key(n) for n in ("W-Oo", "+Smile", "_x5F_Oh", "Élan", "MBP copy")]
    ['woo', 'smile', 'oh', 'elan', 'mbp']
    """
    plain = unicodedata.normalize("NFKD", unescaped(name))
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def words(name: str) -> list[str]:
    """The words of a name, in lower case.

    >>> words("left_smile-Ah"), words("mouthOpen eyesClosed")
    (['left', 'smile', 'ah'], ['mouth', 'open', 'eyes', 'closed'])
    """
    plain = unicodedata.normalize("NFKD", unescaped(name))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", plain)
    return [word for word in re.split(r"[^A-Za-z0-9]+", plain.lower()) if word]


def kind_of_group(name: str) -> str:
    """``mouth``, ``eyes`` or ``brows`` if a group's name says so, else ""."""
    wanted = key(name)
    return next((kind for kind, known in GROUPS.items() if wanted in known.split()), "")


def state_of(kind: str, name: str) -> str:
    """What a layer of an ``eyes`` or ``brows`` group shows, or ""."""
    wanted = key(name)
    for state, known in WORDS[kind].items():
        if wanted in known.split():
            return state
    return ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the name of a mouth says.

    Attributes:
        shape: the part that names a shape, normalised; "" if there is none.
        mood: the mood it is drawn in, or "".
        view: ``left`` or ``right``, or "".
        eyes: ``open``, ``half`` or ``closed`` where one picture shows eyes and mouth, or "".
    """

    shape: str
    mood: str = ""
    view: str = ""
    eyes: str = ""


def mouths_said(names: Sequence[str], moods: Iterable[str] = ()) -> list[Said]:
    """What names that stand beside each other say; what all have in common says nothing.

    >>> [said.shape for said in mouths_said(["juno-mouth-ah", "juno-mouth-w-oo"])]
    ['ah', 'woo']
    >>> mouths_said(["mouth open eyes closed", "mouth closed eyes closed"])[0]
    Said(shape='open', mood='', view='', eyes='closed')
    """
    known = {key(mood) for mood in moods} | set(MOODS)
    rows = [words(name) for name in names]
    eyes = [_taken(row, set(GROUPS["eyes"].split()), WORDS["eyes"]) for row in rows]
    rows = [_without(row, set(GROUPS["mouth"].split())) for row in rows]
    shared = _in_common(rows)
    out: list[Said] = []
    for row, eye in zip(rows, eyes, strict=True):
        rest = row[shared[0] : len(row) - shared[1]]
        view = rest.pop(0) if len(rest) > 1 and rest[0] in VIEWS else ""
        mood = ""
        if len(rest) > 1:
            place = next((i for i in (0, len(rest) - 1) if rest[i] in known), None)
            mood = rest.pop(place) if place is not None else ""
        if len(rest) == 1:
            rest = [_PUPPET.get(rest[0], rest[0])]
        out.append(
            Said("".join(rest), "" if mood == "neutral" else mood, view.replace("front", ""), eye)
        )
    return out


def _taken(row: list[str], subjects: set[str], states: dict[str, str]) -> str:
    """Take ``eyes closed`` out of a row of words; its state, or ""."""
    for i in range(len(row) - 1):
        if row[i] in subjects:
            for state, known in states.items():
                if row[i + 1] in known.split():
                    del row[i : i + 2]
                    return state
    # Puppets for streams have "talking" and "talking blink".
    if len(row) > 1 and (blink := {"blink", "blinking"} & set(row)):
        row.remove(blink.pop())
        return "closed"
    return ""


def _without(row: list[str], noise: set[str]) -> list[str]:
    """A row without words that say nothing, unless nothing else is there."""
    return [word for word in row if word not in noise] or row


def _in_common(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many words all rows begin and end with; at least one word is left of each row."""
    if len(rows) < 2:
        return 0, 0
    shortest = min(len(row) for row in rows)
    front = 0
    while front < shortest - 1 and len({row[front] for row in rows}) == 1:
        front += 1
    back = 0
    while back < shortest - 1 - front and len({row[-1 - back] for row in rows}) == 1:
        back += 1
    return front, back
