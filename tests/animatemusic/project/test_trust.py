"""A project runs no stranger's code and sends no song away unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from animatemusic.commands.animate import animate
from animatemusic.project import load_project
from animatemusic.project.trust import TrustStore, check_trust, outside_of, risks_of
from media_core.errors import InputError

CODE = '[visuals]\nvisual = ["pulse", "own.py:draw"]\n'
SERVER = '[align]\ngentle-url = "http://elsewhere.example:8765"\n'
SONG = '[song]\nfile = "s.wav"\nlyrics = "l.txt"\n'


def asked(folder: Path, text: str, *, trust: bool = False) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "animatemusic.toml").write_text(SONG + text)
    project = load_project(folder, animate)
    store = TrustStore(folder.parent / "config" / "trusted.json")
    return check_trust(project, list(project.given), trust=trust, store=store)


def test_code_of_a_project_needs_trust_until_it_changes(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    code = folder / "own.py"
    code.write_text("def draw(t, f, c): pass\n")
    with pytest.raises(InputError, match=r"runs code of its own \(.*own\.py\)") as caught:
        asked(folder, CODE)
    assert "--trust" in caught.value.hint
    assert "own.py" in asked(folder, CODE, trust=True)
    assert asked(folder, CODE) == ""
    code.write_text("def draw(t, f, c): print()\n")
    with pytest.raises(InputError, match="not trusted"):
        asked(folder, CODE)


def test_trust_is_of_one_folder_and_of_what_was_in_it(tmp_path: Path) -> None:
    for name in ("p", "q"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "own.py").write_text("")
    asked(tmp_path / "p", CODE, trust=True)
    with pytest.raises(InputError, match="not trusted"):
        asked(tmp_path / "q", CODE)
    with pytest.raises(InputError, match=r"sends the song to http://elsewhere|runs code"):
        asked(tmp_path / "p", CODE + SERVER)


@pytest.mark.parametrize("damage", ["", "[]", '{"a": 1}', "{" * 5000, "\0"])
def test_a_damaged_list_trusts_nobody(tmp_path: Path, damage: str) -> None:
    store = TrustStore(tmp_path / "trusted.json")
    store.path.write_text(damage)
    assert not store.covers(tmp_path, {"x.py": "1"})


def test_a_server_elsewhere_needs_trust_and_one_here_does_not(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="sends the song to http://elsewhere"):
        asked(tmp_path / "p", SERVER)
    assert asked(tmp_path / "p", '[align]\ngentle-url = "http://localhost:8765"\n') == ""


def test_files_outside_of_the_folder_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    text = (
        '[background]\nbackground = "link.png"\n[song]\nfile = "../s.wav"\nlyrics = "l.txt"\n'
        '[rig]\nrig = "rocco"\n[cards]\ncredit = ["a/../../b"]\n[video]\noutput = "../o.mp4"\n'
    )
    (folder / "animatemusic.toml").write_text(text)
    project = load_project(folder, animate)
    names = [Path(name).name for name in outside_of(project, list(project.given))]
    assert sorted(names) == ["link.png", "o.mp4", "s.wav"]
    assert risks_of(project, list(project.given)) == {}
