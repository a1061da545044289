"""Which points lie near each other: pairs within a distance, without looking at all pairs."""

from __future__ import annotations

import numpy as np

from geoaccess.units import EARTH_RADIUS_M, FloatArray, IntArray, great_circle_m


def find_near_pairs(
    lon: FloatArray,
    lat: FloatArray,
    other_lon: FloatArray,
    other_lat: FloatArray,
    *,
    within_m: float,
) -> tuple[IntArray, FloatArray]:
    """Return the pairs of points within a great-circle distance, and their distances in metres.

    Parameters
    ----------
    lon, lat, other_lon, other_lat
        Two sets of n and m points, degrees.

    Returns
    -------
    Positions (one, other) of shape (n_pairs, 2), by the first and then the second; distances
    of shape (n_pairs,).
    """
    if within_m <= 0 or lon.size == 0 or other_lon.size == 0:
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0)
    import shapely

    dlat = np.degrees(within_m / EARTH_RADIUS_M) * 1.001  # a little wider, then measured
    dlon = dlat / np.maximum(np.cos(np.radians(np.minimum(np.abs(lat) + dlat, 90))), 1e-6)
    boxes = shapely.box(lon - dlon, lat - dlat, lon + dlon, lat + dlat)
    tree = shapely.STRtree(shapely.points(other_lon, other_lat))
    pairs: IntArray = tree.query(boxes).T
    distance_m = great_circle_m(
        lon[pairs[:, 0]], lat[pairs[:, 0]], other_lon[pairs[:, 1]], other_lat[pairs[:, 1]]
    )
    near = distance_m <= within_m
    pairs, distance_m = pairs[near], distance_m[near]
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return pairs[order], distance_m[order]
