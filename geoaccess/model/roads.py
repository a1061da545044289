"""Streets as a graph: junctions, and the edges between them with their length and class."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from geoaccess._validate import frozen_flags, frozen_float, frozen_int
from geoaccess.errors import InputError
from geoaccess.model.text import Text
from geoaccess.units import BoolArray, FloatArray, IntArray

Travel = Literal["drive", "walk"]
TRAVELS: Final[tuple[Travel, ...]] = ("drive", "walk")

Geometries = NDArray[Any]
"""Shapely geometries, shape (n,)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RoadGraph:
    """The streets of an area that can be driven, or walked.

    Attributes
    ----------
    travel
        Whether these are the streets for driving or for walking.
    lines
        Course of each edge from its first node to its last, lon/lat in degrees, shape
        (n_edges,).
    from_node, to_node
        Positions of the two ends among the nodes, shape (n_edges,).
    length_m
        Great-circle length of the course, shape (n_edges,).
    road_class
        Value of OSM's ``highway``, or ``motorroad``, length n_edges.
    is_forward, is_backward
        Whether the edge may be used from its first node to its last, and the other way.
    limit_kmh
        Signed speed limit, NaN where none is known.
    is_toll
        Whether a toll is paid.
    """

    travel: Travel
    lines: Geometries
    from_node: IntArray
    to_node: IntArray
    length_m: FloatArray
    road_class: tuple[str, ...]
    is_forward: BoolArray
    is_backward: BoolArray
    limit_kmh: FloatArray
    is_toll: BoolArray

    def __post_init__(self) -> None:
        n = len(self.road_class)
        for name in ("from_node", "to_node"):
            object.__setattr__(self, name, frozen_int(getattr(self, name), name, size=n))
        for name in ("length_m", "limit_kmh"):
            object.__setattr__(self, name, frozen_float(getattr(self, name), name, size=n))
        for name in ("is_forward", "is_backward", "is_toll"):
            object.__setattr__(self, name, frozen_flags(getattr(self, name), name, size=n))
        if len(self.lines) != n:
            raise InputError("roads: another number of lines than of edges")
        if n and (min(self.from_node.min(), self.to_node.min()) < 0 or self.length_m.min() < 0):
            raise InputError("roads: a node or a length is below 0")

    @property
    def n_edges(self) -> int:
        """Number of edges."""
        return len(self.road_class)

    @property
    def n_nodes(self) -> int:
        """Number of nodes, those without an edge included."""
        return int(max(self.from_node.max(initial=-1), self.to_node.max(initial=-1))) + 1

    def take(self, chosen: BoolArray) -> RoadGraph:
        """Return the graph of some edges, nodes numbered as before."""
        rows = np.flatnonzero(chosen)
        return RoadGraph(
            travel=self.travel,
            lines=self.lines[rows],
            from_node=self.from_node[rows],
            to_node=self.to_node[rows],
            length_m=self.length_m[rows],
            road_class=tuple(self.road_class[row] for row in rows.tolist()),
            is_forward=self.is_forward[rows],
            is_backward=self.is_backward[rows],
            limit_kmh=self.limit_kmh[rows],
            is_toll=self.is_toll[rows],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Roads:
    """The streets of an extract.

    Attributes
    ----------
    name
        Of the file.
    bounds
        West, south, east and north of the streets, degrees.
    notes
        What was done to read them.
    """

    name: str
    drive: RoadGraph
    walk: RoadGraph
    bounds: tuple[float, float, float, float]
    notes: tuple[Text, ...] = field(default=())
