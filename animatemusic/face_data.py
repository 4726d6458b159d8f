"""A file of landmarks -> a drawn face that moves as the filmed one."""

from __future__ import annotations

from dataclasses import dataclass

from animatemusic.recipes import RigSource
from render.face_lines import FaceLines
from render.rigs import Rig


@dataclass(frozen=True, slots=True)
class FaceData(RigSource):
    """Where the landmarks are; calling it reads them."""

    def __call__(self) -> Rig:
        """Make the rig; of several faces in a moment the first is taken.

        Raises:
            InputError: the file is no landmarks, or has no face.
        """
        # Late: only who has landmarks reads them.
        from wav2lip_refine.faces.faces_json import read

        moments = [
            (moment.time, moment.faces[0].points)
            for moment in read(self.path)
            if moment.faces and moment.faces[0].points is not None
        ]
        known = {time: points for time, points in moments if points is not None}
        return FaceLines(list(known), list(known.values()))
