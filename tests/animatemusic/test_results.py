"""What ``animate`` leaves: sizes, forms, pictures, parts that survive being killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from animatemusic.pipeline import read_timing
from tests.animatemusic.command import (
    as_process,
    environment,
    expect_refusal,
    in_process,
    start,
)

Capfd = pytest.CaptureFixture[str]
BARE = ("animate", "song.wav", "lyrics.txt", "--alignment", "times.json")
SMALL = ("--size", "128x72")
ANIMATE = (*BARE, *SMALL)


def made(capfd: Capfd, *arguments: str) -> list[str]:
    """Run a command that must succeed; the paths that it names."""
    size = () if "--size" in arguments else SMALL
    finished = in_process(capfd.readouterr, *BARE, *size, *arguments)
    assert finished.code == 0, finished.err
    return finished.out.split()


def pictures(path: Path | str) -> list[NDArray[Any]]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray() for frame in container.decode(video=0)]


def size_of(path: Path | str) -> tuple[int, int]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return stream.width, stream.height


def test_several_sizes_are_several_videos_each_named_by_its_size(
    folder: Path, capfd: Capfd
) -> None:
    sizes = ("--size", "128x72", "72x128", "--range", "0:00-0:00.4")
    paths = made(capfd, *sizes)
    assert paths == ["song-128x72.mp4", "song-72x128.mp4"]
    assert [size_of(path) for path in paths] == [(128, 72), (72, 128)]
    named = made(capfd, *sizes, "-o", "reel.mp4")
    assert named == ["reel-128x72.mp4", "reel-72x128.mp4"]


def test_a_preset_says_what_the_user_does_not(folder: Path, capfd: Capfd) -> None:
    still = ("--still", "0:01", "-o")
    finished = in_process(capfd.readouterr, *BARE, "--preset", "shorts", *still, "tall.png", "-q")
    assert finished.code == 0, finished.err
    made(capfd, "--preset", "shorts", *still, "small.png")
    for name, size in (("tall.png", (1080, 1920)), ("small.png", (128, 72))):
        with Image.open(name) as image:
            assert image.size == size


def test_several_presets_make_several_videos_named_by_them(folder: Path, capfd: Capfd) -> None:
    still = ("--still", "0:01")
    named = made(capfd, "--preset", "square", "tiktok", *still)
    assert named == ["song-square.png", "song-tiktok.png"]
    assert made(capfd, "--preset", "tiktok", "square", *still, "-o", "a.png") == [
        "a-tiktok.png",
        "a-square.png",
    ]


def test_each_preset_brings_its_own_frame_rate_and_words(folder: Path, capfd: Capfd) -> None:
    paths = made(capfd, "--preset", "canvas", "tiktok", "-o", "v.mp4")
    assert paths == ["v-canvas.mp4", "v-tiktok.mp4"]
    with av.open("v-canvas.mp4") as canvas, av.open("v-tiktok.mp4") as video:
        assert (len(canvas.streams.audio), len(video.streams.audio)) == (0, 1)
        assert canvas.streams.video[0].average_rate == 24
        assert video.streams.video[0].average_rate == 30


def test_a_canvas_is_a_silent_loop_without_words(folder: Path, capfd: Capfd) -> None:
    made(capfd, "--preset", "canvas", "-o", "canvas.mp4")
    with av.open("canvas.mp4") as container:
        assert not container.streams.audio
        assert container.streams.video[0].frames == 8 * 24
    shown = pictures("canvas.mp4")
    step = np.abs(shown[0].astype(int) - shown[-1]).mean()
    assert step < 3
    assert max(np.abs(shown[0].astype(int) - frame).mean() for frame in shown) > step


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("--only", "character", "-o", "c.webm"), "c.webm"),
        (("--background", "transparent", "-o", "t.mov"), "t.mov"),
        (("--format", "png"), "song_frames"),
        (("--format", "gif", "--fps", "20"), "song.gif"),
        (("--still", "0:01"), "song.png"),
        (("--contact-sheet",), "song-contact.png"),
        (("--thumbnail",), "song-thumbnail.jpg"),
        (("--preview",), "song-preview.mp4"),
    ],
)
def test_other_results_have_names_of_their_own(
    arguments: tuple[str, ...], name: str, folder: Path, capfd: Capfd
) -> None:
    before = set(os.listdir())
    span = () if "--still" in arguments else ("--range", "0:00.5-0:01")
    assert made(capfd, *arguments, *span) == [name]
    assert set(os.listdir()) - before == {name}


def test_a_preview_is_small_and_shows_the_time(folder: Path, capfd: Capfd) -> None:
    made(capfd, "--size", "1280x720", "--preview", "--range", "0:01-0:02", "-o", "p.mp4")
    assert size_of("p.mp4") == (640, 360)
    shown = pictures("p.mp4")
    assert len(shown) == 15
    assert any(not np.array_equal(shown[0][:20, :60], frame[:20, :60]) for frame in shown[1:])


def test_timing_files_are_written_beside_the_video(folder: Path, capfd: Capfd) -> None:
    made(capfd, "--ass", "--lrc", "-o", "v.mp4")
    assert "[Script Info]" in Path("v.ass").read_text("utf-8")
    assert "]" in Path("v.lrc").read_text("utf-8")
    Path("x.lrc").write_text("mine")
    refused = in_process(capfd.readouterr, *ANIMATE, "--lrc", "-o", "x.mp4")
    expect_refusal(refused, "x.lrc")
    assert Path("x.lrc").read_text() == "mine"


def test_timing_files_beside_a_part_begin_with_it(folder: Path, capfd: Capfd) -> None:
    made(capfd, "--ass", "--lrc", "-o", "v.mp4", "--range", "0:01-0:02", "--fps", "10")
    whole = read_timing(Path("times.json"), None)
    part = read_timing(Path("v.lrc"), None)
    sung = [w for w in whole.words() if w.span and w.span.start < 2000 and w.span.end > 1000]
    assert [word.text for word in part.words()] == [word.text for word in sung]
    for word, was in zip(part.words(), sung, strict=True):
        assert word.span is not None
        assert was.span is not None
        assert word.span.start == pytest.approx(max(0, was.span.start - 1000), abs=10)
    subtitles = read_timing(Path("v.ass"), None)
    assert [word.text for word in subtitles.words()] == [word.text for word in sung]
    assert in_process(capfd.readouterr, *ANIMATE, "--lrc", "--still", "1", "-o", "a.png").code == 2


def test_title_artist_and_loudness_are_said(folder: Path, capfd: Capfd) -> None:
    finished = in_process(
        capfd.readouterr, *ANIMATE, "--title", "Boat", "--artist", "Me", "-o", "v.mp4"
    )
    assert "LUFS" in finished.err
    with av.open("v.mp4") as container:
        assert container.metadata["title"] == "Boat"
        assert container.metadata["artist"] == "Me"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("-o", "v.avi"), "v.avi"),
        (("--only", "lyrics", "-o", "v.mp4"), "transparency"),
        (("--format", "gif", "-o", "v.mp4"), "v.mp4"),
        (("--still", "9:00", "-o", "s.png"), "9:00"),
        (("--still", "0:01", "-o", "s.mp4"), "s.mp4"),
        (("--format", "gif", "--fps", "60"), "50 frames"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    arguments: tuple[str, ...], says: str, folder: Path, capfd: Capfd
) -> None:
    before = set(os.listdir())
    expect_refusal(in_process(capfd.readouterr, *ANIMATE, *arguments), says)
    assert set(os.listdir()) == before


def test_two_jobs_make_the_video_of_one(folder: Path) -> None:
    long_song(folder)
    for name, jobs in (("one.mp4", "1"), ("two.mp4", "2")):
        done = as_process(*ANIMATE, "-q", "--jobs", jobs, "-o", name, cwd=folder)
        assert done.code == 0, done.err
    assert (folder / "one.mp4").read_bytes() == (folder / "two.mp4").read_bytes()


def long_song(folder: Path) -> None:
    """The short song again and again for 26 s: three parts."""
    import wave

    with wave.open("song.wav") as wav:
        params, data = wav.getparams(), wav.readframes(wav.getnframes())
    with wave.open("song.wav", "wb") as wav:
        wav.setparams(params)
        for _ in range(7):
            wav.writeframes(data)
    shutil.copy("times.json", "before.json")
    json.loads(Path("times.json").read_text("utf-8"))


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX's")
def test_a_video_that_is_killed_three_times_is_the_video_of_one_go(folder: Path) -> None:
    long_song(folder)
    env = environment(XDG_CACHE_HOME=str(folder / "parts"))
    arguments = (*ANIMATE, "--fps", "50", "-o")
    done = as_process(*arguments, "whole.mp4", "-q", "--no-reuse", cwd=folder, env=env)
    assert done.code == 0, done.err
    before = set(os.listdir())
    store = folder / "parts" / "animatemusic" / "parts"
    assert not store.exists()
    found = 0
    for share, jobs in ((20, "1"), (50, "2"), (80, "1")):
        killed_at(share, folder, env, *arguments, "v.mp4", "--jobs", jobs)
        assert "v.mp4" not in os.listdir()
        parts = list(store.glob("[0-9a-f]*.mp4"))
        assert len(parts) >= found
        found = len(parts)
    assert found
    done = as_process(*arguments, "v.mp4", "-q", cwd=folder, env=env)
    assert done.code == 0, done.err
    whole, again = pictures("whole.mp4"), pictures("v.mp4")
    assert len(whole) == len(again) > 1000
    assert all(np.array_equal(a, b) for a, b in zip(whole, again, strict=True))
    # Whole parts stay in the store; nothing else was left.
    assert all(
        re.fullmatch(r"[0-9a-f]{32}-[0-9a-f]{16}\.(mp4|sound)", name) for name in os.listdir(store)
    )
    left = {name for name in set(os.listdir()) - before if not name.startswith(".v.")}
    assert left == {"v.mp4"}


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX's")
def test_an_edit_that_is_killed_at_any_moment_leaves_the_old_video_or_the_new(folder: Path) -> None:
    long_song(folder)
    env = environment(XDG_CACHE_HOME=str(folder / "parts"))
    arguments = (*ANIMATE, "--fps", "50", "-q", "-o")
    assert as_process(*arguments, "v.mp4", cwd=folder, env=env).code == 0
    store = folder / "parts" / "animatemusic" / "parts"
    old = Path("v.mp4").read_bytes()
    fixed = as_process(
        "fix", "times.json", "--shift-after", "0", "250ms", "-q", cwd=folder, env=env
    )
    assert fixed.code == 0, fixed.err
    began = time.monotonic()
    done = as_process(*arguments, "new.mp4", "--no-reuse", cwd=folder, env=env)
    took = time.monotonic() - began
    assert done.code == 0, done.err
    new = pictures("new.mp4")
    for share in (0.15, 0.35, 0.55, 0.75):  # from imports to joining, whatever the machine
        process = start(*arguments, "v.mp4", cwd=folder, env=env, stdout=subprocess.DEVNULL)
        time.sleep(share * took)
        process.kill()
        process.communicate()
        if Path("v.mp4").read_bytes() != old:
            break  # it was faster than thought, and is whole
    assert as_process(*arguments, "v.mp4", cwd=folder, env=env).code == 0
    shown = pictures("v.mp4")
    assert len(shown) == len(new)
    assert all(np.array_equal(a, b) for a, b in zip(shown, new, strict=True))
    assert not [name for name in os.listdir(store) if "partial" in name]


def killed_at(share: int, folder: Path, env: dict[str, str], *arguments: str) -> None:
    """Start the command, and kill it with all its processes when it is that far."""
    process = start(*arguments, cwd=folder, env=env, stdout=subprocess.DEVNULL)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("Rendering: ") and int(line.split()[1].split("%")[0]) >= share:
            break
    process.send_signal(signal.SIGKILL)
    process.stderr.close()
    process.wait()
    # Who drew for it notices that nobody reads any more.
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and orphans(folder):
        time.sleep(0.05)
    assert not orphans(folder)


def orphans(folder: Path) -> list[str]:
    """Processes that still work in a folder."""
    out = []
    for entry in Path("/proc").glob("[0-9]*") if Path("/proc").is_dir() else ():
        try:
            if int(entry.name) != os.getpid() and (entry / "cwd").resolve() == folder.resolve():
                out.append(entry.name)
        except OSError:
            continue
    return out


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")
def test_ctrl_c_with_two_jobs_leaves_no_process(folder: Path) -> None:
    long_song(folder)
    before = set(os.listdir())
    process = start(
        *(*ANIMATE, "--fps", "50", "--jobs", "2", "-o", "v.mp4"),
        cwd=folder,
        env=environment(XDG_CACHE_HOME=str(folder / "cache")),
        stdout=subprocess.DEVNULL,
        new_session=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("Rendering: 1"):
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
            break
    rest = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 130
    assert "stopped" in rest
    assert "Traceback" not in rest
    assert not orphans(folder)
    assert set(os.listdir()) - before <= {"cache"}


def test_the_mouth_of_a_file_is_drawn_instead_of_a_new_one(folder: Path, capfd: Capfd) -> None:
    shown = {}
    for name, shape in (("shut", "X"), ("open", "D")):
        Path(f"{name}.tsv").write_text(f"0.00\t{shape}\n3.70\tX\n")
        at = ("--still", "0:01", "-o", f"{name}.png", "--no-captions", "--no-sway")
        made(capfd, "--mouth-from", f"{name}.tsv", *at)
        shown[name] = np.asarray(Image.open(f"{name}.png"))
    assert not np.array_equal(shown["shut"], shown["open"])
    made(capfd, "--mouth-from", "open.tsv", "--range", "0:01-0:02", "--fps", "5", "-o", "v.mp4")
