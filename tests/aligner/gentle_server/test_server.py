"""Our own Gentle server, over a real connection."""

from __future__ import annotations

import io
import json
import shutil
import socket
import subprocess
import threading
import time
import wave
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")
pytest.importorskip("python_multipart")

import sample_songs
from aligner.gentle import GentleAligner, GentleOptions, Patience
from aligner.gentle_http import probe
from aligner.gentle_request import wav_bytes
from aligner.gentle_server import upload
from aligner.gentle_server.jobs import JobQueue
from aligner.gentle_server.server import Limits, listening, serving
from aligner.lyrics import parse_lyrics
from media_core.audio import Audio, load_audio
from media_core.errors import AlignerError, AlignerUnavailableError
from media_core.timeline import Ms
from tests.aligner.faulty_server import nothing_left
from tests.aligner.gentle_server.workers import CRASHES, GOOD, HANGS, REFUSES, worker

SHEET = "[Verse 1]\nPaper boat, paper moon,\n"
QUICK = Patience(poll=0.05, stall=60)


@pytest.fixture(scope="module")
def clip() -> Audio:
    """The first line of the sample song, 3.7 s."""
    return load_audio(sample_songs.path() / "song.ogg").part(Ms(3000), Ms(6700))


@pytest.fixture(autouse=True)
def clean(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "temporary").mkdir()
    with nothing_left(tmp_path / "temporary"):
        yield


@pytest.fixture
def quick(clean: None) -> Iterator[str]:
    """A server whose worker takes no time."""
    with serving(Limits(max_mb=1), JobQueue(command=worker(GOOD))) as url:
        yield url


def post(
    url: str,
    data: dict[str, str] | None = None,
    *,
    song: bytes = b"song",
    timeout: float = 30,
    **more: Any,
) -> requests.Response:
    fields = {"transcript": "one"} if data is None else data
    files = {"audio": ("song.wav", song)} if song else {"other": ("x", b"")}
    with requests.Session() as session:
        session.trust_env = False
        return session.post(
            url + "/transcriptions",
            data=fields,
            files=files,
            allow_redirects=False,
            timeout=timeout,
            **more,
        )


def get(url: str, **more: Any) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, allow_redirects=False, timeout=30, **more)


def finished(url: str, location: str) -> dict[str, Any]:
    while True:
        status: dict[str, Any] = get(f"{url}{location}/status.json").json()
        if status.get("status") in ("OK", "ERROR"):
            return status
        time.sleep(0.01)


def test_our_client_and_our_server_agree_in_both_modes(clip: Audio) -> None:
    told: list[str] = []
    with serving() as url:
        probe(url)
        answers = [
            GentleAligner(
                url,
                patience=QUICK,
                options=GentleOptions(mode=mode),
                progress=lambda stage, share: told.append(stage),
            ).align(clip, parse_lyrics(SHEET))
            for mode in ("async", "sync")
        ]
    assert answers[0] == answers[1]
    starts = [w.span.start for w in answers[0].words() if w.span is not None]
    # The times that the song was made with.
    assert starts == pytest.approx([355, 1265, 2109, 3002], abs=60)
    assert all(w.phones for w in answers[0].words())
    assert {"uploading", "ok"} <= set(told)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_line_of_gentles_readme_works(clip: Audio, tmp_path: Path) -> None:
    (tmp_path / "audio.wav").write_bytes(wav_bytes(clip.mono16k))
    (tmp_path / "words.txt").write_text(SHEET, "utf-8")
    with serving() as url:
        done = subprocess.run(
            [
                *("curl", "-sS", "--noproxy", "*"),
                *("-F", "audio=@audio.wav", "-F", "transcript=@words.txt"),
                f"{url}/transcriptions?async=false",
            ],
            cwd=tmp_path,
            capture_output=True,
            check=True,
            timeout=60,
        )
    answer = json.loads(done.stdout)
    assert answer["transcript"] == SHEET
    assert [w["word"] for w in answer["words"]] == [
        *("Verse", "1", "Paper", "boat", "paper", "moon")
    ]
    assert [w["case"] for w in answer["words"]] == [
        *["not-found-in-audio"] * 2,
        *["success"] * 4,
    ]
    moon = answer["words"][-1]
    assert [p["phone"] for p in moon["phones"]] == ["m_B", "uw_I", "n_E"]
    assert sum(p["duration"] for p in moon["phones"]) == pytest.approx(moon["end"] - moon["start"])


def test_a_job_has_all_the_files_that_gentle_writes(clip: Audio) -> None:
    with serving() as url:
        made = post(url, {"transcript": SHEET}, song=wav_bytes(clip.mono16k))
        assert made.status_code == 302
        assert made.content == b""
        location = made.headers["Location"]
        assert len(location.removeprefix("/transcriptions/")) == 8
        seen = [finished(url, location)]
        assert seen[-1]["status"] == "OK"
        assert seen[-1]["duration"] == pytest.approx(3.7, abs=0.01)
        assert get(url + location).headers["Location"] == location + "/"
        page = get(url + location + "/").text
        assert "<audio" in page
        assert "moon" in page
        document = get(f"{url}{location}/align.json")
        assert document.headers["Content-Type"] == "application/json"
        words = document.json()["words"]
        assert get(f"{url}{location}/align.csv").text.count("\r\n") == len(words) == 6
        sound = get(f"{url}{location}/a.wav").content
        with wave.open(io.BytesIO(sound), "rb") as wav:
            assert wav.getframerate() == 16_000
            assert wav.getnframes() == len(clip.mono16k)
        uid = location.rpartition("/")[2]
        packed = get(f"{url}/zip/{uid}.zip").content
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            assert json.loads(archive.read(f"{uid}/align.json"))["words"] == words
        assert get(f"{url}{location}/transcript.txt").content.decode() == SHEET
        for hidden in ("upload", "request.json", "worker.log", "../x", "%2e%2e%2fx"):
            assert get(f"{url}{location}/{hidden}").status_code == 404


def test_media_that_cannot_be_read_is_the_clients_fault(clean: None) -> None:
    silence = Audio(
        np.zeros((16_000, 1), np.int16), 16_000, np.zeros(16_000, np.float32), Path("song.wav")
    )
    with serving() as url:
        sync = post(url, song=b"this is no song", params={"async": "false"})
        status = finished(url, post(url, song=b"this is no song").headers["Location"])
        with pytest.raises(AlignerError, match="could not align the song: the song is silent"):
            GentleAligner(url, patience=QUICK).align(silence, parse_lyrics("one"))
    assert sync.status_code == 400
    assert sync.text.startswith("the song is not audio that can be decoded (")
    assert sync.text == f"{status['error']}\n"
    assert "/" not in sync.text  # no folder of ours is named


@pytest.mark.parametrize(
    ("data", "song", "code", "said"),
    [
        ({"transcript": ""}, b"song", 400, "there is no transcript: this server finds when words "),
        ({}, b"song", 400, "there is no transcript: this server finds when words "),
        ({"transcript": "?!"}, b"song", 400, "the transcript has no word to sing"),
        ({"transcript": "one"}, b"", 400, "there is no song: send one as the file audio"),
        ({"transcript": "one"}, b"x" * (3 << 20), 413, "the song is larger than 1 MB"),
        ({"transcript": "la " * 20_001}, b"x", 400, "the transcript has more than 20,000 words"),
    ],
)
def test_what_cannot_be_done_is_said_at_once(
    quick: str, data: dict[str, str], song: bytes, code: int, said: str
) -> None:
    answer = post(quick, data, song=song)
    assert answer.status_code == code
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text.startswith(said)


def test_what_is_no_form_is_refused(quick: str) -> None:
    with requests.Session() as session:
        session.trust_env = False
        answers = [
            session.post(quick + "/transcriptions", timeout=10, **kind)
            for kind in (
                {"json": {"transcript": "one"}},
                {"data": {"transcript": "one"}},
                {"data": b"--x", "headers": {"Content-Type": "multipart/form-data"}},
                {"data": b"?", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
            )
        ]
    assert [answer.status_code for answer in answers] == [415, 415, 400, 400]


def test_words_may_come_as_a_file_in_any_encoding(quick: str) -> None:
    for encoding in ("utf-8", "utf-16", "cp1252"):
        files = {"audio": ("a", b"song"), "transcript": ("w", "Don’t\r\nstop".encode(encoding))}
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(quick + "/transcriptions?async=false", files=files, timeout=30)
        assert answer.json()["transcript"] == "Don’t\r\nstop"


def test_a_flag_counts_whatever_it_says(quick: str) -> None:
    answer = post(quick, {"transcript": "one", "conservative": "false", "async": "false"})
    assert answer.json()["conservative"] is True
    assert post(quick, {"transcript": "one", "async": "False"}).status_code == 302


def test_a_song_that_is_too_large_is_not_kept(quick: str) -> None:
    def endless() -> Iterator[bytes]:
        yield (b'--x\r\nContent-Disposition: form-data; name="audio"; filename="a"\r\n\r\n')
        for _ in range(64):
            yield b"s" * (1 << 20)
        yield b"\r\n--x--\r\n"

    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(
            quick + "/transcriptions",
            data=endless(),  # chunked: it does not say how long it is
            headers={"Content-Type": "multipart/form-data; boundary=x"},
            timeout=30,
        )
    assert answer.status_code == 413


def test_an_upload_that_stands_still_is_given_up(
    quick: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "IDLE_SECONDS", 0.2)
    port = int(quick.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(
            b"POST /transcriptions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
        )
        assert client.recv(1000).startswith(b"HTTP/1.1 408 ")


def test_an_upload_that_breaks_off_leaves_nothing(quick: str) -> None:
    port = int(quick.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(
            b"POST /transcriptions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
        )
    assert finished(quick, post(quick).headers["Location"])["status"] == "OK"


def test_a_full_queue_says_so(clean: None) -> None:
    queue = JobQueue(command=worker(HANGS), workers=1, waiting=0)
    with serving(queue=queue) as url:
        assert post(url).status_code == 302
        full = post(url, song=b"s" * (1 << 20))
        assert full.status_code == 503
        assert full.headers["Retry-After"]
        assert full.text == "the queue is full (unfinished jobs: 1); try again later\n"


def test_a_synchronous_client_that_goes_away_takes_its_job_along(clean: None) -> None:
    queue = JobQueue(command=worker(HANGS), workers=1, waiting=0)
    with serving(queue=queue) as url:
        with pytest.raises(requests.ReadTimeout):
            post(url, params={"async": "false"}, timeout=0.5)
        while post(url).status_code == 503:  # until its place is free again
            time.sleep(0.01)


def test_status_answers_while_work_is_done(clean: None) -> None:
    with serving(queue=JobQueue(command=worker(HANGS))) as url:
        location = post(url).headers["Location"]
        while get(f"{url}{location}/status.json").json()["status"] != "ENCODING":
            time.sleep(0.01)
        assert get(f"{url}{location}/align.json").status_code == 404
        assert 'http-equiv="refresh"' in get(f"{url}{location}/").text
        assert get(f"{url}/zip/{location[-8:]}.zip").status_code == 404


@pytest.mark.parametrize(("program", "code"), [(REFUSES, 400), (CRASHES, 500)])
def test_a_job_that_fails_answers_all_the_same(program: str, code: int, clean: None) -> None:
    with serving(queue=JobQueue(command=worker(program))) as url:
        answer = post(url, params={"async": "false"})
        location = post(url).headers["Location"]
        status = finished(url, location)
        assert "Not aligned" in get(f"{url}{location}/").text
    assert answer.status_code == code
    assert answer.text == f"{status['error']}\n"


def test_nobody_knows_a_stranger(quick: str) -> None:
    assert get(f"{quick}/transcriptions/deadbeef/status.json").text == "{}"
    for path in ("", "/", "/align.json", "/a.wav"):
        assert get(f"{quick}/transcriptions/deadbeef{path}").status_code == 404
    assert get(f"{quick}/zip/deadbeef.zip").status_code == 404
    assert get(f"{quick}/else").status_code == 404
    assert get(f"{quick}/transcriptions").status_code == 405


def test_the_front_page_says_gentle_and_has_a_form(quick: str) -> None:
    page = get(quick)
    assert "Gentle" in page.text
    assert 'enctype="multipart/form-data"' in page.text
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "script" not in page.headers["Content-Security-Policy"]


def test_web_pages_cannot_use_it(quick: str) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        assert get(quick, headers=headers).status_code == 403
        assert post(quick, headers=headers).status_code == 403


def test_what_a_song_is_called_is_shown_as_text(clean: None) -> None:
    evil = GOOD.replace('"word": "one"', '"word": "<script>"')
    with serving(queue=JobQueue(command=worker(evil))) as url:
        location = post(url).headers["Location"]
        finished(url, location)
        page = get(f"{url}{location}/").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_many_clients_at_once_are_served(clean: None) -> None:
    codes: list[int] = []
    with serving(queue=JobQueue(command=worker(GOOD), workers=2, waiting=8)) as url:

        def ask() -> None:
            codes.append(post(url, params={"async": "false"}).status_code)

        threads = [threading.Thread(target=ask) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert codes == [200] * 10


def test_a_port_that_is_taken_is_named() -> None:
    with listening("127.0.0.1", 0) as (_, url):
        port = int(url.rpartition(":")[2])
        with pytest.raises(AlignerUnavailableError, match=f"port {port} of 127.0.0.1 is taken"):
            listening("127.0.0.1", port).__enter__()


@pytest.mark.parametrize("bad", [{"max_mb": 0}, {"jobs": 0}, {"waiting": -1}])
def test_limits_let_something_through(bad: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one song"):
        Limits(**bad)
