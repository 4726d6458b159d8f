"""`animatemusic fix`: one word put right in a second, and every step taken back to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sample_songs
from aligner.formats import own_json, read_alignment, writable
from animatemusic.undo import undo_path
from media_core.timeline import Ms, Span
from tests.animatemusic.command import Finished, in_process

Capfd = pytest.CaptureFixture[str]


@pytest.fixture
def times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The true times of the sample song."""
    monkeypatch.chdir(tmp_path)
    song = read_alignment(sample_songs.path("paper_moon") / "truth.json")
    path = tmp_path / "times.json"
    path.write_text(writable()["animatemusic-json"](song), "utf-8")
    return path


def fix(capfd: Capfd, *arguments: str) -> Finished:
    return in_process(capfd.readouterr, "fix", "times.json", *arguments)


def word(path: Path, text: str) -> Span | None:
    return next(w.span for w in read_alignment(path).words() if w.sung == text)


def test_a_word_is_set_in_place(times: Path, capfd: Capfd) -> None:
    done = fix(capfd, "--word", "clouds", "--at", "0:12.3")
    assert (done.code, done.out) == (0, "")
    assert "clouds" in done.err
    span = word(times, "clouds")
    assert span is not None
    assert span.start == 12_300


def test_every_step_is_taken_back_to_the_byte(times: Path, capfd: Capfd) -> None:
    before = times.read_bytes()
    for arguments in (
        ("--word", "clouds", "--by", "-80ms"),
        ("--shift-after", "0:05", "120ms"),
        ("--lock", "clouds", "--unlock", "wind"),
        ("--word", "bay", "--at", "0:09", "--until", "0:09.5"),
    ):
        assert fix(capfd, *arguments).code == 0, arguments
    assert times.read_bytes() != before
    for _ in range(4):
        assert fix(capfd, "--undo").code == 0
    assert times.read_bytes() == before
    assert [path.name for path in times.parent.iterdir()] == ["times.json"]
    assert "nothing was done" in fix(capfd, "--undo").err


def test_a_file_that_something_else_changed_is_not_overwritten(times: Path, capfd: Capfd) -> None:
    fix(capfd, "--lock", "clouds")
    text = times.read_text("utf-8") + "\n"
    times.write_text(text, "utf-8")
    done = fix(capfd, "--undo")
    assert done.code == 1
    assert "was changed by something else" in done.err
    assert times.read_text("utf-8") == text
    assert fix(capfd, "--undo", "--force").code == 0


def test_times_that_cannot_hold_locks_are_not_silently_worsened(times: Path, capfd: Capfd) -> None:
    times.with_name("song.srt").write_text(
        "1\n00:00:01,000 --> 00:00:02,000\nPaper moon\n", "utf-8"
    )
    done = in_process(capfd.readouterr, "fix", "song.srt", "--lock", "moon")
    assert done.code == 1
    assert "animatemusic convert song.srt" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "say what is wrong"),
        (("--word", "clouds"), 2, "say when"),
        (("--at", "0:10"), 2, "say what is moved"),
        (("--word", "elephant", "--at", "0:10"), 1, "there is no"),
        (("--word", "clouds", "--at", "9:10"), 1, "is not in the song"),
        (("--word", "paper", "--by", "10ms"), 1, "is sung 2 times"),
        (("--shift-after", "0:10", "soon"), 2, "is not a stretch of time"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    times: Path, capfd: Capfd, arguments: tuple[str, ...], code: int, words: str
) -> None:
    before = times.read_bytes()
    done = fix(capfd, *arguments)
    assert done.code == code
    assert words in done.err
    assert times.read_bytes() == before


def test_a_mouth_is_set_seen_and_given_back(times: Path, capfd: Capfd) -> None:
    before = times.read_bytes()
    done = fix(capfd, "--mouth", "0:12.1-0:12.5=F")
    assert done.code == 0
    assert "the mouth is F" in done.err
    (mouth,) = read_alignment(times).mouths
    assert (mouth.span, mouth.shape) == (Span(Ms(12_100), Ms(12_500)), "F")
    exported = in_process(
        capfd.readouterr, "export", "times.json", "--to", "rhubarb-tsv", "-o", "m.tsv"
    )
    assert exported.code == 0, exported.err
    rows = [row.split("\t") for row in Path("m.tsv").read_text("utf-8").splitlines()]
    assert ["12.10", "F"] in rows
    assert fix(capfd, "--mouth", "0:12.1-0:12.5=auto").code == 0
    assert times.read_bytes() == before
    assert fix(capfd, "--undo").code == 0
    assert fix(capfd, "--undo").code == 0
    assert times.read_bytes() == before


def test_a_mouth_that_no_set_has_is_told(times: Path, capfd: Capfd) -> None:
    done = fix(capfd, "--mouth", "0:12-0:12.5=wobble")
    assert done.code == 0
    assert "has wobble; the rig's own must" in done.err
    shown = in_process(
        capfd.readouterr, "export", "times.json", "--to", "rhubarb-tsv", "-o", "m.tsv"
    )
    assert shown.code == 1
    assert "there is no mouth wobble in the set rhubarb" in shown.err


@pytest.mark.parametrize("text", ["F", "0:12=F", "0:12-0:13=", "0:13-0:12=F"])
def test_a_mouth_says_when_and_which(times: Path, capfd: Capfd, text: str) -> None:
    assert fix(capfd, "--mouth", text).code == 2


EDITS = st.one_of(
    st.tuples(
        st.just("--word"),
        st.sampled_from(("clouds", 'line 2, "boat"', "wind", "bay")),
        st.just("--by"),
        st.integers(-900, 900).map(lambda by: f"{by}ms"),
    ),
    st.tuples(st.just("--line"), st.integers(1, 8).map(str), st.just("--by"), st.just("70ms")),
    st.tuples(st.just("--shift-after"), st.just("0:05"), st.integers(-400, 400).map(str)),
    st.tuples(st.sampled_from(("--lock", "--unlock")), st.sampled_from(("clouds", "wind"))),
    st.tuples(
        st.just("--mouth"),
        st.tuples(st.integers(0, 20), st.integers(1, 9), st.sampled_from(("A", "F", "auto"))).map(
            lambda one: f"{one[0]}-{one[0] + one[1]}={one[2]}"
        ),
    ),
)


@given(edits=st.lists(EDITS, min_size=1, max_size=6))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_edits_followed_by_their_undos_give_back_the_bytes(
    times: Path, capfd: Capfd, edits: list[tuple[str, ...]]
) -> None:
    before = times.read_bytes()
    done = 0
    for edit in edits:
        code = fix(capfd, *edit).code
        assert code in (0, 1)  # 1: a locked word is in the way, or the line has no words
        done += code == 0
    assert len(list(read_alignment(times).words())) == len(
        list(own_json.read(before, None).words())
    )
    for _ in range(done):
        assert fix(capfd, "--undo").code == 0
    assert times.read_bytes() == before
    assert not undo_path(times).exists()
