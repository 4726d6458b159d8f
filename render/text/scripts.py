"""Which script a character belongs to, and what a piece of text is written in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

COMMON = ""
"""The script of signs that all scripts share, and of marks that go with what they stand on."""

_JOINED = {"CJK": "han", "HIRAGANA": "kana", "KATAKANA": "kana", "BOPOMOFO": "han"}
_NO_SCRIPT = frozenset(("DIGIT", "COMBINING", "MODIFIER", "FULLWIDTH", "HALFWIDTH"))


@lru_cache(maxsize=8192)
def script_of(ch: str) -> str:
    """Name of the script, lower case; "" for what all scripts share.

    The first word of a letter's name in the Unicode character database is its script.

    >>> [script_of(ch) for ch in "aд愛あ한"], script_of("!")
    (['latin', 'cyrillic', 'han', 'kana', 'hangul'], '')
    """
    if is_emoji(ch):
        return "emoji"
    if unicodedata.category(ch)[0] not in "LM":
        return COMMON
    word = unicodedata.name(ch, "COMBINING").partition(" ")[0]
    if word in ("HALFWIDTH", "FULLWIDTH"):
        word = unicodedata.name(ch).split(" ")[1]
    return COMMON if word in _NO_SCRIPT else _JOINED.get(word, word.lower())


def is_emoji(ch: str) -> bool:
    """True for a character that is a small picture whatever follows it."""
    return 0x1F000 <= ord(ch) <= 0x1FAFF


def wants_colour(cluster: str) -> bool:
    """True for a sequence that is meant to be a coloured picture (UTS #51).

    >>> wants_colour("❤"), wants_colour("❤\ufe0f"), wants_colour("🎵")
    (False, True, True)
    """
    return any(is_emoji(ch) or ch in "\ufe0f\u20e3" for ch in cluster) and "\ufe0e" not in cluster


def ignorable(ch: str) -> bool:
    """True for marks that need no picture of their own: joiners, variation selectors, controls."""
    return (
        unicodedata.category(ch) in ("Cf", "Cc", "Zs", "Zl", "Zp", "Cs")
        or "\ufe00" <= ch <= "\ufe0f"
        or 0xE0000 <= ord(ch) <= 0xE0FFF
    )


def language_of(texts: Iterable[str]) -> str:
    """The language whose shapes East Asian letters take; "" if there are none.

    >>> language_of(["愛してる"]), language_of(["我愛你"]), language_of(["love"])
    ('ja', 'zh', '')
    """
    found = {script_of(ch) for text in texts for ch in text}
    for script, language in (("kana", "ja"), ("hangul", "ko"), ("han", "zh")):
        if script in found:
            return language
    return ""
