"""Cairo, found when it is first used.

``from render import cairo_library as cairo`` gives everything of :mod:`cairocffi`. The C library
behind it is not part of the wheel, and looking for it at import would turn its lack into a
traceback, even for commands that draw nothing.
"""

from __future__ import annotations

from typing import Any

from media_core.errors import OutputError


def __getattr__(name: str) -> Any:
    try:
        import cairocffi
    except OSError as err:
        raise OutputError(
            "libcairo, which draws the pictures, is not installed",
            hint="install it (Debian, Ubuntu: sudo apt-get install libcairo2; macOS: brew install "
            "cairo; Windows: the GTK 3 runtime)",
        ) from err
    return getattr(cairocffi, name)
