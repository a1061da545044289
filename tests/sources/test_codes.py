"""Municipality codes: check digits, lost zeros, readings."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from geoaccess.sources.codes import CodeBook, compute_check_digit
from geoaccess.sources.faults import Cause
from geoaccess.sources.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def book(gazetteer: Gazetteer) -> CodeBook:
    return gazetteer.codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("20206", ("20206",)),
        ("202061", ("20206",)),
        ("２０２０６", ("20206",)),
        ("20206.0", ("20206",)),
        ("01202", ("01202",)),
        ("012025", ("01202",)),
        ("1202", ("01202",)),
        ("12025", ("01202",)),
        ("11002", ("01100",)),
        ("12220", ("12220", "01222")),
        ("14104", ("14104",)),
    ],
)
def test_readings(text: str, codes: tuple[str, ...], book: CodeBook) -> None:
    assert book.read(text) == codes


@pytest.mark.parametrize("text", ["", "206", "2020611", "2020a", "-1202", "20207", "202069", "99"])
def test_no_reading(text: str, book: CodeBook) -> None:
    assert isinstance(book.read(text), Cause)


@pytest.mark.parametrize(
    ("column", "style"),
    [
        (["12220", "1202"], "five"),
        (["12220", "20206"], "five"),
        (["12220", "01202"], "five"),
        (["12220", "202061"], "six"),
        (["12220", "12025"], "six"),
        (["12220"], None),
        (["12220", "20206", "202061"], None),
        (["12220", "x", ""], None),
    ],
)
def test_style_of_a_column(column: list[str], style: str | None, book: CodeBook) -> None:
    assert book.find_style(column) == style


def test_style_decides_between_two_readings(book: CodeBook) -> None:
    assert book.read("12220", "five") == ("12220",)
    assert book.read("12220", "six") == ("01222",)


def test_city_of_a_ward(book: CodeBook) -> None:
    assert book.find_city_of_ward("14104") == "14100"
    assert book.find_city_of_ward("14100") == ""
    assert book.find_city_of_ward("13101") == ""
    assert book.find_city_of_ward("20206") == ""


def test_check_digits_of_all_local_governments() -> None:
    shared = os.environ.get("GEOACCESS_TEST_DATA", "")
    root = Path(shared) if shared else Path(__file__).resolve().parents[3] / "shared" / "data"
    path = root / "municipalities" / "localgovjp-utf8.csv"
    if not path.exists():
        pytest.skip(f"{path.name} of the test data is missing")
    with path.open(encoding="utf-8-sig") as lines:
        codes = [row["lgcode"].zfill(6) for row in csv.DictReader(lines)]
    assert len(codes) == 1916
    assert [code for code in codes if compute_check_digit(code[:5]) != code[5]] == []
