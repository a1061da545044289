"""Weights from a raster of 40,000 x 40,000 cells: seconds, and how much memory on top.

``python -m benchmarks.rasters FILE TASK`` measures this process and prints CPU seconds of its one
thread, megabytes, and millions of cells.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np

SIZE, TILE, CELL_M = 40_000, 512, 100
CRS = "+proj=laea +lat_0=36 +lon_0=138 +ellps=GRS80 +units=m"
TASKS = ("27 hubs, 5 km", "1,741 places, 5 km", "1,741 municipalities")


def render_rasters(folder: Path) -> str:
    """Return a table of the tasks, each in a process of its own."""
    path = folder / "large.tif"
    _write_large(path)
    on_disk_mb, in_memory_gb = path.stat().st_size / 1e6, SIZE**2 * 4 / 1e9
    size = f"{on_disk_mb:.0f} MB on disk, {in_memory_gb:.1f} GB as int32"
    lines = [
        f"{SIZE:,} x {SIZE:,} cells of {CELL_M} m over Japan, {size}",
        "",
        "| task | CPU seconds | memory on top, MB | cells read, million |",
        "|---|--:|--:|--:|",
    ]
    for task in range(len(TASKS)):
        command = [sys.executable, "-m", "benchmarks.rasters", str(path), str(task)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        found = done.stdout.split()
        lines.append(f"| {TASKS[task]} | {' | '.join(found)} |")
    return "\n".join(lines)


def _write_large(path: Path) -> None:
    """Write counts in every tenth row of tiles; the others take no room, but are read as well."""
    import rasterio

    rng = np.random.default_rng(1)
    half = SIZE * CELL_M / 2
    with rasterio.open(
        path, "w", driver="GTiff", height=SIZE, width=SIZE, count=1, dtype="int32", crs=CRS,
        transform=rasterio.Affine(CELL_M, 0, -half, 0, -CELL_M, half), nodata=-1, tiled=True,
        blockxsize=TILE, blockysize=TILE, sparse_ok=True, compress="deflate", zlevel=1,
    ) as data:  # fmt: skip
        counts = rng.poisson(4, (TILE, SIZE)).astype("int32")
        for row in range(0, SIZE // TILE, 10):
            where = rasterio.windows.Window(0, row * TILE, SIZE, TILE)
            data.write(counts, 1, window=where)


def _measure(path: Path, task: int) -> tuple[float, float, float]:
    """Return seconds, megabytes on top of what was in use before, and millions of cells read."""
    from geoaccess.sources.facts import load_hubs, load_municipalities
    from geoaccess.sources.raster import compute_weights_in, compute_weights_within, open_raster
    from geoaccess.sources.zones import load_zone_polygons

    places = load_hubs() if task == 0 else load_municipalities()
    polygons = list(load_zone_polygons().values())
    with open_raster(path, unit="count") as cells:
        compute_weights_within(cells, places.lon[:1], places.lat[:1], radius_m=100.0)
        before_kb = _peak_kb()
        begin, read = time.process_time(), cells.n_read["cells"]
        if TASKS[task].endswith("km"):
            compute_weights_within(cells, places.lon, places.lat, radius_m=5000.0)
        else:
            compute_weights_in(cells, polygons, land=polygons)
        seconds = time.process_time() - begin
        read = cells.n_read["cells"] - read
    return seconds, (_peak_kb() - before_kb) / 1024, read / 1e6


def _peak_kb() -> int:
    """Return the most memory that this process has used so far (Linux), in kB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


if __name__ == "__main__":
    seconds, megabytes, cells = _measure(Path(sys.argv[1]), int(sys.argv[2]))
    print(f"{seconds:.2f} {megabytes:.0f} {cells:.2f}")
