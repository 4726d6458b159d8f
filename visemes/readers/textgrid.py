"""Praat: the tier ``visemes`` of a TextGrid; where a label is empty, the mouth rests."""

from __future__ import annotations

from media_core.timeline import Ms, ms_from_seconds
from visemes.readers.keys import MOST_MS, Keys, damaged, keys_of

TIERS = ("visemes", "viseme", "mouths", "mouth", "shapes")
"""Names of the tier, best first; case does not matter."""


def read(text: str) -> Keys:
    """The mouths.

    Raises:
        InputError: it is damaged, or has no such tier.
    """
    # Here, and not above: praatIO takes 50 ms to load, and the other formats do not need it.
    from praatio.utilities.errors import PraatioException
    from praatio.utilities.textgrid_io import parseTextgridStr

    try:
        grid = parseTextgridStr(text, includeEmptyIntervals=True)
        tiers = {
            str(tier["name"]).strip().lower(): tier["entries"]
            for tier in reversed(grid["tiers"])
            if tier["class"] == "IntervalTier"
        }
        name = next((name for name in TIERS if name in tiers), "")
        rows = [(_ms(a), _ms(b), str(label).strip()) for a, b, label in tiers.get(name, ())]
        end = _ms(grid["xmax"])
    except (PraatioException, ValueError, LookupError, AttributeError, TypeError) as err:
        raise damaged("it is not a TextGrid that Praat opens") from err
    if not name:
        raise damaged(f"it has no interval tier called {TIERS[0]}")
    return keys_of(((start, label) for start, stop, label in rows if start < stop), end)


def _ms(seconds: object) -> Ms:
    moment = float(str(seconds))
    if not 0 <= moment <= MOST_MS / 1000:
        raise damaged("its times are outside of any song")
    return ms_from_seconds(moment)
