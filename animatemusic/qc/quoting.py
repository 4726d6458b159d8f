"""Words and lines as sentences quote them."""

from __future__ import annotations

from collections.abc import Sequence

from aligner.alignment import Word

MOST_NAMED = 8
"""Words in one sentence."""


def few(words: Sequence[Word]) -> str:
    """The first of some words, in quotation marks."""
    shown = short(" ".join(word.text for word in words[:MOST_NAMED]))
    more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
    return f'"{shown}"{more}'


def short(text: str, most: int = 60) -> str:
    """A text that is no longer than ``most`` characters."""
    return text if len(text) <= most else f"{text[: most - 3].rstrip()}..."
