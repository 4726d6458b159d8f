"""Mouth tracks for other programs: one module a program, all of them in :data:`EXPORTERS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from visemes.exporters import (
    after_effects,
    arkit,
    blender,
    godot,
    harmony,
    live2d,
    moho,
    otio,
    papagayo,
    papagayo_ng,
    per_frame_csv,
    rhubarb,
    spine,
    textgrid,
    xlights,
)
from visemes.exporters.performance import Performance

__all__ = ["EXPORTERS", "Exporter", "Option", "Performance"]


@dataclass(frozen=True, slots=True)
class Option:
    """Something that only one program wants to know.

    Attributes:
        default: what is taken if nothing is said.
        meaning: for people, a few words.
    """

    default: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Exporter:
    """A file format for mouths, and what it wants to know.

    Attributes:
        suffix: of the files it writes, with the dot.
        write: the text of a file. It raises ``InputError`` for what the format cannot say.
        description: the programs that read it, and what they get.
        set: the set of shapes that the program knows by name, or "" if any will do.
        fps: frames a second if nothing else is said, or None if the format counts no frames.
        options: what else can be said, by name.
    """

    suffix: str
    write: Callable[[Performance], str]
    description: str
    set: str = ""
    fps: Fraction | None = None
    options: Mapping[str, Option] = field(default_factory=dict)

    def chosen(self, given: Mapping[str, str]) -> dict[str, str]:
        """Every option of this format with its value.

        Raises:
            ValueError: there is no such option.
        """
        strange = sorted(set(given) - set(self.options))
        if strange:
            known = ", ".join(self.options) or "none"
            raise ValueError(f"it has no option {strange[0]!r} (its options: {known})")
        return {name: option.default for name, option in self.options.items()} | dict(given)


_VOICE = {"name": Option("Singer", "of the voice")}
_FILM = Fraction(24)

EXPORTERS: dict[str, Exporter] = {
    "rhubarb-json": Exporter(
        ".json",
        rhubarb.write_json,
        "Rhubarb Lip Sync JSON: importers for After Effects, Blender, Unity, Godot",
        set="rhubarb",
    ),
    "rhubarb-tsv": Exporter(
        ".tsv",
        rhubarb.write_tsv,
        "Rhubarb Lip Sync TSV: simple importers and scripts",
        set="rhubarb",
    ),
    "rhubarb-xml": Exporter(
        ".xml",
        rhubarb.write_xml,
        "Rhubarb Lip Sync XML: Vegas Pro and other importers",
        set="rhubarb",
    ),
    "moho": Exporter(
        ".dat",
        moho.write,
        "Moho (Anime Studio), OpenToonz, Tahoma2D: switch data",
        set="preston-blair",
        fps=_FILM,
    ),
    "papagayo": Exporter(
        ".pgo",
        papagayo.write,
        "Papagayo, Synfig, xLights: voice, phrases, words and phones",
        set="preston-blair",
        fps=_FILM,
        options=_VOICE,
    ),
    "papagayo-ng": Exporter(
        ".pg2",
        papagayo_ng.write,
        "Papagayo-NG: voice, phrases, words and phones",
        set="preston-blair",
        fps=_FILM,
        options=_VOICE,
    ),
    "after-effects": Exporter(
        ".jsx",
        after_effects.write,
        "After Effects: keys a layer of mouths, or a null with sliders and markers",
        fps=_FILM,
    ),
    "blender": Exporter(
        ".py",
        blender.write,
        "Blender: keys shape keys or an image sequence",
        fps=_FILM,
    ),
    "harmony": Exporter(
        ".txt",
        harmony.write_letters,
        "Toon Boom Harmony: the letter of the mouth chart for each frame",
        set="toon-boom",
        fps=_FILM,
    ),
    "harmony-script": Exporter(
        ".js",
        harmony.write_script,
        "Toon Boom Harmony: exposes the drawings of a layer",
        set="toon-boom",
        fps=_FILM,
    ),
    "spine": Exporter(
        ".json",
        spine.write,
        "Spine 4: swaps the attachments of a slot",
        options={
            "slot": Option("mouth", "name of the slot"),
            "prefix": Option("mouth/", "of the attachments, before the name of the mouth"),
            "animation": Option("sing", "name of the animation"),
        },
    ),
    "godot": Exporter(
        ".tres",
        godot.write,
        "Godot 4 and 3: an Animation for an AnimationPlayer",
        options={
            "path": Option("Mouth:animation", "node and property; :frame gets numbers"),
            "version": Option("4", "of Godot: 4 or 3"),
        },
    ),
    "live2d": Exporter(
        ".motion3.json",
        live2d.write,
        "Live2D Cubism, VTube Studio: curves of mouth opening and form",
        fps=Fraction(30),
        options={
            "open": Option("ParamMouthOpenY", "parameter that opens the mouth, 0..1"),
            "form": Option("ParamMouthForm", "parameter that widens it, -1..1"),
        },
    ),
    "arkit": Exporter(
        ".json",
        arkit.write,
        "ARKit and glTF faces (MetaHuman, VRM): weights of blend shapes, frame by frame",
        fps=Fraction(30),
    ),
    "unity-csv": Exporter(
        ".csv",
        per_frame_csv.write,
        "Unity, Unreal, spreadsheets: shape, blend, openness, width, frame by frame",
        fps=Fraction(30),
    ),
    "xlights": Exporter(
        ".xtiming",
        xlights.write,
        "xLights: a lyric timing track for the Faces effect (steps of 25 ms)",
        set="preston-blair",
        fps=Fraction(40),
    ),
    "otio": Exporter(
        ".otio",
        otio.write,
        "OpenTimelineIO (Resolve, Hiero, RV, ...): the song with a marker for each mouth",
        fps=_FILM,
    ),
    "textgrid-visemes": Exporter(
        ".TextGrid",
        textgrid.write,
        "Praat: tiers of words and mouths",
    ),
}
"""The formats by the name that users give.

To add one, write a module with ``write(performance) -> str`` beside the others and give it an
entry here; ``tests/visemes/exporters`` then holds it to the promises that all of them keep.
"""
