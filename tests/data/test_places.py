"""Shipped agglomerations, research hubs and planners' templates: contents and rules."""

from __future__ import annotations

import csv
import re
from functools import cache

import pytest

from tests.data.tables import CONFIDENCES, DATA, ROOT, great_circle_km, known_sources, read

TEMPLATES = ROOT / "configs" / "templates"

COMMON_END = ["source", "edition", "confidence"]
PLACE_START = ["id", "ja", "en", "lat", "lon", "municipality_codes"]
AGGLOMERATION_COLUMNS = [
    *PLACE_START,
    *("industries_ja", "industries_en", "programmes_ja", "programmes_en", "region_type"),
    *COMMON_END,
]
HUB_COLUMNS = [
    *PLACE_START,
    *("mass", "universities", "laboratories_ja", "laboratories_en"),
    *COMMON_END,
]
REGION_TYPES = {
    "urban agglomeration",
    "industrial agglomeration",
    "industrial district",
    "urban periphery",
    "periphery",
}
# The rule of data/README.md (places); shares and densities relative to Japan as a whole.
URBAN_POPULATION = 1_000_000
INDUSTRIAL_POPULATION = 400_000
PERIPHERY_POPULATION = 200_000
DISTRICT_QUOTIENT = 1.25

NAMED_AGGLOMERATIONS = [
    "Tsubame", "Seto", "Tajimi", "Bishu", "Hitachi", "Suwa", "Toyota", "Hiroshima", "Jonan",
    "Higashi-Osaka", "Kumamoto", "Yamagata", "Yonezawa", "Tsuyama", "Kyoto", "Fukui", "Ishikawa",
    "Miki", "Ono", "Tanba-Sasayama", "Asahikawa", "Yufu", "Hamamatsu", "TAMA", "Sapporo",
    "Greater Nagoya",
]  # fmt: skip
NAMED_HUBS = [
    "Tokyo (Hongo", "Tokyo (Otemachi", "Tsukuba", "Wako", "Yokohama–Kawasaki", "Nagoya", "Okazaki",
    "Kyoto", "Keihanna", "Osaka–Suita", "Kobe", "Sendai", "Sapporo", "Fukuoka", "Hiroshima",
    "Kanazawa",
]  # fmt: skip
LABORATORIES = [
    "RIKEN", "AIST", "NIMS", "JAXA", "KEK", "NIED", "NIES", "NARO", "NINS", "NICT", "QST",
    "JAMSTEC", "ATR", "AIST Kansai",
]  # fmt: skip
# Codes that are easily mistaken, checked by name.
CODE_NAMES = {
    "44213": "由布市",
    "28221": "丹波篠山市",
    "23203": "一宮市",
    "13111": "大田区",
    "13201": "八王子市",
    "23100": "名古屋市",
    "15213": "燕市",
    "20206": "諏訪市",
    "11229": "和光市",
    "23202": "岡崎市",
    "26366": "精華町",
}


@cache
def municipalities() -> dict[str, dict[str, str]]:
    """Municipality rows by 5-digit code."""
    return {row["code"]: row for row in read("municipalities.csv")}


@cache
def national_manufacturing_share() -> float:
    """Share of manufacturing in the employment of all municipalities."""
    rows = municipalities().values()
    return sum(number(r, "employees_manufacturing") for r in rows) / sum(
        number(r, "employees") for r in rows
    )


def number(row: dict[str, str], column: str) -> float:
    """Value of a numeric cell, 0 where it is unknown."""
    return float(row[column] or 0)


def total(row: dict[str, str], column: str) -> float:
    """Sum of a municipality column over the municipalities of a place."""
    return sum(number(municipalities()[c], column) for c in row["municipality_codes"].split(" "))


def items(cell: str) -> list[str]:
    """Members of a free-text list."""
    return cell.split("; ") if cell else []


AGGLOMERATIONS = read("agglomerations.csv")
HUBS = read("hubs.csv")
PLACES = [*(("agglomerations", r) for r in AGGLOMERATIONS), *(("hubs", r) for r in HUBS)]
each_place = pytest.mark.parametrize(
    ("table", "row"), PLACES, ids=[f"{table}-{row['id']}" for table, row in PLACES]
)
each_agglomeration = pytest.mark.parametrize(
    "row", AGGLOMERATIONS, ids=[r["id"] for r in AGGLOMERATIONS]
)
each_hub = pytest.mark.parametrize("row", HUBS, ids=[r["id"] for r in HUBS])


@pytest.mark.parametrize(
    ("name", "columns"),
    [("agglomerations.csv", AGGLOMERATION_COLUMNS), ("hubs.csv", HUB_COLUMNS)],
)
def test_columns_and_encoding(name: str, columns: list[str]) -> None:
    raw = (DATA / name).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.decode("utf-8").split("\n", 1)[0] == ",".join(columns)


def test_counts() -> None:
    assert 25 <= len(AGGLOMERATIONS) <= 40
    assert len(HUBS) >= 18


@pytest.mark.parametrize("name", NAMED_AGGLOMERATIONS)
def test_every_place_named_in_the_studies_is_an_agglomeration(name: str) -> None:
    assert any(re.match(rf"{re.escape(name)}\b", r["en"]) for r in AGGLOMERATIONS)


@pytest.mark.parametrize("name", NAMED_HUBS)
def test_every_hub_named_in_the_studies_is_there(name: str) -> None:
    assert any(r["en"].startswith(name) for r in HUBS)


@pytest.mark.parametrize("name", LABORATORIES)
def test_national_laboratories_are_named(name: str) -> None:
    assert any(re.search(rf"\b{name}\b", r["laboratories_en"]) for r in HUBS)


@pytest.mark.parametrize("rows", [AGGLOMERATIONS, HUBS], ids=["agglomerations", "hubs"])
def test_ids_unique_and_lower_case(rows: tuple[dict[str, str], ...]) -> None:
    ids = [r["id"] for r in rows]
    assert len(set(ids)) == len(ids)
    assert [i for i in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i)] == []


@pytest.mark.parametrize("column", ["ja", "en"])
@pytest.mark.parametrize("rows", [AGGLOMERATIONS, HUBS], ids=["agglomerations", "hubs"])
def test_names_unique(rows: tuple[dict[str, str], ...], column: str) -> None:
    names = [r[column] for r in rows]
    assert all(names)
    assert len(set(names)) == len(names)


@each_place
def test_no_stray_space(table: str, row: dict[str, str]) -> None:
    assert [c for c, v in row.items() if v != v.strip() or "  " in v] == []


@each_place
def test_codes_exist(table: str, row: dict[str, str]) -> None:
    codes = row["municipality_codes"].split(" ")
    assert all(re.fullmatch(r"\d{5}", c) for c in codes)
    assert len(set(codes)) == len(codes)
    assert [c for c in codes if c not in municipalities()] == []


@pytest.mark.parametrize(("code", "name"), CODE_NAMES.items())
def test_code_is_the_municipality_meant(code: str, name: str) -> None:
    assert municipalities()[code]["ja"].endswith(name)
    used = {c for _, r in PLACES for c in r["municipality_codes"].split(" ")}
    assert code in used


@pytest.mark.parametrize("rows", [AGGLOMERATIONS, HUBS], ids=["agglomerations", "hubs"])
def test_no_municipality_twice(rows: tuple[dict[str, str], ...]) -> None:
    seen: dict[str, str] = {}
    twice = []
    for row in rows:
        for code in row["municipality_codes"].split(" "):
            if code in seen:
                twice.append((code, seen[code], row["id"]))
            seen[code] = row["id"]
    assert twice == []


@each_place
def test_position_is_near_an_office(table: str, row: dict[str, str]) -> None:
    limit_km = 15.0 if table == "hubs" else 25.0
    assert re.fullmatch(r"\d\d\.\d{4}", row["lat"])
    assert re.fullmatch(r"1\d\d\.\d{4}", row["lon"])
    nearest = min(
        great_circle_km(row, municipalities()[c]) for c in row["municipality_codes"].split(" ")
    )
    assert nearest <= limit_km


@each_hub
def test_mass_is_the_sum_of_research_employment(row: dict[str, str]) -> None:
    assert int(row["mass"]) == total(row, "employees_research")


@each_hub
def test_hub_has_universities(row: dict[str, str]) -> None:
    assert int(row["universities"]) >= 1


def test_industries_translate_one_to_one() -> None:
    pairs = {
        pair
        for r in AGGLOMERATIONS
        for pair in zip(items(r["industries_ja"]), items(r["industries_en"]), strict=True)
    }
    assert len({ja for ja, _ in pairs}) == len({en for _, en in pairs}) == len(pairs)


@each_agglomeration
def test_industry_stated(row: dict[str, str]) -> None:
    assert row["industries_ja"]
    assert row["industries_en"]


@pytest.mark.parametrize(
    ("table", "row", "kind"),
    [
        *(("agglomerations", r, k) for r in AGGLOMERATIONS for k in ("industries", "programmes")),
        *(("hubs", r, "laboratories") for r in HUBS),
    ],
    ids=lambda v: v["id"] if isinstance(v, dict) else v,
)
def test_both_languages_list_the_same_items(table: str, row: dict[str, str], kind: str) -> None:
    assert len(items(row[f"{kind}_ja"])) == len(items(row[f"{kind}_en"]))


@pytest.mark.parametrize(
    ("place", "programme"),
    [
        ("tsubame", "Migakiya Syndicate (polishing, 2003, 29 firms)"),
        ("higashi-osaka", "Rodan21"),
        ("higashi-osaka", "Creation Core Higashi-Osaka"),
        ("kumamoto", "GAMADAS (2001)"),
        ("tsuyama", "Tsuyama Stainless Net (1997)"),
        ("southern-kyoto", "Kyoto Shisaku Net (2001)"),
        ("fukui", "Toray Synthetic Textile Cluster (2004, 67 firms)"),
        ("ishikawa", "Toray Synthetic Textile Cluster (2004, 67 firms)"),
        ("tamba-sasayama", "Tanba UD"),
    ],
)
def test_programmes_named_in_the_studies(place: str, programme: str) -> None:
    row = next(r for r in AGGLOMERATIONS if r["id"] == place)
    assert programme in items(row["programmes_en"])


@each_agglomeration
def test_region_type_follows_the_rule(row: dict[str, str]) -> None:
    """The steps of the rule that need no area; density decides only between the remaining two."""
    population = total(row, "population")
    quotient = (
        total(row, "employees_manufacturing")
        / total(row, "employees")
        / national_manufacturing_share()
    )
    region_type = row["region_type"]
    assert region_type in REGION_TYPES
    if region_type == "urban agglomeration":
        assert population >= URBAN_POPULATION
    elif population >= INDUSTRIAL_POPULATION and quotient >= 1:
        assert region_type == "industrial agglomeration"
    elif quotient >= DISTRICT_QUOTIENT:
        assert region_type == "industrial district"
    elif population >= PERIPHERY_POPULATION:
        assert region_type == "urban periphery"
    else:
        assert region_type in {"urban periphery", "periphery"}


def test_every_region_type_occurs() -> None:
    assert {r["region_type"] for r in AGGLOMERATIONS} == REGION_TYPES


@each_place
def test_provenance(table: str, row: dict[str, str]) -> None:
    sources = row["source"].split(" ")
    assert set(sources) <= known_sources()
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", row["edition"])
    assert row["confidence"] in CONFIDENCES
    if "general-knowledge" in sources:
        assert row["confidence"] == "low"


@each_agglomeration
def test_a_place_beyond_the_studies_names_its_own_source(row: dict[str, str]) -> None:
    common = {"localgovjp", "ssdse-a-2026", "mlit-n02-2020", "general-knowledge"}
    assert set(row["source"].split(" ")) - common


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("sites.csv", "id,name,name_ja,lat,lon,municipality_code,note"),
        ("hubs.csv", "id,name,name_ja,lat,lon,mass"),
    ],
)
def test_template_opens_in_excel(name: str, columns: str) -> None:
    raw = (TEMPLATES / name).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert raw.decode("utf-8-sig").splitlines()[0] == columns
    assert len(rows) == 3
    for row in rows:
        has_position = bool(row["lat"] and row["lon"])
        assert has_position or row["municipality_code"] in municipalities()
