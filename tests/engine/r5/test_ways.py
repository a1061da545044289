"""R5's ways join the long-distance engine at chosen stations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geoaccess.access import Points, build_access_legs
from geoaccess.access.ways import GreatCircle
from geoaccess.config import AccessConfig, load_config
from geoaccess.engine.r5.process import R5Answer
from geoaccess.engine.r5.question import R5Network, R5Question
from geoaccess.errors import InputError
from geoaccess.model.extent import StreetExtent
from geoaccess.model.places import Places
from geoaccess.pipeline.r5inputs import R5Inputs
from geoaccess.pipeline.r5ways import R5Ways, choose_stations, describe_r5_legs
from geoaccess.sources.shipped import config_path
from tests.engine.r5.questions import DAY, settings
from tests.engine.timetables import timetable

CONFIG: AccessConfig = load_config(config_path("score.yaml")).access
EXTENT = StreetExtent(path=Path("city.osm.pbf"), west=138.99, south=34.99, east=139.06, north=35.01)
INPUTS = R5Inputs(
    network=R5Network(roads=Path("city.osm.pbf")),
    extent=EXTENT,
    day=DAY,
    digests={"city.osm.pbf": "0" * 64},
    time_zone="Asia/Tokyo",
    notes=(),
)


class Bus:
    """An R5 that takes ten minutes there, twelve back, and never reaches the last station."""

    def __init__(self, minutes: dict[tuple[str, str], float]) -> None:
        self.minutes = minutes
        self.asked: list[R5Question] = []

    def ask(self, network: R5Network, question: R5Question) -> R5Answer:
        self.asked.append(question)
        found = [
            [self.minutes.get((a, b), np.nan) for b in question.targets.id]
            for a in question.origins.id
        ]
        return R5Answer(minutes=np.array([found]), remarks=("a remark",))


def _places(*lon: float) -> Places:
    n = len(lon)
    names = tuple(f"p{i}" for i in range(n))
    return Places(
        id=names, name=names, name_ja=names, lon=np.array(lon), lat=np.full(n, 35.0),
        mass=np.ones(n), role="site",
    )  # fmt: skip


def _table() -> object:
    return timetable("T: S0 08:00, S1 08:10, S2 08:20")


def _ways(bus: Bus, lon: list[float], modes: str = "walk,transit") -> R5Ways:
    return R5Ways(
        rest=GreatCircle(config=CONFIG), backend=bus, inputs=INPUTS,
        station_lon=np.array(lon), station_lat=np.full(len(lon), 35.0),
        window=(6 * 3600, 22 * 3600), settings=settings(modes),
    )  # fmt: skip


def test_the_median_and_a_minute_more_takes_the_place_of_the_other_way() -> None:
    bus = Bus({("place 0", "station 1"): 10.0, ("station 1", "place 0"): 12.0})
    origins = Points(np.array([139.0]), np.array([35.0]))
    targets = Points(np.array([139.01, 139.05, 139.2]), np.full(3, 35.0))
    ways = _ways(bus, [139.05])
    found = ways.find_ways(origins, targets)
    alone = GreatCircle(config=CONFIG).find_ways(origins, targets)
    assert found.target.tolist() == [0, 1, 2]
    assert (found.out_s[1], found.back_s[1]) == (660, 780)
    for kept in (0, 2):
        assert found.out_s[kept] == alone.out_s[kept]
    assert found.backend.tolist() == [2, 4, 2]
    there, back = bus.asked
    again = ways.find_ways(origins, targets)
    assert again.out_s.tolist() == found.out_s.tolist()
    assert len(bus.asked) == 2
    assert (there.percentiles, there.window, there.day) == ((50,), (21600, 79200), DAY)
    assert there.origins.id == back.targets.id == ("place 0",)


@pytest.mark.parametrize(
    "minutes",
    [{}, {("place 0", "station 0"): 10.0}, {("station 0", "place 0"): 10.0}],
    ids=["none", "no way back", "no way there"],
)
def test_without_a_way_both_ways_round_the_other_one_stays(
    minutes: dict[tuple[str, str], float],
) -> None:
    origins = Points(np.array([139.0]), np.array([35.0]))
    targets = Points(np.array([139.05]), np.array([35.0]))
    found = _ways(Bus(minutes), [139.05]).find_ways(origins, targets)
    assert found.backend.tolist() == [2]


def test_places_and_stations_beyond_the_streets_are_not_asked_for() -> None:
    bus = Bus({})
    ways = _ways(bus, [139.05])
    far = Points(np.array([141.0]), np.array([35.0]))
    ways.find_ways(far, Points(np.array([139.05]), np.array([35.0])))
    ways.find_ways(Points(np.array([139.0]), np.array([35.0])), far)
    assert not bus.asked


def test_r5_adds_stations_that_the_other_way_does_not_reach() -> None:
    extent_end = 139.055
    bus = Bus({("place 0", "station 0"): 40.0, ("station 0", "place 0"): 40.0})
    ways = R5Ways(
        rest=GreatCircle(config=CONFIG.model_copy(update={"max_min": 1, "direct_max_min": 1})),
        backend=bus, inputs=INPUTS, station_lon=np.array([extent_end]),
        station_lat=np.array([35.0]), window=(0, 3600), settings=settings("car"),
    )  # fmt: skip
    origins = Points(np.array([139.0]), np.array([35.0]))
    found = ways.find_ways(origins, Points(np.array([extent_end]), np.array([35.0])))
    assert (found.out_s.tolist(), found.is_walk.tolist()) == ([2460], [False])


def test_legs_by_r5_take_platform_minutes_and_no_road_margin() -> None:
    table = timetable("T: S0 08:00, S1 08:10")
    lon = table.stop_lon.tolist()
    bus = Bus({("place 0", "station 0"): 10.0, ("station 0", "place 0"): 12.0})
    place = _places(lon[0] + 0.02)
    inside = StreetExtent(
        path=Path("c.osm.pbf"), west=lon[0] - 1, south=-90, east=lon[0] + 1, north=90
    )
    ways = R5Ways(
        rest=GreatCircle(config=CONFIG), backend=bus,
        inputs=R5Inputs(
            network=INPUTS.network, extent=inside, day=DAY, digests={}, time_zone="", notes=()
        ),
        station_lon=table.stop_lon[:1], station_lat=table.stop_lat[:1],
        window=(0, 3600), settings=settings("walk,transit"),
    )  # fmt: skip
    legs = build_access_legs(place, table, CONFIG, ways=ways)
    made = dict(zip(legs.stop_idx.tolist(), range(legs.stop_idx.size), strict=True))
    row = made[0]
    platform_s = CONFIG.platform_min * 60
    assert legs.backend[row] == "r5"
    assert (legs.to_stop_s[row], legs.from_stop_s[row]) == (660 + platform_s, 780 + platform_s)
    told = describe_r5_legs(legs, CONFIG.max_min)[0]
    assert told.en.startswith("1 of 1 places have legs to stations by R5 (1 legs")
    assert "1地点のうち1" in told.ja
    assert "others" not in told.en
    alone = describe_r5_legs(build_access_legs(place, table, CONFIG), CONFIG.max_min)[0]
    assert alone.en.startswith("0 of 1 places")
    assert "no way within 90 minutes" in alone.en
    assert [note.en for note in ways.notes] == ["R5 says: a remark"]


def test_stations_are_chosen_by_name_or_all_within_the_streets() -> None:
    table = timetable("T: S0 08:00, S1 08:10, S2 08:20")
    lon, lat = table.stop_lon, table.stop_lat
    none = np.zeros(3, dtype=bool)
    extent = StreetExtent(
        path=Path("c.osm.pbf"), west=lon[:2].min() - 0.001, east=lon[:2].max() + 0.001,
        south=lat.min() - 1, north=lat.max() + 1,
    )  # fmt: skip
    inside = [i for i in range(3) if extent.contains(lon[i], lat[i])]
    assert choose_stations(table, none, extent, ()).tolist() == inside
    assert choose_stations(table, none, extent, ("S1", "S1")).tolist() == [1]
    buses = np.array([True, False, False])
    assert 0 not in choose_stations(table, buses, extent, ())
    with pytest.raises(InputError, match="--join: no train or bus of this run calls at Nowhere"):
        choose_stations(table, none, extent, ("S0", "Nowhere"))
    nowhere = StreetExtent(path=Path("c.osm.pbf"), west=1, east=2, south=1, north=2)
    with pytest.raises(InputError, match="--join: S0 lie outside the streets"):
        choose_stations(table, none, nowhere, ("S0",))
    with pytest.raises(InputError, match="--access r5: no station lies within"):
        choose_stations(table, none, nowhere, ())
