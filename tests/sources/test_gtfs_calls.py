"""Calls of trips: blank times, loops, zero-minute hops, blocked boarding and alighting."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.engine.sweep import build_day
from geoaccess.sources.gtfs import load_gtfs
from tests.sources.gtfsfeeds import (
    CALLS,
    TUESDAY,
    calls_of,
    english,
    load,
    stop_times,
    trips,
    write_feed,
)

WITH_DISTANCE = f"{CALLS},shape_dist_traveled\n"


def calls_with_distance(*cells: tuple[str, str, str]) -> str:
    """Return stop_times.txt of one trip from (stop, time, distance)."""
    return WITH_DISTANCE + "".join(
        f"t,{time},{time},{stop},{i},{distance}\n" for i, (stop, time, distance) in enumerate(cells)
    )


def test_rows_in_any_order_are_sorted_by_sequence(tmp_path: Path) -> None:
    calls = f"{CALLS}\nt,08:30:00,08:30:00,C,30\nt,8:00:00,8:00:00,A,4\nt,08:10:00,08:12:00,B,10\n"
    assert calls_of(load(tmp_path, stop_times=calls).timetable) == {
        "t": "A 08:00, B 08:10/08:12, C 08:30"
    }


def test_blank_times_are_even_by_call(tmp_path: Path) -> None:
    calls = stop_times("t: A 08:00, B -, C -, D 08:10")
    assert calls_of(load(tmp_path, stop_times=calls).timetable) == {
        "t": "A 08:00, B 08:03:20, C 08:06:40, D 08:10"
    }


def test_blank_times_lie_between_departure_and_arrival(tmp_path: Path) -> None:
    calls = stop_times("t: A 08:00, B 08:10/08:20, C -, D 08:30/08:40, A -, B 08:50")
    assert calls_of(load(tmp_path, stop_times=calls).timetable) == {
        "t": "A 08:00, B 08:10/08:20, C 08:25, D 08:30/08:40, A 08:45, B 08:50"
    }


def test_blank_times_by_distance(tmp_path: Path) -> None:
    calls = calls_with_distance(
        ("A", "08:00:00", "0"), ("B", "", "9.0"), ("C", "", "9.5"), ("D", "08:10:00", "10")
    )
    assert calls_of(load(tmp_path, stop_times=calls).timetable) == {
        "t": "A 08:00, B 08:09, C 08:09:30, D 08:10"
    }


@pytest.mark.parametrize("distances", ["0, ,9,10", " ,1,9,10", "0,1,9, ", "0,9,1,10", "0,0,0,0"])
def test_gaps_without_rising_distance_are_even(tmp_path: Path, distances: str) -> None:
    cells = zip("ABCD", ("08:00:00", "", "", "08:09:00"), distances.split(","), strict=True)
    calls = calls_with_distance(*cells)
    assert calls_of(load(tmp_path, stop_times=calls).timetable) == {
        "t": "A 08:00, B 08:03, C 08:06, D 08:09"
    }


def test_each_gap_has_its_own_rule(tmp_path: Path) -> None:
    calls = calls_with_distance(
        ("A", "08:00:00", "0"), ("B", "", "1"), ("C", "08:10:00", "10"), ("D", "", ""),
        ("A", "08:20:00", "20"),
    )  # fmt: skip
    assert calls_of(load(tmp_path, stop_times=calls).timetable) == {
        "t": "A 08:00, B 08:01, C 08:10, D 08:15, A 08:20"
    }


def test_one_of_arrival_and_departure_stands_for_both(tmp_path: Path) -> None:
    calls = f"{CALLS}\nt,,08:00:00,A,1\nt,08:10:00,,B,2\nt,08:30:00,,C,3\n"
    assert calls_of(load(tmp_path, stop_times=calls).timetable) == {
        "t": "A 08:00, B 08:10, C 08:30"
    }


def test_times_without_seconds(tmp_path: Path) -> None:
    calls = f"{CALLS}\nt,8:00,8:00,A,1\nt,08:10,08:11,B,2\n"
    assert calls_of(load(tmp_path, stop_times=calls).timetable) == {"t": "A 08:00, B 08:10/08:11"}


def test_zero_minute_hops(tmp_path: Path) -> None:
    timetable = load(tmp_path, stop_times=stop_times("t: A 08:00, B 08:00, C 08:00")).timetable
    assert calls_of(timetable) == {"t": "A 08:00, B 08:00, C 08:00"}
    assert build_day(timetable).out.n_events == 2


def test_loop(tmp_path: Path) -> None:
    calls = stop_times("t: A 08:00, B 08:10, A 08:20, A 08:30, C 08:40")
    assert calls_of(load(tmp_path, stop_times=calls).timetable) == {
        "t": "A 08:00, B 08:10, A 08:20, A 08:30, C 08:40"
    }


def test_pickup_and_drop_off(tmp_path: Path) -> None:
    rows = ("A,1,0,1", "B,2,1,", "C,3,2,3", "D,4,1,0")
    calls = f"{CALLS},pickup_type,drop_off_type\n" + "".join(
        f"t,08:{i}0:00,08:{i}0:00,{row}\n" for i, row in enumerate(rows)
    )
    timetable = load(tmp_path, stop_times=calls).timetable
    assert timetable.call_can_board.tolist() == [True, False, True, False]
    assert timetable.call_can_alight.tolist() == [False, True, True, True]


def test_blocked_boarding_stays_with_its_call_after_midnight(tmp_path: Path) -> None:
    calls = f"{CALLS},pickup_type\nt,23:00:00,23:00:00,A,1,\nt,24:10:00,24:10:00,B,2,1\n"
    calls += "t,24:20:00,24:20:00,C,3,\nt,24:30:00,24:30:00,D,4,\n"
    timetable = load(tmp_path, stop_times=calls).timetable
    assert timetable.call_can_board.tolist() == [True, False, True, True, False, True, True]


def test_trips_of_one_call_are_left_out(tmp_path: Path) -> None:
    calls = stop_times("t: A 08:00, B 08:10", "u: A 09:00")
    feed = load(tmp_path, stop_times=calls, trips=trips("t", "u", "v"))
    assert list(calls_of(feed.timetable)) == ["t"]
    assert english(feed) == ("feed: trips.txt: 2 trips with fewer than two calls left out (u, v)",)


def test_faulty_times_of_trips_that_do_not_run_are_no_obstacle(tmp_path: Path) -> None:
    calls = stop_times("t: A 08:00, B 08:10", "u: A 09:00, B 08:00")
    table = trips("t") + "r,never,u\n"
    assert list(calls_of(load(tmp_path, stop_times=calls, trips=table).timetable)) == ["t"]


@settings(max_examples=60)
@given(data=st.data())
def test_blank_times_equal_a_plain_reckoning(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Two trips with random gaps and distances, against the rule written out call by call."""
    text, expected = WITH_DISTANCE, []
    for name in ("t", "u"):
        cells = []
        now_s = data.draw(st.integers(0, 3600))
        n_calls = data.draw(st.integers(2, 7))
        for i in range(n_calls):
            now_s += data.draw(st.integers(0, 900))
            given_time = i in {0, n_calls - 1} or data.draw(st.booleans())
            distance = data.draw(st.none() | st.integers(0, 5))
            cells.append((now_s if given_time else None, distance))
        for i, (time_s, distance) in enumerate(cells):
            clock = (
                ""
                if time_s is None
                else f"{time_s // 3600}:{time_s // 60 % 60:02d}:{time_s % 60:02d}"
            )
            text += f"{name},{clock},{clock},{'ABCD'[i % 4]},{i},{'' if distance is None else distance}\n"
        expected += plain_times(cells)
    folder = tmp_path_factory.mktemp("feed")
    path = write_feed(folder, stop_times=text, trips=trips("t", "u"))
    assert load_gtfs([path], TUESDAY).timetable.call_arrival_s.tolist() == expected


def plain_times(cells: list[tuple[int | None, int | None]]) -> list[int]:
    """Return the times of one trip, every gap filled in by the rule."""
    times = []
    for i, (time_s, _) in enumerate(cells):
        if time_s is not None:
            times.append(time_s)
            continue
        before = max(k for k in range(i) if cells[k][0] is not None)
        after = min(k for k in range(i, len(cells)) if cells[k][0] is not None)
        here = [cells[k][1] for k in range(before, after + 1)]
        places: list[float] = list(range(before, after + 1))
        known = [d for d in here if d is not None]
        if len(known) == len(here) and known == sorted(known) and known[-1] > known[0]:
            places = [float(d) for d in known]
        share = (places[i - before] - places[0]) / (places[-1] - places[0])
        start_s, end_s = cells[before][0], cells[after][0]
        assert start_s is not None
        assert end_s is not None
        times.append(round(start_s + share * (end_s - start_s)))
    return times
