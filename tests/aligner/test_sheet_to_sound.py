from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.lyrics import parse_lyrics
from aligner.pronounce import Pronouncer
from media_core.errors import LyricsError

PRONOUNCER = Pronouncer()


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_every_word_that_the_sheet_finds_can_be_said(text: str) -> None:
    try:
        sheet = parse_lyrics(text)
    except LyricsError:
        return
    for word in sheet.words():
        assert PRONOUNCER.pronounce(word.text)
