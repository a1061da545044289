"""What the two N02 layers hold: platforms of stations, and pieces of track."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geoaccess.model.text import Text, fold_name

Shapes = NDArray[np.object_]
"""Shapely geometries in degrees (longitude, latitude)."""


class LineKey(NamedTuple):
    """Name of a line and of its operator, as the layer writes them."""

    line: str
    operator: str

    def folded(self) -> tuple[str, str]:
        """Return both as they are compared: NFKC, no spaces."""
        return fold_name(self.line), fold_name(self.operator)

    def label(self) -> str:
        """Return ``operator line``, as people say it."""
        return f"{self.operator} {self.line}"


@dataclass(frozen=True, kw_only=True, eq=False)
class PlatformLayer:
    """N rows of the station layer, one per platform of a station on a line.

    Attributes
    ----------
    where
        Name of the file.
    name, line
        Station, and line with operator, of each row.
    railway, institution
        Codes 鉄道区分 (N02_001) and 事業者種別 (N02_002), '' where the layer has none.
    shape
        Platform lines, or points where the layer has only these.
    lon, lat
        Midpoints of the platforms in degrees.
    notes
        What the reader mended, skipped or assumed.
    """

    where: str
    name: tuple[str, ...]
    line: tuple[LineKey, ...]
    railway: tuple[str, ...]
    institution: tuple[str, ...]
    shape: Shapes
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    notes: tuple[Text, ...] = ()

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True, kw_only=True, eq=False)
class TrackLayer:
    """N rows of the section layer, one per piece of track of a line.

    Attributes
    ----------
    where
        Name of the file.
    line
        Line with operator of each row.
    railway, institution
        As in `PlatformLayer`, '' where the layer has none.
    shape
        Lines in degrees.
    notes
        What the reader mended, skipped or assumed.
    """

    where: str
    line: tuple[LineKey, ...]
    railway: tuple[str, ...]
    institution: tuple[str, ...]
    shape: Shapes
    notes: tuple[Text, ...] = ()

    def __len__(self) -> int:
        return len(self.line)


Columns = dict[str, list[str]]
"""Cells as text by field: line, operator, station, railway, institution."""


class RawLayer(NamedTuple):
    """A layer as read: its columns by their own names, and its geometries in degrees."""

    where: str
    columns: dict[str, NDArray[Any]]
    shape: Shapes
    notes: list[Text]
