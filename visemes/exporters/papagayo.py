"""Papagayo's ``.pgo`` projects (Lost Marble, version 1 of the format).

Plain lines, indented with tabs: header, path of the sound, frames a second, frames in all, number
of voices; of each voice its name, its text (``|`` between lines), the number of its phrases; of
each phrase its text, first and last frame, number of words; of each word a line ``text start end
n`` and ``n`` lines ``frame shape``. Frames are counted from 0. xLights reads these files, too.
"""

from __future__ import annotations

from visemes.exporters.escaping import one_line, path_line
from visemes.exporters.frames import shapes_by_frame
from visemes.exporters.papagayo_tree import Phrase, phrases, whole_rate
from visemes.exporters.performance import Performance


def write(song: Performance) -> str:
    """One voice with a phrase for each line of the lyric.

    Raises:
        InputError: the frame rate is not a whole number.
    """
    spoken = phrases(song)
    lines = [
        "lipsync version 1",
        path_line(song.sound),
        str(whole_rate(song.fps)),
        str(len(shapes_by_frame(song.track, song.fps))),
        "1",
        "\t" + one_line(song.options["name"]),
        "\t" + "|".join(phrase.text for phrase in spoken),
        f"\t{len(spoken)}",
    ]
    for phrase in spoken:
        lines.extend(_phrase(phrase))
    return "\n".join(lines) + "\n"


def _phrase(phrase: Phrase) -> list[str]:
    lines = [phrase.text, str(phrase.start), str(phrase.end), str(len(phrase.words))]
    rows = [f"\t\t{line}" for line in lines]
    for word in phrase.words:
        rows.append(f"\t\t\t{word.text} {word.start} {word.end} {len(word.phones)}")
        rows.extend(f"\t\t\t\t{frame} {shape}" for frame, shape in word.phones)
    return rows
