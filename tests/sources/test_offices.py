"""Municipal and prefectural offices: lost zeros, check digits, positions."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoaccess.errors import GeoaccessError
from geoaccess.sources.facts import load_municipalities, load_prefectural_seats
from geoaccess.sources.offices import load_municipal_offices, load_prefectural_offices
from geoaccess.units import great_circle_m
from tests.sources.institution_files import OFFICES, PREFECTURES, write

ELSEWHERE = {"07546": 62, "46303": 94, "46304": 207, "47381": 29}
"""Futaba (its hall was in Iwaki), Mishima, Toshima (in Kagoshima City), Taketomi (in Ishigaki):
the shipped position is in the municipality itself (data/README.md); km, rounded up."""


def test_lost_zeros_are_restored_and_wards_know_their_city(tmp_path: Path) -> None:
    offices = load_municipal_offices(write(tmp_path, "offices.csv", OFFICES))
    assert offices.places.id == ("01100", "01102", "20201", "22131")
    assert offices.places.name_ja[1] == "札幌市北区"
    assert offices.places.municipality_code == ("01100", "01100", "20201", "22130")
    assert "2 codes had lost their leading zero" in offices.notes[0].en
    assert any("no longer exist (22131 中区)" in note.en for note in offices.notes)


def test_prefectural_offices_have_their_seat(tmp_path: Path) -> None:
    places = load_prefectural_offices(write(tmp_path, "prefectures.csv", PREFECTURES)).places
    assert places.id == ("01", "13")
    assert places.municipality_code == ("01100", "13104")
    assert places.name == ("Hokkaido", "Tokyo")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("011002", "011003", "check digit (row 2: 01100, 011003)"),
        ("1,北海道,1100", "2,青森県,1100", "of another prefecture (row 2: 01100)"),
        (",1100,", ",札幌,", "no code (row 2"),
        ("43.06208877", "", "no position in Japan (row 2"),
        ("43.06208877", "0", "no position in Japan (row 2"),
        ("43.06208877,141.3543886", "141.3543886,43.06208877", "lat and lon are swapped"),
        ("1102,札幌市 北区", "1100,札幌市 北区", "row 3: 01100, 011029"),
        ("1,北海道,1102,札幌市 北区,さっぽろし きたく,43.09079296,141.3408807,https://example.org/,,011029",
         "1,北海道,1100,札幌市,x,43.1,141.3,,,011002", "01100 in rows 2 and 3"),
        ("pid,pref,cid", "pid,pref,code", "column cid is missing"),
        ("さっぽろし,43", "さっ,ぽろし,43", "another number of cells"),
    ],
)  # fmt: skip
def test_wrong_offices_give_one_clear_line(
    old: str, new: str, expected: str, tmp_path: Path
) -> None:
    assert old in OFFICES
    path = write(tmp_path, "offices.csv", OFFICES.replace(old, new, 1))
    with pytest.raises(GeoaccessError) as raised:
        load_municipal_offices(path)
    assert expected in str(raised.value)
    assert str(raised.value).startswith("offices.csv: ")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("10006", "10007", "check digit (row 2"),
        ("札幌市", "青森市", "no municipality of the prefecture (row 2: 青森市)"),
        ("13,東京都", "13,大阪府", "the prefecture has another code (row 3: 大阪府)"),
    ],
)
def test_wrong_prefectural_offices_are_named(
    old: str, new: str, expected: str, tmp_path: Path
) -> None:
    with pytest.raises(GeoaccessError) as raised:
        load_prefectural_offices(write(tmp_path, "p.csv", PREFECTURES.replace(old, new, 1)))
    assert expected in str(raised.value)


def test_the_offices_as_published_load_whole(shared_data: Path) -> None:
    offices = load_municipal_offices(shared_data / "municipalities" / "localgovjp-utf8.csv")
    places = offices.places
    assert len(places) == 1916
    assert set(load_municipalities().id) <= set(places.id)
    wards = [
        one for one, city in zip(places.id, places.municipality_code, strict=True) if one != city
    ]
    assert len(wards) == 175
    assert "490 codes had lost their leading zero" in offices.notes[0].en
    told = " ".join(note.en for note in offices.notes)
    assert "7 offices are of areas that no longer exist" in told
    assert "3 areas of today have no office in the list (22138 中央区, 22139 浜名区" in told


def test_shipped_offices_are_where_the_list_has_them(shared_data: Path) -> None:
    """The shipped table rounds to 0.0001 degrees (7 m); four offices were moved on purpose."""
    folder, shipped = shared_data / "municipalities", load_municipalities()
    listed = load_municipal_offices(folder / "localgovjp-utf8.csv").places
    row = {one: i for i, one in enumerate(listed.id)}
    order = [row[one] for one in shipped.id]
    metres = great_circle_m(shipped.lon, shipped.lat, listed.lon[order], listed.lat[order])
    far = {one: m for one, m in zip(shipped.id, metres, strict=True) if m > 8}
    assert set(far) == set(ELSEWHERE)
    assert all(km - 2 < far[one] / 1000 < km for one, km in ELSEWHERE.items())
    seats, offices = load_prefectural_seats(), load_prefectural_offices(folder / "prefjp-utf8.csv")
    assert len(offices.places) == 47
    assert offices.places.id == seats.id
    assert offices.places.municipality_code == seats.municipality_code
    apart = great_circle_m(seats.lon, seats.lat, offices.places.lon, offices.places.lat)
    assert apart.max() < 1000
