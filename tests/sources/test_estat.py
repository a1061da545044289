"""Downloads of the e-Stat database in its three layouts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geoaccess.errors import InputError
from geoaccess.model.statistics import Missing, StatTable
from geoaccess.sources.statistics import check_totals, load_estat
from tests.sources.statistics_files import API, CODED, CROSSED, LISTED, YEARS, write


def load(folder: Path, text: str) -> StatTable:
    return load_estat(write(folder, "table.csv", text, "utf-8-sig"))


def test_columns_of_items_with_metadata_before(tmp_path: Path) -> None:
    table = load(tmp_path, CROSSED)
    assert table.title == "社会・人口統計体系 市区町村データ 基礎データ"
    assert table.area_code == ("20000", "20206")
    assert table.area_ja == ("長野県", "長野県 諏訪市")
    assert [(one.code, one.year, one.unit) for one in table.items] == [
        ("A1101", "2015", "persons"),
        ("B1101", "2015", "km2"),
        ("A1101", "2020", "persons"),
        ("B1101", "2020", "km2"),
    ]
    assert table.get_values("A1101", "2015").tolist() == [2098804, 50140]
    assert table.get_values("B1101", "2020").tolist() == pytest.approx([13561.56, 109.17])
    with pytest.raises(InputError, match="item A1101 is there for 2015, 2020; name the year"):
        table.get_values("A1101")


def test_the_table_explains_its_own_marks(tmp_path: Path) -> None:
    table = load(tmp_path, CROSSED)
    reasons = {(one.code, one.year): table.missing[1, i] for i, one in enumerate(table.items)}
    assert reasons["A1101", "2020"] == Missing.SUPPRESSED
    assert reasons["B1101", "2015"] == Missing.NOT_SURVEYED
    other = CROSSED.replace('"X","数値が秘', '"◎","数値が秘').replace('"X"', '"◎"')
    assert np.array_equal(load(tmp_path, other).missing, table.missing)


def test_codes_of_columns_stand_in_rows_above_the_header(tmp_path: Path) -> None:
    table = load(tmp_path, CODED)
    assert table.title == "法人企業統計調査 時系列データ"
    assert [(one.code, one.ja, one.year) for one in table.items] == [
        ("040:104", "設備投資 全産業", "2020"),
        ("225:104", "ソフトウェアを除く設備投資 全産業", "2020"),
    ]
    assert table.area_code == ("20000", "13000")
    assert table.values[:, 1].tolist() == [1000, 5]
    assert table.missing[1, 0] == Missing.NOT_SURVEYED
    without = "\n".join(line for line in CODED.splitlines() if not line.startswith('"",')) + "\n"
    assert [one.code for one in load(tmp_path, without).items] == [
        "設備投資:104", "ソフトウェアを除く設備投資:104",
    ]  # fmt: skip
    own = CODED.replace("設備投資【百万円】", "A1101_設備投資【百万円】", 1)
    assert load(tmp_path, own).items[0].code == "A1101:104"


def test_years_in_columns_are_years(tmp_path: Path) -> None:
    table = load(tmp_path, YEARS)
    assert {one.code: one.ja for one in table.items} == {
        "320:100:100": "15歳以上人口 総数 総数",
        "320:100:110": "15歳以上人口 総数 労働力人口",
    }
    assert {one.unit for one in table.items} == {"persons"}
    assert [one.year for one in table.items[:4]] == ["1950", "2015", "2020", "2015年_不詳補完値"]
    assert table.get_values("320:100:100", "2020").tolist() == [4609750]
    assert table.get_values("320:100:110", "2015年_不詳補完値").tolist() == [2737721]
    assert table.missing[0].tolist().count(Missing.NOT_APPLICABLE) == 1


@pytest.mark.parametrize(
    "above", ["", '"","","/地域 コード","01000","02000"\n'], ids=["labels", "codes above"]
)
def test_areas_in_columns_are_refused_with_the_remedy(tmp_path: Path, above: str) -> None:
    text = '"表章項目 コード","表章項目","/地域","北海道","青森県"\n"010","人口【人】","","1","2"\n'
    with pytest.raises(InputError, match=r"table\.csv: the areas stand in columns; arrange"):
        load(tmp_path, above + text)


def test_another_classification_in_columns_may_be_called_region(tmp_path: Path) -> None:
    text = (
        '"","","/国籍・地域 コード","10","20"\n'
        '"地域 コード","地域","/国籍・地域","総数【人】","アジア【人】"\n'
        '"20206","諏訪市","","48,729","1,000"\n'
    )
    assert [one.code for one in load(tmp_path, text).items] == ["10", "20"]


def test_a_row_of_units_below_the_header_is_named(tmp_path: Path) -> None:
    units = '"","","","","","","","","","","百万円","百万円"\n'
    text = CODED.replace('"20000"', units + '"20000"', 1)
    with pytest.raises(InputError, match=r"row 7: 040 '百万円', row 7: 225 '百万円'"):
        load(tmp_path, text)


def test_a_byte_order_mark_and_lines_that_end_in_lf_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("\ufeff".encode() + YEARS.encode())
    read = load_estat(path)
    assert read.items == load(tmp_path, YEARS).items
    assert load_estat(write(tmp_path, "old.csv", YEARS, "cp932")).items == read.items


def test_one_figure_a_row(tmp_path: Path) -> None:
    table = load(tmp_path, LISTED)
    assert [(one.code, one.ja, one.year) for one in table.items] == [
        ("020:100", "人口 総数", "2020"),
        ("020:110", "人口 男", "2020"),
    ]
    assert table.area_code == ("00000", "01100")
    assert table.values[:, 0].tolist() == [126146099, 1973395]
    assert table.missing[1, 1] == Missing.NOT_APPLICABLE


def test_answer_of_the_api_says_that_it_is_one_page(tmp_path: Path) -> None:
    table = load(tmp_path, API)
    assert table.title == "令和2年国勢調査"
    assert "one page: figures 1 to 4 of 403425; sums are not complete" in table.notes


def test_figures_that_are_not_there_are_counted(tmp_path: Path) -> None:
    table = load(tmp_path, "\n".join(LISTED.splitlines()[:-1]) + "\n")
    assert table.missing[1, 1] == Missing.BLANK
    assert "1 figures of 4 are not in the file and count as missing" in table.notes


def test_lost_zeros_are_restored_with_a_note(tmp_path: Path) -> None:
    table = load(tmp_path, LISTED.replace('"01100"', '"1100"'))
    assert table.area_code[1] == "01100"
    assert any("lost their leading zero" in note for note in table.notes)


def test_totals_against_their_municipalities(tmp_path: Path) -> None:
    text = LISTED.replace("126146099", "1973395").replace("札幌市", "札幌市 ")
    checks = check_totals(load(tmp_path, text), ["01100"])
    assert [(one.what, one.is_equal) for one in checks] == [
        ("020:100 of 00000", True),
        ("020:110 of 00000", False),
    ]
    assert checks[1].n_missing == 1
    assert check_totals(load(tmp_path, text), ["01100", "01202"]) == ()
