"""Faces in pictures: who is where, and where the mouth is.

* :mod:`~wav2lip_refine.faces.face`: what a face is, and the seam ``FaceFinder``;
* :mod:`~wav2lip_refine.faces.mesh`: the default finder, whose networks come with the package;
* :mod:`~wav2lip_refine.faces.s3fd`: Wav2Lip's own detector, with the user's weights (torch);
* :mod:`~wav2lip_refine.faces.track`: one person through a clip, without trembling;
* :mod:`~wav2lip_refine.faces.sightings`: all faces of a clip, kept on the disk;
* :mod:`~wav2lip_refine.faces.faces_json`: landmarks as JSON, in and out;
* :mod:`~wav2lip_refine.faces.signals`: what a face does - mouth, eyes, brows, head.
"""
