"""The user's lexicon: how names and invented words of a song are said.

A UTF-8 text file, one pronunciation per line, several lines for several ways to say a word::

    # our band
    Zorblax   Z AO1 R B L AE2 K S
    Zorblax   Z OW R B L AH K S
    live(2)   L AY V

Case and stress digits do not matter; ``#`` starts a comment; the numbers in brackets of CMUdict
are allowed and ignored.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from aligner.alignment import ARPABET, VOWELS
from aligner.pronounce.dictionary import Pronunciation
from aligner.pronounce.spelling import plain_word
from media_core.errors import InputError
from media_core.files import read_bytes

Lexicon = dict[str, tuple[Pronunciation, ...]]

MAX_BYTES = 5_000_000
"""The whole of CMUdict has 3.3 million; a larger file is no lexicon."""

_LEGAL = "the phones are " + " ".join(sorted(ARPABET))


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon file.

    Raises:
        InputError: the file is missing, too large or not UTF-8 text, or a line of it is wrong; the
            message names the line, and an unknown phone with the nearest legal ones.
    """
    data = read_bytes(path, limit=MAX_BYTES, what="lexicon file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise InputError(
            f"the lexicon file {path} is not UTF-8 text (byte {err.start + 1})",
            hint="save it as UTF-8 in your text editor",
        ) from err
    return parse_lexicon(text, name=str(path))


def parse_lexicon(text: str, *, name: str = "lexicon") -> Lexicon:
    """Read the text of a lexicon; ``name`` stands for it in errors.

    Raises:
        InputError: as :func:`read_lexicon`.

    >>> parse_lexicon("Zorblax  z ao1 r b l ae2 k s  # our band")
    {'zorblax': (('Z', 'AO', 'R', 'B', 'L', 'AE', 'K', 'S'),)}
    """
    found: dict[str, dict[Pronunciation, None]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        cells = line.split("#", 1)[0].split()
        if not cells:
            continue
        where = f"{name}, line {number}"
        written = re.sub(r"\(\d+\)$", "", cells[0])
        try:
            word = plain_word(written)
        except ValueError as err:
            raise InputError(
                f"{where}: {cells[0]!r} is no word",
                hint="write a word, blanks, and its phones: `moon  M UW N`",
            ) from err
        if len(cells) == 1:
            raise InputError(
                f"{where}: {cells[0]!r} has no phones",
                hint="write its phones after it: `moon  M UW N`",
            )
        said = tuple(_phone(cell, where) for cell in cells[1:])
        found.setdefault(word, {})[said] = None
    return {word: tuple(ways) for word, ways in found.items()}


def _phone(cell: str, where: str) -> str:
    label = cell.upper()
    if label[-1] in "012" and label[:-1] in VOWELS:
        label = label[:-1]
    if label in ARPABET:
        return label
    near = difflib.get_close_matches(label.rstrip("0123456789"), sorted(ARPABET), cutoff=0.4)
    did_you_mean = f"; did you mean {' or '.join(near)}?" if near else ""
    raise InputError(f"{where}: unknown phone {cell!r}{did_you_mean}", hint=_LEGAL)
