"""Wrong feeds: refused in one line that says what, where, which rows, and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoaccess.errors import FileError, GeoaccessError, InputError
from geoaccess.sources.gtfs import find_service_dates, load_gtfs
from tests.sources.gtfsfeeds import (
    CALENDAR,
    CALLS,
    ROUTES,
    STOP_TIMES,
    STOPS,
    TRIPS,
    TUESDAY,
    load,
    stop_times,
    trips,
    write_feed,
)

DATES = "service_id,date,exception_type\n"
FREQUENCY = "trip_id,start_time,end_time,headway_secs\n"
TRANSFER = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"

CASES: list[tuple[dict[str, str | bytes | None], str]] = [
    ({"stops": None}, "feed: a file is missing or empty (stops.txt); add it to the feed"),
    ({"stop_times": None}, "feed: a file is missing or empty (stop_times.txt)"),
    ({"trips": ""}, "feed: a file is missing or empty (trips.txt)"),
    (
        {"calendar": None},
        "feed: no days of service (calendar.txt and calendar_dates.txt are missing or empty); "
        "add one of them",
    ),
    (
        {"stops": STOPS.replace("stop_lat", "lat").replace("stop_id", "id")},
        "feed: stops.txt: 2 columns are missing (stop_id, stop_lat); add them to the header",
    ),
    (
        {"stops": "stop_id,stop_lat,stop_lon,stop_lat\nA,1,2,3\n"},
        "stops.txt: 1 columns appear more than once (stop_lat); keep one of each",
    ),
    (
        {"stops": f"{STOPS}A,again,35,139\n"},
        "stops.txt: 1 values of stop_id appear more than once ('A'); keep one row of each",
    ),
    ({"stops": f"{STOPS},none,35,139\n"}, "stops.txt: 1 of 5 rows: empty stop_id (row 6: '')"),
    (
        {"stops": STOPS.replace("35.10", "35,10", 1)},
        "stops.txt: 1 rows have another number of cells than the header (row 3: 5 cells); "
        "quote cells that hold a comma",
    ),
    (
        {"stops": STOPS.replace("35.10", "N35")},
        "stops.txt: 1 of 4 rows: unusable stop_lat (row 3: 'N35'); write decimal degrees",
    ),
    (
        {"stops": STOPS.replace("35.10", "350")},
        "1 of 4 rows: stop_lat beyond 90 degrees (row 3: '350')",
    ),
    (
        {"stops": STOPS.replace("35.10,139.00", ",")},
        "stops.txt: 1 of 4 rows: trips call at a stop without coordinates (row 3: 'B'); "
        "give stop_lat and stop_lon, or those of its parent_station",
    ),
    (
        {"stops": "stop_id,stop_lat,stop_lon,location_type\nA,35,139,\nB,35,139,1\nC,35,139,\n"},
        "1 of 3 rows: trips call at a station, entrance or node (row 3: 'B')",
    ),
    (
        {"stops": "stop_id,stop_lat,stop_lon,location_type\nA,35,139,9\n"},
        "unusable location_type (row 2: '9'); write 0 to 4",
    ),
    (
        {"stop_times": STOP_TIMES.replace(",C,", ",Z,")},
        "stop_times.txt: 1 of 3 rows: stop_id not in stops.txt (row 4: 'Z'); correct it",
    ),
    (
        {"stop_times": f"{STOP_TIMES}x,08:00:00,08:00:00,A,1\n"},
        "stop_times.txt: 1 of 4 rows: trip_id not in trips.txt (row 5: 'x'); correct it",
    ),
    (
        {"stop_times": STOP_TIMES.replace("08:10:00", "8h")},
        "stop_times.txt: 1 of 3 rows: unusable arrival_time (row 3: '8h'); "
        "write HH:MM:SS, at most 95:59:59",
    ),
    ({"stop_times": STOP_TIMES.replace("08:10:00", "08:60:00")}, "unusable arrival_time"),
    ({"stop_times": STOP_TIMES.replace("08:10:00", "96:00:00")}, "at most 95:59:59"),
    ({"stop_times": STOP_TIMES.replace("08:10:00", "-1:00:00")}, "unusable arrival_time"),
    (
        {"stop_times": STOP_TIMES.replace("B,2", "B,two")},
        "unusable stop_sequence (row 3: 'two'); write whole numbers",
    ),
    ({"stop_times": STOP_TIMES.replace("B,2", "B,")}, "empty stop_sequence (row 3: 't')"),
    (
        {"stop_times": STOP_TIMES.replace("C,3", "C,2")},
        "stop_sequence repeated within a trip (row 4: 't'); number them on",
    ),
    (
        {"stop_times": stop_times("t: A -, B 08:10, C 08:20", "u: A 08:00, B -"),
         "trips": trips("t", "u")},
        "2 trips have no time at their first or last call (t, u); "
        "give arrival_time and departure_time there",
    ),
    (
        {"stop_times": stop_times("t: A 08:00, B 08:10, C 08:05")},
        "stop_times.txt: 1 trips run backwards in time (t); correct their times",
    ),
    (
        {"stop_times": stop_times("t: A 08:00, B -, C 07:00")},
        "1 trips run backwards in time (t)",
    ),
    (
        {"stop_times": stop_times("t: A 23:50, B 00:10")},
        "after midnight is 24:00:00 and later",
    ),
    (
        {"stop_times": stop_times("t: A 08:00, B 08:10/08:05, C 08:20")},
        "1 trips run backwards in time (t)",
    ),
    (
        {"stop_times": f"{CALLS},pickup_type\nt,8:00:00,8:00:00,A,1,7\n"},
        "unusable pickup_type (row 2: '7'); write 0 to 3",
    ),
    (
        {"stop_times": f"{CALLS},shape_dist_traveled\nt,8:00:00,8:00:00,A,1,far\n"},
        "unusable shape_dist_traveled (row 2: 'far'); write a number",
    ),
    ({"trips": f"{TRIPS}r,daily,t\n"}, "trips.txt: 1 values of trip_id appear more than once ('t')"),
    ({"routes": f"{ROUTES}r,R2,,2\n"}, "routes.txt: 1 values of route_id appear more than once ('r')"),
    (
        {"calendar": CALENDAR.replace("20260101", "2026-01-01")},
        "calendar.txt: 1 of 1 rows: unusable start_date (row 2: '2026-01-01'); write YYYYMMDD",
    ),
    ({"calendar": CALENDAR.replace("20260101", "20260231")}, "unusable start_date (row 2: '20260231')"),
    ({"calendar": CALENDAR.replace("daily,1", "daily,yes")}, "unusable monday (row 2: 'yes'); write 1 or 0"),
    (
        {"calendar": CALENDAR.replace("20260101", "20270101")},
        "end_date before start_date (row 2: 'daily'); correct the dates",
    ),
    ({"calendar": CALENDAR.replace("1,1,1,1,1,1,1", "0,0,0,0,0,0,0")}, "no service runs on any day"),
    ({"calendar": f"{CALENDAR}{CALENDAR.splitlines()[1]}\n"}, "values of service_id appear more than once"),
    ({"calendar_dates": f"{DATES}daily,20260310,3\n"}, "unusable exception_type (row 2: '3')"),
    ({"calendar_dates": f"{DATES}daily,310,1\n"}, "calendar_dates.txt: 1 of 1 rows: unusable date"),
    (
        {"calendar_dates": f"{DATES}daily,20260310,1\ndaily,20260310,2\n"},
        "one day both added and removed (row 3: 'daily'); keep one",
    ),
    (
        {"frequencies": f"{FREQUENCY}t,06:00:00,07:00:00,-600\n"},
        "frequencies.txt: 1 of 1 rows: unusable headway_secs (row 2: '-600')",
    ),
    ({"frequencies": f"{FREQUENCY}t,06:00:00,07:00:00,0\n"}, "headway_secs 0 (row 2: '0')"),
    ({"frequencies": f"{FREQUENCY}t,06:00:00,07:00:00,\n"}, "empty headway_secs (row 2: 't')"),
    ({"frequencies": f"{FREQUENCY}x,06:00:00,07:00:00,60\n"}, "trip_id not in trips.txt (row 2: 'x')"),
    (
        {"frequencies": f"{FREQUENCY}t,22:00:00,01:00:00,600\n"},
        "end_time not after start_time (row 2: '01:00:00'); "
        "write times after midnight as 24:00:00 and later",
    ),
    (
        {"frequencies": f"{FREQUENCY}t,06:00:00,07:00:00,60\nt,06:59:00,08:00:00,60\n"},
        "periods of one trip overlap (row 3: 't')",
    ),
    ({"transfers": f"{TRANSFER}A,Z,2,60\n"}, "transfers.txt: 1 of 1 rows: to_stop_id not in stops.txt"),
    ({"transfers": f"{TRANSFER}A,B,2,-60\n"}, "unusable min_transfer_time (row 2: '-60')"),
    ({"transfers": f"{TRANSFER}A,B,9,\n"}, "unusable transfer_type (row 2: '9')"),
    (
        {"transfers": f"{TRANSFER}A,B,2,60\nA,B,2,90\n"},
        "two times for one pair of stops (row 3: 'A'); keep one",
    ),
    ({"stops": STOPS.replace("Beta", "ベータ").encode("cp932")}, "stops.txt: not UTF-8 text"),
    ({"stops": STOPS.encode("utf-16")}, "stops.txt: not UTF-8 text"),
    ({"stops": "\n\n\n,x"}, "stops.txt: there is no header row"),
]  # fmt: skip


@pytest.mark.parametrize(("tables", "words"), CASES)
def test_wrong_feed(tmp_path: Path, tables: dict[str, str | bytes | None], words: str) -> None:
    with pytest.raises((InputError, FileError)) as caught:
        load(tmp_path, **tables)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, GeoaccessError)


def test_faults_of_several_tables_are_raised_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(
            tmp_path, stops=STOPS.replace("35.10", "x"), stop_times=STOP_TIMES.replace("8:10", "8h")
        )
    assert "stops.txt: 1 of 4 rows: unusable stop_lat" in str(caught.value)
    assert "stop_times.txt: 1 of 3 rows: unusable arrival_time" in str(caught.value)


def test_five_offenders_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    lines = "".join(f"t,8h,8h,A,{i}\n" for i in range(12))
    with pytest.raises(InputError) as caught:
        load(tmp_path, stop_times=f"{CALLS}\n{lines}")
    shown = ", ".join(f"row {row}: '8h'" for row in range(2, 7))
    assert f"12 of 12 rows: unusable arrival_time ({shown} and 7 more); " in str(caught.value)


def test_rows_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    stops = STOPS.replace("B,", ",,,\nB,").replace("35.10", "x")
    with pytest.raises(InputError, match=r"row 4: 'x'"):
        load(tmp_path, stops=stops)


def test_feeds_of_different_time_zones(tmp_path: Path) -> None:
    paths = [
        write_feed(tmp_path, name, agency=f"agency_name,agency_timezone\nx,{zone}\n")
        for name, zone in (("a", "Asia/Tokyo"), ("b", "Asia/Seoul"))
    ]
    with pytest.raises(InputError, match=r"feeds of different time zones \(Asia/Tokyo in a, "):
        load_gtfs(paths, TUESDAY)


def test_feeds_without_a_common_date(tmp_path: Path) -> None:
    late = CALENDAR.replace("20260101", "20270101").replace("20261231", "20271231")
    paths = [write_feed(tmp_path, "a"), write_feed(tmp_path, "b", calendar=late)]
    words = r"no date in common \(a: 2026-01-01 to 2026-12-31, b: 2027-01-01 to 2027-12-31\)"
    for call in (lambda: load_gtfs(paths, TUESDAY), lambda: find_service_dates(paths)):
        with pytest.raises(InputError, match=words):
            call()


def test_date_outside_one_of_several_feeds(tmp_path: Path) -> None:
    late = CALENDAR.replace("20260101", "20260401")
    paths = [write_feed(tmp_path, "a"), write_feed(tmp_path, "b", calendar=late)]
    words = (
        r"a, b: 2026-03-10 is outside the calendar \(a: 2026-01-01 to 2026-12-31, "
        r"b: 2026-04-01 to 2026-12-31\); give a date from 2026-04-01 to 2026-12-31"
    )
    with pytest.raises(InputError, match=words):
        load_gtfs(paths, TUESDAY)
