"""Mesh codes against slow arithmetic, against each other, and against an outside library."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.model import mesh
from geoaccess.model.mesh import LEVELS, MeshLevel
from tests.oracles import meshcode

LON = st.floats(122, 153.999, allow_nan=False)
LAT = st.floats(20, 45.999, allow_nan=False)
LEVEL = st.sampled_from(LEVELS)
SIDES_DEG = {
    "80km": (1, Fraction(2, 3)),
    "10km": (Fraction(1, 8), Fraction(1, 12)),
    "5km": (Fraction(1, 16), Fraction(1, 24)),
    "2km": (Fraction(1, 40), Fraction(1, 60)),
    "1km": (Fraction(1, 80), Fraction(1, 120)),
    "500m": (Fraction(1, 160), Fraction(1, 240)),
    "250m": (Fraction(1, 320), Fraction(1, 480)),
    "125m": (Fraction(1, 640), Fraction(1, 960)),
}
"""Width and height of a cell as JIS X 0410 and the Statistics Bureau state them."""


def only_code(lon: float, lat: float, level: MeshLevel) -> str:
    return str(mesh.code_of(lon, lat, level)[0])


@given(LON, LAT, LEVEL)
def test_code_is_that_of_the_standard(lon: float, lat: float, level: MeshLevel) -> None:
    assert only_code(lon, lat, level) == meshcode.code_of(lon, lat, level)


@given(st.integers(20 * 960, 46 * 960 - 1), st.integers(22 * 640, 54 * 640 - 1), LEVEL)
def test_corner_lies_in_the_cell_to_its_north_east(row: int, col: int, level: MeshLevel) -> None:
    lon, lat = Fraction(col, 640) + 100, Fraction(row, 960)
    wanted = meshcode.code_of(lon, lat, level)
    assert only_code(float(lon), float(lat), level) == wanted
    assert only_code(round(float(lon), 8), round(float(lat), 8), level) == wanted


@given(LON, LAT, LEVEL)
def test_bounds_are_those_of_the_standard(lon: float, lat: float, level: MeshLevel) -> None:
    code = only_code(lon, lat, level)
    west, south = meshcode.corner_of(code, level)
    width, height = SIDES_DEG[level]
    wanted = [west, south, west + width, south + height]
    assert mesh.bounds_of([code])[0].tolist() == pytest.approx(
        [float(one) for one in wanted], abs=1e-13
    )


@given(LON, LAT, LEVEL)
def test_round_trip(lon: float, lat: float, level: MeshLevel) -> None:
    code = only_code(lon, lat, level)
    assert mesh.find_level(code) == level
    centre_lon, centre_lat = mesh.centres_of([code])
    assert only_code(centre_lon[0], centre_lat[0], level) == code
    west, south, _, _ = mesh.bounds_of([code])[0]
    assert only_code(west, south, level) == code


@given(LON, LAT, LEVEL, LEVEL)
def test_parents_hold_their_children(
    lon: float, lat: float, coarse: MeshLevel, fine: MeshLevel
) -> None:
    parent, child = only_code(lon, lat, coarse), only_code(lon, lat, fine)
    ratio = Fraction(SIDES_DEG[coarse][0]) / SIDES_DEG[fine][0]
    if ratio.denominator > 1:
        with pytest.raises(InputError, match="coarser|finer"):
            mesh.parent_of([child], coarse)
        with pytest.raises(InputError, match="finer"):
            mesh.children_of(parent, fine)
    else:
        assert mesh.parent_of([child], coarse).tolist() == [parent]
        if ratio <= 80:
            children = mesh.children_of(parent, fine)
            assert len(set(children.tolist())) == ratio**2
            assert child in children
            assert set(mesh.parent_of(children, coarse)) == {parent}


def test_children_fill_the_cell() -> None:
    import shapely

    whole = mesh.polygon_of("53394611")
    parts = shapely.union_all(mesh.polygons_of(mesh.children_of("53394611", "250m")))
    assert shapely.equals(shapely.normalize(parts.simplify(0)), shapely.normalize(whole))
    assert mesh.children_of("5339", "1km")[0] == "53390000"
    assert mesh.children_of("53394611", "500m").tolist() == [f"53394611{i}" for i in (1, 2, 3, 4)]


def test_places_worked_out_by_hand() -> None:
    # Tokyo Station: 35.6812 x 1.5 = 53.5218; .5218 x 8 = 4.1744; .1744 x 10 = 1.744
    #                139.7671 - 100 = 39.7671; .7671 x 8 = 6.1368; .1368 x 10 = 1.368
    assert only_code(139.7671, 35.6812, "1km") == "53394611"
    # the remainders .744 and .368: north-west, then north (.488 < .5: south) and east (.736)
    assert only_code(139.7671, 35.6812, "500m") == "533946113"
    assert only_code(139.7671, 35.6812, "250m") == "5339461132"
    # 39 x 2/3 = 26 N and 127 E is the corner of the first mesh of Okinawa's main island
    assert only_code(127.0, 26.0, "80km") == "3927"


WRONG = (
    "", "5", "533", "53394", "533989", "5339468", "53394611x", "533946110", "533946116",
    "5339461155", "533946135", "533946115111", "5339461151", "99994611", "00004611", "53 394611",
    "５３３９４６１１", "-5339461", "5339.4611",
)  # fmt: skip


@pytest.mark.parametrize("code", WRONG)
def test_what_is_no_code(code: str) -> None:
    assert mesh.find_level(code) is None
    with pytest.raises(InputError, match="1 of 2 are not codes of JIS X 0410 within Japan"):
        mesh.bounds_of(["53394611", code])


def test_points_outside_the_frame_have_no_code() -> None:
    lon, lat = np.array([0.0, 139.0, np.nan, 139.0]), np.array([35.0, 60.0, 35.0, np.inf])
    assert mesh.code_of(lon, lat, "1km").tolist() == ["", "", "", ""]


def test_offenders_are_counted() -> None:
    with pytest.raises(InputError, match=r"7 of 7 .*'0', '1', '2', '3', '4' and 2 more"):
        mesh.bounds_of([str(i) for i in range(7)])


@pytest.mark.parametrize(
    ("level", "number"),
    list(zip(LEVELS, (1, 2, 5000, 2000, 3, 4, 5, 6), strict=True)),
)
def test_agrees_with_jismesh_away_from_borders(level: MeshLevel, number: int) -> None:
    utils = pytest.importorskip("jismesh.utils", reason="jismesh is not installed")
    rng = np.random.default_rng(410)
    row, col = rng.integers(20 * 960, 46 * 960, 5000), rng.integers(22 * 640, 54 * 640, 5000)
    lat, lon = (row + 0.5) / 960, (col + 0.5) / 640 + 100
    wanted = utils.to_meshcode(lat, lon, number).astype(str)
    assert mesh.code_of(lon, lat, level).tolist() == wanted.tolist()
