"""What a scenario changes for sites, computed many times over on networks that differ little."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from geoaccess.access import Points, RememberedWays
from geoaccess.config import INDICATORS
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import compute_profiles
from geoaccess.errors import InputError
from geoaccess.model.contacts import Contacts
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.network import RailNetwork
from geoaccess.model.places import Places
from geoaccess.model.scenario import Scenario
from geoaccess.model.sweep import VariantFigures
from geoaccess.pipeline.changed import change_network, get_rail
from geoaccess.pipeline.request import Request, World, load_world
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scores.composite import compute_indicators, normalise, transform_mass
from geoaccess.units import SECONDS_PER_HOUR, FloatArray, IntArray

VARIED = ("reach_pct", "nearness_min", "meeting_hours", "round_trips")
"""Indicators that journeys alone make. Robustness, cost and compactness are held as they are."""
PEOPLE = "municipalities"
LEGS_KEPT = 24
"""Sets of legs kept, each for one set of stations with their lines."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """What the engine finds for one network.

    Attributes
    ----------
    contacts
        Of the sites.
    indicators
        Those of VARIED that could be computed, each of shape (n,).
    people
        Who of the municipalities can meet which hub, (n_municipalities, m); None where not
        asked for.
    """

    contacts: Contacts
    indicators: dict[str, FloatArray]
    people: Contacts | None


@dataclass(frozen=True, kw_only=True, eq=False)
class SweepStudy:
    """Sites and hubs on a network that is changed again and again.

    What variants have in common is made once: tables, places, ways to the stations of the base,
    trains that do not change, and legs of variants with the same stations and lines.

    Attributes
    ----------
    people
        The municipalities, where the people within a day of hubs are counted; else None.
    """

    world: World
    sites: Places
    hubs: Places
    people: Places | None
    _legs: dict[object, tuple[AccessLegs, ...]] = field(default_factory=dict, repr=False)
    _direct: dict[frozenset[str], tuple[DirectLegs, ...]] = field(default_factory=dict, repr=False)

    @property
    def rail(self) -> RailNetwork:
        """The tables of the run, as on its day."""
        return get_rail(self.world)

    @cached_property
    def mass(self) -> FloatArray:
        """Masses of the hubs as they enter the measures, shape (m,)."""
        return transform_mass(self.hubs.mass, self.world.config.mass)

    @cached_property
    def base(self) -> Found:
        """What is found without the scenario."""
        return self.find(self.rail)

    def evaluate(self, scenario: Scenario) -> VariantFigures:
        """Return what a scenario changes; where it changes nothing every difference is 0."""
        found = self.find(apply_scenario(self.rail, scenario))
        before, after = self.base.contacts, found.contacts
        hours = (_mean(one.meeting_s, self.mass) / SECONDS_PER_HOUR for one in (before, after))
        base_hours, hours_now = hours
        return VariantFigures(
            score=self._score_change(found.indicators),
            reach_pct=found.indicators["reach_pct"] - self.base.indicators["reach_pct"],
            meeting_hours=hours_now - base_hours,
            new_pairs=(after.contactable & ~before.contactable).sum(axis=1),
            lost_pairs=(before.contactable & ~after.contactable).sum(axis=1),
            population=self._population_change(found),
        )

    def find(self, rail: RailNetwork) -> Found:
        """Return what the engine finds on a network."""
        world = change_network(self.world, rail)
        every = (self.sites, self.hubs) if self.people is None else (
            self.sites, self.hubs, self.people
        )  # fmt: skip
        site_legs, hub_legs, *people_legs = self._legs_of(world, every)
        direct, *people_direct = self._direct_of(world)
        day, parameters = world.day, world.config.day
        contacts = compute_day_returns(
            day, parameters, places=site_legs, hubs=hub_legs, direct=direct
        )
        profiles = compute_profiles(day, places=site_legs, hubs=hub_legs, direct=direct)
        people = None
        if people_legs:
            people = compute_day_returns(
                day, parameters, places=people_legs[0], hubs=hub_legs, direct=people_direct[0]
            )
        return Found(
            contacts=contacts,
            indicators=compute_indicators(profiles, contacts, self.mass, world.config),
            people=people,
        )

    def _score_change(self, indicators: dict[str, FloatArray]) -> FloatArray:
        """Return 100 sum w (v' - v) over VARIED, with the weights of the whole score."""
        config = self.world.config
        total = sum(config.indicators[name].weight for name in INDICATORS)
        change = np.zeros(len(self.sites))
        for name in VARIED:
            if name not in indicators:
                continue
            posts = config.indicators[name]
            then, now = (
                np.nan_to_num(normalise(values, posts, config.normalisation))
                for values in (self.base.indicators[name], indicators[name])
            )
            change += posts.weight / total * (now - then)
        return 100 * change

    def _population_change(self, found: Found) -> float:
        """Return the change of sum_j M_j sum_i P_i K_ij / sum_j M_j; NaN where not asked for."""
        if found.people is None or self.base.people is None or self.people is None:
            return float("nan")
        before, after = self.base.people.contactable, found.people.contactable
        gained = after.astype(np.int8) - before.astype(np.int8)
        per_hub = np.nan_to_num(self.people.mass) @ gained
        return float(per_hub @ self.mass / self.mass.sum())

    def _legs_of(self, world: World, every: tuple[Places, ...]) -> tuple[AccessLegs, ...]:
        """Return the legs of sites, hubs and municipalities; they depend on nothing but the key."""
        timetable = world.day.timetable
        served = np.bincount(timetable.call_stop_idx, minlength=timetable.n_stops) > 0
        key = (
            timetable.stop_id,
            timetable.stop_lon.tobytes(),
            timetable.stop_lat.tobytes(),
            served.tobytes(),
            tuple(frozenset(lines.items()) for lines in world.stop_lines),
            world.fast_lines,
            world.walk_only.tobytes(),
        )
        legs = self._legs.get(key)
        if legs is None:
            legs = tuple(world.access_legs(places) for places in every)
            if len(self._legs) < LEGS_KEPT:
                self._legs[key] = legs
        return legs

    def _direct_of(self, world: World) -> tuple[DirectLegs, ...]:
        """Return the legs without a train; of a network only its bus stops change them."""
        stop_id = world.day.timetable.stop_id
        walked = frozenset(stop_id[i] for i in np.flatnonzero(world.walk_only).tolist())
        if walked not in self._direct:
            from_places = (self.sites,) if self.people is None else (self.sites, self.people)
            self._direct[walked] = tuple(world.direct_legs(one, self.hubs) for one in from_places)
        return self._direct[walked]


def load_study(request: Request, *, with_people: bool) -> SweepStudy:
    """Return the sites and hubs of a request, ready for any number of variants.

    Raises
    ------
    GeoaccessError
        When an input cannot be used, or the request asks for what a sweep does not have.
    """
    _check_request(request)
    world = load_world(request)
    get_rail(world)
    stations = world.network.stations
    places = [world.resolve(request.sites, "site"), world.resolve(request.hubs, "hub")]
    people = world.resolve(PEOPLE, "site") if with_people else None
    stops = Points(np.array([one.lon for one in stations]), np.array([one.lat for one in stations]))
    world = replace(world, known_ways=RememberedWays(finder=world.ways, targets=stops))
    return SweepStudy(world=world, sites=places[0], hubs=places[1], people=people)


def _check_request(request: Request) -> None:
    given = {
        "--roads": request.roads is not None,
        "--access r5": request.access == "r5",
        "--mass": request.masses is not None,
        "--zones": request.zones is not None,
        "--draws": request.draws > 0,
    }
    wrong = [name for name, is_given in given.items() if is_given]
    if wrong:
        raise InputError(
            f"--sweep: {', '.join(wrong)} cannot be taken with a sweep, whose ways are those of "
            "the access model and whose figures are central values; leave it out"
        )


def _mean(seconds: IntArray, mass: FloatArray) -> FloatArray:
    mean: FloatArray = (seconds.astype(np.float64) @ mass) / mass.sum()
    return mean
