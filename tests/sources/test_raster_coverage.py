"""The share of each cell that a polygon covers, against shapely's intersections."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.model.cellgrid import Window
from geoaccess.sources.raster.coverage import compute_coverage

NUMBERS = st.floats(-4, 12).map(lambda x: round(x, 3))
CORNERS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=9)


def oracle(polygon: Any, window: Window) -> Any:
    """Return the area of the intersection with each cell, one by one."""
    shares = np.zeros((window.height, window.width))
    for row in range(window.height):
        for col in range(window.width):
            left, top = window.col + col, window.row + row
            box = shapely.box(left, top, left + 1, top + 1)
            shares[row, col] = shapely.area(shapely.intersection(polygon, box))
    return shares


@given(corners=CORNERS, hole=CORNERS, row=st.integers(-2, 5), col=st.integers(-2, 5))
@settings(max_examples=60, deadline=None)
def test_coverage_is_the_area_of_the_intersection(
    corners: Any, hole: Any, row: int, col: int
) -> None:
    shapes = [shapely.make_valid(shapely.Polygon(one)) for one in (corners, hole)]
    polygon = shapely.difference(*shapes)
    areal = [one for one in shapely.get_parts(polygon) if shapely.get_dimensions(one) == 2]
    polygon = shapely.MultiPolygon([one for part in areal for one in shapely.get_parts(part)])
    window = Window(row, col, 5, 6)
    np.testing.assert_allclose(
        compute_coverage(polygon, window), oracle(polygon, window), atol=1e-9
    )


def test_windows_put_together_are_the_whole() -> None:
    polygon = shapely.Point(5.3, 4.1).buffer(3.7)
    whole = compute_coverage(polygon, Window(0, 0, 9, 11))
    parts = [
        [compute_coverage(polygon, Window(row, col, 3, 4)) for col in (0, 4, 8)]
        for row in (0, 3, 6)
    ]
    np.testing.assert_allclose(np.block(parts)[:, :11], whole, atol=1e-12)
    assert whole.sum() == pytest.approx(polygon.area, abs=1e-9)


def test_sides_on_the_borders_of_cells() -> None:
    found = compute_coverage(shapely.box(1, 1, 3, 2), Window(0, 0, 3, 4))
    np.testing.assert_array_equal(found, [[0, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]])


def test_a_polygon_elsewhere_covers_nothing() -> None:
    for box in (shapely.box(-9, 0, -5, 3), shapely.box(20, 0, 25, 3), shapely.box(0, 30, 3, 35)):
        assert not compute_coverage(box, Window(0, 0, 3, 4)).any()
