"""The guide to streets tells the truth about speeds, files and options."""

from __future__ import annotations

import re

from geoaccess.config import ROAD_SPEEDS_KMH, RoadsConfig, load_config
from geoaccess.sources.osm.reading import SUFFIXES
from geoaccess.sources.shipped import config_path
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "roads.md").read_text(encoding="utf-8")


def test_the_table_of_speeds_is_that_of_the_program() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (.+) \|$", GUIDE, flags=re.MULTILINE)
    assert {name: float(speed) for name, speed, _ in rows} == ROAD_SPEEDS_KMH
    assert all(re.match(r"census of fiscal|assumption|class unknown", why) for _, _, why in rows)


def test_the_shipped_parameters_are_the_defaults() -> None:
    shipped = load_config(config_path("score.yaml")).roads
    assert shipped == RoadsConfig()
    assert shipped.speeds_kmh == ROAD_SPEEDS_KMH


def test_a_given_class_changes_that_class_only() -> None:
    changed = RoadsConfig(speeds_kmh={"trunk": 50}).speeds_kmh
    assert changed == ROAD_SPEEDS_KMH | {"trunk": 50}


def test_forms_of_extracts_are_named() -> None:
    for suffix in set(SUFFIXES) - {".osm.xml.bz2"}:
        assert f"`{suffix}`" in GUIDE
