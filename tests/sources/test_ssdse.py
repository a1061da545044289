"""SSDSE-A: by item code, in km², with the sums that its publisher states."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from geoaccess.errors import InputError, UnknownNameError
from geoaccess.model.statistics import Missing, StatTable
from geoaccess.sources.csvtable import read_table
from geoaccess.sources.shipped import data_path
from geoaccess.sources.statistics import check_stated, load_ssdse
from geoaccess.sources.statistics.totals import check_sexes
from tests.sources.statistics_files import SSDSE, write


def load(folder: Path, text: str = SSDSE, *items: str) -> StatTable:
    return load_ssdse(write(folder, "SSDSE-A-2026.csv", text), items)


def test_values_are_found_by_item_code(tmp_path: Path) -> None:
    table = load(tmp_path)
    assert table.title == "SSDSE-A-2026"
    assert table.area_code == ("01100", "20206", "47382")
    assert table.area_ja[1] == "長野県 諏訪市"
    assert table.get_values("A1101").tolist() == [1973395, 48729, 1676]
    assert table.get_values("Z9999").tolist() == [1.5, -0.5, 0]
    assert table.items[table.get_item("C2208")].year == "2021"
    assert table.sum_of("C2208") == 872779 + 29085 + 591


def test_order_of_columns_does_not_matter(tmp_path: Path) -> None:
    rows = [line.split(",") for line in SSDSE.splitlines()]
    turned = "\n".join(",".join([row[0], *reversed(row[1:])]) for row in rows) + "\n"
    table = load(tmp_path, turned)
    assert table.get_values("A1101").tolist() == [1973395, 48729, 1676]
    assert table.area_ja[0] == "北海道 札幌市"
    assert not any("left out" in note for note in table.notes)


def test_columns_that_are_no_items_are_left_out_with_a_note(tmp_path: Path) -> None:
    extra = iter(("memo", "", "", "x", "y", "z"))
    text = "".join(f"{line},{next(extra)}\n" for line in SSDSE.splitlines())
    assert "1 columns were left out (memo)" in load(tmp_path, text).notes


def test_hectares_become_km2_and_a_note_says_so(tmp_path: Path) -> None:
    table = load(tmp_path)
    item = table.items[table.get_item("B1101")]
    assert (item.unit, item.name) == ("km2", "B1101_km2")
    assert table.get_values("B1101").tolist() == pytest.approx([1121.26, 109.17, 28.90])
    assert "1 items were converted from hectares to km2 (B1101)" in table.notes
    assert "1 items have no known unit (Z9999)" in table.notes


def test_marks_are_missing_with_their_reason(tmp_path: Path) -> None:
    text = SSDSE.replace("872779", "*").replace("29085", "…").replace("591", "-")
    table = load(tmp_path, text.replace("48729,", "Ｘ,").replace("1.5", ""))
    reasons = table.missing[:, table.get_item("C2208")].tolist()
    assert reasons == [Missing.SUPPRESSED, Missing.NOT_SURVEYED, Missing.NOT_APPLICABLE]
    assert np.isnan(table.get_values("C2208")).all()
    assert table.sum_of("C2208") == 0
    assert table.missing[1, 0] == Missing.SUPPRESSED
    assert table.missing[0, table.get_item("Z9999")] == Missing.BLANK


def test_municipalities_without_a_row_are_counted(tmp_path: Path) -> None:
    assert any("1738 of 1741 municipalities have no row (0" in n for n in load(tmp_path).notes)


def test_items_can_be_chosen(tmp_path: Path) -> None:
    table = load(tmp_path, SSDSE, "C2208", "A1101")
    assert [item.code for item in table.items] == ["C2208", "A1101"]
    with pytest.raises(
        UnknownNameError, match="SSDSE-A-2026: there is no item D1202 among 6 .[A-Z]"
    ):
        load(tmp_path, SSDSE, "D1202")


def test_men_and_women_that_do_not_add_up_are_noted(tmp_path: Path) -> None:
    table = load(tmp_path, SSDSE.replace("24009", "24900"))
    (check,) = check_sexes(table)
    assert not check.is_equal
    wanted = "A1101 as men and women: 2,023,800 stated, 2,024,691 summed"
    assert any(wanted in note for note in table.notes)


def test_stated_totals(tmp_path: Path) -> None:
    right, wrong = check_stated(load(tmp_path), {"A1101": 2023800, "C2208": 902000})
    assert right.is_equal
    assert not wrong.is_equal
    assert wrong.summed == 902455


def test_a_zip_file_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("read me.pdf", b"%PDF")
        archive.writestr("SSDSE-A-2026.csv", SSDSE.encode("cp932"))
    assert load_ssdse(tmp_path / "a.zip").sum_of("A1101") == 2023800


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "a.csv", SSDSE, encoding)
    assert load_ssdse(path).area_ja[2] == "沖縄県 与那国町"


def test_arrays_cannot_be_changed(tmp_path: Path) -> None:
    table = load(tmp_path)
    with pytest.raises(ValueError, match="read-only"):
        table.values[0, 0] = 1


def test_a_value_needs_no_reason_and_nan_does(tmp_path: Path) -> None:
    table = load(tmp_path)
    with pytest.raises(InputError, match="values and reasons disagree"):
        StatTable(
            title="x", area_code=("1",), area_ja=("",), items=table.items[:1],
            values=np.array([[np.nan]]), missing=np.zeros((1, 1), dtype=np.uint8),
        )  # fmt: skip


# --- The real editions


@pytest.fixture(scope="module", params=["2022", "2026"])
def edition(request: pytest.FixtureRequest, shared_data: Path) -> StatTable:
    return load_ssdse(shared_data / "municipalities" / f"SSDSE-A-{request.param}.csv")


def test_editions_have_every_municipality_and_the_census_total(edition: StatTable) -> None:
    assert len(edition) == 1741
    assert edition.notes == ("2 items were converted from hectares to km2 (B1101, B1103)",)
    assert len(edition.items) == (124 if edition.title.endswith("2022") else 125)
    (check,) = check_stated(edition, {"A1101": 126_146_099})
    assert check.is_equal
    assert (edition.missing == Missing.PRESENT).all()
    assert all(check.is_equal for check in check_sexes(edition))
    assert len(check_sexes(edition)) == 9


def test_editions_agree_with_the_shipped_municipalities(edition: StatTable) -> None:
    rows = read_table(data_path("municipalities.csv"), ["code", "population"])
    population = {row["code"]: float(row["population"]) for row in rows}
    values = edition.get_values("A1101").tolist()
    assert dict(zip(edition.area_code, values, strict=True)) == population


def test_every_item_of_the_editions_has_a_unit(edition: StatTable) -> None:
    assert all(item.unit for item in edition.items)
    assert {item.code for item in edition.items if item.unit == "km2"} == {"B1101", "B1103"}
    assert edition.sum_of("B1101") == pytest.approx(372_860, abs=10)


def test_labels_of_the_shipped_items_are_those_of_the_edition(shared_data: Path) -> None:
    table = load_ssdse(shared_data / "municipalities" / "SSDSE-A-2026.csv")
    rows = read_table(data_path("statistics", "ssdse_items.csv"), ["code", "ja"])
    assert {row["code"]: row["ja"] for row in rows} == {one.code: one.ja for one in table.items}
    assert table.sum_of("C2208") == 57_937_290
    assert table.sum_of("C220837") == 8_803_565
    assert table.sum_of("C220846") == 2_117_025
