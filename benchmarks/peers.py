"""Adapters to the peers, `cafein` and `ferrobus`: the like-for-like calls and nothing else."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geoaccess.model.timetable import Timetable
from geoaccess.units import SECONDS_PER_MINUTE, FloatArray, IntArray

WALK_KMH = 5.04
"""ferrobus walks at a fixed 1.4 m/s (ferrobus-core/src/lib.rs); the others are told the same."""

SNAP_M = 300
UNREACHED_U32 = np.uint32(2**32 - 1)
THREADS = 2


@dataclass(frozen=True, kw_only=True)
class Departures:
    """Departure minutes of a benchmark: `n_minutes` whole minutes from `first_s` on."""

    date: dt.date
    first_s: int
    n_minutes: int
    percentiles: tuple[int, ...] = (5, 25, 50, 75, 95)

    @property
    def window(self) -> tuple[int, int]:
        """Seconds of the service day [a, b)."""
        return self.first_s, self.first_s + self.n_minutes * SECONDS_PER_MINUTE

    @property
    def moment(self) -> str:
        """Date and clock time of the first minute."""
        hours, minutes = divmod(self.first_s // SECONDS_PER_MINUTE, 60)
        return f"{self.date:%Y-%m-%d} {hours:02d}:{minutes:02d}"


@dataclass(frozen=True, kw_only=True)
class Streets:
    """A street network and how far people walk on it, the same for every peer."""

    osm_pbf: Path
    transfer_min: float = 5
    access_min: float = 15
    n_nearest: int = 10


class Cafein:
    """`cafein`: RAPTOR or trip-based routing per origin, exact percentiles over every minute."""

    def __init__(self, feed: Path, *, streets: Streets | None = None) -> None:
        import cafein

        self.version = str(cafein.__version__)
        self._streets = streets
        with warnings.catch_warnings():
            # stops outside the extract: they get no walks, in any of the engines
            warnings.simplefilter("ignore", UserWarning)
            self._net: Any = cafein.TransportNetwork.from_gtfs(
                str(feed),
                trip_distances=False,
                **({} if streets is None else self._street_options(streets)),
            )
        self._column = {stop[0]: k for k, stop in enumerate(self._net.stops)}

    @staticmethod
    def _street_options(streets: Streets) -> dict[str, Any]:
        return {
            "osm_pbf": str(streets.osm_pbf),
            "street_modes": (),
            "walking_speed_kmph": WALK_KMH,
            "max_walking_time": streets.transfer_min,
            "snap_distance": SNAP_M,
        }

    def set_walks(self, timetable: Timetable) -> None:
        """Take over the timetable's walks, which must be closed under chaining."""
        stop = timetable.stop_id
        columns = (timetable.walk_from_idx, timetable.walk_to_idx, timetable.walk_s)
        walks = zip(*(column.tolist() for column in columns), strict=True)
        self._net.set_transfers([(stop[a], stop[b], s, float(s)) for a, b, s in walks])

    def prepare(self, date: dt.date) -> None:
        """Build the transfer set of trip-based routing for a day, once."""
        self._net.compute_tbtr_transfers(date.isoformat())

    def from_stops(
        self, stop_ids: Sequence[str], when: Departures, *, router: str, max_rides: int = 16
    ) -> np.ndarray:
        """Return seconds from stops to all stops, uint32 of shape (n, n_stops, n_percentiles)."""
        return np.asarray(
            self._net.travel_time_matrix(
                list(stop_ids),
                when.moment,
                max_rides,
                departure_time_window=when.n_minutes,
                percentiles=list(when.percentiles),
                router=router,
                workers=THREADS,
            )
        )

    def columns(self, stop_ids: Sequence[str]) -> IntArray:
        """Return the positions of stops in the second axis of `from_stops`."""
        return np.array([self._column[stop] for stop in stop_ids])

    def between_points(
        self, points: FloatArray, when: Departures, *, router: str, max_rides: int = 16
    ) -> np.ndarray:
        """Return seconds between points (lat, lon), uint32 of shape (n, n, n_percentiles)."""
        if self._streets is None:
            raise ValueError("points need streets; give an OSM extract")
        return np.asarray(
            self._net.travel_time_matrix(
                _frame(points),
                when.moment,
                max_rides,
                departure_time_window=when.n_minutes,
                percentiles=list(when.percentiles),
                router=router,
                walking_speed_kmph=WALK_KMH,
                max_walking_time=self._streets.access_min,
                snap_distance=SNAP_M,
                workers=THREADS,
            )
        )

    def access(self, points: FloatArray) -> list[dict[str, int]]:
        """Return walking seconds from each point (lat, lon) to stops; none off the streets."""
        return [self._access(lat, lon) for lat, lon in points.tolist()]

    def _access(self, lat: float, lon: float) -> dict[str, int]:
        if self._streets is None:
            raise ValueError("points need streets; give an OSM extract")
        try:
            found: dict[str, int] = self._net.access_stops(
                lat,
                lon,
                walking_speed_kmph=WALK_KMH,
                max_walking_time=self._streets.access_min,
                snap_distance=SNAP_M,
            )
        except ValueError:  # farther than SNAP_M from any street
            return {}
        return found

    def walks(self, timetable: Timetable) -> tuple[IntArray, IntArray, IntArray]:
        """Return its walks between stops: positions from and to in the timetable, seconds."""
        from cafein.streets import walking_footpaths

        if self._streets is None:
            raise ValueError("walks need streets; give an OSM extract")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            paths = walking_footpaths(
                str(self._streets.osm_pbf),
                self._net.stops,
                walking_speed_kmph=WALK_KMH,
                max_walking_time=self._streets.transfer_min,
                snap_distance=SNAP_M,
            )
        position = {stop: k for k, stop in enumerate(timetable.stop_id)}
        of_core = np.array([position[stop] for stop in paths.stop_ids])
        return of_core[paths.from_index], of_core[paths.to_index], np.asarray(paths.seconds)

    def walking_only(self, points: FloatArray, date: dt.date) -> np.ndarray:
        """Return seconds on foot between points, uint32 (n, n): a day without any train."""
        quiet = Departures(date=date + dt.timedelta(days=7), first_s=0, n_minutes=1)
        return self.between_points(points, quiet, router="raptor")[:, :, 0]


class Ferrobus:
    """`ferrobus`: RAPTOR for one departure at a time from the nearest stop of every point."""

    def __init__(self, feed: Path, *, streets: Streets, date: dt.date) -> None:
        from importlib.metadata import version

        import ferrobus

        self.version = version("ferrobus")
        self._lib: Any = ferrobus
        self._streets = streets
        self._model: Any = ferrobus.create_transit_model(
            str(streets.osm_pbf), [str(feed)], date, int(streets.transfer_min * 60)
        )

    def points(self, points: FloatArray) -> list[Any]:
        """Return the points (lat, lon) tied to its streets and nearest stops."""
        walk_s = int(self._streets.access_min * 60)
        return [
            self._lib.create_transit_point(lat, lon, self._model, walk_s, self._streets.n_nearest)
            for lat, lon in points.tolist()
        ]

    def at_minute(self, points: list[Any], depart_s: int, *, max_transfers: int = 15) -> FloatArray:
        """Return seconds between points (n, n) for one departure, NaN where there is no way."""
        rows = self._lib.travel_time_matrix(self._model, points, depart_s, max_transfers)
        return np.array([[np.nan if x is None else x for x in row] for row in rows], dtype=float)


def _frame(points: FloatArray) -> Any:
    import geopandas as gpd

    names = [str(k) for k in range(len(points))]
    where = gpd.points_from_xy(points[:, 1], points[:, 0], crs=4326)
    return gpd.GeoDataFrame({"id": names}, geometry=where)
