"""Every file of the shared real data: the function that reads it, and what its README says of it.

A file that is not named here fails `test_no_file_without_a_reader`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pytest
import shapely

from geoaccess.errors import InputError
from geoaccess.sources.areas import find_area
from geoaccess.sources.facts import load_prefectural_seats
from geoaccess.sources.gtfs import load_gtfs
from geoaccess.sources.institutions.load import load_institutions
from geoaccess.sources.mesh import load_mesh_shapes, load_mesh_table
from geoaccess.sources.network import load_network
from geoaccess.sources.offices import load_municipal_offices, load_prefectural_offices
from geoaccess.sources.osm import load_roads
from geoaccess.sources.osm.reading import read_ways
from geoaccess.sources.railfacts import (
    load_boards,
    load_direct_pairs,
    load_fare_pairs,
    load_line_stations,
    load_observed_trains,
    load_planned_links,
    load_planned_stations,
    load_published_services,
    load_service_summaries,
    load_stitched_trips,
    load_track_lines,
)
from geoaccess.sources.railways.calibration import load_observed_trips
from geoaccess.sources.railways.points import load_points
from geoaccess.sources.railways.reading import load_sections, load_stations
from geoaccess.sources.shipped import data_path
from geoaccess.sources.statistics import load_ssdse
from geoaccess.sources.tables import load_places
from tests.sources.areafiles import load as load_areas
from tests.sources.gazetteers import build_gazetteer

Counts = tuple[Any, ...]
Reader = Callable[[Path], Counts]

DOCUMENTS: Final = {"README.md", "rail/FACTS.md", "rail/n02/KS-META-N02-17.xml"}
"""For people. Their figures stand in the tests; the XML is the data sheet of N02-17."""
SHAPEFILE_PARTS: Final = (".dbf", ".prj", ".shx")
"""Read with the .shp of their name, which must stand in the table."""


# --- boundaries


def areas(level: str) -> Reader:
    """Count areas, codes, areas without one, and check that all are valid."""

    def read(path: Path) -> Counts:
        found = load_areas(path, level=level).areas
        assert shapely.is_valid(found.geometry).all()
        return len(found), len(set(found.code) - {""}), int(found.unassigned.sum())

    return read


def natural_earth(path: Path) -> Counts:
    """Join on names, since iso_3166_2 is cut to ``JP-``: each office lies in its prefecture."""
    found, seats = load_areas(path, level="prefecture").areas, load_prefectural_seats()
    codes = find_area(found, seats.lon, seats.lat, within_m=2000)
    return len(found), len(set(found.code)), int((codes == np.array(seats.id)).sum())


# --- networks


def feed(day: dt.date) -> Reader:
    """Count stops, trips and calls of a day."""

    def read(path: Path) -> Counts:
        table = load_gtfs([path], day).timetable
        return table.n_stops, len(table.trips), table.call_stop_idx.size

    return read


def fares(path: Path) -> Counts:
    ids = [station.id for station in load_network(data_path("network")).stations]
    found = load_fare_pairs(path, ids)
    nozomi = found.nozomi_extra_yen[found.find("tokyo", "nagoya")]
    return len(found), len(found.stations), found.is_complete(), float(nozomi)


def boards(path: Path) -> Counts:
    found = load_boards(path, path.with_name("boards_index.csv"))
    holiday = [board for board in found.boards if board.id.endswith("_H")]
    assert all((board in holiday) == (board.days == "holiday") for board in found.boards)
    return len(found), sum(map(len, found.boards)), len(holiday)


def trains(path: Path) -> Counts:
    found = load_observed_trains(path.with_name("trips.csv"), path.with_name("stop_times.csv"))
    days = [train.days for train in found]
    calls = sum(len(train.calls) for train in found)
    stations = len({call for train in found for call in train.calls})
    return len(found), calls, stations, *(days.count(one) for one in ("daily", "weekday", "extra"))


def summaries(path: Path) -> Counts:
    found = load_service_summaries(path)
    total = sum(one.trains for one in found.values())
    return len(found), total, sum(one.extra_trains for one in found.values())


def line_stations(path: Path) -> Counts:
    lines = load_line_stations(path)
    tokaido, sanyo = lines["Tokaido"], lines["Sanyo"]
    names = {station.ja for line in lines.values() for station in line}
    return len(lines), len(names), len(tokaido), tokaido[-1].km, sanyo[-1].km


def drawn_lines(path: Path) -> Counts:
    found = load_track_lines(path)
    longest = max(gap.km for line in found.lines.values() for gap in line.gaps)
    assert 19 < longest <= 20
    chuo = found.lines["chuo"]
    return len(found.lines), round(chuo.km), round(found.lines["hokkaido-extension"].km)


def planned_stations(path: Path) -> Counts:
    found = load_planned_stations(path)
    uncertain = sum(one.certainty_km is not None for one in found)
    return len(found), len({one.scheme for one in found}), uncertain


def observed_trips(path: Path) -> Counts:
    found = load_observed_trips(path.parent)
    return len(found), sum(one.id.endswith("Weekday") for one in found)


def platforms(path: Path) -> Counts:
    found = load_stations(path)
    assert all("�" not in name for name in found.name)
    return len(found), len(set(found.line))


def sections(path: Path) -> Counts:
    found = load_sections(path)
    return len(found), len(set(found.line))


# --- statistics


def ssdse(path: Path) -> Counts:
    found = load_ssdse(path)
    return len(found), len(found.items), int(found.sum_of("A1101"))


def mesh(path: Path) -> Counts:
    found = load_mesh_table(path)
    return len(found), len(found.table.items), int(found.table.sum_of("T001100001"))


def points(path: Path) -> Counts:
    gazetteer = replace(build_gazetteer(), land=None)
    return (len(load_places(path, role="site", gazetteer=gazetteer)),)


# --- institutions and offices


def institutions(path: Path) -> Counts:
    found = load_institutions(path)
    return len(found.institutions), sum(len(one.campuses) for one in found.institutions)


def offices(path: Path) -> Counts:
    load = load_prefectural_offices if path.name.startswith("pref") else load_municipal_offices
    places = load(path).places
    return len(places), len(set(places.municipality_code))


# --- streets


def streets(path: Path) -> Counts:
    """Count ways, stretches between junctions driven and walked, and km of those driven."""
    n_ways = len(read_ways(path).tags)
    with TemporaryDirectory() as cache:
        found = load_roads(path, cache=Path(cache))
    return n_ways, found.drive.n_edges, found.walk.n_edges, round(found.drive.length_m.sum() / 1000)


def no_streets(path: Path) -> Counts:
    """219,780 points and no way: refused by name."""
    with pytest.raises(InputError, match="has no street") as refused:
        load_roads(path)
    return (path.name in str(refused.value),)


SHINKANSEN_DAY, BUS_DAY, EPTC_DAY = dt.date(2026, 3, 10), dt.date(2019, 6, 5), dt.date(2019, 5, 13)
N03 = "boundaries/n03_per_prefecture/N03-21_{}_210101.json"
# Areas, codes, and 所属未定地: in Tokyo and Aichi one each.
MUNICIPALITIES = {
    "09": (25, 25, 0), "13": (63, 62, 1), "14": (58, 58, 0), "19": (27, 27, 0), "20": (77, 77, 0),
    "21": (42, 42, 0), "22": (43, 43, 0), "23": (70, 69, 1), "24": (29, 29, 0), "26": (36, 36, 0),
    "27": (72, 72, 0), "30": (30, 30, 0),
}  # fmt: skip

TABLE: Final[dict[str, tuple[Reader, Counts]]] = {
    "boundaries/topojson_s0010_N03-21_210101.json": (areas("ward"), (1906, 1902, 4)),
    "boundaries/topojson_s0010_N03-21_210101_designated_city.json": (
        areas("municipality"), (1751, 1747, 4),
    ),
    "boundaries/topojson_s0010_prefectures.json": (areas("prefecture"), (47, 47, 0)),
    "boundaries/fullres_20206_suwa.json": (areas("municipality"), (1, 1, 0)),
    "boundaries/natural_earth_prefectures.json": (natural_earth, (47, 47, 47)),
    **{N03.format(code): (areas("ward"), counts) for code, counts in MUNICIPALITIES.items()},
    "gtfs/GTFS (2).zip": (feed(BUS_DAY), (118, 38, 881)),
    "gtfs/city_kurobe_shinkansen_ikuji_gtfs.zip": (feed(BUS_DAY), (16, 25, 361)),
    "gtfs/gtfs.1027.otashi_com.zip": (feed(BUS_DAY), (162, 124, 1932)),
    "gtfs/poa_eptc.zip": (feed(EPTC_DAY), (3986, 2374, 130019)),
    "gtfs/poa_trensurb.zip": (feed(EPTC_DAY), (24, 529, 6347)),
    "gtfs/town_nyuzen_liner_gtfs.zip": (feed(BUS_DAY), (15, 22, 176)),
    "gtfs/toyota_kikan_GTFS.zip": (feed(BUS_DAY), (491, 485, 12790)),
    "gtfs/wakayama.zip": (feed(BUS_DAY), (548, 905, 19464)),
    "gtfs/yamanashi.zip": (feed(BUS_DAY), (2379, 1404, 47193)),
    "hubs/r4-university-info.json": (institutions, (813, 1478)),
    "hubs/mext_school_code_scode.csv": (institutions, (1207, 0)),
    "hubs/DERIVED_universities_at_municipal_office.csv": (institutions, (813, 0)),
    "municipalities/localgovjp-utf8.csv": (offices, (1916, 1741)),
    "municipalities/prefjp-utf8.csv": (offices, (47, 47)),
    "mesh/tblT001100S30.txt": (mesh, (2237, 50, 922_584)),
    "mesh/mesh1km_pop.geojson": (points, (2237,)),
    "mesh/MESH05035.shp": (lambda path: (len(load_mesh_shapes([path]).codes),), (4400,)),
    "mesh/MESH05036.shp": (lambda path: (len(load_mesh_shapes([path]).codes),), (800,)),
    "mesh/MESH05134.shp": (lambda path: (len(load_mesh_shapes([path]).codes),), (5200,)),
    "mesh/MESH05135.shp": (lambda path: (len(load_mesh_shapes([path]).codes),), (6200,)),
    "mesh/MESH05136.shp": (lambda path: (len(load_mesh_shapes([path]).codes),), (5200,)),
    # 128 columns: three name the municipality
    "municipalities/SSDSE-A-2022.csv": (ssdse, (1741, 124, 126_146_099)),
    "municipalities/SSDSE-A-2026.csv": (ssdse, (1741, 125, 126_146_099)),
    # The first two hold the same streets.
    "osm/shibuya.osm": (streets, (1651, 937, 3064, 58)),
    "osm/map.osm.pbf": (streets, (1651, 937, 3064, 58)),
    "osm/nerima_2011-12_tokyo.osm": (streets, (687, 1489, 1596, 117)),
    "osm/porto_alegre.osm.pbf": (streets, (15_886, 18_403, 26_420, 1620)),
    "osm/tokyo-center.osm.pbf": (no_streets, (True,)),
    "rail/shinkansen-2026-03-10.gtfs.zip": (feed(SHINKANSEN_DAY), (119, 1060, 10199)),
    "rail/shinkansen_stations_master.csv": (line_stations, (10, 118, 17, 552.6, 1174.9)),
    "rail/shinkansen_lines_osm.geojson": (drawn_lines, (13, 285, 212)),
    "rail/timetable/trips.csv": (trains, (1060, 10199, 119, 905, 22, 133)),
    "rail/timetable/stop_times.csv": (trains, (1060, 10199, 119, 905, 22, 133)),
    "rail/timetable/od_direct.csv": (lambda path: (len(load_direct_pairs(path)),), (2598,)),
    "rail/timetable/service_patterns.csv": (summaries, (38, 1060, 133)),
    "rail/planned/planned_links.csv": (lambda path: (len(load_planned_links(path)),), (41,)),
    "rail/planned/planned_stations.csv": (planned_stations, (25, 5, 10)),
    "rail/express/limited_express_facts.csv": (
        lambda path: (len(load_published_services(path)),), (39,),
    ),
    "rail/express/boards.csv": (boards, (331, 32_499, 79)),
    "rail/express/boards_index.csv": (
        lambda path: boards(path.with_name("boards.csv")), (331, 32_499, 79),
    ),
    "rail/express/mt3d_trips.csv": (lambda path: (len(load_stitched_trips(path)),), (611,)),
    "rail/express/mt3d_stop_times.csv": (observed_trips, (611, 611)),
    "rail/express/mt3d_stations.csv": (observed_trips, (611, 611)),
    "rail/fares/tokaido_sanyo_kyushu_pairs.csv": (fares, (1035, 46, True, 210.0)),
    "rail/n02/N02-17_Station.geojson": (platforms, (10_327, 595)),
    "rail/n02/N02-17_Station.shp": (platforms, (10_327, 595)),
    "rail/n02/ksj-station-N02-2020.csv": (lambda path: (len(load_points(path)),), (10_267,)),
    "rail/n02/railroad_sections_jrslod.geojson": (sections, (21_950, 594)),
}  # fmt: skip


@pytest.mark.parametrize("file", TABLE)
def test_it_loads_with_the_counts_of_its_readme(file: str, shared_data: Path) -> None:
    path = shared_data / file
    if not path.exists():
        pytest.skip(f"{file} is missing")
    read, counts = TABLE[file]
    assert read(path) == counts


def test_no_file_without_a_reader(shared_data: Path) -> None:
    """A new file must get a row above. (Whoever adds one without fails here.)"""
    files = {
        path.relative_to(shared_data).as_posix()
        for path in shared_data.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    unread = files - set(TABLE) - DOCUMENTS
    parts = {
        one
        for one in unread
        if one.endswith(SHAPEFILE_PARTS) and one[: one.rindex(".")] + ".shp" in TABLE
    }
    assert unread - parts == set()


def test_a_file_is_named_once() -> None:
    assert not set(TABLE) & DOCUMENTS
