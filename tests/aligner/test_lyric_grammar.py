"""The lyric sheet as musicians write it: headers, recalls, repeats, ad-libs, singers, spellings."""

from __future__ import annotations

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aligner.lyric_text import without_repeat
from aligner.lyrics import MAX_WORDS, LyricLine, Lyrics, parse_lyrics
from media_core.errors import LyricsError
from tests.growth import grows_like_its_size


def shown(line: LyricLine) -> str:
    return " ".join(word.text for word in line.words)


def texts(sheet: str) -> list[str]:
    return [shown(line) for line in parse_lyrics(sheet).lines]


def sung(sheet: str) -> list[str]:
    return [word.sung for word in parse_lyrics(sheet).words()]


def told(sheet: str) -> list[tuple[str, str, str, str]]:
    """Section, mood, singer and text of each line."""
    return [(x.section, x.mood, x.singer, shown(x)) for x in parse_lyrics(sheet).lines]


def singers(sheet: str) -> list[tuple[str, str]]:
    return [(line.singer, shown(line)) for line in parse_lyrics(sheet).lines]


# Headers


@pytest.mark.parametrize(
    ("header", "section", "mood", "singer"),
    [
        ("[Verse 1]", "Verse 1", "", ""),
        ("  [ Verse   1 ]  ", "Verse 1", "", ""),
        ("[Chorus]:", "Chorus", "", ""),
        ("[Chorus: happy]", "Chorus", "happy", ""),
        ("[Chorus: Very  Happy]", "Chorus", "very happy", ""),
        ("[Bridge: Anna]", "Bridge", "", "Anna"),
        ("[Bridge: ANNA]", "Bridge", "", "Anna"),
        ("[Verse: Anna, sad]", "Verse", "sad", "Anna"),
        ("[Verse: sad, Anna, quiet]", "Verse", "sad, quiet", "Anna"),
        ("[Verse: Anna, Ben]", "Verse", "", "Anna, Ben"),
        ("[Verse: Anna & Ben]", "Verse", "", "Anna & Ben"),
        ("[Verse: Anna & happy]", "Verse", "anna & happy", ""),
        ("[Verse: Both]", "Verse", "", "Both"),
        ("[Verse: All, angry]", "Verse", "angry", "All"),
        ("[Verse:]", "Verse", "", ""),
        ("[]", "", "", ""),
    ],
)
def test_a_header_tells_section_mood_and_singer(
    header: str, section: str, mood: str, singer: str
) -> None:
    assert told(f"# singers: Anna, Ben\n{header}\nmoon") == [(section, mood, singer, "moon")]


def test_times_are_passed_over_and_keep_the_section() -> None:
    assert told("[Verse]\n[00:12.30]\nmoon\n[1:02]boat\n[00:01.5] [01:01:02] tune") == [
        ("Verse", "", "", "moon"),
        ("Verse", "", "", "boat"),
        ("Verse", "", "", "tune"),
    ]


def test_comments_are_not_sung_and_a_sign_inside_a_line_is_text() -> None:
    assert sung("# one\n  # two\nthree # four #5\n#six") == ["three", "four", "5"]


# Recalls

CHORUS = "[Chorus: happy]\nPaper boat\nPaper moon (ooh)\n\n"


def test_an_empty_header_recalls_the_words_and_where_they_are_written() -> None:
    sheet = parse_lyrics(CHORUS + "[Verse]\nBlue\n\n[CHORUS]\n\n# a comment\n\n[Outro]\n")
    first, again = sheet.lines[:3], sheet.lines[4:]
    assert [line.words for line in first] == [line.words for line in again]
    assert [line.background for line in again] == [False, False, True]
    assert {line.section for line in again} == {"CHORUS"}
    assert {line.mood for line in again} == {"happy"}
    for word in sheet.words():
        assert sheet.text[slice(*word.chars)] == word.text


def test_the_mood_and_singer_of_the_header_that_recalls_win_and_do_not_stay() -> None:
    lines = parse_lyrics(CHORUS + "[Chorus: sad, Both]\n[Chorus 2]\n").lines
    assert [(x.section, x.mood, x.singer) for x in lines[::3]] == [
        ("Chorus", "happy", ""),
        ("Chorus", "sad", "Both"),
        ("Chorus 2", "happy", ""),
    ]


def test_a_numbered_header_recalls_its_own_number_first() -> None:
    sheet = "[Chorus]\none\n[Chorus 2]\ntwo\n[Chorus 2]\n[Chorus 3]\n[Chorus II]\n"
    assert texts(sheet) == ["one", "two", "two", "one", "one"]


def test_the_last_of_equal_sections_is_recalled() -> None:
    assert texts("[Hook]\none\n[Hook]\ntwo\n[Hook]") == ["one", "two", "two"]


@pytest.mark.parametrize("name", ["Solo", "Guitar Solo", "Instrumental break", "OUTRO", "Intro 2"])
def test_an_instrumental_recalls_nothing(name: str) -> None:
    assert texts(f"[{name}]\nla\n[{name}]\n(x2)\n[Verse]\nmoon") == ["la", "moon"]


def test_a_section_that_was_never_written_has_no_words() -> None:
    assert texts("[Chorus]\n[Verse]\nmoon\n[Chorus 2]") == ["moon"]


# Repeats


@pytest.mark.parametrize(
    "mark", ["(x2)", "(2x)", "[x2]", "[2x]", "x2", "2x", "×2", "2×", "( X 2 )", "(x2)."]
)
def test_a_mark_repeats_its_line_and_alone_its_section(mark: str) -> None:
    assert texts(f"[A]\nla {mark}  \nlo") == ["la", "la", "lo"]
    assert texts(f"[A]\nla\nlo\n{mark}\nli") == ["la", "lo", "la", "lo", "li"]
    assert told(f"[A] {mark}\nla\n[B: sad {mark.strip('[]')}]\nlo\n[A]\n{mark}") == [
        *[("A", "", "", "la")] * 2,
        *[("B", "sad", "", "lo")] * 2,
        *[("A", "", "", "la")] * 2,
    ]


def test_without_a_header_a_stanza_is_repeated() -> None:
    assert texts("a\n\nb\nc\n(x2)\nd") == ["a", "b", "c", "b", "c", "d"]
    assert texts("a\n\nb\n\n(x3)\n\nc") == ["a", "b", "b", "b", "c"]


def test_an_adlib_is_repeated_with_its_line() -> None:
    assert texts("la (ooh) (x2)") == ["la", "(ooh)", "la", "(ooh)"]


@pytest.mark.parametrize(
    "line", ["go 2x fast", "2x the fun", "la {x2}", "max2", "1 x 2 y", "malcolm x 2"]
)
def test_what_only_looks_like_a_mark_is_sung(line: str) -> None:
    assert without_repeat(line) == (line, None)
    assert texts(line) == [line.replace("{", "").replace("}", "")]


def test_a_mark_in_brackets_is_no_adlib() -> None:
    assert [line.background for line in parse_lyrics("la (x2) lo").lines] == [False]


@pytest.mark.parametrize("mark", ["(x17)", "x0", "[99999999x]"])
def test_who_repeats_too_often_is_told_where(mark: str) -> None:
    for sheet in (f"la\n\nlo {mark}", f"la\r\nlo\r\n{mark}", f"la\n\n[A] {mark}"):
        with pytest.raises(LyricsError, match="line 3: a repeat mark says") as caught:
            parse_lyrics(sheet)
        assert "2 to 16" in caught.value.hint


def test_nothing_cannot_be_repeated() -> None:
    with pytest.raises(LyricsError, match="line 2: there is nothing above") as caught:
        parse_lyrics("# title\n(x2)\nla")
    assert caught.value.hint


@pytest.mark.parametrize(
    "sheet",
    [
        "la\n" * 2 + "(x16)\n" * 9,
        "[A]\nla (x16)\n" + "[A] (x16)\n[A x16]\n" * 90,
        "{la|" + "la " * MAX_WORDS + "la}",
        "la " * (MAX_WORDS + 1),
        "[A]\nla\n" + "[A]\n" * MAX_WORDS,
    ],
)
def test_repeats_cannot_explode(sheet: str) -> None:
    with pytest.raises(LyricsError, match="more than 20,000 words"):
        parse_lyrics(sheet)


# Ad-libs


def voices(sheet: str) -> list[tuple[bool, str]]:
    return [(line.background, shown(line)) for line in parse_lyrics(sheet).lines]


@pytest.mark.parametrize(
    ("line", "main", "adlibs"),
    [
        ("moon (ooh, yeah)", "moon", ["(ooh, yeah)"]),
        ("moon (ooh), boat", "moon boat", ["(ooh),"]),
        ("(hey) moon (ooh) (yeah)", "moon", ["(hey)", "(ooh) (yeah)"]),
        ("moon (ooh)(yeah)", "moon", ["(ooh) (yeah)"]),
        ("(Ooh, yeah)", "", ["(Ooh, yeah)"]),
        ("(Ooh) (yeah)!", "", ["(Ooh) (yeah)!"]),
        ("moon (ooh (yeah) ooh)", "moon", ["(ooh (yeah) ooh)"]),
        ("moon—(ooh—yeah)", "moon", ["(ooh yeah)"]),
        ("moon ({2nite|to (night)})", "moon", ["(2nite)"]),
        ("moon ( ... )", "moon", []),
        ("moon (ooh", "moon (ooh", []),
        ("moon) ooh (yeah", "moon) ooh (yeah", []),
        ("brother(s) (un)known", "brother(s) (un)known", []),
        ("moon :) boat (:", "moon boat", []),
    ],
)
def test_parentheses_are_a_voice_of_their_own(line: str, main: str, adlibs: list[str]) -> None:
    said = [(False, main)] if main else []
    assert voices(line) == said + [(True, adlib) for adlib in adlibs]


def test_an_adlib_is_sung_without_its_parentheses() -> None:
    assert sung("moon (ooh, yeah)") == ["moon", "ooh", "yeah"]


def test_an_adlib_has_section_singer_and_mood_of_its_line() -> None:
    both = parse_lyrics("[A: Both, sad]\nmoon (ooh)").lines
    assert {(line.section, line.singer, line.mood) for line in both} == {("A", "Both", "sad")}


# Singers


def test_a_name_that_comes_back_is_a_singer() -> None:
    assert singers("Anna: moon\nBen: boat\nboth\nANNA: tune\nben:  bay") == [
        ("Anna", "moon"),
        ("Ben", "boat"),
        ("", "both"),
        ("Anna", "tune"),
        ("Ben", "bay"),
    ]


def test_a_name_that_is_declared_or_in_a_header_is_a_singer() -> None:
    assert singers("# Singers: anna\nAnna: moon") == [("anna", "moon")]
    assert singers("[A: Zoë]\nmoon\nBen: boat\nZoe\u0308: tune") == [
        ("Zoë", "moon"),
        ("Zoë", "Ben: boat"),
        ("Zoë", "tune"),
    ]


@pytest.mark.parametrize(
    "sheet",
    [
        "Note: this is a line",
        "She said: stay\nShe said: go",  # no capital at each word
        "Remember: stay\nmoon\nRemember: stay",  # a line that comes back
        "Both: moon",  # nobody else sings
        "At 10:30 we go\nAt 10:30 we stay",
        "Anna:moon\nAnna:boat",
        "A name that is much too long: moon\nA name that is much too long: boat",
    ],
)
def test_what_stands_before_a_colon_is_sung_otherwise(sheet: str) -> None:
    assert texts(sheet) == sheet.split("\n")


def test_a_name_alone_holds_until_something_ends_it() -> None:
    sheet = "# singers: Anna, Ben\n[A: Ben]\nAnna:\na\n# still\nb\n\nc\nAnna:\nd\nBen: e\nf\n"
    assert [singer for singer, _ in singers(sheet)] == ["Anna", "Anna", "Ben", "Anna", "Ben", "Ben"]
    assert singers("# singers: Anna\nAnna:\na\n[B]\nb") == [("Anna", "a"), ("", "b")]


def test_a_name_is_not_in_the_words() -> None:
    sheet = parse_lyrics("Anna: moon\nAnna: boat")
    assert [sheet.text[slice(*word.chars)] for word in sheet.words()] == ["moon", "boat"]


def test_singers_together_need_no_declaration() -> None:
    assert singers("# singers: Anna, Ben\nBoth: moon\nAnna & Ben: boat") == [
        ("Both", "moon"),
        ("Anna & Ben", "boat"),
    ]


# Spellings


@pytest.mark.parametrize(
    ("written", "text", "said"),
    [
        ("{2nite|tonight}", "2nite", "tonight"),
        ("“{2nite|tonight},”", "“2nite,”", "tonight"),
        ("{29|twenty nine}", "29", "twenty nine"),
        ("{29|twenty-nine}'s", "29's", "twenty-nine's"),
        ("un{2|to}ld", "un2ld", "untold"),
        ("{ dj | DJ }", "dj", "DJ"),
        ("{♪|la—la, «la»}", "♪", "la la la"),
        ("{rock 'n' roll|rock and roll}", "rock 'n' roll", "rock and roll"),
        ("{(hey)|hey}", "(hey)", "hey"),
        ("{e\u0301te\u0301|E\u0301te\u0301}", "e\u0301te\u0301", "Été"),
        ("{moon}", "moon", "moon"),
        ("{moon", "{moon", "moon"),
        ("{moon|}", "{moon|}", "moon"),
        ("{|moon}", "{|moon}", "moon"),
        ("{a|b|c}", "{a|b|c}", "a|b|c"),
        ("{a{b|c}}", "{a{b|c}}", "ab|c"),
    ],
)
def test_what_is_shown_and_what_is_sung_are_kept_apart(written: str, text: str, said: str) -> None:
    (word,) = parse_lyrics(f"  {written} ").words()
    assert (word.text, word.sung, word.chars) == (text, said, (2, 2 + len(written)))


def test_braces_around_plain_text_are_left_out() -> None:
    assert texts("go {la la la}, go") == ["go la la la, go"]


def test_only_what_is_sung_is_composed() -> None:
    (word,) = parse_lyrics("cafe\u0301").words()
    assert (word.text, word.sung, word.chars) == ("cafe\u0301", "café", (0, 5))


# All of it together

LETTERS = st.text(st.characters(categories=("L", "Nd", "Mn")), min_size=1, max_size=6).filter(
    lambda word: (
        any(map(str.isalnum, word)) and "ʼ" not in word and without_repeat(word)[1] is None
    )  # an apostrophe, although Unicode calls it a letter
)
CLINGING = st.sampled_from(["", ",", "!", "’", "...", ")", "(", "}", "{"])
PIECES = st.one_of(
    LETTERS,
    st.builds("{}{}".format, LETTERS, CLINGING),
    st.builds("({} {})".format, LETTERS, LETTERS),
    st.builds("{{{} {}}}".format, LETTERS, LETTERS),
    st.builds("{}(s)".format, LETTERS),
)
BLANKS = st.sampled_from([" ", "  ", "\t", "\u00a0", "\u3000", " — ", "—", " - "])
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\u2028", "\n\n", "\n# comment\n", "\n[00:01.20]\n"])
SAYING = st.sampled_from(
    [
        *("[Verse]", "[Chorus: happy]", "[Solo]", "# singers: Anna", "# la", "[Outro]"),
        *("[00:12.30]", "", "Anna:", "x2", "[Chorus] (x2)"),
    ]
)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[str, set[int]]:
    """A sheet, and where in it something stands that must not be lost."""
    text = "# singers: Anna\n[A]\nmoon\n"
    kept = {text.index("moon") + i for i in range(4)}

    def add(part: str, *, is_sung: bool) -> None:
        nonlocal text
        if is_sung:
            kept.update(len(text) + i for i, ch in enumerate(part) if ch.isalnum())
        text += part

    for _ in range(draw(st.integers(0, 6))):
        if draw(st.booleans()):
            add(draw(SAYING), is_sung=False)
        else:
            add(draw(st.sampled_from(["", "Anna: ", "  "])), is_sung=False)
            for piece in draw(st.lists(PIECES, min_size=1, max_size=4)):
                add(piece + draw(BLANKS), is_sung=True)
            if draw(st.booleans()):
                add("{", is_sung=False)
                add(draw(LETTERS), is_sung=True)
                add("|" + draw(LETTERS) + " " + draw(LETTERS) + "}", is_sung=False)
            add(draw(st.sampled_from(["", " (x2)", " 3x"])), is_sung=False)
        add(draw(ENDS), is_sung=False)
    return text, kept


@given(sheets())
def test_no_word_is_ever_lost(sheet: tuple[str, set[int]]) -> None:
    text, kept = sheet
    inside = {at for word in parse_lyrics(text).words() for at in range(*word.chars)}
    assert kept <= inside


GRAMMAR = st.lists(
    st.one_of(
        st.text(max_size=4),
        st.sampled_from(
            [
                *("moon", "[A]", "[A: b]", "[", "]", "(", ")", "(x2)", "x2", "x16", "{", "|", "}"),
                *("{a|b}", "Anna: ", "#", "# singers: Anna", ":", "\n", "\n\n", "\r\n", " ", "—"),
                *("\ufeff", "\0", "\ud800", "&", "[00:12]", "\u0301", "’", "x" + "9" * 5000),
            ]
        ),
    ),
    max_size=25,
).map("".join)


@given(GRAMMAR)
@example("[A]\nA\n[A]\n(x2)")
@example("İ {|} {a|İ}")
def test_any_text_is_a_sheet_or_refused_with_a_next_step(text: str) -> None:
    try:
        sheet = parse_lyrics(text)
    except LyricsError as err:
        explained = (err.message, err.hint)
    else:
        explained = ("a sheet", "sing it")
        assert sheet == parse_lyrics(text)
        check(sheet)
    assert all(explained)


def check(sheet: Lyrics) -> None:
    for word in sheet.words():
        start, end = word.chars
        written = sheet.text[start:end]
        # Braces tell how it is sung, brackets hold chords.
        assert word.text == written or {*"{}["} & {*written}
        assert word.text.strip() == word.text != ""
        assert word.sung.split() == word.sung.split(" ")
        assert unicodedata.is_normalized("NFC", word.sung)


@pytest.mark.parametrize(
    "unit",
    [
        *("(", "()", "{", "{a|b}", "a{|", "x2", "[", "[00:12]", "'", "— ", "[A]\n", "x1\n", "\n"),
        *("A: b\n", " & ", "a" * 60 + " ", "a" * 60 + "\n"),
    ],
)
def test_a_sheet_takes_time_by_its_length_and_no_more(unit: str) -> None:
    def parse(size: int) -> None:
        with suppress(LyricsError):
            parse_lyrics("[A]\na\n" + unit * (size // len(unit)))

    assert grows_like_its_size(parse, 20_000)
