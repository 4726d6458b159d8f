import numpy as np

from aligner.sphinx.features import cepstra
from aligner.sphinx.model import load_model, model_folder
from aligner.sphinx.vocals import vocal_features, vocal_logit

RATE = 16_000


def test_a_voice_is_told_from_the_band_by_what_the_alignment_half_knows() -> None:
    rng = np.random.default_rng(0)
    seconds = 40
    t = np.arange(seconds * RATE) / RATE
    sings = (t // 4).astype(int) % 2 == 1
    band = 0.05 * rng.normal(size=len(t)) + 0.1 * np.sin(2 * np.pi * 110 * t)
    voice = sum(
        np.sin(2 * np.pi * 220 * k * t + 2 * np.sin(2 * np.pi * 5 * t)) / k for k in (1, 2, 3, 4)
    )
    mid = (band + 0.2 * sings * voice).astype(np.float32)
    side = (0.05 * rng.normal(size=len(t))).astype(np.float32)
    options = load_model(model_folder()).features
    ceps = cepstra(mid, options)
    alive = np.ones(len(ceps), bool)
    heard = vocal_features(mid, side, ceps, alive)
    truth = sings[:: RATE // 100][: len(heard)].astype(np.float32)
    truth = np.pad(truth, (0, len(heard) - len(truth)))
    guess = np.roll(truth, 40)  # an alignment that is 0.4 s late
    logit = vocal_logit(heard, guess, alive)
    assert logit is not None
    assert ((logit > 0) == (truth > 0.5)).mean() > ((guess > 0.5) == (truth > 0.5)).mean()
    assert ((logit > 0) == (truth > 0.5)).mean() > 0.95


def test_nothing_is_learned_where_nobody_pauses() -> None:
    heard = np.ones((1000, 4))
    alive = np.ones(1000, bool)
    assert vocal_logit(heard, np.ones(1000, np.float32), alive) is None
    assert vocal_logit(heard, np.repeat(np.array([1, 0], np.float32), [950, 50]), alive) is None


def test_an_empty_track_teaches_nothing() -> None:
    rng = np.random.default_rng(1)
    heard = rng.normal(size=(4000, 4))
    sung = (rng.random(4000) < 0.7).astype(np.float32)
    assert vocal_logit(heard, sung, np.ones(4000, bool)) is not None
    # All that is not sung is digital silence: nobody has heard the band alone.
    assert vocal_logit(heard, sung, sung > 0.5) is None
