"""Units of a map of jobs put together to agglomerations: by peaks, by local Moran, by density."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.jobs import JobMap
from geoaccess.scores.densecells import find_dense_cells
from geoaccess.scores.moran import compute_local_moran, control_false_discovery
from geoaccess.scores.peaks import NOTHING, find_peaks, label_components
from geoaccess.units import BoolArray, FloatArray, IntArray

Method = Literal["peaks", "lisa", "hdbscan"]


@dataclass(frozen=True, kw_only=True)
class GroupRule:
    """How units are put together.

    Attributes
    ----------
    method
        Peak search, local Moran's I, or HDBSCAN.
    least_mass
        Persons below which a group is no agglomeration.
    least_density_km2
        Of `peaks`: persons per km² below which a unit slopes to a peak but is no part of its
        agglomeration.
    alpha, permutations, seed
        Of `lisa`: false discovery rate, draws for each p-value, random numbers.
    """

    method: Method = "peaks"
    least_mass: float = 10_000
    least_density_km2: float = 0.0
    alpha: float = 0.05
    permutations: int = 999
    seed: int = 0

    def __post_init__(self) -> None:
        if not (self.least_mass > 0 and np.isfinite(self.least_mass)):
            raise InputError(f"--least: {self.least_mass:g} persons; give a number above 0")
        if not (self.least_density_km2 >= 0 and np.isfinite(self.least_density_km2)):
            raise InputError(f"--density: {self.least_density_km2:g} per km²; give 0 or more")
        if not 0 < self.alpha < 1:
            raise InputError(f"--alpha: {self.alpha:g} is not between 0 and 1")
        if self.permutations < 99:
            raise InputError(f"--permutations: {self.permutations} are too few; give 99 or more")


@dataclass(frozen=True, kw_only=True, eq=False)
class Groups:
    """Agglomerations of a map of jobs, largest first.

    Attributes
    ----------
    member
        Agglomeration of each unit, -1 for none, shape (n,).
    peak_idx
        Unit with most jobs in each agglomeration, shape (k,).
    peak_of
        Of `peaks`: the peak of each unit before small and thin ones were left out, shape (n,);
        each unit's own agglomeration otherwise.
    """

    member: IntArray
    peak_idx: IntArray
    peak_of: IntArray

    def __len__(self) -> int:
        return len(self.peak_idx)


def find_groups(jobs: JobMap, rule: GroupRule) -> Groups:
    """Return the agglomerations of a map of jobs.

    - ``peaks``: units that slope to one peak (`find_peaks`), of at least the least density, that
      hang together with the peak.
    - ``lisa``: parts that hang together of units that are high among high ones by local Moran's I
      of the density (its logarithm over municipalities), at the false discovery rate.
    - ``hdbscan``: parts that HDBSCAN finds dense (cells of a mesh only).

    Groups below the least mass are left out.

    Raises
    ------
    InputError
        When the method does not fit the map, or needs scikit-learn, which is not installed.
    """
    if rule.method == "peaks":
        peak_of = find_peaks(jobs.mass, jobs.neighbours)
        kept = (peak_of != NOTHING) & (jobs.density_km2 >= rule.least_density_km2)
        part = label_components(kept, jobs.neighbours, peak_of)
        with_peak = np.zeros(len(jobs) + 1, dtype=bool)
        with_peak[part[np.unique(peak_of[kept])]] = True  # -1, the last, where a peak is too thin
        group = np.where(kept & with_peak[part], part, NOTHING)
        return _order(group, jobs.mass, rule.least_mass, peak_of)
    if rule.method == "lisa":
        values = jobs.density_km2
        if jobs.kind == "municipality":  # a few wards of Tokyo would hide every other city
            values = np.log1p(values)
        found = compute_local_moran(
            values, jobs.neighbours, permutations=rule.permutations, seed=rule.seed
        )
        kept = found.is_high & control_false_discovery(found.p, rule.alpha)
        group = label_components(kept, jobs.neighbours)
    else:
        group = find_dense_cells(jobs, least_mass=rule.least_mass)
    return _order(group, jobs.mass, rule.least_mass, None)


def _order(
    group: IntArray, mass: FloatArray, least_mass: float, peak_of: IntArray | None
) -> Groups:
    """Return the groups of at least the mass, largest first, equals in order of their units."""
    n_groups = int(group.max(initial=NOTHING)) + 1
    inside: BoolArray = group != NOTHING
    total = np.bincount(group[inside], weights=mass[inside], minlength=n_groups)
    order = np.argsort(-total, kind="stable")
    order = order[total[order] >= least_mass]
    rank = np.full(n_groups + 1, NOTHING)
    rank[order] = np.arange(order.size)
    member = rank[group]
    by_mass = np.lexsort((np.arange(mass.size), -mass))
    by_mass = by_mass[member[by_mass] != NOTHING]
    peaks = by_mass[np.unique(member[by_mass], return_index=True)[1]]
    return Groups(member=member, peak_idx=peaks, peak_of=member if peak_of is None else peak_of)
