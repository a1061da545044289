"""Rows of past_times.csv: what is read, and every fault that is named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geoaccess.errors import InputError
from geoaccess.model.network import PastTime
from geoaccess.sources.network import load_network, merge_networks
from geoaccess.sources.networkbook import write_network_workbook
from tests.scenario.test_network import TABLES

HEADER = "lines,services,from,to,opened,closed,minutes,source,edition,confidence\n"
GOOD = "main,,a,d,1990-03-10,2000-12-01,60,x,1990,high\n"


def write(folder: Path, rows: str, header: str = HEADER) -> Path:
    for name, text in (TABLES | {"past_times.csv": header + rows}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_rows_become_past_times(tmp_path: Path) -> None:
    rows = GOOD + "main,Local; Express,b,d,1990-03-10,2000-12-01,50,x,1990,low\n"
    found = load_network(write(tmp_path, rows)).past_times
    assert found == (
        PastTime(
            lines=("main",), services=(), from_station="a", to_station="d",
            opened=dt.date(1990, 3, 10), closed=dt.date(2000, 12, 1), minutes=60,
        ),
        PastTime(
            lines=("main",), services=("Local", "Express"), from_station="b", to_station="d",
            opened=dt.date(1990, 3, 10), closed=dt.date(2000, 12, 1), minutes=50,
        ),
    )  # fmt: skip


def test_the_table_may_be_missing(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "past_times.csv").unlink()
    assert load_network(tmp_path).past_times == ()


def test_a_workbook_holds_it_too(tmp_path: Path) -> None:
    network = load_network(write(tmp_path, GOOD))
    write_network_workbook(tmp_path, tmp_path / "tables.xlsx")
    assert load_network(tmp_path / "tables.xlsx").past_times == network.past_times


def test_merged_networks_keep_equal_rows_once(tmp_path: Path) -> None:
    network = load_network(write(tmp_path, GOOD))
    assert merge_networks([network, network]).past_times == network.past_times


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("main,,a,d,1990-3-10,2000-12-01,60,x,1990,high", "not written as 2015-03-14 .*row 2"),
        ("main,,a,d,,2000-12-01,60,x,1990,high", "not written as 2015-03-14 .*opened ''"),
        ("main,,a,d,1990-03-10,,60,x,1990,high", "not written as 2015-03-14 .*closed ''"),
        ("main,,a,d,1990-03-10,2000-12-01,1:00,x,1990,high", "not whole numbers above 0 .*'1:00'"),
        ("main,,a,d,1990-03-10,2000-12-01,0,x,1990,high", "not whole numbers above 0 .*'0'"),
        ("main,,a,d,1990-03-10,2000-12-01,-5,x,1990,high", "not whole numbers above 0 .*'-5'"),
        (",,a,d,1990-03-10,2000-12-01,60,x,1990,high", "rows without lines .*row 2"),
        ("main,,a,d,2000-12-01,1990-03-10,60,x,1990,high", "end before they begin .*row 2"),
        ("main,,a,d,1990-03-10,1990-03-10,60,x,1990,high", "end before they begin .*row 2"),
        ("main,,a,z,1990-03-10,2000-12-01,60,x,1990,high", r"unknown stations \(z\)"),
        ("side,,a,d,1990-03-10,2000-12-01,60,x,1990,high", r"unknown lines \(side\)"),
        ("main,Rocket,a,d,1990-03-10,2000-12-01,60,x,1990,high", r"unknown services \(Rocket\)"),
        ("main,,a,a,1990-03-10,2000-12-01,60,x,1990,high", r"from a station to itself \(a\)"),
        ("main,,a,d,1990-03-10,2025-03-16,60,x,1990,high", "end after 2025-03-15 .*a-d"),
        (
            GOOD + "main,,d,a,2000-11-30,2001-01-01,60,x,1990,high",
            "of one stretch that overlap .*d-a from 2000-11-30",
        ),
    ],
)  # fmt: skip
def test_a_faulty_row_is_named(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_network(write(tmp_path, row + "\n"))


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    rows = "main,,a,z,1990-03-10,2000-12-01,60,x,1990,high\n" + GOOD.replace("main", "side")
    with pytest.raises(InputError, match=r"unknown stations \(z\).*unknown lines \(side\)"):
        load_network(write(tmp_path, rows))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    header = HEADER.replace(",minutes", "")
    with pytest.raises(InputError, match="past_times.csv: column minutes is missing"):
        load_network(write(tmp_path, GOOD, header))


def test_stretches_of_other_services_or_days_do_not_overlap(tmp_path: Path) -> None:
    rows = GOOD + GOOD.replace("main,,", "main,Local,")
    rows += GOOD.replace("1990-03-10,2000-12-01", "2000-12-01,2010-12-04")
    assert len(load_network(write(tmp_path, rows)).past_times) == 3
