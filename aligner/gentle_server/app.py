"""The URLs of Gentle, as an ASGI application."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from aligner.gentle_server import pages
from aligner.gentle_server.guard import Guard
from aligner.gentle_server.jobs import Job, JobQueue, QueueFullError
from aligner.gentle_server.upload import refuse_politely, take

FILES = {
    "align.json": "application/json",
    "align.csv": "text/csv",
    "a.wav": "audio/wav",
    "transcript.txt": "text/plain; charset=utf-8",
}
"""What a finished job leaves, with its media type."""

LOOK_SECONDS = 0.05
"""How often a synchronous request looks whether its job is done, or its client gone."""


def make_app(
    queue: JobQueue,
    *,
    max_bytes: int,
    names: frozenset[str] = frozenset(),
    report: Callable[[str], None] = lambda sentence: None,
) -> Starlette:
    """Gentle's REST API over a queue.

    Args:
        queue: where jobs go.
        max_bytes: that a song may have.
        names: by which the server may be called, besides ``localhost`` and addresses.
        report: told of what should not happen.
    """
    urls = _Urls(queue, max_bytes)

    def failed(request: Request, error: Exception) -> Response:
        report(f"{request.method} {request.url.path} failed ({type(error).__name__}: {error})")
        return PlainTextResponse("the server failed; its terminal says why\n", 500)

    return Starlette(
        routes=[
            Route("/", urls.front),
            Route("/transcriptions", urls.create, methods=["POST"]),
            Route("/transcriptions/", urls.create, methods=["POST"]),
            Route("/transcriptions/{uid}", urls.job_without_slash),
            Route("/transcriptions/{uid}/", urls.page),
            Route("/transcriptions/{uid}/index.html", urls.page),
            Route("/transcriptions/{uid}/status.json", urls.status),
            Route("/transcriptions/{uid}/{name}", urls.file),
            Route("/zip/{uid}.zip", urls.archive),
        ],
        middleware=[Middleware(Guard, names=names)],
        exception_handlers={
            HTTPException: _refusal,
            ClientDisconnect: _nobody_listens,
            Exception: failed,
        },
    )


def _refusal(request: Request, error: Exception) -> Response:
    """Our sentences as plain text."""
    if not isinstance(error, HTTPException):
        raise error
    # What was not read of an upload must not be taken for the next request.
    headers = dict(error.headers or {}) | {"Connection": "close"}
    return PlainTextResponse(f"{error.detail}\n", error.status_code, headers)


def _nobody_listens(request: Request, error: Exception) -> Response:
    return Response(status_code=400)


class _Urls:
    """What each URL answers."""

    def __init__(self, queue: JobQueue, max_bytes: int) -> None:
        self._queue = queue
        self._most = max_bytes

    async def front(self, request: Request) -> Response:
        return HTMLResponse(pages.front(self._most))

    async def create(self, request: Request) -> Response:
        """Take a song; answer with where its job is, or with the alignment."""
        with tempfile.TemporaryDirectory(dir=self._queue.root, ignore_cleanup_errors=True) as name:
            folder = Path(name)
            try:
                self._queue.check_room()  # else nothing need be sent
                wish = await take(request, folder, self._most)
                job = self._queue.reserve()  # a place is for what is here, not for what may come
            except QueueFullError as err:
                await refuse_politely(request)
                said = f"{err.message}; {err.hint}"
                raise HTTPException(503, said, {"Retry-After": "30"}) from err
            try:
                os.replace(folder / "upload", job.folder / "upload")
                (job.folder / "transcript.txt").write_bytes(wish.transcript.encode())
                (job.folder / "request.json").write_text(
                    json.dumps({"conservative": wish.conservative}), "utf-8"
                )
            except BaseException:
                self._queue.drop(job)
                raise
        self._queue.submit(job)
        if wish.synchronous:
            return await self._when_done(request, job)
        # As Gentle says it: relative, without a slash at the end.
        return Response(status_code=302, headers={"Location": f"/transcriptions/{job.uid}"})

    async def _when_done(self, request: Request, job: Job) -> Response:
        """Wait for a job; who goes away meanwhile, or is sent away, takes it along."""
        try:
            while not job.done.is_set():
                if await request.is_disconnected():
                    raise ClientDisconnect
                await asyncio.sleep(LOOK_SECONDS)
        except BaseException:
            self._queue.drop(job)
            raise
        if job.fault:
            return PlainTextResponse(f"{job.status.get('error', '')}\n", job.fault)
        return FileResponse(job.folder / "align.json", media_type=FILES["align.json"])

    async def job_without_slash(self, request: Request) -> Response:
        uid = self._job(request).uid
        return RedirectResponse(f"/transcriptions/{uid}/", 302)

    async def page(self, request: Request) -> Response:
        job = self._job(request)
        status = self._queue.status(job.uid)
        words: list[dict[str, Any]] = []
        if status.get("status") == "OK":
            document = await run_in_threadpool((job.folder / "align.json").read_bytes)
            words = json.loads(document)["words"]
        return HTMLResponse(pages.job(job.uid, status, words))

    async def status(self, request: Request) -> Response:
        """Always 200, and ``{}`` for a job that nobody knows, as Gentle has it."""
        text = json.dumps(self._queue.status(request.path_params["uid"]))
        return Response(text, media_type="application/json")

    async def file(self, request: Request) -> Response:
        name = request.path_params["name"]
        job = self._job(request)
        path = job.folder / name
        if name not in FILES or not job.done.is_set() or not path.is_file():
            raise HTTPException(404, "there is no such file, or not yet")
        return FileResponse(path, media_type=FILES[name])

    async def archive(self, request: Request) -> Response:
        job = self._job(request)
        if not job.done.is_set() or job.fault:
            raise HTTPException(404, "there is no such file, or not yet")
        path = await run_in_threadpool(_zipped, job)
        return FileResponse(path, media_type="application/zip", filename=f"{job.uid}.zip")

    def _job(self, request: Request) -> Job:
        job = self._queue.get(request.path_params["uid"])
        if job is None:
            raise HTTPException(404, "there is no such job, or not any more")
        return job


def _zipped(job: Job) -> Path:
    """The files of a finished job in one, made when it is first asked for."""
    path = job.folder / "all.zip"
    if not path.exists():
        temporary = job.folder / f"{os.urandom(8).hex()}.part"
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in FILES:
                archive.write(job.folder / name, f"{job.uid}/{name}")
        os.replace(temporary, path)
    return path
