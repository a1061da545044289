"""Rows of network tables as model types, every fault of a row noted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Literal, TypeVar, cast, get_args

from geoaccess.errors import InputError
from geoaccess.model.network import (
    Confidence,
    Days,
    Departures,
    Direction,
    Line,
    Section,
    Station,
    StationOpening,
    StoppingPattern,
    Transfer,
)
from geoaccess.sources.csvtable import Faults, Row, optional_date
from geoaccess.units import SECONDS_PER_MINUTE, parse_clock

_T = TypeVar("_T")


def build_rows(
    rows: Sequence[Row], table: str, build: Callable[[Row, Faults], _T | None]
) -> tuple[_T, ...]:
    """Return what `build` makes of every row, or raise all faults of the table at once."""
    faults = Faults(table)
    built = [build(row, faults) for row in rows]
    faults.check()
    return tuple(one for one in built if one is not None)


def read_station(row: Row, faults: Faults) -> Station | None:
    """Return a row of stations.csv."""
    lat = faults.parse(row, "lat", float, "latitudes that are not decimal degrees")
    lon = faults.parse(row, "lon", float, "longitudes that are not decimal degrees")
    if not row["id"]:
        faults.add("rows without an id", f"row {row.number}")
    if lat is None or lon is None:
        return None
    return Station(id=row["id"], ja=row["ja"], en=row["en"], lat=lat, lon=lon)


def read_line(row: Row, faults: Faults) -> Line | None:
    """Return a row of lines.csv."""
    if not row["id"]:
        faults.add("rows without an id", f"row {row.number}")
    return Line(id=row["id"], ja=row["ja"], en=row["en"], category=row["class"])


def _dates(row: Row, faults: Faults) -> dict[str, dt.date | None]:
    what = "dates that are not written as 2025-03-15"
    return {name: faults.parse(row, name, optional_date, what) for name in ("opened", "closed")}


def read_section(row: Row, faults: Faults) -> Section | None:
    """Return a row of sections.csv."""
    km = faults.parse(row, "km", _positive, "lengths that are not kilometres above 0")
    dates = _dates(row, faults)
    if km is None:
        return None
    return Section(line=row["line"], from_station=row["from"], to_station=row["to"], km=km, **dates)


def read_opening(row: Row, faults: Faults) -> StationOpening:
    """Return a row of station_openings.csv."""
    return StationOpening(line=row["line"], station=row["station"], **_dates(row, faults))


def read_pattern(row: Row, faults: Faults) -> StoppingPattern | None:
    """Return a row of services.csv or express.csv."""
    what = "minutes that are not whole numbers"
    calls = row.words("calls")
    run_min = faults.parse(row, "run_min", _whole_numbers, what)
    dwell_min = faults.parse(row, "dwell_min", _whole_numbers, what)
    direction, confidence = row["direction"], row["confidence"]
    if direction not in ("down", "up", "both"):
        faults.add("directions other than down, up, both", f"row {row.number}: '{direction}'")
    if confidence not in get_args(Confidence):
        faults.add("confidence other than high, medium, low", f"row {row.number}")
    if run_min is None or dwell_min is None:
        return None
    if len(calls) < 2 or len(run_min) != len(calls) - 1 or len(dwell_min) != len(calls) - 2:
        faults.add(
            "services whose minutes do not fit their calls (n calls, n-1 runs, n-2 dwells)",
            f"row {row.number}: {row['id']}",
        )
        return None
    if min(dwell_min, default=0) < 0:
        faults.add("dwell times below 0", f"row {row.number}: {row['id']}")
    if min(run_min) < 1:
        faults.add("running times below a minute", f"row {row.number}: {row['id']}")
    return StoppingPattern(
        id=row["id"],
        service=row["service"],
        service_ja=row["service_ja"],
        lines=row.words("lines"),
        direction=cast(Literal["down", "up", "both"], direction),
        calls=calls,
        run_min=run_min,
        dwell_min=dwell_min,
        confidence=cast(Confidence, confidence),
        **_dates(row, faults),
    )


def read_departures(row: Row, faults: Faults) -> Departures | None:
    """Return a row of departures.csv; a headway band becomes its departures."""
    direction, days = row["direction"], row["days"]
    if direction not in get_args(Direction):
        faults.add("directions other than down, up", f"row {row.number}: '{direction}'")
    if days not in get_args(Days):
        faults.add("days other than daily, weekday, holiday", f"row {row.number}: '{days}'")
    band = [row["first"], row["last"], row["headway_min"]]
    if bool(row["departures"]) == any(band) or (any(band) and not all(band)):
        faults.add(
            "rows that need either departures, or first, last and headway_min", f"row {row.number}"
        )
        return None
    try:
        minutes = _band(*band) if all(band) else tuple(map(_minute, row.words("departures")))
    except (ValueError, InputError):
        faults.add("departures that are not HH:MM", f"row {row.number}: {row['service']}")
        return None
    return Departures(
        pattern=row["service"],
        direction=cast(Direction, direction),
        days=cast(Days, days),
        departures_min=minutes,
        is_headway_model=all(band),
    )


def read_transfer(row: Row, faults: Faults) -> Transfer | None:
    """Return a row of transfers.csv."""
    minutes = faults.parse(row, "minutes", _not_negative, "minutes below 0")
    if minutes is None:
        return None
    return Transfer(station=row["station"], to_station=row["to_station"], minutes=minutes)


def _band(first: str, last: str, headway_min: str) -> tuple[int, ...]:
    """Return departures every headway from the first to the last, whole minutes."""
    begin, end, headway = _minute(first), _minute(last), _positive(headway_min)
    if end < begin:
        raise ValueError("the last departure is before the first")
    count = int((end - begin) / headway + 1e-9) + 1
    return tuple(round(begin + i * headway) for i in range(count))


def _minute(text: str) -> int:
    return parse_clock(text) // SECONDS_PER_MINUTE


def _whole_numbers(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split())


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise ValueError(text)
    return value


def _not_negative(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise ValueError(text)
    return value
