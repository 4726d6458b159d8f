"""Cairo, found when it is first used.

``from render import cairo_library as cairo`` gives everything of :mod:`cairocffi`. The C library
behind it is not part of the wheel, and looking for it at import would turn its lack into a
traceback, even for commands that draw nothing.
"""

from __future__ import annotations

import sys
from typing import Any

from media_core.errors import OutputError

INSTALL = {
    "darwin": "run `brew install cairo`; if it still is not found, "
    "`export DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib`",
    "win32": "run `pacman -S mingw-w64-ucrt-x86_64-cairo` in MSYS2 (msys2.org), then "
    r"`setx CAIROCFFI_DLL_DIRECTORIES C:\msys64\ucrt64\bin`, and open a new window",
}
"""How libcairo comes, by ``sys.platform``; docs/install.md says the same.

Python on Windows does not look for libraries along ``PATH``, and one for Apple silicon that is not
Homebrew's does not look into Homebrew's folder.
"""

ELSEWHERE = (
    "install it (Debian, Ubuntu: `sudo apt-get install libcairo2`; "
    "Fedora: `sudo dnf install cairo`; Arch: `sudo pacman -S cairo`)"
)


def __getattr__(name: str) -> Any:
    try:
        import cairocffi
    except OSError as err:
        raise OutputError(
            "libcairo, which draws the pictures, is not installed",
            hint=INSTALL.get(sys.platform, ELSEWHERE),
        ) from err
    return getattr(cairocffi, name)
