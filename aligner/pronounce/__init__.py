"""Words to phones, so that no word is ever without.

Five steps, each asked only where the ones before have no answer: the user's lexicon
(:mod:`~aligner.pronounce.lexicon`); songs' own words (:mod:`~aligner.pronounce.slang`); the
dictionary of pocketsphinx (:mod:`~aligner.pronounce.dictionary`); rules on its words
(:mod:`~aligner.pronounce.words`, :mod:`~aligner.pronounce.stretched`,
:mod:`~aligner.pronounce.numerals`); and a model that reads letters
(:mod:`~aligner.pronounce.letter_to_sound`), or scripts (:mod:`~aligner.pronounce.scripts`).

In another language than English (:mod:`~aligner.pronounce.language`) a word comes from the
lexicon, or from English songs if the language has no such word, or else from espeak-ng
(:mod:`~aligner.pronounce.tongue`, :mod:`~aligner.pronounce.espeak`,
:mod:`~aligner.pronounce.ipa`).
"""

from aligner.pronounce.dictionary import Pronunciation
from aligner.pronounce.language import LANGUAGES, guess_language
from aligner.pronounce.lexicon import Lexicon, parse_lexicon, read_lexicon
from aligner.pronounce.pronouncer import Pronouncer
from aligner.pronounce.words import Source

__all__ = [
    "LANGUAGES",
    "Lexicon",
    "Pronouncer",
    "Pronunciation",
    "Source",
    "guess_language",
    "parse_lexicon",
    "read_lexicon",
]
