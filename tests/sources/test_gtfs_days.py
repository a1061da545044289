"""Which trips run on a service date, and when: calendars, midnight, frequencies."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geoaccess.errors import InputError
from geoaccess.sources.gtfs import find_service_dates, load_gtfs
from tests.sources.gtfsfeeds import (
    CALENDAR,
    TUESDAY,
    calls_of,
    english,
    load,
    stop_times,
    trips,
    write_feed,
)

SATURDAY = dt.date(2026, 3, 14)
WEEKDAY = CALENDAR.replace("1,1,2026", "0,0,2026")
DAY_HEADER = "service_id,date,exception_type\n"
FREQUENCY = "trip_id,start_time,end_time,headway_secs"


def test_weekly_pattern(tmp_path: Path) -> None:
    both = f"{WEEKDAY}weekend,0,0,0,0,0,1,1,20260101,20261231\n"
    table = trips("t") + "r,weekend,w\n"
    calls = stop_times("t: A 08:00, B 08:10", "w: B 09:00, A 09:10")
    path = write_feed(tmp_path, calendar=both, trips=table, stop_times=calls)
    assert list(calls_of(load_gtfs([path], TUESDAY).timetable)) == ["t"]
    assert list(calls_of(load_gtfs([path], SATURDAY).timetable)) == ["w"]


def test_calendar_dates_add_and_remove(tmp_path: Path) -> None:
    table = trips("t") + "r,extra,x\n"
    calls = stop_times("t: A 08:00, B 08:10", "x: A 09:00, B 09:10")
    dates = DAY_HEADER + "daily,20260310,2\nextra,20260310,1\nextra,20260310,1\n"
    feed = load(tmp_path, calendar_dates=dates, trips=table, stop_times=calls)
    assert list(calls_of(feed.timetable)) == ["x"]


def test_calendar_dates_alone(tmp_path: Path) -> None:
    dates = DAY_HEADER + "daily,20260310,1\ndaily,20260312,1\n"
    path = write_feed(tmp_path, calendar=None, calendar_dates=dates)
    assert load_gtfs([path], TUESDAY).timetable.trips[0].id == "t"
    found = find_service_dates([path])
    assert (found.first, found.last) == (TUESDAY, dt.date(2026, 3, 12))


def test_first_and_last_day_are_included(tmp_path: Path) -> None:
    path = write_feed(tmp_path)
    for day in (dt.date(2026, 1, 1), dt.date(2026, 12, 31)):
        assert load_gtfs([path], day).timetable.trips


@pytest.mark.parametrize("day", [dt.date(2025, 12, 31), dt.date(2027, 1, 1)])
def test_date_outside_the_calendar(tmp_path: Path, day: dt.date) -> None:
    words = f"feed: {day} is outside the calendar; give a date from 2026-01-01 to 2026-12-31"
    with pytest.raises(InputError, match=words):
        load(tmp_path, day)


def test_date_without_a_trip_names_the_nearest_with_trips(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path, SATURDAY, calendar=WEEKDAY)
    assert str(caught.value) == (
        "feed: no trip runs on 2026-03-14; nearest dates with trips: "
        "2026-03-11, 2026-03-12, 2026-03-13, 2026-03-16, 2026-03-17"
    )


def test_feed_that_rests_while_another_runs_is_noted(tmp_path: Path) -> None:
    paths = [write_feed(tmp_path, "a"), write_feed(tmp_path, "b", calendar=WEEKDAY)]
    feed = load_gtfs(paths, SATURDAY)
    assert list(calls_of(feed.timetable)) == ["a:t"]
    assert english(feed) == ("b: no trip runs on 2026-03-14",)


def test_trips_of_no_known_service_are_noted(tmp_path: Path) -> None:
    feed = load(tmp_path, trips=trips("t") + "r,other,u\n")
    assert list(calls_of(feed.timetable)) == ["t"]
    assert english(feed) == (
        "feed: trips.txt: 1 trips of services that no calendar names left out",
    )


def test_busiest_date(tmp_path: Path) -> None:
    dates = DAY_HEADER + "extra,20260704,1\n"
    path = write_feed(tmp_path, calendar_dates=dates, trips=trips("t") + "r,extra,x\n")
    assert find_service_dates([path]).busiest == dt.date(2026, 7, 4)


def test_calendar_for_ever(tmp_path: Path) -> None:
    path = write_feed(tmp_path, calendar=CALENDAR.replace("20261231", "99991231"))
    assert find_service_dates([path]).last == dt.date(9999, 12, 31)
    assert load_gtfs([path], TUESDAY).timetable.trips


WEEK_BEGIN = dt.date(2026, 3, 9)
FROM_MONDAY = CALENDAR.replace("20260101", "20260309")
NIGHT = stop_times("t: A 23:50, B 23:59/24:01, C 24:30, D 25:00")


def test_times_after_midnight(tmp_path: Path) -> None:
    feed = load(tmp_path, WEEK_BEGIN, calendar=FROM_MONDAY, stop_times=NIGHT)
    assert calls_of(feed.timetable) == {"t": "A 23:50, B 23:59/24:01, C 24:30, D 25:00"}


def test_last_night_runs_from_midnight_on(tmp_path: Path) -> None:
    feed = load(tmp_path, TUESDAY, calendar=FROM_MONDAY, stop_times=NIGHT)
    assert calls_of(feed.timetable) == {
        "t": "A 23:50, B 23:59/24:01, C 24:30, D 25:00",
        "t:last-night": "B 00:00/00:01, C 00:30, D 01:00",
    }


def test_last_night_of_a_service_that_does_not_run_today(tmp_path: Path) -> None:
    table = trips("t", service="night") + "r,daily,u\n"
    calls = stop_times("t: A 23:50, B 24:10, C 24:30", "u: A 08:00, B 08:10")
    dates = DAY_HEADER + "night,20260309,1\n"
    feed = load(tmp_path, trips=table, stop_times=calls, calendar_dates=dates)
    assert calls_of(feed.timetable) == {
        "u": "A 08:00, B 08:10",
        "t:last-night": "B 00:10, C 00:30",
    }


def test_last_night_that_only_arrives_is_left_out(tmp_path: Path) -> None:
    calls = stop_times("t: A 23:50, B 24:10")
    assert list(calls_of(load(tmp_path, stop_times=calls).timetable)) == ["t"]


def test_ride_over_two_nights(tmp_path: Path) -> None:
    calls = stop_times("t: A 20:00, B 30:00, C 49:00, D 50:00")
    shown = calls_of(load(tmp_path, stop_times=calls).timetable)
    assert shown["t:last-night"] == "B 06:00, C 25:00, D 26:00"
    assert shown["t:2-nights-ago"] == "C 01:00, D 02:00"


def frequency(*rows: str, header: str = FREQUENCY) -> str:
    return "\n".join([header, *rows]) + "\n"


TEMPLATE = stop_times("t: A 00:00, B 00:10/00:12, C 00:30")


@pytest.mark.parametrize("exact", [0, 1])
def test_frequency_from_start_to_before_end(tmp_path: Path, exact: int) -> None:
    table = frequency(f"t,06:00:00,07:00:00,1200,{exact}", header=f"{FREQUENCY},exact_times")
    feed = load(tmp_path, stop_times=TEMPLATE, frequencies=table)
    assert calls_of(feed.timetable) == {
        "t@06:00:00": "A 06:00, B 06:10/06:12, C 06:30",
        "t@06:20:00": "A 06:20, B 06:30/06:32, C 06:50",
        "t@06:40:00": "A 06:40, B 06:50/06:52, C 07:10",
    }
    assert bool(feed.notes) == (exact == 0)


def test_frequency_whose_headway_does_not_fit_the_period(tmp_path: Path) -> None:
    table = frequency("t,06:00:00,06:30:00,1200")
    feed = load(tmp_path, stop_times=TEMPLATE, frequencies=table)
    assert list(calls_of(feed.timetable)) == ["t@06:00:00", "t@06:20:00"]
    assert english(feed) == (
        "feed: frequencies.txt: 1 trips without exact times taken to leave at their headway "
        "from start_time on",
    )


def test_frequency_counts_from_the_first_departure_as_written(tmp_path: Path) -> None:
    calls = stop_times("t: A 07:58/08:00, B 08:10")
    feed = load(tmp_path, stop_times=calls, frequencies=frequency("t,06:00:00,06:10:00,600"))
    assert calls_of(feed.timetable) == {"t@06:00:00": "A 05:58/06:00, B 06:10"}


def test_periods_of_several_headways_and_a_trip_as_written(tmp_path: Path) -> None:
    calls = TEMPLATE + "u,09:00:00,09:00:00,A,1\nu,09:05:00,09:05:00,B,2\n"
    table = frequency("t,07:00:00,07:30:00,900", "t,06:00:00,07:00:00,1800")
    feed = load(tmp_path, stop_times=calls, trips=trips("t", "u"), frequencies=table)
    assert sorted(calls_of(feed.timetable)) == [
        "t@06:00:00",
        "t@06:30:00",
        "t@07:00:00",
        "t@07:15:00",
        "u",
    ]


def test_frequency_past_midnight(tmp_path: Path) -> None:
    table = frequency("t,23:50:00,24:40:00,1500")
    feed = load(tmp_path, stop_times=TEMPLATE, frequencies=table)
    assert calls_of(feed.timetable) == {
        "t@23:50:00": "A 23:50, B 24:00/24:02, C 24:20",
        "t@24:15:00": "A 24:15, B 24:25/24:27, C 24:45",
        "t@23:50:00:last-night": "B 00:00/00:02, C 00:20",
        "t@24:15:00:last-night": "A 00:15, B 00:25/00:27, C 00:45",
    }


def test_frequency_beyond_the_days_that_fit(tmp_path: Path) -> None:
    table = frequency("t,95:40:00,95:50:00,600")
    with pytest.raises(InputError, match="runs until more than 4 days after the service date"):
        load(tmp_path, stop_times=TEMPLATE, frequencies=table)


def test_frequency_of_more_calls_than_fit(tmp_path: Path) -> None:
    many = trips(*(f"t{i}" for i in range(400)))
    calls = stop_times(*(f"t{i}: A 00:00, B 00:10" for i in range(400)))
    table = frequency(*(f"t{i},00:00:00,95:00:00,1" for i in range(400)))
    with pytest.raises(InputError, match="273,600,000 calls in a day are more than 100,000,000"):
        load(tmp_path, trips=many, stop_times=calls, frequencies=table)
