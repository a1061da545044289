"""Networks written as GTFS: read back the same, valid by the reference, the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.engine.sweep import build_day, compute_profiles
from geoaccess.errors import FileError, GeoaccessError, InputError
from geoaccess.model.network import Line, RailNetwork, Station
from geoaccess.model.schedule import Schedule, schedule_of_day
from geoaccess.model.source import Source
from geoaccess.model.timetable import Timetable
from geoaccess.scenario.trains import build_schedule, build_timetable
from geoaccess.sources.gtfs import load_gtfs
from geoaccess.sources.gtfs.export import Publisher, write_gtfs
from geoaccess.sources.network import load_shipped_network
from geoaccess.units import UNREACHED_S
from tests.engine.timetables import legs, no_direct, timetable
from tests.sources.gtfsfeeds import calls_of, walks_of

TUESDAY = dt.date(2026, 3, 10)
SOURCE = Source(
    id="a", title="A", publisher="甲", licence="CC BY 4.0", credit="甲を加工して作成", edition="1"
)


def network_of(table: Timetable, **changes: str) -> RailNetwork:
    """Return a network that names the stops of a timetable, in capitals in English."""
    return RailNetwork(
        name="toy", title={"en": "Toy", "ja": "例"}, edition="2026", valid_from=TUESDAY,
        valid_to=TUESDAY, service_date=TUESDAY, default_transfer_min=5,
        stations=tuple(
            Station(id=stop, ja=f"{stop}駅", en=changes.get(stop, stop.upper()), lat=35 + i, lon=139)
            for i, stop in enumerate(table.stop_id)
        ),
        lines=(Line(id="main", ja="本線", en="Main", category="shinkansen"),),
        sections=(), station_openings=(), patterns=(), departures=(), transfers=(),
    )  # fmt: skip


def written(folder: Path, table: Timetable, **options: object) -> Path:
    path = folder / "toy.zip"
    write_gtfs(schedule_of_day(table, TUESDAY), path, network=network_of(table), **options)
    return path


def tables(path: Path) -> dict[str, list[dict[str, str]]]:
    """Return every file of a feed as records."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"))))
            for name in archive.namelist()
        }


TOY = """
change b 4
walk a d 6
Local: a 06:00, b 06:10/06:12, c 24:30
Local: a 06:00, b 06:20, d 06:40
"""


def test_trips_changes_and_walks_come_back(tmp_path: Path) -> None:
    table = timetable(TOY, change_min=3)
    back = load_gtfs([written(tmp_path, table)], TUESDAY).timetable
    assert calls_of(back) == {
        "Local": "a 06:00, b 06:10/06:12, c 24:30",
        "Local-2": "a 06:00, b 06:20, d 06:40",
    }
    assert walks_of(back) == {"a d": 360}
    assert back.change_s.tolist() == table.change_s.tolist()
    assert back.stop_lat.tolist() == [35.0 + i for i in range(4)]


def test_blocked_doors_and_forbidden_changes_come_back(tmp_path: Path) -> None:
    table = timetable("T: a 06:00, b 06:10, c 06:20")
    object.__setattr__(table, "call_can_board", np.array([True, False, True]))
    object.__setattr__(table, "call_can_alight", np.array([False, True, True]))
    object.__setattr__(table, "change_s", np.array([60, UNREACHED_S, 0], dtype=np.int32))
    back = load_gtfs([written(tmp_path, table)], TUESDAY).timetable
    assert back.call_can_board.tolist() == [True, False, True]
    assert back.call_can_alight.tolist() == [False, True, True]
    assert back.change_s.tolist() == [60, UNREACHED_S, 0]


def test_names_in_both_languages_come_back(tmp_path: Path) -> None:
    feed = load_gtfs([written(tmp_path, timetable(TOY))], TUESDAY)
    assert [(one.ja, one.en) for one in feed.stops][:2] == [("b駅", "B"), ("a駅", "A")]
    assert feed.timetable.trips[0].service == "Local → C"
    assert feed.timetable.trips[0].service_ja == "Local → c駅"
    assert not feed.notes


def test_two_stations_of_one_name_keep_their_english_names(tmp_path: Path) -> None:
    table = timetable("T: a 06:00, b 06:10\nU: a 07:00, c 07:10")
    network = network_of(table)
    twins = tuple(
        Station(id=one.id, ja="福島" if one.id in "bc" else one.ja, en=one.en, lat=35, lon=139)
        for one in network.stations
    )
    object.__setattr__(network, "stations", twins)
    path = tmp_path / "toy.zip"
    write_gtfs(schedule_of_day(table, TUESDAY), path, network=network)
    back = load_gtfs([path], TUESDAY).timetable
    assert [trip.service for trip in back.trips] == ["T → B", "U → C"]


def test_an_english_feed_has_japanese_translations(tmp_path: Path) -> None:
    path = written(tmp_path, timetable(TOY), language="en", time_zone="Europe/Berlin")
    found = tables(path)
    assert found["stops.txt"][0]["stop_name"] == "B"
    assert found["agency.txt"][0]["agency_timezone"] == "Europe/Berlin"
    assert {row["language"] for row in found["translations.txt"]} == {"ja"}


def test_the_same_network_gives_the_same_bytes(tmp_path: Path) -> None:
    one = written(tmp_path / "one", timetable(TOY)).read_bytes()
    assert one == written(tmp_path / "two", timetable(TOY)).read_bytes()


def test_credit_lines_are_word_for_word(tmp_path: Path) -> None:
    path = written(tmp_path, timetable(TOY), sources=[SOURCE])
    assert [row["organization_name"] for row in tables(path)["attributions.txt"]] == [
        "甲を加工して作成"
    ]
    (edition,) = load_gtfs([path], TUESDAY).editions
    assert "甲を加工して作成" in edition.source.credit


WRONG: list[tuple[str, dict[str, object], str]] = [
    ("toy.gtfs", {}, "toy.gtfs: give a name that ends in .zip"),
    ("toy.zip", {"publisher": Publisher(name="", url="https://a.jp/")}, "a name and an address"),
    ("toy.zip", {"publisher": Publisher(name="A", url="a.jp")}, "begins with https://"),
]


@pytest.mark.parametrize(("name", "options", "message"), WRONG)
def test_wrong_targets_write_nothing(
    tmp_path: Path, name: str, options: dict[str, object], message: str
) -> None:
    table = timetable(TOY)
    with pytest.raises(GeoaccessError, match=re.escape(message)):
        write_gtfs(
            schedule_of_day(table, TUESDAY), tmp_path / name, network=network_of(table), **options
        )
    assert not list(tmp_path.iterdir())


def test_stops_of_another_network_are_refused(tmp_path: Path) -> None:
    other = network_of(timetable("T: x 06:00, y 06:10"))
    with pytest.raises(InputError, match="not those of the network"):
        write_gtfs(schedule_of_day(timetable(TOY), TUESDAY), tmp_path / "toy.zip", network=other)


def test_a_folder_in_the_way_is_an_error_and_stays(tmp_path: Path) -> None:
    (tmp_path / "toy.zip").mkdir()
    with pytest.raises(FileError, match="cannot be written"):
        written(tmp_path, timetable(TOY))
    assert [path.name for path in tmp_path.iterdir()] == ["toy.zip"]


DAYS = [dt.date(2026, 3, 2) + dt.timedelta(days=i) for i in range(21)]


@settings(max_examples=25)
@given(st.lists(st.sets(st.sampled_from(DAYS), min_size=1), min_size=1, max_size=3))
def test_every_trip_runs_on_its_dates_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, dates: list[set[dt.date]]
) -> None:
    text = "\n".join(f"T{i}: a 0{i + 6}:00, b 0{i + 6}:10" for i in range(len(dates)))
    table = timetable(text)
    schedule = Schedule(
        timetable=table,
        service=tuple(f"s{i}" for i in range(len(dates))),
        dates={f"s{i}": frozenset(one) for i, one in enumerate(dates)},
    )
    path = tmp_path_factory.mktemp("dates") / "toy.zip"
    write_gtfs(schedule, path, network=network_of(table))
    for day in DAYS:
        wanted = {f"T{i}" for i, one in enumerate(dates) if day in one}
        if wanted:
            found = load_gtfs([path], day).timetable
            assert {trip.id for trip in found.trips} == wanted


@pytest.fixture(scope="module")
def shipped() -> RailNetwork:
    return load_shipped_network()


@pytest.fixture(scope="module")
def edition(shipped: RailNetwork, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "japan.zip"
    write_gtfs(build_schedule(shipped), path, network=shipped, sources=[SOURCE])
    return path


def plain_calls(table: Timetable) -> Counter[tuple[object, ...]]:
    """Return the calls of each trip, without its name."""
    starts = table.trip_start.tolist()
    columns = (table.call_stop_idx, table.call_arrival_s, table.call_departure_s)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    return Counter(tuple(rows[a:b]) for a, b in pairwise(starts))


@pytest.mark.parametrize("day", ["2026-03-10", "2025-05-05", "2025-08-16"])
def test_shipped_edition_has_the_same_trains_on_every_kind_of_day(
    shipped: RailNetwork, edition: Path, day: str
) -> None:
    date = dt.date.fromisoformat(day)
    wanted, found = build_timetable(shipped, date), load_gtfs([edition], date).timetable
    assert found.stop_id == wanted.stop_id
    assert plain_calls(found) == plain_calls(wanted)
    assert found.change_s.tolist() == wanted.change_s.tolist()
    assert walks_of(found) == walks_of(wanted)


def test_shipped_edition_has_the_same_journeys(shipped: RailNetwork, edition: Path) -> None:
    """Every journey of the day, both ways, of 25 random stations to 8 random others."""
    random = np.random.default_rng(4)
    picked = random.choice(len(shipped.stations), size=33, replace=False)
    ids = [shipped.stations[i].id for i in picked]
    profiles = []
    for table in (build_timetable(shipped, TUESDAY), load_gtfs([edition], TUESDAY).timetable):
        ends = (legs(table, *({one: 0} for one in part)) for part in (ids[:25], ids[25:]))
        places, hubs = ends
        profiles.append(
            compute_profiles(build_day(table), places=places, hubs=hubs, direct=no_direct(25, 8))
        )
    for name in ("out", "back"):
        wanted, found = (getattr(one, name) for one in profiles)
        assert wanted.start[-1] > 500
        for column in ("start", "depart_s", "arrive_s", "rides"):
            assert getattr(found, column).tolist() == getattr(wanted, column).tolist()


# What the GTFS reference demands of the files that are written.
REQUIRED = {
    "agency.txt": ("agency_name", "agency_url", "agency_timezone"),
    "stops.txt": ("stop_id", "stop_name", "stop_lat", "stop_lon"),
    "routes.txt": ("route_id", "agency_id", "route_type"),
    "trips.txt": ("route_id", "service_id", "trip_id"),
    "stop_times.txt": ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
    "calendar.txt": ("service_id", "monday", "sunday", "start_date", "end_date"),
    "calendar_dates.txt": ("service_id", "date", "exception_type"),
    "transfers.txt": ("from_stop_id", "to_stop_id", "transfer_type"),
    "translations.txt": ("table_name", "field_name", "language", "translation"),
    "feed_info.txt": ("feed_publisher_name", "feed_publisher_url", "feed_lang"),
    "attributions.txt": ("organization_name",),
}
UNIQUE = {
    "agency.txt": ("agency_id",),
    "stops.txt": ("stop_id",),
    "routes.txt": ("route_id",),
    "trips.txt": ("trip_id",),
    "stop_times.txt": ("trip_id", "stop_sequence"),
    "calendar.txt": ("service_id",),
    "calendar_dates.txt": ("service_id", "date"),
    "transfers.txt": ("from_stop_id", "to_stop_id"),
    "translations.txt": ("table_name", "field_name", "language", "record_id", "field_value"),
}
ROUTE_TYPES = {"0", "1", "2", "3", "4", "5", "6", "7", "11", "12"}


def check_feed(path: Path) -> None:
    """Hold a feed against the rules of the GTFS reference that concern it."""
    found = tables(path)
    for name, columns in REQUIRED.items():
        for row in found.get(name, []):
            assert all(row[column] for column in columns), (name, row)
    for name, key in UNIQUE.items():
        keys = Counter(tuple(row[column] for column in key) for row in found.get(name, []))
        assert not keys or max(keys.values()) == 1, (name, keys.most_common(1))
    ids = {
        column: {row[column] for row in found[name]}
        for name, column in (
            ("stops.txt", "stop_id"), ("routes.txt", "route_id"), ("trips.txt", "trip_id"),
        )
    }  # fmt: skip
    services = {
        row["service_id"]
        for name in ("calendar.txt", "calendar_dates.txt")
        for row in found.get(name, [])
    }
    assert {row["route_id"] for row in found["trips.txt"]} == ids["route_id"]
    assert {row["service_id"] for row in found["trips.txt"]} == services
    assert {row["trip_id"] for row in found["stop_times.txt"]} == ids["trip_id"]
    assert {row["stop_id"] for row in found["stop_times.txt"]} <= ids["stop_id"]
    for row in found["transfers.txt"]:
        assert {row["from_stop_id"], row["to_stop_id"]} <= ids["stop_id"]
        assert (row["transfer_type"] == "2") == bool(row["min_transfer_time"])
    for row in found["routes.txt"]:
        assert row["route_type"] in ROUTE_TYPES
        assert row["route_short_name"] or row["route_long_name"]
        assert row["route_short_name"] != row["route_long_name"]
    for row in found.get("translations.txt", []):
        assert bool(row["record_id"]) != bool(row["field_value"])
        known = ids[f"{row['table_name'].rstrip('s')}_id"]
        assert not row["record_id"] or row["record_id"] in known
    before: tuple[str, int, str] = ("", 0, "")
    for row in found["stop_times.txt"]:
        assert re.fullmatch(r"\d{2}:[0-5]\d:[0-5]\d", row["arrival_time"])
        assert row["arrival_time"] <= row["departure_time"]
        if row["trip_id"] == before[0]:
            assert int(row["stop_sequence"]) == before[1] + 1
            assert row["arrival_time"] >= before[2]
        before = (row["trip_id"], int(row["stop_sequence"]), row["departure_time"])
    for row in found.get("calendar_dates.txt", []):
        assert re.fullmatch(r"20\d{6}", row["date"])


def test_shipped_edition_follows_the_reference(edition: Path) -> None:
    check_feed(edition)


def test_toy_follows_the_reference(tmp_path: Path) -> None:
    check_feed(written(tmp_path, timetable(TOY), sources=[SOURCE]))


def test_gtfs_kit_reads_the_same_trains(shipped: RailNetwork, edition: Path) -> None:
    kit = pytest.importorskip("gtfs_kit", reason="gtfs-kit is not installed")
    feed = kit.read_feed(edition, dist_units="km")
    assert (feed.get_dates()[0], feed.get_dates()[-1]) == ("20250315", "20260313")
    assert feed.drop_zombies().trips.shape == feed.trips.shape
    for date in (TUESDAY, dt.date(2025, 5, 5)):
        mine = build_timetable(shipped, date)
        today = ~np.array([trip.id.endswith(":last-night") for trip in mine.trips])
        theirs = feed.get_trips(date.strftime("%Y%m%d"))
        calls = feed.stop_times["trip_id"].isin(theirs["trip_id"])
        assert len(theirs) == today.sum()
        assert calls.sum() == np.diff(mine.trip_start)[today].sum()
