"""Mesh cells with their polygons, as places, and summed by municipality."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.errors import FileError, InputError
from geoaccess.model.land import LandGrid
from geoaccess.model.mesh import bounds_of, children_of, code_of, polygons_of
from geoaccess.model.meshtable import MeshTable
from geoaccess.sources.gazetteer import Gazetteer
from geoaccess.sources.mesh import (
    build_mesh_layer,
    build_mesh_places,
    load_mesh_shapes,
    load_mesh_table,
    sum_by_municipality,
)
from geoaccess.sources.mesh.municipalities import UNASSIGNED, compute_shares
from geoaccess.sources.statistics import load_ssdse
from geoaccess.sources.tables import load_places
from geoaccess.sources.zones import load_land_grid
from tests.sources.mesh_files import write_mesh

PEOPLE, CHILDREN = "T001100001", "T001100004"


def write_shapes(path: Path, codes: list[str], crs: str = "EPSG:4612", shift: float = 0.0) -> Path:
    import geopandas
    import shapely

    polygons = shapely.transform(polygons_of(codes), lambda xy: np.round(xy + shift, 8))
    frame = geopandas.GeoDataFrame({"KEY_CODE": codes}, geometry=polygons, crs=crs)
    frame.to_file(path, encoding="cp932")
    return path


@pytest.fixture
def small(tmp_path: Path) -> MeshTable:
    return load_mesh_table(write_mesh(tmp_path))


@pytest.fixture(scope="module")
def coast() -> LandGrid:
    """Return two municipalities on 500 m cells around 53394611, the rest of the frame sea.

    The southern half of 53394611 is municipality 13101, its north-west 13102, its north-east
    sea; 53394612 is sea; 53394613 is 13102.
    """
    row, col = round(35.675 * 240), round((139.7625 - 139) * 160)
    runs = [
        ((row + 0) * 160 + col, 2, 0),
        ((row + 1) * 160 + col, 1, 1),
        ((row + 0) * 160 + col + 4, 2, 1),
        ((row + 1) * 160 + col + 4, 2, 1),
    ]
    runs.sort()
    start = np.array([one[0] for one in runs], dtype=np.int32)
    return LandGrid(
        lat0=0, lon0=139, rows_per_degree=240, cols_per_degree=160, n_rows=240 * 46, n_cols=160,
        run_start=start,
        run_end=start + np.array([one[1] for one in runs], dtype=np.int32),
        run_part=np.array([one[2] for one in runs], dtype=np.int32),
        part_code=np.array(["13101", "13102"]),
        part_landmass=np.zeros(2, dtype=np.int32),
    )  # fmt: skip


# --- Shapefiles


def test_official_cells_are_those_of_their_codes(tmp_path: Path, small: MeshTable) -> None:
    path = write_shapes(tmp_path / "MESH05339.shp", children_of("533946", "1km").tolist())
    shapes = load_mesh_shapes([path])
    assert len(shapes.codes) == 100
    assert shapes.off_deg <= 1e-8
    assert shapes.notes == ("JGD2000 (EPSG:4612), taken as JGD2011 without a shift",)
    layer = build_mesh_layer(small, shapes)
    assert layer.crs.to_epsg() == 6668
    assert layer["host"].tolist() == ["", "", "53394612", "", "53394612"]
    assert layer["treatment"].tolist() == ["plain", "host", "suppressed", "plain", "suppressed"]
    assert layer["T001100001_persons"].tolist() == [100, 60, 3, 50, 1]
    assert layer.geometry.bounds.to_numpy() == pytest.approx(bounds_of(small.codes), abs=2e-8)


def test_cells_of_several_files_are_taken_once(tmp_path: Path) -> None:
    codes = children_of("533946", "1km").tolist()
    first = write_shapes(tmp_path / "a.shp", codes[:60])
    second = write_shapes(tmp_path / "b.shp", codes[40:])
    shapes = load_mesh_shapes([first, second])
    assert len(shapes.codes) == 100
    assert "20 cells are in several files and were taken once" in shapes.notes


def test_old_datum_is_refused_whatever_the_prj_says(tmp_path: Path) -> None:
    path = write_shapes(tmp_path / "a.shp", ["53394611"], shift=0.0032)
    with pytest.raises(InputError, match=r"1 of 1 cells are not the rectangle .* Tokyo datum"):
        load_mesh_shapes([path])
    path = write_shapes(tmp_path / "b.shp", ["53394611"], "EPSG:4301")
    with pytest.raises(InputError, match="old Tokyo datum; download the mesh of JGD2011"):
        load_mesh_shapes([path])


def test_a_missing_prj_is_told(tmp_path: Path) -> None:
    path = write_shapes(tmp_path / "a.shp", ["53394611"])
    path.with_suffix(".prj").unlink()
    assert load_mesh_shapes([path]).notes[0].startswith("no .prj says the datum")


def test_a_zip_file_is_read_as_downloaded(tmp_path: Path) -> None:
    write_shapes(tmp_path / "MESH05339.shp", ["53394611", "53394612"])
    with zipfile.ZipFile(tmp_path / "MESH05339.zip", "w") as archive:
        for part in tmp_path.glob("MESH05339.*"):
            if part.suffix != ".zip":
                archive.write(part, part.name)
    assert load_mesh_shapes([tmp_path / "MESH05339.zip"]).codes == ("53394611", "53394612")


@pytest.mark.parametrize("part", [".dbf", ".shx"])
def test_a_shapefile_without_its_parts(tmp_path: Path, part: str) -> None:
    path = write_shapes(tmp_path / "a.shp", ["53394611"])
    path.with_suffix(part).unlink()
    with pytest.raises(FileError, match=rf"a\.shp: \{part} of the Shapefile is missing"):
        load_mesh_shapes([path])


def test_a_shapefile_that_breaks_off(tmp_path: Path) -> None:
    path = write_shapes(tmp_path / "a.shp", ["53394611", "53394612"])
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(FileError, match=r"a\.shp: cut off after \d+ of \d+ bytes"):
        load_mesh_shapes([path])


def test_a_zip_file_is_not_trusted(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("MESH05339.shp", bytes(1 << 27))
    with pytest.raises(FileError, match=r"a\.zip: MESH05339\.shp is larger than any mesh"):
        load_mesh_shapes([tmp_path / "a.zip"])
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("a.shp", b"")
        archive.writestr("b.shp", b"")
    with pytest.raises(FileError, match=r"b\.zip: .* exactly one \.shp \(a\.shp, b\.shp\)"):
        load_mesh_shapes([tmp_path / "b.zip"])


def test_cells_without_a_shape_are_named(tmp_path: Path, small: MeshTable) -> None:
    shapes = load_mesh_shapes([write_shapes(tmp_path / "a.shp", list(small.codes[:2]))])
    with pytest.raises(InputError, match=r"3 of 5 cells are in none of the Shapefiles \(53394613"):
        build_mesh_layer(small, shapes)


# --- Places


def test_cells_become_places(small: MeshTable, coast: LandGrid) -> None:
    places = build_mesh_places(small, PEOPLE, grid=coast)
    assert places.role == "zone"
    assert places.mass_kind == "人口（総数）"
    assert places.mass.sum() == 214
    assert places.id == small.codes
    assert code_of(places.lon, places.lat, "1km").tolist() == list(small.codes)
    assert places.municipality_code[2] == "13102"
    assert build_mesh_places(small, CHILDREN).mass.tolist() == [10, 12, 0, 5, 0]
    with pytest.raises(InputError, match="T001100034 counts households; masses are persons"):
        build_mesh_places(small, "T001100034")


# --- Municipalities


def test_a_cell_is_shared_out_over_its_land(small: MeshTable, coast: LandGrid) -> None:
    one = replace(small, table=small.table.take([0]), treatment=np.zeros(1), host_code=("",))
    summed = sum_by_municipality(one, coast)
    assert summed.area_code == ("13101", "13102")
    assert summed.get_values(PEOPLE).tolist() == pytest.approx([200 / 3, 100 / 3])
    assert any("approximate: 1 of 1 cells of 1km" in note for note in summed.notes)


def test_a_cell_at_sea_goes_to_the_nearest_land(coast: LandGrid) -> None:
    for code in ("13101", "13102"):  # both are 1.5 probes away
        shares = compute_shares(["53394612"], coast, within=[code])
        assert (shares.n_near, shares.n_lost) == (1, 0)
        assert shares.code.tolist() == [code]
    assert compute_shares(["53394632"], coast).code.tolist() == ["13102"]
    assert compute_shares(["53394612"], coast, within=["30"]).code.tolist() == [UNASSIGNED]
    assert compute_shares(["53390000"], coast).n_lost == 1


def test_sums_are_preserved_whatever_is_lost(small: MeshTable, coast: LandGrid) -> None:
    for within in ((), ("13102",), ("47",)):
        summed = sum_by_municipality(small, coast, within=within)
        for item in small.table.items:
            assert summed.sum_of(item.code) == pytest.approx(small.table.sum_of(item.code))
    assert sum_by_municipality(small, coast, within=("47",)).area_code == (UNASSIGNED,)


@given(st.sampled_from(["5339", "533946", "5339461", "533946005", "53394611", "533946112"]))
def test_shares_of_any_level_sum_to_one(code: str) -> None:
    row = round(35.675 * 240)
    grid = LandGrid(
        lat0=0, lon0=139, rows_per_degree=240, cols_per_degree=160, n_rows=11040, n_cols=160,
        run_start=np.array([row * 160], dtype=np.int32),
        run_end=np.array([row * 160 + 159], dtype=np.int32),
        run_part=np.zeros(1, dtype=np.int32), part_code=np.array(["13101"]),
        part_landmass=np.zeros(1, dtype=np.int32),
    )  # fmt: skip
    shares = compute_shares([code, code], grid)
    assert np.bincount(shares.cell_idx, weights=shares.share).tolist() == [1, 1]


def test_other_missing_figures_cannot_be_summed(tmp_path: Path, coast: LandGrid) -> None:
    mesh = load_mesh_table(write_mesh(tmp_path, ["53394611,0,,,100,-,40"]))
    with pytest.raises(InputError, match="1 cells have missing figures that are not suppressed"):
        sum_by_municipality(mesh, coast)


# --- The real files


@pytest.fixture(scope="module")
def wakayama(shared_data: Path) -> MeshTable:
    return load_mesh_table(shared_data / "mesh" / "tblT001100S30.txt", [PEOPLE, CHILDREN])


def test_official_shapefiles(shared_data: Path, wakayama: MeshTable) -> None:
    paths = sorted((shared_data / "mesh").glob("MESH*.shp"))
    shapes = load_mesh_shapes(paths)
    assert len(shapes.codes) == 4400 + 800 + 5200 + 6200 + 5200 == 21_800
    assert shapes.off_deg < 1e-12
    layer = build_mesh_layer(wakayama, shapes)
    assert layer["T001100001_persons"].sum() == 922_584
    assert layer.geometry.is_valid.all()


def test_joined_points_are_the_middles_of_the_cells(shared_data: Path, wakayama: MeshTable) -> None:
    content = json.loads((shared_data / "mesh" / "mesh1km_pop.geojson").read_text("utf-8"))
    places = build_mesh_places(wakayama, PEOPLE)
    joined = {
        feature["properties"]["KEY_CODE"]: (
            *feature["geometry"]["coordinates"], feature["properties"]["pop"]
        )
        for feature in content["features"]
    }  # fmt: skip
    assert set(joined) == set(places.id)
    found = np.array([joined[code] for code in places.id])
    assert np.abs(found[:, 0] - places.lon).max() < 1e-9
    assert np.abs(found[:, 1] - places.lat).max() < 1e-9
    assert found[:, 2].tolist() == places.mass.tolist()


def test_joined_points_are_sites_like_any_other(shared_data: Path, gazetteer: Gazetteer) -> None:
    points = shared_data / "mesh" / "mesh1km_pop.geojson"
    places = load_places(points, role="site", gazetteer=replace(gazetteer, land=None))
    assert len(places) == 2237


def test_wakayama_by_municipality_against_the_census(
    shared_data: Path, wakayama: MeshTable
) -> None:
    edition = load_ssdse(shared_data / "municipalities" / "SSDSE-A-2026.csv", ["A1101"])
    census = dict(zip(edition.area_code, edition.get_values("A1101"), strict=True))
    summed = sum_by_municipality(wakayama, load_land_grid(), within=["30"])
    assert summed.sum_of(PEOPLE) == pytest.approx(922_584)
    assert len(summed) == 30
    assert set(summed.area_code) == {code for code in census if code.startswith("30")}
    found = summed.get_values(PEOPLE)
    wanted = np.array([census[code] for code in summed.area_code])
    assert np.median(np.abs(found / wanted - 1)) < 0.015
    assert np.abs(found / wanted - 1).max() < 0.11
    assert np.abs(found - wanted).sum() / 2 / 922_584 < 0.006
