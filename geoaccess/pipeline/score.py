"""The main job: from sites and hubs to contacts, scores, tables and the map."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from geoaccess.errors import describe_offenders
from geoaccess.model.areas import AdminAreas
from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.legs import AccessLegs
from geoaccess.model.places import Places
from geoaccess.model.ranking import Uncertainty
from geoaccess.model.source import Source
from geoaccess.model.text import Text
from geoaccess.pipeline.accessibilities import compute_accessibilities
from geoaccess.pipeline.compactness import compute_site_compactness, describe_compactness
from geoaccess.pipeline.equity import describe_equity
from geoaccess.pipeline.fares import describe_fares
from geoaccess.pipeline.inputs import describe_inputs, find_official
from geoaccess.pipeline.masses import weigh_places
from geoaccess.pipeline.request import Progress, Request, World, load_world
from geoaccess.pipeline.requestrecord import describe_request
from geoaccess.pipeline.roads import OSM_SOURCE, AccessSummary, summarise_access
from geoaccess.pipeline.scenariorecord import describe_scenario
from geoaccess.pipeline.scoring import score_world
from geoaccess.pipeline.stability import describe_stability
from geoaccess.pipeline.terrain import check_covered, describe_terrain, note_terrain
from geoaccess.pipeline.uncertainty import compute_uncertainty
from geoaccess.pipeline.weights import describe_choices
from geoaccess.pipeline.zones import N03, Zones, load_zones
from geoaccess.provenance import describe_versions, digest_of
from geoaccess.report import ScoreResults
from geoaccess.scores.composite import (
    NAMES,
)
from geoaccess.sources.facts import load_sources
from geoaccess.sources.farebook import load_fare_sources
from geoaccess.units import BoolArray

ZONE_SOURCES = ("reversejp",)
"""Of the land grid, which every run reads, and of the shipped polygons."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoreRun:
    """Everything that `geoaccess score` found.

    Attributes
    ----------
    zones
        The municipalities, for the map.
    areas
        Their polygons, in the same order; None for the shipped ones.
    warnings
        What the user must know beside the numbers.
    access
        What made the legs between places and stations.
    masses
        How masses were summed from cells; None where they were not.
    terrain
        The elevation model, and how many ways took its slopes; None without one.
    weak_links
        The section that each site hangs on, None where on none; empty where no network of the
        run has sections.
    """

    world: World
    sites: Places
    hubs: Places
    contacts: Contacts
    table: ScoreTable
    zones: Places
    warnings: tuple[Text, ...]
    sources: tuple[Source, ...]
    areas: AdminAreas | None = None
    access: AccessSummary
    masses: dict[str, Any] | None = None
    terrain: dict[str, Any] | None = None
    weak_links: tuple[Text | None, ...] = ()


def compute_score(request: Request, *, progress: Progress = lambda _: None) -> ScoreRun:
    """Return contacts, indicators and scores of the sites.

    Raises
    ------
    GeoaccessError
        When an input cannot be used.
    """
    progress("reading tables")
    world = load_world(request)
    sites, hubs = world.resolve(request.sites, "site"), world.resolve(request.hubs, "hub")
    check_covered(world, sites, hubs)
    if request.zones is not None:
        progress("reading boundaries")
    zones = load_zones(request.zones)
    if request.masses is not None:
        progress("summing masses")
    weighed = weigh_places(request.masses, sites, hubs, zones.areas)
    sites, hubs = weighed.sites, weighed.hubs
    compactness = compute_site_compactness(sites, access=world.config.access, land=world.land)
    scored = score_world(world, sites, hubs, compactness=compactness, progress=progress)
    contacts, table = scored.contacts, scored.table
    progress("markets and manufacturing networks")
    beside = compute_accessibilities(
        world,
        sites,
        hubs,
        legs=scored.legs,
        hub_legs=scored.hub_legs,
        mass=scored.mass,
        profiles=scored.profiles,
        contacts=contacts,
    )
    table = replace(table, accessibilities=beside)
    if request.draws:
        drawn = compute_uncertainty(
            world,
            sites,
            hubs,
            contacts=contacts,
            table=table,
            n_draws=request.draws,
            seed=request.seed,
            progress=progress,
        )
        table = replace(table, uncertainty=drawn)
    official = find_official(request)
    direct = world.direct_legs(sites, hubs)
    access = summarise_access(world.streets, (scored.legs, scored.hub_legs), direct)
    source_ids = _source_ids(world, (sites, hubs, zones.places), official)
    sources = _sources(world, source_ids, official, zones)
    return ScoreRun(
        world=world,
        sites=sites,
        hubs=hubs,
        contacts=contacts,
        table=table,
        zones=zones.places,
        areas=zones.areas,
        weak_links=scored.weak_links,
        warnings=(
            *sites.remarks,
            *hubs.remarks,
            *zones.places.remarks,
            *_name_unknown(source_ids, sources),
            *_warnings(world, sites, scored.legs, table),
            *describe_fares(contacts, world),
            *describe_compactness(sites),
            *describe_choices(world.config),
            *access.notes,
            *note_terrain(world),
        ),
        sources=sources,
        access=access,
        masses=weighed.record,
        terrain=describe_terrain(world),
    )


def score_results(run: ScoreRun) -> ScoreResults:
    """Return the tables and the record of a run, ready to be printed or written."""
    return ScoreResults(
        sites=run.sites,
        hubs=run.hubs,
        table=run.table,
        contacts=run.contacts,
        run=_record(run),
        warnings=run.warnings,
        weak_links=run.weak_links,
    )


def _record(run: ScoreRun) -> dict[str, Any]:
    """Return the content of run.json: everything needed to repeat and to credit the run."""
    request, network = run.world.request, run.world.network
    record = {
        "command": "score",
        "request": describe_request(request),
        "sites": request.sites,
        "hubs": request.hubs,
        "network": {
            "name": network.name,
            "title": dict(network.title),
            "edition": network.edition,
            "service_date": run.world.service_date.isoformat(),
            "as_of": request.as_of.isoformat() if request.as_of else None,
            "stations": len(network.stations),
            "trains": len(run.world.day.timetable.trips),
            "notes": [note.en for note in network.notes],
            "feeds": _feeds(run.world),
        },
        "scenarios": [describe_scenario(one) for one in run.world.scenarios],
        "access": run.access.to_record(),
        "parameters": run.world.config.model_dump(mode="json"),
        "weights_used": run.table.weights,
        "missing": list(run.table.missing),
        "draws": _describe_draws(run.table.uncertainty),
        "weight_stability": describe_stability(run.sites, run.table, run.world.config),
        "equity": describe_equity(run.sites, run.zones, run.table),
        "zones": {
            "file": request.zones.name if request.zones is not None else None,
            "edition": (run.areas.edition or None) if run.areas is not None else None,
            "municipalities": len(run.zones),
        },
        "masses": run.masses,
        "terrain": run.terrain,
        "inputs": [asdict(one) for one in describe_inputs(request)],
        "versions": describe_versions(),
        "sources": [asdict(source) for source in run.sources],
        "warnings": [warning.en for warning in run.warnings],
        "warnings_ja": [warning.ja for warning in run.warnings],
    }
    if run.world.r5_ways is not None:
        record["r5"] = run.world.r5_ways.to_record()
    return {"digest": digest_of(record), **record}


def _describe_draws(found: Uncertainty | None) -> dict[str, Any] | None:
    """Return how many draws were made, and of what; None without draws."""
    if found is None:
        return None
    return {"draws": found.n_draws, "seed": found.seed, "drawn": found.drawn}


def _feeds(world: World) -> list[dict[str, Any]]:
    """Return the GTFS feeds of a run with the date at which each was read."""
    feed = world.networks.feed
    return [
        {
            "name": one.name,
            "date": one.date.isoformat(),
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
            "version": one.version,
            "publisher": one.source.publisher,
        }
        for one in (feed.editions if feed else ())
    ]


def _source_ids(
    world: World, places: tuple[Places, ...], official: tuple[Source, ...]
) -> tuple[str, ...]:
    """Return the ids of the sources of the network, the places and the zones, each once."""
    ids = [*world.network.sources, *(s for one in places for s in one.sources)]
    ids += [*ZONE_SOURCES, *load_fare_sources(), *(source.id for source in official)]
    ids += [OSM_SOURCE] if world.streets else []
    return tuple(dict.fromkeys(ids))


def _sources(
    world: World, ids: tuple[str, ...], official: tuple[Source, ...], zones: Zones
) -> tuple[Source, ...]:
    """Return the sources with these ids that are known: official, shipped, or of the network."""
    sources = (*official, *load_sources(), *world.network.own_sources)
    known = {source.id: source for source in sources}
    if zones.areas is not None and zones.areas.edition:
        known[N03] = replace(known[N03], edition=zones.areas.edition)
    return tuple(known[one] for one in ids if one in known)


def _name_unknown(ids: tuple[str, ...], sources: tuple[Source, ...]) -> tuple[Text, ...]:
    """Return a warning on sources that rows name and no table describes."""
    unknown = describe_offenders(sorted(set(ids) - {source.id for source in sources}))
    if not unknown:
        return ()
    return (
        Text(
            en=f"Sources that no table describes, so that their credit is missing: {unknown}.",
            ja=f"出典表に無い出典（クレジットを表示できない）：{unknown}",
        ),
    )


def _warnings(world: World, sites: Places, legs: AccessLegs, table: ScoreTable) -> tuple[Text, ...]:
    warnings = [*world.network.notes]
    if table.missing:
        names = [NAMES[name] for name in table.missing]
        warnings.append(
            Text(
                en="Left out of the score, weights renormalised: "
                f"{', '.join(name.en for name in names)}.",
                ja="得点に含まれない指標（重みは再配分）："
                f"{'、'.join(name.ja for name in names)}。",
            )
        )
    alone = np.flatnonzero(_without_station(legs)).tolist()
    if alone:
        limit_min = world.config.access.max_min
        warnings.append(
            Text(
                en=f"No station within {limit_min:.0f} min by land, not reachable by rail: "
                f"{', '.join(sites.name[i] for i in alone)}.",
                ja=f"陸路{limit_min:.0f}分以内に駅がなく鉄道で到達できない地点: "
                f"{'、'.join(sites.name_ja[i] for i in alone)}",
            )
        )
    return (*warnings, *world.describe_r5(legs))


def _without_station(legs: AccessLegs) -> BoolArray:
    none: BoolArray = np.diff(legs.start) == 0
    return none
