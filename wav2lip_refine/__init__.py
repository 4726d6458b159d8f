"""Frames of a real face + a song -> the same frames with refined lips (optional, needs torch).

A drawn character sings without any of this. For filmed or photographed faces a network in the
manner of Wav2Lip (Prajwal et al. 2020, arXiv:2008.10010) repaints the lower face so that the lips
follow the sound. This is our own implementation, made from a description of the network and
checked against its numbers; no weights come with it. The user supplies them, and the published
ones may be used for personal, research and non-commercial work only.

The way through it: :mod:`~wav2lip_refine.footage` gives the frames of a clip,
:mod:`~wav2lip_refine.sight` finds and follows a face in them (:mod:`~wav2lip_refine.faces`),
:mod:`~wav2lip_refine.engine` paints it, :mod:`~wav2lip_refine.blend` puts the lips in;
:mod:`~wav2lip_refine.work` makes any frame from that, and :func:`~wav2lip_refine.refine.refine` all
of them, which :mod:`media_core` encodes. Under these lies the core, exact to the number:

* :mod:`~wav2lip_refine.mel`: a song -> the spectrogram that the network hears;
* :mod:`~wav2lip_refine.chunks`: which piece of it belongs to which frame;
* :mod:`~wav2lip_refine.boxes`: padding and smoothing the rectangles around a face;
* :mod:`~wav2lip_refine.tensors`, :mod:`~wav2lip_refine.resize`: frames to tensors and back;
* :mod:`~wav2lip_refine.generator`, :mod:`~wav2lip_refine.syncnet`: the two networks;
* :mod:`~wav2lip_refine.checkpoint`: reading the user's weights.

:mod:`~wav2lip_refine.meter` measures how well lips and sound fit.

Importing this package does not import torch, and finding faces does not need it; the networks,
``checkpoint``, ``engine``, ``meter`` and ``faces.s3fd`` do.
"""
