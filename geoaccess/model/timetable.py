"""The trains of one service day, as arrays: what the engine reads."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geoaccess._validate import frozen_flags, frozen_int, positions, unique_ids
from geoaccess.errors import InputError, describe_offenders
from geoaccess.units import BoolArray, FloatArray, IntArray


def _everyone() -> BoolArray:
    """Return no flags, which stands for: everyone may."""
    return np.empty(0, dtype=np.bool_)


@dataclass(frozen=True, kw_only=True)
class Trip:
    """Label of one train: its service in English and Japanese and its pattern."""

    id: str
    service: str
    service_ja: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Timetable:
    """Stop times of every trip of a service day, and the times to change between trips.

    Attributes
    ----------
    stop_id
        Stop ids, length n_stops.
    stop_lon, stop_lat
        Degrees, shape (n_stops,).
    trips
        Labels, length n_trips.
    trip_start
        Shape (n_trips + 1,): calls of trip t are rows trip_start[t] : trip_start[t + 1].
    call_stop_idx, call_arrival_s, call_departure_s
        Shape (n_calls,): seconds of the service day; 86,400 and above is after midnight.
    call_lines
        Per call, the ids of the lines that the hop to the next call runs over (empty at a
        trip's last call), length n_calls.
    call_can_board, call_can_alight
        Shape (n_calls,): whether passengers may get on or off; all may, where left out.
    change_s
        Shape (n_stops,): least seconds between arriving and departing on another trip.
    walk_from_idx, walk_to_idx, walk_s
        Shape (n_walks,): directed walks between stops, not closed under chaining.
    """

    stop_id: tuple[str, ...]
    stop_lon: FloatArray
    stop_lat: FloatArray
    trips: tuple[Trip, ...]
    trip_start: IntArray
    call_stop_idx: IntArray
    call_arrival_s: IntArray
    call_departure_s: IntArray
    call_lines: tuple[tuple[str, ...], ...]
    change_s: IntArray
    walk_from_idx: IntArray
    walk_to_idx: IntArray
    walk_s: IntArray
    call_can_board: BoolArray = field(default_factory=_everyone)
    call_can_alight: BoolArray = field(default_factory=_everyone)

    def __post_init__(self) -> None:
        n_stops, n_trips = len(unique_ids(self.stop_id, "stops")), len(self.trips)
        lon, lat = positions(self.stop_lon, self.stop_lat, self.stop_id, "stops")
        object.__setattr__(self, "stop_lon", lon)
        object.__setattr__(self, "stop_lat", lat)
        self._freeze("trip_start", n_trips + 1)
        n_calls = int(self.trip_start[-1])
        for name in ("call_stop_idx", "call_arrival_s", "call_departure_s"):
            self._freeze(name, n_calls)
        for name in ("call_can_board", "call_can_alight"):
            given = getattr(self, name)
            object.__setattr__(self, name, frozen_flags(given, name, size=n_calls))
        self._freeze("change_s", n_stops)
        n_walks = np.asarray(self.walk_s).size
        for name in ("walk_from_idx", "walk_to_idx", "walk_s"):
            self._freeze(name, n_walks)
        if len(self.call_lines) != n_calls:
            raise InputError("timetable: call_lines has another length than the calls")
        self._check_times()
        for name in ("call_stop_idx", "walk_from_idx", "walk_to_idx"):
            index = getattr(self, name)
            if index.size and not (index.min() >= 0 and index.max() < n_stops):
                raise InputError(f"timetable: {name} points to a stop that is not there")

    def _freeze(self, name: str, size: int) -> None:
        object.__setattr__(self, name, frozen_int(getattr(self, name), name, size=size))

    def _check_times(self) -> None:
        """Refuse trips that run backwards, negative changes and walks."""
        if np.any(self.change_s < 0) or np.any(self.walk_s < 0):
            raise InputError("timetable: a transfer takes less than nothing")
        if self.trip_start[0] != 0:
            raise InputError("timetable: trip_start does not begin with 0")
        if np.any(np.diff(self.trip_start) < 2):
            raise InputError("timetable: every trip needs two calls")
        is_last = np.zeros(self.call_stop_idx.size, dtype=bool)
        is_last[self.trip_start[1:] - 1] = True
        backwards = self.call_departure_s < self.call_arrival_s
        backwards[:-1] |= ~is_last[:-1] & (self.call_arrival_s[1:] < self.call_departure_s[:-1])
        if np.any(backwards):
            rows = np.flatnonzero(backwards)
            trips = np.unique(np.searchsorted(self.trip_start, rows, side="right") - 1)
            raise InputError(
                f"timetable: {trips.size} trips run backwards in time "
                f"({describe_offenders([self.trips[t].id for t in trips])}); correct their times"
            )
        if self.call_arrival_s.size and self.call_arrival_s.min() < 0:
            raise InputError("timetable: a time is before the service day begins")

    @property
    def n_stops(self) -> int:
        """Number of stops."""
        return len(self.stop_id)
