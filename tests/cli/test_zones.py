"""`--zones`: boundaries of the user's own on the map, credited; official files are recognised."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from geoaccess.pipeline import Request, compute_score
from geoaccess.pipeline.inputs import find_official
from tests.cli.conftest import Run
from tests.cli.test_networks import bus
from tests.sources.areafiles import (
    COUNTRY,
    NO_MANS_LAND,
    parts_of,
    write_geojson,
    write_json,
    write_properties,
    write_shapefile,
    write_zip,
)

SITE = "36.04,138.11"
CODES = ["20206", "20214", "20361", "22130", "22221"]
"""諏訪市, 茅野市, 下諏訪町, 浜松市 (of two wards), 湖西市."""
CREDIT = "国土数値情報（行政区域データ）（国土交通省）を加工して作成"


def record_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def shapes_of(folder: Path) -> dict[str, Any]:
    """Return the packed shapes of a map page."""
    page = (folder / "map.html").read_text(encoding="utf-8")
    (packed,) = re.findall(r'id="shapes">([A-Za-z0-9+/=]+)<', page)
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def source_of(record: dict[str, Any], source_id: str) -> dict[str, str]:
    (found,) = [one for one in record["sources"] if one["id"] == source_id]
    return found


def test_map_shows_the_municipalities_of_the_file(run: Run, tmp_path: Path) -> None:
    path = write_geojson(tmp_path)
    assert run("score", SITE, "--zones", path.name, "-o", "out").code == 0
    shapes, record = shapes_of(tmp_path / "out"), record_of(tmp_path / "out")
    assert shapes["codes"] == CODES
    assert shapes["ja"] == ["諏訪市", "茅野市", "下諏訪町", "浜松市", "湖西市"]
    assert shapes["en"][0] == "Suwa"
    assert sorted(shapes["prefectures"]) == [["Nagano", "長野県"], ["Shizuoka", "静岡県"]]
    geometries = shapes["topology"]["objects"]["zones"]["geometries"]
    assert [one["properties"]["code"] for one in geometries] == CODES
    assert record["zones"] == {
        "file": path.name, "edition": "2021-01-01", "municipalities": len(CODES),
    }  # fmt: skip
    (listed,) = [one for one in record["inputs"] if one["role"] == "zones"]
    assert listed["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    source = source_of(record, "mlit-n03")
    assert (source["credit"], source["edition"]) == (CREDIT, "2021-01-01")
    page = (tmp_path / "out" / "map.html").read_text(encoding="utf-8")
    assert CREDIT in page
    assert any("所属未定地 belong to no municipality" in one for one in record["warnings"])


def test_scores_do_not_depend_on_the_zones(run: Run, tmp_path: Path) -> None:
    path = write_geojson(tmp_path)
    plain = json.loads(run("score", SITE, "--format", "json").out)
    zoned = json.loads(run("score", SITE, "--zones", path.name, "--format", "json").out)
    assert zoned["sites"] == plain["sites"]
    assert plain["run"]["zones"] == {"file": None, "edition": None, "municipalities": 1741}
    assert "mlit-n03" not in {one["id"] for one in plain["run"]["sources"]}


def test_digest_covers_all_parts_of_a_shapefile(run: Run, tmp_path: Path) -> None:
    path = write_shapefile(tmp_path)

    def digest() -> str:
        document = json.loads(run("score", SITE, "--zones", path.name, "--format", "json").out)
        return next(one["sha256"] for one in document["run"]["inputs"] if one["role"] == "zones")

    before = digest()
    path.with_suffix(".cpg").write_text("SJIS")
    assert digest() != before


def test_a_registered_zip_is_credited_as_registered(run: Run, tmp_path: Path) -> None:
    write_zip(tmp_path / "N03-20240101_20_GML.zip", parts_of(write_shapefile(tmp_path)))
    found = run("score", SITE, "--zones", "N03-20240101_20_GML.zip", "--format", "json")
    record = json.loads(found.out)["run"]
    source = source_of(record, "n03-2024-20")
    assert (source["credit"], source["edition"]) == (CREDIT, "2024-01-01")
    assert "長野" in source["title"] or "20" in source["title"]
    assert "mlit-n03" not in {one["id"] for one in record["sources"]}


def test_boundaries_of_an_unknown_publisher_are_named(run: Run, tmp_path: Path) -> None:
    write_properties(tmp_path / "ours.json", [{"name": "長野県諏訪市"}])
    found = run("score", SITE, "--zones", "ours.json", "--format", "json")
    assert found.code == 0
    (said,) = [one for one in json.loads(found.out)["warnings"] if "publisher" in one]
    assert said.startswith("ours.json: ")
    assert said.endswith("credit them yourself.")


def test_a_registered_feed_is_credited_as_registered(run: Run, tmp_path: Path) -> None:
    bus(tmp_path, "nagoyacity_nagoyacitybus")
    both = ("--network", "japan", "--network", "nagoyacity_nagoyacitybus.zip")
    record = json.loads(run("score", SITE, *both, "--format", "json").out)["run"]
    source = source_of(record, "gtfs-nagoya-city-bus")
    assert source["credit"]
    assert source["licence"]


def test_statistics_as_sites_are_credited(shared_data: Path) -> None:
    path = shared_data / "municipalities" / "SSDSE-A-2026.csv"
    (source,) = find_official(Request(sites=str(path)))
    assert (source.id, source.edition) == ("ssdse-a-2026", "2026")
    assert find_official(Request(sites="municipalities")) == ()


def test_a_renamed_official_file_is_known_by_its_content(shared_data: Path, tmp_path: Path) -> None:
    content = (shared_data / "gtfs" / "toyota_kikan_GTFS.zip").read_bytes()
    feed = tmp_path / "buses.zip"
    feed.write_bytes(content)
    request = Request(networks=("japan", f"{feed}@2019-06-05"))
    (source,) = find_official(request)
    assert source.credit == "豊田市基幹バス GTFS-JP（豊田市）を加工して作成"
    feed.write_bytes(content[:-1] + b"!")
    assert find_official(request) == ()


def test_from_python(tmp_path: Path) -> None:
    found = compute_score(Request(sites=SITE, zones=write_geojson(tmp_path)))
    assert list(found.zones.id) == CODES
    assert found.areas is not None
    assert list(found.areas.code) == CODES


def test_all_of_japan_at_1_percent(run: Run, shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "boundaries" / "topojson_s0010_N03-21_210101.json"
    assert run("score", SITE, "--zones", str(path), "-o", "out").code == 0
    shapes = shapes_of(tmp_path / "out")
    assert len(shapes["codes"]) == 1741
    assert len(shapes["topology"]["objects"]["zones"]["geometries"]) == 1741
    assert not {"01695", ""} & set(shapes["codes"])
    assert (tmp_path / "out" / "map.html").stat().st_size < 4_000_000


def write_wrong(folder: Path, case: str) -> str:
    """Write a file that is no boundary file, and return its name."""
    match case:
        case "missing":
            pass
        case "empty folder":
            (folder / case).mkdir()
        case "pdf.zip":
            (folder / case).write_bytes(b"%PDF-1.7\n" + bytes(500))
        case "cut off.zip":
            whole = write_zip(folder / "x.zip", parts_of(write_shapefile(folder))).read_bytes()
            (folder / case).write_bytes(whole[: len(whole) // 2])
        case "empty.csv":
            (folder / case).write_bytes(b"")
        case "prefectures.json":
            write_properties(folder / case, [{"N03_001": "長野県"}, {"N03_001": "静岡県"}])
        case "foreign.json":
            topology = {
                "type": "Topology", "arcs": [[[2, 48], [3, 48], [3, 49], [2, 48]]],
                "objects": {"fr": {"type": "GeometryCollection", "geometries": [
                    {"type": "Polygon", "arcs": [[0]], "properties": {"name": "Paris"}}]}},
            }  # fmt: skip
            write_json(folder / case, topology)
        case "points.json":
            point = {"type": "Point", "coordinates": [138.1, 36.0]}
            feature = {"type": "Feature", "properties": {"name": "諏訪市"}, "geometry": point}
            write_json(folder / case, {"type": "FeatureCollection", "features": [feature]})
        case "nobody.geojson":
            write_geojson(folder, [NO_MANS_LAND], "nobody")
        case "alone.dbf":
            path = write_shapefile(folder, COUNTRY)
            (folder / case).write_bytes(path.with_suffix(".dbf").read_bytes())
    return case


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("missing", "no such file or folder"),
        ("empty folder", "empty folder"),
        ("pdf.zip", "PDF"),
        ("cut off.zip", "cut off"),
        ("empty.csv", "empty"),
        ("prefectures.json", "2 features are whole prefectures (長野県, 静岡県); give a file of"),
        ("foreign.json", "Japan"),
        ("points.json", "no polygons"),
        ("nobody.geojson", "only unassigned land"),
        ("alone.dbf", ".shp"),
    ],
)
def test_wrong_zones(run: Run, tmp_path: Path, case: str, words: str) -> None:
    found = run("score", SITE, "--zones", write_wrong(tmp_path, case), "-o", "out")
    assert found.code == 1
    (line,) = [one for one in found.err.splitlines() if not one.endswith(("…", "later runs)"))]
    assert line.startswith("geoaccess: ")
    assert words in line
    assert not (tmp_path / "out").exists()
