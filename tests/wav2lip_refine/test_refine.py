"""A face and a song become a video that is right in length, sound, colours and what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from media_core.audio import load_audio
from media_core.errors import InputError
from media_core.timeline import Ms, Span
from tests.wav2lip_refine.clips import Flat, Planted, grey, number_of, song, write_clip
from wav2lip_refine.boxes import Box
from wav2lip_refine.chunks import mel_windows, official_starts
from wav2lip_refine.faces.face import Face, Picture
from wav2lip_refine.faces.track import Choice
from wav2lip_refine.footage import EXACT, Footage
from wav2lip_refine.job import Job, Refined
from wav2lip_refine.mel import LIMIT, mel_spectrogram
from wav2lip_refine.refine import refine
from wav2lip_refine.tensors import paste
from wav2lip_refine.work import Work, lips_end

SIZE = (160, 120)
FACE = Box(40, 20, 100, 100)
MOUTH = np.s_[76:84, 62:78]
CORNER = np.s_[8:60, 110:150]


def frame(number: int) -> Picture:
    return grey(number, SIZE)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    return write_clip(path, 20, size=SIZE, draw=frame)


@pytest.fixture
def job(clip: Path, tmp_path: Path) -> Job:
    return Job(clip, song(1.0, tmp_path / "song.wav"), box=FACE, label=False)


def decoded(path: Path) -> list[Picture]:
    with av.open(str(path)) as container:
        return [
            np.asarray(f.reformat(format="bgr24", interpolation=EXACT).to_ndarray(), np.uint8)
            for f in container.decode(video=0)
        ]


def lips(picture: Picture) -> bool:
    """Whether a frame has the blue lips that the tests paint."""
    blue, _green, red = picture[MOUTH].reshape(-1, 3).mean(axis=0)
    return bool(blue - red > 60)


def made(job: Job, out: Path, painter: Flat | None = None, **more: Any) -> Refined:
    blending = replace(job.blending, colour=False)  # else flat lips take on the face's colour
    return refine(replace(job, blending=blending), painter or Flat(), out, **more)


def test_the_video_is_as_long_as_the_song_and_has_its_sound(job: Job, tmp_path: Path) -> None:
    done = made(job, tmp_path / "out.mp4")
    assert (done.frames, done.painted, done.faceless, done.size) == (25, 25, (), SIZE)
    with av.open(str(done.path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert video.frames == 25
        assert video.average_rate == 25
        assert video.duration is not None
        assert video.time_base is not None
        assert float(video.duration * video.time_base) == pytest.approx(1.0, abs=0.04)
        assert audio.codec_context.name == "aac"
        context: Any = video.codec_context
        tags = (context.colorspace, context.color_primaries, context.color_trc)
        assert (*tags, context.color_range) == (1, 1, 1, 1)
    sound = load_audio(done.path)
    assert sound.duration == pytest.approx(1000, abs=40)
    assert np.corrcoef(sound.mono16k[800:12000], job.song.mono16k[800:12000])[0, 1] > 0.95


def test_lips_are_painted_and_the_rest_is_as_filmed(job: Job, tmp_path: Path) -> None:
    shown = decoded(made(job, tmp_path / "out.mp4").path)
    filmed = list(Footage(job.face).frames())
    assert all(map(lips, shown))
    for picture, number in zip(shown, [*range(20), 18, 17, 16, 15, 14], strict=True):
        assert np.abs(picture[CORNER].astype(int) - filmed[number][CORNER]).max() <= 3


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(30), Fraction(12)])
def test_any_frame_rate_gives_the_right_length(tmp_path: Path, rate: Fraction) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 20, fps=rate, size=SIZE)
    job = Job(clip, song(1.37, tmp_path / "song.wav"), box=FACE)
    done = made(job, tmp_path / "out.mp4")
    assert done.fps == rate
    assert abs(done.frames / rate - Fraction(137, 100)) <= 1 / rate


def test_the_label_is_on_the_picture_unless_it_is_switched_off(job: Job, tmp_path: Path) -> None:
    plain = decoded(made(job, tmp_path / "a.mp4").path)
    labelled = decoded(made(replace(job, label=True), tmp_path / "b.mp4").path)
    corner = np.s_[95:120, 60:160]
    changed = [
        np.abs(a[corner].astype(int) - b[corner]).max()
        for a, b in zip(plain, labelled, strict=True)
    ]
    assert min(changed) > 50


@pytest.mark.parametrize("label", [True, False])
def test_metadata_and_sidecar_always_say_what_it_is(job: Job, tmp_path: Path, label: bool) -> None:
    done = made(replace(job, label=label), tmp_path / "out.mp4")
    with av.open(str(done.path)) as container:
        said = container.metadata
    assert said["synthetic_media"] == "true"
    assert said["digital_source_type"] == "compositeWithTrainedAlgorithmicMedia"
    assert "Synthetic lips" in said["comment"]
    facts = json.loads(done.sidecar.read_text())
    assert done.sidecar.name == "out.synthetic.json"
    assert facts["synthetic_media"] is True
    assert facts["label_on_the_picture"] is label
    assert facts["model"]["sha256"] == "0" * 64
    assert facts["model"]["licence"] == "ours"
    assert facts["frames_with_new_lips"] == 25
    assert len(facts["inputs"]["face"]["sha256"]) == 64


def test_frames_without_the_face_pass_through_and_are_named(clip: Path, tmp_path: Path) -> None:
    def blind(picture: Picture) -> bool:
        return number_of(picture) in (5, 6, 7)

    job = Job(clip, song(0.8, tmp_path / "song.wav"), label=False)
    said: list[str] = []
    done = made(job, tmp_path / "out.mp4", finder=Planted(FACE, blind=blind), notice=said.append)
    shown = decoded(done.path)
    assert [i for i, picture in enumerate(shown) if not lips(picture)] == [5, 6, 7]
    assert done.faceless == ((200, 320),)
    assert "3 of 20 frames" in said[0]
    assert "0:00.200-0:00.320" in said[0]


def test_a_clip_without_any_face_is_passed_through_and_said_so(clip: Path, tmp_path: Path) -> None:
    said: list[str] = []
    job = Job(clip, song(0.8, tmp_path / "song.wav"), label=False)
    done = made(job, tmp_path / "out.mp4", finder=Planted(), notice=said.append)
    assert (done.frames, done.painted) == (20, 0)
    assert "no face was found" in said[0]
    for picture, filmed in zip(decoded(done.path), Footage(clip).frames(), strict=True):
        assert np.abs(picture[CORNER].astype(int) - filmed[CORNER]).max() <= 3


def test_of_two_people_one_sings(clip: Path, tmp_path: Path) -> None:
    other = Box(100, 20, 150, 100)
    job = Job(clip, song(0.4, tmp_path / "song.wav"), choice=Choice(index=1), label=False)
    work = Work(job, Flat(), Planted(FACE, other), None, lambda stage, share: None)
    assert all(face is not None and face.box.left > 95 for face in work.track)


def test_where_nobody_sings_the_mouth_is_as_filmed(job: Job, tmp_path: Path) -> None:
    job = replace(job, sung=(Span(Ms(400), Ms(600)),))
    shown = [lips(picture) for picture in decoded(made(job, tmp_path / "out.mp4").path)]
    assert all(shown[10:15])
    assert not any(shown[:8])
    assert not any(shown[18:])


def test_at_rest_the_lips_hear_silence(job: Job, tmp_path: Path) -> None:
    painter = Flat()
    job = replace(job, sung=(Span(Ms(400), Ms(600)),), silent="rest")
    done = made(job, tmp_path / "out.mp4", painter)
    assert done.painted == 25
    assert max(window.max() for window in painter.heard[:8]) == pytest.approx(-LIMIT)
    assert painter.heard[12].max() > 0


def test_the_vocals_move_the_lips_and_the_song_is_heard(job: Job, tmp_path: Path) -> None:
    silence = replace(job.song, mono16k=np.zeros(3000, np.float32))
    painter = Flat()
    done = made(replace(job, voice=silence), tmp_path / "out.mp4", painter)
    assert {float(window.max()) for window in painter.heard} == {-LIMIT}
    assert np.abs(load_audio(done.path).mono16k).max() > 0.1


def test_a_part_of_the_song_can_be_made_alone(job: Job, tmp_path: Path) -> None:
    whole, part = Flat(), Flat()
    made(job, tmp_path / "a.mp4", whole)
    done = made(replace(job, span=Span(Ms(400), Ms(800))), tmp_path / "b.mp4", part)
    assert done.frames == 10
    np.testing.assert_array_equal(np.stack(part.heard), np.stack(whole.heard[10:20]))
    assert number_of(decoded(done.path)[0]) in (9, 10, 11)
    assert load_audio(done.path).duration == pytest.approx(400, abs=64)  # AAC: whole blocks of 1024
    with pytest.raises(InputError, match="holds no frame"):
        made(replace(job, span=Span(Ms(4000), Ms(8000))), tmp_path / "c.mp4")


def test_a_photo_sings_too(tmp_path: Path) -> None:
    Image.fromarray(frame(9)[:, :, ::-1]).save(tmp_path / "photo.png")
    finder = Planted(FACE)
    job = Job(tmp_path / "photo.png", song(0.4, tmp_path / "song.wav"), label=False)
    done = made(job, tmp_path / "out.mp4", finder=finder)
    assert (done.frames, finder.looked) == (10, 1)
    assert done.fps == 25
    assert all(map(lips, decoded(done.path)))


def test_faces_go_to_the_network_a_few_at_a_time(job: Job, tmp_path: Path) -> None:
    painter = Flat(batch=4)
    made(job, tmp_path / "out.mp4", painter)
    assert max(painter.asked) == 4
    assert sum(painter.asked) == 25


def test_faces_are_looked_for_once_and_kept(clip: Path, tmp_path: Path) -> None:
    job = Job(clip, song(0.6, tmp_path / "song.wav"))
    first, second = Planted(FACE), Planted(FACE)
    made(job, tmp_path / "a.mp4", finder=first, cache=tmp_path / "cache")
    made(job, tmp_path / "b.mp4", finder=second, cache=tmp_path / "cache")
    assert (first.looked, second.looked) == (15, 0)
    third = Planted(FACE)  # a longer song shows more of the clip
    longer = replace(job, song=song(2.0, tmp_path / "song.wav"))
    made(longer, tmp_path / "c.mp4", finder=third, cache=tmp_path / "cache")
    assert third.looked == 20


class Failing(Flat):
    """Stops after some batches, as a person with Ctrl-C does."""

    def paint(self, mels: Any, faces: Any) -> Any:
        if len(self.asked) == 4:
            raise KeyboardInterrupt
        return super().paint(mels, faces)


def test_a_pass_that_was_stopped_goes_on_where_it_was(job: Job, tmp_path: Path) -> None:
    job = replace(job, segment=8)
    out = tmp_path / "out.mp4"
    with pytest.raises(KeyboardInterrupt):
        made(job, out, Failing(), parts=tmp_path / "parts")
    assert not out.exists()
    assert len(list((tmp_path / "parts").iterdir())) == 2
    painter = Flat()
    done = made(job, out, painter, parts=tmp_path / "parts")
    assert done.reused == 16
    assert sum(painter.asked) == 9
    whole = made(job, tmp_path / "whole.mp4")
    for ours, theirs in zip(decoded(done.path), decoded(whole.path), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_damaged_part_and_one_of_another_job_are_made_again(job: Job, tmp_path: Path) -> None:
    job = replace(job, segment=8)
    out = tmp_path / "out.mp4"
    kept: dict[str, Any] = {"parts": tmp_path / "parts"}
    with pytest.raises(KeyboardInterrupt):
        made(job, out, Failing(), **kept)
    damaged = next(kept["parts"].glob("*.mp4"))
    with damaged.open("r+b") as part:
        part.seek(200)
        part.write(b"\0\0\0\0")
    again = Flat()
    assert made(job, out, again, **kept).reused == 8
    assert made(replace(job, sync_offset=-1), out, **kept).reused == 0


def test_segments_join_without_a_seam(job: Job, tmp_path: Path) -> None:
    one = decoded(made(replace(job, segment=7), tmp_path / "a.mp4").path)
    assert len(one) == 25
    with av.open(str(tmp_path / "a.mp4")) as container:
        times = [packet.pts for packet in container.demux(video=0) if packet.pts is not None]
    assert len(set(times)) == 25
    steps = {b - a for a, b in zip(sorted(times), sorted(times)[1:], strict=False)}
    assert len(steps) == 1


def test_official_frames_are_those_of_the_reference(clip: Path, tmp_path: Path) -> None:
    job = Job(clip, song(1.0, tmp_path / "song.wav"), box=FACE, official=True, label=False)
    painter = Flat(colour=(90, 100, 110))
    work = Work(job, painter, None, None, lambda stage, share: None)
    mel = mel_spectrogram(job.song.mono16k)
    starts = official_starts(mel.shape[1], 25)
    frames = list(work.frames(work.first, work.last))
    assert len(frames) == len(starts) < 25, "the tail has no picture there"
    np.testing.assert_array_equal(np.stack(painter.heard), mel_windows(mel, starts))
    prediction = painter.paint(
        np.zeros((1, 1, 80, 16), np.float32), np.zeros((1, 6, 96, 96), np.float32)
    )
    stored = list(work.footage.frames())
    for number, picture in enumerate(frames):
        np.testing.assert_array_equal(picture, paste(stored[number % 20], prediction[0], FACE))


class Stripe:
    """An overlay that says which frame of the song it lies on, and covers the lower edge."""

    key = "stripe"

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.frames: list[int] = []

    def __call__(self, size: tuple[int, int], fps: Fraction, below: int) -> Stripe:
        self.told.append((size, fps, below))
        return self

    def over(self, frame: int, picture: Picture) -> Picture:
        self.frames.append(frame)
        out = picture.copy()
        out[100:] = (40, 200, 40)
        return out


def test_words_lie_over_the_face_and_under_the_label(clip: Path, tmp_path: Path) -> None:
    stripe = Stripe()
    job = Job(
        *(clip, song(1.0, tmp_path / "song.wav")),
        span=Span(Ms(400), Ms(800)),
        overlay=stripe,
        tags=(("title", "Moon"), ("synthetic_media", "false")),
    )
    done = made(job, tmp_path / "out.mp4", finder=Planted(FACE))
    shown = decoded(done.path)
    assert stripe.frames == list(range(10, 20)), "frames are counted from the song's start"
    ((size, fps, below),) = stripe.told
    assert (size, fps) == (SIZE, 25)
    assert FACE.top + 0.8 * FACE.height < below < FACE.bottom, "where the planted lips end"
    assert all(picture[110, 80, 1] > 150 for picture in shown)
    assert all(picture[:30, 90:].max() > 180 for picture in shown), "the label stands above"
    with av.open(str(done.path)) as container:
        assert container.metadata["title"] == "Moon"
        assert container.metadata["synthetic_media"] == "true", "no tag can hide what it is"
    assert json.loads(done.sidecar.read_text())["captions_on_the_picture"] is True


def test_of_a_face_without_points_the_lips_are_guessed() -> None:
    face = Face(Box(0, 100, 80, 200))
    assert lips_end([None, face, None]) == 180
    assert lips_end([None]) == 0


def test_every_frame_of_the_song_gets_a_picture(job: Job, tmp_path: Path) -> None:
    assert made(job, tmp_path / "a.mp4").frames == 25


def test_an_offset_gives_every_frame_the_sound_of_another(job: Job, tmp_path: Path) -> None:
    plain, later = Flat(), Flat()
    made(job, tmp_path / "a.mp4", plain)
    made(replace(job, sync_offset=-1), tmp_path / "b.mp4", later)
    np.testing.assert_array_equal(np.stack(later.heard[1:]), np.stack(plain.heard[:-1]))
    np.testing.assert_array_equal(later.heard[0], plain.heard[0])


def test_a_box_outside_of_the_frames_is_refused(job: Job, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="which are 160x120"):
        made(replace(job, box=Box(0, 0, 500, 90)), tmp_path / "out.mp4")
    assert list(tmp_path.glob("*.mp4")) == []


def test_a_frame_is_a_function_of_its_number(job: Job) -> None:
    work = Work(job, Flat(), None, None, lambda stage, share: None)

    def some(first: int, last: int) -> Iterator[Picture]:
        return work.frames(first, last)

    whole = list(some(0, 25))
    for first, last in ((0, 3), (7, 9), (18, 25)):
        for ours, theirs in zip(some(first, last), whole[first:last], strict=True):
            np.testing.assert_array_equal(ours, theirs)
