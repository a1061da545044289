"""Small surfaces made by hand."""

from __future__ import annotations

import numpy as np

from geoaccess.model.landcells import LandPieces
from geoaccess.model.meshframe import MeshFrame
from geoaccess.model.surface import LandCells, Surface
from geoaccess.units import UNREACHED_S


def small_surface(minutes: np.ndarray, **changes) -> tuple[Surface, LandPieces]:
    """Return a surface of 500 m cells: NaN is sea, infinity is not reached."""
    n_rows, n_cols = minutes.shape
    frame = MeshFrame(size="500m", north_row=8650, west_col=6100, n_rows=n_rows, n_cols=n_cols)
    cell = np.flatnonzero(~np.isnan(minutes.ravel()))
    lon, lat = frame.centres_of(cell)
    cells = LandCells(frame=frame, cell=cell, lon=lon, lat=lat, land_km2=frame.areas_km2(cell))
    flat = minutes.ravel()[cell]
    surface = Surface(
        cells=cells,
        duration_s=np.where(
            np.isfinite(flat), np.round(np.nan_to_num(flat, posinf=0) * 60), UNREACHED_S
        ),
        direction="from",
        window=(6 * 3600, 22 * 3600),
        percentile=50,
        **changes,
    )
    pieces = LandPieces(
        size="500m",
        row=frame.north_row - cell // n_cols,
        col=frame.west_col + cell % n_cols,
        part=np.zeros(cell.size, dtype=np.int64),
    )
    return surface, pieces
