"""Shipped municipalities and prefectures: complete, plausible, and at the right place."""

from __future__ import annotations

import csv
import re

import pytest

from tests.data.tables import read

COUNTS = ["population", "employees", "employees_manufacturing", "employees_research"]
MUNICIPALITY_COLUMNS = [
    "code", "ja", "kana", "en", "prefecture", "lat", "lon", *COUNTS, "inhabitable_km2",
    "source", "edition", "confidence",
]  # fmt: skip
PREFECTURE_COLUMNS = [
    "code", "ja", "en", "seat_code", "lat", "lon", "source", "edition", "confidence",
]  # fmt: skip
# Names that were misspelt or cut in the source of romanised names, or are easily misread.
ENGLISH_NAMES = {
    "01560": "Takinoue", "07482": "Yamatsuri", "13362": "Toshima", "15213": "Tsubame",
    "19208": "Minami-Alps", "19430": "Fujikawaguchiko", "27383": "Chihaya-Akasaka",
    "28209": "Toyooka", "31371": "Kotoura", "33212": "Setouchi", "43506": "Yunomae",
    "46217": "Soo", "13101": "Chiyoda", "26100": "Kyoto",
}  # fmt: skip
NORTHERN_TERRITORIES = {"01695", "01696", "01697", "01698", "01699", "01700"}


def municipality(code: str) -> dict[str, str]:
    return next(row for row in read("municipalities.csv") if row["code"] == code)


def test_columns_are_those_of_the_schema():
    assert list(read("municipalities.csv")[0]) == MUNICIPALITY_COLUMNS
    assert list(read("prefectures.csv")[0]) == PREFECTURE_COLUMNS


def test_all_municipalities_and_prefectures_are_there_in_code_order():
    codes = [row["code"] for row in read("municipalities.csv")]
    assert len(codes) == 1741
    assert codes == sorted(set(codes))
    assert not NORTHERN_TERRITORIES & set(codes)
    assert [row["code"] for row in read("prefectures.csv")] == [f"{i:02d}" for i in range(1, 48)]


def test_codes_are_text_of_five_digits_that_begin_with_the_prefecture():
    for row in read("municipalities.csv"):
        assert re.fullmatch(r"\d{5}", row["code"]), row
        assert row["code"][:2] == row["prefecture"], row


def test_population_sums_to_the_census():
    assert sum(int(row["population"]) for row in read("municipalities.csv")) == 126_146_099


def test_counts_are_whole_and_parts_do_not_exceed_the_whole():
    for row in read("municipalities.csv"):
        _, employees, manufacturing, research = (int(row[name]) for name in COUNTS)
        assert 0 <= manufacturing <= employees, row
        assert 0 <= research <= employees, row


def test_inhabitable_area_is_above_zero_and_sums_to_the_published_one():
    """SSDSE-A-2026, B1103: 12,293,280 hectares in all."""
    areas = [float(row["inhabitable_km2"]) for row in read("municipalities.csv")]
    assert min(areas) == 1.28
    assert sum(areas) == pytest.approx(122_932.80)


def test_english_names_are_plain():
    for row in read("municipalities.csv"):
        assert re.fullmatch(r"[A-Z][a-z]+(-[A-Z][a-z]+)?", row["en"]), row


@pytest.mark.parametrize(("code", "en"), ENGLISH_NAMES.items())
def test_english_name(code, en):
    assert municipality(code)["en"] == en


def test_kana_ends_as_the_kind_of_municipality_reads():
    endings = {"市": ("し",), "区": ("く",), "町": ("ちょう", "まち"), "村": ("むら", "そん")}
    for row in read("municipalities.csv"):
        assert re.fullmatch(r"[ぁ-んー]+", row["kana"]), row
        assert row["kana"].endswith(endings[row["ja"][-1]]), row


def test_designated_cities_are_one_row_and_tokyo_has_its_wards():
    names = [row["ja"] for row in read("municipalities.csv")]
    assert names.count("札幌市") == 1
    wards = [row for row in read("municipalities.csv") if row["ja"].endswith("区")]
    assert len(wards) == 23
    assert {row["prefecture"] for row in wards} == {"13"}


def test_seat_is_a_municipality_of_the_prefecture():
    for row in read("prefectures.csv"):
        assert municipality(row["seat_code"])["prefecture"] == row["code"], row


def test_seat_of_tokyo_is_shinjuku():
    assert read("prefectures.csv")[12]["seat_code"] == "13104"


def test_office_of_an_island_village_lies_on_its_island_not_in_the_city_that_hosts_it():
    assert float(municipality("46304")["lat"]) < 30  # Toshima: its hall stands in Kagoshima
    assert float(municipality("47381")["lon"]) < 124  # Taketomi: its hall stands in Ishigaki


def test_population_is_that_of_the_source(shared_data):
    path = shared_data / "municipalities" / "SSDSE-A-2026.csv"
    if not path.exists():
        pytest.skip("SSDSE-A-2026.csv is missing")
    with path.open(encoding="cp932", newline="") as file:
        rows = list(csv.reader(file))
    column = rows[0].index("A1101")
    official = {row[0][1:]: row[column] for row in rows[3:]}
    assert official == {row["code"]: row["population"] for row in read("municipalities.csv")}
