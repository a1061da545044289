"""Fares of planned lines: by the rules of those that are built."""

from __future__ import annotations

import functools
import itertools
from dataclasses import replace

import pytest

from geoaccess.errors import InputError
from geoaccess.model.farebook import FareBook, Piece, Ride
from geoaccess.model.network import FaresLike, RailNetwork
from geoaccess.pipeline.plannedfares import (
    PLANNED,
    describe_planned_fares,
    extend_farebook,
)
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.paths import build_track_graph
from geoaccess.scores.basefares import tariff_yen
from geoaccess.scores.fares import compute_fare, find_band
from geoaccess.sources.farebook import load_shipped_farebook
from geoaccess.sources.network import load_shipped_network
from geoaccess.sources.scenariofile import find_scenario
from tests.scenario.lines import make_line, make_scenario, make_service

BASE = load_shipped_network()
BOOK = load_shipped_farebook()
FAST = frozenset(one.id for one in BASE.lines if one.category == "shinkansen")


@functools.cache
def network_with(first: str, last: str, km: float) -> RailNetwork:
    """Return the shipped network with a maglev between two stations, platforms of its own."""
    service = make_service(
        name="Quick", name_ja="速達", calls=(first, last), run_min=(60.0,), lines=("planned",)
    )
    line = make_line(
        category="maglev", stations=(first, last), services=(service,), km=(km,),
        transfer_min={first: 10.0, last: 9.0},
    )  # fmt: skip
    return apply_scenario(BASE, make_scenario(line))


def book_with(first: str, last: str, km: float = 286.0) -> FareBook:
    return extend_farebook(BOOK, network_with(first, last, km), BASE, fast_lines=FAST | {"planned"})


def test_a_planned_line_costs_the_distance_and_a_seat_of_today_s_shinkansen() -> None:
    book = book_with("shinagawa", "nagoya")
    ride = Ride(
        service_ja="速達",
        pieces=(Piece(line="planned", from_station="a", to_station="b", km=286.0),),
    )
    fare = compute_fare([ride], book)
    assert fare is not None
    assert fare.base_yen == tariff_yen(BOOK.tariffs["honshu"], 286.0) == 5170
    assert fare.express_yen == find_band(book.bands[PLANNED], 286.0)
    nozomi = BOOK.pairs[frozenset(("shinagawa", "nagoya"))]
    assert abs(fare.express_yen - nozomi.reserved_yen) < 1500


def test_seats_never_get_cheaper_with_distance_and_have_no_end() -> None:
    bands = book_with("shinagawa", "nagoya").bands[PLANNED]
    assert [one.yen for one in bands] == sorted(one.yen for one in bands)
    assert bands[0].from_km == 1
    for one, other in itertools.pairwise(bands):
        assert other.from_km == one.to_km + 1
    assert find_band(bands, 5000) == bands[-1].yen


@pytest.mark.parametrize(
    ("first", "last", "tariff"),
    [
        ("shin-hakodate-hokuto", "sapporo", "hokkaido"),
        ("shinagawa", "nagoya", "honshu"),
        ("oita", "kokura", "kyushu"),
    ],
)
def test_the_tariff_is_that_of_a_line_it_meets(first: str, last: str, tariff: str) -> None:
    assert book_with(first, last).lines["planned"].tariff == tariff


def test_a_conventional_line_asks_for_no_seat() -> None:
    network = network_with("shinagawa", "nagoya", 286.0)
    book = extend_farebook(BOOK, network, BASE, fast_lines=FAST)
    assert book.lines["planned"].charge == ""
    assert book.services["速達"].charge == "none"
    assert PLANNED not in book.bands


def test_a_network_without_new_lines_has_the_rules_it_had() -> None:
    fewer = replace(BASE, patterns=BASE.patterns[:-1])
    assert extend_farebook(BOOK, fewer, BASE, fast_lines=FAST) is BOOK
    assert describe_planned_fares(fewer, BASE) == ()
    (note,) = describe_planned_fares(network_with("shinagawa", "nagoya", 286.0), BASE)
    assert "approximate" in note.en


@pytest.mark.parametrize(
    ("name", "last", "more"),
    [("chuo-nagoya", "nagoya", 700), ("chuo-shin-osaka", "shin-osaka", 1000)],
)
def test_the_maglev_costs_what_its_company_said_beyond_nozomi(
    name: str, last: str, more: int
) -> None:
    network = apply_scenario(BASE, find_scenario(name))
    (line,) = (one for one in network.lines if one.fares is not None)
    book = extend_farebook(BOOK, network, BASE, fast_lines=FAST | {line.id})
    sections = [one for one in network.sections if one.line == line.id]
    at = network.platforms
    pieces = tuple(
        Piece(
            line=line.id,
            from_station=at.get(one.from_station, one.from_station),
            to_station=at.get(one.to_station, one.to_station),
            km=one.km,
        )
        for one in sections
    )
    service = next(one.service_ja for one in network.patterns if line.id in one.lines)
    whole = compute_fare([Ride(service_ja=service, pieces=pieces)], book)
    way = build_track_graph(BASE.sections).find_way(["tokaido"], "shinagawa", last) or ()
    nozomi, here = [], "shinagawa"
    for one in way:
        there = one.to_station if one.from_station == here else one.from_station
        nozomi.append(Piece(line=one.line, from_station=here, to_station=there, km=one.km))
        here = there
    today = compute_fare([Ride(service_ja="のぞみ", pieces=tuple(nozomi))], BOOK)
    assert whole is not None
    assert today is not None
    assert whole.total_yen == today.total_yen + more
    first = compute_fare([Ride(service_ja=service, pieces=pieces[:1])], book)
    assert first is not None
    assert 0 < first.total_yen < whole.total_yen / 3
    (note,) = describe_planned_fares(network, BASE)
    assert f"{more:,} yen more than today's fastest Shinkansen Shinagawa" in note.en


def test_fares_like_a_pair_without_a_charge_are_refused() -> None:
    line = make_line(
        category="maglev",
        stations=("shinagawa", "nagoya"),
        services=(),
        fares=FaresLike(like=("shin-aomori", "shin-hakodate-hokuto")),
    )
    network = apply_scenario(BASE, make_scenario(line))
    with pytest.raises(InputError, match="no Shinkansen charge for this pair"):
        extend_farebook(BOOK, network, BASE, fast_lines=FAST | {"planned"})
