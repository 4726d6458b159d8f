"""The aligners that a song can be given to: one row each in :data:`ALIGNERS`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, Protocol

from aligner.alignment import Alignment
from aligner.gentle_request import GentleOptions
from aligner.lyrics import Lyrics
from aligner.pins import NO_PINS, Pins
from aligner.pronounce import Pronouncer
from aligner.sphinx.kind import Kind
from animatemusic.completing import filled
from media_core.audio import Audio
from media_core.errors import InputError
from media_core.progress import Progress

AlignerName = Literal["auto", "sphinx", "gentle", "ctc"]

DEFAULT_GENTLE = "http://localhost:8765"
"""Where Gentle's own container answers."""


@dataclass(frozen=True, slots=True)
class AlignerOptions:
    """What one aligner or another wants to know.

    Attributes:
        kind: for ``sphinx``: ``song`` or ``speech``; ``auto`` listens, and takes a vocal stem for
            a song's.
        gentle_url: address of a Gentle server; the environment variable ``GENTLE_URL`` if None.
        gentle: what else to ask of Gentle.
        ctc_model: for ``ctc``: the folder of a network of the Wav2Vec2 or MMS type.
    """

    kind: Kind = "auto"
    gentle_url: str | None = None
    gentle: GentleOptions = field(default_factory=GentleOptions)
    ctc_model: Path | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What an aligner is made from.

    Attributes:
        pronouncer: says words.
        options: of all aligners; each reads its own.
        notice: told what the user should know.
        progress: told of the stages.
    """

    pronouncer: Pronouncer
    options: AlignerOptions
    notice: Callable[[str], None]
    progress: Progress


class Search(Protocol):
    """Finds words in a song, each where its pin has it if it has one."""

    def __call__(self, audio: Audio, lyrics: Lyrics, pins: Pins = NO_PINS) -> Alignment:
        """Find every word, in order; raises as :meth:`aligner.seam.Aligner.align` does."""
        ...


@dataclass(frozen=True, slots=True)
class AlignerSpec:
    """An aligner, and what can be asked of it.

    Attributes:
        title: how sentences call it.
        make: what searches, once it is known what is wanted.
        options: fields of :class:`AlignerOptions` that mean something to this one alone; another
            one refuses them.
        takes_pins: whether words can be pinned to times, and kept.
        english_only: whether it knows no other language.
        facts: what an answer depends on besides song, words and pronunciations; None where
            answers are not kept, as those of a server.
    """

    title: str
    make: Callable[[Request], Search]
    options: tuple[str, ...] = ()
    takes_pins: bool = True
    english_only: bool = False
    facts: Callable[[AlignerOptions], object] | None = None


def chosen(name: AlignerName, options: AlignerOptions) -> AlignerName:
    """The aligner that ``auto`` means: the one that the options are for.

    Raises:
        InputError: there is no such aligner, or options are for another one.
    """
    if name == "auto":
        served = options.gentle_url or os.environ.get("GENTLE_URL")
        name = "ctc" if options.ctc_model is not None else "gentle" if served else "sphinx"
    if name not in ALIGNERS:
        raise InputError(f"no aligner is called {name}", hint=f"there are {', '.join(ALIGNERS)}")
    usual = {one.name: getattr(AlignerOptions(), one.name) for one in fields(AlignerOptions)}
    for other, spec in ALIGNERS.items():
        strange = any(getattr(options, one) != usual[one] for one in spec.options)
        if other != name and strange:
            raise InputError(
                f"{ALIGNERS[name].title} was chosen, and there are options for {spec.title}",
                hint=f"leave them out, or add --aligner {other}",
            )
    return name


# Each library is imported where it is used: none needs those of another.


def _sphinx(request: Request) -> Search:
    from aligner.sphinx.aligner import SphinxAligner

    pronounce = request.pronouncer.pronounce
    return SphinxAligner(pronounce, kind=request.options.kind, progress=request.progress).align


def _gentle(request: Request) -> Search:
    from aligner.gentle import GentleAligner

    options = request.options
    url = options.gentle_url or os.environ.get("GENTLE_URL") or DEFAULT_GENTLE
    client = GentleAligner(url, progress=request.progress, options=options.gentle)

    def search(audio: Audio, lyrics: Lyrics, pins: Pins = NO_PINS) -> Alignment:
        heard = client.hear(audio, lyrics)
        return filled(
            heard.alignment,
            request.pronouncer,
            audio,
            "Gentle",
            request.notice,
            request.progress,
            heard.half,
        )

    return search


def _ctc(request: Request) -> Search:
    from aligner.ctc.aligner import CtcAligner, unspellable
    from aligner.ctc.folder import read_folder
    from aligner.ctc.network import emissions_of, open_network

    folder = read_folder(_model_of(request.options))
    licence = folder.licence or "a licence that its folder does not name"
    request.notice(f"the network in {folder.path} is under {licence}")
    run = open_network(folder)
    engine = CtcAligner(
        lambda mono16k: emissions_of(run, mono16k, folder),
        request.pronouncer.pronounce,
        progress=request.progress,
    )

    def search(audio: Audio, lyrics: Lyrics, pins: Pins = NO_PINS) -> Alignment:
        if unknown := unspellable(lyrics, folder.tokens):
            few = ", ".join(unknown[:8]) + (", ..." if len(unknown) > 8 else "")
            request.notice(f"the network knows no letter of {few}: their times are guesses")
        return engine.align(audio, lyrics, pins)

    return search


def _ctc_facts(options: AlignerOptions) -> object:
    """Weights are a gigabyte: their size and date stand for them."""
    from aligner.ctc.folder import read_folder

    folder = read_folder(_model_of(options))
    stat = folder.weights.stat()
    return str(folder.weights.resolve()), stat.st_size, stat.st_mtime_ns, repr(folder)


def _model_of(options: AlignerOptions) -> Path:
    if options.ctc_model is None:
        raise InputError(
            "the aligner ctc needs a network",
            hint="give its folder (config.json, vocab.json, weights) with --ctc-model",
        )
    return options.ctc_model


ALIGNERS: Mapping[str, AlignerSpec] = {
    "sphinx": AlignerSpec("the built-in aligner", _sphinx, facts=lambda options: options.kind),
    "gentle": AlignerSpec(
        "Gentle", _gentle, options=("gentle",), takes_pins=False, english_only=True
    ),
    "ctc": AlignerSpec("the network", _ctc, options=("ctc_model",), facts=_ctc_facts),
}
