"""Any rig -> the folder form: one picture for each mouth, and for what lies behind and before it.

The folder form knows one order: body, head, mouth, eyes, brows, front. Where a drawing's own order
is richer, what lies between its mouths and its eyes is drawn into the pictures of the mouth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from render.frame import blank, straight_rgba
from render.rigs.art import Node
from render.rigs.manifest_text import manifest_text
from render.rigs.opening import Opened
from render.rigs.rig import Pose
from render.rigs.runs import shown_in
from render.rigs.switches import Switch

VECTOR_HEIGHT = 1600
"""Pixels that a drawing without pixels becomes: enough for a large head at 1080p."""


@dataclass(frozen=True, eq=False)
class _Part:
    """A piece of the drawing, in the order of painting: a switch, or nodes that never change."""

    switch: Switch | None
    nodes: tuple[Node, ...] = ()
    is_head: bool = True

    def shown(self, pose: Pose, opened: Opened) -> tuple[Node, ...]:
        """What a pose shows of it."""
        if self.switch is None:
            return self.nodes
        return (shown_in(self.switch, pose, opened.rig.set),)


def write_folder(opened: Opened, folder: Path, height: int | None = None) -> list[str]:
    """Write a rig as a folder of pictures.

    Args:
        opened: the rig.
        folder: exists; files in it are replaced.
        height: of the pictures in pixels; the drawing's own if it is made of pixels.

    Returns:
        What the folder cannot do and the drawing can, in sentences.
    """
    drawing, size = opened.drawing, opened.drawing.size
    if height is None:
        height = VECTOR_HEIGHT if opened.form == ".svg" else round(size[1])
    width = max(1, round(height * size[0] / size[1]))
    lost: list[str] = []
    parts = list(_parts(opened))
    still = [p for p in parts if not p.is_head]
    back = parts[: parts.index(still[0])] if still else []
    if any(p.switch is not None for p in back):
        back = []
    before, middle, after = _split([p for p in parts if p.is_head and p not in back])
    if any(p.switch is not None for p in still):
        lost.append("what follows the mouth on the body is drawn at rest")

    def picture(nodes: Sequence[Node]) -> Image.Image:
        on = frozenset(node for node in nodes) | opened.cast.always
        every = {n for p in parts if p.switch for n in p.switch.options.values()}
        off = frozenset(every - set(nodes))
        frame = drawing.draw(nodes, on, off, width, height) if nodes else blank(width, height)
        return Image.fromarray(straight_rgba(frame))

    def save(nodes: Sequence[Node], name: str) -> None:
        path = folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture(nodes).save(path, "PNG")

    rest = Pose(opened.rig.set.rest)
    body = [node for part in still for node in part.shown(rest, opened)]
    for name, some in (("back", back), ("head", before), ("front", after)):
        nodes = [node for part in some if part.switch is None for node in part.nodes]
        if nodes:
            save(nodes, name)
    if body:
        save(body, "body")
    for part in (*before, *after):
        if part.switch is not None:
            for look, node in part.switch.options.items():
                save([node], "/".join(filter(None, (part.switch.kind, look.mood, look.state))))
    _mouths(opened, middle, save)
    if any(p.switch is not None and p.switch.kind == "brows" for p in middle):
        lost.append("the brows are drawn at rest: they lie between parts of the mouth")
    manifest = opened.manifest
    if opened.rig.info.acting.tween == "morph":
        lost.append("the mouths do not morph: pictures change at once")
        manifest = replace(manifest, tween="")
    if manifest.openness and len(middle) > 1:
        lost.append("the mouths open only as drawn: parts of the face are drawn into them")
        manifest = replace(manifest, openness=0.0)
    text = manifest_text(manifest, opened.rig.info, opened.rig.set.name, height / size[1])
    (folder / "rig.toml").write_text(text, "utf-8")
    return lost


def _mouths(
    opened: Opened, middle: Sequence[_Part], save: Callable[[Sequence[Node], str], None]
) -> None:
    """One picture for each mouth and mood; and each state of the eyes, if they are among them."""
    main = opened.cast.main
    states = {
        look.state if p.switch.kind == "eyes" else look.eyes
        for p in middle
        if p.switch is not None
        for look in p.switch.options
    } - {""}
    order: tuple[str, ...] = ("open", "half", "closed")
    eyes = [state for state in order if state in states] or [""]
    looks = dict.fromkeys((look.state, look.mood) for look in main.options)
    moods = {mood for part in middle if part.switch is not None for mood in part.switch.moods}
    for mood in sorted(moods - main.moods):  # that only the eyes among them have
        looks |= dict.fromkeys((look.state, mood) for look in main.options if not look.mood)
    for shape, mood in looks:
        for state in eyes:
            pose = Pose(shape, mood=mood, eyes=state or "open")
            nodes: list[Node] = []
            for part in middle:
                nodes += part.shown(pose, opened)
            name = f"{shape} eyes {state}" if state else shape
            save(nodes, f"mouth/{mood}/{name}" if mood else f"mouth/{name}")


def _parts(opened: Opened) -> Iterator[_Part]:
    cast = opened.cast
    switch_of = {
        node: switch
        for switches in cast.switches.values()
        for switch in switches
        for node in switch.options.values()
    }
    seen: set[Switch] = set()

    def walk(node: Node, is_head: bool) -> Iterator[_Part]:
        if node in switch_of:
            switch = switch_of[node]
            if switch not in seen:
                seen.add(switch)
                yield _Part(switch, is_head=is_head)
        elif node.hidden and node not in cast.always:
            return
        elif any(inner in switch_of for inner in node.walk()):
            for child in node.children:
                yield from walk(child, is_head)
        else:
            yield _Part(None, (node,), is_head)

    for top in cast.tops:
        # Where nothing sways, all of it may as well.
        yield from walk(top, top in opened.heads or cast.top not in opened.heads)


def _split(parts: list[_Part]) -> tuple[list[_Part], list[_Part], list[_Part]]:
    """What is behind the mouths, what belongs to them, and what is in front."""
    mouths = [i for i, p in enumerate(parts) if p.switch is not None and p.switch.kind == "mouth"]
    first, last = mouths[0], mouths[-1]
    others = [i for i, p in enumerate(parts) if p.switch is not None and p.switch.kind != "mouth"]
    for i in others:
        if i < first and any(p.switch is None for p in parts[i:first]):
            first = i
    for i in reversed(others):
        if i > last and any(p.switch is None for p in parts[last:i]):
            last = max(j for j in range(last, i) if parts[j].switch is None)
            break
    return parts[:first], parts[first : last + 1], parts[last + 1 :]
