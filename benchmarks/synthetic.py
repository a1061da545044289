"""Synthetic national networks of any size, the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoaccess.model.timetable import Timetable, Trip
from geoaccess.units import SECONDS_PER_MINUTE, FloatArray, IntArray

WIDTH_KM, HEIGHT_KM = 1500.0, 300.0
KM_PER_DEGREE = 111.2
ORIGIN_LON, ORIGIN_LAT = 130.0, 31.0
LOCAL_KM_PER_MIN, EXPRESS_KM_PER_MIN = 50 / 60, 200 / 60
WALK_KM_PER_MIN = 4.5 / 60
FIRST_MIN, LAST_MIN = 5 * 60, 23 * 60
LINE_STOPS, EXPRESS_STOPS, N_EXPRESS = 25, 15, 8
STOPS_PER_CITY = 60
WALK_KM = 1.5


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a network is made; `n_connections` is met within a few in a hundred."""

    n_stops: int = 9_000
    n_connections: int = 450_000
    n_lines: int = 600
    seed: int = 1


@dataclass(frozen=True, kw_only=True, eq=False)
class _Line:
    stops: IntArray
    km_per_min: float
    dwell_min: int


def build_network(size: Size) -> Timetable:
    """Return a national network: local lines around cities, and a few expresses across them.

    Every hop takes a minute or more, trips of a line never overtake, changes at a stop take no
    time and walks join stops in pairs (so they are closed under chaining): the rules under
    which peers that know neither minimum change times nor chained walks give the same answers.
    """
    rng = np.random.default_rng(size.seed)
    place_km = _place_stops(size.n_stops, rng)
    lines = [
        *_local_lines(place_km, size.n_lines, rng),
        *_express_lines(place_km, rng),
    ]
    n_hops = 2 * sum(line.stops.size - 1 for line in lines)
    return _timetable(place_km, lines, trips_per_line=size.n_connections / n_hops, rng=rng)


def choose_stops(timetable: Timetable, n: int, *, seed: int) -> IntArray:
    """Return n different stops that trains call at, in rising order."""
    served = np.unique(timetable.call_stop_idx)
    chosen = np.random.default_rng(seed).choice(served, n, replace=False)
    return np.sort(chosen).astype(np.int32)


def _place_stops(n_stops: int, rng: np.random.Generator) -> FloatArray:
    """Return positions in km, shape (n_stops, 2), two thirds of them in cities."""
    box = np.array([WIDTH_KM, HEIGHT_KM])
    n_cities = max(4, n_stops // STOPS_PER_CITY)
    city = rng.random((n_cities, 2)) * box
    place = rng.random((n_stops, 2)) * box
    in_city = rng.random(n_stops) < 2 / 3
    spread = rng.normal(0, 12, (n_stops, 2))
    place[in_city] = (city[rng.integers(0, n_cities, n_stops)] + spread)[in_city]
    return np.asarray(np.clip(place, 0, box))


def _nearest(place_km: FloatArray, k: int) -> IntArray:
    """Return the k nearest other stops of every stop, shape (n_stops, k)."""
    from scipy.spatial import cKDTree

    _, idx = cKDTree(place_km).query(place_km, k=k + 1)
    return np.asarray(idx)[:, 1:]


def _local_lines(place_km: FloatArray, n_lines: int, rng: np.random.Generator) -> list[_Line]:
    """Return lines that run from stop to near stop in one direction, new stops first."""
    near = _nearest(place_km, 8)
    used = np.zeros(len(place_km), dtype=bool)
    starts = iter(rng.permutation(len(place_km)).tolist())
    lines = []
    for _ in range(n_lines):
        start = next((stop for stop in starts if not used[stop]), None)
        first = int(rng.integers(len(place_km))) if start is None else start
        length = max(4, int(rng.normal(LINE_STOPS, LINE_STOPS / 4)))
        stops = _walk_line(first, length, place_km=place_km, near=near, used=used, rng=rng)
        if len(stops) > 1:
            idx = np.array(stops, dtype=np.int32)
            lines.append(_Line(stops=idx, km_per_min=LOCAL_KM_PER_MIN, dwell_min=0))
    return lines


def _walk_line(
    first: int,
    length: int,
    *,
    place_km: FloatArray,
    near: IntArray,
    used: np.ndarray,
    rng: np.random.Generator,
) -> list[int]:
    """Return the stops of one line and mark them as used."""
    angle = rng.random() * 2 * np.pi
    heading = np.array([np.cos(angle), np.sin(angle)])
    stops = [first]
    used[first] = True
    while len(stops) < length:
        here = place_km[stops[-1]]
        candidates = [int(stop) for stop in near[stops[-1]] if stop not in stops]
        if not candidates:
            break
        way = place_km[candidates] - here
        ahead = way @ heading / (1e-9 + np.hypot(*way.T))
        wish = ahead + 0.6 * ~used[candidates] + 0.3 * rng.random(len(candidates))
        stops.append(candidates[int(np.argmax(wish))])
        used[stops[-1]] = True
    return stops


def _express_lines(place_km: FloatArray, rng: np.random.Generator) -> list[_Line]:
    """Return fast lines from west to east over a few stops each."""
    lines = []
    for _ in range(N_EXPRESS):
        calls = min(EXPRESS_STOPS, len(place_km))
        stops = rng.choice(len(place_km), calls, replace=False)
        stops = stops[np.argsort(place_km[stops, 0])].astype(np.int32)
        lines.append(_Line(stops=stops, km_per_min=EXPRESS_KM_PER_MIN, dwell_min=1))
    return lines


def _timetable(
    place_km: FloatArray, lines: list[_Line], *, trips_per_line: float, rng: np.random.Generator
) -> Timetable:
    stops, arrivals, departures, lengths, trips = [], [], [], [], []
    for number, line in enumerate(lines):
        for direction, calls in (("down", line.stops), ("up", line.stops[::-1])):
            arrive, depart = _run_times(place_km, calls, line)
            n_trips = max(2, int(rng.poisson(trips_per_line)))
            # Distinct minutes while there are enough: equal trips would only be duplicates.
            minutes = np.arange(FIRST_MIN, LAST_MIN)
            repeated = n_trips > minutes.size
            begin = np.sort(rng.choice(minutes, n_trips, replace=repeated))[:, None]
            stops.append(np.tile(calls, n_trips))
            arrivals.append((begin + arrive).ravel())
            departures.append((begin + depart).ravel())
            lengths.append(np.full(n_trips, calls.size))
            name = f"L{number}-{direction}"
            trips += [Trip(id=f"{name}-{k}", service=name, service_ja=name) for k in range(n_trips)]
    walk_from, walk_to, walk_min = _walks(place_km)
    n_calls = sum(part.size for part in stops)
    return Timetable(
        stop_id=tuple(f"S{k}" for k in range(len(place_km))),
        stop_lon=ORIGIN_LON + place_km[:, 0] / KM_PER_DEGREE,
        stop_lat=ORIGIN_LAT + place_km[:, 1] / KM_PER_DEGREE,
        trips=tuple(trips),
        trip_start=np.concatenate(([0], np.cumsum(np.concatenate(lengths)))),
        call_stop_idx=np.concatenate(stops),
        call_arrival_s=np.concatenate(arrivals) * SECONDS_PER_MINUTE,
        call_departure_s=np.concatenate(departures) * SECONDS_PER_MINUTE,
        call_lines=((),) * n_calls,
        change_s=np.zeros(len(place_km), dtype=np.int32),
        walk_from_idx=walk_from,
        walk_to_idx=walk_to,
        walk_s=walk_min * SECONDS_PER_MINUTE,
    )


def _run_times(place_km: FloatArray, calls: IntArray, line: _Line) -> tuple[IntArray, IntArray]:
    """Return minutes from the first departure to the arrivals and departures at all calls."""
    km = np.hypot(*np.diff(place_km[calls], axis=0).T)
    run = np.maximum(1, np.round(km / line.km_per_min)).astype(np.int64)
    dwell = np.full(calls.size, line.dwell_min)
    dwell[[0, -1]] = 0
    arrive = np.concatenate(([0], np.cumsum(run + dwell[:-1])))
    return arrive, arrive + dwell


def _walks(place_km: FloatArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return directed walks between near stops, each stop in at most one pair; minutes >= 2."""
    near = _nearest(place_km, 1)[:, 0]
    stop = np.arange(len(place_km))
    mutual = (near[near] == stop) & (stop < near)
    km = np.hypot(*(place_km - place_km[near]).T)
    first = stop[mutual & (km < WALK_KM)]
    minutes = np.maximum(2, np.round(km[first] / WALK_KM_PER_MIN)).astype(np.int64)
    second = near[first]
    return (
        np.concatenate((first, second)).astype(np.int32),
        np.concatenate((second, first)).astype(np.int32),
        np.concatenate((minutes, minutes)).astype(np.int32),
    )
