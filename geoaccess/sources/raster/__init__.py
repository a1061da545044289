"""Rasters as weights of places: GeoTIFF read by windows, counts moved and never interpolated."""

from __future__ import annotations

from geoaccess.sources.raster.grid import RasterGrid, Unit, open_raster
from geoaccess.sources.raster.sums import (
    WeightCells,
    WeightSums,
    build_circles,
    compute_weights_in,
    compute_weights_within,
    iterate_cells,
    sum_by_cell,
    sum_by_mesh,
)

__all__ = [
    "RasterGrid",
    "Unit",
    "WeightCells",
    "WeightSums",
    "build_circles",
    "compute_weights_in",
    "compute_weights_within",
    "iterate_cells",
    "open_raster",
    "sum_by_cell",
    "sum_by_mesh",
]
