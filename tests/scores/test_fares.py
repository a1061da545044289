"""Fares by rule: published fares, and small cases by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from geoaccess.model.farebook import Band, FareBook, Piece, Ride, Tariff
from geoaccess.model.network import RailNetwork
from geoaccess.scores.basefares import compute_base_yen, tariff_yen
from geoaccess.scores.fares import compute_fare
from geoaccess.sources.farebook import load_shipped_farebook
from geoaccess.sources.network import load_shipped_network
from geoaccess.sources.railfacts import load_fare_pairs

SHINKANSEN = ("tokaido", "sanyo", "kyushu")


@cache
def book() -> FareBook:
    return load_shipped_farebook()


@cache
def network() -> RailNetwork:
    return load_shipped_network()


def ride(train: str, *ways: tuple[str, str, str]) -> Ride:
    """Return a ride over whole lines given as (line, from, to)."""
    pieces: list[Piece] = []
    for line, first, last in ways:
        sections = [one for one in network().sections if one.line == line]
        order = [sections[0].from_station, *(one.to_station for one in sections)]
        a, b = order.index(first), order.index(last)
        some = [
            Piece(line=line, from_station=s.from_station, to_station=s.to_station, km=s.km)
            for s in sections[min(a, b) : max(a, b)]
        ]
        if a > b:
            some = [
                Piece(line=line, from_station=p.to_station, to_station=p.from_station, km=p.km)
                for p in reversed(some)
            ]
        pieces += some
    return Ride(service_ja=train, pieces=tuple(pieces))


def test_every_published_pair_to_the_yen(shared_data: Path) -> None:
    path = shared_data / "rail/fares/tokaido_sanyo_kyushu_pairs.csv"
    pairs = load_fare_pairs(path, network().station_by_id)
    sections = [one for one in network().sections if one.line in SHINKANSEN]
    order = ["tokyo", *(one.to_station for one in sections)]
    wrong, by_rule = [], 0
    for k in range(len(pairs)):
        ends = pairs.origin[k], pairs.destination[k]
        a, b = sorted(order.index(one) for one in ends)
        pieces = tuple(
            Piece(line=s.line, from_station=s.from_station, to_station=s.to_station, km=s.km)
            for s in sections[a:b]
        )
        fares = {
            train: compute_fare([Ride(service_ja=train, pieces=pieces)], book())
            for train in ("ひかり", "のぞみ")
        }
        slow, fast = fares["ひかり"], fares["のぞみ"]
        assert slow is not None
        assert fast is not None
        extra = pairs.nozomi_extra_yen[k]
        expected = (pairs.base_yen[k], pairs.reserved_yen[k], 0 if np.isnan(extra) else extra)
        if (slow.base_yen, slow.express_yen, fast.express_yen - slow.express_yen) != expected:
            wrong.append(ends)
        by_rule += frozenset(ends) not in book().special
    assert (len(pairs), by_rule, wrong) == (1035, 1020, [])


@pytest.mark.parametrize(
    ("km", "yen"),
    [(0.4, 150), (3, 150), (3.1, 190), (10, 200), (98.9, 1690), (100.1, 1980), (552.6, 8910),
     (1174.9, 14080), (600, 9460), (600.1, 9790)],
)  # fmt: skip
def test_trunk_fares_at_the_edges_of_bands(km: float, yen: int) -> None:
    assert tariff_yen(book().tariffs["honshu"], km) == yen


def test_beyond_a_table_of_fixed_fares_there_is_none() -> None:
    tariff = Tariff(fixed=(Band(from_km=1, to_km=5, yen=200),), rates=())
    assert tariff_yen(tariff, 5) == 200
    assert tariff_yen(tariff, 5.1) is None


JOURNEYS = {
    # (rides, base, charge): what is paid, early March 2026
    "nozomi": ([("のぞみ", ("tokaido", "tokyo", "shin-osaka"))], 8910, 5810),
    "hayabusa": ([("はやぶさ", ("tohoku", "tokyo", "sendai"))], 6050, 5360),
    "kagayaki": (
        [("かがやき", ("tohoku", "tokyo", "omiya"), ("joetsu", "omiya", "takasaki"),
          ("hokuriku", "takasaki", "kanazawa"))], 7480, 6900),
    "komachi": ([("こまち", ("tohoku", "tokyo", "morioka"), ("akita", "morioka", "akita"))],
                10010, 8010),
    "tsubasa": ([("つばさ", ("tohoku", "tokyo", "fukushima"), ("yamagata", "fukushima", "yamagata"))],
                6050, 5400),
    "azusa, zone of Tokyo": ([("あずさ", ("chuo-main", "shinjuku", "kami-suwa"))], 3740, 2240),
}  # fmt: skip


@pytest.mark.parametrize("name", JOURNEYS)
def test_what_is_paid(name: str) -> None:
    rides, base_yen, express_yen = JOURNEYS[name]
    fare = compute_fare([ride(train, *ways) for train, *ways in rides], book())
    assert fare is not None
    assert (fare.base_yen, fare.express_yen) == (base_yen, express_yen)
    back = [
        Ride(
            service_ja=train,
            pieces=tuple(
                Piece(line=p.line, from_station=p.to_station, to_station=p.from_station, km=p.km)
                for p in reversed(ride(train, *ways).pieces)
            ),
        )
        for train, *ways in reversed(rides)
    ]
    assert compute_fare(back, book()) == fare


def test_a_change_between_shinkansen_trains_is_one_charge_with_the_fast_part_beside() -> None:
    first, then = ("tokaido", "tokyo", "nagoya"), ("tokaido", "nagoya", "maibara")
    slow = compute_fare([ride("ひかり", first, then)], book())
    changed = compute_fare([ride("のぞみ", first), ride("こだま", then)], book())
    assert slow is not None
    assert changed is not None
    assert changed.base_yen == slow.base_yen
    assert changed.express_yen == slow.express_yen + 210


def test_turning_back_is_two_charges() -> None:
    there, back = ("tokaido", "hamamatsu", "nagoya"), ("tokaido", "nagoya", "tokyo")
    alone = [compute_fare([ride("ひかり", one)], book()) for one in (there, back)]
    both = compute_fare([ride("ひかり", there), ride("ひかり", back)], book())
    assert both is not None
    assert both.express_yen == sum(one.express_yen for one in alone if one)


def test_lines_that_follow_are_one_distance_and_a_private_line_has_its_own_ticket() -> None:
    first, then = ("tokaido", "tokyo", "nagoya"), ("chuo-west", "nagoya", "shiojiri")
    rides = [ride("ひかり", first), ride("中央線普通", then)]
    apart = [compute_base_yen([one], book()) for one in rides]
    through = compute_base_yen(rides, book())
    assert through is not None
    assert through < sum(one for one in apart if one)
    private = ride("つくばエクスプレス快速", ("tsukuba-express", "akihabara", "tsukuba"))
    jr = ride("中央線快速", ("chuo-main", "tokyo", "shinjuku"))
    parts = [compute_base_yen([one], book()) for one in (jr, private)]
    assert compute_base_yen([jr, private], book()) == sum(one for one in parts if one)


def test_an_unreserved_seat_is_taken_where_there_is_one() -> None:
    nozomi = [ride("のぞみ", ("tokaido", "tokyo", "nagoya"))]
    azusa = [ride("あずさ", ("chuo-main", "tokyo", "kofu"))]
    for rides, less in ((nozomi, 530 + 210), (azusa, 0)):
        seats = [compute_fare(rides, book(), seat=one) for one in ("reserved", "unreserved")]
        assert seats[0] is not None
        assert seats[1] is not None
        assert seats[0].express_yen - seats[1].express_yen == less


def test_without_trains_nothing_is_paid() -> None:
    fare = compute_fare([], book())
    assert fare is not None
    assert fare.total_yen == 0


def test_an_unknown_train_or_line_has_no_fare() -> None:
    piece = Piece(line="nowhere", from_station="a", to_station="b", km=10)
    assert compute_fare([Ride(service_ja="のぞみ", pieces=(piece,))], book()) is None
    known = ride("のぞみ", ("tokaido", "tokyo", "nagoya"))
    assert compute_fare([Ride(service_ja="幽霊", pieces=known.pieces)], book()) is None


def test_every_line_and_train_of_the_shipped_network_has_its_charge() -> None:
    assert {one.id for one in network().lines} == set(book().lines)
    trains = {one.service_ja for one in network().patterns}
    assert trains == set(book().services)
    stations = set(network().station_by_id)
    assert {one for pair in (*book().pairs, *book().special) for one in pair} <= stations
    assert set(book().zones) <= stations
    sections = {(s.line, frozenset((s.from_station, s.to_station))) for s in network().sections}
    assert set(book().pieces) <= sections
