"""Songs that ship with animatemusic, each with its exact word and phone times.

One folder a song: ``song.ogg``, ``lyrics.txt``, ``truth.json`` (Gentle's schema),
``truth.TextGrid`` (Praat) and ``LICENSE.txt``.  ``make_song`` makes them anew.  The wheel has what
the demo needs: song, lyrics and licence.
"""

from pathlib import Path

__all__ = ["path"]


def path(name: str = "paper_moon") -> Path:
    """Return the folder of the sample song called ``name``.

    >>> path().name
    'paper_moon'
    """
    return Path(__file__).parent / name
