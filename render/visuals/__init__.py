"""Visuals: what moves with the song, behind the character."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from media_core.errors import InputError
from render.visuals.features import Features
from render.visuals.own import Draw, Own, VisualCanvas, load_function
from render.visuals.pulses import Pulse, Sections
from render.visuals.spectrum import Spectrum
from render.visuals.visual import Setting, Visual, tones
from render.visuals.waveform import Waveform

__all__ = ["VISUALS", "Draw", "Features", "Setting", "Visual", "VisualCanvas", "tones", "visual"]

VISUALS: dict[str, Callable[[Setting], Visual]] = {
    "spectrum": Spectrum,
    "waveform": Waveform,
    "pulse": Pulse,
    "sections": Sections,
}
"""Visuals by name. To add one, write a class that keeps :class:`Visual` and is made of a
:class:`Setting`, in a module of its own, and give it a line here."""


def visual(wanted: str | Draw, setting: Setting) -> Visual:
    """A visual by its name, or a user's function: itself, or as ``FILE.py:FUNCTION``.

    Raises:
        InputError: there is no such visual, or the function cannot be had.
    """
    if not isinstance(wanted, str):
        return Own(wanted, getattr(wanted, "__name__", "visual"), setting)
    if wanted in VISUALS:
        return VISUALS[wanted](setting)
    path, colon, name = wanted.rpartition(":")
    if colon and path.endswith(".py"):
        return Own(load_function(Path(path), name), wanted, setting)
    raise InputError(
        f"there is no visual {wanted}",
        hint=f"choose {', '.join(VISUALS)}, or give FILE.py:FUNCTION",
    )
