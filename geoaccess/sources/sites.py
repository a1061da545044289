"""The rows of a planner's table as Places; every fault is collected before one is raised."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from geoaccess.model.places import Places, Role
from geoaccess.model.text import Text
from geoaccess.sources.columns import Column, check_position_columns, map_columns
from geoaccess.sources.coordinates import NUMBER, clean_number, sea_fault
from geoaccess.sources.faults import Cause, Fault, quote, raise_faults
from geoaccess.sources.gazetteer import Gazetteer
from geoaccess.sources.locate import Located, Locator, ambiguous_code
from geoaccess.sources.meshcodes import clean_mesh_code
from geoaccess.sources.remarks import (
    describe_elsewhere,
    describe_repeated,
    describe_sexagesimal,
    describe_station,
    describe_table,
    find_repeated,
)
from geoaccess.sources.rows import Row, Table
from geoaccess.units import FloatArray

_THOUSANDS: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_MASS_REMEDY: Final = "write the mass as a number of persons"
_ROWS: Final = ("cells beyond the header", "put quotes around cells that contain the delimiter")


def build_places(table: Table, *, role: Role, gazetteer: Gazetteer) -> Places:
    """Return the places of a table, one per row.

    Raises
    ------
    InputError
        When a row cannot be used; the message has every fault of the table.
    """
    columns = map_columns(table.header, table.where, is_mass_needed=role == "hub")
    if all(row.point is None for row in table.rows):
        check_position_columns(columns, table.where)
    position = columns.get("municipality_code", -1)
    texts = [row.cells[position] for row in table.rows if 0 <= position < len(row.cells)]
    locator = Locator(
        table=table,
        columns=columns,
        gazetteer=gazetteer,
        code_style=gazetteer.codes.find_style(filter(clean_number, texts)) if texts else None,
    )
    faults = _find_long_rows(table)
    located: dict[int, Located] = {}
    for index, row in enumerate(table.rows):
        found = locator.locate(row)
        if isinstance(found, Located):
            located[index] = found
        else:
            faults += found
    codes, elsewhere = _settle_codes(locator, located, faults)
    ids = _read_ids(locator, role, faults)
    mass = _read_mass(locator, role, faults)
    compactness = _read_compactness(locator, faults)
    raise_faults(table.where, table.unit, len(table.rows), sorted(faults, key=lambda f: f.row))
    places = [located[i] for i in range(len(ids))]
    names = [_read_names(locator, *one) for one in zip(table.rows, places, ids, strict=True)]
    notes, remarks = _read_notes(
        locator, places, ids=ids, names=[ja for _, ja in names], elsewhere=elsewhere
    )
    stations = [one.station_row for one in places]
    return Places(
        id=tuple(ids),
        name=tuple(name for name, _ in names),
        name_ja=tuple(name_ja for _, name_ja in names),
        lon=np.array([place.lon for place in places]),
        lat=np.array([place.lat for place in places]),
        mass=np.array(mass),
        role=role,
        mass_kind=table.header[columns["mass"]] if "mass" in columns else "",
        municipality_code=tuple(codes[i] for i in range(len(ids))),
        station_id=tuple(
            gazetteer.get_set("stations").id[row] if row >= 0 else "" for row in stations
        ),
        compactness=compactness,
        note=tuple("; ".join(one.en for one in note) for note in notes),
        note_ja=tuple("；".join(one.ja for one in note) for note in notes),
        remarks=remarks,
    )


def _read_notes(
    locator: Locator,
    places: Sequence[Located],
    *,
    ids: Sequence[str],
    names: Sequence[str],
    elsewhere: Mapping[int, str],
) -> tuple[list[list[Text]], tuple[Text, ...]]:
    """Return the notes of each place, and the remarks on the whole table."""
    table, kinds = locator.table, defaultdict(list)
    lat, lon = [place.lat for place in places], [place.lon for place in places]
    repeated = find_repeated(lat, lon, names)
    notes: list[list[Text]] = []
    for i, (row, place) in enumerate(zip(table.rows, places, strict=True)):
        drawn = "" if locator.find_stated(row) else row.note
        own = [one for one in (locator.get_text(row, "note"), drawn, place.note) if one]
        note = [Text(en=one, ja=one) for one in own]
        if drawn:
            kinds["representative"].append(row.number)
        if clean_number(locator.get_text(row, "compactness")):
            kinds["compactness"].append(row.number)
        if place.note:
            kinds["mesh"].append(row.number)
        if place.is_sexagesimal:
            kinds["sexagesimal"].append(row.number)
            note.append(describe_sexagesimal(place.lat, place.lon))
        if row.point is None and locator.has_full_width(row):
            kinds["full-width"].append(row.number)
        if place.station_row >= 0:
            kinds["station"].append(row.number)
            stations = locator.gazetteer.get_set("stations")
            one = place.station_row
            note.append(describe_station(stations.id[one], stations.name_ja[one]))
        if i in elsewhere:
            kinds["elsewhere"].append(row.number)
            note.append(describe_elsewhere(elsewhere[i], place.named))
        if i in repeated:
            earlier, is_same_name = repeated[i]
            kinds["repeated" if is_same_name else "same position"].append(row.number)
            note.append(describe_repeated(ids[earlier], is_same_name=is_same_name))
        notes.append(note)
    return notes, describe_table(table.where, kinds, table.unit)


def _find_long_rows(table: Table) -> list[Fault]:
    """Return a fault for each row with values beyond its header: its cells have shifted."""
    width = len(table.header)
    return [
        Fault(row=row.number, subject="cells",
              cause=Cause(_ROWS[0], quote(", ".join(row.cells[width:])), _ROWS[1]))
        for row in table.rows
        if any(row.cells[width:])
    ]  # fmt: skip


def _settle_codes(
    locator: Locator, located: dict[int, Located], faults: list[Fault]
) -> tuple[dict[int, str], dict[int, str]]:
    """Return the municipality code per row, and where positions lie that are elsewhere.

    Positions at sea and undecided codes become faults.
    """
    gazetteer, rows = locator.gazetteer, locator.table.rows
    codes = {index: place.codes[0] for index, place in located.items() if place.office_row >= 0}
    given = [index for index in located if index not in codes]
    lon = np.array([located[index].lon for index in given])
    lat = np.array([located[index].lat for index in given])
    elsewhere: dict[int, str] = {}
    on_land, codes_at = gazetteer.is_land(lon, lat), gazetteer.codes_at(lon, lat)
    for index, is_on_land, code_at in zip(given, on_land, codes_at, strict=True):
        place, number = located[index], rows[index].number
        if not is_on_land:
            cause = sea_fault(place.lat, place.lon)
            faults.append(Fault(row=number, subject="position", cause=cause))
        cities = [gazetteer.codes.find_city_of_ward(code) or code for code in place.codes]
        if len(cities) > 1 and code_at not in cities:
            text = locator.get_text(rows[index], "municipality_code")
            cause = ambiguous_code(text, place.codes, gazetteer)
            faults.append(Fault(row=number, subject="code", cause=cause))
        is_named = not place.named or not code_at or code_at in place.named
        if not is_named and not gazetteer.is_near(place.lon, place.lat, place.named):
            elsewhere[index] = code_at
        codes[index] = cities[0] if len(cities) == 1 else code_at
    return codes, elsewhere


def _read_ids(locator: Locator, role: Role, faults: list[Fault]) -> list[str]:
    """Return the ids, made from the order of the rows where none is given."""
    ids: list[str] = []
    numbers: dict[str, list[int]] = defaultdict(list)
    for count, row in enumerate(locator.table.rows, 1):
        ids.append(locator.get_text(row, "id") or f"{role}-{count}")
        numbers[ids[-1]].append(row.number)
    for one, repeated in numbers.items():
        if len(repeated) > 1:
            cause = Cause(f"id {one}", f"id {quote(one)}", "make the ids unique")
            faults += [Fault(row=number, subject="id", cause=cause) for number in repeated]
    return ids


def _read_mass(locator: Locator, role: Role, faults: list[Fault]) -> list[float]:
    """Return the masses in persons; NaN where unknown, which hubs may be only all together."""
    rows = locator.table.rows
    texts = [clean_number(locator.get_text(row, "mass")) for row in rows]
    is_needed = role == "hub" and any(texts)
    masses = []
    for row, text in zip(rows, texts, strict=True):
        mass = parse_mass(text)
        if isinstance(mass, Cause) and (text or is_needed):
            faults.append(Fault(row=row.number, subject="mass", cause=mass))
        masses.append(float("nan") if isinstance(mass, Cause) else mass)
    return masses


def parse_mass(text: str) -> float | Cause:
    """Return a number of persons, or why the text is none."""
    cleaned = clean_number(text).removesuffix("人").removesuffix("名").strip()
    if _THOUSANDS.fullmatch(cleaned):
        cleaned = cleaned.replace(",", "")
    if not cleaned:
        return Cause("empty mass", "mass is empty", _MASS_REMEDY)
    if not NUMBER.fullmatch(cleaned):
        return Cause("text mass", f"mass {quote(text)} is not a number", _MASS_REMEDY)
    if float(cleaned) < 0:
        return Cause("negative mass", f"mass {quote(text)} is negative", _MASS_REMEDY)
    if not np.isfinite(float(cleaned)):
        return Cause("large mass", f"mass {quote(text)} is too large", _MASS_REMEDY)
    return float(cleaned)


def _read_compactness(locator: Locator, faults: list[Fault]) -> FloatArray:
    """Return the shares of jobs near each other that rows give, 0-1; NaN where they give none."""
    shares = []
    for row in locator.table.rows:
        text = clean_number(locator.get_text(row, "compactness"))
        is_share = bool(NUMBER.fullmatch(text)) and 0 <= float(text) <= 1
        if text and not is_share:
            shown = f"compactness {quote(text)} is not a share from 0 to 1"
            cause = Cause("compactness", shown, "write the share as 0.75, or leave it empty")
            faults.append(Fault(row=row.number, subject="compactness", cause=cause))
        shares.append(float(text) if is_share else float("nan"))
    return np.array(shares)


def _read_names(locator: Locator, row: Row, place: Located, one_id: str) -> tuple[str, str]:
    """Return the English and the Japanese name; one stands in for the other."""
    columns: Sequence[Column] = ("name", "name_ja", "name_en")
    name, name_ja, name_en = (" ".join(locator.get_text(row, one).split()) for one in columns)
    if name or name_ja or name_en:
        return name_en or name or name_ja, name_ja or name or name_en
    if place.station_row >= 0:
        stations = locator.gazetteer.get_set("stations")
        return stations.name[place.station_row], stations.name_ja[place.station_row]
    if place.office_row >= 0:
        offices = locator.gazetteer.get_set("municipalities")
        return offices.name[place.office_row], offices.name_ja[place.office_row]
    stated = locator.get_text(row, "municipality") or clean_mesh_code(
        locator.get_text(row, "mesh_code")
    )
    return stated or one_id, stated or one_id
