"""Specialisation: what a place makes more of than others do, and how clustered an industry is."""

from __future__ import annotations

import numpy as np

from geoaccess.errors import InputError
from geoaccess.units import EARTH_RADIUS_M, FloatArray, IntArray


def compute_location_quotients(employees: FloatArray) -> FloatArray:
    """Return LQ = (E_ri / E_r) / (E_i / E), shape (n_regions, n_industries); 1 is the average.

    NaN where a region or an industry has no employees (Florence 1939).

    Raises
    ------
    InputError
        When a number is missing or negative, or there are none at all.
    """
    jobs = np.asarray(employees, dtype=np.float64)
    if jobs.ndim != 2 or not np.all(jobs >= 0) or jobs.sum() <= 0:
        raise InputError("specialisation: employees (regions, industries) of at least 0 are needed")
    expected = jobs.sum(axis=1, keepdims=True) * jobs.sum(axis=0) / jobs.sum()
    quotients: FloatArray = np.divide(
        jobs, expected, out=np.full_like(jobs, np.nan), where=expected > 0
    )
    return quotients


def compute_ellison_glaeser(
    industry_share: FloatArray, total_share: FloatArray, *, herfindahl: float
) -> float:
    """Return gamma, the clustering of an industry beyond chance and plant size.

        G = sum over r of (s_r - x_r) ** 2
        gamma = (G - (1 - sum of x_r ** 2) * H) / ((1 - sum of x_r ** 2) * (1 - H))

    (Ellison and Glaeser 1997). 0 is what chance gives; above 0.05 counts as high.

    Parameters
    ----------
    industry_share, total_share
        Shape (n_regions,): shares s of the industry's and x of all employees; each sums to 1.
    herfindahl
        H of the sizes of the industry's plants, at least 0 and below 1.

    Raises
    ------
    InputError
        When shares do not fit or do not sum to 1, all employees are in one region, or H is
        out of range.
    """
    s, x = np.asarray(industry_share), np.asarray(total_share)
    if s.shape != x.shape or s.ndim != 1:
        raise InputError(f"specialisation: shares {s.shape} and {x.shape} do not fit")
    for share in (s, x):
        if not np.all(share >= 0) or not np.isclose(share.sum(), 1):
            raise InputError("specialisation: shares of at least 0 that sum to 1 are needed")
    if not 0 <= herfindahl < 1:
        raise InputError(f"specialisation: a Herfindahl index of {herfindahl} is not in 0-1")
    spread = float(1 - x @ x)
    if spread <= 0:
        raise InputError("specialisation: all employees are in one region")
    raw = float((s - x) @ (s - x))
    return (raw - spread * herfindahl) / (spread * (1 - herfindahl))


def compute_mutual_share(minutes: FloatArray, jobs: FloatArray, *, within_min: float) -> float:
    """Return the share of pairs of jobs that lie within so many minutes of each other, 0-1.

        sum over r, q of E_r * E_q * 1[max(t_rq, t_qr) <= T] / (sum of E) ** 2

    Compactness of an agglomeration, with T = 30. Jobs of one part count as within reach of
    each other whatever its own time says.

    Raises
    ------
    InputError
        When the shapes do not fit, or there are no jobs.
    """
    weight = np.asarray(jobs, dtype=np.float64)
    if minutes.shape != (weight.size, weight.size) or not np.all(weight >= 0):
        raise InputError(f"specialisation: times {minutes.shape} do not fit {weight.size} parts")
    if weight.sum() <= 0:
        raise InputError("specialisation: there are no jobs")
    near = np.maximum(minutes, minutes.T) <= within_min
    np.fill_diagonal(near, val=True)
    return float(weight @ near @ weight / weight.sum() ** 2)


def compute_near_share(
    lon: FloatArray, lat: FloatArray, jobs: FloatArray, *, landmass: IntArray, within_m: float
) -> float:
    """Return the share of pairs of jobs within a great-circle distance on one landmass, 0-1.

    `compute_mutual_share` where time follows from distance, for thousands of parts: pairs are
    counted over a tree.

    Parameters
    ----------
    lon, lat, jobs, landmass
        Parts, degrees, shape (n,).

    Raises
    ------
    InputError
        When a number is missing or negative, or there are no jobs.
    """
    from scipy.spatial import KDTree

    weight = np.asarray(jobs, dtype=np.float64)
    if not np.all(weight >= 0) or weight.sum() <= 0:
        raise InputError("specialisation: jobs of at least 0, some above, are needed")
    phi, theta = np.radians(lat), np.radians(lon)
    on_sphere = np.stack(
        [np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1
    )
    chord = 2 * np.sin(min(within_m / EARTH_RADIUS_M, np.pi) / 2)
    met = 0.0
    for one in np.unique(landmass):
        own = np.flatnonzero((landmass == one) & (weight > 0))
        tree = KDTree(on_sphere[own]) if own.size else None
        if tree is not None:
            met += float(tree.count_neighbors(tree, chord, weights=(weight[own], weight[own])))
    return met / float(weight.sum()) ** 2
