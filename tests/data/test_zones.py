"""Shipped zones: complete, free of gaps, true to the official boundaries and islands."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from geoaccess.model.land import SAMPLE_STEP_M
from geoaccess.sources.topology import build_polygons, decode_arcs
from geoaccess.sources.zones import (
    find_codes,
    load_land_grid,
    load_zone_polygons,
    read_zone_topojson,
)
from tests.data.tables import DATA, read

SIZE_LIMIT_BYTES = 600_000
CELL_M = 600.0
N03 = Path("boundaries") / "topojson_s0010_N03-21_210101.json"
MAINLAND, HOKKAIDO, OKINAWA = 0, 1, 2

# Municipalities whose hall cannot be reached by road from another landmass, by landmass.
ISLANDS = [
    "01367", "01517", "01518 01519",  # Okushiri, Rebun, Rishiri
    "13361", "13362", "13363", "13364", "13381", "13382", "13401", "13402", "13421",  # Izu
    "15224", "15586",  # Sado, Awashimaura
    "32525", "32526", "32527", "32528",  # Oki
    "34431", "37322 37324", "37364", "38356",  # Inland Sea without a bridge
    "42209", "42210", "42211", "42383", "42411", "44322",  # Tsushima, Iki, Goto, Himeshima
    "46213 46501 46502", "46303", "46304", "46505", "46529", "46535",
    "46222 46523 46524 46525 46527", "46530 46531 46532", "46533 46534",  # Amami
    "47207", "47214", "47315", "47353", "47354", "47355", "47356", "47357", "47358", "47359",
    "47360", "47361", "47375", "47381", "47382",
]  # fmt: skip
# Islands that a bridge ties to the mainland: a place on each, lon and lat.
BRIDGED = {
    "Amakusa": (130.20, 32.45), "Awaji": (134.83, 34.39), "Suo-Oshima": (132.25, 33.91),
    "Etajima": (132.44, 34.22), "Kami-Amakusa": (130.43, 32.59), "Innoshima": (133.18, 34.32),
    "Omishima": (133.02, 34.25), "Hirado": (129.47, 33.29), "Ikitsuki": (129.42, 33.40),
    "Nagashima": (130.14, 32.18), "Noto Island": (136.98, 37.13), "Kansai Airport": (135.25, 34.44),
    "Chubu Airport": (136.81, 34.86), "Osakishimojima": (132.84, 34.18),
    "Takashima (Matsuura)": (129.76, 33.44), "Shikoku": (133.4, 33.6), "Kyushu": (131.1, 32.5),
}  # fmt: skip
UNBRIDGED = {
    "Itsukushima": (132.31, 34.27), "Ninoshima": (132.44, 34.31), "Uku": (129.11, 33.27),
    "Teuri": (141.32, 44.43), "Kuchinoerabu": (130.22, 30.46), "Kakeroma": (129.23, 28.13),
}  # fmt: skip


@pytest.fixture(scope="module")
def grid():
    return load_land_grid()


@pytest.fixture(scope="module")
def polygons():
    return load_zone_polygons()


@pytest.fixture(scope="module")
def offices():
    rows = read("municipalities.csv")
    position = np.array([[float(row["lon"]), float(row["lat"])] for row in rows])
    return np.array([row["code"] for row in rows]), position[:, 0], position[:, 1]


def equal_area_km2(geometries):
    """Return areas on the sphere: longitude against the sine of latitude keeps them."""
    radius_km = 6371.0088

    def project(xy):
        xy = np.radians(xy)
        return radius_km * np.column_stack([xy[:, 0], np.sin(xy[:, 1])])

    return shapely.area(shapely.transform(np.asarray(geometries, dtype=object), project))


def cell_area_km2(grid, row):
    south = grid.lat0 + row / grid.rows_per_degree
    north = south + 1 / grid.rows_per_degree
    band = np.sin(np.radians(north)) - np.sin(np.radians(south))
    return 6371.0088**2 * band * np.radians(1 / grid.cols_per_degree)


@pytest.fixture(scope="module")
def official(shared_data, offices):
    """Return N03 as one geometry per code, wards under their city."""
    path = shared_data / N03
    if not path.exists():
        pytest.skip(f"{N03} is missing")
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = decode_arcs(topology)
    codes = offices[0].tolist()
    cities = [code for code in codes if code[2] == "1" and code[:3] != "131"]
    found = {code: [] for code in codes}
    (layer,) = topology["objects"].values()
    for geometry in layer["geometries"]:
        code = geometry["properties"]["N03_007"]
        if code not in found:
            code = max((one for one in cities if code and one < code < f"{one[:2]}200"), default="")
        if code not in found or geometry["type"] is None:
            continue
        shape = build_polygons(geometry, arcs)
        found[code] += [] if shape is None else [shapely.make_valid(shape)]
    return {code: shapely.union_all(parts) for code, parts in found.items()}


@pytest.fixture(scope="module")
def land_points(official):
    """Return random points on land, evenly by area, with their official code."""
    rng = np.random.default_rng(1)
    lon = rng.uniform(122.9, 149.0, 300_000)
    sine = rng.uniform(*np.sin(np.radians([24.0, 45.6])), 300_000)
    lat = np.degrees(np.arcsin(sine))
    codes = find_codes(official, lon, lat)
    land = codes != ""
    return codes[land], lon[land], lat[land]


def test_committed_files_stay_small():
    files = [path for path in (DATA / "zones").iterdir() if path.suffix in {".csv", ".npz", ".gz"}]
    assert len(files) == 5
    assert sum(path.stat().st_size for path in files) < SIZE_LIMIT_BYTES


def test_grid_holds_every_municipality(grid, offices):
    assert set(grid.part_code.tolist()) == set(offices[0].tolist())


def test_runs_ascend_and_do_not_overlap(grid):
    assert np.all(grid.run_end > grid.run_start)
    assert np.all(grid.run_start[1:] >= grid.run_end[:-1])
    assert np.all(grid.run_start // grid.n_cols == (grid.run_end - 1) // grid.n_cols)


def test_parts_are_counted_as_the_grid_has_them(grid):
    cells = np.bincount(grid.run_part, weights=grid.run_end - grid.run_start)
    assert cells.astype(int).tolist() == [int(row["cells"]) for row in read("zones/parts.csv")]


def test_landmasses_are_numbered_by_size(grid):
    cells = np.bincount(grid.part_landmass[grid.run_part], weights=grid.run_end - grid.run_start)
    assert np.argmax(cells) == MAINLAND
    assert np.argsort(-cells)[1] == HOKKAIDO


def test_named_landmasses_agree_with_the_grid(grid):
    rows = read("zones/landmasses.csv")
    lon, lat = ([float(row[name]) for row in rows] for name in ("lon", "lat"))
    assert grid.landmass_at(lon, lat).tolist() == [int(row["landmass"]) for row in rows]


def test_topojson_is_quantised_and_carries_the_code_alone():
    topology = json.loads(read_zone_topojson())
    assert topology["type"] == "Topology"
    geometries = topology["objects"]["municipalities"]["geometries"]
    assert {one["type"] for one in geometries} == {"MultiPolygon"}
    assert all(list(one["properties"]) == ["code"] for one in geometries)
    assert all(isinstance(x, int) for arc in topology["arcs"][:100] for xy in arc for x in xy)


def test_no_arc_is_stored_twice_nor_used_more_than_twice():
    topology = json.loads(read_zone_topojson())
    used = Counter(
        number if number >= 0 else ~number
        for one in topology["objects"]["municipalities"]["geometries"]
        for polygon in one["arcs"]
        for ring in polygon
        for number in ring
    )
    assert set(used) == set(range(len(topology["arcs"])))
    assert max(used.values()) == 2


def test_gzip_header_carries_no_time():
    head = (DATA / "zones" / "zones.topojson.gz").read_bytes()[:8]
    assert head[4:8] == b"\0\0\0\0"


def test_polygons_are_all_there_valid_and_without_gap_or_overlap(polygons, offices):
    shapes = list(polygons.values())
    assert set(polygons) == set(offices[0].tolist())
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)


def test_every_office_lies_in_its_polygon_or_on_its_shore(polygons, offices):
    codes, lon, lat = offices
    shapes = np.array([polygons[code] for code in codes], dtype=object)
    distance_deg = shapely.distance(shapes, shapely.points(lon, lat))
    assert codes[distance_deg > 0.0005].tolist() == []


def test_every_office_is_within_a_cell_of_its_part(grid, offices):
    codes, lon, lat = offices
    other = [i for i, code in enumerate(grid.code_at(lon, lat)) if code != codes[i]]
    assert len(other) < 20
    for i in other:
        around = grid.code_at(*np.mgrid[-1:2, -1:2].reshape(2, -1) / [[160], [240]]
                              + [[lon[i]], [lat[i]]])  # fmt: skip
        assert codes[i] in around, codes[i]


def test_offices_reach_the_right_landmass(grid, offices):
    codes, lon, lat = offices
    landmass = grid.landmass_at(lon, lat)
    island_codes = {code for group in ISLANDS for code in group.split()}
    for code, found in zip(codes.tolist(), landmass.tolist(), strict=True):
        if code in island_codes:
            assert found > OKINAWA, code
        else:
            expected = {"01": HOKKAIDO, "47": OKINAWA}.get(code[:2], MAINLAND)
            assert found == expected, code


def test_islands_are_apart_from_each_other(grid, offices):
    codes, lon, lat = offices
    landmass = dict(zip(codes.tolist(), grid.landmass_at(lon, lat).tolist(), strict=True))
    groups = [{landmass[code] for code in group.split()} for group in ISLANDS]
    assert all(len(group) == 1 for group in groups)
    assert len(set.union(*groups)) == len(groups)


@pytest.mark.parametrize("name", BRIDGED)
def test_bridged_island_belongs_to_the_mainland(grid, name):
    assert grid.landmass_at(*BRIDGED[name]) == MAINLAND


@pytest.mark.parametrize("name", UNBRIDGED)
def test_island_without_a_bridge_stands_alone(grid, name):
    assert grid.landmass_at(*UNBRIDGED[name]) > OKINAWA


def test_sea_has_no_part_code_or_landmass(grid):
    point = (150.0, 30.0)
    assert grid.part_at(*point) == -1
    assert grid.code_at(*point) == ""
    assert grid.landmass_at(*point) == -1


def test_points_outside_the_frame_are_sea(grid):
    lon, lat = [-74.0, 139.0, 200.0, np.nan], [40.7, 95.0, 35.0, 35.0]
    assert grid.part_at(lon, lat).tolist() == [-1] * 4


def test_snap_reaches_as_far_as_it_says_and_no_farther(grid):
    tokyo_bay = (139.80, 35.53)  # off Haneda
    assert grid.part_at(139.83, 35.50) == -1
    assert grid.landmass_at(139.83, 35.50, snap_m=20_000.0) == MAINLAND
    assert grid.landmass_at(139.83, 35.50, snap_m=100.0) == -1
    assert grid.landmass_at(*tokyo_bay, snap_m=3000.0) == MAINLAND


def test_water_gap_of_the_tsugaru_strait(grid):
    gap_m = grid.water_gap_m(140.36, 41.24, 140.20, 41.42)  # Tappi to Shirakami
    assert gap_m[0] == pytest.approx(19_500, abs=1500)


def test_water_gap_is_nil_on_land_and_symmetric(grid):
    lon, lat = np.array([138.0, 139.04]), np.array([36.2, 37.91])
    there = grid.water_gap_m(lon, lat, [138.3, 138.36], [36.5, 38.03])
    back = grid.water_gap_m([138.3, 138.36], [36.5, 38.03], lon, lat)
    assert there[0] == 0
    assert there[1] == pytest.approx(43_000, abs=3000)  # Niigata to Sado
    assert back == pytest.approx(there)


def test_water_gap_agrees_with_a_walk_along_the_line(grid):
    rng = np.random.default_rng(2)
    lon1, lat1 = rng.uniform(132, 134, 40), rng.uniform(33.8, 34.6, 40)
    lon2, lat2 = lon1 + rng.uniform(-0.4, 0.4, 40), lat1 + rng.uniform(-0.4, 0.4, 40)
    gap_m = grid.water_gap_m(lon1, lat1, lon2, lat2)
    for i in range(40):
        east = (lon2[i] - lon1[i]) * np.cos(np.radians((lat1[i] + lat2[i]) / 2))
        length_m = np.hypot(east, lat2[i] - lat1[i]) * np.radians(6_371_008.8)
        steps = int(np.ceil(length_m / SAMPLE_STEP_M))
        share = (np.arange(steps) + 0.5) / steps
        line = lon1[i] + share * (lon2[i] - lon1[i]), lat1[i] + share * (lat2[i] - lat1[i])
        wet = "".join("~" if part < 0 else "." for part in grid.part_at(*line))
        longest = max(map(len, re.findall("~+", wet)), default=0)
        assert gap_m[i] == pytest.approx(longest / steps * length_m, abs=SAMPLE_STEP_M)


def test_no_pairs_give_no_gaps(grid):
    assert grid.water_gap_m([], [], [], []).shape == (0,)


def test_polygons_hold_the_land_points_of_n03(polygons, land_points):
    codes, lon, lat = land_points
    assert np.mean(find_codes(polygons, lon, lat) == codes) >= 0.99


def test_grid_holds_the_land_points_of_n03(grid, land_points):
    """Centres of 500 m cells can do no better than 98 %: the rest lies near a border."""
    codes, lon, lat = land_points
    assert np.mean(grid.code_at(lon, lat) == codes) >= 0.97


def test_grid_is_right_away_from_borders(grid, land_points, official):
    codes, lon, lat = land_points
    borders = shapely.STRtree(shapely.boundary(list(official.values())))
    _, distance_deg = borders.query_nearest(
        shapely.points(lon, lat), return_distance=True, all_matches=False
    )
    inland = distance_deg * 90_000 > CELL_M
    assert inland.mean() > 0.75
    assert np.mean(grid.code_at(lon, lat)[inland] == codes[inland]) >= 0.999


def test_polygon_areas_are_those_of_n03(polygons, official):
    ours, theirs = (
        equal_area_km2([shapes[code] for code in sorted(official)])
        for shapes in (polygons, official)
    )
    assert np.median(ours / theirs) == pytest.approx(1, abs=0.01)
    assert ours.sum() / theirs.sum() == pytest.approx(1, abs=0.01)


def test_grid_areas_are_those_of_n03(grid, official):
    run_km2 = (grid.run_end - grid.run_start) * cell_area_km2(grid, grid.run_start // grid.n_cols)
    part_km2 = np.bincount(grid.run_part, weights=run_km2)
    codes = sorted(official)
    ours = np.array([part_km2[grid.part_code == code].sum() for code in codes])
    theirs = equal_area_km2([official[code] for code in codes])
    assert np.median(ours / theirs) == pytest.approx(1, abs=0.01)
    assert ours.sum() / theirs.sum() == pytest.approx(1, abs=0.01)
