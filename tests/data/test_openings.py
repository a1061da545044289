"""Before and after an opening: published fastest times beside those of the engine."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from geoaccess.engine.itineraries import plan_pair
from geoaccess.engine.sweep import DayNet, build_day
from geoaccess.model.legs import AccessLegs
from geoaccess.model.network import RailNetwork
from geoaccess.scenario.asof import DatedNetwork
from geoaccess.scenario.trains import TrainBook, build_timetable
from geoaccess.sources.network import load_shipped_network
from tests.engine.timetables import no_direct

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "tests" / "golden" / "openings.csv"
WITHIN_MIN = 5
DAY_S = (5 * 3600, 22 * 3600)
SHORT = {
    ("2015-03-13", "nagano", "kanazawa"),
    ("2022-09-22", "kumamoto", "nagasaki"),
}
"""Journeys with a change that are more than five minutes off: docs/history.md says why."""


@cache
def published() -> tuple[dict[str, str], ...]:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def days() -> dict[tuple[str, str], DayNet]:
    """The trains of each day, once; and without a service that a publication does not count."""
    dated, book = DatedNetwork(load_shipped_network()), TrainBook()
    wanted = sorted({(row["day"], row["without"]) for row in published()})
    nets = {}
    for day, service in wanted:
        network = leave_out(dated.as_of(dt.date.fromisoformat(day)), service)
        nets[day, service] = build_day(build_timetable(network, book=book))
    return nets


def leave_out(network: RailNetwork, service: str) -> RailNetwork:
    """The network without the trains of a service."""
    patterns = tuple(one for one in network.patterns if one.service != service)
    kept = {one.id for one in patterns}
    rows = tuple(row for row in network.departures if row.pattern in kept)
    return replace(network, patterns=patterns, departures=rows)


@cache
def fastest_min(key: tuple[str, str], origin: str, target: str) -> int:
    """Minutes of the quickest journey of the day between two platforms."""
    net = days()[key]
    here, there = (platform(net, one) for one in (origin, target))
    planner = plan_pair(net, origin=here, target=there, direct=no_direct(1, 1))
    return min(one.duration_s for one in planner.pareto_journeys(DAY_S)) // 60


def platform(net: DayNet, station: str) -> AccessLegs:
    zero = np.zeros(1, dtype=np.int32)
    return AccessLegs(
        start=np.array([0, 1]), stop_idx=np.array([net.timetable.stop_id.index(station)]),
        to_stop_s=zero, from_stop_s=zero, mode=("platform",),
    )  # fmt: skip


def minutes(clock: str) -> int:
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def label(row: dict[str, str]) -> str:
    return f"{row['day']}-{row['from']}-{row['to']}"


def both_ways(row: dict[str, str]) -> tuple[int, int]:
    there, back = (row["from"], row["to"]), (row["to"], row["from"])
    key = row["day"], row["without"]
    return fastest_min(key, *there), fastest_min(key, *back)


def compared(row: dict[str, str]) -> int:
    """Minutes of the way that the publication means; without one, of the faster."""
    there, back = both_ways(row)
    return there if row["way"] == "there" else min(there, back)


@pytest.mark.parametrize("row", published(), ids=label)
def test_the_fastest_journey_is_the_published_one(row: dict[str, str]) -> None:
    off = compared(row) - minutes(row["published"])
    is_short = (row["day"], row["from"], row["to"]) in SHORT
    assert (abs(off) > WITHIN_MIN) == is_short, f"{off} minutes off"


def test_each_day_has_six_pairs_that_hold() -> None:
    held = Counter(
        row["day"] for row in published() if (row["day"], row["from"], row["to"]) not in SHORT
    )
    assert len(held) == 8
    assert min(held.values()) >= 6


def test_the_documentation_shows_both_figures_of_every_pair() -> None:
    text = (ROOT / "docs" / "history.md").read_text(encoding="utf-8")
    names = {one.id: one.en for one in load_shipped_network().stations}
    missing = [line for row in published() if (line := documented(row, names)) not in text]
    assert missing == []


def documented(row: dict[str, str], names: dict[str, str]) -> str:
    """The row of docs/history.md."""
    there, back = (f"{one // 60}:{one % 60:02d}" for one in both_ways(row))
    pair = f"{names[row['from']]}–{names[row['to']]}"
    return f"| {row['day']} | {pair} | {there} / {back} | {row['published']} | {row['source']} |"
