"""The queue of our own Gentle server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aligner.gentle_server import jobs
from aligner.gentle_server.jobs import Job, JobQueue, QueueFullError
from tests.aligner.faulty_server import nothing_left
from tests.aligner.gentle_server.workers import CRASHES, GOOD, HANGS, LIES, REFUSES, worker


@pytest.fixture(autouse=True)
def clean(tmp_path: Path) -> Iterator[None]:
    with nothing_left(tmp_path):
        yield


def submit(queue: JobQueue) -> Job:
    job = queue.reserve()
    (job.folder / "upload").write_bytes(b"song")
    (job.folder / "transcript.txt").write_text("one")
    (job.folder / "request.json").write_text("{}")
    queue.submit(job)
    return job


def status_of(program: str, longest: float = 60.0) -> dict[str, object]:
    with JobQueue(command=worker(program), longest=longest) as queue:
        job = submit(queue)
        assert job.done.wait(120)
        assert not (job.folder / "upload").exists()
        return queue.status(job.uid) | {"fault": job.fault}


def running(queue: JobQueue, job: Job) -> None:
    while queue.status(job.uid).get("status") != "ENCODING":
        time.sleep(0.005)


def test_a_job_ends_with_ok_and_its_files() -> None:
    with JobQueue(command=worker(GOOD)) as queue:
        job = submit(queue)
        assert job.done.wait(120)
        assert queue.status(job.uid) == {"status": "OK", "percent": 1.0, "duration": 4.0}
        assert {p.name for p in job.folder.iterdir()} >= {"a.wav", "align.json", "align.csv"}
        assert queue.get(job.uid) is job


def test_nothing_is_known_of_a_stranger() -> None:
    with JobQueue() as queue:
        assert queue.status("nobody") == {}
        assert queue.get("nobody") is None


def test_what_the_worker_refuses_is_the_clients_fault() -> None:
    assert status_of(REFUSES) == {
        "status": "ERROR",
        "error": "the song is not audio",
        "fault": 400,
    }


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (CRASHES, "the worker stopped in the middle of the job (exit code 9)"),
        (LIES, "the worker stopped in the middle of the job (exit code 0)"),
    ],
)
def test_a_worker_that_dies_is_an_error_and_not_silence(program: str, said: str) -> None:
    status = status_of(program)
    assert status["fault"] == 500
    assert status["status"] == "ERROR"
    assert status["error"] == said


def test_a_worker_that_hangs_is_stopped() -> None:
    assert "took more than" in str(status_of(HANGS, longest=0.3)["error"])


def test_a_worker_that_cannot_be_started_is_an_error() -> None:
    with JobQueue(command=lambda folder: [str(folder / "nothing")]) as queue:
        job = submit(queue)
        assert job.done.wait(120)
        assert "could not do this job" in str(queue.status(job.uid)["error"])


def test_there_is_an_end_to_the_queue() -> None:
    with JobQueue(command=worker(HANGS), workers=1, waiting=2) as queue:
        first = submit(queue)
        second, third = submit(queue), submit(queue)
        with pytest.raises(QueueFullError, match=r"the queue is full \(unfinished jobs: 3\)"):
            queue.reserve()
        running(queue, first)
        waiting = queue.status(third.uid)
        assert waiting["status"] == "STARTED"  # with {} a client would take it for lost
        assert waiting["message"].startswith("jobs waiting before it: 1; ")
        queue.drop(second)
        assert queue.status(third.uid)["message"].startswith("jobs waiting before it: 0")
        assert submit(queue)


def test_a_place_that_is_reserved_is_taken() -> None:
    with JobQueue(workers=1, waiting=0) as queue:
        job = queue.reserve()
        with pytest.raises(QueueFullError):
            queue.reserve()
        queue.drop(job)
        assert not job.folder.exists()
        queue.drop(queue.reserve())


def test_several_jobs_run_at_a_time() -> None:
    with JobQueue(command=worker(HANGS), workers=2) as queue:
        for job in (submit(queue), submit(queue)):
            running(queue, job)


def test_a_job_that_is_dropped_stops_and_makes_room_for_the_next() -> None:
    with JobQueue(command=worker(HANGS)) as queue:
        first, second = submit(queue), submit(queue)
        running(queue, first)
        queue.drop(first)
        running(queue, second)
        assert first.done.wait(120)
        assert not first.folder.exists()
        assert queue.status(first.uid) == {}


def test_finished_jobs_expire() -> None:
    now = [0.0]
    with JobQueue(command=worker(GOOD), keep=10, clock=lambda: now[0]) as queue:
        job = submit(queue)
        assert job.done.wait(120)
        now[0] = 9.0
        assert queue.get(job.uid) is job
        now[0] = 11.0
        assert queue.status(job.uid) == {}
        assert not job.folder.exists()


def test_only_so_many_finished_jobs_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "KEEP_JOBS", 1)
    with JobQueue(command=worker(GOOD)) as queue:
        first = submit(queue)
        assert first.done.wait(120)
        second = submit(queue)
        assert second.done.wait(120)
        assert queue.get(first.uid) is None
        assert queue.get(second.uid) is second


def test_closing_stops_what_runs_and_waits() -> None:
    queue = JobQueue(command=worker(HANGS))
    first, _ = submit(queue), submit(queue)
    running(queue, first)
    process = first.process
    assert process is not None
    queue.close()
    assert process.returncode is not None
    assert not queue.root.exists()
    with pytest.raises(QueueFullError):
        queue.reserve()
    assert not [t for t in threading.enumerate() if t.name.startswith("gentle-job")]
