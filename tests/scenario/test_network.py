"""Networks from tables, as of a date, and their trains of a day."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from geoaccess.errors import FileError, GeoaccessError, InputError
from geoaccess.model.network import RailNetwork
from geoaccess.model.timetable import Timetable
from geoaccess.scenario.asof import call_times, network_as_of
from geoaccess.scenario.trains import build_timetable, is_japanese_holiday
from geoaccess.sources.network import load_network, merge_networks
from geoaccess.units import format_clock

TUESDAY, SUNDAY = dt.date(2025, 3, 18), dt.date(2025, 3, 23)

TABLES = {
    "network.yaml": (
        "name: toy\ntitle: {ja: 例, en: Toy}\nedition: 2025-03-15\nvalid_from: 2025-03-15\n"
        "valid_to: 2026-03-13\nservice_date: 2025-03-18\ndefault_transfer_min: 5\n"
    ),
    "stations.csv": """id,ja,en,lat,lon,source,edition,confidence
a,甲,A,35.0,135.0,x,2025,high
b,乙,B,35.0,135.5,x,2025,high
c,丙,C,35.0,136.0,x,2025,high
d,丁,D,35.0,136.5,x,2025,high
""",
    "lines.csv": "id,ja,en,class,source,edition,confidence\nmain,本線,Main,shinkansen,x,2025,high\n",
    "sections.csv": """line,from,to,km,opened,closed,source,edition,confidence
main,a,b,45,1964-10-01,,x,2025,high
main,b,c,45,1972-03-15,,x,2025,high
main,c,d,45,2015-03-14,,x,2025,high
""",
    "station_openings.csv": """line,station,opened,closed,source,edition,confidence
main,b,1988-03-13,,x,2025,high
""",
    "services.csv": """id,service,service_ja,lines,direction,calls,run_min,dwell_min,opened,closed,source,edition,confidence
all,Local,各停,main,both,a b c d,20 21 22,1 2,,,x,2025,high
new,Express,特急,main,down,a d,50,,1992-03-14,,x,2025,high
""",
    "departures.csv": """service,direction,days,departures,first,last,headway_min,source,edition,confidence
all,down,daily,06:00 23:30,,,,x,2025,high
all,up,weekday,,07:00,08:00,30,x,2025,medium
new,down,holiday,09:00,,,,x,2025,high
""",
    "transfers.csv": """station,to_station,minutes,source,edition,confidence
c,,8,x,2025,high
a,b,12,x,2025,high
""",
}

MakeFolder = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> MakeFolder:
    def write(**changes: str) -> Path:
        folder = tmp_path / "toy"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, text in (
            TABLES
            | {k.replace("_csv", ".csv").replace("_yaml", ".yaml"): v for k, v in changes.items()}
        ).items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def network(make: MakeFolder) -> RailNetwork:
    return load_network(make())


def trains(table: Timetable) -> list[str]:
    """Return every train as 'A 06:00 B 06:20 …' (departures, the last an arrival)."""
    rows = []
    for t in range(len(table.trips)):
        calls = range(table.trip_start[t], table.trip_start[t + 1])
        clock = [table.call_departure_s[c] for c in calls[:-1]] + [table.call_arrival_s[calls[-1]]]
        names = [table.stop_id[table.call_stop_idx[c]] for c in calls]
        rows.append(" ".join(f"{n} {format_clock(s)}" for n, s in zip(names, clock, strict=True)))
    return sorted(rows)


def test_weekday_trains_both_ways_and_last_nights_tail(network: RailNetwork) -> None:
    assert trains(build_timetable(network, TUESDAY)) == [
        "a 06:00 b 06:21 c 06:44 d 07:06",
        "a 23:30 b 23:51 c 24:14 d 24:36",
        "c 00:14 d 00:36",
        "d 07:00 c 07:24 b 07:46 a 08:06",
        "d 07:30 c 07:54 b 08:16 a 08:36",
        "d 08:00 c 08:24 b 08:46 a 09:06",
    ]


def test_holidays_run_other_trains(network: RailNetwork) -> None:
    found = trains(build_timetable(network, SUNDAY))
    assert "a 09:00 d 09:50" in found
    assert not any(train.startswith("d ") for train in found)


def test_national_holidays_count_as_holidays() -> None:
    assert is_japanese_holiday(dt.date(2025, 5, 5))
    assert is_japanese_holiday(dt.date(2025, 3, 22))
    assert not is_japanese_holiday(dt.date(2025, 3, 18))


def test_change_times_walks_and_lines(network: RailNetwork) -> None:
    table = build_timetable(network)
    assert table.change_s.tolist() == [300, 300, 480, 300]
    assert list(zip(table.walk_from_idx, table.walk_to_idx, table.walk_s, strict=True)) == [
        (0, 1, 720),
        (1, 0, 720),
    ]
    assert table.call_lines[0] == ("main",)
    assert table.call_lines[3] == ()


def test_a_date_outside_the_edition_says_which_are_valid(network: RailNetwork) -> None:
    with pytest.raises(InputError, match="2025-03-15 to 2026-03-13"):
        build_timetable(network, dt.date(2027, 1, 1))


def test_as_of_cuts_services_back_to_open_sections(network: RailNetwork) -> None:
    found = network_as_of(network, dt.date(2000, 1, 1))
    local = next(p for p in found.patterns if p.service == "Local")
    assert local.calls == ("a", "b", "c")
    assert call_times(local) == ((0, 20, 42), (0, 21, 42))
    assert "d 07:00 c 07:24 b 07:46 a 08:06" not in trains(build_timetable(found))
    assert "c 07:24 b 07:46 a 08:06" in trains(build_timetable(found))
    assert {s.to_station for s in found.sections} == {"b", "c"}


def test_as_of_leaves_out_stations_not_yet_open(network: RailNetwork) -> None:
    found = network_as_of(network, dt.date(1980, 1, 1))
    local = next(p for p in found.patterns if p.service == "Local")
    assert local.calls == ("a", "c")
    assert local.run_min == (42,)


def test_as_of_leaves_out_services_not_yet_run(network: RailNetwork) -> None:
    found = network_as_of(network, dt.date(1991, 1, 1))
    assert {p.service for p in found.patterns} == {"Local"}


def test_as_of_after_everything_opened_changes_no_train(network: RailNetwork) -> None:
    now = network_as_of(network, dt.date(2025, 3, 15))
    assert now.patterns == network.patterns
    assert now.departures == network.departures
    assert now.notes == network.notes


def test_as_of_says_what_is_modelled(network: RailNetwork) -> None:
    found = network_as_of(network, dt.date(2000, 1, 1))
    assert "services that still run are those of the 2025-03-15 edition" in found.notes[-1].en


def test_as_of_before_the_first_line_is_an_error(network: RailNetwork) -> None:
    with pytest.raises(InputError, match="before 1960-06-01"):
        network_as_of(network, dt.date(1960, 1, 1))


def test_as_of_after_the_edition_is_an_error(network: RailNetwork) -> None:
    with pytest.raises(InputError, match="after 2026-03-13"):
        network_as_of(network, dt.date(2999, 1, 1))


def test_merged_networks_keep_equal_rows_once(network: RailNetwork) -> None:
    merged = merge_networks([network, network])
    assert merged.patterns == network.patterns
    assert merged.stations == network.stations


def test_merging_different_things_of_one_id_is_an_error(
    network: RailNetwork, make: MakeFolder
) -> None:
    moved = TABLES["stations.csv"].replace("35.0,135.0", "36.0,135.0")
    with pytest.raises(InputError, match="stations whose id appears twice.*a"):
        merge_networks([network, load_network(make(stations_csv=moved))])


HEADER = TABLES["network.yaml"]
S, D = TABLES["services.csv"], TABLES["departures.csv"]
WRONG = {
    "a missing column": ("stations_csv", "id,ja,en,lat\n", "column lon, source"),
    "a latitude in words": (
        "stations_csv", TABLES["stations.csv"].replace("35.0,136.5", "north,136.5"),
        "row 5: lat 'north'",
    ),
    "a section to nowhere": (
        "sections_csv", TABLES["sections.csv"].replace("c,d", "c,z"), "unknown stations.*main: z",
    ),
    "a section of no length": (
        "sections_csv", TABLES["sections.csv"].replace("c,d,45", "c,d,0"), "row 4: km '0'",
    ),
    "a date in slashes": (
        "sections_csv", TABLES["sections.csv"].replace("2015-03-14", "2015/03/14"),
        "row 4: opened '2015/03/14'",
    ),
    "minutes that do not fit the calls": (
        "services_csv", S.replace("20 21 22", "20 21"), "row 2: all",
    ),
    "minutes with decimals": ("services_csv", S.replace("20 21 22", "20 21.5 22"), "run_min"),
    "a run of no time": ("services_csv", S.replace("20 21 22", "20 0 22"), "below a minute"),
    "an unknown direction": ("services_csv", S.replace("both", "north"), "row 2: 'north'"),
    "a service at an unknown station": (
        "services_csv", S.replace("a b c d", "a b c q"), "all: q",
    ),
    "a service twice": ("services_csv", S.replace("new,Express", "all,Express"), "appears twice"),
    "departures of an unknown service": ("departures_csv", D.replace("new,", "old,"), "old"),
    "departures against the direction": (
        "departures_csv", D.replace("new,down", "new,up"), "against the service's direction.*new",
    ),
    "a departure at 25 past": ("departures_csv", D.replace("09:00", "9h00"), "row 4: new"),
    "a band without headway": ("departures_csv", D.replace("08:00,30", "08:00,"), "row 3"),
    "a row with too many cells": ("departures_csv", D + "a,b,c,d,e,f,g,h,i,j,k,l\n", "row 5"),
    "a transfer at an unknown station": (
        "transfers_csv", TABLES["transfers.csv"].replace("c,,", "k,,"), "transfers.*k",
    ),
    "a transfer given twice": (
        "transfers_csv", TABLES["transfers.csv"] + "c,,9,x,2025,high\n", "transfers given twice.*c",
    ),
    "a negative dwell": ("services_csv", S.replace(",1 2,", ",1 -2,"), "dwell.*row 2: all"),
    "a header with words for minutes": (
        "network_yaml", HEADER.replace("transfer_min: 5", "transfer_min: five"), "transfer_min",
    ),
    "a header with empty notes": ("network_yaml", HEADER + "notes:\n", "network.yaml: notes"),
    "a header with an unknown key": ("network_yaml", HEADER + "colour: red\n", "colour"),
    "a header without dates": (
        "network_yaml", HEADER.replace("valid_to: 2026-03-13\n", ""), "valid_to",
    ),
    "a header with a date outside": (
        "network_yaml", HEADER.replace("service_date: 2025-03-18", "service_date: 2027-03-18"),
        "service_date must lie",
    ),
    "an empty table": ("lines_csv", "", "lines.csv: the table is empty"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "text", "message"), WRONG.values(), ids=WRONG.keys())
def test_wrong_tables_are_named(make: MakeFolder, table: str, text: str, message: str) -> None:
    with pytest.raises(GeoaccessError, match=message):
        load_network(make(**{table: text}))


def test_all_faults_of_a_table_are_raised_at_once(make: MakeFolder) -> None:
    text = S.replace("20 21 22", "20 21").replace(",down,a d", ",west,a d")
    with pytest.raises(InputError, match="(?s)row 2: all.*row 3: 'west'|row 3: 'west'.*row 2: all"):
        load_network(make(services_csv=text))


def test_unconnected_calls_are_an_error(make: MakeFolder) -> None:
    sections = TABLES["sections.csv"].replace("main,b,c,45,1972-03-15,,x,2025,high\n", "")
    with pytest.raises(InputError, match="2 services call at stations.*all, new"):
        build_timetable(load_network(make(sections_csv=sections)))


def test_a_folder_in_the_place_of_a_table(make: MakeFolder) -> None:
    folder = make()
    (folder / "stations.csv").unlink()
    (folder / "stations.csv").mkdir()
    with pytest.raises(FileError, match=r"stations\.csv: cannot be read"):
        load_network(folder)


def test_a_network_without_trains_is_refused(make: MakeFolder) -> None:
    with pytest.raises(InputError, match="no train runs on 2025-03-18"):
        build_timetable(load_network(make(departures_csv=D.splitlines()[0] + "\n")))


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="not a folder of network tables"):
        load_network(tmp_path / "nothing")
