"""Streets that osmnx downloads: what is kept of them, with its download taken from a file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from geoaccess.errors import InputError
from geoaccess.sources.osm import fetch_place, load_roads
from tests.access.streetfiles import write_osm, write_town
from tests.sources.test_osm_files import road

osmnx = pytest.importorskip("osmnx")


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Files by place, from which osmnx is made to read instead of the servers."""
    files: dict[str, Path] = {}

    def graph_from_place(place: str, *, simplify: bool, retain_all: bool, **_: object) -> object:
        if place not in files:
            raise osmnx._errors.InsufficientResponseError(f"Nominatim found nothing for '{place}'")
        return osmnx.graph_from_xml(files[place], simplify=simplify, retain_all=retain_all)

    monkeypatch.setattr(osmnx, "graph_from_place", graph_from_place)
    return files


def test_a_download_gives_the_streets_of_the_file(answers: dict[str, Path], tmp_path: Path) -> None:
    answers["Town, Japan"] = write_town(tmp_path / "town.osm")
    before = dict(vars(osmnx.settings))
    kept = fetch_place("osm:Town, Japan", folder=tmp_path / "kept")
    assert dict(vars(osmnx.settings)) == before
    found, wanted = (
        load_roads(one, cache=tmp_path / "cache") for one in (kept, answers["Town, Japan"])
    )
    for one, other in ((found.drive, wanted.drive), (found.walk, wanted.walk)):
        assert sorted(describe(one)) == sorted(describe(other))
    assert [one.name for one in (tmp_path / "kept").iterdir()] == [kept.name]


def describe(graph) -> list[tuple[str, float, int, bool]]:
    directions = graph.is_forward.astype(int) + graph.is_backward
    rows = zip(graph.road_class, graph.length_m.round(), directions, graph.is_toll, strict=True)
    return [(name, float(m), int(n), bool(toll)) for name, m, n, toll in rows]


def test_directions_that_tags_leave_open_are_kept(answers: dict[str, Path], tmp_path: Path) -> None:
    """osmnx turns ways that are tagged against their course, and writes `no` where nothing is."""
    nodes = {"A": (0, 0), "B": (1, 0), "C": (1, 1), "D": (0, 1)}
    ways = [
        ("ABCDA", road("tertiary", junction="roundabout")),
        ("AC", road("motorway_link")),
        ("DB", road("residential", oneway="-1")),
        ("AD", road("residential")),
    ]
    answers["X"] = write_osm(tmp_path / "x.osm", nodes, ways)
    drive = load_roads(fetch_place("osm:X", folder=tmp_path), cache=tmp_path).drive
    two_way = drive.is_forward & drive.is_backward
    assert [drive.road_class[i] for i in two_way.nonzero()[0]] == ["residential"]
    (against,) = [
        i for i, name in enumerate(drive.road_class) if name == "residential" and not two_way[i]
    ]
    line = drive.lines[against]
    assert drive.is_forward[against]
    assert line.coords[0][0] > line.coords[-1][0]  # from B to D, as one may drive


def test_a_place_is_downloaded_once(answers: dict[str, Path], tmp_path: Path) -> None:
    answers["X"] = write_town(tmp_path / "town.osm")
    kept = fetch_place("osm:X", folder=tmp_path / "kept")
    answers.clear()
    assert fetch_place("osm: X ", folder=tmp_path / "kept") == kept


def test_a_place_that_cannot_be_fetched_is_named(
    answers: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="osm:Nowhere: its streets cannot be fetched .*connection"):
        fetch_place("osm:Nowhere", folder=tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []
    with pytest.raises(InputError, match="names no place"):
        fetch_place("osm: ", folder=tmp_path)
    monkeypatch.setitem(sys.modules, "osmnx", None)
    with pytest.raises(InputError, match=r"'osmnx' is missing; install it with: pip"):
        fetch_place("osm:Nowhere", folder=tmp_path)
