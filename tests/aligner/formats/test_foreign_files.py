"""Files as other programs write them, and other programs' readers on ours."""

from __future__ import annotations

import json
import re

import pysubs2
import pytest
import webvtt
from hypothesis import given, settings

from aligner.alignment import Alignment, Line, Word
from aligner.formats import readable, writable
from aligner.formats.stamps import as_clock
from aligner.timed_words import as_sung
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span
from tests.aligner.formats.songs import songs

Heard = list[tuple[str, int | None, int | None]]


def read(name: str, text: str, duration: int | None = None) -> Alignment:
    return readable()[name](text.encode(), None if duration is None else Ms(duration))


def lines_of(song: Alignment) -> Heard:
    return [
        (line.text, line.span.start if line.span else None, line.span.end if line.span else None)
        for line in song.lines
    ]


def words_of(song: Alignment) -> Heard:
    return [
        (word.text, word.span.start if word.span else None, word.span.end if word.span else None)
        for word in song.words()
    ]


# LRC


def test_lrc_of_a_lyric_site() -> None:
    text = """[ti:Song]
[ar: Artist]
[offset:+120]
[by:somebody]

[00:12.30]First line
[00:20.50][01:40.5]Chorus line
[Bridge]
[00:30:25]colon
[1:02:03.45]late
[00:16.00]
[90:00]ninety minutes
no time
"""
    song = read("lrc", text)
    assert lines_of(song) == [
        ("First line", 12180, 15880),  # where the empty line is; else two words last 2 s
        ("Chorus line", 20380, 22380),
        ("colon", 30130, 31130),
        ("Chorus line", 100380, 102380),
        ("late", 3723330, 3724330),
        ("ninety minutes", 5399880, 5401880),
        ("no time", None, None),
    ]
    assert all(word.guessed for word in song.words() if word.span)
    assert [line.section for line in song.lines][2] == "Bridge"


def test_an_empty_line_of_an_lrc_ends_the_one_before() -> None:
    assert lines_of(read("lrc", "[00:01.00]oh\n[00:09.00]\n")) == [("oh", 1000, 9000)]
    assert lines_of(read("lrc", "[00:01.00]oh\n[00:09.00] ♪ \n[00:20.00]yes")) == [
        ("oh", 1000, 9000),
        ("yes", 20000, 21000),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "[00:15.00]<00:15.00>word <00:15.42>by <00:15.80>word <00:16.40>",
        "[00:15.00] <00:15.00> word <00:15.42> by <00:15.80> word <00:16.40>",
        "[00:15.00]<00:15.000>word <00:15.420>by <00:15.800>word<00:16.400>",
        "[00:15.00][00:15.00]word [00:15.42]by [00:15.80]word [00:16.40]",
        "[00:15.00]v1: <00:15.00>word <00:15.42>by <00:15.80>word <00:16.40>",
    ],
)
def test_word_times_of_an_lrc(line: str) -> None:
    song = read("lrc", line)
    assert words_of(song) == [("word", 15000, 15420), ("by", 15420, 15800), ("word", 15800, 16400)]
    assert not any(word.guessed for word in song.words())


def test_syllables_are_joined_and_chinese_characters_are_not() -> None:
    song = read("lrc", "[00:01.00]<00:01.00>Hel<00:01.30>lo <00:01.50>you<00:02.00>\n")
    assert words_of(song) == [("Hello", 1000, 1500), ("you", 1500, 2000)]
    song = read("lrc", "[00:01.00]<00:01.00>我<00:01.30>愛<00:01.50>你<00:02.00>\n")
    assert [w.text for w in song.words()] == ["我", "愛", "你"]
    song = read("lrc", "[00:01.00]<00:01.00>사<00:01.30>랑<00:01.50>\n")
    assert words_of(song) == [("사랑", 1000, 1500)]


def test_voices_of_an_lrc() -> None:
    song = read("lrc", "[00:01.00]F: she\n[00:02.00]M: he\n[00:03.00]v2: two\n[bg:<00:04.0>ooh]\n")
    assert [(line.singer, line.background, line.text) for line in song.lines] == [
        *(("Female", False, "she"), ("Male", False, "he"), ("Voice 2", False, "two")),
        ("", True, "ooh"),
    ]


def test_a_negative_offset_and_times_before_the_song() -> None:
    assert lines_of(read("lrc", "[offset:5000]\n[00:01.00]gone\n[00:06.00]here\n")) == [
        ("gone", None, None),
        ("here", 1000, 2000),
    ]


def test_an_lrc_without_times_says_what_it_lacks() -> None:
    with pytest.raises(AlignmentError, match=r"no line of the LRC begins with a time"):
        read("lrc", "[ti:Song]\nwords\n")
    with pytest.raises(AlignmentError, match=r"line 2 of the LRC has an impossible time"):
        read("lrc", "[00:01.00]a\n[9999:00.00]b\n")


# SRT and WebVTT


def test_srt_as_it_is_found() -> None:
    text = (
        "\ufeff1\r\n00:00:12,300 --> 00:00:15,000  X1:1 X2:2\r\n<i>♪ First</i> {\\an8}line ♪\r\n"
        "of two - rows\r\n\r\n3\r\n00:00:01.5 --> 00:00:02.5\r\n[Music]\r\n\r\n"
        "0:0:5,5 --> 0:0:4,0\r\n99\r\n\r\n7\r\n00:00:20,000 --> 00:00:21,000\r\nI <3 you"
    )
    assert lines_of(read("srt", text)) == [
        ("99", 5500, 6500),
        ("First line of two - rows", 12300, 15000),
        ("I <3 you", 20000, 21000),
    ]


def test_captions_without_captions_are_refused() -> None:
    with pytest.raises(AlignmentError, match="no line with times"):
        read("srt", "1\nhello\n")
    with pytest.raises(AlignmentError, match="no captions"):
        read("vtt", "WEBVTT\n\nNOTE nothing\n")
    with pytest.raises(AlignmentError, match=r"line 3 of the WebVTT has no times around its arrow"):
        read("vtt", "WEBVTT\n\nsoon --> later\nhello\n")
    with pytest.raises(AlignmentError, match="first line is not WEBVTT"):
        read("vtt", "1\n00:01.000 --> 00:02.000\nhello\n")


def test_webvtt_as_it_is_found() -> None:
    text = """WEBVTT - a title

STYLE
::cue(b) { color: red }

NOTE
a note

intro
00:01.000 --> 00:04.000 align:start position:10%
<v.loud Anna B>Rock &amp; <i>roll</i></v>
<00:00:02.500><c> tonight</c>

01:00:00.000 --> 01:00:01.000
one&nbsp;word
"""
    song = read("vtt", text)
    assert words_of(song) == [
        *(("Rock", 1000, 1681), ("&", 1681, 1818), ("roll", 1818, 2500)),
        *(("tonight", 2500, 4000), ("one word", 3600000, 3601000)),
    ]
    assert [word.guessed for word in song.words()] == [True, True, True, False, True]
    assert [line.singer for line in song.lines] == ["Anna B", ""]


# ASS


HEAD = "[Script Info]\nScriptType: v4.00+\n\n[Events]\n"
FORMAT = "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"


def dialogue(text: str, *, kind: str = "Dialogue", effect: str = "", name: str = "") -> str:
    return f"{kind}: 0,0:00:01.00,0:00:04.00,Default,{name},0,0,0,{effect},{text}\n"


def test_karaoke_as_aegisub_writes_it() -> None:
    text = HEAD + FORMAT
    text += dialogue("{\\k50}{\\K20}Hel{\\ko30\\c&HFF&}lo, {\\kf100}you{\\fad(1,2)} {\\k10}\\Nall")
    song = read("ass", text)
    assert words_of(song) == [("Hello,", 1500, 2000), ("you", 2000, 3000), ("all", 3000, 3100)]


def test_what_templates_made_of_a_line_is_not_read() -> None:
    text = HEAD + FORMAT + dialogue("!retime()!", kind="Comment", effect="template line")
    text += dialogue("{\\k50}one", kind="Comment", effect="karaoke")
    text += dialogue("{\\pos(1,2)}o", effect="fx") + dialogue("{\\pos(1,2)}ne", effect="fx")
    assert words_of(read("ass", text)) == [("one", 1000, 1500)]


def test_lines_drawn_twice_are_sung_once_and_drawings_not_at_all() -> None:
    text = HEAD + FORMAT + dialogue("{\\bord3}hello, world", name="Anna") * 2
    text += dialogue("{\\p1}m 0 0 l 10 10{\\p0}") + dialogue("a note", kind="Comment")
    song = read("ass", text)
    assert lines_of(song) == [("hello, world", 1000, 4000)]
    assert song.lines[0].singer == "Anna"


def test_an_ass_that_is_broken_names_its_line() -> None:
    with pytest.raises(AlignmentError, match=r"line 6 of the ASS has 1 of 10 fields"):
        read("ass", HEAD + FORMAT + "Dialogue: 0\n")
    with pytest.raises(AlignmentError, match=r"line 6 of the ASS has no time such as"):
        read("ass", HEAD + FORMAT + dialogue("x").replace("0:00:01.00", "soon"))
    with pytest.raises(AlignmentError, match="no dialogue lines"):
        read("ass", HEAD + FORMAT)


@pytest.mark.parametrize(
    "text", [r"a{\b1}b", r"\N", r"end\\", r"\{x\}", "x{", "}{x", r"\h\n{\k20}"]
)
def test_what_means_something_in_ass_is_shown_as_it_is(text: str) -> None:
    words = (
        Word(text, "ab", (0, len(text)), Span(Ms(0), Ms(500))),
        Word("and", "and", (0, 3), Span(Ms(500), Ms(800))),
    )
    written = writable()["ass"](Alignment((Line(words, singer="A, B"),), Ms(800), text))
    assert ",Lead,A; B,0,0,0,," in written
    assert [word.text for word in read("ass", written).words()] == [text, "and"]
    assert words_of(read("ass", written))[0][1:] == (0, 500)
    (event,) = pysubs2.SSAFile.from_string(written)
    left = re.sub(r"(?<!\\)\{[^{}]*\}", "", event.text)  # as libass finds its blocks
    assert not re.search(r"\\[Nnh]", left)


# UltraStar


def test_ultrastar_as_it_is_found() -> None:
    text = """#TITLE:Song
#BPM:300,0
#GAP:12300,5
: 0 4 5 Hel
: 4 6 7 lo
* 10 2 7 ~
F 14 4 9  brave
- 20
R 24 4 0 World
E
: 99 1 1 never
"""
    assert words_of(read("ultrastar", text)) == [
        *(("Hello", 12301, 12901), ("brave", 13001, 13201), ("World", 13501, 13701)),
    ]


def test_ultrastar_duets_and_relative_beats() -> None:
    text = """#BPM:1500
#GAP:0
#RELATIVE:yes
#P1:Anna
#P2:Ben
P1
: 0 10 0 one
- 20 100
: 0 10 0 two
P2
: 50 10 0 three
"""
    song = read("ultrastar", text)
    assert [(line.singer, *row) for line, row in zip(song.lines, lines_of(song), strict=True)] == [
        *(("Anna", "one", 0, 100), ("Ben", "three", 500, 600), ("Anna", "two", 1000, 1100)),
    ]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        (": 0 4 5 Hel\n", r"line 1 of the UltraStar file is a note, but no #BPM"),
        ("#BPM:zero\n", r"line 1 of the UltraStar file cannot be meant: 'zero' is no number"),
        ("#BPM:0\n: 0 4 5 a", r"0 is no tempo"),
        ("#BPM:300\nE\n", "has no notes"),
        ("#BPM:1\n: 999999999 4 5 a", r"line 2 of the UltraStar file .* is no time in a song"),
    ],
)
def test_a_broken_ultrastar_file_names_its_line(text: str, match: str) -> None:
    with pytest.raises(AlignmentError, match=match):
        read("ultrastar", text)


# labels and tables


def test_labels_as_audacity_writes_them() -> None:
    text = "0.500000\t1.000000\tMary\n\\\t100.0\t200.0\n1,250000\t1,250000\thad\n1.750000\t1.75\t\n"
    assert words_of(read("audacity", text)) == [("Mary", 500, 1000), ("had", 1250, 1750)]
    song = read("audacity", "3.0\t3.0\tand so on\n0.0\t0.0\tMary had\n")
    assert lines_of(song) == [("Mary had", 0, 2000), ("and so on", 3000, 6000)]
    assert all(word.guessed for word in song.words())
    with pytest.raises(AlignmentError, match=r"line 2 of the label file is no label"):
        read("audacity", "0.0\t1.0\ta\nb\n")


def test_tables_from_elsewhere() -> None:
    assert words_of(read("csv", "Start;End;Word\n0,5;1,0;Mary\n1,0;1,5;had\n")) == [
        *(("Mary", 500, 1000), ("had", 1000, 1500)),
    ]
    song = read("csv", 'onset\toffset\ttext\n0.5\t2.5\t"Mary had"\n3\t4\tlamb\n')
    assert lines_of(song) == [("Mary had", 500, 2500), ("lamb", 3000, 4000)]
    assert words_of(read("csv", "time,word\n1,a\n2,b\n")) == [("a", 1000, 2000), ("b", 2000, 3000)]
    with pytest.raises(AlignmentError, match="no column `start`"):
        read("csv", "a,b\n1,2\n")
    with pytest.raises(AlignmentError, match=r"line 2 of the CSV cannot be meant: 'soon'"):
        read("csv", "start,end,text\nsoon,2,a\n")


def test_gentle_csv_as_gentle_writes_it() -> None:
    text = 'let,let,10.099999,10.319999000000001\r\n29,<unk>,25.54,26.24\r\n"i\'ve",,,\r\n'
    song = read("gentle-csv", text)
    assert words_of(song) == [("let", 10100, 10320), ("29", 25540, 26240), ("i've", None, None)]
    assert [word.sung for word in song.words()] == ["let", "29", "i've"]
    with pytest.raises(AlignmentError, match=r"line 2 of the Gentle CSV .* has 1 fields"):
        read("gentle-csv", "let,let,10.1,10.3\r\nme\r\n")


# aligners and recognisers


def test_mfa_csv_with_two_speakers() -> None:
    text = """Begin,End,Label,Type,Speaker
0.0,0.5,hey,words,anna
0.5,0.6,<eps>,words,anna
0.0,0.2,HH,phones,anna
0.2,0.5,EY1,phones,anna
0.4,1.0,you,words,ben
0.4,0.6,j,phones,ben
0.6,1.0,ʉː,phones,ben
"""
    song = read("mfa-csv", text)
    assert [(line.singer, line.text, line.span) for line in song.lines] == [
        ("anna", "hey", Span(Ms(0), Ms(500))),
        ("ben", "you", Span(Ms(400), Ms(1000))),
    ]
    assert [(p.label, p.stress) for p in next(song.words()).phones] == [("HH", None), ("EY", 1)]
    assert list(song.words())[1].phones[0].label == "Y"


WORDS = [
    {"word": " Hel", "start": 0.5, "end": 0.8, "probability": 0.5},
    {"word": "lo,", "start": 0.8, "end": 1.0, "probability": 0.7},
    {"word": " 58.", "start": None},
    {"word": " you", "start": 1.5, "end": 1.5, "score": 0.25},
]


def test_whisper_with_words() -> None:
    song = read("whisper-json", json.dumps({"text": "", "segments": [{"words": WORDS}]}))
    assert words_of(song) == [("Hello,", 500, 1000), ("58.", None, None), ("you", 1499, 1500)]
    assert [word.confidence for word in song.words()] == [0.5, None, 0.25]


def test_whisper_without_words_times_lines_only() -> None:
    segment = {"start": 1, "end": 3, "text": " Hello you ♪", "speaker": "SPEAKER_01"}
    song = read("whisper-json", json.dumps({"segments": [segment]}))
    assert lines_of(song) == [("Hello you", 1000, 3000)]
    assert song.lines[0].singer == "SPEAKER_01"
    assert all(word.guessed for word in song.words())


def test_relatives_of_whisper() -> None:
    cpp = {"transcription": [{"offsets": {"from": 100, "to": 900}, "text": " Hello you"}]}
    assert lines_of(read("whisper-json", json.dumps(cpp))) == [("Hello you", 100, 900)]
    loose = {"word_segments": [{"word": "a", "start": 0, "end": 1}, {"word": "1."}]}
    assert words_of(read("whisper-json", json.dumps(loose))) == [("a", 0, 1000), ("1.", None, None)]
    with pytest.raises(AlignmentError, match="segment 1 of the Whisper JSON has an impossible"):
        read("whisper-json", '{"segments": [{"start": 1e99, "end": 2, "text": "a"}]}')


# TTML


APPLE = """<tt xmlns="http://www.w3.org/ns/ttml"
 xmlns:itunes="http://itunes.apple.com/lyric-ttml-extensions"
 xmlns:ttm="http://www.w3.org/ns/ttml#metadata" itunes:timing="Word"><head><metadata>
 <ttm:agent type="person" xml:id="v1"/><ttm:agent type="group" xml:id="v2"/></metadata></head>
 <body dur="1:00.5"><div begin="1.5" itunes:songPart="Verse"><p begin="1.500" end="4"
 ttm:agent="v1"><span begin="1.500" end="1.9">Hel</span><span begin="1.9" end="2.5">lo</span> <span
 begin="2.5" end="3">you</span> <span ttm:role="x-bg"><span begin="3" end="3.5">(ooh)</span></span
 ><span ttm:role="x-translation">Bonjour</span></p><p begin="5s" end="6s" ttm:agent="v2">all of
 us</p></div></body></tt>"""


def test_ttml_as_apple_has_it() -> None:
    song = read("ttml", APPLE)
    assert words_of(song)[:3] == [("Hello", 1500, 2500), ("you", 2500, 3000), ("(ooh)", 3000, 3500)]
    assert [(ln.text, ln.singer, ln.background, ln.section) for ln in song.lines] == [
        ("Hello you", "v1", False, "Verse"),
        ("(ooh)", "v1", True, "Verse"),
        ("all of us", "v2", False, "Verse"),
    ]
    assert song.duration == 60_500
    assert [word.guessed for word in song.words()] == [False, False, False, True, True, True]


def test_ttml_of_the_w3c_counts_from_what_holds_it() -> None:
    text = """<tt xmlns="http://www.w3.org/ns/ttml" xmlns:p="http://www.w3.org/ns/ttml#parameter"
 p:frameRate="25" p:tickRate="1000"><body><div begin="10s"><p begin="500ms" dur="2s">
 <span begin="0s" end="1s">one</span><br/><span begin="00:00:01:05" end="1500t">two</span></p>
 </div></body></tt>"""
    assert words_of(read("ttml", text)) == [("one", 10500, 11500), ("two", 11700, 12000)]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("<tt><body></tt>", r"line 1 of the TTML is no XML"),
        ("<html/>", "begins with <html>"),
        ('<tt><body><p begin="soon">a</p></body></tt>', "impossible time: 'soon'"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><tt><body><p begin="1s">&b;</p></body></tt>', "safely"),
        ("<tt><body>" + "<div>" * 100 + "</div>" * 100 + "</body></tt>", "nested too deeply"),
    ],
)
def test_a_broken_ttml_is_refused(text: str, match: str) -> None:
    with pytest.raises(AlignmentError, match=match):
        read("ttml", text)


# other readers on our files


@given(songs("ass"))
@settings(max_examples=25)
def test_pysubs2_reads_our_ass(song: Alignment) -> None:
    subs = pysubs2.SSAFile.from_string(writable()["ass"](song), format_="ass")
    assert set(subs.styles) == {"Lead", "Background"}
    ours = sorted(lines_of(song), key=lambda row: row[1] or 0)
    assert [(e.plaintext.replace("\u00a0", " "), e.start, e.end) for e in subs] == ours


@given(songs("srt"))
@settings(max_examples=25)
def test_pysubs2_reads_our_srt(song: Alignment) -> None:
    subs = pysubs2.SSAFile.from_string(writable()["srt"](song), format_="srt")
    ours = sorted(lines_of(song), key=lambda row: row[1] or 0)
    assert [(e.start, e.end) for e in subs] == [(start, end) for _, start, end in ours]


@given(songs("vtt"))
@settings(max_examples=25)
def test_webvtt_py_reads_our_webvtt(song: Alignment) -> None:
    captions = webvtt.from_string(writable()["vtt"](song)).captions
    ours = sorted(lines_of(song), key=lambda row: row[1] or 0)
    assert [caption.start for caption in captions] == [as_clock(start or 0) for _, start, _ in ours]
    assert [caption.end for caption in captions] == [as_clock(end or 0) for _, _, end in ours]


@pytest.mark.parametrize("name", ["lrc", "vtt", "ass", "ttml", "ultrastar", "csv", "textgrid"])
def test_a_word_with_a_blank_in_it_comes_back_in_one_piece(name: str) -> None:
    word = Word("a b", as_sung("a b"), (0, 3), Span(Ms(0), Ms(500)))
    song = Alignment((Line((word,)),), Ms(500), "a b")
    got = readable()[name](writable()[name](song).encode(), Ms(500))
    assert [w.text for w in got.words()] == ["a b"]
