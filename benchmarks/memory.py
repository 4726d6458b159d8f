"""How much memory a process had at most."""

from __future__ import annotations

import sys
from pathlib import Path


def peak_mb() -> float:
    """Peak memory of this process in MB (2**20 bytes); what it was started from does not count."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        import resource

        scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024
