"""Streets with travel times, and places snapped to the nearest point on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np

from geoaccess.access.finder import Points
from geoaccess.errors import InputError
from geoaccess.model.roads import Geometries, RoadGraph
from geoaccess.units import EARTH_RADIUS_M, FloatArray, IntArray, great_circle_m

WITHOUT_DOORS: Final = frozenset(("motorway", "motorway_link", "motorroad"))
"""Roads that one joins at a ramp only, however near they pass."""

Arcs = tuple[IntArray, IntArray, FloatArray]
"""Arcs out of each node in compressed rows: start, head, seconds."""


class Snapped(NamedTuple):
    """Points on the streets: edge, share of its course, and metres from the door, shape (n,)."""

    edge: IntArray
    share: FloatArray
    distance_m: FloatArray

    def take(self, rows: IntArray) -> Snapped:
        """Return some of the points, by position."""
        return Snapped(self.edge[rows], self.share[rows], self.distance_m[rows])


@dataclass(frozen=True, kw_only=True, eq=False)
class Streets:
    """The largest part of a graph in which every point is reached from every other.

    Attributes
    ----------
    graph
        Its edges.
    edge_s
        Seconds along each edge and against it, shape (n_edges, 2); infinite where forbidden.
    lost_m
        Length of the edges of the extract that are not connected with it.
    """

    graph: RoadGraph
    edge_s: FloatArray
    lost_m: float

    @cached_property
    def out(self) -> Arcs:
        """Arcs as they are travelled."""
        return _compress(self.graph, self.edge_s)

    @cached_property
    def back(self) -> Arcs:
        """Arcs turned round."""
        return _compress(self.graph, self.edge_s[:, ::-1])

    def seconds_to_ends(self, points: Snapped, edge_s: FloatArray) -> FloatArray:
        """Return seconds from points to the first and to the last node of their edges, (n, 2)."""
        along_s, against_s = edge_s[points.edge].T
        return np.column_stack((_part(points.share, against_s), _part(1 - points.share, along_s)))

    def snap(self, points: Points) -> Snapped:
        """Return the nearest point on an edge for each point.

        Sought in Mercator's projection, which is true to shape: the nearest line is right
        over any few kilometres. Metres are great-circle ones.
        """
        import shapely

        tree, lines, edge_of_line = self._tree
        door = shapely.points(*_project(points.lon, points.lat))
        nearest = tree.nearest(door)
        share = shapely.line_locate_point(lines[nearest], door, normalized=True)
        edge, share = edge_of_line[nearest], np.nan_to_num(share)
        on_street = shapely.line_interpolate_point(self.graph.lines[edge], share, normalized=True)
        to_lon, to_lat = shapely.get_x(on_street), shapely.get_y(on_street)
        distance_m = great_circle_m(points.lon, points.lat, to_lon, to_lat)
        return Snapped(edge, share, distance_m)

    @cached_property
    def _tree(self) -> tuple[Any, Geometries, IntArray]:
        """Index of the projected lines that have doors, and the edge of each line."""
        import shapely

        has_doors = [one not in WITHOUT_DOORS for one in self.graph.road_class]
        edge = np.flatnonzero(has_doors)
        if not edge.size:
            raise InputError(f"roads: no street with doors that one can {self.graph.travel}")
        lines = shapely.transform(
            self.graph.lines[edge], lambda xy: np.column_stack(_project(xy[:, 0], xy[:, 1]))
        )
        return shapely.STRtree(lines), lines, edge


def build_streets(graph: RoadGraph, seconds_per_m: FloatArray) -> Streets:
    """Return the largest strongly connected part of a graph, with travel times.

    Parameters
    ----------
    seconds_per_m
        Of each edge, shape (n_edges,); or along and against it, shape (n_edges, 2).

    Raises
    ------
    InputError
        When no street is left.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    along, against = graph.is_forward, graph.is_backward
    tail = np.concatenate((graph.from_node[along], graph.to_node[against]))
    head = np.concatenate((graph.to_node[along], graph.from_node[against]))
    if not tail.size:
        raise InputError(f"roads: no street that one can {graph.travel} is left")
    shape = (graph.n_nodes, graph.n_nodes)
    joined = coo_array((np.ones(tail.size, dtype=np.int8), (tail, head)), shape=shape)
    part = connected_components(joined.tocsr(), connection="strong")[1]
    inside = part[graph.from_node] == part[graph.to_node]
    largest = np.argmax(np.bincount(part[graph.from_node[inside]]))
    kept = inside & (part[graph.from_node] == largest)
    chosen = graph.take(kept)
    per_m = seconds_per_m if seconds_per_m.ndim == 2 else seconds_per_m[:, None]
    is_open = np.column_stack((chosen.is_forward, chosen.is_backward))
    edge_s = np.where(is_open, chosen.length_m[:, None] * per_m[kept], np.inf)
    return Streets(graph=chosen, edge_s=edge_s, lost_m=float(graph.length_m[~kept].sum()))


def _part(share: FloatArray, seconds: FloatArray) -> FloatArray:
    """Return a share of seconds; nothing of what is forbidden stays forbidden but at its end."""
    part: FloatArray = np.where(share > 0, share, 1.0) * seconds
    part[share <= 0] = 0.0
    return part


def _compress(graph: RoadGraph, edge_s: FloatArray) -> Arcs:
    along, against = np.isfinite(edge_s[:, 0]), np.isfinite(edge_s[:, 1])
    tail = np.concatenate((graph.from_node[along], graph.to_node[against]))
    head = np.concatenate((graph.to_node[along], graph.from_node[against]))
    seconds = np.concatenate((edge_s[along, 0], edge_s[against, 1]))
    order = np.argsort(tail, kind="stable")
    start = np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=graph.n_nodes))))
    return start, head[order].astype(np.int64), seconds[order]


def _project(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return metres at the equator in Mercator's projection of the sphere."""
    x = EARTH_RADIUS_M * np.radians(lon)
    y = EARTH_RADIUS_M * np.arctanh(np.sin(np.radians(np.clip(lat, -89, 89))))
    return x, y
