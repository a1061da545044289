"""Operations of a scenario file, each read with its marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from geoaccess.model.scenario import (
    AddLine,
    AddService,
    AddStop,
    AddTransfer,
    CloseLine,
    CloseSection,
    CloseStop,
    Mark,
    NetworkYear,
    Operation,
    PlannedStation,
    RemoveTrips,
    SetHeadway,
    SetRunTime,
    SetSpan,
)
from geoaccess.sources.scenarioparts import (
    read_between,
    read_bilingual,
    read_clock,
    read_fares,
    read_path,
    read_service,
    read_station,
    read_way,
)
from geoaccess.sources.yamlnodes import Item, suggest

_T = TypeVar("_T")
_Members = dict[str, Item]


@dataclass(frozen=True)
class _Given:
    """The values of an operation, where it stands, and the folder of the file."""

    values: _Members
    mark: Mark
    folder: Path

    def text(self, key: str) -> str | None:
        """Return a text, None where it is left out or faulty."""
        return self.values[key].text() if key in self.values else None

    def number(self, key: str) -> float | None:
        """Return a number, None where it is left out or faulty."""
        return self.values[key].number() if key in self.values else None

    def clock(self, key: str) -> int | None:
        """Return minutes of the service day, None where they are left out or faulty."""
        return read_clock(self.values[key]) if key in self.values else None

    def each(self, key: str, read: Callable[[Item], _T | None]) -> tuple[_T, ...]:
        """Return what is read of each entry of a list, nothing where it is left out."""
        return self.values[key].each(key, read) if key in self.values else ()

    def between(self) -> tuple[str, str] | None:
        """Return two stations, None where they are left out or faulty."""
        return read_between(self.values["between"]) if "between" in self.values else None


@dataclass(frozen=True, kw_only=True)
class _Form:
    """How one kind of operation is written: its keys, and what it is read as."""

    read: Callable[[_Given], Operation | None]
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    only: str | None = None
    """Key that a bare value stands for."""


def list_operations() -> tuple[str, ...]:
    """Return the names of all operations."""
    return (*_FORMS, "add_service", "use")


def read_operation(item: Item, folder: Path) -> Operation | None:
    """Return an operation of a scenario file; faults are noted, and then it may be None."""
    written = item.pairs("an operation")
    if item.is_mapping and len(written) != 1:
        item.fault(
            f"an operation has one name ({', '.join(written) or 'none'} is written); indent what "
            "belongs to it, and begin the next with -"
        )
        return None
    for name, body in written.items():
        form = _FORMS.get(name)
        mark = Mark(file=item.faults.file, parts=body.marks())
        if name == "add_service":
            service = read_service(body)
            return None if service is None else AddService(service=service, mark=mark)
        if name == "use":
            body.fault("use stands among the operations of a scenario, not of a choice")
            return None
        if form is None:
            item.fault(f"no operation '{name}'; {suggest(name, list_operations())}")
            return None
        if form.only and not body.is_mapping:
            values = {form.only: body}
        else:
            values = body.members(name, needed=form.needed, optional=form.optional)
        return form.read(_Given(values, mark, folder))
    return None


def _read_add_line(given: _Given) -> Operation | None:
    values = given.values
    name = given.text("id")
    stations: tuple[str | PlannedStation, ...] = given.each("stations", read_station)
    ids = tuple(one.id if isinstance(one, PlannedStation) else one for one in stations)
    services = given.each("services", lambda one: read_service(one, line=name or "?", stations=ids))
    title = read_bilingual(values["title"], "a title") if "title" in values else None
    names = {key: given.text(key) for key in ("ja", "en")}
    category = given.text("class")
    km = values["km"].each("km", Item.number, single=True) if "km" in values else None
    path = read_path(values["geometry"], given.folder) if "geometry" in values else None
    changes = values["transfers_min"].pairs("transfers_min") if "transfers_min" in values else {}
    minutes = {station: one.number() for station, one in changes.items()}
    fares = read_fares(values["fares"]) if "fares" in values else None
    if name is None or category is None:
        return None
    return AddLine(
        id=name,
        ja=names["ja"] or (title.ja if title else None) or names["en"] or name,
        en=names["en"] or (title.en if title else None) or names["ja"] or name,
        category=category,
        stations=stations,
        services=services,
        km=km,
        path=path,
        top_speed_kmh=given.number("top_speed_kmh"),
        transfer_min={station: one for station, one in minutes.items() if one is not None},
        fares=fares,
        mark=given.mark,
    )


def _read_close_line(given: _Given) -> Operation | None:
    line = given.text("line")
    return None if line is None else CloseLine(line=line, mark=given.mark)


def _read_close_section(given: _Given) -> Operation | None:
    line, one, other = (given.text(key) for key in ("line", "from", "to"))
    if line is None or one is None or other is None:
        return None
    return CloseSection(line=line, from_station=one, to_station=other, mark=given.mark)


def _read_close_stop(given: _Given) -> Operation | None:
    station = given.text("station")
    if station is None:
        return None
    return CloseStop(station=station, line=given.text("line"), mark=given.mark)


def _read_set_run_time(given: _Given) -> Operation | None:
    between, service, line = given.between(), given.text("service"), given.text("line")
    minutes, factor = given.number("minutes"), given.number("factor")
    if between is None:
        return None
    return SetRunTime(
        between=between,
        service=service,
        line=line,
        minutes=minutes,
        factor=factor,
        mark=given.mark,
    )


def _read_set_headway(given: _Given) -> Operation | None:
    service, between = given.text("service"), given.between()
    headway_min = given.number("headway_min")
    first, last, way = given.clock("first"), given.clock("last"), read_way(given.values)
    if service is None or between is None or headway_min is None:
        return None
    return SetHeadway(
        service=service,
        between=between,
        headway_min=headway_min,
        first_min=first,
        last_min=last,
        direction=way,
        mark=given.mark,
    )


def _read_set_span(given: _Given) -> Operation | None:
    service = given.text("service")
    first, last, way = given.clock("first"), given.clock("last"), read_way(given.values)
    if service is None:
        return None
    return SetSpan(
        service=service,
        first_min=first,
        last_min=last,
        direction=way,
        mark=given.mark,
    )


def _read_add_stop(given: _Given) -> Operation | None:
    service = given.text("service")
    station = read_station(given.values["station"]) if "station" in given.values else None
    numbers = {
        key: value for key in ("loss_min", "dwell_min") if (value := given.number(key)) is not None
    }
    if service is None or station is None:
        return None
    return AddStop(
        service=service,
        station=station,
        line=given.text("line"),
        after=given.text("after"),
        before=given.text("before"),
        mark=given.mark,
        **numbers,
    )


def _read_add_transfer(given: _Given) -> Operation | None:
    station, minutes = given.text("station"), given.number("minutes")
    if station is None or minutes is None:
        return None
    return AddTransfer(
        station=station, to_station=given.text("to") or "", minutes=minutes, mark=given.mark
    )


def _read_remove_trips(given: _Given) -> Operation | None:
    service, share = given.text("service"), given.number("share")
    between, way = given.between(), read_way(given.values)
    if service is None:
        return None
    return RemoveTrips(
        service=service,
        between=between,
        share=1.0 if share is None else share,
        direction=way,
        mark=given.mark,
    )


def _read_network_year(given: _Given) -> Operation | None:
    if "as_of" not in given.values:
        return None
    day = given.values["as_of"].convert(dt.date.fromisoformat, "a date such as 2015-03-13")
    return None if day is None else NetworkYear(as_of=day, mark=given.mark)


_FORMS: Final[dict[str, _Form]] = {
    "add_line": _Form(
        read=_read_add_line,
        needed=("id", "class", "stations"),
        optional=(
            "title",
            "ja",
            "en",
            "services",
            "km",
            "geometry",
            "top_speed_kmh",
            "transfers_min",
            "fares",
        ),
    ),
    "close_line": _Form(read=_read_close_line, needed=("line",), only="line"),
    "close_section": _Form(read=_read_close_section, needed=("line", "from", "to")),
    "close_stop": _Form(
        read=_read_close_stop, needed=("station",), optional=("line",), only="station"
    ),
    "set_run_time": _Form(
        read=_read_set_run_time,
        needed=("between",),
        optional=("service", "line", "minutes", "factor"),
    ),
    "set_headway": _Form(
        read=_read_set_headway,
        needed=("service", "between", "headway_min"),
        optional=("first", "last", "direction"),
    ),
    "set_span": _Form(
        read=_read_set_span, needed=("service",), optional=("first", "last", "direction")
    ),
    "add_stop": _Form(
        read=_read_add_stop,
        needed=("service", "station"),
        optional=("line", "after", "before", "loss_min", "dwell_min"),
    ),
    "add_transfer": _Form(read=_read_add_transfer, needed=("station", "minutes"), optional=("to",)),
    "remove_trips": _Form(
        read=_read_remove_trips, needed=("service",), optional=("between", "share", "direction")
    ),
    "network_year": _Form(read=_read_network_year, needed=("as_of",), only="as_of"),
}
