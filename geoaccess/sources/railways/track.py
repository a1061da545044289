"""The track of all lines as a graph: pieces cut at stations and where pieces meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from geoaccess.sources.railways.matching import Placement
from geoaccess.sources.railways.records import PlatformLayer, TrackLayer
from geoaccess.units import BoolArray, FloatArray, IntArray, great_circle_m

SNAP_DEGREES: Final = 1e-5
"""Vertices that agree to 5 decimals, about a metre, are one: the precision of N02."""
GAP_WITHIN_M: Final = 120.0
"""Pieces missing from a line up to this long are bridged: the longest at hand is 111 m."""
TRAMWAY: Final = "21"
"""Code of a tramway (軌道) in N02_001."""
_HEADING_M: Final = 40.0

# GRS 80, the ellipsoid of JGD2011 (m; first eccentricity squared).
_EQUATOR_M: Final = 6_378_137.0
_E2: Final = 0.006_694_380_022_9


@dataclass(frozen=True, kw_only=True, eq=False)
class TrackGraph:
    """Edges of track between nodes; every node belongs to one line.

    Attributes
    ----------
    a, b
        Nodes at the ends of the m edges.
    km
        Length of each edge along the track.
    heading_a, heading_b
        Unit vectors (m, 2) that lead from the end into the edge: east, north.
    line
        Line of each edge.
    station
        Station at each node, -1 where there is none.
    place
        Nodes of several lines at one vertex have one place; -1 at stations.
    gaps
        Bridged gaps as (line, metres).
    """

    a: IntArray
    b: IntArray
    km: FloatArray
    heading_a: FloatArray
    heading_b: FloatArray
    line: IntArray
    station: IntArray
    place: IntArray
    gaps: tuple[tuple[int, float], ...]


def build_track(
    platforms: PlatformLayer,
    tracks: TrackLayer,
    placement: Placement,
    group_of: IntArray,
    *,
    gap_within_m: float = GAP_WITHIN_M,
) -> TrackGraph:
    """Return the graph of all track with the stations on it.

    Platforms of one station on one line are one node, so that a train need not run along
    its own platforms. Parts of a line that lie near each other are bridged, but a tramway
    and a railway of one name (富山地方鉄道 本線) are not.

    Parameters
    ----------
    group_of
        Station of each platform.
    gap_within_m
        Parts of a line that lie at most this far apart are joined.
    """
    import shapely

    xy, piece = shapely.get_coordinates(tracks.shape, return_index=True)
    at_m, at_degrees = _cumulate(xy, piece)
    vertex, is_cut, cell = _nodes(xy, piece, placement.line_of_piece)
    placed = np.flatnonzero(placement.line >= 0)
    station_node, node_station = _station_nodes(placement, placed, group_of)
    position_m = _positions(platforms, tracks, placement, placed, piece, (at_m, at_degrees))
    n_vertices = int(vertex.max()) + 1
    cut_at = np.concatenate([at_m[is_cut], position_m])
    cut_piece = np.concatenate([piece[is_cut], placement.piece[placed]])
    cut_node = np.concatenate([vertex[is_cut], station_node + n_vertices])
    order = np.lexsort((cut_at, cut_piece))
    cut_at, cut_piece, cut_node = cut_at[order], cut_piece[order], cut_node[order]
    inside = cut_piece[1:] == cut_piece[:-1]
    begin, end = cut_at[:-1][inside], cut_at[1:][inside]
    a, b = cut_node[:-1][inside], cut_node[1:][inside]
    ahead = np.minimum(_HEADING_M, (end - begin) / 2)
    line = placement.line_of_piece[cut_piece[:-1][inside]]
    node_xy = np.zeros((n_vertices + len(node_station), 2))
    place = np.full(len(node_xy), -1)
    place[vertex] = cell
    node_xy[cut_node] = _at(cut_at, at_m, xy)
    kind = _kinds(platforms, tracks, placed, station_node + n_vertices, vertex, piece)
    gaps = _find_gaps((a, b, line), node_xy, kind, gap_within_m)
    zero = np.zeros((len(gaps), 2))
    return TrackGraph(
        a=np.concatenate([a, [gap[0] for gap in gaps]]).astype(int),
        b=np.concatenate([b, [gap[1] for gap in gaps]]).astype(int),
        km=np.concatenate([end - begin, [gap[2] for gap in gaps]]) / 1000,
        heading_a=np.vstack([_heading(begin, begin + ahead, at_m, xy), zero]),
        heading_b=np.vstack([_heading(end, end - ahead, at_m, xy), zero]),
        line=np.concatenate([line, [gap[3] for gap in gaps]]).astype(int),
        station=np.concatenate([np.full(n_vertices, -1), node_station]),
        place=place,
        gaps=tuple((gap[3], gap[2]) for gap in gaps),
    )


def step_lengths_m(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return metres between consecutive positions in degrees, on the ellipsoid (short steps)."""
    phi = np.radians((lat[1:] + lat[:-1]) / 2)
    w = 1 - _E2 * np.sin(phi) ** 2
    east = np.radians(np.diff(lon)) * np.cos(phi) * _EQUATOR_M / np.sqrt(w)
    north = np.radians(np.diff(lat)) * _EQUATOR_M * (1 - _E2) / w**1.5
    length_m: FloatArray = np.hypot(east, north)
    return length_m


def _cumulate(xy: FloatArray, piece: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return running metres and running degrees of all vertices; a piece begins where it ends."""
    starts = piece[1:] != piece[:-1]
    metres = step_lengths_m(xy[:, 0], xy[:, 1])
    degrees = np.hypot(*np.diff(xy, axis=0).T)
    # A step between pieces is no track, but keeps positions apart for the look-up.
    metres[starts] = degrees[starts] = 1.0
    return (
        np.concatenate([[0.0], np.cumsum(metres)]),
        np.concatenate([[0.0], np.cumsum(degrees)]),
    )


def _nodes(
    xy: FloatArray, piece: IntArray, line_of_piece: IntArray
) -> tuple[IntArray, BoolArray, IntArray]:
    """Return the node of each vertex, whether the track is cut there, and its place.

    It is cut at the ends of pieces, where a line passes a vertex more than once, and where
    another line ends.
    """
    grid = np.round(xy / SNAP_DEGREES).astype(np.int64)
    line = line_of_piece[piece].astype(np.int64)
    cell = (grid[:, 1] - 2_000_000) * 2**23 + (grid[:, 0] - 12_200_000)
    key = line * 2**45 + cell
    _, vertex, counts = np.unique(key, return_inverse=True, return_counts=True)
    change = piece[1:] != piece[:-1]
    is_end = np.concatenate([[True], change]) | np.concatenate([change, [True]])
    ends = cell[is_end & (counts[vertex] == 1)]
    return vertex, is_end | (counts[vertex] > 1) | np.isin(cell, ends), cell


def _station_nodes(
    placement: Placement, placed: IntArray, group_of: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the node of each placed platform, one per line and station, and their stations."""
    pair = np.stack([placement.line[placed], group_of[placed]], axis=1)
    unique, inverse = np.unique(pair, axis=0, return_inverse=True)
    return inverse.ravel(), unique[:, 1]


def _positions(
    platforms: PlatformLayer,
    tracks: TrackLayer,
    placement: Placement,
    placed: IntArray,
    piece: IntArray,
    running: tuple[FloatArray, FloatArray],
) -> FloatArray:
    """Return where on the running metres the midpoint of each placed platform lies."""
    import shapely

    at_m, at_degrees = running
    on = placement.piece[placed]
    points = shapely.points(platforms.lon[placed], platforms.lat[placed])
    along = shapely.line_locate_point(tracks.shape[on], points)
    first = np.searchsorted(piece, on)
    position: FloatArray = np.interp(at_degrees[first] + along, at_degrees, at_m)
    return position


def _at(position: FloatArray, at_m: FloatArray, xy: FloatArray) -> FloatArray:
    return np.stack([np.interp(position, at_m, xy[:, i]) for i in (0, 1)], axis=1)


def _heading(begin: FloatArray, ahead: FloatArray, at_m: FloatArray, xy: FloatArray) -> FloatArray:
    """Return unit vectors from a position on the track towards another near it."""
    here, there = _at(begin, at_m, xy), _at(ahead, at_m, xy)
    step = there - here
    step[:, 0] *= np.cos(np.radians(here[:, 1]))
    length = np.hypot(step[:, 0], step[:, 1])
    heading: FloatArray = step / np.where(length > 0, length, 1)[:, None]
    return heading


def _kinds(
    platforms: PlatformLayer,
    tracks: TrackLayer,
    placed: IntArray,
    station_node: IntArray,
    vertex: IntArray,
    piece: IntArray,
) -> Mapping[int, set[str]]:
    """Return the codes of N02_001 that the layers give at each node, where they give any."""
    kinds: dict[int, set[str]] = defaultdict(set)
    for row, node in zip(placed.tolist(), station_node.tolist(), strict=True):
        kinds[node].add(platforms.railway[row])
    if any(tracks.railway):
        for node, row in zip(vertex.tolist(), piece.tolist(), strict=True):
            kinds[node].add(tracks.railway[row])
    return kinds


def _find_gaps(
    edges: tuple[IntArray, IntArray, IntArray],
    node_xy: FloatArray,
    kind: Mapping[int, set[str]],
    within_m: float,
) -> list[tuple[int, int, float, int]]:
    """Return (node, node, metres, line) of the shortest bridges between parts of a line."""
    a, b, line = (one.tolist() for one in edges)
    part = _parts(a, b, len(node_xy))
    nodes_of: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for one, *ends in zip(line, a, b, strict=True):
        nodes_of[one][part[ends[0]]].update(ends)
    gaps: list[tuple[int, int, float, int]] = []
    for one, parts in sorted(nodes_of.items()):
        groups = [np.array(sorted(nodes)) for _, nodes in sorted(parts.items())]
        while len(groups) > 1:
            on_rails = [_is_railway(group.tolist(), kind) for group in groups]
            bridges = [
                (*_nearest(groups[i], groups[j], node_xy), i, j)
                for i, j in combinations(range(len(groups)), 2)
                if {on_rails[i], on_rails[j]} != {True, False}
            ]
            metres, here, there, i, j = min(bridges, default=(np.inf, 0, 0, 0, 0))
            if metres > within_m:
                break
            gaps.append((here, there, metres, one))
            groups[i] = np.concatenate([groups[i], groups.pop(j)])
    return gaps


def _is_railway(nodes: Iterable[int], kind: Mapping[int, set[str]]) -> bool | None:
    """Return whether a part of a line is a railway, not a tramway; None where it is both."""
    codes = {code for node in nodes for code in kind.get(node, ()) if code}
    return None if not codes or {TRAMWAY} < codes else TRAMWAY not in codes


def _nearest(ones: IntArray, others: IntArray, node_xy: FloatArray) -> tuple[float, int, int]:
    """Return metres between the nearest nodes of two parts, and these nodes."""
    here, there = node_xy[ones], node_xy[others]
    metres = great_circle_m(
        here[:, None, 0], here[:, None, 1], there[None, :, 0], there[None, :, 1]
    )
    i, j = np.unravel_index(int(np.argmin(metres)), metres.shape)
    return float(metres[i, j]), int(ones[i]), int(others[j])


def _parts(a: list[int], b: list[int], n: int) -> list[int]:
    """Return the connected part of each of n nodes."""
    parent = list(range(n))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other in zip(a, b, strict=True):
        parent[root(one)] = root(other)
    return [root(one) for one in range(n)]
