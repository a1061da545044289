"""Several GTFS feeds on a service day as one timetable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geoaccess.model.feed import FeedEdition, GtfsFeed
from geoaccess.model.network import Line, Station
from geoaccess.model.text import Text
from geoaccess.model.timetable import Timetable, Trip
from geoaccess.sources.gtfs.calls import FeedCalls
from geoaccess.sources.gtfs.names import FeedNames, label_trips, name_lines, name_stops
from geoaccess.sources.gtfs.runs import FeedRuns
from geoaccess.sources.gtfs.stops import FeedStops
from geoaccess.sources.gtfs.transfers import FeedTransfers, Walking, build_changes
from geoaccess.sources.gtfs.trips import FeedTrips
from geoaccess.units import BoolArray


@dataclass(frozen=True, kw_only=True, eq=False)
class FeedDay:
    """One feed on the service day."""

    prefix: str
    edition: FeedEdition
    names: FeedNames
    stops: FeedStops
    trips: FeedTrips
    calls: FeedCalls
    runs: FeedRuns
    transfers: FeedTransfers
    notes: tuple[Text, ...]

    @property
    def running(self) -> BoolArray:
        """Which trips run, shape (n_trips,)."""
        running = np.zeros(len(self.trips.route), dtype=bool)
        running[self.runs.trip] = True
        return running


def combine_days(days: Sequence[FeedDay], walking: Walking) -> GtfsFeed:
    """Return the feeds as one timetable, with walks between near stops of any of them."""
    stops: list[Station] = []
    names: list[str] = []
    lines: list[Line] = []
    trips: list[Trip] = []
    call_lines: list[tuple[str, ...]] = []
    pairs: dict[tuple[int, int], int] = {}
    groups, calls_at = [], []
    n_groups = 0
    for day in days:
        kept = np.flatnonzero(day.stops.boardable)
        new = np.full(day.stops.kind.size, -1)
        new[kept] = np.arange(kept.size) + len(stops)
        stops += name_stops(day.stops, day.names, kept.tolist(), day.prefix)
        names += [day.stops.name[row] for row in kept]
        lines += name_lines(day.trips, day.names, day.running, day.prefix)
        group = day.stops.group[kept]
        groups.append(np.where(group >= 0, group + n_groups, -1))
        n_groups += int(day.stops.group.max(initial=-1)) + 1
        for (here, there), seconds in day.transfers.seconds.items():
            pairs[int(new[here]), int(new[there])] = seconds
        calls_at.append(new[day.calls.stop[day.runs.call]])
        _append_trips(day, trips, call_lines)
    lon, lat = np.array([stop.lon for stop in stops]), np.array([stop.lat for stop in stops])
    change_s, walks = build_changes(
        pairs, np.concatenate(groups), lon=lon, lat=lat, walking=walking
    )
    length = np.concatenate([np.diff(day.runs.start) for day in days])
    timetable = Timetable(
        stop_id=tuple(stop.id for stop in stops),
        stop_lon=lon,
        stop_lat=lat,
        trips=tuple(trips),
        trip_start=np.concatenate([[0], np.cumsum(length)]),
        call_stop_idx=np.concatenate(calls_at),
        call_arrival_s=np.concatenate([day.runs.arrive_s for day in days]),
        call_departure_s=np.concatenate([day.runs.depart_s for day in days]),
        call_lines=tuple(call_lines),
        change_s=change_s,
        walk_from_idx=walks[:, 0],
        walk_to_idx=walks[:, 1],
        walk_s=walks[:, 2],
        call_can_board=np.concatenate([day.calls.can_board[day.runs.call] for day in days]),
        call_can_alight=np.concatenate([day.calls.can_alight[day.runs.call] for day in days]),
    )
    return GtfsFeed(
        timetable=timetable,
        stops=tuple(stops),
        lines=tuple(lines),
        stop_name=tuple(names),
        editions=tuple(day.edition for day in days),
        notes=tuple(note for day in days for note in day.notes),
    )


def _append_trips(day: FeedDay, trips: list[Trip], lines: list[tuple[str, ...]]) -> None:
    """Append labels of the runs of a feed, and per call the line of the hop that follows."""
    ids = day.trips.trip_id.to_pylist()
    labels = label_trips(day.trips, day.names, day.stops, day.running)
    rows, lengths = day.runs.trip.tolist(), np.diff(day.runs.start).tolist()
    for row, suffix, length in zip(rows, day.runs.suffix, lengths, strict=True):
        label = labels[row]
        trips.append(
            Trip(id=f"{day.prefix}{ids[row]}{suffix}", service=label.en, service_ja=label.ja)
        )
        line = (f"{day.prefix}{day.trips.route[row]}",)
        lines.extend([line] * (length - 1))
        lines.append(())
