"""Robustness of sites: every section, line, station and named corridor out in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from geoaccess.errors import InputError, UnknownNameError, describe_offenders
from geoaccess.model.closures import LINK_KINDS, Corridor, LinkEffects, LinkKind
from geoaccess.model.network import RailNetwork
from geoaccess.model.places import Places
from geoaccess.model.robustness import Attribution, LinkImportance, SiteRobustness
from geoaccess.model.text import Text
from geoaccess.pipeline.closures import ClosureStudy, build_closure_study, check_sections
from geoaccess.pipeline.inputs import describe_inputs, find_official
from geoaccess.pipeline.request import Progress, Request, World, load_world
from geoaccess.pipeline.roads import OSM_SOURCE, AccessSummary, summarise_access
from geoaccess.pipeline.scenariorecord import describe_scenario
from geoaccess.provenance import describe_input, describe_versions, digest_of
from geoaccess.report.robustness import RobustnessResults
from geoaccess.scenario.closures import find_corridor_sections, get_corridor_sections
from geoaccess.scores.attribution import compute_attribution
from geoaccess.scores.composite import transform_mass
from geoaccess.scores.robustness import find_surviving, rate_links, score_robustness
from geoaccess.sources.facts import load_sources
from geoaccess.sources.hazards import load_corridors
from geoaccess.units import BoolArray, FloatArray

ZONE_SOURCES = ("reversejp",)
"""Of the land grid, which every run reads."""
DEFAULT_ORDERS = 60
DEFAULT_SEED = 1


@dataclass(frozen=True, kw_only=True)
class ClosureRequest:
    """What is closed beside every section, line and station.

    Attributes
    ----------
    corridor_file
        Table of corridors; None for the shipped ones.
    corridors
        Ids of those that are wanted; all where none is named.
    orders, seed
        Orders of lines sampled for the attribution (0 for none), and where sampling begins.
    """

    corridor_file: Path | None = None
    corridors: tuple[str, ...] = ()
    orders: int = DEFAULT_ORDERS
    seed: int = DEFAULT_SEED

    def __post_init__(self) -> None:
        if self.orders and (self.orders < 4 or self.orders % 2):
            raise InputError(f"--orders: {self.orders}; give 0, or an even number of at least 4")
        if self.seed < 0:
            raise InputError(f"--seed: {self.seed} is below 0; give a whole number from 0 on")


@dataclass(frozen=True, kw_only=True, eq=False)
class RobustnessRun:
    """Everything that `geoaccess robustness` found.

    Attributes
    ----------
    effects, sites_by_kind, links_by_kind
        By kind of link: what each closure does, to sites, and over all sites.
    survives_lines, disjoint
        Shape (n_sites, n_hubs): hubs that can be met whichever one line is closed, and with
        all lines of the day shown closed.
    lines, attribution
        Lines that carry trains, and how much of the reach each carries; None where not asked.
    reach_without_lines
        Shape (n_sites,): share of hub mass that is met without any of them.
    """

    world: World
    closures: ClosureRequest
    sites: Places
    hubs: Places
    study: ClosureStudy
    effects: dict[LinkKind, LinkEffects]
    sites_by_kind: dict[LinkKind, SiteRobustness]
    links_by_kind: dict[LinkKind, LinkImportance]
    survives_lines: BoolArray
    disjoint: BoolArray
    lines: tuple[str, ...]
    attribution: Attribution | None
    reach_without_lines: FloatArray
    sources: tuple[str, ...]
    warnings: tuple[Text, ...]


def compute_robustness(
    request: Request,
    closures: ClosureRequest | None = None,
    *,
    progress: Progress = lambda _: None,
) -> RobustnessRun:
    """Return what is left of the sites' days with parts of the network closed.

    Raises
    ------
    GeoaccessError
        When an input cannot be used, or no network of the run has sections.
    """
    closures = closures or ClosureRequest()
    progress("reading tables")
    corridors = _choose(closures)
    world = load_world(request)
    check_sections(world)
    groups, notes = _locate(world.network, corridors, is_shipped=closures.corridor_file is None)
    sites, hubs = world.resolve(request.sites, "site"), world.resolve(request.hubs, "hub")
    mass = transform_mass(hubs.mass, world.config.mass)
    progress("building the day's trains")
    legs, hub_legs = world.access_legs(sites), world.access_legs(hubs)
    study = build_closure_study(world, sites, hubs, mass, legs=legs, hub_legs=hub_legs)
    effects: dict[LinkKind, LinkEffects] = {}
    for kind in LINK_KINDS:
        progress(f"closing every {kind}")
        effects[kind] = (
            study.close_corridors(corridors, groups)
            if kind == "corridor"
            else study.close_each(kind)
        )
    lines = tuple(dict.fromkeys(line for members in study.hops.lines for line in members))
    attribution = None
    if closures.orders:
        progress("sharing the reach among lines")
        attribution = compute_attribution(
            lambda site, present: study.reach_over(lines, site, present),
            n_games=len(sites),
            n_players=len(lines),
            orders=closures.orders,
            seed=closures.seed,
        )
    base = study.reach, study.meeting_s
    return RobustnessRun(
        world=world,
        closures=closures,
        sites=sites,
        hubs=hubs,
        study=study,
        effects=effects,
        sites_by_kind={kind: score_robustness(one, *base) for kind, one in effects.items()},
        links_by_kind={kind: rate_links(one, *base) for kind, one in effects.items()},
        survives_lines=find_surviving(effects["line"], study.met),
        disjoint=study.find_disjoint(),
        lines=lines,
        attribution=attribution,
        reach_without_lines=study.reach_over(
            lines, np.arange(len(sites)), np.zeros((len(sites), len(lines)), dtype=bool)
        ),
        sources=tuple(dict.fromkeys(one for corridor in corridors for one in corridor.sources)),
        warnings=(
            *sites.remarks,
            *hubs.remarks,
            *world.networks.notes,
            *notes,
            *_warnings(study),
            *_access(world, sites, hubs).notes,
        ),
    )


def robustness_results(run: RobustnessRun) -> RobustnessResults:
    """Return the tables and the record of a run, ready to be printed or written."""
    study = run.study
    return RobustnessResults(
        sites=run.sites,
        hubs=run.hubs,
        met=study.met,
        reach=study.reach,
        meeting_s=study.meeting_s,
        effects=run.effects,
        sites_by_kind=run.sites_by_kind,
        links_by_kind=run.links_by_kind,
        survives_lines=run.survives_lines,
        disjoint=run.disjoint,
        lines=tuple(run.world.network.line_by_id[line] for line in run.lines),
        attribution=run.attribution,
        reach_without_lines=run.reach_without_lines,
        run=_record(run),
        warnings=run.warnings,
    )


def _choose(closures: ClosureRequest) -> tuple[Corridor, ...]:
    """Return the corridors that are asked for, or raise an error that lists the nearest."""
    known = load_corridors(closures.corridor_file)
    ids = [one.id for one in known]
    unknown = [name for name in closures.corridors if name not in ids]
    if unknown:
        near = get_close_matches(unknown[0], ids, n=3, cutoff=0.3) or ids
        raise UnknownNameError(
            f"--corridor: {describe_offenders(unknown)} is no corridor; nearest: "
            f"{', '.join(near)} (all: {', '.join(ids)})"
        )
    return tuple(one for one in known if not closures.corridors or one.id in closures.corridors)


def _locate(
    network: RailNetwork, corridors: Sequence[Corridor], *, is_shipped: bool
) -> tuple[list[tuple[int, ...]], tuple[Text, ...]]:
    """Return the sections of corridors, and a note on shipped stretches that are not there."""
    if not is_shipped:
        return [get_corridor_sections(network, one) for one in corridors], ()
    groups, absent = [], []
    for one in corridors:
        sections, missing = find_corridor_sections(network, one)
        groups.append(sections)
        absent += [f"{one.id} {stretch}" for stretch in missing]
    if not absent:
        return groups, ()
    stretches = describe_offenders(absent)
    return groups, (
        Text(
            en=f"Stretches of shipped corridors that are not on this network: {stretches}.",
            ja=f"この路線網にない区間（同梱の想定事象）：{stretches}",
        ),
    )


def _warnings(study: ClosureStudy) -> tuple[Text, ...]:
    notes = [
        Text(
            en="Access to stations stays that of the open network: nobody drives to other stations "
            "than on a normal day. Trains keep their times and end before what is closed.",
            ja="駅までの経路は平常時のまま（別の駅へは行かない）。列車は時刻を変えず、"
            "不通区間の手前で打ち切る。",
        ),
        Text(
            en="Lines that share one track are lines of their own here (Yamagata Shinkansen and "
            "Ou Line): closing a section of one leaves the other.",
            ja="線路を共有する路線（山形新幹線と奥羽本線など）も別の路線として扱い、"
            "片方の区間の不通は他方に及ばない。",
        ),
    ]
    nothing = int(np.sum(study.reach == 0))
    if nothing:
        notes.append(
            Text(
                en=f"{nothing} sites meet nobody in a day: they have no robustness.",
                ja=f"{nothing}地点は日帰りで誰にも会えず、頑健性の値がない。",
            )
        )
    return tuple(notes)


def _access(world: World, sites: Places, hubs: Places) -> AccessSummary:
    """Return what made the ways between places and stations, found before."""
    legs = world.access_legs(sites), world.access_legs(hubs)
    return summarise_access(world.streets, legs, world.direct_legs(sites, hubs))


def _record(run: RobustnessRun) -> dict[str, Any]:
    """Return the content of run.json: everything needed to repeat and to credit the run."""
    world, closures = run.world, run.closures
    request, network = world.request, world.network
    inputs = list(describe_inputs(request))
    if closures.corridor_file is not None:
        inputs.append(describe_input("corridors", closures.corridor_file))
    official = find_official(request)
    known = {one.id: one for one in (*official, *load_sources(), *network.own_sources)}
    ids = [*network.sources, *run.sites.sources, *run.hubs.sources, *run.sources, *ZONE_SOURCES]
    ids += [OSM_SOURCE] if world.streets else []
    used = dict.fromkeys([*ids, *(one.id for one in official)])
    record = {
        "command": "robustness",
        "sites": request.sites,
        "hubs": request.hubs,
        "network": {
            "name": network.name,
            "title": dict(network.title),
            "edition": network.edition,
            "service_date": world.service_date.isoformat(),
            "as_of": request.as_of.isoformat() if request.as_of else None,
            "trains": len(world.day.timetable.trips),
            "notes": [note.en for note in network.notes],
        },
        "scenarios": [describe_scenario(one) for one in world.scenarios],
        "parameters": world.config.model_dump(mode="json"),
        "access": _access(world, run.sites, run.hubs).to_record(),
        "closed": {kind: len(one.links) for kind, one in run.effects.items()},
        "cases": {kind: one.site_idx.size for kind, one in run.effects.items()},
        "attribution": {
            "lines": len(run.lines),
            "orders": run.attribution.orders if run.attribution else None,
            "seed": closures.seed,
        },
        "inputs": [asdict(one) for one in inputs],
        "versions": describe_versions(),
        "sources": [asdict(known[one]) for one in used if one in known],
        "warnings": [warning.en for warning in run.warnings],
        "warnings_ja": [warning.ja for warning in run.warnings],
    }
    return {"digest": digest_of(record), **record}
