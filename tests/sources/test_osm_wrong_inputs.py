"""Extracts that cannot be used: one clear line each."""

from __future__ import annotations

import bz2
import sys
from pathlib import Path

import pytest

from geoaccess.errors import FileError, GeoaccessError, InputError
from geoaccess.sources.osm import load_roads
from tests.access.streetfiles import write_osm, write_town

NODES = {"A": (0, 0), "B": (1, 0)}
KML = "<?xml version='1.0'?><kml xmlns='http://www.opengis.net/kml/2.2'><Document/></kml>"


def truncated(folder: Path) -> Path:
    path = write_town(folder / "town.osm")
    path.write_bytes(path.read_bytes()[:900])
    return path


def truncated_bz2(folder: Path) -> Path:
    path = folder / "town.osm.bz2"
    path.write_bytes(bz2.compress(write_town(folder / "town.osm").read_bytes())[:200])
    return path


def written(name: str, content: str | bytes) -> object:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def streets(*ways: tuple[str, dict[str, str]]) -> object:
    return lambda folder: write_osm(folder / "x.osm", NODES, ways)


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda folder: folder / "no.osm", FileError, "no.osm: no such file"),
        (lambda folder: folder, FileError, "is a folder; give one extract"),
        (written("empty.osm.pbf", ""), FileError, "empty.osm.pbf: is empty"),
        (written("empty.osm", ""), FileError, "empty.osm: is empty"),
        (written("streets.shp", "x"), FileError, "streets.shp: is not named as an OpenStreetMap"),
        (written("streets.geojson", "{}"), FileError, "rename the file to what it is"),
        (written("text.osm.pbf", "hello " * 99), FileError, "text.osm.pbf: cannot be read"),
        (written("kml.osm", KML), FileError, "cannot be read as OpenStreetMap data .*kml"),
        (written("page.osm", "<html><body>error</body></html>"), FileError, "cannot be read"),
        (written("noise.osm", b"\xff\xfe\x00\x01" * 50), FileError, "cannot be read"),
        (truncated, FileError, "town.osm: cannot be read .*not whole"),
        (truncated_bz2, FileError, "town.osm.bz2: cannot be read"),
        (streets(), InputError, "x.osm: has no street"),
        (streets(("AB", {"railway": "rail"})), InputError, "x.osm: has no street"),
        (streets(("AB", {"highway": "footway"})), InputError, "has no street that one can drive"),
        (streets(("AB", {"highway": "motorway"})), InputError, "has no street that one can walk"),
        (streets(("Ax", {"highway": "primary"})), InputError, "has no street that one can drive"),
    ],
)  # fmt: skip
def test_one_clear_line(make, kind: type[GeoaccessError], message: str, tmp_path: Path) -> None:
    with pytest.raises(kind, match=message) as caught:
        load_roads(make(tmp_path), cache=tmp_path / "cache")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "cache").exists() or not list((tmp_path / "cache").glob("*.part"))


def test_the_missing_reader_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(InputError, match=r"'osmium' is missing; install it with: pip .*\[roads\]"):
        load_roads(write_town(tmp_path / "town.osm"), cache=tmp_path / "cache")


def test_points_without_streets_are_told(shared_data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"tokyo-center.osm.pbf: has no street \(no way"):
        load_roads(shared_data / "osm" / "tokyo-center.osm.pbf", cache=tmp_path)


def test_a_truncated_pbf_is_told(shared_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes((shared_data / "osm" / "porto_alegre.osm.pbf").read_bytes()[:300_000])
    with pytest.raises(FileError, match=r"cut.osm.pbf: cannot be read .*fetch the extract again"):
        load_roads(path, cache=tmp_path)


def test_a_pbf_named_as_xml_is_told(shared_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.osm"
    path.write_bytes((shared_data / "osm" / "map.osm.pbf").read_bytes())
    with pytest.raises(FileError, match=r"map.osm: cannot be read .*of another kind"):
        load_roads(path, cache=tmp_path)
