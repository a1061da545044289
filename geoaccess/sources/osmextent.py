"""What area an OpenStreetMap extract covers, and whether it has streets at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from geoaccess.errors import FileError, InputError
from geoaccess.model.extent import StreetExtent

_OSMIUM = "pip install 'geoaccess[r5]'"


def load_extent(path: Path) -> StreetExtent:
    """Return the extent of a file in PBF format: the one it declares, else that of its streets.

    Raises
    ------
    FileError
        When there is no such file, it is of another format, or it is cut off.
    InputError
        When it has no street, or osmium is not installed.
    """
    if not path.is_file():
        raise FileError(f"--roads {path}: there is no such file; give an extract FILE.osm.pbf")
    if path.suffix.lower() != ".pbf":
        raise FileError(
            f"--roads {path.name}: R5 reads PBF only; convert it: osmium cat {path.name} -o "
            f"{path.name.split('.')[0]}.osm.pbf"
        )
    try:
        import osmium
    except ModuleNotFoundError:
        raise InputError(f"--roads {path.name}: osmium is needed to read it: {_OSMIUM}") from None
    try:
        with osmium.io.Reader(str(path)) as reader:
            box = reader.header().box()
        if box.valid():
            ends = (box.bottom_left, box.top_right)
            bounds = ends[0].lon, ends[0].lat, ends[1].lon, ends[1].lat
            # to the last: an extract that was cut off has its first streets
            streets = sum(1 for _ in _streets(osmium, path, osmium.osm.WAY))
        else:
            bounds, streets = _around_streets(osmium, path)
    except RuntimeError as error:
        raise FileError(
            f"--roads {path.name}: cannot be read as OSM PBF ({error}); download it again"
        ) from error
    if not streets:
        raise InputError(
            f"--roads {path.name}: has no street (no way with highway=*); take an extract with ways"
        )
    west, south, east, north = bounds
    return StreetExtent(
        path=path, west=west, south=south, east=east, north=north, is_declared=box.valid()
    )


def _streets(osmium: Any, path: Path, kinds: Any) -> Any:
    found = osmium.FileProcessor(str(path), kinds)
    return found.with_filter(osmium.filter.KeyFilter("highway").enable_for(osmium.osm.WAY))


def _around_streets(osmium: Any, path: Path) -> tuple[tuple[float, float, float, float], int]:
    """Return the rectangle around all streets, and their number."""
    west = south = float("inf")
    east = north = -float("inf")
    n = 0
    for one in _streets(osmium, path, osmium.osm.NODE | osmium.osm.WAY).with_locations():
        if not one.is_way():
            continue
        for node in one.nodes:
            if node.location.valid():
                west, east = min(west, node.lon), max(east, node.lon)
                south, north = min(south, node.lat), max(north, node.lat)
        n += 1
    return (west, south, east, north), n
