"""Rail networks from planners' tables: a folder of CSV files as in `data/network/`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

import yaml

from geoaccess.errors import FileError, InputError
from geoaccess.model.network import (
    Confidence,
    Days,
    Departures,
    Direction,
    Line,
    RailNetwork,
    Section,
    Station,
    StationOpening,
    StoppingPattern,
    Transfer,
)
from geoaccess.model.text import Text
from geoaccess.sources.csvtable import Faults, Row, optional_date, read_table, source_ids
from geoaccess.sources.shipped import data_path
from geoaccess.units import SECONDS_PER_MINUTE, parse_clock

_PATTERN_COLUMNS = [
    "id",
    "service",
    "service_ja",
    "lines",
    "direction",
    "calls",
    "run_min",
    "dwell_min",
    "opened",
    "closed",
]
_DEPARTURE_COLUMNS = ["service", "direction", "days", "departures", "first", "last", "headway_min"]
_T = TypeVar("_T")
_SOURCED = ["source", "edition", "confidence"]


def load_shipped_network() -> RailNetwork:
    """Return the network of Japan that ships with the package."""
    return load_network(data_path("network", "network.yaml").parent)


def load_network(folder: Path) -> RailNetwork:
    """Return the network in a folder of tables.

    Needed: network.yaml, stations.csv, lines.csv, sections.csv, services.csv, departures.csv.
    Read where present: express.csv (services, same columns), station_openings.csv,
    transfers.csv.

    Raises
    ------
    FileError
        When the folder or a needed table is missing.
    InputError
        When rows are faulty; every fault of a table is named at once.
    """
    if not folder.is_dir():
        raise FileError(f"{folder}: not a folder of network tables (network.yaml, stations.csv …)")
    header = _read_header(folder / "network.yaml")
    tables = {
        "stations": read_table(
            folder / "stations.csv", ["id", "ja", "en", "lat", "lon", *_SOURCED]
        ),
        "lines": read_table(folder / "lines.csv", ["id", "ja", "en", "class", *_SOURCED]),
        "sections": read_table(
            folder / "sections.csv", ["line", "from", "to", "km", "opened", "closed", *_SOURCED]
        ),
        "services": read_table(folder / "services.csv", [*_PATTERN_COLUMNS, *_SOURCED]),
        "express": _optional(folder / "express.csv", [*_PATTERN_COLUMNS, *_SOURCED]),
        "departures": read_table(folder / "departures.csv", [*_DEPARTURE_COLUMNS, *_SOURCED]),
        "station_openings": _optional(
            folder / "station_openings.csv", ["line", "station", "opened", "closed", *_SOURCED]
        ),
        "transfers": _optional(
            folder / "transfers.csv", ["station", "to_station", "minutes", *_SOURCED]
        ),
    }
    network = replace(
        header,
        stations=_rows(tables["stations"], "stations.csv", _station),
        lines=_rows(tables["lines"], "lines.csv", _line),
        sections=_rows(tables["sections"], "sections.csv", _section),
        station_openings=_rows(tables["station_openings"], "station_openings.csv", _opening),
        patterns=(
            *_rows(tables["services"], "services.csv", _pattern),
            *_rows(tables["express"], "express.csv", _pattern),
        ),
        departures=_rows(tables["departures"], "departures.csv", _departures),
        transfers=_rows(tables["transfers"], "transfers.csv", _transfer),
        sources=tuple(dict.fromkeys(s for rows in tables.values() for s in source_ids(rows))),
    )
    check_network(network)
    return network


def merge_networks(networks: Sequence[RailNetwork]) -> RailNetwork:
    """Return one network with the rows of all; the first gives title, edition and dates.

    Equal rows are kept once.

    Raises
    ------
    InputError
        When two networks give the same id to different things.
    """
    first = networks[0]
    if len(networks) == 1:
        return first
    joined: dict[str, Any] = {
        name: tuple(dict.fromkeys(row for network in networks for row in getattr(network, name)))
        for name in [
            "stations",
            "lines",
            "sections",
            "station_openings",
            "patterns",
            "departures",
            "transfers",
            "sources",
            "notes",
        ]
    }
    merged = replace(
        first,
        **joined,
        name="+".join(network.name for network in networks),
        valid_from=max(network.valid_from for network in networks),
        valid_to=min(network.valid_to for network in networks),
    )
    check_network(merged)
    return merged


def check_network(network: RailNetwork) -> None:
    """Raise one InputError naming every reference in a network that leads nowhere."""
    faults = Faults(network.name)
    _check_unique(network, faults)
    _check_track(network, faults)
    _check_services(network, faults)
    faults.check()


def _check_unique(network: RailNetwork, faults: Faults) -> None:
    ids = {
        "stations": [station.id for station in network.stations],
        "lines": [line.id for line in network.lines],
        "services": [pattern.id for pattern in network.patterns],
    }
    for what, given in ids.items():
        for one, count in Counter(given).items():
            if count > 1:
                faults.add(f"{what} whose id appears twice with different content", one)


def _check_track(network: RailNetwork, faults: Faults) -> None:
    stations, lines = set(network.station_by_id), set(network.line_by_id)
    for section in network.sections:
        for station in {section.from_station, section.to_station} - stations:
            faults.add("sections at unknown stations", f"{section.line}: {station}")
        if section.line not in lines:
            faults.add("sections on unknown lines", section.line)
    for opening in network.station_openings:
        if opening.station not in stations or opening.line not in lines:
            faults.add("station openings of unknown stations", opening.station)
    for transfer in network.transfers:
        for station in {transfer.station, transfer.to_station} - stations - {""}:
            faults.add("transfers at unknown stations", station)


def _check_services(network: RailNetwork, faults: Faults) -> None:
    stations, lines = set(network.station_by_id), set(network.line_by_id)
    for pattern in network.patterns:
        for station in set(pattern.calls) - stations:
            faults.add("services calling at unknown stations", f"{pattern.id}: {station}")
        for line in set(pattern.lines) - lines:
            faults.add("services on unknown lines", f"{pattern.id}: {line}")
    patterns = {pattern.id: pattern for pattern in network.patterns}
    for row in network.departures:
        known = patterns.get(row.pattern)
        if known is None:
            faults.add("departures of unknown services", row.pattern)
        elif known.direction not in ("both", row.direction):
            faults.add("departures against the service's direction", row.pattern)


def _read_header(path: Path) -> RailNetwork:
    """Return an empty network with the title, edition and dates of network.yaml."""
    try:
        given: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileError(
            f"{path.name}: no such file in {path.parent.name}/; a network needs its edition and "
            "service date"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: not YAML ({str(error).splitlines()[0]})") from None
    needed = {"name", "title", "edition", "valid_from", "valid_to", "service_date"}
    allowed = needed | {"default_transfer_min", "notes"}
    if not isinstance(given, dict) or not needed <= set(given) <= allowed:
        raise InputError(
            f"{path.name}: needs {', '.join(sorted(needed))}; may have default_transfer_min, notes"
        )
    dates = {name: given[name] for name in ("valid_from", "valid_to", "service_date")}
    if not all(isinstance(value, dt.date) for value in dates.values()):
        raise InputError(f"{path.name}: dates are written as 2025-03-15")
    if not isinstance(given["title"], Mapping) or not {"ja", "en"} <= set(given["title"]):
        raise InputError(f"{path.name}: title needs ja and en")
    return RailNetwork(
        name=str(given["name"]),
        title=given["title"],
        edition=str(given["edition"]),
        default_transfer_min=float(given.get("default_transfer_min", 5)),
        notes=tuple(_note(note, path) for note in given.get("notes", ())),
        stations=(),
        lines=(),
        sections=(),
        station_openings=(),
        patterns=(),
        departures=(),
        transfers=(),
        **dates,
    )


def _note(note: Any, path: Path) -> Text:
    if not isinstance(note, Mapping) or set(note) != {"ja", "en"}:
        raise InputError(f"{path.name}: a note needs ja and en")
    return Text(en=str(note["en"]), ja=str(note["ja"]))


def _optional(path: Path, columns: Sequence[str]) -> list[Row]:
    return read_table(path, columns) if path.exists() else []


def _rows(
    rows: Sequence[Row], table: str, build: Callable[[Row, Faults], _T | None]
) -> tuple[_T, ...]:
    """Return what `build` makes of every row, or raise all faults of the table at once."""
    faults = Faults(table)
    built = [build(row, faults) for row in rows]
    faults.check()
    return tuple(one for one in built if one is not None)


def _station(row: Row, faults: Faults) -> Station | None:
    lat = faults.parse(row, "lat", float, "latitudes that are not decimal degrees")
    lon = faults.parse(row, "lon", float, "longitudes that are not decimal degrees")
    if not row["id"]:
        faults.add("rows without an id", f"row {row.number}")
    if lat is None or lon is None:
        return None
    return Station(id=row["id"], ja=row["ja"], en=row["en"], lat=lat, lon=lon)


def _line(row: Row, faults: Faults) -> Line | None:
    if not row["id"]:
        faults.add("rows without an id", f"row {row.number}")
    return Line(id=row["id"], ja=row["ja"], en=row["en"], category=row["class"])


def _dates(row: Row, faults: Faults) -> dict[str, dt.date | None]:
    what = "dates that are not written as 2025-03-15"
    return {name: faults.parse(row, name, optional_date, what) for name in ("opened", "closed")}


def _section(row: Row, faults: Faults) -> Section | None:
    km = faults.parse(row, "km", _positive, "lengths that are not kilometres above 0")
    dates = _dates(row, faults)
    if km is None:
        return None
    return Section(line=row["line"], from_station=row["from"], to_station=row["to"], km=km, **dates)


def _opening(row: Row, faults: Faults) -> StationOpening:
    return StationOpening(line=row["line"], station=row["station"], **_dates(row, faults))


def _pattern(row: Row, faults: Faults) -> StoppingPattern | None:
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


def _departures(row: Row, faults: Faults) -> Departures | None:
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


def _transfer(row: Row, faults: Faults) -> Transfer | None:
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
