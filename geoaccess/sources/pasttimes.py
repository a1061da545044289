"""Rows of past_times.csv: the fastest times of former timetables."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

from geoaccess.model.network import PastTime, RailNetwork
from geoaccess.sources.csvtable import Faults, Row


def read_past_time(row: Row, faults: Faults) -> PastTime | None:
    """Return a row of past_times.csv; names of services are parted by semicolons."""
    what = "first days and first days without that are not written as 2015-03-14"
    opened = faults.parse(row, "opened", dt.date.fromisoformat, what)
    closed = faults.parse(row, "closed", dt.date.fromisoformat, what)
    minutes = faults.parse(row, "minutes", _whole, "minutes that are not whole numbers above 0")
    lines = row.words("lines")
    if not lines:
        faults.add("rows without lines", f"row {row.number}")
    if opened is None or closed is None or minutes is None:
        return None
    if closed <= opened:
        faults.add("rows that end before they begin", f"row {row.number}: {opened}, {closed}")
    names = (name.strip() for name in row["services"].split(";"))
    return PastTime(
        lines=lines,
        services=tuple(name for name in names if name),
        from_station=row["from"],
        to_station=row["to"],
        opened=opened,
        closed=closed,
        minutes=minutes,
    )


def check_past_times(network: RailNetwork, faults: Faults) -> None:
    """Note past times of unknown stations, lines or services, too late, or told twice."""
    stations, lines = set(network.station_by_id), set(network.line_by_id)
    services = {pattern.service for pattern in network.patterns}
    for one in network.past_times:
        for station in sorted({one.from_station, one.to_station} - stations):
            faults.add("past times at unknown stations", station)
        for line in sorted(set(one.lines) - lines):
            faults.add("past times on unknown lines", line)
        for service in sorted(set(one.services) - services):
            faults.add("past times of unknown services", service)
        if one.from_station == one.to_station:
            faults.add("past times from a station to itself", one.from_station)
        if one.closed > network.valid_from:
            faults.add(f"past times that end after {network.valid_from}", _label(one))
    for one, other in combinations(network.past_times, 2):
        if _stretch(one) == _stretch(other) and (
            one.opened < other.closed and other.opened < one.closed
        ):
            faults.add("past times of one stretch that overlap", _label(other))


def _stretch(one: PastTime) -> tuple[object, ...]:
    ends = frozenset((one.from_station, one.to_station))
    return ends, frozenset(one.lines), frozenset(one.services)


def _label(one: PastTime) -> str:
    return f"{one.from_station}-{one.to_station} from {one.opened}"


def _whole(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value
