"""Frames of a real face + a song -> the same frames with refined lips (optional, needs torch).

A drawn character sings without any of this. For filmed or photographed faces a network in the
manner of Wav2Lip (Prajwal et al. 2020, arXiv:2008.10010) repaints the lower face so that the lips
follow the sound. This is our own implementation, made from a description of the network and
checked against its numbers; no weights come with it. The user supplies them, and the published
ones may be used for personal, research and non-commercial work only.

What is there so far is the core, exact to the number:

* :mod:`~wav2lip_refine.mel`: a song -> the spectrogram that the network hears;
* :mod:`~wav2lip_refine.chunks`: which piece of it belongs to which frame;
* :mod:`~wav2lip_refine.boxes`: padding and smoothing the rectangles around a face;
* :mod:`~wav2lip_refine.tensors`, :mod:`~wav2lip_refine.resize`: frames to tensors and back;
* :mod:`~wav2lip_refine.generator`, :mod:`~wav2lip_refine.syncnet`: the two networks;
* :mod:`~wav2lip_refine.checkpoint`: reading the user's weights.

**Not built yet:** finding faces, blending the new lips into the picture, reading and writing
video, and the command. Nothing here can be used from the command line so far.

Importing this package does not import torch; :mod:`~wav2lip_refine.layers`, ``generator``,
``syncnet`` and ``checkpoint`` do.
"""
