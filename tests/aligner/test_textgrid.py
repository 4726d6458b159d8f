"""Praat TextGrids, in both forms and both encodings."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from praatio import textgrid as praat

from aligner.alignment import ARPABET, VOWELS, Alignment, Phone, Word
from aligner.formats import textgrid
from aligner.formats.praat_text import plain
from aligner.gentle_json import read as read_gentle
from aligner.lyrics import sung_text
from aligner.timed_words import written_out
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span


def word(text: str, start: int, end: int, *phones: tuple[str, int, int]) -> Word:
    heard = tuple(Phone(label, Span(Ms(a), Ms(b))) for label, a, b in phones)
    return Word(text, sung_text(text), (0, 0), Span(Ms(start), Ms(end)), heard)


def sheet(*lines: list[Word], duration: int = 5000) -> Alignment:
    transcript, placed = written_out(lines)
    return Alignment(tuple(placed), Ms(duration), transcript)


def grid(
    *tiers: tuple[str, list[tuple[float, float, str]]], end: float = 5.0, short: bool = False
) -> str:
    """A TextGrid as Praat writes it, by hand."""
    head = ['File type = "ooTextFile"', 'Object class = "TextGrid"', ""]
    if short:
        rows = [*head, "0", f"{end}", "<exists>", f"{len(tiers)}"]
        for name, cues in tiers:
            rows += ['"IntervalTier"', f'"{name}"', "0", f"{end}", f"{len(cues)}"]
            for a, b, label in cues:
                rows += [f"{a}", f"{b}", f'"{label}"']
    else:
        rows = [*head, "xmin = 0 ", f"xmax = {end} ", "tiers? <exists> ", f"size = {len(tiers)} "]
        rows.append("item []: ")
        for i, (name, cues) in enumerate(tiers, 1):
            rows += [f"    item [{i}]:", '        class = "IntervalTier" ']
            rows += [f'        name = "{name}" ', "        xmin = 0 ", f"        xmax = {end} "]
            rows.append(f"        intervals: size = {len(cues)} ")
            for j, (a, b, label) in enumerate(cues, 1):
                rows += [f"        intervals [{j}]:", f"            xmin = {a} "]
                rows += [f"            xmax = {b} ", f'            text = "{label}" ']
    return "\n".join(rows) + "\n"


WORDS: list[tuple[float, float, str]] = [
    (0.0, 0.5, ""),
    (0.5, 1.0, "Mary"),
    (1.0, 1.5, "had"),
    (1.5, 3.0, ""),
    (3.0, 3.5, "lamb"),
    (3.5, 5.0, ""),
]
PHONES: list[tuple[float, float, str]] = [
    (0.0, 0.49, "SIL"),
    (0.49, 0.7, "M"),
    (0.7, 1.02, "EH1"),
    (1.02, 1.5, "HH"),
    (1.5, 3.0, "sp"),
    (3.1, 3.4, "l"),
    (3.4, 3.5, "ʌ"),
]


def heard(alignment: Alignment) -> list[tuple[str, list[tuple[str, int, int]]]]:
    return [
        (w.text, [(p.label, p.span.start, p.span.end) for p in w.phones]) for w in alignment.words()
    ]


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_kind_of_file_is_read(short: bool, encoding: str, newline: str) -> None:
    text = grid(("words", WORDS), ("phones", PHONES), short=short).replace("\n", newline)
    answer = textgrid.read(text.encode(encoding), None)
    assert answer.duration == 5000
    assert answer.transcript == "Mary had\nlamb"  # the pause ends a line
    assert heard(answer) == [
        ("Mary", [("M", 500, 700), ("EH", 700, 1000)]),
        ("had", [("HH", 1020, 1500)]),
        ("lamb", [("L", 3100, 3400), ("AH", 3400, 3500)]),  # from IPA
    ]
    assert next(answer.words()).phones[1].stress == 1
    for each in answer.words():
        assert answer.transcript[each.chars[0] : each.chars[1]] == each.text


def test_phones_are_not_needed() -> None:
    answer = textgrid.read(grid(("Word", WORDS)).encode(), Ms(9000))
    assert answer.duration == 9000
    assert [w.phones for w in answer.words()] == [(), (), ()]


def test_a_tier_of_lines_makes_the_lines() -> None:
    lines = [(0.0, 1.2, "Mary"), (1.2, 5.0, "lamb")]  # the middle of `had` is in the second
    answer = textgrid.read(grid(("Phrases", lines), ("Anna - words", WORDS)).encode(), None)
    assert [line.text for line in answer.lines] == ["Mary", "had lamb"]
    lines = [(0.0, 1.0, "Mary"), (1.0, 1.5, ""), (1.5, 5.0, "little lamb was")]
    answer = textgrid.read(grid(("lines", lines), ("words", WORDS)).encode(), None)
    assert [line.text for line in answer.lines] == ["Mary", "had", "little lamb was"]
    assert [w.span is not None for w in answer.lines[2].words] == [False, True, False]


def test_a_line_that_says_something_else_only_groups() -> None:
    lines = [(0.0, 5.0, "phrase 1")]
    answer = textgrid.read(grid(("lines", lines), ("words", WORDS)).encode(), None)
    assert [line.text for line in answer.lines] == ["Mary had lamb"]


def test_words_are_cut_off_at_the_end_of_the_song() -> None:
    data = grid(("words", WORDS)).encode()
    spans = [w.span for w in textgrid.read(data, Ms(1200)).words()]
    assert spans == [Span(Ms(500), Ms(1000)), Span(Ms(1000), Ms(1200)), None]
    with pytest.raises(AlignmentError, match="after the end of the song"):
        textgrid.read(data, Ms(400))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "not a Praat text file"),
        ('{"start": 1}', "not a Praat text file"),
        ('File type = "ooTextFile"\n', "damaged"),
        (grid(("words", WORDS))[:200], "damaged"),
        (grid(("words", WORDS)).replace("xmax = 1.0", "xmax = wide"), "damaged"),
        (grid(("words", WORDS)).replace("xmax = 1.0", "xmax = 0.1"), "damaged.*before it starts"),
        (grid(("words", WORDS), end=1e9), "damaged.*no time in a song"),
        (grid(("words", [(0, 1e9, "long")])), "damaged.*no time in a song"),
        (
            grid(("Mary", []), ("more", [])),
            r"no interval tier `words` \(its tiers: Mary, more\)",
        ),
        (grid(("words", WORDS), end=0), "no length"),
    ],
)
def test_what_is_no_textgrid_is_refused(text: str, match: str) -> None:
    with pytest.raises(AlignmentError, match=match) as caught:
        textgrid.read(text.encode(), None)
    assert caught.value.hint


def test_other_encodings_are_named() -> None:
    text = grid(("words", [(0, 1, "\x81 Über")]))
    with pytest.raises(AlignmentError, match=r"not UTF-8 text \(byte \d+\)"):
        textgrid.read(text.encode("latin-1"), None)


SHORT = "\n".join(
    (
        '"ooTextFile"',
        '"TextGrid"',
        "0 2 ! time domain",
        "<exists> 1 tier",
        '"IntervalTier" "words" 0 2',
        "2 intervals coming",
        '0 1 "caf\\e\'" ! a comment with a "quote',
        '1 2 "say ""boat"""',
    )
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_whatever_praat_reads_as_text_is_read(encoding: str) -> None:
    found = textgrid.read(SHORT.encode(encoding), None)
    assert [word.text for word in found.words()] == ["café", 'say "boat"']


def test_a_word_tier_of_another_name_is_guessed_and_named() -> None:
    data = grid(("Transcript", WORDS), ("MAU", PHONES)).encode()
    assert textgrid.read(data, None).words()
    assert "`Transcript` as words" in textgrid.remarks(data)[0]
    assert not textgrid.remarks(grid(("words", WORDS)).encode())


def test_a_tier_can_be_chosen() -> None:
    data = grid(("words", WORDS), ("Other", [(0, 1, "moon")])).encode()
    found = textgrid.read(data, None, tier="other")
    assert [word.text for word in found.words()] == ["moon"]


def test_a_tier_for_each_speaker_makes_singers() -> None:
    data = grid(("Anna", [(0, 0.4, "paper moon")]), ("Ben", [(0.5, 0.9, "float away")])).encode()
    lines = textgrid.read(data, None).lines
    assert [(line.singer, line.text) for line in lines] == [
        ("Anna", "paper moon"),
        ("Ben", "float away"),
    ]


def test_a_number_that_overflows_is_no_time() -> None:
    with pytest.raises(AlignmentError, match=r"damaged.*no time in a song"):
        textgrid.read(SHORT.replace("0 2 !", "0 1e999 !").encode(), None)


@given(st.integers(0, 600), st.binary(max_size=4))
def test_damage_is_refused_or_read_but_never_a_crash(at: int, bytes_: bytes) -> None:
    data = grid(("words", WORDS[:2]), ("phones", PHONES[:2])).encode()
    try:
        textgrid.read(data[:at] + bytes_ + data[at + len(bytes_) + 1 :], None)
    except AlignmentError as err:
        assert err.hint  # noqa: PT017 - both ends are right


def test_praatio_reads_what_we_write(tmp_path: Path) -> None:
    lines = [
        [word("Say", 100, 400, ("S", 100, 250), ("EY", 250, 400)), word('"hi"', 400, 900)],
        [word("item[2]", 1200, 2000, ("AY", 1300, 2000))],
    ]
    path = tmp_path / "song.TextGrid"
    path.write_text(textgrid.write(sheet(*lines)), encoding="utf-8")
    tiers = praat.openTextgrid(str(path), includeEmptyIntervals=True)
    assert tiers.tierNames == ("lines", "words", "phones")
    assert tiers.maxTimestamp == 5.0
    for tier in tiers.tiers:
        assert tier.entries[0].start == 0
        assert tier.entries[-1].end == 5.0
        for before, after in pairwise(tier.entries):
            assert before.end == after.start
    assert [e.label for e in tiers.getTier("words").entries if e.label] == [
        "Say",
        '"hi"',
        "item(2]",
    ]
    assert [tuple(e) for e in tiers.getTier("phones").entries if e.label] == [
        (0.1, 0.25, "S"),
        (0.25, 0.4, "EY"),
        (1.3, 2.0, "AY"),
    ]
    assert [tuple(e) for e in tiers.getTier("lines").entries if e.label] == [
        (0.1, 0.9, 'Say "hi"'),
        (1.2, 2.0, "item(2]"),
    ]


def test_voices_that_overlap_share_a_tier() -> None:
    main = [word("one", 0, 1000), word("or", 1000, 1200), word("two", 1200, 3000)]
    behind = [word("ooh", 500, 900), word("aah", 2000, 4000)]
    answer = textgrid.read(textgrid.write(sheet(main, behind)).encode(), None)
    assert [(w.text, w.span) for w in answer.words()] == [
        ("one", Span(Ms(0), Ms(1000))),
        ("or", Span(Ms(1000), Ms(1200))),
        ("two", Span(Ms(1200), Ms(2000))),
        ("ooh", None),
        ("aah", Span(Ms(2000), Ms(4000))),
    ]
    assert [line.text for line in answer.lines] == ["one or two", "ooh aah"]


@st.composite
def songs(draw: st.DrawFn) -> Alignment:
    """What a TextGrid can carry: timed words of their own text, each line with a first time."""
    at = 0
    lines: list[list[Word]] = []
    number = 0
    for _ in range(draw(st.integers(1, 4))):
        words: list[Word] = []
        for i in range(draw(st.integers(1, 5))):
            number += 1  # so that no two words are alike
            text = draw(st.sampled_from(["la", "“Don’t", 'a"b', "x[1]", "é,"])) + f"{number}"
            if i and draw(st.integers(0, 3)) == 0:
                words.append(Word(text, sung_text(text), (0, 0)))
                continue
            cuts = [at + draw(st.integers(0, 3000))]
            for step in draw(st.lists(st.integers(1, 400), min_size=1, max_size=5)):
                cuts.append(cuts[-1] + step)
            phones = []
            for a, b in pairwise(cuts):
                if draw(st.integers(0, 3)):
                    label = draw(st.sampled_from(sorted(ARPABET)))
                    stress = draw(st.sampled_from([None, 0, 1, 2])) if label in VOWELS else None
                    phones.append(Phone(label, Span(Ms(a), Ms(b)), stress))
            at = cuts[-1]
            span = Span(Ms(cuts[0]), Ms(at))
            words.append(Word(text, sung_text(text), (0, 0), span, tuple(phones)))
        lines.append(words)
    return sheet(*lines, duration=at + draw(st.integers(1, 2000)))


@given(songs())
def test_reading_what_was_written_gives_the_same(before: Alignment) -> None:
    assert textgrid.read(textgrid.write(before).encode(), None) == before


def test_the_real_song_survives(shared: Path) -> None:
    before = read_gentle((shared / "data/gentle/real_song.json").read_bytes())
    after = textgrid.read(textgrid.write(before).encode(), None)
    assert [line.words for line in after.lines] != []
    assert [(w.text, w.span, w.phones) for w in after.words()] == [
        (w.text, w.span, w.phones) for w in before.words()
    ]
    assert [line.text for line in after.lines] == [line.text for line in before.lines]


def test_a_line_without_words_in_it_is_left_out() -> None:
    lines = [(0.0, 0.4, "(intro)"), (0.4, 5.0, "x")]
    answer = textgrid.read(grid(("lines", lines), ("words", WORDS)).encode(), None)
    assert [line.text for line in answer.lines] == ["Mary had lamb"]


def test_a_file_of_pauses_is_an_instrumental() -> None:
    answer = textgrid.read(grid(("words", [(0, 5, "")])).encode(), None)
    assert answer == Alignment((), Ms(5000), "")
    assert textgrid.read(textgrid.write(answer).encode(), None) == answer


def test_letters_are_those_of_praat() -> None:
    label = r"\ao\uo\a;\u:\z!\l/\d-\c<\al\Om \"lmoon\"r \a- \xx"
    assert plain(label) == r"åůąűżłđčαΩ “moon” \a- \xx"
