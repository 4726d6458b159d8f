"""What cannot be used is refused in one sentence with a next step, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from tests.aligner.fake_gentle import GOOD, PAGE_500, Script, fake_gentle
from tests.animatemusic.command import (
    as_process,
    expect_refusal,
    in_process,
    inventory,
    tone,
    write_wav,
)

Capfd = pytest.CaptureFixture[str]

SMALL = ("--size", "320x180")
ALIGN = ("align", "song.wav", "lyrics.txt", "-o", "out.json")
ANIMATE = ("animate", "song.wav", "lyrics.txt", "-o", "out.mp4", *SMALL)
TIMED = (*ANIMATE, "--alignment", "times.json")


def refused(capfd: Capfd, arguments: tuple[str, ...], *named: str) -> str:
    """Run in this process, in the current folder, which must stay as it is."""
    before = inventory(Path())
    finished = in_process(capfd.readouterr, *arguments)
    assert inventory(Path()) == before
    return expect_refusal(finished, *named)


def _pictures_only(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as container:
        video = container.add_stream("mpeg4", rate=25)
        video.width = video.height = 64
        video.pix_fmt = "yuv420p"
        for _ in range(5):
            picture = av.VideoFrame.from_ndarray(np.zeros((96, 64), np.uint8), format="yuv420p")
            container.mux(video.encode(picture))
        container.mux(video.encode(None))


def _cut_mp4(path: Path) -> None:
    # An mp4 has its index at its end: half of it is nothing.
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone(2.0)[None], format="s16", layout="mono")
        frame.sample_rate = 16_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    path.write_bytes(path.read_bytes()[:4000])


def _folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


BAD_SONGS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: path.unlink(), "there is no sound file"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "a folder": (_folder_instead, "is a folder"),
    "text": (lambda path: path.write_text("la la la\n" * 500), "song.wav"),
    "zeros": (lambda path: path.write_bytes(bytes(50_000)), "song.wav"),
    "a header and no sound": (lambda path: write_wav(path, tone(0), 16_000), "no sound"),
    "silence": (lambda path: write_wav(path, np.zeros(48_000, np.int16), 16_000), "silent"),
    "a tenth of a second": (lambda path: write_wav(path, tone(0.1), 16_000), "too short"),
    "one sample": (lambda path: write_wav(path, np.full(1, 9000), 16_000), "too short"),
    "pictures without sound": (_pictures_only, "no sound"),
    "cut in half": (_cut_mp4, "song.wav"),
}


@pytest.mark.parametrize("arguments", [ALIGN, ANIMATE, TIMED], ids=["align", "animate", "timed"])
@pytest.mark.parametrize("kind", BAD_SONGS)
def test_a_song_that_cannot_be_used_is_named(
    folder: Path, capfd: Capfd, kind: str, arguments: tuple[str, ...]
) -> None:
    spoil, said = BAD_SONGS[kind]
    spoil(folder / "song.wav")
    refused(capfd, arguments, "song.wav", said)


@pytest.mark.parametrize("name", ["x" * 300 + ".wav", "no/such/song.wav", "lyrics.txt/song.wav"])
def test_a_song_whose_name_cannot_be_is_missing(folder: Path, capfd: Capfd, name: str) -> None:
    refused(capfd, ("align", name, "lyrics.txt"), name)
    refused(capfd, ("animate", name, "lyrics.txt", "-o", "out.mp4"), name)
    refused(capfd, ("export", "times.json", "--to", "textgrid", "--song", name), name)


BAD_LYRICS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: path.unlink(), "there is no lyrics file"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "blanks": (lambda path: path.write_text(" \n\t\n\n"), "is empty"),
    "a folder": (_folder_instead, "is a folder"),
    "headers only": (lambda path: path.write_text("[Verse]\n[Chorus]\n"), "no word to sing"),
    "marks only": (lambda path: path.write_text("♪ -- … (!)\n", "utf-8"), "no word to sing"),
    "half UTF-16": (lambda path: path.write_bytes("moon".encode("utf-16")[:-1]), "not UTF-16"),
    "a sound": (lambda path: shutil.copy("song.wav", path), "lyrics.txt"),
    "a megabyte": (lambda path: path.write_text("la " * 400_000), "too large"),
    "a novel": (lambda path: path.write_text("paper moon and boat\n" * 400), "too long for"),
}


@pytest.mark.parametrize("arguments", [ALIGN, ANIMATE], ids=["align", "animate"])
@pytest.mark.parametrize("kind", BAD_LYRICS)
def test_lyrics_that_cannot_be_used_are_named(
    folder: Path, capfd: Capfd, kind: str, arguments: tuple[str, ...]
) -> None:
    spoil, said = BAD_LYRICS[kind]
    spoil(folder / "lyrics.txt")
    named = ("song.wav",) if kind == "a novel" else ("lyrics.txt",)
    refused(capfd, arguments, said, *named)


BAD_TIMES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: path.unlink(), "there is no timing file"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "a folder": (_folder_instead, "is a folder"),
    "no JSON": (lambda path: path.write_text('{"words": ['), "not JSON"),
    "other JSON": (lambda path: path.write_text("[1, 2]"), "not Gentle's"),
    "no times": (lambda path: path.write_text('{"transcript": "la", "words": []}'), "no "),
    "a sound": (lambda path: shutil.copy("song.wav", path), "times.json"),
    "after the end": (
        lambda path: path.write_text(
            '{"words": [{"word": "la", "case": "success", "start": 500, "end": 501}]}'
        ),
        "after the end of the song",
    ),
}


@pytest.mark.parametrize("kind", BAD_TIMES)
def test_times_that_cannot_be_used_are_named(folder: Path, capfd: Capfd, kind: str) -> None:
    spoil, said = BAD_TIMES[kind]
    spoil(folder / "times.json")
    refused(capfd, TIMED, "times.json", said)
    if kind not in ("no times", "after the end"):
        refused(capfd, ("export", "times.json", "--to", "rhubarb-tsv"), "times.json", said)


NO_MOUTHS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>'
)

BAD_RIGS: dict[str, tuple[str | None, str]] = {
    "text": ("a face", "not an SVG"),
    "half a drawing": (NO_MOUTHS[:-9], "not an SVG"),
    "another vocabulary": ("<html><p>a face</p></html>", "not an SVG"),
    "a drawing without mouths": (NO_MOUTHS, "mouth"),
    "an empty folder": (None, "no drawing"),
}


@pytest.mark.parametrize("kind", BAD_RIGS)
def test_a_rig_that_is_no_rig_is_named(folder: Path, capfd: Capfd, kind: str) -> None:
    drawing, said = BAD_RIGS[kind]
    (folder / "face").mkdir()
    if drawing is not None:
        (folder / "face" / "rig.svg").write_text(drawing)
        refused(capfd, (*ANIMATE, "--rig", "face/rig.svg"), "face", said)
    refused(capfd, (*ANIMATE, "--rig", "face"), "face", said)


@pytest.mark.parametrize("rig", ["nobody", "x" * 300, "song.wav", "lyrics.txt/face"])
def test_a_rig_that_is_not_there_is_named(folder: Path, capfd: Capfd, rig: str) -> None:
    refused(capfd, (*ANIMATE, "--rig", rig), rig, "rig")


def test_a_lexicon_that_cannot_be_used_is_named(folder: Path, capfd: Capfd) -> None:
    refused(capfd, (*ALIGN, "--lexicon", "mine.txt"), "mine.txt", "no lexicon file")
    (folder / "mine.txt").write_text("moon M UU N\n")
    refused(capfd, (*ALIGN, "--lexicon", "mine.txt"), "mine.txt, line 1", "UU")


@pytest.mark.parametrize("background", ["nothing.png", "bleu-ish", "#12345", "song.wav", "no/sky"])
def test_a_background_that_is_none_is_refused_before_the_song_is_aligned(
    folder: Path, capfd: Capfd, background: str
) -> None:
    before = inventory(folder)
    finished = in_process(capfd.readouterr, *ANIMATE, "--background", background)
    expect_refusal(finished, background)
    assert finished.err.count("\n") == 1
    assert inventory(folder) == before


def test_a_picture_that_is_none_is_named(folder: Path, capfd: Capfd) -> None:
    (folder / "sky.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    refused(capfd, (*TIMED, "--background", "sky.png"), "sky.png")


def test_a_range_after_the_song_is_refused(folder: Path, capfd: Capfd) -> None:
    refused(capfd, (*TIMED, "--range", "1:00-1:10"), "song.wav")
    refused(capfd, (*TIMED, "--range", "0:01.001-0:01.002"), "range")


def test_a_folder_that_is_not_there_is_noticed_first(folder: Path, capfd: Capfd) -> None:
    # The song is missing, too: nobody should wait for an alignment that cannot be written.
    for arguments in (
        ("align", "none.wav", "lyrics.txt", "-o", "nowhere/out.json"),
        ("animate", "none.wav", "lyrics.txt", "-o", "nowhere/out.mp4"),
        ("export", "none.json", "--to", "textgrid", "-o", "nowhere/out.TextGrid"),
        ("demo", "-o", "nowhere/out.mp4"),
    ):
        refused(capfd, arguments, "nowhere", "no folder")


def test_a_folder_is_no_file_to_write(folder: Path, capfd: Capfd) -> None:
    (folder / "sub.mp4").mkdir()
    refused(capfd, ("align", "song.wav", "lyrics.txt", "-o", "sub.mp4", "--force"), "sub.mp4")
    refused(capfd, ("animate", "song.wav", "lyrics.txt", "-o", "sub.mp4", "--force"), "sub.mp4")


def test_another_suffix_than_mp4_is_refused_before_the_song_is_aligned(
    folder: Path, capfd: Capfd
) -> None:
    for name in ("film.avi", "film"):
        before = inventory(folder)
        finished = in_process(
            capfd.readouterr, "animate", "song.wav", "lyrics.txt", *SMALL, "-o", name
        )
        expect_refusal(finished, name, ".mp4")
        assert finished.err.count("\n") == 1
        assert inventory(folder) == before


def test_nothing_is_overwritten_unasked(folder: Path, capfd: Capfd) -> None:
    for name in ("out.json", "out.mp4", "out.TextGrid"):
        (folder / name).write_text("mine")
    refused(capfd, ALIGN, "out.json", "--force")
    refused(capfd, ANIMATE, "out.mp4", "--force")
    refused(
        capfd, ("export", "times.json", "--to", "textgrid", "-o", "out.TextGrid"), "out.TextGrid"
    )


def test_force_does_not_reach_what_is_read(folder: Path, capfd: Capfd) -> None:
    (folder / "song.wav").rename(folder / "song.mp4")
    (folder / "also.mp4").hardlink_to(folder / "song.mp4")
    for name in ("song.mp4", "also.mp4"):
        refused(capfd, ("animate", "song.mp4", "lyrics.txt", "--force", "-o", name), name)
    for name in ("song.mp4", "lyrics.txt"):
        refused(capfd, ("align", "song.mp4", "lyrics.txt", "--force", "-o", name), name)


@pytest.mark.skipif(sys.platform == "win32", reason="devices have other names there")
def test_force_does_not_replace_a_device(folder: Path, capfd: Capfd) -> None:
    os.mkfifo(folder / "pipe.mp4")
    said = "is no ordinary file"
    finished = in_process(
        capfd.readouterr, "animate", "song.wav", "lyrics.txt", "--force", "-o", "pipe.mp4"
    )
    expect_refusal(finished, "pipe.mp4", said)
    finished = in_process(
        capfd.readouterr, "align", "song.wav", "lyrics.txt", "--force", "-o", "pipe.mp4"
    )
    expect_refusal(finished, "pipe.mp4", said)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc")
def test_a_folder_that_takes_no_files_is_named(folder: Path, capfd: Capfd) -> None:
    align = ("align", "song.wav", "lyrics.txt", "-o", "/proc/times.json")
    refused(capfd, align, "/proc")
    times = ("--alignment", "times.json")
    animate = ("animate", "song.wav", "lyrics.txt", *SMALL, *times, "-o", "/proc/film.mp4")
    refused(capfd, animate, "/proc")
    refused(
        capfd,
        ("export", "times.json", "--to", "textgrid", "-o", "/proc/times.TextGrid"),
        "/proc",
    )


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind root"
)
def test_a_folder_without_permission_is_noticed_before_the_song_is_aligned(
    folder: Path, capfd: Capfd
) -> None:
    (folder / "shut").mkdir(mode=0o500)
    finished = in_process(
        capfd.readouterr, "align", "song.wav", "lyrics.txt", "-o", "shut/out.json"
    )
    expect_refusal(finished, "shut")
    assert finished.err.count("\n") == 1


# A namespace of its own holds the mount, so that nothing of it outlives the command.
_MOUNT = """
mount -t tmpfs -o "$1" none disk && [ "$2" = 0 ] || head -c "$2" /dev/zero > disk/filler
shift 2; "$@"; code=$?; ls -A disk > listing; exit $code
"""


@pytest.fixture
def mounted(folder: Path) -> Callable[[str, int], list[str]]:
    """The start of a command for which ``disk`` is a file system, filled with so many bytes."""
    (folder / "disk").mkdir()

    def start(options: str, filled: int) -> list[str]:
        return ["unshare", "-rm", "sh", "-c", _MOUNT, "sh", options, str(filled)]

    try:
        probe = [*start("size=64k", 9), sys.executable, "-c", "pass"]
        works = subprocess.run(probe, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("needs unshare, as Linux has it")
    if works.returncode:
        pytest.skip("this user may not mount")
    return start


FILLS = {
    "align": ("align", "song.wav", "lyrics.txt", "-o", "disk/out.json"),
    "animate": (
        *("animate", "song.wav", "lyrics.txt", "-o", "disk/out.mp4", *SMALL),
        *("--alignment", "times.json"),
    ),
    "export": ("export", "times.json", "--to", "gentle-json", "-o", "disk/out.json"),
}


@pytest.mark.parametrize("name", FILLS)
def test_a_disk_that_fills_is_said_and_left_as_it_was(
    folder: Path, mounted: Callable[[str, int], list[str]], name: str
) -> None:
    filled = 49_152 if name == "animate" else 65_536
    finished = as_process(*FILLS[name], cwd=folder, before=mounted("size=64k", filled))
    sentence = expect_refusal(finished, f"disk/out.{'mp4' if name == 'animate' else 'json'}")
    assert "No space left on device" in sentence
    assert (folder / "listing").read_text() == "filler\n"


def test_a_read_only_disk_is_noticed_before_the_song_is_aligned(
    folder: Path, mounted: Callable[[str, int], list[str]]
) -> None:
    finished = as_process(*FILLS["align"], cwd=folder, before=mounted("ro", 0))
    expect_refusal(finished, "disk")
    assert finished.err.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="has no limits of this kind")
@pytest.mark.parametrize("blocks", [1, 60])
def test_a_video_that_may_not_grow_leaves_nothing(folder: Path, blocks: int) -> None:
    limit = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh"]
    before = inventory(folder)
    finished = as_process(*TIMED, cwd=folder, before=limit)
    expect_refusal(finished, "out.mp4")
    assert inventory(folder) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_stdout_is_said(folder: Path) -> None:
    full = ["sh", "-c", 'exec "$@" > /dev/full', "sh"]
    finished = as_process("export", "times.json", "--to", "textgrid", cwd=folder, before=full)
    expect_refusal(finished, "No space left on device")


def test_a_port_where_nobody_answers_is_named(folder: Path, capfd: Capfd) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening: refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        refused(capfd, (*ALIGN, "--gentle-url", url), url, "--aligner sphinx")
        refused(capfd, (*ANIMATE, "--aligner", "gentle", "--gentle-url", url), url)


GENTLE_TROUBLE: dict[str, tuple[Script, str]] = {
    "500": (Script(post=(500, PAGE_500)), "HTTP 500"),
    "a page": (Script(post=(200, b"<html>Welcome to nginx!</html>")), "not Gentle"),
    "404": (Script(post=(404, b"<html>No Such Resource</html>")), "not Gentle"),
    "elsewhere": (Script(location="http://gentle.example/transcriptions/1"), "gentle.example"),
    "a status that is no JSON": (Script(statuses=(b"<html>",)), "not JSON"),
    "an answer that is no JSON": (Script(answer=lambda text: b"<html>"), "Gentle"),
    "an answer of other words": (
        Script(answer=lambda text: b'{"transcript": "la", "words": []}'),
        "Gentle",
    ),
    "an answer that is not there": (Script(answer=None), "HTTP 404"),
    "an error of its own": (
        Script(statuses=({"status": "ERROR", "error": "ffmpeg died"},)),
        "ffmpeg died",
    ),
}


@pytest.mark.parametrize("kind", GENTLE_TROUBLE)
def test_a_gentle_server_in_trouble_is_reported(folder: Path, capfd: Capfd, kind: str) -> None:
    script, said = GENTLE_TROUBLE[kind]
    if script.statuses is GOOD:
        script.statuses = GOOD[-1:]  # at once: a question is asked each second
    with fake_gentle(script) as (url, _seen):
        sentence = refused(capfd, (*ALIGN, "--gentle-url", url), said)
    assert url in sentence or "Gentle" in sentence


@pytest.mark.parametrize("url", ["localhost:8765", "ftp://localhost", "http://", "nonsense"])
def test_an_address_that_is_none_is_named(folder: Path, capfd: Capfd, url: str) -> None:
    refused(capfd, (*ALIGN, "--gentle-url", url), url, "http://localhost:8765")


def test_debug_shows_where_an_error_comes_from(folder: Path, capfd: Capfd) -> None:
    (folder / "song.wav").unlink()
    finished = in_process(capfd.readouterr, "--debug", *ALIGN)
    assert finished.code == 1
    assert "Traceback" in finished.err
    assert len(finished.errors) == 1


REAL = {
    "song": ALIGN,
    "lyrics": ("align", "song.wav", "none.txt"),
    "rig": (*ANIMATE, "--rig", "nobody"),
    "times": ("export", "none.json", "--to", "textgrid"),
}


@pytest.mark.parametrize("kind", REAL)
def test_the_real_command_says_one_sentence_and_exits_with_1(folder: Path, kind: str) -> None:
    if kind == "song":
        (folder / "song.wav").write_bytes(
            b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(range(256)) * 9
        )
    before = inventory(folder)
    expect_refusal(as_process(*REAL[kind], cwd=folder))
    assert inventory(folder) == before
