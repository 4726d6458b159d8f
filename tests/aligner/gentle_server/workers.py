"""Workers for tests: programs that do in no time what the real one does, or do it wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

GOOD = """
import json, pathlib, sys
folder = pathlib.Path(sys.argv[1])
print(json.dumps({"status": "ENCODING"}), flush=True)
text = (folder / "transcript.txt").read_bytes().decode()
print("chatter of a library", flush=True)
for percent in (0.5, 1.0):
    print(json.dumps({"status": "ALIGNING", "percent": percent, "duration": 4.0}), flush=True)
(folder / "a.wav").write_bytes(b"RIFF")
(folder / "align.csv").write_text("one,one,0.1,0.2\\r\\n")
words = [{"word": "one", "case": "success", "start": 0.1, "end": 0.2}]
asked = json.loads((folder / "request.json").read_text())
(folder / "align.json").write_text(json.dumps({"transcript": text, "words": words, **asked}))
"""
REFUSES = """
import json
print(json.dumps({"status": "ERROR", "error": "the song is not audio"}), flush=True)
raise SystemExit(1)
"""
CRASHES = "import os; os._exit(9)"
HANGS = 'import time; print(\'{"status": "ENCODING"}\', flush=True); time.sleep(3600)'
LIES = 'print(\'{"status": "OK"}\')'


def worker(program: str) -> Callable[[Path], list[str]]:
    """A command that runs a program text with the job's folder as its argument."""
    return lambda folder: [sys.executable, "-I", "-S", "-c", program, str(folder)]
