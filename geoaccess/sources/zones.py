"""Zones: the shipped land grid and polygons of the 1,741 municipalities of Japan."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoaccess.model.land import LandGrid
from geoaccess.sources.shipped import data_path
from geoaccess.sources.topology import build_polygons, decode_arcs

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_T = TypeVar("_T", bound=np.generic)


def load_land_grid() -> LandGrid:
    """Return the grid of zone parts that ships with the package (load: about 20 ms)."""
    with np.load(data_path("zones", "grid.npz"), allow_pickle=False) as arrays:
        lat0, lon0, n_rows, n_cols = arrays["frame"].tolist()
        rows_per_degree, cols_per_degree = arrays["cells_per_degree"].tolist()
        row_runs, run_gap = arrays["row_runs"], arrays["run_gap"]
        run_len, run_part = arrays["run_len"], arrays["run_part"]
    with data_path("zones", "parts.csv").open(encoding="utf-8", newline="") as file:
        parts = [(row["code"], int(row["landmass"])) for row in csv.DictReader(file)]
    with data_path("zones", "fixed_links.csv").open(encoding="utf-8", newline="") as file:
        ends = ("lon1", "lat1", "lon2", "lat2")
        links = [[float(row[end]) for end in ends] for row in csv.DictReader(file)]
    run_end = _run_ends(row_runs, run_gap, run_len, n_cols)
    return LandGrid(
        lat0=lat0,
        lon0=lon0,
        rows_per_degree=rows_per_degree,
        cols_per_degree=cols_per_degree,
        n_rows=n_rows,
        n_cols=n_cols,
        run_start=_frozen((run_end - run_len).astype(np.int32)),
        run_end=_frozen(run_end.astype(np.int32)),
        run_part=_frozen(run_part.astype(np.int32)),
        part_code=_frozen(np.array([code for code, _ in parts])),
        part_landmass=_frozen(np.array([landmass for _, landmass in parts], dtype=np.int32)),
        links=_frozen(np.array(links, dtype=np.float64)),
    )


def _run_ends(
    row_runs: NDArray[np.uint16],
    run_gap: NDArray[np.uint16],
    run_len: NDArray[np.uint16],
    n_cols: int,
) -> NDArray[np.int64]:
    """Return the flat cell index after each run; gaps start anew in each row."""
    along = np.cumsum(run_gap.astype(np.int64) + run_len)
    row = np.repeat(np.arange(len(row_runs)), row_runs)
    first = np.cumsum(row_runs, dtype=np.int64) - row_runs
    before_row = np.append(0, along)[first]
    ends: NDArray[np.int64] = along - before_row[row] + row * n_cols
    return ends


def _frozen(array: NDArray[_T]) -> NDArray[_T]:
    array.setflags(write=False)
    return array


def read_zone_topojson() -> str:
    """Return the zone polygons as TopoJSON text (object `municipalities`, property `code`)."""
    return gzip.decompress(data_path("zones", "zones.topojson.gz").read_bytes()).decode()


def load_zone_polygons() -> dict[str, BaseGeometry]:
    """Return the simplified multipolygon of each municipality by code, in degrees.

    Neighbours share their borders exactly; islets of a municipality are included as
    far as the source draws them.
    """
    topology = json.loads(read_zone_topojson())
    arcs = decode_arcs(topology)
    geometries = topology["objects"]["municipalities"]["geometries"]
    return {one["properties"]["code"]: build_polygons(one, arcs) for one in geometries}


def find_codes(
    zones: Mapping[str, BaseGeometry], lon: ArrayLike, lat: ArrayLike
) -> NDArray[np.str_]:
    """Return the municipality code of the polygon at each point, '' at sea, shape (n,).

    Right for 99.1 % of random land points of N03, against 97.6 % for the grid. A point on a common
    border goes to the lower code.
    """
    import shapely

    names: list[Any] = sorted(zones)
    points = np.atleast_1d(shapely.points(lon, lat))
    tree = shapely.STRtree([zones[name] for name in names])
    point_idx, zone_idx = tree.query(points, predicate="intersects")
    codes = np.full(len(points), "", dtype="<U5")
    backwards = np.argsort(-zone_idx, kind="stable")
    codes[point_idx[backwards]] = np.array(names)[zone_idx[backwards]]
    return codes
