"""Simplified areas and TopoJSON: borders stay shared, and what is written reads back."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.model.areas import AdminAreas
from geoaccess.sources.areas import render_topojson, simplify_areas
from tests.sources.areafiles import COUNTRY, Feature, load, write_geojson

CODES = ("20201", "20202", "20203")
MOSAICS = st.lists(st.sampled_from((*CODES, "")), min_size=16, max_size=16).filter(any)


def mosaic(owners: list[str]) -> list[Feature]:
    """Return areas made of the squares of a 4 x 4 board."""
    squares: dict[str, list[tuple[int, int]]] = {}
    for i, owner in enumerate(owners):
        if owner:
            squares.setdefault(owner, []).append((i % 4, i // 4))
    return [Feature("長野県", "", code, code, tuple(cells)) for code, cells in squares.items()]


def wavy(amplitude: float = 0.01) -> list[Feature]:
    """Return two areas with a common border of 201 vertices between straight outer ones."""
    y = np.linspace(35, 36, 201)
    x = 138.5 + amplitude * np.sin(np.arange(201) * 1.7)
    border = list(zip(x, y, strict=True))
    west = shapely.Polygon([(138, 35), *border, (138, 36)])
    east = shapely.Polygon([(139, 35), *border, (139, 36)])
    return [
        Feature("長野県", "", "諏訪市", "20206", (), polygon=west),
        Feature("長野県", "", "茅野市", "20214", (), polygon=east),
    ]


def reread(folder: Path, areas: AdminAreas) -> AdminAreas:
    path = folder / "out.json"
    path.write_text(render_topojson(areas), encoding="utf-8")
    return load(path, level=areas.level).areas


@settings(max_examples=40)
@given(owners=MOSAICS)
def test_topojson_reads_back_equal(owners: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        areas = load(write_geojson(folder, mosaic(owners))).areas
        again = reread(folder, areas)
        assert again.code == areas.code
        for mine, theirs in zip(areas.geometry, again.geometry, strict=True):
            assert shapely.symmetric_difference(mine, theirs).area < 1e-9


def test_names_and_flags_are_in_the_properties(tmp_path: Path) -> None:
    areas = load(write_geojson(tmp_path)).areas
    topology = json.loads(render_topojson(areas))
    rows = [one["properties"] for one in topology["objects"]["areas"]["geometries"]]
    assert rows[2] == {
        "code": "20361",
        "prefecture": "長野県",
        "county": "諏訪郡",
        "municipality": "下諏訪町",
    }
    assert rows[-1]["unassigned"] is True


def test_a_common_border_is_written_once(tmp_path: Path) -> None:
    areas = load(write_geojson(tmp_path, wavy())).areas
    topology = json.loads(render_topojson(areas))
    rings = [one["arcs"][0][0] for one in topology["objects"]["areas"]["geometries"]]
    shared = {arc if arc >= 0 else ~arc for arc in rings[0]} & {
        arc if arc >= 0 else ~arc for arc in rings[1]
    }
    assert len(topology["arcs"]) == 3
    assert len(shared) == 1
    assert len(topology["arcs"][shared.pop()]) == 201


def test_simplified_neighbours_share_their_border(tmp_path: Path) -> None:
    areas = load(write_geojson(tmp_path, wavy())).areas
    result = simplify_areas(areas, tolerance_m=2000)
    simple = result.areas.geometry
    assert shapely.get_num_coordinates(simple).sum() < 60
    assert shapely.coverage_is_valid(simple)
    assert shapely.area(simple).sum() == pytest.approx(1.0)
    assert [one.en for one in result.notes] == ["simplified to 2000 m: 56 of 408 vertices left."]


def test_borders_that_do_not_match_are_counted(tmp_path: Path) -> None:
    west, east = wavy()
    moved = shapely.union(east.geometry, shapely.box(138.45, 35.4, 138.6, 35.5))
    overlap = Feature("長野県", "", "茅野市", "20214", (), polygon=moved)
    result = simplify_areas(load(write_geojson(tmp_path, [west, overlap])).areas, tolerance_m=100)
    assert "2 areas have borders that do not match their neighbours'" in result.notes[0].en
    assert shapely.is_valid(result.areas.geometry).all()


def test_no_area_vanishes(tmp_path: Path) -> None:
    islet = Feature(
        "長野県", "", "諏訪市", "20206", (), polygon=shapely.Point(138, 35).buffer(1e-4)
    )
    areas = load(write_geojson(tmp_path, [islet, *COUNTRY[1:3]])).areas
    simple = simplify_areas(areas, tolerance_m=50_000).areas
    assert not shapely.is_empty(simple.geometry).any()
    assert reread(tmp_path, simple).code == areas.code


@pytest.mark.parametrize("tolerance_m", [0.0, -1.0, float("nan")])
def test_unusable_tolerance(tmp_path: Path, tolerance_m: float) -> None:
    with pytest.raises(InputError, match="is no tolerance; give metres above 0"):
        simplify_areas(load(write_geojson(tmp_path)).areas, tolerance_m=tolerance_m)
