"""Track of lines that section layers lack, estimated from the positions of their stations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from geoaccess.model.text import fold_name
from geoaccess.sources.railways.matching import Placement
from geoaccess.sources.railways.records import LineKey, PlatformLayer, TrackLayer
from geoaccess.sources.railways.servicemodel import Estimate
from geoaccess.units import FloatArray, IntArray, great_circle_m


@dataclass(frozen=True, kw_only=True)
class Estimates:
    """Lines whose track was estimated, with the detour of each, and lines left out."""

    detour: dict[LineKey, float]
    unordered: tuple[LineKey, ...]


def estimate_track(
    platforms: PlatformLayer,
    tracks: TrackLayer,
    placement: Placement,
    group_of: IntArray,
    listed: Sequence[Estimate],
) -> tuple[TrackLayer, Estimates]:
    """Return the track with straight pieces for listed lines that have none, and which these are.

    A line is estimated where no platform of it lies on any track and the order of its stations
    is plain, see `find_chain`; otherwise it is left out as before.

    Parameters
    ----------
    group_of
        Station of each platform.
    """
    import shapely

    detour: dict[LineKey, float] = {}
    unordered: list[LineKey] = []
    pieces: list[tuple[LineKey, int]] = []
    shapes = []
    for one in listed:
        operators = {fold_name(name) for name in one.operators}
        keys = sorted(
            key
            for key in set(platforms.line)
            if key.folded()[0] == fold_name(one.line) and key.folded()[1] in operators
        )
        for key in keys:
            rows = [row for row, line in enumerate(platforms.line) if line == key]
            if (placement.line[rows] >= 0).any():
                continue
            stops = {int(group_of[row]): row for row in reversed(rows)}
            first = sorted(stops.values())
            order = find_chain(platforms.lon[first], platforms.lat[first])
            if order is None:
                unordered.append(key)
                continue
            detour[key] = one.detour
            for a, b in pairwise(first[i] for i in order):
                ends = [(platforms.lon[i], platforms.lat[i]) for i in (a, b)]
                shapes.append(shapely.linestrings(ends))
                pieces.append((key, a))
    found = Estimates(detour=detour, unordered=tuple(unordered))
    if not pieces:
        return tracks, found
    return (
        replace(
            tracks,
            line=(*tracks.line, *(key for key, _ in pieces)),
            railway=(*tracks.railway, *(platforms.railway[row] for _, row in pieces)),
            institution=(*tracks.institution, *(platforms.institution[row] for _, row in pieces)),
            shape=np.array([*tracks.shape, *shapes], dtype=object),
        ),
        found,
    )


def find_chain(lon: FloatArray, lat: FloatArray) -> list[int] | None:
    """Return stations in the order of a line without branches, None where it is not plain.

    It is plain where the shortest tree over all stations has no fork, and whoever goes on to
    the nearest station not yet seen, from either end, meets them in the same order.
    """
    from scipy.sparse.csgraph import minimum_spanning_tree

    n = len(lon)
    if n < 2:
        return None
    metres = great_circle_m(lon[:, None], lat[:, None], lon[None, :], lat[None, :])
    tree = minimum_spanning_tree(metres).toarray() > 0
    degree = (tree | tree.T).sum(axis=0)
    ends = np.flatnonzero(degree == 1)
    if (tree.sum() != n - 1) or degree.max() > 2:
        return None
    walks = [_walk(metres, int(end)) for end in ends]
    return walks[0] if walks[0] == walks[1][::-1] else None


def _walk(metres: FloatArray, start: int) -> list[int]:
    """Return all stations, each the nearest that is left."""
    order = [start]
    left = set(range(len(metres))) - {start}
    while left:
        order.append(min(left, key=lambda i: (metres[order[-1], i], i)))
        left.remove(order[-1])
    return order
