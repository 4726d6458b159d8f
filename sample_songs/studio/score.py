"""The song as data: words, melody, chords and form, and nothing else.

"Paper Boat, Paper Moon" is a barcarolle: 6/8, D major, dotted quarter = 69 (a plain quarter would
be 103.5).  All times are in seconds; lengths of notes are counted in eighths.
"""

from dataclasses import dataclass

TITLE = "Paper Boat, Paper Moon"
DOTTED_QUARTERS_PER_MINUTE = 69
EIGHTH = 60 / DOTTED_QUARTERS_PER_MINUTE / 3
EIGHTHS_PER_BAR = 6
BAR = EIGHTHS_PER_BAR * EIGHTH


@dataclass(frozen=True, slots=True)
class Line:
    """One sung line, two bars long.

    ``melody`` is one ``pitch:eighths`` a syllable; ``-`` in place of the pitch is a rest.
    """

    text: str
    melody: str


@dataclass(frozen=True, slots=True)
class Verse:
    """A verse and the bar it begins in, counted from 0."""

    name: str
    first_bar: int
    lines: tuple[Line, ...]


# Intro 2 bars, verse 8, gap 3, verse 8, outro 1, in which the last chord rings.
VERSES = (
    Verse(
        "Verse 1",
        2,
        (
            Line("Paper boat, paper moon,", "A3:2 D4:1 F#4:3 E4:2 D4:1 B3:3"),
            Line("Float above the bay.", "A3:2 B3:1 D4:2 D4:1 E4:5 -:1"),
            Line("Puff of wind, hum a tune,", "D4:2 F#4:1 A4:3 G4:2 F#4:1 E4:3"),
            Line("Blow my clouds away.", "E4:2 F#4:1 E4:2 C#4:1 D4:5 -:1"),
        ),
    ),
    Verse(
        "Verse 2",
        13,
        (
            Line("Bubbles bob, bright and blue,", "A3:2 D4:1 F#4:3 E4:2 D4:1 B3:3"),
            Line("Far across the foam.", "A3:2 B3:1 D4:2 D4:1 E4:5 -:1"),
            Line("Five small fish follow you", "D4:2 F#4:1 A4:3 G4:2 F#4:1 E4:3"),
            Line("All the way back home.", "E4:2 G4:1 E4:2 C#4:1 D4:6"),
        ),
    ),
)

# ARPAbet as in the CMU Pronouncing Dictionary, without stress; a dot parts the syllables.
PRONUNCIATIONS = {
    "a": "ah",
    "above": "ah . b ah v",
    "across": "ah . k r ao s",
    "all": "ao l",
    "and": "ae n d",
    "away": "ah . w ey",
    "back": "b ae k",
    "bay": "b ey",
    "blow": "b l ow",
    "blue": "b l uw",
    "boat": "b ow t",
    "bob": "b aa b",
    "bright": "b r ay t",
    "bubbles": "b ah . b ah l z",
    "clouds": "k l aw d z",
    "far": "f aa r",
    "fish": "f ih sh",
    "five": "f ay v",
    "float": "f l ow t",
    "foam": "f ow m",
    "follow": "f aa . l ow",
    "home": "hh ow m",
    "hum": "hh ah m",
    "moon": "m uw n",
    "my": "m ay",
    "of": "ah v",
    "paper": "p ey . p er",
    "puff": "p ah f",
    "small": "s m ao l",
    "the": "dh ah",
    "tune": "t uw n",
    "way": "w ey",
    "wind": "w ih n d",
    "you": "y uw",
}

# One chord a bar, lowest note first: the first note is the bass's root.
D = ("D2", "A2", "D3", "F#3", "A3")
G = ("G2", "B2", "D3", "G3", "B3")
A = ("A2", "E3", "A3", "C#4", "E4")
A7 = ("A2", "E3", "G3", "C#4", "E4")
B_MINOR_7 = ("B2", "F#3", "A3", "D4", "F#4")
E_MINOR_7 = ("E2", "B2", "E3", "G3", "D4")

_VERSE_CHORDS = (D, G, D, A, B_MINOR_7, E_MINOR_7, A7, D)
CHORDS = (D, A7, *_VERSE_CHORDS, G, E_MINOR_7, A7, *_VERSE_CHORDS, D)

# What the music box plays where nobody sings: (first bar, melody).
MUSIC_BOX = (
    (0, "F#5:2 E5:1 D5:3 E5:2 C#5:1 A4:3"),
    (10, "D5:2 B4:1 G5:2 F#5:1 E5:2 D5:1 B4:3 C#5:2 E5:1 A5:3"),
    (21, "D5:1 F#5:1 A5:1 D6:3"),
)

BARS = len(CHORDS)
RING = 0.9  # seconds the last chord may ring on after the last bar


def frequency(pitch: str) -> float:
    """Return the frequency of a pitch name, in hertz; equal temperament, A4 = 440 Hz.

    >>> frequency("A4")
    440.0
    """
    name, octave = pitch[:-1], int(pitch[-1])
    semitone = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[name[0]] + name.count("#")
    return float(440 * 2 ** ((12 * (octave - 4) + semitone - 9) / 12))


def notes(melody: str, start: float) -> list[tuple[float, float, float]]:
    """Return ``(onset, end, frequency)`` of each note of a melody that begins at ``start``.

    Rests take their time and give nothing.
    """
    found = []
    for item in melody.split():
        pitch, eighths = item.split(":")
        end = start + int(eighths) * EIGHTH
        if pitch != "-":
            found.append((start, end, frequency(pitch)))
        start = end
    return found


def bars_and_lines() -> list[tuple[int, Line]]:
    """Return every line of the song with the bar in which it begins."""
    return [
        (verse.first_bar + 2 * i, line) for verse in VERSES for i, line in enumerate(verse.lines)
    ]


def transcript() -> str:
    """Return the lyric as the user gives it: headers in brackets, a blank line between verses."""
    return "\n".join(
        f"[{verse.name}]\n" + "".join(line.text + "\n" for line in verse.lines) for verse in VERSES
    )
