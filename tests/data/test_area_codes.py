"""Codes since 2000: as many municipalities as published, and every code leads somewhere."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from itertools import pairwise

import pytest

from geoaccess.model.areas import NORTHERN_TERRITORIES
from geoaccess.sources.areas import load_code_history
from tests.data.tables import read

HISTORY = load_code_history()
KINDS = {"merger", "status", "rename", "recode", "designation", "split", "wards"}
# Cities, towns and villages (総務省), Tokyo's 23 wards and the Northern Territories not counted.
PUBLISHED = {
    "2000-04-01": 3229, "2001-04-01": 3226, "2002-04-01": 3218, "2003-04-01": 3190,
    "2004-04-01": 3100, "2005-04-01": 2395, "2006-03-31": 1821, "2007-04-01": 1804,
    "2008-04-01": 1788, "2009-04-01": 1777, "2010-03-31": 1727, "2014-04-05": 1718,
}  # fmt: skip
DESIGNATED = {
    "さいたま市": "2003-04-01", "静岡市": "2005-04-01", "堺市": "2006-04-01", "新潟市": "2007-04-01",
    "浜松市": "2007-04-01", "岡山市": "2009-04-01", "相模原市": "2010-04-01", "熊本市": "2012-04-01",
}  # fmt: skip


@pytest.mark.parametrize(("day", "count"), PUBLISHED.items())
def test_number_of_municipalities_is_the_published_one(day: str, count: int) -> None:
    codes = HISTORY.codes_at(dt.date.fromisoformat(day)).values()
    assert sum(one.ja[-1] in "市町村" for one in codes) - len(NORTHERN_TERRITORIES) == count
    assert sum(one.ja.endswith("区") for one in codes) == 23


def test_codes_of_today_are_those_of_the_shipped_municipalities() -> None:
    today = HISTORY.codes_at(dt.date(2026, 1, 1))
    shipped = {row["code"]: row["ja"] for row in read("municipalities.csv")}
    named = {code: one.ja for code, one in today.items() if code not in NORTHERN_TERRITORIES}
    assert named.keys() == shipped.keys()
    assert {code for code, ja in named.items() if ja != shipped[code]} == {"39405"}  # 梼原, 檮原


def test_a_code_has_one_name_at_a_time() -> None:
    spans = defaultdict(list)
    for row in read("areas/codes.csv"):
        spans[row["code"]].append((row["valid_from"], row["valid_to"] or "9999"))
    for code, found in spans.items():
        ordered = sorted(found)
        assert all(a[1] <= b[0] for a, b in pairwise(ordered)), code
        assert all(begin < end for begin, end in ordered), code


def test_every_code_that_ended_has_followers_that_are_valid_on_the_day() -> None:
    followers = defaultdict(list)
    for one in HISTORY.changes:
        followers[one.old_code, one.date].append(one)
    ended = {(one.code, one.valid_to) for one in HISTORY.codes if one.valid_to}
    assert set(followers) == ended
    days = {day for _, day in followers}
    valid = {day: set(HISTORY.codes_at(day)) for day in days}
    wards = {day: set(HISTORY.codes_at(day, "ward")) for day in days}
    for (code, day), found in followers.items():
        assert sum(one.share or 1.0 for one in found) == pytest.approx(1.0), code
        level = wards if found[0].kind == "wards" else valid
        assert all(one.new_code in level[day] for one in found), code
        assert all(ward in wards[day] for one in found for ward in one.wards), code


def test_kinds_are_as_described() -> None:
    assert {one.kind for one in HISTORY.changes} == KINDS
    designated = {one.new_ja: str(one.date) for one in HISTORY.changes if one.kind == "designation"}
    assert designated == DESIGNATED
    for one in HISTORY.changes:
        if one.kind in ("recode", "designation"):
            assert one.old_ja == one.new_ja, one
        if one.kind == "status":
            assert one.old_ja[:-1] == one.new_ja[:-1], one


def test_only_two_areas_are_cut() -> None:
    cut = {one.old_code for one in HISTORY.changes if one.share is not None}
    assert cut == {"19341", "22135"}


def test_wards_belong_to_a_city_of_their_prefecture() -> None:
    for one in HISTORY.codes:
        if one.city:
            assert re.fullmatch(r"\d\d1\d0", one.city), one
            assert one.city[:2] == one.code[:2], one
            assert one.ja.endswith("区"), one


def test_no_prefecture_changes_but_at_yamaguchi() -> None:
    crossing = [one.old_ja for one in HISTORY.changes if one.old_code[:2] != one.new_code[:2]]
    assert crossing == ["山口村"]
