"""Places that visit each other in a day: partners, communities, and where several can meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.network import Line
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.units import BoolArray, FloatArray, IntArray

NodeKind = Literal["agglomeration", "hub", "place"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Nodes:
    """Places of several kinds that may be partners.

    Attributes
    ----------
    places
        Their ids can be typed as places (``agglomeration:suwa``), those of files apart.
    kind
        Of each place, length n.
    mass_kind
        What the mass of each place counts, length n; empty where it has none.
    industries
        Industries of each place; none for hubs and places whose industries are not known.
    """

    places: Places
    kind: tuple[NodeKind, ...]
    mass_kind: tuple[Text, ...]
    industries: tuple[tuple[Text, ...], ...]

    def __post_init__(self) -> None:
        sizes = {len(self.places), len(self.kind), len(self.mass_kind), len(self.industries)}
        if len(sizes) != 1:
            raise InputError("nodes: kinds, masses or industries have another length than places")

    def __len__(self) -> int:
        return len(self.places)

    def find_in_common(self, i: int, j: int) -> tuple[Text, ...]:
        """Return the industries that two places have in common, in the order of the first."""
        return tuple(one for one in self.industries[i] if one in self.industries[j])


@dataclass(frozen=True, kw_only=True, eq=False)
class PartnerGraph:
    """Which of n places can visit each other in a day.

    Attributes
    ----------
    can_visit
        Shape (n, n): a day return from the place of the row to that of the column.
    is_edge
        Shape (n, n), symmetric, none with itself: day returns both ways.
    weight_s
        Shape (n, n), symmetric: min(U_ij, U_ji) in seconds, 0 where there is no edge.
    """

    can_visit: BoolArray
    is_edge: BoolArray
    weight_s: IntArray

    @property
    def degree(self) -> IntArray:
        """Number of partners, shape (n,)."""
        count: IntArray = self.is_edge.sum(axis=1)
        return count

    @property
    def strength_s(self) -> IntArray:
        """Meeting seconds a day with all partners together, shape (n,)."""
        total: IntArray = self.weight_s.sum(axis=1, dtype=np.int64)
        return total

    def list_edges(self) -> IntArray:
        """Return the edges as rows (i, j) with i < j, shape (n_edges, 2)."""
        return np.argwhere(np.triu(self.is_edge))


@dataclass(frozen=True, kw_only=True, eq=False)
class Communities:
    """A division of n places into communities.

    Attributes
    ----------
    label
        Shape (n,): 0 is the community with most places, then by size, then by first place.
    modularity
        Of this division, by meeting hours, at the resolution; NaN without edges.
    seed, runs, resolution
        First seed, number of runs, of which the one with the highest modularity is shown, and
        how fine the division is: 1 for modularity as it was first defined.
    agreement
        Mean adjusted Rand index of all runs with the one shown; 1 where all are the same.
    belonging
        Shape (n,): share of the others of its community with which a place is together,
        mean over the runs; NaN for a place alone.
    """

    label: IntArray
    modularity: float
    seed: int
    runs: int
    resolution: float
    agreement: float
    belonging: FloatArray

    @property
    def n_communities(self) -> int:
        """Number of communities."""
        return int(self.label.max(initial=-1)) + 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Redundancy:
    """What is left of the edges when each line is out of service.

    Attributes
    ----------
    lines
        Lines that carry trains on the day.
    lost
        Shape (n_lines, n_edges): edges that the loss of the line breaks.
    """

    lines: tuple[Line, ...]
    lost: BoolArray

    @property
    def share(self) -> FloatArray:
        """Share of edges that survive the loss of each line, (n_lines,); NaN without edges."""
        n_edges = self.lost.shape[1]
        if n_edges == 0:
            return np.full(len(self.lines), np.nan)
        kept: FloatArray = 1 - self.lost.sum(axis=1) / n_edges
        return kept


@dataclass(frozen=True, kw_only=True, eq=False)
class DaySpans:
    """The longest day of each of n places at each of m places; arrays of shape (n, m).

    Attributes
    ----------
    arrive_s
        First arrival when leaving home no earlier than the window; UNREACHED_S if never.
    leave_s
        Last departure that is home by the end of the window; -1 if never.
    """

    arrive_s: IntArray
    leave_s: IntArray


@dataclass(frozen=True, kw_only=True)
class Trip:
    """The day of one participant of a meeting: clock times in seconds of the service day."""

    place_idx: int
    depart_s: int
    arrive_s: int
    leave_s: int
    home_s: int


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """When several can be at one place together.

    Attributes
    ----------
    at_idx
        Where they meet.
    from_s, to_s
        Everybody is there: inside business hours where that leaves the least stay.
    common_s
        Seconds of business hours in which everybody can be there.
    trips
        Days of the participants, in their order.
    """

    at_idx: int
    from_s: int
    to_s: int
    common_s: int
    trips: tuple[Trip, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ThirdPlace:
    """The best place where two without an edge can meet; None where there is none."""

    pair: tuple[int, int]
    meeting: Meeting | None


@dataclass(frozen=True, kw_only=True, eq=False)
class EdgeChanges:
    """Edges between the same places on an earlier and a later network.

    Attributes
    ----------
    gained, lost
        Rows (i, j), i < j: edges of the later network only, and of the earlier one only.
    before, after
        The two graphs.
    """

    before: PartnerGraph
    after: PartnerGraph
    gained: IntArray
    lost: IntArray


@dataclass(frozen=True, kw_only=True)
class MergedCommunity:
    """A community of the later network that joins most of several of the earlier one."""

    after: int
    before: tuple[int, ...]
