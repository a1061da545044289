"""Wrong files and models: one clear line each that says where, what, and what to do."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
import yaml

from geoaccess.errors import GeoaccessError
from geoaccess.sources.railways.loading import load_conventional_network
from geoaccess.sources.railways.reading import load_sections, load_stations
from geoaccess.sources.railways.servicemodel import load_service_model
from geoaccess.sources.shipped import config_path
from tests.sources.railways.layers import Layers, collection, feature, polyline, town

Given = Callable[[Path], Path]
ROW = {"N02_003": "本線", "N02_004": "大鉄道", "N02_005": "東"}
LINE = polyline([(0, 0), (1, 0)])


def text(name: str, content: str | bytes) -> Given:
    def write(folder: Path) -> Path:
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
        return folder / name

    return write


def geojson(*features: dict[str, Any]) -> Given:
    return text("N02-19_Station.geojson", json.dumps(collection(features), ensure_ascii=False))


def archive(**members: str | bytes) -> Given:
    def write(folder: Path) -> Path:
        with zipfile.ZipFile(folder / "N02.zip", "w") as file:
            for name, content in members.items():
                file.writestr(name, content)
        return folder / "N02.zip"

    return write


def shapefile(*, without: str = "", give: str = ".shp", damage: str = "") -> Given:
    def write(folder: Path) -> Path:
        path = folder / "N02-17_Station.shp"
        pyogrio.raw.write(
            path,
            geometry=shapely.to_wkb([shapely.from_geojson(json.dumps(LINE))]),
            field_data=[np.array([value], dtype=object) for value in ROW.values()],
            fields=list(ROW), crs="EPSG:6668", geometry_type="LineString", driver="ESRI Shapefile",
            encoding="cp932",
        )  # fmt: skip
        for suffix in filter(None, (without, ".cpg")):
            path.with_suffix(suffix).unlink(missing_ok=True)
        if damage:
            path.with_suffix(damage).write_bytes(b"%PDF-1.7 not a Shapefile at all")
        return path.with_suffix(give)

    return write


def zip_bomb(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "N02.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("N02-19_Station.geojson", b" " * (1 << 27))
    return folder / "N02.zip"


def link_in_zip(folder: Path) -> Path:
    entry = zipfile.ZipInfo("N02-19_Station.geojson")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(folder / "N02.zip", "w") as file:
        file.writestr(entry, "/etc/passwd")
    return folder / "N02.zip"


def cut_shapefile(folder: Path) -> Path:
    path = shapefile()(folder)
    path.write_bytes(path.read_bytes()[:-20])
    return path


def truncated(folder: Path) -> Path:
    path = town().write(folder)[0]
    path.write_bytes(path.read_bytes()[:-200])
    return path


def cut_zip(folder: Path) -> Path:
    path = archive(
        **{"N02-19_Station.geojson": json.dumps(collection([feature(LINE, **ROW)] * 300))}
    )(folder)
    path.write_bytes(path.read_bytes()[:-100])
    return path


GEOJSON = json.dumps(collection([feature(LINE, **ROW)]), ensure_ascii=False)
SECTION = {name: ROW[name] for name in ("N02_003", "N02_004")}
AREA = {"type": "Polygon", "coordinates": [[[138, 36], [138.1, 36], [138.1, 36.1], [138, 36]]]}

STATIONS: list[tuple[Given, str]] = [
    (lambda folder: folder / "N02.zip", "N02.zip: no such file; give the GeoJSON, Shapefile or zip"),
    (lambda folder: folder, "a folder, not a file"),
    (text("N02.pdf", "%PDF-1.7"), "N02.pdf: not a railway layer; give GeoJSON"),
    (text("N02.zip", "%PDF-1.7 …"), "N02.zip: not a zip file, or a broken one: the content is a PDF"),
    (text("N02.zip", ""), "N02.zip: the file is empty"),
    (cut_zip, "N02.zip: not a zip file, or a broken one (it breaks off before its end"),
    (archive(**{"readme.txt": "x"}), "N02.zip: the zip file holds no layer named station"),
    (archive(**{"../N02_Station.geojson": GEOJSON}), "1 entries point outside the zip file"),
    (
        archive(**{"a/x_Station.geojson": GEOJSON, "b/y_Station.geojson": GEOJSON}),
        "N02.zip: 2 layers fit (a/x_Station.geojson, b/y_Station.geojson); unpack it",
    ),
    (zip_bomb, "N02-19_Station.geojson is larger than any edition of N02"),
    (link_in_zip, "1 entries are links or devices"),
    (cut_shapefile, "N02-17_Station.shp: cut off after "),
    (archive(**{"x_Station.shp": b"x"}), "N02.zip/x_Station.shp: .shx, .dbf of the Shapefile is missing"),
    (shapefile(without=".dbf"), "N02-17_Station.shp: .dbf of the Shapefile is missing"),
    (shapefile(without=".shp", give=".dbf"), "N02-17_Station.dbf: a part of a Shapefile; give N02-17_Station.shp"),
    (shapefile(damage=".shp"), "N02-17_Station.shp: the content is not a Shapefile"),
    (text("a.geojson", ""), "a.geojson: unreadable, truncated or of another kind"),
    (text("a.geojson", "%PDF-1.7"), "a.geojson: the content is a PDF, not a railway layer"),
    (truncated, "N02-19_Station.geojson: unreadable, truncated or of another kind"),
    (geojson(), "the layer has no features"),
    (
        geojson(feature(LINE, **SECTION)),
        "not a station layer of N02: column N02_005 is missing (found N02_003, N02_004)",
    ),
    (geojson(feature(LINE, name="x")), "column N02_003, N02_004, N02_005 is missing (found name)"),
    (geojson(feature(AREA, **ROW)), "1 features without a line as geometry (feature 1)"),
    (
        geojson(feature(LINE, **ROW), feature(None, **ROW), feature(LINE, **ROW | {"N02_005": " "})),
        "1 features without a station (feature 3); 1 features without a line as geometry (feature 2)",
    ),
    (
        geojson(feature({"type": "LineString", "coordinates": [[36, 138], [36.1, 138]]}, **ROW)),
        "do not lie in Japan; latitude stands before longitude",
    ),
    (
        geojson(feature({"type": "LineString", "coordinates": [[-51.2, -30.0], [-51.1, -30.0]]}, **ROW)),
        "do not lie in Japan; N02 covers Japan in degrees",
    ),
    (text("p.csv", ""), "p.csv: the table is empty; it needs body, hypernym, latitude, longitude"),
    (text("p.csv", "body,hypernym,latitude\n"), "p.csv: column longitude is missing"),
    (text("p.csv", "body,hypernym,latitude,longitude\n"), "p.csv: the table has no rows"),
    (
        text("p.csv", "body,hypernym,latitude,longitude\n東,大鉄道,36,138\n,大鉄道/本線,N36,138\n"),
        "p.csv: rows without station, or operator/line (row 2, row 3); positions that are not decimal degrees",
    ),
    (text("p.csv", "body,hypernym,latitude,longitude\n東,社/線,138,36\n"), "positions outside Japan (row 2: 138.0, 36.0)"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "words"), STATIONS)
def test_wrong_station_layer(tmp_path: Path, given: Given, words: str) -> None:
    with pytest.raises(GeoaccessError) as caught:
        load_stations(given(tmp_path))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_station_layer_is_no_section_layer(tmp_path: Path) -> None:
    stations, _ = town().write(tmp_path)
    with pytest.raises(GeoaccessError, match="this is the station layer"):
        load_sections(stations)


def test_section_layer_of_points(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [138, 36]}
    path = geojson(feature(point, **SECTION))(tmp_path)
    with pytest.raises(GeoaccessError, match="1 features without a line as geometry"):
        load_sections(path)


def test_layers_of_different_regions(tmp_path: Path) -> None:
    layers = town()
    elsewhere = Layers().line("本線", ("東", 200, 0), ("中", 204, 0), operator="大鉄道")
    layers.pieces = elsewhere.pieces
    with pytest.raises(GeoaccessError, match="12 of 12 platforms lie on no track"):
        load_conventional_network(*layers.write(tmp_path), cache=tmp_path / "cache")


def test_layers_without_a_line_to_run_on(tmp_path: Path) -> None:
    layers = Layers().line("東海道新幹線", ("東", 0, 0), ("西", 9, 0), owner="1")
    with pytest.raises(GeoaccessError, match="no line has two stations on its track"):
        load_conventional_network(*layers.write(tmp_path), cache=tmp_path / "cache")


MODELS: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (
        lambda m: m["joins"][0].update(lines=["京葉線"]),
        "services.yaml: joins.0.lines: Tuple should have at least 2 items",
    ),
    (lambda m: m.pop("rules"), "services.yaml: rules: Field required"),
    (lambda m: m["breaks"][0].pop("station"), "services.yaml: breaks.0.station: Field required"),
    (lambda m: m["breaks"][0].update(lines=["甲"]), "breaks.0.lines: Tuple should have at least 2"),
    (lambda m: m["breaks"][0].pop("source"), "breaks.0.source: Field required"),
    (lambda m: m["links"][0].update(stations=["甲"]), "links.0.stations"),
    (lambda m: m["links"][0].update(operator="甲"), "links.0.operator"),
    (lambda m: m["links"][0].update(confidence="sure"), "links.0.confidence"),
    (lambda m: m["estimates"][0].update(detour=0.9), "estimates.0.detour"),
    (lambda m: m["estimates"][0].update(detour=3), "estimates.0.detour"),
    (lambda m: m["estimates"][0].update(operators=[]), "estimates.0.operators"),
    (lambda m: m["estimates"][0].pop("line"), "estimates.0.line: Field required"),
    (lambda m: m["through"][0].update(stops="some"), "through.0.stops"),
    (lambda m: m["through"][0].update(via=["東京"]), "through.0.via"),
    (lambda m: m.update(speed=3), "speed: Extra inputs are not permitted"),
    (lambda m: m["rules"][0].update({"class": "rocket"}), "rules.0.class: Input should be"),
    (
        lambda m: m["run_times"]["tram"]["local"].update(speed_kmh=0),
        "run_times.tram.local.speed_kmh: Input should be greater than 0",
    ),
    (
        lambda m: m["run_times"]["tram"]["local"].pop("source"),
        "run_times.tram.local.source: Field required",
    ),
    (lambda m: m["run_times"].pop("tram"), "headways.tram.local: run_times has no such entry"),
    (lambda m: m["headways"].pop("tram"), "headways: none for tram"),
    (
        lambda m: m["headways"]["tram"]["local"]["tiers"].update(
            moon={"peak": 1, "day": 1, "edge": 1}
        ),
        "no such tier: moon",
    ),
    (
        lambda m: m["headways"]["tram"]["local"]["tiers"]["core"].update(day=7.5),
        "tiers.core.day: Input should be a valid integer",
    ),
    (lambda m: m["bands"].reverse(), "bands: they overlap or are not in order of time"),
    (lambda m: m["bands"][0].update(begin=330), 'write clock times in quotes, as "09:00", not 330'),
    (lambda m: m["bands"][0].update(begin="08:00"), "first: ends before it begins"),
    (
        lambda m: m["density"]["tiers"].pop(),
        "tiers: stations must fall from tier to tier, down to 0",
    ),
    (
        lambda m: m["through"][0].update(via=["東京"]),
        "through.0.via: Tuple should have at least 2 items",
    ),
]


@pytest.mark.parametrize(("change", "words"), MODELS)
def test_wrong_service_model(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    content = yaml.safe_load(config_path("services.yaml").read_text(encoding="utf-8"))
    change(content)
    path = tmp_path / "services.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    with pytest.raises(GeoaccessError) as caught:
        load_service_model(path)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"), [(b"a: [", "not YAML"), ("a: 甲".encode("cp932"), "cannot be read")]
)
def test_unreadable_service_model(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "services.yaml"
    path.write_bytes(content)
    with pytest.raises(GeoaccessError, match=words):
        load_service_model(path)
