"""`--mass` and `--dem`: masses from cells, slopes, what is said of them, what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio

from geoaccess.errors import InputError
from geoaccess.model.places import Places
from geoaccess.pipeline import MassRequest
from geoaccess.pipeline.masses import weigh_places
from tests.cli.conftest import Run
from tests.sources.mesh_files import write_mesh
from tests.sources.rasters import from_origin, write_raster

AROUND = from_origin(139.0, 36.0, 0.01, 0.01)
"""One degree to each side: Tokyo and its surroundings."""


def places(role: Any = "hub", **position: tuple[float, float]) -> Places:
    """Return places by name, at (lat, lon)."""
    lat, lon = np.array(list(position.values())).T
    return Places(
        id=tuple(position), name=tuple(position), name_ja=tuple(position), lon=lon, lat=lat,
        mass=np.full(len(position), 7.0 if role == "hub" else np.nan), role=role,
        municipality_code=tuple("13101" if lon < 140 else "" for lon in lon.tolist()),
    )  # fmt: skip


def write_counts(folder: Path) -> Path:
    return write_raster(folder / "pop.tif", np.full((100, 100), 10, "int32"), transform=AROUND)


TOKYO, CHIBA, FAR = (35.68, 139.77), (35.61, 139.99), (43.06, 141.35)


def test_masses_of_hubs_and_sites_are_sums_around_them(tmp_path: Path) -> None:
    request = MassRequest(files=(str(write_counts(tmp_path)),), unit="count", within="3 km")
    found = weigh_places(request, places("site", s=TOKYO), places(h=TOKYO, i=CHIBA), None)
    cell_km2 = 1.113 * 0.903
    assert found.hubs.mass[0] == pytest.approx(10 * np.pi * 9 / cell_km2, rel=0.01)
    assert found.sites.mass[0] == found.hubs.mass[0]
    assert found.hubs.mass[1] == pytest.approx(found.hubs.mass[0] * 0.8, rel=0.2)
    assert found.hubs.mass_kind == "pop.tif within 3 km"
    notes = [note.en for note in (*found.sites.remarks, *found.hubs.remarks)]
    assert any("of the 2 hubs are sums of pop.tif within 3 km, in place of" in one for one in notes)
    assert any("reaches beyond its edge, so that the mass is too small, at 1 hubs: i" in one
               for one in notes)  # fmt: skip
    assert any("publisher is not known" in one for one in notes)
    assert found.record is not None
    assert found.record["hubs"] == {
        "h": round(found.hubs.mass[0], 2), "i": round(found.hubs.mass[1], 2),
    }  # fmt: skip


def test_hubs_that_share_cells_are_named(tmp_path: Path) -> None:
    request = MassRequest(files=(str(write_counts(tmp_path)),), unit="count", within="15km")
    found = weigh_places(request, places("site", s=TOKYO), places(h=TOKYO, i=CHIBA), None)
    assert any("1 pairs of hubs share cells" in note.en for note in found.hubs.remarks)


def test_municipality_of_each_place(tmp_path: Path) -> None:
    request = MassRequest(
        files=(str(write_counts(tmp_path)),), unit="count", within="municipality", of="sites"
    )
    hubs = places(h=FAR)
    found = weigh_places(request, places("site", s=TOKYO), hubs, None)
    assert found.hubs is hubs
    assert found.sites.mass[0] == pytest.approx(10 * 11.66 / (1.113 * 0.903), rel=0.15)
    with pytest.raises(InputError, match=r"1 sites lie in no municipality .*\(far\); give a dist"):
        weigh_places(request, places("site", far=FAR), hubs, None)


def test_nothing_known_of_a_hub_is_an_error_and_of_a_site_a_note(tmp_path: Path) -> None:
    request = MassRequest(files=(str(write_counts(tmp_path)),), unit="count")
    with pytest.raises(
        InputError,
        match=r"nothing is known of 1 of 2 hubs: 1 lie outside it \(far\); it covers lat 35\.00 to "
        r"36\.00, lon 139\.00 to 140\.00: give cells that cover them, or --mass-for sites",
    ):
        weigh_places(request, places("site", s=TOKYO), places(h=TOKYO, far=FAR), None)
    found = weigh_places(request, places("site", s=TOKYO, far=FAR), places(h=TOKYO), None)
    assert np.isnan(found.sites.mass).tolist() == [False, True]
    assert any("no figure around 1 sites: far" in note.en for note in found.sites.remarks)
    with pytest.raises(InputError, match=r"nothing is known of 1 of 1 sites"):
        weigh_places(request, places("site", far=FAR), places(h=TOKYO), None)


def test_only_blank_cells_around_a_hub(tmp_path: Path) -> None:
    path = write_raster(
        tmp_path / "a.tif", np.full((100, 100), -1, "int32"), nodata=-1, transform=AROUND
    )
    with pytest.raises(InputError, match=r"1 have only cells without a figure within 5km \(h\)"):
        weigh_places(
            MassRequest(files=(str(path),), unit="count"), places("site", s=TOKYO),
            places(h=TOKYO), None,
        )  # fmt: skip


def test_without_a_request_nothing_changes() -> None:
    sites, hubs = places("site", s=TOKYO), places(h=TOKYO)
    found = weigh_places(None, sites, hubs, None)
    assert (found.sites, found.hubs, found.record) == (sites, hubs, None)


def test_mesh_becomes_a_raster_and_weighs_sites(run: Run, tmp_path: Path) -> None:
    write_mesh(tmp_path)
    made = run("data", "mesh", "tblT001100S13.txt", "--item", "T001100004", "-o", "children.tif")
    assert made.code == 0
    assert made.out == "children.tif: 2 x 3 cells, 3 with a figure, sum 27\n"
    assert "2 cells are suppressed" in made.err
    with rasterio.open(tmp_path / "children.tif") as data:
        assert data.tags()["CREDIT"] == "政府統計の総合窓口(e-Stat)"
    bad = run("data", "mesh", "tblT001100S13.txt", "--item", "T009", "-o", "b.tif")
    assert (bad.code, bad.out) == (1, "")
    assert "there is no item T009 among 3 (T001100001, " in bad.err
    assert not (tmp_path / "b.tif").exists()


def test_a_scored_run_with_weights_and_slopes(run: Run, tmp_path: Path) -> None:
    write_counts(tmp_path)
    write_raster(
        tmp_path / "dem.tif", np.full((100, 100), 40, "float32"), transform=AROUND, nodata=-9999
    )
    sites = "id,lat,lon\na,35.68,139.77\nb,35.695,139.985\nc,35.7,139.5\n"
    (tmp_path / "sites.csv").write_text(sites)
    command = ("score", "sites.csv", "--hubs", "sites.csv", "--no-map", "--mass", "pop.tif",
               "--mass-unit", "count", "--mass-within", "2km", "--dem", "dem.tif")  # fmt: skip
    done = run(*command, "-o", "out")
    assert done.code == 0, done.err
    record = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert record["masses"]["files"] == ["pop.tif"]
    assert set(record["masses"]["hubs"]) == {"a", "b", "c"}
    assert record["terrain"]["file"] == "dem.tif"
    assert record["terrain"]["ways_on_slopes"] > 0
    roles = {one["role"]: one["name"] for one in record["inputs"]}
    assert (roles["mass"], roles["dem"]) == ("pop.tif", "dem.tif")
    with (tmp_path / "out" / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        masses = {row["site_id"]: float(row["mass"]) for row in csv.DictReader(file)}
    assert masses == pytest.approx(record["masses"]["sites"], abs=0.01)
    assert "take the slopes of dem.tif" in done.err
    assert "metres are assumed" in done.err
    level = run(*command[:-2], "--format", "json")
    sloped = run(*command, "--format", "json")
    assert json.loads(level.out)["sites"] == json.loads(sloped.out)["sites"]


WRONG = {
    "no unit": (("--mass", "pop.tif"), "what the cells hold is not said; give count"),
    "unit alone": (("--mass-unit", "count"), "--mass-unit: no cells are given; add --mass"),
    "reach alone": (("--mass-within", "5km"), "--mass-within: no cells are given"),
    "no distance": (
        ("--mass", "pop.tif", "--mass-unit", "count", "--mass-within", "5"),
        "'5' is not a distance; write it as 5km or 800m",
    ),
    "no file": (("--mass", "no.tif", "--mass-unit", "count"), "there is no such file"),
    "fallback alone": (("--dem-fallback",), "--dem-fallback: no elevation model is given"),
    "no DEM": (("--dem", "no.tif"), "there is no such file"),
    "DEM elsewhere": (
        ("--dem", "pop.tif"),
        "of 27 hubs (Sapporo",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_options(run: Run, tmp_path: Path, name: str) -> None:
    write_counts(tmp_path)
    options, message = WRONG[name]
    done = run("score", "43.06,141.35", "--hubs", "hubs", "--format", "json", *options)
    assert done.code == 1
    assert message in done.err
    assert done.err.strip().count("\n") == 0 or "first run" in done.err
    assert done.out == ""


def test_places_outside_the_dem_are_level_if_asked(run: Run, tmp_path: Path) -> None:
    path = write_raster(tmp_path / "dem.tif", np.full((100, 100), 9, "float32"), transform=AROUND)
    with rasterio.open(path, "r+") as data:
        data.set_band_unit(1, "m")
    command = ("itinerary", "43.0656,141.3531", "東京駅", "--format", "json")
    plain = run(*command)
    refused = run(*command, "--dem", "dem.tif")
    assert (plain.code, refused.code, refused.out) == (0, 1, "")
    assert "does not cover 1 of 1 sites (43.0656,141.3531); give one" in refused.err
    done = run(*command, "--dem", "dem.tif", "--dem-fallback")
    assert json.loads(done.out) == json.loads(plain.out)
    assert "1 ways on foot are not covered by dem.tif" in done.err
