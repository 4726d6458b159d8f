"""After an edit only the parts that it touches are drawn, and the video is that of one go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import media_core.segments
import render.parts
from aligner.alignment import Alignment, Line, Word
from animatemusic import pipeline
from animatemusic.recipes import parts_folder
from media_core.timeline import Ms, Span
from render.film import Look
from tests.animatemusic.command import tone, write_wav

SECONDS = 24
SHEET = "Paper boat, paper moon\n"
LOOK = Look((128, 72), Fraction(12))
PARTS = 12
"""Of two seconds."""


def song(edit: dict[int, tuple[str, int]] | None = None) -> Alignment:
    """Six lines of four words; some words have another text, or are sung later."""
    lines = []
    for row in range(6):
        words, at = [], 0
        for column, text in enumerate(("Paper", "boat,", "paper", "moon")):
            said, late = (edit or {}).get(4 * row + column, (text, 0))
            begin = 1500 + 3600 * row + 500 * column + late
            span = Span(Ms(begin), Ms(begin + 420))
            words.append(Word(said, said.lower().strip(","), (at, at + len(text)), span))
            at += len(text) + 1
        lines.append(Line(tuple(words)))
    return Alignment(tuple(lines), Ms(1000 * SECONDS), SHEET)


@dataclass
class Drawn:
    """How many parts were drawn since it was asked."""

    count: int = 0

    def asked(self) -> int:
        count, self.count = self.count, 0
        return count


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Drawn:
    counted = Drawn()
    make_part = render.parts.make_part

    def counting(*how: Any) -> Any:
        counted.count += 1
        return make_part(*how)

    monkeypatch.setattr(render.parts, "make_part", counting)
    monkeypatch.setattr(media_core.segments, "SECONDS", 2)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    write_wav(Path("song.wav"), tone(SECONDS), 16_000)
    return counted


def made(name: str, sung: Alignment, look: Look = LOOK, **how: Any) -> bytes:
    pipeline.render(Path("song.wav"), sung, Path(name), look=look, **how)
    return Path(name).read_bytes()


EDITS = {
    "a word that is sung later": {9: ("boat,", 130)},
    "a word that is written otherwise": {10: ("papier", 0)},
    "a word that moves a line on": {11: ("moon", 900)},
}
"""All in the third line, from 8.7 to 11 seconds."""


@pytest.mark.parametrize("style", ["wipe", "big-word", "scroll", "bounce", "typewriter"])
def test_an_edit_draws_a_few_parts_and_gives_the_video_of_one_go(style: str, drawn: Drawn) -> None:
    look = replace(LOOK, caption_style=style, title="Moon", artist="Juno", credits=("by Juno",))
    made("a.mp4", song(), look)
    assert drawn.asked() == PARTS
    for edit in EDITS.values():
        mended = made("b.mp4", song(edit), look)
        assert 1 <= drawn.asked() <= PARTS // 2
        assert mended == made("c.mp4", song(edit), look, reuse=False)
        assert drawn.asked() == PARTS
    made("d.mp4", song(), look)
    assert drawn.asked() == 0


@pytest.mark.parametrize(
    "look",
    [
        replace(LOOK, visuals=("spectrum", "sections")),
        replace(LOOK, background="#203040-#102030", clock=True),
        replace(LOOK, only="lyrics"),
    ],
    ids=["visuals", "clock", "transparent"],
)
def test_whatever_else_is_seen_is_that_of_one_go(look: Look, drawn: Drawn) -> None:
    suffix = ".mov" if look.only else ".mp4"
    made(f"a{suffix}", song(), look)
    drawn.asked()
    mended = made(f"b{suffix}", song({9: ("boot,", 130)}), look)
    assert 1 <= drawn.asked() <= PARTS // 2
    assert mended == made(f"c{suffix}", song({9: ("boot,", 130)}), look, reuse=False)


def test_sound_tags_and_chapters_draw_nothing(drawn: Drawn) -> None:
    made("a.mp4", song())
    assert drawn.asked() == PARTS
    first, *rest = song().lines
    parted = replace(
        song(),
        lines=(replace(first, section="Verse"), *(replace(x, section="Chorus") for x in rest)),
    )
    made("b.mp4", parted, tags={"title": "Another"})
    made("c.mp4", song(), silent=True)
    write_wav(Path("song.wav"), tone(SECONDS) // 2, 16_000)
    made("d.mp4", song())
    assert drawn.asked() == 0


def test_a_range_uses_the_parts_of_the_whole(drawn: Drawn) -> None:
    made("a.mp4", song())
    drawn.asked()
    made("b.mp4", song(), span=Span(Ms(3000), Ms(11_000)))
    assert drawn.asked() == 2


def test_what_is_not_to_be_reused_is_not_kept(drawn: Drawn) -> None:
    made("a.mp4", song(), reuse=False)
    assert not parts_folder().exists()


def test_another_picture_of_the_same_name_is_drawn(drawn: Drawn) -> None:
    from PIL import Image

    look = replace(LOOK, background="ground.png")
    for colour in ("red", "blue"):
        Image.new("RGB", (64, 36), colour).save("ground.png")
        made("a.mp4", song(), look)
        assert drawn.asked() == PARTS
