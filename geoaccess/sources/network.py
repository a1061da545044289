"""Rail networks from planners' tables: a folder of CSV files as in `data/network/`, a workbook."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from geoaccess.config import checked
from geoaccess.errors import FileError, InputError
from geoaccess.model.network import RailNetwork
from geoaccess.model.text import Text
from geoaccess.sources.csvtable import Faults, Row, read_table, source_ids
from geoaccess.sources.facts import SOURCE_COLUMNS, read_source
from geoaccess.sources.networkbook import WORKBOOK_SUFFIXES, read_network_workbook
from geoaccess.sources.networkrows import (
    build_rows,
    read_departures,
    read_line,
    read_opening,
    read_pattern,
    read_section,
    read_station,
    read_transfer,
)
from geoaccess.sources.pasttimes import check_past_times, read_past_time
from geoaccess.sources.shipped import data_path

_T = TypeVar("_T")

_PATTERN = "id service service_ja lines direction calls run_min dwell_min opened closed"
_COLUMNS = {
    name: [*columns.split(), "source", "edition", "confidence"]
    for name, columns in {
        "stations": "id ja en lat lon",
        "lines": "id ja en class",
        "sections": "line from to km opened closed",
        "station_openings": "line station opened closed",
        "services": _PATTERN,
        "express": _PATTERN,
        "departures": "service direction days departures first last headway_min",
        "transfers": "station to_station minutes",
        "past_times": "lines services from to opened closed minutes",
    }.items()
} | {"sources": list(SOURCE_COLUMNS)}
_OPTIONAL = frozenset(("express", "station_openings", "transfers", "past_times", "sources"))


@cache
def load_shipped_network() -> RailNetwork:
    """Return the network of Japan that ships with the package; read once in a process."""
    return load_network(data_path("network", "network.yaml").parent)


def load_network(path: Path) -> RailNetwork:
    """Return the network in a folder of tables, or in a workbook with a sheet for each.

    Needed: network.yaml, stations.csv, lines.csv, sections.csv, services.csv, departures.csv.
    Read where present: express.csv (services, same columns), station_openings.csv,
    transfers.csv, past_times.csv, sources.csv (beside the sources that ship with geoaccess).
    In a workbook the sheets have these names without ending; sheet `network` stands for
    network.yaml.

    Raises
    ------
    FileError
        When the folder, the workbook or a needed table is missing.
    InputError
        When rows are faulty; every fault of a table is named at once.
    """
    if path.suffix.lower() in WORKBOOK_SUFFIXES and not path.is_dir():
        given, tables, notes = read_network_workbook(path, _COLUMNS, _OPTIONAL)
        header = _build_header(given, f"{path.name}: network")
        header = replace(header, notes=header.notes + notes)
        label = f"{path.name}: {{}}"
    else:
        if not path.is_dir():
            raise FileError(
                f"{path}: not a folder of network tables (network.yaml, stations.csv …)"
            )
        header = _read_header(path / "network.yaml")
        tables = {name: _read(path / f"{name}.csv") for name in _COLUMNS}
        label = "{}.csv"

    def built(name: str, build: Callable[[Row, Faults], _T | None]) -> tuple[_T, ...]:
        return build_rows(tables[name], label.format(name), build)

    rows_of = [rows for name, rows in tables.items() if name != "sources"]
    network = replace(
        header,
        stations=built("stations", read_station),
        lines=built("lines", read_line),
        sections=built("sections", read_section),
        station_openings=built("station_openings", read_opening),
        patterns=built("services", read_pattern) + built("express", read_pattern),
        departures=built("departures", read_departures),
        transfers=built("transfers", read_transfer),
        past_times=built("past_times", read_past_time),
        sources=tuple(dict.fromkeys(s for rows in rows_of for s in source_ids(rows))),
        own_sources=tuple(read_source(row) for row in tables["sources"]),
    )
    check_network(network, path.name)
    return network


def merge_networks(networks: Sequence[RailNetwork], where: str = "") -> RailNetwork:
    """Return one network with the rows of all; the first gives title, edition and dates.

    Equal rows are kept once.

    Parameters
    ----------
    where
        What errors call the networks; by default their names.

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
            "past_times",
            "sources",
            "own_sources",
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
    check_network(merged, where)
    return merged


def check_network(network: RailNetwork, where: str = "") -> None:
    """Raise one InputError naming every reference in a network that leads nowhere.

    Parameters
    ----------
    where
        File or folder that the error names; by default the name of the network.
    """
    faults = Faults(where or network.name)
    _check_unique(network, faults)
    _check_track(network, faults)
    _check_services(network, faults)
    check_past_times(network, faults)
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
    repeated = Counter((one.station, one.to_station) for one in network.transfers)
    for (station, to_station), count in repeated.items():
        if count > 1:
            faults.add("transfers given twice", f"{station} {to_station}".strip())
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


class _Names(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    ja: str
    en: str


class _Header(BaseModel):
    """What network.yaml says of the tables beside it."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, coerce_numbers_to_str=True)

    name: str
    title: _Names
    edition: Annotated[str, BeforeValidator(str)]
    valid_from: dt.date
    valid_to: dt.date
    service_date: dt.date
    default_transfer_min: float = Field(default=5, ge=0, le=120)
    notes: tuple[_Names, ...] = ()

    @model_validator(mode="after")
    def _check_dates(self) -> _Header:
        if not self.valid_from <= self.service_date <= self.valid_to:
            raise ValueError("service_date must lie between valid_from and valid_to")
        return self


def _read_header(path: Path) -> RailNetwork:
    """Return an empty network with the title, edition and dates of network.yaml."""
    try:
        given: Any = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise FileError(
            f"{path.name}: no such file in {path.parent.name}/; a network needs its edition and "
            "service date"
        ) from None
    except OSError as error:
        raise FileError(f"{path.name}: cannot be read ({error.strerror})") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: not YAML ({str(error).splitlines()[0]})") from None
    return _build_header(given, path.name)


def _build_header(given: Any, where: str) -> RailNetwork:
    header = checked(_Header, given, where)
    return RailNetwork(
        name=header.name,
        title={"ja": header.title.ja, "en": header.title.en},
        edition=header.edition,
        valid_from=header.valid_from,
        valid_to=header.valid_to,
        service_date=header.service_date,
        default_transfer_min=header.default_transfer_min,
        notes=tuple(Text(en=note.en, ja=note.ja) for note in header.notes),
        stations=(),
        lines=(),
        sections=(),
        station_openings=(),
        patterns=(),
        departures=(),
        transfers=(),
    )


def _read(path: Path) -> list[Row]:
    """Return the rows of a network table; an optional table may be missing."""
    if path.stem in _OPTIONAL and not path.exists():
        return []
    return read_table(path, _COLUMNS[path.stem])
