"""Reach by year under uncertain openings: every combination of open scenarios, mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from geoaccess.compare.timeline import (
    list_states,
    mix_states,
    opening_probability,
    state_probability,
)
from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.comparison import Timeline
from geoaccess.model.places import Places
from geoaccess.model.scenario import Opening, Scenario
from geoaccess.pipeline.changed import change_network, get_rail
from geoaccess.pipeline.request import Progress, World
from geoaccess.pipeline.scoring import Scored
from geoaccess.pipeline.uncertainty import DrawnInputs
from geoaccess.pipeline.whatifdraws import draw_alternative, draw_schedules
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.parts import combine_scenarios
from geoaccess.scores.composite import reach_pct
from geoaccess.units import FloatArray

MOST_SCENARIOS = 5
"""Every combination of so many is built: 32 networks."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TimelineStudy:
    """The base of a timeline, with the draws of the run.

    Attributes
    ----------
    scored
        Of the base.
    inputs
        None without draws.
    """

    world: World
    sites: Places
    hubs: Places
    scored: Scored
    inputs: DrawnInputs | None
    n_schedules: int
    seed: int

    def reach_of(self, scenario: Scenario | None, progress: Progress) -> FloatArray:
        """Return the reach of the sites in every draw, (n_draws, n); in one as stated without.

        Without draws, timetables that may come are the draws where there are any.
        """
        world = self.world
        if scenario is not None:
            world = change_network(world, apply_scenario(get_rail(world), scenario))
        legs, hub_legs = world.access_legs(self.sites), world.access_legs(self.hubs)
        contacts = world.day_returns(self.sites, self.hubs, legs=legs, hub_legs=hub_legs)
        bare = replace(self.scored.table, indicators={}, weights={})
        nothing = scenario or combine_scenarios([])
        drawn = draw_alternative(
            (self.world, world),
            nothing,
            (self.sites, self.hubs),
            replace(self.scored, contacts=contacts, table=bare),
            inputs=self.inputs,
            schedules=draw_schedules(
                self.world, world, nothing, n_schedules=self.n_schedules, seed=self.seed
            ),
            seed=self.seed,
            progress=progress,
        )
        if drawn.indicators is not None:
            return drawn.indicators.values["reach_pct"]
        if drawn.reach_pct.size:
            return drawn.reach_pct
        return reach_pct(contacts.contactable.astype(np.float64), self.scored.mass)[None, :]


def order_scenarios(alternatives: Sequence[Sequence[Scenario]]) -> tuple[Scenario, ...]:
    """Return the scenarios of all alternatives once, by name; those combined in their order.

    The order of alternatives does not matter.

    Raises
    ------
    InputError
        When two alternatives combine the same scenarios in opposite order, one name stands for
        two scenarios, there are more than can be combined, or one has no opening years.
    """
    import networkx as nx

    known: dict[str, Scenario] = {}
    graph: nx.DiGraph = nx.DiGraph()
    for parts in alternatives:
        for one in parts:
            if known.setdefault(one.name, one) != one:
                raise InputError(
                    f"--timeline: {one.name} is given with different choices; give it once"
                )
            graph.add_node(one.name)
        graph.add_edges_from((a.name, b.name) for a, b in pairwise(parts))
    if len(known) > MOST_SCENARIOS:
        raise InputError(
            f"--timeline: {len(known)} scenarios have too many combinations; give at most "
            f"{MOST_SCENARIOS}"
        )
    undated = sorted(name for name, one in known.items() if one.opening is None)
    if undated:
        raise InputError(
            f"--timeline: no opening years in {describe_offenders(undated)}; write "
            "opening: {from: 2035, to: 2040} into the file, or leave --timeline out"
        )
    try:
        names = list(nx.lexicographical_topological_sort(graph))
    except nx.NetworkXUnfeasible:
        raise InputError(
            "--timeline: scenarios are combined in opposite orders; give one order"
        ) from None
    return tuple(known[name] for name in names)


def build_timeline(
    study: TimelineStudy, scenarios: Sequence[Scenario], *, progress: Progress = lambda _: None
) -> Timeline:
    """Return the reach of the sites at the end of each year in which something may open.

    Every scenario opens in a year of its range, all alike, and independently of the others.

    Raises
    ------
    InputError
        When a combination cannot be built: a scenario that needs another one is to be combined
        with it (``A+B``) in one file.
    """
    openings: list[Opening] = [one.opening for one in scenarios if one.opening is not None]
    first = min(one.first_year for one in openings)
    last = max(one.last_year for one in openings)
    years = tuple(range(first - 1, last + 1))
    p_open = np.array(
        [opening_probability(one.first_year, one.last_year, years) for one in openings]
    )
    values = []
    states = list_states(len(scenarios))
    for k, row in enumerate(states):
        progress(f"combinations of openings, {k + 1} of {len(states)}")
        chosen = [scenarios[i] for i in np.flatnonzero(row).tolist()]
        values.append(study.reach_of(combine_scenarios(chosen) if chosen else None, progress))
    expected, low, high = mix_states(values, state_probability(p_open))
    return Timeline(
        year=years,
        p_open={one.name: share for one, share in zip(scenarios, p_open, strict=True)},
        expected=expected,
        p05=low,
        p95=high,
    )
