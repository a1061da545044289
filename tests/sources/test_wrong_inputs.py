"""Wrong place files: each is one error, in one line, that says what, where and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoaccess.errors import FileError, GeoaccessError, InputError
from geoaccess.model.places import Role
from geoaccess.sources.gazetteer import Gazetteer
from geoaccess.sources.tables import load_places

HEAD = "id,name,lat,lon\n"
GOOD = "a,諏訪,36.04,138.11\n"
CODES = "name,municipality_code\n"

WRONG_ROWS = {
    "decimal comma": (
        f'{HEAD}{GOOD}b,東京,"35,68",139.76\n',
        "1 of 2 rows has no usable position (row 3: lat '35,68'); "
        "use a decimal point or give municipality_code.",
    ),
    "decimal comma in a semicolon file": (
        "name;lat;lon\n東京;35,68;139,76\n",
        "(row 2: lon '139,76'; row 2: lat '35,68')",
    ),
    "swapped": (f"{HEAD}b,東京,139.76,35.68\n", "lat and lon are swapped: lat '139.76'"),
    "outside Japan": (f"{HEAD}b,Paris,48.85,2.35\n", "position is outside Japan (lat 20-46"),
    "west of Japan": (f"{HEAD}b,x,35.0,-139.0\n", "position is outside Japan"),
    "zero": (f"{HEAD}b,x,0,0\n", "(row 2: lat and lon are 0)"),
    "zero as float": (f"{HEAD}b,x,0.0,0.000\n", "(row 2: lat and lon are 0)"),
    "minutes of 60": (f"{HEAD}b,x,35°60′22″,139.76\n", "lat '35°60′22″' is in degrees, minutes"),
    "decimals before minutes": (f"{HEAD}b,x,35.5度41分,139.76\n", "or 35°41′22″ with its signs"),
    "longitude as latitude": (
        f"{HEAD}b,x,東経139度46分,139.76\n",
        "46分' is a longitude); exchange",
    ),
    "two hemispheres": (f"{HEAD}b,x,N35°41′N,139.76\n", "without clear signs"),
    "joined digits": (
        f"{HEAD}b,x,354122.5,1394602\n",
        "lat '354122.5' is not in degrees (35.689583 if minutes and seconds are meant)",
    ),
    "degrees in spaces": (f"{HEAD}b,x,35 41 22,139.76\n", "(35.689444 if minutes and seconds are"),
    "degrees with points": (f"{HEAD}b,x,35.41.22,139.76\n", "lat '35.41.22' is in degrees, min"),
    "degrees with colons": (f"{HEAD}b,x,35:41:22,139.76\n", "lat '35:41:22' is in degrees, min"),
    "hemisphere letters in a decimal comma": (
        f'{HEAD}b,x,"N35,68",139.76\n',
        "without clear signs",
    ),
    "south": (f"{HEAD}b,x,S35.68,139.76\n", "position is outside Japan"),
    "unknown station": (
        "name,駅名\nx,上諏方駅\n",
        "station '上諏方駅' is unknown in this network (nearest: station:kami-suwa (上諏訪駅)",
    ),
    "ambiguous station": (
        "name,駅名\nx,福島\n",
        "station '福島' is ambiguous: station:fukushima (福島駅), station:fukushima-osaka (福島駅)); "
        "write the id of the station",
    ),
    "station in another town": (
        "name,駅名,市区町村\nx,上諏訪,長野市\n",
        "station '上諏訪' lies in 20206 (長野県 諏訪市), not in '長野市'); correct one of the two",
    ),
    "station in another prefecture": (
        "name,駅名,都道府県\nx,上諏訪,広島県\n",
        "lies in 20206 (長野県 諏訪市), not in '広島県'",
    ),
    "station in an unknown town": ("name,駅名,市区町村\nx,上諏訪,諏方市\n", "'諏方市' is unknown"),
    "station and a bad code": ("name,駅名,code\nx,上諏訪,99999\n", "code '99999' does not exist"),
    "text": (f"{HEAD}b,x,about 35,139.76\n", "lat 'about 35'"),
    "words": (f"{HEAD}b,x,確認中,139.76\n", "lat '確認中' is not a number); write decimal"),
    "not a number": (f"{HEAD}b,x,inf,139.76\n", "lat 'inf' is not a number"),
    "metres": (f"{HEAD}b,x,-35421.9,139.76\n", "lat '-35421.9' is not in degrees"),
    "empty lat": (f"{HEAD}b,x,,139.76\n", "(row 2: lat is empty)"),
    "empty lon": (f"{HEAD}b,x,35.68,-\n", "(row 2: lon is empty)"),
    "empty position": (f"{HEAD}{GOOD}b,x,,\n", "(row 3: no value); give lat and lon, municip"),
    "不明": (f"{HEAD}b,x,不明,不明\n", "(row 2: no value)"),
    "at sea": (f"{HEAD}b,x,33.0,136.5\n", "position is at sea or abroad: lat '33', lon '136.5'"),
    "pair of three": ("name,緯度経度\nx,35.68 139.76 12\n", "'35.68 139.76 12' is not 'lat,lon'"),
    "pair with comma decimals": ('name,座標\nx,"35,68,139,76"\n', "is not 'lat,lon'"),
    "pair swapped": ('name,座標\nx,"139.76,35.68"\n', "lat and lon are swapped"),
    "unknown code": (f"{CODES}x,99999\n", "code '99999' does not exist); write the five-digit"),
    "check digit": (f"{CODES}x,202062\n", "code '202062' has a wrong check digit"),
    "short code": (f"{CODES}x,206\n", "code '206' is not four to six digits"),
    "words for a code": (f"{CODES}x,諏訪\n", "code '諏訪' is not four to six digits"),
    "two readings": (
        f"{CODES}x,12220\n",
        "'12220' reads as 12220 (千葉県 流山市) and as 01222 (北海道 三笠市)); write municip",
    ),
    "ward": (
        f"{CODES}x,01101\n",
        "code '01101' is a ward of 北海道 札幌市); give lat and lon, or the code of the city (01100)",
    ),
    "ward without its zero": (f"{CODES}x,1101\n", "is a ward of 北海道 札幌市"),
    "ward with its check digit, without its zero": (f"{CODES}x,11011\n", "a ward of 北海道 札幌市"),
    "code and prefecture disagree": (
        "name,都道府県,code\nx,東京都,20206\n",
        "code '20206' is 20206 (長野県 諏訪市), not '東京都'); correct the code or the name",
    ),
    "code and name disagree": ("name,市町村,code\nx,長野市,20206\n", "諏訪市), not '長野市'"),
    "bad code beside a position": (
        "name,lat,lon,code\nx,36.0,138.1,99999\n",
        "1 of 1 row has an unusable municipality code (row 2: municipality code '99999' does not",
    ),
    "ambiguous name": (
        "name,市区町村\nx,府中市\n",
        "municipality '府中市' is ambiguous: municipality:13206 (東京都 府中市), "
        "municipality:34208 (広島県 府中市)); add a prefecture column",
    ),
    "ambiguous romanised name": ("name,municipality\nx,Fuchu\n", "34302 (広島県 府中町)"),
    "name unknown in a prefecture": (
        "name,市区町村,都道府県\nx,諏訪市,広島県\n",
        "municipality '広島県 諏訪市' is unknown",
    ),
    "misspelt name": (
        "name,市区町村\nx,諏方市\n",
        "municipality '諏方市' is unknown (nearest: municipality:20206 (長野県 諏訪市)",
    ),
    "same id": (f"{HEAD}{GOOD}{GOOD}c,x,36.0,138.0\n{GOOD}", "3 of 4 rows repeat an id (rows 2, 3"),
    "shifted cells": (
        f"{HEAD}b,東京, 35.68,139.76,9\n",
        "1 of 1 row has more cells than the header",
    ),
    "two kinds of faults": (
        f"{HEAD}{GOOD}b,x,139.7,35.6\nb,x,35.6,\n",
        "rows repeat an id (rows 3, 4: id 'b'); 2 of 3 rows have no usable position "
        "(row 3: lat and lon are swapped",
    ),
    "more than five rows": (
        HEAD + "".join(f"{i},x,35.{i}x,139\n" for i in range(9)),
        "9 of 9 rows have no usable position (rows 2, 3, 4, 5, 6 and 4 more: lat '35.0x'",
    ),
    "header only": (HEAD, "there is a header but no row of data; add one"),
    "no header": ("諏訪,36.04,138.11\n", "no row has known column names (row 1: '諏訪, 36.04"),
    "address only": ("名称,住所\nx,長野県諏訪市高島1\n", "only an address (住所) says where"),
    "no position column": ("id,name,備考\n1,x,y\n", "no column says where the rows are; add lat"),
    "lat without lon": ("name,lat\nx,35\n", "there is a column lat but none for lon (経度)"),
    "lon without lat": ("name,経度\nx,139\n", "there is a column lon but none for lat (緯度)"),
    "two latitudes": ("lat,緯度,lon\n1,1,1\n", "columns 'lat' and '緯度' both mean lat; keep one"),
    "blank": ("\n \n,,\n", "the file is empty"),
    "open quote": (f'{HEAD}{GOOD}b,"x,35.68,139.76\n', "quotes or delimiters do not match"),
}

WRONG_HUBS = {
    "negative mass": ("-5", "1 of 2 rows has no usable mass (row 3: mass '-5' is negative)"),
    "text mass": ("約50", "mass '約50' is not a number); write the mass as a number of persons"),
    "empty mass": ("", "(row 3: mass is empty)"),
    "endless mass": ("1e999", "mass '1e999' is too large"),
}

WRONG_FILES = {
    "empty": ("a.csv", b"", InputError, "a.csv: the file is empty; name the columns"),
    "pdf": ("a.csv", b"%PDF-1.7\n\x00", FileError, "the content is a PDF, not text; save the"),
    "xlsx named csv": ("a.csv", b"PK\x03\x04\x00", FileError, "an Excel workbook or another zip"),
    "picture": ("a.csv", b"\x89PNG\r\n", FileError, "the content is a picture"),
    "binary": ("a.txt", b"name\x00\x01\x02", FileError, "the content is binary, not text"),
    "control characters": ("a.csv", b"name\x01,lat\n", FileError, "not text in UTF-8, CP932 or"),
    "no encoding": ("a.csv", b"name,lat,lon\n\xff\xff,1,1\n", FileError, "not text in UTF-8, CP9"),
    "wrong ending": ("a.pdf", b"%PDF", FileError, "files of kind '.pdf' are not read; save"),
    "no ending": ("sites", b"name", FileError, "files of kind '' are not read"),
    "csv named xlsx": ("a.xlsx", b"name,lat\n", FileError, "not that of a workbook, whatever"),
    "pdf named xlsx": ("a.xlsx", b"%PDF-1", FileError, "the content is a PDF, whatever the name"),
    "broken xlsx": ("a.xlsx", b"PK\x03\x04junk", FileError, "the workbook is broken"),
    "broken xls": ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(600), FileError, "the workbook is broken"),
    "broken ods": ("a.ods", b"PK\x03\x04", FileError, "open it in Excel and save it again"),
    "password": (
        "a.xlsx",
        b"\xd0\xcf\x11\xe0" + bytes(508) + "EncryptedPackage".encode("utf-16-le"),
        FileError,
        "a.xlsx: the workbook is protected by a password; save a copy without one",
    ),
    "no JSON": ("a.geojson", b"{", FileError, "the content is not JSON in UTF-8"),
    "deep JSON": ("a.geojson", b"[" * 100_000, FileError, "the content is not JSON in UTF-8"),
    "JSON of another kind": ("a.json", b'{"type": "Topology"}', InputError, "not 'Topology'"),
    "JSON list": ("a.json", b"[1]", InputError, "GeoJSON is a FeatureCollection, not 'list'"),
    "no features": (
        "a.geojson",
        b'{"type": "FeatureCollection", "features": []}',
        InputError,
        "there are no features",
    ),
    "empty geometry": (
        "a.geojson",
        b'{"type": "Feature", "geometry": null, "properties": {"name": "x", "lat": ""}}',
        InputError,
        "there is a column lat but none for lon",
    ),
    "geometry without numbers": (
        "a.geojson",
        b'{"type": "FeatureCollection", "features": [{"geometry": {"type": "Point", '
        b'"coordinates": []}, "properties": {"lat": null, "lon": null}}]}',
        InputError,
        "1 of 1 feature has no usable position (feature 1: the geometry is empty)",
    ),
    "GeoJSON swapped": (
        "a.geojson",
        b'{"type": "Feature", "geometry": {"type": "Point", "coordinates": [35.6, 139.7]}}',
        InputError,
        "lat and lon are swapped",
    ),
    "GeoJSON in metres": (
        "a.geojson",
        b'{"type": "FeatureCollection", "crs": {"type": "name", "properties": '
        b'{"name": "urn:ogc:def:crs:EPSG::6677"}}, "features": [{}]}',
        InputError,
        "export it in EPSG:4326",
    ),
    "no GeoPackage": ("a.gpkg", b"name,lat\n", FileError, "the file is not a GeoPackage or is br"),
}


def message_of(path: Path, role: Role, gazetteer: Gazetteer, kind: type[Exception]) -> str:
    """Return the message of the error that loading raises, checked to be one line."""
    with pytest.raises(kind) as caught:
        load_places(path, role=role, gazetteer=gazetteer)
    message = str(caught.value)
    assert isinstance(caught.value, GeoaccessError)
    assert "\n" not in message
    assert "Traceback" not in message
    assert path.name in message
    return message


@pytest.mark.parametrize("case", WRONG_ROWS)
def test_wrong_rows(case: str, tmp_path: Path, gazetteer: Gazetteer) -> None:
    text, expected = WRONG_ROWS[case]
    path = tmp_path / "sites.csv"
    path.write_text(text, encoding="utf-8")
    assert expected in message_of(path, "site", gazetteer, InputError)


@pytest.mark.parametrize("case", WRONG_HUBS)
def test_wrong_masses(case: str, tmp_path: Path, gazetteer: Gazetteer) -> None:
    text, expected = WRONG_HUBS[case]
    path = tmp_path / "hubs.csv"
    path.write_text(f"name,lat,lon,従業者数\na,36.0,138.1,9\nb,36.1,138.1,{text}\n", "utf-8")
    assert expected in message_of(path, "hub", gazetteer, InputError)


@pytest.mark.parametrize("case", WRONG_FILES)
def test_wrong_files(case: str, tmp_path: Path, gazetteer: Gazetteer) -> None:
    name, content, kind, expected = WRONG_FILES[case]
    path = tmp_path / name
    path.write_bytes(content)
    assert expected in message_of(path, "site", gazetteer, kind)


def test_missing_file(tmp_path: Path, gazetteer: Gazetteer) -> None:
    message = message_of(tmp_path / "none.csv", "site", gazetteer, FileError)
    assert "there is no such file; check the name and the folder" in message


def test_folder(tmp_path: Path, gazetteer: Gazetteer) -> None:
    assert "this is a folder; name a file in it" in message_of(
        tmp_path, "site", gazetteer, FileError
    )


def test_two_columns_of_mass_are_an_error_for_hubs_only(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    path = tmp_path / "hubs.csv"
    path.write_text("name,lat,lon,人口,従業者数\na,36.0,138.1,9,4\n", "utf-8")
    message = message_of(path, "hub", gazetteer, InputError)
    assert "columns '人口' and '従業者数' both mean mass; keep one, or name one 'mass'" in message
    assert len(load_places(path, role="site", gazetteer=gazetteer)) == 1


def test_newline_in_a_cell_stays_out_of_the_message(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = tmp_path / "sites.csv"
    path.write_text('name,lat,lon\nx,"35\n.68",139.7\n', "utf-8")
    assert "lat '35 .68'" in message_of(path, "site", gazetteer, InputError)


def test_names_that_differ_between_two_encodings(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes("name,lat,lon\n諏訪,36.0,138.1\n".encode("euc_jp"))
    message = message_of(path, "site", gazetteer, InputError)
    assert "as CP932 and as EUC-JP with different names; save it as UTF-8" in message
