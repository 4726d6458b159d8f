from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

import sample_rigs
from render.rigs.check import Report, check_drawings
from render.rigs.opening import Wishes
from render.rigs.proof import proof_sheet
from tests.render.rigs.five_forms import (
    FORMS,
    MOUTHS,
    SIZE,
    as_folder,
    as_psd,
    as_sheet,
    mouth,
    sheet_of,
)
from tests.render.rigs_for_tests import MOUTHS as SVG_MOUTHS
from tests.render.rigs_for_tests import svg, write_rig


def mouth_folder(folder: Path) -> Path:
    as_folder(folder)
    return folder / "mouth"


def missing(folder: Path) -> Path:
    (mouth_folder(folder) / "D.png").unlink()
    return folder


def two_for_one(folder: Path) -> Path:
    mouth("X").save(mouth_folder(folder) / "rest.png")
    return folder


def unknown(folder: Path) -> Path:
    mouth("X").save(mouth_folder(folder) / "E2.png")
    return folder


def canvas(folder: Path) -> Path:
    for shape in "ABCD":
        mouth(shape).save(folder / f"{shape}.png")
    mouth("X").crop((10, 0, 110, 144)).save(folder / "X.png")
    return folder


def drifting(folder: Path) -> Path:
    left, top, width, height = MOUTHS["D"]
    sheet_of(((left + 9, top, width, height), "#5A1228")).save(mouth_folder(folder) / "D.png")
    return folder


def opaque(folder: Path) -> Path:
    for shape in ("A", "B"):
        path = mouth_folder(folder) / f"{shape}.png"
        white = Image.new("RGBA", SIZE, "white")
        white.alpha_composite(mouth(shape))
        white.save(path)
    return folder


def fringed(folder: Path) -> Path:
    big = mouth_folder(folder) / "D.png"
    dark = sheet_of(((30, 70, 60, 50), "#200010"))
    alpha = dark.getchannel("A").filter(ImageFilter.GaussianBlur(2))
    pixels = np.asarray(dark).copy()
    pixels[:, :, :3] = np.where(np.asarray(alpha)[:, :, None] < 254, 255, pixels[:, :, :3])
    pixels[:, :, 3] = np.asarray(alpha)
    Image.fromarray(pixels).save(big)
    return folder


def empty(folder: Path) -> Path:
    Image.new("RGBA", SIZE).save(mouth_folder(folder) / "C.png")
    return folder


def identical(folder: Path) -> Path:
    mouth("B").save(mouth_folder(folder) / "C.png")
    return folder


def deep(folder: Path) -> Path:
    pixels = np.zeros((144, 120), np.uint16)
    pixels[90:94, 40:80] = 40_000
    Image.fromarray(pixels).save(mouth_folder(folder) / "X.png")
    return folder


def cmyk(folder: Path) -> Path:
    mouth("X").convert("CMYK").save(folder / "head.jpg")
    as_folder(folder)
    (folder / "head.png").unlink()
    return folder


def small(folder: Path) -> Path:
    as_folder(folder)
    (folder / "rig.toml").write_text("pixel_art = false\n")
    return folder


def hidden(folder: Path) -> Path:
    guide = '<g id="sketch" style="display:none"><rect width="9" height="9"/></g>'
    return write_rig(folder, svg(SVG_MOUTHS + guide))


def scripted(folder: Path) -> Path:
    return write_rig(folder, svg('<script>alert(1)</script><rect onclick="x()"/>' + SVG_MOUTHS))


def foreign(folder: Path) -> Path:
    return write_rig(folder, svg("<foreignObject><p/></foreignObject>" + SVG_MOUTHS))


def linked(folder: Path) -> Path:
    image = '<image href="http://example.com/x.png" width="9" height="9"/>'
    return write_rig(folder, svg(image + SVG_MOUTHS))


def written(folder: Path) -> Path:
    return write_rig(folder, svg("<text>hello</text>" + SVG_MOUTHS))


def deep_psd(folder: Path) -> Path:
    path = as_psd(folder)
    data = bytearray(path.read_bytes())
    data[24:26] = struct.pack(">H", 9)  # Lab
    path.write_bytes(data)
    return path


def paper(folder: Path) -> Path:
    from psd_tools import PSDImage
    from psd_tools.constants import BlendMode

    path = as_psd(folder)
    image = PSDImage.open(path)
    layer = image.create_pixel_layer(Image.new("RGB", SIZE, "white"), name="Background")
    layer.move_to(image, index=0)
    image[1].blend_mode = BlendMode.MULTIPLY
    image.save(path)
    return path


def blended(folder: Path) -> Path:
    return paper(folder)


def outside(folder: Path) -> Path:
    path = as_sheet(folder)
    table = json.loads(path.read_text())
    table["frames"]["D.png"]["frame"]["y"] = 155
    path.write_text(json.dumps(table))
    return path


def ambiguous(folder: Path) -> Path:
    for shape in ("D", "F"):
        mouth(shape).save(folder / f"{shape}.png")
    return folder


CASES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing-shape": (missing, "warning"),
    "two-for-one": (two_for_one, "warning"),
    "unknown-name": (unknown, "warning"),
    "canvas-size": (canvas, "warning"),
    "drifting-anchor": (drifting, "warning"),
    "opaque-background": (opaque, "warning"),
    "fringe": (fringed, "warning"),
    "empty-layer": (empty, "warning"),
    "identical-shapes": (identical, "note"),
    "16-bit": (deep, "note"),
    "cmyk": (cmyk, "warning"),
    "too-small": (small, "warning"),
    "hidden-layer": (hidden, "note"),
    "script": (scripted, "warning"),
    "foreign-object": (foreign, "warning"),
    "external-link": (linked, "warning"),
    "text": (written, "warning"),
    "colours": (deep_psd, "warning"),
    "paper-layer": (paper, "note"),
    "blend-mode": (blended, "warning"),
    "outside-sheet": (outside, "warning"),
    "ambiguous-set": (ambiguous, "error"),
    "no-licence": (lambda folder: as_folder(folder), "note"),
}


@pytest.mark.parametrize("code", CASES)
def test_what_is_wrong_is_found(code: str, tmp_path: Path) -> None:
    make, severity = CASES[code]
    report = check_drawings(make(tmp_path))
    found = {finding.code: finding for finding in report.findings}
    assert code in found, sorted(found)
    assert found[code].severity == severity
    assert found[code].text.strip()
    assert report.ok == (severity != "error")


@pytest.mark.parametrize("form", FORMS)
def test_good_drawings_get_no_warning(form: str, tmp_path: Path) -> None:
    report = check_drawings(FORMS[form](tmp_path))
    assert [f for f in report.findings if f.severity != "note"] == []


@pytest.mark.parametrize("name", sample_rigs.names())
def test_our_own_rigs_pass(name: str) -> None:
    report = check_drawings(sample_rigs.path(name))
    assert [f for f in report.findings if f.severity != "note"] == []


def test_what_is_missing_is_named_with_its_stand_in(tmp_path: Path) -> None:
    report = check_drawings(missing(tmp_path))
    text = next(f.text for f in report.findings if f.code == "missing-shape")
    assert "the mouth D (wide open; AH as in father) is not drawn; C (open) stands in" in text


def test_drift_is_told_in_pixels_of_the_drawing(tmp_path: Path) -> None:
    report = check_drawings(drifting(tmp_path))
    text = next(f.text for f in report.findings if f.code == "drifting-anchor")
    assert "the mouth D stands 9 pixels right of the closed one" in text


def test_an_unknown_name_gets_guesses(tmp_path: Path) -> None:
    mouth("B").save(mouth_folder(tmp_path) / "neutrl.png")
    report = check_drawings(tmp_path)
    finding = next(f for f in report.findings if f.code == "unknown-name")
    assert "neutrl" in finding.text
    assert "X" in finding.hint


def test_errors_come_first(tmp_path: Path) -> None:
    order = [finding.severity for finding in check_drawings(two_for_one(tmp_path)).findings]
    assert order == sorted(order, key=["error", "warning", "note"].index)


def sheet_size(report: Report) -> tuple[int, int]:
    return proof_sheet(report).size


def test_the_proof_sheet_has_a_cell_for_every_shape_drawn_or_not(tmp_path: Path) -> None:
    whole = check_drawings(as_folder(tmp_path / "a"))
    width, height = sheet_size(whole)
    assert width > 1500
    assert height > 900
    lacking = check_drawings(missing(tmp_path / "b"))
    assert sheet_size(lacking) == (width, height)
    # The ghost of what stands in is paler than the drawing.
    cells = [np.asarray(proof_sheet(r)).astype(int)[96:396, 956:1256] for r in (whole, lacking)]
    assert cells[1].mean() > cells[0].mean() + 5


def test_a_proof_sheet_needs_a_rig(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a rig"):
        proof_sheet(check_drawings(tmp_path))


def test_proofs_of_faces_and_odd_shapes_can_be_drawn(tmp_path: Path) -> None:
    Image.new("RGB", (500, 90), "#8090a0").save(tmp_path / "me.png")
    wishes = Wishes(face=tmp_path / "me.png", mouth_at=(480, 20, 60))
    report = check_drawings(sample_rigs.path("juno"), wishes)
    assert report.ok
    proof_sheet(report)
