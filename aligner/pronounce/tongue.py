"""Words of a language other than English.

A :class:`Tongue` asks for the sounds of a word (:mod:`~aligner.pronounce.espeak`) and reads them
as phones (:mod:`~aligner.pronounce.ipa`). Words are read one by one: French liaison is left out.

A word has one pronunciation. The last e that French speech drops and singing may not was tried as
a second one ("larmes" also with AH): on three French songs the share of words right within 0.3 s
fell from 94.5 to 86.4 %, because a vowel that may be held anywhere follows the instruments.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

from aligner.pronounce.ipa import arpabet
from aligner.pronounce.language import ENGLISH, LANGUAGES
from aligner.pronounce.scripts import script_phones
from aligner.pronounce.slang import COMMON, SLANG
from aligner.pronounce.spelling import hyphen_parts
from aligner.pronounce.stretched import is_stretched, shorter_spellings
from aligner.pronounce.words import LookUp, Said, hyphenated, joined

_HELD_END = re.compile(r"([aeiouyh])\1$")
_HELD = re.compile(r"([^\W\d_])\1{2,}")
_AROUND = re.compile(r"^[^\w&'$€£]+|[^\w&'%]+$")


class Tongue:
    """Says the words of one language.

    Args:
        language: a key of :data:`~aligner.pronounce.language.LANGUAGES`, not English.
        read: a word of it -> its sounds in IPA.
        own: a word -> how the user's lexicon says it, or None.
        english: a word -> how English says it, or None.
        spell: a word in which ``read`` finds no sound -> how it is said all the same.
    """

    def __init__(
        self,
        language: str,
        read: Callable[[str], str],
        *,
        own: LookUp,
        english: LookUp,
        spell: Callable[[str], Said],
    ) -> None:
        self._language = LANGUAGES[language]
        self._read = read
        self._own = own
        self._look_up = english
        self._spell = spell

    def say(self, written: str) -> Said:
        """Find how a word is said; there is a letter, a digit or ``&`` in it."""
        word = _lower(written)
        known = self._own(word) or self._english(word)
        if known is not None:
            return known
        parts = hyphen_parts(word)
        if len(parts) > 1 and self._are_words(parts):
            # A part that comes again is no echo of the end of a word.
            def look_up(part: str) -> Said | None:
                return self._english(part) or (self._part(part) if parts.count(part) > 1 else None)

            return hyphenated(parts, look_up, self._part)
        return self._part(word)

    def _are_words(self, parts: Sequence[str]) -> bool:
        """Tell if each part is to be said for itself: ``na-na``, ``d-d-dis``, ``no-ooon``."""
        return any(a == b for a, b in pairwise(parts)) or any(
            is_stretched(part) or (self._own(part) or self._english(part)) is not None
            for part in parts
        )

    def _part(self, word: str) -> Said:
        """Say what is between hyphens; other scripts than the Latin are read by their letters."""
        known = self._own(word) or self._english(word)
        if known is not None:
            return known
        said = [
            self._latin(run) if latin else Said((script_phones(run),), "spelling")
            for run, latin in _scripts(word)
        ]
        return joined(said) if said else self._spell(word)

    def _english(self, word: str) -> Said | None:
        """Find a word of English songs that this language has not: ``baby``, ``yeeeah``."""
        spellings = [word]
        if is_stretched(word) or _HELD_END.search(word):
            spellings += shorter_spellings(word, COMMON)
        for spelling in spellings:
            if spelling in self._language.english_too:
                return None
            if spelling in COMMON or spelling in SLANG:
                return self._look_up(spelling)
        return None

    def _latin(self, word: str) -> Said:
        """Say letters, digits, apostrophes and signs; a letter held on is written three times."""
        word = _HELD.sub(r"\1", word)
        bare = word.strip("'")
        if bare in self._language.said:
            return Said((self._language.said[bare],), "espeak")
        pieces = [piece for piece in bare.split("'") if piece]
        # espeak-ng takes l'amour apart, but not c't'année, nor a name of the user's after l'.
        if len(pieces) > 2 or (len(pieces) == 2 and self._own(pieces[1]) is not None):
            return self._elided(pieces)
        sounds = self._read(word)
        if sounds.startswith(f"({ENGLISH})"):
            # It takes the word for English, of which the dictionary knows more.
            known = self._look_up(bare)
            if known is not None:
                return known
        way = arpabet(sounds, self._language.code)
        return Said((way,), "espeak") if way else self._spell(word)

    def _elided(self, pieces: Sequence[str]) -> Said:
        """Say pieces between apostrophes, two together where they are known so."""
        said: list[Said] = []
        at = 0
        while at < len(pieces):
            width = 2 if "'".join(pieces[at : at + 2]) in self._language.said else 1
            said.append(self._part("'".join(pieces[at : at + width])))
            at += width
        return joined(said)


def _lower(written: str) -> str:
    """Lower case and straight apostrophes, with accents, without punctuation around it."""
    text = unicodedata.normalize("NFKC", re.sub("[’ʼ‘`´ʹʻ＇′]", "'", written)).lower()
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    text = _AROUND.sub("", text.replace("_", " "))
    if text.startswith("'") and text.endswith("'"):  # a pair of quotes
        text = text.strip("'")
    return text


def _scripts(word: str) -> list[tuple[str, bool]]:
    """Cut a word into runs, each with whether it is Latin; marks and signs go with their letter."""
    runs: list[tuple[str, bool]] = []
    for character in word:
        if character.isalpha():
            latin = unicodedata.name(character, "").startswith("LATIN")
        elif character.isalnum() or character in "&$€£%+":
            latin = character.isascii() or not character.isalnum()
        else:
            latin = runs[-1][1] if runs else True
        if runs and runs[-1][1] == latin:
            runs[-1] = (runs[-1][0] + character, latin)
        else:
            runs.append((character, latin))
    return [
        (run.strip("-‐‑‒–—"), latin)
        for run, latin in runs
        if any(c.isalnum() or c in "&$€£%+" for c in run)
    ]
