"""Bytes of a lyric sheet, and what they say."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.lyric_encoding import decode_sheet
from media_core.errors import LyricsError

TEXT = "[Verse]\r\nDon’t stop, café — «Été»\r\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b""),
        ("utf-16-be", b"\xfe\xff"),
        ("cp1252", b""),
    ],
)
def test_what_editors_write_is_read(encoding: str, mark: bytes) -> None:
    assert decode_sheet(mark + TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["月光 が\r\n道を照らす\r\n", "Лунный свет\nна воде\n", "🌕 moon\n"]
)
def test_other_scripts_are_read(encoding: str, text: str) -> None:
    assert decode_sheet(text.encode(encoding)) == text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30))
def test_utf8_is_never_taken_for_something_else(text: str) -> None:
    assert decode_sheet(text.encode()) == text.removeprefix("\ufeff")


@given(st.binary(max_size=60))
def test_any_bytes_are_text_without_zeros_or_refused(data: bytes) -> None:
    with suppress(LyricsError):
        assert "\0" not in decode_sheet(data)


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"moon\0", "not plain text"),
        (b"\xef\xbb\xbfmoon\0", "not plain text"),
        (b"m\0o\0o\0n\0\0\0", "not plain text"),
        (b"m\0o\0o\0n", "not plain text"),
        (b"\xff\xfem\0o", r"not UTF-16 text \(byte 3\)"),
        (b"\xef\xbb\xbfcaf\xe9", r"not UTF-8 text \(byte 4\)"),
        (b"moon \x81 moon", r"not UTF-8 text \(byte 6\)"),  # no character of cp1252
        (b"moon \x01 \xe9", "not UTF-8"),  # a control character
        ("don’t — café".encode() + b"\xff", "not UTF-8"),  # damaged, not cp1252
        ("月光".encode()[:-1], "not UTF-8"),
        (bytes(range(256)), "not plain text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_next_step(data: bytes, match: str) -> None:
    with pytest.raises(LyricsError, match=match) as caught:
        decode_sheet(data)
    assert "UTF-8" in caught.value.hint


def test_line_ends_stay_so_that_offsets_do() -> None:
    text = "a\r\nb\rc\u2028d\n"
    assert decode_sheet(text.encode()) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "[Script Info]\nStyle: Default,Arial,20\n纸船，纸月亮\n漂浮在海湾上"),
        ("big5", "紙船紙月亮\n漂浮在海灣上\n風兒輕吹"),
        ("shift-jis", "紙の舟、紙の月\n湾の上に浮かべ"),
        ("euc-jp", "紙の舟、紙の月\n湾の上に浮かべ"),
        ("euc-kr", "종이배 종이달\n바다 위에 떠라"),
        ("cp1251", "Бумажный кораблик\nПАРИЖ"),
        ("koi8-r", "Бумажный кораблик, луна"),
        ("cp1253", "Χάρτινο καράβι"),
        ("cp1252", "für dich, à la café, ça déjà été – “Noël”"),
    ],
)
def test_code_pages_are_known_by_what_they_say(encoding: str, text: str) -> None:
    assert decode_sheet(text.encode(encoding)) == text


def test_an_encoding_can_be_told() -> None:
    assert decode_sheet("Ой".encode("cp1251"), "cp1251") == "Ой"
