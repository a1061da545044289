"""How much memory a process has held."""

from __future__ import annotations

import re
from pathlib import Path


def peak_mb() -> float:
    """Return the most memory that this process has held (rusage would count the parent's)."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else float("nan")
