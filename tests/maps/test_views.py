"""A scenario beside today's network: what is packed, drawn and said of it."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace

import numpy as np
import pytest

from geoaccess.errors import InputError
from geoaccess.maps.codes import unpack_codes
from geoaccess.maps.page import render_score_map
from geoaccess.maps.payload import TILES, build_payload
from geoaccess.maps.shapes import build_packs, build_shapes
from geoaccess.model.comparison import Change
from geoaccess.model.text import Text
from tests.maps.cases import build_case, build_scenario, build_two_views, build_view


def test_the_codes_of_a_scenario_are_packed_against_the_first_view():
    content = build_two_views()
    packs = build_packs(content)
    assert list(packs) == ["minutes-0", "hours-0", "minutes-1", "hours-1"]
    shape = (content.n_nodes, content.n_nodes)
    base = unpack_codes(packs["minutes-0"], shape, smooth=True)
    assert np.array_equal(base, content.views[0].travel.minutes)
    found = unpack_codes(packs["minutes-1"], shape, base)
    assert np.array_equal(found, content.views[1].travel.minutes)


def test_a_view_without_times_has_no_packs():
    assert build_packs(build_case(travel=None)) == {}


def test_an_identity_scenario_changes_nothing_on_the_page():
    same = replace(build_view(), name="same")
    content = replace(build_case(), views=(build_view(), same))
    shapes, packs = build_shapes(content), build_packs(content)
    assert shapes["views"][0] == shapes["views"][1]
    assert shapes["changes"][1] == {"added": [], "removed": []}
    for name in ("minutes-1", "hours-1"):
        assert set(gzip.decompress(base64.b64decode(packs[name]))) == {0}
    views = build_payload(content)["views"]
    assert views[0]["sites"] == views[1]["sites"]


def test_planned_and_closed_sections_are_told_apart():
    shapes = build_shapes(build_two_views())
    change = shapes["changes"][1]
    assert [line["en"] for line in change["added"]] == ["Chuo Shinkansen"]
    assert [line["en"] for line in change["removed"]] == ["Yamagata Line"]
    names = [shapes["network"]["stations"][k][0] for k in change["added"][0]["runs"][0]]
    assert names == ["Tokyo", "Kofu", "Nagoya"]
    assert "Chuo Shinkansen" not in [line["en"] for line in shapes["network"]["lines"]]


def test_assumptions_are_on_the_page_in_both_languages():
    view = build_payload(build_two_views())["views"][1]
    assert view["assumption"] is True
    assert view["assumptions"] == {"en": ["40 min, assumed."], "ja": ["40分と仮定。"]}


def test_differences_within_uncertainty_are_flagged():
    assert build_shapes(build_two_views())["views"][1]["unsure"] == {"reach_pct": [2]}


def test_two_views_of_one_name_are_refused():
    with pytest.raises(InputError, match="base"):
        replace(build_case(), views=(build_view(), build_view()))


def test_a_scenario_with_other_sites_is_refused():
    wrong = replace(build_scenario(), weak_links=(None,))
    with pytest.raises(InputError, match="weak_links do not fit 4 sites"):
        replace(build_case(), views=(build_view(), wrong))


def test_without_tiles_no_address_of_them_is_on_the_page():
    assert "cyberjapandata" not in render_score_map(build_case())
    assert build_payload(build_case())["tiles"] is None


def test_tiles_widen_the_policy_for_images_of_one_host_only():
    page = render_score_map(build_case(), tiles=True)
    policy = page[page.index("Content-Security-Policy") : page.index("<title>")]
    assert f"img-src data: {TILES['origin']};" in policy
    assert policy.count("https:") == 1
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_readings_are_on_the_page():
    assert build_shapes(build_case())["kana"][:4] == ["さっぽろし", "", "すわし", "はままつし"]


def test_payload_is_json_without_nan():
    json.dumps(build_payload(build_two_views()), allow_nan=False)


def test_a_base_that_is_not_of_today_is_not_called_so():
    today = build_payload(build_two_views())
    base = replace(build_view(), title=Text("Network as of 1990-01-01", "1990年1月1日の鉄道網"))
    other = build_payload(replace(build_case(), views=(base, build_scenario())))
    for lang in ("en", "ja"):
        texts = other["strings"][lang]
        assert texts["today"] == texts["base"] != today["strings"][lang]["today"]
        assert texts["difference"] != today["strings"][lang]["difference"]
        assert base.title.spoken(lang) in texts["difference_lost"]


@pytest.mark.parametrize("name", ["weak_links", "weak_sections"])
def test_links_of_other_sites_are_refused(name):
    view = replace(build_scenario(), **{name: (None,)})
    with pytest.raises(InputError, match=name):
        replace(build_case(), views=(build_view(), view))


def test_changes_of_other_sites_are_refused():
    change = Change(before=np.zeros(2), after=np.zeros(2), difference=np.zeros(2))
    view = replace(build_scenario(), changes={"score": change})
    with pytest.raises(InputError, match="change of score"):
        replace(build_case(), views=(build_view(), view))


def test_the_worst_link_has_its_ends():
    sites = build_payload(build_two_views())["views"][1]["sites"]
    assert sites[0]["weak"]["line"] == [[35.6812, 139.7671], [35.667, 138.569]]
    assert sites[1]["weak"] is None
    unknown = replace(build_scenario(), weak_sections=())
    content = replace(build_case(), views=(build_view(), unknown))
    assert build_payload(content)["views"][1]["sites"][0]["weak"]["line"] == []
