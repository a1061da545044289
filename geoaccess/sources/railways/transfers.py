"""Where passengers change: within a station, and on foot between stations near each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from geoaccess.model.network import Station, Transfer
from geoaccess.model.text import fold_name
from geoaccess.sources.railways.grouping import StationGroups, pairs_within
from geoaccess.sources.railways.records import PlatformLayer
from geoaccess.sources.railways.servicemodel import Transfers
from geoaccess.units import great_circle_m

JOIN_WITHIN_M = 500.0
"""A station of a network and one of N02 with its name this near are one station."""
_NARROW_M = 150.0
_KMH_TO_M_PER_MIN = 1000 / 60


def join_stations(
    groups: StationGroups, used: Iterable[int], known: Sequence[Station]
) -> dict[int, Station]:
    """Return the station of a network that each used station is: its name, near, the nearest.

    Several stations of N02 may be one there (東京 of the Keiyo Line stands apart in N02).
    """
    by_name: dict[str, list[Station]] = {}
    for station in known:
        by_name.setdefault(fold_name(station.ja), []).append(station)
    joined: dict[int, Station] = {}
    for group in used:
        named = by_name.get(fold_name(groups.name[group]), [])
        if named:
            metres = great_circle_m(
                groups.lon[group],
                groups.lat[group],
                np.array([station.lon for station in named]),
                np.array([station.lat for station in named]),
            )
            nearest = int(np.argmin(metres))
            if metres[nearest] <= JOIN_WITHIN_M:
                joined[group] = named[nearest]
    return joined


def build_transfers(
    figures: Transfers,
    layer: PlatformLayer,
    groups: StationGroups,
    stations: dict[int, Station],
    neighbours: set[tuple[int, int]],
    known: Sequence[Station] = (),
) -> tuple[Transfer, ...]:
    """Return changes within wide stations, and walks between stations near each other.

    Parameters
    ----------
    stations
        Station by group, of the stations that have trains.
    neighbours
        Pairs of groups that a train joins without a stop between: nobody walks there.
    known
        Stations of the network that is joined: what it says of changes at its own
        stations holds, and its stations are walked to from stations of N02 near them.
    """
    shipped = {station.id for station in known}
    metre_min = figures.walk_detour / (figures.walk_speed_kmh * _KMH_TO_M_PER_MIN)
    changes = [
        Transfer(
            station=stations[group].id,
            to_station="",
            minutes=math.ceil(figures.walk_fixed_min + groups.spread_m[group] * metre_min),
        )
        for group in sorted(stations)
        if groups.spread_m[group] > _NARROW_M and stations[group].id not in shipped
    ]
    changes = [one for one in changes if one.minutes > figures.change_min]
    walks = [
        Transfer(
            station=a,
            to_station=b,
            minutes=math.ceil(figures.walk_fixed_min + metres * metre_min),
        )
        for (a, b), metres in sorted(
            _near_pairs(figures.walk_within_m, layer, groups, stations, neighbours, known).items()
        )
        if not (a in shipped and b in shipped)
    ]
    return (*changes, *walks)


def _near_pairs(
    within_m: float,
    layer: PlatformLayer,
    groups: StationGroups,
    stations: dict[int, Station],
    neighbours: set[tuple[int, int]],
    known: Sequence[Station],
) -> dict[tuple[str, str], float]:
    """Return metres between the nearest platforms of stations near each other, by their ids."""
    of_platform = groups.of_platform.tolist()
    rows = [row for row, group in enumerate(of_platform) if group in stations]
    own = [(of_platform[row], stations[of_platform[row]].id) for row in rows]
    joined = {station.id for station in stations.values()}
    others = [station for station in known if station.id not in joined]
    lon = np.array([*layer.lon[rows], *(one.lon for one in others)])
    lat = np.array([*layer.lat[rows], *(one.lat for one in others)])
    who = [*own, *((-1, one.id) for one in others)]
    best: dict[tuple[str, str], float] = {}
    found = pairs_within((lon, lat), (lon, lat), within_m)
    for i, j, metres in zip(*(one.tolist() for one in found), strict=True):
        (group_a, a), (group_b, b) = who[i], who[j]
        pair = (min(group_a, group_b), max(group_a, group_b))
        if a >= b or pair in neighbours or (group_a < 0 and group_b < 0):
            continue
        best[a, b] = min(metres, best.get((a, b), metres))
    return best
