"""Every word has phones, and the usual ones are right."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment import ARPABET
from aligner.pronounce import Pronouncer
from tests.growth import grows_like_its_size

ONE = Pronouncer()


def said(word: str) -> list[str]:
    return [" ".join(way) for way in ONE.pronounce(word)]


def first(word: str) -> str:
    return said(word)[0]


@settings(max_examples=400, deadline=None)
@given(st.text(min_size=1, max_size=30).filter(lambda text: any(c.isalnum() for c in text)))
def test_any_text_with_a_letter_or_digit_has_phones(text: str) -> None:
    ways = ONE.pronounce(text)
    assert ways
    for way in ways:
        assert way
        assert set(way) <= ARPABET


@pytest.mark.parametrize("unit", ["a", "xq", "9", "a-", "a'", "o.", "é", "愛", "moon"])
def test_a_long_word_takes_time_by_its_length_and_no_more(unit: str) -> None:
    def say(size: int) -> None:
        Pronouncer().pronounce(unit * (size // len(unit)))

    assert grows_like_its_size(say, 30)


@settings(max_examples=400, deadline=None)
@given(st.from_regex(r"[a-zA-Z0-9'&.\-]{0,12}[a-z0-9][a-zA-Z0-9'&.\-]{0,12}", fullmatch=True))
def test_anything_like_an_english_word_has_phones(text: str) -> None:
    ways = ONE.pronounce(text)
    assert ways
    assert all(way and set(way) <= ARPABET for way in ways)


def holds_a_sound(text: str) -> bool:
    # Compatibility forms count: a parenthesised letter is a letter.
    both = text + unicodedata.normalize("NFKC", text)
    return any(c.isalnum() or c == "&" for c in both)


@given(st.text(max_size=12).filter(lambda text: not holds_a_sound(text)))
def test_text_without_letter_or_digit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="nothing to pronounce"):
        ONE.pronounce(text)


def test_a_very_long_word_is_no_trouble() -> None:
    for text in (
        "a" * 5000,
        "ab" * 2500,
        "moon-" * 1000,
        "9" * 3000,
        "xyzzyplugh" * 300,
        "'" * 999 + "a",
    ):
        assert ONE.pronounce(text)


def test_all_pronunciations_of_the_dictionary_are_given_in_order() -> None:
    assert said("tomato") == ["T AH M EY T OW", "T AH M AA T OW"]
    assert ONE.source("tomato") == "dictionary"


@pytest.mark.parametrize(
    ("written", "phones"),
    [
        ("Moon", "M UW N"),
        ("“Moon,”", "M UW N"),
        ("don’t", "D OW N T"),
        ("'cause", "K AH Z"),
        ("‘cause", "K AH Z"),
        ("lovin’", "L AH V IH N"),
        ("runnin'", "R AH N IH N"),
        ("rock’n’roll", "R AA K AH N R OW L"),
        ("heav'n", "HH EH V AH N"),
        ("boys'", "B OY Z"),
        ("'quoted'", "K W OW T IH D"),
    ],
)
def test_apostrophes_and_quotes_are_told_apart(written: str, phones: str) -> None:
    assert first(written) == phones


@pytest.mark.parametrize(
    ("written", "phones"),
    [
        ("moon's", "M UW N Z"),
        ("moonbeam's", "M UW N B IY M Z"),
        ("moonbeams", "M UW N B IY M Z"),
        ("heartbeat's", "HH AA R T B IY T S"),
        ("eyelash's", "AY L AE SH IH Z"),
        ("starlight'll", "S T AA R L AY T AH L"),
        ("get'em", "G EH T AH M"),
    ],
)
def test_an_ending_sounds_as_the_stem_asks(written: str, phones: str) -> None:
    assert first(written) == phones
    assert ONE.source(written) == "dictionary"


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("looove", "love"),
        ("loooovin'", "lovin'"),
        ("ooooh", "ooh"),
        ("sooo", "so"),
        ("nooooo", "no"),
        ("goooood", "good"),
        ("stooop", "stop"),
        ("sooooon", "soon"),
        ("yeaaahhh", "yeah"),
        ("heyy", "hey"),
        ("hellooo", "hello"),
        ("skrrrrrt", "skrt"),
        ("shhhhh", "shh"),
        ("BRRRR", "brr"),
        ("lo-o-ove", "love"),
        ("ba-by", "baby"),
    ],
)
def test_a_stretched_or_broken_word_is_said_as_the_word(written: str, word: str) -> None:
    assert said(written) == said(word)


@pytest.mark.parametrize(
    ("written", "phones"),
    [
        ("oh-oh", "OW OW"),
        ("na-na-na", "N AA N AA N AA"),
        ("lalala", "L AA L AA L AA"),
        ("hahaha", "HH AA HH AA HH AA"),
        ("yeah-eah", "Y AE AE"),
        ("b-b-baby", "B B B EY B IY"),
        ("mm-hmm", "M HH M"),
        ("mmmm", "M"),
        ("hmm", "HH M"),
    ],
)
def test_syllables_are_repeated_echoed_and_stuttered(written: str, phones: str) -> None:
    assert first(written) == phones


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("29", "twenty nine"),
        ("1999", "nineteen ninety nine"),
        ("1905", "nineteen oh five"),
        ("2005", "two thousand five"),
        ("007", "oh oh seven"),
        ("21st", "twenty first"),
        ("'90s", "nineties"),
        ("24/7", "twenty four seven"),
        ("1,000", "one thousand"),
        ("3.5", "three point five"),
        ("$5", "five dollars"),
        ("100%", "one hundred percent"),
        ("12:30", "twelve thirty"),
        ("٣", "three"),
        ("2nite", "tonight"),
        ("gr8", "great"),
        ("b4", "b four"),
        ("R&B", "r and b"),
        ("&", "and"),
    ],
)
def test_digits_and_signs_are_said_in_words(written: str, words: str) -> None:
    assert first(written) == " ".join(first(word) for word in words.split())


@pytest.mark.parametrize(
    ("written", "phones"),
    [
        ("DJ", "D IY JH EY"),
        ("DJs", "D IY JH EY Z"),
        ("TV", "T IY V IY"),
        ("NYC", "EH N W AY S IY"),
        ("BPM", "B IY P IY EH M"),
        ("U.S.A.", "Y UW EH S EY"),
    ],
)
def test_initials_are_named(written: str, phones: str) -> None:
    assert first(written) == phones


@pytest.mark.parametrize("shouted", ["LOVE", "SKRRT", "HMMM", "WHY", "DON'T", "NO", "RHYTHM"])
def test_a_shouted_word_is_no_initials(shouted: str) -> None:
    assert said(shouted) == said(shouted.lower())


def test_accents_on_latin_letters_make_no_difference() -> None:
    assert said("Beyoncé") == said("beyonce")
    assert said("Ｍｏｏｎ") == said("moon")


@pytest.mark.parametrize(
    "word", ["привет", "αγάπη", "きょう", "안녕", "नमस्ते", "שלום", "مرحبا", "你好", "Ꙁ"]
)
def test_other_scripts_move_the_mouth(word: str) -> None:
    assert ONE.source(word) == "spelling"
    assert len(ONE.pronounce(word)[0]) >= min(2, len(word))


def test_the_lexicon_wins_and_stands_alone() -> None:
    mine = Pronouncer({"Tomato": [("T", "AA", "M")], "zorblax": [("Z", "AO", "R"), ("Z", "AA")]})
    assert mine.pronounce("tomato") == (("T", "AA", "M"),)
    assert mine.source("TOMATO,") == "lexicon"
    assert mine.pronounce("Zorblax's") == (("Z", "AO", "R", "Z"), ("Z", "AA", "Z"))
    assert mine.source("Zorblax’s") == "lexicon"
    assert mine.source("moon") == "dictionary"


@pytest.mark.parametrize("ways", [[], [()], [("XX",)], [("AA1",)]])
def test_a_lexicon_with_illegal_phones_is_refused(ways: list[tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match="moon"):
        Pronouncer({"moon": ways})


def test_only_guessed_words_are_said_to_be_spelled() -> None:
    assert [ONE.source(w) for w in ("moon", "moonbeams", "1999", "skrrt")] == ["dictionary"] * 4
    assert [ONE.source(w) for w in ("zuckerpunch", "moon-zorblax")] == ["spelling"] * 2
