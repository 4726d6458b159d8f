"""One little character, drawn once, and written in every form that artists hand over."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

SIZE = (120, 144)
MOUTHS = {
    "A": (42, 90, 36, 4),
    "B": (38, 86, 44, 12),
    "C": (40, 84, 40, 20),
    "D": (40, 82, 40, 36),
    "E": (47, 82, 26, 28),
    "F": (52, 86, 16, 12),
    "G": (43, 86, 34, 9),
    "H": (41, 82, 38, 26),
    "X": (40, 91, 40, 3),
}
"""Shape -> left, top, width and height of its opening."""

EYES = {"open": 10, "half": 6, "closed": 2}


def sheet_of(*boxes: tuple[tuple[int, int, int, int], str]) -> Image.Image:
    """A transparent canvas with filled boxes."""
    image = Image.new("RGBA", SIZE)
    pen = ImageDraw.Draw(image)
    for (left, top, width, height), colour in boxes:
        pen.rectangle((left, top, left + width - 1, top + height - 1), colour)
    return image


def mouth(shape: str) -> Image.Image:
    left, top, width, height = MOUTHS[shape]
    rows = [((left, top, width, height), "#5A1228")]
    if height > 10:
        rows.append(((left + 4, top, width - 8, 4), "#FFF7EC"))
    return sheet_of(*rows)


def eyes(state: str) -> Image.Image:
    high = EYES[state]
    return sheet_of(
        *(((x, 50 + (10 - high) // 2, 14, high), "#2C8C84") for x in (36, 70)),
    )


def layers() -> dict[str, Image.Image]:
    """Name of a layer -> its picture, from the back to the front."""
    return {
        "body": sheet_of(((20, 124, 80, 20), "#3A2350")),
        "head": sheet_of(((24, 20, 72, 106), "#F4B990"), ((24, 20, 72, 14), "#3A2350")),
        **{f"mouth/{shape}": mouth(shape) for shape in MOUTHS},
        **{f"eyes/{state}": eyes(state) for state in EYES},
    }


def flat(shape: str, state: str = "open") -> Image.Image:
    """The whole character in one picture."""
    every = layers()
    image = Image.new("RGBA", SIZE)
    for name in ("body", "head", f"mouth/{shape}", f"eyes/{state}"):
        image.alpha_composite(every[name])
    return image


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def as_folder(folder: Path) -> Path:
    for name, image in layers().items():
        path = folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path)
    return folder


def as_svg(folder: Path) -> Path:
    def boxes(image: Image.Image) -> str:
        data = base64.b64encode(png(image)).decode()
        return f'<image width="{SIZE[0]}" height="{SIZE[1]}" href="data:image/png;base64,{data}"/>'

    groups: dict[str, str] = {}
    for name, image in layers().items():
        group, _, leaf = name.partition("/")
        inner = (
            f'<g id="{group}-{leaf}" data-name="{leaf}">{boxes(image)}</g>'
            if leaf
            else boxes(image)
        )
        groups[group] = groups.get(group, "") + inner
    head = "".join(f'<g data-name="{name}">{groups[name]}</g>' for name in ("mouth", "eyes"))
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE[0]} {SIZE[1]}">'
        f'<g id="body">{groups["body"]}</g><g id="head">{groups["head"]}{head}</g></svg>'
    )
    (folder / "rig.svg").write_text(text, "utf-8")
    return folder / "rig.svg"


def as_ora(folder: Path) -> Path:
    path = folder / "rig.ora"
    rows: dict[str, str] = {}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        for number, (name, image) in enumerate(layers().items()):
            box = image.getbbox()
            assert box is not None
            archive.writestr(f"data/{number}.png", png(image.crop(box)))
            group, _, leaf = name.partition("/")
            row = (
                f'<layer name="{leaf or group}" src="data/{number}.png" x="{box[0]}" y="{box[1]}"/>'
            )
            rows[group] = row + rows.get(group, "")
        stacks = "".join(
            f'<stack name="{name}">{row}</stack>' if name in ("mouth", "eyes") else row
            for name, row in reversed(rows.items())
        )
        archive.writestr(
            "stack.xml",
            f'<image w="{SIZE[0]}" h="{SIZE[1]}"><stack>{stacks}</stack></image>',
        )
    return path


def as_psd(folder: Path) -> Path:
    from psd_tools import PSDImage

    image = PSDImage.new("RGB", SIZE)
    groups = {}
    for name, layer in layers().items():
        group, _, leaf = name.partition("/")
        if leaf and group not in groups:
            groups[group] = image.create_group(name=group)
        box = layer.getbbox()
        assert box is not None
        place = groups[group] if leaf else image
        place.create_pixel_layer(layer.crop(box), name=leaf or group, top=box[1], left=box[0])
    path = folder / "rig.psd"
    image.save(path)
    return path


def as_sheet(folder: Path, style: str = "texturepacker", *, turned: bool = True) -> Path:
    """Packed and trimmed; every second frame lies on its side."""
    frames = {}
    sheet = Image.new("RGBA", (640, 160))
    x = 0
    for number, (name, image) in enumerate(layers().items()):
        box = image.getbbox()
        assert box is not None
        part = image.crop(box)
        rotated = turned and number % 2 == 1
        lying = part.transpose(Image.Transpose.ROTATE_270) if rotated else part
        sheet.paste(lying, (x, 1))
        frames[name.replace("eyes/", "eyes_").replace("mouth/", "") + ".png"] = {
            "frame": {"x": x, "y": 1, "w": part.width, "h": part.height},
            "rotated": rotated,
            "trimmed": True,
            "spriteSourceSize": {"x": box[0], "y": box[1], "w": part.width, "h": part.height},
            "sourceSize": {"w": SIZE[0], "h": SIZE[1]},
        }
        x += lying.width + 1
    sheet.save(folder / "rig.png")
    rows: object = frames
    if style == "array":
        rows = [{"filename": name, **row} for name, row in frames.items()]
    data = {"frames": rows, "meta": {"image": "rig.png", "size": {"w": 640, "h": 160}}}
    (folder / "rig.json").write_text(json.dumps(data), "utf-8")
    return folder / "rig.json"


def as_grid(folder: Path) -> Path:
    """Whole characters, in the order of the set, without any name."""
    sheet = Image.new("RGBA", (3 * SIZE[0], 3 * SIZE[1]))
    for number, shape in enumerate(MOUTHS):
        sheet.paste(flat(shape), (number % 3 * SIZE[0], number // 3 * SIZE[1]))
    sheet.save(folder / "faces.png")
    (folder / "rig.toml").write_text('grid = "3x3"\n', "utf-8")
    return folder


def as_zip(folder: Path) -> Path:
    inner = as_folder(folder / "inner")
    path = folder / "rig.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(inner.rglob("*.png")):
            archive.write(file, Path("Mira") / file.relative_to(inner))
    return path


FORMS: dict[str, Callable[[Path], Path]] = {
    "folder": as_folder,
    "svg": as_svg,
    "sheet": as_sheet,
    "psd": as_psd,
    "ora": as_ora,
    "grid": as_grid,
    "zip": as_zip,
}
