"""The public face: what it holds, and that the example in its documentation works."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest

import animatemusic
from animatemusic import (
    AnimateMusicError,
    AudioError,
    InputError,
    Look,
    LyricsError,
    Ms,
    OutputError,
    RigError,
    Span,
    pipeline,
    refining,
)
from media_core.encode import Coding
from media_core.outputs import output_for
from render.making import Making, make_video
from wav2lip_refine.refine import refine

PUBLIC = [
    *("AlignerError", "AlignerUnavailableError", "Alignment", "AlignmentError"),
    *("AnimateMusicError", "Audio", "AudioError", "Cue", "Film", "InputError", "Line", "Look"),
    *("Lyrics", "LyricsError", "MouthTrack", "Ms", "OutputError", "Phone", "Pose", "Rendered"),
    *("Rig", "RigError", "Span", "Timeline", "Timing", "VisemeSet", "Word", "align", "animate"),
    *("load_audio", "load_rig", "load_set", "parse_lyrics", "read_lyrics", "read_timing", "render"),
]


def test_the_public_names_are_these() -> None:
    assert animatemusic.__all__ == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    thing = getattr(animatemusic, name)
    doc = inspect.getdoc(thing)
    assert doc
    assert not doc.startswith(f"{name}("), "the docstring that dataclass makes says nothing"


@pytest.mark.parametrize("name", [name for name in PUBLIC if name.endswith("Error")])
def test_every_error_is_one_of_ours_and_survives_pickling(name: str) -> None:
    kind = getattr(animatemusic, name)
    error = kind("the song is silent", hint="export it again")
    assert isinstance(error, AnimateMusicError)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.hint) == (kind, "the song is silent", "export it again")


def test_what_is_written_is_called_path_and_format_wherever_it_is_handed_on() -> None:
    wanted: dict[Callable[..., Any], set[str]] = {
        animatemusic.render: {"path", "format"},
        pipeline.check_look: {"format"},
        refining.run: {"path"},
        refine: {"path"},
        output_for: {"path", "format"},
        make_video: {"path"},
        Making: {"format"},
        Coding: {"format"},
    }
    for function, names in wanted.items():
        there = set(inspect.signature(function).parameters)
        assert names <= there
        assert not {"out", "target", "kind", "name", "file"} & there


def test_a_song_becomes_a_video_in_four_calls(folder: Path) -> None:
    alignment = animatemusic.align(folder / "song.wav", folder / "lyrics.txt")
    track = animatemusic.animate(alignment)
    assert [word.text for word in alignment.words()] == ["Paper", "boat,", "paper", "moon,"]
    assert track.cues.span == Span(Ms(0), alignment.duration)
    rig = animatemusic.load_rig("rocco")
    stages: list[tuple[str, float]] = []
    done = animatemusic.render(
        folder / "song.wav",
        alignment,
        folder / "film.mp4",
        rig=rig,
        look=Look(size=(320, 180)),
        span=Span(Ms(1000), Ms(2000)),
        progress=lambda stage, share: stages.append((stage, share)),
    )
    assert (done.path, done.frames, done.missing) == (folder / "film.mp4", 30, "")
    assert done.volume is not None
    assert stages[0] == ("Rendering", 0.0)
    assert stages[-1] == ("Rendering", 1.0)
    with av.open(str(done.path)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 30


def test_what_is_loaded_already_may_be_handed_in(folder: Path) -> None:
    audio = animatemusic.load_audio(folder / "song.wav")
    lyrics = animatemusic.read_lyrics(folder / "lyrics.txt")
    from_values = animatemusic.align(audio, lyrics, aligner="sphinx")
    assert from_values == animatemusic.align(folder / "song.wav", folder / "lyrics.txt")
    assert from_values.duration == audio.duration
    assert from_values.transcript == lyrics.text


def test_every_timed_word_of_a_file_has_phones(folder: Path) -> None:
    (folder / "bare.json").write_text(
        '{"words": [{"word": "moon", "case": "success", "start": 1, "end": 2}]}'
    )
    (word,) = animatemusic.read_timing(folder / "bare.json").words()
    assert [phone.label for phone in word.phones] == ["M", "UW", "N"]
    assert word.phones[-1].span.end == 2000


def test_errors_are_raised_not_printed(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    alignment = animatemusic.read_timing(folder / "times.json")
    with pytest.raises(AudioError, match=r"none\.wav"):
        animatemusic.align(folder / "none.wav", folder / "lyrics.txt")
    with pytest.raises(LyricsError, match=r"none\.txt"):
        animatemusic.align(folder / "song.wav", folder / "none.txt")
    with pytest.raises(LyricsError, match=r"song\.wav: the lyrics are too long"):
        animatemusic.align(folder / "song.wav", animatemusic.parse_lyrics("paper moon\n" * 99))
    with pytest.raises(InputError, match="no rig nobody"):
        animatemusic.load_rig("nobody")
    with pytest.raises(RigError, match="no drawing in the folder"):
        animatemusic.load_rig(folder)
    with pytest.raises(OutputError, match="no suffix that says what to write"):
        animatemusic.render(folder / "song.wav", alignment, folder / "film.avi")
    with pytest.raises(InputError, match="picture"):
        animatemusic.render(
            folder / "song.wav", alignment, folder / "f.mp4", look=Look(background="no.png")
        )
    assert capfd.readouterr() == ("", "")
    assert not list(folder.glob("*.mp4"))
