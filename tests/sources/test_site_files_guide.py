"""The guide for planners says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geoaccess.sources.codes import compute_check_digit
from geoaccess.sources.columns import find_meaning
from geoaccess.sources.tables import SUFFIXES

GUIDE = (Path(__file__).parents[2] / "docs" / "site-files.md").read_text("utf-8")
COLUMNS = GUIDE.partition("## Columns")[2].partition("A row's position")[0]
HEADERS = [
    (row[0], header)
    for line in COLUMNS.splitlines()
    if line.startswith("| `")
    for row in [re.findall(r"`([^`]+)`", line.rpartition("|")[0].rpartition("|")[0])]
    for header in row
]


@pytest.mark.parametrize(("column", "header"), HEADERS)
def test_headers_of_the_guide(column: str, header: str) -> None:
    meaning = find_meaning(header)
    assert meaning is not None
    assert meaning[0] == column


def test_kinds_of_file() -> None:
    listed = GUIDE.partition("## Kinds of file")[2].partition("Titles")[0]
    assert set(re.findall(r"`(\.\w+)`", listed)) == set(SUFFIXES)


def test_six_digit_codes_of_the_guide() -> None:
    assert compute_check_digit("12220") == "3"
    assert compute_check_digit("01222") == "0"
