"""Rasters as weights of places: GeoTIFF read by windows, counts moved and never interpolated."""

from __future__ import annotations

from geoaccess.sources.raster.dem import Dem, load_dem
from geoaccess.sources.raster.grid import RasterGrid, Unit, open_raster
from geoaccess.sources.raster.meshgrid import MeshGrid, build_mesh_grid
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
from geoaccess.sources.raster.weights import WeightGrid, open_weights
from geoaccess.sources.raster.writing import write_mesh_raster

__all__ = [
    "Dem",
    "MeshGrid",
    "RasterGrid",
    "Unit",
    "WeightCells",
    "WeightGrid",
    "WeightSums",
    "build_circles",
    "build_mesh_grid",
    "compute_weights_in",
    "compute_weights_within",
    "iterate_cells",
    "load_dem",
    "open_raster",
    "open_weights",
    "sum_by_cell",
    "sum_by_mesh",
    "write_mesh_raster",
]
