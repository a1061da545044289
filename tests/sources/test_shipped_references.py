"""The shipped places by reference: every one is found, on land, and no name misleads."""

from __future__ import annotations

import itertools

import pytest

from geoaccess.errors import InputError
from geoaccess.sources import facts
from geoaccess.sources.gazetteer import Gazetteer, build_station_places
from geoaccess.sources.names import Kind
from geoaccess.sources.network import load_network
from geoaccess.sources.places import resolve_places
from geoaccess.sources.shipped import data_path
from geoaccess.sources.zones import load_land_grid

KINDS: tuple[Kind, ...] = ("agglomeration", "hub", "municipality", "station")


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return Gazetteer(
        agglomerations=facts.load_agglomerations,
        hubs=facts.load_hubs,
        seats=facts.load_prefectural_seats,
        municipalities=facts.load_municipalities,
        stations=lambda: build_station_places(load_network(data_path("network"))),
        land=load_land_grid,
        prefectures={one.code: (one.ja, one.en) for one in facts.load_prefectures().values()},
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_id_is_a_reference(kind: Kind, shipped: Gazetteer) -> None:
    places = shipped.get_kind(kind)
    for one_id in places.id:
        found = resolve_places(f"{kind}:{one_id}", role="site", gazetteer=shipped)
        assert found.id == (one_id,)


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_is_on_land(kind: Kind, shipped: Gazetteer) -> None:
    places = shipped.get_kind(kind)
    on_land = shipped.is_land(places.lon, places.lat)
    assert list(itertools.compress(places.id, ~on_land)) == []


def test_full_name_means_the_municipality_alone(shipped: Gazetteer) -> None:
    places = shipped.get_kind("municipality")
    for code, name in zip(places.id, places.name_ja, strict=True):
        full = f"{shipped.prefecture_ja(code)}{name}"
        found = resolve_places(full, role="site", gazetteer=shipped)
        assert found.id == (code,), full


def test_names_of_several_municipalities_are_refused(shipped: Gazetteer) -> None:
    places = shipped.get_kind("municipality")
    repeated = {name for name in places.name_ja if places.name_ja.count(name) > 1}
    assert {"府中市", "伊達市", "池田町"} <= repeated
    for name in repeated:
        with pytest.raises(InputError, match="is ambiguous: municipality:"):
            resolve_places(name, role="site", gazetteer=shipped)


def test_prefecture_leads_to_its_seat(shipped: Gazetteer) -> None:
    with pytest.raises(LookupError, match=r"the nearest are municipality:20201 \(長野県 長野市\)"):
        resolve_places("長野県", role="site", gazetteer=shipped)
