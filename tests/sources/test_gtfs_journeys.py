"""From feed to journeys: on the Shinkansen feed the engine equals the plain search."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from geoaccess.engine.sweep import DayNet, build_day, compute_profiles
from geoaccess.model.legs import AccessLegs
from geoaccess.model.profiles import Profiles
from geoaccess.sources.gtfs import load_gtfs
from geoaccess.units import parse_clock
from tests.engine.timetables import no_direct
from tests.oracles import rounds

TARGETS = ("shin-osaka", "hakata", "sendai", "kanazawa")
DEPARTURES = ("05:00", "06:00", "08:07", "12:31", "17:00", "19:24", "21:30")
CHANGE_S = 480


def platforms(day: DayNet, *stops: str) -> AccessLegs:
    zero = np.zeros(len(stops), dtype=np.int32)
    return AccessLegs(
        start=np.arange(len(stops) + 1),
        stop_idx=np.array([day.timetable.stop_id.index(stop) for stop in stops]),
        to_stop_s=zero,
        from_stop_s=zero,
        mode=("platform",) * len(stops),
    )


@pytest.fixture(scope="module")
def day(shared_data: Path) -> DayNet:
    path = shared_data / "rail" / "shinkansen-2026-03-10.gtfs.zip"
    feed = load_gtfs([path], dt.date(2026, 3, 10), default_transfer_s=CHANGE_S)
    return build_day(feed.timetable)


@pytest.fixture(scope="module")
def profiles(day: DayNet) -> Profiles:
    return compute_profiles(
        day,
        places=platforms(day, "tokyo"),
        hubs=platforms(day, *TARGETS),
        direct=no_direct(1, len(TARGETS)),
    )


def first_after(profiles: Profiles, pair: int, depart_s: int, *, out: bool) -> tuple[int, int]:
    """Return arrival and rides of the first journey that leaves at or after a time."""
    journeys = profiles.out if out else profiles.back
    rows = slice(int(journeys.start[pair]), int(journeys.start[pair + 1]))
    left = np.flatnonzero(journeys.depart_s[rows] >= depart_s)
    if not left.size:
        return rounds.NEVER, 0
    best = left[np.argmin(journeys.arrive_s[rows][left])]
    return int(journeys.arrive_s[rows][best]), int(journeys.rides[rows][best])


@pytest.mark.parametrize("clock", DEPARTURES)
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("out", [True, False], ids=["out", "back"])
def test_earliest_arrival(
    day: DayNet, profiles: Profiles, target: str, clock: str, *, out: bool
) -> None:
    stops = [day.timetable.stop_id.index(stop) for stop in ("tokyo", target)]
    origin, destination = stops if out else stops[::-1]
    found = first_after(profiles, TARGETS.index(target), parse_clock(clock), out=out)
    plain = rounds.earliest_arrival(
        day.timetable, {origin: 0}, {destination: 0}, parse_clock(clock)
    )
    print("Tokyo", target, clock, found)
    assert found[0] == plain[0]
    if out:  # the way back counts the rides of the latest departure for each arrival
        assert found == plain
