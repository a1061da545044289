"""Municipalities as a map of jobs: the shipped figures, or those of an edition of SSDSE-A."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

import numpy as np

from geoaccess.errors import InputError, UnknownNameError, describe_offenders
from geoaccess.model.jobs import JobMap, MassKind, Neighbours, build_neighbours
from geoaccess.model.statistics import StatTable
from geoaccess.model.text import Text
from geoaccess.sources.facts import load_municipalities
from geoaccess.sources.jobs.mesh import find_mass_kind
from geoaccess.sources.regions import load_region_facts
from geoaccess.sources.zones import load_zone_polygons, read_zone_topojson
from geoaccess.units import FloatArray, IntArray

SHIPPED_ITEMS: Final[Mapping[str, MassKind]] = {
    "employees": "employees",
    "employees_manufacturing": "employees",
    "employees_research": "employees",
    "population": "population",
}
_NAMES: Final = {one: one.removeprefix("employees_") for one in SHIPPED_ITEMS}
EMPLOYEES: Final = "C2208"
_INDUSTRY: Final = re.compile(r"C2208\d\d")
_BORDERS: Final = Text(
    en="Municipalities are neighbours where they share a border in the shipped polygons; those of "
    "islands have none.",
    ja="隣接は同梱の市区町村界で境界を共有するもの。島には隣がない。",
)
_RESIDENTS: Final = Text(
    en="Residents are counted, not jobs: what is found is where people live.",
    ja="居住人口であり従業者ではない。ここで見つかるのは居住の集積である。",
)


def load_shipped_jobs(item: str = "employees") -> JobMap:
    """Return the 1,741 municipalities with a shipped figure as their mass.

    Raises
    ------
    UnknownNameError
        When there is no such figure.
    """
    if item not in SHIPPED_ITEMS:
        raise UnknownNameError(
            f"municipalities: there is no item {item}; choose one of {', '.join(SHIPPED_ITEMS)}"
        )
    facts = load_region_facts().values()
    figures = {one: np.array([getattr(row, name) for row in facts]) for one, name in _NAMES.items()}
    industries = ("manufacturing", "research")
    return _build(
        title="municipalities",
        label=item,
        mass=figures[item],
        kind=SHIPPED_ITEMS[item],
        industries=industries,
        industry_mass=np.stack([figures[f"employees_{one}"] for one in industries], axis=1),
    )


def build_ssdse_jobs(table: StatTable, item: str = EMPLOYEES) -> JobMap:
    """Return the municipalities of an edition of SSDSE-A with an item as their mass.

    Its industries are all items of employees by industry (C220832 and following).

    Raises
    ------
    UnknownNameError
        When the edition lacks the item.
    InputError
        When the item does not count persons, a figure is missing, or the municipalities are not
        those of the shipped polygons.
    """
    position = table.get_item(item)
    unit = table.items[position].unit
    if unit not in ("persons", ""):
        raise InputError(
            f"{table.title}: {item} counts {unit}; masses are persons, choose such an item"
        )
    offices = load_municipalities()
    lacking = [code for code in offices.id if code not in table.row_of]
    if lacking or len(table) != len(offices):
        raise InputError(
            f"{table.title}: {len(lacking)} of {len(offices)} municipalities are missing "
            f"({describe_offenders(lacking)}); give an edition of 2021 or later, whole"
        )
    picked = table.take([table.row_of[code] for code in offices.id])
    chosen = [one.code for one in picked.items if _INDUSTRY.fullmatch(one.code)]
    values = picked.values[:, [position, *(picked.get_item(one) for one in chosen)]]
    gaps = [offices.id[i] for i in np.flatnonzero(np.isnan(values).any(axis=1)).tolist()]
    if gaps:
        raise InputError(
            f"{table.title}: figures of {item} or of industries are missing in {len(gaps)} "
            f"municipalities ({describe_offenders(gaps)}); choose another edition"
        )
    return _build(
        title=table.title,
        label=picked.items[position].ja,
        mass=values[:, 0],
        kind=find_mass_kind(picked.items[position].ja),
        industries=tuple(_strip(picked.items[picked.get_item(one)].ja) for one in chosen),
        industry_mass=values[:, 1:],
    )


def find_municipal_neighbours(codes: Sequence[str]) -> Neighbours:
    """Return which municipalities share a stretch of border: an arc of the shipped polygons."""
    position = {code: i for i, code in enumerate(codes)}
    owners: defaultdict[int, set[int]] = defaultdict(set)
    for geometry in json.loads(read_zone_topojson())["objects"]["municipalities"]["geometries"]:
        code = geometry["properties"]["code"]
        if code in position:
            for arc in _flatten(geometry["arcs"]):
                owners[arc if arc >= 0 else ~arc].add(position[code])
    pairs: list[tuple[int, int]] = []
    for owner in owners.values():
        pairs += combinations(sorted(owner), 2)
    found: IntArray = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return build_neighbours(found, len(codes))


def _flatten(arcs: Any) -> Iterator[int]:
    for one in arcs:
        if isinstance(one, int):
            yield one
        else:
            yield from _flatten(one)


def _strip(label: str) -> str:
    """Return the industry in a label such as 従業者数（民営）（製造業）."""
    found = re.search(r"（民営）（(.*)）$", label)
    return found[1] if found else label


def _build(
    *,
    title: str,
    label: str,
    mass: FloatArray,
    kind: MassKind,
    industries: tuple[str, ...],
    industry_mass: FloatArray,
) -> JobMap:
    offices, polygons, area = load_municipalities(), load_zone_polygons(), load_region_facts()
    shapes = np.empty(len(offices), dtype=object)
    shapes[:] = [polygons[code] for code in offices.id]
    return JobMap(
        title=title,
        kind="municipality",
        id=offices.id,
        lon=offices.lon,
        lat=offices.lat,
        mass=mass,
        mass_kind=kind,
        label=label,
        area_km2=np.array([area[code].inhabitable_km2 for code in offices.id]),
        polygons=shapes,
        neighbours=find_municipal_neighbours(offices.id),
        municipality_code=offices.id,
        industries=industries,
        industry_mass=industry_mass,
        notes=(_BORDERS, *((_RESIDENTS,) if kind == "population" else ())),
    )
