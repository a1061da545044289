"""Ways cut at junctions into the edges of a graph."""

from __future__ import annotations

import numpy as np

from geoaccess.model.roads import RoadGraph, Travel
from geoaccess.sources.osm.reading import Ways
from geoaccess.sources.osm.tags import Use, find_use
from geoaccess.units import BoolArray, FloatArray, IntArray, great_circle_m


def build_graph(ways: Ways, travel: Travel) -> RoadGraph:
    """Return the graph of the ways that may be driven or walked.

    An edge runs between two junctions: points that several ways share or one passes twice,
    and ends of ways. Ways are joined by the ids of their points only, so that a bridge meets
    no road below it. Where the extract lacks a point, the way is cut there.
    """
    import shapely

    uses = [find_use(tags, travel) for tags in ways.tags]
    way, row = _list_points(ways, np.array([use is not None for use in uses], dtype=np.bool_))
    name, count = np.unique(ways.node[row], return_inverse=True, return_counts=True)[1:]
    is_first = np.diff(way, prepend=-1) != 0
    is_first[1:] |= np.diff(row) > 1  # a point between them is not in the extract
    is_last = np.append(is_first[1:], True)
    is_junction = is_first | is_last | (count[name] > 1)
    begin = np.flatnonzero(is_junction & ~is_last)
    end = _next(is_junction, begin)
    n_points = end - begin + 1
    edge = np.repeat(np.arange(begin.size), n_points)
    point = row[np.arange(edge.size) - np.repeat(np.cumsum(n_points) - n_points - begin, n_points)]
    lon, lat = ways.lon[point], ways.lat[point]
    step_m = np.where(np.diff(edge) == 0, great_circle_m(lon[:-1], lat[:-1], lon[1:], lat[1:]), 0)
    length_m: FloatArray = np.bincount(edge[1:], step_m, begin.size).astype(np.float64)
    ends, node = np.unique(np.concatenate((name[begin], name[end])), return_inverse=True)
    del ends
    use: list[Use] = [one for i in way[begin].tolist() if (one := uses[i]) is not None]
    return RoadGraph(
        travel=travel,
        lines=shapely.linestrings(np.column_stack((lon, lat)), indices=edge),
        from_node=node[: begin.size],
        to_node=node[begin.size :],
        length_m=length_m,
        road_class=tuple(one.road_class for one in use),
        is_forward=np.array([one.is_forward for one in use], dtype=np.bool_),
        is_backward=np.array([one.is_backward for one in use], dtype=np.bool_),
        limit_kmh=np.array([one.limit_kmh for one in use], dtype=np.float64),
        is_toll=np.array([one.is_toll for one in use], dtype=np.bool_),
    )


def _list_points(ways: Ways, chosen: BoolArray) -> tuple[IntArray, IntArray]:
    """Return way and row of the placed points of the chosen ways, consecutive repeats once."""
    n_points = np.diff(ways.start)
    way = np.repeat(np.arange(n_points.size), n_points)
    is_repeat = np.zeros(way.size, dtype=np.bool_)
    is_repeat[1:] = (np.diff(ways.node) == 0) & (np.diff(way) == 0)
    row = np.flatnonzero(chosen[way] & ways.is_placed & ~is_repeat)
    return way[row], row


def _next(is_junction: BoolArray, begin: IntArray) -> IntArray:
    """Return the next junction after each of some points."""
    junctions = np.flatnonzero(is_junction)
    following: IntArray = junctions[np.searchsorted(junctions, begin, side="right")]
    return following
