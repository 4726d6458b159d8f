"""The conversation with a Gentle server: requests that end, and errors that say what to do.

The only module that speaks HTTP as a client. Redirects are never followed, answers are never held
beyond a limit, and a question is asked again only where that cannot start work twice. Each error
of ``requests`` is raised again, once, as one of ours.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
import urllib3

from aligner.gentle_json import MAX_BYTES
from aligner.gentle_request import Patience, Upload
from media_core.errors import AlignerError, AlignerUnavailableError, InputError

RETRIES = 4
"""How often a GET that failed on the way is asked again; the wait doubles each time."""

KNOCKS = 2
"""How often a POST that found nobody is tried again: a server that starts takes a moment. Only
then: a POST that was sent, even in part, may have been accepted."""

PAGE_BYTES = 1 << 20
"""The front page is a few kilobytes."""

_START = "start one with `animatemusic gentle up`, or use --aligner sphinx"
ADDRESS = "give the address of a Gentle server, such as http://localhost:8765"
RESTART = "look at its log and start it again, or use --aligner sphinx"
IS_IT = "is it Gentle that answers there? --aligner sphinx needs no server"
_PASSING = (502, 503, 504)  # what a proxy says while the server behind it is away
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said.

    Attributes:
        code: HTTP status.
        body: as sent.
        headers: names in lower case.
    """

    code: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def said(self) -> str:
        """Its sentence, if it says one for people; "" for pages of HTML and the like."""
        if not self.headers.get("content-type", "").startswith("text/plain"):
            return ""
        first = self.body[:400].decode("utf-8", "replace").strip().splitlines()
        return "".join(ch for ch in first[0] if ch.isprintable())[:300] if first else ""


class _Session(requests.Session):
    """A session that knows no redirects: even those that it does not follow, it would read."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


class GentleConnection:
    """One conversation; leave it as a context manager, so that its connections are closed.

    Args:
        url: where the server answers; a path in front of Gentle's own (behind a proxy) and
            ``user:password@`` are allowed.
        patience: how long to wait.

    Raises:
        InputError: the URL is none of an HTTP server.
    """

    def __init__(self, url: str, patience: Patience) -> None:
        parts = http_url(url)
        self._base = parts.geturl().rstrip("/")
        self._patience = patience
        # Messages must not show a password.
        shown = parts._replace(netloc=parts.netloc.rpartition("@")[2])
        self.shown = shown.geturl().rstrip("/")
        self._session = _Session()
        # A proxy of the environment is meant for the world, not for this machine.
        self._session.trust_env = parts.hostname not in _LOOPBACK
        self._session.headers.update({"User-Agent": "animatemusic", "Accept-Encoding": "identity"})

    def __enter__(self) -> GentleConnection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    def post(self, path: str, upload: Upload, *, read: float) -> Reply:
        """Hand in a form; it is sent at most once.

        Args:
            path: below the server's address.
            upload: the form.
            read: seconds until the answer begins.

        Raises:
            AlignerError: the server does not answer, or breaks off.
        """

        def ask() -> Reply:
            return self._ask(
                "POST",
                path,
                read,
                MAX_BYTES,
                data=upload,
                headers={"Content-Type": upload.content_type},
            )

        for attempt in range(KNOCKS):
            try:
                return ask()
            except requests.RequestException as err:
                if not _nobody(err):
                    raise self.explained(err) from err
            time.sleep(self._patience.poll * 2**attempt / 4)
        return self._once(ask)

    def get(self, path: str, limit: int = MAX_BYTES) -> Reply:
        """Ask for one document, again if the question was lost on the way.

        Args:
            path: below the server's address.
            limit: bytes that it may have.

        Raises:
            AlignerError: the server does not answer, breaks off again and again, or sends too much.
        """

        def ask() -> Reply:
            return self._ask("GET", path, self._patience.read, limit)

        for attempt in range(RETRIES):
            try:
                reply = ask()
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as err:
                if isinstance(err, requests.exceptions.SSLError):
                    raise self.explained(err) from err
            except requests.RequestException as err:
                raise self.explained(err) from err
            else:
                if reply.code not in _PASSING:
                    return reply
            time.sleep(self._patience.poll * 2**attempt)
        return self._once(ask)

    def get_once(self, path: str, limit: int = MAX_BYTES) -> Reply:
        """Ask for one document, and do not insist.

        Raises:
            AlignerError: as for :meth:`get`.
        """
        return self._once(lambda: self._ask("GET", path, self._patience.read, limit))

    def is_own(self, location: str, path: str) -> tuple[bool, SplitResult]:
        """Tell whether an address in the answer to ``path`` is of this server, and which it is.

        Raises:
            AlignerUnavailableError: it is no address.
        """
        url = self._base + path
        try:
            target = urlsplit(urljoin(url, location))
            return _origin(target) == _origin(urlsplit(url)), target
        except ValueError as err:
            raise self.not_gentle() from err

    def _once(self, ask: Callable[[], Reply]) -> Reply:
        try:
            return ask()
        except requests.RequestException as err:
            raise self.explained(err) from err

    def _ask(self, method: str, path: str, read: float, limit: int, **more: Any) -> Reply:
        with self._session.request(
            method,
            self._base + path,
            timeout=(self._patience.connect, read),
            allow_redirects=False,
            stream=True,
            **more,
        ) as response:
            body = bytearray()
            deadline = time.monotonic() + self._patience.stall
            for block in _blocks(response):
                body += block
                if len(body) > limit:
                    raise AlignerError(
                        f"the server at {self.shown} sends more than {max(1, limit >> 20)} MB",
                        hint=IS_IT,
                    )
                if time.monotonic() > deadline:  # a drip keeps each read short of its time-out
                    raise requests.ReadTimeout
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status_code, bytes(body), headers)

    def explained(self, err: requests.RequestException) -> AlignerError:
        """Say for people what ``requests`` says for programmers."""
        if isinstance(err, requests.ReadTimeout):
            return AlignerError(
                f"the server at {self.shown} took the connection, but does not answer",
                hint=RESTART,
            )
        if isinstance(err, requests.exceptions.SSLError):
            return AlignerUnavailableError(
                f"the server at {self.shown} has no certificate that this machine trusts",
                hint="try http:// if it is your own server",
            )
        if isinstance(err, requests.ConnectTimeout) or _nobody(err):
            return AlignerUnavailableError(f"no Gentle server answers at {self.shown}", hint=_START)
        if isinstance(err, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
            return AlignerError(
                f"the server at {self.shown} broke off the connection", hint=RESTART
            )
        return AlignerUnavailableError(
            f"the server at {self.shown} cannot be asked ({type(err).__name__})", hint=ADDRESS
        )

    def not_gentle(self) -> AlignerUnavailableError:
        """What answers is something else."""
        return AlignerUnavailableError(
            f"the server at {self.shown} answers, but it is not Gentle", hint=ADDRESS
        )

    def refused(self, reply: Reply) -> AlignerError:
        """The server does not want the song; its own sentence is passed on if it has one."""
        said = f": {reply.said.rstrip('.')}" if reply.said else ""
        hint = {
            401: "give its address as http://user:password@host",
            403: "give its address as http://user:password@host",
            413: "send a shorter song, or use --aligner sphinx",
            429: "try again when it has less to do, or use --aligner sphinx",
            503: "try again when it has less to do, or use --aligner sphinx",
        }.get(reply.code, RESTART)
        return AlignerError(
            f"the server at {self.shown} refused the song (HTTP {reply.code}){said}", hint=hint
        )


def probe(url: str, patience: Patience | None = None) -> None:
    """Ask whether Gentle is there; it has no other sign of life than its front page.

    Raises:
        InputError: the URL is none of an HTTP server.
        AlignerError: nobody answers, or something else does.
    """
    with GentleConnection(url, patience or Patience()) as server:
        page = server.get_once("/", PAGE_BYTES)
        if page.code in (401, 403):
            raise server.refused(page)
        if page.code != 200 or b"Gentle" not in page.body:
            raise server.not_gentle()


def _blocks(response: requests.Response) -> Iterator[bytes]:
    """The body as it comes in: what requests itself gives waits until a block is full."""
    try:
        # As sent: we ask for no packing, and a packed answer may be a thousand times as long.
        while block := response.raw.read1(_BLOCK, decode_content=False):
            yield block
    except urllib3.exceptions.ReadTimeoutError as err:
        raise requests.ReadTimeout from err
    except urllib3.exceptions.HTTPError as err:
        raise requests.exceptions.ChunkedEncodingError from err


def http_url(url: str) -> SplitResult:
    """Take the address of a server apart.

    Raises:
        InputError: it is none.
    """
    problem = f"{re.sub('//[^/]*@', '//', url)!r} is not the address of a server"
    try:
        parts = urlsplit(url.strip())
        # Both raise for what cannot be: a port of letters, an empty or endless part of a name.
        sound = (parts.hostname or "").encode("idna") and parts.port != 0
    except ValueError as err:
        raise InputError(problem, hint=ADDRESS) from err
    if parts.scheme not in ("http", "https") or not sound or parts.query or parts.fragment:
        raise InputError(problem, hint=ADDRESS)
    return parts


def _origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _nobody(err: requests.RequestException) -> bool:
    """Tell whether no connection came about; requests says it only by what it wraps."""
    cause = err.args[0] if err.args else None
    return isinstance(getattr(cause, "reason", None), urllib3.exceptions.NewConnectionError)
