"""The queue: jobs, the processes that do them, and the files that they leave.

Threads start and watch the processes; whoever asks gets a copy of what is known. Everything lies
in one temporary folder, which is gone when the queue is closed.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from media_core.errors import AlignerError

KEEP_SECONDS = 3600.0
"""A finished job is kept so long."""

KEEP_JOBS = 50
"""So many finished jobs are kept, the newest; an hour of mono takes 115 MB as a.wav."""

LONGEST_SECONDS = 1800.0
"""A job that takes longer is stopped: the embedded aligner needs seconds for a song."""

TELLS = ("status", "duration", "percent", "message", "error")
_PACKAGES = Path(__file__).resolve().parents[2]


class QueueFullError(AlignerError):
    """There are as many unfinished jobs as there may be."""


@dataclass(eq=False, slots=True)
class Job:
    """One song to align.

    Attributes:
        uid: its name in URLs.
        folder: its files.
        status: what ``status.json`` says.
        fault: HTTP code for a synchronous client if the job failed, else 0.
        done: set when it is finished, well or not.
    """

    uid: str
    folder: Path
    status: dict[str, Any] = field(default_factory=dict)
    fault: int = 0
    done: threading.Event = field(default_factory=threading.Event)
    finished: float = 0.0
    process: subprocess.Popen[bytes] | None = None
    stopped: bool = False


def worker_command(folder: Path) -> list[str]:
    """How a job is started; ``-P``: nothing is imported from the folder that we stand in."""
    return [sys.executable, "-P", "-m", "aligner.gentle_server.worker", str(folder)]


class JobQueue:
    """Jobs, done a few at a time in the order in which they came.

    Args:
        workers: how many are done at a time.
        waiting: how many more may wait.
        keep: seconds for which a finished job is kept.
        longest: seconds that a job may take.
        command: the program that does a job.
        clock: seconds, never going back.
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        waiting: int = 8,
        keep: float = KEEP_SECONDS,
        longest: float = LONGEST_SECONDS,
        command: Callable[[Path], Sequence[str]] = worker_command,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="animatemusic-gentle-"))
        self._most = workers + waiting
        self._keep, self._longest = keep, longest
        self._command, self._clock = command, clock
        self._change = threading.Condition()
        self._jobs: dict[str, Job] = {}
        self._queue: list[Job] = []
        self._closed = False
        self._threads = [
            threading.Thread(target=self._serve, name=f"gentle-job-{n}", daemon=True)
            for n in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> JobQueue:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def check_room(self) -> None:
        """See that a job could be reserved at this moment.

        Raises:
            QueueFullError: too many are unfinished.
        """
        with self._change:
            self._expire()
            unfinished = sum(not job.done.is_set() for job in self._jobs.values())
            if unfinished >= self._most or self._closed:
                raise QueueFullError(
                    f"the queue is full (unfinished jobs: {unfinished})", hint="try again later"
                )

    def reserve(self) -> Job:
        """A new job with an empty folder, to put an upload in; then submit or drop it.

        Raises:
            QueueFullError: too many are unfinished.
        """
        with self._change:
            self.check_room()
            uid = secrets.token_hex(4)  # eight digits, as Gentle's
            while uid in self._jobs:
                uid = secrets.token_hex(4)
            job = Job(uid, self.root / uid)
            job.folder.mkdir()
            self._jobs[uid] = job
            return job

    def submit(self, job: Job) -> None:
        """Let a job be done when its turn comes."""
        with self._change:
            job.status = {"status": "STARTED"}
            self._queue.append(job)
            self._change.notify()

    def drop(self, job: Job) -> None:
        """Forget a job, whatever became of it: stop its process and remove its files."""
        with self._change:
            self._jobs.pop(job.uid, None)
            if job in self._queue:
                self._queue.remove(job)
            job.stopped = True
            process = job.process
            if process is None:
                job.done.set()
        if process is None:
            shutil.rmtree(job.folder, ignore_errors=True)
        else:
            process.kill()  # its thread removes the files when it is dead

    def get(self, uid: str) -> Job | None:
        """A job by its name, if it is known and not expired."""
        with self._change:
            self._expire()
            return self._jobs.get(uid)

    def status(self, uid: str) -> dict[str, Any]:
        """What ``status.json`` says: nothing of a job that is not known."""
        with self._change:
            self._expire()
            job = self._jobs.get(uid)
            if job is None:
                return {}
            ahead = self._queue.index(job) if job in self._queue else -1
            if ahead < 0:
                return dict(job.status)
            # The time is news, so that a client which waits for news goes on waiting.
            return job.status | {
                "message": f"jobs waiting before it: {ahead}; {time.strftime('%H:%M:%S')}"
            }

    def close(self) -> None:
        """Stop all jobs and remove all files."""
        with self._change:
            self._closed = True
            self._queue.clear()
            jobs = list(self._jobs.values())
            self._change.notify_all()
        for job in jobs:
            self.drop(job)
        for thread in self._threads:
            thread.join()
        shutil.rmtree(self.root, ignore_errors=True)

    def _expire(self) -> None:
        """Forget finished jobs that are too old or too many; the lock is held."""
        over = [job for job in self._jobs.values() if job.done.is_set()]
        over.sort(key=lambda job: job.finished)
        now = self._clock()
        surplus = len(over) - KEEP_JOBS
        for n, job in enumerate(over):
            if n < surplus or now - job.finished > self._keep:
                del self._jobs[job.uid]
                shutil.rmtree(job.folder, ignore_errors=True)

    def _serve(self) -> None:
        """Do one job after the other until the queue is closed."""
        while True:
            with self._change:
                while not self._queue and not self._closed:
                    # Now and then something expires although nobody asks.
                    self._change.wait(timeout=60.0)
                    self._expire()
                if self._closed:
                    return
                job = self._queue.pop(0)
            try:
                self._do(job)
            except Exception as err:  # of our own: the client must hear of it all the same
                self._fail(job, f"the server could not do this job ({type(err).__name__})", 500)
            (job.folder / "upload").unlink(missing_ok=True)
            with self._change:
                job.process = None
                job.finished = self._clock()
                job.done.set()
                gone = job.stopped
            if gone:
                shutil.rmtree(job.folder, ignore_errors=True)

    def _do(self, job: Job) -> None:
        path = os.pathsep.join(filter(None, (str(_PACKAGES), os.environ.get("PYTHONPATH"))))
        with (job.folder / "worker.log").open("wb") as log, self._change:
            if job.stopped:
                return
            process = job.process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                list(self._command(job.folder)),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env=os.environ | {"PYTHONPATH": path},
            )
        late = threading.Event()

        def too_late() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._longest, too_late)
        timer.daemon = True
        timer.start()
        try:
            with process:
                for line in process.stdout or ():
                    self._tell(job, line)
        finally:
            timer.cancel()
            timer.join()
        self._finish(job, process.returncode, late.is_set())

    def _tell(self, job: Job, line: bytes) -> None:
        """Take over what the worker says."""
        try:
            said = json.loads(line)
        except ValueError:  # a library's chatter
            return
        if isinstance(said, dict) and isinstance(said.get("status"), str):
            with self._change:
                # As in Gentle, what was said before stays until something new is said.
                job.status = job.status | {key: said[key] for key in TELLS if key in said}

    def _finish(self, job: Job, code: int, late: bool) -> None:
        if late:
            minutes = self._longest / 60
            self._fail(job, f"the job took more than {minutes:g} minutes and was stopped", 500)
        elif job.status.get("status") == "ERROR":
            job.fault = 400
        elif code or not (job.folder / "align.json").exists():
            self._fail(job, f"the worker stopped in the middle of the job (exit code {code})", 500)
        else:
            with self._change:
                job.status = job.status | {"status": "OK", "percent": 1.0}

    def _fail(self, job: Job, sentence: str, fault: int) -> None:
        with self._change:
            job.fault = fault
            job.status = job.status | {"status": "ERROR", "error": sentence}
