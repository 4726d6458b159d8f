"""Whom a project may be from before it runs code or talks to a server.

An ``animatemusic.toml`` that came from elsewhere is a stranger's: a visual of its own is a program,
and a Gentle server that it names is given the song. Both need the word of who runs the command,
``--trust``. The word is remembered in the user's configuration for the folder, with the SHA-256 of
each file of code, so that a change asks again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from animatemusic.project.reading import Project
from media_core.errors import InputError, OutputError
from media_core.files import digest_of, read_bytes, whole_or_nothing

STORE_BYTES = 1_000_000
_HOME = ("localhost", "127.0.0.1", "::1")


def trust_file() -> Path:
    """Where trusted folders are remembered."""
    folder = platformdirs.user_config_dir("animatemusic", appauthor=False)
    return Path(folder) / "trusted.json"


def risks_of(project: Project, used: list[str]) -> dict[str, str]:
    """What a project does that a stranger's should not: name -> what tells a change of it.

    Args:
        project: as it was loaded.
        used: parameters that come from it.

    Raises:
        InputError: a file of code is missing or cannot be read.
    """
    found: dict[str, str] = {}
    for _dest, text in _texts(project, used):
        file, _, function = text.rpartition(":")
        if file.endswith(".py") and function:
            found[os.path.realpath(file)] = digest_of(Path(file))
    server = project.given.get("gentle_url")
    if "gentle_url" in used and isinstance(server, str) and not _is_here(server):
        found[server] = "server"
    return found


def _is_here(url: str) -> bool:
    try:
        return urlsplit(url).hostname in _HOME
    except ValueError:
        return False


def outside_of(project: Project, used: list[str]) -> list[str]:
    """Files that a project names and that lie outside of its folder, links followed."""
    home = os.path.realpath(project.folder)
    found: dict[str, None] = {}
    for dest, text in _texts(project, used):
        file, _, function = text.rpartition(":")
        path = file if file.endswith(".py") and function else text
        is_path = dest in _OTHER_FILES or "/" in path or os.sep in path or os.path.exists(path)
        real = os.path.realpath(path) if is_path else home
        if os.path.splitdrive(real)[0] != os.path.splitdrive(home)[0] or (
            os.path.commonpath((home, real)) != home
        ):
            found[path] = None
    return list(found)


_OTHER_FILES = ("output",)
_NO_FILES = ("title", "artist", "credits_", "anchors", "gentle_url", "gentle_mode", "voice")


def _texts(project: Project, used: list[str]) -> Iterator[tuple[str, str]]:
    """Each text that a project says and that counts, but for what is never a file."""
    for dest in used:
        value = project.given.get(dest)
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and dest not in _NO_FILES and "\0" not in text:
                yield dest, text


@dataclass(frozen=True, slots=True)
class TrustStore:
    """Folders that are trusted, each with what was in it.

    Attributes:
        path: of the file.
    """

    path: Path

    def covers(self, folder: Path, risks: Mapping[str, str]) -> bool:
        """Whether all of it was trusted as it is now."""
        known = self._read().get(os.path.realpath(folder), {})
        return all(known.get(name) == mark for name, mark in risks.items())

    def remember(self, folder: Path, risks: Mapping[str, str]) -> None:
        """Trust what is there from now on.

        Raises:
            OutputError: it cannot be written down.
        """
        table = self._read()
        table[os.path.realpath(folder)] = dict(risks)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with whole_or_nothing(self.path) as temporary:
                temporary.write_text(json.dumps(table, indent=2), "utf-8")
        except OSError as err:
            raise OutputError(
                f"the trust cannot be remembered in {self.path} ({err.strerror})",
                hint="see that the folder is yours to write",
            ) from err

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            table = json.loads(read_bytes(self.path, limit=STORE_BYTES))
            return {
                str(folder): {str(name): str(mark) for name, mark in marks.items()}
                for folder, marks in table.items()
            }
        except (InputError, ValueError, AttributeError, RecursionError):
            return {}  # nobody is trusted


def check_trust(project: Project, used: list[str], *, trust: bool, store: TrustStore) -> str:
    """Refuse a project that runs code, or sends the song away, without the user's word.

    Returns:
        What is trusted from now on, for the user; "" if nothing is new.

    Raises:
        InputError: it is not trusted, or has changed since.
    """
    risks = risks_of(project, used)
    if not risks or store.covers(project.folder, risks):
        return ""
    names = ", ".join(list(risks)[:3]) + (", ..." if len(risks) > 3 else "")
    servers = all(mark == "server" for mark in risks.values())
    if trust:
        store.remember(project.folder, risks)
        return f"trusted from now on, until it changes: {names}"
    does = f"sends the song to {names}" if servers else f"runs code of its own ({names})"
    raise InputError(
        f"the project {project.path} {does}, and is not trusted",
        hint="look at it first, then add --trust, which is remembered until it changes",
    )
