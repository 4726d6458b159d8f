from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from media_core.errors import InputError
from render.text import Fonts, caption_face
from render.text.missing import advice
from render.text.scripts import language_of, script_of
from render.text.system_fonts import FontLibrary, font_folders

OURS = Path(str(resources.files("render").joinpath("fonts", "NotoSans-Bold.ttf")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of fonts: ours, a broken one, an empty one and a text."""
    (tmp_path / "deep").mkdir()
    shutil.copy(OURS, tmp_path / "deep" / "ours.ttf")
    (tmp_path / "broken.ttf").write_bytes(OURS.read_bytes()[:5000])
    (tmp_path / "empty.otf").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("no font")
    return tmp_path


def test_fonts_are_found_in_folders_of_folders_and_broken_ones_are_passed_over(
    folder: Path,
) -> None:
    library = FontLibrary([folder, folder / "nowhere"])
    assert [(font.name, font.weight) for font in library.fonts] == [("Noto Sans Bold", 700)]


def test_a_font_is_found_by_family_and_by_full_name_in_any_case(folder: Path) -> None:
    library = FontLibrary([folder])
    for name in ("noto sans", "Noto Sans  Bold"):
        assert library.face(name).family == "Noto Sans"


def test_a_name_that_is_nearly_right_is_suggested(folder: Path) -> None:
    with pytest.raises(InputError, match="there is no font Noto Sanz") as raised:
        FontLibrary([folder]).face("Noto Sanz")
    assert raised.value.hint == "did you mean Noto Sans?"


def test_an_empty_machine_has_no_stand_in() -> None:
    fonts = Fonts(caption_face(), FontLibrary([]))
    assert fonts.missing(["愛 love"]) == "愛"
    assert fonts.shape("愛").width > 0


def test_this_system_has_folders_for_fonts() -> None:
    assert all(isinstance(path, Path) for path in font_folders())
    assert font_folders()


@pytest.mark.parametrize(
    ("name", "why"),
    [("nowhere.ttf", "there is no font"), ("broken.ttf", "broken.ttf"), ("empty.otf", "no font")],
)
def test_a_font_file_that_is_none_is_refused(folder: Path, name: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        caption_face(str(folder / name))


def test_a_font_file_is_used(folder: Path) -> None:
    assert caption_face(str(folder / "deep" / "ours.ttf")).family == "Noto Sans"


# What to install


def test_missing_letters_are_named_by_script_with_what_brings_them() -> None:
    said = advice("愛𒀀")
    assert "no font here has 愛 (Chinese characters): install fonts-noto-cjk" in said
    assert "font-noto-sans-cjk (Homebrew)" in said
    assert "optional feature" in said
    assert "𒀀 (Cuneiform)" in said


def test_no_more_than_a_dozen_letters_are_named() -> None:
    said = advice("".join(chr(0x4E00 + i) for i in range(500)))
    assert "and 488 more" in said


def test_nothing_missing_is_nothing_to_say() -> None:
    assert advice("") == ""


@pytest.mark.parametrize(
    ("ch", "script"),
    [("a", "latin"), ("ß", "latin"), ("愛", "han"), ("ｶ", "kana"), ("한", "hangul"),
     ("ا", "arabic"),
     ("ก", "thai"), ("क", "devanagari"), ("!", ""), ("\u0301", ""), ("🎵", "emoji"), ("١", "")],
)  # fmt: skip
def test_a_letter_has_a_script(ch: str, script: str) -> None:
    assert script_of(ch) == script


def test_the_language_of_east_asian_letters_is_heard_from_the_song() -> None:
    assert language_of(["愛", "君を"]) == "ja"
    assert language_of(["사랑", "愛"]) == "ko"
    assert language_of(["爱"]) == "zh"
