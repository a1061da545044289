"""`geoaccess agglomerations`: what is found, files that score takes, wrong inputs."""

from __future__ import annotations

import csv
import importlib.util
import json
from pathlib import Path

import pyogrio
import pytest
import shapely

from geoaccess.pipeline.worldparts import build_gazetteer
from geoaccess.sources.network import load_shipped_network
from geoaccess.sources.places import load_places
from geoaccess.sources.zones import load_land_grid
from tests.cli.conftest import Run
from tests.sources.employment_mesh import (
    EMPLOYEES,
    MANUFACTURING,
    SERVICES,
    town_codes,
    town_figures,
    write_towns,
)
from tests.sources.mesh_files import write_mesh

COUNTED = ("--item", EMPLOYEES)
MESH = "tblT000918S22.txt"
NEEDS_SKLEARN = pytest.mark.skipif(
    importlib.util.find_spec("sklearn") is None, reason="the extra clusters is not installed"
)


@pytest.fixture
def towns(tmp_path: Path) -> str:
    return write_towns(tmp_path).name


def test_two_towns_are_found_at_their_peaks(run: Run, towns: str):
    found = run("agglomerations", towns, *COUNTED, "--least", "5000", "--format", "json")
    assert found.code == 0
    document = json.loads(found.out)
    first, second = document["agglomerations"]
    codes = town_codes()
    assert first["id"] == f"mesh-{codes[3 * 12 + 2]}"
    assert second["id"] == f"mesh-{codes[4 * 12 + 9]}"
    assert (first["name"], first["name_ja"]) == ("Hamamatsu", "浜松市")
    assert (second["name"], second["municipality_code"]) == ("Iwata", "22211")
    assert first["municipality_code"] == "22130"
    assert document["run"]["mass_kind"] == "employees"
    assert document["run"]["total"] == town_figures().sum()
    assert first["mass"] + second["mass"] <= town_figures().sum()
    assert first["compactness"] == 1


def test_without_a_least_density_all_jobs_are_in_some_agglomeration(run: Run, towns: str):
    options = ("--density", "0", "--least", "1", "--format", "json")
    document = json.loads(run("agglomerations", towns, *COUNTED, *options).out)
    assert sum(one["mass"] for one in document["agglomerations"]) == town_figures().sum()


def test_industries_have_quotients_and_a_clustering(run: Run, towns: str):
    options = ("--least", "5000", "--industry", MANUFACTURING, "--industry", SERVICES)
    document = json.loads(run("agglomerations", towns, *COUNTED, *options, "--format", "json").out)
    first, second = document["agglomerations"]
    assert first["leading_industries"] == "従業者数 製造業"
    assert second["leading_industries"] == "従業者数 サービス業"
    assert first["lq: 従業者数 製造業"] > 1 > second["lq: 従業者数 製造業"]
    names = [one["industry"] for one in document["industries"]]
    assert names == ["従業者数 製造業", "従業者数 サービス業"]
    assert all(one["gamma_most"] > 0 for one in document["industries"])


@pytest.mark.parametrize("method", ["peaks", "lisa", pytest.param("hdbscan", marks=NEEDS_SKLEARN)])
def test_every_method_finds_the_larger_town(run: Run, towns: str, method: str):
    options = ("--method", method, "--least", "5000", "--format", "json")
    found = run("agglomerations", towns, *COUNTED, *options)
    assert found.code == 0, found.err
    assert json.loads(found.out)["agglomerations"][0]["id"] == f"mesh-{town_codes()[38]}"


def test_same_seed_same_bytes(run: Run, towns: str):
    options = ("--method", "lisa", "--seed", "7", "--least", "5000", "--format", "json")
    one, two = (run("agglomerations", towns, *COUNTED, *options).out for _ in range(2))
    assert one == two


def test_polygons_are_dissolved_cells_in_jgd2011(run: Run, towns: str, tmp_path: Path):
    assert run("agglomerations", towns, *COUNTED, "--least", "5000", "-o", "a.gpkg").code == 0
    info = pyogrio.read_info(tmp_path / "a.gpkg")
    assert info["crs"] == "EPSG:6668"
    assert info["geometry_type"] == "MultiPolygon"
    meta, _, shapes, columns = pyogrio.raw.read(tmp_path / "a.gpkg")
    units = columns[meta["fields"].tolist().index("units")]
    polygons = shapely.from_wkb(shapes)
    assert (shapely.area(polygons) * 120 * 80).tolist() == pytest.approx(units.tolist())
    assert shapely.is_valid(polygons).all()
    assert not list(tmp_path.glob("*.part"))


def test_score_takes_the_file_as_sites_and_as_hubs(run: Run, towns: str):
    run("agglomerations", towns, *COUNTED, "--least", "5000", "-o", "a.csv")
    found = run("score", "a.csv", "--hubs", "a.csv", "--format", "json")
    assert found.code == 0, found.err
    document = json.loads(found.out)
    sites = document["sites"]
    assert {site["site_id"] for site in sites} == {f"mesh-{town_codes()[i]}" for i in (38, 57)}
    assert {site["indicators"]["compactness"] for site in sites} == {1.0}
    assert sites[0]["missing"] == ["nearness_min"]
    assert any(
        "compactness taken as the file gives it" in one for one in map(str, document["warnings"])
    )


@pytest.mark.parametrize("name", ["a.csv", "a.geojson", "a.gpkg"])
def test_places_of_every_kind_of_file_are_the_peaks(
    run: Run, towns: str, tmp_path: Path, name: str
):
    run("agglomerations", towns, *COUNTED, "--least", "5000", "-o", name)
    gazetteer = build_gazetteer(load_shipped_network(), load_land_grid())
    places = load_places(tmp_path / name, role="hub", gazetteer=gazetteer)
    assert places.id == tuple(f"mesh-{town_codes()[i]}" for i in (38, 57))
    assert places.lat.tolist() == pytest.approx([34.7 + 3.5 / 120, 34.7 + 4.5 / 120], abs=1e-5)
    assert places.lon.tolist() == pytest.approx([137.7 + 2.5 / 80, 137.7 + 9.5 / 80], abs=1e-5)
    assert places.mass[0] > places.mass[1] > 5000
    assert places.compactness.tolist() == [1, 1]
    assert places.municipality_code == ("22130", "22211")


def test_population_is_said_not_to_be_employment(run: Run, tmp_path: Path):
    write_mesh(tmp_path)
    options = ("--item", "T001100001", "--least", "1", "--density", "0")
    found = run("agglomerations", "tblT001100S13.txt", *options)
    assert found.code == 0
    assert "residents, not jobs" in found.err
    assert "居住人口" in run("agglomerations", "tblT001100S13.txt", *options, "--lang", "ja").err


def test_shipped_municipalities_have_plausible_agglomerations(run: Run):
    found = run("agglomerations", "municipalities", "--format", "json")
    rows = json.loads(found.out)["agglomerations"]
    names = [one["name_ja"] for one in rows]
    assert {"大阪市", "名古屋市", "札幌市", "福岡市", "仙台市", "広島市"} <= set(names)
    toyota = next(one for one in rows if one["name_ja"] == "豊田市")
    assert toyota["lq_manufacturing"] > 2
    assert toyota["region_type"] == "industrial agglomeration"
    assert sum(one["mass"] for one in rows) > 0.99 * 57_937_290


WRONG = {
    "no such file": (["none.txt", *COUNTED], "none.txt"),
    "no item named": ([MESH], "name one by --item"),
    "an unknown item": ([MESH, "--item", "T000918077"], "there is no item T000918077"),
    "an item of establishments": ([MESH, "--item", "T000918009"], "masses are persons"),
    "an industry of establishments": (
        [MESH, *COUNTED, "--industry", "T000918009"],
        "masses are persons",
    ),
    "a table twice": ([MESH, MESH, *COUNTED], "are the same in both"),
    "a word and a file": (["municipalities", MESH, *COUNTED], "not both"),
    "an unknown shipped item": (["municipalities", "--item", "C2208"], "choose one of employees"),
    "industries of municipalities": (["municipalities", "--industry", "x"], "--industry"),
    "cells of municipalities": (["municipalities", "--shapes", "x.shp"], "--shapes"),
    "least below a few points": (
        [MESH, *COUNTED, "--method", "hdbscan", "--least", "1"],
        "give another least number",
    ),
    "nothing large enough": ([MESH, *COUNTED, "--least", "1e9"], "lower --least"),
    "a least number of 0": ([MESH, *COUNTED, "--least", "0"], "--least"),
    "a least number that is none": ([MESH, *COUNTED, "--least", "nan"], "--least"),
    "a negative density": ([MESH, *COUNTED, "--density", "-1"], "--density"),
    "an alpha of 1": ([MESH, *COUNTED, "--alpha", "1"], "--alpha"),
    "few permutations": ([MESH, *COUNTED, "--permutations", "10"], "--permutations"),
    "another kind of output": ([MESH, *COUNTED, "-o", "a.shp"], "ends in .gpkg"),
    "a folder as output": ([MESH, *COUNTED, "-o", "folder.csv"], "is a folder"),
    "a table of sites": (["sites.csv"], "sites.csv"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_wrong_inputs_give_one_line_and_exit_1(
    run: Run, towns: str, tmp_path: Path, arguments: list[str], said: str
):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "sites.csv").write_text("name,lat,lon\nA,35,139\n", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    found = run("agglomerations", *arguments)
    assert found.code == 1
    lines = [line for line in found.err.splitlines() if line]
    assert len(lines) == 1, found.err
    assert said in lines[0]
    assert not found.out
    assert [one for one in sorted(tmp_path.iterdir()) if one.name != "cache"] == before


def test_wakayama_is_the_top_of_its_prefecture(run: Run, shared_data: Path, tmp_path: Path):
    table = str(shared_data / "mesh" / "tblT001100S30.txt")
    options = ("--item", "T001100001", "-o", "a.csv", "--format", "json")
    document = json.loads(run("agglomerations", table, *options).out)
    assert document["run"]["total"] == 922_584
    rows = document["agglomerations"]
    assert {one["municipality_code"] for one in rows[:5]} == {"30201"}
    tops = {one["name_ja"] for one in rows}
    assert {"和歌山市", "田辺市", "岩出市", "新宮市", "御坊市", "海南市", "橋本市"} <= tops
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [one["id"] for one in rows]
    clusters = json.loads(
        run("agglomerations", table, *options[:2], "--method", "lisa", "--format", "json").out
    )["agglomerations"]
    assert clusters[0]["name_ja"] == "和歌山市"
    assert 200_000 < clusters[0]["mass"] < 356_729  # the city of Wakayama has 356,729 people
