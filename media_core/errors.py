"""The errors of the whole program, in one tree.

::

    AnimateMusicError
    ├── InputError               something the user gave cannot be used
    │   ├── AudioError           the song: missing, empty, no audio, silent, too short
    │   ├── LyricsError          the lyric sheet: missing, empty, unreadable, too long for the song
    │   ├── AlignmentError       a timing file that cannot be understood
    │   └── RigError             a folder or drawing that is no rig
    ├── AlignerError             aligning failed for a reason outside the input
    │   └── AlignerUnavailableError  no server answers, or a model file is missing
    └── OutputError              a result cannot be written (folder, permission, full disk)

Each error is one sentence that names the thing, and a ``hint`` with the next step. Errors of
``requests``, ``av``, ``torch`` and the like stop at the module that imports them and are raised
again as one of these. They live in the lowest package so that every stage can raise them.
"""

from __future__ import annotations


class AnimateMusicError(Exception):
    """Anything this program can explain; ``str(error)`` is one sentence, ``hint`` the next step."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword arguments are lost by BaseException's own pickling.
        return (_rebuild, (type(self), self.message, self.hint))


def _rebuild(kind: type[AnimateMusicError], message: str, hint: str) -> AnimateMusicError:
    return kind(message, hint=hint)


class InputError(AnimateMusicError):
    """Something the user gave cannot be used."""


class AudioError(InputError):
    """The song cannot be used."""


class LyricsError(InputError):
    """The lyric sheet cannot be used."""


class AlignmentError(InputError):
    """A timing file cannot be understood."""


class RigError(InputError):
    """A drawing or folder is no rig."""


class AlignerError(AnimateMusicError):
    """Aligning failed for a reason outside the input."""


class AlignerUnavailableError(AlignerError):
    """The aligner itself is not there: no server answers, or a model file is missing."""


class OutputError(AnimateMusicError):
    """A result cannot be written."""
