"""Parts of a video made by several processes.

Each process builds the film for itself from a recipe (drawings and encoders cannot be handed
over), asks for work through its pipe and answers through it. A process whose parent is gone finds
the pipe closed and ends; one that dies is noticed the same way.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from media_core.encode import Coding
from media_core.errors import AnimateMusicError, OutputError
from media_core.malloc import give_memory_back
from media_core.muxing import Part
from media_core.segments import Piece, Workshop
from render.painting import Source
from render.parts import Telling, make_part

Recipe = Callable[[], Source]
"""Builds a film; it is sent to other processes, so it can be pickled."""

_EVERY = 8  # frames between two messages
_PATIENCE = 0.5  # seconds until the wish to stop is looked at again


def make_parts_in(
    jobs: int,
    recipe: Recipe,
    coding: Coding,
    pieces: Sequence[Piece],
    shop: Workshop,
    tell: Callable[[int], None],
) -> list[Part]:
    """Make the parts that are not there yet, in processes of their own.

    Args:
        jobs: how many processes at once.
        recipe: builds the film.
        coding: how frames are encoded.
        pieces: what each part shows.
        shop: where parts are.
        tell: told how many frames are done; may raise to stop.

    Raises:
        AnimateMusicError: what a process met, or that one of them died.
    """
    found = [shop.find(piece, coding.output.suffix) for piece in pieces]
    missing = [index for index, part in enumerate(found) if part is None]
    shares = {index: piece.count if found[index] else 0 for index, piece in enumerate(pieces)}
    if not missing:
        return [part for part in found if part is not None]
    with _processes(min(jobs, len(missing)), recipe, coding, shop) as pipes:
        working: dict[Any, int] = {}
        for started in pipes:
            working[started] = missing.pop(0)
            started.send(pieces[working[started]])
        while working:
            for ready in wait(list(working), _PATIENCE):
                pipe: Any = ready
                index = working[pipe]
                answer = _answer(pipe)
                if isinstance(answer, Part):
                    found[index] = answer
                    shares[index] = answer.count
                    del working[pipe]
                    if missing:
                        working[pipe] = missing.pop(0)
                        pipe.send(pieces[working[pipe]])
                else:
                    shares[index] = answer
            tell(sum(shares.values()))
    return [part for part in found if part is not None]


def _answer(pipe: Any) -> Part | int:
    try:
        answer = pipe.recv()
    except (EOFError, OSError) as err:
        raise OutputError(
            "a process that made a part of the video ended all of a sudden",
            hint="run it again: finished parts are kept; --jobs 1 needs less memory",
        ) from err
    if isinstance(answer, BaseException):
        raise answer
    return answer  # type: ignore[no-any-return]


@contextmanager
def _processes(
    jobs: int, recipe: Recipe, coding: Coding, shop: Workshop
) -> Iterator[list[Connection]]:
    context = multiprocessing.get_context("spawn")
    started = []
    pipes: list[Connection] = []
    try:
        with _deaf():
            for _ in range(jobs):
                ours, theirs = context.Pipe()
                process = context.Process(
                    target=work, args=(theirs, recipe, coding, shop), daemon=True
                )
                process.start()
                theirs.close()
                started.append(process)
                pipes.append(ours)
        yield pipes
    finally:
        for pipe in pipes:
            pipe.close()
        for process in started:
            process.join(0.2)
            if process.is_alive():
                process.terminate()
        for process in started:
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes that are started in here do not hear Ctrl-C: their parent tells them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def work(pipe: Connection, recipe: Recipe, coding: Coding, shop: Workshop) -> None:
    """What a process does: parts, until nobody asks for more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    give_memory_back()
    try:
        film = recipe()
        while True:
            piece = pipe.recv()

            def tell(done: int) -> None:
                if done % _EVERY == 0:
                    pipe.send(done)

            pipe.send(make_part(Telling(film, -piece.first, tell), coding, piece, shop))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # nobody asks any more
    except AnimateMusicError as err:
        _say(pipe, err)
    except MemoryError:
        _say(pipe, OutputError("there is not enough memory", hint="try again with --jobs 1"))
    except Exception as err:
        _say(
            pipe,
            OutputError(
                f"a part of the video cannot be made ({type(err).__name__}: {err})",
                hint="try again with --jobs 1",
            ),
        )


def _say(pipe: Connection, err: AnimateMusicError) -> None:
    with suppress(OSError):
        pipe.send(err)
