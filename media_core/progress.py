"""How long work says how far it is."""

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Called with the name of the stage and the share of it that is done, 0..1."""


def silent(stage: str, share: float) -> None:
    """Say nothing."""
