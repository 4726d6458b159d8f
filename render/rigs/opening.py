"""A path -> an opened rig: which form it is in, what is drawn, what does what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from media_core.errors import RigError
from media_core.files import check_file
from render.rigs.archive import unpacked
from render.rigs.art import Drawing, Node, Notices, Tell, tell_nobody
from render.rigs.cast import Cast, cast_of
from render.rigs.cut_sheet import sheet_drawing
from render.rigs.face import on_face
from render.rigs.files import beside, listed
from render.rigs.folder import PICTURES, FolderDrawing
from render.rigs.layered import LayeredRig
from render.rigs.manifest import FILE, Manifest, read_manifest
from render.rigs.names import key, kind_of_group, words
from render.rigs.ora import OraDrawing
from render.rigs.painted import PaintedDrawing, Pixels, Placed
from render.rigs.paper import is_on_paper
from render.rigs.pictures import PIXEL_ART, SUFFIXES, Bitmap
from render.rigs.psd import PsdDrawing
from render.rigs.rig_info import rig_info
from render.rigs.sheet import SheetDrawing
from render.rigs.slots import IGNORED
from render.rigs.svg import SvgDrawing
from render.rigs.views import Seen, views_in

FORMS: dict[str, Callable[[Path, Manifest, Notices], Drawing]] = {
    ".svg": lambda path, manifest, tell: SvgDrawing(path, tell),
    ".json": SheetDrawing,
    ".psd": PsdDrawing,
    ".psb": PsdDrawing,
    ".ora": OraDrawing,
    **dict.fromkeys(SUFFIXES, sheet_drawing),
}
"""Suffix of the file -> the form that reads it. Folders and zips are told apart by what they hold.

To add a form, write a module with a class that keeps :class:`render.rigs.art.Drawing`, and give it
a line here; ``render.testing.check_rig`` says what its rigs must keep.
"""

LAYERED = (".svg", ".psd", ".psb", ".ora", ".json")
"""Forms of which one file is a whole rig."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user says instead of ``rig.toml``; it wins over it.

    Attributes:
        set: the mouth shapes.
        grid: columns and rows of a bare sheet.
        map: name as drawn -> shape of the set; added to what ``rig.toml`` says.
        cut_out: take the paper out from behind the drawings.
        face: a picture to put the mouth on.
        mouth_at: middle and width of the closed mouth, in the face's pixels.
    """

    set: str = ""
    grid: tuple[int, int] | None = None
    map: tuple[tuple[str, str], ...] = ()
    cut_out: bool = False
    face: Path | None = None
    mouth_at: tuple[float, float, float] | None = None


@dataclass(frozen=True, eq=False)
class Opened:
    """A rig and what it is made of.

    Attributes:
        rig: to draw with.
        drawing: its artwork.
        cast: what of it does what.
        manifest: what ``rig.toml`` and the user say.
        form: suffix of the file that was read, or ``folder``.
        heads: uppermost layers that sway.
    """

    rig: LayeredRig
    drawing: Drawing
    cast: Cast
    manifest: Manifest
    form: str
    heads: frozenset[Node]


def open_rig(path: Path, wishes: Wishes | None = None, tell: Tell = tell_nobody) -> Opened:
    """Read a rig in any form.

    Args:
        path: a file, a folder or a zip of them.
        wishes: win over what ``rig.toml`` says.
        tell: takes what its artist should know.

    Raises:
        RigError: there is nothing, or it is no rig.
    """
    wishes = wishes or Wishes()
    try:
        there = path.exists()
    except (OSError, ValueError):
        there = False
    if not there:
        raise RigError(f"there is no rig {path}", hint="give the name of a sample rig, or a path")
    if not path.is_dir():
        check_file(path, what="rig", error=RigError)
    if path.suffix.lower() == ".zip" and not path.is_dir():
        with unpacked(path, Notices(tell)) as folder:
            return _open(folder, wishes, Notices(tell), path.stem)
    return _open(path, wishes, Notices(tell), "")


def _open(path: Path, wishes: Wishes, tell: Notices, name: str) -> Opened:
    folder = path if path.is_dir() else path.parent
    manifest = _with(read_manifest(folder), wishes)
    chosen = _main_file(path, manifest, tell) if path.is_dir() else path
    drawing, form = _drawing(chosen, manifest, tell)
    called = name or str(path)
    seen = views_in(drawing.nodes)
    moods: tuple[str, ...] = getattr(drawing, "moods", ())
    cast = _cast_of(seen[""], manifest, called, tell, moods)
    known = name or path.stem
    if path.is_dir() or path.stem == "rig":
        known = name or folder.resolve().name
    heads = _heads(cast.tops, form)
    agreed = replace(manifest, set=cast.reading.set.name) if manifest.set == "auto" else manifest
    sides = {
        view: (_cast_of(side, agreed, called, tell, moods), False)
        for view, side in seen.items()
        if view
    }
    sides = _with_mirrored(sides, cast, manifest)
    for side, _ in sides.values():
        heads |= _heads(side.tops, form)
    info = rig_info(manifest, drawing, cast, known, sides)
    info = replace(info, on_paper=_on_paper(cast))
    face = wishes.face
    if face is None and manifest.head and form != "folder":
        face = beside(folder, manifest.head, "rig.toml")
    if face is not None:
        at = wishes.mouth_at or (manifest.place if len(manifest.place) == 3 else None)
        drawing, cast, info = on_face(drawing, cast, info, face, at, tell)
        heads = set(cast.tops) if info.framing == "bust" else set()
        sides, info = {}, replace(info, views=frozenset())
    apart = not isinstance(drawing, SvgDrawing)
    pixels = _is_pixel_art(manifest, drawing)
    rig = LayeredRig(drawing, cast, info, heads, apart=apart, sides=sides, opens=not pixels)
    _tell_of_acting(rig, manifest, tell)
    if info.acting.openness and not rig.can_open:
        rig.info = replace(info, acting=replace(info.acting, openness=0.0))
    return Opened(rig, drawing, cast, manifest, form, frozenset(heads))


def _is_pixel_art(manifest: Manifest, drawing: Drawing) -> bool:
    if manifest.pixel_art is not None:
        return manifest.pixel_art
    return isinstance(drawing, PaintedDrawing) and drawing.size[1] <= PIXEL_ART[0]


def _on_paper(cast: Cast) -> tuple[str, ...]:
    """Mouths that are pictures without transparency, with paper or another ground around them."""
    found = []
    for look, node in cast.main.options.items():
        source = node.art.picture if isinstance(node.art, Placed) else None
        bitmap = source.source if isinstance(source, Pixels) else None
        if isinstance(bitmap, Bitmap) and bitmap.whole_canvas and is_on_paper(bitmap.pixels):
            found.append(look.state)
    return tuple(dict.fromkeys(found))


def _tell_of_acting(rig: LayeredRig, manifest: Manifest, tell: Notices) -> None:
    """What the manifest asks for and the drawing does not have."""
    if manifest.tween == "morph" and rig.info.acting.tween != "morph":
        tell.warn(
            "no-morph",
            FILE,
            "no two mouths have the same structure, so none becomes another smoothly",
            'copy one mouth and move its points only, or write tween = "fade"',
        )
    if manifest.openness and not rig.can_open:
        tell.warn(
            "no-openness",
            FILE,
            "the mouths are pixel art, or drawn together with the face, so they open only as drawn",
            "draw the mouths apart from the head, or remove openness",
        )
    for name, mood in manifest.moods.items():
        if key(mood) not in rig.moods | {"neutral"}:
            tell.warn(
                "mood-missing",
                FILE,
                f"{name} is to be sung in the mood {mood}, of which nothing is drawn",
                f"the rig has {', '.join(sorted(rig.moods)) or 'no moods'}",
            )
    for name, view in manifest.views.items():
        if view not in rig.info.views | {"front"}:
            tell.warn(
                "view-missing",
                FILE,
                f"{name} is to be seen from the {view}, where nothing is drawn",
                f"draw a group named {view.title()}, or write mirror",
            )


def _cast_of(
    seen: Seen, manifest: Manifest, name: str, tell: Notices, moods: Iterable[str]
) -> Cast:
    """What does what, seen from one side; the others are usually hidden in the drawing program."""
    cast = cast_of(seen.nodes, manifest, name, tell, moods)
    if seen.group is None or not seen.group.hidden:
        return cast
    return replace(cast, always=cast.always | {seen.group})


def _with_mirrored(
    sides: Mapping[str, tuple[Cast, bool]], cast: Cast, manifest: Manifest
) -> dict[str, tuple[Cast, bool]]:
    """The sides, and the one that is drawn from another.

    A rig with a single side is that side, if the artist says which one is drawn from it.
    """
    known = dict(sides)
    if manifest.mirror:
        drawn, other = manifest.mirror.split("->")
        if not known:
            known[drawn] = (cast, False)
        if drawn in known and other not in known:
            known[other] = (known[drawn][0], True)
    return known


def _with(manifest: Manifest, wishes: Wishes) -> Manifest:
    if wishes.set:
        manifest = replace(manifest, set=wishes.set)
    if wishes.grid:
        manifest = replace(manifest, grid=wishes.grid)
    if wishes.cut_out:
        manifest = replace(manifest, cut_out=True)
    if wishes.map:
        manifest = replace(manifest, map={**manifest.map, **dict(wishes.map)})
    return manifest


def _drawing(path: Path, manifest: Manifest, tell: Notices) -> tuple[Drawing, str]:
    if path.is_dir():
        return FolderDrawing(path, manifest, tell), "folder"
    suffix = path.suffix.lower()
    data = path.with_suffix(".json")
    bare = manifest.grid is not None or manifest.cut_out
    if suffix in SUFFIXES and not bare and data.is_file():
        path, suffix = data, ".json"
    form = FORMS.get(suffix)
    if form is None:
        raise RigError(
            f"{path} is no rig: {suffix or 'a file without a suffix'} is not a known form",
            hint=f"known forms: a folder, .zip, {', '.join(FORMS)}",
        )
    return form(path, manifest, tell), suffix


def _main_file(folder: Path, manifest: Manifest, tell: Notices) -> Path:
    """The file of a folder that is the whole rig, or the folder itself."""
    entries = listed(folder, folder, tell)
    files = [p for p in entries if p.is_file() and key(p.stem) not in IGNORED - {"sheet"}]
    layered = [p for p in files if p.suffix.lower() in LAYERED and p.name != "rig.schema.json"]
    named = [p for p in layered if p.stem.lower() == "rig"]
    if named:
        return named[0]
    pictures = [p for p in files if p.suffix.lower() in PICTURES]
    if (manifest.grid is not None or manifest.cut_out) and len(pictures) == 1:
        return pictures[0]
    if any(p.is_dir() and kind_of_group(p.name) == "mouth" for p in entries):
        return folder
    whole = [p for p in layered if p.suffix.lower() not in (".svg", ".json")]
    if any(p.suffix.lower() != ".svg" for p in pictures):  # other data lies in folders, too
        whole += [p for p in layered if p.suffix.lower() == ".json"]
    if not whole and len(pictures) == 1 and pictures[0].suffix.lower() == ".svg":
        whole = pictures
    if len(whole) > 1:
        tell.note("many-drawings", folder.name, f"of several drawings, {whole[0].name} is used")
    if whole:
        return whole[0]
    if len(entries) == 1 and entries[0].is_dir():  # what a zip often holds
        return _main_file(entries[0], manifest, tell)
    return folder


_STILL = {"body", "torso", "shoulders", "neck", "bust", "clothes", "background", "bg"}


def _heads(tops: Iterable[Node], form: str) -> set[Node]:
    """Layers that sway: those called head; if none is, all but the body, which an SVG must say."""
    tops = list(tops)
    named = {top for top in tops if key(top.name).startswith("head")}
    if (named and form not in ("folder", ".json")) or form == ".svg":
        return named
    return {top for top in tops if not set(words(top.name)) & _STILL}
