"""Published feeds: counts of a day, and every call equal to a slow, plain reading."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from geoaccess.model.timetable import Timetable
from geoaccess.sources.gtfs import find_service_dates, load_gtfs

SHINKANSEN = "rail/shinkansen-2026-03-10.gtfs.zip"
EPTC, TRENSURB = "gtfs/poa_eptc.zip", "gtfs/poa_trensurb.zip"
WEDNESDAY = dt.date(2019, 6, 5)
SUNDAY = dt.date(2019, 6, 9)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_Call = tuple[str, int, int, bool, bool]


@dataclass(frozen=True)
class Day:
    """What a feed holds on a day."""

    file: str
    date: dt.date
    stops: int
    trips: int
    calls: int
    walks: int = 0


DAYS = [
    Day(SHINKANSEN, dt.date(2026, 3, 10), 119, 1060, 10199),
    Day(SHINKANSEN, dt.date(2026, 3, 9), 119, 905 + 22, 9285),
    Day(SHINKANSEN, dt.date(2026, 3, 8), 119, 905, 9177),
    Day(EPTC, dt.date(2019, 5, 13), 3986, 2374, 130019),
    Day(TRENSURB, dt.date(2019, 5, 13), 24, 529, 6347),
    Day("gtfs/GTFS (2).zip", WEDNESDAY, 118, 38, 881, 112),
    Day("gtfs/city_kurobe_shinkansen_ikuji_gtfs.zip", WEDNESDAY, 16, 25, 361),
    Day("gtfs/city_kurobe_shinkansen_ikuji_gtfs.zip", SUNDAY, 16, 10, 150),
    Day("gtfs/gtfs.1027.otashi_com.zip", WEDNESDAY, 162, 124, 1932, 118),
    Day("gtfs/town_nyuzen_liner_gtfs.zip", WEDNESDAY, 15, 22, 176),
    Day("gtfs/toyota_kikan_GTFS.zip", WEDNESDAY, 491, 485, 12790),
    Day("gtfs/wakayama.zip", WEDNESDAY, 548, 905, 19464),
    Day("gtfs/yamanashi.zip", WEDNESDAY, 2379, 1404, 47193, 38),
]


NOTE = "GTFS (2).zip: stops.txt: 62 parent stations without coordinates; their stops have their own"


def shown(day: Day) -> str:
    return f"{Path(day.file).stem}-{day.date}"


@pytest.mark.parametrize("day", DAYS, ids=shown)
def test_counts_of_a_day(shared_data: Path, day: Day) -> None:
    feed = load_gtfs([shared_data / day.file], day.date)
    table = feed.timetable
    counts = (table.n_stops, len(table.trips), table.call_stop_idx.size, table.walk_s.size)
    print(day.file, day.date, *counts, feed.notes)
    assert counts == (day.stops, day.trips, day.calls, day.walks)
    notes = {note.en for note in feed.notes if "files that are not used" not in note.en}
    assert notes == ({NOTE} if "GTFS (2)" in day.file else set())


@pytest.mark.parametrize("day", DAYS, ids=shown)
def test_every_call_equals_a_plain_reading(shared_data: Path, day: Day) -> None:
    path = shared_data / day.file
    assert calls_of(load_gtfs([path], day.date).timetable) == plain_calls(path, day.date)


def test_porto_alegre_together(shared_data: Path) -> None:
    paths = [shared_data / EPTC, shared_data / TRENSURB]
    day = dt.date(2019, 5, 13)
    feed = load_gtfs(paths, day, walk_within_m=300)
    table = feed.timetable
    assert (table.n_stops, len(table.trips), table.call_stop_idx.size) == (4010, 2903, 136366)
    assert {stop.partition(":")[0] for stop in table.stop_id} == {"poa_eptc", "poa_trensurb"}
    assert [note.en for note in feed.notes] == [
        "poa_eptc.zip: files that are not used: fare_attributes.txt, shapes.txt",
        "poa_trensurb.zip: files that are not used: shapes.txt",
    ]
    walks = set(zip(table.walk_from_idx.tolist(), table.walk_to_idx.tolist(), strict=True))
    print(len(walks), "walks within 300 m")
    assert walks == {(there, here) for here, there in walks}
    joined = [(here, there) for here, there in walks if (here < 3986) != (there < 3986)]
    assert len(joined) > 100


def test_dates_of_porto_alegre(shared_data: Path) -> None:
    dates = find_service_dates([shared_data / EPTC, shared_data / TRENSURB])
    assert (dates.first, dates.last) == (dt.date(2019, 4, 15), dt.date(2019, 7, 15))


def test_busiest_date_of_the_shinkansen(shared_data: Path) -> None:
    dates = find_service_dates([shared_data / SHINKANSEN])
    assert (dates.first, dates.last) == (dt.date(2025, 3, 15), dt.date(2026, 3, 13))
    assert dates.busiest == dt.date(2026, 3, 10)


def test_feeders_join_in_one_timetable(shared_data: Path) -> None:
    files = ("city_kurobe_shinkansen_ikuji_gtfs", "town_nyuzen_liner_gtfs")
    feed = load_gtfs([shared_data / "gtfs" / f"{file}.zip" for file in files], WEDNESDAY)
    assert (feed.timetable.n_stops, len(feed.timetable.trips)) == (31, 47)
    assert "黒部宇奈月温泉駅" in feed.stop_name


def test_stations_without_coordinates_are_no_obstacle(shared_data: Path) -> None:
    """62 parent stations of this feed have no coordinates; their stops have."""
    path = shared_data / "gtfs" / "GTFS (2).zip"
    rows = read(path, "stops.txt")
    assert sum(not row["stop_lat"] for row in rows) == 62
    table = load_gtfs([path], WEDNESDAY).timetable
    assert set(table.stop_id) == {row["stop_id"] for row in rows if row["stop_lat"]}


def calls_of(table: Timetable) -> dict[str, list[_Call]]:
    found = {}
    columns = zip(
        table.call_stop_idx.tolist(), table.call_arrival_s.tolist(),
        table.call_departure_s.tolist(), table.call_can_board.tolist(),
        table.call_can_alight.tolist(), strict=True,
    )  # fmt: skip
    calls = [(table.stop_id[stop], *rest) for stop, *rest in columns]
    for i, trip in enumerate(table.trips):
        found[trip.id] = calls[table.trip_start[i] : table.trip_start[i + 1]]
    return found


def read(path: Path, name: str) -> list[dict[str, str]]:
    """Return the records of a file, none where there is no such file."""
    with zipfile.ZipFile(path) as archive:
        if name not in archive.namelist():
            return []
        text = archive.read(name).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [{key.strip(): (cell or "").strip() for key, cell in row.items() if key} for row in rows]


def plain_calls(path: Path, day: dt.date) -> dict[str, list[_Call]]:
    """Return the calls of the day's trips, read record by record."""
    date = day.strftime("%Y%m%d")
    runs = {
        row["service_id"]: row[WEEKDAYS[day.weekday()]] == "1"
        and row["start_date"] <= date <= row["end_date"]
        for row in read(path, "calendar.txt")
    }
    for row in read(path, "calendar_dates.txt"):
        if row["date"] == date:
            runs[row["service_id"]] = row["exception_type"] == "1"
    rows_of: dict[str, list[dict[str, str]]] = {
        row["trip_id"]: [] for row in read(path, "trips.txt") if runs.get(row["service_id"])
    }
    for row in read(path, "stop_times.txt"):
        if row["trip_id"] in rows_of:
            rows_of[row["trip_id"]].append(row)
    return {trip: plain_trip(rows) for trip, rows in rows_of.items()}


def plain_trip(rows: list[dict[str, str]]) -> list[_Call]:
    rows = sorted(rows, key=lambda row: int(row["stop_sequence"]))
    times = [tuple(seconds(row[key]) for key in ("arrival_time", "departure_time")) for row in rows]
    timed = [i for i, (arrive, _) in enumerate(times) if arrive is not None]
    calls = []
    for i, row in enumerate(rows):
        arrive, depart = times[i]
        if arrive is None:
            before = max(k for k in timed if k < i)
            after = min(k for k in timed if k > i)
            begin, end = times[before][1], times[after][0]
            arrive = depart = round(begin + (i - before) / (after - before) * (end - begin))
        may = [row.get(key) != "1" for key in ("pickup_type", "drop_off_type")]
        calls.append((row["stop_id"], arrive, depart, *may))
    return calls


def seconds(text: str) -> int | None:
    if not text:
        return None
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)
