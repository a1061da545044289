"""Rules of fares from tables: basic fares, lines, fare zones, express charges, trains."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeVar

from geoaccess.model.farebook import (
    NO_CHARGE,
    Band,
    FareBook,
    FareZone,
    LineTariff,
    PairCharge,
    ServiceCharge,
    Tariff,
)
from geoaccess.sources.csvtable import Faults, Row, read_table, source_ids
from geoaccess.sources.railfacts.cells import Reader
from geoaccess.sources.shipped import data_path

_T = TypeVar("_T")
KINDS: Final = ("", "main", "local")
PAIRS: Final = "pairs"
SHINKANSEN: Final = "shinkansen"
ADDON: Final = "-addon"
"""Ends the name of a tariff that is added to the common one, so that no line has it."""
COLUMNS: Final = {
    "base_fares": ("tariff", "from_km", "to_km", "yen", "yen_per_km"),
    "line_tariffs": ("line", "from", "to", "tariff", "kind", "charge", "extra_km"),
    "zones": ("zone", "station", "centre", "km_to_centre", "towards", "least_km"),
    "special_fares": ("from", "to", "yen"),
    "express_pairs": ("from", "to", "reserved_yen", "fast_extra_yen", "unreserved_yen"),
    "express_bands": ("charge", "from_km", "to_km", "reserved_yen"),
    "service_charges": ("service_ja", "charge", "fast", "reserved_only"),
}


def load_shipped_farebook() -> FareBook:
    """Return the rules of fares that ship with the package."""
    return load_farebook(data_path("fares", "base_fares.csv").parent)


def load_fare_sources() -> tuple[str, ...]:
    """Return the ids of the sources of the shipped rules, in order of first use."""
    folder = data_path("fares", "base_fares.csv").parent
    rows = [row for name in COLUMNS for row in read_table(folder / f"{name}.csv", ("source",))]
    return source_ids(rows)


def load_farebook(folder: Path) -> FareBook:
    """Return the rules of fares in a folder of tables (`COLUMNS`).

    Raises
    ------
    FileError, InputError
        When a table is missing or lacks a column; when a figure is none, bands overlap or
        leave a gap, a row stands twice, or a name leads nowhere. All faults of a table are
        named at once.
    """
    rows = {name: read_table(folder / f"{name}.csv", given) for name, given in COLUMNS.items()}
    tariffs = _build("base_fares", rows, _read_tariffs)
    bands = _build("express_bands", rows, _read_bands)
    lines, pieces = _build("line_tariffs", rows, _read_lines)
    book = FareBook(
        tariffs=tariffs,
        lines=lines,
        pieces=pieces,
        zones=_build("zones", rows, _read_zones),
        special=_build("special_fares", rows, _read_special),
        pairs=_build("express_pairs", rows, _read_pairs),
        bands=bands,
        services=_build("service_charges", rows, _read_services),
    )
    _check_names(book)
    return book


def _build(
    name: str, rows: dict[str, list[Row]], read: Callable[[Sequence[Row], Faults], _T]
) -> _T:
    faults = Faults(f"{name}.csv")
    found = read(rows[name], faults)
    if not rows[name]:
        faults.add("no rows", "the table is empty")
    faults.check()
    return found


def _read_band(row: Row, faults: Faults, column: str) -> Band:
    """Return a band; an empty end is open."""
    cells = Reader(row, faults)
    end = math.inf if not row["to_km"] else float(cells.whole("to_km"))
    band = Band(from_km=cells.whole("from_km"), to_km=end, yen=cells.number(column))
    if band.to_km < band.from_km or band.from_km < 1:
        faults.add("bands that end before they begin, or begin below 1 km", f"row {row.number}")
    return band


def _read_tariffs(rows: Sequence[Row], faults: Faults) -> dict[str, Tariff]:
    fixed, rates = defaultdict[str, list[Band]](list), defaultdict[str, list[Band]](list)
    for row in rows:
        name = Reader(row, faults).text("tariff")
        if bool(row["yen"]) == bool(row["yen_per_km"]):
            faults.add("rows without one of yen and yen_per_km", f"row {row.number}")
        elif row["yen"]:
            fixed[name].append(_read_band(row, faults, "yen"))
        else:
            rates[name].append(_read_band(row, faults, "yen_per_km"))
    for kind, tables in (("fixed fares", fixed), ("yen per km", rates)):
        for name, bands in tables.items():
            _check_bands(f"{kind} of {name}", bands, faults, whole=kind != "fixed fares")
    return {
        name: Tariff(fixed=tuple(fixed[name]), rates=tuple(rates[name]))
        for name in dict.fromkeys([*fixed, *rates])
    }


def _read_bands(rows: Sequence[Row], faults: Faults) -> dict[str, tuple[Band, ...]]:
    found = defaultdict[str, list[Band]](list)
    for row in rows:
        charge = Reader(row, faults).text("charge")
        found[charge].append(_read_band(row, faults, "reserved_yen"))
    for charge, bands in found.items():
        _check_bands(charge, bands, faults, whole=False)
    return {charge: tuple(bands) for charge, bands in found.items()}


def _check_bands(what: str, bands: list[Band], faults: Faults, *, whole: bool) -> None:
    """Sort bands; note those that overlap, and where a table has to be whole a gap."""
    bands.sort(key=lambda one: one.from_km)
    for before, after in pairwise(bands):
        if after.from_km <= before.to_km:
            faults.add("bands that overlap", f"{what} at {after.from_km} km")
        elif whole and after.from_km != before.to_km + 1:
            faults.add("bands with a gap between them", f"{what} before {after.from_km} km")


def _read_lines(
    rows: Sequence[Row], faults: Faults
) -> tuple[dict[str, LineTariff], dict[tuple[str, frozenset[str]], LineTariff]]:
    lines: dict[str, LineTariff] = {}
    pieces: dict[tuple[str, frozenset[str]], LineTariff] = {}
    for row in rows:
        cells = Reader(row, faults)
        line, ends = cells.text("line"), frozenset((row["from"], row["to"])) - {""}
        if row["kind"] not in KINDS:
            cells.note("kinds that are none of main, local, empty", row["kind"])
        one = LineTariff(
            tariff=cells.text("tariff"),
            kind=row["kind"],
            charge=row["charge"],
            extra_km=cells.number("extra_km") if row["extra_km"] else 0.0,
        )
        if len(ends) == 1:
            cells.note("pieces without two ends", line)
        if ((line, ends) in pieces) if ends else (line in lines):
            cells.note("lines that stand twice", " ".join((line, *sorted(ends))))
        if ends:
            pieces[line, ends] = one
        else:
            lines[line] = one
    return lines, pieces


def _read_zones(rows: Sequence[Row], faults: Faults) -> dict[str, tuple[FareZone, ...]]:
    found = defaultdict[str, list[FareZone]](list)
    for row in rows:
        cells = Reader(row, faults)
        station = cells.text("station")
        zone = FareZone(
            zone=cells.text("zone"),
            centre=cells.text("centre"),
            km_to_centre=cells.number("km_to_centre"),
            towards=row["towards"],
            least_km=cells.number("least_km"),
        )
        if any(one.zone == zone.zone for one in found[station]):
            cells.note("stations that stand twice in a zone", f"{station} {zone.zone}")
        found[station].append(zone)
    return {station: tuple(zones) for station, zones in found.items()}


def _pair(row: Row, faults: Faults, seen: set[frozenset[str]]) -> frozenset[str]:
    cells = Reader(row, faults)
    ends = frozenset((cells.text("from"), cells.text("to")))
    if len(ends) == 1:
        cells.note("pairs of one station", row["from"])
    if ends in seen:
        cells.note("pairs that stand twice", f"{row['from']}-{row['to']}")
    seen.add(ends)
    return ends


def _read_special(rows: Sequence[Row], faults: Faults) -> dict[frozenset[str], int]:
    seen: set[frozenset[str]] = set()
    return {_pair(row, faults, seen): Reader(row, faults).whole("yen") for row in rows}


def _read_pairs(rows: Sequence[Row], faults: Faults) -> dict[frozenset[str], PairCharge]:
    seen: set[frozenset[str]] = set()
    found = {}
    for row in rows:
        cells = Reader(row, faults)
        found[_pair(row, faults, seen)] = PairCharge(
            reserved_yen=cells.whole("reserved_yen"),
            fast_extra_yen=cells.whole("fast_extra_yen") if row["fast_extra_yen"] else 0,
            unreserved_yen=cells.whole("unreserved_yen"),
        )
    return found


def _read_services(rows: Sequence[Row], faults: Faults) -> dict[str, ServiceCharge]:
    found: dict[str, ServiceCharge] = {}
    for row in rows:
        cells = Reader(row, faults)
        name = cells.text("service_ja")
        for column in ("fast", "reserved_only"):
            if row[column] not in ("", "yes"):
                cells.note(f"{column} that is neither yes nor empty", row[column])
        if name in found:
            cells.note("trains that stand twice", name)
        found[name] = ServiceCharge(
            charge=cells.text("charge"),
            is_fast=row["fast"] == "yes",
            is_reserved_only=row["reserved_only"] == "yes",
        )
    return found


def _check_names(book: FareBook) -> None:
    """Raise one InputError that names every tariff or charge that no table has."""
    faults = Faults("fares")
    lines = {**book.lines, **{line: one for (line, _), one in book.pieces.items()}}
    for line, one in lines.items():
        if one.tariff not in book.tariffs or one.tariff.endswith(ADDON):
            faults.add("line_tariffs.csv: tariffs that base_fares.csv does not have", line)
        if one.charge not in ("", PAIRS, *book.bands):
            faults.add("line_tariffs.csv: charges that express_bands.csv does not have", line)
    for service, charge in book.services.items():
        if charge.charge not in (NO_CHARGE, SHINKANSEN, *book.bands):
            faults.add("service_charges.csv: charges that express_bands.csv does not have", service)
    faults.check()
