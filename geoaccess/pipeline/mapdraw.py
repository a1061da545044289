"""What lines drawn on the map are computed from: times between stations, and ways to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geoaccess.engine.matrix import compute_matrix
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.pipeline.maptravel import PERCENTILE, MapNodes, join_legs
from geoaccess.pipeline.request import FAST_CLASSES, World
from geoaccess.scenario.classes import COUNTS_AS, TOP_SPEED_KMH
from geoaccess.scenario.runclasses import MODEL_CLASSES
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, FloatArray

if TYPE_CHECKING:
    from geoaccess.maps.drawtools import DrawTools

MOST_STATIONS: Final = 1500
"""With times between them on the page; more would make it larger than it may be."""
LEAST_STATIONS: Final = 2


def compute_draw_tools(world: World, nodes: MapNodes) -> DrawTools | None:
    """Return what the page computes drawn lines from; None where it can compute none.

    Lines lead to stations of the network tables at which trains call. There are none in a run
    of GTFS feeds alone, and too many where feeds and tables together are many thousands.
    """
    from geoaccess.maps.codes import encode_minutes
    from geoaccess.maps.drawtools import DrawTools

    rail = world.networks.rail
    if rail is None:
        return None
    known = {station.id for station in rail.stations} - set(rail.platforms)
    stops = world.day.timetable.stop_id
    served = {stops[i] for i in np.flatnonzero(world.stop_facts.served).tolist()}
    everything = world.resolve("stations", "site")
    wanted = known & served
    places = everything.take([i for i, one in enumerate(everything.station_id) if one in wanted])
    if not LEAST_STATIONS <= len(places) <= MOST_STATIONS:
        return None
    at = {one: i for i, one in enumerate(places.station_id)}
    legs = join_legs([world.access_legs(part, may_be_off=True) for part in nodes.parts])
    position = np.array([at.get(one, -1) for one in stops], dtype=np.int64)[legs.stop_idx]
    kept = position >= 0
    of_place = np.repeat(np.arange(legs.n_places), np.diff(legs.start))[kept]
    change = {one.station: one.minutes for one in rail.transfers if not one.to_station}
    all_nodes = nodes.places
    return DrawTools(
        station_id=places.station_id,
        change_min=np.array(
            [change.get(one, rail.default_transfer_min) for one in places.station_id]
        ),
        minutes=encode_minutes(_compute_between(world, world.access_legs(places))),
        station_land=world.land.landmass_at(places.lon, places.lat),
        node_land=world.land.landmass_at(all_nodes.lon, all_nodes.lat),
        leg_count=np.bincount(of_place, minlength=legs.n_places),
        leg_station=position[kept],
        leg_to_min=legs.to_stop_s[kept] // SECONDS_PER_MINUTE,
        leg_from_min=legs.from_stop_s[kept] // SECONDS_PER_MINUTE,
        classes=describe_classes(),
        access=_describe_access(world, rail.default_transfer_min),
    )


def _compute_between(world: World, legs: AccessLegs) -> FloatArray:
    """Return median minutes between stations, platform to platform, mean of both directions.

    One direction stands for both where the other is not served. Mean and single direction give
    the same shares of drawn lines near the engine's, and half the bytes.
    """
    n = legs.n_places
    apart = np.full((n, n), UNREACHED_S, dtype=np.int32)
    found = compute_matrix(
        world.day,
        places=legs,
        hubs=legs,
        direct=DirectLegs(out_s=apart, back_s=apart),
        window=world.config.day.window,
        percentiles=(PERCENTILE,),
    )
    minutes = found.travel_time_min[0]
    other = np.where(np.isnan(minutes.T), minutes, minutes.T)
    mean: FloatArray = (np.where(np.isnan(minutes), other, minutes) + other) / 2
    np.fill_diagonal(mean, 0)
    return mean


def describe_classes() -> dict[str, Mapping[str, float | bool | None]]:
    """Return what the run-time model knows of each class, and how fast any train of it is."""
    return {
        name: {
            "top": one.top_speed_kmh,
            "most": TOP_SPEED_KMH[name],
            "start": one.start_kmhps,
            "power": one.power_w_per_kg,
            "drag0": one.drag[0],
            "drag2": one.drag[1],
            "brake": one.brake_kmhps,
            "call": one.call_s,
            "allowance": one.allowance,
            "dwell": one.dwell_min,
            "detour": one.detour,
            "fast": COUNTS_AS.get(name, name) in FAST_CLASSES,
        }
        for name, one in MODEL_CLASSES.items()
    }


def _describe_access(world: World, change_min: float) -> dict[str, Any]:
    """Return speeds, bands and limits of the great-circle model, and minutes of a change."""
    access = world.config.access
    return {
        "walkWithin": access.walk_within_m,
        "walkDetour": access.walk_detour,
        "walkSpeed": access.walk_speed_kmh,
        "roadDetour": access.road_detour,
        "bands": [[band.up_to_km, band.speed_kmh] for band in access.road_bands],
        "terminal": access.road_terminal_min,
        "margin": access.road_margin,
        "platform": access.platform_min,
        "most": access.max_min,
        "direct": access.direct_max_min,
        "stops": access.max_stops,
        "change": change_min,
    }
