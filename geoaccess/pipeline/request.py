"""What a run is asked for, and the world it is computed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np

from geoaccess.access import (
    GreatCircle,
    Platforms,
    StopFacts,
    Terrain,
    WayFinder,
    add_platform_legs,
    build_access_legs,
    build_direct_legs,
    extend_access_legs,
)
from geoaccess.config import ScoreConfig
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import DayNet, build_day, compute_profiles
from geoaccess.errors import InputError
from geoaccess.model.contacts import Contacts
from geoaccess.model.land import LandGrid
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.network import RailNetwork
from geoaccess.model.places import Places, Role
from geoaccess.model.profiles import Profiles
from geoaccess.model.scenario import Scenario
from geoaccess.model.text import Text
from geoaccess.pipeline.massrequest import MassRequest
from geoaccess.pipeline.networks import Networks, load_networks
from geoaccess.pipeline.r5inputs import R5Options
from geoaccess.pipeline.r5ways import R5Ways, build_r5_ways, describe_r5_legs
from geoaccess.pipeline.references import SHIPPED_NETWORK
from geoaccess.pipeline.roads import Streets, check_on_streets, find_stops_off, load_streets
from geoaccess.pipeline.stoplines import StopLines, find_platforms, find_stop_lines
from geoaccess.pipeline.worldparts import build_gazetteer, load_parameters
from geoaccess.sources.gazetteer import Gazetteer
from geoaccess.sources.places import resolve_places
from geoaccess.sources.raster import load_dem
from geoaccess.sources.zones import load_land_grid
from geoaccess.units import BoolArray

Access = Literal["model", "r5"]
"""What finds the ways between places and stations: the access model, or R5."""

Progress = Callable[[str], None]
"""Told the stage that begins."""

FAST_CLASSES = ("shinkansen", "mini-shinkansen", "maglev", "high-speed")
"""Line classes whose stations are worth a longer way than the nearest stop."""
WALKED_CLASSES = frozenset(("bus", "tram"))
"""Line classes to whose stops people walk; nobody drives to a bus stop."""


LEGS_KEPT = 8
"""Of so many sets of places the legs are kept for when they are asked for again."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked: places, network, day and parameters, as a user writes them.

    Attributes
    ----------
    sites, hubs
        References to places: a shipped set (``agglomerations``, ``hubs``, ``seats``,
        ``municipalities``, ``stations``), a file, a position, or one place.
    networks
        ``japan``, folders and workbooks of network tables, GTFS feeds (with ``@DATE`` at a
        date of their own) and tables of changes, merged in this order.
    service_date
        Day whose trains run; None for the network's own. GTFS alone has none of its own.
    as_of
        Take the network as it stood on this day.
    config
        YAML file of parameters; None for the shipped one.
    window, stay_min
        Override the file's.
    zones
        Boundary file (N03 of any kind) whose municipalities the map shows; None for the
        shipped ones. Scores do not depend on it.
    draws, seed
        Draws of what is uncertain, none for 0, and the random numbers that they take.
    roads
        OSM extract whose streets the legs between places and stations run over; None for
        the great-circle model.
    roads_fallback
        Take the great-circle model for what is not on the streets, else that is an error.
    access
        What finds the ways to stations: ``model`` or ``r5``.
    r5
        How R5 is used, where it is.
    masses
        Raster or mesh tables whose sums around the places are their masses.
    dem
        Elevation model (GeoTIFF): ways on foot take its slopes; None for level ground.
    dem_fallback
        Whether sites and hubs outside the DEM are on level ground, and no error.
    scenarios
        Files or names of scenarios, each on top of those before, with the choices taken.
    """

    sites: str = "agglomerations"
    hubs: str = "hubs"
    networks: tuple[str, ...] = (SHIPPED_NETWORK,)
    service_date: dt.date | None = None
    as_of: dt.date | None = None
    config: Path | None = None
    window: tuple[int, int] | None = None
    stay_min: float | None = None
    zones: Path | None = None
    draws: int = 0
    seed: int = 0
    roads: Path | None = None
    roads_fallback: bool = False
    access: Access = "model"
    r5: R5Options = field(default_factory=R5Options)
    masses: MassRequest | None = None
    dem: Path | None = None
    dem_fallback: bool = False
    scenarios: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.roads_fallback and self.roads is None:
            raise InputError(
                "--roads-fallback: there are no streets to fall back from; give --roads"
            )


@dataclass(frozen=True, kw_only=True, eq=False)
class World:
    """Networks, trains, land and parameters of a run; the parts are made when first needed.

    `terrain` holds the slopes of ways on foot; None for level ground. `known_ways` are ways that
    were found for another world of the same request; None where there is none. `base` is the
    world that a scenario changes: its legs hold in this one as far as trains call.
    """

    request: Request
    config: ScoreConfig
    networks: Networks
    gazetteer: Gazetteer
    land: LandGrid
    terrain: Terrain | None = None
    known_ways: WayFinder | None = None
    base: World | None = None
    scenarios: tuple[Scenario, ...] = ()

    @cached_property
    def day(self) -> DayNet:
        """Trains of the service day, ready to be swept."""
        return build_day(self.networks.build_timetable(self.config), both_ways=True)

    @property
    def network(self) -> RailNetwork:
        """Stations, stops and lines of all networks, in the order of the timetable."""
        return self.networks.joined

    @property
    def service_date(self) -> dt.date:
        """Day whose trains run."""
        return self.networks.service_date

    @cached_property
    def stop_lines(self) -> tuple[StopLines, ...]:
        """Lines of each stop of the timetable, network by network."""
        return find_stop_lines(self.network, self.day.timetable, self.networks.line_sets)

    @cached_property
    def platforms(self) -> Platforms:
        """Stops that are platforms of a station, by position of the station."""
        return find_platforms(self.network, self.day.timetable)

    @cached_property
    def fast_lines(self) -> frozenset[str]:
        """Lines of the Shinkansen kind."""
        return frozenset(line.id for line in self.network.lines if line.category in FAST_CLASSES)

    @cached_property
    def walk_only(self) -> BoolArray:
        """Which stops people only walk to, shape (n_stops,)."""
        walked = {line.id for line in self.network.lines if line.category in WALKED_CLASSES}
        here: list[set[str]] = [set() for _ in self.day.timetable.stop_id]
        for network in self.stop_lines:
            for stop, lines in network.items():
                here[stop] |= lines
        return np.array([bool(lines) and lines <= walked for lines in here], dtype=bool)

    def resolve(self, reference: str, role: Role) -> Places:
        """Return the places that a reference names."""
        return resolve_places(reference, role=role, gazetteer=self.gazetteer)

    @cached_property
    def ways(self) -> WayFinder:
        """What finds the ways between places and stops."""
        if self.known_ways is not None:
            return self.known_ways
        return self.streets.ways if self.streets else self._model

    @cached_property
    def streets(self) -> Streets | None:
        """The streets of the request; None where it names none."""
        if self.request.roads is None:
            return None
        if self.base is not None:
            return self.base.streets
        return load_streets(
            self.request.roads, self.config, fallback=self._model, terrain=self.terrain
        )

    @property
    def _model(self) -> GreatCircle:
        return GreatCircle(config=self.config.access, land=self.land, terrain=self.terrain)

    @cached_property
    def r5_ways(self) -> R5Ways | None:
        """What asks R5 for the ways to stations; None where the access model finds them."""
        if self.request.access != "r5":
            return None
        return build_r5_ways(
            self.request.r5,
            self.ways,
            roads=self.request.roads,
            networks=self.networks,
            timetable=self.day.timetable,
            walk_only=self.walk_only,
            config=self.config,
        )

    @cached_property
    def _found_legs(self) -> dict[tuple[bytes, bytes, tuple[str, ...]], AccessLegs]:
        """Legs found so far by position: the municipalities are markets, and on the map."""
        return {}

    def access_legs(self, places: Places, *, may_be_off: bool = False) -> AccessLegs:
        """Return the legs between places and stops.

        Parameters
        ----------
        may_be_off
            Take the great-circle model for what is not on the streets, whatever the request.

        Raises
        ------
        InputError
            When places, or stations that they would use, are not on the streets of the
            request, and it does not ask for the great-circle model there.
        """
        at = _positions(places)
        legs = self._found_legs.get(at)
        if legs is None:
            legs = add_platform_legs(self._find_legs(places), self.platforms)
            if len(self._found_legs) < LEGS_KEPT:
                self._found_legs[at] = legs
        if self.streets and not (may_be_off or self.request.roads_fallback):
            stops = find_stops_off(self.streets, places, legs, self.day.timetable, self.network)
            check_on_streets(self.streets, places, stops)
        return legs

    @cached_property
    def stop_facts(self) -> StopFacts:
        """What the choice of stops depends on."""
        return StopFacts(
            timetable=self.day.timetable,
            stop_lines=self.stop_lines,
            fast_lines=self.fast_lines,
            walk_only=self.walk_only,
        )

    def _find_legs(self, places: Places) -> AccessLegs:
        """Return the legs of places: chosen anew, or those of the base and to what came."""
        if self.base is None:
            return self._choose_legs(places)
        return extend_access_legs(
            self.base.access_legs(places, may_be_off=True),
            places,
            self.base.stop_facts,
            self.stop_facts,
            ways=self.ways,
            build_legs=self._choose_legs,
        )

    def _choose_legs(self, places: Places) -> AccessLegs:
        facts = self.stop_facts
        return build_access_legs(
            places,
            facts.timetable,
            self.config.access,
            ways=self.r5_ways or self.ways,
            stop_lines=facts.stop_lines,
            fast_lines=facts.fast_lines,
            walk_only=facts.walk_only,
        )

    def describe_r5(self, legs: AccessLegs) -> tuple[Text, ...]:
        """Return what the user must know of the legs by R5; nothing where it was not asked."""
        if self.r5_ways is None:
            return ()
        return (*self.r5_ways.notes, *describe_r5_legs(legs, self.config.access.max_min))

    @cached_property
    def _found_direct(self) -> dict[tuple[bytes | tuple[str, ...], ...], DirectLegs]:
        """Direct legs found so far by the positions of both ends."""
        return {}

    def direct_legs(self, places: Places, hubs: Places) -> DirectLegs:
        """Return the legs between places and hubs without a train."""
        at = *_positions(places), *_positions(hubs)
        direct = self._found_direct.get(at)
        if direct is None:
            stop_id = self.day.timetable.stop_id
            direct = build_direct_legs(
                places,
                hubs,
                self.config.access,
                ways=self.ways,
                bus_stops=frozenset(stop_id[i] for i in np.flatnonzero(self.walk_only).tolist()),
            )
            if len(self._found_direct) < LEGS_KEPT:
                self._found_direct[at] = direct
        return direct

    def profiles(
        self, places: Places, hubs: Places, *, legs: AccessLegs, hub_legs: AccessLegs
    ) -> Profiles:
        """Return every journey of the day between places and hubs over their access legs."""
        return compute_profiles(
            self.day, places=legs, hubs=hub_legs, direct=self.direct_legs(places, hubs)
        )

    def day_returns(
        self, places: Places, hubs: Places, *, legs: AccessLegs, hub_legs: AccessLegs
    ) -> Contacts:
        """Return whom places can meet in a day over their access legs."""
        direct = self.direct_legs(places, hubs)
        return compute_day_returns(
            self.day, self.config.day, places=legs, hubs=hub_legs, direct=direct
        )


def load_world(request: Request) -> World:
    """Return the world of a request: reads tables, compiles nothing yet.

    Raises
    ------
    GeoaccessError
        When a file, date or parameter cannot be used.
    """
    config = load_parameters(request)
    networks = load_networks(
        request.networks,
        service_date=request.service_date,
        as_of=request.as_of,
        config=config,
    )
    land = load_land_grid()
    dem = load_dem(request.dem) if request.dem is not None else None
    world = World(
        request=request,
        config=config,
        networks=networks,
        gazetteer=build_gazetteer(networks.joined, land),
        land=land,
        terrain=Terrain(heights=dem) if dem else None,
    )
    if not request.scenarios:
        return world
    from geoaccess.pipeline.scenarios import load_scenario_worlds  # worlds are made of worlds

    return load_scenario_worlds(world, request.scenarios)


def _positions(places: Places) -> tuple[bytes, bytes, tuple[str, ...]]:
    """Return what the ways of places depend on, to remember them by."""
    return places.lon.tobytes(), places.lat.tobytes(), places.station_id
