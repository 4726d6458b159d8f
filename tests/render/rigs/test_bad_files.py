"""Files of strangers: a finding or one sentence, never a traceback, a flood or a leak."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from media_core.errors import RigError
from render.rigs import Pose, Wishes, load_rig
from render.rigs.check import check_drawings
from render.rigs.sheet_json import parse_sheet
from tests.conftest import REPOSITORY
from tests.render.rigs.five_forms import FORMS, as_sheet, mouth, png

REAL = REPOSITORY / "tests" / "data" / "rigs"


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nearly nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def test_a_picture_that_claims_a_giant_size_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda image: pytest.fail("decoded"))
    for name, size in (("A", (20_000, 20_000)), ("D", (9, 60_000))):
        (tmp_path / f"{name}.png").write_bytes(png_of_size(*size))
        with pytest.raises(RigError, match="is too large"):
            load_rig(tmp_path)
        (tmp_path / f"{name}.png").unlink()


def test_a_giant_sheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sheet.png").write_bytes(png_of_size(20_000, 20_000))
    with pytest.raises(RigError, match="is too large"):
        load_rig(tmp_path / "sheet.png", Wishes(grid=(3, 3)))


def test_a_psd_that_claims_a_giant_size_is_refused(tmp_path: Path) -> None:
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, 30_000, 30_000, 8, 3)
    (tmp_path / "rig.psd").write_bytes(head + bytes(100))
    with pytest.raises(RigError, match="is too large"):
        load_rig(tmp_path / "rig.psd")


def zip_of(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"A.png": bytes(30_000_000)}, "unpacks to 400 times its size"),
        ({"../A.png": png(mouth("A"))}, "leads outside"),
        ({"/tmp/A.png": png(mouth("A"))}, "leads outside"),
        ({"C:/A.png": png(mouth("A"))}, "leads outside"),
        ({"..\\A.png": png(mouth("A"))}, "leads outside"),
        ({f"{n}.png": b"" for n in range(2001)}, "holds over 2000 files"),
        ({"notes.txt": b"hello"}, "there is no drawing"),
    ],
)
@pytest.mark.parametrize("suffix", [".zip", ".ora"])
def test_archives_that_flood_or_lead_outside_are_refused(
    files: dict[str, bytes], reason: str, suffix: str, tmp_path: Path
) -> None:
    if suffix == ".ora" and "notes.txt" in files:
        reason = "has no list of layers"
    path = tmp_path / f"rig{suffix}"
    path.write_bytes(zip_of(files))
    with pytest.raises(RigError, match=reason):
        load_rig(path)
    assert [p.name for p in tmp_path.rglob("*")] == [path.name]


@pytest.mark.parametrize("name", [".", "./", "//"])
def test_an_archive_of_files_without_names_is_refused(name: str, tmp_path: Path) -> None:
    for suffix in (".zip", ".ora"):
        path = tmp_path / f"rig{suffix}"
        path.write_bytes(zip_of({name: b"x", "B.png": png(mouth("B"))}))
        with pytest.raises(RigError):
            load_rig(path)


def test_a_file_whose_name_is_empty_is_passed_over(tmp_path: Path) -> None:
    """Found by fuzzing: zipfile of Python 3.11 looks at the last letter of each name."""
    files = {f"{shape}.png": png(mouth(shape)) for shape in "ADX"}
    data = zip_of({**files, "Q": b"x"})
    for at in (data.index(b"PK\x03\x04", data.index(b"X.png")), data.rindex(b"PK\x01\x02")):
        # The name's length, then the name itself as what is called an extra field.
        place = at + (26 if data[at + 2] == 3 else 28)
        data = data[:place] + b"\0\0\1\0" + data[place + 4 :]
    (tmp_path / "rig.zip").write_bytes(data)
    assert load_rig(tmp_path / "rig.zip").shapes == {"A", "D", "X"}


@pytest.mark.parametrize("suffix", [".zip", ".ora"])
def test_names_that_are_not_in_their_encoding_are_refused(suffix: str, tmp_path: Path) -> None:
    """Found by fuzzing: zipfile lets the error of the codec out."""
    data = zip_of({"Ä.png": png(mouth("A"))}).replace("Ä".encode(), b"\xff\xff")
    (tmp_path / f"rig{suffix}").write_bytes(data)
    with pytest.raises(RigError, match="can't decode"):
        load_rig(tmp_path / f"rig{suffix}")


def test_a_path_that_is_none_in_an_svg_with_gradients_is_explained(tmp_path: Path) -> None:
    """Found by fuzzing: to place a gradient, CairoSVG reads the path once more, and otherwise."""
    from tests.render.rigs_for_tests import MOUTHS, svg, write_rig

    gradient = '<linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient>'
    broken = '<path d="M42,90 C50,125 60 125 78 90 ^" fill="url(#g)"/>'
    with pytest.raises(RigError, match="holds something that cannot be drawn"):
        load_rig(write_rig(tmp_path, svg(gradient + broken + MOUTHS))).draw(Pose("X"), 100)


@pytest.mark.parametrize(
    ("stack", "reason"),
    [
        (
            '<!DOCTYPE x [<!ENTITY a "b">]><image w="9" h="9"><stack/></image>',
            "broken list of layers",
        ),
        ('<image w="99999" h="99999"><stack/></image>', "is too large"),
        ('<image w="9" h="x"><stack/></image>', "broken list of layers"),
        ('<image w="9" h="9"/>', "has no layers"),
        ("<image", "broken list of layers"),
        (
            '<image w="9" h="9"><stack>' + "<stack>" * 90 + "</stack>" * 90 + "</stack></image>",
            "too many layers",
        ),
        (
            '<image w="9" h="9"><stack><layer name="A" src="/etc/passwd"/></stack></image>',
            "no mouth",
        ),
    ],
)
def test_a_strange_list_of_layers_is_refused(stack: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "rig.ora").write_bytes(zip_of({"stack.xml": stack.encode()}))
    with pytest.raises(RigError, match=reason):
        load_rig(tmp_path / "rig.ora")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"frames": 3}, "it has no frames"),
        ({"frames": {}}, "has 0 frames"),
        ({"frames": {"A": {"frame": {"x": 0}}}}, "cannot be understood"),
        ({"frames": {"A": {"frame": {"x": 0, "y": 0, "w": 1e9, "h": 1}}}}, "cannot be understood"),
        ({"frames": {"A": {"frame": {"x": -5, "y": 0, "w": 9, "h": 9}}}}, "cannot be understood"),
        ({"meta": {"slices": [3, 4]}}, "cannot be understood"),
        ({"meta": {"slices": [3]}}, "cannot be understood"),
        ({"frames": [{"frame": [1, 2]}]}, "cannot be understood"),
        ({"meta": {"frameTags": [7]}}, "cannot be understood"),
        ({"meta": {"image": "../../secret.png"}}, ""),
        ({"meta": {"image": "/etc/passwd"}}, ""),
        ({"meta": {"image": ".."}}, ""),
    ],
)
def test_the_data_of_a_sheet_is_not_believed(
    change: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    path = as_sheet(tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    if reason:
        with pytest.raises(RigError, match=reason):
            load_rig(path)
        return
    load_rig(path)  # the picture with its own name lies beside it
    (tmp_path / "rig.png").rename(tmp_path.parent / f"{tmp_path.name}-secret.png")
    with pytest.raises(RigError, match="is not beside it"):
        load_rig(path)


def test_frames_outside_of_the_sheet_are_left_out_and_named(tmp_path: Path) -> None:
    path = as_sheet(tmp_path)
    table = json.loads(path.read_text())
    table["frames"]["D.png"]["frame"]["x"] = 5000
    path.write_text(json.dumps(table))
    report = check_drawings(path)
    assert report.opened is not None
    assert "D" not in report.opened.rig.shapes
    assert "outside-sheet" in {finding.code for finding in report.findings}


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 50_000, b'{"frames": null}']
)
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(RigError):
        parse_sheet(data, "x.json")


def test_a_picture_in_an_svg_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    import base64

    from tests.render.rigs_for_tests import MOUTHS, svg, write_rig

    data = base64.b64encode(png_of_size(20_000, 20_000)).decode()
    image = f'<image href="data:image/png;base64,{data}" width="9" height="9"/>'
    with pytest.raises(RigError, match="is too large"):
        load_rig(write_rig(tmp_path, svg(image + MOUTHS)))


def test_pictures_that_are_too_large_together_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("render.rigs.pictures.MAX_HELD", 2000)
    with pytest.raises(RigError, match="too large together"):
        load_rig(FORMS["folder"](tmp_path))


@pytest.mark.parametrize("suffix", [".psd", ".ora", ".zip", ".png", ".webp", ".svg", ".json"])
@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"8BPS", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n"])
def test_what_is_something_else_is_refused_in_a_sentence(
    suffix: str, data: bytes, tmp_path: Path
) -> None:
    path = tmp_path / f"rig{suffix}"
    path.write_bytes(data)
    with pytest.raises(RigError) as caught:
        load_rig(path, Wishes(grid=(3, 3)))
    assert caught.value.hint
    assert "\n" not in caught.value.message


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """File name -> bytes of good rigs of one file."""
    folder = tmp_path_factory.mktemp("valid")
    files = {
        name: (REAL / name).read_bytes() for name in ("inkscape.svg", "gimp.psd", "mypaint.ora")
    }
    files["rig.zip"] = FORMS["zip"](folder).read_bytes()
    as_sheet(folder)
    files["rig.json"] = (folder / "rig.json").read_bytes()
    files["sheet.png"] = (folder / "rig.png").read_bytes()
    out = io.BytesIO()
    Image.open(folder / "rig.png").save(out, "WEBP", lossless=True)
    files["sheet.webp"] = out.getvalue()
    return files


def mangled(data: bytes, seed: int) -> bytes:
    """A copy with some bytes changed, cut, doubled or taken away."""
    chance = random.Random(seed)
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        if len(out) < 4:
            break
        at = chance.randrange(len(out))
        what = chance.randrange(5)
        if what == 0:
            out[at] = chance.randrange(256)
        elif what == 1:
            del out[at : at + chance.randint(1, 40)]
        elif what == 2:
            out[at:at] = out[at : at + chance.randint(1, 40)]
        elif what == 3:
            out[at : at + 4] = chance.choice(
                (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff")
            )
        elif chance.random() < 0.3:
            del out[at:]
    return bytes(out)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from(
        [
            *("inkscape.svg", "gimp.psd", "mypaint.ora"),
            *("rig.zip", "rig.json", "sheet.png", "sheet.webp"),
        ]
    ),
    seed=st.integers(0, 10**9),
)
def test_a_mangled_file_is_a_rig_or_an_error_in_a_sentence(
    name: str, seed: int, valid: dict[str, bytes], tmp_path: Path
) -> None:
    for old in tmp_path.iterdir():
        old.unlink()
    if name == "rig.json":
        (tmp_path / "rig.png").write_bytes(valid["sheet.png"])
    path = tmp_path / name
    path.write_bytes(mangled(valid[name], seed))
    wishes = Wishes(grid=(3, 2)) if name.startswith("sheet") else None
    with suppress(RigError):
        rig = load_rig(path, wishes)
        rig.draw(Pose(rig.set.rest), 60)


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-9, 200) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["frame", "x", "y", "w", "h", "name", "from", "to", "keys",
                                       "bounds", "pivot", "sourceSize", "trimmed", "rotated",
                                       "spriteSourceSize", "filename"]), inner, max_size=6),
    max_leaves=20,
))  # fmt: skip
def test_any_json_is_a_sheet_or_an_error(inner: Any) -> None:
    for table in (
        {"frames": {"A": inner}},
        {"frames": [inner]},
        {"frames": {"A": {"x": 0, "y": 0, "w": 3, "h": 3}}, "meta": {"frameTags": inner}},
        {"frames": {"A": {"x": 0, "y": 0, "w": 3, "h": 3}}, "meta": {"slices": [inner, inner]}},
        {"frames": {"A": {"x": 0, "y": 0, "w": 3, "h": 3}}, "meta": inner},
    ):
        with suppress(RigError):
            parse_sheet(json.dumps(table).encode(), "x.json")


def test_a_drawing_that_is_a_line_is_refused(tmp_path: Path) -> None:
    for shape in "AD":
        (tmp_path / f"{shape}.png").write_bytes(png_of_size(16_000, 1))
    path = as_sheet(tmp_path)
    table = json.loads(path.read_text())
    for row in table["frames"].values():
        row["sourceSize"] = {"w": 100_000, "h": 1}
    path.write_text(json.dumps(table))
    with pytest.raises(RigError, match="strange size"):
        load_rig(path)
