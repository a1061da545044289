"""map.data: the content of a map comes back whole, the same bytes each time, or a clear error."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import fields, replace

import numpy as np
import pytest

from geoaccess.errors import InputError
from geoaccess.maps.page import render_score_map
from geoaccess.maps.store import VERSION, dump_content, load_content
from geoaccess.model.network import FaresLike
from tests.maps.cases import HOSTILE_NAME, build_two_views


@pytest.fixture(scope="module")
def raw() -> bytes:
    return dump_content(build_two_views())


def rewritten(raw: bytes, **changes) -> bytes:
    """Return the archive with members replaced, or left out where None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = changes.get(name.replace(".", "_").replace("/", "_"), old.read(name))
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def test_the_page_is_the_same_from_the_file_alone(raw):
    assert render_score_map(load_content(raw, "map.data")) == render_score_map(build_two_views())


def test_the_same_content_gives_the_same_bytes(raw):
    assert dump_content(load_content(raw, "map.data")) == raw == dump_content(build_two_views())


def test_views_names_and_codes_come_back(raw):
    content = load_content(raw, "map.data")
    base, scenario = content.views
    assert scenario.title.ja == "リニア中央新幹線<試験>"
    assert scenario.is_assumption
    assert not base.is_assumption
    assert content.sites.name[3] == HOSTILE_NAME
    assert np.array_equal(scenario.travel.minutes, build_two_views().views[1].travel.minutes)
    assert base.network.sections[0].km == 1.0


def test_another_version_is_named(raw):
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        document = json.loads(archive.read("map.json"))
    newer = json.dumps({**document, "version": VERSION + 1}).encode()
    with pytest.raises(InputError, match=f"format geoaccess-map {VERSION + 1}, and this geoaccess"):
        load_content(rewritten(raw, map_json=newer), "map.data")


@pytest.mark.parametrize(
    "changes",
    [
        {"map_json": b"{}"},
        {"map_json": b"[1"},
        {"map_json": b'{"format": "geoaccess-map", "version": 2, "content": {"$": "Path"}}'},
        {"map_json": b'{"format": "geoaccess-map", "version": 2, "content": {"$": "MapContent"}}'},
        {"map_json": None},
        {"arrays_0_npy": None},
        {"arrays_0_npy": b"no array"},
        {"zones_topojson": None},
    ],
)
def test_a_damaged_file_is_one_clear_line(raw, changes):
    with pytest.raises(InputError, match=r"out/map\.data: damaged") as caught:
        load_content(rewritten(raw, **changes), "out/map.data")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("cut", [0, 10, 2000])
def test_a_cut_file_is_refused(raw, cut):
    with pytest.raises(InputError, match="damaged"):
        load_content(raw[:cut], "map.data")


def test_arrays_with_objects_are_never_unpickled(raw):
    member = io.BytesIO()
    np.save(member, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match="damaged"):
        load_content(rewritten(raw, arrays_0_npy=member.getvalue()), "map.data")


def test_of_a_network_only_what_is_drawn_is_kept(raw):
    network = load_content(raw, "map.data").views[0].network
    kept = {item.name for item in fields(network) if getattr(network, item.name) != ()}
    assert kept == {
        *("name", "title", "edition", "valid_from", "valid_to", "service_date"),
        *("default_transfer_min", "stations", "lines", "sections"),
    }


def test_fares_of_planned_lines_are_not_kept() -> None:
    content = build_two_views()
    base, scenario = content.views
    asked = FaresLike(like=("tokyo", "nagoya"), supplement_yen=700)
    lines = tuple(replace(line, fares=asked) for line in scenario.network.lines)
    planned = replace(scenario, network=replace(scenario.network, lines=lines))
    raw = dump_content(replace(content, views=(base, planned)))
    assert raw == dump_content(content)
    assert all(line.fares is None for line in load_content(raw, "m").views[1].network.lines)
