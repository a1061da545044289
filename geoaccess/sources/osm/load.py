"""An OSM extract as streets for driving and for walking, kept from one run to the next."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.roads import TRAVELS, RoadGraph, Roads
from geoaccess.model.text import Text
from geoaccess.sources.osm.cache import compute_digest, find_cache_dir, find_graph, save_graph
from geoaccess.sources.osm.cutting import build_graph
from geoaccess.sources.osm.reading import check_file, read_ways


def load_roads(path: Path, *, cache: Path | None = None) -> Roads:
    """Return the streets of an extract; the second time from the cache.

    Parameters
    ----------
    path
        `.osm` (XML, also packed as .gz or .bz2) or `.osm.pbf`.
    cache
        Folder of the cache; None for the one in the user's cache directory.

    Raises
    ------
    FileError
        When there is no such file, or it is damaged or of another kind.
    InputError
        When it has no street for driving or walking, or the reader is not installed.
    """
    check_file(path)
    folder = cache or find_cache_dir()
    digest = compute_digest(path)
    files = {travel: folder / f"{digest}-{travel}.parquet" for travel in TRAVELS}
    graphs = {travel: find_graph(files[travel], travel) for travel in TRAVELS}
    if None in graphs.values():
        ways = read_ways(path)
        for travel in TRAVELS:
            graph = graphs[travel] = build_graph(ways, travel)
            save_graph(graph, files[travel])
    made = {travel: _checked(graphs[travel], path, travel) for travel in TRAVELS}
    return Roads(
        name=path.name,
        drive=made["drive"],
        walk=made["walk"],
        bounds=_find_bounds(made["walk"], made["drive"]),
        notes=(_describe(path, made["drive"], made["walk"]),),
    )


def _checked(graph: RoadGraph | None, path: Path, travel: str) -> RoadGraph:
    if graph is None or not graph.n_edges:
        raise InputError(
            f"{path.name}: has no street that one can {travel}; give an extract with all streets"
        )
    return graph


def _find_bounds(*graphs: RoadGraph) -> tuple[float, float, float, float]:
    import shapely

    boxes = np.array([shapely.total_bounds(graph.lines) for graph in graphs])
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def _describe(path: Path, drive: RoadGraph, walk: RoadGraph) -> Text:
    drive_km, walk_km = (round(graph.length_m.sum() / 1000) for graph in (drive, walk))
    return Text(
        en=f"{path.name}: {drive_km:,} km of streets to drive and {walk_km:,} km to walk.",
        ja=f"{path.name}: 自動車の道路 {drive_km:,} km、歩ける道 {walk_km:,} km。",
    )
