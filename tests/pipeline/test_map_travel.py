"""The travel times of the map are those of the engine; day returns those of the contacts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geoaccess.engine.matrix import compute_matrix
from geoaccess.maps.codes import TABLE_MIN, decode_minutes, encode_hours, pack_codes, unpack_codes
from geoaccess.model.places import Places
from geoaccess.pipeline.maptravel import (
    MOST_SITES,
    PERCENTILE,
    build_map_nodes,
    compute_map_travel,
    join_legs,
)
from geoaccess.pipeline.request import Request, World, load_world
from geoaccess.sources.facts import load_municipalities

WANTED = (
    "札幌市",
    "函館市",
    "盛岡市",
    "千代田区",
    "諏訪市",
    "飯田市",
    "名古屋市",
    "北山村",
    "福岡市",
    "海士町",
)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(Request())


@pytest.fixture(scope="module")
def zones() -> Places:
    known = load_municipalities()
    return known.take([known.name_ja.index(name) for name in WANTED])


@pytest.fixture(scope="module")
def nodes(world, zones):
    sites = world.resolve("agglomerations", "site").take([0, 5, 9])
    return build_map_nodes(zones, sites, world.resolve("hubs", "hub").take([0, 3]))


@pytest.fixture(scope="module")
def travel(world, nodes):
    return compute_map_travel(world, nodes)


def test_decoded_times_are_those_of_the_engine(world, nodes, travel):
    legs = join_legs([world.access_legs(part) for part in nodes.parts])
    places = nodes.places
    matrix = compute_matrix(
        world.day,
        places=legs,
        hubs=legs,
        direct=world.direct_legs(places, places),
        window=world.config.day.window,
        percentiles=(PERCENTILE,),
    )
    exact = matrix.travel_time_min[0].copy()
    np.fill_diagonal(exact, 0)
    page = unpack_codes(pack_codes(travel.minutes), travel.minutes.shape)
    shown = decode_minutes(page)
    assert np.array_equal(np.isnan(shown), np.isnan(exact))
    near = np.isfinite(shown)
    assert np.all(exact[np.isposinf(shown)] >= 517.5)
    step = np.where(exact < 120, 1, np.where(exact < 300, 2, 5))
    assert np.all(np.abs(shown - exact)[near] <= step[near] / 2)
    assert near.sum() > 100
    assert shown[near].max() <= TABLE_MIN.max()


def test_joined_legs_are_those_of_all_places_at_once(world, nodes):
    joined = join_legs([world.access_legs(part) for part in nodes.parts])
    together = world.access_legs(nodes.places)
    assert joined.start.tolist() == together.start.tolist()
    assert joined.stop_idx.tolist() == together.stop_idx.tolist()
    assert joined.to_stop_s.tolist() == together.to_stop_s.tolist()


def test_day_returns_are_those_of_the_contacts(world, nodes, travel):
    places = nodes.places
    legs = world.access_legs(places)
    contacts = world.day_returns(places, places, legs=legs, hub_legs=legs)
    expected = encode_hours(contacts.contactable, contacts.meeting_s)
    others = ~np.eye(len(places), dtype=bool)
    assert np.array_equal(travel.hours[others], expected[others])
    assert 0 < contacts.contactable.mean() < 1


def test_known_pairs_are_plausible(travel):
    at = {name: k for k, name in enumerate(WANTED)}
    shown = decode_minutes(travel.minutes)
    tokyo, nagoya = at["千代田区"], at["名古屋市"]
    assert 110 <= shown[tokyo, nagoya] <= 170
    assert np.isnan(shown[tokyo, at["海士町"]])
    assert travel.hours[tokyo, nagoya] > 0
    assert travel.hours[at["函館市"], at["福岡市"]] == 0


def test_sites_that_are_municipalities_are_no_nodes_of_their_own(zones):
    hubs = zones.take([1]).with_role("hub")
    found = build_map_nodes(zones, zones.take([4, 2]).with_role("site"), hubs)
    assert found.site_nodes.tolist() == [4, 2]
    assert found.hub_nodes.tolist() == [len(zones)]
    assert len(found.places) == len(zones) + 1


def test_many_sites_take_the_node_of_their_municipality(zones):
    n = MOST_SITES + 1
    sites = Places(
        id=tuple(f"s{k}" for k in range(n)),
        name=("x",) * n,
        name_ja=("x",) * n,
        lon=np.full(n, 138.0),
        lat=np.full(n, 36.0),
        mass=np.full(n, np.nan),
        role="site",
        municipality_code=(zones.id[4], "99999", *("",) * (n - 2)),
    )
    found = build_map_nodes(zones, sites, zones.take([0]))
    assert found.site_nodes[:3].tolist() == [4, -1, -1]
    assert len(found.parts) == 2


def test_a_place_at_the_same_position_with_another_id_is_a_node(zones):
    site = replace(zones.take([4]), id=("mine",), role="site")
    assert build_map_nodes(zones, site, zones.take([0])).site_nodes.tolist() == [len(zones)]
