"""What is wrong with a film is known before it is drawn."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import animatemusic
from aligner.alignment import Alignment
from animatemusic.qc.checks import Plan, check_plan
from animatemusic.qc.filming import film_findings, mouth_box, mouth_findings
from animatemusic.qc.findings import CODES, Finding
from animatemusic.qc.listening import Heard, listened
from media_core.audio import open_audio
from media_core.timeline import Ms, Span
from render.film import Film, Look
from render.frame import Rect
from render.layout import Layout, layout
from render.presets import presets
from tests.animatemusic.command import tone, write_wav
from tests.animatemusic.qc.footage import lines

WORDS = lines(
    [("Paper", 3000, 3500), ("boat", 3500, 4000)],
    [("paper", 4500, 5000), ("moon", 5000, 6000)],
    duration=10_000,
)


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds of a tone, with nothing from 7 to 9 s."""
    path = tmp_path_factory.mktemp("film") / "song.wav"
    samples = tone(10)
    samples[7 * 16_000 : 9 * 16_000] = 0
    write_wav(path, np.repeat(samples[:, None], 2, axis=1) * np.int16(2), 16_000)
    return path


@pytest.fixture(scope="module")
def heard(song: Path) -> Heard:
    return listened(open_audio(song))


def found(song: Path, heard: Heard, plan: dict[str, object], **look: object) -> dict[str, Finding]:
    given = {"size": (640, 360), "fps": Fraction(10)} | look
    wanted = Plan(
        song=open_audio(song),
        words=plan.pop("words", WORDS),  # type: ignore[arg-type]
        rig=animatemusic.load_rig("juno"),
        look=Look(**given),  # type: ignore[arg-type]
        **plan,  # type: ignore[arg-type]
    )
    findings = check_plan(wanted, heard).findings
    assert {finding.code for finding in findings} <= set(CODES)
    return {finding.code: finding for finding in findings}


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (360, 360), (360, 450), (64, 64)])
@pytest.mark.parametrize("style", ["wipe", "big-word", "scroll"])
def test_our_own_layouts_are_clean(
    song: Path, heard: Heard, size: tuple[int, int], style: str
) -> None:
    assert found(song, heard, {}, size=size, caption_style=style) == {}


def test_captions_over_the_mouth_are_an_error_and_over_the_face_a_warning(
    song: Path, heard: Heard
) -> None:
    over = found(song, heard, {}, mouth_at=(320.0, 290.0, 60.0))
    assert over["text-over-mouth"].severity == "error"
    assert "text-over-face" not in over, "one is enough"
    # A cheek reaches into the captions, the lips do not.
    cheek = found(song, heard, {}, mouth_at=(150.0, 270.0, 100.0))
    assert set(cheek) == {"text-over-face"}
    assert cheek["text-over-face"].severity == "warning"
    assert cheek["text-over-face"].where in ("Paper boat", "paper moon")


def test_lyrics_alone_have_no_face(song: Path, heard: Heard) -> None:
    assert found(song, heard, {}, mouth_at=(320.0, 290.0, 60.0), only="lyrics") == {}


def test_a_platforms_buttons_and_the_edge_are_kept_clear(song: Path, heard: Heard) -> None:
    assert found(song, heard, {"preset": presets()["youtube"]}, safe_area="youtube") == {}
    rig = animatemusic.load_rig("juno")
    track = animatemusic.animate(WORDS, rig.set)
    film = Film(WORDS, track, rig, Look((640, 360), Fraction(10)))

    def outside(place: Layout, safe: Rect | None) -> list[tuple[str, str]]:
        told = film_findings(film, place, track, rig, WORDS, heard, None, safe)
        return [(finding.code, finding.severity) for finding in told]

    low = Rect(0, 0, 640, 280)
    assert outside(film.place, low) == [("text-outside-safe-area", "warning")]
    cut = replace(film.place, height=280)
    assert outside(cut, low) == [("text-outside-frame", "error")], "one is enough"


def test_characters_without_a_font_are_errors(song: Path, heard: Heard) -> None:
    odd = lines([("\ue123", 3000, 4000)], duration=10_000)
    glyphs = found(song, heard, {"words": odd})["missing-glyphs"]
    assert glyphs.severity == "error"
    assert "U+E123" in glyphs.text


def test_cards_without_time_are_said(song: Path, heard: Heard) -> None:
    soon = lines([("Paper", 300, 3500), ("boat", 3500, 9900)], duration=10_000)
    cards = {"title": "Paper Boat", "credits": ("words: somebody",)}
    assert "left-out-card" in found(song, heard, {"words": soon}, **cards)
    assert "left-out-card" not in found(song, heard, {}, **cards)


def test_a_mouth_that_moves_in_silence_is_found(song: Path, heard: Heard) -> None:
    late = Alignment((*WORDS.lines, *lines([("silent", 7300, 8600)]).lines), Ms(10_000))
    moving = found(song, heard, {"words": late})["mouth-in-silence"]
    assert moving.span is not None
    assert moving.span.start == pytest.approx(7300, abs=350)
    assert moving.span.end == pytest.approx(8600, abs=200)
    shown = found(song, heard, {"words": late, "span": Span(Ms(7000), Ms(9000))})
    part = shown["mouth-in-silence"].span
    assert part is not None
    assert part.start == moving.span.start - 7000, "times are those of the video"
    assert found(song, heard, {"words": late, "span": Span(Ms(2000), Ms(6500))}) == {}


def test_a_mouth_that_rests_in_silence_is_none(heard: Heard) -> None:
    rig = animatemusic.load_rig("juno")
    track = animatemusic.animate(WORDS, rig.set)
    assert list(mouth_findings(track, WORDS, heard)) == []


def test_a_rig_without_a_licence_is_noted(song: Path, heard: Heard) -> None:
    rig = animatemusic.load_rig("juno")
    bare: Any = copy(rig)
    bare.info = replace(rig.info, licence="")
    plan = Plan(open_audio(song), WORDS, bare, Look((640, 360), Fraction(10)))
    (finding,) = check_plan(plan, heard).findings
    assert (finding.code, finding.severity) == ("no-licence", "note")


def test_the_mouths_box_stands_where_the_mouth_is() -> None:
    rig = animatemusic.load_rig("juno")
    box = mouth_box(layout(640, 360, rig, mouth_at=(300.0, 150.0, 40.0)), rig)
    assert (box.left + box.right) / 2 == pytest.approx(300, abs=1)
    assert box.top < 150 < box.bottom
    assert box.right - box.left == pytest.approx(44, abs=1)
