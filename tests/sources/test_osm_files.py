"""Extracts of OpenStreetMap: what is read of them, how ways are cut, and the cache."""

from __future__ import annotations

import bz2
import gzip
import math
import os
from pathlib import Path

import numpy as np
import pytest

from geoaccess.model.roads import RoadGraph, Roads
from geoaccess.sources.osm import load, load_roads
from geoaccess.sources.osm.tags import Use, find_use, parse_limit_kmh
from tests.access.streetfiles import write_osm, write_town

NO_LIMIT = math.nan


def road(highway: str, **tags: str) -> dict[str, str]:
    return {"highway": highway, **tags}


@pytest.mark.parametrize(
    ("tags", "drive", "walk"),
    [
        (road("residential"), (True, True), True),
        (road("residential", oneway="yes"), (True, False), True),
        (road("residential", oneway="-1"), (False, True), True),
        (road("residential", oneway="no", junction="roundabout"), (True, True), True),
        (road("tertiary", junction="roundabout"), (True, False), True),
        (road("motorway"), (True, False), False),
        (road("motorway_link", oneway="no"), (True, True), False),
        (road("trunk", motorroad="yes"), (True, True), False),
        (road("footway"), None, True),
        (road("steps"), None, True),
        (road("track"), None, True),
        (road("cycleway", foot="no"), None, False),
        (road("proposed"), None, False),
        (road("construction"), None, False),
        (road("service", service="parking_aisle"), None, True),
        (road("service", access="private"), None, False),
        (road("service", access="private", foot="yes"), None, True),
        (road("residential", access="no", motor_vehicle="yes"), (True, True), False),
        (road("residential", motor_vehicle="no"), None, True),
        (road("residential", motor_vehicle="no", motorcar="yes"), (True, True), True),
        (road("residential", access="destination"), (True, True), True),
        ({"railway": "rail"}, None, False),
    ],
)
def test_who_may_use_a_way(
    tags: dict[str, str], drive: tuple[bool, bool] | None, walk: bool
) -> None:
    found = find_use(tags, "drive")
    assert (None if found is None else (found.is_forward, found.is_backward)) == drive
    on_foot = find_use(tags, "walk")
    assert (on_foot is not None) == walk
    assert on_foot is None or (on_foot.is_forward and on_foot.is_backward)


@pytest.mark.parametrize(
    ("text", "limit_kmh"),
    [
        ("40", 40), ("40 km/h", 40), ("30 mph", 48.28), (" 60 ", 60), ("7.5", 7.5),
        ("none", NO_LIMIT), ("", NO_LIMIT), ("JP:urban", NO_LIMIT), ("0", NO_LIMIT), ("-5", NO_LIMIT),
    ],
)  # fmt: skip
def test_signed_limits(text: str, limit_kmh: float) -> None:
    assert parse_limit_kmh(text) == pytest.approx(limit_kmh, abs=0.01, nan_ok=True)


def test_tolls_and_roads_for_motor_traffic_only_are_told() -> None:
    assert find_use(road("trunk", motorroad="yes", toll="yes"), "drive") == Use(
        "motorroad", True, True, pytest.approx(NO_LIMIT, nan_ok=True), True
    )


def town(folder: Path) -> Roads:
    return load_roads(write_town(folder / "town.osm"), cache=folder / "cache")


def test_ways_are_cut_where_they_meet(tmp_path: Path) -> None:
    """The main street at B and C, not at ends only; the loop nowhere; two lines on the island."""
    roads = town(tmp_path)
    km = sorted(zip(roads.drive.road_class, np.round(roads.drive.length_m / 1000, 2), strict=True))
    assert km == [
        ("motorway", 4.0), ("residential", 1.0), ("residential", 3.0),
        ("secondary", 1.0), ("secondary", 1.0), ("secondary", 2.0),
    ]  # fmt: skip
    assert sorted(set(roads.walk.road_class)) == ["footway", "residential", "secondary"]
    assert roads.drive.is_toll.tolist().count(True) == 1
    west, south, east, north = np.array(roads.bounds) * 111.195
    assert (west, south, east, north) == pytest.approx((0, -0.5, 9.5, 9.5), abs=0.01)


def test_edges_join_at_nodes_and_follow_the_street(tmp_path: Path) -> None:
    import shapely

    drive = town(tmp_path).drive
    where: dict[int, tuple[float, float]] = {}
    for line, first, last in zip(drive.lines, drive.from_node, drive.to_node, strict=True):
        for node, point in ((first, line.coords[0]), (last, line.coords[-1])):
            assert where.setdefault(int(node), point) == point
    loop = drive.lines[np.argmax(np.array(drive.road_class) == "residential")]
    assert shapely.get_num_points(loop) == 4


def test_a_bridge_meets_no_road_below_it(tmp_path: Path) -> None:
    nodes = {"W": (-1, 0), "E": (1, 0), "S": (0, -1), "N": (0, 1)}
    ways = [("WE", road("trunk")), ("SN", road("primary", bridge="yes"))]
    drive = load_roads(write_osm(tmp_path / "x.osm", nodes, ways), cache=tmp_path).drive
    assert drive.n_edges == 2
    assert len({*drive.from_node.tolist(), *drive.to_node.tolist()}) == 4


def test_a_way_that_passes_a_point_twice_is_cut_there(tmp_path: Path) -> None:
    nodes = {"A": (0, 0), "B": (1, 0), "C": (1, 1), "D": (0, 1)}
    ways = [("ABCDBB", road("residential")), ("DA", road("residential"))]
    drive = load_roads(write_osm(tmp_path / "x.osm", nodes, ways), cache=tmp_path).drive
    assert np.round(drive.length_m / 1000, 1).tolist() == [1.0, 2.0, 1.4, 1.0]


def test_points_that_the_extract_lacks_cut_a_way(tmp_path: Path) -> None:
    nodes = {"A": (0, 0), "B": (1, 0), "C": (2, 0), "D": (3, 0)}
    ways = [("ABxCD", road("residential")), ("xA", road("residential"))]
    drive = load_roads(write_osm(tmp_path / "x.osm", nodes, ways), cache=tmp_path).drive
    assert np.round(drive.length_m / 1000, 1).tolist() == [1.0, 1.0]


def test_packed_files_hold_the_same_streets(tmp_path: Path) -> None:
    plain = write_town(tmp_path / "town.osm")
    packed = {
        "town.osm.gz": gzip.compress, "town.osm.bz2": bz2.compress, "town.osm.xml.bz2": bz2.compress,
        "town.osm.xml": bytes,
    }  # fmt: skip
    wanted = load_roads(plain, cache=tmp_path / "cache")
    for name, pack in packed.items():
        (tmp_path / name).write_bytes(pack(plain.read_bytes()))
        assert_same(load_roads(tmp_path / name, cache=tmp_path / "cache"), wanted)


def assert_same(one: Roads, other: Roads) -> None:
    import shapely

    for a, b in ((one.drive, other.drive), (one.walk, other.walk)):
        assert a.road_class == b.road_class
        for name in ("from_node", "to_node", "length_m", "is_forward", "is_backward", "is_toll"):
            assert getattr(a, name).tolist() == getattr(b, name).tolist()
        assert np.array_equal(a.limit_kmh, b.limit_kmh, equal_nan=True)
        assert np.all(shapely.equals_exact(a.lines, b.lines, 0))


# --- the cache


def never(*_: object) -> RoadGraph:
    raise AssertionError("the extract was read again")


def test_the_second_time_streets_come_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = town(tmp_path)
    monkeypatch.setattr(load, "read_ways", never)
    assert_same(load_roads(tmp_path / "town.osm", cache=tmp_path / "cache"), first)


def test_a_changed_file_is_read_again_even_with_its_old_time_stamp(tmp_path: Path) -> None:
    path = write_town(tmp_path / "town.osm")
    first, stamp = load_roads(path, cache=tmp_path / "cache"), path.stat()
    path.write_text(path.read_text().replace("footway", "primary"))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert path.stat().st_size == stamp.st_size
    second = load_roads(path, cache=tmp_path / "cache")
    assert second.drive.n_edges == first.drive.n_edges + 1


def test_a_damaged_cache_is_made_again(tmp_path: Path) -> None:
    first = town(tmp_path)
    for file in (tmp_path / "cache").iterdir():
        file.write_bytes(file.read_bytes()[:100])
    assert_same(load_roads(tmp_path / "town.osm", cache=tmp_path / "cache"), first)
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    roads = load_roads(write_town(tmp_path / "town.osm"), cache=tmp_path / "file")
    assert roads.drive.n_edges == 6


def test_the_cache_is_geoparquet(tmp_path: Path) -> None:
    import geopandas as gpd

    town(tmp_path)
    (file,) = (tmp_path / "cache").glob("*-drive.parquet")
    table = gpd.read_parquet(file)
    assert (len(table), table.crs.to_epsg()) == (6, 4326)
    assert {"from_node", "to_node", "length_m", "road_class"} <= set(table.columns)
