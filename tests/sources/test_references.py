"""References to places as typed: words, files, positions, ids and names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geoaccess.errors import FileError, GeoaccessError, InputError, UnknownNameError
from geoaccess.sources.gazetteer import SETS, Gazetteer
from geoaccess.sources.places import resolve_places


@pytest.mark.parametrize("word", SETS)
def test_words_for_the_shipped_sets(word: str, gazetteer: Gazetteer) -> None:
    places = resolve_places(f" {word.upper()} ", role="hub", gazetteer=gazetteer)
    assert places.id == gazetteer.get_set(word).id  # type: ignore[arg-type]
    assert places.role == "hub"


@pytest.mark.parametrize(
    ("reference", "place_id", "station_id"),
    [
        ("諏訪市", "20206", ""),
        ("長野県諏訪市", "20206", ""),
        ("長野県 諏訪市", "20206", ""),
        ("SUWA CITY", "20206", ""),
        ("Suwa-shi", "20206", ""),
        ("Suwa, Nagano", "20206", ""),
        ("諏訪郡下諏訪町", "20361", ""),
        ("municipality:20206", "20206", ""),
        ("Municipality: ２０２０６", "20206", ""),
        ("municipality:202061", "20206", ""),
        ("municipality:1202", "01202", ""),
        ("municipality:12220", "12220", ""),
        ("municipality:諏訪", "20206", ""),
        ("東京都府中市", "13206", ""),
        ("府中町", "34302", ""),
        ("Suwa", "suwa", ""),
        ("諏訪", "suwa", ""),
        ("agglomeration:suwa", "suwa", ""),
        ("agglomeration:太田（群馬）", "ota-gunma", ""),
        ("太田", "ota-gunma", ""),
        ("hub:TSUKUBA", "tsukuba", ""),
        ("hub:つくば", "tsukuba", ""),
        ("Tsukuba", "tsukuba", ""),
        ("tokyo-hongo", "tokyo-hongo", ""),
        ("Ｔｏｋｙｏ（Ｈｏｎｇｏ）", "tokyo-hongo", ""),
        ("station:kami-suwa", "kami-suwa", "kami-suwa"),
        ("station:fukushima", "fukushima", "fukushima"),
        ("station:上諏訪", "kami-suwa", "kami-suwa"),
        ("上諏訪駅", "kami-suwa", "kami-suwa"),
        ("Kami-Suwa Station", "kami-suwa", "kami-suwa"),
        ("kamisuwa station", "kami-suwa", "kami-suwa"),
    ],
)
def test_single_places(
    reference: str, place_id: str, station_id: str, gazetteer: Gazetteer
) -> None:
    places = resolve_places(reference, role="site", gazetteer=gazetteer)
    assert places.id == (place_id,)
    assert places.station_id == (station_id,)


@pytest.mark.parametrize(
    "reference",
    ["mesh:54381028", "MESH: 5438-10-28", "ｍｅｓｈ：５４３８１０２８", " mesh:5438 1028 "],
)
def test_mesh_cell(reference: str, gazetteer: Gazetteer) -> None:
    place = resolve_places(reference, role="site", gazetteer=gazetteer)
    assert place.lon[0] == pytest.approx(138 + 0 / 8 + 8.5 / 80)
    assert place.lat[0] == pytest.approx(36 + 1 / 12 + 2.5 / 120)
    assert place.id == place.name == ("mesh:54381028",)
    assert place.remarks[0].en == "mesh:54381028: placed in the middle of the mesh cell (1km)"
    assert "メッシュ（1km）の中央" in place.remarks[0].ja


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("mesh:", "is not a number; write 4 to 11 digits"),
        ("mesh:諏訪", "is not a number; write 4 to 11 digits"),
        ("mesh:5498102", "is no cell of JIS X 0410 in Japan; check its digits"),
        ("mesh:543810285000", "has 12 digits; write 4 to 11 digits"),
        ("mesh:5.4E+07", "was rounded by a spreadsheet"),
        ("mesh:3036", r"is at sea or abroad .*; write a smaller cell, or lat,lon"),
    ],
)
def test_mesh_codes_that_name_no_place(reference: str, words: str, gazetteer: Gazetteer) -> None:
    with pytest.raises(InputError, match=words):
        resolve_places(reference, role="site", gazetteer=gazetteer)


@pytest.mark.parametrize(
    "reference", ["36.04,138.11", " 36.04, 138.11 ", "３６．０４，１３８．１１"]
)
def test_position(reference: str, gazetteer: Gazetteer) -> None:
    place = resolve_places(reference, role="site", gazetteer=gazetteer)
    assert (place.lat[0], place.lon[0]) == (36.04, 138.11)
    assert place.id == place.name == ("36.04,138.11",)
    assert place.municipality_code == ("20206",)
    assert np.isnan(place.mass[0])


@pytest.mark.parametrize(
    "reference",
    [
        "36°2'24\",138°6'36\"",
        "36°2′24″, 138°6′36″",
        "36º2’24” 138º6’36”",
        "N36°2'24\" E138°6'36\"",
        "36°2'24\"N,138°6'36\"E",
        "北緯36度2分24秒 東経138度6分36秒",
        "北緯３６度２分２４秒、東経１３８度６分３６秒",
        "36度2.4分,138度6.6分",
        "36.04°,138.11°",
        "N36.04,E138.11",
    ],
)
def test_positions_with_signs(reference: str, gazetteer: Gazetteer) -> None:
    place = resolve_places(reference, role="site", gazetteer=gazetteer)
    assert (place.lat[0], place.lon[0]) == pytest.approx((36.04, 138.11))
    has_minutes = "24" in reference or "分" in reference or "２４" in reference
    assert len(place.remarks) == has_minutes
    for remark in place.remarks:
        assert (
            remark.en == "position: read from degrees, minutes and seconds as 36.040000, 138.110000"
        )


def test_same_name_at_one_position_prefers_by_role(gazetteer: Gazetteer) -> None:
    assert resolve_places("Suwa", role="zone", gazetteer=gazetteer).id == ("20206",)
    assert resolve_places("Suwa", role="hub", gazetteer=gazetteer).id == ("suwa",)


@pytest.mark.parametrize(
    ("reference", "kind", "expected"),
    [
        (
            "府中市",
            InputError,
            "'府中市' is ambiguous: municipality:13206 (東京都 府中市), "
            "municipality:34208 (広島県 府中市); write one of these",
        ),
        ("池田町", InputError, "municipality:01644 (北海道 池田町), municipality:20481 (長野県"),
        ("municipality:Fuchu", InputError, "municipality:34302 (広島県 府中町)"),
        ("Chiba", InputError, "agglomeration:chiba (千葉), municipality:12100 (千葉県 千葉市)"),
        (
            "Tokyo",
            InputError,
            "hub:tokyo-hongo (東京（本郷）), hub:tokyo-otemachi (東京（大手町）)",
        ),
        ("福島駅", InputError, "station:fukushima (福島駅), station:fukushima-osaka (福島駅)"),
        ("Fukushima Station", InputError, "is ambiguous: station:fukushima"),
        (
            "諏方市",
            UnknownNameError,
            "no place is called '諏方市'; the nearest are municipality:202",
        ),
        ("Kami-Suwa", UnknownNameError, "the nearest are station:kami-suwa (上諏訪駅)"),
        ("20206", UnknownNameError, "municipality:20206 (長野県 諏訪市)"),
        ("長野県", UnknownNameError, "the nearest are municipality:20201 (長野県 長野市)"),
        ("横浜市中区", UnknownNameError, "municipality:14100 (神奈川県 横浜市)"),
        ("municipality:14104", UnknownNameError, "are municipality:14100 (神奈川県 横浜市)"),
        ("hub:nope", UnknownNameError, "no hub is called 'hub:nope'; the nearest are hub:"),
        ("agglomeration:tsukuba", UnknownNameError, "the nearest are agglomeration:"),
        (
            "上諏方駅",
            UnknownNameError,
            "no station is called '上諏方駅'; the nearest are station:kami",
        ),
        ("station:", UnknownNameError, "no station is called"),
        ("", InputError, "the reference to a place is empty; write a file, lat,lon"),
        ("138.11,36.04", InputError, "lat and lon are swapped: lat '138.11', lon '36.04'"),
        ("36,04,138,11", InputError, "is not 'lat,lon'; write lat,lon in degrees, for exam"),
        ("36:2:24,138:6:36", InputError, "(36.040000 if minutes and seconds are meant)"),
        ("36 2 24, 138 6 36", InputError, "(36.040000 if minutes and seconds are meant)"),
        ("138°6'36\",36°2'24\"", InputError, "lat and lon are swapped: lat '138.11'"),
        ("E138.11,N36.04", InputError, "lat 'E138.11' is a longitude; write lat,lon"),
        ("0,0", InputError, "lat and lon are 0"),
        ("48.85,2.35", InputError, "position is outside Japan"),
        ("33,137", InputError, "position is at sea or abroad"),
        ("none.csv", FileError, "none.csv: there is no such file"),
        ("folder/none", FileError, "there is no such file"),
        ("sites.shp", FileError, "there is no such file"),
        ("~nobody", UnknownNameError, "no place is called '~nobody'"),
        ("~nobody/a.csv", FileError, "there is no such file"),
        ("a\0b", UnknownNameError, "no place is called"),
        ("a\0b.csv", FileError, "there is no such file"),
        ("諏" * 300, UnknownNameError, "no place is called"),
        (f"{'諏' * 300}.csv", FileError, "this is no file name (File name too long); check it"),
    ],
)
def test_wrong_references(
    reference: str, kind: type[GeoaccessError], expected: str, gazetteer: Gazetteer
) -> None:
    with pytest.raises(kind) as caught:
        resolve_places(reference, role="site", gazetteer=gazetteer)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_file(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = tmp_path / "候補地.csv"
    path.write_text("名称,緯度,経度\n諏訪,36.04,138.11\n", "utf-8")
    assert resolve_places(str(path), role="site", gazetteer=gazetteer).name_ja == ("諏訪",)


def test_folder_of_an_unknown_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gazetteer: Gazetteer
) -> None:
    (tmp_path / "候補地").mkdir()
    (tmp_path / "諏訪市").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileError, match="候補地: this is a folder"):
        resolve_places("候補地", role="site", gazetteer=gazetteer)
    assert resolve_places("諏訪市", role="site", gazetteer=gazetteer).id == ("20206",)


def test_sets_are_loaded_only_when_asked() -> None:
    def refuse() -> None:
        raise AssertionError

    lazy = Gazetteer(
        agglomerations=refuse,  # type: ignore[arg-type]
        hubs=refuse,  # type: ignore[arg-type]
        seats=refuse,  # type: ignore[arg-type]
        municipalities=refuse,  # type: ignore[arg-type]
        stations=refuse,  # type: ignore[arg-type]
    )
    assert len(resolve_places("36.04,138.11", role="site", gazetteer=lazy)) == 1
