"""Landmasses: land that one can drive across, islands tied by fixed links included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from build_coverage import Geometries
from scipy import sparse
from scipy.sparse import csgraph

EARTH_RADIUS_M = 6_371_008.8
METRES_PER_DEGREE = float(np.radians(EARTH_RADIUS_M))
NARROW_GAP_M = 250.0
"""Narrower water inside one municipality is taken as a canal, river mouth or bridged strait."""
MAX_LINK_SNAP_M = 3000.0


@dataclass(frozen=True, kw_only=True)
class FixedLink:
    """A road bridge or tunnel: name and the land it ties, as (lon, lat) of both ends."""

    name: str
    ends: tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Landmasses:
    """Islands (connected pieces of land) and the landmass of each; landmass 0 is the largest."""

    islands: Geometries
    landmass: npt.NDArray[np.int64]

    def at_points(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Return the landmass of the island nearest to each point."""
        nearest = shapely.STRtree(self.islands).nearest(shapely.points(lon, lat))
        return np.asarray(self.landmass[nearest])


def build_landmasses(
    coverage: Mapping[str, shapely.Geometry], links: Iterable[FixedLink]
) -> Landmasses:
    """Return islands and landmasses of a coverage.

    Raises
    ------
    ValueError
        When an end of a link is far from land, or a link joins nothing new.
    """
    islands = np.asarray(shapely.get_parts(shapely.union_all(list(coverage.values()))))
    pairs = [*_narrow_gaps(coverage, islands), *_linked_pairs(links, islands)]
    component = _components(len(islands), pairs)
    area = np.bincount(component, weights=_area_m2(islands))
    rank = np.empty(len(area), dtype=np.int64)
    rank[np.argsort(-area, kind="stable")] = np.arange(len(area))
    return Landmasses(islands=islands, landmass=rank[component])


def _components(n: int, pairs: list[tuple[int, int]]) -> npt.NDArray[np.int64]:
    rows, cols = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    graph = sparse.coo_matrix((np.ones(len(rows), dtype=np.int8), (rows, cols)), shape=(n, n))
    _, labels = csgraph.connected_components(graph, directed=False)
    return np.asarray(labels, dtype=np.int64)


def _narrow_gaps(
    coverage: Mapping[str, shapely.Geometry], islands: Geometries
) -> list[tuple[int, int]]:
    """Return pairs of islands that hold land of one municipality on both sides of narrow water."""
    tree = shapely.STRtree(islands)
    pairs: list[tuple[int, int]] = []
    for geometry in coverage.values():
        parts = shapely.get_parts(geometry)
        if len(parts) == 1:
            continue
        home = tree.query(shapely.point_on_surface(parts), predicate="within")[1]
        metric = to_metres(parts, float(shapely.bounds(geometry)[1]))
        first, second = shapely.STRtree(metric).query(
            metric, predicate="dwithin", distance=NARROW_GAP_M
        )
        pairs += zip(home[first].tolist(), home[second].tolist(), strict=True)
    return pairs


def _linked_pairs(links: Iterable[FixedLink], islands: Geometries) -> list[tuple[int, int]]:
    tree = shapely.STRtree(islands)
    pairs: list[tuple[int, int]] = []
    faults: list[str] = []
    for link in links:
        ends = shapely.points(link.ends)
        found = tree.nearest(ends)
        far = shapely.distance(ends, islands[found]) * METRES_PER_DEGREE > MAX_LINK_SNAP_M
        if far.any() or found[0] == found[1]:
            faults.append(link.name)
        pairs.append((int(found[0]), int(found[1])))
    if faults:
        raise ValueError(
            f"fixed_links.csv: {len(faults)} links tie no two islands ({', '.join(faults)}); "
            "put each end on the land it reaches"
        )
    return pairs


def to_metres(geometries: Geometries, lat: float) -> Geometries:
    """Return geometries in metres, true to scale near one latitude."""
    scale = np.array([METRES_PER_DEGREE * np.cos(np.radians(lat)), METRES_PER_DEGREE])
    return np.asarray(shapely.transform(geometries, lambda xy: xy * scale))


def _area_m2(geometries: Geometries) -> npt.NDArray[np.float64]:
    """Return areas in square metres in the equal-area cylindrical projection."""

    def project(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x = np.radians(xy[:, 0])
        y = np.sin(np.radians(xy[:, 1]))
        return np.column_stack([x, y]) * EARTH_RADIUS_M

    return np.asarray(shapely.area(shapely.transform(geometries, project)))
