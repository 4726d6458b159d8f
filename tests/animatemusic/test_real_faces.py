"""The commands for real faces, run as a person runs them."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import animatemusic
from animatemusic.cli import run
from animatemusic.commands.refine import line_range
from animatemusic.refining import sung_spans
from media_core.extras import adding
from render.rigs import Pose
from render.testing import check_rig
from tests.animatemusic.real_faces import weights, write_faces
from tests.wav2lip_refine.test_signing import pem_files, statements

__all__ = ["weights"]

pytest.importorskip("torch")
pytest.importorskip("ai_edge_litert")


@pytest.fixture
def studio(folder: Path, weights: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The short song, a photo, a clip with a moment without a face, and an empty models folder."""
    monkeypatch.setenv("ANIMATEMUSIC_MODELS", str(folder / "models"))
    write_faces(folder)
    return folder


W = "wav2lip.pth"


def last_frame(path: Path) -> NDArray[np.int64]:
    """As red, green and blue."""
    with av.open(str(path)) as container:
        *_, frame = container.decode(video=0)
    return frame.to_ndarray(format="rgb24").astype(np.int64)


def test_a_photo_sings(studio: Path, weights: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code = run(
        ["refine", "photo.png", "song.wav", "--checkpoint", str(weights / W), "--range", "0-0.4"]
    )
    out, err = capfd.readouterr()
    assert code == 0, err
    assert out == "photo-song.mp4\n"
    assert "non-commercial" in err
    assert "10 frames" in err
    with av.open("photo-song.mp4") as container:
        assert container.streams.video[0].frames == 10
        assert container.metadata["synthetic_media"] == "true"
    facts = json.loads(Path("photo-song.synthetic.json").read_text())
    assert facts["model"]["weights"] == W
    assert len(facts["model"]["sha256"]) == 64


def test_a_clip_sings_where_the_lyrics_are_sung(
    studio: Path, weights: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["refine", "singer.mp4", "song.wav", "--checkpoint", str(weights / W)]
    code = run([*arguments, "--alignment", "times.json", "--range", "0-0.48", "-o", "x.mp4"])
    err = capfd.readouterr().err
    assert code == 0, err
    assert "the face is not seen in 2 of 12 frames" in err
    assert run([*arguments, "-o", "x.mp4", "--range", "0-0.2"]) == 1
    assert "x.mp4 exists already" in capfd.readouterr().err


def test_animate_makes_a_real_face_sing(
    studio: Path, weights: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    again = [
        *("animate", "song.wav", "lyrics.txt", "--alignment", "times.json", "-q"),
        *("--range", "0.6-0.8", "--refine", "photo.png", "--checkpoint", str(weights / W)),
    ]
    code = run([*again, "-o", "x.mp4"])
    out, err = capfd.readouterr()
    assert (code, out) == (0, "x.mp4\n"), err
    assert json.loads(Path("x.synthetic.json").read_text())["captions_on_the_picture"]
    plain = [*again, "--no-captions", "-o", "plain.mp4"]
    assert run(plain) == 0
    shown, without = (last_frame(Path(name)) for name in ("x.mp4", "plain.mp4"))
    assert np.abs(shown - without)[40:120].max() < 40, "above the lips nothing changes"
    assert without[-30:].mean() - shown[-30:].mean() > 60, "captions stand on a shade below"
    assert (
        run(["animate", "song.wav", "lyrics.txt", "--refine", "photo.png", "--rig", "rocco"]) == 2
    )
    assert "--rig is for drawn characters" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["photo.png", "song.wav"], "no generator weights are known"),
        (["photo.png", "song.wav", "--checkpoint", "none.pth"], "there are no weights at none.pth"),
        (["photo.png", "song.wav", "--checkpoint", "song.wav"], "no file of weights"),
        (["none.mp4", "song.wav", "--checkpoint", "W"], "there is no file none.mp4"),
        (["photo.png", "none.wav", "--checkpoint", "W"], "no sound file none.wav"),
        (["photo.png", "song.wav", "--checkpoint", "W", "-o", "x.avi"], "is no mp4 file"),
        (["photo.png", "song.wav", "--checkpoint", "W", "--face-index", "3"], "face 3 was asked"),
        (
            ["photo.png", "song.wav", "--checkpoint", "W", "--box", "0", "9000", "0", "9"],
            "does not lie inside",
        ),
    ],
)
def test_what_cannot_be_refined_is_said_in_a_sentence(
    studio: Path,
    weights: Path,
    arguments: list[str],
    said: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    code = run(["refine", *(str(weights / W) if a == "W" else a for a in arguments)])
    err = capfd.readouterr().err
    assert code == 1
    assert said in err
    assert "Traceback" not in err
    assert list(Path().glob("*.mp4")) == [Path("singer.mp4")]


def test_a_video_is_signed_with_the_certificate_that_is_given(
    studio: Path, weights: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    chain, key = pem_files(studio)
    arguments = ["refine", "photo.png", "song.wav", "--checkpoint", str(weights / W)]
    part = ["--range", "0-0.2", "-q"]
    assert run([*arguments, *part, "--sign", str(chain), "--key", str(key), "-o", "x.mp4"]) == 0
    assert statements(Path("x.mp4"))["validation_state"] == "Valid"
    assert run([*arguments, *part, "--sign", str(chain), "-o", "y.mp4"]) == 2
    assert "--sign and --key go together" in capfd.readouterr().err
    key.write_text("no key")
    assert run([*arguments, *part, "--sign", str(chain), "--key", str(key), "-o", "y.mp4"]) == 1
    assert "is no key as PEM" in capfd.readouterr().err
    assert not Path("y.mp4").exists()


def test_wrong_usage_is_told_apart(studio: Path, capfd: pytest.CaptureFixture[str]) -> None:
    face = ["refine", "photo.png", "song.wav"]
    assert run([*face, "--line-range", "1-2"]) == 2
    assert run([*face, "--lyrics", "lyrics.txt", "--alignment", "times.json"]) == 2
    assert run([*face, "--box", "9", "3", "0", "5"]) == 2
    assert "holds no pixel" in capfd.readouterr().err


def test_without_torch_one_sentence_says_what_to_install(
    studio: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("animatemusic.models.find_spec", lambda name: None)
    for command in (
        ["refine", "photo.png", "song.wav"],
        ["sync", "singer.mp4"],
        ["models", "check"],
    ):
        assert run(command) == 1
        err = capfd.readouterr().err
        assert err.count("\n") == 1
        assert f"needs torch, which is not installed; run `{adding('wav2lip')}`" in err


def test_lines_are_counted_from_one() -> None:
    assert line_range("2-3") == (2, 3)
    for wrong in ("0-3", "3-2", "x", "1-"):
        with pytest.raises(Exception, match="no range of lines"):
            line_range(wrong)


def test_lips_move_around_the_words_and_not_between_lines(folder: Path) -> None:
    found = animatemusic.read_timing(folder / "times.json")
    words = [word.span for word in found.words() if word.span]
    spans = sung_spans(found)
    for word in words:
        assert any(span.start <= word.start and word.end <= span.end for span in spans)
    assert sung_spans(found, (1, 1))[0].start == spans[0].start
    with pytest.raises(animatemusic.InputError, match="line 9 was asked for"):
        sung_spans(found, (1, 9))


def test_landmarks_become_a_drawn_face(studio: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["landmarks", "singer.mp4", "--fps", "25", "-o", "faces.json"]) == 0
    assert "2 of 12 moments show no face" in capfd.readouterr().err
    rows = json.loads(Path("faces.json").read_text())
    assert [len(row["landmarks"]) for row in rows] == [1] * 5 + [0] * 2 + [1] * 5
    assert rows[1]["time"] == 0.04
    assert len(rows[0]["landmarks"][0]["chin"]) == 17
    code = run(
        [
            *("animate", "song.wav", "lyrics.txt", "--face-data", "faces.json", "-q"),
            *("--alignment", "times.json", "--size", "320x180", "--range", "0-0.5", "-o", "x.mp4"),
        ]
    )
    assert code == 0, capfd.readouterr().err
    with av.open("x.mp4") as container:
        assert container.streams.video[0].frames == 15


def test_landmarks_of_a_photo_go_to_stdout(studio: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["landmarks", "photo.png", "-q"]) == 0
    assert len(json.loads(capfd.readouterr().out)) == 1
    Image.new("RGB", (200, 200), (90, 90, 90)).save("grey.png")
    assert run(["landmarks", "grey.png"]) == 1
    assert "no face was found in grey.png" in capfd.readouterr().err


def test_a_face_in_lines_is_a_rig_that_performs(studio: Path) -> None:
    from animatemusic.face_data import FaceData
    from render.face_lines import FaceLines

    assert run(["landmarks", "singer.mp4", "-o", "faces.json", "-q"]) == 0
    rig = FaceData(Path("faces.json"))()
    check_rig(rig)
    assert isinstance(rig, FaceLines)
    poses = [rig.perform(Pose("D", tilt=5), animatemusic.Ms(t)) for t in (0, 100, 200, 600, 700)]
    assert {pose.tilt for pose in poses} == {0}
    # 0 to 0.4 s are in the clip; then it goes backward.
    assert [pose.moment for pose in poses] == [0, 100, 200, 200, 100]


def test_sync_measures_a_video(
    studio: Path, weights: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    expert = str(weights / "lipsync_expert.pth")
    code = run(["sync", "singer.mp4", "--song", "song.wav", "--checkpoint", expert, "--json", "-q"])
    out, err = capfd.readouterr()
    assert code == 0, err
    found = json.loads(out)
    assert found["windows"] == 1 + 1  # five frames before, five after the gap
    assert 0 <= found["cosine"] <= found["best_cosine"] <= 1
    assert run(["sync", "singer.mp4", "--song", "song.wav"]) == 1
    assert "no lipsync-expert weights are known" in capfd.readouterr().err


def test_models_are_added_listed_and_checked(
    studio: Path, weights: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "path"]) == 0
    assert capfd.readouterr().out == f"{studio / 'models'}\n"
    expert = weights / "lipsync_expert.pth"
    assert run(["models", "add", str(expert)]) == 0
    out, err = capfd.readouterr()
    assert out == f"{studio / 'models' / 'lipsync_expert.pth'}\n"
    assert "measures how well lips fit" in err
    assert run(["models", "add", str(expert), "-q"]) == 1
    assert "exists already" in capfd.readouterr().err
    assert run(["models", "list"]) == 0
    assert "lipsync-expert" in capfd.readouterr().out
    assert run(["models", "check"]) == 0
    assert "whole" in capfd.readouterr().out
    with (studio / "models" / "lipsync_expert.pth").open("r+b") as file:
        file.truncate(100_000)
    assert run(["models", "check", "lipsync_expert.pth"]) == 1
    assert "damaged or cut off" in capfd.readouterr().out
    assert run(["models", "check", "other.pth"]) == 1
    assert "no weights called other.pth" in capfd.readouterr().err


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    """Serves the files of the current folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


def test_models_are_downloaded_from_the_address_that_is_given(
    studio: Path, weights: Path, server: str, capfd: pytest.CaptureFixture[str]
) -> None:
    Path("expert.pth").symlink_to(weights / "lipsync_expert.pth")
    assert run(["models", "add", f"{server}/expert.pth?download=true", "-q"]) == 0
    assert (studio / "models" / "expert.pth").is_file()
    Path("page.pth").write_text("<!DOCTYPE html><html>")
    for address, said in (
        ("/page.pth", "is a web page, not weights"),
        ("/none.pth", "cannot be downloaded"),
        ("/", "names no file"),
    ):
        assert run(["models", "add", f"{server}{address}", "-q"]) == 1
        assert said in capfd.readouterr().err
    assert run(["models", "add", "http://127.0.0.1:1/x.pth", "-q"]) == 1
    assert "cannot be downloaded" in capfd.readouterr().err
