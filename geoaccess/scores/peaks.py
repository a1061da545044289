"""Peaks of employment: cells that none of their neighbours surpasses, and what slopes to them."""

from __future__ import annotations

import numpy as np

from geoaccess.model.jobs import Neighbours
from geoaccess.units import BoolArray, FloatArray, IntArray

NOTHING = -1


def find_peaks(mass: FloatArray, neighbours: Neighbours) -> IntArray:
    """Return the peak of each unit, its position, shape (n,); -1 for a unit without jobs.

    Each unit links to the highest of its neighbours, where that is higher than itself; a unit
    without a higher neighbour is a peak, and what leads to it by links is its own.

    **Ties.** Of several highest neighbours the first in order of the units is taken. Units of
    one value that touch are a plateau: it is one peak, at its first unit, where no neighbour
    of any of them is higher; else its units go, step by step over the plateau, to the nearest
    of them that has a higher neighbour. So the result depends on the order of the units among
    equals alone, and every unit with jobs belongs to exactly one peak.
    """
    n = mass.size
    link = np.arange(n)
    has_higher = np.zeros(n, dtype=bool)
    for unit in np.flatnonzero(mass > 0).tolist():
        near = neighbours.of(unit)
        if near.size and mass[best := int(near[np.argmax(mass[near])])] > mass[unit]:
            link[unit], has_higher[unit] = best, True
    _link_plateaus(mass, neighbours, link, has_higher)
    while not np.array_equal(further := link[link], link):
        link = further
    return np.where(mass > 0, link, NOTHING)


def _link_plateaus(
    mass: FloatArray, neighbours: Neighbours, link: IntArray, has_higher: BoolArray
) -> None:
    """Link units with equal neighbours to the way off their plateau, or to its first unit."""
    seen = np.zeros(mass.size, dtype=bool)
    one, other = neighbours.from_idx, neighbours.unit_idx
    level = np.unique(one[(mass[one] == mass[other]) & (mass[one] > 0)])
    for first in level.tolist():
        if seen[first]:
            continue
        plateau = _spread(first, mass, neighbours)
        seen[plateau] = True
        exits = [unit for unit in plateau if has_higher[unit]]
        if not exits:
            link[plateau] = first
            continue
        reached, front = set(exits), exits
        while front:
            following: list[int] = []
            for unit in front:
                for near in neighbours.of(unit).tolist():
                    if mass[near] == mass[unit] and near not in reached:
                        reached.add(near)
                        following.append(near)
                        link[near] = unit
            front = sorted(following)


def _spread(first: int, mass: FloatArray, neighbours: Neighbours) -> list[int]:
    """Return the units of the plateau of a unit, ascending."""
    found, front = {first}, [first]
    while front:
        near = {one for unit in front for one in neighbours.of(unit).tolist()}
        front = [one for one in near - found if mass[one] == mass[first]]
        found.update(front)
    return sorted(found)


def label_components(
    kept: BoolArray, neighbours: Neighbours, group: IntArray | None = None
) -> IntArray:
    """Return the connected part of each kept unit, 0, 1 …, and -1 for other units, shape (n,).

    Parameters
    ----------
    group
        Units are connected within a group only, shape (n,); over all where left out.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = kept.size
    one, other = neighbours.from_idx, neighbours.unit_idx
    tied = kept[one] & kept[other]
    if group is not None:
        tied &= group[one] == group[other]
    links = coo_array((np.ones(int(tied.sum())), (one[tied], other[tied])), shape=(n, n))
    label = connected_components(links, directed=False)[1]
    found = np.full(n, NOTHING)
    found[kept] = np.unique(label[kept], return_inverse=True)[1]
    return found
