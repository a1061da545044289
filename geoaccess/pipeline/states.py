"""One world on many dates: whom sites can meet in each state of the network."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from geoaccess.access import Points, RememberedWays
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import compute_profiles
from geoaccess.model.history import StateFigures, build_figures
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.places import Places
from geoaccess.pipeline.networks import load_dated_networks
from geoaccess.pipeline.request import Request, World
from geoaccess.pipeline.worldparts import build_gazetteer, load_parameters
from geoaccess.scenario.asof import DatedNetwork
from geoaccess.scores.composite import compute_indicators, transform_mass
from geoaccess.sources.zones import load_land_grid
from geoaccess.units import FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class DatedWorld:
    """The world of a run on any date; each state of the network is computed once.

    What dates have in common is made once: land, places, ways to stations, trains that do not
    change. Of a state only its figures are kept, so that memory does not grow with the dates.
    """

    world: World
    dated: DatedNetwork
    sites: Places
    hubs: Places
    mass: FloatArray
    direct: DirectLegs
    known: dict[int, StateFigures] = field(default_factory=dict, repr=False)

    def figures_on(self, on: dt.date) -> StateFigures:
        """Return the figures of all sites as the network stood on a day."""
        state = self.dated.state_of(on)
        if state not in self.known:
            self.known[state] = self._compute(state, on)
        return self.known[state]

    def _compute(self, state: int, on: dt.date) -> StateFigures:
        rail = self.dated.as_of(on)
        networks = replace(self.world.networks, rail=rail, joined=rail)
        world = replace(self.world, networks=networks)
        legs, hub_legs = world.access_legs(self.sites), world.access_legs(self.hubs)
        profiles = compute_profiles(world.day, places=legs, hubs=hub_legs, direct=self.direct)
        contacts = compute_day_returns(
            world.day, world.config.day, places=legs, hubs=hub_legs, direct=self.direct
        )
        return build_figures(
            state,
            compute_indicators(profiles, contacts, self.mass, world.config),
            hubs_met=contacts.contactable.sum(axis=1),
            stations=_stations_of(world, legs),
        )


def load_dated_world(request: Request) -> DatedWorld:
    """Return the world of a request, to be looked at on any date.

    Raises
    ------
    GeoaccessError
        When a file, place or parameter cannot be used, or a network has no dates.
    """
    config = load_parameters(request)
    networks, dated = load_dated_networks(request.networks, service_date=request.service_date)
    land = load_land_grid()
    world = World(
        request=request,
        config=config,
        networks=networks,
        gazetteer=build_gazetteer(networks.joined, land),
        land=land,
    )
    sites, hubs = world.resolve(request.sites, "site"), world.resolve(request.hubs, "hub")
    direct = world.direct_legs(sites, hubs)
    stations = networks.joined.stations
    stops = Points(np.array([one.lon for one in stations]), np.array([one.lat for one in stations]))
    world = replace(world, known_ways=RememberedWays(finder=world.ways, targets=stops))
    return DatedWorld(
        world=world,
        dated=dated,
        sites=sites,
        hubs=hubs,
        mass=transform_mass(hubs.mass, config.mass),
        direct=direct,
    )


def _stations_of(world: World, legs: AccessLegs) -> tuple[frozenset[str], ...]:
    """Return the ids of the stations at the end of the legs of each place."""
    stop_id = world.day.timetable.stop_id
    return tuple(
        frozenset(stop_id[stop] for stop in legs.stop_idx[begin:end].tolist())
        for begin, end in pairwise(legs.start.tolist())
    )
