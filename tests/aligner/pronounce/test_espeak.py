"""espeak-ng reads words of five languages, whatever is in them; and it may be absent."""

import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import ARPABET
from aligner.lyrics import read_lyrics
from aligner.pronounce import LANGUAGES, Pronouncer
from aligner.pronounce.espeak import (
    MAX_LETTERS,
    espeak_reader,
    first_that_loads,
    installed,
    readable,
)
from aligner.pronounce.ipa import _sounds, arpabet
from media_core.errors import AlignerUnavailableError
from media_core.extras import adding

OTHERS = [code for code in LANGUAGES if code != "en"]

needs_espeak = pytest.mark.skipif(installed() is None, reason="needs the extra `espeak`")


def test_what_is_no_espeak_is_passed_over(tmp_path: Path) -> None:
    text = tmp_path / "libespeak-ng.so"
    text.write_text("not a library")
    assert (
        first_that_loads(iter([("there-is-no-such-library.so", None), (str(text), None)])) is None
    )


@pytest.mark.parametrize(("code", "name"), [("fr", "French"), ("pt", "Portuguese")])
def test_without_espeak_it_says_what_to_install(code: str, name: str) -> None:
    with pytest.raises(
        AlignerUnavailableError, match=f"^{name} needs espeak-ng, which is not installed$"
    ) as caught:
        espeak_reader(code, find=lambda: None)
    assert caught.value.hint == f"run `{adding('espeak')}`"


def test_only_harmless_text_is_read() -> None:
    assert readable("l’a\0mour<break/>") == "l'amourbreak"
    assert readable("[[_^_en]]") == "en"
    assert readable("\ud800é") == "é"
    assert len(readable("é" * 5000)) == MAX_LETTERS
    assert readable(" -…\n") == ""


@needs_espeak
@pytest.mark.parametrize(
    ("language", "written", "phones"),
    [
        ("fr", "larmes", "L AA R M"),
        ("fr", "l'amour", "L AA M UW R"),
        ("fr", "J’ai", "ZH EY"),
        ("fr", "aujourd'hui", "OW ZH UW R D W IY"),
        ("fr", "2", "D UH"),
        ("es", "corazón", "K OW R AA S OW N"),
        ("es", "hay", "AY"),
        ("de", "Herz", "HH EH R T S"),
        ("de", "schön", "SH UH N"),
        ("de", "hatte", "HH AA T AH"),
        ("it", "dell'anima", "D EY L AA N IY M AA"),
        ("it", "città", "CH IY T AA"),
        ("pt", "coração", "K OW R AA S AW N"),
        ("pt", "gente", "ZH EY N CH IY"),
    ],
)
def test_words_are_said_as_sung(language: str, written: str, phones: str) -> None:
    pronouncer = Pronouncer(language=language)
    assert " ".join(pronouncer.pronounce(written)[0]) == phones
    assert pronouncer.source(written) == "espeak"


@needs_espeak
def test_the_lexicon_wins_and_english_is_kept_for_english_words() -> None:
    mine = Pronouncer({"larmes": [("L", "AA")]}, language="fr")
    assert mine.pronounce("Larmes") == (("L", "AA"),)
    assert [mine.source(word) for word in ("larmes", "baby", "la", "привет")] == [
        "lexicon",
        "dictionary",
        "espeak",
        "spelling",
    ]


# Any language must be able to say what another sings.
VOCABULARY = sorted(
    {word for language in LANGUAGES.values() for word in (*language.words, *language.said)}
)


@needs_espeak
@pytest.mark.parametrize("code", OTHERS)
def test_every_symbol_that_is_printed_has_a_phone(code: str) -> None:
    read = espeak_reader(code)
    known = set("".join(_sounds(code)[0]))
    # espeak-ng 1.51, as Debian has it, prints ? for a German sound that its table lacks.
    marks = set("?ˈˌː-. \N{COMBINING TILDE}\N{COMBINING BRIDGE BELOW}ʲ()")
    for word in VOCABULARY:
        ipa = read(word)
        assert arpabet(ipa, code), word
        bare = unicodedata.normalize("NFD", ipa)
        for name in ("(en)", f"({LANGUAGES[code].voice})"):
            bare = bare.replace(name, "")
        assert {c for c in bare if c not in known} <= marks, (word, ipa)


@needs_espeak
def test_every_word_of_the_songs_has_phones(shared: Path) -> None:
    pronouncers = [Pronouncer(language=code) for code in OTHERS]
    for sheet in sorted((shared / "data" / "songs").glob("*/lyrics.txt")):
        for word in {word.sung for word in read_lyrics(sheet).words()}:
            for pronouncer in pronouncers:
                assert all(pronouncer.pronounce(word)), word


@needs_espeak
@given(
    st.text(min_size=1, max_size=30).filter(lambda text: any(c.isalnum() for c in text)),
    st.sampled_from(OTHERS),
)
def test_any_text_with_a_letter_or_digit_has_phones(text: str, code: str) -> None:
    ways = Pronouncer(language=code).pronounce(text)
    assert ways
    assert all(way and set(way) <= ARPABET for way in ways)


@needs_espeak
def test_hostile_words_are_no_trouble() -> None:
    for code in OTHERS:
        pronouncer = Pronouncer(language=code)
        for word in ("a\0b", "é" * 5000, "9" * 3000, "'" * 999 + "a", "a-" * 999, "ing" * 400):
            assert pronouncer.pronounce(word)


@needs_espeak
def test_threads_do_not_mix_their_languages() -> None:
    wrong: list[str] = []

    def ask(code: str, word: str, ipa: str) -> None:
        read = espeak_reader(code)
        wrong.extend(word for _ in range(300) if read(word) != ipa)

    expected = [(code, "chance", espeak_reader(code)("chance")) for code in OTHERS]
    assert len({ipa for _, _, ipa in expected}) > 2
    threads = [threading.Thread(target=ask, args=row) for row in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@needs_espeak
def test_a_voice_that_is_not_there_is_refused() -> None:
    espeak = installed()
    assert espeak is not None
    assert not espeak.has_voice("xx-nowhere")
    with pytest.raises(ValueError, match="no voice 'xx-nowhere'"):
        espeak.ipa("word", "xx-nowhere")
