"""Every option of ``align``, ``animate`` and ``refine`` does something.

The options come from click, so a new one fails here until it has a line below: two ways to give
it, or not to give it, that must not ask for the same. What is asked for is written down where the
work begins, so nothing is aligned, drawn or painted; that a field of a ``Look`` or an argument of
``align`` then makes a difference is told by ``test_keys.py``.
"""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import sample_rigs
from aligner.formats import read_alignment
from animatemusic.cli import cli, run
from animatemusic.pipeline import Rendered
from render.rigs import Rig, load_rig
from tests.animatemusic.command import tone, write_wav
from tests.animatemusic.test_acting import planted, write_faces

TIMED = "--alignment times.json"
STILL = "--still 0:01 -o a.png"
GENTLE = "--aligner gentle"

Ways = tuple[str, str]
"""Two command lines after the files, or two command lines that begin with ``=``: all of it."""

ALIGNING: Mapping[str, Ways] = {
    "aligner": ("", "--aligner sphinx"),
    "gentle_url": (GENTLE, f"{GENTLE} --gentle-url http://localhost:1"),
    "ctc_model": ("", "--ctc-model network"),
    "gentle_mode": (GENTLE, f"{GENTLE} --gentle-mode sync"),
    "disfluency": (GENTLE, f"{GENTLE} --disfluency"),
    "conservative": (GENTLE, f"{GENTLE} --conservative"),
    "gentle_timeout": (GENTLE, f"{GENTLE} --gentle-timeout 3"),
    "lexicon": ("", "--lexicon lexicon.txt"),
    "language": ("", "--language de"),
    "vocals": ("", "--vocals other.wav"),
    "kind": ("", "--kind speech"),
    "anchors": ("", '--anchor "0:01=Paper boat"'),
    "anchors_file": ("", "--anchors times.json"),
    "keep": ("", "--keep times.json"),
    "no_cache": ("", "--no-cache"),
}

READING: Mapping[str, Ways] = {
    "keep_all": ("=song.wav pasted.txt", "=song.wav pasted.txt --keep-all"),
    "encoding": ("=song.wav cyrillic.txt", "=song.wav cyrillic.txt --encoding koi8-r"),
}

ALIGN: Mapping[str, Ways] = {
    "song": ("=song.wav lyrics.txt", "=other.wav lyrics.txt"),
    "lyrics": ("=song.wav lyrics.txt", "=song.wav other.txt"),
    "output": ("", "-o a.json"),
    "format_name": ("", "--format lrc"),
    "times": ("", "--times display"),
    "shift": ("", "--shift 40"),
    "report": ("", "--report"),
    "listen": ("", "--listen clips"),
    **ALIGNING,
    **READING,
    "tier": ("--keep tiers.TextGrid", "--keep tiers.TextGrid --tier other"),
    "force": ("-o taken.json", "-o taken.json --force"),
    "quiet": ("", "-q"),
}

MOHO = "--mouth-from mouths.dat --mouth-fps"

ANIMATE: Mapping[str, Ways] = {
    "song": ("=song.wav lyrics.txt", "=other.wav lyrics.txt"),
    "lyrics": ("=song.wav lyrics.txt", "=song.wav other.txt"),
    "output": ("", "-o a.mp4"),
    "project": ("=", "=--project elsewhere"),
    "without": ("=--project elsewhere", "=--project elsewhere --without seed"),
    "sizes": ("", "--size 320x180"),
    "presets": ("--preset tiktok", "--preset tiktok square"),
    "form": ("", "--format webm"),
    "only": ("--format prores", "--format prores --only lyrics"),
    "preview": ("", "--preview"),
    "still_at": (STILL, "--still 0:02 -o a.png"),
    "contact_sheet": (STILL, "--contact-sheet -o a.png"),
    "thumbnail": (STILL, "--thumbnail -o a.png"),
    "jobs": ("", "--jobs 2"),
    "no_reuse": ("", "--no-reuse"),
    "title": ("", "--title Moon"),
    "artist": ("", "--artist Juno"),
    "ass": ("", "--ass"),
    "lrc": ("", "--lrc"),
    "rig_name": ("", "--rig rocco"),
    "mapped": ("--rig mouths", "--rig mouths --map A=IMG_0001"),
    "copy_sound": ("", "--copy-sound"),
    "trust": ("=--project strange", "=--project strange --trust"),
    "fps": ("", "--fps 25"),
    "background": ("", "--background navy"),
    "background_fit": ("--background cover.png", "--background cover.png --background-fit fit"),
    "ken_burns": ("--background cover.png", "--background cover.png --ken-burns"),
    "visuals": ("", "--visual pulse"),
    "bpm": ("--visual pulse", "--visual pulse --bpm 99"),
    "caption_style": ("", "--captions big-word"),
    "no_captions": ("", "--no-captions"),
    "font": ("", "--font letters.ttf"),
    "safe_area": ("", "--safe-area none"),
    "title_card": ("", "--title-card"),
    "credits_": ("", '--credit "Words by Juno"'),
    "no_sway": ("", "--no-sway"),
    "seed": ("", "--seed 1"),
    "alignment_file": ("", TIMED),
    "span": ("", "--range 0:01-0:02"),
    "refine_face": ("", "--refine cover.png"),
    "checkpoint": ("--refine cover.png", "--refine cover.png --checkpoint other.txt"),
    "face_data": ("", "--face-data faces.json"),
    "acting_file": ("", "--acting faces.json"),
    "acting_mouth": ("--acting faces.json", "--acting faces.json --acting-mouth"),
    "set_name": ("--rig mouths", "--rig mouths --set preston-blair"),
    "grid": ("--rig sheet.png --grid 3x3", "--rig sheet.png --grid 9x1"),
    "cut_out": ("--rig sheet.png", "--rig sheet.png --cut-out"),
    "face": ("--mouth-at 50,60,20", "--face cover.png --mouth-at 50,60,20"),
    "mouth_at": ("", "--mouth-at 500,400,90"),
    "mouth_style": ("", "--mouth-style mumble.toml"),
    "mouth_from": ("", "--mouth-from cues.json"),
    "mouth_fps": (f"{MOHO} 24", f"{MOHO} 12"),
    "mouth_set": ("--mouth-from cues.json", "--mouth-from cues.json --mouth-set toon-boom"),
    "voice": ("", "--voice lead"),
    **ALIGNING,
    **READING,
    "tier": ("--alignment tiers.TextGrid", "--alignment tiers.TextGrid --tier other"),
    "force": ("-o taken.mp4", "-o taken.mp4 --force"),
    "quiet": ("", "-q"),
}

BOX = "--box 10 60 10 60"

REFINE: Mapping[str, Ways] = {
    "face": ("=cover.png song.wav", "=other.png song.wav"),
    "song": ("=cover.png song.wav", "=cover.png other.wav"),
    "output": ("", "-o a.mp4"),
    "vocals": ("", "--vocals other.wav"),
    "alignment_file": ("", TIMED),
    "lyrics": ("", "--lyrics lyrics.txt"),
    "lines": ("--alignment two.lrc", "--alignment two.lrc --line-range 2"),
    "silent": ("", "--silent rest"),
    "span": ("", "--range 0:01-0:02"),
    "box": (BOX, "--box 10 60 10 61"),
    "faces_file": ("", "--faces faces.json"),
    "face_index": ("", "--face-index 1"),
    "face_at": ("", "--face-at 20 20"),
    "pads": ("", "--pads 0 9 0 0"),
    "no_smooth": ("", "--no-smooth"),
    "fps": ("", "--fps 24"),
    "resize_factor": ("", "--resize-factor 2"),
    "crop": ("", "--crop 0 40 0 40"),
    "rotate": ("", "--rotate 90"),
    "ends": ("", "--ends hold"),
    "no_colour_match": ("", "--no-colour-match"),
    "sharpen": ("", "--sharpen 1"),
    "sync_offset": ("", "--sync-offset -1"),
    "compat": ("", "--compat official"),
    "no_label": ("", "--no-label"),
    "certificate": ("--key a.pem --sign a.pem", "--key a.pem --sign b.pem"),
    "key": ("--sign a.pem --key a.pem", "--sign a.pem --key b.pem"),
    "checkpoint": ("", "--checkpoint other.txt"),
    "device": ("", "--device cpu"),
    "precision": ("", "--precision bf16"),
    "batch": ("", "--batch 3"),
    "s3fd": ("", "--s3fd other.txt"),
    "no_face_cache": ("", "--no-face-cache"),
    "keep_all": ("--lyrics pasted.txt", "--lyrics pasted.txt --keep-all"),
    "encoding": ("--lyrics cyrillic.txt", "--lyrics cyrillic.txt --encoding koi8-r"),
    "tier": ("--alignment tiers.TextGrid", "--alignment tiers.TextGrid --tier other"),
    "force": ("-o taken.mp4", "-o taken.mp4 --force"),
    "quiet": ("", "-q"),
}

NO_DIFFERENCE: Mapping[str, Mapping[str, str]] = {"align": {}, "animate": {}, "refine": {}}
"""Command -> option that may change nothing -> why."""

FILES = {"align": "song.wav lyrics.txt", "animate": "song.wav lyrics.txt", "refine": ""}
FILES["refine"] = "cover.png song.wav"
WAYS = {"align": ALIGN, "animate": ANIMATE, "refine": REFINE}


@pytest.mark.parametrize("command", WAYS)
def test_every_option_has_two_ways_or_a_reason(command: str) -> None:
    known = [str(param.name) for param in cli.commands[command].params]
    told = [*WAYS[command], *NO_DIFFERENCE[command]]
    assert sorted(told) == sorted(known)


@pytest.fixture
def asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The stages, which only write down what they are asked, and every file that options name."""
    found = read_alignment(folder / "times.json", None)
    write_files(folder)
    calls: list[Any] = []

    def stage(name: str, answer: Any = None) -> Any:
        def called(*positional: Any, **named: Any) -> Any:
            if "progress" in named:
                named["progress"]("Working", 1.0)
            for talk in ("progress", "notice", "licence", "tell"):
                named.pop(talk, None)
            if "cache" in named:
                named["cache"] = named["cache"] is not None
            calls.append((name, repr(positional), repr(sorted(named.items()))))
            return answer(*positional) if callable(answer) else answer

        return called

    done = stage("render", lambda song, times, out: Rendered(out, 1, "", None))
    for place, standin in {
        "animatemusic.pipeline.align": stage("align", found),
        "animatemusic.pipeline.check_look": stage("check"),
        "animatemusic.recipes.load_rig_from": lambda *where: juno(),
        "animatemusic.pipeline.completed": stage("completed", lambda times, song: times),
        "animatemusic.pipeline.render": done,
        "animatemusic.pipeline.film_of": stage("film", lambda *made: FakeFilm()),
        "animatemusic.commands.results.contact_sheet": stage("contact sheet"),
        "animatemusic.commands.results.write_picture": stage("write picture"),
        "animatemusic.commands.results.write_still": stage("write still"),
        "animatemusic.commands.results._beside": stage("beside"),
        "animatemusic.commands.animate.refine_sung": stage("refine"),
        "animatemusic.commands.animate.tell": stage("tell"),
        "animatemusic.commands.real_face.need_torch": lambda what: None,
        "animatemusic.commands.refine.need_torch": lambda what: None,
        "animatemusic.refining.run": stage("refine"),
        "animatemusic.commands.refine.tell": stage("tell"),
    }.items():
        monkeypatch.setattr(place, standin)
    return calls


@cache
def juno() -> Rig:
    """Stands in for every rig: where it is said to lie is what counts."""
    return load_rig(sample_rigs.path("juno"))


class FakeFilm:
    """Nothing to see."""

    def part(self, span: object) -> tuple[int, int]:
        return 0, 1

    def __repr__(self) -> str:
        return "film"


def write_files(folder: Path) -> None:
    write_wav(folder / "other.wav", tone(3.7) // 2, 16_000)
    (folder / "other.txt").write_text("Paper boat,\npaper sun\n")
    (folder / "lexicon.txt").write_text("moon  M AO N\n")
    (folder / "two.lrc").write_text("[00:00.50]Paper boat,\n[00:02.00]paper moon\n")
    (folder / "pasted.txt").write_text("3 Contributors\nPaper boat\nPaper moon\n")
    (folder / "cyrillic.txt").write_bytes("Бумажный кораблик плывёт домой".encode("cp1251"))
    (folder / "tiers.TextGrid").write_text(TIERS)
    for name in ("taken.json", "taken.mp4"):
        (folder / name).write_text("of before")
    (folder / "mumble.toml").write_text("gain = 0.5\n")
    (folder / "mouths.dat").write_text("MohoSwitch1\n1 rest\n12 AI\n24 rest\n")
    cues = [{"start": 0, "end": 1, "value": "X"}, {"start": 1, "end": 3.7, "value": "B"}]
    about = {"soundFile": "song.wav", "duration": 3.7}
    (folder / "cues.json").write_text(json.dumps({"metadata": about, "mouthCues": cues}))
    for name in ("cover.png", "other.png"):
        Image.new("RGB", (100, 100), "navy").save(folder / name)
    write_faces(folder / "faces.json", planted, 50)
    fonts = Path(__file__).parents[1] / "render" / "text"
    shutil.copy(fonts / "two_squares.ttf", folder / "letters.ttf")
    project = "[song]\nfile = '{song}'\nlyrics = 'lyrics.txt'\n[rig]\nseed = 7\n"
    for name in ("elsewhere", "mouths", "strange"):
        (folder / name).mkdir()
    (folder / "sheet.png").touch()
    songs = {".": "song.wav", "elsewhere": "other.wav", "strange": "other.wav"}
    for place, song in ((folder / name, song) for name, song in songs.items()):
        (place / "animatemusic.toml").write_text(project.format(song=song))
        for name in {"other.wav", "lyrics.txt"} if place != folder else ():
            shutil.copy(folder / name, place / name)
    with (folder / "strange" / "animatemusic.toml").open("a") as more:
        more.write("[align]\ngentle-url = 'http://elsewhere.example'\n")


TIERS = (
    'File type = "ooTextFile"\nObject class = "TextGrid"\n0 3.7 <exists> 2\n'
    '"IntervalTier" "words" 0 3.7 2 0 1 "Paper" 1 3.7 "boat"\n'
    '"IntervalTier" "other" 0 3.7 3 0 1 "" 1 2 "Paper" 2 3.7 "moon"\n'
)


CASES = [(command, name) for command, ways in WAYS.items() for name in ways]


@pytest.mark.parametrize(("command", "name"), CASES)
def test_an_option_is_not_ignored(
    command: str, name: str, asked: list[Any], capfd: pytest.CaptureFixture[str]
) -> None:
    results = []
    codes = []
    for way in WAYS[command][name]:
        asked.clear()
        files = "" if way.startswith("=") else f"{FILES[command]} "
        codes.append(run([command, *shlex.split(files + way.removeprefix("="))]))
        said = capfd.readouterr()
        assert "should not happen" not in said.err
        results.append((list(asked), said.out, said.err if name in SPOKEN else ""))
    assert codes == ([1, 0] if name in REFUSED else [0, 0]), said.err
    assert results[0] != results[1]


REFUSED = ("force", "trust")
"""Options without which it is refused."""

SPOKEN = ("quiet", "report", "listen")
"""Options about what is said, or lies beside the result; the others must change more than that."""
