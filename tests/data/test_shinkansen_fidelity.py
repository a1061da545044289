"""The shipped Shinkansen tables against the observed timetable of Tuesday 2026-03-10.

Expands `services.csv` and `departures.csv` to trains and compares every pair of stations with a
direct train. The observed timetable is a test input that is never shipped: it is read from
`../shared/data` beside the checkout, or from `GEOACCESS_TEST_DATA`. Date-specific trains are left
out on both sides.
"""

from __future__ import annotations

import csv
import functools
import io
import os
import statistics
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.data.tables import ROOT, read_network

TEST_DATA = Path(os.environ.get("GEOACCESS_TEST_DATA", ROOT.parent / "shared" / "data"))
GTFS = TEST_DATA / "rail" / "shinkansen-2026-03-10.gtfs.zip"
RENAMED = {"sendai-(kagoshima)": "sendai-kagoshima"}
BUSY_TRAINS = 5

pytestmark = pytest.mark.skipif(not GTFS.exists(), reason=f"no observed timetable at {GTFS}")

# (station, arrival, departure) in minutes after midnight
Train = list[tuple[str, int, int]]


@dataclass
class Pair:
    """Direct trains of one ordered pair of stations."""

    rides: list[int] = field(default_factory=list)
    first_departure: int = 10_000
    last_arrival: int = -1


def minutes(clock: str) -> int:
    hour, minute = clock.split(":")[:2]
    return int(hour) * 60 + int(minute)


def direct_pairs(trains: Iterable[Train]) -> dict[tuple[str, str], Pair]:
    """Every ordered pair of stations with a train that calls at both."""
    pairs: dict[tuple[str, str], Pair] = defaultdict(Pair)
    for train in trains:
        for i, (origin, _, departure) in enumerate(train):
            for destination, arrival, _ in train[i + 1 :]:
                pair = pairs[origin, destination]
                pair.rides.append(arrival - departure)
                pair.first_departure = min(pair.first_departure, departure)
                pair.last_arrival = max(pair.last_arrival, arrival)
    return dict(pairs)


@functools.cache
def observed_trains() -> tuple[Train, ...]:
    with zipfile.ZipFile(GTFS) as feed:

        def rows(name: str) -> list[dict[str, str]]:
            return list(csv.DictReader(io.TextIOWrapper(feed.open(name), "utf-8-sig")))

        regular = {
            r["trip_id"] for r in rows("trips.txt") if r["service_id"] in ("daily", "weekday")
        }
        calls = defaultdict(list)
        for r in rows("stop_times.txt"):
            if r["trip_id"] in regular:
                stop = RENAMED.get(r["stop_id"], r["stop_id"])
                times = minutes(r["arrival_time"]), minutes(r["departure_time"])
                calls[r["trip_id"]].append((int(r["stop_sequence"]), stop, *times))
    return tuple([call[1:] for call in sorted(trip)] for trip in calls.values())


@functools.cache
def shipped_trains() -> tuple[Train, ...]:
    patterns = {r["id"]: r for r in read_network("services.csv")}
    trains = []
    for row in read_network("departures.csv"):
        if row["service"] not in patterns:
            continue  # conventional
        pattern = patterns[row["service"]]
        assert row["direction"] == pattern["direction"]
        assert row["days"] in ("daily", "weekday")
        calls = pattern["calls"].split()
        run = [int(x) for x in pattern["run_min"].split()]
        dwell = [int(x) for x in pattern["dwell_min"].split()] + [0]
        for clock in row["departures"].split():
            now = minutes(clock)
            train = [(calls[0], now, now)]
            for call, ride, stay in zip(calls[1:], run, dwell, strict=True):
                train.append((call, now + ride, now + ride + stay))
                now += ride + stay
            trains.append(train)
    return tuple(trains)


@functools.cache
def observed() -> dict[tuple[str, str], Pair]:
    return direct_pairs(observed_trains())


@functools.cache
def shipped() -> dict[tuple[str, str], Pair]:
    return direct_pairs(shipped_trains())


def share(values: Iterable[bool]) -> float:
    return statistics.fmean(map(float, values))


def test_same_trains() -> None:
    """As many trains as observed, of the same calls, starting in the same minute."""

    def key(train: Train) -> tuple[int, tuple[str, ...]]:
        return train[0][2], tuple(call[0] for call in train)

    assert Counter(map(key, shipped_trains())) == Counter(map(key, observed_trains()))
    print(f"\n{len(shipped_trains())} trains, {len(observed())} direct pairs")


def test_same_direct_pairs() -> None:
    assert set(shipped()) == set(observed())


def test_fastest_time() -> None:
    error = [abs(min(shipped()[p].rides) - min(observed()[p].rides)) for p in observed()]
    mae, within = statistics.fmean(error), share(e <= 3 for e in error)
    print(f"\nfastest: MAE {mae:.3f} min, within 3 min {within:.2%}, largest {max(error)} min")
    assert mae <= 1.5
    assert within >= 0.95
    assert max(error) <= 2  # patterns are split where the median would be further off


def test_median_time() -> None:
    error = [
        abs(statistics.median(shipped()[p].rides) - statistics.median(observed()[p].rides))
        for p in observed()
    ]
    print(f"\nmedian: MAE {statistics.fmean(error):.3f} min, largest {max(error)} min")
    assert statistics.fmean(error) <= 1.5


def test_direct_trains_a_day() -> None:
    busy = [p for p in observed() if len(observed()[p].rides) >= BUSY_TRAINS]
    good = share(
        abs(len(shipped()[p].rides) - len(observed()[p].rides)) <= 0.1 * len(observed()[p].rides)
        for p in busy
    )
    print(f"\ntrains a day within 10 %: {good:.2%} of {len(busy)} pairs")
    assert good >= 0.9


def test_first_departure_and_last_arrival() -> None:
    first = [abs(shipped()[p].first_departure - observed()[p].first_departure) for p in observed()]
    last = [abs(shipped()[p].last_arrival - observed()[p].last_arrival) for p in observed()]
    good = share(a <= 10 and b <= 10 for a, b in zip(first, last, strict=True))
    print(f"\nfirst and last within 10 min: {good:.2%}, largest {max(first)} and {max(last)} min")
    assert good >= 0.9


def test_clock_times_along_the_way() -> None:
    """Each train, matched by its calls and first departure: arrivals within minutes."""
    by_key = defaultdict(list)
    for train in shipped_trains():
        by_key[train[0][2], tuple(call[0] for call in train)].append(train)
    error = []
    for train in observed_trains():
        candidates = by_key[train[0][2], tuple(call[0] for call in train)]
        errors = [[abs(a[1] - b[1]) for a, b in zip(train, c, strict=True)][1:] for c in candidates]
        error += min(errors, key=sum)
    print(f"\narrivals: mean error {statistics.fmean(error):.3f} min, largest {max(error)} min")
    assert statistics.fmean(error) <= 1
    assert max(error) <= 10
