"""The shipped trains held against collections of others: pairs, published facts, boards."""

from __future__ import annotations

import datetime as dt
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from geoaccess.model.observed import DirectPair
from geoaccess.model.published import PublishedService
from geoaccess.sources.railfacts import (
    list_departures,
    load_boards,
    load_direct_pairs,
    load_observed_trains,
    load_published_services,
)
from geoaccess.sources.railways.calibration import ObservedTrip, load_observed_trips
from tests.data.outside import Group, ShippedTrain, compare_boards, fold, shipped_trains
from tests.data.tables import ROOT, read_network

EDITION = (dt.date(2025, 3, 15), dt.date(2026, 3, 14))
Ride = tuple[int, int]
"""Departure and arrival, minutes of the service day."""


def spread(values: Sequence[float]) -> str:
    """Return how often each difference occurs, for the log."""
    return ", ".join(f"{value:+g}: {count}" for value, count in sorted(Counter(values).items()))


# --- (a) direct pairs of the Shinkansen


@cache
def shinkansen_rides() -> dict[tuple[str, str], list[Ride]]:
    found = defaultdict(list)
    for train in shipped_trains():
        if train.is_shinkansen:
            for i, origin in enumerate(train.calls):
                for k in range(i + 1, len(train.calls)):
                    ride = train.depart_min[i], train.arrive_min[k]
                    found[origin, train.calls[k]].append(ride)
    return dict(found)


@pytest.fixture(scope="module")
def pairs(shared_data: Path) -> dict[tuple[str, str], DirectPair]:
    return load_direct_pairs(shared_data / "rail" / "timetable" / "od_direct.csv")


def test_every_pair_has_its_regular_trains(pairs) -> None:
    """Exactly: the tables list the trains of every day and of weekdays, and no others.

    The observed day adds 133 trains of single dates; 18 pairs (Gala-Yuzawa; Ichinoseki to
    Kikonai and Okutsugaru-Imabetsu) have none but these and are not in the tables.
    """
    regular = {ends: one.regular_trains for ends, one in pairs.items() if one.regular_trains}
    assert {ends: len(rides) for ends, rides in shinkansen_rides().items()} == regular
    assert len(pairs) - len(regular) == 18
    by_extra = [ends for ends, one in pairs.items() if not one.regular_trains]
    assert sum("ガーラ湯沢" in ends for ends in by_extra) == 16


def test_fastest_train_of_a_pair(pairs) -> None:
    """Never faster than observed; slower by 2 minutes at most unless a train of single dates was.

    A pattern takes the medians of its trains and is split where that is more than 2 minutes
    off between any two calls. The fastest of a pair may be a train of single dates that the
    tables leave out: then the difference has no bound, and such pairs are counted.
    """
    off = {
        ends: min(b - a for a, b in rides) - pairs[ends].fastest_min
        for ends, rides in shinkansen_rides().items()
    }
    print(f"\nfastest, tables less observed: {spread(list(off.values()))}")
    slow = [ends for ends, minutes in off.items() if minutes > 2]
    assert min(off.values()) >= 0
    assert np.mean([minutes <= 1 for minutes in off.values()]) > 0.97
    assert [ends for ends in slow if pairs[ends].trains == pairs[ends].regular_trains] == []
    assert len(slow) == 60


def test_median_train_of_a_pair(pairs) -> None:
    """Within 2 minutes for 98 % of pairs; beyond where one train of single dates moves it."""
    off = [
        statistics.median(b - a for a, b in rides) - pairs[ends].median_min
        for ends, rides in shinkansen_rides().items()
    ]
    print(f"\nmedian: mean difference {np.mean(np.abs(off)):.2f} min, {min(off)} to {max(off)}")
    assert np.mean(np.abs(off) <= 2) > 0.98
    assert np.mean(np.abs(off)) < 0.3


def test_first_and_last_train_of_a_pair(pairs) -> None:
    """Within 4 minutes, but where a train of single dates is the first or the last one.

    Departures on the way are the pattern's medians: 2 minutes of a pattern's spread, and as
    many for rounding over a long way.
    """
    first = {
        e: min(a for a, _ in r) - pairs[e].first_depart_min for e, r in shinkansen_rides().items()
    }
    last = {
        e: max(b for _, b in r) - pairs[e].last_arrive_min for e, r in shinkansen_rides().items()
    }
    for off in (first, last):
        far = [ends for ends, minutes in off.items() if abs(minutes) > 4]
        print(f"\n{len(far)} of {len(off)} pairs beyond 4 minutes")
        assert [ends for ends in far if pairs[ends].trains == pairs[ends].regular_trains] == []
        assert len(far) < 0.03 * len(off)


def test_headways_count_coupled_trains_once(shared_data: Path) -> None:
    """Tokyo to Sendai: the same departures, portions that run coupled as one."""
    folder = shared_data / "rail" / "timetable"
    observed = load_observed_trains(folder / "trips.csv", folder / "stop_times.csv")
    regular = [train for train in observed if train.days != "extra"]
    minutes = [minute for minute, _ in list_departures(regular, "東京", ["仙台"])]
    rides = shinkansen_rides()["東京", "仙台"]
    mine = sorted({depart for depart, _ in rides})
    print(f"\n{len(rides)} trains, {len(mine)} departures; mean headway {np.diff(mine).mean():.1f}")
    assert mine == minutes
    assert len(rides) > len(mine)


# --- (b) published facts of limited expresses

OTHER_NAMES = {"N'EX": {"Narita Express"}, "Nichirin": {"Nichirin", "Nichirin Seagaia"}}
# Where the tables are off by more than the tolerance, and why (docs/data-checks.md).
FASTEST = {
    "Hida 名古屋–高山": "130 is one train in print; its pattern takes the usual 139 to 145",
    "Hitachi/Tokiwa 上野–水戸": "half run in 67 and half in 78 minutes: 74 lies between",
}
COUNTS = {
    "Hitachi 上野–日立": "the published count includes the Tokiwa to Takahagi",
    "Nichirin 大分–宮崎": "about 10, of 2013 to 2016",
    "Relay Kamome 博多–武雄温泉": "published with the Midori that take its role",
    "Lilac/Kamui 札幌–旭川": "21 on the board of 2026-05, 24 in older print",
    "Kuroshio 大阪–白浜/新宮": "trains that go part of the way are counted on the board",
}
ENDS = {
    "Hitachi 上野–日立": "last train of the count is a Tokiwa",
    "Hitachi 上野–仙台": "17:00 on the newer board, 16:00 in 2020",
    "Super Hakuto 大阪–鳥取": "07:38 is missing in the published list",
    "Nanki 名古屋–紀伊勝浦": "the last train goes to Owase or Shingu only",
    "Shiokaze 岡山–松山": "the last train goes part of the way",
    "Ishizuchi 高松–松山": "the last train goes part of the way",
    "Sonic 博多–大分": "the last train goes to Nakatsu",
    "Kuroshio 大阪–白浜/新宮": "the last train goes part of the way",
    "Midori 博多–佐世保": "boards of 2026-06, part of the trains moved in 2026-03",
}


def name_of(one: PublishedService) -> str:
    return f"{'/'.join(one.services)} {one.origin}–{'/'.join(one.destinations)}"


def rides_of(one: PublishedService) -> list[Ride]:
    """Return the rides of the shipped trains that a published fact means."""
    services = {name for service in one.services for name in OTHER_NAMES.get(service, {service})}
    found = []
    for train in shipped_trains():
        if services & set(re.split(r" / ", train.service)) and one.origin in train.calls:
            i = train.calls.index(one.origin)
            ends = [train.calls.index(d) for d in one.destinations if d in train.calls[i + 1 :]]
            if ends:
                found.append((train.depart_min[i], train.arrive_min[min(ends)]))
    return sorted(found)


@pytest.fixture(scope="module")
def published(shared_data: Path) -> tuple[PublishedService, ...]:
    return load_published_services(shared_data / "rail/express/limited_express_facts.csv")


def test_every_published_service_runs(published) -> None:
    assert len(published) == 39
    assert [name_of(one) for one in published if not rides_of(one)] == []


def test_fastest_and_usual_minutes_of_services(published) -> None:
    """Fastest: 3 minutes under to 5 % over; median: within 5 % or 3 minutes of the usual.

    A printed figure is rounded and of one day; the tables carry one to three patterns per
    service. Patterns differ from single trains by up to 5 minutes, 5 % of a usual run.
    """
    far, compared = {}, 0
    for one in published:
        minutes = [b - a for a, b in rides_of(one)]
        for figure, mine in (
            (one.fastest_min, min(minutes)),
            (one.typical_min, statistics.median(minutes)),
        ):
            if figure is not None:
                compared += 1
                within = max(3.0, 0.05 * figure.middle())
                if not figure.holds(mine, within=within):
                    far[name_of(one)] = f"{mine:g} for {figure.low:g}-{figure.high:g}"
    print(f"\n{compared} figures, beyond: {far}")
    assert compared >= 50
    assert set(far) <= set(FASTEST)


def test_trains_a_day_of_services(published) -> None:
    """As many as published, one train or 10 % more or less."""
    off, far = [], {}
    for one in published:
        if one.trains_a_day is not None:
            mine, figure = len(rides_of(one)), one.trains_a_day
            off.append(mine - min(max(mine, figure.low), figure.high))
            if not figure.holds(mine, within=max(1.0, 0.1 * figure.middle())):
                far[name_of(one)] = f"{mine} for {figure.low:g}"
    print(f"\ntrains, tables less published: {spread(off)}; beyond: {far}")
    assert set(far) <= set(COUNTS)


def test_first_and_last_train_of_services(published) -> None:
    """In the same minute where both come from one board; 5 minutes for other editions."""
    off, far = [], {}
    for one in published:
        rides = rides_of(one)
        for figure, mine in ((one.first_min, rides[0][0]), (one.last_min, rides[-1][0])):
            if figure is not None:
                off.append(mine - figure)
                if abs(mine - figure) > 5:
                    far[name_of(one)] = f"{mine - figure:+d}"
    same = np.mean(np.array(off) == 0)
    print(f"\nfirst and last: {same:.0%} of {len(off)} in the same minute; beyond 5: {far}")
    assert same > 0.75
    assert set(far) <= set(ENDS)


def test_the_documented_table_is_that_of_the_tables(published) -> None:
    """docs/data-checks.md prints minutes, trains, first and last: they follow from the tables."""
    text = (ROOT / "docs" / "data-checks.md").read_text(encoding="utf-8")
    part = text.split("## Limited expresses against 39 published facts")[1].split("\nWhy they")[0]
    rows = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in part.splitlines()
        if line.startswith("|") and "–" in line
    ][-39:]
    assert len(rows) == 39
    wrong = []
    for one, row in zip(published, rows, strict=True):
        rides = rides_of(one)
        minutes = [b - a for a, b in rides]
        ends = "–".join(f"{m // 60:02d}:{m % 60:02d}" for m in (rides[0][0], rides[-1][0]))
        mine = [f"{min(minutes):g} / {statistics.median(minutes):g}", str(len(rides)), ends]
        if [row[3], row[5], row[7]] != mine:
            wrong.append(f"{row[0]} {row[1]}: {row[3]}, {row[5]}, {row[7]} is {mine}")
    print("\n", *wrong, sep="\n")
    assert wrong == []


# --- (c) departure boards

# Groups of trains where more than two are missing on one side, and why.
EXPLAINED = {
    ("博多", "かささぎ"): "boards of 2026-06: the evening trains were moved in 2026-03",
    ("博多", "みどり"): "boards of 2026-06: Midori and Relay Kamome were moved in 2026-03",
    ("小倉", "きらめき"): "boards of 2026-06 name trains through to Kyushu otherwise",
    ("浅草", "けごん"): "board of 2026-06: Tobu moved its trains in 2026-03",
    ("品川", "踊り子"): "trains of single days, and the Saphir, are on the board",
    ("鳥栖", "ゆふいんの森"): "one pair ran as Yufu while its own cars were in the works",
}
# Trains of the tables that call where a board lists them and the tables do not.
NOT_THERE = {
    ("千葉", "成田エクスプレス"): "all call at Chiba since 2026-03; none of the shipped edition",
    ("小倉", "かささぎ"): "three run through to Kokura or Moji-ko",
    ("小倉", "みどり"): "two Relay Kamome run through to Kokura or Moji-ko",
    ("大垣", "ひだ"): "the one Hida to Osaka is left out",
    ("大阪", "ひだ"): "the one Hida to Osaka is left out",
    ("米原", "ひだ"): "the one Hida to Osaka is left out",
    ("曳舟", "りょうもう"): "evening trains call at Hikifune; their patterns do not",
    ("曳舟", "けごん"): "evening trains call at Hikifune; their patterns do not",
}


@pytest.fixture(scope="module")
def groups(shared_data: Path) -> list[Group]:
    folder = shared_data / "rail" / "express"
    boards = load_boards(folder / "boards.csv", folder / "boards_index.csv")
    return compare_boards(boards, first=EDITION[0], changed=EDITION[1])


def share_within(groups: Sequence[Group], minutes: int) -> float:
    """Return the share of trains on boards with one of the tables so near in time."""
    near = sum(abs(off) <= minutes for group in groups for off in group.offs)
    return near / sum(group.n_board for group in groups)


@pytest.mark.parametrize(
    ("is_of_edition", "exact", "within_2", "within_5"),
    [(True, 0.70, 0.90, 0.97), (False, 0.70, 0.90, 0.96)],
    ids=["edition", "later"],
)
def test_trains_on_boards_leave_when_the_tables_say(
    groups: list[Group], is_of_edition: bool, exact: float, within_2: float, within_5: float
) -> None:
    """Matched one to one within 5 minutes, the most that a pattern may be off a train.

    Half of these boards set departures of the tables, and hit the minute. The others show
    the same trains further on their way, where a pattern of medians decides. Boards changed
    since 2026-03-14 are of the next timetable, so that some trains have moved.
    """
    own = [one for one in groups if one.is_of_edition == is_of_edition and one.n_table]
    total, table = sum(one.n_board for one in own), sum(one.n_table for one in own)
    shares = [share_within(own, minutes) for minutes in (0, 1, 2, 5)]
    print(f"\n{len(own)} groups, {total} trains on boards, {table} in the tables;")
    print("within 0, 1, 2, 5 minutes:", *(f"{share:.1%}" for share in shares))
    assert total > 600
    assert shares[0] > exact
    assert shares[2] > within_2
    assert shares[3] > within_5


def test_as_many_trains_as_on_the_boards(groups: list[Group]) -> None:
    """Two trains more or less in a group, each side; more only where the reason is known."""
    odd = {
        (one.station, name): (one.board_only, one.table_only)
        for one in groups
        for name in sorted(one.names)
        if one.n_table and max(len(one.board_only), len(one.table_only)) > 2
    }
    known = {(one.station, other) for one in groups for name in one.names
             for other in one.names if (one.station, name) in EXPLAINED}  # fmt: skip
    assert {key: found for key, found in odd.items() if key not in known} == {}


def test_what_calls_where_the_tables_have_no_call_is_known(groups: list[Group]) -> None:
    lacking = {(one.station, name) for one in groups for name in one.names if not one.n_table} - {
        ("曳舟", "スペーシアX"),
        ("小倉", "リレーかもめ"),
    }
    assert lacking <= set(NOT_THERE)


# --- (d) stop times around Tokyo

MINI_TOKYO, MOST_OFF_MIN = "mini-tokyo-3d", 5


def kanto_trains() -> list[ShippedTrain]:
    """Return the shipped trains whose minutes are those of Mini Tokyo 3D."""
    from_there = {
        row["id"]
        for row in read_network("express.csv")
        if MINI_TOKYO in row["source"].split() and not row["closed"]
    }
    bands = {row["service"] for row in read_network("departures.csv") if row["headway_min"]}
    return [train for train in shipped_trains() if train.id.split(":")[0] in from_there - bands]


def differences(train: ShippedTrain, trip: ObservedTrip) -> list[int] | None:
    """Return minutes of the tables less observed at common calls; None for another train."""
    own = {call: i for i, (call, _, _) in enumerate(trip.calls)}
    common = [(i, own[call]) for i, call in enumerate(train.calls) if call in own]
    if len(common) < 2 or [k for _, k in common] != sorted(k for _, k in common):
        return None
    off = [train.depart_min[i] - trip.depart_min[k] for i, k in common[:-1]]
    last, end = common[-1]
    return [*off, train.arrive_min[last] - trip.arrive_min[end]] if abs(off[0]) <= 1 else None


def test_trains_around_tokyo_keep_the_minutes_of_their_own_run(shared_data: Path) -> None:
    """At each call 5 minutes off at most: a train beyond that has a pattern of its own.

    A pattern takes the medians of its trains, and those of the rush hours are slower: before
    they were set apart, 71 of 518 trains were off by more, up to 26 minutes on arrival in
    Ueno. Trains are matched by name and departure at their first common call.
    """
    trips: dict[str, list[ObservedTrip]] = defaultdict(list)
    for trip in load_observed_trips(shared_data / "rail" / "express"):
        for name in trip.id.split("@")[0].split("/"):
            trips[fold(re.sub(r"\s*\d+号", "", name)).removeprefix("リバティ")].append(trip)
    worst, lost = [], []
    for train in kanto_trains():
        found = [off for name in trip_names(train) for one in trips[name]
                 if (off := differences(train, one)) is not None]  # fmt: skip
        if found:
            best = min(found, key=lambda off: (-len(off), sum(map(abs, off))))
            worst.append(max(map(abs, best)))
        else:
            lost.append(train.id)
    print(f"\n{len(worst)} trains, {len(lost)} without a trip; largest {spread(worst)}")
    assert len(worst) > 480
    assert max(worst) <= MOST_OFF_MIN
    assert len(lost) < 30


def trip_names(train: ShippedTrain) -> set[str]:
    """Return the names that a train has in Mini Tokyo 3D."""
    by_id = {row["id"]: row["service_ja"] for row in read_network("express.csv")}
    name = re.sub("（.*）", "", by_id[train.id.split(":")[0]])
    return {name, *name.split("・")}
