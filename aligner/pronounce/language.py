"""The languages that can be sung, and a guess which of them a lyric sheet is in.

What is known of a language is in ``tables/languages.toml``. To add one, add its table there, the
sounds that are its own in ``tables/ipa.toml``, and a test of its words.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from aligner.pronounce.dictionary import Pronunciation
from aligner.pronounce.slang import COMMON

ENGLISH = "en"

_LEAST_WORDS = 2
"""Different words that only another language has, before it is believed to be sung."""

_LEAST_SHARE = 0.2
"""Known words among all words; a language that we do not know stays below it."""


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of a language.

    Attributes:
        code: ISO 639-1.
        name: in English.
        voice: the voice of espeak-ng that reads it; "" for English, which needs none.
        words: small words, and words that songs are full of.
        letters: letters that it uses and English does not.
        english_too: words of this language that English songs have also.
        said: small words that espeak-ng takes for letters, and their phones.
    """

    code: str
    name: str
    voice: str
    words: frozenset[str]
    letters: frozenset[str]
    english_too: frozenset[str]
    said: Mapping[str, Pronunciation] = field(hash=False)


def _load() -> dict[str, Language]:
    text = files("aligner.pronounce").joinpath("tables", "languages.toml").read_text("utf-8")
    return {
        code: Language(
            code=code,
            name=table["name"],
            voice=table.get("voice", ""),
            words=frozenset(table["words"].split()),
            letters=frozenset(table["letters"]),
            english_too=frozenset(table.get("english_too", "").split()),
            said={word: tuple(row.split()) for word, row in table.get("said", {}).items()},
        )
        for code, table in tomllib.loads(text).items()
    }


LANGUAGES: Mapping[str, Language] = _load()
"""All languages by their ISO 639-1 code, English first."""


def guess_language(text: str) -> str:
    """Guess the language of lyrics from their small words and their letters; "en" when unsure.

    Every word counts for the languages that know it, in equal shares, and again for those that
    have its accented letters. A language other than English is the answer only if it has more
    than any other, and two different words that English has not.

    Returns:
        A key of :data:`LANGUAGES` (ISO 639-1).

    >>> guess_language("mes larmes et la nuit"), guess_language("my tears and the night")
    ('fr', 'en')
    """
    words = _words(text)
    score: defaultdict[str, float] = defaultdict(float)
    own: Counter[str] = Counter()
    known = 0
    for word, times in Counter(words).items():
        speakers = _speakers(word)
        writers = [code for code, language in LANGUAGES.items() if language.letters & set(word)]
        for heard in (speakers, writers):
            for code in heard:
                score[code] += times / len(heard)
        if ENGLISH not in speakers:
            own.update({*speakers, *writers})
        known += times * bool(speakers or writers)
    most = max(score.values(), default=0.0)
    leaders = [code for code, points in score.items() if points == most]
    if len(leaders) != 1:
        return ENGLISH
    best = leaders[0]
    sure = own[best] >= _LEAST_WORDS and known >= _LEAST_SHARE * len(words)
    return best if sure else ENGLISH


def _words(text: str) -> list[str]:
    """Words in lower case; an elided one apart from what follows, unless English has the two."""
    plain = unicodedata.normalize("NFC", text).lower().replace("’", "'").replace("ʼ", "'")
    found: list[str] = []
    for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*'?|[¿¡]", plain):
        if word in LANGUAGES[ENGLISH].words or word in COMMON:
            found.append(word)
        else:
            found += [piece for piece in re.findall(r"[^']+'?", word) if piece]
    return found


def _speakers(word: str) -> list[str]:
    bare = word.rstrip("'")
    return [
        code
        for code, language in LANGUAGES.items()
        if word in language.words or bare in language.words or (code == ENGLISH and bare in COMMON)
    ]
