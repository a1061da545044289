"""What can be closed on a network, and whom a day still reaches then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geoaccess.model.text import Text
from geoaccess.units import BoolArray, FloatArray, IntArray

LinkKind = Literal["section", "line", "station", "corridor"]
LINK_KINDS: tuple[LinkKind, ...] = ("section", "line", "station", "corridor")


@dataclass(frozen=True, kw_only=True)
class Link:
    """Something that can be closed: a section, a line, a station, or a named corridor."""

    kind: LinkKind
    id: str
    name: Text
    km: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Corridor:
    """Sections that one event closes together, with where that is known from.

    Attributes
    ----------
    stretches
        Line, and the stations between which all its sections are closed.
    """

    id: str
    name: Text
    stretches: tuple[tuple[str, str, str], ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class HopClasses:
    """Hops of a timetable by the track they run over: all hops of a class close together.

    Attributes
    ----------
    call_class
        Shape (n_calls,): class of the hop from each call to the next one of its trip.
    sections
        Per class, positions of the sections it runs over; none where tables do not say.
    lines
        Per class, ids of its lines.
    """

    call_class: IntArray
    sections: tuple[tuple[int, ...], ...]
    lines: tuple[tuple[str, ...], ...]

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return len(self.lines)


@dataclass(frozen=True, kw_only=True, eq=False)
class Closures:
    """Closures, each of some classes of hops and of some stops.

    Attributes
    ----------
    cut
        Shape (n_closures, n_classes): trains do not run over these hops.
    shut
        Shape (n_closures, n_stops): trains run through these stops without a call.
    """

    cut: BoolArray
    shut: BoolArray

    @property
    def n_closures(self) -> int:
        """Number of closures."""
        return len(self.cut)


@dataclass(frozen=True, kw_only=True, eq=False)
class LongestDays:
    """First arrival at a hub and last return from it, in n cases and to m hubs.

    Attributes
    ----------
    first_arrival_s
        Shape (n, m): seconds of the service day, leaving home no earlier than the window
        begins; UNREACHED_S where there is no way.
    last_return_s
        Shape (n, m): last departure from the hub that is home when the window ends; -1 where
        there is none.
    """

    first_arrival_s: IntArray
    last_return_s: IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class UsedRides:
    """The trains of the longest day of each pair of place and hub, one row a ride.

    Attributes
    ----------
    place_idx, hub_idx
        Shape (n_rides,).
    first_call, last_call
        Shape (n_rides,): rows of the timetable at which people get on and off.
    """

    place_idx: IntArray
    hub_idx: IntArray
    first_call: IntArray
    last_call: IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class LinkEffects:
    """What closing links of one kind does, one row for each site and link that it uses.

    All other links leave the site as it is: its longest days do not run over them.

    Attributes
    ----------
    links
        All links of the kind.
    site_idx, link_idx
        Shape (n_effects,), by site, then link.
    met
        Shape (n_effects, n_hubs): hubs that can be met with the link closed.
    reach, meeting_s
        Shape (n_effects,): share of hub mass (0-1), and mass-weighted seconds of meeting,
        with the link closed.
    """

    links: tuple[Link, ...]
    site_idx: IntArray
    link_idx: IntArray
    met: BoolArray
    reach: FloatArray
    meeting_s: FloatArray
