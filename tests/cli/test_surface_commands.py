"""`geoaccess surface` and `geoaccess isochrone`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rasterio

from tests.cli.conftest import Run

SUWA = "36.0391,138.1140"
SMALL = ("--cell", "5km", "--within", "150")


def test_surface(run: Run, tmp_path: Path) -> None:
    found = run("surface", SUWA, "-o", "out/suwa.tif", *SMALL, "--direction", "to", "--lang", "ja")
    assert found.code == 0, found.err
    assert found.out.rstrip().endswith("suwa-classes.tif")
    assert "陸地のセル" in found.err or "道路網は見ていない" in found.err
    names = sorted(one.name for one in (tmp_path / "out").iterdir())
    assert names == ["suwa-classes.tif", "suwa.tif"]
    with rasterio.open(tmp_path / "out" / "suwa.tif") as data:
        tags = data.tags()
    assert tags["DIRECTION"] == "to"
    assert (tags["WINDOW"], tags["PERCENTILE"], tags["CELL"]) == ("06:00-22:00", "50", "5km")
    assert tags["EDITION"]
    assert "great-circle" in tags["ACCESS"]
    assert "国土数値情報" in tags["CREDITS"]
    assert len(tags["DIGEST"]) == 12


def test_same_run_same_bytes(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        call = ("surface", SUWA, "-o", f"{name}/a.tif", *SMALL, "--format", "json")
        assert run(*call, "--no-classes").code == 0
        assert [one.name for one in (tmp_path / name).iterdir()] == ["a.tif"]
        call = ("isochrone", SUWA, "-o", f"{name}/a.gpkg", "-o", f"{name}/a.geojson", *SMALL)
        assert run(*call).code == 0
    for file in ("a.tif", "a.gpkg", "a.geojson"):
        one, two = ((tmp_path / name / file).read_bytes() for name in ("one", "two"))
        assert one == two


def test_isochrone_prints_its_bands(run: Run, tmp_path: Path) -> None:
    found = run("isochrone", SUWA, *SMALL, "--bands", "60,120", "--depart", "08:00",
                "--nested", "--simplify", "500", "--format", "json", "-o", "a.geojson")  # fmt: skip
    assert found.code == 0, found.err
    content = json.loads(found.out)
    assert content["command"] == "isochrone"
    assert content["departures"] == "08:00"
    assert content["polygons"] == "nested"
    rows = content["bands"]
    assert [row["to_min"] for row in rows] == [60, 120]
    assert rows[0]["population_within"] <= rows[1]["population_within"]
    assert rows[1]["population_within"] <= content["total"]["population"]
    assert rows[1]["area_km2_within"] <= content["total"]["area_km2"]
    assert any("estimates" in one for one in content["warnings"])
    assert [one.name for one in tmp_path.iterdir() if one.name != "cache"] == ["a.geojson"]


def test_isochrone_with_census_cells(run: Run, shared_data: Path) -> None:
    """The census of 2020 in Wakayama, 922,584 people, all in one band or another, or told."""
    table = shared_data / "mesh" / "tblT001100S30.txt"
    if not table.is_file():
        pytest.skip("the mesh table of Wakayama is missing")
    found = run("isochrone", "和歌山市", "--cell", "1km", "--bbox", "134.9,33.3,136.1,34.5",
                "--bands", "60,2000", "--population", f"{table}@T001100001", "--format", "json")  # fmt: skip
    assert found.code == 0, found.err
    content = json.loads(found.out)
    assert content["population"]["files"] == ["tblT001100S30.txt"]
    lost = next(one for one in content["warnings"] if "no band counts them" in one)
    assert content["total"]["population"] + int(lost.split()[0]) == pytest.approx(922_584, abs=1)
    assert content["bands"][0]["population_within"] > 364_000 / 2
    assert any(one["role"] == "population" for one in content["inputs"])


WRONG = [
    (("surface", SUWA, "-o", "a.png"), ".tif or .tiff"),
    (("surface", SUWA, "-o", "held/a.tif"), "held is a file"),
    (("surface", "hubs", "-o", "a.tif"), "name one"),
    (("surface", "no such place", "-o", "a.tif"), "no such place"),
    (("surface", "30.0,150.0", "-o", "a.tif"), "at sea"),
    (("surface", SUWA, "-o", "a.tif", "--bbox", "138,36"), "four numbers"),
    (("surface", SUWA, "-o", "a.tif", "--bbox", "138,36,west,37"), "--bbox"),
    (("surface", SUWA, "-o", "a.tif", "--bbox", "139,36,138,37"), "holds nothing"),
    (("surface", SUWA, "-o", "a.tif", "--bbox", "146,30,147,31"), "no land"),
    (("surface", SUWA, "-o", "a.tif", "--within", "0"), "within_km"),
    (("surface", SUWA, "-o", "a.tif", "--percentile", "101"), "percentile"),
    (("surface", SUWA, "-o", "a.tif", "--depart", "8 o'clock"), "clock time"),
    (("surface", SUWA, "-o", "a.tif", "--depart", "08:00", "--window", "06:00-22:00"), "not both"),
    (("surface", SUWA, "-o", "a.tif", "--bands", "60,sixty"), "--bands"),
    (("surface", SUWA, "-o", "a.tif", "--cell", "250m", "--max-memory", "50MB"), "cells of 250m"),
    (("surface", SUWA, "-o", "a.tif", "--max-memory", "much"), "memory"),
    (("isochrone", SUWA, "-o", "a.shp"), ".gpkg or .geojson"),
    (("isochrone", SUWA, "--bands", "120,60"), "rising numbers"),
    (("isochrone", SUWA, "--simplify", "-3"), "--simplify"),
    (("isochrone", SUWA, "--population", "people.tif"), "no such file"),
    (("isochrone", SUWA, "--population-unit", "count"), "add --population"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_wrong_input_is_one_line_and_writes_nothing(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "held").write_text("x")
    found = run(*arguments)
    assert found.code == 1
    assert words in found.err
    passing = ("…", "later runs)")
    told = [line for line in found.err.splitlines() if not line.endswith(passing)]
    assert len(told) == 1, found.err
    assert told[0].startswith("geoaccess: ")
    assert sorted(one.name for one in tmp_path.iterdir() if one.name != "cache") == ["held"]


@pytest.mark.parametrize("option", [("--cell", "2km"), ("--direction", "both")])
def test_unknown_choices_are_usage(run: Run, option: tuple[str, str]) -> None:
    assert run("surface", SUWA, "-o", "a.tif", *option).code == 2
