"""What should be looked at before a video is published: checks that need no eye and no ear.

The files are read in ``watching`` (pictures) and ``listening`` (sound); everything else is pure:
values in, findings out. ``checks`` puts them together.
"""
