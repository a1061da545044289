"""The table of programmes: counts, codes, years, and the agglomerations that name them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from geoaccess.sources.programmes import load_programmes
from tests.data.tables import read

LISTED = {
    "technopolis": 26, "industrial-cluster-1": 24, "industrial-cluster-2": 23,
    "knowledge-cluster-1": 18, "knowledge-cluster-2": 9, "city-area": 32,
}  # fmt: skip
PERIOD = {
    "technopolis": (1984, 1998), "industrial-cluster-1": (2001, 2005),
    "industrial-cluster-2": (2006, 2010), "knowledge-cluster-1": (2002, 2008),
    "knowledge-cluster-2": (2007, 2012), "city-area": (2002, 2011),
}  # fmt: skip
WORDS = {
    "テクノポリス": ("technopolis",),
    "産業クラスター計画": ("industrial-cluster-1", "industrial-cluster-2"),
    "知的クラスター創成事業": ("knowledge-cluster-1", "knowledge-cluster-2"),
    "都市エリア産学官連携促進事業": ("city-area",),
}
NAMED = [
    (row["id"], word)
    for row in read("agglomerations.csv")
    for word in WORDS
    if word in row["programmes_ja"]
]


def test_as_many_regions_are_listed_as_the_readme_says() -> None:
    assert Counter(one.programme for one in load_programmes()) == LISTED


def test_one_project_of_the_industrial_clusters_is_listed_by_its_regions() -> None:
    for programme, projects in (("industrial-cluster-1", 19), ("industrial-cluster-2", 18)):
        names = [one.ja for one in load_programmes() if one.programme == programme]
        assert sum(name.startswith("地域産業活性化（") for name in names) == 6
        assert len(names) - 6 + 1 == projects


def test_ids_begin_with_their_programme_and_names_are_one_each() -> None:
    for one in load_programmes():
        assert one.id.startswith(f"{one.programme}-")
    for name in ("programme_ja", "programme_en"):
        pairs = {(one.programme, getattr(one, name)) for one in load_programmes()}
        assert len(pairs) == len(LISTED)


def test_codes_exist() -> None:
    codes = {row["code"] for row in read("municipalities.csv")}
    prefectures = {row["code"] for row in read("prefectures.csv")}
    for one in load_programmes():
        assert set(one.municipality_codes) <= codes
        assert set(one.prefectures) <= prefectures


def test_years_lie_in_the_period_of_the_programme() -> None:
    for one in load_programmes():
        first, last = PERIOD[one.programme]
        assert one.start is None or first <= one.start <= last
        assert one.end is None or first <= one.end <= last


def test_years_of_technopolis_are_left_out_where_they_are_not_known() -> None:
    regions = [one for one in load_programmes() if one.programme == "technopolis"]
    assert sum(one.start is not None for one in regions) == 14
    assert sum(one.start == 1984 for one in regions) == 14


@pytest.mark.parametrize(("agglomeration", "word"), NAMED)
def test_programmes_that_an_agglomeration_names_hold_it(agglomeration: str, word: str) -> None:
    row = next(row for row in read("agglomerations.csv") if row["id"] == agglomeration)
    code = row["municipality_codes"].split()[0]
    held = {one.programme for one in load_programmes() if one.holds(code)}
    assert held & set(WORDS[word])
    stage = re.search(rf"{word}（第(\d)期", row["programmes_ja"])
    if stage:
        assert f"knowledge-cluster-{stage[1]}" in held


def test_agglomerations_name_all_four_programmes() -> None:
    assert {word for _, word in NAMED} == set(WORDS)
