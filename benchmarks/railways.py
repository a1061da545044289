"""Time and memory of the network built from the two layers of N02."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.calibration import LAYERS
from benchmarks.machine import measure
from benchmarks.table import OURS, Row, render_rows
from geoaccess.sources.railways.loading import load_conventional_network

_PEAK: Final = """
import resource, sys, time
from pathlib import Path
from geoaccess.sources.railways.loading import load_conventional_network
load_conventional_network(Path(sys.argv[1]), Path(sys.argv[2]), cache=Path(sys.argv[3]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time())
"""


def render_railways(data: Path, folder: Path, *, repeat: int) -> str:
    """Return seconds of a build and of a load from the cache, and the peak memory of a build."""
    layers = [data / "rail" / "n02" / name for name in LAYERS]
    missing = [path.name for path in layers if not path.is_file()]
    if missing:
        return f"skipped: {', '.join(missing)} is not there; set GEOACCESS_TEST_DATA"
    number = iter(range(10**6))
    kept = folder / "kept"
    build = measure(
        lambda: load_conventional_network(*layers, cache=folder / f"{next(number)}"),
        repeat=repeat,
        warm=False,
    )
    load_conventional_network(*layers, cache=kept)
    cached = measure(lambda: load_conventional_network(*layers, cache=kept), repeat=repeat)
    rows = [
        Row(task="N02", engine=OURS, what="read and build", timing=build),
        Row(task="N02 kept", engine=OURS, what="load from the cache", timing=cached),
    ]
    command = [sys.executable, "-c", _PEAK, *map(str, layers), str(folder / "peak")]
    peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    kilobytes, cpu_s = map(float, peak.split())
    return (
        f"{render_rows(rows)}\n\none build in a process of its own: {kilobytes / 1024:.0f} MB, "
        f"{cpu_s:.1f} s of CPU time with all imports"
    )
