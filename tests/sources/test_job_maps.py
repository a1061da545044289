"""Maps of jobs: neighbours of cells and municipalities, suppressed cells, SSDSE."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geoaccess.errors import InputError
from geoaccess.model.jobs import build_neighbours
from geoaccess.model.mesh import bounds_of, code_of
from geoaccess.scores.densecells import find_dense_cells
from geoaccess.sources.jobs import build_mesh_jobs, find_municipal_neighbours, load_job_map
from geoaccess.sources.jobs.mesh import find_mass_kind, find_mesh_neighbours
from geoaccess.sources.mesh import load_mesh_table
from geoaccess.sources.zones import load_land_grid, load_zone_polygons
from tests.data.tables import read
from tests.sources.mesh_files import write_mesh


@pytest.mark.parametrize("level", ["1km", "500m", "2km"])
def test_neighbours_of_cells_are_those_whose_sides_or_corners_touch(level):
    lon, lat = np.meshgrid(np.arange(139.9, 140.1, 0.011), np.arange(35.9, 36.1, 0.007))
    codes = sorted(set(code_of(lon.ravel(), lat.ravel(), level).tolist()))
    codes = [code for i, code in enumerate(codes) if i % 5]
    west, south, east, north = bounds_of(codes).T
    touch = (west[:, None] <= east + 1e-9) & (east[:, None] >= west - 1e-9)
    touch &= (south[:, None] <= north + 1e-9) & (north[:, None] >= south - 1e-9)
    np.fill_diagonal(touch, val=False)
    found = find_mesh_neighbours(codes)
    for i in range(len(codes)):
        assert found.of(i).tolist() == np.flatnonzero(touch[i]).tolist()


def test_neighbours_of_municipalities_share_a_line_of_their_polygons():
    codes = [row["code"] for row in read("municipalities.csv")]
    found, zones = find_municipal_neighbours(codes), load_zone_polygons()
    at = {code: i for i, code in enumerate(codes)}
    for code in ("15213", "22130", "13101", "30206", "47207"):
        near = [codes[j] for j in found.of(at[code]).tolist()]
        lines = [zones[code].intersection(zones[other]) for other in near]
        assert all(line.length > 0 for line in lines), near
        here = zones[code].bounds
        around = [
            other
            for other, zone in zones.items()
            if other not in {code, *near}
            and zone.bounds[0] <= here[2]
            and zone.bounds[2] >= here[0]
            and zone.bounds[1] <= here[3]
            and zone.bounds[3] >= here[1]
        ]
        assert all(zones[code].intersection(zones[other]).length == 0 for other in around)
    assert "15204" in [codes[j] for j in found.of(at["15213"]).tolist()]  # Tsubame and Sanjo
    assert found.of(at["13361"]).size == 0  # Oshima, an island


def test_neighbours_are_symmetric_and_never_the_unit_itself():
    found = build_neighbours(np.array([[0, 1], [1, 0], [2, 2], [3, 1]]), 4)
    assert [found.of(i).tolist() for i in range(4)] == [[1], [0, 3], [], [1]]


def test_persons_of_suppressed_cells_are_counted_once(tmp_path: Path):
    mesh = load_mesh_table(write_mesh(tmp_path))
    jobs = build_mesh_jobs(mesh, "T001100004", grid=load_land_grid())
    assert jobs.mass.tolist() == [10, 12, 0, 5, 0]
    assert jobs.mass_kind == "population"
    assert set(jobs.municipality_code) <= {"13101", "13102", "13108"}
    assert jobs.area_km2 == pytest.approx(1.045, abs=0.01)


@pytest.mark.parametrize(
    ("label", "kind"),
    [("全産業従業者数", "employees"), ("人口（総数）", "population"), ("", "persons")],
)
def test_the_label_says_what_is_counted(label, kind):
    assert find_mass_kind(label) == kind


def test_densities_need_cells():
    with pytest.raises(InputError, match="too coarse"):
        find_dense_cells(load_job_map(["municipalities"]), least_mass=10_000)


def test_ssdse_has_every_industry_of_its_employees(shared_data: Path):
    jobs = load_job_map([str(shared_data / "municipalities" / "SSDSE-A-2026.csv")])
    assert len(jobs.industries) == 18
    assert {"製造業", "情報通信業", "医療、福祉"} <= set(jobs.industries)
    assert jobs.industry_mass.sum() == pytest.approx(jobs.mass.sum(), rel=1e-5)
    assert jobs.mass.sum() == 57_937_290
    with pytest.raises(InputError, match="--industry"):
        load_job_map([str(shared_data / "municipalities" / "SSDSE-A-2026.csv")], industries=["x"])
