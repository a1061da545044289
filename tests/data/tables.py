"""What the tests of shipped data share: tables as text, and distances between their rows.

`GEOACCESS_NETWORK_DIR` points the tests of the network at another folder of the same tables.
"""

from __future__ import annotations

import csv
import math
import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
NETWORK = Path(os.environ.get("GEOACCESS_NETWORK_DIR", DATA / "network"))
CONFIDENCES = {"high", "medium", "low"}
EARTH_RADIUS_KM = 6371.0088

Row = dict[str, str]


@cache
def read(name: str) -> tuple[Row, ...]:
    """Return the rows of a table in `data/`, all values as text."""
    return _read(DATA / name)


@cache
def read_network(name: str) -> tuple[Row, ...]:
    """Return the rows of a table of the network, all values as text."""
    return _read(NETWORK / name)


def known_sources() -> set[str]:
    """Return the ids of sources.csv."""
    return {row["id"] for row in read("sources.csv")}


def great_circle_km(a: Row, b: Row) -> float:
    """Return the great-circle distance of two rows with lat and lon, in km."""
    lat_a, lon_a, lat_b, lon_b = (
        math.radians(float(x)) for x in (a["lat"], a["lon"], b["lat"], b["lon"])
    )
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))


def _read(path: Path) -> tuple[Row, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
