"""Layers: what a picture is made of, from the back to the front.

To add one: write a class that keeps the :class:`Layer` protocol, and put it in the list that
``render.film`` makes. A layer that only ever draws in one part of the picture may say so with a
property ``reach`` (a :class:`~render.frame.Rect`): the composer then asks it less. One that hides
all behind it in a part may say so with a method ``covers(rect)``: what is behind is not drawn.
"""

from __future__ import annotations

from typing import Protocol

from render.frame import Context, Rect
from render.scene import SceneState


class Layer(Protocol):
    """One sheet of the picture."""

    def damage(self, before: SceneState, now: SceneState) -> list[Rect]:
        """Where the layer's picture may differ between two states."""
        ...

    def shows(self, state: SceneState) -> object:
        """What decides the layer's picture in a state, besides its making.

        Parts of a video are kept by it: a value whose ``repr`` is another if the picture is.
        """
        ...

    def draw(self, state: SceneState, context: Context) -> None:
        """Draw the layer over what is there; the context may be clipped to a part."""
        ...
