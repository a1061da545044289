"""Surfaces as Cloud-Optimised GeoTIFF: minutes for analysis, classes in colour for the eye.

Two files, since a file has one type of number, and GIS programs use colour tables of 8 bits:
the minutes need 16. The minutes never hold a mark that could be taken for a long trip: sea and
land that is not reached are both no data, and a second band tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoaccess.errors import FileError, InputError
from geoaccess.model.meshframe import MeshFrame
from geoaccess.model.surface import CellState, Surface
from geoaccess.surfaces.files import check_path, replaced_file
from geoaccess.units import IntArray

SUFFIXES: Final = (".tif", ".tiff")
CRS: Final = "EPSG:6668"
"""JGD2011, geographic: that of the mesh; taken as EPSG:4326 it is less than 1 m off."""
NO_MINUTES: Final = -32768
TILE: Final = 512
MOST_BANDS: Final = 32
LATER: Final = 254
"""Class of land reached after the last band."""
UNREACHED: Final = 255
"""Class of land that is not reached."""

_VIRIDIS: Final = (
    (253, 231, 37), (170, 220, 50), (93, 201, 99), (39, 173, 129), (33, 144, 141), (44, 114, 142),
    (59, 82, 139), (71, 45, 123), (68, 1, 84),
)  # fmt: skip
"""Nine steps of viridis, the near ones light."""
_LATER_COLOUR: Final = (150, 150, 150)
_UNREACHED_COLOUR: Final = (205, 205, 205)

_STATES: Final = {
    CellState.SEA: "sea, or outside the extent",
    CellState.REACHED: "minutes in band 1",
    CellState.UNREACHED: "land that is not reached",
    CellState.LATER: "land reached later than the limit asked for",
}


def check_raster_path(path: Path) -> None:
    """Raise a FileError when a raster cannot be written there, or rasterio is missing."""
    check_path(path, SUFFIXES, "a file")
    _import_rasterio()


def write_surface(surface: Surface, path: Path, *, tags: Mapping[str, str]) -> None:
    """Write the minutes, rounded up, and what is known of each cell: two bands of 16 bits.

    Band 1 holds minutes, no data (-32768) at sea and where there are none; band 2 the
    `CellState`. Overviews take the nearest cell: minutes are not averaged over the sea.

    Raises
    ------
    FileError
        When the file cannot be written.
    """
    frame = surface.cells.frame
    minutes = np.where(surface.is_reached, surface.whole_minutes, NO_MINUTES)
    bands = np.stack([
        _drawn(frame, surface.cells.cell, minutes, NO_MINUTES),
        _drawn(frame, surface.cells.cell, surface.state, CellState.SEA),
    ])  # fmt: skip
    states = {f"STATE_{state.value}": text for state, text in _STATES.items()}

    def describe(data: Any) -> None:
        data.update_tags(**tags)
        for number, name, unit in ((1, "minutes", "min"), (2, "state", "")):
            data.set_band_description(number, name)
            if unit:
                data.set_band_unit(number, unit)
        data.update_tags(2, **states)

    _write(path, frame, bands.astype(np.int16), nodata=NO_MINUTES, predictor="2", describe=describe)


def write_class_raster(
    surface: Surface, path: Path, *, bands_min: Sequence[float], tags: Mapping[str, str]
) -> None:
    """Write classes of minutes with a colour table, one band of 8 bits.

    0 is no data (sea), 1 the first band, 254 land reached later, 255 land that is not reached.

    Raises
    ------
    FileError
        When the file cannot be written.
    """
    frame = surface.cells.frame
    classes = classify(surface, bands_min)
    drawn = _drawn(frame, surface.cells.cell, classes, 0).astype(np.uint8)
    colours = {0: (0, 0, 0, 0), LATER: (*_LATER_COLOUR, 255), UNREACHED: (*_UNREACHED_COLOUR, 255)}
    names = {"CLASS_0": "sea, or outside the extent", f"CLASS_{LATER}": "later",
             f"CLASS_{UNREACHED}": "land that is not reached"}  # fmt: skip
    begin = "0"
    for k, end in enumerate(bands_min, 1):
        colours[k] = (*pick_colour(k - 1, len(bands_min)), 255)
        names[f"CLASS_{k}"] = f"{'above ' if k > 1 else ''}{begin} to {end:g} min"
        begin = f"{end:g}"

    def describe(data: Any) -> None:
        data.write_colormap(1, colours)
        data.update_tags(**tags)
        data.set_band_description(1, "class of minutes")
        data.update_tags(1, **names)

    _write(path, frame, drawn[None], nodata=0, predictor="1", describe=describe)


def classify(surface: Surface, bands_min: Sequence[float]) -> IntArray:
    """Return the class of each cell: 1 for the first band, LATER and UNREACHED, shape (n,)."""
    found = np.searchsorted(np.array(bands_min), np.nan_to_num(surface.minutes, nan=np.inf)) + 1
    found = np.where(found > len(bands_min), LATER, found)
    classes: IntArray = np.where(surface.state == CellState.UNREACHED, UNREACHED, found)
    return classes


def pick_colour(k: int, n: int) -> tuple[int, int, int]:
    """Return the colour of band k of n, light for the near ones."""
    at = k / max(n - 1, 1) * (len(_VIRIDIS) - 1)
    below = min(int(at), len(_VIRIDIS) - 2)
    low, high = _VIRIDIS[below], _VIRIDIS[below + 1]
    red, green, blue = (round(a + (b - a) * (at - below)) for a, b in zip(low, high, strict=True))
    return red, green, blue


def check_bands(bands_min: Sequence[float]) -> tuple[float, ...]:
    """Return the ends of bands in minutes.

    Raises
    ------
    InputError
        When there is none, or too many, one is not above 0, or they do not rise.
    """
    found = tuple(float(one) for one in bands_min)
    rises = list(found) == sorted(set(found))
    if not 0 < len(found) <= MOST_BANDS or not rises or not all(0 < b < np.inf for b in found):
        raise InputError(
            f"--bands: {', '.join(f'{one:g}' for one in found) or 'nothing'}; give 1 to "
            f"{MOST_BANDS} rising numbers of minutes above 0, for example 60,120,180,240,300"
        )
    return found


def _drawn(frame: MeshFrame, cell: IntArray, values: IntArray, blank: int) -> IntArray:
    """Return values as a raster, shape (n_rows, n_cols)."""
    flat = np.full(frame.n_rows * frame.n_cols, blank, dtype=np.int16)
    flat[cell] = values
    return flat.reshape(frame.n_rows, frame.n_cols)


def _write(
    path: Path, frame: MeshFrame, bands: IntArray, *, nodata: int, predictor: str, describe: Any
) -> None:
    """Write bands as a Cloud-Optimised GeoTIFF through a plain one: only a copy can be one."""
    rasterio = _import_rasterio()
    west, _, _, north = frame.bounds
    layout = {"tiled": True, "blockxsize": TILE, "blockysize": TILE, "compress": "DEFLATE"}
    transform = rasterio.Affine(
        1 / frame.cols_per_degree, 0.0, west, 0.0, -1 / frame.rows_per_degree, north
    )
    with replaced_file(path) as fresh:
        plain = fresh.with_name("plain.tif")
        try:
            with rasterio.open(
                plain, "w", driver="GTiff", count=len(bands), height=frame.n_rows,
                width=frame.n_cols, dtype=bands.dtype, crs=CRS, transform=transform,
                nodata=nodata, **layout,
            ) as data:  # fmt: skip
                data.write(bands)
                describe(data)
            rasterio.shutil.copy(
                plain, fresh, driver="COG", compress="DEFLATE", level="9", blocksize=TILE,
                predictor=predictor, overview_resampling="NEAREST",
            )  # fmt: skip
        except rasterio.errors.RasterioError as error:
            raise FileError(f"{path}: cannot be written ({error})") from None


def _import_rasterio() -> Any:
    """Return rasterio with what is used of it, or say how to get it."""
    try:
        import rasterio
        import rasterio.errors
        import rasterio.shutil
    except ImportError:
        raise FileError(
            "GeoTIFF needs rasterio, which is not installed; install it with: "
            "pip install 'geoaccess[raster]'"
        ) from None
    return rasterio
