"""The values on the page, as people read them."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace

import numpy as np
import pytest

from geoaccess.errors import InputError
from geoaccess.maps.encode import to_number, to_packed_json, to_script_json
from geoaccess.maps.payload import build_payload
from geoaccess.maps.shapes import build_shapes, chain_sections
from geoaccess.maps.wording import format_date, format_stay
from geoaccess.model.contacts import ScoreTable
from geoaccess.model.text import Text
from tests.maps.cases import HOSTILE_NAME, build_case, build_network, build_scores


@pytest.fixture(scope="module")
def payload():
    return build_payload(build_case())


@pytest.fixture(scope="module")
def shapes():
    return build_shapes(build_case())


def test_a_day_has_clock_times_and_what_a_table_needs(payload):
    assert payload["views"][0]["sites"][0]["days"][0] == [
        *("06:12", "08:40", "14:50", "17:55"),
        *(1, 0, 31, 148),
    ]


def test_a_way_without_a_train_has_no_changes(payload):
    day = payload["views"][0]["sites"][1]["days"][1]
    assert day[4:6] == [-1, -1]


def test_what_cannot_be_met_is_null_never_a_sentinel(payload):
    naha = payload["views"][0]["sites"][2]
    assert naha["days"] == [None, None, None]
    assert naha["values"][1] is None
    assert "-1" not in json.dumps(naha)


def test_hubs_say_how_many_sites_meet_them(payload):
    assert [(hub["id"], hub["sites"], hub["mass"]) for hub in payload["hubs"]] == [
        ("tokyo", [3], 240_000),
        ("nagoya", [2], 90_000),
        ("sapporo", [0], 40_000),
    ]


def test_indicators_carry_unit_decimals_and_weight(payload):
    assert payload["indicators"] == [
        {"name": "reach_pct", "unit": "unit_pct", "decimals": 1, "weight": 54.5},
        {"name": "nearness_min", "unit": "unit_min", "decimals": 0, "weight": 27.3},
        {"name": "round_trips", "unit": "unit_times", "decimals": 0, "weight": 18.2},
    ]
    assert payload["missing"] == ["cost_yen", "compactness"]


def test_the_section_that_a_site_hangs_on_is_on_its_card():
    links = (Text("Chuo Line: A–B", "中央線 甲〜乙"), None, None, None)
    sites = build_payload(build_case(weak_links=links))["views"][0]["sites"]
    assert [site["weak"] for site in sites] == [
        {"en": "Chuo Line: A–B", "ja": "中央線 甲〜乙", "line": []}, None, None, None,
    ]  # fmt: skip
    assert {site["weak"] for site in build_payload(build_case())["views"][0]["sites"]} == {None}


def test_links_of_other_sites_are_refused():
    with pytest.raises(InputError, match="weak_links do not fit 4 sites"):
        build_case(weak_links=(None,))


def test_a_score_that_is_missing_is_null():
    scores: ScoreTable = replace(build_scores(), score=np.array([71.0, 78.0, np.nan, 47.0]))
    assert build_payload(build_case(scores=scores))["views"][0]["sites"][2]["score"] is None


def test_the_run_is_described_in_both_languages(payload):
    assert payload["facts"]["en"][:4] == [
        ("Day", "06:00–22:00"),
        ("Stay", "at least 4 h"),
        ("Business hours", "09:00–18:00"),
        ("Trains of", "10 March 2026"),
    ]
    assert ("ダイヤの日付", "2026年3月10日") in payload["facts"]["ja"]
    assert ("現地滞在", "4時間以上") in payload["facts"]["ja"]
    assert payload["warnings"]["ja"] == ["那覇の近くに駅がありません。"]


@pytest.mark.parametrize(
    ("minutes", "en", "ja"),
    [
        (240, "4 h", "4時間"),
        (90, "1 h 30", "1時間30分"),
        (65, "1 h 05", "1時間05分"),
        (45, "45 min", "45分"),
    ],
)
def test_stays_are_written_as_people_do(minutes, en, ja):
    assert (format_stay(minutes, "en"), format_stay(minutes, "ja")) == (en, ja)


def test_a_date_that_is_none_stays_as_it_is():
    assert format_date("March 2025", "ja") == "March 2025"


def test_assumptions_of_the_run_follow_those_of_the_page():
    facts = {**build_case().facts, "assumptions": [{"en": "Own.", "ja": "独自。"}]}
    payload = build_payload(build_case(facts=facts))
    assert payload["assumptions"]["ja"][-1] == "独自。"
    assert "straight" in payload["assumptions"]["en"][0]


def test_a_zone_that_meets_anybody_is_never_shown_as_zero(shapes):
    share = dict(zip(shapes["codes"], shapes["views"][0]["values"]["reach_pct"], strict=True))
    assert share["46201"] == 0.1
    assert share["30427"] == 0
    assert share["32525"] is None
    assert share["20206"] == 89.2


def test_zones_keep_geometry_and_code_only(shapes):
    geometries = shapes["topology"]["objects"]["zones"]["geometries"]
    assert geometries[0] == {"type": "Polygon", "arcs": [[0]], "properties": {"code": "01100"}}
    assert shapes["prefectures"][shapes["prefecture"][0]] == ["Hokkaido", "北海道"]


def test_sections_that_touch_are_one_run():
    assert chain_sections(build_network()) == {
        "tokaido": [["tokyo", "shizuoka", "hamamatsu", "nagoya"]],
        "chuo": [["tokyo", "shiojiri"], ["nagoya", "shiojiri"]],
        "yamagata": [["fukushima", "yamagata"]],
    }


def test_stations_on_no_line_are_left_out(shapes):
    names = [station[0] for station in shapes["network"]["stations"]]
    assert "On no line" not in names
    assert len(names) == 7


def test_json_in_a_script_has_no_markup():
    text = to_script_json({"name": HOSTILE_NAME, "amp": "&", "line": "\u2028"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text)["name"] == HOSTILE_NAME


def test_packing_is_reproducible_and_reversible(shapes):
    packed = to_packed_json(shapes)
    assert packed == to_packed_json(shapes)
    assert json.loads(gzip.decompress(base64.b64decode(packed)))["codes"][0] == "01100"


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(1.25, 1, 1.2), (2.0, 1, 2), (np.nan, 1, None), (np.inf, 0, None)],
)
def test_numbers_are_rounded_or_null(value, decimals, expected):
    assert to_number(value, decimals) == expected
