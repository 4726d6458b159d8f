"""Numbers as they are sung: ``29`` is "twenty nine", ``1999`` is "nineteen ninety nine"."""

from __future__ import annotations

import re

_TEENS = """
zero one two three four five six seven eight nine ten
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_ONES = tuple(_TEENS.split())
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS = ("", "thousand", "million", "billion", "trillion")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_MOST_DIGITS = 3 * len(_GROUPS)  # beyond it, and after a leading zero, digits are sung one by one
_NUMBER = re.compile(r"(\d+)(st|nd|rd|th|'?s)?")


def number_words(text: str) -> list[str] | None:
    """Spell a number in words, with its ordinal or plural ending; None for other text.

    >>> number_words("29"), number_words("1999"), number_words("21st"), number_words("90s")
    (['twenty', 'nine'], ['nineteen', 'ninety', 'nine'], ['twenty', 'first'], ['nineties'])
    >>> number_words("007")
    ['oh', 'oh', 'seven']
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    digits, ending = match.groups()
    words = _spoken(digits)
    if ending in ("s", "'s"):
        words[-1] = words[-1][:-1] + "ies" if words[-1].endswith("y") else _plural(words[-1])
    elif ending:
        words[-1] = _ordinal(words[-1])
    return words


def _plural(word: str) -> str:
    return word + ("es" if word.endswith("x") else "s")


def _ordinal(word: str) -> str:
    if word in _ORDINALS:
        return _ORDINALS[word]
    return word[:-1] + "ieth" if word.endswith("y") else word + "th"


def _spoken(digits: str) -> list[str]:
    if (digits[0] == "0" and len(digits) > 1) or len(digits) > _MOST_DIGITS:
        return ["oh" if digit == "0" else _ONES[int(digit)] for digit in digits]
    number = int(digits)
    if 1100 <= number <= 1999 or 2010 <= number <= 2099:
        return _year(number)
    return _cardinal(number)


def _year(number: int) -> list[str]:
    """Two and two digits, as years are said: 1905 is "nineteen oh five"."""
    first, last = divmod(number, 100)
    if last == 0:
        return [*_below_thousand(first), "hundred"]
    if last < 10:
        return [*_below_thousand(first), "oh", _ONES[last]]
    return [*_below_thousand(first), *_below_thousand(last)]


def _cardinal(number: int) -> list[str]:
    if number == 0:
        return ["zero"]
    words: list[str] = []
    for group in reversed(range(len(_GROUPS))):
        here = number // 1000**group % 1000
        if here:
            words += _below_thousand(here)
            if group:
                words.append(_GROUPS[group])
    return words


def _below_thousand(number: int) -> list[str]:
    words: list[str] = []
    hundreds, rest = divmod(number, 100)
    if hundreds:
        words += [_ONES[hundreds], "hundred"]
    if rest >= 20:
        words.append(_TENS[rest // 10])
        rest %= 10
    if rest:
        words.append(_ONES[rest])
    return words
