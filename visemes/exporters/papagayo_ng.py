"""Papagayo-NG's ``.pg2`` projects: JSON with an indent of one blank.

Source: what the projects that Papagayo-NG saves look like; ``num_children`` counts all
descendants of a voice, ``sound_duration`` is in frames, frames are counted from 0.
"""

from __future__ import annotations

import json
from typing import Any

from visemes.exporters.escaping import one_line, whole_characters
from visemes.exporters.frames import shapes_by_frame
from visemes.exporters.papagayo_tree import Phrase, TreeWord, phrases, whole_rate
from visemes.exporters.performance import Performance


def write(song: Performance) -> str:
    """One voice with a phrase for each line of the lyric.

    Raises:
        InputError: the frame rate is not a whole number.
    """
    spoken = phrases(song)
    words = [word for phrase in spoken for word in phrase.words]
    phones = [shape for word in words for _, shape in word.phones]
    voice = {
        "name": one_line(song.options["name"]),
        "start_frame": spoken[0].start if spoken else 0,
        "end_frame": spoken[-1].end if spoken else 0,
        "text": "\n".join(phrase.text for phrase in spoken),
        "num_children": len(spoken) + len(words) + len(phones),
        "phrases": [_phrase(i, phrase) for i, phrase in enumerate(spoken)],
        "used_phonemes": list(dict.fromkeys(phones)),
    }
    project = {
        "version": 2,
        "sound_path": whole_characters(song.sound),
        "fps": whole_rate(song.fps),
        "sound_duration": len(shapes_by_frame(song.track, song.fps)),
        "num_voices": 1,
        "phoneme_set": "preston_blair",
        "voices": [voice],
    }
    return json.dumps(project, indent=1) + "\n"


def _phrase(number: int, phrase: Phrase) -> dict[str, Any]:
    return {
        "id": number,
        "text": phrase.text,
        "start_frame": phrase.start,
        "end_frame": phrase.end,
        "tags": [],
        "words": [_word(i, word) for i, word in enumerate(phrase.words)],
    }


def _word(number: int, word: TreeWord) -> dict[str, Any]:
    return {
        "id": number,
        "text": word.text,
        "start_frame": word.start,
        "end_frame": word.end,
        "tags": [],
        "phonemes": [
            {"id": i, "text": shape, "frame": frame, "tags": []}
            for i, (frame, shape) in enumerate(word.phones)
        ],
    }
