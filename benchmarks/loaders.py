"""Loaders of official files: with and without a cache, each in a process of its own.

``python -m benchmarks.loaders NAME FOLDER CACHE`` measures one load and prints its figures.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.memory import peak_mb

Load = Callable[[], object]
FIGURES: Final = ("import_s", "wall_s", "cpu_s", "memory_mb")


def _areas(folder: Path, cache: Path) -> Load:
    from geoaccess.sources.areas import load_areas

    file = folder / "boundaries" / "topojson_s0010_N03-21_210101.json"
    return lambda: load_areas(file, cache_dir=cache)


def _railways(folder: Path, cache: Path) -> Load:
    from geoaccess.sources.railways.loading import load_conventional_network

    stations = folder / "rail" / "n02" / "N02-17_Station.geojson"
    sections = folder / "rail" / "n02" / "railroad_sections_jrslod.geojson"
    return lambda: load_conventional_network(stations, sections, cache=cache)


def _ssdse(folder: Path, cache: Path) -> Load:
    from geoaccess.sources.statistics import load_ssdse

    del cache
    return lambda: load_ssdse(folder / "municipalities" / "SSDSE-A-2026.csv")


def _mesh(folder: Path, cache: Path) -> Load:
    from geoaccess.sources.mesh import load_mesh_table

    del cache
    return lambda: load_mesh_table(folder / "mesh" / "tblT001100S30.txt")


def _universities(folder: Path, cache: Path) -> Load:
    from geoaccess.sources.institutions.load import load_institutions

    del cache
    return lambda: load_institutions(folder / "hubs" / "r4-university-info.json")


LOADS: Final[dict[str, tuple[str, Callable[[Path, Path], Load], bool]]] = {
    "n03": ("N03 at 1 % (1,906 polygons)", _areas, True),
    "n02": ("N02, all of Japan, no network joined", _railways, True),
    "ssdse": ("SSDSE-A-2026 (1,741 x 125)", _ssdse, False),
    "mesh": ("census mesh of one prefecture (2,237 cells)", _mesh, False),
    "universities": ("813 universities, 1,478 campuses", _universities, False),
}
"""Title, what prepares the load (its imports are timed apart), and whether it has a cache."""


def render_loaders(folder: Path, *, repeat: int) -> str:
    """Return a table of the loads: medians of the runs, the least and most of processor time."""
    lines = [
        "| file | cache | imports | load, wall | load, processor | peak memory | runs |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for name, (title, _, has_cache) in LOADS.items():
        for kind in ("empty", "filled") if has_cache else ("none",):
            runs = _measure_runs(name, folder, is_filled=kind == "filled", repeat=repeat)
            import_s, wall_s, cpu_s, memory_mb = (
                [one[figure] for one in runs] for figure in FIGURES
            )
            lines.append(
                f"| {title} | {kind} | {statistics.median(import_s):.2f} s "
                f"| {statistics.median(wall_s):.2f} s "
                f"| {statistics.median(cpu_s):.2f} s ({min(cpu_s):.2f} to {max(cpu_s):.2f}) "
                f"| {statistics.median(memory_mb):.0f} MB | {repeat} |"
            )
    return "\n".join(lines)


def _measure_runs(
    name: str, folder: Path, *, is_filled: bool, repeat: int
) -> list[dict[str, float]]:
    """Return the figures of each run; with a filled cache after one unmeasured run."""
    runs = []
    with tempfile.TemporaryDirectory() as kept:
        if is_filled:
            _run(name, folder, Path(kept))
        for number in range(repeat):
            cache = Path(kept) if is_filled else Path(kept) / str(number)
            runs.append(_run(name, folder, cache))
    return runs


def _run(name: str, folder: Path, cache: Path) -> dict[str, float]:
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "benchmarks.loaders", name, str(folder), str(cache)],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    ).stdout
    figures: dict[str, float] = json.loads(told)
    return figures


def _measure(name: str, folder: Path, cache: Path) -> dict[str, float]:
    begin = time.perf_counter()
    load = LOADS[name][1](folder, cache)
    prepared, used = time.perf_counter(), time.process_time()
    load()
    return dict(
        zip(
            FIGURES,
            (
                prepared - begin,
                time.perf_counter() - prepared,
                time.process_time() - used,
                peak_mb(),
            ),
            strict=True,
        )
    )


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
