"""OpenRaster (``.ora``), the open layered format of Krita, GIMP and MyPaint.

Written to the OpenRaster specification 0.0.6: a zip whose ``stack.xml`` lists layers from
the front to the back.
"""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path

import defusedxml.ElementTree as SafeET
from defusedxml import DefusedXmlException

from media_core.errors import RigError
from render.rigs.archive import BROKEN, checked, read_member
from render.rigs.art import MAX_DEPTH, MAX_NODES, Node, Notices
from render.rigs.manifest import Manifest
from render.rigs.painted import PaintedDrawing, Pixels, Placed, without_paper
from render.rigs.pictures import Bitmap, Budget, read_picture, refuse_large

MAX_STACK = 2_000_000
"""Bytes of the list of layers."""


_NORMAL = ("svg:src-over", "mypaint:spectral-wgm")
"""Ways to lay layers over each other that look alike where paint covers; one is MyPaint's."""


class OraDrawing(PaintedDrawing):
    """An OpenRaster file.

    Raises:
        RigError: no ORA, broken, or too large.
    """

    def __init__(self, path: Path, manifest: Manifest, tell: Notices) -> None:
        try:
            with zipfile.ZipFile(path) as archive:
                size, nodes = _Reader(archive, path, tell).read()
        except BROKEN as err:
            raise RigError(
                f"{path} is not an OpenRaster file ({err})", hint="save it again as .ora"
            ) from err
        super().__init__(size, without_paper(nodes, tell), manifest.pixel_art)


class _Reader:
    def __init__(self, archive: zipfile.ZipFile, path: Path, tell: Notices) -> None:
        self.archive, self.path, self.tell = archive, path, tell
        self.files = {info.filename: info for info in checked(archive, path)}
        self.budget = Budget(str(path))
        self.count = 0

    def read(self) -> tuple[tuple[float, float], tuple[Node, ...]]:
        info = self.files.get("stack.xml")
        if info is None or info.file_size > MAX_STACK:
            raise RigError(f"{self.path} has no list of layers", hint="save it again as .ora")
        try:
            image = SafeET.fromstring(read_member(self.archive, info, self.path))
            width, height = int(image.get("w", "0")), int(image.get("h", "0"))
        except (ET.ParseError, ValueError, LookupError, DefusedXmlException) as err:
            raise RigError(
                f"{self.path} has a broken list of layers ({err})", hint="save it again as .ora"
            ) from err
        refuse_large(width, height, str(self.path))
        stack = image.find("stack")
        if stack is None:
            raise RigError(f"{self.path} has no layers", hint="save it again as .ora")
        return (float(width), float(height)), tuple(self.nodes(stack, (width, height), 0, 0, "", 0))

    def nodes(
        self, stack: ET.Element, canvas: tuple[int, int], x: int, y: int, path: str, depth: int
    ) -> Iterator[Node]:
        # The file lists the front first.
        for element in reversed(list(stack)):
            self.count += 1
            if self.count > MAX_NODES or depth > MAX_DEPTH:
                raise RigError(f"{self.path} has too many layers", hint="merge some of them")
            if element.tag not in ("stack", "layer"):
                continue
            name = element.get("name", "")
            where = f"{path}/{name}" if path else name
            left, top = x + _whole(element, "x"), y + _whole(element, "y")
            operator = element.get("composite-op", "svg:src-over")
            if operator not in _NORMAL:
                self.tell.warn(
                    "blend-mode",
                    where,
                    f"the layer {where} is blended as {operator.removeprefix('svg:')}; "
                    "it is drawn as a normal layer",
                    "merge it into the layer below",
                )
            opacity = min(1.0, max(0.0, _number(element, "opacity", 1.0)))
            hidden = element.get("visibility") == "hidden"
            children: tuple[Node, ...] = ()
            art = None
            if element.tag == "stack":
                children = tuple(self.nodes(element, canvas, left, top, where, depth + 1))
            else:
                art = self.layer(element, canvas, left, top, where)
            yield Node(name, children, art, hidden, opacity, where)

    def layer(
        self, element: ET.Element, canvas: tuple[int, int], x: int, y: int, where: str
    ) -> Placed | None:
        source = element.get("src", "")
        info = self.files.get(source)
        if info is None:
            self.tell.warn(
                "empty-layer", where, f"the layer {where} names a picture that is not in the file"
            )
            return None
        data = io.BytesIO(read_member(self.archive, info, self.path))
        bitmap = read_picture(data, f"{source} in {self.path}", self.tell, self.budget)
        # Its own picture may be smaller or larger than the canvas.
        moved = Bitmap(bitmap.pixels, bitmap.left + x, bitmap.top + y, canvas)
        return Placed(Pixels(moved))


def _whole(element: ET.Element, key: str) -> int:
    return round(max(-1e6, min(1e6, _number(element, key, 0.0))))


def _number(element: ET.Element, key: str, otherwise: float) -> float:
    try:
        number = float(element.get(key, otherwise))
    except ValueError:
        return otherwise
    return number if abs(number) < 1e9 else otherwise
