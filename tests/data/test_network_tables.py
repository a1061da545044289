"""The shipped network as a whole: connected, at the right places, true to published facts."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from geoaccess.access import GreatCircle, build_access_legs, build_direct_legs
from geoaccess.config import AccessConfig, load_config
from geoaccess.engine.sweep import build_day, compute_profiles
from geoaccess.errors import InputError
from geoaccess.model.network import RailNetwork
from geoaccess.model.timetable import Timetable
from geoaccess.scenario.asof import network_as_of
from geoaccess.scenario.trains import build_timetable
from geoaccess.sources.facts import (
    load_agglomerations,
    load_hubs,
    load_prefectural_seats,
    load_prefectures,
)
from geoaccess.sources.network import load_network
from geoaccess.sources.shipped import config_path
from geoaccess.sources.zones import load_land_grid
from geoaccess.units import UNREACHED_S
from tests.data.tables import NETWORK, great_circle_km, read, read_network

SUNDAY = dt.date(2026, 3, 8)
ONE_DAY = dt.timedelta(days=1)
MAINLAND, HOKKAIDO = 0, 1

# Stations where no train of the default date calls, and why they are in the table.
WITHOUT_TRAINS = {
    "gala-yuzawa": "trains of the ski season run on single dates only",
    "kanita": "closed services through the Seikan Tunnel",
    "yokokawa": "closed services to Karuizawa",
    "numanohata": "junction where two lines part",
    "tobu-dobutsu-koen": "junction where two lines part",
    "hoki-daisen": "junction where two lines part",
}
# Shin-Hanamaki borrows the operating km of Hanamaki on the conventional line.
SHORT_OPERATING_KM = {("kitakami", "shin-hanamaki")}
# Stations named like a municipality that lies in another prefecture.
NAMESAKES = {
    "sendai-kagoshima", "ueno", "yoshida-niigata", "minakami", "hashimoto", "shiroko", "saijo",
    "kamo-kyoto", "kaibara",
}  # fmt: skip
# Fastest published minutes of limited expresses in the direction named, where a figure exists.
# Thunderbird to N'EX: press, operators and travel reports (sources.csv: express-facts,
# press-express-facts); Kofu, Hitachi, Mito, Choshi, Takasaki, Narita: mini-tokyo-3d.
LIMITED_EXPRESSES = [
    ("Thunderbird", "osaka", "tsuruga", 78),
    ("Shirasagi", "nagoya", "tsuruga", 96),
    ("Shirasagi", "maibara", "tsuruga", 26),
    ("Shinano", "nagoya", "matsumoto", 125),
    ("Shinano", "nagano", "matsumoto", 51),
    ("Shinano", "nagoya", "nagano", 175),
    ("Azusa", "shinjuku", "matsumoto", 143),
    ("Azusa|Kaiji", "shinjuku", "kofu", 85),
    ("Hitachi", "ueno", "hitachi", 86),
    ("Hitachi|Tokiwa", "ueno", "mito", 65),
    ("Hitachi", "ueno", "iwaki", 140),
    ("Hitachi", "ueno", "sendai", 271),
    ("Hida", "nagoya", "takayama", 130),
    ("Hida", "nagoya", "toyama", 228),
    ("Nanki", "nagoya", "kii-katsuura", None),
    ("Fujikawa", "shizuoka", "kofu", None),
    ("Inaji", "toyohashi", "iida", None),
    ("Yakumo", "okayama", "yonago", 130),
    ("Super Hakuto", "osaka", "tottori", 150),
    ("Super Inaba", "okayama", "tottori", None),
    ("Shiokaze", "okayama", "matsuyama", 162),
    ("Nampu", "okayama", "kochi", None),
    ("Ishizuchi", "takamatsu", "matsuyama", None),
    ("Uzushio", "takamatsu", "tokushima", None),
    ("Sonic", "hakata", "oita", 120),
    ("Sonic", "hakata", "kokura", 42),
    ("Nichirin|Nichirin Seagaia", "oita", "miyazaki", 189),
    ("Relay Kamome", "hakata", "takeo-onsen", 54),
    ("Midori", "hakata", "sasebo", None),
    ("Lilac / Kamui", "sapporo", "asahikawa", 85),
    ("Hokuto", "shin-hakodate-hokuto", "sapporo", 205),
    ("Suzuran", "sapporo", "higashi-muroran", None),
    ("Ozora|Tokachi", "sapporo", "obihiro", None),
    ("Kounotori", "osaka", "fukuchiyama", None),
    ("Kuroshio", "osaka", "shirahama", None),
    ("Inaho", "niigata", "sakata", None),
    ("Shiosai", "tokyo", "choshi", 109),
    ("Kusatsu-Shima|Akagi", "ueno", "takasaki", 78),
    ("Narita Express", "tokyo", "narita-airport-t1", 53),
]
FASTER_AT_MOST_MIN = 3
SLOWER_AT_MOST = 1.10
# Day on which a stretch opened: its line, and a station at its far end.
OPENINGS = {
    "1964-10-01": ("tokaido", "shin-osaka"),
    "1982-06-23": ("tohoku", "morioka"),
    "1997-10-01": ("hokuriku", "nagano"),
    "2002-12-01": ("tohoku", "hachinohe"),
    "2011-03-12": ("kyushu", "kumamoto"),
    "2015-03-14": ("hokuriku", "kanazawa"),
    "2016-03-26": ("hokkaido", "shin-hakodate-hokuto"),
    "2022-09-23": ("nishi-kyushu", "nagasaki"),
    "2024-03-16": ("hokuriku", "tsuruga"),
}
# First day of each Shinkansen line; the Gala spur has no daily trains.
FIRST_DAY = {
    "tokaido": "1964-10-01", "sanyo": "1972-03-15", "tohoku": "1982-06-23",
    "joetsu": "1982-11-15", "yamagata": "1992-07-01", "akita": "1997-03-22",
    "hokuriku": "1997-10-01", "kyushu": "2004-03-13", "hokkaido": "2016-03-26",
    "nishi-kyushu": "2022-09-23",
}  # fmt: skip


@cache
def shipped() -> RailNetwork:
    return load_network(NETWORK)


@cache
def trains() -> Timetable:
    """Trains of the default date: services closed by then are left out."""
    return build_timetable(network_as_of(shipped(), shipped().service_date))


@cache
def calls_of_trains() -> tuple[tuple[str, tuple[str, ...], np.ndarray, np.ndarray], ...]:
    """Service, stations, arrival and departure minutes of every train."""
    table, found = trains(), []
    for trip, (begin, end) in zip(table.trips, pairwise(table.trip_start.tolist()), strict=True):
        stations = tuple(table.stop_id[i] for i in table.call_stop_idx[begin:end])
        arrive, depart = table.call_arrival_s[begin:end], table.call_departure_s[begin:end]
        found.append((trip.service, stations, arrive // 60, depart // 60))
    return tuple(found)


@cache
def shinkansen() -> RailNetwork:
    """The network with its Shinkansen services alone."""
    lines = {line.id for line in shipped().lines if line.category != "conventional"}
    patterns = tuple(p for p in shipped().patterns if lines & set(p.lines))
    ids = {pattern.id for pattern in patterns}
    departures = tuple(row for row in shipped().departures if row.pattern in ids)
    return replace(shipped(), patterns=patterns, departures=departures)


@cache
def shinkansen_calls(on: dt.date) -> frozenset[tuple[str, str]]:
    """(line, station) of every call of a Shinkansen train on the network of a day."""
    network = network_as_of(shinkansen(), on)
    lines = {line.id for line in network.lines if line.category != "conventional"}
    on_line = defaultdict(set)
    for section in network.sections:
        on_line[section.line] |= {section.from_station, section.to_station}
    table = build_timetable(network)
    hops = zip(table.call_lines, table.call_stop_idx, np.roll(table.call_stop_idx, -1), strict=True)
    return frozenset(
        (line, table.stop_id[stop])
        for hop_lines, *ends in hops
        for line in lines.intersection(hop_lines)
        for stop in ends
        if table.stop_id[stop] in on_line[line]
    )


@cache
def station_codes() -> dict[str, str]:
    """Municipality code under each station, '' on a shore that the grid takes for water."""
    table = trains()
    codes = load_land_grid().code_at(table.stop_lon, table.stop_lat)
    return dict(zip(table.stop_id, codes.tolist(), strict=True))


# --- trains


def test_every_service_departs_in_each_of_its_directions() -> None:
    departs = defaultdict(set)
    for row in shipped().departures:
        departs[row.pattern].add(row.direction)
    silent = [
        pattern.id
        for pattern in shipped().patterns
        if departs[pattern.id]
        != ({"down", "up"} if pattern.direction == "both" else {pattern.direction})
    ]
    assert silent == []


@pytest.mark.parametrize("day", [None, SUNDAY], ids=["default", "sunday"])
def test_time_goes_on_from_call_to_call(day: dt.date | None) -> None:
    table = build_timetable(network_as_of(shipped(), shipped().service_date), day)
    assert len(table.trips) > 20_000
    is_last = np.zeros(table.call_stop_idx.size, dtype=bool)
    is_last[table.trip_start[1:] - 1] = True
    ride_s = np.append(table.call_arrival_s[1:], 0) - table.call_departure_s
    assert ride_s[~is_last].min() >= 60
    assert (table.call_departure_s - table.call_arrival_s).min() >= 0


def test_no_station_without_trains_but_those_listed() -> None:
    served = {trains().stop_id[i] for i in np.unique(trains().call_stop_idx)}
    assert set(trains().stop_id) - served == set(WITHOUT_TRAINS)


def test_departures_are_written_in_order() -> None:
    for row in read_network("departures.csv"):
        times = row["departures"].split()
        assert times == sorted(set(times)), row["service"]


def test_transfers_take_time_and_stations_are_listed_once() -> None:
    rows = read_network("transfers.csv")
    assert [row for row in rows if int(row["minutes"]) < 1] == []
    pairs = [frozenset((row["station"], row["to_station"])) for row in rows]
    assert len(set(pairs)) == len(pairs)
    assert all(len(pair) == 2 for pair in pairs)


def test_walks_between_stations_are_at_walking_pace() -> None:
    stations = {row["id"]: row for row in read_network("stations.csv")}
    for row in read_network("transfers.csv"):
        if row["to_station"]:
            km = great_circle_km(stations[row["station"]], stations[row["to_station"]])
            assert km <= 1.6, row
            assert int(row["minutes"]) / 60 >= km / 5.5, row


# --- places


def test_sections_are_no_shorter_than_the_straight_line_and_not_twice_as_long() -> None:
    stations = {row["id"]: row for row in read_network("stations.csv")}
    short, long = set(), set()
    for row in read_network("sections.csv"):
        straight, km = great_circle_km(stations[row["from"]], stations[row["to"]]), float(row["km"])
        if straight > 1.05 * km + 1:
            short.add((row["from"], row["to"]))
        if km > 2 * straight + 0.5:
            long.add((row["from"], row["to"]))
    assert short == SHORT_OPERATING_KM
    assert long == set()


def test_stations_are_on_land_within_the_rail_of_four_islands() -> None:
    table, grid = trains(), load_land_grid()
    landmass = grid.landmass_at(table.stop_lon, table.stop_lat, snap_m=500)
    assert set(landmass.tolist()) == {MAINLAND, HOKKAIDO}
    assert sum(code == "" for code in station_codes().values()) < 10


def test_station_whose_id_names_a_prefecture_lies_in_it() -> None:
    codes = {one.en.lower(): code for code, one in load_prefectures().items()}
    for station, code in station_codes().items():
        rest, _, last = station.rpartition("-")
        named = codes.get(last) if rest and station != "kiso-fukushima" else None  # in Nagano
        if named:
            assert code[:2] in ("", named), station


def test_station_named_like_a_municipality_lies_in_its_prefecture() -> None:
    prefectures = defaultdict(set)
    for row in read("municipalities.csv"):
        name = re.sub("^.*郡|[市区町村]$", "", row["ja"])
        prefectures[name].add(row["prefecture"])
    compared, elsewhere = 0, set()
    for row in read_network("stations.csv"):
        expected = prefectures[row["ja"]]
        code = station_codes()[row["id"]]
        if len(expected) == 1 and code:
            compared += 1
            if code[:2] not in expected:
                elsewhere.add(row["id"])
    assert compared > 250
    assert elsewhere == NAMESAKES


# --- published facts


def test_published_facts_are_thirty_nine() -> None:
    assert len(LIMITED_EXPRESSES) == 39


@pytest.mark.parametrize(
    ("services", "origin", "target", "published_min"),
    LIMITED_EXPRESSES,
    ids=[f"{name}-{origin}-{target}" for name, origin, target, _ in LIMITED_EXPRESSES],
)
def test_limited_express_is_there_and_takes_its_time(
    services: str, origin: str, target: str, published_min: int | None
) -> None:
    rides = [
        int(arrive[stations.index(target)] - depart[stations.index(origin)])
        for service, stations, arrive, depart in calls_of_trains()
        if service in services.split("|")
        and {origin, target} <= set(stations)
        and stations.index(origin) < stations.index(target)
    ]
    assert rides, "no train calls at both"
    if published_min is not None:
        fastest = min(rides)
        assert published_min - FASTER_AT_MOST_MIN <= fastest <= published_min * SLOWER_AT_MOST


# --- what the network is for


def over_land(config: AccessConfig) -> GreatCircle:
    """The great-circle model with the shipped land mask."""
    return GreatCircle(config=config, land=load_land_grid())


@cache
def seat_journeys() -> dict[str, tuple[bool, bool, bool]]:
    """Per prefecture: has a station; reaches Tokyo and Osaka and is reached from them."""
    config = load_config(config_path("score.yaml")).access
    ways = over_land(config)
    seats = load_prefectural_seats()
    cities = seats.take([seats.id.index("13"), seats.id.index("27")])
    legs = build_access_legs(seats, trains(), config, ways=ways)
    direct = build_direct_legs(seats, cities, config, ways=ways)
    profiles = compute_profiles(
        build_day(trains()),
        places=legs,
        hubs=build_access_legs(cities, trains(), config, ways=ways),
        direct=direct,
    )
    by_road = direct.out_s < UNREACHED_S
    out = (np.diff(profiles.out.start).reshape(by_road.shape) > 0) | by_road
    back = (np.diff(profiles.back.start).reshape(by_road.shape) > 0) | by_road
    columns = (np.diff(legs.start) > 0, out.all(axis=1), back.all(axis=1))
    return {code: tuple(bool(column[i]) for column in columns) for i, code in enumerate(seats.id)}


@pytest.mark.parametrize("code", [f"{i:02d}" for i in range(1, 47)])
def test_prefectural_seat_reaches_tokyo_and_osaka_and_back(code: str) -> None:
    assert seat_journeys()[code] == (True, True, True)


def test_okinawa_has_no_station_and_is_not_dropped() -> None:
    assert seat_journeys()["47"] == (False, False, False)


@pytest.mark.parametrize("load", [load_agglomerations, load_hubs])
def test_every_agglomeration_and_hub_is_on_the_network(load) -> None:
    places = load()
    config = load_config(config_path("score.yaml")).access
    legs = build_access_legs(places, trains(), config, ways=over_land(config))
    alone = [places.id[i] for i in np.flatnonzero(np.diff(legs.start) == 0)]
    assert alone == []


# --- as it stood on a day


@pytest.mark.parametrize("day", OPENINGS)
def test_shinkansen_runs_on_the_lines_open_that_day(day: str) -> None:
    running = {line for line, _ in shinkansen_calls(dt.date.fromisoformat(day))}
    assert running == {line for line, first in FIRST_DAY.items() if first <= day}


@pytest.mark.parametrize("day", OPENINGS)
def test_stretch_has_trains_from_the_day_it_opened_and_not_before(day: str) -> None:
    opened = dt.date.fromisoformat(day)
    assert OPENINGS[day] in shinkansen_calls(opened)
    if opened > dt.date.fromisoformat(min(OPENINGS)):
        assert OPENINGS[day] not in shinkansen_calls(opened - ONE_DAY)
    else:
        with pytest.raises(InputError, match="no train runs"):
            shinkansen_calls(opened - ONE_DAY)
