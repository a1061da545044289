"""Published figures of planned lines, and the engine's answers under the shipped scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from geoaccess.engine.sweep import DayNet, build_day, compute_profiles
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.network import RailNetwork
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.trains import build_timetable
from geoaccess.sources.network import load_shipped_network
from geoaccess.sources.scenariofile import find_scenario
from geoaccess.units import UNREACHED_S


@dataclass(frozen=True, kw_only=True)
class Published:
    """Minutes that are published between two stations, and the scenario that has them.

    Attributes
    ----------
    scenario
        As `--scenario` takes it.
    service
        Trains meant, where not the fastest journey of the day is.
    within_min
        How far the engine may be away: 0, or what docs/planned-lines.md gives a reason for.
    row
        Scheme, ends and minutes of the row in the table of planned links; None where the
        figure is of elsewhere.
    """

    scenario: str
    origin: str
    destination: str
    minutes: int
    service: str = ""
    within_min: int = 0
    row: tuple[str, str, str, int] | None = None


FIGURES: Sequence[Published] = (
    *(
        Published(
            scenario="chuo-nagoya", service=service, within_min=within,
            origin=one, destination=other, minutes=minutes, row=("chuo", *ends, minutes),
        )
        for one, other, minutes, service, within, ends in (
            ("shinagawa", "nagoya", 40, "", 0, ("品川", "名古屋")),
            ("shinagawa", "nagoya", 72, "Chuo local", 0, ("品川", "名古屋")),
            ("shinagawa", "chuo-kanagawa", 10, "", 0, ("品川", "神奈川県駅")),
            ("shinagawa", "chuo-yamanashi", 25, "", 0, ("品川", "山梨県駅")),
            ("shinagawa", "chuo-nagano", 45, "", 0, ("品川", "長野県駅")),
            ("chuo-nagano", "nagoya", 25, "", 0, ("長野県駅", "名古屋")),
            ("chuo-gifu", "nagoya", 15, "", 1, ("岐阜県駅", "名古屋")),
        )
    ),
    *(
        Published(
            scenario=scenario, within_min=within,
            origin=one, destination=other, minutes=minutes, row=(scheme, *ends, minutes),
        )
        for scenario, scheme, one, other, minutes, within, ends in (
            ("chuo-shin-osaka", "chuo", "shinagawa", "shin-osaka", 67, 0, ("品川", "新大阪")),
            ("chuo-shin-osaka", "chuo", "nagoya", "shin-osaka", 27, 1, ("名古屋", "新大阪")),
            ("hokkaido-sapporo", "hokkaido_ext", "shin-hakodate-hokuto", "sapporo", 65, 0,
             ("新函館北斗", "札幌")),
            ("hokkaido-sapporo:speed=target", "hokkaido_ext", "shin-hakodate-hokuto", "sapporo",
             60, 0, ("新函館北斗", "札幌")),
            ("hokkaido-sapporo", "hokkaido_ext", "tokyo", "sapporo", 301, 0, ("東京", "札幌")),
            ("hokkaido-sapporo:speed=target", "hokkaido_ext", "tokyo", "sapporo", 270, 0,
             ("東京", "札幌")),
            ("hokuriku-obama", "hokuriku_obama", "tsuruga", "shin-osaka", 43, 0,
             ("敦賀", "新大阪")),
            ("hokuriku-obama", "hokuriku_obama", "tsuruga", "kyoto", 28, 0, ("敦賀", "京都")),
            ("hokuriku-obama", "hokuriku_obama", "fukui", "shin-osaka", 55, 0, ("福井", "新大阪")),
            ("hokuriku-obama", "hokuriku_obama", "fukui", "kyoto", 40, 0, ("福井", "京都")),
            ("hokuriku-obama", "hokuriku_obama", "obama-shinkansen", "kyoto", 19, 0,
             ("小浜", "京都")),
            ("hokuriku-obama", "hokuriku_obama", "kanazawa", "shin-osaka", 79, 0,
             ("金沢", "新大阪")),
            ("hokuriku-obama", "hokuriku_obama", "toyama", "shin-osaka", 100, 0,
             ("富山", "新大阪")),
            ("hokuriku-maibara", "hokuriku_maibara", "fukui", "shin-osaka", 77, 3,
             ("福井", "新大阪")),
            ("hokuriku-maibara", "hokuriku_maibara", "kanazawa", "shin-osaka", 101, 3,
             ("金沢", "新大阪")),
            ("nishi-kyushu", "nishi_kyushu_ext", "hakata", "nagasaki", 51, 0, ("博多", "長崎")),
            ("nishi-kyushu", "nishi_kyushu_ext", "hakata", "saga", 20, 0, ("博多", "佐賀")),
            ("shikoku-awaji", "shikoku", "shin-osaka", "tokushima", 40, 0, ("新大阪", "徳島")),
            ("shikoku-awaji", "shikoku", "shin-osaka", "takamatsu", 62, 0, ("新大阪", "高松")),
            ("shikoku-awaji", "shikoku", "shin-osaka", "matsuyama", 98, 0, ("新大阪", "松山")),
            ("shikoku-awaji", "shikoku", "shin-osaka", "oita", 133, 0, ("新大阪", "大分")),
            ("shikoku", "shikoku_okayama", "okayama", "takamatsu", 27, 0, ("岡山", "高松")),
            ("shikoku", "shikoku_okayama", "okayama", "tokushima", 47, 0, ("岡山", "徳島")),
            ("higashi-kyushu", "higashi_kyushu", "hakata", "miyazaki", 98, 0, ("博多", "宮崎")),
            ("higashi-kyushu", "higashi_kyushu", "hakata", "oita", 45, 0, ("博多", "大分")),
            ("ou", "ou", "tokyo", "akita", 143, 0, ("東京", "秋田")),
            ("ou", "ou", "yamagata", "akita", 42, 0, ("山形", "秋田")),
            ("uetsu", "uetsu", "niigata", "akita", 61, 0, ("新潟", "秋田")),
        )
    ),
    Published(
        scenario="higashi-kyushu", service="Higashi-Kyushu local", origin="oita",
        destination="miyazaki", minutes=69, row=("higashi_kyushu", "大分", "宮崎", 69),
    ),
    Published(
        scenario="higashi-kyushu", service="Higashi-Kyushu local", origin="hakata",
        destination="oita", minutes=60,
    ),
    Published(scenario="shikoku", origin="shin-osaka", destination="matsuyama", minutes=98),
)  # fmt: skip

NOT_MODELLED = {
    ("hokuriku_maizuru", "金沢", "新大阪", 91),
    ("higashi_kyushu", "博多", "宮崎", 84),
    ("higashi_kyushu", "博多", "宮崎", 132),
}
"""Rows of other routes than those that ship."""


EXPRESSES = {
    "Thunderbird", "Shirasagi", "Relay Kamome", "Midori", "Hokuto", "Shiokaze", "Nampu", "Uzushio",
    "Ishizuchi", "Sonic", "Nichirin", "Nichirin Seagaia", "Inaho",
}  # fmt: skip


@cache
def load_base() -> RailNetwork:
    """Return the shipped network with the trains of the Shinkansen and some expresses alone.

    Of its 25,600 trains these are 1,500; the fastest journeys that are published use no others.
    """
    network = load_shipped_network()
    patterns = tuple(
        one
        for one in network.patterns
        if one.service in EXPRESSES
        or any("shinkansen" in network.line_by_id[line].category for line in one.lines)
    )
    kept = {one.id for one in patterns}
    departures = tuple(one for one in network.departures if one.pattern in kept)
    return replace(network, patterns=patterns, departures=departures)


@cache
def load_network(scenario: str) -> RailNetwork:
    """Return these trains under a scenario; '' for none."""
    return apply_scenario(load_base(), find_scenario(scenario)) if scenario else load_base()


@cache
def load_day(scenario: str) -> DayNet:
    """Return the trains of the default day under a scenario, ready for the engine."""
    return build_day(build_timetable(load_network(scenario)), both_ways=True)


def find_fastest_min(scenario: str, origin: str, destination: str) -> tuple[int, int]:
    """Return the minutes of the day's fastest journey from platform to platform, both ways."""
    day = load_day(scenario)
    ways = {
        role: _on_platforms(day.timetable.stop_id, name, load_network(scenario).platforms)
        for role, name in (("places", origin), ("hubs", destination))
    }
    none = np.full((1, 1), UNREACHED_S)
    found = compute_profiles(day, **ways, direct=DirectLegs(out_s=none, back_s=none))
    out, back = (
        round(float((one.arrive_s - one.depart_s).min()) / 60) for one in (found.out, found.back)
    )
    return out, back


def find_service_min(scenario: str, service: str, origin: str, destination: str) -> tuple[int, int]:
    """Return the fastest minutes of a service's trains between two of its calls, both ways."""
    table, names = load_day(scenario).timetable, load_network(scenario).platforms
    fastest = {}
    for trip, one in enumerate(table.trips):
        if one.service != service:
            continue
        calls = slice(int(table.trip_start[trip]), int(table.trip_start[trip + 1]))
        stops = [table.stop_id[i] for i in table.call_stop_idx[calls]]
        stops = [names.get(stop, stop) for stop in stops]
        if origin in stops and destination in stops:
            a, b = stops.index(origin), stops.index(destination)
            first, last = sorted((a, b))
            ride_s = table.call_arrival_s[calls][last] - table.call_departure_s[calls][first]
            fastest.setdefault(a < b, []).append(int(ride_s) // 60)
    return min(fastest[True]), min(fastest[False])


def _on_platforms(stop_id: Sequence[str], station: str, platforms: Mapping[str, str]) -> AccessLegs:
    own = {station, *(one for one, of in platforms.items() if of == station)}
    stops = [i for i, stop in enumerate(stop_id) if stop in own]
    zero = np.zeros(len(stops), dtype=np.int64)
    return AccessLegs(
        start=np.array([0, len(stops)]),
        stop_idx=np.array(stops),
        to_stop_s=zero,
        from_stop_s=zero,
        mode=("platform",) * len(stops),
    )
