"""The Gentle client, over a real socket."""

from __future__ import annotations

import json
import socket
import threading
import time
import wave
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from aligner.alignment import Alignment, Line, Word
from aligner.gentle import GentleAligner, Patience, wav_bytes
from aligner.gentle_json import MAX_BYTES
from aligner.gentle_words import transcript_for, understand
from aligner.lyrics import Lyrics, parse_lyrics
from aligner.testing import check_aligner
from media_core.audio import Audio
from media_core.errors import AlignerError, AlignerUnavailableError, InputError, LyricsError
from media_core.timeline import Ms, Span
from tests.aligner.fake_gentle import GOOD, PAGE_500, UID, Script, fake_gentle, listen

SHEET = "[Verse]\nOne, don’t — two\n[Chorus]\nquiet self-three 29 ♪\n"
QUICK = Patience(connect=1.0, read=3.0, poll=0.01, stall=0.3, lost=0.2)


@pytest.fixture
def audio() -> Audio:
    mono = np.sin(np.arange(64_000) / 20).astype(np.float32)
    samples = (mono * 32767).astype(np.int16)[:, None]
    return Audio(samples, 16_000, mono, Path("song.wav"))


@pytest.fixture
def lyrics() -> Lyrics:
    return parse_lyrics(SHEET)


def align(script: Script, audio: Audio, lyrics: Lyrics) -> Alignment:
    with fake_gentle(script) as (url, _):
        return GentleAligner(url, patience=QUICK).align(audio, lyrics)


def test_it_keeps_the_promises_of_an_aligner(audio: Audio, lyrics: Lyrics) -> None:
    with fake_gentle(Script()) as (url, seen):
        answer = check_aligner(GentleAligner(url, patience=QUICK), audio, lyrics)
    words = {word.text: word for word in answer.words()}
    assert words["One,"].span == Span(Ms(100), Ms(300))
    assert [p.label for p in words["One,"].phones] == ["W", "AH", "N"]
    assert words["One,"].phones[-1].span.end == 300
    assert words["quiet"].span is None
    assert words["self-three"].span == Span(Ms(1100), Ms(1550))
    assert [p.label for p in words["self-three"].phones] == ["S", "EH", "L", "F", "TH", "R", "IY"]
    assert words["29"].span == Span(Ms(1600), Ms(1800))
    assert words["29"].phones == ()
    assert [line.section for line in answer.lines] == ["Verse", "Chorus"]
    assert seen.posts == 2  # the check runs it twice


def test_the_server_gets_our_wav_and_the_sung_words(audio: Audio, lyrics: Lyrics) -> None:
    with fake_gentle(Script()) as (url, seen):
        GentleAligner(url + "/", patience=QUICK).align(audio, lyrics)
    assert seen.samples == 64_000
    assert seen.fields == ["audio", "transcript"]  # any flag, even =false, would switch it on
    assert seen.transcript == "one don't two\nquiet self-three 29"
    assert seen.gets[0] == f"/transcriptions/{UID}/status.json"
    assert seen.gets[-1] == f"/transcriptions/{UID}/align.json"


def test_progress_tells_each_stage(audio: Audio, lyrics: Lyrics) -> None:
    told: list[tuple[str, float]] = []
    with fake_gentle(Script()) as (url, _):
        GentleAligner(
            url, patience=QUICK, progress=lambda stage, share: told.append((stage, share))
        ).align(audio, lyrics)
    assert told == [
        ("uploading", 0.0),
        ("started", 0.0),
        ("encoding", 0.0),
        ("transcribing", 0.5),
        ("transcribing", 1.0),
        ("aligning", 0.1),
        ("ok", 1.0),
    ]


def test_a_password_is_used_but_never_shown(audio: Audio, lyrics: Lyrics) -> None:
    with fake_gentle(Script(statuses=[{"status": "ERROR", "error": "no"}])) as (url, seen):
        with pytest.raises(AlignerError):
            GentleAligner(url.replace("//", "//me:secret@"), patience=QUICK).align(audio, lyrics)
        assert seen.authorization == "Basic bWU6c2VjcmV0"
    with pytest.raises(AlignerUnavailableError) as caught:
        GentleAligner(url.replace("//", "//me:secret@"), patience=QUICK).align(audio, lyrics)
    assert "secret" not in f"{caught.value} {caught.value.hint}"
    with pytest.raises(InputError) as refused:
        GentleAligner("ftp://me:secret@host")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8765",
        "ftp://host",
        "http://",
        "",
        "http://host:99999",
        "http://[",
        "http://h/?a=1",
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(InputError, match="is not the address of a server") as caught:
        GentleAligner(url)
    assert "http://localhost:8765" in caught.value.hint


@pytest.mark.parametrize("url", ["http://a..b", "http://" + "x" * 70, "http://\u0301"])
def test_impossible_host_names_are_explained(url: str, audio: Audio, lyrics: Lyrics) -> None:
    with pytest.raises((AlignerUnavailableError, InputError)):
        GentleAligner(url, patience=QUICK).align(audio, lyrics)


def test_no_server(audio: Audio, lyrics: Lyrics) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(AlignerUnavailableError) as caught:
            GentleAligner(url, patience=QUICK).align(audio, lyrics)
    assert str(caught.value) == f"no Gentle server answers at {url}"
    assert "animatemusic gentle up" in caught.value.hint
    assert "--aligner sphinx" in caught.value.hint


@pytest.mark.parametrize("post", [(200, b"<html>hello</html>"), (404, b""), (405, b"")])
def test_a_server_that_is_not_gentle(post: tuple[int, bytes], audio: Audio, lyrics: Lyrics) -> None:
    with pytest.raises(AlignerUnavailableError, match="answers, but it is not Gentle"):
        align(Script(post=post), audio, lyrics)


@pytest.mark.parametrize("location", ["", "/login", "/transcriptions/", "http://[", "?x"])
def test_a_redirect_to_no_job_is_not_gentle(location: str, audio: Audio, lyrics: Lyrics) -> None:
    with pytest.raises(AlignerUnavailableError, match="it is not Gentle"):
        align(Script(location=location), audio, lyrics)


@pytest.mark.parametrize(
    "location",
    ["http://elsewhere.example/transcriptions/abc", "https://127.0.0.1/transcriptions/a"],
)
def test_a_redirect_to_another_server_is_not_followed(
    location: str, audio: Audio, lyrics: Lyrics
) -> None:
    with pytest.raises(AlignerUnavailableError, match="sends us on to http"):
        align(Script(location=location), audio, lyrics)


def test_an_absolute_location_on_the_same_server_is_fine(audio: Audio, lyrics: Lyrics) -> None:
    script = Script()
    with fake_gentle(script) as (url, _):
        script.location = f"{url}/transcriptions/{UID}/"
        assert GentleAligner(url, patience=QUICK).align(audio, lyrics).duration == audio.duration


def test_a_server_error_page(audio: Audio, lyrics: Lyrics) -> None:
    with pytest.raises(AlignerError, match=r"refused the song \(HTTP 500\)"):
        align(Script(post=(500, PAGE_500)), audio, lyrics)


def test_gentles_own_words_for_an_error(audio: Audio, lyrics: Lyrics) -> None:
    error = "Encoding failed. Make sure that you've uploaded a valid media file."
    statuses: list[dict[str, object]] = [*GOOD[:3], {"status": "ERROR", "error": error}]
    with pytest.raises(AlignerError, match="could not align the song: Encoding failed"):
        align(Script(statuses=statuses), audio, lyrics)


def test_a_job_that_stands_still_is_given_up(audio: Audio, lyrics: Lyrics) -> None:
    with pytest.raises(AlignerError, match=r"nothing new for 0\.3\d* s \(it was TRANSCRIBING\)"):
        align(Script(statuses=GOOD[:4]), audio, lyrics)


def test_a_slow_job_is_waited_for_as_long_as_it_moves(audio: Audio, lyrics: Lyrics) -> None:
    moving: list[dict[str, object]] = [
        {"status": "TRANSCRIBING", "percent": i / 60} for i in range(60)
    ]
    assert len(moving) * QUICK.poll > QUICK.stall  # longer than it may stand still
    align(Script(statuses=[*moving, *GOOD[-1:]]), audio, lyrics)


def test_a_lost_job_is_reported(audio: Audio, lyrics: Lyrics) -> None:
    with pytest.raises(AlignerError, match=r"Gentle lost the job.*\(0.2 s\)"):
        align(Script(statuses=[*GOOD[:3], {}]), audio, lyrics)


def test_a_lost_job_that_was_done_is_found(audio: Audio, lyrics: Lyrics) -> None:
    answer = align(Script(statuses=[{}], written=3), audio, lyrics)
    assert sum(word.span is not None for word in answer.words()) == 5


def test_broken_connections_while_waiting_are_mended(audio: Audio, lyrics: Lyrics) -> None:
    script = Script(resets=3, reset_after=2)
    with fake_gentle(script) as (url, seen):
        GentleAligner(url, patience=QUICK).align(audio, lyrics)
    assert script.resets == 0
    assert seen.posts == 1


def test_a_proxy_that_lost_sight_of_the_server_is_asked_again(audio: Audio, lyrics: Lyrics) -> None:
    assert align(Script(codes=[502, 503, 504]), audio, lyrics).lines


def test_a_connection_that_always_breaks_is_reported(audio: Audio, lyrics: Lyrics) -> None:
    with pytest.raises(AlignerError, match="broke off the connection"):
        align(Script(resets=99), audio, lyrics)


def test_a_server_that_dies_while_it_works(audio: Audio, lyrics: Lyrics) -> None:
    with fake_gentle(Script(statuses=GOOD[:4])) as (url, seen):
        caught: list[BaseException] = []

        def run() -> None:
            try:
                GentleAligner(url, patience=QUICK).align(audio, lyrics)
            except AlignerError as err:
                caught.append(err)

        thread = threading.Thread(target=run)
        thread.start()
        while len(seen.gets) < 3:
            time.sleep(0.005)
    thread.join()
    assert [str(err) for err in caught] == [f"no Gentle server answers at {url}"]


@pytest.mark.parametrize("code", [500, 404, 200])
def test_a_status_that_is_none(code: int, audio: Audio, lyrics: Lyrics) -> None:
    script = Script(codes=[code])  # 200 with a page of HTML
    match = "refused the song" if code == 500 else "not JSON of Gentle's"
    with pytest.raises(AlignerError, match=match):
        align(script, audio, lyrics)


@pytest.mark.parametrize("status", [b"[1]", b'{"status": 3}', b"[" * 100_000, b"\xff"])
def test_a_status_that_is_strange_json(status: bytes, audio: Audio, lyrics: Lyrics) -> None:
    with pytest.raises(AlignerError, match="not JSON of Gentle's"):
        align(Script(statuses=[status]), audio, lyrics)


def test_strange_percents_do_no_harm(audio: Audio, lyrics: Lyrics) -> None:
    odd: list[dict[str, object]] = [
        {"status": "TRANSCRIBING", "percent": percent}
        for percent in ("x", -1, 7, None, float("nan"))
    ]
    told: list[float] = []
    with fake_gentle(Script(statuses=[*odd, *GOOD[-1:]])) as (url, _):
        GentleAligner(url, patience=QUICK, progress=lambda _, share: told.append(share)).align(
            audio, lyrics
        )
    assert set(told) == {0.0, 1.0}


def test_a_server_that_takes_the_song_and_falls_silent(audio: Audio, lyrics: Lyrics) -> None:
    with (
        fake_gentle(Script(hang=0.6)) as (url, seen),
        pytest.raises(AlignerError, match="took the connection, but does not answer"),
    ):
        GentleAligner(url, patience=replace(QUICK, read=0.3)).align(audio, lyrics)
    assert seen.posts == 1  # never asked twice: each would start a job


def test_done_without_an_answer(audio: Audio, lyrics: Lyrics) -> None:
    with pytest.raises(AlignerError, match=r"says that it is done, but gives no answer \(HTTP 404"):
        align(Script(answer=None), audio, lyrics)


def test_an_answer_that_is_not_json(audio: Audio, lyrics: Lyrics) -> None:
    with pytest.raises(
        AlignerError, match="answer of Gentle cannot be understood: this is not JSON"
    ):
        align(Script(answer=lambda _: b"<html>"), audio, lyrics)


def test_an_answer_about_other_words(audio: Audio, lyrics: Lyrics) -> None:
    with pytest.raises(AlignerError, match="words that Gentle sent back are not those it was sent"):
        align(Script(answer=lambda _: listen("something else")), audio, lyrics)


def test_an_answer_without_any_word(audio: Audio, lyrics: Lyrics) -> None:
    def silence(transcript: str) -> bytes:
        document = json.loads(listen(transcript))
        for word in document["words"]:
            for key in ("start", "end", "phones", "alignedWord"):
                word.pop(key, None)
            word["case"] = "not-found-in-audio"
        return json.dumps(document).encode()

    with pytest.raises(AlignerError, match="found none of the 7 words in the song"):
        align(Script(answer=silence), audio, lyrics)


def test_an_endless_answer_is_cut_off(audio: Audio, lyrics: Lyrics) -> None:
    script = Script(answer=lambda _: b" " * (MAX_BYTES + 1))
    with (
        fake_gentle(script) as (url, _),
        pytest.raises(AlignerError, match="sends more than 64 MB"),
    ):
        GentleAligner(url, patience=replace(QUICK, stall=30)).align(audio, lyrics)


def test_a_sheet_without_anything_to_look_for_is_not_sent(audio: Audio) -> None:
    lyrics = Lyrics("♪", parse_lyrics("a").lines)
    odd = lyrics.lines[0].words[0]
    nothing = Lyrics("♪", (type(lyrics.lines[0])((type(odd)("♪", "♪", (0, 1)),)),))
    with fake_gentle(Script()) as (url, seen):
        with pytest.raises(LyricsError, match="no word that Gentle could look for"):
            GentleAligner(url, patience=QUICK).align(audio, nothing)
        assert seen.posts == 0


def test_an_interrupt_closes_the_connection(audio: Audio, lyrics: Lyrics) -> None:
    def interrupt(stage: str, share: float) -> None:
        if stage == "encoding":
            raise KeyboardInterrupt

    # Warnings are errors: a socket left open would fail this test.
    with fake_gentle(Script()) as (url, _), pytest.raises(KeyboardInterrupt):
        GentleAligner(url, patience=QUICK, progress=interrupt).align(audio, lyrics)


@pytest.mark.parametrize("name", ["connect", "read", "poll", "stall", "lost"])
def test_patience_is_more_than_nothing(name: str) -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        Patience(**{name: 0.0})


@pytest.mark.parametrize(
    "mono",
    [np.array([0.0, 1.0, -1.0, 7.0], np.float32), np.array([0, 32767, -32767, 32767], np.int16)],
)
def test_a_wav_is_16_khz_mono_16_bit(mono: NDArray[Any]) -> None:
    with wave.open(BytesIO(wav_bytes(mono)), "rb") as wav:
        assert wav.getparams()[:4] == (1, 2, 16_000, 4)
        assert np.frombuffer(wav.readframes(4), "<i2").tolist() == [0, 32767, -32767, 32767]


class Twisted:
    """An aligner that breaks a promise on purpose."""

    def __init__(self, twist: Callable[[Alignment, int], Alignment]) -> None:
        self.twist = twist
        self.runs = 0

    def align(self, audio: Audio, lyrics: Lyrics) -> Alignment:
        sent = transcript_for(lyrics)
        answer = understand(listen(sent.text), sent, lyrics, audio.duration)
        self.runs += 1
        return self.twist(answer, self.runs)


def with_words(answer: Alignment, change: Callable[[list[Word]], None]) -> Alignment:
    words = list(answer.lines[0].words)
    change(words)
    return replace(answer, lines=(replace(answer.lines[0], words=tuple(words)), *answer.lines[1:]))


def late(words: list[Word]) -> None:
    words[0] = replace(words[0], span=Span(Ms(3000), Ms(3100)), phones=())


@pytest.mark.parametrize(
    ("twist", "broken"),
    [
        (lambda a, _: replace(a, transcript="x"), "transcript is not the lyric sheet"),
        (lambda a, _: replace(a, duration=Ms(9999)), "duration is not the song's"),
        (lambda a, _: replace(a, lines=a.lines[:1]), "not as many lines"),
        (
            lambda a, _: with_words(a, lambda words: words.reverse()),
            "line 1 does not have the words",
        ),
        (
            lambda a, _: replace(a, lines=tuple(Line(line.words) for line in a.lines)),
            "line 1 lost its section",
        ),
        (lambda a, _: with_words(a, late), "starts at 350 ms, before 3100 ms"),
        (lambda a, run: with_words(a, late) if run > 1 else a, "a second run gave another answer"),
    ],
)
def test_the_check_of_aligners_finds_broken_promises(
    twist: Callable[[Alignment, int], Alignment], broken: str, audio: Audio, lyrics: Lyrics
) -> None:
    with pytest.raises(AssertionError, match=broken):
        check_aligner(Twisted(twist), audio, lyrics)
