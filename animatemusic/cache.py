"""Alignments that were found before, by the content of what they were found in.

The second run of ``animate`` starts to draw at once. A key says everything that an alignment
depends on, the code of the aligner too; whatever changes makes another key. Trouble with the cache
is never the user's: a folder that cannot be written, or a damaged file, means aligning again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import platformdirs

from aligner.alignment import Alignment
from aligner.formats import own_json
from media_core.audio import Audio
from media_core.errors import AnimateMusicError
from media_core.files import read_bytes
from media_core.fingerprint import code_of, fingerprint, versions_of

FILES_KEPT = 500
"""Alignments of a song take 30-100 kB; the oldest go first."""

LARGEST = 50_000_000
"""Bytes of one that is read; more than any song makes."""

_CODE = ("aligner", "media_core")
"""Packages that make the answer: another line of theirs may make another one."""

_LIBRARIES = ("animatemusic", "numpy", "pocketsphinx")
"""What else does: ``pocketsphinx`` carries the acoustic model and the dictionary."""


ANSWERS_KEPT = 4
"""Different answers for one sheet and song, as with anchors, by which corrections are noticed."""


def default_folder() -> Path:
    """The user's cache folder, as the operating system has it."""
    return Path(platformdirs.user_cache_dir("animatemusic", appauthor=False)) / "alignments"


def key_of(song: Audio, *facts: object) -> str:
    """A name for what is found in a song, with all that it depends on.

    Args:
        song: what is listened to; its name makes no difference.
        facts: every value besides that does.
    """
    heard = (song.samples, song.rate, song.mono16k)
    return fingerprint(heard, code_of(*_CODE), versions_of(*_LIBRARIES), facts)


def _answer_key(song: Audio, text: str, place: int) -> str:
    return fingerprint("answer", song.samples, song.rate, text, place)


class AlignmentCache:
    """A folder of alignments."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Alignment | None:
        """What was found under this key before, or None."""
        path = self._folder / f"{key}.json"
        try:
            alignment = own_json.read(read_bytes(path, limit=LARGEST), None)
            os.utime(path)  # used again: the last to go
        except (OSError, AnimateMusicError):
            return None
        return alignment

    def put(self, key: str, alignment: Alignment) -> None:
        """Keep what was found."""
        path = self._folder / f"{key}.json"
        temporary = path.with_suffix(f".{os.getpid()}.partial")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary.write_text(own_json.write(alignment), "utf-8")
            os.replace(temporary, path)
            self._forget(sorted(self._folder.glob("*.json"), key=_age)[FILES_KEPT:])
        except (OSError, UnicodeError):
            pass
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def answers(self, song: Audio, text: str) -> list[Alignment]:
        """What was found in a song for the text of a sheet, however it was asked for."""
        keys = (_answer_key(song, text, place) for place in range(ANSWERS_KEPT))
        return [found for key in keys if (found := self.get(key)) is not None]

    def remember(self, song: Audio, found: Alignment) -> None:
        """Keep what was found as one of the answers for its sheet."""
        known = self.answers(song, found.transcript)
        if found not in known:
            place = len(known) % ANSWERS_KEPT
            self.put(_answer_key(song, found.transcript, place), found)

    def _forget(self, paths: Iterable[Path]) -> None:
        for path in paths:
            with suppress(OSError):
                path.unlink()


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0
