"""A small city: streets as a PBF file, and feeds of its buses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.gtfsfeeds import STOP_TIMES, write_feed, zip_feed

WEST, SOUTH, EAST, NORTH = 139.69, 35.65, 139.75, 35.70
STOPS = """stop_id,stop_name,stop_lat,stop_lon
A,Alpha,35.660,139.700
B,Beta,35.665,139.705
C,Gamma,35.670,139.710
"""
BEYOND = STOPS.replace("35.670,139.710", "35.900,139.710")
AGENCY = "agency_name,agency_url,agency_timezone\nBus,https://example.org,Asia/Tokyo\n"


def write_streets(
    path: Path, *, box: tuple[float, float, float, float] | None = (WEST, SOUTH, EAST, NORTH),
    ways: int = 3, tag: str = "highway",
) -> Path:  # fmt: skip
    """Return a PBF file with streets from corner to corner, its box declared or not."""
    osmium = pytest.importorskip("osmium", reason="osmium is not installed (extra r5)")
    header = osmium.io.Header()
    if box is not None:
        low, high = osmium.osm.Location(box[0], box[1]), osmium.osm.Location(box[2], box[3])
        header.add_box(osmium.osm.Box(low, high))
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = osmium.SimpleWriter(str(path), 4096, header, overwrite=True)
    ends = [(WEST, SOUTH), (EAST, NORTH), (WEST, NORTH)]
    for i, location in enumerate(ends, 1):
        writer.add_node(osmium.osm.mutable.Node(id=i, location=location))
    for i in range(ways):
        nodes = [1 + i % 3, 1 + (i + 1) % 3]
        writer.add_way(osmium.osm.mutable.Way(id=10 + i, nodes=nodes, tags={tag: "residential"}))
    writer.close()
    return path


def write_buses(folder: Path, name: str = "bus", **tables: str) -> Path:
    """Return a zipped feed of a bus line through the city."""
    given = {"stops": STOPS, "agency": AGENCY, "stop_times": STOP_TIMES} | tables
    feed = write_feed(folder / "plain", name, **given)
    return zip_feed(feed, folder / f"{name}.zip")
