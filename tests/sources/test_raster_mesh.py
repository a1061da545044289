"""Mesh tables as grids and as GeoTIFF: the sum of the census stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely

from geoaccess.errors import GeoaccessError, InputError
from geoaccess.model.mesh import LEVELS, bounds_of, children_of, parent_of
from geoaccess.sources.facts import load_municipalities
from geoaccess.sources.mesh import load_mesh_table, spread_merged
from geoaccess.sources.raster import (
    build_mesh_grid,
    compute_weights_in,
    open_weights,
    sum_by_mesh,
    write_mesh_raster,
)
from geoaccess.sources.zones import load_zone_polygons
from tests.sources.mesh_files import ROWS, write_mesh

TOTAL, CHILDREN = "T001100001", "T001100004"


def test_cells_lie_where_their_code_says(tmp_path: Path) -> None:
    grid = build_mesh_grid(load_mesh_table(write_mesh(tmp_path)), TOTAL)
    assert (grid.frame.height, grid.frame.width) == (2, 3)
    np.testing.assert_array_equal(grid.read(grid.frame.whole), [[50, 1, np.nan], [100, 60, 3]])
    west, south, east, north = bounds_of([row.split(",")[0] for row in ROWS]).T
    lon, lat = grid.frame.to_degrees([0, 3], [0, 2])
    np.testing.assert_allclose(lon, [west.min(), east.max()], atol=1e-9)
    np.testing.assert_allclose(lat, [north.max(), south.min()], atol=1e-9)


def test_suppressed_cells_have_no_figure_and_hosts_have_both(tmp_path: Path) -> None:
    table = load_mesh_table(write_mesh(tmp_path))
    grid = build_mesh_grid(table, CHILDREN)
    np.testing.assert_array_equal(
        grid.read(grid.frame.whole), [[5, np.nan, np.nan], [10, 12, np.nan]]
    )
    assert grid.n_suppressed == 2
    assert "2 cells are suppressed" in grid.notes()[0].en
    spread = build_mesh_grid(spread_merged(table, TOTAL), CHILDREN)
    assert spread.value.sum() == pytest.approx(27)
    assert "estimates" in spread.notes()[-1].en


@pytest.mark.parametrize("level", LEVELS[2:])
def test_every_level_becomes_a_grid(tmp_path: Path, level: str) -> None:
    size = LEVELS.index(level)  # type: ignore[arg-type]
    codes = (
        list(children_of("53394611", level)) if size >= LEVELS.index("1km")  # type: ignore[arg-type]
        else sorted({str(parent_of([code], level)[0]) for code in ("53394611", "53394699")})  # type: ignore[arg-type]
    )  # fmt: skip
    rows = [f"{code},0,,,{i + 1},0,0" for i, code in enumerate(codes)]
    grid = build_mesh_grid(load_mesh_table(write_mesh(tmp_path, rows)), TOTAL)
    found, sums = sum_by_mesh(grid, level)  # type: ignore[arg-type]
    assert dict(zip(found.tolist(), sums.tolist(), strict=True)) == {
        code: i + 1 for i, code in enumerate(codes)
    }


def test_geotiff_holds_the_sum_and_says_what_it_is(tmp_path: Path) -> None:
    grid = build_mesh_grid(load_mesh_table(write_mesh(tmp_path)), CHILDREN)
    path = tmp_path / "new" / "children.tif"
    assert write_mesh_raster(grid, path, tags={"CREDIT": "政府統計"}) == 27
    with rasterio.open(path) as data:
        cells, tags = data.read(1, masked=True), data.tags()
        assert (data.crs.to_epsg(), data.nodata, data.dtypes[0]) == (6668, -9999, "int32")
        assert data.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert (data.descriptions, data.units) == ((CHILDREN,), ("persons",))
    assert cells.sum() == 27
    assert cells.count() == 3
    assert tags["CREDIT"] == "政府統計"
    assert (tags["ITEM"], tags["UNITS"], tags["SUM"]) == (CHILDREN, "persons", "27")
    assert tags["CELLS_SUPPRESSED"] == "2"
    assert [one.name for one in path.parent.iterdir()] == ["children.tif"]


def test_parts_of_persons_are_kept(tmp_path: Path) -> None:
    spread = spread_merged(load_mesh_table(write_mesh(tmp_path)), TOTAL)
    path = tmp_path / "spread.tif"
    write_mesh_raster(build_mesh_grid(spread, CHILDREN), path, tags={})
    with rasterio.open(path) as data:
        assert data.dtypes[0] == "float64"
        assert data.read(1, masked=True).sum() == pytest.approx(27, rel=1e-15)


def test_a_table_and_its_raster_weigh_the_same(tmp_path: Path) -> None:
    table = write_mesh(tmp_path)
    path = tmp_path / "all.tif"
    write_mesh_raster(build_mesh_grid(load_mesh_table(table), TOTAL), path, tags={})
    zones = [shapely.Point(139.77, 35.68).buffer(0.013), shapely.box(139.7, 35.6, 139.8, 35.7)]
    with open_weights([f"{table}@{TOTAL}"]) as cells, open_weights([str(path)]) as raster:
        first, second = compute_weights_in(cells, zones), compute_weights_in(raster, zones)
    np.testing.assert_allclose(first.weight, second.weight, rtol=1e-9)
    assert first.weight[1] == pytest.approx(214)


def test_wrong_names_and_items(tmp_path: Path) -> None:
    table = load_mesh_table(write_mesh(tmp_path))
    with pytest.raises(InputError, match=r"out\.png: give a file that ends in \.tif"):
        write_mesh_raster(build_mesh_grid(table, TOTAL), tmp_path / "out.png", tags={})
    with pytest.raises(GeoaccessError, match="no item T009"):
        build_mesh_grid(table, "T009")
    (tmp_path / "file").write_text("")
    with pytest.raises(GeoaccessError, match="cannot be written"):
        write_mesh_raster(build_mesh_grid(table, TOTAL), tmp_path / "file" / "a.tif", tags={})
    blank = [*ROWS[:-1], "53394631,0,,,,5,1"]
    blank[1], blank[2] = "53394612,1,,53394613,60,12,30", ROWS[2]
    with pytest.raises(InputError, match="1 cells have no figure and are not marked"):
        build_mesh_grid(load_mesh_table(write_mesh(tmp_path, blank)), TOTAL)


def test_wakayama(tmp_path: Path, shared_data: Path) -> None:
    mesh = load_mesh_table(shared_data / "mesh" / "tblT001100S30.txt", (TOTAL, CHILDREN))
    grid = build_mesh_grid(mesh, TOTAL)
    path = tmp_path / "wakayama.tif"
    assert write_mesh_raster(grid, path, tags={}) == 922_584
    with rasterio.open(path) as data:
        assert data.shape == (114, 76)
        assert data.read(1, masked=True).sum() == 922_584
        assert data.read(1, masked=True).count() == 2237
    children = build_mesh_grid(mesh, CHILDREN)
    assert (children.n_suppressed, children.value.sum()) == (447, mesh.table.sum_of(CHILDREN))
    everywhere = load_zone_polygons()
    zones = {code: one for code, one in everywhere.items() if code.startswith("30")}
    with open_weights([str(path)]) as cells:
        alone = compute_weights_in(cells, list(zones.values()), land=list(zones.values()))
        found = compute_weights_in(cells, list(zones.values()), land=list(everywhere.values()))
    assert alone.weight.sum() == pytest.approx(922_584, rel=1e-9)
    shipped = load_municipalities()
    census = dict(zip(shipped.id, shipped.mass, strict=True))
    error = np.array([w / census[code] - 1 for code, w in zip(zones, found.weight, strict=True)])
    assert np.median(np.abs(error)) < 0.012
    large = {code: e for code, e in zip(zones, error.tolist(), strict=True) if abs(e) > 0.13}
    assert list(large) == ["30427"], "Kitayama: the table holds nobody of its neighbours"
