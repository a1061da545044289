"""The streets of a run: which are read, who stands beside them, and what made its legs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoaccess.access import Points, WayFinder
from geoaccess.access.roads import RoadWays, build_road_ways
from geoaccess.access.terrain import Terrain
from geoaccess.config import ScoreConfig
from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.legs import BACKENDS, GREAT_CIRCLE, ROADS, AccessLegs, DirectLegs
from geoaccess.model.network import RailNetwork
from geoaccess.model.places import Places
from geoaccess.model.roads import Roads
from geoaccess.model.text import Text
from geoaccess.model.timetable import Timetable
from geoaccess.sources.osm import PLACE_PREFIX, fetch_place, load_roads

OSM_SOURCE: Final = "osm-streets"
"""Row of sources.csv that credits the streets."""
LOST_KM: Final = 0.05
"""Less that is not connected is not worth a sentence."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Streets:
    """The streets of a run with the way finder over them."""

    roads: Roads
    ways: RoadWays

    @property
    def notes(self) -> tuple[Text, ...]:
        """What was read, and how much of it is not connected."""
        drive_km, walk_km = (one.lost_m / 1000 for one in (self.ways.drive, self.ways.walk))
        if max(drive_km, walk_km) < LOST_KM:
            return self.roads.notes
        lost = Text(
            en=f"{self.roads.name}: {drive_km:,.1f} km to drive and {walk_km:,.1f} km to walk are "
            "not connected with the other streets (cut off at the edge of the extract, islands) "
            "and were left out.",
            ja=f"{self.roads.name}: 他とつながらない道路（データの縁や島）、自動車"
            f"{drive_km:,.1f} km、徒歩 {walk_km:,.1f} km は使わない。",
        )
        return (*self.roads.notes, lost)

    def find_off(self, points: Points) -> tuple[Sequence[int], Sequence[float]]:
        """Return the points that are not on the streets, and metres from each to the nearest."""
        distance_m = self.ways.find_doors(points).snap_m
        off = np.flatnonzero(distance_m > self.ways.max_snap_m)
        return off.tolist(), distance_m[off].tolist()


@dataclass(frozen=True, kw_only=True)
class AccessSummary:
    """What made the legs of a run.

    Attributes
    ----------
    legs, direct
        Legs between places and stops, and pairs without a train, by backend.
    snap_m
        Median and longest way from a door to the streets, None where no leg used any.
    read
        What was read of the streets.
    """

    roads: str | None
    legs: dict[str, int]
    direct: dict[str, int]
    snap_m: tuple[float, float] | None
    read: tuple[Text, ...] = ()

    def to_record(self) -> dict[str, Any]:
        """Return the summary as it stands in run.json."""
        median_m, longest_m = self.snap_m or (None, None)
        return {
            "roads": self.roads,
            "legs": self.legs,
            "direct": self.direct,
            "snap_m": {"median": median_m, "max": longest_m},
        }

    @property
    def notes(self) -> tuple[Text, ...]:
        """What the user must know of the legs."""
        if self.roads is None:
            return (
                Text(
                    en="Access to stations is a great-circle model; no streets were looked at.",
                    ja="駅までの所要時間は直線距離によるモデルで、道路網は見ていない。",
                ),
            )
        n, n_direct = self.legs.get(BACKENDS[ROADS], 0), self.direct.get(BACKENDS[ROADS], 0)
        made = Text(
            en=f"Access over the streets of {self.roads} (© OpenStreetMap contributors, ODbL): "
            f"{n} legs to stations, {n_direct} pairs without a train; average speeds by class of "
            "road, no traffic of the day, no turn restrictions.",
            ja=f"駅までの所要時間は{self.roads}の道路網による(© OpenStreetMap contributors, "
            f"ODbL)。駅まで{n}件、鉄道なし{n_direct}件。道路種別の平均速度で、"
            "当日の渋滞や右左折の規制は見ていない。",
        )
        return (*self.read, made, *self._of_snaps(), *self._of_model())

    def _of_snaps(self) -> tuple[Text, ...]:
        if self.snap_m is None:
            return ()
        median_m, longest_m = self.snap_m
        return (
            Text(
                en=f"From door to street: {median_m:,.0f} m (median), {longest_m:,.0f} m at most.",
                ja=f"地点から道路まで: 中央値 {median_m:,.0f} m、最大 {longest_m:,.0f} m。",
            ),
        )

    def _of_model(self) -> tuple[Text, ...]:
        n, n_direct = (one.get(BACKENDS[GREAT_CIRCLE], 0) for one in (self.legs, self.direct))
        if not n and not n_direct:
            return ()
        return (
            Text(
                en=f"By the great-circle model, without streets: {n} legs to stations and "
                f"{n_direct} pairs, where an end is not on the streets of {self.roads}.",
                ja=f"道路網によらない直線距離モデル: 駅まで{n}件、鉄道なし{n_direct}件"
                f"（一端が{self.roads}の道路網の外にある）。",
            ),
        )


def find_extract(text: str) -> Path:
    """Return the extract that `--roads` names: a file, or ``osm:PLACE``, fetched if need be."""
    return fetch_place(text) if text.startswith(PLACE_PREFIX) else Path(text)


def load_streets(
    path: Path, config: ScoreConfig, *, fallback: WayFinder, terrain: Terrain | None = None
) -> Streets:
    """Return the streets of an extract, ready to find ways; on foot by the slopes of a DEM.

    Raises
    ------
    GeoaccessError
        When the file cannot be used, or a package is missing.
    """
    roads = load_roads(path)
    return Streets(
        roads=roads,
        ways=build_road_ways(
            roads, config.access, config.roads, fallback=fallback, terrain=terrain
        ),
    )


def check_on_streets(streets: Streets, places: Places, stops: Places | None = None) -> None:
    """Raise one InputError that lists the places and stops that are not on the streets.

    A place on a platform needs no street.
    """
    lines: list[str] = []
    for some, kind in ((places, "places"), (stops, "stations")):
        if some is None:
            continue
        rows, distances_m = streets.find_off(Points(some.lon, some.lat))
        named = [
            f"{some.name[i] or some.id[i]} {distance_m / 1000:,.1f} km"
            for i, distance_m in zip(rows, distances_m, strict=True)
            if kind == "stations" or not some.station_id[i]
        ]
        if named:
            n = f"{len(named)} of {len(some)}" if kind == "places" else f"{len(named)} nearby"
            lines.append(f"{n} {kind} ({describe_offenders(named)})")
    if lines:
        west, south, east, north = streets.roads.bounds
        raise InputError(
            f"--roads {streets.roads.name}: {' and '.join(lines)} are farther than "
            f"{streets.ways.max_snap_m:,.0f} m from its connected streets, which lie between "
            f"lat {south:.2f} and {north:.2f}, lon {west:.2f} and {east:.2f}; give an extract "
            "that has them, or take the great-circle model for them with --roads-fallback"
        )


def find_stops_off(
    streets: Streets,
    places: Places,
    legs: AccessLegs,
    timetable: Timetable,
    network: RailNetwork,
) -> Places | None:
    """Return the stops off the streets that places on them would use, None where there is none."""
    is_on = np.ones(len(places), dtype=np.bool_)
    is_on[streets.find_off(Points(places.lon, places.lat))[0]] = False
    is_off = np.array([one == BACKENDS[GREAT_CIRCLE] for one in legs.backend], dtype=np.bool_)
    is_off &= np.repeat(is_on, np.diff(legs.start))
    used = np.unique(legs.stop_idx[is_off])
    if not used.size:
        return None
    stops = [network.stations[i] for i in used.tolist()]
    return Places(
        id=tuple(timetable.stop_id[i] for i in used.tolist()),
        name=tuple(one.en for one in stops),
        name_ja=tuple(one.ja for one in stops),
        lon=timetable.stop_lon[used],
        lat=timetable.stop_lat[used],
        mass=np.ones(used.size),
        role="hub",
    )


def summarise_access(
    streets: Streets | None, legs: Sequence[AccessLegs], direct: DirectLegs
) -> AccessSummary:
    """Return what made the legs of a run."""
    count: Counter[str] = Counter()
    for one in legs:
        count.update(one.count_backends())
    on_roads = [
        one.snap_m[np.array([name == BACKENDS[ROADS] for name in one.backend], dtype=np.bool_)]
        for one in legs
    ]
    snap_m = np.concatenate(on_roads)
    return AccessSummary(
        roads=streets.roads.name if streets else None,
        legs=dict(count),
        direct=direct.count_backends(),
        snap_m=(round(float(np.median(snap_m)), 1), round(float(snap_m.max()), 1))
        if snap_m.size
        else None,
        read=streets.notes if streets else (),
    )
