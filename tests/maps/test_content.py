"""What does not fit together never reaches the page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geoaccess.errors import InputError
from geoaccess.maps.content import text_in
from geoaccess.maps.shapes import build_shapes
from tests.maps.cases import build_case, build_contacts, build_scores


def test_takes_a_run_and_freezes_its_zones():
    content = build_case()
    assert not content.views[0].zone_values["reach_pct"].flags.writeable
    assert content.views[0].zone_hubs.dtype == np.int32


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"lang": "fr"}, "'fr' is not a language"),
        ({"title": {"en": "Only English"}}, "no text in 'ja'"),
        ({"zone_kana": ("one",)}, "zone_kana has another length"),
        ({"zone_prefectures": ("one",)}, "zone_prefectures has another length"),
        ({"views": ()}, "no view"),
        ({"site_nodes": np.arange(2)}, "site_nodes have another length"),
        ({"hub_nodes": np.array([8, 9, 99])}, "are not bytes of shape"),
        ({"zone_values": {}}, "lacks the zone values reach_pct"),
        ({"zone_values": {"reach_pct": np.full(8, 120.0)}}, "8 zones have reach_pct outside 0-100"),
        ({"zone_values": {"reach_pct": np.zeros(8), "mood": np.zeros(8)}}, "'mood' is no value"),
        ({"zone_unsure": {"reach_pct": np.zeros(3, dtype=bool)}}, "reach_pct do not fit"),
        ({"zone_hubs": np.zeros(3)}, "a vector of 8 is needed"),
        ({"facts": {"window": "06:00-22:00"}}, "facts lack business_hours, digest"),
    ],
)
def test_refuses_what_does_not_fit(changes, says):
    with pytest.raises(InputError, match=says):
        build_case(**changes)


def test_refuses_scores_and_contacts_of_another_shape():
    with pytest.raises(InputError, match="score do not fit 4 sites and 3 hubs"):
        build_case(scores=replace(build_scores(), score=np.zeros(2)))
    with pytest.raises(InputError, match="depart_s do not fit 4 sites and 3 hubs"):
        build_case(contacts=replace(build_contacts(), depart_s=np.zeros((3, 4), dtype=np.int32)))


@pytest.mark.parametrize("text", ["no json", "[]", "{}", '{"objects": {"a": {}, "b": {}}}'])
def test_refuses_zones_that_are_not_topojson(text):
    with pytest.raises(InputError, match="not TopoJSON"):
        build_shapes(build_case(zones_topojson=text))


def test_a_text_of_one_language_stands_in_for_the_other():
    assert text_in("both", "ja") == "both"
    assert text_in({"en": "English"}, "ja") == "English"
    assert text_in({"en": "English", "ja": "日本語"}, "ja") == "日本語"
