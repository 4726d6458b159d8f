"""Files are opened as files whatever their names look like, and only where they hold media."""

from __future__ import annotations

import os
import re
import socket
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from media_core.audio import load_audio
from media_core.containers import open_media, write_media
from media_core.errors import AnimateMusicError, AudioError
from media_core.tags import tags_of

ROOT = Path(__file__).parents[2]
ROOMS = ("media_core", "aligner", "visemes", "render", "wav2lip_refine", "animatemusic")
NAMES = (
    *(
        "Remix:2.wav",
        "concat:x.wav",
        "http:x.wav",
        "data:x",
        "file:x.wav",
        "pipe:0",
        "-",
        "a|b.wav",
    ),
    *(
        "subfile,,start,0,end,9,,:x.wav",
        "cache:x.wav",
        "x%03d.wav",
        "lavfi:x.wav",
        "?",
        "ü\udce4.wav",
    ),
)


def write_wav(path: Path, seconds: float = 0.5, rate: int = 16_000) -> None:
    time = np.arange(round(seconds * rate)) / rate
    with path.open("wb") as raw, wave.open(raw, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((9000 * np.sin(time * 2764)).astype("<i2").tobytes())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    write_wav(Path(name))
    assert load_audio(Path(name)).duration == 500
    assert tags_of(Path(name)) == {}
    with write_media(Path(f"out-{name}"), "wav") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), "s16", "mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert Path(f"out-{name}").read_bytes()[:4] == b"RIFF"
    assert len(list(tmp_path.iterdir())) == 2


def test_nothing_goes_to_the_network_because_of_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        with pytest.raises(AudioError, match="there is no sound file"):
            load_audio(Path(f"http:127.0.0.1:{port}"))
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5\n{}\n#EXT-X-ENDLIST\n", "playlist"),
        ("a.wav", "\ufeff#EXTM3U\n{}\n", "playlist"),
        ("a.mp3", "ffconcat version 1.0\nfile '{}'\n", "list of parts"),
        ("a.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n", "description"),
        ("a.mp4", "<?xml version='1.0'?><MPD><BaseURL>{}</BaseURL></MPD>", "an XML file"),
        ("a.pls", "[playlist]\nFile1={}\n", "PLS playlist"),
        ("a.lrc", "[00:01.00]moon\n[00:02.00]boat\n", "not a file of a kind that can be read"),
        ("a.ans", "\x1b[31mart" * 99, "kind that can be read"),
    ],
)
def test_what_names_media_instead_of_holding_it_is_refused(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    write_wav(tmp_path / "other.wav")
    path = tmp_path / name
    path.write_text(text.replace("{}", str(tmp_path / "other.wav")), "utf-8")
    with pytest.raises(AnimateMusicError, match=said) as caught:
        open_media(path)
    assert str(path) in caught.value.message


def test_a_picture_whose_name_is_a_pattern_stands_for_itself(tmp_path: Path) -> None:
    write_wav(tmp_path / "x1.png")
    (tmp_path / "x%d.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with pytest.raises(AnimateMusicError, match="kind that can be read"):
        open_media(tmp_path / "x%d.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_pipes_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.wav")
    with pytest.raises(AudioError, match="is a pipe"):
        load_audio(tmp_path / "a.wav")
    assert tags_of(tmp_path / "a.wav") == {}


def test_no_other_module_opens_media() -> None:
    opening = re.compile(r"\bav\.open\(|from av import .*\bopen\b|av\.container\.open")
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if opening.search(path.read_text("utf-8"))
    }
    assert found == {"media_core/containers.py"}
