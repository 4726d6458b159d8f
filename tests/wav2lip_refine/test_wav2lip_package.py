"""The package as a whole."""

from __future__ import annotations

import subprocess
import sys

CHECK = """
import sys
import {module}
assert "torch" not in sys.modules
"""


def test_nothing_that_works_without_torch_imports_it() -> None:
    modules = ["", ".mel", ".chunks", ".boxes", ".resize", ".tensors", ".footage", ".blend"]
    modules += [".refine", ".weights", ".mfcc", ".faces.mesh", ".faces.faces_json"]
    modules += [".faces.signals", ".faces.track"]
    code = "".join(CHECK.format(module=f"wav2lip_refine{module}") for module in modules)
    subprocess.run([sys.executable, "-c", code], check=True)
