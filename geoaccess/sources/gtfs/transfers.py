"""Changes between trips: transfers.txt, platforms of one station, walks between near stops."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np

from geoaccess.model.nearness import find_near_pairs
from geoaccess.model.text import Text
from geoaccess.sources.gtfs.archive import FeedFiles
from geoaccess.sources.gtfs.faults import GtfsFaults
from geoaccess.sources.gtfs.stops import STATION, FeedStops
from geoaccess.sources.gtfs.table import GtfsTable, read_optional
from geoaccess.sources.gtfs.values import BLANK, code_up_to, parse_whole
from geoaccess.units import (
    SECONDS_PER_HOUR,
    UNREACHED_S,
    BoolArray,
    FloatArray,
    IntArray,
    great_circle_m,
)

NO_CHANGE_S: Final = UNREACHED_S
"""Change time where transfers.txt forbids changing: no departure is that late."""

_TIMED: Final = 1
_NOT_POSSIBLE: Final = 3
_IN_SEAT: Final = 4
_OF_TRIPS: Final = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")


@dataclass(frozen=True, kw_only=True)
class Walking:
    """How long changes take where no table says so."""

    default_transfer_s: int
    within_m: float
    speed_kmh: float
    detour: float

    def seconds(self, distance_m: FloatArray) -> IntArray:
        """Return the seconds of a change over a straight distance, at least the default."""
        walk_s = distance_m * self.detour * SECONDS_PER_HOUR / (self.speed_kmh * 1000)
        return np.maximum(np.round(walk_s), self.default_transfer_s).astype(np.int64)


@dataclass(frozen=True, kw_only=True)
class FeedTransfers:
    """Seconds to change from one row of stops.txt to another; NO_CHANGE_S where forbidden.

    BLANK stands for a change that is recommended without a time.
    """

    seconds: dict[tuple[int, int], int]
    notes: tuple[Text, ...]


def read_transfers(files: FeedFiles, stops: FeedStops, faults: GtfsFaults) -> FeedTransfers:
    """Return what transfers.txt says of pairs of stops.

    A row of stations holds for all their stops; a row that names stops goes before one that
    names stations. Rows for certain routes or trips, and in-seat transfers, are left out.
    Unknown stops, unusable types and times, and rows that contradict each other are faults.
    """
    table = read_optional(
        files,
        "transfers.txt",
        faults,
        needed=("from_stop_id", "to_stop_id"),
        optional=("transfer_type", "min_transfer_time", *_OF_TRIPS),
    )
    kind = table.convert("transfer_type", code_up_to(_IN_SEAT + 1), np.int64, "write 0 to 5")
    least_s = table.convert("min_transfer_time", parse_whole, np.int64, "write seconds")
    of_trips = kind >= _IN_SEAT
    for column in _OF_TRIPS:
        of_trips |= ~table.blank(column)
    ends = []
    for column in ("from_stop_id", "to_stop_id"):
        row = table.index_in(column, stops.stop_id)
        table.refuse(
            (row < 0) & ~of_trips, f"{column} not in stops.txt", "correct it", shown=column
        )
        ends.append(row)
    if faults.found:
        return FeedTransfers(seconds={}, notes=())
    seconds_s = np.where(kind == _TIMED, 0, np.where(kind == _NOT_POSSIBLE, NO_CHANGE_S, least_s))
    count = int(np.count_nonzero(of_trips))
    note = Text(
        en=f"{table.where}: {count} transfers of certain routes or trips, or in the seat, ignored",
        ja=f"{table.where}: 特定の経路・便に限る乗換、座ったままの乗継{count}件は用いない",
    )
    return FeedTransfers(
        seconds=_expand(table, stops, np.array(ends), seconds_s, ~of_trips),
        notes=(note,) if count else (),
    )


def _expand(
    table: GtfsTable, stops: FeedStops, ends: IntArray, seconds_s: IntArray, holds: BoolArray
) -> dict[tuple[int, int], int]:
    """Return the seconds of each pair of boardable stops."""
    children: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(stops.boardable & (stops.group >= 0)).tolist():
        children[int(stops.group[row])].append(row)

    def members(row: int) -> list[int]:
        if stops.kind[row] == STATION:
            return children[int(stops.group[row])]
        return [row] if stops.boardable[row] else []

    is_station = stops.kind[ends] == STATION
    named = np.count_nonzero(~is_station, axis=0)  # how many of the two ends are stops
    written: dict[tuple[int, int], int] = {}
    found: dict[tuple[int, int], int] = {}
    contradicts = np.zeros(table.n_rows, dtype=bool)
    for i in sorted(np.flatnonzero(holds).tolist(), key=lambda i: int(named[i])):
        here, there, value = int(ends[0, i]), int(ends[1, i]), int(seconds_s[i])
        contradicts[i] = written.setdefault((here, there), value) != value
        for one in members(here):
            found.update({(one, other): value for other in members(there)})
    table.refuse(contradicts, "two times for one pair of stops", "keep one", shown="from_stop_id")
    return found


def build_changes(
    pairs: dict[tuple[int, int], int],
    group: IntArray,
    *,
    lon: FloatArray,
    lat: FloatArray,
    walking: Walking,
) -> tuple[IntArray, IntArray]:
    """Return change seconds per stop, and directed walks as rows (from, to, seconds).

    What a table says of a pair goes before the station that both belong to, and that before
    the distance between them.

    Parameters
    ----------
    pairs
        Seconds by pair of stops, as in FeedTransfers.
    group
        Shape (n_stops,): station that a stop belongs to, -1 if none.
    lon, lat
        Shape (n_stops,), degrees.
    """
    n_stops = group.size
    siblings = _sibling_pairs(group)
    near, distance_m = find_near_pairs(lon, lat, lon, lat, within_m=walking.within_m)
    apart = (group[near[:, 0]] < 0) | (group[near[:, 0]] != group[near[:, 1]])
    apart &= near[:, 0] != near[:, 1]
    near, distance_m = near[apart], distance_m[apart]
    given = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    given_s = np.array(list(pairs.values()), dtype=np.int64)
    length_m = great_circle_m(
        lon[given[:, 0]], lat[given[:, 0]], lon[given[:, 1]], lat[given[:, 1]]
    )
    given_s = np.where(given_s == BLANK, walking.seconds(length_m), given_s)
    is_same = given[:, 0] == given[:, 1]
    change_s = np.full(n_stops, walking.default_transfer_s, dtype=np.int64)
    change_s[given[is_same, 0]] = given_s[is_same]
    all_pairs = np.concatenate([given, siblings, near])
    all_s = np.concatenate(
        [
            given_s,
            np.full(len(siblings), walking.default_transfer_s),
            walking.seconds(distance_m),
        ]
    )
    _, first = np.unique(all_pairs[:, 0] * n_stops + all_pairs[:, 1], return_index=True)
    walks = np.column_stack([all_pairs[first], all_s[first]])
    return change_s, walks[(walks[:, 0] != walks[:, 1]) & (walks[:, 2] != NO_CHANGE_S)]


def _sibling_pairs(group: IntArray) -> IntArray:
    """Return all ordered pairs of different stops of one group, shape (n_pairs, 2)."""
    members = np.flatnonzero(group >= 0)
    members = members[np.argsort(group[members], kind="stable")]
    blocks = np.split(members, np.flatnonzero(np.diff(group[members])) + 1)
    pairs = [
        np.column_stack([np.repeat(block, block.size), np.tile(block, block.size)])
        for block in blocks
    ]
    found = np.concatenate(pairs)
    others: IntArray = found[found[:, 0] != found[:, 1]]
    return others
