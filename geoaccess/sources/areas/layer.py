"""One layer of polygons as it stands in a file: columns as text, geometries, coordinate system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geoaccess.model.areas import Geometries
from geoaccess.model.text import Text

NOT_AREAS = (
    "expected is a file of administrative areas (N03: zip, Shapefile, GeoJSON, GML, TopoJSON)"
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Layer:
    """Features of a file.

    Attributes
    ----------
    where
        Name of the file, for messages.
    columns
        Cells by name of column, '' for missing, n each.
    geometry
        Shapely geometries or None, shape (n,).
    crs
        As the file states it, None where it does not.
    notes
        What was done to read it.
    """

    where: str
    columns: Mapping[str, tuple[str, ...]]
    geometry: Geometries
    crs: str | None
    notes: tuple[Text, ...] = ()

    def __len__(self) -> int:
        return len(self.geometry)


def format_cell(cell: Any) -> str:
    """Return a cell as text, '' where it is missing; whole numbers without a point."""
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
