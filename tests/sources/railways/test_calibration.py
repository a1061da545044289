"""The figures of the service model that say they are calibrated, and their errors."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.boards import Way, compare_boards
from benchmarks.calibration import PUBLISHED, measure_headways, measure_published, summarise
from geoaccess.errors import InputError
from geoaccess.model.boards import Board, Boards
from geoaccess.model.network import RailNetwork
from geoaccess.sources.railways.build import build_conventional_network
from geoaccess.sources.railways.built import Railways
from geoaccess.sources.railways.calibration import (
    Fit,
    MeasuredTrip,
    ObservedTrip,
    compute_errors,
    fit_run_time,
    load_observed_trips,
    measure_trips,
    split_by_line,
)
from geoaccess.sources.railways.records import PlatformLayer, TrackLayer
from geoaccess.sources.railways.servicemodel import load_service_model
from tests.sources.railways.layers import Layers

MODEL = load_service_model()
JR = "東日本旅客鉄道"

# Boards of one line: from, to, destination, and the names of their stations.
BOARD_PAIRS = [
    ("JRW_Sanyo/mihara", "JRW_Sanyo/hiroshima", "岩国", "三原", "広島", "山陽線"),
    ("JRW_Sanyo/iwakuni", "JRW_Sanyo/hiroshima", "白市", "岩国", "広島", "山陽線"),
    ("JRW_Sanyo/iwakuni", "JRW_Sanyo/hiroshima", "西条", "岩国", "広島", "山陽線"),
    ("JRC/gifu", "JRC/nagoya", "大府", "岐阜", "名古屋", "東海道線"),
    ("JRC/gifu", "JRC/nagoya", "岡崎", "岐阜", "名古屋", "東海道線"),
    ("JRC/gifu", "JRC/nagoya", "豊橋", "岐阜", "名古屋", "東海道線"),
    ("JRC/hamamatsu", "JRC/shizuoka", "熱海", "浜松", "静岡", "東海道線"),
    ("JRC/numazu", "JRC/shizuoka", "浜松", "沼津", "静岡", "東海道線"),
]


@pytest.fixture(scope="module")
def measured(shared_data: Path, railways: Railways) -> tuple[MeasuredTrip, ...]:
    trips, lost = measure_trips(load_observed_trips(shared_data / "rail" / "express"), railways)
    assert lost == ()
    assert len(trips) == 611
    return trips


@pytest.mark.parametrize(
    ("line_class", "n_fitted", "n_held", "median_min", "p90_min", "bias_min", "share"),
    [
        ("jr_main", 150, 133, 5.6, 15.2, -4.2, 0.0595),
        ("private_urban", 172, 156, 4.9, 14.7, -2.1, 0.0754),
    ],
)
def test_express_run_times_are_the_fit_and_held_out_errors_are_as_documented(
    measured: tuple[MeasuredTrip, ...], line_class: str, n_fitted: int, n_held: int,
    median_min: float, p90_min: float, bias_min: float, share: float,
) -> None:  # fmt: skip
    of_class = [one for one in measured if one.trip.line_class == line_class]
    fitted, held = split_by_line(of_class)
    assert (len(fitted), len(held)) == (n_fitted, n_held)
    assert not {one.trip.line for one in fitted} & {one.trip.line for one in held}
    fit, given = fit_run_time(fitted), MODEL.run_times[line_class]["express"]
    assert given.speed_kmh == pytest.approx(fit.speed_kmh, abs=0.06)
    assert given.stop_min == pytest.approx(fit.stop_min, abs=0.006)
    errors = compute_errors(held, Fit(speed_kmh=given.speed_kmh, stop_min=given.stop_min))
    assert errors.median_abs_min == pytest.approx(median_min, abs=0.06)
    assert errors.p90_abs_min == pytest.approx(p90_min, abs=0.06)
    assert errors.bias_min == pytest.approx(bias_min, abs=0.06)
    assert errors.median_abs_share == pytest.approx(share, abs=0.0005)


def departures(folder: Path, board: str, destination: str) -> set[int]:
    """Return minutes of local trains on weekday boards whose name begins so."""
    found = set()
    with (folder / "boards.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            is_local = ("普通" in row["train"] or "各" in row["train"]) and "快" not in row["train"]
            if (
                row["file"].startswith(board)
                and not row["file"].endswith("_H")
                and is_local
                and row["dest"] == destination
            ):
                hour = int(row["hour"])
                found.add((hour + 24 * (hour < 4)) * 60 + int(row["minute"]))
    return found


def lag_min(first: set[int], second: set[int], km: float) -> float:
    """Return the minutes by which most trains of one board are on the other, 30 to 80 km/h."""
    lags = defaultdict(list)
    for lag in range(int(km / 80 * 60), int(km / 30 * 60)):
        lags[lag] = [lag for minute in first if minute + lag in second]
    best = max(lags, key=lambda lag: sum(len(lags.get(lag + step, [])) for step in (-1, 0, 1, 2)))
    return float(np.median([one for step in (-1, 0, 1, 2) for one in lags.get(best + step, [])]))


def test_local_run_times_are_the_fit_to_pairs_of_boards(
    shared_data: Path, railways: Railways
) -> None:
    folder, names = shared_data / "rail" / "express", railways.groups.name
    rows = []
    for first, second, destination, begin, end, line in BOARD_PAIRS:
        for one in railways.lines:
            stations = [names[i] for i in one.paths[0]]
            if one.key.line == line and {begin, end} <= set(stations):
                a, b = sorted((stations.index(begin), stations.index(end)))
                km = sum(
                    one.hops[min(pair), max(pair)] for pair in pairwise(one.paths[0][a : b + 1])
                )
                lag = lag_min(
                    departures(folder, first, destination),
                    departures(folder, second, destination),
                    km,
                )
                rows.append((km, b - a, lag))
    assert len(rows) == len(BOARD_PAIRS)
    km, stops, minutes = map(np.array, zip(*rows, strict=True))
    weight = 1 / np.sqrt(minutes)
    columns = np.stack([60 * km, stops], axis=1)
    (pace, stop), *_ = np.linalg.lstsq(columns * weight[:, None], minutes * weight, rcond=None)
    given = MODEL.run_times["jr_main"]["local"]
    assert given.speed_kmh == pytest.approx(1 / pace, abs=0.3)
    assert given.stop_min == pytest.approx(stop, abs=0.03)
    off = 60 * km / given.speed_kmh + stops * given.stop_min - minutes
    assert np.median(np.abs(off)) < 4


def test_published_runs_are_off_by_as_much_as_documented(
    shared_data: Path, railways: Railways
) -> None:
    path = shared_data / "rail" / "express" / "limited_express_facts.csv"
    runs = measure_published(path, railways, MODEL)
    off = {(one.origin, one.target): one.modelled_min / one.published_min - 1 for one in runs}
    assert set(off) == set(PUBLISHED)
    assert len(runs) == 13
    assert np.median([abs(one) for one in off.values()]) == pytest.approx(0.11, abs=0.005)
    assert off["名古屋", "高山"] == pytest.approx(-0.21, abs=0.005)
    assert off["札幌", "旭川"] == pytest.approx(0.21, abs=0.005)
    assert min(off, key=lambda pair: off[pair]) == ("大分", "宮崎")


@pytest.fixture(scope="module")
def ways(
    shared_data: Path, railways: Railways, platforms_2020: PlatformLayer, tracks: TrackLayer
) -> tuple[list[Way], list[Way]]:
    network = build_conventional_network(platforms_2020, tracks, MODEL)
    return measure_headways(shared_data / "rail" / "express", railways, network, MODEL)


def test_boards_are_split_by_station(ways: tuple[list[Way], list[Way]]) -> None:
    fitted, held = ways
    assert (len(fitted), len(held)) == (57, 57)
    assert not {way.station for way in fitted} & {way.station for way in held}


@pytest.mark.parametrize(
    ("band", "median", "low", "high"),
    [("peak", 0.97, 0.46, 2.11), ("day", 0.97, 0.47, 2.36), ("edge", 0.97, 0.45, 1.98)],
)
def test_trains_an_hour_held_out_are_as_documented(
    ways: tuple[list[Way], list[Way]], band: str, median: float, low: float, high: float
) -> None:
    _, _, *found = summarise(ways[1], band)
    assert found == pytest.approx([low, median, high], abs=0.02)


def test_the_busiest_stations_have_the_trains_of_their_boards(
    ways: tuple[list[Way], list[Way]],
) -> None:
    by_station = {(way.station, *way.towards): way for half in ways for way in half}
    sapporo = by_station["札幌", "苗穂"]
    assert sapporo.observed["day"] == pytest.approx(13.25)
    assert 0.8 <= sapporo.ratio("day") <= 1.2
    (toyoko,) = [way for key, way in by_station.items() if key[:2] == ("武蔵小杉", "元住吉")]
    assert 0.4 <= toyoko.ratio("peak") <= 1.2


def test_boards_are_counted_by_way_and_hour(tmp_path: Path) -> None:
    layers = Layers().line("山線", ("甲", 0, 0), ("乙", 4, 0), ("丙", 8, 0), operator=JR)
    network = build_conventional_network(*layers.load(tmp_path), MODEL)
    minute = [*range(480, 540, 6), 485, 600, 1300, 1301]
    trains = ["普通"] * 10 + ["特急あさま", "快速", "普通", "普通"]
    board = Board(
        id="JRE/乙1", title="", station="乙", days="weekday", kind="departures",
        observed=dt.date(2026, 1, 1), minute=np.array(minute), train=tuple(trains),
        destination=("甲",) * 13 + ("遠い町",),
    )  # fmt: skip
    holiday = replace(board, id="JRE/乙1_H", days="holiday")
    (way,) = compare_boards(Boards(boards=(board, holiday)), network, lambda _: "rural")
    assert (way.station, way.towards, way.tier) == ("乙", ("甲",), "rural")
    # Ten trains in five hours of rush; one by day; a destination that is not known counts.
    assert way.observed == {"peak": pytest.approx(2), "day": 1 / 8, "edge": pytest.approx(0.4)}
    calls = {pattern.id: pattern.run_min for pattern in network.patterns}
    modelled = sum(
        540 <= start + sum(calls[row.pattern][:1]) < 1020
        for row in network.departures
        if row.direction == ("up" if layers_begin_at(network, "甲") else "down")
        for start in row.departures_min
    )
    assert way.modelled["day"] == pytest.approx(modelled / 8)


def layers_begin_at(network: RailNetwork, name: str) -> bool:
    """Return whether the only pattern begins at a station."""
    (pattern,) = network.patterns
    return network.station_by_id[pattern.calls[0]].ja == name


def trip(line: str, *hops: tuple[float, int]) -> MeasuredTrip:
    observed = ObservedTrip(
        id=line, line=line, line_class="jr_main", calls=(), arrive_min=(), depart_min=()
    )
    return MeasuredTrip(
        trip=observed, km=tuple(km for km, _ in hops), hop_min=tuple(m for _, m in hops)
    )


def test_a_fit_finds_the_speed_that_made_the_minutes() -> None:
    fit = fit_run_time([trip("a", (10, 8), (20, 14)), trip("b", (40, 26), (5, 5))])
    assert fit.speed_kmh == pytest.approx(100)
    assert fit.stop_min == pytest.approx(2)
    errors = compute_errors([trip("c", (10, 9), (20, 16)), trip("d", (30, 20))], fit)
    assert (errors.n_trips, errors.bias_min) == (2, pytest.approx(-1.5))
    assert errors.median_abs_min == pytest.approx(1.5)


def test_hops_that_say_nothing_are_refused() -> None:
    with pytest.raises(InputError, match="fewer than two hops"):
        fit_run_time([trip("a", (10, 8))])
    with pytest.raises(InputError, match="longer hops take no longer"):
        fit_run_time([trip("a", (10, 20), (40, 5))])


def test_overlapping_pieces_of_a_trip_are_cut(tmp_path: Path) -> None:
    (tmp_path / "mt3d_stations.csv").write_text(
        "id,ja,en,lat,lon\nJR-East.A.X,甲,X,36,138\nJR-East.A.Y,乙,Y,36,138.1\nJR-East.B.Y,乙,Y,36,138.1\nJR-East.B.Z,丙,Z,36,138.2\n",
        encoding="utf-8",
    )
    (tmp_path / "mt3d_stop_times.csv").write_text(
        "trip_id,seq,station,arr,dep,odpt_station\nt,1,甲,,23:40,JR-East.A.X\nt,2,乙,23:55,23:56,JR-East.A.Y\n"
        "t,3,甲,,23:41,JR-East.A.X\nt,4,乙,23:57,23:57,JR-East.B.Y\nt,5,丙,00:10,,JR-East.B.Z\n",
        encoding="utf-8",
    )
    (found,) = load_observed_trips(tmp_path)
    assert [name for name, _, _ in found.calls] == ["甲", "乙", "丙"]
    assert found.arrive_min == (1420, 1435, 1450)
    assert found.line == "JR-East.A"
