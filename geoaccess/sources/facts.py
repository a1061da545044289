"""Shipped places: municipalities, prefectures, agglomerations and hubs, with their sources.

Tables of municipalities are read once in a process: a run asks for them up to six times, and a
tenth of a second is spent each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from geoaccess.model.places import Places, Role
from geoaccess.model.source import Source
from geoaccess.sources.csvtable import Row, read_table, source_ids
from geoaccess.sources.shipped import data_path


@dataclass(frozen=True, kw_only=True)
class Prefecture:
    """A prefecture: its two-digit code and names."""

    code: str
    ja: str
    en: str


SOURCE_COLUMNS = ("id", "title", "publisher", "licence", "credit", "edition")


@cache
def load_municipalities() -> Places:
    """Return the 1,741 municipalities at their offices; mass = population of the 2020 census."""
    rows = read_table(data_path("municipalities.csv"), ["code", "ja", "en", "population"])
    return _places(rows, role="zone", id_column="code", mass="population", mass_kind="population")


def load_municipality_kana() -> Mapping[str, str]:
    """Return the reading in hiragana of each municipality's name, by code."""
    rows = read_table(data_path("municipalities.csv"), ["code", "kana"])
    return {row["code"]: row["kana"] for row in rows}


@cache
def load_markets() -> Places:
    """Return the municipalities with mass = mean of their shares of people and of employees, %.

    People of the 2020 census and employees of the 2021 economic census, each in percent of
    all municipalities, so that masses sum to 100.
    """
    path = data_path("municipalities.csv")
    rows = read_table(path, ["code", "ja", "en", "population", "employees"])
    places = _places(rows, role="zone", id_column="code")
    people, jobs = (
        np.array([float(row[name]) for row in rows]) for name in ("population", "employees")
    )
    mass = 50 * (people / people.sum() + jobs / jobs.sum())
    return replace(places, mass=mass, mass_kind="share of people and employees, %")


@cache
def load_manufacturing() -> tuple[Places, tuple[frozenset[str], ...]]:
    """Return the agglomerations with the employees in manufacturing of their municipalities.

    And the codes of these municipalities.
    """
    rows = read_table(data_path("agglomerations.csv"), ["id", "ja", "en", "municipality_codes"])
    codes = tuple(frozenset(row.words("municipality_codes")) for row in rows)
    path = data_path("municipalities.csv")
    columns = ["code", "employees_manufacturing"]
    employees = {
        row["code"]: float(row["employees_manufacturing"]) for row in read_table(path, columns)
    }
    places = _places(rows, role="hub", codes="municipality_codes")
    mass = np.array([sum(employees[code] for code in own) for own in codes])
    return replace(places, mass=mass, mass_kind="employees in manufacturing"), codes


def load_prefectural_seats() -> Places:
    """Return the 47 prefectural offices; no mass."""
    rows = read_table(data_path("prefectures.csv"), ["code", "ja", "en", "seat_code"])
    return _places(rows, role="site", id_column="code", codes="seat_code")


def load_agglomerations() -> Places:
    """Return the shipped industrial agglomerations; the note names their industries."""
    rows = read_table(data_path("agglomerations.csv"), ["id", "ja", "en", "municipality_codes"])
    return _places(rows, role="site", codes="municipality_codes", note="industries")


def load_hubs() -> Places:
    """Return the shipped urban research hubs; mass = research and professional employment."""
    rows = read_table(data_path("hubs.csv"), ["id", "ja", "en", "mass"])
    return _places(
        rows,
        role="hub",
        codes="municipality_codes",
        mass="mass",
        mass_kind="research and professional employment",
        note="laboratories",
    )


def load_prefectures() -> Mapping[str, Prefecture]:
    """Return the prefectures by code."""
    rows = read_table(data_path("prefectures.csv"), ["code", "ja", "en"])
    return {row["code"]: Prefecture(code=row["code"], ja=row["ja"], en=row["en"]) for row in rows}


def load_sources(ids: Sequence[str] | None = None) -> tuple[Source, ...]:
    """Return the sources with these ids in this order, or all."""
    rows = read_table(data_path("sources.csv"), SOURCE_COLUMNS)
    known = {source.id: source for source in map(read_source, rows)}
    return tuple(known[one] for one in (known if ids is None else ids))


def read_source(row: Row) -> Source:
    """Return a row of a table of sources."""
    return Source(**{name: row[name] for name in SOURCE_COLUMNS})


def _places(
    rows: Sequence[Row],
    *,
    role: Role,
    id_column: str = "id",
    codes: str = "code",
    mass: str | None = None,
    mass_kind: str = "",
    note: str | None = None,
) -> Places:
    """Return rows as places; the first of several municipality codes is the place's own."""
    return Places(
        id=tuple(row[id_column] for row in rows),
        name=tuple(row["en"] for row in rows),
        name_ja=tuple(row["ja"] for row in rows),
        lon=np.array([float(row["lon"]) for row in rows]),
        lat=np.array([float(row["lat"]) for row in rows]),
        mass=np.array([float(row[mass]) if mass and row[mass] else np.nan for row in rows]),
        role=role,
        mass_kind=mass_kind,
        municipality_code=tuple((row.words(codes) or ("",))[0] for row in rows),
        note=tuple(row[f"{note}_en"] for row in rows) if note else (),
        note_ja=tuple(row[f"{note}_ja"] for row in rows) if note else (),
        sources=source_ids(rows),
    )
