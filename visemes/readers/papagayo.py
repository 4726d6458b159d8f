"""Papagayo's and Papagayo-NG's projects, corrected by hand.

What is read: the phones of a voice, each a frame and a shape that stays until the next one. Where a
project has no ``rest`` of its own, as Papagayo makes them, the mouth rests after each phrase.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from media_core.errors import InputError
from visemes.readers.keys import Keys, damaged, keys_of, on_frame, rate

_SETS = {
    "preston_blair": "preston-blair",
    "cmu_39": "cmu-39",
    "fleming_dobbs": "fleming-dobbs",
    "rhubarb": "rhubarb",
}
"""Papagayo-NG's names of sets, and ours."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    end: int
    phones: tuple[tuple[int, str], ...]


def read_pgo(text: str, voice: str = "") -> Keys:
    """The mouths of a voice; the first one if none is named.

    Raises:
        InputError: it is damaged, or has no such voice.
    """
    lines = _Lines(text)
    if not lines.take().startswith("lipsync version"):
        raise damaged("it does not begin with `lipsync version`")
    lines.take()  # the sound
    fps, frames = rate(lines.take()), lines.number()
    voices: dict[str, list[_Phrase]] = {}
    for _ in range(lines.number()):
        name = lines.take()
        lines.take()  # the text
        voices.setdefault(name, [lines.phrase() for _ in range(lines.number())])
    return _keys(_chosen(voices, voice), frames, fps, "preston-blair")


class _Lines:
    """The lines of a ``.pgo``, one after another."""

    def __init__(self, text: str) -> None:
        self._lines = iter(text.splitlines())

    def take(self) -> str:
        line = next(self._lines, None)
        if line is None:
            raise damaged("it ends too early")
        return line.strip()

    def number(self) -> int:
        return _number(self.take())

    def phrase(self) -> _Phrase:
        self.take()
        self.take()
        end = self.number()
        phones = [phone for _ in range(self.number()) for phone in self._word()]
        return _Phrase(end, tuple(phones))

    def _word(self) -> Iterator[tuple[int, str]]:
        # A word may have blanks in itself if somebody edited it.
        *_, count = self.take().split() or [""]
        for _ in range(_number(count)):
            frame, _blank, shape = self.take().partition(" ")
            yield _number(frame), shape.strip()


def read_pg2(text: str, voice: str = "") -> Keys:
    """The mouths of a voice; the first one if none is named.

    Raises:
        InputError: it is damaged, or has no such voice.
    """
    try:
        project = json.loads(text)
        voices = {
            str(one["name"]): [
                _Phrase(
                    int(phrase["end_frame"]),
                    tuple(
                        (int(phone["frame"]), str(phone["text"]))
                        for word in phrase["words"]
                        for phone in word["phonemes"]
                    ),
                )
                for phrase in one["phrases"]
            ]
            for one in reversed(project["voices"])  # of equal names the first counts
        }
        fps, frames = rate(project["fps"]), int(project["sound_duration"])
        shapes = _SETS.get(str(project.get("phoneme_set", "")).lower(), "")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as err:
        raise damaged("it is not a project of Papagayo-NG") from err
    except OverflowError as err:
        raise damaged("its frames are outside of any song") from err
    return _keys(_chosen(dict(reversed(voices.items())), voice), frames, fps, shapes)


def _chosen(voices: dict[str, list[_Phrase]], name: str) -> list[_Phrase]:
    if not voices:
        raise damaged("it has no voices")
    if not name:
        return next(iter(voices.values()))
    if name not in voices:
        raise InputError(
            f"the project has no voice {name}", hint=f"its voices: {', '.join(voices)}"
        )
    return voices[name]


def _keys(phrases: Iterable[_Phrase], frames: int, fps: Fraction, shapes: str) -> Keys:
    spoken = list(phrases)
    phones = [phone for phrase in spoken for phone in phrase.phones]
    if not any(shape == "rest" for _, shape in phones):
        starts = {frame for frame, _ in phones}
        ends = {phrase.end + 1 for phrase in spoken if phrase.phones}
        phones += [(end, "rest") for end in ends if end not in starts and end < frames]
    phones.append((0, "rest"))
    phones.sort(key=lambda phone: phone[0])
    if len(phones) > 1 and phones[1][0] == 0:
        del phones[0]
    rows = [(on_frame(frame, fps), shape) for frame, shape in phones if frame < frames]
    return keys_of(rows, on_frame(frames, fps), shapes)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise damaged(f"{text[:40]!r} is not a number of frames")
    return int(text)
