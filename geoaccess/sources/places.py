"""References to places, as typed on the command line: words, files, positions, ids, names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from geoaccess.errors import (
    FileError,
    GeoaccessError,
    InputError,
    UnknownNameError,
    describe_offenders,
)
from geoaccess.model.mesh import centres_of
from geoaccess.model.places import Places, Role
from geoaccess.model.text import Text
from geoaccess.sources.coordinates import find_position_fault, parse_pair, sea_fault
from geoaccess.sources.faults import Cause, quote
from geoaccess.sources.gazetteer import SETS, Gazetteer
from geoaccess.sources.meshcodes import read_mesh_code
from geoaccess.sources.names import KINDS, NEAREST, Entry, Kind
from geoaccess.sources.programmes import find_programme_places, split_programme
from geoaccess.sources.remarks import describe_cell, describe_sexagesimal
from geoaccess.sources.sexagesimal import has_minutes, normalise_signs
from geoaccess.sources.tables import SUFFIXES, load_places
from geoaccess.units import FloatArray, great_circle_m

SAME_POSITION_M: Final = 100.0
"""Within it two places of one name are one place: the tables round positions to about 10 m."""

_FOREIGN_SUFFIXES: Final = (".shp", ".kml", ".kmz", ".pdf", ".doc", ".docx", ".parquet", ".xlsb")
_PAIR: Final = re.compile(
    r"(?=.*\d.*[\s,;、°度].*\d)[\s\d.,;:、+\-−°'\"NSEWnsew度分秒北南東西緯経]+"
)
_MESH: Final = re.compile(r"mesh\s*:\s*(.*)", re.IGNORECASE)
_STATION: Final = re.compile(r"(.+?)\s*(?:駅|\bstation)", re.IGNORECASE)
_HOW: Final = (
    "write a file, lat,lon, a station ending in 駅 or Station, or station:ID, "
    "municipality:CODE, mesh:CODE, hub:ID, agglomeration:ID, programme:ID"
)
_PREFERRED: Final[dict[Role, tuple[Kind, ...]]] = {
    "site": ("agglomeration", "municipality", "hub", "station"),
    "hub": ("hub", "agglomeration", "municipality", "station"),
    "zone": ("municipality", "agglomeration", "hub", "station"),
}


def resolve_places(reference: str, *, role: Role, gazetteer: Gazetteer) -> Places:
    """Return the places that a reference means, in a role.

    Parameters
    ----------
    reference
        A word for a shipped set (``agglomerations``, ``hubs``, ``seats``,
        ``municipalities``, ``stations``), a file, ``lat,lon``, ``station:ID``,
        ``municipality:CODE``, ``mesh:CODE`` (JIS X 0410), ``hub:ID``, ``agglomeration:ID``,
        ``programme:ID`` (the municipalities of a programme or of one of its regions),
        the name of a station ending in 駅 or Station, or the name of a municipality, hub or
        agglomeration.
    role
        What the places are in the run.
    gazetteer
        The shipped places.

    Raises
    ------
    InputError
        When a position is impossible or a name means several things; they are listed.
    UnknownNameError
        When nothing has that name or id; the nearest are listed.
    FileError
        When it is a file that cannot be read.
    """
    text = unicodedata.normalize("NFKC", reference).strip()
    for word in SETS:
        if text.casefold() == word:
            return gazetteer.get_set(word).with_role(role)
    if _is_file(reference.strip()):
        return load_places(_expand(reference.strip()), role=role, gazetteer=gazetteer)
    if not text:
        raise InputError(f"the reference to a place is empty; {_HOW}")
    signs = normalise_signs(reference)
    if _PAIR.fullmatch(signs):
        return _place_at(signs, role, gazetteer)
    mesh = _MESH.fullmatch(text)
    if mesh:
        return _place_in_cell(mesh[1], role, gazetteer)
    programme = split_programme(text)
    if programme is not None:
        return find_programme_places(programme, gazetteer).with_role(role)
    entry = _find_entry(text, role, gazetteer)
    return gazetteer.get_kind(entry.kind).take([entry.row]).with_role(role)


def _is_file(reference: str) -> bool:
    """Return whether a reference is a file: it is there, or it has a file's ending."""
    path = _expand(reference)
    if path.suffix.lower() in (*SUFFIXES, *_FOREIGN_SUFFIXES) or "/" in reference:
        return True
    try:
        return bool(reference) and (path.is_file() or "\\" in reference)
    except (OSError, ValueError):
        return False


def _expand(reference: str) -> Path:
    """Return a path with ``~`` for the home folder; as it is where there is no such user."""
    try:
        return Path(reference).expanduser()
    except (RuntimeError, ValueError):
        return Path(reference)


def _is_folder(reference: str) -> bool:
    """Return whether a reference is a folder; no path at all is none."""
    try:
        return Path(reference).is_dir()
    except (OSError, ValueError):
        return False


def _place_at(text: str, role: Role, gazetteer: Gazetteer) -> Places:
    """Return the place at ``lat,lon``."""
    pair = parse_pair(text)
    if isinstance(pair, Cause):
        raise InputError(f"{pair.shown}; write lat,lon in degrees, for example 35.68,139.76")
    cause = find_position_fault(*pair)
    lat, lon = np.array(pair[:1]), np.array(pair[1:])
    if cause is None and not gazetteer.is_land(lon, lat).all():
        cause = sea_fault(*pair)
    if cause is not None:
        remedy = "exchange them" if cause.kind == "swapped" else "check the position"
        raise InputError(f"{quote(text)}: {cause.shown}; {remedy}")
    name = f"{pair[0]:.10g},{pair[1]:.10g}"
    remarks = (describe_sexagesimal(*pair),) if has_minutes(text) else ()
    return _place(name, (lon, lat), role, gazetteer, remarks)


def _place_in_cell(text: str, role: Role, gazetteer: Gazetteer) -> Places:
    """Return the place in the middle of a mesh cell."""
    found = read_mesh_code(text)
    if isinstance(found, Cause):
        raise InputError(f"{found.shown}; {found.remedy}")
    code, level = found
    lon, lat = centres_of([code])
    if not gazetteer.is_land(lon, lat).all():
        raise InputError(
            f"mesh:{code}: the middle of the cell ({level}) is at sea or abroad "
            f"(lat {lat[0]:.10g}, lon {lon[0]:.10g}); write a smaller cell, or lat,lon"
        )
    return _place(f"mesh:{code}", (lon, lat), role, gazetteer, (describe_cell(code, level),))


def _place(
    name: str,
    position: tuple[FloatArray, FloatArray],
    role: Role,
    gazetteer: Gazetteer,
    remarks: tuple[Text, ...],
) -> Places:
    """Return one place that is called by its position."""
    lon, lat = position
    return Places(
        id=(name,),
        name=(name,),
        name_ja=(name,),
        lon=lon,
        lat=lat,
        mass=np.array([np.nan]),
        role=role,
        municipality_code=gazetteer.codes_at(lon, lat),
        remarks=remarks,
    )


def _find_entry(text: str, role: Role, gazetteer: Gazetteer) -> Entry:
    """Return the one place of ``kind:ID``, ``kind:NAME``, ``NAME駅`` or a plain name."""
    kind, name = _split_kind(text)
    if kind is not None:
        row = _find_id(kind, name, gazetteer)
        if row is not None:
            return Entry(kind, row)
    station = _STATION.fullmatch(name)
    if station and kind in (None, "station"):
        kind, name = "station", station[1]
    index = gazetteer.station_names if kind == "station" else gazetteer.place_names
    found = index.find(name) or (index.find(f"{name}駅") if kind == "station" else [])
    entries = [entry for entry in found if kind in (None, entry.kind)]
    if not entries:
        raise _unknown(text, name, kind, gazetteer)
    if len(entries) > 1 and not _is_one_place(entries, gazetteer):
        references = describe_offenders([gazetteer.reference(entry) for entry in entries])
        raise InputError(f"{quote(text)} is ambiguous: {references}; write one of these")
    return min(entries, key=lambda entry: _PREFERRED[role].index(entry.kind))


def _split_kind(text: str) -> tuple[Kind | None, str]:
    """Return the kind and the rest of ``kind:rest``; no kind where there is no such prefix."""
    head, colon, rest = (part.strip() for part in text.partition(":"))
    kinds: dict[str, Kind] = {kind: kind for kind in KINDS}
    kind = kinds.get(head.casefold()) if colon else None
    return (kind, text) if kind is None else (kind, rest)


def _find_id(kind: Kind, text: str, gazetteer: Gazetteer) -> int | None:
    """Return the row of an id (upper or lower case), or of a code with or without its zero."""
    ids = [one.casefold() for one in gazetteer.get_kind(kind).id]
    wanted = text.casefold()
    if wanted not in ids and kind == "municipality":
        codes = gazetteer.codes.read(text)
        wanted = "" if isinstance(codes, Cause) else codes[0]
    return ids.index(wanted) if wanted in ids else None


def _is_one_place(entries: Sequence[Entry], gazetteer: Gazetteer) -> bool:
    """Return whether things of different kinds lie at one position."""
    if len({entry.kind for entry in entries}) < len(entries):
        return False
    sets = [(gazetteer.get_kind(entry.kind), entry.row) for entry in entries]
    lon = np.array([places.lon[row] for places, row in sets])
    lat = np.array([places.lat[row] for places, row in sets])
    return bool(np.all(great_circle_m(lon[:1], lat[:1], lon, lat) <= SAME_POSITION_M))


def _unknown(text: str, name: str, kind: Kind | None, gazetteer: Gazetteer) -> GeoaccessError:
    """Return the error for what nothing is called, with the nearest as explicit references."""
    if kind is None and _is_folder(text):
        return FileError(f"{text}: this is a folder; name a file in it")
    what = f"no {kind}" if kind else "no place"
    nearest = _find_seat(name, gazetteer) if kind is None else []
    if kind in (None, "municipality"):
        ward_city = gazetteer.codes.find_city_of_ward(name)
        code = _find_id("municipality", ward_city or name, gazetteer)
        nearest += [] if code is None else [Entry("municipality", code)]
    if kind is None:
        nearest += gazetteer.station_names.find(name)
    if kind != "station":
        nearest += gazetteer.place_names.find_nearest(name, kind)
    else:
        nearest += gazetteer.station_names.find_nearest(name)
    references = [gazetteer.reference(entry) for entry in dict.fromkeys(nearest)][:NEAREST]
    if not references:
        return UnknownNameError(f"{what} is called {quote(text)}; {_HOW}")
    return UnknownNameError(
        f"{what} is called {quote(text)}; the nearest are {', '.join(references)}; "
        "write one of these"
    )


def _find_seat(name: str, gazetteer: Gazetteer) -> list[Entry]:
    """Return the municipality of the seat of a prefecture, for who typed the prefecture."""
    code, seats = gazetteer.find_prefecture(name), gazetteer.get_set("seats")
    municipalities = gazetteer.get_set("municipalities").id
    return [
        Entry("municipality", municipalities.index(one))
        for one in seats.municipality_code
        if code and one[:2] == code and one in municipalities
    ]
