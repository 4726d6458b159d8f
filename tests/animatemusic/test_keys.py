"""What is kept is found again by everything that made it, and by nothing else.

For every argument of ``align`` and every field of ``Look`` there are two values here, or a reason
why it makes no difference. A new one fails these tests until it is told.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import sample_songs
from aligner.alignment import Alignment, Line, Word
from aligner.formats import own_json
from aligner.gentle_request import GentleOptions
from aligner.gentle_words import Heard
from aligner.pins import Anchor
from animatemusic import pipeline
from animatemusic.aligners import AlignerOptions
from animatemusic.cache import AlignmentCache
from animatemusic.known_times import GivenTimes
from animatemusic.recipes import FilmRecipe
from media_core.audio import Audio, load_audio
from media_core.encode import Coding
from media_core.timeline import Ms, Span
from render.film import Look
from render.making import Making, coding_of
from tests.animatemusic.command import tone, write_wav
from visemes.track import MouthTrack

SHEET = "Paper boat, paper moon\n"
WORDS = ("Paper", "boat,", "paper", "moon")
ENOUGH = 2.0
"""Seconds of the songs."""


def answer(*, locked: bool = False, late: int = 0, duration: int = 2000) -> Alignment:
    """When the words of the sheet are sung."""
    words, at = [], 0
    for i, text in enumerate(WORDS):
        span = Span(Ms(100 + 300 * i + late), Ms(350 + 300 * i + late))
        sung = text.lower().strip(",")
        words.append(Word(text, sung, (at, at + len(text)), span, locked=locked))
        at += len(text) + 1
    return Alignment((Line(tuple(words)),), Ms(duration), SHEET)


@dataclass
class Asked:
    """What reached the aligners, and under which name it would be kept."""

    keys: list[str] = field(default_factory=list)
    engine: list[str] = field(default_factory=list)


class Kept(AlignmentCache):
    """A cache that knows no answer yet, and hears every name."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def get(self, key: str) -> Alignment | None:
        self.asked.keys.append(key)
        return None

    def put(self, key: str, alignment: Alignment) -> None:
        assert self.asked.keys[-1] == key

    def answers(self, song: Audio, text: str) -> list[Alignment]:
        return []

    def remember(self, song: Audio, found: Alignment) -> None:
        """Nothing was corrected here."""


@contextmanager
def listening(patch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """Aligners that only write down what they are asked."""
    asked = Asked()

    class Says:
        def __init__(self, lexicon: object = None, **how: object) -> None:
            asked.engine.append(f"pronouncer {lexicon} {how}")

        def pronounce(self, word: str) -> tuple[tuple[str, ...], ...]:
            return (("M", "UW", "N"),)

    class Sphinx:
        def __init__(self, pronounce: object, *, progress: object, **how: object) -> None:
            asked.engine.append(f"sphinx {how}")

        def align(self, audio: Audio, lyrics: object, pins: object) -> Alignment:
            asked.engine.append(f"{audio.duration} {audio.samples.sum()} {lyrics} {pins}")
            return answer()

    class Gentle:
        def __init__(self, url: str, *, progress: object, options: object) -> None:
            asked.engine.append(f"gentle {url} {options}")

        def hear(self, audio: Audio, lyrics: object) -> Heard:
            asked.engine.append(f"{audio.duration} {lyrics}")
            return Heard(answer(), frozenset())

    with patch.context() as patched:
        patched.setattr("animatemusic.pipeline.Pronouncer", Says)
        patched.setattr("aligner.sphinx.aligner.SphinxAligner", Sphinx)
        patched.setattr("aligner.gentle.GentleAligner", Gentle)
        patched.delenv("GENTLE_URL", raising=False)
        yield asked


SONG, OTHER, LYRICS = Path("song.wav"), Path("other.wav"), Path("lyrics.txt")
ANCHOR = (Anchor(Ms(100), "Paper boat"),)

ARGUMENTS: Mapping[str, tuple[Any, Any]] = {
    "song": (SONG, OTHER),
    "lyrics": (LYRICS, Path("shouted.txt")),
    "vocals": (None, OTHER),
    "kind": ("song", "speech"),
    "lexicon": (None, Path("lexicon.txt")),
    "language": ("en", "de"),
    "anchors": ((), ANCHOR),
    "anchors_file": (None, Path("times.json")),
    "keep": (None, Path("kept.json")),
    "encoding": ("cp1251", "koi8-r"),
    "tier": ("words", "other"),
}
"""Arguments that change what the built-in aligner answers."""

BESIDES: Mapping[str, dict[str, Any]] = {
    "encoding": {"lyrics": Path("mixed.txt"), "anchors_file": Path("mixed.lrc")},
    "tier": {"keep": Path("tiers.TextGrid")},
}
"""What is asked besides, for arguments about how a file is read."""

TIERS = (
    'File type = "ooTextFile"\nObject class = "TextGrid"\n0 2 <exists> 2\n'
    '"IntervalTier" "words" 0 2 2 0 0.5 "Paper" 0.5 2 "boat"\n'
    '"IntervalTier" "other" 0 2 3 0 0.5 "" 0.5 1 "Paper" 1 2 "boat"\n'
)

UNKEPT: Mapping[str, tuple[Any, Any]] = {
    "aligner": ("gentle", "sphinx"),
    "gentle_url": ("http://localhost:1", "http://localhost:2"),
    "gentle": (GentleOptions(), GentleOptions(conservative=True)),
}
"""Arguments about Gentle, whose answers are not kept."""

NO_DIFFERENCE = {
    "cache": "where answers are kept",
    "notice": "only told",
    "progress": "only told",
}


@pytest.fixture
def song_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All files that the arguments name, in the current folder."""
    monkeypatch.chdir(tmp_path)
    write_wav(SONG, tone(ENOUGH), 16_000)
    write_wav(OTHER, tone(ENOUGH) // 2, 16_000)
    LYRICS.write_text(SHEET)
    Path("shouted.txt").write_text(SHEET.upper())
    Path("mixed.txt").write_text("Paper boat\nЛуна плывёт\n", "utf-8")
    timed = "[00:00.20]Paper boat\n[00:01.00]Луна плывёт\n"
    Path("mixed.lrc").write_bytes(timed.encode("cp1251"))
    Path("tiers.TextGrid").write_text(TIERS)
    Path("lexicon.txt").write_text("moon  M AO N\n")
    Path("times.json").write_text(own_json.write(answer()))
    Path("kept.json").write_text(own_json.write(answer(locked=True, late=40)))
    return tmp_path


def names_of(value: type) -> set[str]:
    return {one.name for one in fields(value)}


def test_every_argument_of_align_is_told_here() -> None:
    told = {*ARGUMENTS, *UNKEPT, *NO_DIFFERENCE, "ctc_model"}
    plain = set(inspect.signature(pipeline.align).parameters) - {"options", "known"}
    assert plain | names_of(AlignerOptions) | names_of(GivenTimes) == told


def bundled(how: dict[str, Any]) -> dict[str, Any]:
    """Arguments of ``align``, those that travel in values of their own put into them."""
    for name, value in (("options", AlignerOptions), ("known", GivenTimes)):
        own = {key: how.pop(key) for key in names_of(value) & set(how)}
        how[name] = value(**own)
    return how


def asked_with(patch: pytest.MonkeyPatch, **how: Any) -> Asked:
    with listening(patch) as asked:
        song, lyrics = how.pop("song", SONG), how.pop("lyrics", LYRICS)
        pipeline.align(song, lyrics, cache=Kept(asked), **bundled(how))
    return asked


@pytest.mark.parametrize("name", ARGUMENTS)
def test_an_argument_of_align_reaches_the_aligner_and_the_name_of_its_answer(
    name: str, song_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again, other = (
        asked_with(monkeypatch, **{name: value}, **BESIDES.get(name, {}))
        for value in (ARGUMENTS[name][0], *ARGUMENTS[name])
    )
    assert first == again
    assert len(first.keys) == len(other.keys) == 1
    assert first.keys != other.keys
    assert first.engine != other.engine


@pytest.mark.parametrize("name", UNKEPT)
def test_what_is_asked_of_gentle_reaches_it_and_is_not_kept(
    name: str, song_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, other = (
        asked_with(monkeypatch, **{"aligner": "gentle"} | {name: value}) for value in UNKEPT[name]
    )
    assert first.keys == []
    assert first.engine != other.engine


def test_a_part_of_a_song_is_another_song(
    song_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rising = np.arange(40_000, dtype=np.int16)
    whole = Audio(rising[:, None], 16_000, (rising / 32768).astype(np.float32), SONG)
    names = {
        asked_with(monkeypatch, song=part).keys[0]
        for part in (whole.part(Ms(0), Ms(2000)), whole.part(Ms(500), Ms(2500)))
    }
    assert len(names) == 2


# What a look changes.

SQUARES = Path(__file__).parents[1] / "render" / "text" / "two_squares.ttf"
"""A font with other measures than ours."""

SMALL = Look((320, 180), Fraction(30))
MOMENTS = (0.5, 2.0, 6.15, 6.9, 9.9)
"""Seconds that are drawn: before the words, in them, and after."""


def sung() -> Alignment:
    """A song of ten seconds whose words begin after six."""
    return answer(late=6000, duration=10_000)


def picture(name: str, colour: str) -> bytes:
    Image.new("RGB", (64, 48), colour).save(name)
    return Path(name).read_bytes()


Pair = tuple[Look, Look]


def on_picture(**other: Any) -> Pair:
    base = replace(SMALL, background="half.png", background_fit="fill")
    return base, replace(base, **other)


def differing(base: Look, **other: Any) -> Pair:
    return base, replace(base, **other)


LOOKS: Mapping[str, Callable[[], Pair]] = {
    "size": lambda: differing(SMALL, size=(180, 320)),
    "fps": lambda: differing(SMALL, fps=Fraction(25)),
    "background": lambda: differing(SMALL, background="navy"),
    "background_fit": lambda: on_picture(background_fit="fit"),
    "ken_burns": lambda: on_picture(ken_burns=True),
    "cover": lambda: differing(
        replace(SMALL, background="cover", cover=picture("red.png", "red")),
        cover=picture("blue.png", "blue"),
    ),
    "visuals": lambda: differing(SMALL, visuals=("pulse",)),
    "bpm": lambda: differing(replace(SMALL, visuals=("pulse",)), bpm=133.0),
    "captions": lambda: differing(SMALL, captions=False),
    "sway": lambda: differing(SMALL, sway=0.0),
    "seed": lambda: differing(SMALL, seed=1),
    "mouth_at": lambda: differing(SMALL, mouth_at=(100.0, 60.0, 40.0)),
    "caption_style": lambda: differing(SMALL, caption_style="big-word"),
    "font": lambda: differing(SMALL, font=str(SQUARES)),
    "safe_area": lambda: differing(replace(SMALL, size=(180, 320)), safe_area="tiktok"),
    "only": lambda: differing(SMALL, only="lyrics"),
    "clock": lambda: differing(SMALL, clock=True),
    "loop": lambda: differing(SMALL, loop=True),
    "title": lambda: differing(SMALL, title="Paper Moon"),
    "artist": lambda: differing(replace(SMALL, title="Paper Moon"), artist="Juno"),
    "credits": lambda: differing(SMALL, credits=("Words by Juno",)),
}


@pytest.fixture(scope="module")
def beaten() -> Audio:
    """Ten seconds with a beat."""
    whole = load_audio(sample_songs.path() / "song.ogg")
    return whole.part(Ms(3000), Ms(13_000))


def test_every_field_of_a_look_is_told_here() -> None:
    assert set(LOOKS) == {one.name for one in fields(Look)}


@pytest.mark.parametrize("name", LOOKS)
def test_a_field_of_a_look_changes_the_picture_and_the_name_of_its_parts(
    name: str, beaten: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    half = Image.new("RGB", (64, 64), "red")
    half.paste("blue", (0, 0, 30, 40))
    half.save("half.png")
    first, other = LOOKS[name]()
    assert keys_with(first, beaten) != keys_with(other, beaten)
    assert drawn(first, beaten) != drawn(other, beaten)


@lru_cache  # most begin with the same look
def drawn(look: Look, song: Audio) -> list[str]:
    """Some pictures of a film."""
    film = pipeline.film_of(song, sung(), JUNO, look)
    return [sha256(film.rgba(int(moment * film.fps)).data).hexdigest() for moment in MOMENTS]


JUNO = pipeline.rig_source("juno")


@lru_cache
def mouths() -> MouthTrack:
    return pipeline.animate(sung())


@lru_cache
def coding() -> Coding:
    return coding_of(FilmRecipe(sung(), mouths(), JUNO, SMALL)(), Making("mp4"))


@lru_cache
def keys_with(look: Look, song: Audio) -> str:
    """The names of the parts, told by nothing but the look: the encoding is always the same."""
    film = pipeline.film_of(song, sung(), JUNO, look)
    made_with = FilmRecipe(sung(), mouths(), JUNO, look).made_with(coding())
    return made_with + film.shown(0, film.count)


def test_another_painter_paints_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = FilmRecipe(sung(), mouths(), JUNO, SMALL)
    names = {recipe.made_with(coding())}
    for changed in ("code_of", "versions_of"):
        with monkeypatch.context() as patched:
            patched.setattr(f"animatemusic.recipes.{changed}", lambda *names: "changed")
            names.add(recipe.made_with(coding()))
    assert len(names) == 3
