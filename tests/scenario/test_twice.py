"""Trains that tables and a feed both hold run once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.config import load_config
from geoaccess.model.timetable import Timetable
from geoaccess.pipeline.networks import load_networks
from geoaccess.scenario.twice import WITHIN_MIN, drop_running_twice
from geoaccess.sources.shipped import config_path
from geoaccess.units import EARTH_RADIUS_M
from tests.engine.timetables import timetable

M_PER_DEGREE = np.radians(EARTH_RADIUS_M)
RAIL = "One: X 08:00, Y 09:00, Z 10:00\nTwo: X 09:00, Z 10:30"


def at(text: str, shift_m: float = 0) -> Timetable:
    """Return a timetable whose stops lie 50 km apart by letter, moved east by some metres."""
    table = timetable(text)
    east = {"x": 0, "y": 50_000, "z": 100_000, "w": 150_000}
    lon = np.array([(east[stop.lower()] + shift_m) / M_PER_DEGREE for stop in table.stop_id])
    object.__setattr__(table, "stop_lon", lon)
    object.__setattr__(table, "stop_lat", np.zeros(len(lon)))
    return table


def left(feed: str, rail: str = RAIL, shift_m: float = 200) -> list[str]:
    kept, dropped = drop_running_twice(at(rail), at(feed, shift_m))
    assert dropped == len(at(feed).trips) - len(kept.trips)
    return [trip.id for trip in kept.trips]


@pytest.mark.parametrize(
    ("feed", "kept"),
    [
        ("same: x 08:00, y 09:00, z 10:00", []),
        ("near: x 08:00, y 09:03, z 09:57", []),
        ("slow: x 08:00, y 09:00, z 10:04", ["slow"]),
        ("late: x 08:01, y 09:00, z 10:00", ["late"]),
        ("fast: x 08:00, z 10:00", ["fast"]),
        ("on: x 08:00, y 09:00, z 10:00, w 11:00", ["on"]),
        ("back: z 08:00, y 09:00, x 10:00", ["back"]),
        ("a: x 08:00, y 09:00, z 10:00\nb: x 09:00, z 10:30\nc: y 09:00, z 10:00", ["c"]),
    ],
)
def test_a_train_is_dropped_only_where_stops_and_minutes_agree(feed: str, kept: list[str]) -> None:
    assert left(feed) == kept


def test_stops_beyond_300_m_are_others() -> None:
    assert left("same: x 08:00, y 09:00, z 10:00", shift_m=310) == ["same"]


def test_a_train_of_the_tables_stands_for_one_train_that_agrees_best() -> None:
    feed = "worse: x 08:00, y 09:02, z 10:00\nbest: x 08:00, y 09:00, z 10:00"
    assert left(feed) == ["worse"]
    assert left(feed, RAIL + "\nThree: X 08:00, Y 09:00, Z 10:00") == []


def test_the_rest_of_a_feed_stays_as_it_is() -> None:
    feed = at("a: x 08:00, y 09:00, z 10:00\nb: y 09:10, w 11:00\nwalk x y 9")
    kept, _ = drop_running_twice(at(RAIL), feed)
    assert kept.stop_id == feed.stop_id
    assert kept.walk_s.tolist() == feed.walk_s.tolist()
    assert [kept.stop_id[i] for i in kept.call_stop_idx] == ["y", "w"]
    assert kept.call_departure_s.tolist() == feed.call_departure_s[3:].tolist()
    assert kept.call_lines == feed.call_lines[3:]


@given(st.lists(st.integers(0, 6), min_size=1, max_size=6), st.lists(st.integers(-5, 5)))
def test_never_more_are_dropped_than_the_tables_hold(starts: list[int], off: list[int]) -> None:
    def trips(minutes: list[int], ends: list[int]) -> str:
        return "\n".join(
            f"t{i}: x 08:{m:02d}, y 09:{m + 10 + end:02d}"
            for i, (m, end) in enumerate(zip(minutes, ends, strict=True))
        )

    ends = (off * 6 + [0] * 6)[: len(starts)]
    rail, feed = at(trips(starts, [0] * len(starts))), at(trips(starts, ends))
    _, dropped = drop_running_twice(rail, feed)
    # An oracle by start minute: as many as lie within the tolerance.
    assert dropped == sum(abs(end) <= WITHIN_MIN for end in ends)


def test_shinkansen_of_a_feed_run_once_beside_the_shipped_ones(shared_data: Path) -> None:
    feed = shared_data / "rail" / "shinkansen-2026-03-10.gtfs.zip"
    networks = load_networks(
        ["japan", str(feed)],
        service_date=dt.date(2026, 3, 10),
        as_of=None,
        config=load_config(config_path("score.yaml")),
    )
    assert networks.feed is not None
    assert len(networks.feed.timetable.trips) == 147
    (said,) = [note for note in networks.notes if "run once" in note.en]
    assert said.en.startswith("913 of 1,060 trains of the feeds")
    assert "1,060本のうち913本" in said.ja
