"""The search made for singing: four looks at the song, each knowing more than the one before.

1. Forward-backward with the speech model.
2. A vocal classifier trained on that answer tells singing from playing; forward-backward again, at
   a lower acoustic scale, now that the silences are known.
3. The classifier once more on the better answer; the means of the model move towards this voice.
4. A last look gives the words; between their onsets the best path gives the phones.

A word begins at the *median* of its onset's posterior: the best path alone is sure of itself even
where the voice is drowned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx import features
from aligner.sphinx.adapt import LEAST_FRAMES, adapted, bent_columns
from aligner.sphinx.between import path_between
from aligner.sphinx.chain import Windows
from aligner.sphinx.graph import Graph
from aligner.sphinx.model import AcousticModel
from aligner.sphinx.posteriors import Posteriors, posteriors
from aligner.sphinx.senones import senone_scores
from aligner.sphinx.viterbi import best_path
from aligner.sphinx.vocals import vocal_features, vocal_logit
from media_core.progress import Progress

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

_SURE_MASS = 0.7
_SURE_REACH = 15
"""A word is sure if 70 % of its onset's mass lies within 0.15 s: good enough to learn from."""

_CONFIDENCE_REACH = 30
"""A word is right within 0.3 s of its onset, the tolerance of the lyrics-alignment literature."""

_CONFIDENCE_ODDS = 2 / 3
"""Fitted to 1379 words of eight songs, before the second look went to the low scale; 0.55-0.84
with one of them left out."""


_SUREST = 3.0
"""Most of the classifier's log odds that is believed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Constants of the search; costs are natural logarithms.

    Attributes:
        acoustic_scale: weight of the acoustics against the transitions. A song says the same
            thing in fewer independent frames than speech does: its neighbours are held notes.
        final_scale: the same in the later looks, which know where nobody sings.
        confidence_scale: the same where only doubt is measured; low, so that doubt shows.
        pause_at_line: cost of a silence before a line or at an end of the song.
        pause_in_line: cost of a silence inside a line. High, because a model of clean speech
            takes quiet singing under music for silence.
        pause_rate: what each further frame of a silence inside a line costs. Without it a pause of
            half a minute costs as much as a breath, and the first word of a line stays behind in
            the solo before it. At 0.03 five seconds cost more than the pause itself, and English
            songs gain; but French and Spanish ones lose, and unsung lines are hidden: off.
        pause_in_speech: ``pause_in_line`` where somebody speaks.
        speech_scale: ``acoustic_scale`` where somebody speaks: whose frames differ, and are not
            drowned by a band.
        speech_final_scale: ``final_scale`` there.
        speech_vowel_stay: ``vowel_stay`` there; spoken vowels are no notes.
        vowel_stay: least probability that a vowel's state goes on. Sung vowels are notes: with
            the transitions of speech, every second of a held one costs as much as a pause, and
            the pause is taken. 0.9 a frame lets three states last 0.3 s on average.
        vocal_weight: how much the vocal classifier's log odds count.
        hold_weight: the same where only the phones between known onsets are sought; higher, so
            that the end of a long note is not taken for a pause.
    """

    acoustic_scale: float = 0.2
    final_scale: float = 0.1
    confidence_scale: float = 0.05
    pause_at_line: float = -2.0
    pause_in_line: float = -12.0
    pause_rate: float = 0.0
    pause_in_speech: float = -4.0
    speech_scale: float = 0.5
    speech_final_scale: float = 0.3
    speech_vowel_stay: float = 0.7
    vowel_stay: float = 0.9
    vocal_weight: float = 0.5
    hold_weight: float = 1.0

    def spoken(self) -> Settings:
        """The same for somebody who speaks, who may pause anywhere for as long as it pleases."""
        return replace(
            self,
            acoustic_scale=self.speech_scale,
            final_scale=self.speech_final_scale,
            pause_in_line=self.pause_in_speech,
            pause_rate=0.0,
            vowel_stay=self.speech_vowel_stay,
        )


class LostError(Exception):
    """No path through the song keeps to the windows."""


@dataclass(frozen=True, eq=False, slots=True)
class Heard:
    """What the vocal classifier hears, and where there is any sound."""

    features: NDArray[np.float64]
    alive: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """What the search found.

    Attributes:
        path: ``(frames,)`` state of each frame.
        confidence: ``(words,)`` probability that each word begins within 0.3 s of its place.
    """

    path: NDArray[np.int64]
    confidence: NDArray[np.float64]


def search(
    model: AcousticModel,
    graph: Graph,
    mid: Floats,
    side: Floats | None,
    cepstra: Floats,
    settings: Settings,
    progress: Progress,
    windows: Windows,
    scores: Floats | None = None,
) -> Found:
    """Find the words of a graph in a song.

    Args:
        model: the speech model.
        graph: at most as long as the song (``graph.shortest`` frames).
        mid: ``(n,)`` mean of the channels, 16 kHz.
        side: ``(n,)`` half their difference, or None.
        cepstra: ``(frames, 13)`` of ``mid``.
        settings: constants.
        progress: told of the stages.
        windows: in which frames each word may begin.
        scores: of the graph's senones in these frames, where they are known already; to be used
            once, since they change with the model.

    Raises:
        LostError: no path through the song keeps to the windows.
    """
    streams = features.streams(cepstra)
    if scores is None:
        scores = senone_scores(model, streams, graph.senones.tolist())
    progress("Listening", 0.6)
    alive = features.alive(cepstra)
    heard = Heard(vocal_features(mid, side, cepstra, alive), alive)
    progress("Listening", 1.0)

    # Only what the next look needs is kept of the one before: they are the largest arrays here.
    scale = settings.acoustic_scale
    voice = voice_odds(heard, posteriors(graph, scores, scale, windows=windows))
    progress("Aligning", 0.2)
    if voice is not None:
        voice, scores = _learned(
            *(model, graph, streams, scores, heard, voice, settings), windows=windows
        )
    progress("Aligning", 0.55)
    onsets = _final_onsets(graph, scores, voice, settings, windows)
    progress("Aligning", 0.75)
    ratio = settings.confidence_scale / settings.acoustic_scale
    doubt = posteriors(
        graph,
        scores,
        settings.confidence_scale,
        silence_bonus=_bonus(voice, settings.vocal_weight * ratio),
        windows=windows,
    )
    sure = confidence(doubt, onsets)
    progress("Aligning", 0.9)
    path = path_between(
        *(graph, scores, scale, onsets), silence_bonus=_bonus(voice, settings.hold_weight)
    )
    progress("Aligning", 1.0)
    return Found(path, sure)


def _bonus(voice: Doubles | None, weight: float) -> Floats | None:
    """What all silences of a look gain from the log odds that somebody sings."""
    return None if voice is None else np.asarray(-weight * voice, np.float32)


def _learned(
    model: AcousticModel,
    graph: Graph,
    streams: Floats,
    scores: Floats,
    heard: Heard,
    voice: Doubles,
    settings: Settings,
    *,
    windows: Windows,
) -> tuple[Doubles | None, Floats]:
    """The second look, and what it teaches: the voice anew, and scores of the bent model."""
    seen = posteriors(
        *(graph, scores, settings.final_scale),
        silence_bonus=_bonus(voice, settings.vocal_weight),
        windows=windows,
        occupancy=True,
    )
    sure = sure_frames(graph, seen)
    if seen.occupied is not None and sure.sum() >= LEAST_FRAMES:
        bent = adapted(model, graph, streams, seen.occupied, sure)
        columns = bent_columns(model, graph)
        scores[:, columns] = senone_scores(bent, streams, graph.senones[columns].tolist())
    return voice_odds(heard, seen), scores


def _final_onsets(
    graph: Graph,
    scores: Floats,
    voice: Doubles | None,
    settings: Settings,
    windows: Windows,
) -> NDArray[np.int64]:
    """Where the words begin."""
    final = posteriors(
        *(graph, scores, settings.final_scale),
        silence_bonus=_bonus(voice, settings.vocal_weight),
        windows=windows,
    )
    if final.lost():
        raise LostError
    return in_order(final.onsets.quantile(0.5), graph, len(scores))


def voice_odds(heard: Heard, seen: Posteriors) -> Doubles | None:
    """Log odds that somebody sings, by the vocal classifier trained on an alignment.

    Returns:
        ``(frames,)``, at most :data:`_SUREST` either way; None if nothing can be said.
    """
    logit = vocal_logit(heard.features, 1.0 - seen.silence, heard.alive)
    if logit is None:
        if heard.alive.all():
            return None
        logit = np.zeros(len(seen.silence))
    return np.where(heard.alive, np.clip(logit, -_SUREST, _SUREST), -_SUREST)


def sure_frames(graph: Graph, seen: Posteriors) -> NDArray[np.bool_]:
    """Frames of words whose onsets are sharp; a word lasts until the next one begins."""
    onsets = seen.onsets.quantile(0.5)
    sharp = seen.onsets.near(onsets, _SURE_REACH) > _SURE_MASS
    sure = np.zeros(len(seen.silence), bool)
    ends = np.append(onsets[1:], len(sure))
    for word in np.flatnonzero(sharp):
        sure[onsets[word] : ends[word]] = True
    return sure & (seen.silence < 0.5)


def confidence(seen: Posteriors, onsets: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probability of each word to begin within 0.3 s of the given frames.

    It is ``a / (a + sqrt(1 - mass))``, where the mass is that of the onset's posterior within
    0.3 s. Mass alone is too sure; the reliability table in benchmarks/README.md is of the songs
    that the constant was fitted to. Tried as well: other scales of the posterior (0.03, 0.07), its
    reach (0.1, 0.2 s), that of the earlier looks, and means of those; none told right from wrong
    better.

    Returns:
        ``(words,)``; 0 where the word could not be followed.
    """
    mass = np.clip(seen.onsets.near(onsets, _CONFIDENCE_REACH), 0.0, 1.0)
    sure = _CONFIDENCE_ODDS / (_CONFIDENCE_ODDS + np.sqrt(1.0 - mass))
    return np.where(seen.onsets.total > 0.5, sure, 0.0)


def in_order(onsets: NDArray[np.int64], graph: Graph, frames: int) -> NDArray[np.int64]:
    """The nearest onsets that leave each word the frames that its shortest pronunciation needs.

    Medians are taken word by word, so neighbours may come too close or cross.
    """
    lengths = shortest_words(graph)
    # Take the needed frames out: what is left must not decrease.
    offset = np.concatenate([[0], np.cumsum(lengths[:-1])])
    slack = np.clip(onsets - offset, 0, frames - int(lengths.sum()))
    level = (np.maximum.accumulate(slack) + np.minimum.accumulate(slack[::-1])[::-1]) // 2
    return np.asarray(np.maximum.accumulate(level) + offset)


def shortest_words(graph: Graph) -> NDArray[np.int64]:
    """``(words,)`` least number of frames of each word."""
    lengths = (graph.leaf - graph.entry + 1).astype(np.int64)
    return np.minimum.reduceat(lengths, graph.first_leaf)


def last_resort(model: AcousticModel, graph: Graph, cepstra: Floats, settings: Settings) -> Found:
    """The best path with the speech model, for a song in which no words can be followed."""
    scores = senone_scores(model, features.streams(cepstra), graph.senones.tolist())
    path = best_path(graph, scores, settings.acoustic_scale)
    return Found(path, np.zeros(graph.words))
