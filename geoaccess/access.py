"""Door to station and door to door over the great circle: the model that needs no streets.

A leg is walked when the straight distance is short, and made by road otherwise:

    walk  minutes = detour * distance / speed
    road  minutes = terminal + sum over bands of (road distance in the band / its speed)

with road distance = detour * distance, plus the way from the entrance to the platform at a
station. Roads do not cross the sea: both ends must lie on one landmass, and the straight
line must not run over a longer stretch of water than `max_water_m`.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from geoaccess.config import AccessConfig
from geoaccess.errors import UnknownNameError, describe_offenders
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.places import Places
from geoaccess.model.timetable import Timetable
from geoaccess.units import (
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
    UNREACHED_S,
    BoolArray,
    FloatArray,
    IntArray,
    great_circle_m,
)

M_PER_KM = 1000
KEPT_FOR_PRIORITY = 2
"""Of the stops tried per place, how many may be farther ones that are worth the way."""


class Land(Protocol):
    """What the model asks of a land mask."""

    def landmass_at(self, lon: FloatArray, lat: FloatArray) -> IntArray:
        """Return the landmass of each point, negative at sea."""

    def water_gap_m(
        self, lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
    ) -> FloatArray:
        """Return the longest stretch of water on each straight line, in metres."""


def walk_s(distance_m: FloatArray, config: AccessConfig) -> FloatArray:
    """Return walking seconds for straight distances in metres."""
    metres_per_s = config.walk_speed_kmh * M_PER_KM / SECONDS_PER_HOUR
    seconds: FloatArray = distance_m * config.walk_detour / metres_per_s
    return seconds


def road_s(distance_m: FloatArray, config: AccessConfig) -> FloatArray:
    """Return seconds by road for straight distances in metres, terminal time included.

    Beyond the last band its speed goes on.
    """
    road_km = distance_m * config.road_detour / M_PER_KM
    seconds = np.full(road_km.shape, config.road_terminal_min * SECONDS_PER_MINUTE, dtype=float)
    begin_km = 0.0
    for i, band in enumerate(config.road_bands):
        is_last = i == len(config.road_bands) - 1
        end_km = np.inf if is_last else band.up_to_km
        in_band_km = np.clip(road_km, begin_km, end_km) - begin_km
        seconds += in_band_km / band.speed_kmh * SECONDS_PER_HOUR
        begin_km = band.up_to_km
    return seconds


def build_access_legs(
    places: Places,
    timetable: Timetable,
    config: AccessConfig,
    *,
    land: Land | None = None,
    priority: BoolArray | None = None,
) -> AccessLegs:
    """Return the legs of every place to the stops worth trying, at most `max_stops` each.

    A stop is tried when it lies within `max_min`, and no more than `max_extra_min` farther
    than the nearest stop with `well_served` trains a day: nobody drives over the pass to
    another line when the express stops in town.

    Parameters
    ----------
    land
        Land mask; without it the sea is no obstacle.
    priority
        Shape (n_stops,): stops of fast lines. Up to two of them within `max_min` are tried
        even where nearer stops fill the list.

    Raises
    ------
    UnknownNameError
        When a place is a station that has no stop in the timetable.
    """
    trains = np.bincount(timetable.call_stop_idx, minlength=timetable.n_stops)
    seconds, is_walk = _seconds(places, timetable, config, land)
    seconds += config.platform_min * SECONDS_PER_MINUTE
    seconds[:, trains == 0] = np.inf
    nearest_s = np.min(seconds, axis=1, initial=np.inf, where=trains >= config.well_served)
    limit_s = np.minimum(
        config.max_min * SECONDS_PER_MINUTE, nearest_s + config.max_extra_min * SECONDS_PER_MINUTE
    )
    seconds[seconds > limit_s[:, None]] = np.inf
    stop_of = {stop: i for i, stop in enumerate(timetable.stop_id)}
    unknown = [one for one in places.station_id if one and one not in stop_of]
    if unknown:
        raise UnknownNameError(
            f"stations that this network does not have: {describe_offenders(unknown)}"
        )
    start, stops, durations, modes = [0], [], [], []
    for i, station in enumerate(places.station_id):
        if station:
            chosen = np.array([stop_of[station]])
            row_s, row_mode = [0], ["platform"]
        else:
            chosen = _choose(seconds[i], config.max_stops, priority)
            row_s = np.round(seconds[i, chosen]).astype(int).tolist()
            row_mode = ["walk" if is_walk[i, stop] else "road" for stop in chosen]
        stops.extend(chosen.tolist())
        durations.extend(row_s)
        modes.extend(row_mode)
        start.append(len(stops))
    return AccessLegs(
        start=np.array(start),
        stop_idx=np.array(stops, dtype=np.int32),
        to_stop_s=np.array(durations, dtype=np.int32),
        from_stop_s=np.array(durations, dtype=np.int32),
        mode=tuple(modes),
    )


def build_direct_legs(
    places: Places, hubs: Places, config: AccessConfig, *, land: Land | None = None
) -> DirectLegs:
    """Return the legs from every place to every hub without a train, shape (n, m).

    A place that is a station platform has none, but to itself.
    """
    seconds, _ = _seconds(places, hubs, config, land)
    seconds[seconds > config.direct_max_min * SECONDS_PER_MINUTE] = np.inf
    on_platform = np.array([bool(s) for s in places.station_id])[:, None]
    on_platform = on_platform | np.array([bool(s) for s in hubs.station_id])[None, :]
    same = np.array(places.station_id)[:, None] == np.array(hubs.station_id)[None, :]
    seconds[on_platform] = np.inf
    seconds[on_platform & same] = 0
    direct_s = np.where(np.isfinite(seconds), np.round(seconds), UNREACHED_S).astype(np.int32)
    direct_s.setflags(write=False)
    return DirectLegs(out_s=direct_s, back_s=direct_s)


def _choose(seconds: FloatArray, max_stops: int, priority: BoolArray | None) -> IntArray:
    """Return the nearest stops, the last ones giving way to priority stops farther off."""
    near = np.flatnonzero(np.isfinite(seconds))
    near = near[np.argsort(seconds[near], kind="stable")]
    if priority is None or near.size <= max_stops:
        return near[:max_stops]
    wanted = near[priority[near]][: min(KEPT_FOR_PRIORITY, max_stops)]
    extra = wanted[~np.isin(wanted, near[:max_stops])]
    return np.concatenate([near[: max_stops - extra.size], extra])


def _seconds(
    origins: Places, targets: Places | Timetable, config: AccessConfig, land: Land | None
) -> tuple[FloatArray, BoolArray]:
    """Return seconds on foot or by road, infinite where there is no way, and which are walked."""
    lon, lat = (
        (targets.stop_lon, targets.stop_lat)
        if isinstance(targets, Timetable)
        else (targets.lon, targets.lat)
    )
    distance_m = great_circle_m(
        origins.lon[:, None], origins.lat[:, None], lon[None, :], lat[None, :]
    )
    is_walk = distance_m <= config.walk_within_m
    seconds = np.where(is_walk, walk_s(distance_m, config), road_s(distance_m, config))
    if land is not None:
        limit_min = max(config.max_min, config.direct_max_min)
        near = ~is_walk & (seconds <= limit_min * SECONDS_PER_MINUTE)
        rows, columns = np.nonzero(near)
        here, there = land.landmass_at(origins.lon, origins.lat), land.landmass_at(lon, lat)
        apart = (here[rows] < 0) | (here[rows] != there[columns])
        long = ~apart & (distance_m[rows, columns] > config.max_water_m)
        gap_m = land.water_gap_m(
            origins.lon[rows[long]], origins.lat[rows[long]], lon[columns[long]], lat[columns[long]]
        )
        apart[long] = gap_m > config.max_water_m
        seconds[rows[apart], columns[apart]] = np.inf
    return seconds, is_walk
