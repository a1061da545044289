"""What if a line is built: base and scenarios side by side, with the same draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from geoaccess.compare.differences import build_change, compare_contacts, sum_newly
from geoaccess.config import INDICATORS
from geoaccess.model.accessibilities import Accessibilities
from geoaccess.model.comparison import Change, Timeline
from geoaccess.model.contacts import ScoreTable
from geoaccess.model.places import Places
from geoaccess.model.scenario import Scenario
from geoaccess.model.text import Text
from geoaccess.model.whatif import Alternative, ScheduleSpread
from geoaccess.pipeline.accessibilities import compute_accessibilities
from geoaccess.pipeline.changed import change_network, get_rail
from geoaccess.pipeline.compactness import compute_site_compactness, describe_compactness
from geoaccess.pipeline.fares import describe_fares
from geoaccess.pipeline.masses import weigh_places
from geoaccess.pipeline.request import Progress, Request, World, load_world
from geoaccess.pipeline.scenariorecord import list_assumptions
from geoaccess.pipeline.scoring import Scored, score_world
from geoaccess.pipeline.terrain import check_covered
from geoaccess.pipeline.uncertainty import (
    DrawnIndicators,
    DrawnInputs,
    draw_indicators,
    draw_inputs,
)
from geoaccess.pipeline.whatifdraws import (
    DrawnAlternative,
    Schedules,
    draw_alternative,
    draw_schedules,
)
from geoaccess.pipeline.whatifparts import attribute_gain, count_stations
from geoaccess.pipeline.whatifquestion import WhatifQuestion, label_of
from geoaccess.pipeline.whatiftimeline import TimelineStudy, build_timeline, order_scenarios
from geoaccess.pipeline.whatifzones import ZoneState, ZoneStudy, build_zone_study
from geoaccess.pipeline.zones import Zones, load_zones
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.parts import combine_scenarios
from geoaccess.scores.composite import NAMES, compute_scores
from geoaccess.units import FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """A scenario in its world, scored."""

    scenario: Scenario
    parts: tuple[Scenario, ...]
    world: World
    scored: Scored


@dataclass(frozen=True, kw_only=True, eq=False)
class WhatifRun:
    """Everything that `geoaccess whatif` found.

    Attributes
    ----------
    scored
        Of the base, over the indicators that base and all scenarios have.
    drawn_scores
        Of the base, (n_draws, n); None without draws.
    cases
        The world and the scores of each alternative.
    zones
        Municipalities; None where they were not looked at.
    boundaries
        Those of the map, with their polygons.
    timeline
        None where it was not asked for.
    """

    world: World
    question: WhatifQuestion
    sites: Places
    hubs: Places
    scored: Scored
    inputs: DrawnInputs | None
    probability: FloatArray | None
    drawn_scores: FloatArray | None
    alternatives: tuple[Alternative, ...]
    cases: tuple[Case, ...]
    zones: Places | None
    boundaries: Zones
    timeline: Timeline | None
    warnings: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Study:
    """The base with what all scenarios share: places, draws, municipalities."""

    world: World
    sites: Places
    hubs: Places
    scored: Scored
    inputs: DrawnInputs | None
    drawn: DrawnIndicators | None
    zone_study: ZoneStudy | None
    zone_state: ZoneState | None
    seed: int


def compute_whatif(
    request: Request, question: WhatifQuestion, *, progress: Progress = lambda _: None
) -> WhatifRun:
    """Return base and scenarios side by side, with what changes.

    The base is what `compute_score` finds for the request, a scenario what it finds for the
    request with the scenario; draws are the same in all. The numbers of a scenario do not
    depend on which others are compared, nor on their order, but in one case: an indicator that
    cannot be computed in one of them is left out of the scores of all, and a warning says so.

    Raises
    ------
    GeoaccessError
        When an input cannot be used, or a scenario does not fit the network.
    """
    ordered = order_scenarios(question.alternatives) if question.with_timeline else ()
    progress("reading tables")
    world = load_world(request)
    rail = get_rail(world)
    scenarios = [combine_scenarios(parts) for parts in question.alternatives]
    rails = [apply_scenario(rail, one) for one in scenarios]
    sites, hubs = world.resolve(request.sites, "site"), world.resolve(request.hubs, "hub")
    check_covered(world, sites, hubs)
    zones = load_zones(request.zones)
    weighed = weigh_places(request.masses, sites, hubs, zones.areas)
    sites, hubs = weighed.sites, weighed.hubs
    compactness = compute_site_compactness(sites, access=world.config.access, land=world.land)
    progress("base")
    base = _score(world, sites, hubs, compactness, progress)
    cases = []
    for parts, scenario, changed in zip(question.alternatives, scenarios, rails, strict=True):
        progress(f"scenario {scenario.name}")
        there = change_network(world, changed)
        is_same = there is world
        scored = base if is_same else _score(there, sites, hubs, compactness, progress)
        cases.append(Case(scenario=scenario, parts=parts, world=there, scored=scored))
    common, left_out = _find_common([base, *(case.scored for case in cases)])
    base = _over(base, common, world)
    cases = [replace(case, scored=_over(case.scored, common, world)) for case in cases]
    study = _build_study(world, sites, hubs, base, request, progress)
    if question.with_zones:
        progress("journeys of all municipalities")
        looked = build_zone_study(world, zones.places, hubs, sites, base.mass)
        study = replace(study, zone_study=looked, zone_state=looked.look(world))
    alternatives = tuple(_compare(study, case, question.n_schedules, progress) for case in cases)
    timeline = None
    if question.with_timeline:
        timeline = build_timeline(
            TimelineStudy(
                world=world,
                sites=sites,
                hubs=hubs,
                scored=base,
                inputs=study.inputs,
                n_schedules=question.n_schedules,
                seed=request.seed,
            ),
            ordered,
            progress=progress,
        )
    return WhatifRun(
        world=world,
        question=question,
        sites=sites,
        hubs=hubs,
        scored=base,
        inputs=study.inputs,
        probability=study.drawn.probability if study.drawn else None,
        drawn_scores=_draw_scores(study, study.drawn),
        alternatives=alternatives,
        cases=tuple(cases),
        boundaries=zones,
        zones=zones.places if question.with_zones else None,
        timeline=timeline,
        warnings=(
            *sites.remarks,
            *hubs.remarks,
            *world.network.notes,
            *left_out,
            *_describe_draws(request.draws),
            *describe_fares(base.contacts, world),
            *describe_compactness(sites),
        ),
    )


def _score(
    world: World, sites: Places, hubs: Places, compactness: FloatArray, progress: Progress
) -> Scored:
    """Return the scores of the sites in a world, with the sub-scores beside them."""
    scored = score_world(world, sites, hubs, compactness=compactness, progress=progress)
    beside = compute_accessibilities(
        world,
        sites,
        hubs,
        legs=scored.legs,
        hub_legs=scored.hub_legs,
        mass=scored.mass,
        profiles=scored.profiles,
        contacts=scored.contacts,
    )
    return replace(scored, table=replace(scored.table, accessibilities=beside))


def _describe_draws(n_draws: int) -> tuple[Text, ...]:
    """Return what must be known of intervals; nothing without draws."""
    if not n_draws:
        return ()
    return (
        Text(
            en="In the draws robustness and fares are those of the stated timetable: where new "
            "reach lies at the edge of the day, read the interval of the reach, not of the score.",
            ja="抽出では頑健性と運賃を所定の時刻表のままとする。時間帯の端で成り立つ到達では、"
            "得点ではなく到達率の幅を見ること。",
        ),
    )


def _find_common(scored: Sequence[Scored]) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    """Return the indicators that all have, and a warning on those that some lack."""
    common = tuple(name for name in INDICATORS if all(name in one.indicators for one in scored))
    partly = [
        NAMES[name]
        for name in INDICATORS
        if name not in common and any(name in one.indicators for one in scored)
    ]
    if not partly:
        return common, ()
    return common, (
        Text(
            en="Left out of the scores of base and scenarios, since not all of them have it: "
            f"{', '.join(one.en for one in partly)}; the scores are not those of geoaccess score.",
            ja="一部のケースで計算できないため、すべての得点から除いた指標："
            f"{'、'.join(one.ja for one in partly)}（geoaccess scoreの得点とは異なる）。",
        ),
    )


def _over(scored: Scored, names: tuple[str, ...], world: World) -> Scored:
    """Return scores over some indicators only; as they are where these are all."""
    if set(scored.indicators) == set(names):
        return scored
    config = world.config
    kept = {name: scored.indicators[name] for name in names}
    table: ScoreTable = compute_scores(kept, config.indicators, form=config.normalisation)
    table = replace(table, accessibilities=scored.table.accessibilities)
    return replace(scored, indicators=kept, table=table)


def _build_study(
    world: World,
    sites: Places,
    hubs: Places,
    base: Scored,
    request: Request,
    progress: Progress,
) -> _Study:
    inputs = drawn = None
    if request.draws:
        inputs = draw_inputs(
            hubs, world.config, base.table.weights, n_draws=request.draws, seed=request.seed
        )
        drawn = draw_indicators(
            world,
            sites,
            hubs,
            inputs,
            contacts=base.contacts,
            table=base.table,
            progress=progress,
        )
    return _Study(
        world=world,
        sites=sites,
        hubs=hubs,
        scored=base,
        inputs=inputs,
        drawn=drawn,
        zone_study=None,
        zone_state=None,
        seed=request.seed,
    )


def _compare(study: _Study, case: Case, n_schedules: int, progress: Progress) -> Alternative:
    """Return what a scenario changes."""
    before, after = study.scored, case.scored
    is_identity = case.world is study.world
    schedules = Schedules(draws=())
    drawn = DrawnAlternative(indicators=study.drawn, reach_pct=np.empty((0, len(study.sites))))
    if not is_identity:
        schedules = draw_schedules(
            study.world, case.world, case.scenario, n_schedules=n_schedules, seed=study.seed
        )
        drawn = draw_alternative(
            (study.world, case.world),
            case.scenario,
            (study.sites, study.hubs),
            after,
            inputs=study.inputs,
            schedules=schedules,
            seed=study.seed,
            progress=progress,
        )
    changes = compare_contacts(before.contacts, after.contacts)
    gained, lost = sum_newly(
        before.contacts.contactable, after.contacts.contactable, study.hubs.mass
    )
    parts, notes = attribute_gain(
        study.world, case.scenario, study.sites, study.hubs, scored=(before, after)
    )
    found = Alternative(
        name=label_of(case.parts),
        title=case.scenario.title,
        assumptions=list_assumptions(get_rail(study.world), get_rail(case.world), case.scenario),
        openings={one.name: one.opening for one in case.parts},
        chosen={k: v for one in case.parts for k, v in _choices(one).items()},
        is_identity=is_identity,
        changes=_list_changes(study, after, drawn.indicators),
        table=after.table,
        contacts=after.contacts,
        contact_changes=changes,
        probability=drawn.indicators.probability if drawn.indicators else None,
        drawn_scores=_draw_scores(study, drawn.indicators),
        mass_gained=gained,
        mass_lost=lost,
        schedules=_spread(before, drawn) if schedules.draws else None,
        parts=parts,
        stations=() if is_identity else count_stations(study.world, case.world, after, changes),
        notes=notes,
    )
    if study.zone_study is None or study.zone_state is None:
        return found
    progress(f"municipalities with {case.scenario.name}")
    state = study.zone_state if is_identity else study.zone_study.look(case.world)
    for_hubs, for_sites = study.zone_study.populations(study.zone_state, state)
    return replace(
        found,
        zones=study.zone_study.compare(study.zone_state, state),
        populations_hubs=for_hubs,
        populations_sites=for_sites,
    )


def _choices(scenario: Scenario) -> dict[str, str]:
    return {one.name: scenario.chosen.get(one.name, one.default) for one in scenario.options}


def _spread(before: Scored, drawn: DrawnAlternative) -> ScheduleSpread:
    stated = before.indicators["reach_pct"]
    return ScheduleSpread(
        n_schedules=len(drawn.reach_pct), reach_pct=drawn.reach_pct - stated[None, :]
    )


def _draw_scores(study: _Study, drawn: DrawnIndicators | None) -> FloatArray | None:
    """Return the scores of the draws, shape (n_draws, n); None without draws."""
    if drawn is None or study.inputs is None:
        return None
    return drawn.score(study.inputs, tuple(study.scored.table.weights), study.world.config)


def _list_changes(
    study: _Study, after: Scored, drawn: DrawnIndicators | None
) -> Mapping[str, Change]:
    """Return the change of the score, of every indicator and of the sub-scores."""
    before = study.scored
    scores = _draw_scores(study, study.drawn), _draw_scores(study, drawn)
    pairs = None if scores[0] is None or scores[1] is None else (scores[0], scores[1])
    found = {"score": build_change(before.table.score, after.table.score, drawn=pairs)}
    for name in before.indicators:
        both = None
        if study.drawn is not None and drawn is not None:
            both = study.drawn.values[name], drawn.values[name]
        found[name] = build_change(before.indicators[name], after.indicators[name], drawn=both)
    beside = before.table.accessibilities, after.table.accessibilities
    if beside[0] is not None and beside[1] is not None:
        for field in fields(Accessibilities):
            one, other = (getattr(table, field.name) for table in beside)
            found[field.name] = build_change(one, other)
    return found
