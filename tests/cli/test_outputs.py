"""What a command reads is never written over by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely

from tests.cli.conftest import Run
from tests.sources.mesh_files import write_mesh

SITES = "name,lat,lon\nSuwa,36.0391,138.1140\n"
LOST = "is read by this command, and would be lost; give another name with -o"


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("matrix", "s.csv", "hubs", "-o", "s.csv"), "s.csv"),
        (("matrix", "hubs", "s.csv", "-o", "./sub/../s.csv"), "s.csv"),
        (("surface", "Suwa", "--dem", "dem.tif", "-o", "dem.tif"), "dem.tif"),
        (("surface", "Suwa", "--dem", "a-classes.tif", "-o", "a.tif"), "a-classes.tif"),
        (("isochrone", "s.gpkg", "-o", "s.gpkg"), "s.gpkg"),
        (("isochrone", "Suwa", "--population", "p.geojson@1", "-o", "p.geojson"), "p.geojson"),
        (("data", "export", "--network", "n.xlsx", "-o", "n.xlsx"), "n.xlsx"),
        (("data", "export", "--network", "n.zip@2019-06-05", "-o", "n.zip"), "n.zip"),
        (("data", "hubs", "schools.csv", "-o", "schools.csv"), "schools.csv"),
        (("data", "hubs", "u.json", "--offices", "o.csv", "-o", "o.csv"), "o.csv"),
    ],
)
def test_what_is_read_is_not_written(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], name: str
) -> None:
    (tmp_path / "sub").mkdir()
    file = tmp_path / name
    file.write_text(SITES, encoding="utf-8")
    found = run(*arguments)
    assert found.code == 1
    assert len(found.err.strip().splitlines()) == 1
    assert LOST in found.err
    assert file.read_text(encoding="utf-8") == SITES


def test_a_mesh_table_named_as_a_raster_stays(run: Run, tmp_path: Path) -> None:
    table = write_mesh(tmp_path, name="table.tif")
    before = table.read_bytes()
    found = run("data", "mesh", "table.tif", "--item", "T001100001", "-o", "table.tif")
    assert (found.code, LOST in found.err) == (1, True)
    assert table.read_bytes() == before


def test_layers_of_others_stay_in_a_geopackage(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "project.gpkg"
    point = shapely.to_wkb(np.array([shapely.Point(138.1, 36.0)]))
    pyogrio.raw.write(
        file, point, [np.array([1])], ["no"], layer="candidates", driver="GPKG",
        geometry_type="Point", crs="EPSG:6668",
    )  # fmt: skip
    found = run("isochrone", "36.0391,138.1140", "-o", "project.gpkg")
    assert found.code == 1
    assert "holds other layers, which would be lost (candidates)" in found.err
    assert [name for name, _ in pyogrio.list_layers(file)] == ["candidates"]
