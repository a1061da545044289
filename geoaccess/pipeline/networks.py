"""The networks of a run: tables and feeds read, their dates held against each other, joined."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import numpy as np

from geoaccess.access import walk_s
from geoaccess.config import ScoreConfig
from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.feed import GtfsFeed
from geoaccess.model.network import RailNetwork, Transfer
from geoaccess.model.text import Text
from geoaccess.model.timetable import Timetable
from geoaccess.pipeline.references import SHIPPED_NETWORK, NetworkReference, parse_networks
from geoaccess.scenario.asof import DatedNetwork, network_as_of
from geoaccess.scenario.joined import Nearness, join_network, join_timetables
from geoaccess.scenario.trains import TrainBook, build_timetable, check_service_date
from geoaccess.scenario.twice import WITHIN_MIN, drop_running_twice
from geoaccess.sources.gtfs import load_gtfs
from geoaccess.sources.gtfs.dates import find_calendar_span, find_like_date, find_service_dates
from geoaccess.sources.network import load_network, load_shipped_network, merge_networks
from geoaccess.sources.transferfile import load_transfers
from geoaccess.units import SECONDS_PER_MINUTE, FloatArray

TIME_ZONE: Final = "Asia/Tokyo"
"""The clock of network tables, whose holidays are those of Japan."""
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS_JA: Final = "月火水木金土日"


@dataclass(frozen=True, kw_only=True, eq=False)
class Networks:
    """The networks of a run.

    Attributes
    ----------
    service_date
        Day of the run.
    rail
        The tables as on that day (or as of an earlier one); None where there are none.
    feed
        The GTFS feeds; None where there are none.
    transfers
        Changes that the user gave.
    joined
        All of them as one network: names of every stop and line, in the order of the
        timetable; trips of the feeds are in the timetable only.
    line_sets
        Ids of the lines of each table network, and of all feeds together.
    book
        Trains that the days of one network have in common.
    scenario_notes
        What scenarios added to the notes of the tables.
    """

    references: tuple[NetworkReference, ...]
    service_date: dt.date
    rail: RailNetwork | None
    feed: GtfsFeed | None
    transfers: tuple[Transfer, ...]
    joined: RailNetwork
    line_sets: tuple[frozenset[str], ...]
    book: TrainBook = field(default_factory=TrainBook, repr=False)
    scenario_notes: tuple[Text, ...] = ()

    @property
    def notes(self) -> tuple[Text, ...]:
        """What the user must know of the networks; of the shipped one alone what scenarios say."""
        if all(one.text == SHIPPED_NETWORK for one in self.references):
            return self.scenario_notes
        return self.joined.notes

    def build_timetable(self, config: ScoreConfig) -> Timetable:
        """Return the trips of the day of all networks, with the walks between them."""
        return join_timetables(
            build_timetable(self.rail, self.service_date, book=self.book) if self.rail else None,
            self.feed.timetable if self.feed else None,
            nearness=Nearness(
                within_m=config.feeds.walk_within_m, walk_s=partial(_change_s, config)
            ),
            transfers=self.transfers,
        )


def load_networks(
    texts: Sequence[str],
    *,
    service_date: dt.date | None,
    as_of: dt.date | None,
    config: ScoreConfig,
) -> Networks:
    """Return the networks that `--network` names, as on the day of the run.

    The day is `service_date`, else that of the tables, else that of the first feed with a
    date of its own.

    Raises
    ------
    GeoaccessError
        When a file cannot be read, dates do not fit each other, or clocks differ.
    """
    references = parse_networks(texts)
    given = [one for one in references if one.kind == "tables"]
    tables = [_load_tables(one) for one in given]
    feeds = [one for one in references if one.kind == "feed"]
    rail = merge_networks(tables, " + ".join(one.text for one in given)) if tables else None
    day = service_date or (rail.service_date if rail else _day_of_feeds(feeds))
    if rail is not None:
        _check_calendars(rail, feeds, day)
        rail = network_as_of(rail, as_of or day)
    elif as_of is not None:
        raise InputError(
            "--as-of: a GTFS feed holds one timetable, not those of earlier years; "
            "leave --as-of out, or add network tables"
        )
    feed = _load_feeds(feeds, day, config, prefixed=rail is not None) if feeds else None
    joined = rail
    if feed is not None:
        _check_clock(rail, feed)
        feed = replace(feed, notes=_date_notes(feed, day, as_of) + feed.notes)
        if rail is not None:
            feed = _run_once(rail, feed, day)
        joined = join_network(rail, feed, day, config.feeds.change_min)
    if joined is None:  # parse_networks has seen tables or feeds
        raise InputError("--network: no network is named")
    lines = [one.lines for one in tables] + ([feed.lines] if feed is not None else [])
    changes = (load_transfers(one.path) for one in references if one.kind == "changes")
    return Networks(
        references=references,
        service_date=day,
        rail=rail,
        feed=feed,
        transfers=tuple(transfer for table in changes for transfer in table),
        joined=joined,
        line_sets=tuple(frozenset(line.id for line in each) for each in lines),
    )


def load_dated_networks(
    texts: Sequence[str], *, service_date: dt.date | None
) -> tuple[Networks, DatedNetwork]:
    """Return the networks of a run over several dates: as on the day of the run, and to be dated.

    Raises
    ------
    GeoaccessError
        When a file cannot be read, the day is outside the edition, or there is a GTFS feed: it
        holds one timetable, not those of earlier years.
    """
    references = parse_networks(texts)
    feeds = [one.text for one in references if one.kind == "feed"]
    if feeds:
        raise InputError(
            f"--network: a GTFS feed holds one timetable, not those of earlier years "
            f"({describe_offenders(feeds)}); give network tables, whose rows have dates"
        )
    given = [one for one in references if one.kind == "tables"]
    tables = [_load_tables(one) for one in given]
    rail = merge_networks(tables, " + ".join(one.text for one in given))
    day = service_date or rail.service_date
    check_service_date(rail, day)
    dated = DatedNetwork(rail)
    today = dated.as_of(day)
    changes = (load_transfers(one.path) for one in references if one.kind == "changes")
    networks = Networks(
        references=references,
        service_date=day,
        rail=today,
        feed=None,
        transfers=tuple(transfer for table in changes for transfer in table),
        joined=today,
        line_sets=tuple(frozenset(line.id for line in one.lines) for one in tables),
    )
    return networks, dated


def _load_tables(reference: NetworkReference) -> RailNetwork:
    if reference.text == SHIPPED_NETWORK:
        return load_shipped_network()
    network = load_network(reference.path)
    if network.name == SHIPPED_NETWORK:  # tables that were exported and kept on
        network = replace(network, name=reference.path.name)
    return network


def _load_feeds(
    feeds: Sequence[NetworkReference], day: dt.date, config: ScoreConfig, *, prefixed: bool
) -> GtfsFeed:
    return load_gtfs(
        [one.path for one in feeds],
        [one.date or day for one in feeds],
        default_transfer_s=round(config.feeds.change_min * SECONDS_PER_MINUTE),
        walk_within_m=config.feeds.walk_within_m,
        walk_speed_kmh=config.access.walk_speed_kmh,
        walk_detour=config.access.walk_detour,
        prefixed=prefixed,
    )


def _change_s(config: ScoreConfig, distance_m: FloatArray) -> FloatArray:
    """Return the seconds of a change between a stop and a station: the walk, and the way inside."""
    seconds = walk_s(distance_m, config.access) + config.access.platform_min * SECONDS_PER_MINUTE
    least: FloatArray = np.maximum(seconds, config.feeds.change_min * SECONDS_PER_MINUTE)
    return least


def _day_of_feeds(feeds: Sequence[NetworkReference]) -> dt.date:
    """Return the date of the first feed, or raise an error that lists the valid ones."""
    undated = [one.path for one in feeds if one.date is None]
    dates = [one.date for one in feeds if one.date is not None]
    if not undated:
        return dates[0]
    known = find_service_dates(undated)
    names = ", ".join(path.name for path in undated)
    raise InputError(
        f"{names}: a GTFS timetable needs a service date; give --date from {known.first} to "
        f"{known.last} (most trips: {known.busiest})"
    )


def _check_calendars(rail: RailNetwork, feeds: Sequence[NetworkReference], day: dt.date) -> None:
    """Raise one InputError that names the calendars, where the day of the run lies outside one."""
    outside = []
    for one in feeds:
        if one.date is None:
            first, last = find_calendar_span(one.path)
            if not first <= day <= last:
                outside.append((one, first, last))
    if not outside:
        check_service_date(rail, day)
        return
    shown = [f"{one.path.name} {first} to {last}" for one, first, last in outside]
    like = find_like_date(outside[0][0].path, day) or outside[0][2]
    raise InputError(
        f"{day} does not lie in every calendar ({rail.name} {rail.valid_from} to {rail.valid_to}; "
        f"{describe_offenders(shown)}); give a --date that does, or read a feed at a date of its "
        f"own: --network {outside[0][0].text}@{like}"
    )


def _check_clock(rail: RailNetwork | None, feed: GtfsFeed) -> None:
    foreign = [one for one in feed.editions if one.time_zone not in ("", TIME_ZONE)]
    if rail is not None and foreign:
        shown = [f"{one.name}: {one.time_zone}" for one in foreign]
        raise InputError(
            f"feeds of another time zone than the tables of {rail.name} ({TIME_ZONE}): "
            f"{describe_offenders(shown)}; run them without tables"
        )


def _run_once(rail: RailNetwork, feed: GtfsFeed, day: dt.date) -> GtfsFeed:
    """Return the feed without the trains that the tables hold, too; a note counts them."""
    timetable, dropped = drop_running_twice(build_timetable(rail, day), feed.timetable)
    if not dropped:
        return feed
    total = len(feed.timetable.trips)
    note = Text(
        en=f"{dropped:,} of {total:,} trains of the feeds are in the tables, too (same stops, same "
        f"minute at the first, within {WITHIN_MIN} minutes at the others); they run once, as in "
        "the tables.",
        ja=f"フィードの列車{total:,}本のうち{dropped:,}本は路線網の表にもある（停車駅と始発の分が同じ、"
        f"以後{WITHIN_MIN}分以内）ため、表の列車としてのみ運行した。",
    )
    return replace(feed, timetable=timetable, notes=(*feed.notes, note))


def _date_notes(feed: GtfsFeed, day: dt.date, as_of: dt.date | None) -> tuple[Text, ...]:
    """Return what must be known of feeds that are not of the day of the run."""
    notes = [
        Text(
            en=f"{one.name}: its timetable of {one.date} ({_WEEKDAYS[one.date.weekday()]}) is run "
            f"together with the day {day} ({_WEEKDAYS[day.weekday()]}).",
            ja=f"{one.name}: {one.date}（{_WEEKDAYS_JA[one.date.weekday()]}）の時刻表を、"
            f"{day}（{_WEEKDAYS_JA[day.weekday()]}）の列車とあわせて用いる。",
        )
        for one in feed.editions
        if one.date != day
    ]
    if as_of is not None:
        names = ", ".join(one.name for one in feed.editions)
        notes.append(
            Text(
                en=f"{names}: not as of {as_of}, but as published; earlier years are not in it.",
                ja=f"{names}: {as_of}時点のものではなく、公表された時刻表のまま用いる。",
            )
        )
    return tuple(notes)
