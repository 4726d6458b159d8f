"""Any word that can be sung, and its phones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aligner.alignment import ARPABET
from aligner.pronounce.dictionary import Pronunciation, load_dictionary
from aligner.pronounce.espeak import espeak_reader
from aligner.pronounce.language import ENGLISH, LANGUAGES
from aligner.pronounce.letter_to_sound import shipped_model
from aligner.pronounce.numerals import number_words
from aligner.pronounce.scripts import script_phones
from aligner.pronounce.slang import COMMON, LETTER_NAMES, SLANG
from aligner.pronounce.spelling import atoms, hyphen_parts, initials, plain_word
from aligner.pronounce.stretched import is_stretched, repeated_syllable, shorter_spellings, shrunk
from aligner.pronounce.tongue import Tongue
from aligner.pronounce.words import (
    Said,
    Source,
    compound,
    hyphenated,
    inflected,
    joined,
    with_plural,
)

_LIKE_SOUND = str.maketrans({"2": "to", "4": "for", "8": "ate"})


class Pronouncer:
    """Says every word: from the user's lexicon, the dictionary, or else from the spelling.

    It remembers what it said, so one object should serve a whole song.

    Args:
        lexicon: words and their pronunciations, as :func:`~aligner.pronounce.read_lexicon` gives;
            a word in it is said as it says, and in no other way.
        language: a key of :data:`~aligner.pronounce.language.LANGUAGES` (ISO 639-1). In another
            than English, words come from espeak-ng, except those of the lexicon and such English
            ones as songs of all languages have.

    Raises:
        ValueError: the lexicon has an illegal phone, or a word without pronunciation; or the
            language is unknown.
        AlignerUnavailableError: the dictionary or the letter-to-sound model is not installed, or
            the language is not English and espeak-ng is not installed.

    >>> Pronouncer().pronounce("moonbeam")
    (('M', 'UW', 'N', 'B', 'IY', 'M'),)
    """

    def __init__(
        self,
        lexicon: Mapping[str, Sequence[Pronunciation]] | None = None,
        *,
        language: str = ENGLISH,
    ) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"language is one of {', '.join(LANGUAGES)}, not {language!r}")
        self._lexicon: dict[str, tuple[Pronunciation, ...]] = {}
        for word, ways in (lexicon or {}).items():
            if not ways or any(not way or set(way) - ARPABET for way in ways):
                raise ValueError(f"the lexicon says {word!r} with other phones than ARPAbet's")
            self._lexicon[plain_word(word)] = tuple(tuple(way) for way in ways)
        self._dictionary = load_dictionary()
        self._model = shipped_model()
        self._said: dict[str, Said] = {}
        self._tongue: Tongue | None = None
        if language != ENGLISH:
            self._tongue = Tongue(
                language,
                espeak_reader(language),
                own=self._from_lexicon,
                english=self._known,
                spell=lambda word: self._say(plain_word(word), word),
            )

    def pronounce(self, word: str) -> tuple[Pronunciation, ...]:
        """All ways to say a word, the most usual first; never empty, and no way is.

        The word may be as written (with capitals, which tell ``DJ`` from a word, and with
        punctuation around it) or as sung.

        Raises:
            ValueError: there is no letter and no digit in it, nor ``&``.
        """
        return self._remembered(word).ways

    def source(self, word: str) -> Source:
        """Where the phones of a word come from.

        ``"dictionary"`` includes what rules make of dictionary words (plurals, numbers,
        compounds); ``"espeak"`` is said of words that espeak-ng read; ``"spelling"`` is said of a
        word if only a part of it had to be guessed.

        Raises:
            ValueError: as :meth:`pronounce`.
        """
        return self._remembered(word).source

    def _remembered(self, word: str) -> Said:
        if word not in self._said:
            plain = plain_word(word)
            known = (
                None if self._tongue is None else self._from_lexicon(word) or self._tongue.say(word)
            )
            self._said[word] = known or self._say(plain, word)
        return self._said[word]

    def _from_lexicon(self, word: str) -> Said | None:
        ways = self._lexicon.get(plain_word(word)) if self._lexicon else None
        return Said(ways, "lexicon") if ways else None

    def _look_up(self, word: str) -> Said | None:
        """Find a word that is known as it stands."""
        if word in self._lexicon:
            return Said(self._lexicon[word], "lexicon")
        if word in SLANG:
            return Said((SLANG[word],), "dictionary")
        ways = self._dictionary.pronunciations(word)
        return Said(ways, "dictionary") if ways else None

    def _known(self, word: str) -> Said | None:
        """Find a known word, or one with an ending."""
        return self._look_up(word) or inflected(word, self._look_up)

    def _say(self, plain: str, written: str) -> Said:
        known = self._look_up(plain) or self._look_up(plain + ".")  # "mr" is "mr." there
        if known is not None:
            return known
        letters = initials(written)
        if letters:
            return self._spelled_out(
                letters, plural=len(re.sub("[^a-z]", "", plain)) > len(letters)
            )
        parts = hyphen_parts(re.sub(r"-n-|'n'", "-'n-", plain))
        if len(parts) > 1:
            return hyphenated(parts, self._look_up, self._part)
        return self._part(plain)

    def _part(self, plain: str) -> Said:
        """Say what is between hyphens: letters, digits and signs in any mixture."""
        found = atoms(plain)
        if len(found) == 1:
            return self._atom(found[0])
        if re.fullmatch(r"[a-z248]+", plain):  # 2nite, gr8
            known = self._known(plain.translate(_LIKE_SOUND))
            if known is not None:
                return known
        return joined([self._atom(atom) for atom in found])

    def _atom(self, atom: str) -> Said:
        number = number_words(atom)
        if number is not None:
            return joined([self._latin(word) for word in number])
        if atom.isascii():
            return self._latin(atom)
        return Said((script_phones(atom),), "spelling")

    def _latin(self, word: str) -> Said:
        """Say a word in ``a``-``z`` and apostrophes."""
        bare = word.replace("'", "")
        return (
            self._known(word)
            or self._shortened(word)
            or self._repeated(bare)
            or compound(bare, self._look_up)
            or self._guessed(bare)
        )

    def _shortened(self, word: str) -> Said | None:
        """Find the known word of a stretched spelling; mere doubling must give a frequent word."""
        stretched = is_stretched(word)
        for spelling in shorter_spellings(word, COMMON):
            if stretched or spelling in COMMON:
                known = self._known(spelling)
                if known is not None:
                    return known
        return None

    def _repeated(self, word: str) -> Said | None:
        found = repeated_syllable(word)
        if found is None:
            return None
        syllable, times = found
        known = self._look_up(syllable)
        if known is None or (times < 3 and syllable not in COMMON):
            return None
        return joined([known] * times)

    def _guessed(self, word: str) -> Said:
        phones = self._model.phones(shrunk(word))
        return Said((phones,), "spelling") if phones else self._spelled_out(word)

    def _spelled_out(self, letters: str, *, plural: bool = False) -> Said:
        """Say the names of the letters."""
        names = [Said((LETTER_NAMES[letter],), "dictionary") for letter in letters]
        return with_plural(joined(names)) if plural else joined(names)
