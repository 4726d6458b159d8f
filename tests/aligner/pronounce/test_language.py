"""The language of a sheet is guessed, and English is never taken for another."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.pronounce import LANGUAGES, guess_language
from aligner.pronounce.slang import COMMON, SLANG

ENGLISH_STANZAS = (
    "oh baby baby\nna na na\nla la la",
    "come on, come on\nno no no\ndie for me, me and you",
    "a car, a son, a tour\non the road to nowhere\nas is, so what",
    "rest in pain\nfine wine and mine\nan image on a page",
    "Hotel mirrors, silver rain\nevery chance a cold refrain",
    "we sang in Paris, la vie en rose\nbut you were gone before the morning rose",
    "was it a war, was it a man in a land so wild\nwill the wind be still",
    "real red sin\nsea of control\nonce more, yo",
    "hasta la vista baby, I am leaving you tonight",
    "Beyoncé in a café, sipping on my rosé",
    "do re mi, do re mi\ntell me what you see",
    "skrrt skrrt, yeah yeah, hmm",
    "pure gold, pale moon\nlate bird, some note, my dove\nmale pride, dire fate",
    "comes a time, sure as fire\nfor more, for some, for all",
    "Santa Maria, San Jose\nLos Angeles is far away",
    "see the band play on and on\nsing the song until the dawn",
)

OTHERS = {
    "fr": ("je t'aime", "J’ai perdu mon amour", "ne me quitte pas", "la nuit, toujours la nuit"),
    "es": ("mi corazón llora", "¿dónde estás?", "quiero bailar contigo", "la vida es un sueño"),
    "de": ("ich liebe dich", "für immer jung", "wir sind die Nacht", "Du hast mich nicht gefragt"),
    "it": ("ti amo, amore mio", "nel blu degli occhi tuoi", "il cielo in una stanza", "che sarà"),
    "pt": ("não chora, meu bem", "você não sabe", "a minha saudade é tua", "meu coração"),
}


@pytest.mark.parametrize("stanza", ENGLISH_STANZAS)
def test_english_is_never_taken_for_another_language(stanza: str) -> None:
    assert guess_language(stanza) == "en"
    for line in stanza.splitlines():
        assert guess_language(line) == "en"


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in OTHERS.items() for text in texts]
)
def test_a_few_words_are_enough(code: str, text: str) -> None:
    assert guess_language(text) == code
    assert guess_language(text.upper()) == code


def test_a_song_in_two_languages_is_in_the_one_it_has_more_of() -> None:
    french = "je ne sais pas pourquoi la nuit est si longue sans toi"
    english = "baby I love you, all over the world"
    assert guess_language(f"{french}\n{french}\n{english}") == "fr"
    assert guess_language(f"{english}\n{english}\nvoulez-vous danser") == "en"


@pytest.mark.parametrize(
    "text",
    ["", "123 !!", "привет, мир", "愛してる", "corazón", "ik hou van jou vanavond", "te amo"],
)
def test_what_is_unsure_is_english(text: str) -> None:
    assert guess_language(text) == "en"


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    assert guess_language(text) in LANGUAGES


def test_songs_are_in_the_language_their_makers_say(shared: Path) -> None:
    songs = sorted((shared / "data" / "songs").glob("*/meta.json"))
    for song in songs:
        text = (song.parent / "lyrics.txt").read_text("utf-8")
        assert guess_language(text) == json.loads(song.read_text("utf-8"))["language"], song.parent
    assert songs


def test_each_language_has_its_table() -> None:
    assert list(LANGUAGES) == ["en", "fr", "es", "de", "it", "pt"]
    for code, language in LANGUAGES.items():
        assert language.code == code
        assert language.words
        assert bool(language.voice) == (code != "en")
        # A word that English songs have not needs no exception.
        assert language.english_too <= COMMON | set(SLANG), code
