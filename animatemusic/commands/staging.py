"""What stands on the stage, from the options of ``animatemusic animate``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeAlias

import click

from animatemusic import pipeline
from animatemusic.commands.backdrop_options import backdrop_look
from animatemusic.commands.caption_options import caption_look, with_cards
from animatemusic.commands.rig_options import wishes_of
from animatemusic.commands.video_options import Wanted, with_preset
from animatemusic.face_data import FaceData, acting_like
from animatemusic.recipes import RigSource
from media_core.tags import cover_of
from render.film import Look
from render.layers.backdrop import COVER
from render.rigs import Rig

Chosen: TypeAlias = dict[str, Any]
"""Every option of the command, by its parameter's name."""


def character_of(chosen: Chosen) -> RigSource:
    """What draws the character: a rig, a filmed face, or a rig that acts like one."""
    if chosen["face_data"]:
        return FaceData(chosen["face_data"])
    source = pipeline.rig_source(chosen["rig_name"], wishes_of(chosen)[0])
    if chosen["acting_file"] is None:
        return source
    head, mouth = not chosen["no_sway"], chosen["acting_mouth"]
    return acting_like(source, chosen["acting_file"], head=head, mouth=mouth)


def look_of(context: click.Context, wish: Wanted, rig: Rig) -> Look:
    """How the video looks, at its first size."""
    chosen = context.params
    song = chosen["song"]
    look = Look(
        wish.sizes[0],
        chosen["fps"],
        sway=0.0 if chosen["no_sway"] else 1.0,
        seed=chosen["seed"],
        mouth_at=wishes_of(chosen)[1],
        only=chosen["only"] or "",
        **backdrop_look(chosen, song),
        **caption_look(chosen),
    )
    if rig.info.framing == "none" and not look.background and cover_of(song):
        look = replace(look, background=COVER)
    return with_cards(with_preset(context, look, wish.preset), chosen, song, wish.tags, rig)
