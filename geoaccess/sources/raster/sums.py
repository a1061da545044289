"""Counts summed within a distance of places, within zones, and by the cells of another grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from geoaccess.errors import InputError
from geoaccess.model.cellgrid import CellFrame, CellValues, Window
from geoaccess.model.mesh import MeshLevel, code_of
from geoaccess.sources.raster.coverage import compute_coverage
from geoaccess.units import EARTH_RADIUS_M, FloatArray, IntArray

if TYPE_CHECKING:
    import shapely

Bounds = tuple[float, float, float, float]
"""West, south, east and north in degrees."""

BLOCK: Final = 1024
"""Rows and columns read at once: 8 MB as floats; a multiple of the usual tiles (256, 512)."""
CIRCLE_SIDES: Final = 360
MAX_RADIUS_M: Final = 500_000.0
STEP_DEG: Final = 0.02
"""Sides of zones are cut to 2 km before they are projected: straight lines become curved."""
MAX_PARTS: Final = 32
"""Most parts to a side into which a cell is cut that is larger than those of the other grid."""


@dataclass(frozen=True, kw_only=True, eq=False)
class WeightSums:
    """Counts of n places or zones.

    Attributes
    ----------
    weight
        Sum over the cells, those on the rim by the share that lies inside, shape (n,); NaN
        where no cell with a figure lies inside.
    share_outside
        Part of the area beyond the edge of the grid, 0 to 1, shape (n,).
    share_missing
        Part of the area in cells without a figure, 0 to 1, shape (n,).
    """

    weight: FloatArray
    share_outside: FloatArray
    share_missing: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class WeightCells:
    """Cells with a count above 0: their middles in degrees, and the counts, shape (n,) each."""

    lon: FloatArray
    lat: FloatArray
    weight: FloatArray


def compute_weights_within(
    cells: CellValues, lon: FloatArray, lat: FloatArray, *, radius_m: float
) -> WeightSums:
    """Return the counts within a distance of each place.

    A circle on the sphere, of 360 sides and of the area of the true one; a cell that it cuts
    counts by the share of its area inside, as if people lived evenly in it.

    Raises
    ------
    InputError
        When the distance is not above 0 and at most 500 km.
    """
    return compute_weights_in(cells, build_circles(lon, lat, radius_m))


def build_circles(lon: FloatArray, lat: FloatArray, radius_m: float) -> NDArray[Any]:
    """Return circles on the sphere around points as polygons in degrees, shape (n,).

    Raises
    ------
    InputError
        When the distance is not above 0 and at most 500 km.
    """
    import shapely

    if not 0 < radius_m <= MAX_RADIUS_M:
        raise InputError(
            f"radius {radius_m:g} m: give a distance above 0 and of at most "
            f"{MAX_RADIUS_M / 1000:.0f} km"
        )
    turn = 2 * np.pi / CIRCLE_SIDES
    angle = np.arange(CIRCLE_SIDES) * turn
    reach = radius_m / EARTH_RADIUS_M * np.sqrt(turn / np.sin(turn))
    phi, lam = np.radians(lat)[:, None], np.radians(lon)[:, None]
    sin_lat = np.sin(phi) * np.cos(reach) + np.cos(phi) * np.sin(reach) * np.cos(angle)
    east = np.arctan2(
        np.sin(angle) * np.sin(reach) * np.cos(phi), np.cos(reach) - np.sin(phi) * sin_lat
    )
    rings = np.degrees(np.stack([lam + east, np.arcsin(sin_lat)], axis=-1))
    circles: NDArray[Any] = shapely.polygons(rings)
    return circles


def compute_weights_in(
    cells: CellValues,
    polygons: Sequence[Any] | NDArray[Any],
    *,
    land: Sequence[Any] | NDArray[Any] | None = None,
) -> WeightSums:
    """Return the counts within each polygon (shapely, in degrees; valid).

    Only the cells under a polygon are read, in blocks of at most 1,024 x 1,024.

    Parameters
    ----------
    land
        All areas that share the ground, the polygons among them: a cell that several cut is
        shared out in proportion to the parts, and nobody lives in the rest of it (the sea). Cells
        of which no area has a part are in no sum. Without it a part outside is not counted.
    """
    zones = _draw(cells, polygons)
    areas = _draw(cells, land) if land is not None else None
    tree = _build_tree(areas) if areas is not None else None
    found = []
    for zone in zones:
        neighbours = None
        if areas is not None and tree is not None and np.isfinite(_bounds(zone)).all():
            neighbours = areas[tree.query(zone, predicate="intersects")]
        found.append(_sum_one(cells, zone, neighbours))
    columns = np.array(found).reshape(len(found), 3).T
    return WeightSums(weight=columns[0], share_outside=columns[1], share_missing=columns[2])


def _draw(cells: CellValues, polygons: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
    """Return polygons in degrees as polygons in columns and rows of the cells."""
    import shapely

    def place(points: FloatArray) -> FloatArray:
        return np.column_stack(cells.frame.to_cells(points[:, 0], points[:, 1]))

    given = np.asarray(polygons, dtype=object)
    drawn: NDArray[Any] = shapely.transform(shapely.segmentize(given, STEP_DEG), place)
    return drawn


def _build_tree(areas: NDArray[Any]) -> Any:
    import shapely

    return shapely.STRtree([one if np.isfinite(_bounds(one)).all() else None for one in areas])


def _bounds(one: Any) -> FloatArray:
    import shapely

    return np.asarray(shapely.bounds(one))


def _sum_one(
    cells: CellValues, drawn: shapely.Geometry, neighbours: NDArray[Any] | None
) -> tuple[float, float, float]:
    """Return count, and the parts of the area outside the grid and without a figure."""
    import shapely

    box = _bounds(drawn)
    area = float(shapely.area(drawn)) if np.isfinite(box).all() else 0.0
    window = cells.frame.clip(tuple(box)) if area > 0 else None
    if window is None:
        return np.nan, 1.0, 0.0
    total = inside = known = 0.0
    for block in split_window(window):
        share = compute_coverage(drawn, block)
        if not share.any():
            continue
        values = cells.read(block)
        is_known = ~np.isnan(values)
        inside += float(share.sum())
        known += float(share[is_known].sum())
        if neighbours is not None:
            share = _share_land(share, neighbours, block)
        total += float((share[is_known] * values[is_known]).sum())
    outside = min(max(1 - inside / area, 0.0), 1.0)
    missing = min(max((inside - known) / area, 0.0), 1.0)
    return total if known > 0 else np.nan, outside, missing


def _share_land(share: FloatArray, neighbours: NDArray[Any], block: Window) -> FloatArray:
    """Return an area's share of the land of each cell, from its share of the cell.

    Of a neighbour only the box that it has in common with the block is drawn.
    """
    land = np.zeros(share.shape)
    for one in neighbours:
        left, top, right, bottom = _bounds(one)
        first_row, first_col = max(int(top) - block.row, 0), max(int(left) - block.col, 0)
        end_row = min(int(np.ceil(bottom)) - block.row, block.height)
        end_col = min(int(np.ceil(right)) - block.col, block.width)
        if first_row < end_row and first_col < end_col:
            part = Window(
                block.row + first_row,
                block.col + first_col,
                end_row - first_row,
                end_col - first_col,
            )
            land[first_row:end_row, first_col:end_col] += compute_coverage(one, part)
    return np.divide(share, land, out=np.zeros(share.shape), where=land > 0)


def split_window(window: Window) -> Iterator[Window]:
    """Return the blocks of a window, cut at multiples of 1,024 so that tiles are read once."""
    end_row, end_col = window.row + window.height, window.col + window.width
    for row in range(window.row // BLOCK * BLOCK, end_row, BLOCK):
        first_row, last_row = max(row, window.row), min(row + BLOCK, end_row)
        for col in range(window.col // BLOCK * BLOCK, end_col, BLOCK):
            first_col, last_col = max(col, window.col), min(col + BLOCK, end_col)
            yield Window(first_row, first_col, last_row - first_row, last_col - first_col)


def iterate_cells(
    cells: CellValues, bounds: Bounds | None = None, *, parts: int = 1
) -> Iterator[WeightCells]:
    """Return the cells with a count, block by block; together they hold every count once.

    Parameters
    ----------
    bounds
        Box in degrees: only blocks that it touches are read, and cells whose middle it holds
        are given; all where left out.
    parts
        Each cell is given as parts x parts points, with an equal part of its count each.
    """
    window: Window | None = cells.frame.whole
    if bounds is not None:
        window = cells.frame.find_window(*_outline(bounds))
    if window is None:
        return
    step = (np.arange(parts) + 0.5) / parts
    d_row, d_col = (one.ravel() for one in np.meshgrid(step, step, indexing="ij"))
    for block in split_window(window):
        values = cells.read(block)
        row, col = np.nonzero(values > 0)
        if not row.size:
            continue
        weight = np.repeat(values[row, col] / parts**2, parts**2)
        lon, lat = cells.frame.to_degrees(
            (col[:, None] + d_col + block.col).ravel(), (row[:, None] + d_row + block.row).ravel()
        )
        if bounds is not None:
            west, south, east, north = bounds
            kept = (lon >= west) & (lon < east) & (lat >= south) & (lat < north)
            lon, lat, weight = lon[kept], lat[kept], weight[kept]
        yield WeightCells(lon=lon, lat=lat, weight=weight)


def _outline(bounds: Bounds) -> tuple[FloatArray, FloatArray]:
    """Return points along the sides of a box: in another coordinate system they are curved."""
    west, south, east, north = bounds
    across, up = np.linspace(west, east, 33), np.linspace(south, north, 33)
    lon = np.concatenate([across, across, np.full(33, west), np.full(33, east)])
    lat = np.concatenate([np.full(33, south), np.full(33, north), up, up])
    return lon, lat


def sum_by_mesh(
    cells: CellValues, level: MeshLevel, bounds: Bounds | None = None, *, parts: int = 1
) -> tuple[NDArray[np.str_], FloatArray]:
    """Return mesh codes and the count in each: every cell goes where its middle lies.

    Counts are moved, never interpolated: the sum is that of the cells. What lies outside
    Japan's frame has the code ''.
    """
    sums: dict[str, float] = {}
    for block in iterate_cells(cells, bounds, parts=parts):
        codes, where = np.unique(code_of(block.lon, block.lat, level), return_inverse=True)
        found = np.bincount(where.ravel(), block.weight, len(codes))
        for code, value in zip(codes.tolist(), found.tolist(), strict=True):
            sums[code] = sums.get(code, 0.0) + value
    ordered = sorted(sums)
    return np.array(ordered, dtype=np.str_), np.array([sums[code] for code in ordered])


def sum_by_cell(
    cells: CellValues, target: CellFrame, *, parts: int | None = None
) -> tuple[FloatArray, float]:
    """Return the count in each cell of another grid, shape (height, width), and what lies beside.

    Every cell goes where its middle lies: counts are moved, never interpolated, so that both
    results together are the counts in the box of degrees around the target. Cells larger than
    half of those of the target are cut into equal parts first, as if people lived evenly in them.

    Parameters
    ----------
    parts
        Parts to a side of a cell; as many as are needed where left out.
    """
    n_parts = parts or find_parts(cells.frame, target)
    sums = np.zeros(target.height * target.width)
    outside = 0.0
    for block in iterate_cells(cells, _bounds_of(target), parts=n_parts):
        number: IntArray = target.cell_of(block.lon, block.lat)
        inside = number >= 0
        sums += np.bincount(number[inside], block.weight[inside], sums.size)
        outside += float(block.weight[~inside].sum())
    return sums.reshape(target.height, target.width), outside


def find_parts(cells: CellFrame, target: CellFrame) -> int:
    """Return into how many parts to a side cells are cut to be at most half a target cell."""
    one = Window(cells.height // 2, cells.width // 2, 1, 1)
    other = Window(target.height // 2, target.width // 2, 1, 1)
    ratio = np.sqrt(cells.areas_km2(one)[0, 0] / target.areas_km2(other)[0, 0])
    return 1 if ratio <= 0.5 else min(int(np.ceil(2 * ratio)), MAX_PARTS)


def _bounds_of(frame: CellFrame) -> Bounds:
    """Return a box in degrees that holds all cells of a grid, a little wider."""
    across, down = np.linspace(0, frame.width, 33), np.linspace(0, frame.height, 33)
    col = np.concatenate([across, across, np.zeros(33), np.full(33, frame.width)])
    row = np.concatenate([np.zeros(33), np.full(33, frame.height), down, down])
    lon, lat = frame.to_degrees(col, row)
    return (lon.min() - 0.01, lat.min() - 0.01, lon.max() + 0.01, lat.max() + 0.01)
