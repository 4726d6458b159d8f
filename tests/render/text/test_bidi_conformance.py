"""Unicode's own tests of its bidirectional algorithm.

A sample of both files lies beside this one. ``UNICODE_FILES=FOLDER`` takes whole files instead
(on Debian, ``apt-get install unicode-data`` puts them into ``/usr/share/unicode``): all 861,948
cases of version 15.0 take a minute and a half.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from render.text.bidi import base_level, levels, visual_order
from tests.render.text.unicode_files import Case, cases_of_characters, cases_of_classes

FOLDER = Path(os.environ.get("UNICODE_FILES") or Path(__file__).parent / "unicode")
LEAST = 1500
"""Cases in a file of the sample."""

FILES = {"BidiTest.txt": cases_of_classes, "BidiCharacterTest.txt": cases_of_characters}


@pytest.mark.parametrize("name", FILES)
def test_every_line_of_unicode_s_tests_runs_as_it_says(name: str) -> None:
    with (FOLDER / name).open(encoding="utf-8") as rows:
        count, wrong = 0, []
        for case in FILES[name](rows):
            count += 1
            wrong += list(_wrong(case))
    assert wrong == []
    assert count >= LEAST


def _wrong(case: Case) -> Iterator[str]:
    found = levels(case.text, case.base)
    kept = [i for i, level in enumerate(case.levels) if level is not None]
    order = tuple(kept[i] for i in visual_order([found[i] for i in kept]))
    told = f"{case.text!a} at {case.base}"
    if [found[i] for i in kept] != [case.levels[i] for i in kept]:
        yield f"{told}: levels {found}, not {case.levels}"
    if order != case.order:
        yield f"{told}: order {order}, not {case.order}"
    if case.base is None and case.found not in (None, base_level(case.text)):
        yield f"{told}: the paragraph runs at {base_level(case.text)}, not {case.found}"
