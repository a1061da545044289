"""Where jobs are taken to be: squares nearest to the office, as many as are inhabitable."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from geoaccess.model.settled import find_settled_squares
from geoaccess.sources.facts import load_municipalities
from geoaccess.sources.regions import load_region_facts
from geoaccess.sources.zones import load_land_grid
from geoaccess.units import great_circle_m

CODES = ("22130", "15213", "13101", "13421")


@pytest.fixture(scope="module")
def squares():
    places, facts = load_municipalities(), load_region_facts()
    offices = {
        code: (float(places.lon[i]), float(places.lat[i]))
        for i, code in enumerate(places.id)
        if code in CODES
    }
    areas = {code: facts[code].inhabitable_km2 for code in offices}
    return offices, areas, find_settled_squares(load_land_grid(), offices, areas)


def test_shares_sum_to_one_and_the_nearest_come_first(squares):
    offices, _, found = squares
    assert set(found) == set(CODES)
    for code, one in found.items():
        assert one.share.sum() == pytest.approx(1)
        distance_m = great_circle_m(one.lon, one.lat, *map(np.array, offices[code]))
        assert all(a <= b for a, b in pairwise(distance_m.tolist()))


def test_squares_have_the_inhabitable_area(squares):
    """At most 1.05 km² each, less at the edge; of Hamamatsu's 1,558 km² one can live on 463."""
    _, areas, found = squares
    for code in ("22130", "15213"):
        least = areas[code] / 1.05
        assert least <= found[code].lon.size <= 1.2 * least


def test_nothing_is_asked_nothing_is_found():
    assert find_settled_squares(load_land_grid(), {}, {}) == {}
