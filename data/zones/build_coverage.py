"""A clean coverage of municipalities: no gap, no overlap, every border shared."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt
import shapely
from build_source import SourcePolygons

Geometries = npt.NDArray[np.object_]

GRID_DEG = 1e-4
"""The source is rounded to this; noding keeps every vertex on it."""


def build_coverage(source: SourcePolygons) -> dict[str, shapely.Geometry]:
    """Return one valid (multi)polygon per code, in code order, that share their borders exactly.

    All rings are noded on the grid of the source and cut into faces. A face that
    several municipalities claim goes to the smallest polygon (an enclave drawn over
    its surroundings); a hole that none claims goes to the neighbour with the longest
    common border.
    """
    lines = shapely.union_all(shapely.get_exterior_ring(source.polygons), grid_size=GRID_DEG)
    faces = np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))))
    owners = _fill_unclaimed(faces, _claim_faces(faces, source))
    return {
        code: shapely.union_all(faces[owners == code], grid_size=GRID_DEG)
        for code in sorted(set(owners.tolist()))
    }


def _claim_faces(faces: Geometries, source: SourcePolygons) -> npt.NDArray[np.str_]:
    """Return the owner of each face, '' where no source polygon covers it."""
    valid = shapely.make_valid(source.polygons)
    areas = shapely.area(valid)
    inside = shapely.point_on_surface(faces)
    face_idx, polygon_idx = shapely.STRtree(valid).query(inside, predicate="within")
    claims: dict[int, list[int]] = defaultdict(list)
    for face, polygon in zip(face_idx.tolist(), polygon_idx.tolist(), strict=True):
        claims[face].append(polygon)
    owners = np.full(len(faces), "", dtype=source.codes.dtype)
    for face, polygons in claims.items():
        owners[face] = source.codes[min(polygons, key=lambda one: float(areas[one]))]
    return owners


def _fill_unclaimed(faces: Geometries, owners: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    """Return owners with each unclaimed face given to its longest neighbour."""
    tree = shapely.STRtree(faces)
    filled = owners.copy()
    for face in np.flatnonzero(owners == ""):
        neighbours = [i for i in tree.query(faces[face], predicate="touches") if owners[i]]
        borders = shapely.length(shapely.intersection(faces[face], faces[neighbours]))
        filled[face] = owners[neighbours[int(np.argmax(borders))]]
    return filled
