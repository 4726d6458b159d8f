"""Words as people quote them: without capitals, apostrophes and hyphens, which they leave out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from aligner.lyrics import sung_text


class _Written(Protocol):
    @property
    def text(self) -> str: ...

    @property
    def sung(self) -> str: ...


def plain(word: str) -> str:
    """What is left of a word when nobody is exact about it.

    >>> plain("Don’t"), plain("la-la-la")
    ('dont', 'lalala')
    """
    return "".join(sung_text(word).split()).casefold().replace("'", "").replace("-", "")


def quoted(words: Iterable[_Written], said: str) -> Iterator[range]:
    """Where in a row of words something is quoted: whole words that stand together.

    A word is known as it is written and as it is sung. How a quotation is parted makes no
    difference: "can not" is found in "cannot".

    Args:
        words: of a line.
        said: the quotation.

    >>> from aligner.lyrics import parse_lyrics
    >>> line = parse_lyrics("Oh, la-la {29|twenty-nine} moons").lines[0].words
    >>> list(quoted(line, "La la")), list(quoted(line, "29 MOONS"))
    ([range(1, 2)], [range(2, 4)])
    """
    wanted = "".join(map(plain, said.split()))
    known = [(plain(word.sung), plain(word.text)) for word in words]
    if not wanted:
        return
    for first in range(len(known)):
        at, end = 0, first
        while at < len(wanted) and end < len(known):
            fits = next((form for form in known[end] if form and wanted.startswith(form, at)), "")
            if not fits:
                break
            at, end = at + len(fits), end + 1
        if at == len(wanted):
            yield range(first, end)
