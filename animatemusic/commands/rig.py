"""``animatemusic rig``: look at drawings, make templates, turn forms into each other."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

import sample_rigs
from animatemusic import options
from animatemusic.commands.rig_options import drawing_options, reading_options, wishes_of
from animatemusic.commands.shared import FILE, common
from animatemusic.notes import note
from animatemusic.output import output_path, write_file, write_text
from animatemusic.pangram import write_clip
from animatemusic.progress import shown
from media_core.errors import OutputError, RigError
from render.rigs import FORMS, load_rig
from render.rigs.check import Report, check_drawings, stand_ins
from render.rigs.kit import KITS, write_kit, write_schema
from render.rigs.normalise import write_folder
from render.rigs.opening import open_rig
from render.rigs.proof import proof_sheet
from render.rigs.slicing import slice_sheet
from visemes import sets
from visemes.sets import load_set


@click.group(
    epilog="""\b
Examples:
  animatemusic rig new --form svg my_rig
  animatemusic rig check my_rig --proof proof.png
  animatemusic rig list
"""
)
def rig() -> None:
    """Check drawings, make templates, turn any form into a folder of pictures."""


@rig.command(
    epilog="""\b
Examples:
  animatemusic rig check my_rig
  animatemusic rig check mouths.png --grid 3x3 --proof proof.png --clip clip.mp4
  animatemusic rig check my_rig --json -o report.json
"""
)
@click.argument("path", type=FILE)
@reading_options
@click.option(
    "--size",
    type=options.size,
    default="1920x1080",
    show_default=True,
    metavar="WIDTHxHEIGHT",
    help="Of the video that it is for.",
)
@click.option("--proof", type=FILE, metavar="FILE.png", help="Draw every mouth on one sheet.")
@click.option("--clip", type=FILE, metavar="FILE.mp4", help="Let it say a sentence, 6 seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings, too.")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write the report here.")
@common
@click.pass_context
def check(
    context: click.Context,
    /,
    path: Path,
    size: tuple[int, int],
    proof: Path | None,
    clip: Path | None,
    as_json: bool,
    strict: bool,
    output: Path | None,
    force: bool,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Say what is good and bad about the drawings in PATH.

    Exit code 1: there is no rig in them (with --strict, also: something will look wrong).
    """
    read = [path]
    proof, clip, output = (
        target and output_path(target, target, force=force, suffix=suffix, read=read)
        for target, suffix in ((proof, ".png"), (clip, ".mp4"), (output, ""))
    )
    if path.name in sample_rigs.names() and not os.path.exists(path):
        path = sample_rigs.path(path.name)
    wishes, _ = wishes_of(chosen)
    report = check_drawings(path, wishes, size)
    text = _json(report) if as_json else _text(report, quiet=quiet)
    write_text(text, output)
    if report.opened is not None and proof is not None:
        save_proof(proof, report)
    if report.opened is not None and clip is not None:
        with shown(quiet) as progress:
            write_clip(report.opened.rig, clip, progress=lambda share: progress("Clip", share))
    if not report.ok or (strict and report.warnings):
        context.exit(1)


def save_proof(path: Path, report: Report) -> None:
    """Draw every mouth of a rig that was opened on one sheet, whole or not at all."""
    data = io.BytesIO()
    proof_sheet(report).save(data, "PNG")
    write_file(data.getvalue(), path)


def _text(report: Report, *, quiet: bool) -> str:
    """The report for people."""
    lines: list[str] = []
    if report.opened is not None and not quiet:
        drawn = report.opened.rig
        missing = stand_ins(report.opened)
        lines.append(f"{drawn.info.name}: {drawn.set.title}")
        for name, shape in drawn.set.shapes.items():
            instead = f"  (not drawn: {missing[name]} stands in)" if name in missing else ""
            lines.append(f"  {name:8} {shape.example}{instead}")
        if drawn.moods:
            rows = report.opened.cast.moods.items()
            moods = (f"{mood} ({', '.join(parts)})" for mood, parts in rows)
            lines.append(f"  moods    {', '.join(moods)}")
    for finding in report.findings:
        if quiet and finding.severity == "note":
            continue
        lines.append(f"{finding.severity}: {finding.text}")
        if finding.hint:
            lines.append(f"    {finding.hint}")
    if report.ok and not report.warnings and not quiet:
        lines.append("nothing is wrong with it")
    return "\n".join(lines) + "\n" if lines else ""


def _json(report: Report) -> str:
    """The report for programs."""
    table: dict[str, Any] = {"path": str(report.path), "ok": report.ok}
    if report.opened is not None:
        opened = report.opened
        missing = stand_ins(opened)
        table |= {
            "form": opened.form,
            "name": opened.rig.info.name,
            "set": opened.rig.set.name,
            "why": opened.cast.reading.why(),
            "size": list(opened.rig.size),
            "anchor": list(opened.rig.info.anchor),
            "mouth_width": opened.rig.info.mouth_width,
            "shapes": {
                name: {
                    "drawn": name not in missing,
                    "shown_as": missing.get(name, name),
                    "example": shape.example,
                }
                for name, shape in opened.rig.set.shapes.items()
            },
            "moods": sorted(opened.rig.moods),
            "drawn_in_moods": opened.cast.moods,
        }
    table["findings"] = [asdict(finding) for finding in report.findings]
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"


@rig.command(
    epilog="""\b
Examples:
  animatemusic rig new --form svg my_rig
  animatemusic rig new --form folder my_pictures
"""
)
@click.argument("folder", type=FILE)
@click.option(
    "--form", type=click.Choice(list(KITS)), default="svg", show_default=True, help="To draw in."
)
@common
def new(folder: Path, form: str, force: bool, quiet: bool) -> None:
    """Write a template into FOLDER: a plain character with guides, which already sings."""
    with _new_folder(folder, force=force) as place:
        write_kit(form, place)
    if not quiet:
        note(f"draw over it, then look at it: animatemusic rig check {folder} --proof proof.png")
    write_text(f"{folder}\n", None)


@rig.command("list", epilog="\b\nExamples:\n  animatemusic rig list\n")
def list_rigs() -> None:
    """Name the rigs that ship, the sets of mouths and the forms of drawings."""
    lines = ["rigs:"]
    for name in sample_rigs.names():
        info = load_rig(sample_rigs.path(name)).info
        lines.append(f"  {name:14} {info.name} by {info.author}, {info.licence}")
    lines.append("sets of mouths:")
    for name in sets.names():
        shapes = load_set(name)
        lines.append(f"  {name:14} {shapes.title}: {' '.join(shapes.shapes)}")
    lines.append(f"forms: a folder of pictures, {', '.join(FORMS)}, .zip")
    write_text("\n".join(lines) + "\n", None)


@rig.command(
    "import",
    epilog="""\b
Examples:
  animatemusic rig import drawing.psd my_rig
  animatemusic rig import my_character.svg pictures --height 1200
""",
)
@click.argument("path", type=FILE)
@click.argument("folder", type=FILE)
@drawing_options
@click.option(
    "--height",
    type=click.IntRange(16, 8192),
    metavar="PIXELS",
    help="Of the pictures. [default: the drawing's own; 1600 for an SVG]",
)
@common
def import_rig(
    path: Path, folder: Path, height: int | None, force: bool, quiet: bool, **chosen: Any
) -> None:
    """Turn the rig in PATH, in any form, into a FOLDER of pictures."""
    if path.name in sample_rigs.names() and not os.path.exists(path):
        path = sample_rigs.path(path.name)
    wishes, _ = wishes_of(chosen)
    opened = open_rig(path, wishes)
    with _new_folder(folder, force=force) as place:
        lost = write_folder(opened, place, height)
        write_schema(place)
    for sentence in lost:
        note(sentence)
    if not quiet:
        note(f"{len(opened.rig.shapes)} mouths of the set {opened.rig.set.name}")
    write_text(f"{folder}\n", None)


@rig.command(
    "slice",
    epilog="""\b
Examples:
  animatemusic rig slice mouths.png my_mouths --grid 3x3
  animatemusic rig slice mouths.png other_mouths --grid 3x3 --set preston-blair
""",
)
@click.argument("sheet", type=FILE)
@click.argument("folder", type=FILE)
@drawing_options
@common
def slice_rig(sheet: Path, folder: Path, force: bool, quiet: bool, **chosen: Any) -> None:
    """Cut a bare SHEET of mouths into a FOLDER of pictures, named in the order of the set."""
    wishes, _ = wishes_of(chosen)
    if wishes.grid is None and not wishes.cut_out:
        raise RigError(
            f"nobody says how the mouths lie on {sheet}",
            hint="say columns and rows, such as --grid 3x3; drawings on paper are found by their "
            "ink with --cut-out",
        )
    with _new_folder(folder, force=force) as place:
        names = slice_sheet(sheet, place, wishes.grid, wishes.set, cut_out=wishes.cut_out)
    if not quiet:
        note(f"{len(names)} mouths: {', '.join(names)}; rename what is another mouth")
    write_text(f"{folder}\n", None)


@contextmanager
def _new_folder(folder: Path, *, force: bool) -> Iterator[Path]:
    """A folder that appears when all of it is written; ``force`` replaces files of its names."""
    parent = folder.parent
    if not parent.is_dir():
        raise OutputError(f"there is no folder {parent}", hint="make it first")
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file", hint="choose another name")
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise OutputError(f"{folder} exists already", hint="choose another name, or add --force")
    try:
        with tempfile.TemporaryDirectory(dir=parent, prefix=".rig-") as temporary:
            yield Path(temporary)
            for path in sorted(Path(temporary).rglob("*")):
                target = folder / path.relative_to(temporary)
                if path.is_file():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.move(path, target)
    except OSError as err:
        raise OutputError(
            f"{folder} cannot be written ({err.strerror})", hint="is there room on the disk?"
        ) from err
