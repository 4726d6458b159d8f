"""A folder of pictures, one for each mouth; also of the head, the body, the eyes and the brows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from media_core.errors import RigError
from render.frame import filled_part
from render.rigs.art import Node, Notices, tell_nobody
from render.rigs.cast import Cast, cast_of, mouth_like
from render.rigs.files import beside, listed
from render.rigs.manifest import Manifest
from render.rigs.names import VIEWS, key, kind_of_group, mouths_said, words
from render.rigs.painted import PaintedDrawing, Picture, Pixels, Placed
from render.rigs.paper import cut_bitmap
from render.rigs.pictures import SUFFIXES, Bitmap, Budget, read_picture
from render.rigs.rig import Pose
from render.rigs.runs import shown_in
from render.rigs.slots import ORDER, slot_of, state_words
from render.rigs.svg import VectorPicture
from render.rigs.waiting import Waiting, decode_ahead, waiting

PICTURES = (*SUFFIXES, ".svg")

DEFAULT_PLACE = (0.5, 0.64, 0.22)
"""Where mouths go on a head that nothing is said of: middle and width, as shares of the head."""


@dataclass(frozen=True, eq=False)
class _File:
    slot: str
    node: Node
    side: str = ""

    @property
    def canvas(self) -> tuple[float, float]:
        art = self.node.art
        return art.picture.canvas if isinstance(art, Placed) else (0.0, 0.0)


class _Reader:
    def __init__(
        self, folder: Path, manifest: Manifest, tell: Notices, outer: _Reader | None = None
    ) -> None:
        self.folder, self.manifest, self.tell = folder, manifest, tell
        self.top: Path = outer.top if outer is not None else folder
        self.budget: Budget = outer.budget if outer is not None else Budget(str(folder))
        self.moods: list[str] = []

    def files(self) -> list[_File]:
        """The pictures of the folder, each with its place."""
        out: list[_File] = []
        head = self.manifest.head and beside(self.folder, self.manifest.head, "rig.toml")
        if head:
            out.append(_File("head", self.picture(head)))
        loose: dict[str, list[tuple[str, Node]]] = {"eyes": [], "brows": [], "mouth": []}
        paths = [p for p in listed(self.folder, self.top, self.tell) if p != head]
        sided = _sided([p for p in paths if p.suffix.lower() in PICTURES and p.is_file()])
        for path in paths:
            if path.is_dir():
                out += self.subfolder(path)
            elif path.suffix.lower() in PICTURES:
                side, name = sided.get(path, ("", path.stem))
                slot, node = slot_of(name), None
                if slot:
                    node = replace(self.picture(path), name=name)
                if node is not None and slot in loose:
                    loose[slot].append((side, node))
                elif node is not None:
                    out.append(_File(slot, node, side))
        for kind, found in loose.items():
            for side in dict.fromkeys(side for side, _ in found):
                nodes = tuple(_states(kind, [node for s, node in found if s == side]))
                out.append(_File(kind, Node(kind, nodes), side))
        return out

    def subfolder(self, path: Path) -> list[_File]:
        kind = kind_of_group(path.name)
        pictures = listed(path, self.top, self.tell)
        side = key(path.name)
        if side in VIEWS and self.folder == self.top:
            inside = _Reader(path, replace(self.manifest, head=""), self.tell, self)
            found = inside.files()
            self.moods += inside.moods
            return [replace(file, side=file.side or side) for file in found]
        inner = [self.picture(p) for p in pictures if p.suffix.lower() in PICTURES and p.is_file()]
        moods: list[Node] = []
        for sub in (p for p in pictures if p.is_dir() and kind):
            files = [p for p in listed(sub, self.top, self.tell) if p.suffix.lower() in PICTURES]
            self.moods.append(sub.name)
            moods.append(Node(sub.name, tuple(self.picture(p) for p in files if p.is_file())))
        if kind in ("eyes", "brows"):
            return [_File(kind, Node(kind, (*inner, *moods), source=path.name))]
        if kind == "mouth":
            return [_File("mouth", Node("mouth", (*inner, *moods), source=path.name))]
        if len(inner) > 1:  # a mood of mouths that lie in the folder itself
            self.moods.append(path.name)
            return [_File("mood", Node(path.name, tuple(inner), source=path.name))]
        return []

    def picture(self, path: Path) -> Node:
        source = str(path.relative_to(self.top))
        picture: Picture
        if path.suffix.lower() == ".svg":
            picture = VectorPicture(path, self.tell)
        else:
            # What is seen in blinks only is decoded later, if nothing is to be done with it.
            eyes = mouths_said([path.stem])[0].eyes
            rare = eyes in ("half", "closed") and not self.manifest.cut_out
            found = waiting(path, str(path), self.tell, self.budget) if rare else None
            bitmap = found or read_picture(path, str(path), self.tell, self.budget)
            if self.manifest.cut_out and isinstance(bitmap, Bitmap):
                bitmap = cut_bitmap(bitmap, str(path))
            picture = Pixels(bitmap)
        return Node(path.stem, art=Placed(picture), source=source)


def _states(kind: str, nodes: Sequence[Node]) -> list[Node]:
    """``eyes_closed`` as ``closed``: the group's name says the rest."""
    if kind == "mouth":
        return list(nodes)
    return [replace(node, name=state_words(kind, node.name)) for node in nodes]


class FolderDrawing(PaintedDrawing):
    """A folder of pictures.

    Raises:
        RigError: it holds no pictures, or one that cannot be used.
    """

    def __init__(self, folder: Path, manifest: Manifest, tell: Notices) -> None:
        reader = _Reader(folder, manifest, tell)
        files = reader.files()
        self.moods: tuple[str, ...] = tuple(reader.moods)
        if not files:
            raise RigError(
                f"there is no drawing in the folder {folder}",
                hint="put one picture for each mouth into it, or one layered SVG, PSD or ORA",
            )
        size = _largest(_base(files)) or _largest(files) or (1.0, 1.0)
        nodes: list[Node] = []
        for side in dict.fromkeys(f.side for f in sorted(files, key=lambda f: f.side)):
            own = [f for f in files if f.side == side]
            found = _assembled(own, size, manifest, self.moods, str(folder), tell)
            nodes += [Node(side, tuple(found), source=side)] if side else found
        super().__init__(size, nodes, manifest.pixel_art)
        decode_ahead(_likenesses(self.nodes))


def _likenesses(nodes: Sequence[Node]) -> Iterator[tuple[Waiting, Bitmap]]:
    """Pictures that wait, each with one beside it whose name says the same but for the eyes."""
    for group in (node for top in nodes for node in top.walk() if node.children):
        sources = [
            (n.name, n.art.picture.source)
            for n in group.children
            if isinstance(n.art, Placed) and isinstance(n.art.picture, Pixels)
        ]
        said = mouths_said([name for name, _ in sources])
        rows = [(replace(s, eyes=""), source) for s, (_, source) in zip(said, sources, strict=True)]
        whole = {name: source for name, source in rows if isinstance(source, Bitmap)}
        for name, source in rows:
            if isinstance(source, Waiting) and name in whole:
                yield source, whole[name]


def _assembled(
    files: Sequence[_File],
    size: tuple[float, float],
    manifest: Manifest,
    moods: Sequence[str],
    name: str,
    tell: Notices,
) -> list[Node]:
    """The pictures of one side, from the back to the front."""
    base = sorted(_base(files), key=_depth)
    order = [(_depth(f), _centred(f.node, size)) for f in base]
    grouped = [f for f in files if not f.canvas[0] and f.slot in ("eyes", "brows")]
    order += [(_depth(f), _centred(f.node, size)) for f in grouped]
    inner = _mouth_group([f for f in files if f.slot in ("mouth", "mood")])
    art = _canvases(inner)
    if base and any(canvas != size for canvas in art):
        inner = _placed(inner, size, manifest, moods, name, tell)
    else:
        if len(set(art)) > 1:
            tell.warn(
                "canvas-size",
                name,
                "the mouths have different canvas sizes: "
                + ", ".join(f"{w:g} x {h:g}" for w, h in sorted(set(art))),
                "export all of them from one canvas, so that they stay in place",
            )
        inner = _centred(inner, size)
    if inner.children:
        order.append((ORDER.index("mouth"), inner))
    return [node for _, node in sorted(order, key=lambda row: row[0])]


def _base(files: Sequence[_File]) -> list[_File]:
    """Pictures that are not among mouths."""
    return [f for f in files if f.canvas[0] and f.slot not in ("mouth", "mood")]


def _sided(paths: Sequence[Path]) -> dict[Path, tuple[str, str]]:
    """``left_smile_ah`` as the left side's ``smile ah``, if a side has several mouths."""
    rows = [(path, words(path.stem)) for path in paths]
    found: dict[Path, tuple[str, str]] = {}
    for side in ("left", "right"):
        own = {path: " ".join(row[1:]) for path, row in rows if row[:1] == [side] and len(row) > 1}
        if mouth_like(Node("", tuple(Node(name) for name in own.values()))):
            found |= {path: (side, name) for path, name in own.items()}
    return found


def _depth(file: _File) -> int:
    return ORDER.index(file.slot)


def _largest(files: Sequence[_File]) -> tuple[float, float] | None:
    sizes = [size for file in files for size in _canvases(file.node)]
    return (max(w for w, _ in sizes), max(h for _, h in sizes)) if sizes else None


def _canvases(node: Node) -> list[tuple[float, float]]:
    return [n.art.picture.canvas for n in node.walk() if isinstance(n.art, Placed)]


def _mouth_group(files: Sequence[_File]) -> Node:
    """All mouths in one group, moods as groups inside it."""
    inner: list[Node] = []
    for file in files:
        inner += file.node.children if file.slot == "mouth" else (file.node,)
    return Node("mouth", tuple(inner))


def _centred(node: Node, size: tuple[float, float]) -> Node:
    """Pictures of other sizes in the middle of the canvas."""
    art = node.art
    if isinstance(art, Placed):
        width, height = art.picture.canvas
        art = Placed(art.picture, (size[0] - width) / 2, (size[1] - height) / 2)
    return replace(node, art=art, children=tuple(_centred(c, size) for c in node.children))


def _placed(
    mouths: Node,
    size: tuple[float, float],
    manifest: Manifest,
    moods: Sequence[str],
    name: str,
    tell: Notices,
) -> Node:
    """Mouths on a head: their middle, when closed, at a place, and in a width."""
    cast = cast_of((mouths,), manifest, name, Notices(tell_nobody), moods)
    left, top, width, height = closed_box(cast, mouths)
    if not manifest.place:
        tell.warn(
            "no-place",
            name,
            "nobody says where the mouths go on the head, so they are in its middle, low",
            "write place = [x, y, width] into rig.toml: pixels of the head, of the closed mouth",
        )
    share = DEFAULT_PLACE
    x, y = manifest.place[:2] or (share[0] * size[0], share[1] * size[1])
    if len(manifest.place) == 3:
        scale = manifest.place[2] / width
    elif manifest.place or manifest.scale != 1:
        scale = manifest.scale
    else:
        scale = share[2] * size[0] / width
    corner = x - (left + width / 2) * scale, y - (top + height / 2) * scale
    return _moved(mouths, corner, scale)


def closed_box(cast: Cast, mouths: Node) -> tuple[float, float, float, float]:
    """Left, top, width and height of what the closed mouth shows, in its own pixels."""
    art = shown_in(cast.main, Pose(cast.reading.set.rest), cast.reading.set).art
    if isinstance(art, Placed) and isinstance(art.picture, Pixels):
        bitmap = art.picture.bitmap
        high, wide = bitmap.pixels.shape[:2]
        return bitmap.left, bitmap.top, wide, high
    if isinstance(art, Placed):
        frame, _, _ = art.picture.at(1, 0, 0, True)
        part = filled_part(frame)
        return part.left, part.top, max(1, part.right - part.left), max(1, part.bottom - part.top)
    return 0, 0, 1, 1


def _moved(node: Node, corner: tuple[float, float], scale: float) -> Node:
    art = node.art
    if isinstance(art, Placed):
        art = Placed(art.picture, *corner, scale)
    return replace(node, art=art, children=tuple(_moved(c, corner, scale) for c in node.children))
