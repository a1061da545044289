"""A planner's table once read: header and rows of text, numbered as its owner sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of data.

    Attributes
    ----------
    number
        As Excel shows it (the header is row 1 where nothing precedes it); the count of the
        feature in a GIS layer.
    cells
        Text of each cell; may be shorter or longer than the header.
    point
        Longitude and latitude in degrees of a feature's geometry, None where there is none.
    note
        What was done to find the point, '' for nothing.
    """

    number: int
    cells: tuple[str, ...]
    point: tuple[float, float] | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of data under their header, without the blank ones."""

    where: str
    unit: Literal["row", "feature"]
    header: tuple[str, ...]
    rows: tuple[Row, ...]
