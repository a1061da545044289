"""Draws of a scenario: those of the base, and timetables that nobody knows yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from geoaccess.config import DrawsConfig
from geoaccess.model.contacts import Contacts
from geoaccess.model.places import Places
from geoaccess.model.scenario import Scenario
from geoaccess.pipeline.changed import change_network, get_rail
from geoaccess.pipeline.request import Progress, World
from geoaccess.pipeline.scoring import Scored
from geoaccess.pipeline.uncertainty import DrawnIndicators, DrawnInputs, draw_indicators
from geoaccess.scenario.schedules import ScheduleDraw, draw_schedule, list_drawn
from geoaccess.scores.composite import reach_pct
from geoaccess.scores.draws import draw_hypercube, to_triangular, to_uniform
from geoaccess.units import FloatArray, IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Schedules:
    """Timetables of a scenario, drawn; the same seed gives the same for all scenarios.

    Attributes
    ----------
    draws
        None of them where the scenario spreads no trains over the day.
    """

    draws: tuple[ScheduleDraw, ...]

    def worlds(self, base: World, stated: World, scenario: Scenario) -> Iterator[World]:
        """Yield the world of each timetable, one after the other."""
        before, rail = get_rail(base), get_rail(stated)
        for one in self.draws:
            yield change_network(stated, draw_schedule(before, rail, scenario, one))


def draw_schedules(
    base: World, stated: World, scenario: Scenario, *, n_schedules: int, seed: int
) -> Schedules:
    """Return timetables that a scenario may have, by Latin hypercubes.

    Running times of planned services are Tri(-5 %, 0, +15 %), the same factor for all; the
    minutes between trains lie evenly within 10 % of the stated ones, the same factor for all;
    each service leaves in each direction by up to half a headway earlier or later.
    """
    rows = list_drawn(get_rail(base), get_rail(stated), scenario)
    if not rows or not n_schedules:
        return Schedules(draws=())
    given: DrawsConfig = base.config.draws
    low, high = given.planned_run_pct
    run = to_triangular(
        draw_hypercube(n_schedules, 1, seed=seed, stream="planned run")[:, 0],
        1 + low / 100,
        1.0,
        1 + high / 100,
    )
    spread = given.planned_headway_pct / 100
    headway = to_uniform(
        draw_hypercube(n_schedules, 1, seed=seed, stream="planned headway")[:, 0],
        1 - spread,
        1 + spread,
    )
    phase = {
        row: draw_hypercube(n_schedules, 1, seed=seed, stream=f"planned phase {row}")[:, 0] - 0.5
        for row in dict.fromkeys(rows)
    }
    return Schedules(
        draws=tuple(
            ScheduleDraw(
                run_factor=float(run[k]),
                headway_factor=float(headway[k]),
                phase={row: float(one[k]) for row, one in phase.items()},
            )
            for k in range(n_schedules)
        )
    )


def choose_schedules(n_draws: int, n_schedules: int, *, seed: int) -> IntArray:
    """Return the timetable of each draw, shape (n_draws,), the same for every scenario."""
    unit = draw_hypercube(n_draws, 1, seed=seed, stream="schedule")[:, 0]
    chosen: IntArray = np.minimum((unit * n_schedules).astype(int), n_schedules - 1)
    return chosen


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnAlternative:
    """What draws and timetables say of a scenario.

    Attributes
    ----------
    indicators
        None without draws.
    reach_pct
        Shape (n_schedules, n): reach in each timetable, all else as stated; none without any.
    """

    indicators: DrawnIndicators | None
    reach_pct: FloatArray


def draw_alternative(
    worlds: tuple[World, World],
    scenario: Scenario,
    places: tuple[Places, Places],
    scored: Scored,
    *,
    inputs: DrawnInputs | None,
    schedules: Schedules,
    seed: int,
    progress: Progress = lambda _: None,
) -> DrawnAlternative:
    """Return the indicators of a scenario in every draw, each with one of the timetables.

    Ways, departures, masses, weights and prices are those of the base in the same draw. Fares
    (the cost) and robustness are those of the stated timetable.

    Parameters
    ----------
    worlds
        Base, and the scenario as stated.
    places
        Sites and hubs.
    """
    (base, stated), (sites, hubs) = worlds, places
    contacts, table = scored.contacts, scored.table
    if not schedules.draws:
        found = None
        if inputs is not None:
            found = draw_indicators(
                stated, sites, hubs, inputs, contacts=contacts, table=table, progress=progress
            )
        return DrawnAlternative(indicators=found, reach_pct=np.empty((0, len(sites))))
    n_schedules, reach = len(schedules.draws), []
    chosen: IntArray = np.empty(0, dtype=np.int64)
    if inputs is not None:
        chosen = choose_schedules(inputs.n_draws, n_schedules, seed=seed)
    pieces: list[tuple[IntArray, DrawnIndicators]] = []
    for k, world in enumerate(schedules.worlds(base, stated, scenario)):
        progress(f"timetables of {scenario.name}, {k + 1} of {n_schedules}")
        reach.append(_reach_pct(world, sites, hubs, scored.mass))
        rows = np.flatnonzero(chosen == k)
        if inputs is not None and rows.size:
            part = draw_indicators(
                world, sites, hubs, inputs.take(rows), contacts=contacts, table=table
            )
            pieces.append((rows, part))
    return DrawnAlternative(
        indicators=_join(pieces, inputs.n_draws) if inputs is not None else None,
        reach_pct=np.array(reach),
    )


def _reach_pct(world: World, sites: Places, hubs: Places, mass: FloatArray) -> FloatArray:
    legs, hub_legs = world.access_legs(sites), world.access_legs(hubs)
    contacts: Contacts = world.day_returns(sites, hubs, legs=legs, hub_legs=hub_legs)
    return reach_pct(contacts.contactable.astype(np.float64), mass)


def _join(pieces: list[tuple[IntArray, DrawnIndicators]], n_draws: int) -> DrawnIndicators:
    """Return pieces of the draws as one, rows in their places."""
    first = pieces[0][1]
    values = {}
    for name, one in first.values.items():
        whole = np.empty((n_draws, one.shape[1]))
        for rows, piece in pieces:
            whole[rows] = piece.values[name]
        values[name] = whole
    share = sum(len(rows) * piece.probability for rows, piece in pieces)
    return replace(first, values=values, probability=np.asarray(share) / n_draws)
