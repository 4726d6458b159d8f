"""A file is a file, whatever it is called: nothing goes to the network because of a name."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.animatemusic.command import in_process
from tests.animatemusic.test_endless_files import INPUTS, NEEDS_TORCH, pytestmark

__all__ = ["pytestmark"]

NAMES = [what for what in INPUTS if what != "models add"]
"""``models add`` takes an address as well, and downloads it."""


@pytest.fixture
def canary() -> Iterator[socket.socket]:
    """A socket that nobody should call."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def _addressed(arguments: tuple[str, ...], start: str) -> tuple[list[str], str]:
    """A command line with another name for its file, and that name."""
    named = [start + word if word.startswith("X.") else word for word in arguments]
    name = next(word for word in named if word.startswith(start))
    return named, name[: name.index("X.")] + name[name.index("X.") :].partition(":")[0]


@pytest.mark.parametrize("form", ["http:127.0.0.1:{}", "http://127.0.0.1:{}/"])
@pytest.mark.parametrize("what", NAMES)
def test_a_file_that_is_called_like_an_address_is_not_fetched(
    what: str, form: str, folder: Path, capfd: pytest.CaptureFixture[str], canary: socket.socket
) -> None:
    if INPUTS[what][0] in NEEDS_TORCH and find_spec("torch") is None:
        pytest.skip("needs torch")
    arguments, name = _addressed(INPUTS[what], form.format(canary.getsockname()[1]))
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    Path(name).write_bytes(b"?!\xff")
    finished = in_process(capfd.readouterr, *arguments)
    assert finished.code in (1, 2)
    assert "should not happen" not in finished.err
    with pytest.raises(BlockingIOError):
        canary.accept()
