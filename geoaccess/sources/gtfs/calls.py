"""Calls of the trips of a GTFS feed: stop_times.txt sorted, checked, blank times filled in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoaccess.errors import describe_offenders
from geoaccess.model.text import Text
from geoaccess.sources.gtfs.archive import FeedFiles
from geoaccess.sources.gtfs.faults import GtfsFaults
from geoaccess.sources.gtfs.stops import FeedStops
from geoaccess.sources.gtfs.table import GtfsTable, read_needed
from geoaccess.sources.gtfs.trips import FeedTrips
from geoaccess.sources.gtfs.values import (
    BLANK,
    CLOCK_REMEDY,
    code_up_to,
    parse_gtfs_clock,
    parse_number,
    parse_whole,
)
from geoaccess.units import BoolArray, FloatArray, IntArray

_NOT_AVAILABLE = 1
_PICKUP_TYPES = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class FeedCalls:
    """Calls as written in stop_times.txt, by trip and then in order of travel.

    Attributes
    ----------
    start
        Shape (n_trips + 1,): calls of trip t are rows start[t] : start[t + 1]; none for
        trips that do not run or have fewer than two calls.
    stop
        Shape (n_calls,): row of the stop in stops.txt.
    arrive_s, depart_s
        Shape (n_calls,): seconds of the trip's own service day.
    can_board, can_alight
        Shape (n_calls,).
    """

    start: IntArray
    stop: IntArray
    arrive_s: IntArray
    depart_s: IntArray
    can_board: BoolArray
    can_alight: BoolArray
    notes: tuple[Text, ...]


def read_calls(
    files: FeedFiles, trips: FeedTrips, stops: FeedStops, wanted: BoolArray, faults: GtfsFaults
) -> FeedCalls:
    """Return the calls of the wanted trips.

    Format and references are checked in the whole file; order and times in wanted trips.
    Blank times between two that are given are filled in: by shape_dist_traveled where all
    calls of the gap have it and it rises, else evenly by call; rounded to the second.

    Parameters
    ----------
    wanted
        Shape (n_trips,): trips that run on the day asked for, or shortly before.
    """
    table = read_needed(
        files,
        "stop_times.txt",
        faults,
        needed=("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
        optional=("pickup_type", "drop_off_type", "shape_dist_traveled"),
    )
    trip = table.index_in("trip_id", trips.trip_id)
    stop = table.index_in("stop_id", stops.stop_id)
    table.refuse(trip < 0, "trip_id not in trips.txt", "correct it", shown="trip_id")
    table.refuse(stop < 0, "stop_id not in stops.txt", "correct it", shown="stop_id")
    sequence = table.convert("stop_sequence", parse_whole, np.int64, "write whole numbers")
    table.refuse(
        table.blank("stop_sequence"), "empty stop_sequence", "number the calls", shown="trip_id"
    )
    arrive_s = table.convert("arrival_time", parse_gtfs_clock, np.int64, CLOCK_REMEDY)
    depart_s = table.convert("departure_time", parse_gtfs_clock, np.int64, CLOCK_REMEDY)
    distance = table.convert("shape_dist_traveled", parse_number, np.float64, "write a number")
    codes = code_up_to(_PICKUP_TYPES)
    pickup = table.convert("pickup_type", codes, np.int64, "write 0 to 3")
    drop_off = table.convert("drop_off_type", codes, np.int64, "write 0 to 3")
    faults.check()
    rows = np.flatnonzero(wanted[trip])
    rows = rows[np.lexsort((sequence[rows], trip[rows]))]
    _refuse_repeated_calls(table, rows, trip, sequence)
    length = np.bincount(trip[rows], minlength=wanted.size)
    rows = rows[length[trip[rows]] >= 2]
    start = np.concatenate([[0], np.cumsum(np.where(length >= 2, length, 0))])
    arrive_s, depart_s = arrive_s[rows], depart_s[rows]
    arrive_s = np.where(arrive_s == BLANK, depart_s, arrive_s)
    depart_s = np.where(depart_s == BLANK, arrive_s, depart_s)
    _refuse_open_ends(table, trips, start, arrive_s)
    faults.check()
    _refuse_backwards(table, trips, start, arrive_s, depart_s)
    _fill_gaps(arrive_s, depart_s, distance[rows])
    return FeedCalls(
        start=start,
        stop=stop[rows],
        arrive_s=arrive_s,
        depart_s=depart_s,
        can_board=pickup[rows] != _NOT_AVAILABLE,
        can_alight=drop_off[rows] != _NOT_AVAILABLE,
        notes=_notes(trips, length, wanted),
    )


def _notes(trips: FeedTrips, length: IntArray, wanted: BoolArray) -> tuple[Text, ...]:
    short = np.flatnonzero(wanted & (length < 2))
    if not short.size:
        return ()
    shown = describe_offenders([trips.trip_id[int(t)].as_py() for t in short])
    where = trips.table.where
    return (
        Text(
            en=f"{where}: {short.size} trips with fewer than two calls left out ({shown})",
            ja=f"{where}: 停車が2回に満たない{short.size}便を除外（{shown}）",
        ),
    )


def _refuse_repeated_calls(
    table: GtfsTable, rows: IntArray, trip: IntArray, sequence: IntArray
) -> None:
    """Note two calls of a trip with one number as a fault: their order is not known."""
    repeated = np.zeros(table.n_rows, dtype=bool)
    same = (np.diff(trip[rows]) == 0) & (np.diff(sequence[rows]) == 0)
    repeated[rows[1:][same]] = True
    table.refuse(
        repeated, "stop_sequence repeated within a trip", "number them on", shown="trip_id"
    )


def _refuse_open_ends(
    table: GtfsTable, trips: FeedTrips, start: IntArray, arrive_s: IntArray
) -> None:
    """Note trips whose first or last call has no time as a fault."""
    with_calls = np.flatnonzero(np.diff(start))
    first, last = start[with_calls], start[with_calls + 1] - 1
    is_open = (arrive_s[first] == BLANK) | (arrive_s[last] == BLANK)
    ids = [trips.trip_id[int(t)].as_py() for t in with_calls[is_open]]
    table.faults.add(
        table.where,
        f"{len(ids)} trips have no time at their first or last call",
        ids,
        "give arrival_time and departure_time there",
    )


def _refuse_backwards(
    table: GtfsTable, trips: FeedTrips, start: IntArray, arrive_s: IntArray, depart_s: IntArray
) -> None:
    """Note trips that arrive before they left, or leave before they arrived, as a fault."""
    timed = np.flatnonzero(arrive_s != BLANK)
    trip = np.searchsorted(start, timed, side="right") - 1
    arrive_s, depart_s = arrive_s[timed], depart_s[timed]
    backwards = depart_s < arrive_s
    backwards[1:] |= (np.diff(trip) == 0) & (arrive_s[1:] < depart_s[:-1])
    ids = [trips.trip_id[int(t)].as_py() for t in np.unique(trip[backwards])]
    table.faults.add(
        table.where,
        f"{len(ids)} trips run backwards in time",
        ids,
        "correct their times; after midnight is 24:00:00 and later",
    )


def _fill_gaps(arrive_s: IntArray, depart_s: IntArray, distance: FloatArray) -> None:
    """Set blank times between the given ones, in place. Both ends of every trip have times."""
    blank = np.flatnonzero(arrive_s == BLANK)
    if not blank.size:
        return
    call = np.arange(arrive_s.size)
    timed = np.flatnonzero(arrive_s != BLANK)
    gap = np.searchsorted(timed, call, side="right") - 1  # number of the given call before
    rises = np.diff(distance, prepend=np.nan) >= 0  # false where either is not given
    inside = np.ones(call.size, dtype=bool)
    inside[timed] = False
    before, after = timed[gap[blank]], timed[gap[blank] + 1]
    falls = np.zeros(timed.size, dtype=bool)
    falls[gap[inside & ~rises]] = True
    falls[:-1] |= ~rises[timed[1:]]
    by_distance = ~falls[gap[blank]] & (distance[after] > distance[before])
    position = np.where(by_distance, distance[blank], call[blank])
    begin = np.where(by_distance, distance[before], before)
    end = np.where(by_distance, distance[after], after)
    share = (position - begin) / (end - begin)
    time_s = depart_s[before] + share * (arrive_s[after] - depart_s[before])
    arrive_s[blank] = depart_s[blank] = np.round(time_s).astype(np.int64)
