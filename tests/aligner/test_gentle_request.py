"""What is sent to Gentle."""

from __future__ import annotations

import wave
from io import BytesIO

import numpy as np
import pytest

from aligner.gentle_request import GentleOptions, Patience, Upload, wav_bytes
from tests.aligner.fake_gentle import parse_form


def test_a_form_is_as_long_as_it_says_each_time_that_it_is_sent() -> None:
    mono = np.sin(np.arange(100_000) / 20).astype(np.float32)
    upload = Upload(mono, "Don’t", {"conservative": "true"})
    first, second = b"".join(upload), b"".join(upload)
    assert first == second
    assert len(upload) == len(first)
    assert max(map(len, upload)) <= 1 << 16  # the song is never there twice


def test_a_form_holds_the_words_the_flags_and_the_song() -> None:
    mono = np.sin(np.arange(70_001) / 20).astype(np.float32)
    upload = Upload(mono, "Don’t", GentleOptions(disfluency=True, conservative=True).fields())
    parts = parse_form(upload.content_type, b"".join(upload))
    assert sorted(parts) == ["audio", "conservative", "disfluency", "transcript"]
    assert parts["transcript"].decode() == "Don’t"
    assert parts["audio"] == wav_bytes(mono)
    with wave.open(BytesIO(parts["audio"]), "rb") as wav:
        assert wav.getparams()[:4] == (1, 2, 16_000, 70_001)


def test_a_flag_that_is_not_wanted_is_not_sent() -> None:
    # Gentle takes disfluency=false for a yes.
    assert GentleOptions().fields() == {}


def test_long_uploads_tell_how_far_they_are() -> None:
    told: list[tuple[str, float]] = []
    upload = Upload(
        np.zeros(2_000_000, np.int16),
        "a",
        progress=lambda stage, share: told.append((stage, share)),
    )
    assert told == []
    assert sum(map(len, upload)) == len(upload)
    assert told[0] == ("uploading", 0.0)
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert 3 <= len(told) <= 5


def test_longer_songs_may_take_longer() -> None:
    assert Patience().answer(600) > Patience().answer(60) > Patience().stall


@pytest.mark.parametrize("timeout", [0.0, -1.0, float("nan")])
def test_a_timeout_is_more_than_nothing(timeout: float) -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        GentleOptions(timeout=timeout)
