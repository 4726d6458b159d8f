"""The pronouncing dictionary that comes with pocketsphinx: 126 thousand words in ARPAbet-39.

It is a file of CMUdict (copyright Carnegie Mellon University, BSD licence) without stress marks;
one line per pronunciation, ``word(2)`` and so on for the second and further ones.
Format: http://www.speech.cs.cmu.edu/cgi-bin/cmudict.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from media_core.errors import AlignerUnavailableError

Pronunciation = tuple[str, ...]
"""The phones of a word: ARPAbet-39, upper case, no stress; at least one."""

_INSIDE_WHEEL = Path("model", "en-us", "cmudict-en-us.dict")


class Dictionary:
    """Words and how they are said; a word is looked up exactly as given."""

    def __init__(self, text: str) -> None:
        # Lines are only parted here, and their phones when asked for: a song needs few of them.
        self._lines = dict(line.split(" ", 1) for line in text.splitlines() if " " in line)

    def __contains__(self, word: object) -> bool:
        return word in self._lines

    def pronunciations(self, word: str) -> tuple[Pronunciation, ...]:
        r"""All pronunciations of a word, the most usual first; () if it has none.

        >>> Dictionary("read R EH D\nread(2) R IY D").pronunciations("read")
        (('R', 'EH', 'D'), ('R', 'IY', 'D'))
        """
        if word not in self._lines:
            return ()
        found = [self._lines[word]]
        for number in count(2):
            more = self._lines.get(f"{word}({number})")
            if more is None:
                break
            found.append(more)
        return tuple(dict.fromkeys(tuple(phones.split()) for phones in found))

    def words(self) -> Iterator[str]:
        """All words, in the order of the file."""
        return (word for word in self._lines if not word.endswith(")"))


def dictionary_path() -> Path:
    """Where the installed pocketsphinx keeps its dictionary; the package is not imported.

    Raises:
        AlignerUnavailableError: pocketsphinx is not installed.
    """
    spec = find_spec("pocketsphinx")
    folders = spec.submodule_search_locations if spec is not None else None
    if not folders:
        raise AlignerUnavailableError(
            "the pronouncing dictionary is missing: pocketsphinx is not installed",
            hint="install it with `pip install pocketsphinx`",
        )
    return Path(folders[0]) / _INSIDE_WHEEL


def load_dictionary(path: Path | None = None) -> Dictionary:
    """Read the dictionary of pocketsphinx, or another file of the same form, once.

    Raises:
        AlignerUnavailableError: there is no dictionary, or it cannot be read.
    """
    return _load(dictionary_path() if path is None else path)


@lru_cache(maxsize=2)
def _load(path: Path) -> Dictionary:
    try:
        return Dictionary(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as err:
        raise AlignerUnavailableError(
            f"the pronouncing dictionary {path} cannot be read",
            hint="install pocketsphinx again: `pip install --force-reinstall pocketsphinx`",
        ) from err
