"""Small rigs, written to a folder."""

from __future__ import annotations

from pathlib import Path

MOUTHS = (
    '<g id="head"><circle cx="50" cy="45" r="35" fill="#c86"/><g id="mouth">'
    '<g id="A"><rect x="40" y="60" width="20" height="2"/></g>'
    '<g id="D"><rect x="40" y="55" width="20" height="14"/></g>'
    '<g id="X"><rect x="42" y="60" width="16" height="3"/></g>'
    "</g></g>"
)


def svg(body: str = MOUTHS, root: str = 'viewBox="0 0 100 120"', before: str = "") -> str:
    return (
        f'{before}<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:serif="http://www.serif.com/" '
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
        f"{root}>{body}</svg>"
    )


def write_rig(folder: Path, drawing: str | bytes = "", manifest: str = "") -> Path:
    """A folder with ``rig.svg``, and ``rig.toml`` if there is one."""
    data = drawing or svg()
    (folder / "rig.svg").write_bytes(data if isinstance(data, bytes) else data.encode())
    if manifest:
        (folder / "rig.toml").write_text(manifest, "utf-8")
    return folder
