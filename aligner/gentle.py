"""Ask a Gentle server when each word is sung.

Gentle (https://github.com/lowerquality/gentle, MIT) is asked the asynchronous way: the song is
posted, the server names a job, ``status.json`` of the job is read until it says ``OK``, then its
``align.json`` is fetched. Its synchronous way never answers when anything goes wrong
(``serve.py`` loses the error), and it cannot say how far it is.

This module asks; :mod:`aligner.gentle_words` understands. ``requests`` stops here: each of its
errors is raised again, once, as one of ours.
"""

from __future__ import annotations

import json
import re
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import SplitResult, urljoin, urlsplit

import numpy as np
import requests
import urllib3
from numpy.typing import NDArray

from aligner.errors import AlignerError, AlignerUnavailableError, InputError
from aligner.gentle_json import MAX_BYTES
from aligner.gentle_words import transcript_for, understand
from aligner.progress import Progress, silent
from aligner.timeline import Ms

if TYPE_CHECKING:
    from aligner.alignment import Alignment
    from aligner.lyrics import Lyrics

RATE = 16_000
"""Samples per second of the WAV that is sent; Gentle itself goes on with 8000."""

RETRIES = 4
"""How often a GET that failed on the way is asked again; the wait doubles each time."""

_START = (
    "start one with `docker run --rm -p 127.0.0.1:8765:8765 -e LANG=C.UTF-8 lowerquality/gentle`,"
    " or use --aligner sphinx"
)
_ADDRESS = "give the address of a Gentle server, such as http://localhost:8765"
_RESTART = "look at its log and start it again, or use --aligner sphinx"
_JOB = re.compile(r"/transcriptions/([A-Za-z0-9_-]+)/?")
_REDIRECTS = (301, 302, 303, 307, 308)
_PASSING = (502, 503, 504)  # what a proxy says while the server behind it is away
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_BLOCK = 1 << 16


class _Song(Protocol):
    """What the client needs of :class:`aligner.audio.Audio`."""

    @property
    def mono16k(self) -> NDArray[np.float32]: ...

    @property
    def duration(self) -> Ms: ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds.

    Attributes:
        connect: until the server takes the connection.
        read: until it says something after a question, and between two blocks of an answer.
        poll: between two looks at the status.
        stall: for a change of status, percent or message. A chunk of 20 s is decoded at once, and
            before the first one the server loads its models, so minutes without news are usual.
        lost: for an empty status to go away. It means that the job has not begun, or that the
            server was restarted and knows nothing of it.
    """

    connect: float = 5.0
    read: float = 60.0
    poll: float = 1.0
    stall: float = 300.0
    lost: float = 20.0

    def __post_init__(self) -> None:
        if min(self.connect, self.read, self.poll, self.stall, self.lost) <= 0:
            raise ValueError("patience is more than nothing")


class GentleAligner:
    """An aligner that asks a Gentle server.

    Args:
        url: where the server answers, such as ``http://localhost:8765``; a path in front of
            Gentle's own (behind a proxy) and ``user:password@`` are allowed.
        progress: told the stage (``uploading``, then Gentle's own: ``encoding``, ``transcribing``,
            ``aligning``, ``ok``) and the share of it that is done.
        patience: how long to wait.

    Raises:
        InputError: the URL is none of an HTTP server.
    """

    def __init__(
        self, url: str, *, progress: Progress = silent, patience: Patience = Patience()
    ) -> None:
        parts = _http_url(url)
        self._base = parts.geturl().rstrip("/")
        self._local = parts.hostname in _LOOPBACK
        # Messages must not show a password.
        self._shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl().rstrip("/")
        self._progress = progress
        self._patience = patience

    def align(self, audio: _Song, lyrics: Lyrics) -> Alignment:
        """Time every word of the sheet as Gentle hears it.

        Raises:
            AlignerUnavailableError: no server answers at the URL, or it is not Gentle.
            AlignerError: the server failed, fell silent, lost the job or answered nonsense.
            LyricsError: the sheet has no word that Gentle could look for.
        """
        sent = transcript_for(lyrics)
        with requests.Session() as session:
            # A proxy of the environment is meant for the world, not for this machine.
            session.trust_env = not self._local
            self._progress("uploading", 0.0)
            job = self._post(session, wav_bytes(audio.mono16k), sent.text)
            answer = self._wait(session, job)
        return understand(answer, sent, lyrics, audio.duration)

    def _post(self, session: requests.Session, wav: bytes, transcript: str) -> str:
        """Hand in the song; return the address of the job. Never repeated: it starts work."""
        url = self._base + "/transcriptions"
        try:
            with session.post(
                url,
                files={"audio": ("song.wav", wav, "audio/wav")},
                data={"transcript": transcript.encode()},
                timeout=(self._patience.connect, self._patience.read),
                allow_redirects=False,
                stream=True,
            ) as response:
                code, location = response.status_code, response.headers.get("Location", "")
            target = urlsplit(urljoin(url, location))
            here = _origin(target) == _origin(urlsplit(url))
        except requests.RequestException as err:
            raise self._explained(err) from err
        except ValueError as err:  # a Location that is no address
            raise self._not_gentle() from err
        if code >= 500 or code in (401, 403, 413):
            raise self._refused(code)
        if code not in _REDIRECTS:
            raise self._not_gentle()
        if not here:
            raise AlignerUnavailableError(
                f"the server at {self._shown} sends us on to {target.scheme}://{target.hostname}",
                hint="if that is your Gentle server, give its address instead",
            )
        job = _JOB.search(target.path)
        if job is None:
            raise self._not_gentle()
        # Behind a proxy the server does not know its own path, so only the name of the job counts.
        return f"{url}/{job.group(1)}"

    def _wait(self, session: requests.Session, job: str) -> bytes:
        """Watch the job until it is done; return ``align.json``."""
        said: tuple[object, ...] = ()
        since = time.monotonic()
        while True:
            status = self._status(session, job)
            news = tuple(status.get(key) for key in ("status", "percent", "message"))
            silence = time.monotonic() - since
            if news != said:
                said, since, silence = news, time.monotonic(), 0.0
                if news[0]:
                    self._progress(str(news[0]).lower()[:40], _share(news[1]))
            if news[0] == "OK":
                return self._answer(session, job)
            if news[0] == "ERROR":
                raise AlignerError(
                    f"Gentle could not align the song: {str(status.get('error'))[:300]}",
                    hint="try the song as a wav file, or use --aligner sphinx",
                )
            if not news[0] and silence > self._patience.lost:
                return self._found_after_all(session, job)
            if silence > self._patience.stall:
                raise AlignerError(
                    f"Gentle has said nothing new for {silence:.3g} s (it was {news[0]})",
                    hint=_RESTART,
                )
            time.sleep(self._patience.poll)

    def _status(self, session: requests.Session, job: str) -> dict[str, Any]:
        code, body = self._get(session, f"{job}/status.json")
        if code >= 500:
            raise self._refused(code)
        try:
            status = json.loads(body) if code == 200 else None
        except (ValueError, RecursionError):
            status = None
        if not isinstance(status, dict) or not isinstance(status.get("status", ""), str):
            raise AlignerError(
                f"the status that the server at {self._shown} gives is not JSON of Gentle's"
                f" (HTTP {code})",
                hint="is it Gentle that answers there? --aligner sphinx needs no server",
            )
        return status

    def _answer(self, session: requests.Session, job: str) -> bytes:
        code, body = self._get(session, f"{job}/align.json")
        if code != 200:
            raise AlignerError(
                f"Gentle says that it is done, but gives no answer (HTTP {code})", hint=_RESTART
            )
        return body

    def _found_after_all(self, session: requests.Session, job: str) -> bytes:
        # A server that was restarted forgets the status, but not the files of finished jobs.
        code, body = self._get(session, f"{job}/align.json")
        if code != 200:
            raise AlignerError(
                f"Gentle lost the job, or is too busy to begin it ({self._patience.lost:g} s)",
                hint="try again; if it happens again, " + _RESTART,
            )
        return body

    def _get(self, session: requests.Session, url: str) -> tuple[int, bytes]:
        """Ask for one document, again if the question was lost on the way."""
        for attempt in range(RETRIES + 1):
            last = attempt == RETRIES
            try:
                code, body = self._get_once(session, url)
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as err:
                if last or isinstance(err, requests.exceptions.SSLError):
                    raise self._explained(err) from err
            except requests.RequestException as err:
                raise self._explained(err) from err
            else:
                if last or code not in _PASSING:
                    return code, body
            time.sleep(self._patience.poll * 2**attempt)
        raise AssertionError("the last attempt returns or raises")

    def _get_once(self, session: requests.Session, url: str) -> tuple[int, bytes]:
        timeout = (self._patience.connect, self._patience.read)
        with session.get(url, timeout=timeout, allow_redirects=False, stream=True) as response:
            body = bytearray()
            deadline = time.monotonic() + self._patience.stall
            for block in response.iter_content(_BLOCK):
                body += block
                if len(body) > MAX_BYTES:
                    raise AlignerError(
                        f"the server at {self._shown} sends more than {MAX_BYTES >> 20} MB",
                        hint="is it Gentle that answers there? --aligner sphinx needs no server",
                    )
                if time.monotonic() > deadline:  # a drip keeps each read short of its time-out
                    raise requests.ReadTimeout
            return response.status_code, bytes(body)

    def _explained(self, err: requests.RequestException) -> AlignerError:
        """Say for people what ``requests`` says for programmers."""
        if isinstance(err, requests.ReadTimeout):
            return AlignerError(
                f"the server at {self._shown} took the connection, but does not answer",
                hint=_RESTART,
            )
        if isinstance(err, requests.exceptions.SSLError):
            return AlignerUnavailableError(
                f"the server at {self._shown} has no certificate that this machine trusts",
                hint="try http:// if it is your own server",
            )
        if isinstance(err, requests.ConnectTimeout) or _nobody(err):
            return AlignerUnavailableError(
                f"no Gentle server answers at {self._shown}", hint=_START
            )
        if isinstance(err, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
            return AlignerError(
                f"the server at {self._shown} broke off the connection", hint=_RESTART
            )
        return AlignerUnavailableError(
            f"the server at {self._shown} cannot be asked ({type(err).__name__})", hint=_ADDRESS
        )

    def _not_gentle(self) -> AlignerUnavailableError:
        return AlignerUnavailableError(
            f"the server at {self._shown} answers, but it is not Gentle", hint=_ADDRESS
        )

    def _refused(self, code: int) -> AlignerError:
        return AlignerError(
            f"the server at {self._shown} refused the song (HTTP {code})", hint=_RESTART
        )


_PCM = (1, 1, RATE, 2 * RATE, 2, 16)
"""Format chunk of a WAV: PCM, channels, rate, bytes a second, bytes a sample, bits a sample."""


def wav_bytes(mono: NDArray[Any]) -> bytes:
    """Make a mono 16 kHz 16-bit WAV file in memory.

    Gentle decodes uploads with the ffmpeg of its image; a file of ours cannot fail there for its
    codec.

    Args:
        mono: ``(n,)``; float32 in -1..1 (louder is cut off), or int16.
    """
    if mono.dtype != np.int16:
        mono = np.rint(np.clip(mono, -1.0, 1.0) * 32767.0)
    data = mono.astype("<i2").tobytes()
    # Written by hand: the wave module complains on stderr when Ctrl-C comes in between.
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, *_PCM)
    return head + struct.pack("<4sI", b"data", len(data)) + data


def _http_url(url: str) -> SplitResult:
    problem = f"{re.sub('//[^/]*@', '//', url)!r} is not the address of a server"
    try:
        parts = urlsplit(url.strip())
        # Both raise for what cannot be: a port of letters, an empty or endless part of a name.
        sound = (parts.hostname or "").encode("idna") and parts.port != 0
    except ValueError as err:
        raise InputError(problem, hint=_ADDRESS) from err
    if parts.scheme not in ("http", "https") or not sound or parts.query or parts.fragment:
        raise InputError(problem, hint=_ADDRESS)
    return parts


def _origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _nobody(err: requests.RequestException) -> bool:
    """Tell whether no connection came about; requests says it only by what it wraps."""
    cause = err.args[0] if err.args else None
    return isinstance(getattr(cause, "reason", None), urllib3.exceptions.NewConnectionError)


def _share(percent: object) -> float:
    """Read Gentle's ``percent`` (0..1 in spite of its name); 0 where a stage has none."""
    return float(percent) if isinstance(percent, int | float) and 0 <= percent <= 1 else 0.0
