"""Heights of points from a digital elevation model (DEM)."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.cellgrid import CellFrame, Window
from geoaccess.model.text import Text
from geoaccess.sources.raster.files import Band, open_band, read_window
from geoaccess.units import BoolArray, FloatArray, IntArray

METRES: Final = frozenset(("m", "metre", "metres", "meter", "meters"))
FEET: Final = {
    "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "us survey foot": 1200 / 3937,
    "us_survey_foot": 1200 / 3937,
}  # fmt: skip
LOWEST_M, HIGHEST_M = -450.0, 3800.0
"""No land of Japan is higher than Fuji (3,776 m); the lowest hole is a mine at -170 m."""
MARKS_BELOW: Final = -999.0
"""Usual marks for no data (-999, -9999, -32768), taken as such where they are not declared."""
TILE: Final = 512


@dataclass(frozen=True, kw_only=True, eq=False)
class Dem:
    """A DEM of which only the tiles around the wanted points are read; use `load_dem`.

    Attributes
    ----------
    path, band
        File, and number of the band.
    title
        Name of the file, for messages.
    frame
        Where the cells lie.
    metres
        Length of the vertical unit in metres.
    unit
        The unit as the file says it, '' where it does not.
    n_read
        ``cells``, ``blank`` (without a height) and ``marks`` (undeclared) read so far.
    """

    path: Path
    band: str
    title: str
    frame: CellFrame
    metres: float
    unit: str
    n_read: Counter[str] = field(default_factory=Counter)

    def covers(self, lon: FloatArray, lat: FloatArray) -> BoolArray:
        """Return whether points lie on the DEM, with a height or not, shape (n,)."""
        return np.asarray(self.frame.cell_of(lon, lat) >= 0)

    def heights_at(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Return heights in metres, shape (n,), NaN outside and where the DEM has none (sea).

        Interpolated between the middles of the four cells around a point; cells without a
        height are left out of it.

        Raises
        ------
        FileError
            When the file is damaged where it is read.
        InputError
            When a height is none of Japan: the unit is not metres.
        """
        col, row = self.frame.to_cells(lon, lat)
        inside = (col >= 0) & (row >= 0) & (col < self.frame.width) & (row < self.frame.height)
        heights = np.full(np.shape(col), np.nan)
        here = np.flatnonzero(inside)
        if not here.size:
            return heights
        across = np.clip(col[here] - 0.5, 0.0, self.frame.width - 1)
        down = np.clip(row[here] - 0.5, 0.0, self.frame.height - 1)
        tile = np.stack([down // TILE, across // TILE], axis=1).astype(np.int64)
        tiles, which = np.unique(tile, axis=0, return_inverse=True)
        with open_band(self.path, self.band) as band:
            for i, (tile_row, tile_col) in enumerate(tiles.tolist()):
                one = np.flatnonzero(which.ravel() == i)
                window = self._window(tile_row * TILE, tile_col * TILE)
                values = self._read(band, window)
                heights[here[one]] = _interpolate(
                    values, across[one] - window.col, down[one] - window.row
                )
        return heights

    def notes(self) -> tuple[Text, ...]:
        """Return what was assumed of the file."""
        notes = []
        if not self.unit:
            notes.append(
                Text(
                    en=f"{self.title}: the file does not name the unit of its heights; metres are "
                    "assumed.",
                    ja=f"{self.title}：標高の単位の記載がないため、メートルとみなした。",
                )
            )
        if self.n_read["marks"]:
            notes.append(
                Text(
                    en=f"{self.title}: cells with -999 or less, which the file does not declare as "
                    "no data, are taken as such.",
                    ja=f"{self.title}：宣言のない-999以下の値を欠損とみなした。",
                )
            )
        return tuple(notes)

    def _window(self, row: int, col: int) -> Window:
        """Return a tile with one more row and column, as far as there are any."""
        height = min(TILE + 1, self.frame.height - row)
        return Window(row, col, height, min(TILE + 1, self.frame.width - col))

    def _read(self, band: Band, window: Window) -> FloatArray:
        stored = read_window(band, window)
        index = band.number - 1
        values: FloatArray = np.asarray(stored.data).astype(np.float64)
        values = values * band.data.scales[index] + band.data.offsets[index]
        values *= self.metres
        values[np.ma.getmaskarray(stored) | ~np.isfinite(values)] = np.nan
        is_mark = values <= MARKS_BELOW * self.metres
        self.n_read["marks"] += int(is_mark.sum())
        values[is_mark] = np.nan
        wrong = (values < LOWEST_M) | (values > HIGHEST_M)
        if wrong.any():
            raise InputError(
                f"{self.title}: {int(wrong.sum())} heights are not those of Japan in metres "
                f"(from {np.nanmin(values):.0f} to {np.nanmax(values):.0f} m); they may be in feet "
                "or decimetres: write the unit into the file (gdal_edit.py -units ft) or convert it"
            )
        self.n_read["cells"] += window.n_cells
        self.n_read["blank"] += int(np.isnan(values).sum())
        return values


def load_dem(path: str | os.PathLike[str], *, band: str = "") -> Dem:
    """Return a DEM, of which nothing is read yet but what the file says of itself.

    Raises
    ------
    FileError
        When the file is missing or no GeoTIFF.
    InputError
        When it has no place on the ground, lacks the band, or its unit is no length.
    """
    with open_band(path, band) as found:
        unit = (found.data.units[found.number - 1] or "").strip().casefold()
        if unit and unit not in METRES and unit not in FEET:
            raise InputError(
                f"{found.title}: heights are in '{unit}', which is no known unit; use m or ft"
            )
        return Dem(
            path=Path(path),
            band=str(found.number),
            title=found.title,
            frame=found.frame,
            metres=FEET.get(unit, 1.0),
            unit=unit,
        )


def _interpolate(values: FloatArray, across: FloatArray, down: FloatArray) -> FloatArray:
    """Return heights between the middles of cells; cells without one have no say."""
    row, col = np.floor(down).astype(np.int64), np.floor(across).astype(np.int64)
    right, below = across - col, down - row
    total, weight = np.zeros(len(across)), np.zeros(len(across))
    corners: tuple[tuple[int, int, FloatArray], ...] = (
        (0, 0, (1 - below) * (1 - right)),
        (0, 1, (1 - below) * right),
        (1, 0, below * (1 - right)),
        (1, 1, below * right),
    )
    for d_row, d_col, share in corners:
        at: tuple[IntArray, IntArray] = (
            np.minimum(row + d_row, values.shape[0] - 1),
            np.minimum(col + d_col, values.shape[1] - 1),
        )
        known = ~np.isnan(values[at])
        total += np.where(known, values[at], 0.0) * share
        weight += known * share
    heights: FloatArray = np.divide(
        total, weight, out=np.full(len(across), np.nan), where=weight > 0
    )
    return heights
