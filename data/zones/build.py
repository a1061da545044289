"""Compile the shipped zones: grid, parts, landmasses and polygons of the 1,741 municipalities.

Run it as ``python data/zones/build.py`` from the root of the repository. It needs geoaccess,
reversejp 0.1.1, rasterio, scipy and shapely, takes about ten seconds, reads
``../municipalities.csv``, ``fixed_links.csv`` and the names in ``landmasses.csv``,
and writes the same bytes every time.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import numpy as np
from build_coverage import build_coverage
from build_grid import Mesh, PartGrid, build_part_grid, encode_runs
from build_landmass import FixedLink, Landmasses, build_landmasses
from build_source import load_source_polygons
from build_topology import render_topojson, simplify_coverage

HERE = Path(__file__).resolve().parent
TOLERANCE_DEG = 0.002
"""Square root of the area that a removed vertex may cut off (about 200 m)."""

Rows = list[dict[str, str]]


def main() -> None:
    """Write the four compiled files and refresh the computed columns of landmasses.csv."""
    codes = [row["code"] for row in read_rows(HERE.parent / "municipalities.csv")]
    coverage = build_coverage(load_source_polygons(codes))
    landmasses = build_landmasses(coverage, load_links(HERE / "fixed_links.csv"))
    mesh = Mesh()
    grid = build_part_grid(coverage, landmasses, mesh)
    np.savez_compressed(HERE / "grid.npz", allow_pickle=False, **encode_runs(grid, mesh))
    write_rows(HERE / "parts.csv", part_rows(grid))
    write_rows(
        HERE / "landmasses.csv",
        landmass_rows(read_rows(HERE / "landmasses.csv"), landmasses, grid),
    )
    text = render_topojson(simplify_coverage(coverage, TOLERANCE_DEG))
    (HERE / "zones.topojson.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def load_links(path: Path) -> list[FixedLink]:
    """Return the fixed links of a table."""
    return [
        FixedLink(
            name=row["en"],
            ends=(
                (float(row["lon1"]), float(row["lat1"])),
                (float(row["lon2"]), float(row["lat2"])),
            ),
        )
        for row in read_rows(path)
    ]


def part_rows(grid: PartGrid) -> Rows:
    """Return the rows of parts.csv."""
    columns = zip(grid.codes, grid.landmass, grid.counts().tolist(), strict=True)
    return [
        {"part": str(i), "code": code, "landmass": str(mass), "cells": str(cells)}
        for i, (code, mass, cells) in enumerate(columns)
    ]


def landmass_rows(named: Rows, landmasses: Landmasses, grid: PartGrid) -> Rows:
    """Return the named landmasses with number, cells and codes refreshed, largest first."""
    cells: dict[int, int] = defaultdict(int)
    codes: dict[int, list[str]] = defaultdict(list)
    for code, mass, count in zip(grid.codes, grid.landmass, grid.counts().tolist(), strict=True):
        cells[mass] += count
        codes[mass].append(code)
    lon = [float(row["lon"]) for row in named]
    lat = [float(row["lat"]) for row in named]
    rows = []
    for row, mass in zip(named, landmasses.at_points(lon, lat).tolist(), strict=True):
        counts = {"cells": str(cells[mass]), "municipalities": str(len(codes[mass]))}
        rows.append(row | {"landmass": str(mass)} | counts)
    repeated = len(rows) - len({row["landmass"] for row in rows})
    if repeated:
        raise ValueError(f"landmasses.csv: {repeated} names stand for a landmass named before")
    return sorted(rows, key=lambda row: int(row["landmass"]))


def read_rows(path: Path) -> Rows:
    """Return the rows of a shipped table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: Rows) -> None:
    """Write a shipped table (UTF-8, LF)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
