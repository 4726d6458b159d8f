"""Every output is written, read again and compared with what was meant."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import sample_rigs
from media_core.errors import InputError, OutputError
from media_core.muxing import About, Chapter
from media_core.outputs import OUTPUTS, Output, encoder_of, output_for
from media_core.soundtrack import Sound
from media_core.timeline import Ms, Span
from render.film import Film, Look
from render.making import Making, check_room, coding_of, expected_bytes, make_video
from render.rigs import load_rig
from tests.render import golden_frames
from tests.visemes.songs import little_song
from visemes.animate import animate
from visemes.sets import load_set

SIZE = (128, 72)
SPAN = Span(Ms(800), Ms(1200))
SOUND = Sound(np.zeros((30_000, 2), np.int16), 48_000)
ALPHA = [name for name, output in OUTPUTS.items() if output.alpha]

Pixels = NDArray[np.uint8]


def film(**look: Any) -> Film:
    return golden_frames.film("juno", **{"size": SIZE, "fps": Fraction(25), **look})


def decoded(path: Path) -> Iterator[Pixels]:
    """Straight RGBA pictures, as a program with FFmpeg shows them."""
    if path.is_dir():
        for one in sorted(path.iterdir()):
            with Image.open(one) as image:
                yield np.asarray(image.convert("RGBA"))
        return
    if path.suffix in (".gif", ".webp"):
        with Image.open(path) as image:
            for number in range(getattr(image, "n_frames", 1)):
                image.seek(number)
                picture = np.asarray(image.convert("RGBA"))
                # WebP shows equal frames as one that lasts longer.
                yield from [picture] * round(image.info["duration"] / 40)
        return
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        decoder: Any = stream.codec_context
        if decoder.name == "vp9":  # FFmpeg's own decoder leaves the transparency out
            decoder = av.CodecContext.create("libvpx-vp9", "r")
        for packet in container.demux(stream):
            for frame in decoder.decode(packet):
                rgba: Any = frame.reformat(format="rgba", src_colorspace=1, dst_colorspace=1)
                yield rgba.to_ndarray()


def write(name: str, folder: Path, made: Film, **making: Any) -> Path:
    path = folder / f"out{OUTPUTS[name].suffix}"
    make_video(made, path, SOUND, Making(name, **making), span=SPAN)
    return path


@pytest.mark.parametrize("name", list(OUTPUTS))
def test_every_output_shows_the_film(name: str, tmp_path: Path) -> None:
    made = film()
    try:
        encoder_of(name, OUTPUTS[name])
    except OutputError:
        pytest.skip("this FFmpeg has no such encoder")
    path = write(name, tmp_path, made)
    pictures = list(decoded(path))
    assert len(pictures) == 10
    wanted = golden_frames.film("juno", size=SIZE, fps=Fraction(25)).rgba(24)
    off = np.abs(pictures[4][:, :, :3].astype(int) - wanted[:, :, :3])
    assert (pictures[4][:, :, 3] == 255).all()
    assert off.mean() < (9 if name == "gif" else 4)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ALPHA)
def test_transparent_edges_show_no_other_colour(name: str, tmp_path: Path) -> None:
    made = film(only="character")
    shown = list(decoded(write(name, tmp_path, made)))[4].astype(float)
    known = film(only="character").rgba(24).astype(float)
    for ground in ((255.0, 255.0, 255.0), (255.0, 0.0, 255.0), (0.0, 0.0, 0.0)):
        over, right = (_over(picture, np.array(ground)) for picture in (shown, known))
        off = np.abs(over - right).max(axis=2)
        edges = (known[:, :, 3] > 0) & (known[:, :, 3] < 255)
        assert edges.sum() > 100
        if name == "gif":  # its pixels are there or not
            assert off[~edges].mean() < 9
        elif name in ("png", "apng"):
            assert off.max() <= 1.5
        else:
            assert off[edges].mean() < 12, ground
            assert off.mean() < 4


def _over(picture: NDArray[Any], ground: NDArray[Any]) -> NDArray[Any]:
    alpha = picture[:, :, 3:] / 255
    return np.asarray(picture[:, :, :3] * alpha + ground * (1 - alpha))


@pytest.mark.parametrize("name", ["webm", "prores"])
def test_what_is_transparent_takes_the_colour_of_its_neighbours(name: str, tmp_path: Path) -> None:
    # A lossy codec mixes neighbours; black would creep into the edge.
    made = film(only="character")
    shown = list(decoded(write(name, tmp_path, made)))[4]
    outside = (shown[:, :, 3] == 0) & np.roll(shown[:, :, 3] > 200, 2, axis=1)
    near = shown[outside][:, :3].astype(int)
    assert len(near) > 5
    assert near.max(axis=1).mean() > 30


def test_a_film_of_lyrics_has_no_character(tmp_path: Path) -> None:
    shown = film(only="lyrics").rgba(26)
    assert (shown[:40, :, 3] == 0).all()
    assert shown[44:, :, 3].any()
    both = film(background="transparent").rgba(26)
    assert both[:40, :, 3].any()
    assert both[44:, :, 3].any()
    assert both[2, 2, 3] == 0


@pytest.mark.parametrize("name", ["mp4", "h265", "av1"])
def test_an_output_without_transparency_says_which_has_it(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=f"{name} has no transparency") as caught:
        write(name, tmp_path, film(only="character"))
    assert "webm" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_gif_has_at_most_fifty_frames_a_second(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at most 50 frames a second"):
        write("gif", tmp_path, film(fps=Fraction(60)))


def test_a_folder_of_pictures_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    made = film()
    (tmp_path / "out").mkdir()
    with pytest.raises(OutputError, match="exists already"):
        write("png", tmp_path, made)
    (tmp_path / "out").rmdir()

    def stop(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_video(made, tmp_path / "out", None, Making("png"), span=SPAN, progress=stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["mp4", "webm", "prores"])
def test_a_video_says_what_it_is(name: str, tmp_path: Path) -> None:
    chapters = (Chapter(Span(Ms(0), Ms(150)), "Verse"), Chapter(Span(Ms(150), Ms(400)), "Chorus"))
    about = About({"title": "Paper Boat", "artist": "Nobody", "album": ""}, chapters)
    path = write(name, tmp_path, film(), about=about)
    with av.open(str(path)) as container:
        tags = {key.lower(): value for key, value in container.metadata.items()}
        found: list[Any] = container.chapters()
        sound = container.streams.audio[0].codec_context.name
    assert (tags["title"], tags["artist"]) == ("Paper Boat", "Nobody")
    assert "album" not in tags
    assert [chapter["metadata"]["title"] for chapter in found] == ["Verse", "Chorus"]
    assert [float(chapter["start"] * chapter["time_base"]) for chapter in found] == [0, 0.15]
    assert sound == {"mp4": "aac", "webm": "opus", "prores": "pcm_s16le"}[name]


LETTERS = {"mp4": "avc1", "h265": "hvc1", "av1": "av01", "prores": "ap4h"}


@pytest.mark.parametrize("name", LETTERS)
def test_a_joined_video_has_the_letters_that_players_know_its_codec_by(
    name: str, tmp_path: Path
) -> None:
    try:
        encoder_of(name, OUTPUTS[name])
    except OutputError:
        pytest.skip("this FFmpeg has no such encoder")
    with av.open(str(write(name, tmp_path, film()))) as container:
        codec: Any = container.streams.video[0].codec_context
        assert codec.codec_tag == LETTERS[name]
        if name == "prores":
            assert codec.profile == "4444"
    assert set(LETTERS) | {"webm"} == {name for name, output in OUTPUTS.items() if output.joins}


def test_a_joined_webm_tells_browsers_that_it_is_transparent(tmp_path: Path) -> None:
    with av.open(str(write("webm", tmp_path, film(only="character")))) as container:
        assert container.streams.video[0].metadata["alpha_mode"] == "1"


@pytest.mark.parametrize(
    ("name", "path", "wanted"),
    [
        (None, "a.mp4", "mp4"),
        (None, "a.WEBM", "webm"),
        (None, "a.mov", "prores"),
        ("av1", "a.mp4", "av1"),
        ("png", "frames", "png"),
        (None, None, "mp4"),
        ("gif", None, "gif"),
    ],
)
def test_the_suffix_or_the_name_says_what_is_written(
    name: str | None, path: str | None, wanted: str
) -> None:
    assert output_for(name, Path(path) if path else None)[0] == wanted


@pytest.mark.parametrize(
    ("name", "path", "says"),
    [
        (None, "a.avi", "no suffix that says what to write"),
        (None, "frames", "no suffix that says what to write"),
        ("gif", "a.mp4", "is no gif file"),
        ("mkv", "a.mkv", "there is no format mkv"),
    ],
)
def test_a_name_that_says_something_else_is_refused(name: str | None, path: str, says: str) -> None:
    with pytest.raises(OutputError, match=says) as caught:
        output_for(name, Path(path))
    assert caught.value.hint


def test_an_encoder_that_is_not_there_is_named() -> None:
    strange = Output("strange", ".x", "mp4", ("libnothing",), "yuv420p")
    with pytest.raises(OutputError, match="lacks libnothing"):
        encoder_of("strange", strange)


def test_a_disk_without_room_is_noticed_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = film()
    coding = coding_of(made, Making("prores"))
    assert expected_bytes(OUTPUTS["prores"], (1920, 1080), 1800) == pytest.approx(600e6)
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 5_000_000}))
    check_room(tmp_path / "a.mov", coding, 10)
    with pytest.raises(OutputError, match=r"takes about .* and 5 MB are free"):
        check_room(tmp_path / "a.mov", coding, 10, tmp_path, 100_000)


def test_the_little_song_needs_no_captions_to_be_a_character() -> None:
    one = little_song()
    rig = load_rig(sample_rigs.path("juno"))
    look = Look(size=SIZE, only="character", captions=False)
    assert Film(one, animate(one, load_set()), rig, look).rgba(3)[:, :, 3].any()
