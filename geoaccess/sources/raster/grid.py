"""A raster as counts: marks for no data, scales and densities resolved, window by window."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.cellgrid import CellFrame, Window
from geoaccess.model.text import Text
from geoaccess.sources.raster.files import Band, open_band, read_window
from geoaccess.units import BoolArray, FloatArray

Unit = Literal["count", "per-km2"]
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)

SENTINELS: Final = (-200.0, -999.0, -9999.0, -99999.0, -999999.0, -32767.0, -32768.0, -(2.0**31))
"""Usual marks for no data, taken as such where a file does not declare them (GHSL, WorldPop)."""
HUGE: Final = 1e30
"""Beyond it, of either sign, a value is a mark for no data (-3.4e38 of ArcGIS)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RasterGrid:
    """The counts of one band; use `open_raster`.

    Attributes
    ----------
    band
        The open band.
    unit
        ``count``: a cell holds so many; ``per-km2``: so many to a square kilometre of ground.
    n_read
        Cells read so far: ``cells`` in all, ``blank`` without data, and by undeclared mark.
    """

    band: Band
    unit: Unit
    n_read: Counter[str] = field(default_factory=Counter)

    @property
    def title(self) -> str:
        """Return the name of the file, with the band where there are several."""
        return self.band.title

    @property
    def frame(self) -> CellFrame:
        """Return where the cells lie."""
        return self.band.frame

    def read(self, window: Window) -> FloatArray:
        """Return the count in each cell, NaN where there is none, shape (height, width).

        Raises
        ------
        FileError
            When the file is damaged there.
        InputError
            When a value is no count: negative and no usual mark for no data, infinite, or the
            largest whole number of its type, which may be a mark or a count cut off.
        """
        stored = read_window(self.band, window)
        raw = np.asarray(stored.data)
        blank = np.ma.getmaskarray(stored) | _is_nan(raw)
        blank |= self._find_marks(raw, ~blank, window)
        index = self.band.number - 1
        scale, offset = self.band.data.scales[index], self.band.data.offsets[index]
        values: FloatArray = np.where(blank, 0, raw).astype(np.float64) * scale + offset
        self._check_counts(values, ~blank, window)
        if self.unit == "per-km2":
            values *= self.frame.areas_km2(window)
        self.n_read["cells"] += window.n_cells
        self.n_read["blank"] += int(blank.sum())
        values[blank] = np.nan
        return values

    def notes(self) -> tuple[Text, ...]:
        """Return what was done to what was read so far."""
        notes = []
        index = self.band.number - 1
        scale, offset = self.band.data.scales[index], self.band.data.offsets[index]
        if (scale, offset) != (1.0, 0.0):
            notes.append(
                Text(
                    en=f"{self.title}: values are stored times {scale:g} plus {offset:g}.",
                    ja=f"{self.title}：値は格納値×{scale:g}＋{offset:g}として読んだ。",
                )
            )
        for mark, n in self.n_read.items():
            if mark not in ("cells", "blank"):
                notes.append(
                    Text(
                        en=f"{self.title}: {n} cells hold {mark}, which the file does not declare "
                        "as no data; taken as such.",
                        ja=f"{self.title}：宣言のない値{mark}のセル{n}個を欠損とみなした。",
                    )
                )
        if self.unit == "per-km2":
            notes.append(
                Text(
                    en=f"{self.title}: densities were multiplied by the area of each cell on the "
                    "ground.",
                    ja=f"{self.title}：密度に各セルの実面積を掛けて数とした。",
                )
            )
        return tuple(notes)

    def _find_marks(self, raw: Any, known: BoolArray, window: Window) -> BoolArray:
        """Return the cells with a mark for no data that the file does not declare."""
        if raw.dtype.kind == "u" or (raw.dtype.kind == "i" and raw.dtype.itemsize > 1):
            self._refuse_largest(raw, known, window)
        low = known & (raw < 0)
        is_mark = known & (np.isin(raw, SENTINELS) & low | (np.abs(raw.astype(float)) > HUGE))
        is_mark &= ~np.isinf(raw.astype(float)) | low
        for value, n in zip(*np.unique(raw[is_mark], return_counts=True), strict=True):
            self.n_read[f"{value:g}"] += int(n)
        return np.asarray(is_mark)

    def _refuse_largest(self, raw: Any, known: BoolArray, window: Window) -> None:
        largest = np.iinfo(raw.dtype).max
        n = int((known & (raw == largest)).sum())
        if n:
            raise InputError(
                f"{self.title}: {n} cells {_place(window)} hold {largest}, the largest number of "
                f"the type {raw.dtype}: a mark for no data, or counts that were cut off; declare "
                "it as no data, or write the raster in a wider type"
            )

    def _check_counts(self, values: FloatArray, known: BoolArray, window: Window) -> None:
        wrong = known & ~((values >= 0) & (values < HUGE))
        if wrong.any():
            found = [f"{one:g}" for one in np.unique(values[wrong])]
            raise InputError(
                f"{self.title}: {int(wrong.sum())} cells {_place(window)} hold no count "
                f"({describe_offenders(found)}); counts are 0 or more: correct them, or declare "
                "what marks no data"
            )


@contextmanager
def open_raster(
    path: str | os.PathLike[str], *, unit: Unit, band: str = ""
) -> Iterator[RasterGrid]:
    """Give the counts of one band of a GeoTIFF, to be read by windows.

    Parameters
    ----------
    unit
        ``count`` or ``per-km2``: what a cell says is never guessed.
    band
        Number from 1, or the description of a band; may be left out where there is one band.

    Raises
    ------
    FileError
        When the file is missing, no GeoTIFF, or cut off.
    InputError
        When it has no coordinate system or no position, lacks the band, or holds classes or
        complex numbers and no counts.
    """
    if unit not in UNITS:
        raise InputError(f"unit '{unit}' is unknown; write {' or '.join(UNITS)}")
    with open_band(path, band) as found:
        check_kind(found)
        yield RasterGrid(band=found, unit=unit)


def check_kind(band: Band) -> None:
    """Raise an InputError where a band cannot hold counts."""
    index = band.number - 1
    if band.data.dtypes[index].startswith("complex"):
        raise InputError(f"{band.title}: it holds complex numbers, not counts")
    if band.data.colorinterp[index].name == "palette":
        raise InputError(
            f"{band.title}: it holds classes with a colour table, not counts; give the raster of "
            "the figures themselves"
        )


def _is_nan(raw: Any) -> BoolArray:
    return np.isnan(raw) if raw.dtype.kind == "f" else np.zeros(raw.shape, dtype=bool)


def _place(window: Window) -> str:
    """Return where a window lies, for messages."""
    end_row, end_col = window.row + window.height, window.col + window.width
    return f"in rows {window.row} to {end_row}, columns {window.col} to {end_col}"
