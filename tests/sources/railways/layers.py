"""Small N02 layers for tests, drawn in km on a plane at 36 N 138 E."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from geoaccess.sources.railways.reading import load_sections, load_stations
from geoaccess.sources.railways.records import PlatformLayer, TrackLayer

LON, LAT = 138.0, 36.0
KM_PER_LAT = 110.95
KM_PER_LON = 111.32 * math.cos(math.radians(LAT))

Point = tuple[float, float]
Stop = tuple[str, float, float]
"""Name and position in km."""


def degrees(x: float, y: float) -> list[float]:
    return [round(LON + x / KM_PER_LON, 6), round(LAT + y / KM_PER_LAT, 6)]


def feature(shape: dict[str, Any] | None, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": shape}


def polyline(points: Sequence[Point]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [degrees(*point) for point in points]}


def collection(features: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


class Layers:
    """Two layers that grow line by line."""

    def __init__(self) -> None:
        self.platforms: list[dict[str, Any]] = []
        self.pieces: list[dict[str, Any]] = []

    def line(
        self, line: str, *stops: Stop, operator: str = "私鉄", railway: str = "12", owner: str = "4"
    ) -> Layers:
        """Add a line with straight track from stop to stop."""
        for name, x, y in stops:
            self.platform(line, name, x, y, operator=operator, railway=railway, owner=owner)
        points = [(x, y) for _, x, y in stops]
        for a, b in pairwise(points):
            self.piece(line, a, b, operator=operator, railway=railway, owner=owner)
        return self

    def platform(
        self, line: str, name: str, x: float, y: float, *, operator="私鉄", railway="12", owner="4"
    ) -> Layers:
        """Add a platform of 100 m, centred on a position."""
        self.platforms.append(
            feature(
                polyline([(x - 0.05, y), (x + 0.05, y)]),
                N02_001=railway, N02_002=owner, N02_003=line, N02_004=operator, N02_005=name,
            )
        )  # fmt: skip
        return self

    def piece(self, line: str, *points: Point, operator="私鉄", railway="12", owner="4") -> Layers:
        """Add a piece of track."""
        self.pieces.append(
            feature(
                polyline(points),
                N02_001=railway, N02_002=owner, N02_003=line, N02_004=operator,
            )
        )  # fmt: skip
        return self

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write both layers as GeoJSON, return their paths."""
        paths = folder / "N02-19_Station.geojson", folder / "N02-19_RailroadSection.geojson"
        for path, features in zip(paths, (self.platforms, self.pieces), strict=True):
            path.write_text(json.dumps(collection(features), ensure_ascii=False), encoding="utf-8")
        return paths

    def load(self, folder: Path) -> tuple[PlatformLayer, TrackLayer]:
        """Write and read both layers."""
        stations, sections = self.write(folder)
        return load_stations(stations), load_sections(sections)


def town() -> Layers:
    """Return a main line with a branch, a ring, and a line of another company beside them."""
    return (
        Layers()
        .line("本線", ("東", 0, 0), ("中", 4, 0), ("西", 9, 0), ("果", 15, 0), operator="大鉄道")
        .line("支線", ("中", 4, 0), ("北", 4, 5), operator="大鉄道")
        .line("環状線", ("輪一", 9.25, 0), ("輪二", 12, 3), ("輪三", 12, -3), ("輪一", 9.25, 0))
        .line("遠線", ("東", 60, 0), ("島", 66, 0), operator="島鉄道")
    )


def edges(network: Any) -> Mapping[tuple[str, str], float]:
    """Return km by pair of station names in alphabetical order."""
    ja = {station.id: station.ja for station in network.stations}
    return {tuple(sorted((ja[s.from_station], ja[s.to_station]))): s.km for s in network.sections}
