"""A small run to draw: four sites (one with a hostile name), three hubs, eight zones."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields, replace
from typing import Any

import numpy as np

from geoaccess.maps.codes import encode_hours, encode_minutes
from geoaccess.maps.content import Facts, Lang, MapContent
from geoaccess.maps.views import BASE_TITLE, MapView, TravelCodes
from geoaccess.model.comparison import Change
from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.network import Line, RailNetwork, Section, Station
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.units import FloatArray, IntArray, parse_clock

HOSTILE_NAME = "</script><img src=x onerror=\"document.title='run'\">"

SITES = [
    ("suwa", "Suwa", "諏訪", 36.0392, 138.1141),
    ("hamamatsu", "Hamamatsu", "浜松", 34.7108, 137.7261),
    ("naha", "Naha", "那覇", 26.2124, 127.6792),
    ("hostile", HOSTILE_NAME, HOSTILE_NAME, 37.6730, 138.8823),
]
HUBS = [
    ("tokyo", "Tokyo (Hongo)", "東京（本郷）", 35.7128, 139.7620, 240_000),
    ("nagoya", "Nagoya", "名古屋", 35.1545, 136.9666, 90_000),
    ("sapporo", "Sapporo", "札幌", 43.0687, 141.3508, 40_000),
]
#        depart   arrive   leave    home    out back pairs
DAYS = {
    (0, 0): ("06:12", "08:40", "14:50", "17:55", 2, 1, 31),
    (0, 1): ("06:05", "08:32", "19:10", "21:40", 1, 1, 24),
    (1, 0): ("06:30", "08:21", "19:57", "21:49", 1, 2, 412),
    (1, 1): ("06:02", "06:50", "21:10", "21:58", 0, 0, 900),
    (3, 0): ("06:20", "08:45", "19:20", "21:52", 1, 1, 120),
}
# code, en, ja, prefecture en, ja, west, south, share, hubs
ZONES = [
    ("01100", "Sapporo", "札幌市", "Hokkaido", "北海道", 140.0, 42.0, 10.8, 1),
    ("13105", "Bunkyo", "文京区", "Tokyo", "東京都", 139.0, 35.2, 100.0, 3),
    ("20206", "Suwa", "諏訪市", "Nagano", "長野県", 137.8, 35.6, 89.19, 2),
    ("22130", "Hamamatsu", "浜松市", "Shizuoka", "静岡県", 137.2, 34.5, 89.2, 2),
    ("32525", "Ama", "海士町", "Shimane", "島根県", 132.8, 36.0, np.nan, 0),
    ("30427", "Kitayama", "北山村", "Wakayama", "和歌山県", 135.5, 33.6, 0.0, 0),
    ("46201", "Kagoshima", "鹿児島市", "Kagoshima", "鹿児島県", 130.3, 31.2, 0.04, 1),
    ("47201", "Naha", "那覇市", "Okinawa", "沖縄県", 127.4, 26.0, np.nan, 0),
]


def build_toy_topojson() -> str:
    """Return TopoJSON of one rectangle per zone."""
    arcs = [
        [[w, s], [w + 1.1, s], [w + 1.1, s + 0.9], [w, s + 0.9], [w, s]]
        for *_, w, s, _share, _hubs in ZONES
    ]
    geometries = [
        {
            "type": "Polygon",
            "arcs": [[k]],
            "id": k,
            "properties": {"code": zone[0], "left_out": "not for the page"},
        }
        for k, zone in enumerate(ZONES)
    ]
    collection = {"type": "GeometryCollection", "geometries": geometries}
    return json.dumps({"type": "Topology", "objects": {"toy": collection}, "arcs": arcs})


def build_contacts() -> Contacts:
    """Return the days of DAYS as contacts of 4 sites and 3 hubs."""
    shape = (len(SITES), len(HUBS))

    def fill(value: int) -> IntArray:
        return np.full(shape, value, dtype=np.int32)

    contacts = Contacts(
        contactable=np.zeros(shape, dtype=bool),
        round_trips=fill(0),
        longest_stay_s=fill(-1),
        meeting_s=fill(0),
        depart_s=fill(-1),
        arrive_s=fill(-1),
        return_depart_s=fill(-1),
        home_s=fill(-1),
        out_rides=fill(-1),
        back_rides=fill(-1),
    )
    for pair, (depart, arrive, leave, home, out, back, trips) in DAYS.items():
        contacts.contactable[pair] = True
        contacts.depart_s[pair] = parse_clock(depart)
        contacts.arrive_s[pair] = parse_clock(arrive)
        contacts.return_depart_s[pair] = parse_clock(leave)
        contacts.home_s[pair] = parse_clock(home)
        contacts.longest_stay_s[pair] = parse_clock(leave) - parse_clock(arrive)
        contacts.out_rides[pair], contacts.back_rides[pair] = out, back
        contacts.round_trips[pair] = trips
    return contacts


def build_scores() -> ScoreTable:
    """Return scores of the four sites; Naha reaches nobody."""
    return ScoreTable(
        indicators={
            "reach_pct": np.array([89.19, 89.19, 0.0, 64.86]),
            "nearness_min": np.array([np.nan, np.nan, np.nan, 321.4]),
            "round_trips": np.array([24.0, 412.0, 0.0, 0.0]),
        },
        units={"reach_pct": "%", "nearness_min": "min", "round_trips": "a day"},
        score=np.array([71.24, 78.06, 0.0, 47.5]),
        score_geometric=np.array([68.0, 77.0, 0.0, 31.0]),
        rank=np.array([2, 1, 4, 3], dtype=np.int32),
        rank_geometric=np.array([2, 1, 4, 3], dtype=np.int32),
        weights={"reach_pct": 0.5454, "nearness_min": 0.2727, "round_trips": 0.1819},
        missing=("cost_yen", "compactness"),
    )


def build_network() -> RailNetwork:
    """Return three lines: one of each drawn class, one in two runs."""
    stations = [
        ("tokyo", "東京", "Tokyo", 35.6812, 139.7671),
        ("shizuoka", "静岡", "Shizuoka", 34.9716, 138.3889),
        ("hamamatsu", "浜松", "Hamamatsu", 34.7038, 137.7347),
        ("nagoya", "名古屋", "Nagoya", 35.1709, 136.8815),
        ("shiojiri", "塩尻", "Shiojiri", 36.1149, 137.9490),
        ("fukushima", "福島", "Fukushima", 37.7543, 140.4590),
        ("yamagata", "山形", "Yamagata", 38.2484, 140.3277),
        ("nowhere", "無", "On no line", 38.0, 138.0),
    ]
    sections = [
        ("tokaido", "tokyo", "shizuoka"),
        ("tokaido", "shizuoka", "hamamatsu"),
        ("tokaido", "hamamatsu", "nagoya"),
        ("chuo", "tokyo", "shiojiri"),
        ("chuo", "nagoya", "shiojiri"),
        ("yamagata", "fukushima", "yamagata"),
    ]
    return RailNetwork(
        name="toy",
        title={"en": "Toy network", "ja": "試験用の鉄道網"},
        edition="March 2025",
        valid_from=dt.date(2025, 3, 15),
        valid_to=dt.date(2026, 3, 13),
        service_date=dt.date(2026, 3, 10),
        default_transfer_min=10,
        stations=tuple(Station(id=i, ja=j, en=e, lat=a, lon=o) for i, j, e, a, o in stations),
        lines=(
            Line(id="tokaido", ja="東海道新幹線", en="Tokaido Shinkansen", category="shinkansen"),
            Line(id="yamagata", ja="山形新幹線", en="Yamagata Line", category="mini-shinkansen"),
            Line(id="chuo", ja="中央本線", en="Chuo Line", category="conventional"),
        ),
        sections=tuple(
            Section(line=line, from_station=a, to_station=b, km=1.0) for line, a, b in sections
        ),
        station_openings=(),
        patterns=(),
        departures=(),
        transfers=(),
        notes=("A note of the network.",),
    )


KANA = {"01100": "さっぽろし", "20206": "すわし", "22130": "はままつし", "47201": "なはし"}


def build_zones() -> Places:
    """Return the municipalities of ZONES, each at the middle of its rectangle."""
    return Places(
        id=tuple(zone[0] for zone in ZONES),
        name=tuple(zone[1] for zone in ZONES),
        name_ja=tuple(zone[2] for zone in ZONES),
        lat=np.array([zone[6] + 0.45 for zone in ZONES]),
        lon=np.array([zone[5] + 0.55 for zone in ZONES]),
        mass=np.array([1_973_395.0, 240_069, 48_729, 790_718, 2267, 404, 593_128, 317_625]),
        role="zone",
    )


def build_minutes(*, faster: float = 0.0) -> FloatArray:
    """Return minutes between the 15 nodes: by distance, and Ama is not to be reached."""
    places = [(zone[6] + 0.45, zone[5] + 0.55) for zone in ZONES]
    places += [(row[3], row[4]) for row in (*SITES, *HUBS)]
    lat, lon = np.array(places).T
    km = np.hypot((lat[:, None] - lat) * 111, (lon[:, None] - lon) * 91)
    minutes = km * 0.5 + np.where(km > 0, 20, 0)
    minutes -= np.where(minutes > 90, faster, 0)
    minutes[:, 4] = minutes[4, :] = np.nan
    minutes[4, 4] = 0
    return minutes


def build_travel(*, faster: float = 0.0) -> TravelCodes:
    """Return the travel times as codes; a day return is possible up to 300 minutes."""
    minutes = build_minutes(faster=faster)
    can = np.nan_to_num(minutes, nan=1e6) <= 300
    can[0, 1] = True  # one way only
    hours_s = np.where(can, 9 * 3600 - np.nan_to_num(minutes) * 60, 0).astype(np.int32)
    return TravelCodes(
        minutes=encode_minutes(minutes), hours=encode_hours(can, np.maximum(hours_s, 0))
    )


def build_view(**changes: Any) -> MapView:
    """Return today's view of the small run, with the changes asked for."""
    share = np.array([zone[7] for zone in ZONES], dtype=float)
    view = MapView(
        name="base",
        title=BASE_TITLE,
        scores=build_scores(),
        contacts=build_contacts(),
        network=build_network(),
        zone_values={"reach_pct": share, "meeting_hours": share * 0.08},
        zone_hubs=np.array([zone[8] for zone in ZONES]),
        travel=build_travel(),
    )
    return replace(view, **changes)


def build_scenario() -> MapView:
    """Return a view with a new line, 25 minutes faster, in which Naha gains a score."""
    base, network = build_scores(), build_network()
    scores = replace(base, score=np.array([75.0, 78.06, 12.0, 47.1]))
    station = Station(id="kofu", ja="甲府", en="Kofu", lat=35.667, lon=138.569)
    share = np.array([30.0, 100.0, 95.0, 80.0, 12.0, 0.0, 0.04, np.nan])
    unsure = np.zeros(len(ZONES), dtype=bool)
    unsure[2] = True
    return build_view(
        name="chuo-test",
        title=Text(en="Chuo maglev <test>", ja="リニア中央新幹線<試験>"),
        assumptions=(Text(en="40 min, assumed.", ja="40分と仮定。"),),
        scores=scores,
        network=replace(
            network,
            stations=(*network.stations, station),
            lines=(
                *network.lines,
                Line(id="maglev", ja="中央新幹線", en="Chuo Shinkansen", category="maglev"),
            ),
            sections=(
                *network.sections[:-1],
                Section(line="maglev", from_station="tokyo", to_station="kofu", km=110.0),
                Section(line="maglev", from_station="kofu", to_station="nagoya", km=170.0),
            ),
        ),
        zone_values={"reach_pct": share, "meeting_hours": share * 0.08},
        zone_unsure={"reach_pct": unsure},
        weak_links=(Text(en="Chuo maglev: Tokyo–Kofu", ja="東京–甲府"), None, None, None),
        weak_sections=(("tokyo", "kofu"), None, None, None),
        changes={
            "score": Change(
                before=base.score,
                after=scores.score,
                difference=scores.score - base.score,
                p05=np.array([2.0, 0.0, 9.5, -3.0]),
                p95=np.array([5.0, 0.0, 14.0, 1.0]),
                p_above_zero=np.array([1.0, 0.0, 1.0, 0.25]),
            )
        },
        travel=build_travel(faster=25.0),
    )


def build_two_views(lang: Lang = "en", **changes: Any) -> MapContent:
    """Return the small run with a scenario beside it."""
    content = build_case(lang, **changes)
    return replace(content, views=(content.views[0], build_scenario()))


def build_case(lang: Lang = "en", **changes: Any) -> MapContent:
    """Return the content of a small score map, with the changes asked for.

    Changes of a view (scores, contacts ...) are those of its first one.
    """
    names = {item.name for item in fields(MapView)} - {item.name for item in fields(MapContent)}
    of_view = {name: changes.pop(name) for name in list(changes) if name in names}
    facts: Facts = {
        "window": "06:00-22:00",
        "stay_min": 240,
        "business_hours": "09:00-18:00",
        "service_date": "2026-03-10",
        "edition": {"en": "March 2025", "ja": "2025年3月改正"},
        "network_title": {"en": "Toy network", "ja": "試験用の鉄道網"},
        "version": "0.1.0",
        "digest": "3f9a2c71",
        "percentile": 50,
        "warnings": [{"en": "Naha has no station nearby.", "ja": "那覇の近くに駅がありません。"}],
    }
    sites = Places(
        id=tuple(row[0] for row in SITES),
        name=tuple(row[1] for row in SITES),
        name_ja=tuple(row[2] for row in SITES),
        lat=np.array([row[3] for row in SITES]),
        lon=np.array([row[4] for row in SITES]),
        mass=np.full(len(SITES), np.nan),
        role="site",
        note=("Precision devices", "", "", ""),
    )
    hubs = Places(
        id=tuple(row[0] for row in HUBS),
        name=tuple(row[1] for row in HUBS),
        name_ja=tuple(row[2] for row in HUBS),
        lat=np.array([row[3] for row in HUBS]),
        lon=np.array([row[4] for row in HUBS]),
        mass=np.array([row[5] for row in HUBS], dtype=float),
        role="hub",
        mass_kind="employees in research",
    )
    content = MapContent(
        title={
            "en": "Whom can people at these sites meet in a working day?",
            "ja": "この候補地から、日帰りで誰に会えるか",
        },
        sites=sites,
        hubs=hubs,
        views=(build_view(**of_view),),
        zones=build_zones(),
        zones_topojson=build_toy_topojson(),
        zone_prefectures=tuple(zone[3] for zone in ZONES),
        zone_prefectures_ja=tuple(zone[4] for zone in ZONES),
        zone_kana=tuple(KANA.get(zone[0], "") for zone in ZONES),
        site_nodes=np.arange(len(SITES)) + len(ZONES),
        hub_nodes=np.arange(len(HUBS)) + len(ZONES) + len(SITES),
        facts=facts,
        credits=(
            "「国土数値情報（行政区域データ）」（国土交通省）を加工して作成",
            "A & B <tables>",
        ),
        lang=lang,
    )
    return replace(content, **changes)
