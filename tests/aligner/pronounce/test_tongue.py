"""Words of other languages: what is read by espeak-ng, and what is not. No espeak-ng is needed."""

import pytest

from aligner.pronounce import Pronouncer
from aligner.pronounce.tongue import Tongue
from aligner.pronounce.words import Said

ENGLISH = Pronouncer()
IPA = {
    "l'amour": "lamˈuʁ",
    "amour": "amˈuʁ",
    "année": "anˈe",
    "dis": "dˈi",
    "dis-moi": "dˈimwˈa",
    "été": "etˈe",
    "non": "nˈɔ̃",
    "noël": "nɔˈɛl",
    "cash": "(en)kˈaʃ(fr)",
    "moment": "momˈɑ̃",
    "1999": "mil nœfsɑ̃ katʁəvɛ̃diznˈœf",
}


def english(word: str) -> Said | None:
    known = ENGLISH.source(word) == "dictionary"
    return Said(ENGLISH.pronounce(word), "dictionary") if known else None


def spelled(word: str) -> Said:
    return Said(ENGLISH.pronounce(word), "spelling")


FRENCH = Tongue(
    "fr",
    lambda word: IPA.get(word, ""),
    own={"zorblax": Said((("Z", "AO"),), "lexicon")}.get,
    english=english,
    spell=spelled,
)


@pytest.mark.parametrize(
    ("written", "phones", "source"),
    [
        ("L’amour,", "L AA M UW R", "espeak"),
        ("été", "EY T EY", "espeak"),
        ("dis-moi", "D IY M W AA", "espeak"),
        ("non-non", "N AO N N AO N", "espeak"),
        ("noooon", "N AO N", "espeak"),
        ("c't'année", "S T AA N EY", "espeak"),
        ("d-d-dis", "D D D IY", "spelling"),
        ("y", "IY", "espeak"),
        ("j'", "ZH", "espeak"),
        ("moment", "M OW M AA N", "espeak"),
        ("1999", "M IY L N ER F S AA N K AA T R AH V AE N D IY Z N ER F", "espeak"),
        ("baby", "B EY B IY", "dictionary"),
        ("yeeeah", "Y AE", "dictionary"),
        ("noo", "N OW", "dictionary"),
        ("oh-oh", "OW OW", "dictionary"),
        ("cash", "K AE SH", "dictionary"),
        ("zorblax", "Z AO", "lexicon"),
        ("d'zorblax", "D Z AO", "espeak"),
        ("привет", "P R IY V Y EH T", "spelling"),
        ("noël-мир", "N AO EH L M IY R", "spelling"),
        ("brillig", "B R IH L IH G", "spelling"),
    ],
)
def test_each_word_comes_from_where_it_is_known(written: str, phones: str, source: str) -> None:
    said = FRENCH.say(written)
    assert (" ".join(said.ways[0]), said.source) == (phones, source)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="language is one of en, fr, es, de, it, pt, not 'xx'"):
        Pronouncer(language="xx")


def test_english_is_as_ever() -> None:
    asked = Pronouncer(language="en")
    for word in ("tomato", "moonbeam's", "été", "1999", "l'amour"):
        assert asked.pronounce(word) == ENGLISH.pronounce(word)
