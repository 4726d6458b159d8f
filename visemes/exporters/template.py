"""Scripts for other programs: files that can be read by themselves, with places for data."""

from __future__ import annotations

import re
from importlib import resources

_PLACE = re.compile("@([A-Z]+)@")


def fill(name: str, **values: str) -> str:
    """A script of ``visemes/exporters/templates`` with its places filled, each exactly once.

    Args:
        name: of the file.
        values: what stands in the place ``@NAME@``, already in the script's own language.

    Raises:
        KeyError: a place has no value.
    """
    text = resources.files("visemes.exporters").joinpath("templates", name).read_text("utf-8")
    return _PLACE.sub(lambda place: values[place[1]], text)
