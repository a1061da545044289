"""Scores under uncertainty: draws of ways, departures, masses and weights, with their ranks.

Ways and departures change journeys. They are drawn in strata of equal probability, each
computed exactly at its middle: a few runs of the engine stand for any number of draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np

from geoaccess.config import DrawsConfig, ScoreConfig
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import compute_profiles
from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.places import Places
from geoaccess.model.ranking import Uncertainty
from geoaccess.pipeline.fares import cost_indicator
from geoaccess.pipeline.request import Progress, World
from geoaccess.scores.composite import meeting_hours, normalise, reach_pct, transform_mass
from geoaccess.scores.draws import (
    describe_draws,
    draw_hypercube,
    to_dirichlet,
    to_triangular,
    to_uniform,
)
from geoaccess.scores.nearness import nearness_min
from geoaccess.scores.ranking import (
    compute_drawn_scores,
    compute_ranking,
    compute_variance_shares,
)
from geoaccess.units import (
    SECONDS_PER_MINUTE,
    UNREACHED_S,
    BoolArray,
    FloatArray,
    IntArray,
)

ACCESS_STRATA = 7
DEPART_STRATA = 5
"""Runs of the engine: one for each pair of strata; more change no 5 or 95 % bound by a point."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Strata:
    """What the engine finds in each stratum of ways (a) and departures (d).

    `met` and `meeting_s` have shape (a, d, n, m), `round_trips` (a, d, n) and `nearness_min`
    (a, n), or None where there are too few hubs.
    """

    met: BoolArray
    meeting_s: IntArray
    round_trips: FloatArray
    nearness_min: FloatArray | None


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnInputs:
    """What is drawn of every uncertain input: the same for base and scenarios of one seed.

    Attributes
    ----------
    access, depart
        Stratum of the ways and of the departures of each draw, shape (n_draws,).
    mass_factor, mass
        Factor on each hub's mass, and masses as they enter the measures, (n_draws, m).
    weights
        Shape (n_draws, k), in the order of the table's weights; rows sum to 1.
    prices
        Value of time and minutes of a change, shape (n_draws, 2).
    """

    access: IntArray
    depart: IntArray
    mass_factor: FloatArray
    mass: FloatArray
    weights: FloatArray
    prices: FloatArray

    @property
    def n_draws(self) -> int:
        """Number of draws."""
        return self.access.size

    def take(self, draws: IntArray) -> DrawnInputs:
        """Return some of the draws, by position."""
        return DrawnInputs(
            **{one.name: getattr(self, one.name)[draws] for one in fields(DrawnInputs)}
        )


def draw_inputs(
    hubs: Places, config: ScoreConfig, weights: Mapping[str, float], *, n_draws: int, seed: int
) -> DrawnInputs:
    """Return draws of every uncertain input, by Latin hypercubes.

    Raises
    ------
    InputError
        When there is no draw, or the seed is negative.
    """
    unit = {
        name: draw_hypercube(n_draws, width, seed=seed, stream=name)
        for name, width in (
            ("access", 1),
            ("depart", 1),
            ("mass", len(hubs)),
            ("weights", len(weights)),
            ("cost", 2),
        )
    }
    spread = config.draws.mass_pct / 100
    mass_factor = to_uniform(unit["mass"], 1 - spread, 1 + spread)
    concentration = np.array(list(weights.values())) * config.draws.weight_concentration
    return DrawnInputs(
        access=np.minimum((unit["access"][:, 0] * ACCESS_STRATA).astype(int), ACCESS_STRATA - 1),
        depart=np.minimum((unit["depart"][:, 0] * DEPART_STRATA).astype(int), DEPART_STRATA - 1),
        mass_factor=mass_factor,
        mass=np.array([transform_mass(hubs.mass * one, config.mass) for one in mass_factor]),
        weights=to_dirichlet(unit["weights"], concentration),
        prices=_prices(unit["cost"], config),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnIndicators:
    """Indicators of the draws: by name (n_draws, n), or (1, n) where draws leave them.

    Attributes
    ----------
    probability
        Shape (n, m): share of the draws in which each pair meets.
    """

    values: Mapping[str, FloatArray]
    probability: FloatArray

    def score(self, inputs: DrawnInputs, names: tuple[str, ...], config: ScoreConfig) -> FloatArray:
        """Return the scores of every draw over some indicators, shape (n_draws, n)."""
        return compute_drawn_scores(_parts(self.values, names, config), inputs.weights)


def draw_indicators(
    world: World,
    sites: Places,
    hubs: Places,
    inputs: DrawnInputs,
    *,
    contacts: Contacts,
    table: ScoreTable,
    progress: Progress = lambda _: None,
) -> DrawnIndicators:
    """Return the indicators of the sites in every draw.

    Parameters
    ----------
    contacts
        Day returns of the run, whose fares, times and changes the cost of a draw is made of.
    table
        Scores of the run; indicators that draws do not change are taken as they are.
    """
    config, access, depart = world.config, inputs.access, inputs.depart
    strata = _compute_strata(world, sites, hubs, _used_strata(access, depart), progress)
    values = _drawn_indicators(strata, access, depart, inputs.mass, table.indicators)
    if "cost_yen" in table.weights:
        values["cost_yen"] = np.array(
            [
                cost_indicator(contacts, one, config, value_of_time_yen_h=yen, transfer_min=minutes)
                for one, (yen, minutes) in zip(inputs.mass, inputs.prices.tolist(), strict=True)
            ]
        )
    return DrawnIndicators(values=values, probability=_share_met(strata.met, access, depart))


def compute_uncertainty(
    world: World,
    sites: Places,
    hubs: Places,
    *,
    contacts: Contacts,
    table: ScoreTable,
    n_draws: int,
    seed: int,
    progress: Progress = lambda _: None,
) -> Uncertainty:
    """Return what draws say of the scores of the sites; contacts and table as above.

    Raises
    ------
    InputError
        When there is no draw, or the seed is negative.
    """
    config, weights = world.config, table.weights
    inputs = draw_inputs(hubs, config, weights, n_draws=n_draws, seed=seed)
    found = draw_indicators(
        world, sites, hubs, inputs, contacts=contacts, table=table, progress=progress
    )
    scores = found.score(inputs, tuple(weights), config)
    varied = {
        "access": np.eye(ACCESS_STRATA)[inputs.access],
        "depart": np.eye(DEPART_STRATA)[inputs.depart],
        "mass": inputs.mass_factor,
        "weights": inputs.weights,
        "cost": inputs.prices,
    }
    return Uncertainty(
        n_draws=n_draws,
        seed=seed,
        ranking=compute_ranking(scores),
        probability=found.probability,
        variance_share=compute_variance_shares(scores, varied),
        drawn=describe_inputs_drawn(inputs, tuple(weights), config),
    )


def describe_inputs_drawn(
    inputs: DrawnInputs, names: tuple[str, ...], config: ScoreConfig
) -> dict[str, dict[str, float]]:
    """Return by uncertain input the least, mean and largest value drawn."""
    factors, shifts_min = _levels(config.draws)
    return describe_draws(
        {
            "access_factor": factors[inputs.access],
            "depart_shift_min": shifts_min[inputs.depart],
            "mass_factor": inputs.mass_factor,
            "value_of_time_yen_h": inputs.prices[:, 0],
            "transfer_min": inputs.prices[:, 1],
            **{f"weight_{name}": inputs.weights[:, k] for k, name in enumerate(names)},
        }
    )


def _used_strata(access: IntArray, depart: IntArray) -> BoolArray:
    """Return which pairs of strata some draw falls into, (ACCESS_STRATA, DEPART_STRATA)."""
    used = np.zeros((ACCESS_STRATA, DEPART_STRATA), dtype=bool)
    used[access, depart] = True
    return used


def _levels(config: DrawsConfig) -> tuple[FloatArray, FloatArray]:
    """Return the factors of ways, and the minutes by which departures shift, of each stratum."""
    middle_access = (np.arange(ACCESS_STRATA) + 0.5) / ACCESS_STRATA
    middle_depart = (np.arange(DEPART_STRATA) + 0.5) / DEPART_STRATA
    spread, shift = config.access_pct / 100, config.depart_min
    factors = to_uniform(middle_access, 1 - spread, 1 + spread)
    return factors, np.round(to_triangular(middle_depart, -shift, 0, shift))


def _prices(unit: FloatArray, config: ScoreConfig) -> FloatArray:
    """Return the drawn value of time and minutes of a change, shape (n_draws, 2)."""
    columns = []
    for k, name in enumerate(("value_of_time_yen_h", "transfer_min")):
        low, high = getattr(config.draws, name)
        columns.append(to_triangular(unit[:, k], low, getattr(config.cost, name), high))
    return np.stack(columns, axis=1)


def _compute_strata(
    world: World,
    sites: Places,
    hubs: Places,
    used: BoolArray,
    progress: Progress,
) -> _Strata:
    """Return what the engine finds in the strata that are used; nothing in the others."""
    config, day = world.config, world.config.day
    factors, shifts_min = _levels(config.draws)
    site_legs, hub_legs = world.access_legs(sites), world.access_legs(hubs)
    direct = world.direct_legs(sites, hubs)
    shape = (*used.shape, len(sites), len(hubs))
    met, meeting_s = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.int32)
    round_trips = np.zeros(shape[:3])
    has_nearness = len(hubs) >= config.nearest_hubs
    nearness = np.full((factors.size, len(sites)), np.nan)
    for a in np.flatnonzero(used.any(axis=1)).tolist():
        progress(f"draws of the ways to stations, {a + 1} of {factors.size}")
        factor = float(factors[a])
        legs, hub_side = _scaled(site_legs, factor), _scaled(hub_legs, factor)
        across = _scaled_direct(direct, factor)
        if has_nearness:
            profiles = compute_profiles(world.day, places=legs, hubs=hub_side, direct=across)
            nearness[a] = nearness_min(profiles, day, nth=config.nearest_hubs)
        for d in np.flatnonzero(used[a]).tolist():
            begin = max(day.window[0] + round(shifts_min[d]) * SECONDS_PER_MINUTE, 0)
            window = min(begin, day.window[1] - SECONDS_PER_MINUTE), day.window[1]
            contacts = compute_day_returns(
                world.day,
                day.model_copy(update={"window": window}),
                places=legs,
                hubs=hub_side,
                direct=across,
            )
            met[a, d], meeting_s[a, d] = contacts.contactable, contacts.meeting_s
            round_trips[a, d] = np.median(contacts.round_trips, axis=1)
    return _Strata(
        met=met,
        meeting_s=meeting_s,
        round_trips=round_trips,
        nearness_min=nearness if has_nearness else None,
    )


def _scaled(legs: AccessLegs, factor: float) -> AccessLegs:
    """Return legs of so many times the time, in whole minutes; the stops stay those chosen."""
    return replace(
        legs,
        to_stop_s=_stretched(legs.to_stop_s, factor),
        from_stop_s=_stretched(legs.from_stop_s, factor),
    )


def _scaled_direct(legs: DirectLegs, factor: float) -> DirectLegs:
    out_s, back_s = (
        np.where(one < UNREACHED_S, _stretched(one, factor), one)
        for one in (legs.out_s, legs.back_s)
    )
    return replace(legs, out_s=out_s, back_s=back_s)


def _stretched(seconds: IntArray, factor: float) -> IntArray:
    """Return seconds times a factor, to the nearest minute: a factor of 1 leaves them."""
    minutes = np.round(seconds * (factor / SECONDS_PER_MINUTE))
    return (minutes * SECONDS_PER_MINUTE).astype(np.int32)


def _drawn_indicators(
    strata: _Strata,
    access: IntArray,
    depart: IntArray,
    mass: FloatArray,
    fixed: Mapping[str, FloatArray],
) -> dict[str, FloatArray]:
    """Return the indicators of every draw, shape (n_draws, n), or (1, n) where draws leave it."""
    n_draws, n = access.size, strata.met.shape[2]
    found = {name: values[None, :] for name, values in fixed.items()}
    found["reach_pct"], found["meeting_hours"] = np.empty((n_draws, n)), np.empty((n_draws, n))
    for a, d in np.unique(np.stack([access, depart], axis=1), axis=0).tolist():
        for draw in np.flatnonzero((access == a) & (depart == d)).tolist():
            met = strata.met[a, d].astype(np.float64)
            found["reach_pct"][draw] = reach_pct(met, mass[draw])
            found["meeting_hours"][draw] = meeting_hours(
                strata.meeting_s[a, d].astype(np.float64), mass[draw]
            )
    found["round_trips"] = strata.round_trips[access, depart]
    if strata.nearness_min is not None:
        found["nearness_min"] = strata.nearness_min[access]
    return found


def _parts(
    values: Mapping[str, FloatArray], used: tuple[str, ...], config: ScoreConfig
) -> FloatArray:
    """Return the indicators used between their goalposts, shape (n_draws, n, k)."""
    posts, form = config.indicators, config.normalisation
    parts = [np.nan_to_num(normalise(values[name], posts[name], form)) for name in used]
    n_draws = max(len(one) for one in parts)
    return np.stack([np.broadcast_to(one, (n_draws, one.shape[1])) for one in parts], axis=2)


def _share_met(met: BoolArray, access: IntArray, depart: IntArray) -> FloatArray:
    """Return the share of draws in which each pair meets, shape (n, m)."""
    count = np.zeros(met.shape[:2])
    np.add.at(count, (access, depart), 1)
    share: FloatArray = np.tensordot(count / access.size, met.astype(np.float64), axes=2)
    return share
