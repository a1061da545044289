"""A mesh table as a grid of cells: what a raster made from it would hold, and never larger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.cellgrid import CellFrame, Window
from geoaccess.model.mesh import bounds_of
from geoaccess.model.meshtable import MeshTable
from geoaccess.model.statistics import Missing, StatItem
from geoaccess.model.text import Text
from geoaccess.units import FloatArray, IntArray

CRS: Final = "EPSG:6668"
"""JGD2011, geographic."""
COUNTED: Final = ("persons", "households", "establishments")
"""Units of items whose figures may be added."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MeshGrid:
    """One item of a mesh table by row and column; use `build_mesh_grid`.

    Attributes
    ----------
    title
        Name of the table, with the item.
    item
        What is counted.
    frame
        Where the cells lie, the northernmost row first.
    row, col, value
        Cells with a figure, in order of the row, shape (n,) each.
    n_suppressed
        Cells of the table whose figures stand in another cell.
    """

    title: str
    item: StatItem
    frame: CellFrame
    row: IntArray
    col: IntArray
    value: FloatArray
    n_suppressed: int
    is_estimate: bool

    def read(self, window: Window) -> FloatArray:
        """Return the figure of each cell, NaN where the table has none, (height, width)."""
        first, end = np.searchsorted(self.row, (window.row, window.row + window.height))
        row, col = self.row[first:end] - window.row, self.col[first:end] - window.col
        kept = (col >= 0) & (col < window.width)
        values = np.full((window.height, window.width), np.nan)
        values[row[kept], col[kept]] = self.value[first:end][kept]
        return values

    def notes(self) -> tuple[Text, ...]:
        """Return what a user must know of the figures."""
        notes = []
        if self.n_suppressed:
            notes.append(
                Text(
                    en=f"{self.title}: {self.n_suppressed} cells are suppressed; their figures "
                    "stand in cells nearby, so that sums over a few cells are shifted.",
                    ja=f"{self.title}：秘匿セル{self.n_suppressed}個の値は近くのセルに合算され、"
                    "狭い範囲の合計はずれることがある。",
                )
            )
        if self.is_estimate:
            notes.append(
                Text(
                    en=f"{self.title}: figures of merged cells are estimates.",
                    ja=f"{self.title}：合算セルの値は按分による推計である。",
                )
            )
        return tuple(notes)


def build_mesh_grid(mesh: MeshTable, item: str) -> MeshGrid:
    """Return one item of a mesh table as a grid of its cells in JGD2011.

    A suppressed cell has no figure, its host has both: sums are those of the census. A cell that
    the table does not list has none either.

    Raises
    ------
    UnknownNameError
        When the table lacks the item.
    InputError
        When the item is no count (its unit is another), a figure is negative, or a figure is
        missing for another reason than suppression.
    """
    table = mesh.table
    position = table.get_item(item)
    found = table.items[position]
    if found.unit not in ("", *COUNTED):
        raise InputError(f"{table.title}: {item} is in {found.unit}; choose an item that counts")
    values, missing = table.values[:, position], table.missing[:, position]
    _check(values, missing, f"{table.title}: {item}")
    row, col, frame = _place_cells(mesh.codes)
    kept = np.flatnonzero(missing == Missing.PRESENT)
    order = kept[np.lexsort((col[kept], row[kept]))]
    return MeshGrid(
        title=f"{table.title}@{item}",
        item=found,
        frame=frame,
        row=row[order],
        col=col[order],
        value=values[order],
        n_suppressed=int((missing == Missing.SUPPRESSED).sum()),
        is_estimate=mesh.is_estimate and bool(mesh.is_merged[position]),
    )


def _check(values: FloatArray, missing: np.ndarray, where: str) -> None:
    other = ~np.isin(missing, (Missing.PRESENT, Missing.SUPPRESSED))
    if other.any():
        raise InputError(
            f"{where}: {int(other.sum())} cells have no figure and are not marked as suppressed; "
            "give the table as published"
        )
    if (values < 0).any():
        raise InputError(f"{where}: {int((values < 0).sum())} figures are negative; counts are not")


def _place_cells(codes: Sequence[str]) -> tuple[IntArray, IntArray, CellFrame]:
    """Return row and column of each cell, and the frame of them all."""
    west, south, east, north = bounds_of(codes).T
    height, width = float(north[0] - south[0]), float(east[0] - west[0])
    per_lat, per_lon = round(1 / height, 6), round(1 / width, 6)
    left, top = float(west.min()), float(north.max())
    row = np.rint((top - north) * per_lat).astype(np.int64)
    col = np.rint((west - left) * per_lon).astype(np.int64)
    frame = CellFrame(
        crs=CRS,
        transform=(1 / per_lon, 0.0, left, 0.0, -1 / per_lat, top),
        height=int(row.max()) + 1,
        width=int(col.max()) + 1,
    )
    return row, col, frame
