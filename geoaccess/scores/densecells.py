"""Dense parts of a mesh by HDBSCAN, each cell standing for as many points as it has jobs."""

from __future__ import annotations

from typing import Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.jobs import JobMap
from geoaccess.scores.peaks import NOTHING
from geoaccess.units import EARTH_RADIUS_M, FloatArray, IntArray

MOST_POINTS: Final = 12_000
"""Its time grows with the square: 11,000 points take 1.2 s."""
LEAST_POINTS: Final = 5
"""Points below which a group says nothing."""
_STEPS: Final = (0.7548776662466927, 0.5698402909980532)
"""Of the R2 sequence (Roberts 2018): points spread evenly over a square, without random numbers."""


def find_dense_cells(jobs: JobMap, *, least_mass: float) -> IntArray:
    """Return the dense group of each cell, -1 for none, shape (n,) (Campello and others 2013).

    HDBSCAN knows no weights: a point stands for so many jobs that there are at most 12,000, and
    the points of a cell are spread evenly over it. A group has at least `least_mass` jobs; a
    cell belongs to the group of most of its points, to none where most are noise or it has less
    than half a point.

    Raises
    ------
    InputError
        When the units are municipalities, whose jobs lie somewhere within hundreds of km², or
        there are too few points, or scikit-learn is not installed.
    """
    if jobs.kind != "mesh":
        raise InputError(
            "--method hdbscan: municipalities are too coarse for densities; give a mesh table, or "
            "use --method peaks or lisa"
        )
    try:
        from sklearn.cluster import HDBSCAN
    except ImportError as error:
        raise InputError(
            "--method hdbscan: scikit-learn is not installed; install geoaccess[clusters], or use "
            "--method peaks or lisa"
        ) from error
    per_point = max(float(jobs.mass.sum()) / MOST_POINTS, least_mass / 1000)
    size = int(np.ceil(least_mass / per_point))
    cell, x_m, y_m = _spread_points(jobs, per_point)
    if size < LEAST_POINTS or size > cell.size:
        raise InputError(
            f"--least: {least_mass:g} persons are {size} of {cell.size} points of "
            f"{per_point:.0f}; give another least number for --method hdbscan"
        )
    label = HDBSCAN(min_cluster_size=size, copy=True).fit(np.stack([x_m, y_m], axis=1)).labels_
    n_groups = int(label.max(initial=NOTHING)) + 1
    votes = np.zeros((len(jobs), n_groups + 1), dtype=np.int64)
    np.add.at(votes, (cell, label), 1)  # noise, -1, is the last column
    winner = np.argmax(votes, axis=1)
    has_most = 2 * votes[np.arange(len(jobs)), winner] > votes.sum(axis=1)
    return np.where(has_most & (winner < n_groups), winner, NOTHING)


def _spread_points(jobs: JobMap, per_point: float) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return cell and position in metres of each point.

    Positions lie on a plane that fits the middle latitude; a cell is the square of its area.
    """
    n_points = np.floor(jobs.mass / per_point + 0.5).astype(np.int64)
    cell = np.repeat(np.arange(len(jobs)), n_points)
    number = np.arange(cell.size) - np.repeat(np.cumsum(n_points) - n_points, n_points)
    side_m = np.sqrt(jobs.area_km2[cell]) * 1000
    degree_m = np.radians(EARTH_RADIUS_M)
    middle = float(np.mean([jobs.lat.min(), jobs.lat.max()]))
    east, north = ((0.5 + (number + 1) * step) % 1 - 0.5 for step in _STEPS)
    x_m = jobs.lon[cell] * degree_m * np.cos(np.radians(middle)) + east * side_m
    y_m = jobs.lat[cell] * degree_m + north * side_m
    return cell, x_m, y_m
