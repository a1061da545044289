"""The shipped Shinkansen tables are consistent in themselves (needs shipped data only)."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections import Counter

import pytest

from tests.data.tables import NETWORK, great_circle_km
from tests.data.tables import read_network as read

# Operating km, March-2025 edition. The Joetsu line starts at Omiya and the Hokuriku line at
# Takasaki: a track section belongs to one line only.
LENGTH_KM = {
    "tokaido": 552.6,
    "sanyo": 622.3,
    "kyushu": 288.9,
    "nishi-kyushu": 69.6,
    "tohoku": 713.7,
    "hokkaido": 148.8,
    "joetsu": 303.6,
    "hokuriku": 470.6,
    "yamagata": 148.6,
    "akita": 127.3,
    "gala": 1.8,
}
STATIONS_OF_LINE = {
    "tokaido": 17,
    "sanyo": 19,
    "kyushu": 12,
    "nishi-kyushu": 5,
    "tohoku": 23,
    "hokkaido": 4,
    "joetsu": 10,
    "hokuriku": 19,
    "yamagata": 11,
    "akita": 6,
    "gala": 2,
}
# (line, from, to, opened): every stretch of track that opened on one day.
STRETCHES = [
    ("tokaido", "tokyo", "shin-osaka", "1964-10-01"),
    ("sanyo", "shin-osaka", "okayama", "1972-03-15"),
    ("sanyo", "okayama", "hakata", "1975-03-10"),
    ("tohoku", "omiya", "morioka", "1982-06-23"),
    ("joetsu", "omiya", "niigata", "1982-11-15"),
    ("tohoku", "ueno", "omiya", "1985-03-14"),
    ("gala", "echigo-yuzawa", "gala-yuzawa", "1990-12-20"),
    ("tohoku", "tokyo", "ueno", "1991-06-20"),
    ("yamagata", "fukushima", "yamagata", "1992-07-01"),
    ("akita", "morioka", "akita", "1997-03-22"),
    ("hokuriku", "takasaki", "nagano", "1997-10-01"),
    ("yamagata", "yamagata", "shinjo", "1999-12-04"),
    ("tohoku", "morioka", "hachinohe", "2002-12-01"),
    ("kyushu", "shin-yatsushiro", "kagoshima-chuo", "2004-03-13"),
    ("tohoku", "hachinohe", "shin-aomori", "2010-12-04"),
    ("kyushu", "hakata", "shin-yatsushiro", "2011-03-12"),
    ("hokuriku", "nagano", "kanazawa", "2015-03-14"),
    ("hokkaido", "shin-aomori", "shin-hakodate-hokuto", "2016-03-26"),
    ("nishi-kyushu", "takeo-onsen", "nagasaki", "2022-09-23"),
    ("hokuriku", "kanazawa", "tsuruga", "2024-03-16"),
]
LATER_STATIONS = {
    ("tokaido", "mishima"): "1969-04-25",
    ("tokaido", "shin-fuji"): "1988-03-13",
    ("tokaido", "kakegawa"): "1988-03-13",
    ("tokaido", "mikawa-anjo"): "1988-03-13",
    ("tokaido", "shinagawa"): "2003-10-01",
    ("sanyo", "shin-onomichi"): "1988-03-13",
    ("sanyo", "higashi-hiroshima"): "1988-03-13",
    ("sanyo", "asa"): "1999-03-13",
    ("tohoku", "mizusawa-esashi"): "1985-03-14",
    ("tohoku", "shin-hanamaki"): "1985-03-14",
    ("tohoku", "kurikoma-kogen"): "1990-03-10",
    ("joetsu", "honjo-waseda"): "2004-03-13",
}
# Shin-Hanamaki borrows the operating km of Hanamaki on the conventional line (500.0), so the
# straight line (14.5 km) is longer than the operating km from Kitakami (12.5 km).
SHORT_OPERATING_KM = {("kitakami", "shin-hanamaki")}
# All trains of the service date that reach Gala-Yuzawa are date-specific (ski season).
NO_REGULAR_TRAIN = {"gala-yuzawa"}


@functools.cache
def stations() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in read("stations.csv")}


@functools.cache
def shinkansen_lines() -> tuple[str, ...]:
    return tuple(
        r["id"] for r in read("lines.csv") if r["class"] in ("shinkansen", "mini-shinkansen")
    )


@functools.cache
def sections() -> tuple[dict[str, str], ...]:
    lines = set(shinkansen_lines())
    return tuple(r for r in read("sections.csv") if r["line"] in lines)


@functools.cache
def chains() -> dict[str, list[str]]:
    """Stations of each Shinkansen line in down order."""
    chain: dict[str, list[str]] = {}
    for row in sections():
        seq = chain.setdefault(row["line"], [row["from"]])
        assert seq[-1] == row["from"], f"{row['line']} is broken before {row['from']}"
        seq.append(row["to"])
    return chain


@functools.cache
def services() -> dict[str, dict[str, str]]:
    rows = read("services.csv")
    assert len({r["id"] for r in rows}) == len(rows), "pattern ids are not unique"
    return {r["id"]: r for r in rows}


@functools.cache
def departures() -> tuple[dict[str, str], ...]:
    """Departures of Shinkansen patterns (the table carries the conventional ones too)."""
    return tuple(r for r in read("departures.csv") if r["service"] in services())


def ridden_sections(row: dict[str, str]) -> list[tuple[str, str, str]] | None:
    """Sections (line, from, to in travel order) a pattern rides, or None when it cannot.

    The pattern may change lines only in the order in which it lists them.
    """
    calls = row["calls"].split()
    lines = row["lines"].split()
    position, at, ridden = calls[0], 0, []
    for call in calls[1:]:
        while position != call:
            while at < len(lines):
                seq = chains()[lines[at]]
                rest = {s for line in lines[at + 1 :] for s in chains()[line]}
                if position not in seq:
                    return None
                step = 1 if row["direction"] == "down" else -1
                i = seq.index(position) + step
                here = call in seq and (seq.index(call) - seq.index(position)) * step > 0
                if here or (0 <= i < len(seq) and not (position in rest and at + 1 < len(lines))):
                    break
                at += 1
            if at == len(lines) or not 0 <= i < len(seq):
                return None
            ridden.append((lines[at], position, seq[i]))
            position = seq[i]
    return ridden


# --- stations, lines, sections


def test_ten_lines_and_the_gala_spur() -> None:
    assert set(shinkansen_lines()) == set(LENGTH_KM)
    assert len(set(shinkansen_lines()) - {"gala"}) == 10


def test_119_stations() -> None:
    used = {s for seq in chains().values() for s in seq}
    assert len(used) == 119
    assert used <= set(stations()), f"not in stations.csv: {sorted(used - set(stations()))}"


@pytest.mark.parametrize("line", sorted(LENGTH_KM))
def test_line_length_and_stations(line: str) -> None:
    assert len(chains()[line]) == STATIONS_OF_LINE[line]
    assert len(set(chains()[line])) == STATIONS_OF_LINE[line]
    km = sum(float(r["km"]) for r in sections() if r["line"] == line)
    assert km == pytest.approx(LENGTH_KM[line], abs=0.05)


@pytest.mark.parametrize(("line", "first", "last", "opened"), STRETCHES)
def test_opening_dates(line: str, first: str, last: str, opened: str) -> None:
    seq = chains()[line]
    stretch = seq[seq.index(first) : seq.index(last) + 1]
    for a, b in itertools.pairwise(stretch):
        row = next(r for r in sections() if (r["line"], r["from"], r["to"]) == (line, a, b))
        assert row["opened"] == opened, f"{a}-{b}"
        assert row["closed"] == ""


def test_stretches_cover_every_section() -> None:
    covered = sum(
        chains()[line].index(last) - chains()[line].index(first)
        for line, first, last, _ in STRETCHES
    )
    assert covered == len(sections())


def test_station_openings() -> None:
    rows = read("station_openings.csv")
    found = {(r["line"], r["station"]): r["opened"] for r in rows if r["line"] in LENGTH_KM}
    assert found == LATER_STATIONS
    for (line, station), opened in found.items():
        around = [
            r["opened"] for r in sections() if r["line"] == line and station in (r["from"], r["to"])
        ]
        assert around, station
        assert max(around) < opened, f"{station} is no later than its track"


def test_coordinates_agree_with_operating_km() -> None:
    offenders = []
    for row in sections():
        straight = great_circle_km(stations()[row["from"]], stations()[row["to"]])
        if straight > float(row["km"]) * 1.02 + 1:
            offenders.append((row["from"], row["to"]))
        assert straight > 0.4 * float(row["km"]), f"{row['from']}-{row['to']}: {straight:.1f} km"
    assert set(offenders) == SHORT_OPERATING_KM


def test_stations_have_names_and_plausible_positions() -> None:
    for station in {s for seq in chains().values() for s in seq}:
        row = stations()[station]
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row["id"])
        assert row["ja"]
        assert not row["ja"].endswith("駅")
        assert row["en"]
        assert not row["en"].endswith("Station")
        assert row["en"].isascii()
        assert 31 < float(row["lat"]) < 42
        assert 129 < float(row["lon"]) < 142


# --- services and departures


def test_times_of_every_pattern() -> None:
    for row in services().values():
        calls, run = row["calls"].split(), [int(x) for x in row["run_min"].split()]
        dwell = [int(x) for x in row["dwell_min"].split()]
        assert len(set(calls)) == len(calls) >= 2, row["id"]
        assert len(run) == len(calls) - 1, row["id"]
        assert len(dwell) == len(calls) - 2, row["id"]
        assert min(run) >= 1, row["id"]
        assert min(dwell, default=0) >= 0, row["id"]
        assert set(calls) <= set(stations()), row["id"]
        assert row["direction"] in ("down", "up"), row["id"]


def test_consecutive_calls_are_connected_by_the_listed_lines() -> None:
    bad = [row["id"] for row in services().values() if ridden_sections(row) is None]
    assert not bad, f"{len(bad)} patterns leave their lines: {bad[:5]}"
    for row in services().values():
        ridden = [line for line, _, _ in ridden_sections(row) or []]
        assert list(dict.fromkeys(ridden)) == row["lines"].split(), row["id"]


def test_speeds_are_possible() -> None:
    km_of = {frozenset((r["from"], r["to"])): float(r["km"]) for r in sections()}
    for row in services().values():
        ridden = ridden_sections(row) or []
        km = sum(km_of[frozenset((a, b))] for _, a, b in ridden)
        minutes = sum(map(int, row["run_min"].split())) + sum(map(int, row["dwell_min"].split()))
        assert 40 < km / minutes * 60 < 300, f"{row['id']}: {km / minutes * 60:.0f} km/h"


def test_every_departure_is_of_a_known_pattern_and_ordered() -> None:
    rows = read("departures.csv")
    express = NETWORK / "express.csv"
    known = set(services())
    if express.exists():
        known |= {r["id"] for r in read("express.csv")}
        assert not {r["id"] for r in read("express.csv")} & set(services())
    unknown = [r["service"] for r in rows if r["service"] not in known]
    assert not unknown, f"{len(unknown)} departures of unknown patterns: {unknown[:5]}"
    assert {r["service"] for r in departures()} == set(services()), "a pattern never departs"
    for row in departures():
        times = row["departures"].split()
        assert times, row["service"]
        assert all(re.fullmatch(r"[0-2]\d:[0-5]\d", t) for t in times), row["service"]
        assert times == sorted(times), row["service"]
        assert row["direction"] == services()[row["service"]]["direction"], row["service"]
        assert row["days"] in ("daily", "weekday"), row["service"]
        assert times[0] >= "05:00", row["service"]
        assert times[-1] <= "23:59", row["service"]


def test_trains_a_day_by_service() -> None:
    count: Counter[str] = Counter()
    for row in departures():
        count[services()[row["service"]]["service"]] += len(row["departures"].split())
    assert sum(count.values()) == 927  # 905 daily and 22 on weekdays, Tuesday 2026-03-10
    assert len(count) == 19
    assert count["Kagayaki"] == 20
    assert count["Hakutaka"] == 31
    assert count["Kamome"] == 47


def test_no_orphan_station() -> None:
    called = {s for row in services().values() for s in row["calls"].split()}
    on_lines = {s for seq in chains().values() for s in seq}
    assert called <= on_lines
    assert on_lines - called == NO_REGULAR_TRAIN


def test_services_open_with_or_after_some_track_they_use() -> None:
    opened_of = {(r["line"], frozenset((r["from"], r["to"]))): r["opened"] for r in sections()}
    dates: dict[str, set[str]] = {}
    track: dict[str, set[str]] = {}
    for row in services().values():
        dates.setdefault(row["service"], set()).add(row["opened"])
        ridden = ridden_sections(row) or []
        track.setdefault(row["service"], set()).update(
            opened_of[line, frozenset((a, b))] for line, a, b in ridden
        )
    for service, opened in dates.items():
        assert len(opened) == 1, f"{service} has several opening dates: {sorted(opened)}"
        day = next(iter(opened))
        assert not day or dt.date.fromisoformat(day) >= dt.date.fromisoformat(min(track[service]))


def test_every_open_section_has_trains_at_every_opening() -> None:
    """`--as-of` must never show track without a train (but for the seasonal Gala spur)."""
    ridden = {i: ridden_sections(row) or [] for i, row in services().items()}
    for day in sorted({s[3] for s in STRETCHES}):
        runs = {
            (line, frozenset((a, b)))
            for i, row in services().items()
            if row["opened"] <= day
            for line, a, b in ridden[i]
        }
        bare = [
            (r["line"], r["from"], r["to"])
            for r in sections()
            if r["opened"] <= day
            and r["line"] != "gala"
            and (r["line"], frozenset((r["from"], r["to"]))) not in runs
        ]
        assert not bare, f"{day}: {bare[:5]}"


# --- transfers


def test_transfers() -> None:
    on_lines = {s for seq in chains().values() for s in seq}
    minutes = {
        r["station"]: int(r["minutes"])
        for r in read("transfers.csv")
        if r["station"] in on_lines and not r["to_station"]
    }
    assert all(1 <= m <= 20 for m in minutes.values())
    assert minutes["tsuruga"] == 8
    assert minutes["takeo-onsen"] == 3
    lines_at = Counter(s for seq in chains().values() for s in seq)
    junctions = {s for s, n in lines_at.items() if n > 1}
    assert junctions <= set(minutes), f"no minutes at {sorted(junctions - set(minutes))}"
