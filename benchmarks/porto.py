"""Porto Alegre: 300 by 300 points, 180 minutes, against both peers on one street network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import ours
from benchmarks.agreement import Agreement, compare
from benchmarks.feeds import export_gtfs
from benchmarks.machine import Timing, measure
from benchmarks.national import ROUTERS, to_minutes
from benchmarks.peers import UNREACHED_U32, Cafein, Departures, Ferrobus, Streets
from benchmarks.table import Row
from benchmarks.without_walks import check_without_walks
from geoaccess.model.legs import AccessLegs
from geoaccess.model.timetable import Timetable
from geoaccess.sources.gtfs import load_gtfs
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, FloatArray, IntArray

SERVICE_DATE = dt.date(2019, 5, 13)
AFTERNOON = Departures(date=SERVICE_DATE, first_s=12 * 3600, n_minutes=181)
"""12:00 to 15:00: the feed's departures crowd between 12:00 and 17:00."""

FEEDS = ("gtfs/poa_eptc.zip", "gtfs/poa_trensurb.zip")
STREETS = "osm/porto_alegre.osm.pbf"
N_POINTS, N_DRAWN, SPREAD_DEG = 300, 450, 0.0008
N_MINUTES_SCALED, N_MINUTES_CHECKED = 6, 3
TASK = f"Porto Alegre {N_POINTS} x {N_POINTS}, 180 minutes, 5 percentiles"


@dataclass(frozen=True, kw_only=True, eq=False)
class City:
    """A timetable bare and with walks, its feed, the points, their legs, and the peers."""

    bare: Timetable
    feed: Path
    timetable: Timetable
    points: FloatArray
    from_door: AccessLegs
    to_door: AccessLegs
    direct_s: IntArray
    cafein: Cafein
    ferrobus: Ferrobus


def prepare_city(folder: Path, data: Path) -> City:
    """Return the city; cafein's streets give everybody's walks, except ferrobus its own.

    Points lie near stops on the streets. cafein allows a walk between stops before the last
    walk to the door, so legs to the door are made of both.
    """
    streets = Streets(osm_pbf=data / STREETS)
    # no minimum change times: the peers know none
    bare = load_gtfs([data / name for name in FEEDS], SERVICE_DATE, default_transfer_s=0).timetable
    feed = export_gtfs(bare, folder / "porto", service_date=SERVICE_DATE)
    cafein = Cafein(feed, streets=streets)
    cafein.prepare(SERVICE_DATE)
    origin, target, seconds = cafein.walks(bare)
    timetable = replace(bare, walk_from_idx=origin, walk_to_idx=target, walk_s=seconds)
    points, access = _choose_points(timetable, cafein)
    on_foot = cafein.walking_only(points, SERVICE_DATE)
    return City(
        bare=bare,
        feed=feed,
        timetable=timetable,
        points=points,
        from_door=ours.timed_legs(timetable, access),
        to_door=ours.timed_legs(timetable, _after_walks(timetable, access)),
        direct_s=np.where(on_foot == UNREACHED_U32, UNREACHED_S, on_foot).astype(np.int32),
        cafein=cafein,
        ferrobus=Ferrobus(feed, streets=streets, date=SERVICE_DATE),
    )


def check_city(city: City) -> list[Agreement]:
    """Return how far answers agree with cafein cell by cell, and with ferrobus at some minutes."""
    day = ours.build_day(city.timetable)
    mine = _our_minutes(day, city, AFTERNOON, to_door=city.to_door)
    same_legs = _our_minutes(day, city, AFTERNOON, to_door=city.from_door)
    its = to_minutes(city.cafein.between_points(city.points, AFTERNOON, router="tbtr"))
    found = [
        compare(mine, its, peer="cafein", rule="like for like, TBTR, 16 rides"),
        compare(same_legs, its, peer="cafein", rule="ours without a second walk to the door"),
    ]
    theirs = city.ferrobus.points(city.points)
    at_once, at_ferrobus = [], []
    for k in range(N_MINUTES_CHECKED):
        when = replace(AFTERNOON, first_s=AFTERNOON.first_s + k * 3600, n_minutes=1)
        at_once.append(_our_minutes(day, city, when, to_door=city.to_door)[:, :, 0])
        minute = city.ferrobus.at_minute(theirs, when.first_s)
        at_ferrobus.append(minute / SECONDS_PER_MINUTE)
    off_diagonal = ~np.eye(N_POINTS, dtype=bool)
    found.append(
        compare(
            np.stack(at_once)[:, off_diagonal],
            np.stack(at_ferrobus)[:, off_diagonal],
            peer="ferrobus",
            rule=f"{N_MINUTES_CHECKED} departures; its own streets and nearest stop only",
        )
    )
    return found + check_without_walks(city.bare, city.feed, city.feed.parent, AFTERNOON)


def time_city(city: City, *, repeat: int) -> list[Row]:
    """Return timings of the city's matrix; ferrobus, one departure at a time, is scaled."""
    work = partial(_build_and_matrix, city)
    ours_before = measure(work, repeat=repeat)
    rows = []
    for router in ROUTERS:
        theirs = partial(city.cafein.between_points, city.points, AFTERNOON, router=router)
        timing = measure(theirs, repeat=1, warm=False)
        rows.append(Row(task=TASK, engine="cafein", what=router.upper(), timing=timing))
    rows.append(Row(task=TASK, engine="ferrobus", what=_SCALED, timing=_ferrobus_timing(city)))
    mine = Row(
        task=TASK,
        engine="geoaccess",
        what="build, sweep, percentiles; before and after the peers",
        timing=ours_before + measure(work, repeat=repeat),
    )
    return [mine, *rows]


_SCALED = f"RAPTOR, {N_MINUTES_SCALED} departures measured, scaled to all; no percentiles"


def _ferrobus_timing(city: City) -> Timing:
    points = city.ferrobus.points(city.points)
    step = AFTERNOON.n_minutes // N_MINUTES_SCALED * SECONDS_PER_MINUTE
    starts = [AFTERNOON.first_s + k * step for k in range(N_MINUTES_SCALED)]
    timings = [
        measure(partial(city.ferrobus.at_minute, points, start), repeat=1, warm=False)
        for start in starts
    ]
    return Timing(seconds=tuple(one.median_s * AFTERNOON.n_minutes for one in timings))


def _our_minutes(day: Any, city: City, when: Departures, *, to_door: AccessLegs) -> FloatArray:
    found = ours.matrix(
        day,
        city.from_door,
        to_door,
        window=when.window,
        percentiles=when.percentiles,
        direct_s=city.direct_s,
    )
    return np.moveaxis(found.travel_time_min, 0, -1)


def _build_and_matrix(city: City) -> object:
    day = ours.build_day(city.timetable)
    return _our_minutes(day, city, AFTERNOON, to_door=city.to_door)


def _choose_points(timetable: Timetable, cafein: Cafein) -> tuple[FloatArray, list[dict[str, int]]]:
    """Return points (lat, lon) near stops that have walks, and their walks to stops."""
    rng = np.random.default_rng(7)
    near = rng.choice(np.unique(timetable.walk_from_idx), N_DRAWN, replace=False)
    drawn = np.column_stack((timetable.stop_lat[near], timetable.stop_lon[near]))
    drawn += rng.normal(0, SPREAD_DEG, drawn.shape)
    access = cafein.access(drawn)
    kept = [k for k, legs in enumerate(access) if legs][:N_POINTS]
    return drawn[kept], [access[k] for k in kept]


def _after_walks(timetable: Timetable, access: Sequence[dict[str, int]]) -> list[dict[str, int]]:
    """Return the least seconds to the door from stops, with one walk between stops before."""
    into: dict[str, list[tuple[str, int]]] = {}
    columns = (timetable.walk_from_idx, timetable.walk_to_idx, timetable.walk_s)
    for origin, target, seconds in zip(*(c.tolist() for c in columns), strict=True):
        pair = (timetable.stop_id[origin], seconds)
        into.setdefault(timetable.stop_id[target], []).append(pair)
    longer = []
    for legs in access:
        best = dict(legs)
        for stop, last_s in legs.items():
            for before, walk_s in into.get(stop, []):
                best[before] = min(best.get(before, UNREACHED_S), walk_s + last_s)
        longer.append(best)
    return longer
