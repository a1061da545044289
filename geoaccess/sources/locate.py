"""Where one row of a planner's table lies: by lat and lon, mesh or municipality code, or name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geoaccess.errors import describe_offenders
from geoaccess.sources.codes import CodeStyle
from geoaccess.sources.columns import Column
from geoaccess.sources.coordinates import (
    EMPTY_REMEDY,
    clean_number,
    find_position_fault,
    parse_degrees,
    parse_pair,
)
from geoaccess.sources.faults import Cause, Fault, Subject, quote
from geoaccess.sources.gazetteer import Gazetteer
from geoaccess.sources.meshcodes import place_in_cell
from geoaccess.sources.names import Entry
from geoaccess.sources.rows import Row, Table
from geoaccess.sources.sexagesimal import has_minutes
from geoaccess.sources.stationrows import Area, find_station

_NAME_REMEDY: Final = "add a prefecture column (都道府県) or municipality_code (市区町村コード)"
SHOWN_NEAREST: Final = 3
_CODE_REMEDY: Final = "write municipality codes with six digits, or give lat and lon"


@dataclass(frozen=True, kw_only=True)
class Located:
    """Position of a row in degrees.

    Attributes
    ----------
    codes
        Municipality codes that the row names: one, none, or two readings of the same text.
    office_row
        Row of the municipality whose office stands for the place, -1 for a position given.
    note
        What was done to find the position, '' for nothing.
    station_row
        Row of the station on whose platform the place stands, -1 for none.
    is_sexagesimal
        Whether the position was written in degrees, minutes and seconds.
    named
        Municipalities that the row names beside its position, by code or name; cities, not wards.
    """

    lon: float
    lat: float
    codes: tuple[str, ...]
    office_row: int = -1
    note: str = ""
    station_row: int = -1
    is_sexagesimal: bool = False
    named: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Locator:
    """Reads positions from the rows of one table."""

    table: Table
    columns: Mapping[Column, int]
    gazetteer: Gazetteer
    code_style: CodeStyle | None

    def get_text(self, row: Row, column: Column) -> str:
        """Return the text of a cell, '' where the row or the table has none."""
        position = self.columns.get(column, -1)
        return row.cells[position] if 0 <= position < len(row.cells) else ""

    def locate(self, row: Row) -> Located | list[Fault]:
        """Return the position of a row, or its faults."""
        coordinates, note = place_in_cell(
            self.get_text(row, "mesh_code"), self._read_coordinates(row)
        )
        text = self.get_text(row, "municipality_code")
        codes: tuple[str, ...] | Cause = ()
        if clean_number(text):
            codes = self._read_code(row, text)
        if coordinates is None and clean_number(self.get_text(row, "station")):
            return self._locate_station(row, codes)
        if coordinates is None:
            return self._locate_office(row, codes)
        faults = [_fault(row, "position", one) for one in coordinates if isinstance(one, Cause)]
        if isinstance(codes, Cause):
            faults.append(_fault(row, "code", codes))
        if faults:
            return faults
        lon, lat = (float(one) for one in coordinates if not isinstance(one, Cause))
        cause = find_position_fault(lat, lon)
        if cause is not None:
            return [_fault(row, "position", cause)]
        return Located(
            lon=lon,
            lat=lat,
            codes=() if isinstance(codes, Cause) else codes,
            note=note,
            is_sexagesimal=row.point is None and self._has_minutes(row),
            named=self._find_named(row, () if isinstance(codes, Cause) else codes),
        )

    def _find_named(self, row: Row, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Return the municipalities that a row names: by code, else by name where it is known."""
        if codes:
            return tuple(self.gazetteer.codes.find_city_of_ward(code) or code for code in codes)
        name = self.get_text(row, "municipality")
        rows = self.gazetteer.find_municipalities(name, self.get_text(row, "prefecture"))
        return tuple(self.gazetteer.get_set("municipalities").id[one] for one in rows)

    def _has_minutes(self, row: Row) -> bool:
        """Return whether the position of a row is written with minutes."""
        columns: tuple[Column, ...] = ("lat", "lon", "lat_lon")
        return any(has_minutes(self.get_text(row, one)) for one in columns)

    def has_full_width(self, row: Row) -> bool:
        """Return whether the position of a row is written in full-width digits."""
        columns: tuple[Column, ...] = ("lat", "lon", "lat_lon")
        return any("０" <= char <= "９" for one in columns for char in self.get_text(row, one))

    def _locate_station(self, row: Row, codes: tuple[str, ...] | Cause) -> Located | list[Fault]:
        """Return the platform of the station of a row without coordinates, or its faults."""
        if isinstance(codes, Cause):
            return [_fault(row, "code", codes)]
        name, prefecture = self.get_text(row, "municipality"), self.get_text(row, "prefecture")
        book, municipalities = self.gazetteer.codes, self.gazetteer.get_set("municipalities")
        wanted = {book.find_city_of_ward(code) or code for code in codes}
        if name and not wanted:
            found = self.gazetteer.find_municipalities(name, prefecture)
            if not found:
                return self._locate_office(row, codes)
            wanted = {municipalities.id[one] for one in found}
        area = Area(
            codes=frozenset(wanted),
            prefecture=self.gazetteer.find_prefecture(prefecture) if prefecture else "",
            shown=" ".join(filter(None, (prefecture, name, *codes))),
        )
        found_row = find_station(self.get_text(row, "station"), area, self.gazetteer)
        if isinstance(found_row, Cause):
            return [_fault(row, "position", found_row)]
        stations = self.gazetteer.get_set("stations")
        return Located(
            lon=float(stations.lon[found_row]),
            lat=float(stations.lat[found_row]),
            codes=(),
            station_row=found_row,
        )

    def _read_coordinates(self, row: Row) -> tuple[float | Cause, ...] | None:
        """Return longitude and latitude, the causes why not, or None where the row has none."""
        if row.point is not None:
            return self.find_stated(row) or row.point
        pair = self.get_text(row, "lat_lon")
        if clean_number(pair):
            found = parse_pair(pair)
            return (found,) if isinstance(found, Cause) else (found[1], found[0])
        lat, lon = self.get_text(row, "lat"), self.get_text(row, "lon")
        if not clean_number(lat) and not clean_number(lon):
            return None
        degrees = (parse_degrees(lon, "lon"), parse_degrees(lat, "lat"))
        causes = tuple(one for one in degrees if isinstance(one, Cause))
        return causes or degrees

    def find_stated(self, row: Row) -> tuple[float, float] | None:
        """Return the position that the columns lat and lon of an area give, None without both."""
        if not row.note:
            return None
        lat, lon = (self.get_text(row, "lat"), self.get_text(row, "lon"))
        degrees = (parse_degrees(lon, "lon"), parse_degrees(lat, "lat"))
        if isinstance(degrees[0], Cause) or isinstance(degrees[1], Cause):
            return None
        return degrees[0], degrees[1]

    def _read_code(self, row: Row, text: str) -> tuple[str, ...] | Cause:
        """Return the readings of a code that agree with the names in the row."""
        book = self.gazetteer.codes
        codes = book.read(text, self.code_style)
        if isinstance(codes, Cause):
            return codes
        name, prefecture = self.get_text(row, "municipality"), self.get_text(row, "prefecture")
        wanted = self.gazetteer.find_prefecture(prefecture) if prefecture else ""
        rows = self.gazetteer.find_municipalities(name, wanted) if name else []
        ids = {self.gazetteer.get_set("municipalities").id[one] for one in rows}
        kept = tuple(
            code
            for code in codes
            if (not wanted or code[:2] == wanted)
            and (not ids or code in ids or book.find_city_of_ward(code))
        )
        if kept:
            return kept
        readings = " or ".join(book.describe(code) for code in codes)
        given = " ".join(filter(None, (prefecture, name)))
        return Cause(
            "mismatch",
            f"municipality code {quote(text)} is {readings}, not {quote(given)}",
            "correct the code or the name",
        )

    def _locate_office(self, row: Row, codes: tuple[str, ...] | Cause) -> Located | list[Fault]:
        """Return the municipal office of a row without coordinates, or its faults."""
        found = self._find_office(row, codes)
        if isinstance(found, Cause):
            return [_fault(row, "position", found)]
        offices = self.gazetteer.get_set("municipalities")
        return Located(
            lon=float(offices.lon[found]),
            lat=float(offices.lat[found]),
            codes=(offices.id[found],),
            office_row=found,
        )

    def _find_office(self, row: Row, codes: tuple[str, ...] | Cause) -> int | Cause:
        """Return the row of the municipality that stands for a place, or why there is none."""
        if isinstance(codes, Cause):
            return codes
        book = self.gazetteer.codes
        if len(codes) > 1:
            return ambiguous_code(self.get_text(row, "municipality_code"), codes, self.gazetteer)
        if codes and codes[0] not in book.names:
            return Cause(
                "ward",
                f"municipality code {quote(codes[0])} is "
                f"{book.describe(codes[0]).partition(' ')[2].strip('()')}",
                f"give lat and lon, or the code of the city ({book.find_city_of_ward(codes[0])})",
            )
        if codes:
            return self.gazetteer.get_set("municipalities").id.index(codes[0])
        name, prefecture = self.get_text(row, "municipality"), self.get_text(row, "prefecture")
        if not clean_number(name):
            what = "the geometry is empty" if self.table.unit == "feature" else "no value"
            return Cause("empty", what, EMPTY_REMEDY)
        return self._find_named_office(name, prefecture)

    def _find_named_office(self, name: str, prefecture: str) -> int | Cause:
        """Return the row of the municipality of a name, or why there is not exactly one."""
        rows = self.gazetteer.find_municipalities(name, prefecture)
        shown = f"municipality {quote(' '.join(filter(None, (prefecture, name))))}"
        if len(rows) == 1:
            return rows[0]
        if rows:
            candidates = [self._refer(one) for one in rows]
            return Cause(
                f"ambiguous {name}",
                f"{shown} is ambiguous: {describe_offenders(candidates)}",
                _NAME_REMEDY,
            )
        return Cause(
            f"unknown {name}",
            f"{shown} is unknown",
            "correct the name",
            hint=lambda: self._describe_nearest(name),
        )

    def _describe_nearest(self, name: str) -> str:
        """Return the nearest names in parentheses."""
        entries = self.gazetteer.municipality_names.find_nearest(name)[:SHOWN_NEAREST]
        nearest = ", ".join(self._refer(entry.row) for entry in entries)
        return f" (nearest: {nearest})" if nearest else ""

    def _refer(self, municipality_row: int) -> str:
        return self.gazetteer.reference(Entry("municipality", municipality_row))


def ambiguous_code(text: str, codes: tuple[str, ...], gazetteer: Gazetteer) -> Cause:
    """Return the fault of a code that can be read in two ways."""
    readings = " and as ".join(gazetteer.codes.describe(code) for code in codes)
    return Cause(
        f"ambiguous code {text}", f"municipality code {quote(text)} reads as {readings}",
        _CODE_REMEDY,
    )  # fmt: skip


def _fault(row: Row, subject: Subject, cause: Cause) -> Fault:
    return Fault(row=row.number, subject=subject, cause=cause)
