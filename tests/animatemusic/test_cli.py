"""The command line: what it writes where, and that the parts go together."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import animatemusic
import sample_songs
from aligner.formats import read_alignment, writable
from animatemusic.cli import cli
from tests.aligner.fake_gentle import GOOD, Script, fake_gentle
from tests.animatemusic.command import (
    PROGRESS,
    Finished,
    as_process,
    command,
    environment,
    expect_refusal,
    in_process,
    inventory,
    start,
)
from visemes.exporters import EXPORTERS

Capfd = pytest.CaptureFixture[str]

WORDS = ["Paper", "boat,", "paper", "moon,"]
ALIGN = ("align", "song.wav", "lyrics.txt")
ANIMATE = ("animate", "song.wav", "lyrics.txt", "--size", "320x180", "--alignment", "times.json")
SHORT = (*ANIMATE, "--range", "0:00-0:00.5")
NOT_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")


def ran(capfd: Capfd, *arguments: str) -> Finished:
    finished = in_process(capfd.readouterr, *arguments)
    assert finished.code == 0, finished
    assert finished.errors == []
    return finished


def pictures(path: Path) -> list[NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        frames = container.decode(video=0)
        return [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in frames]


# align


def test_align_prints_gentle_json_with_every_word_and_nothing_else(
    folder: Path, capfd: Capfd
) -> None:
    finished = ran(capfd, *ALIGN)
    document = json.loads(finished.out)
    assert document["transcript"] == (folder / "lyrics.txt").read_text("utf-8")
    assert [word["word"] for word in document["words"]] == WORDS
    assert all(word["case"] == "success" for word in document["words"])
    assert finished.err
    assert all(PROGRESS.fullmatch(line) for line in finished.err.splitlines())


def test_the_suffix_of_the_output_names_the_format(folder: Path, capfd: Capfd) -> None:
    finished = ran(capfd, *ALIGN, "-o", "out.TextGrid")
    assert finished.out == ""
    assert (folder / "out.TextGrid").read_text("utf-8").startswith('File type = "ooTextFile"')
    ran(capfd, *ALIGN, "-o", "out.json")
    assert (folder / "out.json").read_text("utf-8") == (folder / "times.json").read_text("utf-8")
    both = [read_alignment(folder / name) for name in ("out.TextGrid", "out.json")]
    spans = [[word.span for word in found.words()] for found in both]
    assert spans[0] == spans[1]


def test_the_format_may_be_named_and_wins_over_the_suffix(folder: Path, capfd: Capfd) -> None:
    ran(capfd, *ALIGN, "-o", "out.json", "--format", "textgrid")
    assert "ooTextFile" in (folder / "out.json").read_text("utf-8")
    assert "ooTextFile" in ran(capfd, *ALIGN, "--format", "textgrid").out


def test_an_own_pronunciation_is_used(folder: Path, capfd: Capfd) -> None:
    (folder / "mine.txt").write_text("boat  M UW N\n")
    document = json.loads(ran(capfd, *ALIGN, "--lexicon", "mine.txt").out)
    said = [phone["phone"] for phone in document["words"][1]["phones"]]
    assert said == ["m_B", "uw_I", "n_E"]


def test_a_gentle_server_is_asked_when_its_address_is_known(
    folder: Path, capfd: Capfd, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_gentle(Script(statuses=GOOD[-1:])) as (url, seen):
        document = json.loads(ran(capfd, *ALIGN, "--gentle-url", url).out)
        assert [word["word"] for word in document["words"]] == WORDS
        assert document["words"][1]["start"] == 0.35
        monkeypatch.setenv("GENTLE_URL", url)
        ran(capfd, *ALIGN)
        assert seen.posts == 2
        ran(capfd, *ALIGN, "--aligner", "sphinx")
        assert seen.posts == 2


def test_words_that_were_not_found_are_reported(folder: Path, capfd: Capfd) -> None:
    (folder / "lyrics.txt").write_text("Paper boat, quiet moon\n")
    with fake_gentle(Script(statuses=GOOD[-1:])) as (url, _seen):
        finished = ran(capfd, *ALIGN, "--gentle-url", url)
    assert finished.other == [
        "animatemusic: Gentle has no time for 1 word, which the built-in aligner found: quiet",
        "animatemusic: Gentle has no phones for 3 words, which got ours: Paper, boat, moon",
    ]
    assert len(json.loads(finished.out)["words"]) == 4


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_stdout_is_utf_8_whatever_the_terminal_speaks(folder: Path, encoding: str) -> None:
    times = json.loads((folder / "times.json").read_text("utf-8"))
    times["transcript"] = times["transcript"].replace("moon,", "moön’")
    times["words"][-1]["word"] = "moön’"
    (folder / "times.json").write_text(json.dumps(times))
    env = environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    finished = as_process("export", "times.json", "--to", "textgrid", cwd=folder, env=env)
    assert finished.code == 0
    assert '"moön’"' in finished.out
    assert "\r" not in finished.out


# export


@pytest.mark.parametrize("name", [*EXPORTERS, *writable()])
def test_every_export_is_the_same_on_stdout_and_in_a_file(
    folder: Path, capfd: Capfd, name: str
) -> None:
    printed = ran(capfd, "export", "times.json", "--to", name)
    assert printed.err == ""
    silent = ran(capfd, "export", "times.json", "--to", name, "-o", "out.dat")
    assert silent.out == silent.err == ""
    assert (folder / "out.dat").read_bytes().decode() == printed.out


def test_mouths_for_other_programs_cover_the_song(folder: Path, capfd: Capfd) -> None:
    export = ("export", "times.json", "--song", "song.wav", "--to")
    cues = json.loads(ran(capfd, *export, "rhubarb-json").out)
    assert cues["metadata"] == {"soundFile": "song.wav", "duration": 3.7}
    ends = [cue["end"] for cue in cues["mouthCues"]]
    assert [0, *ends[:-1]] == [cue["start"] for cue in cues["mouthCues"]]
    assert ends[-1] == 3.7
    assert {cue["value"] for cue in cues["mouthCues"]} > {"A", "X"}
    rows = [line.split("\t") for line in ran(capfd, *export, "rhubarb-tsv").out.splitlines()]
    expected = [(cue["start"], cue["value"]) for cue in cues["mouthCues"]]
    assert [(float(start), shape) for start, shape in rows] == [*expected, (3.7, "X")]


def test_exported_times_are_the_times_that_were_read(folder: Path, capfd: Capfd) -> None:
    ran(capfd, "export", "times.json", "--to", "textgrid", "-o", "times.TextGrid")
    ran(capfd, "export", "times.TextGrid", "--to", "gentle-json", "-o", "again.json")
    first, again = (read_alignment(folder / name) for name in ("times.json", "again.json"))
    assert [w.span for w in again.words()] == [w.span for w in first.words()]
    assert [w.phones for w in again.words()] == [w.phones for w in first.words()]


# animate


def test_a_video_has_the_length_size_rate_and_sound_that_were_asked_for(
    folder: Path, capfd: Capfd
) -> None:
    finished = ran(capfd, *ANIMATE, "--fps", "29.97", "-o", "film.mp4")
    assert finished.out == "film.mp4\n"
    assert "Rendering: 100%" in finished.err.splitlines()
    assert "animatemusic: 111 frames, 3.70 s, 320x180" in finished.other
    with av.open(str(folder / "film.mp4")) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert video.average_rate == Fraction(30000, 1001)
        assert (video.width, video.height) == (320, 180)
        frames = list(container.decode(video))
        assert len(frames) == 111
        assert [frame.time for frame in frames[:2]] == [0.0, 1001 / 30000]
        container.seek(0)
        samples = sum(frame.samples for frame in container.decode(audio))
        assert abs(samples / audio.rate - 3.7) < 0.06
    stray = set(inventory(folder)) - {"song.wav", "lyrics.txt", "times.json", "film.mp4"}
    assert stray == set()


def test_aligning_and_rendering_go_together_in_the_real_command(folder: Path) -> None:
    arguments = ("song.wav", "lyrics.txt", "--size", "160x90", "--fps", "12")
    finished = as_process("animate", *arguments, cwd=folder)
    assert finished.code == 0
    assert finished.out == "song.mp4\n"
    stages = {line.partition(":")[0] for line in finished.err.splitlines()}
    assert stages == {"Listening", "Aligning", "Rendering", "animatemusic"}
    assert len(pictures(folder / "song.mp4")) == 45


def test_corrected_times_are_seen_in_the_video(folder: Path, capfd: Capfd) -> None:
    ran(capfd, *ANIMATE, "--no-sway", "-o", "before.mp4")
    times = json.loads((folder / "times.json").read_text("utf-8"))
    last = times["words"][-1]
    was = last["start"]
    last["start"] = was + 0.4  # sung later; the phones follow, and what is too long is cut
    (folder / "corrected.json").write_text(json.dumps(times))
    arguments = ("--no-sway", "--alignment", "corrected.json", "-o", "after.mp4")
    ran(capfd, *ANIMATE, *arguments)
    before, after = pictures(folder / "before.mp4"), pictures(folder / "after.mp4")
    caption, mouth = np.s_[130:], np.s_[:130]
    differs = [np.abs(a.astype(int) - b) for a, b in zip(before, after, strict=True)]
    first = round(was * 30)
    # The encoder looks ahead, and so do mouths.
    assert max(picture[caption].max() for picture in differs[: first - 12]) < 40
    # Brows rise on the weightiest word of 1.2 s, so a word nearer than that may change them.
    assert max(picture.max() for picture in differs[: first - 12 - 36]) < 40
    shown = np.abs(before[first + 9].astype(int) - after[first + 9])
    assert shown[caption].max() > 80
    assert shown[mouth].max() > 80


def test_a_word_that_changed_in_the_sheet_is_sought_and_the_rest_kept(
    folder: Path, capfd: Capfd
) -> None:
    (folder / "lyrics.txt").write_text("Paper boat, paper sun\n")
    said = ran(capfd, *SHORT).other
    changed = "lyrics.txt has changed since times.json: 3 words kept, 1 sought, 1 gone"
    assert f"animatemusic: {changed}" in said
    assert any(line.endswith("1 word, which the built-in aligner found: sun") for line in said)


def test_times_of_another_song_are_refused(folder: Path, capfd: Capfd) -> None:
    (folder / "lyrics.txt").write_text("Quite other words\n")
    done = in_process(capfd.readouterr, *SHORT)
    assert done.code == 1
    assert "times.json has none of the words of lyrics.txt" in done.err


def test_a_range_is_as_long_as_it_says(folder: Path, capfd: Capfd) -> None:
    ran(capfd, *ANIMATE, "--range", "0:01-0:02.5", "-o", "part.mp4")
    assert len(pictures(folder / "part.mp4")) == 45
    with av.open(str(folder / "part.mp4")) as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
        assert abs(samples / container.streams.audio[0].rate - 1.5) < 0.06
    ran(capfd, *ANIMATE, "--range", "0:03.5-9:00", "-o", "rest.mp4")
    assert len(pictures(folder / "rest.mp4")) == 6


def test_a_background_is_a_colour_or_a_picture(folder: Path, capfd: Capfd) -> None:
    sky = np.zeros((90, 320, 3), np.uint8)
    sky[:, :160], sky[:, 160:] = (200, 30, 30), (30, 30, 200)
    Image.fromarray(sky).save(folder / "sky.png")
    corners = {}
    for background in ("", "#208040", "teal", "sky.png"):
        ran(capfd, *SHORT, "--background", background, "-o", "out.mp4", "--force")
        picture = pictures(folder / "out.mp4")[3].astype(int)
        corners[background] = picture[4, 4], picture[4, -4]
    for background, (left, right) in {
        "#208040": ((32, 128, 64), (32, 128, 64)),
        "teal": ((0, 128, 128), (0, 128, 128)),
        "sky.png": ((200, 30, 30), (30, 30, 200)),
    }.items():
        assert np.abs(corners[background][0] - left).max() < 12, background
        assert np.abs(corners[background][1] - right).max() < 12, background
    assert np.abs(corners[""][0] - corners["teal"][0]).max() > 20


def test_captions_can_be_left_out(folder: Path, capfd: Capfd) -> None:
    with_words = ran(capfd, *SHORT, "--no-sway", "-o", "with.mp4")
    without = ran(capfd, *SHORT, "--no-sway", "--no-captions", "-o", "without.mp4")
    a, b = (pictures(folder / name)[-1].astype(int) for name in ("with.mp4", "without.mp4"))
    assert np.abs(a - b)[130:].max() > 100
    assert any("captions" in line for line in with_words.other)
    assert not any("captions" in line for line in without.other)


def test_another_rig_is_another_picture(folder: Path, capfd: Capfd) -> None:
    import sample_rigs

    for rig, name in (("juno", "a"), ("rocco", "b"), (str(sample_rigs.path("rocco")), "c")):
        ran(capfd, *SHORT, "--rig", rig, "-o", f"{name}.mp4")
    a, b, c = (pictures(folder / f"{name}.mp4")[-1].astype(int) for name in "abc")
    assert np.abs(a - b).max() > 60
    assert np.array_equal(b, c)


def test_a_default_name_that_is_taken_gets_a_number(folder: Path, capfd: Capfd) -> None:
    (folder / "song.mp4").write_bytes(b"mine")
    assert ran(capfd, *SHORT).out == "song-2.mp4\n"
    assert ran(capfd, *SHORT, "--rig", "rocco").out == "song-3.mp4\n"
    assert (folder / "song.mp4").read_bytes() == b"mine"
    assert ran(capfd, *SHORT, "--force").out == "song.mp4\n"
    assert pictures(folder / "song.mp4")


def test_our_own_video_of_the_same_song_gives_its_name_to_the_next(
    folder: Path, capfd: Capfd
) -> None:
    assert ran(capfd, *SHORT).out == "song.mp4\n"
    first = pictures(folder / "song.mp4")
    mended = json.loads((folder / "times.json").read_text("utf-8"))
    mended["words"][1]["end"] += 0.15
    (folder / "times.json").write_text(json.dumps(mended), "utf-8")
    assert ran(capfd, *SHORT, "--background", "navy").out == "song.mp4\n"
    assert not np.array_equal(first[0], pictures(folder / "song.mp4")[0])
    ran(capfd, *SHORT, "-o", "song.mp4")
    # Whoever changed it since has a file of their own, and so has another song, rig or size.
    assert ran(capfd, *SHORT, "--rig", "rocco").out == "song-2.mp4\n"
    with (folder / "song.mp4").open("ab") as file:
        file.write(b"edited")
    assert "song.mp4 exists already" in in_process(capfd.readouterr, *SHORT, "-o", "song.mp4").err
    assert ran(capfd, *SHORT).out == "song-3.mp4\n"


def test_a_song_that_is_an_mp4_is_not_replaced_by_its_video(folder: Path, capfd: Capfd) -> None:
    song = (folder / "song.wav").read_bytes()
    (folder / "song.mp4").write_bytes(song)  # the content decides how it is read
    arguments = ("--size", "320x180", "--alignment", "times.json", "--range", "0:00-0:00.5")
    finished = ran(capfd, "animate", "song.mp4", "lyrics.txt", *arguments, "--force")
    assert finished.out == "song-2.mp4\n"
    assert (folder / "song.mp4").read_bytes() == song


def test_force_replaces_the_file_that_was_named(folder: Path, capfd: Capfd) -> None:
    (folder / "out.mp4").write_bytes(b"old")
    (folder / "out.json").write_bytes(b"old")
    ran(capfd, *SHORT, "-o", "out.mp4", "--force")
    assert pictures(folder / "out.mp4")
    export = ("export", "times.json", "--to", "gentle-json", "-o")
    ran(capfd, *export, "out.json", "--force")
    assert json.loads((folder / "out.json").read_text())["words"]
    ran(capfd, *export, "times.json", "--force")
    assert json.loads((folder / "times.json").read_text())["words"]


@pytest.mark.parametrize("arguments", [(*ALIGN, "-o", "o.json"), SHORT], ids=["align", "animate"])
def test_quiet_says_nothing_when_all_is_well(
    folder: Path, capfd: Capfd, arguments: tuple[str, ...]
) -> None:
    finished = ran(capfd, *arguments, "-q")
    assert finished.err == ""
    assert finished.out == ("song.mp4\n" if arguments is SHORT else "")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_a_file_whose_name_is_no_text_is_still_a_file(folder: Path) -> None:
    name = os.fsdecode(b"s\xe9ng.wav")
    shutil.move(folder / "song.wav", folder / name)
    done = subprocess.run(
        [*command("animate", name, "lyrics.txt", "-q"), *SHORT[3:]],
        cwd=folder,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"s\xe9ng.mp4\n", b"")
    export = ("export", "times.json", "--to", "rhubarb-json", "--song", name)
    finished = as_process(*export, cwd=folder)
    assert finished.code == 0
    assert json.loads(finished.out)["mouthCues"]


def test_the_demo_makes_a_video_of_the_sample_song(folder: Path, capfd: Capfd) -> None:
    finished = ran(capfd, "demo", "--size", "64x64")
    assert finished.out == "demo.mp4\n"
    assert any("Paper Boat, Paper Moon" in line for line in finished.other)
    with av.open(str(folder / "demo.mp4")) as container:
        assert container.duration is not None
        assert container.duration > 30_000_000


# stderr and stdout of a process


@NOT_WINDOWS
@pytest.mark.parametrize("arguments", [("export", "times.json", "--to", "gentle-json"), ("-h",)])
def test_a_reader_that_goes_away_is_no_error_to_explain(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    process = subprocess.Popen(
        command(*arguments),
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(120) == 1


@NOT_WINDOWS
def test_a_terminal_gets_bars(folder: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command(*SHORT),
        cwd=folder,
        env=environment(TERM="xterm", COLUMNS="80"),
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        said = b""
        while True:
            try:
                block = os.read(ours, 4096)
            except OSError:  # how Linux says that the other end is closed
                block = b""
            if not block:
                break
            said += block
        assert process.stdout is not None
        assert process.stdout.read() == b"song.mp4\n"
    os.close(ours)
    assert "Rendering" in said.decode()
    assert "100 %" in said.decode()
    assert "\x1b[" in said.decode()


def interrupted(
    folder: Path, wait_for: str, *arguments: str, number: int = signal.SIGINT
) -> Finished:
    """Run the real command, and press Ctrl-C when it has said something."""
    process = start(*arguments, cwd=folder)
    assert process.stdout is not None
    assert process.stderr is not None
    said = ""
    try:
        for line in process.stderr:
            said += line
            if line.startswith(wait_for):
                process.send_signal(number)
                break
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
    return Finished(process.returncode, out, said + err)


@NOT_WINDOWS
@pytest.mark.parametrize("stage", ["Listening", "Aligning", "Rendering"])
def test_ctrl_c_ends_with_a_sentence_and_leaves_nothing(folder: Path, stage: str) -> None:
    sample = sample_songs.path()
    song = (str(sample / "song.ogg"), str(sample / "lyrics.txt"))
    before = inventory(folder)
    if stage == "Rendering":
        times = ("--alignment", str(sample / "truth.json"))
        finished = interrupted(folder, "Rendering: ", "animate", *song, *times)
    else:
        finished = interrupted(folder, f"{stage}: ", "align", *song, "-o", "out.json")
    assert "stopped" in expect_refusal(finished, code=130)
    assert inventory(folder) == before


@NOT_WINDOWS
def test_being_told_to_end_leaves_nothing_either(folder: Path) -> None:
    sample = sample_songs.path()
    song = (str(sample / "song.ogg"), str(sample / "lyrics.txt"))
    before = inventory(folder)
    arguments = ("animate", *song, "--alignment", str(sample / "truth.json"))
    finished = interrupted(folder, "Rendering: ", *arguments, number=signal.SIGTERM)
    assert "stopped" in expect_refusal(finished, code=130)
    assert inventory(folder) == before


@NOT_WINDOWS
def test_who_was_started_deaf_to_ctrl_c_goes_on(folder: Path) -> None:
    deaf = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    deaf += "os.execv(sys.argv[1], sys.argv[1:])"
    with subprocess.Popen(
        [sys.executable, "-c", deaf, *command(*ALIGN, "-o", "out.json")],
        cwd=folder,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Listening: "):
                process.send_signal(signal.SIGINT)
    assert process.returncode == 0
    assert (folder / "out.json").exists()


@NOT_WINDOWS
def test_ctrl_c_ends_the_wait_for_a_server_that_hangs(folder: Path) -> None:
    before = inventory(folder)
    with fake_gentle(Script(hang=60.0)) as (url, _seen):
        finished = interrupted(folder, "Uploading", *ALIGN, "--gentle-url", url)
    assert "stopped" in expect_refusal(finished, code=130)
    assert inventory(folder) == before


# help and usage


def test_the_version_is_the_package_s(folder: Path) -> None:
    finished = as_process("--version", cwd=folder)
    assert finished == Finished(0, f"animatemusic, version {animatemusic.__version__}\n", "")


@pytest.mark.parametrize("arguments", [(), *((name,) for name in sorted(cli.commands))])
def test_every_command_has_help(capfd: Capfd, arguments: tuple[str, ...]) -> None:
    texts = {ran(capfd, *arguments, flag).out for flag in ("-h", "--help")}
    assert len(texts) == 1
    text = texts.pop()
    assert text.startswith("Usage: animatemusic")
    assert "Examples:" in text
    for line in re.findall(r"^  animatemusic (\w+)", text, re.MULTILINE):
        assert line in cli.commands


def test_every_option_says_what_it_does() -> None:
    for name, one in cli.commands.items():
        assert one.help, name
        silent = [p.name for p in one.params if p.param_type_name == "option" and not _help(p)]
        assert silent == [], name


def _help(parameter: Any) -> str:
    return parameter.help or ""


def test_no_command_at_all_shows_help(folder: Path) -> None:
    finished = as_process(cwd=folder)
    assert finished.code == 2
    assert "Commands:" in finished.err


USAGE = {
    "no such command": ("sing",),
    "no song": ("align",),
    "no lyrics": ("animate", "song.wav"),
    "no such option": (*ALIGN, "--loud"),
    "no such format": (*ALIGN, "--format", "docx"),
    "no such aligner": (*ALIGN, "--aligner", "mfa"),
    "odd size": (*ANIMATE, "--size", "321x180"),
    "no size": (*ANIMATE, "--size", "big"),
    "no rate": (*ANIMATE, "--fps", "0"),
    "a rate of letters": (*ANIMATE, "--fps", "fast"),
    "a range that ends before it starts": (*ANIMATE, "--range", "0:30-0:10"),
    "half a range": (*ANIMATE, "--range", "0:30"),
    "nothing to export to": ("export", "times.json"),
    "no such export": ("export", "times.json", "--to", "flash"),
}


@pytest.mark.parametrize("kind", USAGE)
def test_wrong_usage_is_explained_with_exit_code_2(folder: Path, capfd: Capfd, kind: str) -> None:
    before = inventory(folder)
    finished = in_process(capfd.readouterr, *USAGE[kind])
    assert finished.code == 2
    assert finished.out == ""
    assert "Usage: animatemusic" in finished.err
    assert "Error: " in finished.err
    assert "Traceback" not in finished.err
    assert inventory(folder) == before
