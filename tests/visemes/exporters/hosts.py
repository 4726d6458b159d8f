"""Programs that run the exported scripts: small stand-ins that write down what they are told."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

AFTER_EFFECTS = r"""
var said = [], done = [], undo = 0;
function alert(text) { said.push(text); }
function confirm(text) { said.push(text); return MODE !== "no"; }
var KeyframeInterpolationType = {HOLD: "hold", LINEAR: "linear"};
function MarkerValue(comment) { this.comment = comment; }
function Property(name) { this.name = name; this.rows = []; done.push(this); }
Property.prototype = {
    get numKeys() { return this.rows.length; },
    keyTime: function (i) { return this.rows[i - 1].time; },
    nearestKeyIndex: function (time) {
        var apart = this.rows.map(function (row) { return Math.abs(row.time - time); });
        return 1 + apart.indexOf(Math.min.apply(null, apart));
    },
    removeKey: function (i) { this.rows.splice(i - 1, 1); },
    setValueAtTime: function (time, value) {
        this.rows = this.rows.filter(function (row) { return row.time !== time; });
        this.rows.push({time: time, value: value});
        this.rows.sort(function (a, b) { return a.time - b.time; });
    },
    setValuesAtTimes: function (times, values) {
        if (times.length !== values.length) { throw new Error("uneven"); }
        for (var i = 0; i < times.length; i++) { this.setValueAtTime(times[i], values[i]); }
    },
    setInterpolationTypeAtKey: function (i, into, out) { this.rows[i - 1].kind = [into, out]; }
};
function Layer(name) { this.name = name; this.parts = {}; this.containingComp = comp; }
Layer.prototype.property = function (name) {
    if (name === "ADBE Effect Parade") {
        return {addProperty: function (kind) {
            if (kind !== "ADBE Slider Control") { throw new Error(kind); }
            var effect = {property: function (i) { return (effect.slider = effect.slider
                || new Property(effect.name)); }};
            return effect;
        }};
    }
    this.parts[name] = this.parts[name] || new Property(name);
    return this.parts[name];
};
function CompItem() {
    this.duration = 90; this.frameRate = RATE; this.frameDuration = 1 / RATE;
    this.selectedLayers = [];
    this.layers = {addNull: function () { return new Layer("null"); }};
}
var comp = new CompItem();
if (MODE === "remap") {
    var mouths = new Layer("mouths");
    mouths.canSetTimeRemapEnabled = true;
    mouths.source = {frameDuration: 0.04};
    Object.defineProperty(mouths, "timeRemapEnabled", {set: function () {
        this.property("ADBE Time Remapping").setValuesAtTimes([0.0333, 77], [0, 1]);
    }});
    comp.selectedLayers = [mouths];
}
var app = {project: {activeItem: MODE === "nothing" ? null : comp},
    quit: function () { throw new Error("QUIT"); },
    beginUndoGroup: function () { undo++; }, endUndoGroup: function () { undo--; }};
"""

HARMONY = r"""
var cells = {}, said = [], length = 10, undo = 0;
var selection = {selectedNode: function () { return MODE === "nothing" ? "" : "Top/Mouth"; }};
var node = {linkedColumn: function (path, attribute) {
    return path === "Top/Mouth" && attribute === "DRAWING.ELEMENT" ? "column7" : ""; }};
var MessageBox = {information: function (text) { said.push(text); }};
function Label() { this.text = ""; }
function Dialog() {
    this.add = function (label) { said.push(label.text); };
    this.exec = function () { return MODE !== "no"; };
}
var scene = {
    getFrameRate: function () { return RATE; },
    beginUndoRedoAccum: function () { undo++; }, endUndoRedoAccum: function () { undo--; }
};
var frame = {numberOf: function () { return length; },
    insert: function (at, count) { length += count; }};
var column = {setEntry: function (name, sub, at, value) {
    if (name !== "column7" || sub !== 1) { throw new Error(name); } cells[at] = value; }};
"""


def node(*parts: str) -> Any:
    """Run JavaScript; gives what the last part leaves in ``answer``."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("needs node")
    source = "\n".join((*parts, "process.stdout.write(JSON.stringify(answer));"))
    done = subprocess.run(
        [program, "-"], input=source.encode(), capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def after_effects(script: str, mode: str = "", rate: float = 24) -> Any:
    """Run a script in a stand-in of After Effects: what was keyed and what was said."""
    return node(
        f"var MODE = {json.dumps(mode)}, RATE = {rate};",
        AFTER_EFFECTS,
        script,
        "var answer = {said: said, undo: undo, keyed: done};",
    )


def harmony(script: str, mode: str = "", rate: float = 24) -> Any:
    """Run a script in a stand-in of Harmony: the cells of the column."""
    return node(
        f"var MODE = {json.dumps(mode)}, RATE = {rate};",
        HARMONY,
        script,
        "animatemusic_mouth();",
        "var answer = {said: said, undo: undo, cells: cells, length: length};",
    )


def outside_of_strings(script: str) -> str:
    """JavaScript without its strings and comments."""
    return re.sub(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/', '""', script, flags=re.DOTALL)


class Recorder:
    """A thing of Blender with properties that can be keyed."""

    def __init__(self, path: str, owner: Any, **values: Any) -> None:
        self.path, self.id_data = path, owner
        self.__dict__.update(values)

    def keyframe_insert(self, name: str, frame: float) -> None:
        """Write the property's value into its curve."""
        curves = self.id_data.curves
        path = f"{self.path}.{name}"
        curve = curves.setdefault(
            path, SimpleNamespace(data_path=path, keyframe_points=[], update=lambda: None)
        )
        point = SimpleNamespace(frame=frame, value=getattr(self, name), interpolation="BEZIER")
        curve.keyframe_points.append(point)


class Data:
    """A data block of Blender: it has an action with curves."""

    def __init__(self, *, layered: bool) -> None:
        self.curves: dict[str, Any] = {}
        if layered:  # Blender 5
            bag = SimpleNamespace(fcurves=self.curves.values())
            strip = SimpleNamespace(channelbags=[bag])
            action = SimpleNamespace(layers=[SimpleNamespace(strips=[strip])])
        else:
            action = SimpleNamespace(fcurves=self.curves.values())
        self.animation_data = SimpleNamespace(action=action)

    def keys(self, path: str) -> list[tuple[float, float]]:
        """Frames and values of a curve."""
        return [(p.frame, p.value) for p in self.curves[path].keyframe_points]

    def interpolations(self) -> set[str]:
        """Of all keys."""
        return {p.interpolation for c in self.curves.values() for p in c.keyframe_points}


def blender(
    script: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    thing: Any,
    fps: int = 24,
) -> None:
    """Run a script in a stand-in of Blender whose active object is ``thing``."""
    bpy = ModuleType("bpy")
    render = SimpleNamespace(fps=fps, fps_base=1.0)
    scene = SimpleNamespace(frame_start=1, render=render)
    bpy.path = SimpleNamespace(  # type: ignore[attr-defined]
        abspath=lambda path, library: path.replace("//", f"{folder}/")
    )
    bpy.context = SimpleNamespace(object=thing, scene=scene)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bpy", bpy)
    path = folder / "mouth.py"
    path.write_text(script, "utf-8")
    runpy.run_path(str(path), run_name="__main__")


def with_shape_keys(*names: str, layered: bool = False) -> Any:
    """A mesh with shape keys."""
    keys: Any = Data(layered=layered)
    keys.key_blocks = [
        Recorder(f'key_blocks["{name}"]', keys, name=name, value=0.0, slider_min=0.0)
        for name in names
    ]
    return SimpleNamespace(
        name="Mouth", data=SimpleNamespace(shape_keys=keys), material_slots=[], keys=keys
    )


def with_image_sequence(first: str = "0001", *, layered: bool = False) -> Any:
    """A plane with an image sequence in its material."""
    tree: Any = Data(layered=layered)
    user = Recorder('nodes["Image"].image_user', tree, frame_offset=0)
    image = SimpleNamespace(source="SEQUENCE", filepath=f"//mouth_{first}.png", library=None)
    tree.nodes = [
        SimpleNamespace(type="TEX_IMAGE", image=image, image_user=user),
        SimpleNamespace(type="OUTPUT_MATERIAL"),
    ]
    slot = SimpleNamespace(material=SimpleNamespace(node_tree=tree))
    return SimpleNamespace(
        name="Plane", data=SimpleNamespace(), material_slots=[slot], tree=tree, user=user
    )
