"""The README as a package index shows it, where no file of the repository lies beside it.

A hook of hatchling. Links and pictures that lead into the repository get the address that
``[project.urls] Source`` in pyproject.toml names, at the tag of this version. While no address is
named there, pictures are left out and links become plain words.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

try:
    from hatchling.metadata.plugin.interface import MetadataHookInterface
except ImportError:  # the tests have no hatchling
    MetadataHookInterface = object

_LINK = re.compile(r"(!?)\[([^\]]*)\]\((?![a-z]+:|#)([^)\s]+)\)")


def standing_alone(text: str, source: str | None, tag: str) -> str:
    """Markdown without relative links.

    >>> standing_alone("![A dog](dog.png) See [docs](docs/a.md).", None, "v1")
    ' See docs.'
    >>> standing_alone("See [docs](docs/a.md).", "https://example.org/x", "v1")
    'See [docs](https://example.org/x/blob/v1/docs/a.md).'
    """

    def moved(match: re.Match[str]) -> str:
        picture, words, target = match.groups()
        if source:
            kind = "raw" if picture else "blob"
            return f"{picture}[{words}]({source.rstrip('/')}/{kind}/{tag}/{target})"
        return "" if picture else words

    return _LINK.sub(moved, text)


class CustomMetadataHook(MetadataHookInterface):  # type: ignore[misc]
    """What hatchling calls."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put the README in."""
        text = (Path(self.root) / "README.md").read_text("utf-8")
        source = metadata.get("urls", {}).get("Source")
        alone = standing_alone(text, source, f"v{metadata['version']}")
        metadata["readme"] = {"content-type": "text/markdown", "text": alone}
