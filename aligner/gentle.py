"""Ask a Gentle server when each word is sung.

Gentle (https://github.com/lowerquality/gentle, MIT) is asked the asynchronous way: the song is
posted, the server names a job, ``status.json`` of the job is read until it says ``OK``, then its
``align.json`` is fetched. Its synchronous way, which can be asked for, never answers when anything
goes wrong (``serve.py`` loses the error), and cannot say how far it is.

This module asks; :mod:`aligner.gentle_words` understands; :mod:`aligner.gentle_http` is the wire.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from aligner.gentle_http import IS_IT, RESTART, GentleConnection, Reply, http_url
from aligner.gentle_request import GentleOptions, Patience, Upload, wav_bytes
from aligner.gentle_words import Heard, heard, transcript_for
from media_core.errors import AlignerError, AlignerUnavailableError
from media_core.progress import Progress, silent
from media_core.timeline import Ms

if TYPE_CHECKING:
    from aligner.alignment import Alignment
    from aligner.lyrics import Lyrics

__all__ = ["GentleAligner", "GentleOptions", "Patience", "wav_bytes"]

STATUS_BYTES = 1 << 20
"""No status is larger: it holds a percentage and the words of 20 seconds."""

_JOB = re.compile(r"/transcriptions/([A-Za-z0-9_-]+)/?")
_JOBS = "/transcriptions"
_REDIRECTS = (301, 302, 303, 307, 308)
_NOT_THERE = (404, 405)


class _Song(Protocol):
    """What the client needs of :class:`media_core.audio.Audio`."""

    @property
    def mono16k(self) -> NDArray[np.float32]: ...

    @property
    def duration(self) -> Ms: ...


class GentleAligner:
    """An aligner that asks a Gentle server.

    Args:
        url: where the server answers, such as ``http://localhost:8765``; a path in front of
            Gentle's own (behind a proxy) and ``user:password@`` are allowed.
        progress: told the stage (``uploading``, then Gentle's own: ``encoding``, ``transcribing``,
            ``aligning``, ``ok``) and the share of it that is done.
        patience: how long to wait.
        options: what to ask for; its timeout, if it has one, is how long to wait for news.

    Raises:
        InputError: the URL is none of an HTTP server.
    """

    def __init__(
        self,
        url: str,
        *,
        progress: Progress = silent,
        patience: Patience | None = None,
        options: GentleOptions | None = None,
    ) -> None:
        http_url(url)
        self._url = url
        self._progress = progress
        self._options = options or GentleOptions()
        self._patience = patience or Patience()
        wait = self._options.timeout
        if wait is not None:
            parts = {name: min(getattr(self._patience, name), wait) for name in _SHORTER_WAITS}
            self._patience = replace(self._patience, stall=wait, **parts)

    def align(self, audio: _Song, lyrics: Lyrics) -> Alignment:
        """Time every word of the sheet as Gentle hears it.

        Raises:
            AlignerUnavailableError: no server answers at the URL, or it is not Gentle.
            AlignerError: the server failed, fell silent, lost the job or answered nonsense.
            LyricsError: the sheet has no word that Gentle could look for.
        """
        return self.hear(audio, lyrics).alignment

    def hear(self, audio: _Song, lyrics: Lyrics) -> Heard:
        """Like :meth:`align`, and tell which words Gentle heard only in part.

        Raises:
            AlignerUnavailableError: no server answers at the URL, or it is not Gentle.
            AlignerError: the server failed, fell silent, lost the job or answered nonsense.
            LyricsError: the sheet has no word that Gentle could look for.
        """
        sent = transcript_for(lyrics)
        upload = Upload(audio.mono16k, sent.text, self._options.fields(), self._progress)
        with GentleConnection(self._url, self._patience) as server:
            if self._options.mode == "sync":
                answer = self._ask(server, upload, audio.duration / 1000)
            else:
                answer = self._wait(server, self._post(server, upload))
        return heard(answer, sent, lyrics, audio.duration)

    def _ask(self, server: GentleConnection, upload: Upload, seconds: float) -> bytes:
        """Post the song and wait for the answer to that."""
        wait = self._options.timeout or self._patience.answer(seconds)
        reply = server.post(f"{_JOBS}?async=false", upload, read=wait)
        if reply.code in (*_NOT_THERE, *_REDIRECTS):
            raise server.not_gentle()
        if reply.code != 200:
            raise server.refused(reply)
        self._progress("ok", 1.0)
        return reply.body

    def _post(self, server: GentleConnection, upload: Upload) -> str:
        """Hand in the song; return the path of the job."""
        reply = server.post(_JOBS, upload, read=self._patience.read)
        if reply.code >= 400 and reply.code not in _NOT_THERE:
            raise server.refused(reply)
        if reply.code not in _REDIRECTS:
            raise server.not_gentle()
        here, target = server.is_own(reply.headers.get("location", ""), _JOBS)
        if not here:
            raise AlignerUnavailableError(
                f"the server at {server.shown} sends us on to {target.scheme}://{target.hostname}",
                hint="if that is your Gentle server, give its address instead",
            )
        job = _JOB.search(target.path)
        if job is None:
            raise server.not_gentle()
        # Behind a proxy the server does not know its own path, so only the name of the job counts.
        return f"{_JOBS}/{job.group(1)}"

    def _wait(self, server: GentleConnection, job: str) -> bytes:
        """Watch the job until it is done; return ``align.json``."""
        said: tuple[object, ...] = ()
        since = time.monotonic()
        while True:
            status = self._status(server, job)
            news = tuple(status.get(key) for key in ("status", "percent", "message"))
            silence = time.monotonic() - since
            if news != said:
                said, since, silence = news, time.monotonic(), 0.0
                if news[0]:
                    self._progress(str(news[0]).lower()[:40], _share(news[1]))
            if news[0] == "OK":
                return self._answer(server, job)
            if news[0] == "ERROR":
                raise AlignerError(
                    f"Gentle could not align the song: {_sentence(status.get('error'))}",
                    hint="try the song as a wav file, or use --aligner sphinx",
                )
            if not news[0] and silence > self._patience.lost:
                return self._found_after_all(server, job)
            if silence > self._patience.stall:
                raise AlignerError(
                    f"Gentle has said nothing new for {silence:.3g} s (it was {news[0]})",
                    hint=RESTART,
                )
            time.sleep(self._patience.poll)

    def _status(self, server: GentleConnection, job: str) -> dict[str, Any]:
        reply = server.get(f"{job}/status.json", STATUS_BYTES)
        if reply.code >= 500:
            raise server.refused(reply)
        try:
            status = json.loads(reply.body) if reply.code == 200 else None
        except (ValueError, RecursionError):
            status = None
        if not isinstance(status, dict) or not isinstance(status.get("status", ""), str):
            raise AlignerError(
                f"the status that the server at {server.shown} gives is not JSON of Gentle's"
                f" (HTTP {reply.code})",
                hint=IS_IT,
            )
        return status

    def _answer(self, server: GentleConnection, job: str) -> bytes:
        reply = self._result(server, job)
        if reply.code != 200:
            raise AlignerError(
                f"Gentle says that it is done, but gives no answer (HTTP {reply.code})",
                hint=RESTART,
            )
        return reply.body

    def _found_after_all(self, server: GentleConnection, job: str) -> bytes:
        # A server that was restarted forgets the status, but not the files of finished jobs.
        reply = self._result(server, job)
        if reply.code != 200:
            raise AlignerError(
                f"Gentle lost the job, or is too busy to begin it ({self._patience.lost:g} s)",
                hint="try again; if it happens again, " + RESTART,
            )
        return reply.body

    @staticmethod
    def _result(server: GentleConnection, job: str) -> Reply:
        return server.get(f"{job}/align.json")


_SHORTER_WAITS = ("connect", "read", "poll", "lost")


def _share(percent: object) -> float:
    """Read Gentle's ``percent`` (0..1 in spite of its name); 0 where a stage has none."""
    return float(percent) if isinstance(percent, int | float) and 0 <= percent <= 1 else 0.0


def _sentence(error: object) -> str:
    """What the server says went wrong, on one line, without a full stop."""
    said = " ".join(str(error or "it does not say why").split())
    return "".join(ch for ch in said if ch.isprintable())[:300].rstrip(".")
