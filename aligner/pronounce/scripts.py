"""Letters of other scripts, roughly: enough for a mouth to move as the singer's does.

Greek, Cyrillic, Hebrew and Arabic letters have a table. Kana, Hangul, the scripts of India and
Ethiopic write syllables whose sound is in their Unicode names (``HANGUL SYLLABLE GANG``,
``DEVANAGARI LETTER KA``). Every other letter, a Chinese one for example, is one neutral vowel.

Source: The Unicode Standard, names of characters (``unicodedata`` of the Python library).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from aligner.alignment import VOWELS

NEUTRAL = "AH"
"""What is sung for a letter of which nothing is known."""


def _table(rows: str) -> dict[str, tuple[str, ...]]:
    """``"α AA, ξ K S"`` as a dict; a row without phones is a silent letter."""
    cells = (row.split() for row in rows.split(","))
    return {letter: tuple(phones) for letter, *phones in cells}


_ALPHABETS = _table(
    "ου UW, αι EH, ει IY, οι IY, μπ B, ντ D, γκ G, γγ NG G, "
    "α AA, β V, γ G, δ DH, ε EH, ζ Z, η IY, θ TH, ι IY, κ K, λ L, μ M, ν N, ξ K S, ο OW, π P, "
    "ρ R, σ S, ς S, τ T, υ IY, φ F, χ HH, ψ P S, ω OW, "
    "а AA, б B, в V, г G, д D, е Y EH, ё Y OW, ж ZH, з Z, и IY, й Y, к K, л L, м M, н N, о OW, "
    "п P, р R, с S, т T, у UW, ф F, х HH, ц T S, ч CH, ш SH, щ SH, ъ, ы IH, ь, э EH, ю Y UW, "
    "я Y AA, і IY, ї Y IY, є Y EH, ґ G, ў W, ђ JH, ј Y, љ L Y, њ N Y, ћ CH, џ JH"
)

# Hebrew and Arabic leave most vowels out; a neutral one goes between two consonants.
_ABJADS = _table(
    "א AA, ב V, ג G, ד D, ה HH, ו OW, ז Z, ח HH, ט T, י IY, כ K, ך K, ל L, מ M, ם M, נ N, ן N, "
    "ס S, ע AA, פ P, ף F, צ T S, ץ T S, ק K, ר R, ש SH, ת T, "
    "ا AA, ب B, ت T, ث TH, ج JH, ح HH, خ HH, د D, ذ DH, ر R, ز Z, س S, ش SH, ص S, ض D, ط T, "
    "ظ DH, ع AA, غ G, ف F, ق K, ك K, ل L, م M, ن N, ه HH, و UW, ي IY, ى AA, ة AH, ء, أ AA, "
    "إ IY, آ AA, ؤ UW, ئ IY, پ P, چ CH, ژ ZH, گ G, ک K, ی IY"
)

# How the names of syllables are read, the longest piece first.
_ROMAN = _table(
    "AA AA, AE EH, AI AY, AU AW, EE IY, EO AH, EU UH, II IY, OE W EH, OO UW, UI W IY, UU UW, "
    "A AA, E EH, I IY, O OW, U UW, "
    "BB B, BH B, CC CH, CH CH, DD D, DH D, GG G, GH G, JJ JH, KH K, KK K, LL L, NG NG, NN N, "
    "PH P, PP P, RR R, SH SH, SS SH, TH T, TT T, "
    "B B, C CH, D D, F F, G G, H HH, J JH, K K, L L, M M, N N, P P, Q K, R R, S S, T T, V V, "
    "W W, X SH, Y Y, Z Z"
)
_ROMAN_PIECE = re.compile("|".join(sorted(_ROMAN, key=len, reverse=True)))

_NAME = re.compile(
    r"(?:HIRAGANA|KATAKANA) LETTER (?P<small>SMALL )?(?P<kana>[A-Z]+)"
    r"|(?:HANGUL|ETHIOPIC) SYLLABLE (?P<syllable>[A-Z]+)"
    r"|(?:DEVANAGARI|BENGALI|GURMUKHI|GUJARATI|ORIYA|TAMIL|TELUGU|KANNADA|MALAYALAM|SINHALA) "
    r"(?:LETTER (?P<indic>[A-Z]+)|VOWEL SIGN (?P<vowel>[A-Z]+)"
    r"|SIGN (?P<sign>VIRAMA|ANUSVARA|CANDRABINDU))"
)


def script_phones(text: str) -> tuple[str, ...]:
    """Find phones, at least one, for letters that are not Latin.

    >>> " ".join(script_phones("привет")), " ".join(script_phones("きょう"))
    ('P R IY V Y EH T', 'K Y OW UW')
    """
    said: list[str] = []
    previous_abjad = False
    for letters in _letters(unicodedata.normalize("NFC", text.lower())):
        abjad = _ABJADS.get(letters)
        if abjad is not None:
            if previous_abjad and abjad and not {said[-1], abjad[0]} & VOWELS:
                said.append(NEUTRAL)
            said += abjad
        elif letters in _ALPHABETS:
            said += _ALPHABETS[letters]
        else:
            _say_by_name(letters, said)
        previous_abjad = abjad is not None and bool(said)
    return tuple(said) or (NEUTRAL,)


def _letters(text: str) -> Iterator[str]:
    """Letters and known pairs of letters, without accents where only the plain one is known."""
    plain = "".join(letter if letter in _ALPHABETS else _unaccented(letter) for letter in text)
    at = 0
    while at < len(plain):
        width = 2 if plain[at : at + 2] in _ALPHABETS else 1
        yield plain[at : at + width]
        at += width


def _unaccented(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base in _ALPHABETS or base in _ABJADS else letter


def _say_by_name(letter: str, said: list[str]) -> None:
    """Say a letter by its Unicode name, changing the syllable before where it is a sign for it."""
    match = _NAME.fullmatch(unicodedata.name(letter, ""))
    if match is None:
        # A mark belongs to the letter it stands on, and ー lengthens a vowel.
        if letter.isalnum() and letter != "ー":
            said.append(NEUTRAL)
    elif match["kana"]:
        if match["small"] and match["kana"].startswith("Y"):  # ki + small yo is kyo
            _drop_vowel(said)
        if not (match["small"] and match["kana"] == "TU"):  # a pause before a consonant
            said += _read_roman(match["kana"])
    elif match["vowel"]:
        _drop_vowel(said)
        said += _read_roman(match["vowel"])
    elif match["sign"] == "VIRAMA":
        _drop_vowel(said)
    elif match["sign"]:
        said.append("N")
    else:
        said += _read_roman(match["syllable"] or match["indic"])


def _drop_vowel(said: list[str]) -> None:
    if said and said[-1] in VOWELS:
        said.pop()


@lru_cache(maxsize=1024)
def _read_roman(name: str) -> tuple[str, ...]:
    return tuple(phone for piece in _ROMAN_PIECE.findall(name) for phone in _ROMAN[piece])
