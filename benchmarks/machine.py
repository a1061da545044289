"""What a benchmark ran on: processor, load, versions, and the limit a copy of memory sets."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

COPY_BYTES = 256 * 2**20
"""Far above the last cache of any machine this is likely to run on."""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Seconds of repeated runs."""

    seconds: tuple[float, ...]

    @property
    def median_s(self) -> float:
        """Median of the runs, seconds."""
        return statistics.median(self.seconds)

    def __add__(self, other: Timing) -> Timing:
        """Return the runs of both, such as those before and after a peer's."""
        return Timing(seconds=(*self.seconds, *other.seconds))


def measure(work: Callable[[], object], *, repeat: int, warm: bool = True) -> Timing:
    """Return timings of `repeat` runs, after one unmeasured run that compiles and fills caches."""
    if warm:
        work()
    seconds = []
    for _ in range(repeat):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return Timing(seconds=tuple(seconds))


def measure_copy(repeat: int = 9) -> float:
    """Return the bandwidth of one thread copying memory, bytes read and written per second."""
    source = np.ones(COPY_BYTES // 8)
    target = np.empty_like(source)
    timing = measure(lambda: np.copyto(target, source), repeat=repeat)
    return 2 * COPY_BYTES / timing.median_s


def describe_machine() -> list[str]:
    """Return lines on the machine, its load now and the versions of all that is compared."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    packages = ("geoaccess", "numpy", "numba", "cafein", "ferrobus")
    versions = ", ".join(f"{name} {_version(name)}" for name in packages)
    return [
        f"machine: {_processor()}, {os.cpu_count()} cores, {platform.system()}",
        f"load (1, 5, 15 minutes): {load}",
        f"versions: Python {platform.python_version()}, {versions}",
    ]


def _version(name: str) -> str:
    if name == "geoaccess":
        import geoaccess

        return str(geoaccess.__version__)
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor()
