"""Run times of the service model held against observed trips with stop times."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.text import fold_name
from geoaccess.sources.csvtable import read_table
from geoaccess.sources.railways.built import Railways
from geoaccess.sources.railways.lines import RailLine
from geoaccess.sources.railways.servicemodel import LEFT_OUT, LineClass
from geoaccess.units import SECONDS_PER_MINUTE, great_circle_m, parse_clock

SEED: Final = 2026
"""Of the split by line into a half that is fitted and a half that is held out."""
FOUND_WITHIN_M: Final = 1500.0
_JR: Final = "JR-"
_DAY_MIN: Final = 1440


@dataclass(frozen=True, kw_only=True)
class ObservedTrip:
    """A train with its calls.

    Attributes
    ----------
    line
        Line on which it makes most of its calls, the unit of the split.
    line_class
        Class whose run time it tells.
    calls
        Name, longitude, latitude of each call.
    arrive_min, depart_min
        Minutes of the day; at the first call and the last both are the one that is known.
    """

    id: str
    line: str
    line_class: LineClass
    calls: tuple[tuple[str, float, float], ...]
    arrive_min: tuple[int, ...]
    depart_min: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MeasuredTrip:
    """A trip with km along the track between calls, and its minutes.

    `hop_min` are minutes from departure to the next departure (arrival, at the last call):
    the dwell counts to the hop before it.
    """

    trip: ObservedTrip
    km: tuple[float, ...]
    hop_min: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Speed between calls and minutes lost per call, by least squares."""

    speed_kmh: float
    stop_min: float

    def minutes(self, km: Iterable[float]) -> float:
        """Return the minutes of a run with a call after each of the hops."""
        return sum(60 * one / self.speed_kmh + self.stop_min for one in km)


@dataclass(frozen=True, kw_only=True)
class Errors:
    """Whole runs: modelled minus observed minutes, over `n_trips`.

    `median_abs_share` is of the observed minutes; `bias_min` is the mean.
    """

    n_trips: int
    median_abs_min: float
    p90_abs_min: float
    bias_min: float
    median_abs_share: float


def load_observed_trips(folder: Path) -> tuple[ObservedTrip, ...]:
    """Return the trips of mt3d_stop_times.csv with the positions of mt3d_stations.csv.

    Trips are stitched from pieces that overlap: calls that repeat the last station or lie
    before it in time are skipped.

    Raises
    ------
    FileError, InputError
        When a table is missing or lacks a column.
    """
    places = {
        (row["id"]): (row["ja"], float(row["lon"]), float(row["lat"]))
        for row in read_table(folder / "mt3d_stations.csv", ["id", "ja", "lat", "lon"])
    }
    rows = read_table(
        folder / "mt3d_stop_times.csv", ["trip_id", "seq", "arr", "dep", "odpt_station"]
    )
    by_trip: dict[str, list[tuple[int, str, str, str]]] = defaultdict(list)
    for row in rows:
        by_trip[row["trip_id"]].append(
            (int(row["seq"]), row["odpt_station"], row["arr"], row["dep"])
        )
    return tuple(_trip(one, sorted(calls), places) for one, calls in by_trip.items())


def _trip(
    trip_id: str,
    calls: Sequence[tuple[int, str, str, str]],
    places: Mapping[str, tuple[str, float, float]],
) -> ObservedTrip:
    arrive: list[int] = []
    depart: list[int] = []
    kept: list[tuple[str, float, float]] = []
    for _, station, came, left in calls:
        arrived = _minute(came or left, depart[-1] if depart else 0)
        place = places[station]
        if depart and (arrived < depart[-1] or place[0] == kept[-1][0]):
            continue
        kept.append(place)
        arrive.append(arrived)
        depart.append(_minute(left or came, arrived))
    names = [station.rpartition(".")[0] for _, station, _, _ in calls]
    line = max(sorted(set(names)), key=names.count)
    return ObservedTrip(
        id=trip_id,
        line=line,
        line_class="jr_main" if line.startswith(_JR) else "private_urban",
        calls=tuple(kept),
        arrive_min=tuple(arrive),
        depart_min=tuple(depart),
    )


def _minute(text: str, last: int) -> int:
    minute = parse_clock(text) // SECONDS_PER_MINUTE
    return minute + _DAY_MIN if minute < last - _DAY_MIN // 2 else minute


def measure_trips(
    trips: Sequence[ObservedTrip], railways: Railways
) -> tuple[tuple[MeasuredTrip, ...], tuple[str, ...]]:
    """Return the trips with km along the track, and the ids of those that could not be followed.

    The way between two calls is the shortest over lines of the JR companies for their
    trains, over the others for the others, and over all where these do not connect.
    """
    lines = [line for line in railways.lines if line.line_class not in LEFT_OUT]
    own = {
        True: _neighbours(line for line in lines if line.line_class.startswith("jr_")),
        False: _neighbours(line for line in lines if not line.line_class.startswith("jr_")),
    }
    every = _neighbours(lines)
    found: dict[tuple[str, float, float], int | None] = {}
    km_of: dict[tuple[bool, int, int], float | None] = {}
    measured, lost = [], []
    for trip in trips:
        is_jr = trip.line_class.startswith("jr_")
        stations = []
        for call in trip.calls:
            if call not in found:
                found[call] = _find_station(railways, call)
            stations.append(found[call])
        km: list[float | None] = []
        for a, b in pairwise(stations):
            if a is None or b is None or a == b:
                km.append(0.0 if a is not None and a == b else None)
                continue
            if (is_jr, a, b) not in km_of:
                km_of[is_jr, a, b] = _km(own[is_jr], a, b) or _km(every, a, b)
            km.append(km_of[is_jr, a, b])
        if any(one is None for one in km):
            lost.append(trip.id)
            continue
        leave = (*trip.depart_min[:-1], trip.arrive_min[-1])
        hop_min = tuple(b - a for a, b in pairwise(leave))
        measured.append(
            MeasuredTrip(trip=trip, km=tuple(one or 0.0 for one in km), hop_min=hop_min)
        )
    return tuple(measured), tuple(lost)


def split_by_line(
    trips: Sequence[MeasuredTrip], *, seed: int = SEED
) -> tuple[list[MeasuredTrip], list[MeasuredTrip]]:
    """Return the trips on half of the lines, and those on the other half."""
    lines = sorted({one.trip.line for one in trips})
    Random(seed).shuffle(lines)  # noqa: S311  (a split, no secret)
    fitted = set(lines[: math.ceil(len(lines) / 2)])
    return (
        [one for one in trips if one.trip.line in fitted],
        [one for one in trips if one.trip.line not in fitted],
    )


def fit_run_time(trips: Sequence[MeasuredTrip]) -> Fit:
    """Return the speed and the minutes per call that fit the hops of trips best.

    Least squares of minutes = 60 km / speed + stop over all hops.

    Raises
    ------
    InputError
        When there are too few hops, or no speed fits.
    """
    km = np.array([one for trip in trips for one in trip.km])
    minutes = np.array([one for trip in trips for one in trip.hop_min], dtype=float)
    if km.size < 2:
        raise InputError("calibration: fewer than two hops; give more trips")
    columns = np.stack([60 * km, np.ones(km.size)], axis=1)
    (pace, stop), *_ = np.linalg.lstsq(columns, minutes, rcond=None)
    if pace <= 0:
        raise InputError("calibration: longer hops take no longer; check the trips")
    return Fit(speed_kmh=float(1 / pace), stop_min=float(max(stop, 0.0)))


def compute_errors(trips: Sequence[MeasuredTrip], fit: Fit) -> Errors:
    """Return how far whole runs are off under a fit; with no trips all are NaN."""
    if not trips:
        nan = math.nan
        return Errors(
            n_trips=0, median_abs_min=nan, p90_abs_min=nan, bias_min=nan, median_abs_share=nan
        )
    observed = np.array([sum(one.hop_min) for one in trips], dtype=float)
    off = np.array([fit.minutes(one.km) for one in trips]) - observed
    return Errors(
        n_trips=len(trips),
        median_abs_min=float(np.median(np.abs(off))),
        p90_abs_min=float(np.percentile(np.abs(off), 90)),
        bias_min=float(off.mean()),
        median_abs_share=float(np.median(np.abs(off) / observed)),
    )


_Neighbours = Mapping[int, Mapping[int, float]]


def _neighbours(lines: Iterable[RailLine]) -> dict[int, dict[int, float]]:
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for line in lines:
        for (a, b), km in line.hops.items():
            found[a][b] = found[b][a] = min(km, found[a].get(b, math.inf))
    return found


def _find_station(railways: Railways, call: tuple[str, float, float]) -> int | None:
    """Return the nearest station of a name, None where none is near."""
    name, lon, lat = call
    groups = railways.groups
    wanted = fold_name(name)
    same = [i for i, one in enumerate(groups.name) if fold_name(one) == wanted]
    if not same:
        return None
    metres = great_circle_m(groups.lon[same], groups.lat[same], np.array(lon), np.array(lat))
    best = int(np.argmin(metres))
    return same[best] if metres[best] <= FOUND_WITHIN_M else None


def _km(neighbours: _Neighbours, origin: int, target: int) -> float | None:
    """Return the length of the shortest way, None where there is none."""
    queue, done = [(0.0, origin)], set()
    while queue:
        at, station = heappop(queue)
        if station == target:
            return at
        if station not in done:
            done.add(station)
            for other, km in neighbours.get(station, {}).items():
                if other not in done:
                    heappush(queue, (at + km, other))
    return None
