"""Reading a form with a song in it, never more of it than is allowed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from aligner.gentle_server.answer import transcript_of
from aligner.lyric_encoding import decode_sheet
from aligner.lyrics import MAX_BYTES
from media_core.errors import LyricsError

FORM_ROOM = MAX_BYTES + (1 << 16)
"""Bytes of a request besides the song: the words, and what is around them."""

IDLE_SECONDS = 60.0
"""An upload that stands still for longer is given up."""

UPLOAD_SECONDS = 600.0
"""And one that is not whole after so long: 200 MB at 3 Mbit/s."""

DRAIN_SECONDS = 5.0
"""How long a refused upload is read and thrown away. Who still sends does not listen, and a
connection that is closed on them loses the answer."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form asks for, besides the song that lies in its folder.

    Attributes:
        transcript: the words, in UTF-8, as they will be counted.
        conservative: leave out words that are not sure.
        synchronous: answer when it is done.
    """

    transcript: str
    conservative: bool
    synchronous: bool


class Refused(HTTPException):
    """An upload that is not taken, with the sentence that says why."""


async def take(request: Request, folder: Path, most: int) -> Wish:
    """Read a form; the song goes into the folder.

    Args:
        request: a POST.
        folder: of the upload.
        most: bytes that the song may have.

    Raises:
        Refused: the form is no form, too large, too slow, or lacks something.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Refused(415, "send a form (multipart/form-data) with the fields audio and transcript")
    limit = most + FORM_ROOM
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > limit:
        await refuse_politely(request)
        raise Refused(413, _too_large(most))
    try:
        bounded = Request(request.scope, _Bounded(request.receive, limit))
        async with bounded.form(max_files=2, max_fields=8, max_part_size=MAX_BYTES) as form:
            return await _read(form, request.query_params, folder, most)
    except _TooMuchError:
        await refuse_politely(request)
        raise Refused(413, _too_large(most)) from None
    except TimeoutError:
        raise Refused(408, "the upload stood still, or took too long") from None


async def refuse_politely(request: Request) -> None:
    """Let a client finish what it is sending, for a moment, so that it hears the answer."""
    if request.headers.get("expect", "").lower() == "100-continue":
        return  # it asked before it sent
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while True:
                message = await request.receive()
                if message["type"] != "http.request" or not message.get("more_body"):
                    return


class _TooMuchError(Exception):
    """More bytes came than may."""


class _Bounded:
    """``receive`` that counts, and that does not wait for ever."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit
        self._end = asyncio.get_running_loop().time() + UPLOAD_SECONDS

    async def __call__(self) -> Message:
        now = asyncio.get_running_loop().time()
        async with asyncio.timeout_at(min(now + IDLE_SECONDS, self._end)):
            message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise _TooMuchError
        return message


async def _read(form: FormData, query: Mapping[str, str], folder: Path, most: int) -> Wish:
    audio = form.get("audio")
    if not isinstance(audio, UploadFile) or not audio.size:
        raise Refused(400, "there is no song: send one as the file audio")
    if audio.size > most:
        raise Refused(413, _too_large(most))
    words = form.get("transcript", query.get("transcript"))
    try:
        if isinstance(words, UploadFile):
            if (words.size or 0) > MAX_BYTES:
                raise Refused(413, f"the transcript is larger than {MAX_BYTES >> 10} KB")
            words = _decoded(await words.read())
        if not (words or "").strip():
            raise Refused(
                400,
                "there is no transcript: this server finds when words are sung, but does not "
                "write down what it hears; send the lyrics as transcript",
            )
        await run_in_threadpool(transcript_of, words or "")
    except LyricsError as err:
        raise Refused(400, f"{err.message}; {err.hint}") from err
    await _save(audio, folder / "upload")
    return Wish(
        words or "",
        # As in Gentle, a flag counts if it is there, whatever it says.
        "conservative" in form or "conservative" in query,
        "false" in (form.get("async"), query.get("async")),
    )


def _decoded(data: bytes) -> str:
    try:
        # Clients count offsets in the text as they sent it, byte-order mark and all.
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return decode_sheet(data)
    return decode_sheet(data) if "\0" in text else text


async def _save(audio: UploadFile, path: Path) -> None:
    def copy() -> None:
        with path.open("wb") as out:
            while block := audio.file.read(1 << 20):
                out.write(block)

    await run_in_threadpool(copy)


def _too_large(most: int) -> str:
    return f"the song is larger than {most >> 20} MB, which is what this server takes"
