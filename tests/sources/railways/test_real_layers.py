"""The real N02 layers: counts, lengths of lines, ends, islands."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from geoaccess.model.network import RailNetwork
from geoaccess.model.text import fold_name
from geoaccess.scenario.paths import build_track_graph
from geoaccess.scenario.trains import build_timetable
from geoaccess.sources.network import check_network, load_network, merge_networks
from geoaccess.sources.railways.built import Railways
from geoaccess.sources.railways.loading import load_conventional_network
from geoaccess.sources.railways.notes import find_components
from geoaccess.sources.railways.paths import path_km
from geoaccess.sources.railways.reading import load_stations
from geoaccess.sources.railways.records import PlatformLayer, TrackLayer
from geoaccess.sources.railways.writing import write_network
from geoaccess.units import great_circle_m

OPERATING_KM = [
    ("東海道線", "東日本旅客鉄道", "東京", "熱海", 104.6),
    ("東海道線", "東海旅客鉄道", "熱海", "米原", 341.3),
    ("東海道線", "西日本旅客鉄道", "米原", "神戸", 143.6),
    ("山陽線", "西日本旅客鉄道", "神戸", "下関", 528.1),
    ("東北本線", "東日本旅客鉄道", "東京", "盛岡", 535.3),
    ("函館本線", "北海道旅客鉄道", "函館", "旭川", 423.1),
    ("根室本線", "北海道旅客鉄道", "滝川", "根室", 443.8),
    ("宗谷本線", "北海道旅客鉄道", "旭川", "稚内", 259.4),
    ("石北本線", "北海道旅客鉄道", "新旭川", "網走", 234.0),
    ("釧網本線", "北海道旅客鉄道", "東釧路", "網走", 166.2),
    ("五能線", "東日本旅客鉄道", "東能代", "川部", 147.2),
    ("只見線", "東日本旅客鉄道", "小出", "会津若松", 135.2),
    ("飯田線", "東海旅客鉄道", "辰野", "豊橋", 195.7),
    ("身延線", "東海旅客鉄道", "甲府", "富士", 88.4),
    ("木次線", "西日本旅客鉄道", "備後落合", "宍道", 81.9),
    ("予讃線", "四国旅客鉄道", "高松", "宇和島", 297.6),
    ("土讃線", "四国旅客鉄道", "多度津", "窪川", 198.7),
    ("予土線", "四国旅客鉄道", "若井", "北宇和島", 76.3),
    ("日豊本線", "九州旅客鉄道", "小倉", "鹿児島", 462.6),
    ("豊肥本線", "九州旅客鉄道", "大分", "熊本", 148.0),
    ("ほくほく線", "北越急行", "六日町", "犀潟", 59.5),
    ("青い森鉄道線", "青い森鉄道", "目時", "青森", 121.9),
    ("リアス線", "三陸鉄道", "盛", "久慈", 163.0),
    ("小田急小田原線", "小田急電鉄", "新宿", "小田原", 82.5),
    ("京急本線", "京浜急行電鉄", "泉岳寺", "浦賀", 56.7),
    ("近鉄名古屋線", "近畿日本鉄道", "近鉄名古屋", "伊勢中川", 78.8),
    ("つくばエクスプレス", "首都圏新都市鉄道", "秋葉原", "つくば", 58.3),
    ("御堂筋線", "大阪市高速電気軌道", "江坂", "中百舌鳥", 24.5),
    ("沖縄都市モノレール線", "沖縄都市モノレール", "てだこ浦西", "那覇空港", 17.0),
]
"""Published operating km of line, operator, and the ends of its main path."""


def test_layers_have_the_rows_that_their_readme_says(
    platforms_2017: PlatformLayer, platforms_2020: PlatformLayer, tracks: TrackLayer, n02: Path
) -> None:
    assert (len(platforms_2017), len(set(platforms_2017.line))) == (10_327, 595)
    assert (len(platforms_2020), len(set(platforms_2020.line))) == (10_267, 595)
    assert (len(tracks), len(set(tracks.line))) == (21_950, 594)
    geojson = load_stations(n02 / "N02-17_Station.geojson")
    assert (geojson.name, geojson.line) == (platforms_2017.name, platforms_2017.line)
    np.testing.assert_allclose(geojson.lon, platforms_2017.lon, atol=1e-6)


def test_midpoints_agree_with_the_points_of_2020(
    platforms_2017: PlatformLayer, platforms_2020: PlatformLayer
) -> None:
    rows = defaultdict(list)
    for row, name in enumerate(platforms_2020.name):
        rows[fold_name(name)].append(row)
    metres = []
    for name, lon, lat in zip(
        platforms_2017.name, platforms_2017.lon, platforms_2017.lat, strict=True
    ):
        same = rows[fold_name(name)]
        if same:
            metres.append(
                great_circle_m(lon, lat, platforms_2020.lon[same], platforms_2020.lat[same]).min()
            )
    assert len(metres) == 10_147
    assert np.median(metres) < 1
    assert np.percentile(metres, 95) < 30


@pytest.mark.parametrize(("line", "operator", "begin", "end", "km"), OPERATING_KM)
def test_lengths_agree_with_operating_km(
    railways: Railways, line: str, operator: str, begin: str, end: str, km: float
) -> None:
    found = next(one for one in railways.lines if one.key == (line, operator))
    path = found.paths[0]
    names = railways.groups.name
    assert {names[path[0]], names[path[-1]]} == {begin, end}
    assert path_km(path, found.hops) == pytest.approx(km, rel=0.01)


def test_almost_all_stations_lie_on_the_track(railways: Railways) -> None:
    off = railways.placement.line < 0
    assert off.sum() == 0
    assert [key.line for key in railways.estimated] == ["東横線"]
    assert railways.unordered == ()
    assert np.percentile(railways.placement.distance_m[~off], 99) < 10
    assert sorted(round(metres) for _, metres in railways.track.gaps) == [74, 79, 106]


def test_the_toyoko_line_is_estimated_from_its_stations(
    railways: Railways, japan: RailNetwork
) -> None:
    line = next(one for one in railways.lines if one.key.line == "東横線")
    (path,) = line.paths
    names = [railways.groups.name[i] for i in path]
    assert (names[0], names[6], names[10], names[-1]) == ("渋谷", "自由が丘", "武蔵小杉", "横浜")
    assert len(path) == 21
    assert path_km(path, line.hops) == pytest.approx(24.2, rel=0.01)
    assert [one.ja for one in japan.lines if "推定" in one.ja] == ["東急電鉄 東横線（線形推定）"]
    assert any("estimated from the positions" in note.en for note in japan.notes)


@pytest.mark.parametrize(
    ("line", "stations"),
    [
        ("篠ノ井線", ["冠着", "姨捨", "稲荷山"]),
        ("土讃線", ["土佐山田", "新改", "繁藤"]),
        ("妙高はねうまライン", ["関山", "二本木", "新井"]),
        ("肥薩線", ["人吉", "大畑", "矢岳", "真幸", "吉松"]),
    ],
)
def test_local_trains_call_at_switchbacks(
    railways: Railways, line: str, stations: list[str]
) -> None:
    (path,) = next(one for one in railways.lines if one.key.line == line).paths
    names = [railways.groups.name[i] for i in path]
    a, b = sorted((names.index(stations[0]), names.index(stations[-1])))
    assert names[a : b + 1] in (stations, stations[::-1])


def test_a_railway_and_a_tramway_of_one_name_stay_apart(railways: Railways) -> None:
    found = [one for one in railways.lines if one.key == ("本線", "富山地方鉄道")]
    ends = {
        one.line_class: {railways.groups.name[one.paths[0][i]] for i in (0, -1)} for one in found
    }
    assert ends == {
        "tram": {"南富山駅前", "電鉄富山駅・エスタ前"},
        "private_local": {"電鉄富山", "宇奈月温泉"},
    }


def test_loops(japan: RailNetwork) -> None:
    track = build_track_graph(japan.sections)

    def measure(name: str) -> tuple[int, float]:
        pattern = next(
            p for p in japan.patterns if p.service_ja == name and p.calls[0] == p.calls[-1]
        )
        hops = track.hops(pattern)
        return len(set(pattern.calls)), sum(section.km for hop in hops for section in hop or ())

    ring = next(p for p in japan.patterns if p.service == "Yamanote Line Local")
    assert len(set(ring.calls)) == 30
    assert sum(s.km for hop in track.hops(ring) for s in hop or ()) == pytest.approx(34.5, rel=0.01)
    assert measure("大阪環状線 各停") == (20 - 1, pytest.approx(21.7, rel=0.01))
    stations, km = measure("2号線名城線・4号線名城線 各停")
    assert (stations, km) == (28, pytest.approx(26.4, rel=0.01))


def test_lines_that_end_on_another_one_go_on(railways: Railways) -> None:
    names = railways.groups.name

    def hops(line: str) -> dict[frozenset[str], float]:
        found = next(one for one in railways.lines if one.key.line == line)
        return {frozenset((names[a], names[b])): km for (a, b), km in found.hops.items()}

    assert hops("名鉄犬山線")[frozenset(("下小田井", "東枇杷島"))] == pytest.approx(1.5, abs=0.1)
    # The other side of that triangle, and the one that only limited expresses take.
    unused = {frozenset((names[a], names[b])) for a, b in railways.unused}
    assert unused == {frozenset(("下小田井", "西枇杷島")), frozenset(("川合高岡", "桃園"))}
    every = [frozenset((names[a], names[b])) for one in railways.lines for a, b in one.hops]
    assert not unused & set(every)
    shikoku = next(one for one in railways.lines if one.key == ("本四備讃線", "四国旅客鉄道"))
    assert {names[i] for pair in shikoku.hops for i in pair} == {"児島", "宇多津", "坂出"}
    # 倉敷 and 東京 are not bypassed, though there is track past their platforms.
    assert frozenset(("清音", "中庄")) not in hops("伯備線")
    assert frozenset(("神田", "有楽町")) not in hops("東北本線")


def test_from_inuyama_to_nagoya_in_one_train(japan: RailNetwork) -> None:
    ja = {station.id: station.ja for station in japan.stations}
    minutes = [
        sum(one.run_min[calls.index("犬山") : calls.index("名鉄名古屋")])
        for one in japan.patterns
        for calls in [[ja[call] for call in one.calls]]
        if {"犬山", "名鉄名古屋"} <= set(calls)
    ]
    assert len(minutes) == 1
    assert 28 <= minutes[0] <= 40


def test_trains_end_where_only_a_third_line_runs_on(japan: RailNetwork) -> None:
    lines = {line.id: line.ja.split()[1] for line in japan.lines}
    together = [{lines[one] for one in pattern.lines} for pattern in japan.patterns]
    for apart in (
        {"姫新線", "播但線"}, {"奈良線", "山陰本線"}, {"両毛線", "水戸線"}, {"城端線", "氷見線"},
        {"磐越東線", "磐越西線"}, {"南武線", "青梅線"}, {"東武佐野線", "東武小泉線"},
        {"中央線", "南港ポートタウン線"}, {"西武多摩湖線", "西武山口線"},
        {"大井川本線", "井川線"}, {"千歳線", "石勝線"}, {"名鉄西尾線", "名鉄蒲郡線"},
    ):  # fmt: skip
        assert not any(apart <= one for one in together), apart
    for joined in (
        {"大月線", "河口湖線"},
        {"北神線", "西神延伸線"},
        {"埼京線", "赤羽線"},
        {"JR東西線", "片町線"},
        {"山陽線", "東海道線"},
    ):
        assert any(joined <= one for one in together), joined


def test_the_chuo_line_from_tokyo_to_takao(japan: RailNetwork) -> None:
    track = build_track_graph(japan.sections)
    (pattern,) = [p for p in japan.patterns if p.service == "Chuo Line Rapid"]
    ja = {station.id: station.ja for station in japan.stations}
    assert len(pattern.calls) == 24
    assert not {"水道橋", "信濃町", "東中野"} & {ja[call] for call in pattern.calls}
    assert sum(pattern.run_min) <= 80
    assert sum(s.km for hop in track.hops(pattern) for s in hop or ()) == pytest.approx(
        53.1, rel=0.01
    )


def test_the_network_connects_and_islands_are_named(
    japan_2017: RailNetwork, japan: RailNetwork
) -> None:
    for network, okinawa in ((japan_2017, 15), (japan, 19)):
        check_network(network)
        ja = {station.id: station.ja for station in network.stations}
        parts = [{ja[one] for one in part} for part in find_components(network)]
        assert len(parts) == 19
        (said,) = [note.en for note in network.notes if "falls into 19 parts" in note.en]
        assert said.count(" (") == 18
        assert all(ja[one[0]] in said for one in find_components(network)[1:])
        assert len(parts[0]) > 0.93 * len(set(ja.values()))
        assert {"枕崎", "宿毛", "大間々", "三厩", "木次", "只見", "窪川", "東京", "谷上"} <= parts[
            0
        ]
        # Only the Shinkansen of the shipped network leads to Hokkaido, and no track to Okinawa.
        assert {"稚内", "根室", "函館"} <= parts[1]
        assert "首里" in parts[2]
        assert len(parts[2]) == okinawa
        # Beside Hokkaido, Okinawa, and Kaifu whose track is missing, islands are cable cars and their like.
        categories = {
            line.category
            for line in network.lines
            for section in network.sections
            if section.line == line.id
            and section.from_station in ja
            and ja[section.from_station] not in parts[0] | parts[1]
        }
        assert categories <= {"cable", "guideway", "third_sector"}


def test_shinkansen_is_left_out(japan: RailNetwork) -> None:
    assert not any("新幹線" in line.ja for line in japan.lines)
    assert {line.category for line in japan.lines} == {
        "jr_main", "jr_local", "private_urban", "private_local", "third_sector",
        "subway", "tram", "guideway", "cable",
    }  # fmt: skip
    assert len({line.ja for line in japan.lines}) == 581
    # No conventional train has run through the Seikan Tunnel since 2016.
    assert not any("海峡線" in line.ja for line in japan.lines)


def test_it_merges_with_the_shipped_network(japan: RailNetwork, shipped: RailNetwork) -> None:
    merged = merge_networks([shipped, japan])
    check_network(merged)
    assert len(merged.stations) < len(shipped.stations) + len(japan.stations) - 670
    timetable = build_timetable(merged)
    called = set(timetable.call_stop_idx.tolist())
    with_track = {
        s for section in japan.sections for s in (section.from_station, section.to_station)
    }
    without = [
        one for i, one in enumerate(timetable.stop_id) if one in with_track and i not in called
    ]
    assert without == []
    assert 120_000 < len(timetable.trips) < 200_000


def test_every_station_has_eight_trains_a_day_or_more(japan: RailNetwork) -> None:
    trains: dict[str, int] = defaultdict(int)
    calls = {pattern.id: pattern.calls for pattern in japan.patterns}
    for row in japan.departures:
        for call in calls[row.pattern]:
            trains[call] += len(row.departures_min)
    with_track = {
        s for section in japan.sections for s in (section.from_station, section.to_station)
    }
    assert min(trains[one] for one in with_track) >= 8


def test_it_loads_from_the_cache_and_from_its_tables(
    n02: Path, tmp_path: Path, shipped: RailNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = n02 / "N02-17_Station.geojson", n02 / "railroad_sections_jrslod.geojson"
    network = load_conventional_network(*layers, join=shipped, cache=tmp_path)
    monkeypatch.setattr("geoaccess.sources.railways.reading.load_stations", None)
    again = load_conventional_network(*layers, join=shipped, cache=tmp_path)
    assert vars(again) == vars(network)
    assert len(network.stations) > 9_000
    assert network.edition == "N02-17, railroad_sections_jrslod"
    write_network(network, tmp_path / "tables")
    assert load_network(tmp_path / "tables").patterns == network.patterns
