"""Platforms of one name that stand together, across operators, as one station."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np

from geoaccess.model.text import fold_name
from geoaccess.sources.railways.records import PlatformLayer
from geoaccess.units import FloatArray, IntArray, great_circle_m

GROUP_WITHIN_M: Final = 300.0
"""As the group code of N02 itself (since the edition of 2021): same name within 300 m."""

_M_PER_DEGREE: Final = 111_000.0


@dataclass(frozen=True, kw_only=True, eq=False)
class StationGroups:
    """N stations, and the station of each platform.

    Attributes
    ----------
    name
        Name of each station, as most of its platforms have it.
    lon, lat
        Mean of the midpoints of its platforms in degrees.
    spread_m
        Largest distance between two of its platforms.
    of_platform
        Station of each platform (index).
    """

    name: tuple[str, ...]
    lon: FloatArray
    lat: FloatArray
    spread_m: FloatArray
    of_platform: IntArray


def build_groups(layer: PlatformLayer, *, within_m: float = GROUP_WITHIN_M) -> StationGroups:
    """Return the stations of a layer: platforms of one name, each within a distance of another.

    Names are compared folded (ヶ and ケ are alike), never guessed: 梅田 and 大阪梅田 are two.
    Stations are in the order of their first platform.

    Parameters
    ----------
    within_m
        Distance between midpoints up to which platforms of one name are one station.
    """
    by_name: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(layer.name):
        by_name[fold_name(name)].append(row)
    label = np.arange(len(layer))
    for rows in by_name.values():
        if len(rows) > 1:
            _link(np.array(rows), layer, within_m, label)
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    of_platform = order[inverse]
    members: list[list[int]] = [[] for _ in first]
    for row, group in enumerate(of_platform):
        members[group].append(row)
    return StationGroups(
        name=tuple(_commonest([layer.name[row] for row in rows]) for rows in members),
        lon=np.array([layer.lon[rows].mean() for rows in members]),
        lat=np.array([layer.lat[rows].mean() for rows in members]),
        spread_m=np.array([_distances(np.array(rows), layer).max() for rows in members]),
        of_platform=of_platform,
    )


def pairs_within(
    ones: tuple[FloatArray, FloatArray], others: tuple[FloatArray, FloatArray], within_m: float
) -> tuple[IntArray, IntArray, FloatArray]:
    """Return the pairs (one, other, metres) of positions (lon, lat) within a distance."""
    import shapely

    if not len(ones[0]) or not len(others[0]):
        return np.empty(0, dtype=int), np.empty(0, dtype=int), np.empty(0)
    north = float(np.abs(np.concatenate([ones[1], others[1]])).max())
    reach = within_m / _M_PER_DEGREE / math.cos(math.radians(min(north, 80.0))) * 1.01
    tree = shapely.STRtree(shapely.points(*others))
    a, b = tree.query(shapely.points(*ones), predicate="dwithin", distance=reach)
    metres = great_circle_m(ones[0][a], ones[1][a], others[0][b], others[1][b])
    near = metres <= within_m
    return a[near], b[near], metres[near]


def _link(rows: IntArray, layer: PlatformLayer, within_m: float, label: IntArray) -> None:
    """Give one label to all rows that are linked by steps within the distance."""
    near = _distances(rows, layer) <= within_m
    for i, j in zip(*np.nonzero(np.triu(near, 1)), strict=True):
        old, new = label[rows[j]], label[rows[i]]
        if old != new:
            chained = rows[label[rows] == old]
            label[chained] = new


def _distances(rows: IntArray, layer: PlatformLayer) -> FloatArray:
    lon, lat = layer.lon[rows], layer.lat[rows]
    return great_circle_m(lon[:, None], lat[:, None], lon[None, :], lat[None, :])


def _commonest(names: list[str]) -> str:
    return max(dict.fromkeys(names), key=names.count)
