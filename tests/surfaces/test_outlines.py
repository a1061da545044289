"""Polygons around classes of cells: exact, valid, with common sides."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geoaccess.surfaces.outlines import trace_classes

CLASSES = hnp.arrays(
    np.uint8,
    st.tuples(st.integers(1, 7), st.integers(1, 7)),
    elements=st.integers(0, 3),
)


def cells_of(classes: np.ndarray, k: int) -> shapely.Geometry:
    row, col = np.nonzero(classes == k)
    return shapely.union_all(shapely.box(col, row, col + 1, row + 1))


@settings(max_examples=150, deadline=None)
@given(CLASSES)
def test_polygons_are_the_cells(classes: np.ndarray) -> None:
    found = trace_classes(classes, 3)
    for k, faces in enumerate(found, 1):
        whole = shapely.multipolygons(faces) if len(faces) else shapely.MultiPolygon()
        assert whole.is_valid
        assert whole.area == (classes == k).sum()
        assert shapely.equals(whole, cells_of(classes, k))
    faces = np.concatenate(found)
    assert shapely.coverage_is_valid(faces)


def test_a_straight_side_has_two_ends() -> None:
    (faces,) = trace_classes(np.ones((40, 30), dtype=np.uint8), 1)
    assert shapely.get_num_coordinates(faces).tolist() == [5]


def test_a_hole_is_a_hole() -> None:
    classes = np.ones((5, 5), dtype=np.uint8)
    classes[2, 2] = 0
    (faces,) = trace_classes(classes, 1)
    assert [len(one.interiors) for one in faces] == [1]


def test_nothing_gives_nothing() -> None:
    assert [len(one) for one in trace_classes(np.zeros((3, 3), dtype=np.uint8), 2)] == [0, 0]
