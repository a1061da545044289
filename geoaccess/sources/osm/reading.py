"""The ways of an OSM file with the positions of their nodes, as flat arrays."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoaccess.errors import FileError, InputError
from geoaccess.sources.osm.tags import TAGS
from geoaccess.units import BoolArray, FloatArray, IntArray

SUFFIXES: Final = (".osm", ".osm.gz", ".osm.bz2", ".osm.xml", ".osm.xml.bz2", ".osm.pbf")
"""Of extracts: OSM XML, packed or not, and the binary form."""
INSTALL: Final = "install it with: pip install 'geoaccess[roads]'"


@dataclass(frozen=True, kw_only=True, eq=False)
class Ways:
    """Ways with a ``highway`` tag.

    Attributes
    ----------
    tags
        Those of TAGS that each way has, length n_ways.
    start
        Shape (n_ways + 1,): the points of way w are rows start[w] : start[w + 1].
    node, lon, lat
        Id and position of each point, shape (n_points,); NaN where the extract lacks it.
    """

    tags: tuple[dict[str, str], ...]
    start: IntArray
    node: IntArray
    lon: FloatArray
    lat: FloatArray

    @property
    def is_placed(self) -> BoolArray:
        """Which points have a position, shape (n_points,)."""
        placed: BoolArray = np.isfinite(self.lon)
        return placed


def read_ways(path: Path) -> Ways:
    """Return the ways of an extract, OSM XML or PBF, that are streets of any kind.

    Raises
    ------
    FileError
        When there is no such file, or it is damaged or of another kind.
    InputError
        When it has no street, or the reader is not installed.
    """
    check_file(path)
    osmium = _import_osmium()
    tags: list[dict[str, str]] = []
    start, node, lon, lat = array("q", [0]), array("q"), array("d"), array("d")
    try:
        for way in _stream(osmium, path):
            for one in way.nodes:
                is_placed = one.location.valid()
                node.append(one.ref)
                lon.append(one.lon if is_placed else np.nan)
                lat.append(one.lat if is_placed else np.nan)
            tags.append({key: way.tags[key] for key in TAGS if key in way.tags})
            start.append(len(node))
    except (RuntimeError, ValueError) as error:
        raise FileError(
            f"{path.name}: cannot be read as OpenStreetMap data ({error}); "
            "it is damaged, not whole, or of another kind: fetch the extract again"
        ) from None
    if not tags:
        raise InputError(
            f"{path.name}: has no street (no way with the tag highway); "
            "extracts of places or points only cannot be used: export the streets too"
        )
    return Ways(
        tags=tuple(tags),
        start=np.array(start),
        node=np.array(node),
        lon=np.array(lon),
        lat=np.array(lat),
    )


def check_file(path: Path) -> None:
    """Raise a FileError where an extract is missing, empty, or named as another kind of file."""
    if path.is_dir():
        raise FileError(f"{path}: is a folder; give one extract, FILE.osm or FILE.osm.pbf")
    if not path.is_file():
        raise FileError(f"{path}: no such file; give an extract, FILE.osm or FILE.osm.pbf")
    if not path.name.lower().endswith(SUFFIXES):
        raise FileError(
            f"{path.name}: is not named as an OpenStreetMap extract "
            f"({', '.join(SUFFIXES)}); export one, or rename the file to what it is"
        )
    if path.stat().st_size == 0:
        raise FileError(f"{path.name}: is empty; fetch the extract again")


def _stream(osmium: Any, path: Path) -> Any:
    """Return the ways with a highway tag one by one, nodes placed."""
    kinds = osmium.osm.NODE | osmium.osm.WAY
    return (
        osmium.FileProcessor(path, kinds)
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.KeyFilter("highway"))
    )


def _import_osmium() -> Any:
    """Return the module that reads OSM files, or raise an error that says how to install it."""
    try:
        import osmium
        import osmium.filter
    except ImportError:
        raise InputError(f"--roads: the package 'osmium' is missing; {INSTALL}") from None
    return osmium
