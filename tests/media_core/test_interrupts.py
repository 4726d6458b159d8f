"""Ctrl-C comes where the program says so, once, and is never lost."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from media_core.interrupts import stoppable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")


@pytest.fixture(autouse=True)
def usual_handlers() -> Iterator[None]:
    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, signal.default_int_handler)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_wish_to_stop_waits_for_a_safe_place(number: signal.Signals) -> None:
    steps = []

    def work() -> None:
        with stoppable() as check:
            check()
            signal.raise_signal(number)
            steps.append("the step is finished")
            check()
            steps.append("never")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert steps == ["the step is finished"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_who_asks_during_the_last_step_is_heard_at_the_end() -> None:
    with pytest.raises(KeyboardInterrupt), stoppable():
        signal.raise_signal(signal.SIGINT)


def test_the_impatient_are_heard_at_once() -> None:
    steps = []

    def work() -> None:
        with stoppable():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            steps.append("never")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert steps == []


def test_handlers_of_others_are_left_alone() -> None:
    heard = []
    signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    with stoppable() as check:
        signal.raise_signal(signal.SIGINT)
        check()
    assert heard == [signal.SIGINT]


def test_other_threads_change_nothing() -> None:
    seen = []

    def work() -> None:
        with stoppable() as check:
            check()
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
