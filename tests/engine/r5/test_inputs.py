"""Files and places are looked at before Java sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoaccess.config import load_config
from geoaccess.engine.r5.modes import get_modes
from geoaccess.errors import GeoaccessError, InputError
from geoaccess.model.extent import StreetExtent
from geoaccess.model.places import Places
from geoaccess.pipeline.networks import load_networks
from geoaccess.pipeline.r5inputs import R5Inputs, build_r5_points, load_r5_inputs
from geoaccess.sources.osmextent import load_extent
from geoaccess.sources.shipped import config_path
from tests.engine.r5.cities import (
    BEYOND,
    EAST,
    NORTH,
    SOUTH,
    STOPS,
    WEST,
    write_buses,
    write_streets,
)
from tests.sources.gtfsfeeds import write_feed

DAY = dt.date(2026, 3, 10)
FEED_INFO = "feed_publisher_name,feed_publisher_url,feed_lang,feed_id\nX,https://x.org,ja,same\n"


def load(
    roads: Path | None, *networks: str | Path, modes: str = "walk,transit", use: Any = "--engine r5"
) -> R5Inputs:
    given = [str(one) for one in networks] or ["japan"]
    config = load_config(config_path("score.yaml"))
    joined = load_networks(given, service_date=DAY, as_of=None, config=config)
    return load_r5_inputs(roads, joined, get_modes(modes), use=use)


def test_good_files_are_taken_as_they_are(tmp_path: Path) -> None:
    streets = write_streets(tmp_path / "city.osm.pbf")
    bus, tram = (
        write_buses(tmp_path),
        write_buses(tmp_path, "tram", stops=STOPS.replace("Beta", "B")),
    )
    found = load(streets, bus, tram)
    assert found.network.feeds == (bus, tram)
    assert found.network.roads == streets
    assert (found.day, found.time_zone, found.notes) == (DAY, "Asia/Tokyo", ())
    assert set(found.digests) == {"city.osm.pbf", "bus.zip", "tram.zip"}
    assert (found.extent.west, found.extent.north) == pytest.approx((WEST, NORTH))


def test_streets_alone_need_no_feed(tmp_path: Path) -> None:
    found = load(write_streets(tmp_path / "city.osm.pbf"), modes="car")
    assert (found.network.feeds, found.time_zone) == ((), "")


def test_stops_beyond_the_streets_are_told(tmp_path: Path) -> None:
    bus = write_buses(tmp_path, stops=BEYOND)
    notes = load(write_streets(tmp_path / "city.osm.pbf"), bus).notes
    assert "1 of 3 stops lie outside the streets of city.osm.pbf" in notes[0].en
    assert "C" in notes[0].en
    assert "C" in notes[0].ja


def test_feeds_beside_the_long_distance_network_are_those_of_r5(tmp_path: Path) -> None:
    streets, bus = write_streets(tmp_path / "city.osm.pbf"), write_buses(tmp_path)
    found = load(streets, "japan", f"{bus}@2026-03-12", use="--access r5")
    assert (found.network.feeds, found.day) == ((bus,), dt.date(2026, 3, 12))


def _folder(path: Path) -> list[Any]:
    return [write_streets(path / "city.osm.pbf"), write_feed(path, "open", stops=STOPS)]


def _twice(path: Path) -> list[Any]:
    bus = write_buses(path)
    again = path / "again.zip"
    again.write_bytes(bus.read_bytes())
    return [write_streets(path / "city.osm.pbf"), bus, again]


def _same_id(path: Path) -> list[Any]:
    buses = [
        write_buses(path, name, feed_info=FEED_INFO, stops=STOPS.replace("Beta", name))
        for name in ("north", "south")
    ]
    return [write_streets(path / "city.osm.pbf"), *buses]


def _dates(path: Path) -> list[Any]:
    bus, tram = write_buses(path), write_buses(path, "tram", stops=STOPS.replace("Beta", "B"))
    return [write_streets(path / "city.osm.pbf"), bus, f"{tram}@2026-03-12"]


def _far(path: Path) -> list[Any]:
    elsewhere = STOPS.replace("35.", "34.")
    return [write_streets(path / "city.osm.pbf"), write_buses(path, stops=elsewhere)]


def _huge(path: Path) -> list[Any]:
    return [write_streets(path / "japan.osm.pbf", box=(128, 30, 146, 46)), write_buses(path)]


def _outside_calendar(path: Path) -> list[Any]:
    old = (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    )
    bus = write_buses(path, calendar=f"{old}daily,1,1,1,1,1,1,1,20190401,20190630\n")
    return [write_streets(path / "city.osm.pbf"), bus]


def _tables(path: Path) -> list[Any]:
    return [write_streets(path / "city.osm.pbf"), "japan", write_buses(path)]


def _ids_twice(path: Path) -> list[Any]:
    return [
        write_streets(path / "city.osm.pbf"),
        write_buses(path, stops=STOPS + "A,Again,35.66,139.7\n"),
    ]


WRONG: dict[str, tuple[Callable[[Path], list[Any]], str]] = {
    "no streets": (lambda path: [None, write_buses(path)], "--roads FILE.osm.pbf"),
    "no feed": (lambda path: [write_streets(path / "city.osm.pbf")], "--network FEED.zip"),
    "tables": (_tables, "--network japan: R5 reads GTFS feeds only"),
    "folder": (_folder, "open: R5 reads feeds as zip files only"),
    "feed twice": (_twice, "have the same content (bus.zip, again.zip)"),
    "feed_id twice": (_same_id, "have the same feed_id in feed_info.txt (north.zip, south.zip)"),
    "two dates": (_dates, "one day (bus.zip 2026-03-10, tram.zip 2026-03-12)"),
    "no stop inside": (_far, "no stop of the feeds lies within its streets"),
    "too large": (_huge, "R5 takes at most 975,000: cut it to the city"),
    "date outside the calendar": (_outside_calendar, "2019-06-30"),
    "stop ids twice": (_ids_twice, "stop"),
    "streets missing": (lambda path: [path / "gone.osm.pbf", write_buses(path)], "no such file"),
    "streets as XML": (
        lambda path: [path_with(path / "city.osm", b"<osm/>"), write_buses(path)],
        "R5 reads PBF only",
    ),
    "streets cut off": (
        lambda path: [
            path_with(path / "x.osm.pbf", write_streets(path / "y.osm.pbf").read_bytes()[:-9]),
            write_buses(path),
        ],
        "cannot be read as OSM PBF",
    ),
    "streets empty": (
        lambda path: [path_with(path / "city.osm.pbf", b""), write_buses(path)],
        "cannot be read as OSM PBF",
    ),
    "no street in the streets": (
        lambda path: [write_streets(path / "city.osm.pbf", ways=0), write_buses(path)],
        "has no street",
    ),
    "only buildings": (
        lambda path: [write_streets(path / "city.osm.pbf", tag="building"), write_buses(path)],
        "has no street",
    ),
}  # fmt: skip


def path_with(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_input_is_one_line(tmp_path: Path, case: str) -> None:
    make, said = WRONG[case]
    with pytest.raises(GeoaccessError) as raised:
        load(*make(tmp_path))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_places_outside_the_streets_are_listed(tmp_path: Path) -> None:
    extent = StreetExtent(path=tmp_path / "city.osm.pbf", west=139, south=35, east=140, north=36)
    lat = np.array([35.5, 36.5, 35.0, 34.9])
    places = Places(
        id=("in", "north", "edge", "south"), name=("",) * 4, name_ja=("",) * 4,
        lon=np.full(4, 139.5), lat=lat, mass=np.ones(4), role="site",
    )  # fmt: skip
    with pytest.raises(InputError, match=r"FROM: 2 of 4 places .*city.osm.pbf.*: north, south;"):
        build_r5_points(places, extent, "FROM")
    assert build_r5_points(places.take([0, 2]), extent, "FROM").id == ("in", "edge")


def test_an_extent_that_is_not_declared_is_that_of_the_streets(tmp_path: Path) -> None:
    extent = load_extent(write_streets(tmp_path / "city.osm.pbf", box=None))
    assert not extent.is_declared
    ends = (extent.west, extent.south, extent.east, extent.north)
    assert ends == pytest.approx((WEST, SOUTH, EAST, NORTH))
    assert load_extent(write_streets(tmp_path / "city.osm.pbf")).is_declared


def test_area_of_an_extent_is_that_on_the_sphere(tmp_path: Path) -> None:
    degree = StreetExtent(path=tmp_path, west=139, south=-0.5, east=140, north=0.5)
    assert degree.area_km2 == pytest.approx(111.19**2, rel=1e-3)
    north = StreetExtent(path=tmp_path, west=139, south=59.5, east=140, north=60.5)
    assert north.area_km2 == pytest.approx(degree.area_km2 / 2, rel=1e-3)
    with pytest.raises(InputError, match="its extent is empty"):
        StreetExtent(path=tmp_path, west=139, south=35, east=139, north=36)


def test_the_real_extracts_are_told_apart(shared_data: Path) -> None:
    pytest.importorskip("osmium", reason="osmium is not installed (extra r5)")
    shibuya = load_extent(shared_data / "osm" / "map.osm.pbf")
    assert shibuya.is_declared
    assert shibuya.area_km2 == pytest.approx(1.507, abs=0.01)
    city = load_extent(shared_data / "osm" / "porto_alegre.osm.pbf")
    assert not city.is_declared
    assert city.area_km2 == pytest.approx(176, abs=1)
    with pytest.raises(InputError, match="tokyo-center.osm.pbf: has no street"):
        load_extent(shared_data / "osm" / "tokyo-center.osm.pbf")
