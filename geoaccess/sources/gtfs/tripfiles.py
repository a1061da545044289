"""Trips of an exported network: routes, trips, stop times, and names in the other language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from geoaccess.model.network import RailNetwork
from geoaccess.model.schedule import Schedule
from geoaccess.model.timetable import Timetable
from geoaccess.sources.gtfs.routes import build_routes
from geoaccess.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

Cells = Sequence[object]
"""One row of a file."""


def spoken(ja: str, en: str, language: str) -> tuple[str, str]:
    """Return a name in the language of the feed, and in the other one."""
    return (ja or en, en) if _is_japanese(language) else (en or ja, ja)


def _is_japanese(language: str) -> bool:
    return language == "ja" or language.startswith("ja-")


def build_trip_files(
    schedule: Schedule, network: RailNetwork, language: str, *, agency: str
) -> dict[str, list[Cells]]:
    """Return the rows of routes, trips, stop times and translations, by file.

    Parameters
    ----------
    agency
        Id of the one agency.
    """
    table = schedule.timetable
    names = [spoken(one.ja, one.en, language) for one in network.stations]
    routes = build_routes(table, network)
    words = _Translations(other="en" if _is_japanese(language) else "ja")
    for one, name in zip(network.stations, names, strict=True):
        words.add("stops", "stop_name", one.id, name)
    rows: list[Cells] = [
        (
            "route_id", "agency_id", "route_short_name", "route_long_name", "route_type",
            "network_id",
        )
    ]  # fmt: skip
    for route in routes.routes:
        short = spoken(route.short_name.ja, route.short_name.en, language)
        long = spoken(route.long_name.ja, route.long_name.en, language)
        rows.append((route.id, agency, short[0], long[0], route.kind, route.category))
        words.add("routes", "route_short_name", route.id, short)
        words.add("routes", "route_long_name", route.id, long)
    trips: list[Cells] = [
        ("route_id", "service_id", "trip_id", "trip_headsign", "trip_short_name"),
    ]
    last_stop = table.call_stop_idx[table.trip_start[1:] - 1].tolist()
    ids = _unique(trip.id for trip in table.trips)
    for i, trip_id in enumerate(ids):
        route_id, label = routes.of_trip[i]
        own, headsign = spoken(label.ja, label.en, language), names[last_stop[i]]
        trips.append((route_id, schedule.service[i], trip_id, headsign[0], own[0]))
        words.add("trips", "trip_headsign", trip_id, headsign, by_value=True)
        words.add("trips", "trip_short_name", trip_id, own, by_value=True)
    return {
        "routes.txt": rows,
        "trips.txt": trips,
        "stop_times.txt": _stop_times(table, ids),
        "translations.txt": words.rows,
    }


@dataclass(frozen=True, kw_only=True)
class _Translations:
    """Rows of translations.txt; a text of many records stands there once, by its value."""

    other: str
    rows: list[Cells] = field(
        default_factory=lambda: [
            ("table_name", "field_name", "language", "translation", "record_id", "field_value")
        ]
    )
    _of_value: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(
        self, table: str, name: str, record: str, text: tuple[str, str], *, by_value: bool = False
    ) -> None:
        """Note what a field (its text, and that in the other language) is called, if known."""
        written, other = text
        if not written or not other:
            return
        if not by_value:
            if other != written:
                self.rows.append((table, name, self.other, other, record, ""))
            return
        known = self._of_value.get((name, written))
        if known is None:
            self._of_value[name, written] = other
            self.rows.append((table, name, self.other, other, "", written))
        elif known != other:  # one text, two names: this record has its own
            self.rows.append((table, name, self.other, other, record, ""))


def _stop_times(table: Timetable, ids: Sequence[str]) -> list[Cells]:
    """Return every call of every trip."""
    clock = {
        time_s: _clock(time_s)
        for time_s in np.unique([table.call_arrival_s, table.call_departure_s]).tolist()
    }
    owner = np.repeat(np.arange(len(ids)), np.diff(table.trip_start))
    number = np.arange(owner.size) - np.asarray(table.trip_start)[owner] + 1
    columns = zip(
        owner.tolist(),
        table.call_arrival_s.tolist(),
        table.call_departure_s.tolist(),
        table.call_stop_idx.tolist(),
        number.tolist(),
        (~table.call_can_board).astype(int).tolist(),
        (~table.call_can_alight).astype(int).tolist(),
        strict=True,
    )
    return [
        (
            "trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence",
            "pickup_type", "drop_off_type",
        ),
        *(
            (ids[trip], clock[arrive], clock[depart], table.stop_id[stop], *rest)
            for trip, arrive, depart, stop, *rest in columns
        ),
    ]  # fmt: skip


def _unique(ids: Iterable[str]) -> list[str]:
    """Return the ids, those that come again with a number."""
    seen: dict[str, int] = {}
    found = []
    for one in ids:
        seen[one] = seen.get(one, 0) + 1
        found.append(one if seen[one] == 1 else f"{one}-{seen[one]}")
    return found


def _clock(time_s: int) -> str:
    hours, rest = divmod(time_s, SECONDS_PER_HOUR)
    minutes, seconds = divmod(rest, SECONDS_PER_MINUTE)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"
