"""Every shipped row says where it comes from, and data/README.md tells the truth about it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from geoaccess.sources.facts import load_sources
from tests.data.tables import CONFIDENCES, DATA, known_sources, read

TABLES = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*.csv"))
SOURCED = [name for name in TABLES if "source" in read(name)[0]]
WITHOUT_SOURCE = {"sources.csv", "zones/parts.csv"}
LOADED = {"mlit-n02", "mlit-n03", "osm-streets", "service-model"}
"""Sources of what users load, not of what ships."""
CREDIT_AT_MOST = 80
COUNT = re.compile(r"^\| `([^`]+\.csv)` \| ([\d,]+) \|", re.MULTILINE)


@cache
def readme() -> str:
    return (DATA / "README.md").read_text(encoding="utf-8")


def described(name: str) -> dict[str, str]:
    """Columns of a table by the README's attribute table, with what it says of missing values."""
    heading = rf"^### .*`{re.escape(Path(name).name)}`.*$"
    begin = re.search(heading, readme(), re.MULTILINE)
    assert begin, f"no section on {name}"
    section = re.split(r"^#+ ", readme()[begin.end() :], maxsplit=1, flags=re.MULTILINE)[0]
    rows = re.findall(r"^\| (`.+?) \|.*\| (.+?) \|$", section, re.MULTILINE)
    return {column: last for names, last in rows for column in re.findall(r"`(\w+)`", names)}


def test_every_table_but_two_names_its_sources() -> None:
    assert set(TABLES) - set(SOURCED) == WITHOUT_SOURCE


@pytest.mark.parametrize("name", SOURCED)
def test_every_row_has_source_edition_and_confidence(name: str) -> None:
    for number, row in enumerate(read(name), start=2):
        sources = row["source"].split(" ")
        assert set(sources) <= known_sources(), (number, row)
        assert row["edition"], (number, row)
        assert row["confidence"] in CONFIDENCES, (number, row)


@pytest.mark.parametrize("name", SOURCED)
def test_general_knowledge_alone_is_of_low_confidence(name: str) -> None:
    bold = [
        (number, *list(row.values())[:2])
        for number, row in enumerate(read(name), start=2)
        if row["source"] == "general-knowledge" and row["confidence"] != "low"
    ]
    assert bold == []


def test_every_source_is_used() -> None:
    used = {one for name in SOURCED for row in read(name) for one in row["source"].split(" ")}
    assert known_sources() - used == LOADED


def test_sources_are_distinct_and_complete() -> None:
    rows = read("sources.csv")
    for column in ("id", "title"):
        assert len({row[column] for row in rows}) == len(rows), column
    for row in rows:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"])
        for column in ("title", "publisher", "licence", "credit", "note"):
            assert row[column], (row["id"], column)
        assert row["edition"] or "undated" in row["note"], row["id"]


def test_credits_are_one_short_line() -> None:
    assert [one.id for one in load_sources() if len(one.credit) > CREDIT_AT_MOST] == []


def test_official_publishers_are_credited_as_they_ask() -> None:
    credit = {one.id: one.credit for one in load_sources()}
    assert credit["mlit-n02-2020"] == "国土数値情報（鉄道データ）（国土交通省）を加工して作成"
    assert credit["reversejp"].startswith("出典：気象庁ホームページ")
    assert credit["osm-rail-lines"] == "© OpenStreetMap contributors"
    assert "独立行政法人統計センター" in credit["ssdse-a-2026"]


def test_readme_words_the_credits_as_results_do() -> None:
    lines = readme().partition("## Licences and credits")[2].partition("\n## ")[0]
    credit = {one.id: one.credit for one in load_sources()}
    for source in (
        "mlit-n02-2020",
        "reversejp",
        "ssdse-a-2026",
        "mext-universities-2022",
        "mext-school-codes",
        "osm-rail-lines",
    ):
        assert credit[source] in lines


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_plain_text(name: str) -> None:
    raw = (DATA / name).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    stray = [row for row in read(name) for cell in row.values() if cell != " ".join(cell.split())]
    assert stray == []


# --- data/README.md


def test_readme_counts_the_rows_of_every_table() -> None:
    stated = {name: int(count.replace(",", "")) for name, count in COUNT.findall(readme())}
    assert stated == {name: len(read(name)) for name in TABLES}


@pytest.mark.parametrize("name", TABLES)
def test_readme_explains_every_column(name: str) -> None:
    explained = set(described(name))
    if name in SOURCED:
        explained |= {"source", "edition", "confidence"}
    assert set(read(name)[0]) == explained


@pytest.mark.parametrize("name", TABLES)
def test_values_are_missing_only_where_the_readme_says_so(name: str) -> None:
    always = [column for column, missing in described(name).items() if missing == "never"]
    empty = {column for row in read(name) for column in always if not row[column]}
    assert empty == set()


def test_readme_names_every_file() -> None:
    files = [path for path in DATA.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    silent = [path.name for path in files if path.name != "README.md" and path.name not in readme()]
    assert silent == []
