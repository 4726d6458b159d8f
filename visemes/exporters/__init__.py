"""Mouth tracks for other programs.

To add one: write a module with ``write(track, sound) -> str`` beside these and give it a line in
:data:`EXPORTERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from visemes.exporters import rhubarb
from visemes.track import MouthTrack


@dataclass(frozen=True, slots=True)
class Exporter:
    """A file format for mouths.

    Attributes:
        suffix: of the files it writes, with the dot.
        write: ``(track, name of the sound file) -> text``.
        description: which program reads it.
    """

    suffix: str
    write: Callable[[MouthTrack, str], str]
    description: str


EXPORTERS: dict[str, Exporter] = {
    "rhubarb-json": Exporter(".json", rhubarb.write_json, "Rhubarb Lip Sync JSON, many importers"),
    "rhubarb-tsv": Exporter(".tsv", rhubarb.write_tsv, "Rhubarb Lip Sync TSV, many importers"),
}
