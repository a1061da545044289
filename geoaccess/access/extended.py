"""Access legs of a changed network: those of before, and those to stations that came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geoaccess.access.finder import Points, WayFinder
from geoaccess.access.legs import find_served
from geoaccess.model.legs import AccessLegs
from geoaccess.model.places import Places
from geoaccess.model.timetable import Timetable
from geoaccess.units import BoolArray, IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class StopFacts:
    """What the choice of stops depends on, of one network.

    Attributes
    ----------
    stop_lines
        Per network the lines at each stop where its trains call, by position of the stop.
    walk_only
        Shape (n_stops,): stops to which nobody drives.
    """

    timetable: Timetable
    stop_lines: Sequence[Mapping[int, frozenset[str]]]
    fast_lines: frozenset[str]
    walk_only: BoolArray

    @property
    def served(self) -> BoolArray:
        """Stops where trains call, shape (n_stops,); see `find_served`."""
        return find_served(self.timetable, self.stop_lines)

    def lines_at(self, stop: int) -> frozenset[str]:
        """Return the lines of all networks at a stop."""
        return frozenset().union(*(network.get(stop, ()) for network in self.stop_lines))


def extend_access_legs(
    legs: AccessLegs,
    places: Places,
    before: StopFacts,
    now: StopFacts,
    *,
    ways: WayFinder,
    build_legs: Callable[[Places], AccessLegs],
) -> AccessLegs:
    """Return the legs of places in a changed network: none is lost but to a stop without trains.

    People keep the stations they set out from, as far as trains call there, and those near a
    station that came (is new, is served again, or has a line that it had not) choose anew: of
    that choice the legs to stations that came are added. So a new line never takes a station
    away, and a closed one never gives one (docs/whatif.md).

    1,741 municipalities take 0.05 to 0.15 s of processor time where a line is added, a full choice
    0.3 s; most of it is for the places near the new stations.

    Parameters
    ----------
    legs
        Of the places in the network of before.
    build_legs
        Chooses the legs of some places in the changed network.
    """
    moved = _new_positions(before.timetable, now.timetable)
    came = _came(before, now, moved)
    stations = np.array([bool(one) for one in places.station_id], dtype=bool)
    near = np.flatnonzero(_places_near(places, now.timetable, came, ways) & ~stations)
    of_place = np.repeat(np.arange(legs.n_places), np.diff(legs.start))
    stop = moved[legs.stop_idx]
    kept = np.flatnonzero((stop >= 0) & (now.served[stop] | stations[of_place]))
    kept_place, kept_stop = of_place[kept], stop[kept]
    fresh = build_legs(places.take(near.tolist())) if near.size else legs.take(near)
    is_came = np.zeros(now.timetable.n_stops, dtype=bool)
    is_came[came] = True
    fresh_place = near[np.repeat(np.arange(near.size), np.diff(fresh.start))]
    pair = fresh_place * now.timetable.n_stops + fresh.stop_idx
    is_known = np.isin(pair, kept_place * now.timetable.n_stops + kept_stop)
    added = np.flatnonzero(is_came[fresh.stop_idx] & ~is_known)
    place = np.concatenate([kept_place, fresh_place[added]])
    to_stop_s = np.concatenate([legs.to_stop_s[kept], fresh.to_stop_s[added]])
    order = np.lexsort((to_stop_s, place))
    if not added.size:  # legs across a bus stop stand in no order of time
        order = np.arange(place.size)
    mode, backend = (
        [*(one[k] for k in kept.tolist()), *(other[k] for k in added.tolist())]
        for one, other in ((legs.mode, fresh.mode), (legs.backend, fresh.backend))
    )
    return AccessLegs(
        start=np.searchsorted(place[order], np.arange(legs.n_places + 1)),
        stop_idx=np.concatenate([kept_stop, fresh.stop_idx[added]])[order],
        to_stop_s=to_stop_s[order],
        from_stop_s=np.concatenate([legs.from_stop_s[kept], fresh.from_stop_s[added]])[order],
        mode=tuple(mode[k] for k in order.tolist()),
        backend=tuple(backend[k] for k in order.tolist()),
        snap_m=np.concatenate([legs.snap_m[kept], fresh.snap_m[added]])[order],
    )


def _new_positions(before: Timetable, now: Timetable) -> IntArray:
    """Return where each stop of before stands now, shape (n_stops,); -1 where it is gone."""
    where = {stop: i for i, stop in enumerate(now.stop_id)}
    return np.array([where.get(stop, -1) for stop in before.stop_id], dtype=np.int64)


def _came(before: StopFacts, now: StopFacts, moved: IntArray) -> IntArray:
    """Return the stops with trains that had none, or have lines that they had not."""
    served, old = now.served, np.full(now.timetable.n_stops, -1)
    there = np.flatnonzero(moved >= 0)
    old[moved[there]] = there
    was_served = before.served
    came = []
    for stop in np.flatnonzero(served).tolist():
        was = int(old[stop])
        if was < 0 or not was_served[was] or now.lines_at(stop) - before.lines_at(was):
            came.append(stop)
    return np.array(came, dtype=np.int64)


def _places_near(
    places: Places, timetable: Timetable, stops: IntArray, ways: WayFinder
) -> BoolArray:
    """Return which places have a way to one of the stops."""
    near = np.zeros(len(places), dtype=bool)
    if stops.size:
        targets = Points(timetable.stop_lon[stops], timetable.stop_lat[stops])
        origins = Points(places.lon, places.lat)
        near[ways.find_ways(origins, targets).origin] = True
        near[ways.find_walks(origins, targets).origin] = True
    return near
