"""Where along a line a station may stand, and what a stop there costs a train."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from geoaccess.model.network import RailNetwork, Station
from geoaccess.model.scenario import AddLine
from geoaccess.scenario.lengths import measure_along
from geoaccess.scenario.paths import build_track_graph, find_way
from geoaccess.scenario.runclasses import MODEL_CLASSES
from geoaccess.scenario.runtimes import model_run_min
from geoaccess.units import FloatArray, great_circle_m

LEAST_APART_KM = 0.5
"""No station is tried nearer to another one of its line."""
UNKNOWN_LOSS_MIN = 2.0
"""Of a stop on a line of a class that the run-time model does not have."""
_METRES_PER_KM = 1000.0

Drawing = tuple[tuple[float, float], ...]


class Spot(NamedTuple):
    """A place on a line: degrees, and the stops before and after it."""

    lat: float
    lon: float
    after: str
    before: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Corridor:
    """A stretch of a line from one station to another.

    Attributes
    ----------
    stops
        Ids of the n stops on the way.
    km
        Shape (n,): length of track from the first.
    path
        The drawn line, (lon, lat) in degrees; None where it runs straight between stations.
    path_km
        Shape (n,): where the stops lie along it.
    at
        Km of every station of the whole line from the first stop, below 0 before it. A platform
        and its station are both in it.
    """

    line: str
    category: str
    stops: tuple[str, ...]
    km: FloatArray
    stations: tuple[Station, ...]
    path: Drawing | None
    path_km: FloatArray
    at: Mapping[str, float]

    @property
    def length_km(self) -> float:
        """Length of track from the first stop to the last."""
        return float(self.km[-1])

    def is_free(self, km: float, *, but: str = "") -> bool:
        """Return whether a station may stand there: on the stretch, and none is near."""
        others = np.array([stop != but for stop in self.stops])
        near = np.abs(self.km - km)[others].min(initial=np.inf) < LEAST_APART_KM
        return 0 < km < self.length_km and not near

    def whole_km(self, step_km: float, *, but: str = "") -> list[float]:
        """Return every so many whole kilometres at which a station may stand."""
        count = int(self.length_km / step_km)
        marks = (round(k * step_km, 6) for k in range(1, count + 1))
        return [km for km in marks if self.is_free(km, but=but)]

    def find_spot(self, km: float) -> Spot:
        """Return the place at so many km of track from the first stop."""
        last = len(self.stops) - 1
        i = min(int(np.searchsorted(self.km, km, side="right")) - 1, last - 1)
        share = (km - self.km[i]) / (self.km[i + 1] - self.km[i])
        if self.path is None:
            one, other = self.stations[i], self.stations[i + 1]
            lon, lat = (
                float(a + share * (b - a)) for a, b in ((one.lon, other.lon), (one.lat, other.lat))
            )
        else:
            at_km = self.path_km[i] + share * (self.path_km[i + 1] - self.path_km[i])
            lon, lat = _along(self.path, float(at_km))
        return Spot(round(lat, 6), round(lon, 6), self.stops[i], self.stops[i + 1])


def find_corridor(
    network: RailNetwork,
    origin: str,
    target: str,
    *,
    planned: Mapping[str, AddLine],
    lines: Collection[str] | None = None,
) -> Corridor | None:
    """Return the stretch between two stations: of a planned line, else of the shortest one.

    Parameters
    ----------
    planned
        Lines of the scenario by id.
    lines
        The only ones that are looked at.
    """
    track = build_track_graph(network.sections)
    found: list[tuple[bool, float, str, tuple[str, ...], list[float]]] = []
    for line in network.lines:
        if lines is not None and line.id not in lines:
            continue
        for here in stops_of(network, origin):
            for there in stops_of(network, target):
                way = find_way(track, line.id, here, there)
                if way:
                    stops, km = [here], [0.0]
                    for one in way:
                        at_start = one.from_station == stops[-1]
                        stops.append(one.to_station if at_start else one.from_station)
                        km.append(km[-1] + one.km)
                    found.append((line.id not in planned, km[-1], line.id, tuple(stops), km))
    if not found:
        return None
    _, _, name, ids, lengths = min(found)
    stations = tuple(network.station_by_id[one] for one in ids)
    drawn = planned[name].path if name in planned else None
    path_km = np.array(lengths)
    if drawn is not None:
        path_km = measure_along(drawn, stations).along_km
        backwards = measure_along(drawn[::-1], stations)
        if backwards.off_km.sum() < measure_along(drawn, stations).off_km.sum():
            drawn, path_km = drawn[::-1], backwards.along_km
    return Corridor(
        line=name,
        category=(planned[name] if name in planned else network.line_by_id[name]).category,
        stops=ids,
        km=np.array(lengths),
        stations=stations,
        path=drawn,
        path_km=path_km,
        at=_measure_line(network, name, ids),
    )


def _measure_line(network: RailNetwork, line: str, way: Sequence[str]) -> dict[str, float]:
    """Return the km of every station of a line from the first of a way over it, with sign."""
    near: dict[str, list[tuple[str, float]]] = {}
    for one in network.sections:
        if one.line == line:
            near.setdefault(one.from_station, []).append((one.to_station, one.km))
            near.setdefault(one.to_station, []).append((one.from_station, one.km))
    at = {way[0]: 0.0}
    for first, km in near[way[0]]:
        sign = 1 if first == way[1] else -1
        reached = [(first, sign * km)]
        while reached:
            here, here_km = reached.pop()
            at[here] = here_km
            reached += [(to, here_km + sign * km) for to, km in near[here] if to not in at]
    return {network.platforms.get(stop, stop): km for stop, km in at.items()} | at


def stops_of(network: RailNetwork, station: str) -> tuple[str, ...]:
    """Return the stops at a station: itself and its platforms; none where it is not there."""
    if station not in network.station_by_id:
        return ()
    return (station, *(stop for stop, of in network.platforms.items() if of == station))


def model_loss_min(
    before_km: float, after_km: float, category: str, *, top_speed_kmh: float | None = None
) -> float:
    """Return the minutes that a stop costs a train between two others, without standing there.

    By the run-time model: starting, braking and the call, within a hop of two lengths.
    """
    if category not in MODEL_CLASSES:
        return UNKNOWN_LOSS_MIN
    km = (before_km, after_km)
    stopping = sum(model_run_min(km, category, top_speed_kmh=top_speed_kmh))
    passing = sum(model_run_min(km, category, top_speed_kmh=top_speed_kmh, stops=[False]))
    return max(stopping - passing, 0.0)


def model_share(km: Sequence[float], category: str) -> float:
    """Return the share of the running time of two hops that the first takes, 0-1."""
    if category not in MODEL_CLASSES:
        return km[0] / sum(km)
    first, second = model_run_min(km, category)
    return first / (first + second)


def measure_path(path: Drawing) -> FloatArray:
    """Return the km of each point of a drawn line from its first."""
    lon, lat = np.array(path, dtype=np.float64).T
    steps = great_circle_m(lon[:-1], lat[:-1], lon[1:], lat[1:]) / _METRES_PER_KM
    return np.concatenate([[0.0], np.cumsum(steps)])


def _along(path: Drawing, at_km: float) -> tuple[float, float]:
    """Return lon and lat at so many km along a drawn line."""
    lon, lat = np.array(path, dtype=np.float64).T
    km = measure_path(path)
    return float(np.interp(at_km, km, lon)), float(np.interp(at_km, km, lat))
