"""The real R5, where R5_CLASSPATH points to its jar; else all of these are skipped.

Those that need the jar have not been run yet by the authors: no registry that they reach carries
it. Their bounds are physics and a wide agreement with the project's own engine, not values seen once.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geoaccess.access import Points, build_access_legs, build_direct_legs
from geoaccess.access.roads import build_road_ways
from geoaccess.access.ways import GreatCircle
from geoaccess.config import load_config
from geoaccess.engine.matrix import compute_matrix
from geoaccess.engine.r5.installation import examine_r5, get_installation
from geoaccess.engine.r5.process import R5Process
from geoaccess.engine.r5.question import R5Network, R5Points, R5Question
from geoaccess.engine.sweep import build_day
from geoaccess.model.places import Places
from geoaccess.model.timetable import Timetable
from geoaccess.sources.gtfs import load_gtfs
from geoaccess.sources.osm import load_roads
from geoaccess.sources.shipped import config_path
from geoaccess.units import FloatArray, great_circle_m
from tests.engine.r5.questions import settings

DAY = dt.date(2019, 5, 13)
WINDOW = (12 * 3600, 14 * 3600)
PERCENTILES = (5, 50, 95)
N_POINTS = 25
CONFIG = load_config(config_path("score.yaml"))


@pytest.fixture(scope="module")
def r5(tmp_path_factory: pytest.TempPathFactory) -> R5Process:
    """Return R5 on this computer."""
    if not os.environ.get("R5_CLASSPATH"):
        pytest.skip("R5_CLASSPATH names no R5 jar: R5 itself is not tested here")
    faults = [f"{part.what}: {part.found}" for part in examine_r5() if part.state != "ok"]
    if faults:
        pytest.skip(f"R5 cannot run here: {'; '.join(faults)}")
    return R5Process(
        installation=get_installation(heap_bytes=3 << 30), store=tmp_path_factory.mktemp("store")
    )


@pytest.fixture(scope="module")
def city(shared_data: Path) -> R5Network:
    """Return streets and feeds of Porto Alegre."""
    feeds = tuple(shared_data / "gtfs" / f"poa_{name}.zip" for name in ("eptc", "trensurb"))
    return R5Network(roads=shared_data / "osm" / "porto_alegre.osm.pbf", feeds=feeds)


@pytest.fixture(scope="module")
def timetable(city: R5Network) -> Timetable:
    pytest.importorskip("osmnx", reason="osmnx is not installed (extra roads)")
    return load_gtfs(
        list(city.feeds), DAY, walk_within_m=300, walk_speed_kmh=CONFIG.access.walk_speed_kmh
    ).timetable


@pytest.fixture(scope="module")
def doors(timetable: Timetable) -> Places:
    """Return places near stops of the city centre."""
    rng = np.random.default_rng(7)
    called = np.unique(timetable.call_stop_idx)
    lon, lat = timetable.stop_lon[called], timetable.stop_lat[called]
    central = called[(lon > -51.24) & (lon < -51.15) & (lat > -30.10) & (lat < -30.00)]
    chosen = rng.choice(central, N_POINTS, replace=False)
    names = tuple(f"p{i}" for i in range(N_POINTS))
    return Places(
        id=names, name=names, name_ja=names,
        lon=timetable.stop_lon[chosen] + rng.normal(0, 0.0008, N_POINTS),
        lat=timetable.stop_lat[chosen] + rng.normal(0, 0.0008, N_POINTS),
        mass=np.ones(N_POINTS), role="site",
    )  # fmt: skip


def ask(r5: R5Process, network: R5Network, doors: Places, modes: str) -> FloatArray:
    points = R5Points(doors.id, doors.lon, doors.lat)
    question = R5Question(
        origins=points, targets=points, day=DAY, window=WINDOW, percentiles=PERCENTILES,
        settings=settings(modes),
    )  # fmt: skip
    return r5.ask(network, question).minutes


def compute_ours(timetable: Timetable, roads: Path, doors: Places) -> FloatArray:
    """Return the minutes of the project's own engine on the same feeds and the same streets."""
    access = CONFIG.access.model_copy(update={"stop_margin_min": 0, "max_walk_stops": 40})
    config = CONFIG.model_copy(update={"access": access})
    ways = build_road_ways(
        load_roads(roads), access, config.roads, fallback=GreatCircle(config=access)
    )
    everywhere = np.ones(timetable.n_stops, dtype=bool)
    legs = build_access_legs(doors, timetable, access, ways=ways, walk_only=everywhere)
    points = Points(doors.lon, doors.lat)
    on_foot = ways.find_walks(points, points)
    direct = build_direct_legs(doors, doors, access, ways=ways)
    walked_s = np.full(direct.out_s.shape, np.iinfo(np.int32).max // 2, dtype=np.int32)
    walked_s[on_foot.origin, on_foot.target] = on_foot.out_s
    direct = replace(direct, out_s=walked_s, back_s=walked_s)
    found = compute_matrix(
        build_day(timetable), places=legs, hubs=legs, direct=direct, window=WINDOW,
        percentiles=PERCENTILES,
    )  # fmt: skip
    return found.travel_time_min


def test_our_own_engine_answers_the_same_question(
    timetable: Timetable, city: R5Network, doors: Places
) -> None:
    """The side of the comparison that needs no jar: it must be sound before it is compared."""
    minutes = compute_ours(timetable, city.roads, doors)
    off_diagonal = ~np.eye(N_POINTS, dtype=bool)
    assert np.isfinite(minutes[1][off_diagonal]).mean() > 0.95
    found = minutes[:, off_diagonal & np.isfinite(minutes).all(axis=0)]
    assert (found[0] <= found[1]).all()
    assert (found[1] <= found[2]).all()
    assert 15 < np.median(found[1]) < 75


def test_medians_are_close_to_those_of_our_own_engine(
    r5: R5Process, timetable: Timetable, city: R5Network, doors: Places
) -> None:
    """R5 cuts off to minutes, links stops to streets otherwise and changes vehicles freely."""
    theirs = ask(r5, city, doors, "walk,transit")
    ours = compute_ours(timetable, city.roads, doors)
    both = np.isfinite(theirs).all(axis=0) & np.isfinite(ours).all(axis=0)
    both &= ~np.eye(N_POINTS, dtype=bool)
    assert both.mean() > 0.8
    gap = ours[1][both] - theirs[1][both]
    assert abs(np.median(gap)) <= 5
    assert np.percentile(np.abs(gap), 90) <= 15
    assert np.corrcoef(ours[1][both], theirs[1][both])[0, 1] > 0.9


def test_percentiles_rise_and_nobody_flies(r5: R5Process, city: R5Network, doors: Places) -> None:
    minutes = ask(r5, city, doors, "walk,transit")
    straight_m = great_circle_m(doors.lon[:, None], doors.lat[:, None], doors.lon, doors.lat)
    seen = np.isfinite(minutes).all(axis=0)
    assert seen.mean() > 0.8
    assert (minutes[0][seen] <= minutes[1][seen]).all()
    assert (minutes[1][seen] <= minutes[2][seen]).all()
    assert (straight_m[seen] <= (minutes[0][seen] + 1) * 1000).all()
    assert (minutes[:, seen] <= 120).all()


def test_ways_on_foot_are_longer_than_straight_and_vary_with_no_departure(
    r5: R5Process, city: R5Network, doors: Places
) -> None:
    streets = R5Network(roads=city.roads)
    minutes = ask(r5, streets, doors, "walk")
    straight_m = great_circle_m(doors.lon[:, None], doors.lat[:, None], doors.lon, doors.lat)
    seen = np.isfinite(minutes[1]) & ~np.eye(N_POINTS, dtype=bool)
    assert seen.any()
    assert (straight_m[seen] <= (minutes[1][seen] + 1) * 80 + 50).all()
    assert np.array_equal(minutes[0], minutes[2], equal_nan=True)
    by_bicycle, by_car = (ask(r5, streets, doors, mode)[1] for mode in ("bicycle", "car"))
    assert np.nanmedian(by_car) < np.nanmedian(by_bicycle) < np.nanmedian(minutes[1][seen])
