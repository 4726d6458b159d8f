"""Gentle's JSON, and what becomes of it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner import gentle_json
from aligner.alignment import ARPABET, Alignment, Line, Phone, Word
from aligner.gentle_json import read, write
from aligner.gentle_words import heard, transcript_for, understand
from aligner.lyrics import Lyrics, parse_lyrics
from aligner.timed_words import caption_lines, in_order, written_out
from media_core.errors import AlignerError, AlignmentError, LyricsError
from media_core.timeline import Ms, Span
from tests.aligner.fake_gentle import listen


def gentle(*words: dict[str, Any], transcript: str | None = None) -> str:
    """Gentle JSON of words that stand in a row, as far as they do not say where they stand."""
    at = 0
    full: list[dict[str, Any]] = []
    for word in words:
        end = at + len(word["word"])
        full.append({"startOffset": at, "endOffset": end} | word)
        at = end + 1
    text = " ".join(word["word"] for word in words) if transcript is None else transcript
    return json.dumps({"transcript": text, "words": full})


def sung(text: str, start: Any, end: Any, **more: Any) -> dict[str, Any]:
    return {"word": text, "case": "success", "start": start, "end": end, "phones": []} | more


def spans(alignment: Alignment) -> list[tuple[int, int] | None]:
    return [(w.span.start, w.span.end) if w.span else None for w in alignment.words()]


def phones_of(word: Word) -> list[tuple[str, int, int]]:
    return [(p.label, p.span.start, p.span.end) for p in word.phones]


# --- the real file ------------------------------------------------------------------------------


def test_the_real_song_is_understood(shared: Path) -> None:
    answer = read((shared / "data/gentle/real_song.json").read_bytes())
    words = list(answer.words())
    assert len(words) == 133
    assert [word.text for word in words if word.span is None] == ["i've"]
    number = next(word for word in words if word.text == "29")
    assert number.span == Span(Ms(25540), Ms(26240))
    assert number.phones == ()
    assert sum(len(word.phones) for word in words) == 449  # 450 with the oov of "29"
    assert answer.duration == 58930
    for word in words:
        assert answer.transcript[word.chars[0] : word.chars[1]] == word.text
        if word.phones and word.span:
            assert word.phones[0].span.start == word.span.start
            assert word.phones[-1].span.end == word.span.end
    assert max(len(line.words) for line in answer.lines) <= 10


def test_the_real_song_survives_writing(shared: Path) -> None:
    for name in ("real_song", "all_cases"):
        before = read((shared / f"data/gentle/{name}.json").read_bytes())
        assert read(write(before)) == before


def test_what_we_write_is_what_gentle_wrote(shared: Path) -> None:
    text = (shared / "data/gentle/real_song.json").read_text()
    theirs, ours = json.loads(text), json.loads(write(read(text)))
    assert ours["transcript"] == theirs["transcript"]
    for a, b in zip(ours["words"], theirs["words"], strict=True):
        same = {"case", "word", "alignedWord", "startOffset", "endOffset"}
        assert {k: a.get(k) for k in same} == {k: b.get(k) for k in same}
        assert set(a) == set(b)
        if "start" in b:
            assert math.isclose(a["start"], b["start"], abs_tol=0.0006)
            assert [p["phone"] for p in a["phones"]] == [p["phone"] for p in b["phones"]]
            total = sum(p["duration"] for p in a["phones"])
            assert math.isclose(total, a["end"] - a["start"], abs_tol=1e-9)


def test_every_case_is_understood(shared: Path) -> None:
    answer = read((shared / "data/gentle/all_cases.json").read_bytes(), duration=Ms(4000))
    assert [word.text for word in answer.words()] == ["Hello", "don’t", "rush", "29", "birds"]
    assert [word.sung for word in answer.words()] == ["hello", "don't", "rush", "29", "birds"]
    assert spans(answer) == [(500, 900), (1300, 1620), None, (2100, 2750), (2750, 3300)]
    assert answer.duration == 4000


# --- reading ------------------------------------------------------------------------------------


def test_phones_are_added_up_before_they_are_rounded() -> None:
    # Rounding each phone by itself would lose 0.37 ms a phone.
    phones = [{"duration": 0.33337, "phone": "ah_I"}] * 10
    word = next(read(gentle(sung("aah", 0.0001, 3.3338, phones=phones))).words())
    starts = [p.span.start for p in word.phones]
    assert starts == [round((0.0001 + 0.33337 * i) * 1000) for i in range(10)]
    assert word.phones[-1].span.end == 3334


def test_a_phone_is_named_up_to_its_last_underscore() -> None:
    labels = ["ah_B", "x_y_I", "sil_I", "oov_S", "HH_I", "ow1_E", "t"]
    phones = [{"duration": 0.1, "phone": label} for label in labels]
    word = next(read(gentle(sung("a", 1.0, 1.7, phones=phones))).words())
    assert phones_of(word) == [
        ("AH", 1000, 1100),
        ("HH", 1400, 1500),
        ("OW", 1500, 1600),
        ("T", 1600, 1700),
    ]
    assert [p.stress for p in word.phones] == [None, None, 1, None]


def test_phones_that_leave_their_word_are_cut() -> None:
    phones = [{"duration": 0.3, "phone": "ah_B"}, {"duration": 0.3, "phone": "m_E"}]
    word = next(read(gentle(sung("a", 1.0, 1.4, phones=phones))).words())
    assert phones_of(word) == [("AH", 1000, 1300), ("M", 1300, 1400)]


def test_a_word_without_length_gets_the_millisecond_before_it() -> None:
    answer = read(gentle(sung("a", 0, 0), sung("b", 1, 2), sung("c", 2, 2), sung("d", 2, 3)))
    assert spans(answer) == [(0, 1), (1000, 1999), (1999, 2000), (2000, 3000)]


def test_a_word_that_runs_backwards_is_not_found() -> None:
    answer = read(gentle(sung("a", 1, 2), sung("b", 9, 10), sung("c", 2, 3), sung("d", 5, 4)))
    assert spans(answer) == [(1000, 2000), None, (2000, 3000), None]


def test_words_that_overlap_are_parted() -> None:
    phones = [{"duration": 0.5, "phone": "ah_B"}, {"duration": 0.5, "phone": "m_E"}]
    answer = read(gentle(sung("a", 1, 2, phones=phones), sung("b", 1.4, 3)))
    assert spans(answer) == [(1000, 1400), (1400, 3000)]
    assert phones_of(next(answer.words())) == [("AH", 1000, 1400)]


def test_words_are_cut_off_at_the_end_of_the_song() -> None:
    text = gentle(sung("a", 1, 2), sung("b", 2, 3), sung("c", 3, 4))
    assert spans(read(text, duration=Ms(2500))) == [(1000, 2000), (2000, 2500), None]
    with pytest.raises(AlignmentError, match=r"every word .* after the end of the song \(900 ms\)"):
        read(text, duration=Ms(900))


def test_without_a_duration_the_song_ends_with_its_last_word() -> None:
    assert read(gentle(sung("a", 1, 2), sung("b", 0.1, 0.2))).duration in (2000, 200)
    assert read(gentle(sung("a", 1, 2))).duration == 2000
    with pytest.raises(AlignmentError, match="no word in the Gentle JSON has a time"):
        read(gentle({"word": "a", "case": "not-found-in-audio"}))


def test_words_that_were_not_found_are_kept() -> None:
    answer = read(gentle({"word": "a", "case": "not-found-in-audio"}), duration=Ms(500))
    assert spans(answer) == [None]


def test_a_transcript_without_words_is_an_alignment_without_lines() -> None:
    assert read('{"transcript": "..."}', duration=Ms(5)) == Alignment((), Ms(5), "...")


def test_words_without_a_transcript_make_their_own() -> None:
    answer = read(json.dumps({"words": [sung("ho", 1, 2), sung("hey", 2, 3)]}))
    assert answer.transcript == "ho hey"
    assert [word.chars for word in answer.words()] == [(0, 2), (3, 6)]


def test_wrong_offsets_are_found_again() -> None:
    # A program that counts UTF-16 is one ahead after each emoji.
    text = gentle(
        sung("la", 1, 2, startOffset=3, endOffset=5),
        sung("la", 2, 3, startOffset=6, endOffset=8),
        transcript="🎤 la la",
    )
    assert [word.chars for word in read(text).words()] == [(2, 4), (5, 7)]


def test_newlines_of_the_transcript_make_the_lines() -> None:
    text = gentle(*[sung(w, i, i + 1) for i, w in enumerate("abcd")], transcript="a b\r\n\nc\nd\n")
    places = iter([0, 2, 6, 8])
    document = json.loads(text)
    for word in document["words"]:
        word["startOffset"] = next(places)
        word["endOffset"] = word["startOffset"] + 1
    assert [line.text for line in read(json.dumps(document)).lines] == ["a b", "c", "d"]


def test_a_byte_order_mark_is_no_hindrance() -> None:
    text = gentle(sung("a", 1, 2))
    assert read("\ufeff" + text) == read(text.encode("utf-8-sig")) == read(text.encode("utf-16"))


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    answer = read(gentle(sung("a\ud83d", 1, 2)))
    assert answer.transcript == "a\ufffd"


def test_strange_confidences_are_not_ours() -> None:
    for strange in (87, -0.1, "high", None, True, [1], 10**400):
        word = next(read(gentle(sung("a", 1, 2, confidence=strange))).words())
        assert word.confidence is None
    assert next(read(gentle(sung("a", 1, 2, confidence=1))).words()).confidence == 1.0


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "not JSON"),
        ("<html>", "not JSON"),
        ("[" * 100_000, "not JSON"),
        (b"\xff\xfe\xff", "not UTF-8|not JSON"),
        (b'{"words": "\xff"}', r"not UTF-8 text \(byte 12\)"),
        ("[]", "it is no object"),
        ("3", "it is no object"),
        ("{}", "neither words nor a transcript"),
        ('{"segments": []}', "neither words nor a transcript"),
        ('{"words": {}}', "words of the Gentle JSON are no list"),
        ('{"words": null}', "words of the Gentle JSON are no list"),
        ('{"words": [], "transcript": 3}', "transcript of the Gentle JSON is no text"),
        ('{"words": [3]}', "word 1 of the Gentle JSON has no text"),
        ('{"words": [{"word": 3}]}', "word 1 of the Gentle JSON has no text"),
        (gentle(sung("a", 1, 2), transcript="b"), r"word 1 \('a'\) .* not in its transcript"),
        (gentle(sung("a", -1, 2)), r"the start of word 1 \('a'\) .* no time in seconds: -1"),
        (gentle(sung("a", 1, math.inf)), "the end of word 1 .* no time in seconds: inf"),
        (gentle(sung("a", math.nan, 2)), "the start of word 1 .* no time in seconds: nan"),
        (gentle(sung("a", 1, 1e300)), "the end of word 1 .* no time in seconds"),
        (gentle(sung("a", 1, 10**400)), "the end of word 1 .* no time in seconds"),
        (gentle({"word": "a", "case": "success"}), "the start of word 1 .* missing"),
        (gentle({"word": "a", "start": 1}), "the end of word 1 .* missing"),
        (gentle(sung("a", "1", 2)), "the start of word 1 .* no time in seconds: '1'"),
        (gentle(sung("a", True, 2)), "the start of word 1 .* no time in seconds: True"),
        (gentle(sung("a", 1, 2, phones=3)), "the phones of word 1 .* no list"),
        (gentle(sung("a", 1, 2, phones=[3])), "a phone of word 1 .* no label"),
        (gentle(sung("a", 1, 2, phones=[{"phone": "ah"}])), "duration of a phone .* missing"),
        (
            gentle(sung("a", 1, 2, phones=[{"phone": "ah", "duration": -0.1}])),
            "duration of a phone of word 1 .* no time",
        ),
    ],
)
def test_what_is_not_gentles_is_refused(text: str | bytes, match: str) -> None:
    with pytest.raises(AlignmentError, match=match) as caught:
        read(text)
    assert caught.value.hint


def test_a_flood_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gentle_json, "MAX_BYTES", 1000)
    with pytest.raises(AlignmentError, match="too large"):
        read(" " * 1001)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=3), lambda inner: (
    st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["word", "words", "transcript", "case", "start", "end", "phones", "phone", "duration"]
        ),
        inner,
        max_size=5,
    )
), max_leaves=12))  # fmt: skip
def test_any_json_is_read_or_refused(document: object) -> None:
    with suppress(AlignmentError):
        assert read(json.dumps(document)).duration > 0


# --- writing ------------------------------------------------------------------------------------


@st.composite
def sheets(draw: st.DrawFn) -> Alignment:
    """Alignments as our aligners make them: in order, without overlaps, a row for each line."""
    at = 0
    lines: list[list[Word]] = []
    texts = st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1, max_size=4)
    for _ in range(draw(st.integers(1, 4))):
        words: list[Word] = []
        for text in draw(st.lists(texts, min_size=1, max_size=4)):
            confidence = draw(st.none() | st.integers(0, 1000).map(lambda n: n / 1000))
            spoken = draw(st.just(text.lower()) | texts.filter(lambda t: t != "<unk>"))
            if draw(st.integers(0, 4)) == 0:
                words.append(Word(text, spoken, (0, 0), confidence=confidence))
                continue
            # Starts differ by a millisecond at least; pauses stay below those that end a line.
            cuts = [at + draw(st.integers(0, 600))]
            for step in draw(st.lists(st.integers(1, 300), min_size=1, max_size=6)):
                cuts.append(cuts[-1] + step)
            phones: list[Phone] = []
            for a, b in pairwise(cuts):
                if draw(st.integers(0, 3)):
                    label = draw(st.sampled_from(sorted(ARPABET)))
                    stress = draw(st.sampled_from([None, 0, 1, 2]))
                    phones.append(Phone(label, Span(Ms(a), Ms(b)), stress))
            at = cuts[-1]
            span = Span(Ms(cuts[0]), Ms(at))
            words.append(Word(text, spoken, (0, 0), span, tuple(phones), confidence))
        lines.append(words)
    transcript, placed = written_out(lines)
    return Alignment(tuple(placed), Ms(at + draw(st.integers(1, 5000))), transcript)


@given(sheets())
def test_reading_what_was_written_gives_the_same(before: Alignment) -> None:
    if len(before.lines) == 1:
        before = Alignment((*caption_lines_of(before),), before.duration, before.transcript)
    assert read(write(before), duration=before.duration) == before


def caption_lines_of(alignment: Alignment) -> list[Line]:
    return [Line(words) for words in caption_lines(list(alignment.words()))]


@given(sheets())
def test_phones_fill_the_words_that_are_written(alignment: Alignment) -> None:
    for word in json.loads(write(alignment))["words"]:
        if "phones" in word:
            total = sum(phone["duration"] for phone in word["phones"])
            assert math.isclose(total, word["end"] - word["start"], abs_tol=1e-9)
            places = [phone["phone"].rpartition("_")[2] for phone in word["phones"]]
            assert "".join(places) in ("S", "B" + "I" * (len(places) - 2) + "E")


def test_a_hole_between_phones_is_silence() -> None:
    span = Span(Ms(0), Ms(400))
    phones = (Phone("AH", Span(Ms(100), Ms(200))), Phone("M", Span(Ms(250), Ms(400))))
    before = Alignment((Line((Word("a", "a", (0, 1), span, phones),)),), Ms(400), "a")
    document = json.loads(write(before))
    assert [p["phone"] for p in document["words"][0]["phones"]] == ["sil_B", "ah_I", "sil_I", "m_E"]
    assert read(write(before)) == before


def test_a_word_without_phones_is_written_as_out_of_vocabulary() -> None:
    before = Alignment((Line((Word("29", "29", (0, 2), Span(Ms(0), Ms(7))),)),), Ms(7), "29")
    entry = json.loads(write(before))["words"][0]
    assert entry["phones"] == [{"duration": 0.007, "phone": "oov_S"}]


def test_a_chorus_that_comes_twice_from_one_place_is_written_out() -> None:
    first = Word("la", "la", (0, 2), Span(Ms(0), Ms(100)))
    again = Word("la", "la", (0, 2), Span(Ms(500), Ms(600)))
    before = Alignment((Line((first,)), Line((again,))), Ms(1000), "la")
    after = read(write(before), duration=Ms(1000))
    assert after.transcript == "la\nla"
    assert [line.span for line in after.lines] == [Span(Ms(0), Ms(100)), Span(Ms(500), Ms(600))]


def test_json_is_plain_ascii_with_sorted_keys() -> None:
    word = Word("Über’s", "über's", (0, 6), Span(Ms(10), Ms(30)))
    text = write(Alignment((Line((word,)),), Ms(30), "Über’s"))
    assert text.isascii()
    assert json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n" == text


# --- lines and order ----------------------------------------------------------------------------


def row(*times: tuple[int, int] | None) -> list[Word]:
    return [Word("w", "w", (0, 1), t and Span(Ms(t[0]), Ms(t[1]))) for t in times]


def lengths(words: Sequence[Word]) -> list[int]:
    return [len(line) for line in caption_lines(words)]


def test_a_long_pause_ends_a_line() -> None:
    assert lengths(row((0, 100), (799, 900), (1600, 1700))) == [2, 1]
    assert lengths(row((0, 100), None, (5000, 5100))) == [3]  # no pause is known
    assert lengths([]) == []


def test_a_line_that_is_too_long_is_cut_at_its_longest_pause() -> None:
    even = [(i * 100, i * 100 + 90) for i in range(12)]
    assert lengths(row(*even)) == [10, 2]
    even[6] = (630, 690)
    assert lengths(row(*even)) == [6, 6]


@given(st.lists(st.none() | st.tuples(st.integers(0, 200), st.integers(1, 50)), max_size=30))
def test_words_in_order_never_overlap(times: list[tuple[int, int] | None]) -> None:
    words = row(*(t and (t[0], t[0] + t[1]) for t in times))
    after = in_order(words)
    assert len(after) == len(words)
    at = 0
    for old, new in zip(words, after, strict=True):
        if new.span is not None:
            assert old.span is not None
            assert at <= new.span.start == old.span.start
            assert new.span.end <= old.span.end
            at = new.span.end


def test_one_stray_word_does_not_cost_the_others_their_time() -> None:
    after = in_order(row((900, 950), (0, 10), (10, 20), (20, 30)))
    assert [word.span is not None for word in after] == [False, True, True, True]


# --- our words and Gentle's ---------------------------------------------------------------------

SHEET = "[Verse]\n“Rock” ’n’ roll, self-inflictions\n\n[Chorus]\nblue — & 2nite (hey)!\n"


def test_what_is_sent_is_what_is_sung() -> None:
    lyrics = parse_lyrics(SHEET)
    sent = transcript_for(lyrics)
    assert sent.text == "rock n roll self-inflictions\nblue and 2nite\nhey"
    assert [sent.text[a:b] for a, b in sent.places] == (
        ["rock", "n", "roll", "self-inflictions", "blue", "and", "2nite", "hey"]
    )


def test_decomposed_accents_are_sent_composed() -> None:
    assert transcript_for(parse_lyrics("cafe\u0301")).text == "caf\u00e9"


def test_tokens_find_their_way_back() -> None:
    lyrics = parse_lyrics("Self-inflictions, don’t! ♪ go\nnow")
    sent = transcript_for(lyrics)
    assert sent.text == "self-inflictions don't go\nnow"
    first = sung("self", 1, 1.5, phones=[{"duration": 0.5, "phone": "s_S"}])
    second = sung(
        "inflictions", 1.6, 2.2, phones=[{"duration": 0.1, "phone": "ih_B"}], startOffset=5
    )
    missing = {"word": "don't", "case": "not-found-in-audio"}
    answer = understand(
        gentle(first, second, missing, sung("go", 3, 4), sung("now", 4, 5), transcript=sent.text),
        sent,
        lyrics,
        Ms(6000),
    )
    words = list(answer.words())
    assert [word.text for word in words] == ["Self-inflictions,", "don’t!", "go", "now"]
    assert spans(answer) == [(1000, 2200), None, (3000, 4000), (4000, 5000)]
    assert phones_of(words[0]) == [("S", 1000, 1500), ("IH", 1600, 1700)]
    assert answer.transcript == lyrics.text
    assert [word.chars for word in words] == [word.chars for word in lyrics.words()]


def test_half_of_a_word_is_enough_to_find_it() -> None:
    lyrics = parse_lyrics("self-made")
    sent = transcript_for(lyrics)
    half = {"word": "self", "case": "not-found-in-audio"}
    text = gentle(half, sung("made", 2, 3), transcript=sent.text)
    assert spans(understand(text, sent, lyrics, Ms(6000))) == [(2000, 3000)]


def test_a_word_that_is_heard_in_part_is_told() -> None:
    lyrics = parse_lyrics("oh self-made man")
    sent = transcript_for(lyrics)
    half = {"word": "self", "case": "not-found-in-audio"}
    rest = (sung("oh", 0.5, 1), half, sung("made", 2, 3), sung("man", 3, 4))
    answer = heard(gentle(*rest, transcript=sent.text), sent, lyrics, Ms(6000))
    assert answer.half == {1}
    assert spans(answer.alignment)[1] == (2000, 3000)


def test_a_word_with_an_unknown_part_has_no_phones_rather_than_half_of_them() -> None:
    lyrics = parse_lyrics("self-juno")
    sent = transcript_for(lyrics)
    known = sung("self", 1, 2, phones=[{"duration": 1, "phone": "s_S"}])
    unknown = sung("juno", 2, 3, phones=[{"duration": 1, "phone": "oov_S"}])
    answer = heard(gentle(known, unknown, transcript=sent.text), sent, lyrics, Ms(6000))
    (word,) = answer.alignment.words()
    assert word.span == Span(Ms(1000), Ms(3000))
    assert word.phones == ()
    assert answer.half == frozenset()


@pytest.mark.parametrize(
    ("answer", "match"),
    [
        ("{", "cannot be understood"),
        (gentle(sung("me", 1, 2)), "not those it was sent"),
        ('{"transcript": "you"}', "not those it was sent"),
        (gentle({"word": "you", "case": "not-found-in-audio"}), "none of the 1 words"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(answer: str, match: str) -> None:
    lyrics = parse_lyrics("You")
    with pytest.raises(AlignerError, match=match) as caught:
        understand(answer.replace('"You"', '"you"'), transcript_for(lyrics), lyrics, Ms(5000))
    assert caught.value.hint


def test_a_sheet_of_signs_has_nothing_to_send() -> None:
    line = parse_lyrics("a").lines[0]
    word = type(line.words[0])("♪", "♪", (0, 1))
    with pytest.raises(LyricsError, match="no word that Gentle could look for"):
        transcript_for(Lyrics("♪", (type(line)((word,)),)))


@given(st.text(max_size=40).filter(lambda text: any(ch.isalnum() for ch in text)))
def test_every_word_of_any_sheet_keeps_its_place(text: str) -> None:
    try:
        lyrics = parse_lyrics(text)
        sent = transcript_for(lyrics)
    except LyricsError:
        return
    answer = understand(listen(sent.text), sent, lyrics, Ms(60_000))
    assert [(w.text, w.chars) for w in answer.words()] == [
        (w.text, w.chars) for w in lyrics.words()
    ]
