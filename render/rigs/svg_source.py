"""An artist's SVG file -> bytes that are safe to draw."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import defusedxml.ElementTree as SafeET
from defusedxml import DefusedXmlException

from aligner.errors import RigError

MAX_BYTES = 20_000_000
"""A layered drawing of a character is rarely above 2 MB; this stops floods."""

MAX_ELEMENTS = 50_000

_UNSAFE = {"script", "foreignObject", "iframe", "set", "animate", "animateTransform"}

_ENDLESS = re.compile(r"[zZ][\s,]*[-+.0-9]")
"""A path that CairoSVG (2.9.1) never finishes."""


def safe_svg(path: Path) -> bytes:
    """The drawing without what could run or reach outside.

    Raises:
        RigError: the file is missing, too large, no SVG, or would never be done.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RigError(
                f"{path} is too large for a drawing ({path.stat().st_size:,} bytes)",
                hint="remove embedded pictures from it",
            )
        root = SafeET.fromstring(path.read_bytes(), forbid_dtd=False)
    except OSError as err:
        raise RigError(
            f"the drawing {path} cannot be read ({err.strerror})", hint="check the name"
        ) from err
    except (ET.ParseError, ValueError, DefusedXmlException) as err:
        raise RigError(f"{path} is not an SVG drawing ({err})", hint="save it as SVG") from err
    if root.tag not in ("svg", "{http://www.w3.org/2000/svg}svg"):
        raise RigError(f"{path} is not an SVG drawing", hint="save it as SVG")
    for count, element in enumerate(list(root.iter())):
        if count > MAX_ELEMENTS:
            raise RigError(f"{path} has over {MAX_ELEMENTS:,} elements", hint="simplify it")
        for child in list(element):
            if not isinstance(child.tag, str) or child.tag.split("}")[-1] in _UNSAFE:
                element.remove(child)
        for name, value in list(element.attrib.items()):
            bare = name.split("}")[-1]
            if bare.startswith("on") or (bare == "href" and not value.lstrip().startswith("#")):
                del element.attrib[name]
        if _ENDLESS.search(element.get("d", "")):
            raise RigError(
                f"{path} has a path with a number after Z",
                hint="open it in a drawing program and save it again as plain SVG",
            )
    data: bytes = ET.tostring(root)
    return data
