"""Words made of known words: endings, compounds, parts with hyphens.

Every function is given a way to look words up and answers None where it has no opinion, so that
:class:`~aligner.pronounce.pronouncer.Pronouncer` can ask one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import Literal

from aligner.alignment import VOWELS
from aligner.pronounce.dictionary import Pronunciation
from aligner.pronounce.slang import COMMON
from aligner.pronounce.stretched import shorter_spellings

Source = Literal["lexicon", "dictionary", "espeak", "spelling"]
"""Where phones come from; of a word made of parts, the least certain of theirs."""

MOST_WAYS = 6
"""Pronunciations kept of a word made of parts, which could have very many."""

_CERTAINTY: tuple[Source, ...] = ("lexicon", "dictionary", "espeak", "spelling")
_SIBILANTS = frozenset({"S", "Z", "SH", "ZH", "CH", "JH"})
_VOICELESS = frozenset({"P", "T", "K", "F", "TH"})


@dataclass(frozen=True, slots=True)
class Said:
    """How a word is said: at least one way, and how it is known."""

    ways: tuple[Pronunciation, ...]
    source: Source


LookUp = Callable[[str], Said | None]


def joined(parts: Sequence[Said]) -> Said:
    """Parts said one after the other; at least one part."""
    ways = islice(product(*(part.ways for part in parts)), MOST_WAYS)
    said = tuple(dict.fromkeys(tuple(phone for way in row for phone in way) for row in ways))
    return Said(said, max((part.source for part in parts), key=_CERTAINTY.index))


def _with_ending(stem: Said, ending: Callable[[str], Iterable[str]]) -> Said:
    """Add to the stem the ending that its last phone asks for."""
    return Said(tuple((*way, *ending(way[-1])) for way in stem.ways), stem.source)


def with_plural(stem: Said) -> Said:
    """Make the plural or possessive of a word."""
    return _with_ending(stem, _plural)


def _plural(last: str) -> tuple[str, ...]:
    if last in _SIBILANTS:
        return ("IH", "Z")
    return ("S",) if last in _VOICELESS else ("Z",)


def _would(last: str) -> tuple[str, ...]:
    return ("AH", "D") if last in ("T", "D") else ("D",)


_ENDINGS: dict[str, Callable[[str], Iterable[str]]] = {
    "'s": _plural,
    "'d": _would,
    "n't": lambda last: ("AH", "N", "T"),
    "'ll": lambda last: ("AH", "L"),
    "'ve": lambda last: ("AH", "V"),
    "'re": lambda last: ("ER",),
    "'em": lambda last: ("AH", "M"),
    "'m": lambda last: ("M",),
}


def inflected(word: str, look_up: LookUp) -> Said | None:
    """Find a known word with an ending or an apostrophe: ``moon's``, ``runnin'``, ``heav'n``."""
    for ending, phones in _ENDINGS.items():
        if word.endswith(ending):
            stem = look_up(word.removesuffix(ending))
            if stem is not None:
                return _with_ending(stem, phones)
    bare = word.strip("'")
    return (
        _clipped_ing(bare, look_up)
        or (look_up(bare) if bare != word else None)
        or _plain_plural(bare, look_up)
        or _left_out(bare, look_up)
    )


def _clipped_ing(word: str, look_up: LookUp) -> Said | None:
    """``runnin`` as "running" with a clipped end."""
    whole = look_up(word + "g") if word.endswith("in") else None
    if whole is None:
        return None
    ways = tuple((*way[:-1], "N") for way in whole.ways if way[-1] == "NG")
    return Said(ways, whole.source) if ways else None


def _plain_plural(word: str, look_up: LookUp) -> Said | None:
    if len(word) < 4 or not word.endswith("s") or word.endswith("ss"):
        return None
    if re.search(r"(?:ch|sh|ss|x|zz)es$", word):
        stem = look_up(word[:-2])  # attaches: not the plural of "attache"
        if stem is not None and stem.ways[0][-1] in _SIBILANTS:
            return with_plural(stem)
    stem = look_up(word[:-1])
    if stem is None and word.endswith("ies"):
        stem = look_up(word[:-3] + "y")
    return None if stem is None else with_plural(stem)


def _left_out(word: str, look_up: LookUp) -> Said | None:
    """Read an apostrophe inside a word as nothing, or as a letter left out, mostly an e."""
    if "'" not in word:
        return None
    return look_up(word.replace("'", "")) or look_up(word.replace("'", "e"))


def compound(word: str, look_up: LookUp) -> Said | None:
    """Two words frequent in songs, written as one, such as ``starboy``.

    Only frequent words: the dictionary has so many short names that nearly anything can be cut in
    two of its words, and letter-to-sound reads true compounds well. On held-out words, cutting
    wherever both parts are in the dictionary doubled the errors.
    """
    cuts = [(word[:at], word[at:]) for at in range(3, len(word) - 2)]
    frequent = [cut for cut in cuts if cut[0] in COMMON and cut[1] in COMMON]
    for cut in sorted(frequent, key=lambda cut: -min(map(len, cut))):
        parts = [said for said in map(look_up, cut) if said is not None]
        if len(parts) == len(cut):
            return joined(parts)
    return None


def hyphenated(parts: Sequence[str], look_up: LookUp, say: Callable[[str], Said]) -> Said:
    """Say a word with hyphens: a compound, a broken word, a stutter, or a syllable held on.

    Args:
        parts: two or more, without the hyphens.
        look_up: a word as it stands.
        say: any part, by all means.
    """
    if not any(a == b for a, b in pairwise(parts)):
        whole = _broken_word(parts, look_up)
        if whole is not None:
            return whole
    said: list[Said] = []
    for place, part in enumerate(parts):
        known = _stutter(parts[place:], look_up, say)
        if known is None and place and look_up(part) is None:
            known = _echo(part, parts[place - 1], said[-1])
        said.append(known or say(part))
    return joined(said)


def _broken_word(parts: Sequence[str], look_up: LookUp) -> Said | None:
    """``ba-by`` and ``lo-o-ove`` are one word; ``no-one`` is two."""
    if all(part in COMMON for part in parts):
        return None
    whole = "".join(parts)
    known = look_up(whole)
    if known is None and all(a[-1] == b[0] for a, b in pairwise(parts)):
        found = (look_up(spelling) for spelling in shorter_spellings(whole, COMMON))
        known = next((said for said in found if said is not None), None)
    return known


def _stutter(parts: Sequence[str], look_up: LookUp, say: Callable[[str], Said]) -> Said | None:
    """``b-b-baby``: consonants that the next other part begins with, said as that one begins."""
    part = parts[0]
    target = next((other for other in parts if other != part), "")
    if not re.fullmatch(r"[b-df-hj-np-tv-xz]{1,3}", part) or not target.startswith(part):
        return None
    way = (look_up(target) or say(target)).ways[0]
    first_vowel = next((at for at, phone in enumerate(way) if phone in VOWELS), 0)
    return Said((way[:first_vowel],), "spelling") if first_vowel else None


def _echo(part: str, before: str, said: Said) -> Said | None:
    """``yeah-eah``: the end of the part before, sung again from its vowel."""
    vowels = len(re.findall(r"[aeiouy]+", part))
    if not vowels or len(part) < 2 or not before.endswith(part):
        return None
    way = said.ways[0]
    places = [at for at, phone in enumerate(way) if phone in VOWELS][-vowels:]
    return Said((way[places[0] :],), said.source) if places else None
