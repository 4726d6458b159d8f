"""Connections that do not wait for their clients for ever.

uvicorn gives a client all the time that it wants, to say what it asks and to take what it is
given, and counts it among the connections of which there may be so many. A few dozen that say
nothing would keep everybody else out.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""How long a client may take to say what it asks (line and headers), from when it may begin."""

TAKE_SECONDS = 60.0
"""How long a client may let an answer stand without taking anything of it."""

WAITING_MOST = 32
"""So many clients may be in the middle of asking or sending; with one more, the one that has been
silent longest goes. What is whole and being worked on is not counted."""


class PatientConnection(H11Protocol):
    """uvicorn's connection with an end to its patience.

    How long a body may take is said in :mod:`~aligner.gentle_server.upload`, which can answer.
    """

    _heard = 0.0
    _timer: asyncio.TimerHandle | None = None
    _takes: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait; make room if too many wait."""
        super().connection_made(transport)
        self._heard = self.loop.time()
        self._look()
        waiting = [
            c for c in self.connections if isinstance(c, PatientConnection) and c.is_waiting()
        ]
        if len(waiting) > WAITING_MOST:
            min(waiting, key=lambda connection: connection._heard)._end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        for timer in (self._timer, self._takes):
            if timer is not None:
                timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Note that the client still speaks."""
        self._heard = self.loop.time()
        super().data_received(data)

    def handle_events(self) -> None:
        """Take what came, and see whether it was a whole head."""
        super().handle_events()
        self._look()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """Wait for the client to take what is there."""
        super().pause_writing()
        self._takes = self.loop.call_later(TAKE_SECONDS, self._end)

    def resume_writing(self) -> None:
        """It took something."""
        super().resume_writing()
        if self._takes is not None:
            self._takes.cancel()
            self._takes = None

    def is_waiting(self) -> bool:
        """Whether it is the client's turn: its request is not whole, or there is none."""
        if self.transport.is_closing():
            return False
        return self._is_without_request() or self.cycle.more_body

    def _is_without_request(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _look(self) -> None:
        if not self._is_without_request():
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        elif self._timer is None and not self.transport.is_closing():
            self._timer = self.loop.call_later(HEAD_SECONDS, self._end)

    def _end(self) -> None:
        self.transport.abort()  # a polite end would wait for the client once more
