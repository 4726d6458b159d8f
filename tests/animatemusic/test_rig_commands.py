from __future__ import annotations

import json
from pathlib import Path

import av
import pytest
from PIL import Image

from tests.animatemusic.command import Finished, in_process
from tests.render.rigs.five_forms import FORMS, flat, mouth


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: in_process(capfd.readouterr, "rig", *map(str, arguments))


@pytest.mark.parametrize("form", ["svg", "folder", "sheet"])
def test_a_new_kit_passes_its_own_check(run, form: str) -> None:  # type: ignore[no-untyped-def]
    made: Finished = run("new", "--form", form, "my_rig")
    assert (made.code, made.out) == (0, "my_rig\n")
    checked: Finished = run("check", "my_rig", "--strict")
    assert checked.code == 0, checked.err
    assert "nothing is wrong with it" in checked.out
    again: Finished = run("new", "my_rig")
    assert again.code == 1
    assert again.errors == [
        "animatemusic: error: my_rig exists already; choose another name, or add --force"
    ]
    assert run("new", "my_rig", "--force", "-q").code == 0


def test_a_check_draws_a_proof_and_a_clip(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = FORMS["folder"](tmp_path / "mira")
    done: Finished = run("check", path, "--proof", "proof.png", "--clip", "clip.mp4", "-q")
    assert done.code == 0, done.err
    with Image.open("proof.png") as proof:
        assert proof.width > 1000
    with av.open("clip.mp4") as clip:
        video, audio = clip.streams.video[0], clip.streams.audio[0]
        assert float(video.frames / (video.average_rate or 1)) == 6
        assert audio.duration is not None
    taken: Finished = run("check", path, "--proof", "proof.png")
    assert taken.code == 1
    assert "proof.png exists already" in taken.err


def test_the_report_for_programs_says_what_stands_in(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = FORMS["folder"](tmp_path / "mira")
    (path / "mouth" / "X.png").unlink()
    done: Finished = run("check", path, "--json")
    report = json.loads(done.out)
    assert report["ok"]
    assert (report["set"], report["form"]) == ("rhubarb", "folder")
    assert report["shapes"]["X"] == {
        "drawn": False,
        "shown_as": "A",
        "example": "nobody sings",
    }
    assert {"code", "severity", "where", "text", "hint"} == set(report["findings"][0])


def test_what_is_no_rig_has_an_exit_code_and_a_report(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done: Finished = run("check", "gone", "--json", "-o", "report.json")
    assert done.code == 1
    report = json.loads(Path("report.json").read_text())
    assert not report["ok"]
    assert report["findings"][0]["code"] == "no-rig"


def test_an_ambiguous_rig_is_asked_about_and_answered(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for shape in ("D", "F"):
        mouth(shape).save(tmp_path / f"{shape}.png")
    asked: Finished = run("check", ".")
    assert asked.code == 1
    assert "--set adobe" in asked.out
    assert run("check", ".", "--set", "adobe").code == 0


def test_strict_counts_warnings(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = FORMS["folder"](tmp_path / "mira")
    (path / "mouth" / "D.png").unlink()
    assert run("check", path).code == 0
    assert run("check", path, "--strict").code == 1


def test_the_list_names_rigs_sets_and_forms(run) -> None:  # type: ignore[no-untyped-def]
    said = run("list").out
    for word in ("juno", "rocco", "preston-blair", "two-shape", ".psd", ".ora", "CC0-1.0"):
        assert word in said


def test_a_rig_is_imported_and_a_sheet_cut(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    FORMS["ora"](tmp_path)
    done: Finished = run("import", "rig.ora", "pictures")
    assert (done.code, done.out) == (0, "pictures\n")
    assert run("check", "pictures").code == 0
    sheet = Image.new("RGBA", (240, 144))
    sheet.paste(flat("X"), (0, 0))
    sheet.paste(flat("D"), (120, 0))
    sheet.save("two.png")
    cut: Finished = run("slice", "two.png", "cut", "--grid", "2x1")
    assert (cut.code, cut.out) == (0, "cut\n")
    assert sorted(p.name for p in Path("cut/mouth").iterdir()) == ["closed.png", "open.png"]
    assert run("slice", "two.png", "cut2").code == 1
    assert run("slice", "two.png", "cut3", "--grid", "2").code == 2


def test_nothing_is_left_when_an_import_fails(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "bad.psd").write_bytes(b"8BPS")
    failed: Finished = run("import", "bad.psd", "pictures")
    assert failed.code == 1
    assert [p.name for p in tmp_path.iterdir()] == ["bad.psd"]
