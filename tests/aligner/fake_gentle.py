"""A Gentle server for tests: a real socket, and a script of what to do on it.

It follows ``serve.py`` of lowerquality/gentle 0.11.0 where the client can see it: POST answers 302
with a relative ``Location``, ``status.json`` is always 200 (``{}`` for a job it does not know),
files are 404 until they are written, and errors are HTML pages. Uploads are taken apart for real
and the sound is checked. What goes wrong is written in a :class:`Script`.
"""

from __future__ import annotations

import io
import json
import re
import socket
import struct
import threading
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

UID = "5d0f4a1b"
PAGE_500 = b"<html><head><title>web.Server Traceback (most recent call last)</title></head></html>"
GOOD: tuple[dict[str, object], ...] = (
    {},
    {"status": "STARTED"},
    {"status": "ENCODING"},
    {"status": "TRANSCRIBING", "duration": 4.0, "percent": 0.5, "message": "one two"},
    {"status": "TRANSCRIBING", "duration": 4.0, "percent": 1.0, "message": "three"},
    {"status": "ALIGNING", "duration": 4.0, "percent": 0.1, "message": "three"},
    {"status": "OK", "duration": 4.0, "percent": 1.0, "message": "three"},
)
"""A job that goes well."""

SOUNDS = {
    "one": "w ah n",
    "two": "t uw",
    "three": "th r iy",
    "self": "s eh l f",
    "don't": "d ow n t",
}
"""What the fake has in its dictionary; other words are ``<unk>``."""


def listen(transcript: str) -> bytes:
    """Answer as Gentle does for a song in which a word starts every 0.25 s, from 0.1 s on.

    ``quiet`` is never found. Times carry binary dust, as Gentle's do.
    """
    words: list[dict[str, object]] = []
    for i, match in enumerate(re.finditer(r"(?:\w|’\w|'\w)+", transcript)):
        word: dict[str, object] = {
            "case": "success",
            "endOffset": match.end(),
            "startOffset": match.start(),
            "word": match.group(),
        }
        spoken = match.group().lower().replace("’", "'")
        if spoken == "quiet":
            word["case"] = "not-found-in-audio"
        else:
            phones = SOUNDS.get(spoken, "oov").split()
            word["alignedWord"] = spoken if spoken in SOUNDS else "<unk>"
            start = 0.1 + 0.25 * i + 1e-9
            word |= {"start": start, "end": start + 0.2}
            word["phones"] = [
                {"duration": 0.2 / len(phones), "phone": f"{phone}_{place}"}
                for phone, place in zip(phones, _places(len(phones)), strict=True)
            ]
        words.append(word)
    document = {"transcript": transcript} | ({"words": words} if words else {})
    return json.dumps(document, indent=2, sort_keys=True).encode()


def _places(count: int) -> str:
    return "S" if count == 1 else "B" + "I" * (count - 2) + "E"


@dataclass
class Script:
    """What the server does.

    Attributes:
        statuses: one for each time that it is asked; the last one stays. Bytes are sent raw.
        answer: makes ``align.json`` of the transcript; None leaves it unwritten (404).
        written: ``align.json`` is there from this many status questions on; None: once it is OK.
        post: instead of 302: a status code and a page.
        location: where the 302 leads.
        hang: seconds to sleep before answering the POST.
        resets: break the connection at this many GETs, after ``reset_after`` good ones.
        codes: HTTP codes for the first GETs instead of answers.
    """

    statuses: Sequence[dict[str, object] | bytes] = GOOD
    answer: Callable[[str], bytes] | None = listen
    written: int | None = None
    post: tuple[int, bytes] | None = None
    location: str = f"/transcriptions/{UID}"
    hang: float = 0.0
    resets: int = 0
    reset_after: int = 0
    codes: list[int] = field(default_factory=list)


@dataclass
class Seen:
    """What the server was asked.

    Attributes:
        posts: how many uploads came.
        gets: the paths of the GETs, in order.
        transcript: of the last upload.
        samples: of its sound.
        fields: names of the parts of the form.
        authorization: the header of the last request.
    """

    posts: int = 0
    gets: list[str] = field(default_factory=list)
    transcript: str = ""
    samples: int = 0
    fields: list[str] = field(default_factory=list)
    authorization: str | None = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.seen = Seen()
        self.asked = 0
        self.gone = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that give up are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer: two would wait 40 ms for each other
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        script, seen = self.server.script, self.server.seen
        seen.posts += 1
        seen.authorization = self.headers["Authorization"]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if script.hang:
            time.sleep(script.hang)
        if script.post is not None:
            self._send(*script.post)
            return
        if urlsplit(self.path).path != "/transcriptions":
            self._send(404, b"<html>No Such Resource</html>")
            return
        parts = parse_form(self.headers["Content-Type"], body)
        seen.fields = sorted(parts)
        try:
            with wave.open(io.BytesIO(parts["audio"]), "rb") as wav:
                shape = (wav.getnchannels(), wav.getsampwidth(), wav.getframerate())
                seen.samples = wav.getnframes()
            if shape != (1, 2, 16000):
                raise ValueError(f"not the sound that was agreed: {shape}")
            seen.transcript = parts["transcript"].decode()
        except (KeyError, ValueError, EOFError, wave.Error):
            self._send(500, PAGE_500)
            return
        self._send(302, b"", ("Location", script.location))

    def do_GET(self) -> None:
        script, seen = self.server.script, self.server.seen
        seen.gets.append(self.path)
        seen.authorization = self.headers["Authorization"]
        if self.server.gone:  # a connection that was kept open outlives the socket that listens
            self._break()
            return
        if script.resets and len(seen.gets) > script.reset_after:
            script.resets -= 1
            self._break()
            return
        if script.codes:
            self._send(script.codes.pop(0), PAGE_500)
            return
        if self.path == f"/transcriptions/{UID}/status.json":
            status = script.statuses[min(self.server.asked, len(script.statuses) - 1)]
            self.server.asked += 1
            self._send(200, status if isinstance(status, bytes) else json.dumps(status).encode())
        elif self.path == f"/transcriptions/{UID}/align.json" and self._is_written():
            assert script.answer is not None
            self._send(200, script.answer(seen.transcript))
        else:
            self._send(404, b"<html>No Such Resource</html>")

    def _is_written(self) -> bool:
        script, asked = self.server.script, self.server.asked
        if script.answer is None:
            return False
        if script.written is not None:
            return asked >= script.written
        last = script.statuses[min(asked, len(script.statuses)) - 1]
        return isinstance(last, dict) and last.get("status") == "OK"

    def _send(self, code: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _break(self) -> None:
        # With linger 0, closing sends a reset instead of an orderly end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True


def parse_form(content_type: str, body: bytes) -> dict[str, bytes]:
    """Take a ``multipart/form-data`` body apart (RFC 7578): name of each part -> its bytes."""
    boundary = re.fullmatch(r'multipart/form-data; boundary="?([^"]+)"?', content_type)
    if boundary is None:
        raise ValueError(f"not a form: {content_type}")
    parts: dict[str, bytes] = {}
    for chunk in body.split(b"--" + boundary.group(1).encode())[1:-1]:
        head, _, content = chunk.partition(b"\r\n\r\n")
        name = re.search(rb'[; ]name="([^"]+)"', head)
        if name is None:
            raise ValueError("a part of the form has no name")
        parts[name.group(1).decode()] = content.removesuffix(b"\r\n")
    return parts


@contextmanager
def fake_gentle(script: Script) -> Iterator[tuple[str, Seen]]:
    """Run a server on a free port of this machine; gives its URL and what it sees."""
    server = _Server(script)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.seen
    finally:
        server.gone = True
        server.shutdown()
        thread.join()
        server.server_close()
