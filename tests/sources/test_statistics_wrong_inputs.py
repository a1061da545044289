"""Wrong statistics files: each is one error, in one line, that says what, where and what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from geoaccess.errors import FileError, GeoaccessError, InputError
from geoaccess.sources.mesh import combine_mesh_tables, load_mesh_shapes, load_mesh_table
from geoaccess.sources.statistics import load_estat, load_ssdse
from tests.sources.mesh_files import ROWS, mesh_text, write_mesh
from tests.sources.statistics_files import API, CROSSED, LISTED, SSDSE

LINES = SSDSE.splitlines()
Loader = Callable[[Path], object]


def zip_of(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


def table(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode("cp932")


WRONG_SSDSE = {
    "empty": (b"", InputError, "a.csv: the file is empty; download it again"),
    "blank": (b" \n\n", InputError, "a.csv: the file is empty"),
    "commas": (b",,,\n,,\n", InputError, "a.csv: the file is empty"),
    "pdf": (b"%PDF-1.7\n", FileError, "a.csv: the content is a PDF, not text"),
    "workbook": (b"PK\x03\x04\x00", FileError, "an Excel workbook or another zip file, not text"),
    "binary": (b"SSDSE\x00\x01", FileError, "the content is binary, not text"),
    "no encoding": (b"SSDSE-A-2026,\xff\xff\n", FileError, "not text in UTF-8, CP932"),
    "another table": (
        b"code,name\n01100,x\n",
        InputError,
        "a.csv: this is not SSDSE-A: its first cell is the edition, such as SSDSE-A-2026, not 'code",
    ),
    "another set": (
        table(LINES[0].replace("SSDSE-A", "SSDSE-B"), *LINES[1:]),
        InputError,
        "a.csv: this is SSDSE-B-2026; of the SSDSE family only SSDSE-A (municipalities",
    ),
    "header only": (
        table(*LINES[:3]),
        InputError,
        "there are three header rows but no municipality",
    ),
    "two rows": (table(*LINES[:2]), InputError, "the rows of years and labels are missing"),
    "no years": (
        table(LINES[0], *LINES[2:]),
        InputError,
        "row 2 holds no years (A1101: '総人口', A110101: '総人口（男）',",
    ),
    "no labels": (
        table(*LINES[:2], *LINES[3:]),
        InputError,
        "a.csv: row 3 has no column 地域コード (it begins R01100, 北海道, 札幌市)",
    ),
    "no items": (
        table("SSDSE-A-2026,Prefecture,Municipality", ",,年度", "地域コード,都道府県,市区町村"),
        InputError,
        "a.csv: no item codes; the header is item codes, years and labels, one row each",
    ),
    "cut in a figure": (table(*LINES)[:-2], InputError, "the last row does not end: the download"),
    "cut in a row": (
        table(*LINES[:5], LINES[5][:12]),
        InputError,
        "1 of 6 rows have other than 9 cells (row 6: 3); the download broke off: repeat it",
    ),
    "shifted rows": (
        table(*LINES[:3], *(f"{line},9" for line in LINES[3:])),
        InputError,
        "3 of 6 rows have other than 9 cells (row 4: 10, row 5: 10, row 6: 10); download",
    ),
    "words": (
        table(*LINES[:4], LINES[4].replace("48729", "約5万"), LINES[5].replace("591", "#N/A")),
        InputError,
        "2 cells are neither a number nor a known mark (row 5: A1101 '約5万', row 6: C2208 '#N/A')",
    ),
    "endless number": (
        table(*LINES[:4], LINES[4].replace("48729", "9e999")),
        InputError,
        "1 cells are neither a number nor a known mark (row 5: A1101 '9e999')",
    ),
    "no code": (
        table(*LINES[:3], LINES[3].replace("R01100", "札幌")),
        InputError,
        "1 of 1 area codes are not five digits (row 4: '札幌')",
    ),
    "twice": (
        table(*LINES, LINES[3]),
        InputError,
        "1 areas appear twice (01100 in rows 4 and 7); give the table as published",
    ),
    "item twice": (
        table(LINES[0].replace("A110101", "A1101"), *LINES[1:]),
        InputError,
        "items appear twice (A1101)",
    ),
    "open quote": (table(*LINES[:3], 'R01100,"北'), InputError, "quotes do not match"),
}

WRONG_FILES = {
    "missing": ("a.csv", None, "there is no such file; check the name and the folder"),
    "another kind": ("a.xlsx", b"PK", "files of kind '.xlsx' are not read here; give the table as"),
    "zip of nothing": (
        "a.zip",
        zip_of("a.pdf"),
        "exactly one .csv or .txt table (none); unpack it",
    ),
    "zip of two": ("a.zip", zip_of("a.csv", "b.txt"), "one .csv or .txt table (a.csv, b.txt)"),
    "no zip": ("a.zip", b"hello", "not a zip file, or a broken one (File is not a zip file)"),
    "pdf named zip": ("a.zip", b"%PDF-1.7", "the content is a PDF, whatever the name says"),
    "half a zip": (
        "a.zip",
        zip_of("a.csv")[:40],
        "it breaks off before its end: the download was not complete",
    ),
}

WRONG_ESTAT = {
    "ssdse": (SSDSE, "no row is the header of an e-Stat table ('地域 コード' and columns such as"),
    "listed without codes": (
        LISTED.replace('"area_code",', "").replace('"00000",', "").replace('"01100",', ""),
        "the table has no column of area codes; download it again with codes (コードの出力: あり)",
    ),
    "crossed without codes": (
        CROSSED.replace('"地域 コード",', "").replace('"20000",', "").replace('"20206",', ""),
        "the table has no column of area codes",
    ),
    "words for codes": (
        LISTED.replace("01100", "札幌"),
        "2 of 4 area codes are not five digits (row",
    ),
    "header only": (LISTED.splitlines()[0] + "\n", "there is a header but no row of figures"),
    "same figure twice": (
        LISTED + LISTED.splitlines()[1] + "\n",
        "1 figures are there twice (row 6: 00000 020:100 2020); download every classification",
    ),
    "two units": (
        LISTED.replace('"人","1973395"', '"千人","1973"'),
        "an item has two units (020:100: persons and 千人); download it with one",
    ),
    "truncated": (LISTED[: LISTED.rindex('"人"')], "the download broke off: repeat it"),
    "failed request": (
        API.replace('"STATUS","0"', '"STATUS","100"').replace("正常に終了しました。", "認証に失敗"),
        "e-Stat answered with status 100 ('認証に失敗'), not with a table; repeat the request",
    ),
    "words": (
        LISTED.replace("1973395", "about"),
        "cells are neither a number nor a known mark (row 4",
    ),
}

WRONG_MESH = {
    "ssdse": (SSDSE, "this is no mesh table of e-Stat: its first row names KEY_CODE, HTKSYORI"),
    "small areas": (
        mesh_text().replace("KEY_CODE,", "KEY_CODE,HYOSYO,CITYNAME,"),
        "this is a table of small areas (町丁・字等); mesh tables (地域メッシュ統計) have no column",
    ),
    "marks left out": (
        mesh_text().replace("GASSAN", "X"),
        "column GASSAN is missing, without which suppressed cells cannot be told",
    ),
    "no figures": (
        "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN\n53394611,0,,\n",
        "there is no column of figures such as T001100001",
    ),
    "item twice": (mesh_text().replace("T001100004", "T001100001"), "columns appear twice (T0011"),
    "header only": (mesh_text([]), "there is a header but no mesh cell"),
    "bad code": (
        mesh_text([ROWS[0], ROWS[3].replace("53394621", "53398621")]),
        "1 of 2 cells have no mesh code of JIS X 0410 (row 4: '53398621')",
    ),
    "rounded code": (
        mesh_text([ROWS[0].replace("53394611", "5.3E+07")]),
        "1 of 1 cells have no mesh code of JIS X 0410 (row 3: '5.3E+07')",
    ),
    "two levels": (
        mesh_text([ROWS[0], ROWS[3].replace("53394621", "533946211")]),
        "cells of 1km, 500m",
    ),
    "cell twice": (
        mesh_text([ROWS[0], ROWS[0]]),
        "1 areas appear twice (53394611 in rows 3 and 4)",
    ),
    "unknown mark": (
        mesh_text([ROWS[0].replace(",0,", ",3,")]),
        "1 cells have another HTKSYORI than 0, 1 or 2 (row 3: '3')",
    ),
    "host does not know": (
        mesh_text([ROWS[0], ROWS[1].replace(";53394622", ""), *ROWS[2:]]),
        "1 marks of suppressed cells contradict each other (53394622 names 53394612 in HTKSAKI, "
        "whose GASSAN lacks it)",
    ),
    "guest does not know": (
        mesh_text([*ROWS[:4], "53394622,0,,,1,1,1"]),
        "53394612 lists 53394622 in GASSAN, whose HTKSAKI lacks it",
    ),
    "stars without a mark": (
        mesh_text([ROWS[0].replace(",10,", ",*,")]),
        "row 3: 53394611 has suppressed figures but HTKSYORI 0",
    ),
    "host without guests": (
        mesh_text([ROWS[0].replace(",0,", ",1,")]),
        "53394611: HTKSYORI 1 with 0 cells in GASSAN",
    ),
    "two hosts": (
        mesh_text([ROWS[2].replace("53394612", "53394612;53394621")]),
        "53394613: HTKSYORI 2 with 2 cells in HTKSAKI",
    ),
    "cut in the labels": (
        mesh_text([]).partition("人口")[0] + "人口\n",
        "1 of 2 rows have other than 7 cells (row 2: 5); the download broke off: repeat it",
    ),
    "truncated": (mesh_text().rstrip()[:-4] + "\n", "the download broke off: repeat it"),
}


def message(load: Loader, path: Path, error: type[GeoaccessError] = InputError) -> str:
    with pytest.raises(error) as raised:
        load(path)
    text = str(raised.value)
    assert "\n" not in text
    assert text.startswith((path.name, str(path)))
    assert sorted(path.parent.iterdir()) in ([path], [])
    return text


@pytest.mark.parametrize(("data", "error", "wanted"), WRONG_SSDSE.values(), ids=WRONG_SSDSE)
def test_ssdse(tmp_path: Path, data: bytes, error: type[GeoaccessError], wanted: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert wanted in message(load_ssdse, path, error)


@pytest.mark.parametrize("load", [load_ssdse, load_estat, load_mesh_table])
@pytest.mark.parametrize(("name", "data", "wanted"), WRONG_FILES.values(), ids=WRONG_FILES)
def test_files(tmp_path: Path, load: Loader, name: str, data: bytes | None, wanted: str) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    assert wanted in message(load, path, GeoaccessError)


@pytest.mark.parametrize(("text", "wanted"), WRONG_ESTAT.values(), ids=WRONG_ESTAT)
def test_estat(tmp_path: Path, text: str, wanted: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    assert wanted in message(load_estat, path)


@pytest.mark.parametrize(("text", "wanted"), WRONG_MESH.values(), ids=WRONG_MESH)
def test_mesh(tmp_path: Path, text: str, wanted: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode("cp932"))
    assert wanted in message(load_mesh_table, path)


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="this is a folder; name a file in it"):
        load_ssdse(tmp_path)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("a.gpkg", "files of kind '.gpkg' are not read"), ("a.shp", "there is no such file")],
)
def test_shapefiles(tmp_path: Path, name: str, wanted: str) -> None:
    with pytest.raises(FileError, match=wanted):
        load_mesh_shapes([tmp_path / name])
    with pytest.raises(InputError, match="none is given"):
        load_mesh_shapes([])


def test_broken_shapefiles(tmp_path: Path) -> None:
    for suffix in (".shp", ".shx", ".dbf"):
        (tmp_path / f"a{suffix}").write_bytes(b"%PDF-1.7 not a shapefile")
    (tmp_path / "b.zip").write_bytes(b"%PDF-1.7")
    for name, words in (("a.shp", "is not a Shapefile"), ("b.zip", "is a PDF, whatever")):
        with pytest.raises(FileError, match=f"{name}: .*the content {words}"):
            load_mesh_shapes([tmp_path / name])


def test_tables_that_do_not_fit_together(tmp_path: Path) -> None:
    first = load_mesh_table(write_mesh(tmp_path, name="a.txt"))
    with pytest.raises(InputError, match=r"a\.txt and a\.txt: 5 cells are the same in both"):
        combine_mesh_tables([first, first])
    fine = load_mesh_table(write_mesh(tmp_path, ["533946111,0,,,1,1,1"], "b.txt"))
    with pytest.raises(InputError, match=r"a\.txt and b\.txt: cells of 1km and 500m"):
        combine_mesh_tables([first, fine])
    fewer = load_mesh_table(write_mesh(tmp_path, name="c.txt"), ["T001100001"])
    with pytest.raises(InputError, match="the items differ; combine tables of one survey"):
        combine_mesh_tables([first, fewer])
    with pytest.raises(InputError, match="there is none"):
        combine_mesh_tables([])
