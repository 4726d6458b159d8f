"""Gentle's REST API with the embedded aligner behind it.

Written from the behaviour of lowerquality/gentle 0.11.0 (``serve.py``; MIT), so that its clients
work without Kaldi. The parts:

* :mod:`~aligner.gentle_server.answer`: a transcript and what Gentle says of it (pure);
* :mod:`~aligner.gentle_server.worker`: one job in a process of its own;
* :mod:`~aligner.gentle_server.jobs`: the queue, its limits and its files;
* :mod:`~aligner.gentle_server.upload`, :mod:`~aligner.gentle_server.guard`: who may send how much;
* :mod:`~aligner.gentle_server.app`, :mod:`~aligner.gentle_server.pages`: the URLs;
* :mod:`~aligner.gentle_server.connections`, :mod:`~aligner.gentle_server.server`: the socket.

Starlette and uvicorn (extra ``server``) stay in the last six.
"""
