"""Agreement with ferrobus where nobody walks: the routing alone is compared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import ours
from benchmarks.agreement import Agreement, compare
from benchmarks.peers import Departures, Ferrobus, Streets
from benchmarks.streets import write_chain
from geoaccess.model.timetable import Timetable
from geoaccess.units import SECONDS_PER_MINUTE, FloatArray, IntArray

N_STOPS, N_DRAWN = 300, 1_500
SNAP_MIN = 2 / 60
"""Two seconds: positions in a street file are rounded, so a stop lies a little off its node."""

START_HOURS = (12, 14, 16)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Chained:
    peer: Ferrobus
    points: list[object]
    stops: IntArray
    compared: np.ndarray


def check_without_walks(
    timetable: Timetable, feed: Path, folder: Path, when: Departures
) -> list[Agreement]:
    """Return how far a few departures between stops agree, by the transfers ferrobus may make.

    The timetable has neither walks nor minimum change times. Stops that ferrobus ties to
    itself alone take part; neighbours on the chain of streets are left out, because it offers
    the walk between them whatever the limit.
    """
    streets = Streets(osm_pbf=write_chain(timetable, folder / "chain.pbf"), transfer_min=0,
                      access_min=SNAP_MIN)  # fmt: skip
    chained = _choose(timetable, Ferrobus(feed, streets=streets, date=when.date))
    legs = ours.stop_legs(timetable, chained.stops, walks=False)
    day = ours.build_day(timetable)
    starts = [hour * 3600 for hour in START_HOURS]
    mine = [
        ours.matrix(
            day, legs, legs, window=(start, start + SECONDS_PER_MINUTE), percentiles=(50,)
        ).travel_time_min[0][chained.compared]
        for start in starts
    ]
    return [
        compare(
            np.stack(mine),
            _minutes(chained, starts, transfers),
            peer="ferrobus",
            rule=f"{len(starts)} departures, {N_STOPS} stops, no walks, {transfers} transfers",
        )
        for transfers in (16, 3)
    ]


def _minutes(chained: _Chained, starts: list[int], transfers: int) -> FloatArray:
    found = [
        chained.peer.at_minute(chained.points, start, max_transfers=transfers) for start in starts
    ]
    return np.stack([one[chained.compared] for one in found]) / SECONDS_PER_MINUTE


def _choose(timetable: Timetable, peer: Ferrobus) -> _Chained:
    """Return stops tied to themselves alone, and which pairs of them are compared."""
    place = np.column_stack((timetable.stop_lat, timetable.stop_lon)).round(6)
    _, rank = np.unique(place, axis=0, return_inverse=True)
    served = np.unique(timetable.call_stop_idx)
    drawn = np.random.default_rng(3).choice(served, N_DRAWN, replace=False)
    points = peer.points(place[drawn])
    alone = [k for k, point in enumerate(points) if point.nearest_stops() == [int(drawn[k])]]
    kept = alone[:N_STOPS]
    at = rank.ravel()[drawn[kept]]
    return _Chained(
        peer=peer,
        points=[points[k] for k in kept],
        stops=drawn[kept].astype(np.int32),
        compared=np.abs(at[:, None] - at) > 1,
    )
