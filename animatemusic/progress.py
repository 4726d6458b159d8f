"""Progress for people: bars on a terminal, plain lines elsewhere; always on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from media_core.progress import Progress, silent


@contextmanager
def shown(quiet: bool) -> Iterator[Progress]:
    """A progress callback for the time of a command."""
    if quiet:
        yield silent
    elif sys.stderr.isatty():
        with _bars() as progress:
            yield progress
    else:
        yield _Lines()


@contextmanager
def _bars() -> Iterator[Progress]:
    # Late: a plain run needs no rich.
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, int] = {}

        def progress(stage: str, share: float) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage.capitalize(), total=1.0)
            bars.update(tasks[stage], completed=share)  # type: ignore[arg-type]

        yield progress


class _Lines:
    """A line when a stage begins and at each tenth of it, with the time that is left."""

    def __init__(self) -> None:
        self._stage = ""
        self._tenth = -1
        self._began = 0.0

    def __call__(self, stage: str, share: float) -> None:
        tenth = int(share * 10)
        if stage != self._stage:
            self._stage, self._tenth, self._began = stage, -1, time.monotonic()
        if tenth == self._tenth:
            return
        self._tenth = tenth
        left = ""
        spent = time.monotonic() - self._began
        if 0 < share < 1 and spent > 2:
            left = f", {spent / share - spent:.0f} s left"
        print(f"{stage.capitalize()}: {share:.0%}{left}", file=sys.stderr, flush=True)
