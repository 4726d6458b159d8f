"""What is said where libcairo is missing."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest

from media_core.errors import OutputError
from render import cairo_library
from tests.conftest import REPOSITORY


class NoLibrary:
    """Finds cairocffi and fails as it does where the C library is missing."""

    def find_spec(self, name: str, *_: Any) -> None:
        if name == "cairocffi":
            raise OSError('no library called "cairo-2" was found')


@pytest.mark.parametrize("platform", ["linux", "freebsd14", "darwin", "win32"])
def test_without_libcairo_it_says_how_it_comes_on_this_system(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "meta_path", [NoLibrary(), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "cairocffi", raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(OutputError, match="libcairo, which draws the pictures") as caught:
        _ = cairo_library.Context
    assert caught.value.hint == cairo_library.INSTALL.get(platform, cairo_library.ELSEWHERE)


def test_the_docs_and_the_sentences_tell_the_same_commands() -> None:
    page = (REPOSITORY / "docs" / "install.md").read_text("utf-8")
    said = " ".join([*cairo_library.INSTALL.values(), cairo_library.ELSEWHERE])
    for command in re.findall(r"`([^`]+)`", said):
        assert f"`{command}`" in page, command
