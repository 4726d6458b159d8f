"""The sounds of six languages become phones that English has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import ARPABET
from aligner.pronounce.ipa import arpabet
from aligner.pronounce.language import LANGUAGES


@pytest.mark.parametrize(
    ("language", "ipa", "phones"),
    [
        ("fr", "lˈaʁm", "L AA R M"),
        ("fr", "bˈɔ̃", "B AO N"),
        ("fr", "vˈɛ̃", "V AE N"),
        ("fr", "ɑ̃nɥˈi", "AA N W IY"),
        ("fr", "nyˈi", "N W IY"),
        ("fr", "fˈij", "F IY Y"),
        ("fr", "(en)bˈeɪbi(fr)", "B EY B IY"),
        ("fr", "lə-", "L AH"),
        ("es", "tʃˈika", "CH IY K AA"),
        ("es", "jamˈaɾ", "Y AA M AA R"),
        ("es", "xˈente", "HH EH N T EH"),
        ("es", "kˈaʎe", "K AA L Y EH"),
        ("de", "pfˈeːɾt", "P F EY R T"),
        ("de", "hˈɔøtə", "HH OY T AH"),
        ("de", "ʃˈøːn", "SH UH N"),
        ("de", "ɡəˈʊɾtaɪlt", "G AH UH R T AY L T"),
        ("it", "pˈatsːo", "P AA T S OW"),
        ("it", "ɡjˈattʃo", "G Y AA CH OW"),
        ("it", "sˈeɲɲɪ", "S EY N Y IY"),
        ("it", "kʊˈɔre", "K W AO R EY"),
        ("pt", "nˈɐ̃ʊ̃", "N AW N"),
        ("pt", "mˈɐ̃y", "M AY N"),
        ("pt", "tɐ̃mbˈeɪŋ", "T AH M B EY N"),
        ("en", "wˈɜːld", "W ER L D"),
    ],
)
def test_sounds_are_the_nearest_phones(language: str, ipa: str, phones: str) -> None:
    assert " ".join(arpabet(ipa, language)) == phones


def test_a_tie_bar_or_a_composed_letter_makes_no_difference() -> None:
    assert arpabet("t͡ʃao", "it") == arpabet("tʃao", "it")
    assert arpabet("õ", "pt") == arpabet("õ", "pt") == ("OW", "N")


@pytest.mark.parametrize("nothing", ["", "ˈˌː", "☃1", "(fr)", "\N{COMBINING TILDE}"])
def test_what_is_no_sound_is_passed_over(nothing: str) -> None:
    assert arpabet(nothing, "fr") == ()


@given(st.text(max_size=40), st.sampled_from([*LANGUAGES, "sv"]))
def test_any_text_gives_legal_phones(text: str, language: str) -> None:
    assert set(arpabet(text, language)) <= ARPABET
