"""Ways that are found once and asked for again: for runs over many timetables of one land."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geoaccess.access.finder import Points, WayFinder, Ways
from geoaccess.units import BoolArray, IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class RememberedWays:
    """A finder that asks another one once for the ways from a set of origins to all targets.

    A way between two points does not depend on which others are looked at, so that the answer
    about some of the targets is taken from that about all. The legs of the 67 shipped sites and
    hubs took 0.24 s of processor time in each state of the network, most of it for ways.

    Attributes
    ----------
    finder
        What finds the ways.
    targets
        The points that will be asked about; others are asked of the finder each time, alone.
    """

    finder: WayFinder
    targets: Points
    known: dict[bytes, Ways] = field(default_factory=dict, repr=False)

    def find_ways(self, origins: Points, targets: Points) -> Ways:
        """Return the quicker way of walking and road for all pairs within the time limits."""
        once, position = np.unique(_as_complex(self.targets), return_inverse=True)
        asked = _as_complex(targets)
        row = np.searchsorted(once, asked)
        known = np.zeros(asked.size, dtype=bool)
        inside = row < once.size
        known[inside] = once[row[inside]] == asked[inside]
        if not known.all():
            return self._find_some(origins, targets, known)
        key = _as_complex(origins).tobytes()
        if key not in self.known:
            first = np.zeros(once.size, dtype=np.intp)
            first[position[::-1]] = np.arange(position.size)[::-1]
            points = Points(self.targets.lon[first], self.targets.lat[first])
            self.known[key] = self.finder.find_ways(origins, points)
        return _take_targets(self.known[key], row, once.size)

    def _find_some(self, origins: Points, targets: Points, known: BoolArray) -> Ways:
        """Return ways to targets of which some are not remembered, in the order of the finder."""
        if not known.any():
            return self.finder.find_ways(origins, targets)
        parts = []
        for is_known in (True, False):
            place = np.flatnonzero(known == is_known)
            some = Points(np.asarray(targets.lon)[place], np.asarray(targets.lat)[place])
            ways = (self if is_known else self.finder).find_ways(origins, some)
            parts.append(ways._replace(target=place.astype(ways.target.dtype)[ways.target]))
        both = [np.concatenate(columns) for columns in zip(*parts, strict=True)]
        order = np.lexsort((both[1], both[0]))
        return Ways(*(column[order] for column in both))

    def find_walks(self, origins: Points, targets: Points) -> Ways:
        """Return the ways on foot for all pairs within walking distance."""
        return self.finder.find_walks(origins, targets)


def _as_complex(points: Points) -> np.ndarray:
    return np.asarray(points.lon) + 1j * np.asarray(points.lat)


def _take_targets(ways: Ways, wanted: IntArray, n_targets: int) -> Ways:
    """Return the ways to wanted targets (by position, may come twice), in their order."""
    by_target = np.argsort(ways.target, kind="stable")
    start = np.searchsorted(ways.target[by_target], np.arange(n_targets + 1))
    count = (start[1:] - start[:-1])[wanted]
    begin = np.cumsum(count) - count
    rows = by_target[np.repeat(start[wanted] - begin, count) + np.arange(count.sum())]
    target = np.repeat(np.arange(wanted.size, dtype=ways.target.dtype), count)
    order = np.lexsort((target, ways.origin[rows]))
    taken = Ways(*(np.asarray(column)[rows[order]] for column in ways))
    return taken._replace(target=target[order])
