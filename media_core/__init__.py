"""The ground floor: time, errors, files, sound, and how a video file is written.

Everything stands on this package and it imports none of the others. ``timeline`` counts time,
``errors`` says what went wrong, ``files`` reads with a limit and writes whole or not at all,
``audio`` decodes a song (``loudness``, ``spectrum`` and ``beats`` measure it), ``outputs`` lists
what can be written, ``encode`` and ``muxing`` write it, ``soundtrack`` and ``tags`` go with it.
"""
