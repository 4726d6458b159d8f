"""A written word made plain, and cut where it is written as several.

Only spelling is looked at here; what the parts sound like is for
:mod:`aligner.pronounce.words`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`´ʹʻ＇′", "'"))
_LATIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "th",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "ŋ": "ng",
        "ə": "a",
    }
)
_SYMBOLS = {"&": "and", "+": "plus", "@": "at", "%": "percent"}
_MONEY = re.compile(r"([$€£])(\d[\d.,]*)")
_MONEY_NAMES = {"$": "dollars", "€": "euros", "£": "pounds"}
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th|'?s)?(?![a-z0-9])|\d+")


def plain_word(written: str) -> str:
    """Lower case, straight apostrophes, no accents on Latin letters, no punctuation around it.

    Apostrophes at its ends stay if they can belong to it (``'cause``, ``runnin'``) and go if they
    are a pair of quotes.

    Raises:
        ValueError: there is no letter, no digit and no ``&`` in it.

    >>> plain_word("“Runnin’,"), plain_word("Beyoncé"), plain_word("'quoted'")
    ("runnin'", 'beyonce', 'quoted')
    """
    composed = unicodedata.normalize("NFKC", written.translate(_APOSTROPHES)).lower()
    text = "".join(_folded(character) for character in composed).translate(_APOSTROPHES)
    if not any(character.isalnum() or character == "&" for character in text):
        if any(character.isalnum() for character in written):
            return "uh"  # a prime or the like, which Unicode counts among the letters
        raise ValueError(f"there is nothing to pronounce in {written!r}")
    start, end = 0, len(text)
    while not _sounds(text[start]):
        start += 1
    while not _sounds(text[end - 1]):
        end -= 1
    before, after = text[:start].endswith("'"), text[end:].startswith("'")
    if before and after:
        before = after = False
    money = text[:start][-1:] if text[start].isdigit() and text[:start][-1:] in "$€£" else ""
    percent = "%" if text[end : end + 1] == "%" else ""
    return "'" * before + money + text[start:end] + percent + "'" * (after and not percent)


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """Write a Latin letter or a decimal digit in ASCII; leave other characters as they are."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in "$€£":
        return character
    base = unicodedata.normalize("NFKD", character.translate(_LATIN))
    bare = "".join(c for c in base if not unicodedata.combining(c)).replace("⁄", "/")
    return bare if bare.isascii() and bare.strip() else character


def _sounds(character: str) -> bool:
    # Marks count: the vowel signs of Indic scripts are marks, and they are sung.
    return (
        character.isalnum() or character == "&" or unicodedata.category(character).startswith("M")
    )


def hyphen_parts(plain: str) -> list[str]:
    """Part a word at its hyphens.

    >>> hyphen_parts("yeah-eah")
    ['yeah', 'eah']
    """
    return [part for part in re.split(r"[-‐‑‒–—]+", plain) if any(map(_sounds, part))]


def atoms(part: str) -> list[str]:
    """Cut a part into numbers, runs of Latin letters with apostrophes, and other letters.

    Symbols that are sung become words; other punctuation parts and goes.

    >>> atoms("r&b"), atoms("24/7"), atoms("1,000"), atoms("$5"), atoms("3.5")
    (['r', 'and', 'b'], ['24', '7'], ['1000'], ['5', 'dollars'], ['3', 'point', '5'])
    """
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", part)
    text = _MONEY.sub(lambda m: f"{m[2]} {_MONEY_NAMES[m[1]]} ", text)
    text = re.sub(r"(?<=\d)\.(?=\d)", " point ", text)
    for symbol, word in _SYMBOLS.items():
        text = text.replace(symbol, f" {word} ")
    found: list[str] = []
    for chunk in text.split():
        at = 0
        while at < len(chunk):
            number = _NUMBER.match(chunk, at)
            if number is not None:
                found.append(number[0])
                at = number.end()
                continue
            kind = _kind(chunk[at])
            end = at
            while end < len(chunk) and _kind(chunk[end]) == kind:
                end += 1
            piece = chunk[at:end]
            if kind and any(character.isalnum() for character in piece):
                found.append(piece)
            at = end
    return found


def _kind(character: str) -> str:
    """Tell what a character is; "" for punctuation."""
    if character.isascii() and (character.isalpha() or character == "'"):
        return "latin"
    if character.isascii() and character.isdigit():
        return "digit"
    return "other" if _sounds(character) else ""


def initials(written: str) -> str:
    """Give the letters to name one by one, in lower case; "" for what can be read as a word.

    Letters with dots, two capitals, and capitals without a vowel are initials. A word that is
    known should not be asked about: ``NO`` in a sheet all in capitals is one.

    >>> initials("BMW"), initials("DJs"), initials("U.S.A."), initials("NASA"), initials("Mr")
    ('bmw', 'dj', 'usa', '', '')
    """
    bare = re.sub(r"^\W+|\W+$", "", written)
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", bare):
        return bare.replace(".", "").lower()
    match = re.fullmatch(r"([A-Z]{2,5})(?:['’]?s)?", bare)
    if match is None or re.search(r"(.)\1\1", match[1]):  # BRRR is a noise
        return ""
    vowels = set("AEIOU" if len(match[1]) <= 3 else "AEIOUY")
    return "" if len(match[1]) > 2 and set(match[1]) & vowels else match[1].lower()
