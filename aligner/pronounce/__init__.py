"""Words to phones, so that no word is ever without.

Five steps, each asked only where the ones before have no answer: the user's lexicon
(:mod:`~aligner.pronounce.lexicon`); songs' own words (:mod:`~aligner.pronounce.slang`); the
dictionary of pocketsphinx (:mod:`~aligner.pronounce.dictionary`); rules on its words
(:mod:`~aligner.pronounce.words`, :mod:`~aligner.pronounce.stretched`,
:mod:`~aligner.pronounce.numerals`); and a model that reads letters
(:mod:`~aligner.pronounce.letter_to_sound`), or scripts (:mod:`~aligner.pronounce.scripts`).
"""

from aligner.pronounce.dictionary import Pronunciation
from aligner.pronounce.lexicon import Lexicon, parse_lexicon, read_lexicon
from aligner.pronounce.pronouncer import Pronouncer
from aligner.pronounce.words import Source

__all__ = ["Lexicon", "Pronouncer", "Pronunciation", "Source", "parse_lexicon", "read_lexicon"]
