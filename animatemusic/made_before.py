"""Which files this program made of which song, so that a better one may take the place of its own.

Who mends a word makes the video again, under the same name. That is no leave to write over a file
which the user has made: a note in the user's cache says that just these bytes were made of just
this song, its lyrics, its character and its form. Whatever was edited since, or was made of
anything else, is another file. Without the notes nothing is lost: ``--force`` is needed again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import platformdirs

from media_core.errors import InputError
from media_core.files import digest_of
from media_core.fingerprint import fingerprint

NOTES_KEPT = 2000
"""Each is an empty file with a name; the oldest go first."""


@dataclass(frozen=True)
class MadeBefore:
    """What was made of one song in one form.

    Attributes:
        song: the file; its content counts, not its name.
        form: what else tells one video of a song from another.
    """

    song: Path
    form: tuple[object, ...]

    def has(self, path: Path) -> bool:
        """Whether a file is one that was made so, and is as it was then."""
        try:
            return (_folder() / self._name(path)).exists()
        except (OSError, InputError):
            return False

    def note(self, path: Path) -> None:
        """Remember that a file was made so; trouble is nobody's concern."""
        with suppress(OSError, InputError):
            folder = _folder()
            folder.mkdir(parents=True, exist_ok=True)
            (folder / self._name(path)).touch()
            notes = sorted(folder.iterdir(), key=lambda note: note.stat().st_mtime)
            for old in notes[:-NOTES_KEPT]:
                os.unlink(old)

    def _name(self, path: Path) -> str:
        return fingerprint(self._kind, digest_of(path))[:32]

    @cached_property
    def _kind(self) -> str:
        return fingerprint(digest_of(self.song), self.form)


def _folder() -> Path:
    return Path(platformdirs.user_cache_dir("animatemusic", appauthor=False)) / "made"
