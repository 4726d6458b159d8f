"""From the International Phonetic Alphabet to the 39 phones of ARPAbet.

The table is ``tables/ipa.toml``: the sounds that English lacks become the nearest ones it has, so
that an acoustic model of English can follow French, Spanish, German, Italian and Portuguese.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files

from aligner.alignment import ARPABET, CONSONANTS, VOWELS
from aligner.pronounce.dictionary import Pronunciation

_NASAL = "\N{COMBINING TILDE}"
_NASALS = frozenset("mnɲŋ")
_STRESS = str.maketrans(dict.fromkeys("ˈˌ", ""))
_LIGATURES = str.maketrans(
    {"\N{COMBINING DOUBLE INVERTED BREVE}": "", "\N{COMBINING DOUBLE BREVE BELOW}": ""}
)
_OTHER_LANGUAGE = re.compile(r"\(([a-z]{2,3}(?:-[a-z0-9-]+)?)\)")

_Sounds = dict[str, Pronunciation]


def arpabet(ipa: str, language: str) -> Pronunciation:
    """Read what espeak-ng prints as phones; () if there is no sound in it.

    A nasal vowel is the vowel and N, a long consonant is as a short one. Marks and symbols that
    are not in the table are passed over. Parts that espeak-ng reads in another language, such as
    ``(en)bˈeɪbi(fr)``, are read as sounds of that one.

    Args:
        ipa: the sounds of a word, or of several.
        language: a key of :data:`~aligner.pronounce.language.LANGUAGES`; of any other, the sounds
            that all have in common are read.

    >>> " ".join(arpabet("kɔ̃pˈaɲ", "fr"))
    'K AO N P AA N Y'
    """
    text = unicodedata.normalize("NFD", ipa).translate(_LIGATURES).translate(_STRESS)
    said: list[str] = []
    # The languages named stand at the odd places.
    pieces = _OTHER_LANGUAGE.split(text)
    for spoken, piece in zip([language, *pieces[1::2]], pieces[::2], strict=True):
        for phone in _read(piece, spoken.split("-")[0]):
            if not (said and said[-1] == phone and phone in CONSONANTS):
                said.append(phone)
    return tuple(said)


def _read(text: str, language: str) -> list[str]:
    sounds, longest = _sounds(language)
    said: list[str] = []
    at = 0
    while at < len(text):
        width = next((n for n in range(longest, 0, -1) if text[at : at + n] in sounds), 0)
        if width:
            said += sounds[text[at : at + width]]
        elif (
            text[at] == _NASAL and said and said[-1] in VOWELS and text[at + 1 :][:1] not in _NASALS
        ):
            said.append("N")
        at += width or 1
    return said


@lru_cache(maxsize=16)
def _sounds(language: str) -> tuple[_Sounds, int]:
    """The sounds of a language, and the length of the longest."""
    tables = _tables()
    sounds = {**tables["common"], **tables.get(language, {})}
    return sounds, max(map(len, sounds))


@lru_cache(maxsize=1)
def _tables() -> dict[str, _Sounds]:
    text = files("aligner.pronounce").joinpath("tables", "ipa.toml").read_text("utf-8")
    tables = {
        name: {
            unicodedata.normalize("NFD", symbol): tuple(phones.split())
            for symbol, phones in table.items()
        }
        for name, table in tomllib.loads(text).items()
    }
    for name, table in tables.items():
        for symbol, phones in table.items():
            if set(phones) - ARPABET:
                raise ValueError(f"{symbol!r} in [{name}] has other phones than ARPAbet's")
    return tables
