"""The shipped line speeds name lines and stations of the network; faulty tables are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoaccess.errors import FileError, InputError
from geoaccess.sources.linespeeds import load_line_speeds
from geoaccess.sources.network import load_shipped_network

HEADER = "line,from,to,begin_km,end_km,limit_kmh,confidence\n"


def test_shipped_stretches_are_on_their_lines() -> None:
    network = load_shipped_network()
    on = {
        (section.line, end)
        for section in network.sections
        for end in (section.from_station, section.to_station)
    }
    for one in load_line_speeds():
        assert {(one.line, one.from_station), (one.line, one.to_station)} <= on
        assert 100 <= one.limit_kmh <= 320
    covered = {one.line for one in load_line_speeds()}
    fast = {line.id for line in network.lines if "shinkansen" in line.category}
    assert fast - covered == {"gala"}


def test_faults_are_named_at_once(tmp_path: Path) -> None:
    table = tmp_path / "speeds.csv"
    table.write_text(
        HEADER
        + "a,x,y,0,0,5,high\n,x,y,0,0,100,high\na,x,x,0,0,100,high\n"
        + "a,x,y,zero,0,100,high\na,x,y,0,nan,100,high\na,x,y,0,0,100,sure\na,x,y,0,0,fast,low\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_line_speeds(table)
    for said in ("row 2", "row 3", "row 4: x", "row 5", "row 6", "row 7", "row 8", "between 10"):
        assert said in str(caught.value)


@pytest.mark.parametrize("text", ["", HEADER, HEADER.replace("limit_kmh", "kmh") + "a,x,y,0,0,9\n"])
def test_tables_without_rows_or_columns_are_refused(tmp_path: Path, text: str) -> None:
    table = tmp_path / "speeds.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        load_line_speeds(table)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="none.csv"):
        load_line_speeds(tmp_path / "none.csv")


def test_empty_offsets_are_none(tmp_path: Path) -> None:
    table = tmp_path / "speeds.csv"
    table.write_text(HEADER + "a,x,y,,,100,low\n", encoding="utf-8")
    (one,) = load_line_speeds(table)
    assert (one.begin_km, one.end_km) == (0.0, 0.0)
