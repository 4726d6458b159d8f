"""Damaged files are read or refused in a sentence, whatever the damage."""

import random
from pathlib import Path

import pytest

from aligner.alignment import Alignment, Line, Word
from aligner.formats import readable, remarks, writable
from aligner.formats.ultrastar import read as read_ultrastar
from aligner.lyric_encoding import decode_sheet
from aligner.lyrics import parse_lyrics
from media_core.errors import AnimateMusicError
from media_core.timeline import Ms, Span
from tests.growth import grows_like_its_size

SONG = Alignment(
    (
        Line(
            (
                Word("Paper", "paper", (0, 5), Span(Ms(500), Ms(900))),
                Word("boat,", "boat", (6, 11), Span(Ms(1000), Ms(1500))),
            ),
            singer="Anna",
        ),
        Line((Word("moon", "moon", (12, 16), Span(Ms(1600), Ms(2200))),), background=True),
    ),
    Ms(4000),
)
READ_ONLY = {
    "whisper-json": '{"segments": [{"start": 0.5, "end": 2, "text": " Paper boat"}]}',
    "mfa-csv": "Begin,End,Label,Type,Speaker\n0,1,paper,words,anna\n0,0.5,P,phones,anna\n",
}
SHEET = "[Verse: Anna]\n{2nite|tonight} boat (ooh)\nAnna: moon x2\n\nC  G\n[Am]Moon\n(x2)\n12Embed"
ODD = (
    *(b'"', b"<", b"]", b"(", b"{", b"|", b":", b"-", b"~", b"\\", b"\0", b"\xff", b"\n\n"),
    *(b"9" * 400, b"1e308", b"NaN", b"null", b"x999999999", "²".encode(), "\u2028".encode()),
)


def damaged(chance: random.Random, data: bytes) -> bytes:
    for _ in range(chance.choice((1, 2, 4))):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((0, 1, 5, 40)))
        digits = [i for i, byte in enumerate(data) if 48 <= byte < 58]
        if digits and chance.random() < 0.3:
            at = chance.choice(digits)
            end = at + 1
        part = chance.choice(ODD) if chance.random() < 0.7 else data[at:end] * 20
        data = data[:at] + part + data[end:]
    return data


@pytest.mark.parametrize("name", readable())
def test_a_damaged_file_is_read_or_refused(name: str) -> None:
    text = READ_ONLY.get(name) or writable()[name](SONG)
    chance = random.Random(7)
    for _ in range(40):
        data = damaged(chance, text.encode())
        try:
            found = readable()[name](data, None)
            remarks(data, Path("song"), name)
        except AnimateMusicError:
            continue
        writable()["textgrid"](found)


def test_a_damaged_sheet_is_read_or_refused() -> None:
    chance = random.Random(7)
    for _ in range(60):
        try:
            parse_lyrics(decode_sheet(damaged(chance, SHEET.encode())))
        except AnimateMusicError:
            continue


def test_many_tempi_take_work_in_proportion() -> None:
    def work(size: int) -> None:
        tempi = "".join(f"B {beat} {100 + beat % 200}\n" for beat in range(size))
        read_ultrastar(f"#BPM:300\n{tempi}: 0 4 5 Hel\nE\n".encode(), None)

    assert grows_like_its_size(work, 500)


@pytest.mark.parametrize("line", ["-\n", "- ", "(- "])
def test_a_line_of_hyphens_takes_work_in_proportion(line: str) -> None:
    assert grows_like_its_size(lambda size: parse_lyrics(f"moon {line * size}boat"), 1000)
