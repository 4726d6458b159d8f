"""The command: text, JSON, exit codes, words beside a video, projects."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from animatemusic.qc.findings import CODES, Finding, report_of
from animatemusic.qc.telling import MOST_OF_A_KIND, text_of
from tests.animatemusic.command import Finished, expect_refusal, in_process
from tests.animatemusic.conftest import folder, short
from tests.animatemusic.qc.footage import Clip

__all__ = ["folder", "short"]

Run = Callable[..., Finished]
PACKAGE = Path(__file__).resolve().parents[3] / "animatemusic" / "qc"


@pytest.fixture
def run(folder: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    return lambda *arguments: in_process(capfd.readouterr, *map(str, arguments))


@pytest.fixture(scope="session")
def made(short: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own video of the short song, with its LRC beside it."""
    from animatemusic import cli

    place = tmp_path_factory.mktemp("made") / "song.mp4"
    arguments = ["animate", str(short / "song.wav"), str(short / "lyrics.txt"), "-o", str(place)]
    times = ["--alignment", str(short / "times.json"), "--size", "320x180", "--lrc", "-q"]
    assert cli.run([*arguments, *times]) == 0
    return place


def test_our_own_video_is_fit_to_be_published(run: Run, made: Path) -> None:
    plain = run("qc", made)
    assert plain.code == 0, plain.out
    assert "nothing is wrong with it" in plain.out
    assert "song.lrc" in plain.out, "words are found beside it"
    film = run("qc", made, "--alignment", "times.json", "--rig", "juno", "--strict", "-q")
    assert (film.code, film.out) == (0, "")


def test_a_fault_is_told_with_its_time_and_exit_code_1(run: Run) -> None:
    Clip(black=[(0.5, 0.8)]).write(Path("black.mp4"))
    done = run("qc", "black.mp4")
    assert done.code == 1
    assert "error: 0:00.50-0:00.80  the picture is black for 0.30 s  [black-frames]" in done.out
    assert done.out.endswith("1 error\n")
    ignored = run("qc", "black.mp4", "--ignore", "black-frames")
    assert ignored.code == 0
    assert "nothing is wrong with it" in ignored.out


def test_warnings_fail_only_if_strict(run: Run) -> None:
    Clip(gain=0.01).write(Path("quiet.mp4"))
    assert run("qc", "quiet.mp4").code == 0
    assert run("qc", "quiet.mp4", "--strict").code == 1


def test_the_report_for_programs(run: Run) -> None:
    Clip(black=[(0.5, 0.8)], sound=1).write(Path("bad.mp4"))
    done = run("qc", "bad.mp4", "--json", "-o", "report.json")
    assert (done.code, done.out) == (1, "")
    report = json.loads(Path("report.json").read_text("utf-8"))
    assert report["ok"] is False
    assert report["video"]["size"] == [128, 72]
    assert report["video"]["fps"] == "30"
    assert report["sound"]["lufs"] < 0
    by_code = {finding["code"]: finding for finding in report["findings"]}
    assert set(by_code) == {"black-frames", "length-difference"}
    assert (by_code["black-frames"]["start"], by_code["black-frames"]["end"]) == (500, 800)
    assert list(by_code["black-frames"]) == [
        *("code", "severity", "where", "text", "hint", "start", "end")
    ]
    taken = run("qc", "bad.mp4", "-o", "report.json")
    expect_refusal(taken, "report.json")


def test_a_song_is_checked_with_its_times(run: Run) -> None:
    good = run("qc", "song.wav", "--alignment", "times.json", "--size", "360x640")
    assert good.code == 0, good.out
    assert "film: 360x640, Juno, captions wipe" in good.out
    bad = run("qc", "song.wav", "--alignment", "times.json", "--mouth-at", "960,860,200", "-q")
    assert bad.code == 1
    assert "text-over-mouth" in bad.out
    without = run("qc", "song.wav")
    assert without.code == 2
    assert "--alignment" in without.err


def test_the_voice_alone_finds_words_that_the_band_hides(run: Run) -> None:
    # The stem is silent where the song is not.
    Clip(seconds=3.7, sound=3.7).write(Path("long.mp4"))
    import wave

    with wave.open("song.wav") as song:
        params, data = song.getparams(), song.readframes(song.getnframes())
    half = len(data) // 2 // 4 * 4
    with wave.open("vocals.wav", "wb") as stem:
        stem.setparams(params)
        stem.writeframes(data[:half] + bytes(len(data) - half))
    mixed = run("qc", "long.mp4", "--alignment", "times.json", "-q")
    assert "words-in-silence" not in mixed.out
    alone = run("qc", "long.mp4", "--alignment", "times.json", "--vocals", "vocals.wav", "-q")
    assert "words-in-silence" in alone.out


def test_a_part_of_a_song_has_its_own_words(run: Run) -> None:
    Clip(seconds=1.5, sound=1.5).write(Path("part.mp4"))
    whole = run("qc", "part.mp4", "--alignment", "times.json", "-q")
    assert "words-after-end" in whole.out
    part = run("qc", "part.mp4", "--alignment", "times.json", "--range", "0:00.5-0:02", "-q")
    assert "words-after-end" not in part.out


def test_a_project_is_checked_before_and_after_it_is_rendered(run: Run, made: Path) -> None:
    project = 'schema = 1\n[song]\nfile = "song.wav"\nlyrics = "lyrics.txt"\n'
    project += 'alignment = "times.json"\n[video]\nsize = ["320x180", "180x320"]\n'
    Path("animatemusic.toml").write_text(project, "utf-8")
    before = run("qc", ".")
    assert before.code == 0, before.out
    assert "film: 180x320" in before.out
    shutil.copy(made, "song-320x180.mp4")
    Clip(black=[(0.5, 0.8)], size=(72, 128)).write(Path("song-180x320.mp4"))
    after = run("qc", "animatemusic.toml", "--json")
    assert after.code == 1
    report = json.loads(after.out)
    assert [video["path"] for video in report["videos"]] == [
        *("song-320x180.mp4", "song-180x320.mp4")
    ]
    errors = [f for f in report["findings"] if f["severity"] == "error"]
    assert {f["code"] for f in errors} == {"black-frames", "words-after-end"}
    assert all(f["text"].startswith("song-180x320.mp4: ") for f in errors)
    typed = run("qc", ".", "--rig", "rocco")
    assert typed.code == 2
    assert "--rig is said by the project" in typed.err


@pytest.mark.parametrize(
    ("name", "said"),
    [("cover.jpg", "is a picture"), ("empty.mp4", "is empty"), ("text.mp4", "no video")],
)
def test_what_is_no_video_is_refused_in_one_sentence(run: Run, name: str, said: str) -> None:
    Image.new("RGB", (64, 64)).save("cover.jpg")
    Path("empty.mp4").touch()
    Path("text.mp4").write_text("hello\n" * 50, "utf-8")
    assert said in expect_refusal(run("qc", name, "-q"), name)
    expect_refusal(run("qc", "nowhere.mp4", "-q"), "nowhere.mp4")
    Path("empty").mkdir()
    expect_refusal(run("qc", "empty", "-q"), "animatemusic.toml")


def test_every_code_is_known_and_used() -> None:
    text = "".join(p.read_text("utf-8") for p in PACKAGE.glob("*.py") if p.name != "findings.py")
    assert [code for code in CODES if f'"{code}"' not in text] == []


def test_a_hundred_findings_of_a_kind_are_no_hundred_lines() -> None:
    many = [Finding("reading-speed", "warning", str(i), f"line {i}", "a hint") for i in range(100)]
    text = text_of(report_of("a.mp4", many, {}))
    assert text.count("line ") == MOST_OF_A_KIND
    assert text.count("a hint") == 1
    assert f"{100 - MOST_OF_A_KIND} more like these" in text
