"""Mesh tables: suppressed and merged cells, so that no person is counted twice or lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.model import mesh as meshcodes
from geoaccess.model.meshtable import MeshTable, Treatment
from geoaccess.model.statistics import Missing, StatItem, StatTable
from geoaccess.sources.mesh import combine_mesh_tables, load_mesh_table, spread_merged
from geoaccess.sources.statistics import load_ssdse
from tests.sources.mesh_files import ROWS, write_mesh

PEOPLE, CHILDREN, HOUSEHOLDS = "T001100001", "T001100004", "T001100034"


@pytest.fixture
def small(tmp_path: Path) -> MeshTable:
    return load_mesh_table(write_mesh(tmp_path))


def test_a_table_is_read(small: MeshTable) -> None:
    assert small.level == "1km"
    assert small.codes[0] == "53394611"
    assert small.table.items[0] == StatItem(code=PEOPLE, ja="人口（総数）", unit="persons")
    assert small.table.items[2].unit == "households"
    assert small.table.sum_of(PEOPLE) == 214
    assert small.table.sum_of(CHILDREN) == 27


def test_suppressed_cells_know_their_host(small: MeshTable) -> None:
    assert small.treatment.tolist() == [0, 1, 2, 0, 2]
    assert small.host_idx.tolist() == [-1, -1, 1, -1, 1]
    assert small.is_merged.tolist() == [False, True, False]
    assert small.table.missing[:, 1].tolist() == [0, 0, Missing.SUPPRESSED, 0, Missing.SUPPRESSED]
    assert small.group_of().tolist() == [0, 1, 1, 3, 1]
    assert small.known_values(CHILDREN).tolist() == [10, 12, 0, 5, 0]
    assert small.table.notes == ("2 of 5 cells are suppressed; 1 cells hold their figures",)


def test_merged_figures_spread_by_population(small: MeshTable) -> None:
    spread = spread_merged(small, PEOPLE)
    assert spread.is_estimate
    wanted = [10, 12 * 60 / 64, 12 * 3 / 64, 5, 12 * 1 / 64]
    assert spread.table.get_values(CHILDREN).tolist() == pytest.approx(wanted)
    assert spread.table.get_values(PEOPLE).tolist() == small.table.get_values(PEOPLE).tolist()
    assert spread.table.get_values(HOUSEHOLDS).tolist() == [40, 30, 2, 20, 1]
    assert "3 cells of 5 hold estimates in 1 items" in spread.table.notes[-1]
    with pytest.raises(InputError, match="have been spread already"):
        spread_merged(spread, PEOPLE)
    with pytest.raises(InputError, match="T001100004 is missing in 2 cells; spread by an item"):
        spread_merged(small, CHILDREN)


def test_a_group_without_people_keeps_its_figures(tmp_path: Path) -> None:
    rows = [ROWS[0], *(row.replace(",60,12", ",0,12").replace(",3,*", ",0,*") for row in ROWS[1:3])]
    rows[1] = rows[1].replace(";53394622", "")
    spread = spread_merged(load_mesh_table(write_mesh(tmp_path, rows)), PEOPLE)
    assert spread.table.get_values(CHILDREN).tolist() == [10, 12, 0]


@given(st.data())
def test_spreading_preserves_the_sum_of_every_group(data: st.DataObject) -> None:
    codes = meshcodes.children_of("533946", "1km")[: data.draw(st.integers(1, 12))]
    n = len(codes)
    host = np.full(n, -1)
    for i in range(1, n):
        j = data.draw(st.integers(0, i))
        if j < i and host[j] < 0 and not (host == i).any():
            host[i] = j
    treatment = np.where(host >= 0, 2, np.where(np.isin(np.arange(n), host), 1, 0))
    people = np.array(data.draw(st.lists(st.integers(0, 10**6), min_size=n, max_size=n)), float)
    part = np.array(data.draw(st.lists(st.integers(0, 10**6), min_size=n, max_size=n)), float)
    values = np.stack([people, np.where(treatment == 2, np.nan, part)], axis=1)
    table = StatTable(
        title="t", area_code=tuple(codes.tolist()), area_ja=("",) * n,
        items=(StatItem(code="all", ja=""), StatItem(code="part", ja="")),
        values=values, missing=np.where(np.isnan(values), Missing.SUPPRESSED, 0),
    )  # fmt: skip
    mesh = MeshTable(
        table=table,
        treatment=treatment,
        host_code=tuple(str(codes[i]) if i >= 0 else "" for i in host),
        is_merged=np.array([False, True]),
    )
    assert mesh.host_idx.tolist() == host.tolist()
    spread = spread_merged(mesh, "all").table.get_values("part")
    for group in np.unique(mesh.group_of()):
        members = np.flatnonzero(mesh.group_of() == group)
        assert spread[members].sum() == pytest.approx(mesh.known_values("part")[members].sum())
        if people[members].sum():
            wanted = [part[group] * people[i] / people[members].sum() for i in members]
            assert spread[members].tolist() == pytest.approx(wanted)


def test_items_can_be_chosen(tmp_path: Path) -> None:
    table = load_mesh_table(write_mesh(tmp_path), [HOUSEHOLDS, CHILDREN])
    assert [one.code for one in table.table.items] == [HOUSEHOLDS, CHILDREN]
    assert table.is_merged.tolist() == [False, True]


def test_items_can_be_selected_afterwards(small: MeshTable) -> None:
    assert small.select([CHILDREN]).is_merged.tolist() == [True]
    assert small.select([CHILDREN]).host_idx.tolist() == small.host_idx.tolist()


def test_hosts_in_another_file_are_told(tmp_path: Path) -> None:
    table = load_mesh_table(write_mesh(tmp_path, ROWS[2:]))
    assert table.host_idx.tolist() == [-1, -1, -1]
    assert any(
        "2 suppressed cells have their figures in cells of another" in n for n in table.table.notes
    )
    host = load_mesh_table(write_mesh(tmp_path, ROWS[:2]))
    assert any("2 cells of other files have their figures" in n for n in host.table.notes)


def test_figures_that_stand_nowhere_are_told(tmp_path: Path) -> None:
    table = load_mesh_table(write_mesh(tmp_path, [ROWS[0], "53394613,2,,,3,*,2"]))
    assert any("1 suppressed cells name no other cell" in n for n in table.table.notes)


# --- Several tables


def test_tables_of_two_prefectures_are_added(tmp_path: Path) -> None:
    west = load_mesh_table(write_mesh(tmp_path, ROWS, "west.txt"))
    east_rows = ["53394621,0,,,7,1,3", "53394631,0,,,9,2,4", "53394613,0,,,5,2,2"]
    east = load_mesh_table(write_mesh(tmp_path, east_rows, "east.txt"))
    both = combine_mesh_tables([west, east])
    assert len(both) == 6
    for item in (PEOPLE, CHILDREN, HOUSEHOLDS):
        assert both.table.sum_of(item) == west.table.sum_of(item) + east.table.sum_of(item)
    row = both.table.row_of["53394621"]
    assert both.table.values[row].tolist() == [57, 6, 23]
    partial = both.table.row_of["53394613"]
    assert both.table.values[partial].tolist() == [8, 2, 4]
    assert both.treatment[partial] == Treatment.PLAIN
    wanted = "2 cells are in several tables: their parts were added; in 1 of them a part is"
    assert any(wanted in note for note in both.table.notes)


def test_hosts_are_found_across_tables(tmp_path: Path) -> None:
    first = load_mesh_table(write_mesh(tmp_path, ROWS[:2], "a.txt"))
    second = load_mesh_table(write_mesh(tmp_path, ROWS[2:], "b.txt"))
    both, whole = combine_mesh_tables([first, second]), load_mesh_table(write_mesh(tmp_path))
    assert np.array_equal(both.table.values, whole.table.values, equal_nan=True)
    assert both.treatment.tolist() == whole.treatment.tolist()
    assert both.host_idx.tolist() == whole.host_idx.tolist()


# --- The real table


@pytest.fixture(scope="module")
def wakayama(shared_data: Path) -> MeshTable:
    return load_mesh_table(shared_data / "mesh" / "tblT001100S30.txt")


def test_census_of_wakayama(wakayama: MeshTable) -> None:
    assert len(wakayama) == 2237
    assert len(wakayama.table.items) == 50
    assert wakayama.table.sum_of(PEOPLE) == 922_584
    assert np.bincount(wakayama.treatment).tolist() == [1466, 324, 447]
    assert (wakayama.host_idx >= 0).sum() == 447
    plain = [
        one.code
        for one, merged in zip(wakayama.table.items, wakayama.is_merged, strict=True)
        if not merged
    ]
    assert plain == [PEOPLE, "T001100002", "T001100003", HOUSEHOLDS, "T001100035"]
    assert (wakayama.table.missing == Missing.SUPPRESSED).sum() == 447 * 45 == 20_115


def test_nobody_is_lost_or_counted_twice(wakayama: MeshTable, shared_data: Path) -> None:
    table = wakayama.table
    women, men = table.sum_of("T001100003"), table.sum_of("T001100002")
    assert men + women == 922_584
    for whole in range(4, 34, 3):
        parts = [table.sum_of(f"T0011000{whole + i:02d}") for i in range(3)]
        assert parts[0] == parts[1] + parts[2], whole
    sizes = [table.sum_of(f"T0011000{i}") for i in range(36, 43)]
    assert sum(sizes) == table.sum_of("T001100035")
    shared = load_ssdse(shared_data / "municipalities" / "SSDSE-A-2026.csv")
    rows = [i for i, code in enumerate(shared.area_code) if code.startswith("30")]
    totals = shared.take(rows)
    assert totals.sum_of("A1101") == table.sum_of(PEOPLE)
    assert totals.sum_of("A7101") == table.sum_of(HOUSEHOLDS)
    assert totals.sum_of("A710101") == table.sum_of("T001100035")


def test_ages_add_up_within_each_group(wakayama: MeshTable) -> None:
    group = wakayama.group_of()
    young, old, people = (
        np.bincount(group, weights=wakayama.known_values(item))
        for item in (CHILDREN, "T001100007", PEOPLE)
    )
    unknown_age = people - young - old
    assert unknown_age.min() >= 0
    assert unknown_age.sum() == 922_584 - 105_360 - 809_204


def test_spreading_keeps_the_sums_of_wakayama(wakayama: MeshTable) -> None:
    spread = spread_merged(wakayama, PEOPLE).table
    assert not np.isnan(spread.values).any()
    known = np.nansum(wakayama.table.values, axis=0)
    assert spread.values.sum(axis=0).tolist() == pytest.approx(known.tolist(), rel=1e-12)
