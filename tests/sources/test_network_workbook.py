"""Network tables in a workbook, in CP932, with sources of their own; wrong workbooks."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from geoaccess.errors import GeoaccessError
from geoaccess.model.network import RailNetwork
from geoaccess.scenario.trains import build_timetable
from geoaccess.sources.network import load_network, load_shipped_network
from geoaccess.sources.networkbook import write_network_workbook
from geoaccess.sources.shipped import data_path
from tests.scenario.test_network import TABLES

Sheets = dict[str, list[list[object]]]
SOURCES = "id,title,publisher,licence,credit,edition\nx,表,甲市,CC BY 4.0,甲市のデータを加工,2025\n"


def tables_in(folder: Path, encoding: str = "utf-8") -> Path:
    folder.mkdir(parents=True)
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8" if "yaml" in name else encoding)
    return folder


def sheets_of(path: Path) -> Sheets:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book}


def save(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    write_network_workbook(tables_in(tmp_path / "toy"), tmp_path / "made.xlsx")
    return sheets_of(tmp_path / "made.xlsx")


def same(one: RailNetwork, other: RailNetwork) -> None:
    for field in dataclasses.fields(RailNetwork):
        assert getattr(one, field.name) == getattr(other, field.name), field.name


def test_a_workbook_says_the_same_as_the_folder(tmp_path: Path) -> None:
    folder = tables_in(tmp_path / "toy")
    write_network_workbook(folder, tmp_path / "toy.xlsx")
    same(load_network(tmp_path / "toy.xlsx"), load_network(folder))


def test_the_shipped_network_as_a_workbook(tmp_path: Path) -> None:
    write_network_workbook(data_path("network"), tmp_path / "japan.xlsx")
    same(load_network(tmp_path / "japan.xlsx"), load_shipped_network())


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    folder = tables_in(tmp_path / "toy")
    write_network_workbook(folder, tmp_path / "one.xlsx")
    time.sleep(1.1)  # openpyxl writes the second of saving
    write_network_workbook(folder, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_tables_in_cp932(tmp_path: Path) -> None:
    found = load_network(tables_in(tmp_path / "ansi", "cp932"))
    same(found, load_network(tables_in(tmp_path / "utf")))
    assert found.stations[0].ja == "甲"


def test_clock_times_and_dates_as_a_spreadsheet_keeps_them(tmp_path: Path, sheets: Sheets) -> None:
    """06:00 typed into a cell is a fraction of a day, 24:05 a duration, a date is a date."""
    rows = sheets["departures"]
    header = rows[0]
    rows[1][header.index("departures")] = dt.time(6, 0)
    band = next(row for row in rows[1:] if row[header.index("first")])
    band[header.index("first")] = dt.time(23, 5)
    band[header.index("last")] = dt.timedelta(hours=24, minutes=5)
    band[header.index("headway_min")] = 30.0
    sheets["sections"][1][sheets["sections"][0].index("opened")] = dt.datetime(1964, 10, 1)  # noqa: DTZ001
    sheets["stations"].insert(0, [None] * 5)
    network = load_network(save(tmp_path / "typed.xlsx", sheets))
    assert network.departures[0].departures_min == (360,)
    assert network.departures[1].departures_min == (1385, 1415, 1445)
    assert network.sections[0].opened == dt.date(1964, 10, 1)
    assert build_timetable(network).trips


def test_other_sheets_are_named(tmp_path: Path, sheets: Sheets) -> None:
    sheets["Memo"] = [["call the operator"]]
    sheets["Empty"] = []
    (note,) = load_network(save(tmp_path / "toy.xlsx", sheets)).notes
    assert note.en == "toy.xlsx: sheets that are not used: memo"
    assert "memo" in note.ja


def test_notes_of_the_sheet_network(tmp_path: Path, sheets: Sheets) -> None:
    sheets["network"].append(["note", "試作", "A draft", None])
    (note,) = load_network(save(tmp_path / "toy.xlsx", sheets)).notes
    assert note == ("A draft", "試作")


def test_own_sources_come_with_the_tables(tmp_path: Path) -> None:
    folder = tables_in(tmp_path / "toy")
    (folder / "sources.csv").write_text(SOURCES, encoding="utf-8")
    network = load_network(folder)
    assert network.sources == ("x",)
    assert network.own_sources[0].credit == "甲市のデータを加工"
    write_network_workbook(folder, tmp_path / "toy.xlsx")
    assert load_network(tmp_path / "toy.xlsx").own_sources == network.own_sources


def cell(table: str, column: str, value: object) -> Callable[[Sheets], None]:
    def change(sheets: Sheets) -> None:
        sheets[table][1][sheets[table][0].index(column)] = value

    return change


def without(table: str) -> Callable[[Sheets], None]:
    return lambda sheets: sheets.pop(table) and None


def key(name: str, value: object) -> Callable[[Sheets], None]:
    def change(sheets: Sheets) -> None:
        next(row for row in sheets["network"] if row[0] == name)[3] = value

    return change


WRONG: dict[str, tuple[Callable[[Sheets], None], str]] = {
    "no stations": (without("stations"), "toy.xlsx: sheet stations is missing or empty (there"),
    "no header": (without("network"), "toy.xlsx: sheet network is missing or empty"),
    "a renamed column": (cell("stations", "id", None), "rows without an id"),
    "a position in words": (
        cell("stations", "lat", "N35"), "toy.xlsx: stations: latitudes that are not decimal",
    ),
    "half a minute": (cell("services", "run_min", "20.5 21 22"), "minutes that are not whole"),
    "an unknown station": (cell("sections", "from", "zz"), "sections at unknown stations"),
    "a date in words": (cell("sections", "opened", "long ago"), "not written as 2025-03-15"),
    "a departure in words": (cell("departures", "departures", "noon"), "not HH:MM (row 2"),
    "a service date outside": (key("service_date", "2031-01-01"), "service_date must lie between"),
    "an unknown key": (
        lambda sheets: sheets["network"].append(["colour", None, None, "red"]), "colour",
    ),
    "a key twice": (
        lambda sheets: sheets["network"].append(["edition", None, None, "2026"]),
        "'edition' stands twice",
    ),
    "a column twice": (
        lambda sheets: [row.append(row[0]) for row in sheets["stations"]] and None,
        "toy.xlsx: stations: column id stands twice",
    ),
    "only a header": (
        lambda sheets: sheets.__setitem__("departures", [["nothing"]]),
        "toy.xlsx: departures: column service, direction, days, departures, first and 5 more",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "message"), WRONG.values(), ids=WRONG)
def test_wrong_workbooks(
    tmp_path: Path, sheets: Sheets, change: Callable[[Sheets], None], message: str
) -> None:
    change(sheets)
    path = save(tmp_path / "toy.xlsx", sheets)
    with pytest.raises(GeoaccessError, match=re.escape(message)) as caught:
        load_network(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no such workbook"),
        (b"", "not that of a workbook"),
        (b"%PDF-1.7", "the content is a PDF, whatever the name says"),
        (b"PK\x03\x04broken", "the workbook is broken"),
    ],
)
def test_files_that_are_no_workbook(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "toy.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GeoaccessError, match=message):
        load_network(path)
