"""Which municipalities have a station, and which are reached from Tokyo within the day."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import pytest

from geoaccess.model.network import RailNetwork
from geoaccess.model.timetable import Timetable
from geoaccess.scenario.trains import build_timetable
from geoaccess.sources.network import merge_networks
from geoaccess.sources.railways.notes import find_components
from geoaccess.sources.zones import find_codes, load_zone_polygons

pytestmark = pytest.mark.usefixtures("shared_data")
NAHA, URASOE, TOYO = "47201", "47208", "39301"


@cache
def zones() -> dict[str, Any]:
    return dict(load_zone_polygons())


def codes_of(network: RailNetwork, stations: Iterable[str]) -> set[str]:
    """Return the municipalities of stations; a few on the shore lie in none."""
    ids = sorted(set(stations))
    places = [network.station_by_id[one] for one in ids]
    lon, lat = [one.lon for one in places], [one.lat for one in places]
    return set(find_codes(zones(), lon, lat).tolist()) - {""}


def scan(timetable: Timetable, origin: str, begin_s: int) -> set[str]:
    """Return the stations that are reached the same day (connection scan)."""
    start = timetable.trip_start
    first = np.ones(len(timetable.call_stop_idx), dtype=bool)
    first[start[1:] - 1] = False
    hop = np.flatnonzero(first)
    trip = np.repeat(np.arange(len(timetable.trips)), np.diff(start))[hop]
    rows = zip(
        timetable.call_departure_s[hop].tolist(),
        timetable.call_arrival_s[hop + 1].tolist(),
        timetable.call_stop_idx[hop].tolist(),
        timetable.call_stop_idx[hop + 1].tolist(),
        trip.tolist(),
        strict=True,
    )
    walks: dict[int, list[tuple[int, int]]] = {}
    for a, b, seconds in zip(
        timetable.walk_from_idx.tolist(),
        timetable.walk_to_idx.tolist(),
        timetable.walk_s.tolist(),
        strict=True,
    ):
        walks.setdefault(a, []).append((b, seconds))
    change = timetable.change_s.tolist()
    ready = {timetable.stop_id.index(origin): begin_s}
    """Earliest second at which one can board there."""
    on_board: set[int] = set()
    for leave, arrive, a, b, one in sorted(rows):
        if one in on_board or ready.get(a, 10**9) <= leave:
            on_board.add(one)
            if arrive + change[b] < ready.get(b, 10**9):
                ready[b] = arrive + change[b]
            for c, seconds in walks.get(b, ()):
                if arrive + seconds < ready.get(c, 10**9):
                    ready[c] = arrive + seconds
    return {timetable.stop_id[i] for i in ready}


def test_municipalities_with_a_station_are_reached_but_for_three(
    japan: RailNetwork, shipped: RailNetwork
) -> None:
    network = merge_networks([shipped, japan])
    served = {call for pattern in network.patterns for call in pattern.calls}
    with_station = codes_of(network, served)
    assert len(with_station) == 1262
    # Of stations that only the Shinkansen of the shipped network serves, two are alone in theirs.
    own = codes_of(japan, {call for pattern in japan.patterns for call in pattern.calls})
    assert len(own) == 1260
    largest = set(find_components(network)[0])
    assert with_station - codes_of(network, largest & served) == {NAHA, URASOE, TOYO}
    reached = codes_of(network, scan(build_timetable(network), "tokyo", 5 * 3600) & served)
    assert with_station - reached == {NAHA, URASOE, TOYO}
