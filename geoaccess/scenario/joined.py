"""Network tables and GTFS feeds as one network and one timetable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np

from geoaccess.errors import UnknownNameError, describe_offenders
from geoaccess.model.feed import GtfsFeed
from geoaccess.model.nearness import find_near_pairs
from geoaccess.model.network import RailNetwork, Transfer
from geoaccess.model.timetable import Timetable
from geoaccess.units import SECONDS_PER_MINUTE, FloatArray, IntArray


@dataclass(frozen=True, kw_only=True)
class Nearness:
    """How people walk between a stop of a feed and a station of the tables.

    Attributes
    ----------
    within_m
        Greatest straight distance in metres; 0 for no such walks.
    walk_s
        Seconds of walks over straight distances in metres.
    """

    within_m: float
    walk_s: Callable[[FloatArray], FloatArray]


def join_network(
    rail: RailNetwork | None, feed: GtfsFeed, day: dt.date, change_min: float
) -> RailNetwork:
    """Return a network that also names the stops and lines of feeds, its stations first.

    The trips of the feeds are in no table: they are in the timetable only (`join_timetables`).

    Parameters
    ----------
    rail
        Network of tables; None where the feeds stand alone.
    day
        Day of the run.
    change_min
        Least minutes to change, where the feeds stand alone.
    """
    sources = tuple(edition.source for edition in feed.editions)
    ids = tuple(source.id for source in sources)
    if rail is not None:
        return replace(
            rail,
            name="+".join((rail.name, *(edition.name for edition in feed.editions))),
            stations=rail.stations + feed.stops,
            lines=rail.lines + feed.lines,
            sources=rail.sources + ids,
            own_sources=rail.own_sources + sources,
            notes=rail.notes + feed.notes,
        )
    names = ", ".join(edition.name for edition in feed.editions)
    return RailNetwork(
        name="+".join(edition.name for edition in feed.editions),
        title={"en": f"GTFS: {names}", "ja": f"GTFS：{names}"},
        edition=", ".join(
            edition.version or f"{edition.first} - {edition.last}" for edition in feed.editions
        ),
        valid_from=min(day, max(edition.first for edition in feed.editions)),
        valid_to=max(day, min(edition.last for edition in feed.editions)),
        service_date=day,
        default_transfer_min=change_min,
        stations=feed.stops,
        lines=feed.lines,
        sections=(),
        station_openings=(),
        patterns=(),
        departures=(),
        transfers=(),
        sources=ids,
        own_sources=sources,
        notes=feed.notes,
    )


def join_timetables(
    rail: Timetable | None,
    feed: Timetable | None,
    *,
    nearness: Nearness,
    transfers: Sequence[Transfer] = (),
) -> Timetable:
    """Return one timetable with the stops and trips of both, those of the tables first.

    A stop of the feed and a station near it are joined by walks both ways, which take whole
    minutes, rounded up. What a transfer says of two stops, or of one, goes before all else.

    Raises
    ------
    UnknownNameError
        When a transfer names a stop that is not there; the nearest ids are listed.
    """
    if rail is None or feed is None:
        whole = rail or feed
        if whole is None:
            raise UnknownNameError("timetable: neither tables nor a feed are given")
        return with_transfers(whole, transfers)
    n_stops, n_calls = rail.n_stops, int(rail.trip_start[-1])
    pairs, distance_m = find_near_pairs(
        rail.stop_lon, rail.stop_lat, feed.stop_lon, feed.stop_lat, within_m=nearness.within_m
    )
    minutes = np.ceil(nearness.walk_s(distance_m) / SECONDS_PER_MINUTE - 1e-9)
    walk_s = (minutes * SECONDS_PER_MINUTE).astype(np.int64)
    stations, stops = pairs[:, 0], pairs[:, 1] + n_stops
    joined = Timetable(
        stop_id=rail.stop_id + feed.stop_id,
        stop_lon=np.concatenate([rail.stop_lon, feed.stop_lon]),
        stop_lat=np.concatenate([rail.stop_lat, feed.stop_lat]),
        trips=rail.trips + feed.trips,
        trip_start=np.concatenate([rail.trip_start, feed.trip_start[1:] + n_calls]),
        call_stop_idx=np.concatenate([rail.call_stop_idx, feed.call_stop_idx + n_stops]),
        call_arrival_s=np.concatenate([rail.call_arrival_s, feed.call_arrival_s]),
        call_departure_s=np.concatenate([rail.call_departure_s, feed.call_departure_s]),
        call_lines=rail.call_lines + feed.call_lines,
        change_s=np.concatenate([rail.change_s, feed.change_s]),
        walk_from_idx=np.concatenate(
            [rail.walk_from_idx, feed.walk_from_idx + n_stops, stations, stops]
        ),
        walk_to_idx=np.concatenate([rail.walk_to_idx, feed.walk_to_idx + n_stops, stops, stations]),
        walk_s=np.concatenate([rail.walk_s, feed.walk_s, walk_s, walk_s]),
        call_can_board=np.concatenate([rail.call_can_board, feed.call_can_board]),
        call_can_alight=np.concatenate([rail.call_can_alight, feed.call_can_alight]),
    )
    return with_transfers(joined, transfers)


def with_transfers(timetable: Timetable, transfers: Sequence[Transfer]) -> Timetable:
    """Return the timetable with given changes in place of what it says of these stops.

    A transfer between two stops holds both ways, unless the way back has a row of its own.

    Raises
    ------
    UnknownNameError
        When a transfer names a stop that is not there; the nearest ids are listed.
    """
    if not transfers:
        return timetable
    index = {stop: i for i, stop in enumerate(timetable.stop_id)}
    _check_known(transfers, index)
    change_s = np.array(timetable.change_s)
    given: dict[tuple[int, int], int] = {}
    back: dict[tuple[int, int], int] = {}
    for transfer in transfers:
        here, seconds = index[transfer.station], round(transfer.minutes * SECONDS_PER_MINUTE)
        there = index[transfer.to_station or transfer.station]
        if here == there:
            change_s[here] = seconds
        else:
            given[here, there] = seconds
            back[there, here] = seconds
    walks = back | given
    n_stops = timetable.n_stops
    ends = np.array(list(walks), dtype=np.int64).reshape(-1, 2)
    kept = ~np.isin(
        timetable.walk_from_idx.astype(np.int64) * n_stops + timetable.walk_to_idx,
        ends[:, 0] * n_stops + ends[:, 1],
    )

    def column(written: IntArray, added: IntArray) -> IntArray:
        whole: IntArray = np.concatenate([written[kept], added])
        return whole

    return replace(
        timetable,
        change_s=change_s,
        walk_from_idx=column(timetable.walk_from_idx, ends[:, 0]),
        walk_to_idx=column(timetable.walk_to_idx, ends[:, 1]),
        walk_s=column(timetable.walk_s, np.array(list(walks.values()), dtype=np.int64)),
    )


def _check_known(transfers: Sequence[Transfer], index: Mapping[str, int]) -> None:
    named = (stop for one in transfers for stop in (one.station, one.to_station) if stop)
    unknown = [stop for stop in dict.fromkeys(named) if stop not in index]
    if unknown:
        nearest = get_close_matches(unknown[0], index, n=3, cutoff=0.4)
        hint = f" (nearest to the first: {', '.join(nearest)})" if nearest else ""
        raise UnknownNameError(
            f"transfers: {len(unknown)} stops are in no network of this run: "
            f"{describe_offenders(unknown)}{hint}; write ids of stations, and those of feed stops "
            "with the name of the feed before them"
        )
