"""Faults that are planted into videos are found, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.codec.codec import UnknownCodecError

from animatemusic.qc.atoms import index_at_the_end
from animatemusic.qc.checks import check_video
from animatemusic.qc.findings import CODES, Finding
from animatemusic.qc.listening import listened
from animatemusic.qc.picture import spans_of
from animatemusic.qc.watching import has_moving_pictures, watched
from media_core.audio import open_audio
from media_core.errors import InputError
from render.presets import presets
from tests.animatemusic.command import tone, write_wav
from tests.animatemusic.qc.footage import Clip, lines


def found(path: Path, **more: object) -> dict[str, Finding]:
    checked = check_video(path, **more)  # type: ignore[arg-type]
    assert {finding.code for finding in checked.findings} <= set(CODES)
    return {finding.code: finding for finding in checked.findings}


@pytest.mark.parametrize("name", ["ok.mp4", "ok.mov", "ok.mkv"])
def test_a_good_video_has_nothing_wrong(tmp_path: Path, name: str) -> None:
    path = Clip().write(tmp_path / name)
    codes = set(found(path)) - {"moov-at-the-end"}  # the mov is not written for the web
    assert codes == set()
    assert has_moving_pictures(path)


def test_black_frames_are_named_with_their_times(tmp_path: Path) -> None:
    path = Clip(black=[(0.5, 0.8), (1.2, 1.23)]).write(tmp_path / "a.mp4")
    black = [f for f in check_video(path).findings if f.code == "black-frames"]
    assert [f.severity for f in black] == ["error", "error"]
    spans = [f.span for f in black if f.span is not None]
    assert spans[0].start == 500
    assert spans[0].length == pytest.approx(300, abs=34)
    assert spans[1].start == 1200
    assert spans[1].length == pytest.approx(33, abs=1)


def test_a_video_may_come_out_of_black(tmp_path: Path) -> None:
    short = Clip(black=[(0, 0.6)]).write(tmp_path / "a.mp4")
    assert "black-frames" not in found(short)
    long = Clip(black=[(0, 1.5)]).write(tmp_path / "b.mp4")
    assert found(long)["black-frames"].severity == "warning"


def test_a_black_video_is_one_finding(tmp_path: Path) -> None:
    path = Clip(black=[(0, 9)]).write(tmp_path / "a.mp4")
    black = found(path)["black-frames"]
    assert black.severity == "error"
    assert "from beginning to end" in black.text


def test_a_dark_picture_is_not_black(tmp_path: Path) -> None:
    path = Clip(seconds=0.5, sound=0.5).write(tmp_path / "a.mp4")
    assert not watched(path).black.any()


def test_a_picture_that_stands_still_while_somebody_sings_is_seen(tmp_path: Path) -> None:
    clip = Clip(seconds=4, sound=4, frozen=[(0.5, 3.9)])
    path = clip.write(tmp_path / "a.mp4")
    sung = lines([("paper", 600, 1500), ("moon", 1600, 3500)])
    assert found(path, words=sung)["frozen-picture"].severity == "warning"
    early = lines([("paper", 100, 300), ("moon", 300, 450)])
    assert "frozen-picture" not in found(path, words=early)
    assert "frozen-picture" not in found(path), "without words, a solo may be waited out"


def test_sound_that_ends_early_is_an_error_and_a_packet_more_is_none(tmp_path: Path) -> None:
    late = found(Clip(sound=1.4).write(tmp_path / "a.mp4"))["length-difference"]
    assert late.severity == "error"
    assert "shorter" in late.text
    assert late.span is not None
    assert late.span.end == 2000
    some = found(Clip(sound=2.09).write(tmp_path / "b.mp4"))["length-difference"]
    assert some.severity == "warning"
    assert "longer" in some.text
    assert found(Clip(sound=2.02).write(tmp_path / "c.mp4")) == {}


def test_sound_that_begins_late_is_one_finding(tmp_path: Path) -> None:
    late = found(Clip(late=0.2).write(tmp_path / "a.mp4"))
    assert set(late) == {"audio-offset"}
    assert late["audio-offset"].severity == "error"


def test_missing_frames_are_seen(tmp_path: Path) -> None:
    path = Clip(left_out=(20, 21)).write(tmp_path / "a.mp4")
    gap = found(path)["uneven-frames"]
    assert gap.span is not None
    assert gap.span.start == pytest.approx(633, abs=2)
    assert "1 place" in gap.text


def test_clipping_is_told_from_loudness(tmp_path: Path) -> None:
    clipped = found(Clip(gain=3).write(tmp_path / "a.mp4"))
    assert clipped["clipping"].severity == "error"
    assert "clipping" not in found(Clip(gain=0.9).write(tmp_path / "b.mp4"))
    quiet = found(Clip(gain=0.01).write(tmp_path / "c.mp4"))
    assert quiet["loudness"].severity == "warning"
    loud = found(Clip(gain=0.6).write(tmp_path / "d.mp4"), preset=presets()["youtube"])
    assert "turns it down" in loud["loudness"].text


def test_no_sound_is_worse_where_words_are_sung(tmp_path: Path) -> None:
    silent = Clip(gain=0).write(tmp_path / "a.mp4")
    assert found(silent)["no-sound"].severity == "error"
    none = Clip(sound=0).write(tmp_path / "b.mp4")
    assert found(none)["no-sound"].severity == "warning"
    words = lines([("moon", 100, 900)])
    assert found(none, words=words)["no-sound"].severity == "error"


def test_what_players_do_not_expect_is_named(tmp_path: Path) -> None:
    assert "pixel-format" in found(Clip(pixels="yuv444p").write(tmp_path / "a.mp4"))
    assert "BT.601" in found(Clip(matrix=5).write(tmp_path / "b.mp4"))["colour-tags"].text
    assert found(Clip(matrix=2).write(tmp_path / "c.mp4"))["colour-tags"].severity == "warning"
    behind = Clip(front=False).write(tmp_path / "d.mp4")
    assert index_at_the_end(behind)
    assert "moov-at-the-end" in found(behind)


def test_a_platform_has_its_shape_and_length(tmp_path: Path) -> None:
    path = Clip(seconds=9, sound=0, size=(72, 128), fps=10).write(tmp_path / "a.mp4")
    checked = check_video(path, preset=presets()["canvas"])
    said = [f.text for f in checked.findings if f.code == "platform"]
    assert len(said) == 2, "too long, and too small"
    assert "no-sound" not in {f.code for f in checked.findings}, "a canvas is silent"
    wide = Clip().write(tmp_path / "b.mp4")
    assert "laid out anew" in found(wide, preset=presets()["tiktok"])["platform"].hint


def test_half_a_file_and_a_damaged_one_are_errors(tmp_path: Path) -> None:
    data = Clip(seconds=4, sound=4).write(tmp_path / "a.mp4").read_bytes()
    (tmp_path / "half.mp4").write_bytes(data[: len(data) * 6 // 10])
    assert found(tmp_path / "half.mp4")["cut-off"].severity == "error"
    hurt = bytearray(data)
    hurt[len(hurt) // 2 : len(hurt) // 2 + 900] = bytes(900)
    (tmp_path / "hurt.mp4").write_bytes(hurt)
    assert found(tmp_path / "hurt.mp4")["damaged"].severity == "error"


def test_times_are_those_of_the_frames() -> None:
    class Stub:
        starts = np.array([1.0, 1.5, 2.0, 2.5])
        end = 3.0
        begins = 1.0

    spans = spans_of(Stub(), np.array([True, False, True, True]))  # type: ignore[arg-type]
    assert [(span.start, span.end) for span in spans] == [(0, 500), (1000, 2000)]


def test_levels_follow_the_sound(tmp_path: Path) -> None:
    samples = np.concatenate([tone(1.0, 44_100), np.zeros(44_100, np.int16), tone(0.505, 44_100)])
    write_wav(tmp_path / "a.wav", samples, 44_100)
    heard = listened(open_audio(tmp_path / "a.wav"))
    assert len(heard.level) == 251
    expected = 20 * np.log10(8000 / 32768 / np.sqrt(2))
    assert heard.level[10:90] == pytest.approx(expected, abs=0.5)
    assert (heard.level[101:199] == -120).all()
    assert heard.level[-2] == pytest.approx(expected, abs=0.5)
    assert heard.clipped == ()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.mp4", b"", "is empty"),
        ("a.mp4", b"no video at all\n" * 40, "is no video that can be read"),
        ("lyrics.lrc", b"[00:01.00]moon\n[00:02.00]boat\n", "is not a video"),
        ("a.gif", b"GIF89a", "is no video that can be read"),
    ],
)
def test_what_is_no_video_is_refused(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=said):
        watched(tmp_path / name)


def test_a_folder_and_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        watched(tmp_path)
    with pytest.raises(InputError, match="there is no video"):
        watched(tmp_path / "a.mp4")


def encoded(path: Path, name: str, pixels: str, **options: str) -> Path:
    """A short video of a codec; it calls itself by the right name."""
    clip = Clip(seconds=0.2, pixels=pixels)
    with av.open(str(path), "w") as container:
        try:
            video: Any = container.add_stream(name, rate=30)
        except UnknownCodecError:
            pytest.skip("this FFmpeg has no such encoder")
        video.width, video.height, video.pix_fmt = *clip.size, pixels
        video.options = options
        for frame in clip.frames():
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


def copied(path: Path, letters: str = "") -> Path:
    """The same packets under another name, or the one that FFmpeg finds for them."""
    other = path.with_stem("copy")
    with av.open(str(path)) as whole, av.open(str(other), "w") as container:
        copy: Any = container.add_stream_from_template(whole.streams.video[0], opaque=True)
        if letters:
            copy.codec_context.codec_tag = letters
        for packet in whole.demux(whole.streams.video[0]):
            if packet.pts is not None:
                packet.stream = copy
                container.mux(packet)
    return other


def test_a_name_by_which_players_take_a_codec_for_another_is_found(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.mov", "libx265", "yuv420p", **{"x265-params": "log-level=none"})
    wrong = found(path)["codec-tag"]
    assert (wrong.severity, "hev1" in wrong.text, "iOS" in wrong.hint) == ("error", True, True)
    assert "codec-tag" not in found(copied(path, "hvc1"))

    path = encoded(tmp_path / "a.mov", "prores_ks", "yuva444p10le", profile="4")
    assert "codec-tag" not in found(path)
    wrong = found(copied(path, "apch"))["codec-tag"]
    assert (wrong.severity, "ap4h or ap4x" in wrong.text) == ("warning", True)

    path = encoded(tmp_path / "a.mov", "prores_ks", "yuv422p10le", profile="3")
    assert "codec-tag" not in found(path)


def test_transparency_that_the_file_keeps_to_itself_is_found(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.webm", "libvpx-vp9", "yuva420p")
    assert "codec-tag" not in found(path)
    assert "AlphaMode" in found(copied(path))["codec-tag"].text
