"""Universities and colleges of MEXT's lists: addresses, campuses, and the hubs made of them."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.errors import FileError, GeoaccessError, InputError, UnknownNameError
from geoaccess.model.institutions import Institutions
from geoaccess.model.text import Text
from geoaccess.sources.areas.history import load_code_history
from geoaccess.sources.facts import load_municipalities
from geoaccess.sources.institutions.addresses import Found, build_address_book, split_postcode
from geoaccess.sources.institutions.hubs import COLUMNS, build_hubs, find_prefectures, write_hubs
from geoaccess.sources.institutions.load import load_institutions
from geoaccess.sources.institutions.universities import load_universities
from geoaccess.sources.offices import load_municipal_offices
from geoaccess.sources.tables import read_table
from tests.data.tables import read
from tests.sources.institution_files import (
    AT_OFFICES,
    CODES_ROWS,
    OFFICES,
    UNIVERSITIES,
    university,
    write,
    write_codes,
    write_universities,
)

DAY = dt.date(2022, 5, 1)
GUIDE = Path(__file__).parents[2] / "docs" / "institutions.md"
CITIES = load_code_history().codes_at(DAY)
WARDS = load_code_history().codes_at(DAY, "ward")


def code_of(address: str, home: str = "") -> str:
    found = build_address_book(DAY).find(address, home)
    return found.code if isinstance(found, Found) else ""


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("長野県諏訪市高島1-22-30", "20206"),
        ("長野県諏訪郡下諏訪町4613-8", "20361"),
        ("長野県下諏訪町4613-8", "20361"),
        ("東京都千代田区九段南1", "13101"),
        ("東京都府中市幸町3", "13206"),
        ("広島県安芸郡府中町大通3", "34302"),
        ("広島県府中市府川町315", "34208"),
        ("千葉県市川市国府台1", "12203"),
        ("三重県四日市市", "24202"),
        ("三重県津市", "24201"),
        ("茨城県龍ヶ崎市", "08208"),
        ("京都府京都市左京区吉田本町", "26103"),
        ("静岡県浜松市中区城北3", "22131"),
        ("福岡市東区和白丘2", "40131"),
        ("北海道古宇郡泊村", "01403"),
        ("神奈川県横浜鶴見区末広町", ""),
        ("府中市", ""),
        ("パリ市", ""),
        ("", ""),
    ],
)
def test_an_address_begins_with_its_municipality_or_ward(address: str, code: str) -> None:
    assert code_of(address) == code


def test_a_name_without_prefecture_is_looked_for_at_home_where_several_have_it() -> None:
    assert code_of("府中市", home="34") == "34208"
    found = build_address_book(DAY).find("府中市")
    assert isinstance(found, Text)
    assert "13206" in found.en
    assert "34208" in found.en


def test_the_day_decides_which_wards_there_are() -> None:
    after = build_address_book(dt.date(2024, 1, 1)).find("静岡県浜松市中央区城北3")
    assert isinstance(after, Found)
    assert (after.code, after.municipality_code) == ("22138", "22130")
    assert build_address_book(DAY).find("静岡県浜松市中央区城北3") == Found(
        code="22130", municipality_code="22130", has_prefecture=True
    )


@given(st.sampled_from(sorted({**CITIES, **WARDS})), st.text("0123456789-丁目番の東西", max_size=9))
def test_every_written_out_address_gives_its_code(code: str, street: str) -> None:
    one = {**CITIES, **WARDS}[code]
    prefectures = build_address_book(DAY).prefectures
    prefecture = next(name for name, number in prefectures.items() if number == code[:2])
    assert code_of(f"{prefecture}{one.county}{one.ja} {street}") == code


def test_post_codes_are_split_off_whatever_the_dash() -> None:
    for dash in "－-―−‐":
        assert split_postcode(f"〒400{dash}8555 山梨県甲府市") == ("4008555", "山梨県甲府市")
    assert split_postcode("山梨県甲府市") == ("", "山梨県甲府市")


def test_universities_have_their_campuses(tmp_path: Path) -> None:
    read = load_institutions(write_universities(tmp_path))
    hokudai, yokohama = read.institutions
    assert (hokudai.id, hokudai.kind, hokudai.founder) == (
        "F101110100010",
        "university",
        "national",
    )
    assert [one.municipality_code for one in hokudai.campuses] == ["01100", "01202"]
    assert [one.name for one in hokudai.campuses] == ["", "函館キャンパス"]
    assert hokudai.campuses[1].postcode == "0418611"
    assert (hokudai.head.code, hokudai.prefecture_code) == ("01102", "01")
    assert yokohama.campuses[0].code == ""
    assert [one.institution_ja for one in read.unmatched] == ["横浜市立大学"]
    assert any("横浜鶴見区" in note.ja for note in read.notes)


def test_school_codes_have_kinds_and_closings(tmp_path: Path) -> None:
    read = load_institutions(write_codes(tmp_path))
    assert [one.kind for one in read.institutions] == [
        "university", "university", "junior-college", "technical-college",
    ]  # fmt: skip
    closed = read.institutions[1]
    assert (closed.closed, closed.successor) == (dt.date(2023, 5, 1), "F101210100143")
    assert [one.head.code for one in read.institutions] == ["01102", "01204", "10207", "20201"]
    assert any("1 addresses lack the prefecture" in note.en for note in read.notes)


def test_universities_at_offices_are_marked_approximate(tmp_path: Path) -> None:
    read = load_institutions(write(tmp_path, "at_offices.csv", AT_OFFICES))
    hokudai, globis = (one.head for one in read.institutions)
    assert (hokudai.lat, hokudai.lon, hokudai.is_approximate) == (43.0908, 141.3409, True)
    assert (globis.lat, globis.is_approximate, globis.code) == (None, False, "")
    assert any("not of the universities" in note.en for note in read.notes)


def test_hubs_stand_at_offices_and_have_no_mass(tmp_path: Path) -> None:
    table = build_hubs(load_institutions(write_universities(tmp_path)), load_municipalities())
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in table.rows]
    assert [row["id"] for row in rows] == [
        "F101110100010-01100", "F101110100010-01202", "F114210104508-14100",
    ]  # fmt: skip
    assert "mass" not in COLUMNS
    assert all("approximate" in row["position"] for row in rows)
    assert rows[1]["note"].endswith("函館キャンパス")
    assert any("mass: equal" in note.en for note in table.notes)
    offices = load_municipal_offices(write(tmp_path, "offices.csv", OFFICES)).places
    with_wards = build_hubs(
        load_institutions(write_universities(tmp_path)), load_municipalities(), offices=offices
    )
    assert with_wards.rows[0][:2] == ("F101110100010-01102", "北海道大学（札幌市北区）")
    assert with_wards.rows[0][3:6] == ("01100", "43.0908", "141.3409")


def test_hubs_leave_out_closed_institutions_and_other_prefectures(tmp_path: Path) -> None:
    listed = load_institutions(write_codes(tmp_path))
    table = build_hubs(listed, load_municipalities())
    assert [row[0][-5:] for row in table.rows] == ["01100", "10207", "20201"]
    assert any("1 closed institutions" in note.en for note in table.notes)
    nagano = build_hubs(listed, load_municipalities(), prefectures=["20"])
    assert len(nagano.rows) == 1
    with pytest.raises(InputError, match="no campus remains in prefecture 99"):
        build_hubs(listed, load_municipalities(), prefectures=["99"])


def test_prefectures_are_known_by_code_and_name() -> None:
    assert find_prefectures(["20", "東京都", "Osaka"]) == ("20", "13", "27")
    with pytest.raises(
        UnknownNameError, match="no prefecture is called '99', 'Nagno'; write a code"
    ):
        find_prefectures(["20", "99", "Nagno"])


def test_a_hubs_file_is_whole_or_not_there(tmp_path: Path) -> None:
    table = build_hubs(load_institutions(write_universities(tmp_path)), load_municipalities())
    write_hubs(table, tmp_path / "hubs.csv")
    with (tmp_path / "hubs.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 3
    with pytest.raises(FileError, match=r"name the file hubs\.csv"):
        write_hubs(table, tmp_path / "hubs.txt")
    with pytest.raises(FileError, match="cannot be written"):
        write_hubs(table, tmp_path / "none" / "hubs.csv")
    assert not list(tmp_path.glob("*.part"))


WRONG = {
    "empty": ("a.json", b" ", "the content is empty"),
    "a PDF": ("a.json", b"%PDF-1.7", "the content is a PDF"),
    "a web page": ("a.csv", b"<!DOCTYPE html><html>", "the content is a web page"),
    "cut off": ("a.json", json.dumps(UNIVERSITIES).encode()[:90], "cut off, or no JSON"),
    "an object": ("a.json", b'{"type": "FeatureCollection"}', "no list of universities"),
    "numbers": ("a.json", b"[1, 2]", "entry 1: no object, entry 2: no object"),
    "no campus": ("a.json", json.dumps([{**UNIVERSITIES[0], "campus": None}]).encode(), "campus"),
    "a code": (
        "a.json",
        json.dumps([university("A1", "x", "y")]).encode(),
        "entry 1: school code 'A1'",
    ),
    "a school twice": ("a.json", json.dumps([UNIVERSITIES[0]] * 2).encode(), "stand twice"),
    "another table": ("a.csv", b"name,lat,lon\nx,35,139\n", "no list of universities or colleges"),
    "an open quote": ("a.csv", '学校コード,設置区分\n"x,y\n'.encode(), "quotes do not match"),
    "a column less": ("a.csv", "学校コード,設置区分\nx,y\n".encode(), "学校名"),
    "no row": ("a.csv", (AT_OFFICES.splitlines()[0] + "\n").encode(), "no row of data"),
    "a place abroad": (
        "a.csv",
        AT_OFFICES.replace("43.0908,141.3409", "48.85,2.35").encode(),
        "row 2: position is outside Japan",
    ),
    "another code": ("a.csv", AT_OFFICES.replace("01102", "01103").encode(), "address in 01102"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_gives_one_clear_line(case: str, tmp_path: Path) -> None:
    name, content, expected = WRONG[case]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(GeoaccessError) as raised:
        load_institutions(path)
    assert expected in str(raised.value)
    assert str(raised.value).startswith(f"{name}: ")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("F101110100010", "X", "no school code (row 2"),
        (",1(国)", ",7(他)", "no founder (row 2"),
        ("2023-05-01", "令和5年", "no date (row 3"),
        ("F210310102010", "F101110100010", "1 school codes stand twice"),
    ],
)
def test_wrong_school_codes_are_named(old: str, new: str, expected: str, tmp_path: Path) -> None:
    rows = "\n".join(CODES_ROWS).replace(old, new, 1).split("\n")
    with pytest.raises(InputError) as raised:
        load_institutions(write_codes(tmp_path, tuple(rows)))
    assert expected in str(raised.value)


@given(
    st.sampled_from(["universities.json", "scode.csv", "at_offices.csv"]),
    st.floats(0, 1, exclude_max=True),
    st.binary(max_size=3),
)
def test_a_damaged_file_is_read_or_refused_in_one_line(name: str, where: float, put: bytes) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_universities(folder)
        write_codes(folder)
        write(folder, "at_offices.csv", AT_OFFICES)
        content = (folder / name).read_bytes()
        at = int(where * len(content))
        (folder / name).write_bytes(content[:at] + put + content[at + 2 :])
        fault = ""
        try:
            assert load_institutions(folder / name).institutions
        except GeoaccessError as error:
            fault = str(error)
        assert not fault or fault.startswith(f"{name}: ")
        assert "\n" not in fault


def test_a_list_given_as_sites_is_told_what_it_is_for(tmp_path: Path) -> None:
    for path, what in (
        (write_universities(tmp_path), "a list of universities"),
        (write_codes(tmp_path), "a table of school codes"),
    ):
        with pytest.raises(InputError) as raised:
            read_table(path)
        expected = f"{path.name}: {what}; make a table of hubs of it with `geoaccess data hubs`"
        assert str(raised.value) == expected


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none\.json: no such file"):
        load_institutions(tmp_path / "none.json")
    with pytest.raises(FileError, match="a folder"):
        load_institutions(tmp_path)
    with pytest.raises(FileError, match="check the path"):
        load_universities(tmp_path / "none.json")


@pytest.fixture(scope="module")
def universities(shared_data: Path) -> Institutions:
    return load_institutions(shared_data / "hubs" / "r4-university-info.json")


@pytest.fixture(scope="module")
def codes(shared_data: Path) -> Institutions:
    return load_institutions(shared_data / "hubs" / "mext_school_code_scode.csv")


def test_the_lists_as_published_load_whole(
    shared_data: Path, universities: Institutions, codes: Institutions
) -> None:
    listed = universities
    assert len(listed.institutions) == 813
    assert sum(len(one.campuses) for one in listed.institutions) == 1478
    assert Counter(one.founder for one in listed.institutions) == {
        "private": 626, "public": 101, "national": 86,
    }  # fmt: skip
    assert [one.institution_ja for one in listed.unmatched] == [
        "横浜市立大学", "グロービス経営大学院大学",
    ]  # fmt: skip
    known = set(load_municipalities().id)
    campuses = [one for school in listed.institutions for one in school.campuses]
    assert sum(one.municipality_code in known for one in campuses) == 1477
    assert Counter(one.kind for one in codes.institutions) == {
        "university": 822, "junior-college": 327, "technical-college": 58,
    }  # fmt: skip
    assert sum(one.closed is not None for one in codes.institutions) == 31
    assert not codes.unmatched
    placed = load_institutions(
        shared_data / "hubs" / "DERIVED_universities_at_municipal_office.csv"
    )
    assert sum(one.head.is_approximate for one in placed.institutions) == 812
    heads = {one.id: one.head.code for one in listed.institutions}
    assert all(heads[one.id] == one.head.code for one in placed.institutions)


def test_hubs_of_the_lists_as_the_guide_counts_them(
    shared_data: Path, universities: Institutions, codes: Institutions
) -> None:
    offices = load_municipal_offices(shared_data / "municipalities" / "localgovjp-utf8.csv").places
    tables = (
        build_hubs(universities, load_municipalities()),
        build_hubs(universities, load_municipalities(), offices=offices),
        build_hubs(codes, load_municipalities(), offices=offices),
    )
    assert [len(table.rows) for table in tables] == [1153, 1204, 1176]
    assert all(len({row[0] for row in table.rows}) == len(table.rows) for table in tables)
    guide = GUIDE.read_text(encoding="utf-8")
    assert "1,153\nfrom all campuses, 1,204 with wards, 1,176 from the school codes" in guide


def test_the_example_of_the_guide_runs(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = GUIDE.read_text(encoding="utf-8").replace(
        'Path("localgovjp', f'Path("{shared_data.resolve()}/municipalities/localgovjp'
    )
    monkeypatch.chdir(shared_data / "hubs")
    example = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert example is not None
    exec(example[1], {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("北海道大学 01100 ['01102', '01202'")
    assert len(lines) == 5


def test_the_shipped_hubs_count_the_universities_of_the_lists(
    universities: Institutions, codes: Institutions
) -> None:
    """The counts of data/hubs.csv, compiled by hand once: an independent check of addresses."""
    coded = [one for one in codes.institutions if one.kind == "university"]
    closed = {one.id for one in coded if one.closed}
    where = {
        one.id: {campus.municipality_code for campus in (one.head, *one.campuses)}
        for one in universities.institutions
        if one.id not in closed
    }
    for one in coded:
        if not one.closed:
            where.setdefault(one.id, {one.head.municipality_code})
    assert len(where) == 816
    for row in read("hubs.csv"):
        municipalities = set(row["municipality_codes"].split())
        count = sum(bool(municipalities & found) for found in where.values())
        assert count == int(row["universities"]), row["id"]


def test_school_codes_and_universities_agree_on_the_municipality(
    universities: Institutions, codes: Institutions
) -> None:
    """Two lists a year apart: most universities did not move."""
    first, second = (
        {one.id: one.head.municipality_code for one in listed.institutions}
        for listed in (universities, codes)
    )
    both = [one for one in first if one in second and first[one]]
    assert len(both) > 780
    assert sum(first[one] == second[one] for one in both) / len(both) > 0.98
