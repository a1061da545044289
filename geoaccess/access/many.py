"""Access legs of very many points over the great circle: the cells of a grid."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from geoaccess.access.finder import Points
from geoaccess.access.legs import KEPT_FOR_FAST, STOPS_PER_LINE, StopLines, find_served
from geoaccess.access.platforms import Platforms, find_platform_rows
from geoaccess.access.ways import LINK_DETOUR, M_PER_KM, GreatCircle, find_reach_m
from geoaccess.model.land import SAMPLE_STEP_M, LandGrid
from geoaccess.model.timetable import Timetable
from geoaccess.units import (
    EARTH_RADIUS_M,
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
    BoolArray,
    FloatArray,
    IntArray,
    great_circle_m,
)


class BareLegs(NamedTuple):
    """Legs of many points over the great circle: arrays named as those of `AccessLegs`.

    Names of modes and backends, a word for each of millions of legs, are left out.
    """

    start: IntArray
    stop_idx: IntArray
    to_stop_s: IntArray
    from_stop_s: IntArray
    on_foot: BoolArray


@dataclass(frozen=True, kw_only=True, eq=False)
class ManyLegs:
    """Builds the legs of many points, equal to `build_access_legs` with the great-circle model.

    They take a sixth of the time of a list of all ways (benchmarks/surfaces).

    Attributes
    ----------
    ways
        The great-circle model, with land.
    stop_lines, fast_lines, walk_only
        As `build_access_legs` takes them.
    platforms
        Stops that get the legs of their stations.
    """

    timetable: Timetable
    ways: GreatCircle
    land: LandGrid
    stop_lines: StopLines
    fast_lines: frozenset[str]
    walk_only: BoolArray
    platforms: Platforms = field(default_factory=dict)

    def build(self, points: Points) -> BareLegs:
        """Return the legs of each point to the stops worth trying, nearest first."""
        landmass = self.land.landmass_at(*points)
        found = [self._choose(points, landmass, one) for one in self._choices]
        (place, stop, to_min, from_min, on_foot), *others = found
        if others:
            place, stop, to_min, from_min, on_foot = (
                np.concatenate(column) for column in zip(*found, strict=True)
            )
            # One leg to a stop, though two networks call there.
            _, first = np.unique(place * self.timetable.n_stops + stop, return_index=True)
            order = first[np.lexsort((stop[first], to_min[first], place[first]))]
            place, stop, to_min, from_min, on_foot = (
                column[order] for column in (place, stop, to_min, from_min, on_foot)
            )
        legs = BareLegs(
            start=np.searchsorted(place, np.arange(points.lon.size + 1)),
            stop_idx=stop,
            to_stop_s=to_min * np.int32(SECONDS_PER_MINUTE),
            from_stop_s=from_min * np.int32(SECONDS_PER_MINUTE),
            on_foot=on_foot,
        )
        more = find_platform_rows(legs.start, legs.stop_idx, self.platforms)
        if more is None:
            return legs
        return BareLegs(
            start=more.start,
            stop_idx=more.stop_idx,
            to_stop_s=legs.to_stop_s[more.row],
            from_stop_s=legs.from_stop_s[more.row],
            on_foot=legs.on_foot[more.row],
        )

    def _choose(
        self, points: Points, landmass: IntArray, choice: _Choice
    ) -> tuple[IntArray, IntArray, IntArray, IntArray, BoolArray]:
        """Return point, stop, minutes there and back, and whether on foot, of one list of stops."""
        from geoaccess.access import _stop_kernels as kernels

        n, near = points.lon.size, choice.near(points)
        count = np.zeros(n, dtype=np.int64)
        shape = (n, int(choice.limits[3]))
        stop, to_min, from_min = (np.zeros(shape, dtype=np.int32) for _ in range(3))
        on_foot = np.zeros(shape, dtype=np.bool_)
        if n and near.stop.size:
            config, land = self.ways.config, self.land
            kernels.choose_stops(
                *points,
                landmass if choice.by_road else np.full(n, -1, dtype=landmass.dtype),
                self.timetable.stop_lon[near.stop],
                self.timetable.stop_lat[near.stop],
                self._stop_landmass[near.stop],
                near.line_start,
                near.line,
                near.is_fast,
                choice.n_lines,
                self._road,
                (config.walk_within_m, self._walk_s_per_m),
                choice.rules,
                choice.limits,
                (
                    (
                        float(land.lat0), float(land.lon0), float(land.rows_per_degree),
                        float(land.cols_per_degree), land.n_rows, land.n_cols,
                    ),
                    land.land_bits, SAMPLE_STEP_M, float(config.max_water_m), LINK_DETOUR,
                ),
                self._links,
                self._link_m,
                self._from_links_m[near.stop],
                count, stop, to_min, from_min, on_foot,
            )  # fmt: skip
        filled = np.arange(shape[1]) < count[:, None]
        place = np.repeat(np.arange(n), count)
        rows = near.stop[stop[filled]] if near.stop.size else stop[filled]
        return place, rows, to_min[filled], from_min[filled], on_foot[filled]

    @cached_property
    def _choices(self) -> tuple[_Choice, ...]:
        """A list of stations for each network, and one of the stops that people walk to."""
        config = self.ways.config
        served = find_served(self.timetable, self.stop_lines)
        limit_s = max(config.max_min, config.direct_max_min) * SECONDS_PER_MINUTE
        platform_s = config.platform_min * SECONDS_PER_MINUTE
        stations = np.flatnonzero(served & ~self.walk_only)
        choices = [
            _Choice(
                table=self.timetable,
                stops=np.array([stop for stop in stations.tolist() if stop in network], np.int64),
                lines=network,
                fast_lines=self.fast_lines,
                by_road=True,
                rules=(platform_s, platform_s, config.road_margin, self._road[0]),
                limits=(
                    find_reach_m(config, limit_s), limit_s, float(config.max_min),
                    config.max_stops, STOPS_PER_LINE, min(KEPT_FOR_FAST, config.max_stops),
                ),
            )
            for network in self.stop_lines
        ]  # fmt: skip
        walked = np.flatnonzero(served & self.walk_only)
        if walked.size and config.walk_within_m > 0:
            nothing: frozenset[str] = frozenset()
            every = {
                stop: nothing.union(*(one.get(stop, nothing) for one in self.stop_lines))
                for stop in walked.tolist()
            }
            choices.append(
                _Choice(
                    table=self.timetable,
                    stops=walked,
                    lines=every,
                    fast_lines=nothing,
                    by_road=False,
                    rules=(config.stop_margin_min * SECONDS_PER_MINUTE, 0.0, 0.0, 0.0),
                    limits=(
                        float(config.walk_within_m), limit_s, float(config.max_min),
                        config.max_walk_stops, STOPS_PER_LINE, 0,
                    ),
                )
            )  # fmt: skip
        return tuple(choices)

    @cached_property
    def _stop_landmass(self) -> IntArray:
        return self.land.landmass_at(self.timetable.stop_lon, self.timetable.stop_lat)

    @cached_property
    def _links(self) -> FloatArray:
        """Links over the sea in both directions, shape (2 k, 4)."""
        links = self.land.links
        return np.ascontiguousarray(np.vstack([links, links[:, [2, 3, 0, 1]]]))

    @cached_property
    def _link_m(self) -> FloatArray:
        return great_circle_m(*self._links.T)

    @cached_property
    def _from_links_m(self) -> FloatArray:
        """Metres from the far end of each link to each stop, shape (n_stops, 2 k)."""
        stops = self.timetable
        return great_circle_m(
            self._links[:, 2], self._links[:, 3], stops.stop_lon[:, None], stops.stop_lat[:, None]
        )

    @property
    def _walk_s_per_m(self) -> float:
        config = self.ways.config
        return config.walk_detour / (config.walk_speed_kmh * M_PER_KM / SECONDS_PER_HOUR)

    @cached_property
    def _road(self) -> tuple[float, float, FloatArray, FloatArray]:
        """Terminal seconds, detour, and ends and speeds of the bands; the last has no end."""
        config = self.ways.config
        end_km = np.array([band.up_to_km for band in config.road_bands], dtype=np.float64)
        end_km[-1] = np.inf
        speed_kmh = np.array([band.speed_kmh for band in config.road_bands], dtype=np.float64)
        return config.road_terminal_min * SECONDS_PER_MINUTE, config.road_detour, end_km, speed_kmh


@dataclass(frozen=True, kw_only=True, eq=False)
class _Near:
    """Stops in reach of some points, with their lines in compressed rows."""

    stop: IntArray
    line_start: IntArray
    line: IntArray
    is_fast: BoolArray


@dataclass(frozen=True, kw_only=True, eq=False)
class _Choice:
    """One list of stops, how they are reached, and how many are tried."""

    table: Timetable
    stops: IntArray
    lines: Any
    fast_lines: frozenset[str]
    by_road: bool
    rules: tuple[float, float, float, float]
    limits: tuple[float, float, float, int, int, int]

    @cached_property
    def _line_no(self) -> dict[str, int]:
        names = sorted({line for stop in self.stops.tolist() for line in self.lines[stop]})
        return {name: k for k, name in enumerate(names)}

    @property
    def n_lines(self) -> int:
        """Number of lines at the stops."""
        return len(self._line_no)

    def near(self, points: Points) -> _Near:
        """Return the stops that may be in reach of some of the points."""
        lon, lat = self.table.stop_lon[self.stops], self.table.stop_lat[self.stops]
        if points.lon.size:
            dlat = np.degrees(self.limits[0] / EARTH_RADIUS_M) * 1.001
            top = min(float(np.abs(points.lat).max()) + dlat, 90.0)
            dlon = dlat / max(float(np.cos(np.radians(top))), 1e-6)
            is_near = (lat >= points.lat.min() - dlat) & (lat <= points.lat.max() + dlat)
            is_near &= (lon >= points.lon.min() - dlon) & (lon <= points.lon.max() + dlon)
        else:
            is_near = np.zeros(self.stops.size, dtype=np.bool_)
        stops = self.stops[is_near]
        of_stop = [self.lines[stop] for stop in stops.tolist()]
        return _Near(
            stop=stops,
            line_start=np.cumsum([0, *map(len, of_stop)]),
            line=np.array([self._line_no[one] for lines in of_stop for one in lines], np.int64),
            is_fast=np.array([bool(lines & self.fast_lines) for lines in of_stop], np.bool_),
        )
