"""Rows that say where they are by a station, in degrees and minutes, or twice: named aloud."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.errors import GeoaccessError
from geoaccess.model.places import Places
from geoaccess.sources.coordinates import parse_degrees, parse_pair
from geoaccess.sources.faults import Cause
from geoaccess.sources.gazetteer import Gazetteer
from geoaccess.sources.places import resolve_places
from geoaccess.sources.remarks import find_repeated
from geoaccess.sources.tables import load_places
from tests.sources.gazetteers import build_gazetteer


def load(folder: Path, gazetteer: Gazetteer, text: str) -> Places:
    path = folder / "sites.csv"
    path.write_text(text, encoding="utf-8")
    return load_places(path, role="site", gazetteer=gazetteer)


# --- positions beside municipalities


@pytest.mark.parametrize(
    ("header", "cells"),
    [("市区町村コード", "01100"), ("市区町村", "札幌市"), ("市区町村コード", "011002")],
)
def test_a_position_in_another_municipality_than_the_row_names_is_told(
    tmp_path: Path, gazetteer: Gazetteer, header: str, cells: str
) -> None:
    places = load(tmp_path, gazetteer, f"名称,緯度,経度,{header}\nx,36.04,138.11,{cells}\n")
    (remark,) = places.remarks
    assert remark.en.startswith("sites.csv: row 2: position outside the municipality that the row")
    assert places.note == ("position: in 20206, not in 01100",)


def test_a_position_near_the_border_may_be_of_either_municipality(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    places = load(tmp_path, gazetteer, "緯度,経度,コード\n36.04,138.005,34208\n")
    assert places.municipality_code == ("34208",)
    assert places.remarks == ()


# --- stations


@pytest.mark.parametrize(
    "cell",
    ["上諏訪", "上諏訪駅", "Kami-Suwa", "Kami-Suwa Station", "kami-suwa", "station:kami-suwa"],
)
@pytest.mark.parametrize("header", ["駅名", "駅", "station", "Station Name", "station_id"])
def test_a_station_stands_for_a_row(
    tmp_path: Path, gazetteer: Gazetteer, cell: str, header: str
) -> None:
    places = load(tmp_path, gazetteer, f"名称,{header}\n駅前ビル,{cell}\n")
    assert places.station_id == ("kami-suwa",)
    assert (places.lat[0], places.lon[0]) == (36.0471, 138.1170)
    assert places.municipality_code == ("20206",)
    assert places.name == ("駅前ビル",)
    assert places.note == ("position: platform of 上諏訪駅 (station:kami-suwa)",)
    assert places.note_ja == ("位置：上諏訪駅のホーム (station:kami-suwa)",)
    (remark,) = places.remarks
    assert remark.en == "sites.csv: row 2: placed on the platform of the station."


def test_a_row_without_a_name_has_that_of_its_station(tmp_path: Path, gazetteer: Gazetteer) -> None:
    places = load(tmp_path, gazetteer, "駅名\n上諏訪駅\n")
    assert (places.name, places.name_ja) == (("Kami-Suwa",), ("上諏訪",))


def test_a_position_goes_before_a_station(tmp_path: Path, gazetteer: Gazetteer) -> None:
    places = load(tmp_path, gazetteer, "名称,緯度,経度,駅名\nx,36.04,138.11,上諏訪\n")
    assert places.station_id == ("",)
    assert places.lat[0] == 36.04
    assert places.remarks == ()


@pytest.mark.parametrize("beside", ["市区町村,諏訪市", "code,20206", "県,長野県"])
def test_a_town_beside_a_station_must_hold_it(
    tmp_path: Path, gazetteer: Gazetteer, beside: str
) -> None:
    header, cell = beside.split(",")
    places = load(tmp_path, gazetteer, f"名称,駅名,{header}\nx,上諏訪,{cell}\n")
    assert places.station_id == ("kami-suwa",)


def test_a_row_without_a_station_is_found_by_its_town(tmp_path: Path, gazetteer: Gazetteer) -> None:
    places = load(tmp_path, gazetteer, "名称,駅名,市区町村\nx,上諏訪,\ny,-,諏訪市\n")
    assert places.station_id == ("kami-suwa", "")


# --- degrees, minutes, seconds; full-width digits


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("36°2′24″", "138°6′36″"),
        ("36度2分24秒", "138度6分36秒"),
        ("北緯36度02分24秒", "東経138度06分36秒"),
        ("３６度２分２４秒", "１３８度６分３６秒"),
        ('36°2\'24""N', '138°6\'36""E'),
        ("36º 2’ 24”", "138˚ 6´ 36"),
        ("36°2.4'", "138°6.6'"),
    ],
)
def test_minutes_are_read_and_said(
    tmp_path: Path, gazetteer: Gazetteer, lat: str, lon: str
) -> None:
    places = load(tmp_path, gazetteer, f'名称,緯度,経度,備考\nx,"{lat}","{lon}",候補\n')
    assert (places.lat[0], places.lon[0]) == pytest.approx((36.04, 138.11))
    note = "候補; position: read from degrees, minutes and seconds as 36.040000, 138.110000"
    assert places.note == (note,)
    assert places.remarks[0].ja == "sites.csv：2行目：位置を度分秒から読み取り。"


def test_full_width_digits_are_read_and_said(tmp_path: Path, gazetteer: Gazetteer) -> None:
    text = "名称,緯度,経度\nx,３６．０４,138.11\ny,36.14,138.11\n"
    places = load(tmp_path, gazetteer, text)
    assert places.lat[0] == pytest.approx(36.04)
    assert [one.ja for one in places.remarks] == ["sites.csv：2行目：位置を全角数字から読み取り。"]


@pytest.mark.parametrize("cell", [" 36.04 ", "36.04°", "36.04度", "N36.04", "北緯36.04"])
def test_decimal_degrees_need_no_remark(tmp_path: Path, gazetteer: Gazetteer, cell: str) -> None:
    places = load(tmp_path, gazetteer, f"名称,緯度,経度\nx,{cell},138.11\n")
    assert places.lat[0] == 36.04
    assert places.remarks == ()


@given(
    degrees=st.integers(20, 45),
    minutes=st.integers(0, 59),
    seconds=st.decimals(0, 59, places=2),
    signs=st.sampled_from(["°′″", "度分秒", "°'\"", "º’”"]),
)
def test_what_is_written_is_what_is_read(degrees, minutes, seconds, signs) -> None:
    text = f"{degrees}{signs[0]}{minutes}{signs[1]}{seconds}{signs[2]}"
    value = parse_degrees(text, "lat")
    assert value == pytest.approx(degrees + minutes / 60 + float(seconds) / 3600, abs=1e-12)
    pair = parse_pair(f"{text}, 138.5")
    assert pair == (value, 138.5)


@given(
    text=st.text(
        alphabet="0123456789.,:;°′″º'\"度分秒NSEWnsew北緯東経南西 -−+e３６、（）", max_size=24
    )
)
def test_any_cell_is_a_number_or_a_named_fault(text: str) -> None:
    for found in (parse_degrees(text, "lat"), parse_degrees(text, "lon"), parse_pair(text)):
        if isinstance(found, Cause):
            assert found.remedy
            assert "\n" not in found.shown
        else:
            assert np.isfinite(found).all()
            assert np.max(np.abs(found)) <= 99_999


@given(text=st.text(max_size=30) | st.text("~/.:諏訪市駅station0123456789,csv\0", max_size=30))
def test_any_reference_is_a_place_or_one_line(text: str) -> None:
    try:
        message = str(len(resolve_places(text, role="site", gazetteer=SMALL)))
    except GeoaccessError as error:
        message = str(error)
    assert "\n" not in message


SMALL = build_gazetteer()

# --- the same place twice


def test_repeated_rows_are_kept_and_named(tmp_path: Path, gazetteer: Gazetteer) -> None:
    text = "id,名称,緯度,経度\na,A,36.04,138.11\nb,Ｂ,36.05,138.11\nc,C,36.04,138.11\nd,b,36.05,138.11\n"
    places = load(tmp_path, gazetteer, text)
    assert len(places) == 4
    assert places.note == ("", "", "same position as a", "same name and position as b")
    assert places.note_ja[2:] == ("a と位置が同じ", "b と名称・位置が同じ")
    assert [one.en for one in places.remarks] == [
        "sites.csv: row 5: same name and position as an earlier row; both are kept.",
        "sites.csv: row 4: same position as an earlier row.",
    ]


def test_two_places_of_one_town_share_its_office(tmp_path: Path, gazetteer: Gazetteer) -> None:
    places = load(tmp_path, gazetteer, "名称,市区町村\nA,諏訪市\nB,諏訪市\n")
    assert "row 3: same position as an earlier row" in places.remarks[0].en


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([35.0, 35.000001, 35.1]), st.sampled_from([139.0, 139.2]),
            st.sampled_from(["a", "A ", "b"]),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_repeated_rows_against_a_slow_search(rows) -> None:
    expected = {}
    for i, (lat, lon, name) in enumerate(rows):
        here = [j for j in range(i) if abs(rows[j][0] - lat) < 1e-5 and rows[j][1] == lon]
        same = [j for j in here if rows[j][2].strip().lower() == name.strip().lower()]
        if here:
            expected[i] = (same[0], True) if same else (here[0], False)
    assert find_repeated(*([row[k] for row in rows] for k in range(3))) == expected


def test_remarks_stay_with_the_places(tmp_path: Path, gazetteer: Gazetteer) -> None:
    places = load(tmp_path, gazetteer, "名称,駅名\nx,上諏訪\n")
    assert places.with_role("hub").remarks == places.take([0]).remarks == places.remarks
