"""Counts written as a Cloud-Optimised GeoTIFF, whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoaccess.errors import FileError, InputError
from geoaccess.sources.raster.files import SUFFIXES, import_rasterio
from geoaccess.sources.raster.meshgrid import MeshGrid
from geoaccess.sources.raster.sums import split_window
from geoaccess.units import FloatArray

NODATA: Final = -9999
UNIT_TAG: Final = "GEOACCESS_UNIT"
"""Tag that says what a cell holds: ``count``."""
TILE: Final = 512


def write_mesh_raster(grid: MeshGrid, path: Path, *, tags: Mapping[str, str]) -> float:
    """Return the sum of the figures written: that of the mesh item, one cell a pixel.

    A Cloud-Optimised GeoTIFF in JGD2011, whole numbers where the figures are whole; cells
    without a figure are no data (-9999). Overviews, if the raster is large, show the mean.

    Parameters
    ----------
    tags
        What the file says of itself beside item, unit, sum, and numbers of cells.

    Raises
    ------
    InputError
        When the name does not end in .tif.
    FileError
        When the file cannot be written.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path.name}: give a file that ends in .tif")
    rasterio = import_rasterio()
    total = float(grid.value.sum())
    own = {
        "ITEM": grid.item.code,
        "ITEM_JA": grid.item.ja,
        "UNITS": grid.item.unit or "not known",
        UNIT_TAG: "count",
        "SUM": f"{total:.10g}",
        "CELLS_WITH_FIGURE": str(grid.value.size),
        "CELLS_SUPPRESSED": str(grid.n_suppressed),
        "OVERVIEWS": "mean of cells; sums from full resolution only",
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
            plain, fresh = Path(folder) / "plain.tif", Path(folder) / "cog.tif"
            _write_plain(grid, plain, {**tags, **own})
            rasterio.shutil.copy(
                plain, fresh, driver="COG", compress="DEFLATE", blocksize=TILE,
                overview_resampling="AVERAGE",
            )  # fmt: skip
            fresh.replace(path)
    except (OSError, rasterio.errors.RasterioError) as error:
        raise FileError(f"{path}: cannot be written ({error})") from None
    return total


def _write_plain(grid: MeshGrid, path: Path, tags: Mapping[str, str]) -> None:
    """Write a tiled GeoTIFF block by block; tiles without figures take no room."""
    rasterio = import_rasterio()
    dtype = _choose_type(grid.value)
    frame = grid.frame
    layout: dict[str, Any] = {"tiled": True, "blockxsize": TILE, "blockysize": TILE}
    with rasterio.open(
        path, "w", driver="GTiff", height=frame.height, width=frame.width, count=1, dtype=dtype,
        crs=frame.crs, transform=rasterio.Affine(*frame.transform), nodata=NODATA,
        sparse_ok=True, **layout,
    ) as data:  # fmt: skip
        for block in split_window(frame.whole):
            values = grid.read(block)
            if np.isnan(values).all():
                continue
            where = rasterio.windows.Window(block.col, block.row, block.width, block.height)
            data.write(np.where(np.isnan(values), NODATA, values).astype(dtype), 1, window=where)
        data.update_tags(**tags)
        data.set_band_description(1, grid.item.code)
        data.set_band_unit(1, grid.item.unit)


def _choose_type(values: FloatArray) -> str:
    whole = bool(np.all(values == np.rint(values))) and values.max(initial=0) < 2**31 - 1
    return "int32" if whole else "float64"
