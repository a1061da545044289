"""Isochrones: nested, whole, on land, and people that add up."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geoaccess.errors import FileError, InputError
from geoaccess.model.isochrones import Isochrones
from geoaccess.surfaces import build_isochrones, write_layer
from geoaccess.surfaces.geotiff import check_bands
from tests.surfaces.cases import small_surface

BANDS = (60.0, 120.0, 180.0)
MINUTES = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
    elements=st.sampled_from([np.nan, np.inf, 0.0, 30, 60, 60.5, 61, 120, 179, 180, 181, 400]),
)


def isochrones(minutes: np.ndarray, people: np.ndarray | None = None, **changes) -> Isochrones:
    surface, pieces = small_surface(minutes)
    n = len(surface.cells)
    return build_isochrones(
        surface,
        pieces,
        bands_min=BANDS,
        population=np.full(n, 10.0) if people is None else people,
        **changes,
    )


@settings(max_examples=60, deadline=None)
@given(MINUTES.filter(lambda minutes: not np.isnan(minutes).all()))
def test_rings_and_nested_bands(minutes: np.ndarray) -> None:
    rings, nested = isochrones(minutes), isochrones(minutes, is_nested=True)
    assert all(shapely.is_valid(rings.polygons))
    assert all(shapely.is_valid(nested.polygons))
    inside = np.array([(minutes <= end).sum() for end in BANDS])
    assert np.cumsum(rings.n_cells).tolist() == inside.tolist()
    for k in range(3):
        alone, within = rings.polygons[k], nested.polygons[k]
        assert shapely.area(within) == pytest.approx(inside[k] / 240 / 160)
        for other in rings.polygons[k + 1 :]:
            assert shapely.intersection(alone, other).area == 0
        if k:
            assert shapely.covers(within, nested.polygons[k - 1]) or not inside[k - 1]
    assert rings.area_km2.sum() <= rings.total_km2 * (1 + 1e-12)
    assert rings.population.sum() == 10 * inside[2]
    assert rings.total_population == 10 * (~np.isnan(minutes)).sum()


def test_the_sea_and_the_unreached_belong_to_no_band() -> None:
    minutes = np.array([[10, np.nan, 70], [np.inf, 10, 500]])
    found = isochrones(minutes)
    assert found.n_cells.tolist() == [2, 1, 0]
    assert found.polygons[2].is_empty
    assert found.to_records()[1]["population_share_within"] == pytest.approx(30 / 50)


def test_area_of_the_polygons_is_that_of_the_cells() -> None:
    import pyproj

    found = isochrones(np.array([[10, 70, 70], [np.nan, 10, 130]]))
    geod = pyproj.Geod(ellps="GRS80")
    for polygon, area in zip(found.polygons, found.area_km2, strict=True):
        measured = geod.geometry_area_perimeter(polygon)[0] / 1e6
        assert measured == pytest.approx(area, rel=1e-4)
        assert measured > 0  # outer rings counter-clockwise


def test_simplified_bands_keep_their_common_sides() -> None:
    row, col = np.mgrid[0:40, 0:40]
    minutes = np.hypot(row - 20, col - 20) * 9.0
    minutes[:, 37:] = np.nan
    plain, simple = isochrones(minutes), isochrones(minutes, simplify_m=800)
    count = shapely.get_num_coordinates
    assert count(simple.polygons).sum() < count(plain.polygons).sum() / 2
    assert all(shapely.is_valid(simple.polygons))
    parts = np.concatenate([shapely.get_parts(one) for one in simple.polygons])
    assert shapely.coverage_is_valid(parts)
    whole = shapely.area(plain.polygons).sum()
    assert shapely.area(simple.polygons).sum() == pytest.approx(whole, rel=0.03)


def test_geojson_is_rfc_7946(tmp_path: Path) -> None:
    found = isochrones(np.array([[10, 70, 70], [np.nan, 10, 130], [300, 300, np.inf]]))
    path = tmp_path / "new" / "bands.geojson"
    write_layer(found, path, about={"site": "諏訪"})
    text = path.read_text(encoding="utf-8")
    content = json.loads(text)
    assert content["type"] == "FeatureCollection"
    assert "crs" not in content
    assert content["geoaccess"] == {"site": "諏訪"}
    for feature, end in zip(content["features"], BANDS, strict=True):
        assert feature["properties"]["to_min"] == end
        polygon = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert polygon.is_valid
        assert feature["bbox"] == pytest.approx(polygon.bounds)
        for part in shapely.get_parts(polygon):
            assert shapely.is_ccw(part.exterior)
            assert not any(shapely.is_ccw(ring) for ring in part.interiors)
    west, south, *_ = content["features"][0]["bbox"]
    assert 122 < west < 154
    assert 24 < south < 46


def test_geopackage_and_its_bytes(tmp_path: Path) -> None:
    found = isochrones(np.array([[10, 70], [130, np.inf]]))
    paths = [tmp_path / "one" / "bands.gpkg", tmp_path / "two" / "bands.gpkg"]
    for path in paths:
        write_layer(found, path, about={"site": "諏訪", "digest": "0123"})
    assert paths[0].read_bytes() == paths[1].read_bytes()
    info = pyogrio.read_info(paths[0])
    assert (info["features"], info["geometry_type"]) == (3, "MultiPolygon")
    assert info["crs"] == "EPSG:6668"
    assert info["dataset_metadata"]["DIGEST"] == "0123"
    frame = pyogrio.read_dataframe(paths[0])
    assert frame["population_within"].tolist() == [10, 20, 30]
    assert not list(paths[0].parent.glob(".*"))


@pytest.mark.parametrize("bands", [[], [0], [60, 60], [120, 60], [-1], [np.inf], range(1, 40)])
def test_wrong_bands(bands) -> None:
    with pytest.raises(InputError, match="--bands"):
        check_bands(bands)


def test_wrong_ending(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"\.gpkg or \.geojson"):
        write_layer(isochrones(np.ones((1, 1))), tmp_path / "bands.shp", about={})
    assert not list(tmp_path.iterdir())
