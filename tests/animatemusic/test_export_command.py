"""``animatemusic export``: files for animation programs from the command line."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from aligner.formats import writable
from tests.animatemusic.command import Capture, Finished, expect_refusal, in_process, inventory
from tests.animatemusic.conftest import folder, short
from visemes.exporters import EXPORTERS
from visemes.readers import READERS

__all__ = ["folder", "short"]

Capfd = pytest.CaptureFixture[str]


def run(capfd: Capfd, *arguments: str) -> Finished:
    read: Capture = capfd.readouterr
    return in_process(read, "export", *arguments)


def usage(capfd: Capfd, *arguments: str) -> str:
    """A wrong usage: exit code 2, nothing written; gives what is said."""
    before = inventory(Path())
    finished = run(capfd, *arguments)
    assert (finished.code, finished.out) == (2, "")
    assert inventory(Path()) == before
    return finished.err


def test_no_two_formats_have_one_name() -> None:
    assert set(EXPORTERS) & set(writable()) == set()


def test_the_list_says_what_each_is_for(folder: Path, capfd: Capfd) -> None:
    finished = run(capfd, "--list")
    assert finished.code == 0
    assert finished.err == ""
    for name, exporter in EXPORTERS.items():
        (line,) = [row for row in finished.out.splitlines() if row.split()[:1] == [name]]
        assert exporter.description in line
        for option in exporter.options:
            assert f"--option {option}=" in finished.out
    for name in writable():
        assert f"  {name} " in finished.out


def test_a_folder_gets_a_file_named_after_the_song_and_the_program(
    folder: Path, capfd: Capfd
) -> None:
    (folder / "out").mkdir()
    names = {
        "moho": "song.moho.dat",
        "rhubarb-json": "song.rhubarb.json",
        "after-effects": "song.after-effects.jsx",
        "textgrid-visemes": "song.visemes.TextGrid",
        "otio": "song.otio",
        "live2d": "song.live2d.motion3.json",
        "srt": "song.srt",
    }
    for name, file in names.items():
        finished = run(
            capfd, "times.json", "--to", name, "--song", "song.wav", "-o", "out", "--force"
        )
        assert finished.code == 0, finished.err
        assert (folder / "out" / file).is_file()
        assert finished.err == f"animatemusic: written: {Path('out') / file}\n"


def test_a_file_in_a_folder_is_not_overwritten_unasked(folder: Path, capfd: Capfd) -> None:
    (folder / "times.moho.dat").write_text("mine")
    before = inventory(folder)
    expect_refusal(run(capfd, "times.json", "--to", "moho", "-o", "."), "times.moho.dat", "--force")
    assert inventory(folder) == before
    assert run(capfd, "times.json", "--to", "moho", "-o", ".", "--force").code == 0
    assert (folder / "times.moho.dat").read_text().startswith("MohoSwitch1\n1 rest\n")


def test_the_frame_rate_is_that_of_the_scene(folder: Path, capfd: Capfd) -> None:
    ends = []
    for fps in ("24", "25", "29.97"):
        finished = run(capfd, "times.json", "--to", "moho", "--song", "song.wav", "--fps", fps)
        assert finished.code == 0
        ends.append(int(finished.out.splitlines()[-1].split()[0]))
    assert ends == [3.7 * 24 // 1 + 1, 3.7 * 25 // 1 + 1, 3.7 * 29.97 // 1 + 1]


def test_a_rate_that_papagayo_cannot_count_is_refused(folder: Path, capfd: Capfd) -> None:
    finished = run(capfd, "times.json", "--to", "papagayo", "--fps", "29.97")
    assert "--fps 30" in expect_refusal(finished, "29.97")


def test_a_step_is_a_rate_in_milliseconds(folder: Path, capfd: Capfd) -> None:
    times = {
        int(time)
        for name in ("starttime", "endtime")
        for time in re.findall(
            rf'{name}="(\d+)"', run(capfd, "times.json", "--to", "xlights", "--step", "50").out
        )
    }
    assert len(times) > 5
    assert {time % 50 for time in times} == {0}
    refused = run(capfd, "times.json", "--to", "xlights", "--fps", "30")
    assert "--step" in expect_refusal(refused, "30 a second")
    both = ("times.json", "--to", "moho", "--fps", "20", "--step", "50")
    assert "leave one of them out" in usage(capfd, *both)


def test_the_program_decides_the_set_or_the_user(folder: Path, capfd: Capfd) -> None:
    shapes = {
        line.split()[1] for line in run(capfd, "times.json", "--to", "moho").out.splitlines()[1:]
    }
    assert "MBP" in shapes
    rows = csv.DictReader(
        run(capfd, "times.json", "--to", "unity-csv", "--set", "oculus").out.splitlines()
    )
    assert {"PP", "sil"} <= {row["shape"] for row in rows}


def test_options_reach_the_program(folder: Path, capfd: Capfd) -> None:
    finished = run(
        capfd, "times.json", "--to", "spine", "--option", "slot=jaw", "--option", "prefix="
    )
    skeleton = json.loads(finished.out)
    assert skeleton["slots"][0] == {"name": "jaw", "bone": "root", "attachment": "X"}


def test_what_means_nothing_to_a_program_is_wrong_usage(folder: Path, capfd: Capfd) -> None:
    spine = ("times.json", "--to", "spine")
    assert "counts no frames" in usage(capfd, *spine, "--fps", "24")
    assert "no option 'colour'" in usage(capfd, *spine, "--option", "colour=red")
    assert "write it as name=value" in usage(capfd, *spine, "--option", "slot")
    assert "leave --set out" in usage(capfd, "times.json", "--to", "moho", "--set", "oculus")
    for more in (("--fps", "24"), ("--set", "oculus"), ("--voice", "lead")):
        assert "times and no mouths" in usage(capfd, "times.json", "--to", "srt", *more)
    assert "is not one of" in usage(capfd, "times.json", "--to", "flash")


def test_a_set_that_is_not_there_is_refused(folder: Path, capfd: Capfd) -> None:
    finished = run(capfd, "times.json", "--to", "spine", "--set", "none.toml")
    assert "oculus" in expect_refusal(finished, "none.toml")


def test_the_song_opens_the_mouth_as_wide_as_it_is_loud(folder: Path, capfd: Capfd) -> None:
    with_song = run(capfd, "times.json", "--to", "live2d", "--song", "song.wav").out
    without = run(capfd, "times.json", "--to", "live2d").out
    assert json.loads(with_song)["Meta"]["Duration"] == pytest.approx(3.7, abs=0.01)
    assert json.loads(with_song)["Curves"] != json.loads(without)["Curves"]


def sounds(capfd: Capfd, *more: str) -> set[str]:
    """Where the formats that have a place for it say that the sound is."""
    found = set()
    for name in ("papagayo", "papagayo-ng", "otio", "rhubarb-json"):
        finished = run(capfd, "times.json", "--to", name, "--force", *more)
        assert finished.code == 0, finished.err
        text = finished.out
        if "-o" in more:
            suffix = EXPORTERS[name].suffix
            (path,) = Path(more[-1]).glob(f"my*{suffix}")
            text = path.read_text("utf-8")
        if name == "papagayo":
            found.add(text.splitlines()[1])
        elif name == "papagayo-ng":
            found.add(json.loads(text)["sound_path"])
        elif name == "rhubarb-json":
            found.add(json.loads(text)["metadata"]["soundFile"])
        else:
            clip = json.loads(text)["tracks"]["children"][0]["children"][0]
            media = clip["media_references"]["DEFAULT_MEDIA"]
            found.add(unquote(media.get("target_url", "")).removeprefix("file://"))
    return found


def test_the_sound_is_found_from_where_the_file_is(folder: Path, capfd: Capfd) -> None:
    (folder / "out").mkdir()
    (folder / "in").mkdir()
    song = folder / "in" / "my  song.wav"
    (folder / "song.wav").rename(song)
    named = str(song.relative_to(folder))
    assert sounds(capfd, "--song", named, "-o", "out") == {song.absolute().as_posix()}
    assert sounds(capfd, "--song", named, "-o", "in") == {"my  song.wav"}
    assert sounds(capfd, "--song", named, "-o", ".") == {named}
    assert sounds(capfd, "--song", named) == {named}, "stdout is read where the command ran"


def test_without_a_song_no_sound_is_named(folder: Path, capfd: Capfd) -> None:
    assert sounds(capfd) == {""}
    assert json.loads(run(capfd, "times.json", "--to", "otio").out)["name"] == "times"


@pytest.mark.parametrize("name", ["papagayo-ng", "papagayo", "otio", "moho", "rhubarb-json"])
def test_a_mouth_that_was_corrected_comes_home(folder: Path, capfd: Capfd, name: str) -> None:
    file, song = f"mouth{EXPORTERS[name].suffix}", ("--song", "song.wav")
    assert run(capfd, "times.json", "--to", name, *song, "-o", file).code == 0
    text = Path(file).read_text("utf-8")
    closed, opened = ("A", "D") if EXPORTERS[name].set != "preston-blair" else ("MBP", "AI")
    # The animator wants no closed mouth at all.
    corrected = re.sub(rf'(["\s]){closed}(["\s])', rf"\g<1>{opened}\g<2>", text)
    assert corrected != text
    Path(file).write_text(corrected, "utf-8")
    told = ("--mouth-from", file, *(("--mouth-fps", "24") if name == "moho" else ()))
    again = run(capfd, "times.json", "--to", name, *song, *told)
    assert again.code == 0, again.err
    assert not re.search(rf'["\s]{closed}["\s]', again.out)
    assert re.search(rf'["\s]{opened}["\s]', again.out)
    letters = run(capfd, "times.json", "--to", "rhubarb-tsv", *song, *told)
    assert letters.code == 0, letters.err
    shapes = {row.split()[1] for row in letters.out.splitlines()}
    assert "A" not in shapes
    assert {"D", "X"} <= shapes


def test_what_is_no_mouth_is_refused(folder: Path, capfd: Capfd) -> None:
    drawn = ("times.json", "--to", "moho", "--mouth-from")
    Path("x.txt").write_text("nothing")
    expect_refusal(run(capfd, *drawn, "x.txt"), "x.txt is not a file of mouths")
    Path("x.tsv").write_text("0.00\tA\n")
    expect_refusal(run(capfd, *drawn, "x.tsv"), "x.tsv: ")
    Path("x.dat").write_text("MohoSwitch1\n1 rest\n")
    assert "--mouth-fps" in expect_refusal(run(capfd, *drawn, "x.dat"), "x.dat: ")
    expect_refusal(run(capfd, *drawn, "none.pgo"), "none.pgo")
    assert "more about --mouth-from" in usage(capfd, *drawn[:3], "--mouth-fps", "24")
    for many in ("[" * 100_000, "{" * 100_000):
        Path("x.json").write_text(many)
        expect_refusal(run(capfd, *drawn, "x.json"), "x.json")


@pytest.mark.parametrize("name", READERS)
def test_a_file_is_checked_by_the_rules_of_its_program(
    folder: Path, capfd: Capfd, name: str
) -> None:
    file = f"mouth{EXPORTERS[name].suffix}"
    assert run(capfd, "times.json", "--to", name, "--song", "song.wav", "-o", file).code == 0
    checked = run(capfd, "--check", name, file)
    assert checked.code == 0, checked.err
    assert re.search(r"it shows .+ and changes \d+ times in 0:03\.", checked.out)
    holds = name in ("papagayo", "papagayo-ng", "otio", "rhubarb-json")
    assert ("its sound song.wav is found" in checked.out) == holds
    Path("song.wav").unlink()
    assert ("not there" in run(capfd, "--check", name, file).out) == holds


def test_what_opentoonz_stumbles_over_is_said(folder: Path, capfd: Capfd) -> None:
    Path("m.dat").write_text("MohoSwitch1\n3 AI\n3 O\n9 rest\n")
    said = run(capfd, "--check", "moho", "m.dat").out
    assert "do not ascend" in said
    assert "rest on frame 1" in said
    Path("m.dat").write_text("MohoSwitch1\n3 QQ\n9 rest\n")
    expect_refusal(run(capfd, "--check", "moho", "m.dat"), "m.dat: ")
    assert "leave --to and -o out" in usage(capfd, "--check", "moho", "m.dat", "--to", "moho")
    assert "--list names all" in usage(capfd, "times.json")
