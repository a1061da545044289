"""Peak search: against a walk uphill cell by cell, ties, and laws that must hold."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.model.jobs import Neighbours, build_neighbours
from geoaccess.scores.peaks import NOTHING, find_peaks, label_components


def grid_neighbours(n_rows: int, n_cols: int) -> Neighbours:
    """Return the eight neighbours of each cell of a small grid, looked up one by one."""
    cells = [(r, c) for r in range(n_rows) for c in range(n_cols)]
    pairs = [
        (i, j)
        for i, (r, c) in enumerate(cells)
        for j, (s, d) in enumerate(cells)
        if i != j and abs(r - s) <= 1 and abs(c - d) <= 1
    ]
    return build_neighbours(np.array(pairs, dtype=np.int64).reshape(-1, 2), len(cells))


def climb(mass: list[float], near: Neighbours) -> list[int]:
    """Walk uphill from each cell; only for grids on which touching cells differ."""
    found = []
    for start, value in enumerate(mass):
        here = start
        while value > 0:
            best = max(near.of(here).tolist(), key=lambda j: mass[j], default=here)
            if mass[best] <= mass[here]:
                break
            here = best
        found.append(here if value > 0 else NOTHING)
    return found


def peaks_of(rows: list[list[float]]) -> list[int]:
    mass = np.array(rows, dtype=float)
    return find_peaks(mass.ravel(), grid_neighbours(*mass.shape)).tolist()


sizes = st.tuples(st.integers(1, 5), st.integers(1, 5))


@st.composite
def grids(draw: st.DrawFn, most: int = 4) -> tuple[np.ndarray, Neighbours]:
    n_rows, n_cols = draw(sizes)
    values = st.lists(st.integers(0, most), min_size=n_rows * n_cols, max_size=n_rows * n_cols)
    return np.array(draw(values), dtype=float), grid_neighbours(n_rows, n_cols)


@given(st.permutations(range(1, 21)))
def test_equals_a_walk_uphill_where_no_cells_are_equal(order):
    mass, near = np.array(order, dtype=float), grid_neighbours(4, 5)
    assert find_peaks(mass, near).tolist() == climb(mass.tolist(), near)


@given(grids())
def test_every_cell_with_jobs_belongs_to_exactly_one_peak(case):
    mass, near = case
    found = find_peaks(mass, near)
    assert ((found == NOTHING) == (mass == 0)).all()
    for peak in set(found[found != NOTHING].tolist()):
        assert found[peak] == peak
        assert mass[near.of(peak)].max(initial=0) <= mass[peak]


@given(grids())
def test_jobs_are_preserved_and_nobody_slopes_down(case):
    mass, near = case
    found = find_peaks(mass, near)
    inside = found != NOTHING
    sums = np.bincount(found[inside], weights=mass[inside], minlength=mass.size)
    assert sums.sum() == mass.sum()
    assert (mass[found[inside]] >= mass[inside]).all()


@given(grids(), st.integers(1, 5))
def test_raising_a_peak_never_removes_it(case, more):
    mass, near = case
    for peak in sorted(set(find_peaks(mass, near).tolist()) - {NOTHING}):
        raised = mass.copy()
        raised[peak] += more
        assert find_peaks(raised, near)[peak] == peak


@given(grids())
def test_a_plateau_is_one_peak_or_none(case):
    mass, near = case
    found = find_peaks(mass, near)
    peaks = set(found.tolist()) - {NOTHING}
    for i in peaks:
        assert not any(j in peaks and mass[j] == mass[i] for j in near.of(i).tolist())


def test_a_plateau_is_one_peak_at_its_first_cell():
    assert peaks_of([[1, 1, 1], [0, 0, 0], [2, 2, 0]]) == [0, 0, 0, -1, -1, -1, 6, 6, -1]


def test_cells_of_a_plateau_go_to_its_nearest_way_up():
    assert peaks_of([[5, 1, 1, 1, 1, 1, 9]]) == [0, 0, 0, 0, 6, 6, 6]


def test_a_bent_plateau_is_still_one_peak():
    rows = [[2, 0, 2], [2, 0, 2], [2, 2, 2]]
    assert set(peaks_of(rows)) == {0, -1}


def test_of_equal_neighbours_the_first_is_taken():
    assert peaks_of([[3, 1, 3]]) == [0, 0, 2]


def test_parts_hang_together_within_their_group_only():
    near = grid_neighbours(1, 5)
    kept = np.array([True, True, False, True, True])
    assert label_components(kept, near).tolist() == [0, 0, -1, 1, 1]
    group = np.array([7, 8, 8, 9, 9])
    assert label_components(kept, near, group).tolist() == [0, 1, -1, 2, 2]
