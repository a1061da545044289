"""The map of a comparison: the base, each scenario beside it, and where changes are unsure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geoaccess.model.comparison import Change
from geoaccess.model.contacts import ScoreTable
from geoaccess.model.ranking import Uncertainty
from geoaccess.model.whatif import Alternative
from geoaccess.pipeline.mapcontent import (
    MapRun,
    ViewRun,
    build_base_view,
    compute_zone_values,
    fill_map_content,
    render_content_files,
)
from geoaccess.pipeline.mapstatus import assume_scenarios, title_scenarios
from geoaccess.pipeline.request import Progress
from geoaccess.pipeline.whatif import Case, WhatifRun
from geoaccess.pipeline.whatifdraws import draw_schedules
from geoaccess.pipeline.whatifrecord import list_sources
from geoaccess.report.whatif import WhatifResults
from geoaccess.scores.ranking import compute_ranking
from geoaccess.units import BoolArray, FloatArray

if TYPE_CHECKING:
    from geoaccess.maps.content import Lang, MapContent

MOST_SCHEDULES: Final = 8
"""Timetables in which all municipalities are looked at again, to hatch what hangs on one."""


def render_whatif_map_files(
    run: WhatifRun, results: WhatifResults, lang: Lang, *, progress: Progress = lambda _: None
) -> tuple[str, bytes]:
    """Return the map page of a comparison, and the map.data that it can be made from again."""
    return render_content_files(build_whatif_map(run, results, lang, progress=progress))


def build_whatif_map(
    run: WhatifRun,
    results: WhatifResults,
    lang: Lang = "en",
    *,
    progress: Progress = lambda _: None,
) -> MapContent:
    """Return what the map shows of a comparison: base and scenarios, one view each."""
    base = build_base_view(
        run.world,
        _with_ranking(run, run.scored.table, run.drawn_scores, run.probability),
        run.scored.contacts,
        weak_links=run.scored.weak_links,
    )
    scenarios = tuple(
        _build_scenario(run, one, case, progress)
        for one, case in zip(run.alternatives, run.cases, strict=True)
    )
    shown = MapRun(
        sites=run.sites,
        hubs=run.hubs,
        zones=run.boundaries,
        views=(base, *scenarios),
        warnings=results.warnings,
        sources=list_sources(run, with_zones=True),
        digest=str(results.run["digest"]),
    )
    return fill_map_content(shown, lang, progress=progress)


def find_unsure(change: Change) -> BoolArray:
    """Return where draws do not tell whether a figure rises or falls, shape (n,)."""
    nowhere: BoolArray = np.zeros(change.difference.shape, dtype=bool)
    if change.p05 is None or change.p95 is None:
        return nowhere
    moves = np.isfinite(change.difference) & (change.difference != 0)
    unsure: BoolArray = moves & (change.p05 <= 0) & (change.p95 >= 0)
    return unsure


def _build_scenario(run: WhatifRun, one: Alternative, case: Case, progress: Progress) -> ViewRun:
    return ViewRun(
        name=one.name,
        title=title_scenarios(case.parts),
        assumptions=assume_scenarios(case.parts, one.assumptions),
        world=case.world,
        table=_with_ranking(run, one.table, one.drawn_scores, one.probability),
        contacts=one.contacts,
        weak_links=case.scored.weak_links,
        changes=one.changes,
        zone_unsure={**_unsure_zones(run, case, progress), **_unsure_sites(run, one)},
    )


def _with_ranking(
    run: WhatifRun,
    table: ScoreTable,
    scores: FloatArray | None,
    probability: FloatArray | None,
) -> ScoreTable:
    """Return scores with what the draws say of them, as far as the page shows it."""
    if scores is None or probability is None:
        return table
    drawn = Uncertainty(
        n_draws=len(scores),
        seed=run.world.request.seed,
        ranking=compute_ranking(scores),
        probability=probability,
        variance_share={},
        drawn={},
    )
    return replace(table, uncertainty=drawn)


def _unsure_sites(run: WhatifRun, one: Alternative) -> Mapping[str, BoolArray]:
    """Return what draws leave open of sites that are municipalities, by municipality."""
    codes = run.boundaries.places.id
    at = {code: k for k, code in enumerate(codes)}
    if not set(run.sites.id) <= set(at):
        return {}
    places = [at[site] for site in run.sites.id]
    found = {}
    for name in ("score", "reach_pct", "meeting_hours"):
        if name in one.changes and one.changes[name].p05 is not None:
            found[name] = np.zeros(len(codes), dtype=bool)
            found[name][places] = find_unsure(one.changes[name])
    return found


def _unsure_zones(run: WhatifRun, case: Case, progress: Progress) -> Mapping[str, BoolArray]:
    """Return whose changes have not the same sign in all of a few timetables, by municipality.

    Nothing where a scenario spreads no trains over the day, or no timetables are drawn.
    """
    n_schedules = min(run.question.n_schedules, MOST_SCHEDULES)
    if case.world is run.world or not n_schedules:
        return {}
    base, zones, hubs = run.world, run.boundaries.places, run.hubs
    schedules = draw_schedules(
        base, case.world, case.scenario, n_schedules=n_schedules, seed=base.request.seed
    )
    if not schedules.draws:
        return {}
    before, _ = compute_zone_values(base, zones, hubs)
    stated, _ = compute_zone_values(case.world, zones, hubs)
    signs: dict[str, list[FloatArray]] = {name: [] for name in before}
    for k, world in enumerate(schedules.worlds(base, case.world, case.scenario)):
        progress(f"municipalities with {case.scenario.name}, {k + 1} of {n_schedules}")
        values, _ = compute_zone_values(world, zones, hubs)
        for name, one in values.items():
            signs[name].append(np.sign(one - before[name]))
    found = {}
    for name, each in signs.items():
        sign = np.sign(stated[name] - before[name])
        found[name] = (np.nan_to_num(sign) != 0) & (np.array(each) != sign).any(axis=0)
    return found
