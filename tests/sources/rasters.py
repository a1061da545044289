"""Small GeoTIFFs, made where a test needs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import Affine

from geoaccess.model.cellgrid import CellFrame


def from_origin(west: float, north: float, width: float, height: float) -> Affine:
    """Return the transform of a grid from its north-western corner and the size of its cells."""
    return Affine(width, 0.0, west, 0.0, -height, north)


NORTH_UP = from_origin(135.0, 34.5, 0.01, 0.01)
PLANE = from_origin(-60_000.0, -160_000.0, 500.0, 500.0)
"""Within zone VI of the Japanese plane system (EPSG:6674): around Wakayama."""


def write_raster(
    path: Path,
    values: Any,
    *,
    crs: str | None = "EPSG:6668",
    transform: Any = NORTH_UP,
    nodata: float | None = None,
    **layout: Any,
) -> Path:
    """Write an array of shape (rows, cols) or (bands, rows, cols), and return the path."""
    bands = np.asarray(values)
    bands = bands[None] if bands.ndim == 2 else bands
    _, height, width = bands.shape
    with rasterio.open(
        path, "w", driver="GTiff", height=height, width=width, count=len(bands),
        dtype=bands.dtype, crs=crs, transform=transform, nodata=nodata, **layout,
    ) as data:  # fmt: skip
        data.write(bands)
    return path


class Cells:
    """An array as cells with counts, which counts what is read of it."""

    title = "cells"

    def __init__(self, values: Any, frame: CellFrame) -> None:
        self.values, self.frame, self.n_read = np.asarray(values, dtype=float), frame, 0

    def read(self, window: Any) -> Any:
        self.n_read += window.n_cells
        rows = slice(window.row, window.row + window.height)
        return self.values[rows, window.col : window.col + window.width].copy()


def frame_of(values: Any, crs: str = "EPSG:6668", transform: Any = NORTH_UP) -> CellFrame:
    """Return the frame of an array."""
    height, width = np.shape(values)
    return CellFrame(crs=crs, transform=tuple(transform)[:6], height=height, width=width)
