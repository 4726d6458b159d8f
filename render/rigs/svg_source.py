"""An artist's SVG file -> bytes that are safe to draw."""

from __future__ import annotations

import base64
import binascii
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.common import EntitiesForbidden
from defusedxml.ElementTree import DefusedXMLParser

from media_core.errors import RigError
from media_core.files import read_bytes
from render.rigs.art import Notices, tell_nobody
from render.rigs.pictures import opened

MAX_BYTES = 20_000_000
"""A layered drawing of a character is rarely above 2 MB; this stops floods."""

MAX_ELEMENTS = 50_000

MAX_NESTING = 150
"""Groups in groups; CairoSVG calls itself for each, and Python's stack ends."""

_UNSAFE = {"script", "iframe", "set", "animate", "animateTransform", "animateMotion"}

_ENDLESS = re.compile(r"[zZ][\s,]*[-+.0-9]")
"""A path that CairoSVG (2.9.1) never finishes."""

_EMBEDDED = re.compile(r"\s*data:image/(png|jpe?g|webp);base64,", re.IGNORECASE)

MAX_STYLES = 2_000_000
"""Letters of style sheets and of what elements say of their style."""

MAX_MATCHES = 3_000_000
"""Rules of style sheets times elements: each is asked of each."""

MAX_PARTS = 4
"""Of a selector: for each, all elements around one are looked at again."""

MAX_EMBEDDED = 40_000_000
"""Pixels of all embedded pictures; they are decoded for each drawing. A JPEG counts four times, for
CairoSVG makes it a PNG first."""

_ENTITY = (120, 5000)
"""Longest entity and most references of a file: Illustrator abbreviates its namespaces so."""


class _Parser(DefusedXMLParser):
    """Lets short, flat entities pass, which Illustrator writes; nothing external or nested."""

    def defused_entity_decl(
        self, name: str, is_parameter: bool, value: str | None, *where: Any
    ) -> None:
        if is_parameter or value is None or len(value) > _ENTITY[0] or re.search("[&%<]", value):
            raise EntitiesForbidden(name, value, *where)


def safe_svg(path: Path, tell: Notices | None = None) -> bytes:
    """The drawing without what could run or reach outside.

    Raises:
        RigError: the file is missing, too large, no SVG, or would never be done.
    """
    data = read_bytes(path, limit=MAX_BYTES, what="drawing", error=RigError)
    return safe_data(data, str(path), tell or Notices(tell_nobody))


def safe_data(data: bytes, name: str, tell: Notices) -> bytes:
    """The same for a drawing in memory.

    Raises:
        RigError: no SVG, or one that would never be done.
    """
    try:
        if b"<!ENTITY" in data and data.count(b"&") > _ENTITY[1]:
            raise RigError(f"{name} is not an SVG drawing (a flood)", hint="save it as plain SVG")
        parser = _Parser(forbid_dtd=False)
        parser.feed(data)
        root = parser.close()
    except (ET.ParseError, ValueError, LookupError, DefusedXmlException) as err:
        raise RigError(f"{name} is not an SVG drawing ({err})", hint="save it as SVG") from err
    if root.tag not in ("svg", "{http://www.w3.org/2000/svg}svg"):
        raise RigError(f"{name} is not an SVG drawing", hint="save it as SVG")
    _refuse_deep(root, name)
    _refuse_styles(root, name)
    _cleaned(root, name, tell)
    return bytes(ET.tostring(root))


def _refuse_styles(root: ET.Element, name: str) -> None:
    """Refuse style sheets that would be read for minutes."""
    sheets = [e.text or "" for e in root.iter() if str(e.tag).split("}")[-1] == "style"]
    said = sum(map(len, sheets)) + sum(len(e.get("style", "")) for e in root.iter())
    elements = sum(1 for _ in root.iter())
    asked = sum(sheet.count("{") + sheet.count(",") for sheet in sheets) * elements
    parts = max(
        (
            len(re.split(r"[\s>+~]+", one.strip()))
            for sheet in sheets
            for rule in sheet.split("}")
            for one in rule.split("{")[0].split("*/")[-1].split(",")
        ),
        default=0,
    )
    if said > MAX_STYLES or asked > MAX_MATCHES or parts > MAX_PARTS:
        raise RigError(
            f"the style sheets of {name} would take too long to read",
            hint="export it with presentation attributes, or as plain SVG",
        )


def _refuse_deep(root: ET.Element, name: str) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_NESTING:
            raise RigError(
                f"{name} has groups nested over {MAX_NESTING} deep", hint="ungroup some of them"
            )
        level = [child for element in level for child in element]


def _cleaned(root: ET.Element, name: str, tell: Notices) -> None:
    gone: dict[str, int] = {}
    embedded = 0

    def count(code: str) -> None:
        gone[code] = gone.get(code, 0) + 1

    for number, element in enumerate(list(root.iter())):
        if number > MAX_ELEMENTS:
            raise RigError(f"{name} has over {MAX_ELEMENTS:,} elements", hint="simplify it")
        for child in list(element):
            tag = child.tag.split("}")[-1] if isinstance(child.tag, str) else ""
            if tag in _UNSAFE or tag == "foreignObject":
                count("foreign-object" if tag == "foreignObject" else "script")
            if not tag or tag in _UNSAFE or tag == "foreignObject":
                element.remove(child)
        for key, value in list(element.attrib.items()):
            bare = key.split("}")[-1]
            if bare.startswith("on"):
                count("script")
                del element.attrib[key]
            elif bare == "href" and not value.lstrip().startswith("#"):
                if pixels := _harmless_picture(element, value, name):
                    embedded += pixels
                    if embedded > MAX_EMBEDDED:
                        raise RigError(
                            f"the pictures in {name} are too large together",
                            hint="embed smaller ones, or draw with paths",
                        )
                    count("embedded-picture")
                    continue
                count("external-link")
                del element.attrib[key]
        if _ENDLESS.search(element.get("d", "")):
            raise RigError(
                f"{name} has a path with a number after Z",
                hint="open it in a drawing program and save it again as plain SVG",
            )
        if isinstance(element.tag, str) and element.tag.split("}")[-1] == "text":
            count("text")
    for code, how_often in gone.items():
        text, hint = _SAID[code]
        say = tell.note if code == "embedded-picture" else tell.warn
        say(code, name, f"{name}: {text.format(how_often)}", hint)


_SAID = {
    "script": ("{} scripts or animations are removed", "a rig is a still drawing"),
    "foreign-object": ("{} foreign objects (web pages in the drawing) are removed", "redraw them"),
    "external-link": ("{} links to other files are removed, nothing is fetched", "embed them"),
    "embedded-picture": (
        "{} embedded pixel pictures, which get blurred where they are enlarged",
        "draw with paths, or hand over PSD or ORA",
    ),
    "text": (
        "{} texts are not outlined, so they look different on every computer",
        "convert text to paths",
    ),
}


def _harmless_picture(element: ET.Element, link: str, name: str) -> int:
    """Pixels of an embedded picture of a sane size; 0 for what is none."""
    match = _EMBEDDED.match(link)
    if match is None or not str(element.tag).endswith("image"):
        return 0
    try:
        data = base64.b64decode(link[match.end() :], validate=False)
    except (binascii.Error, ValueError):
        return 0
    with opened(io.BytesIO(data), f"a picture in {name}") as image:
        pixels = image.width * image.height
        return pixels if image.format == "PNG" else 4 * pixels
