"""Agglomerations from maps of jobs: found, measured, named, as places that can be scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np

from geoaccess.config import AccessConfig, load_config
from geoaccess.errors import InputError
from geoaccess.model.agglomeration import Agglomeration, Clustering
from geoaccess.model.jobs import JobMap
from geoaccess.model.places import Places
from geoaccess.model.regions import RegionFacts, sum_regions
from geoaccess.model.text import Text
from geoaccess.pipeline.compactness import compute_municipal_compactness, find_reach_m
from geoaccess.scores.agglomeration import GroupRule, Groups, find_groups
from geoaccess.scores.regiontype import find_region_type
from geoaccess.scores.specialisation import (
    compute_ellison_glaeser,
    compute_location_quotients,
    compute_near_share,
)
from geoaccess.sources.facts import load_municipalities
from geoaccess.sources.jobs import load_job_map
from geoaccess.sources.regions import load_region_facts
from geoaccess.sources.shipped import config_path
from geoaccess.sources.zones import load_land_grid
from geoaccess.units import FloatArray

LEAST_SHARE: Final = 0.1
"""A municipality with a smaller share of a mesh agglomeration is not named among its own."""
UNIT_NAMES: Final = {
    "mesh": Text("cells", "メッシュ"),
    "municipality": Text("municipalities", "市区町村"),
}


@dataclass(frozen=True, kw_only=True)
class AgglomerationRequest:
    """What is asked: tables, what is counted, and how units are put together.

    Attributes
    ----------
    tables, item, industries, shapes
        See `geoaccess.sources.jobs.load_job_map`.
    rule
        Method and its parameters.
    least_density_km2
        Overrides the rule's; None for the average of inhabitable Japan on a mesh, 0 for
        municipalities.
    config
        YAML file of parameters, for the speeds behind compactness; None for the shipped one.
    """

    tables: tuple[str, ...]
    item: str | None = None
    industries: tuple[str, ...] = ()
    shapes: tuple[Path, ...] = ()
    rule: GroupRule = field(default_factory=GroupRule)
    least_density_km2: float | None = None
    config: Path | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class AgglomerationRun:
    """What `geoaccess agglomerations` found.

    Attributes
    ----------
    jobs
        The map of jobs.
    groups
        Which unit belongs to which agglomeration.
    rule
        As it was applied.
    found
        The agglomerations, largest first.
    clustering
        How clustered each industry is over the units.
    warnings
        What the user must know beside the numbers.
    """

    request: AgglomerationRequest
    jobs: JobMap
    groups: Groups
    rule: GroupRule
    found: tuple[Agglomeration, ...]
    clustering: tuple[Clustering, ...]
    warnings: tuple[Text, ...]


def compute_agglomerations(request: AgglomerationRequest) -> AgglomerationRun:
    """Return the agglomerations of a table of jobs with what is known of each.

    Raises
    ------
    GeoaccessError
        When a table or parameter cannot be used, or no agglomeration is found.
    """
    access = load_config(request.config or config_path("score.yaml")).access
    jobs = load_job_map(
        request.tables, item=request.item, industries=request.industries, shapes=request.shapes
    )
    facts = load_region_facts()
    country = sum_regions(facts.values())
    density = request.least_density_km2
    if density is None:
        density = _average_density_km2(jobs, country)
    rule = replace(request.rule, least_density_km2=density)
    groups = find_groups(jobs, rule)
    if not len(groups):
        raise InputError(
            f"{jobs.title}: no agglomeration of {rule.least_mass:,.0f} persons was found by "
            f"{rule.method}; lower --least or --density, or try another --method"
        )
    found = _describe(jobs, groups, access, facts, country)
    return AgglomerationRun(
        request=request,
        jobs=jobs,
        groups=groups,
        rule=rule,
        found=found,
        clustering=_measure_clustering(jobs),
        warnings=(*jobs.notes, *_warnings(jobs, groups, rule)),
    )


def _average_density_km2(jobs: JobMap, country: RegionFacts) -> float:
    """Return persons per km² of inhabitable Japan of what is counted; 0 for municipalities."""
    if jobs.kind == "municipality":
        return 0.0
    is_population = jobs.mass_kind == "population"
    return country.population_density_km2 if is_population else country.density_km2


def _describe(
    jobs: JobMap,
    groups: Groups,
    access: AccessConfig,
    facts: dict[str, RegionFacts],
    country: RegionFacts,
) -> tuple[Agglomeration, ...]:
    members = [np.flatnonzero(groups.member == k) for k in range(len(groups))]
    codes = [_list_municipalities(jobs, units) for units in members]
    regions = [sum_regions(facts[code] for code in own if code in facts) for own in codes]
    names = _name(jobs, groups, load_municipalities())
    compactness = _measure_compactness(jobs, members, codes, access)
    quotients = _quotients(jobs, members)
    found = []
    for k, (units, own, region) in enumerate(zip(members, codes, regions, strict=True)):
        peak, mass = int(groups.peak_idx[k]), jobs.mass[units]
        has_region = region.inhabitable_km2 > 0
        found.append(
            Agglomeration(
                id=f"{jobs.kind}-{jobs.id[peak]}",
                name=names[k],
                lon=float(jobs.lon[peak]),
                lat=float(jobs.lat[peak]),
                municipality_code=jobs.municipality_code[peak],
                municipality_codes=own,
                mass=float(mass.sum()),
                peak_mass=float(jobs.mass[peak]),
                n_units=int(units.size),
                area_km2=float(jobs.area_km2[units].sum()),
                centre_lon=float(np.average(jobs.lon[units], weights=mass)),
                centre_lat=float(np.average(jobs.lat[units], weights=mass)),
                compactness=float(compactness[k]),
                region_type=find_region_type(region, country) if has_region else "",
                lq_manufacturing=_ratio(
                    region.manufacturing, region, country.manufacturing, country
                ),
                lq_research=_ratio(region.research, region, country.research, country),
                industry_mass=tuple(jobs.industry_mass[units].sum(axis=0).tolist()),
                quotients=tuple(quotients[k].tolist()),
            )
        )
    return tuple(found)


def _list_municipalities(jobs: JobMap, units: np.ndarray) -> tuple[str, ...]:
    """Return the municipalities of an agglomeration, those with most of it first.

    On a mesh those with a tenth of its persons or more, and that of its largest part.
    """
    held: Counter[str] = Counter()
    for unit in units.tolist():
        if jobs.municipality_code[unit]:
            held[jobs.municipality_code[unit]] += float(jobs.mass[unit])  # type: ignore[assignment]
    ranked = sorted(held, key=lambda code: (-held[code], code))
    if jobs.kind == "municipality":
        return tuple(ranked)
    total = float(jobs.mass[units].sum())
    return tuple(
        code for i, code in enumerate(ranked) if i == 0 or held[code] >= LEAST_SHARE * total
    )


def _name(jobs: JobMap, groups: Groups, offices: Places) -> list[Text]:
    """Return a name each: the municipality of the peak, numbered where several are in one."""
    row_of = {code: i for i, code in enumerate(offices.id)}
    used: Counter[str] = Counter()
    names = []
    for peak in groups.peak_idx.tolist():
        code = jobs.municipality_code[peak]
        used[code] += 1
        row = row_of.get(code, -1)
        en, ja = (offices.name[row], offices.name_ja[row]) if row >= 0 else (jobs.id[peak],) * 2
        number = f" ({used[code]})" if used[code] > 1 else ""
        names.append(Text(f"{en}{number}", f"{ja}{number}"))
    return names


def _measure_compactness(
    jobs: JobMap,
    members: Sequence[np.ndarray],
    codes: Sequence[tuple[str, ...]],
    access: AccessConfig,
) -> FloatArray:
    """Return the share of jobs mutually within 30 minutes of each agglomeration, shape (k,)."""
    land = load_land_grid()
    if jobs.kind == "municipality":
        return compute_municipal_compactness(
            [frozenset(own) for own in codes], access=access, land=land
        )
    within_m = find_reach_m(access)
    landmass = land.landmass_at(jobs.lon, jobs.lat)
    return np.array(
        [
            compute_near_share(
                jobs.lon[units],
                jobs.lat[units],
                jobs.mass[units],
                landmass=landmass[units],
                within_m=within_m,
            )
            for units in members
        ]
    )


def _quotients(jobs: JobMap, members: Sequence[np.ndarray]) -> FloatArray:
    """Return location quotients against the whole table, shape (k, n_industries); NaN for none.

    The last row that is compared is the rest of the table, so that the average is that of all.
    """
    if not jobs.industries:
        return np.zeros((len(members), 0))
    inside = np.array([jobs.industry_mass[units].sum(axis=0) for units in members])
    rest = jobs.industry_mass.sum(axis=0) - inside.sum(axis=0)
    table = np.vstack([inside, rest])
    total = jobs.mass.sum() if jobs.mass_kind == "employees" else table.sum()
    own = [jobs.mass[units].sum() for units in members] if jobs.mass_kind == "employees" else None
    if own is None:
        return compute_location_quotients(table)[:-1]
    whole = np.array([*own, total - sum(own)])
    other = np.maximum(whole - table.sum(axis=1), 0.0)
    return compute_location_quotients(np.column_stack([table, other]))[:-1, :-1]


def _ratio(part: float, region: RegionFacts, whole: float, country: RegionFacts) -> float:
    """Return the location quotient of a part of employees; NaN without employees."""
    if region.employees <= 0:
        return float("nan")
    return (part / region.employees) / (whole / country.employees)


def _measure_clustering(jobs: JobMap) -> tuple[Clustering, ...]:
    """Return the Ellison-Glaeser index of each industry over the units, as an upper bound.

    The sizes of plants are not in these tables: with a Herfindahl index of 0 the index is
    what it would be were all plants tiny; large plants make it smaller.
    """
    if jobs.mass_kind != "employees":
        return ()
    total = jobs.mass / jobs.mass.sum()
    found = []
    for name, own in zip(jobs.industries, jobs.industry_mass.T, strict=True):
        if own.sum() > 0:
            gamma = compute_ellison_glaeser(own / own.sum(), total, herfindahl=0.0)
            found.append(Clustering(industry=name, employees=float(own.sum()), gamma_most=gamma))
    return tuple(found)


def _warnings(jobs: JobMap, groups: Groups, rule: GroupRule) -> tuple[Text, ...]:
    inside = float(jobs.mass[groups.member >= 0].sum() / jobs.mass.sum())
    unit = UNIT_NAMES[jobs.kind]
    n_peaks = np.unique(groups.peak_of[groups.peak_of >= 0]).size
    notes = [
        Text(
            en=f"{len(groups)} agglomerations of {rule.least_mass:,.0f} persons or more hold "
            f"{100 * inside:.1f} % of {jobs.mass.sum():,.0f}; "
            f"{int((groups.member >= 0).sum())} of {len(jobs)} {unit.en}.",
            ja=f"{rule.least_mass:,.0f}人以上の集積{len(groups)}か所に"
            f"全{jobs.mass.sum():,.0f}人の{100 * inside:.1f}%"
            f"（{len(jobs)}{unit.ja}中{int((groups.member >= 0).sum())}）。",
        )
    ]
    if rule.method == "peaks":
        notes.append(
            Text(
                en=f"{n_peaks} peaks; {unit.en} below {rule.least_density_km2:,.0f} persons per "
                "km² belong to none.",
                ja=f"ピーク{n_peaks}か所。1km²当たり{rule.least_density_km2:,.0f}人未満の"
                f"{unit.ja}は含まない。",
            )
        )
    if jobs.kind == "mesh":
        notes.append(
            Text(
                en="Region type and the location quotients of manufacturing and research are those "
                "of the whole municipalities that hold a tenth of an agglomeration or more.",
                ja="地域類型と製造業・研究の特化係数は、集積の1割以上を含む市区町村全体の値。",
            )
        )
    else:
        notes.append(
            Text(
                en="Compactness is approximate: jobs of a municipality are taken to lie evenly on "
                "the inhabitable land nearest to its office.",
                ja="集積度は近似値：従業者は役所に近い可住地に均等に分布するとみなす。",
            )
        )
    return tuple(notes)
