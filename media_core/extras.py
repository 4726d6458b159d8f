"""What to type to get an extra: packages that only some commands need.

The program is on no package index, so ``animatemusic[espeak]`` means nothing to pip. What always
works, from a checkout, a wheel or pipx, is to add the packages of the extra by their own names,
which the program's metadata knows, to the environment that the program runs in.
"""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path


def adding(extra: str) -> str:
    """The command that adds the packages of an extra, for the environment that this runs in.

    ``pip install "espeakng-loader>=0.2.4"`` where ``pip`` is this environment's own; else the
    command names pipx or the Python to use.
    """
    return f"{_installer(Path(sys.prefix))} {' '.join(map(_quoted, packages(extra)))}"


def packages(extra: str) -> list[str]:
    """The packages of an extra with their lowest versions, as pip takes them.

    >>> packages("psd")
    ['psd-tools>=1.26']
    """
    mine = re.compile(rf"""\bextra\s*==\s*["']{re.escape(extra)}["']""")
    rows = (row.partition(";") for row in metadata.requires("animatemusic") or [])
    return sorted(name.strip() for name, _, marker in rows if mine.search(marker))


def _installer(environment: Path) -> str:
    if (environment / "pipx_metadata.json").exists():
        return "pipx inject animatemusic"
    python = Path(sys.executable)
    if find_spec("pip") is None:
        return f"uv pip install --python {_quoted(str(python))}"
    pip = shutil.which("pip")
    if pip and Path(pip).parent == python.parent:
        return "pip install"
    return f"{_quoted(str(python))} -m pip install"


def _quoted(word: str) -> str:
    """As a shell takes it: the ``>`` before a version must not write a file."""
    if re.fullmatch(r"[\w./:~-]+", word):
        return word
    harmless = sys.platform == "win32" or not re.search(r'["$`\\!]', word)
    return f'"{word}"' if harmless else shlex.quote(word)
