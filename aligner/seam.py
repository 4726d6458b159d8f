"""The seam between a song with its lyrics and their alignment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from aligner.alignment import Alignment
    from aligner.lyrics import Lyrics
    from media_core.audio import Audio


class Aligner(Protocol):
    """Finds when each word of a sheet is sung.

    What every aligner owes is written down, and checked, in
    :func:`aligner.testing.check_aligner`.
    """

    def align(self, audio: Audio, lyrics: Lyrics) -> Alignment:
        """Find every word of the sheet, in order, with its time in the song.

        Raises:
            AlignerError: aligning failed for a reason outside the input.
            InputError: the song or the sheet cannot be used.
        """
        ...
