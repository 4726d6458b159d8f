"""What a character does besides singing, each a pure function of time and of a seed.

Each module prepares what happens when, once for a song, and answers for any moment:
:mod:`~render.life.blinks`, :mod:`~render.life.stress` (which words are sung with weight),
:mod:`~render.life.brows`, :mod:`~render.life.head`, :mod:`~render.life.breath`,
:mod:`~render.life.parts` (moods and views) and :mod:`~render.life.mouth`. How strong it all is says
:class:`render.rigs.rig.Acting`. To add something, give it a module, a field of
:class:`~render.rigs.rig.Acting` and a line in :func:`render.scene.build_scene`.
"""
