"""Small circles of places that visit each other, drawn at random, and their journeys."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

from geoaccess.config import DayConfig
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import build_day, compute_profiles
from geoaccess.model.contacts import Contacts
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.partners import PartnerGraph
from geoaccess.model.profiles import Profiles
from geoaccess.model.timetable import Timetable, Trip
from geoaccess.scores.partners import build_partner_graph
from geoaccess.units import UNREACHED_S
from tests.engine.problems import access_legs, timetables
from tests.oracles import rounds

LINES = ("x", "y", "z")
DAY = DayConfig(window=(0, 1500), stay_min=5, business_hours=(300, 1200), direct_every_min=1)


@dataclass(frozen=True)
class Circle:
    table: Timetable
    legs: AccessLegs
    direct: DirectLegs

    @property
    def n(self) -> int:
        return self.legs.n_places

    def contacts(self, day: DayConfig = DAY) -> Contacts:
        return compute_day_returns(
            build_day(self.table, both_ways=True), day, places=self.legs, hubs=self.legs,
            direct=self.direct,
        )  # fmt: skip

    def graph(self, day: DayConfig = DAY) -> PartnerGraph:
        return build_partner_graph(self.contacts(day))

    def profiles(self) -> Profiles:
        return compute_profiles(
            build_day(self.table, both_ways=True), places=self.legs, hubs=self.legs,
            direct=self.direct,
        )  # fmt: skip

    def journeys(self, *, is_out: bool) -> list[list[tuple[int, int, int]]]:
        """Return the journeys of every pair by the slow search, by place, then place visited."""
        legs = self.legs
        return rounds.profiles(self.table, legs, legs, self.direct, out=is_out)


@st.composite
def circles(draw: st.DrawFn) -> Circle:
    table = draw(timetables())
    legs = draw(access_legs(table.n_stops))
    n = legs.n_places
    choices = st.sampled_from([UNREACHED_S, UNREACHED_S, 60, 420])
    flat = draw(st.lists(choices, min_size=n * n, max_size=n * n))
    direct_s = np.array(flat, dtype=np.int32).reshape(n, n)
    np.fill_diagonal(direct_s, 0)
    return Circle(table, legs, DirectLegs(out_s=direct_s, back_s=direct_s.T.copy()))


@st.composite
def lined_circles(draw: st.DrawFn) -> Circle:
    """Circles whose trains run over named lines."""
    circle = draw(circles())
    hops = st.lists(st.sampled_from(LINES), min_size=1, max_size=2, unique=True)
    lines = [tuple(draw(hops)) for _ in range(circle.table.call_stop_idx.size)]
    for last in circle.table.trip_start[1:] - 1:
        lines[last] = ()
    return replace(circle, table=replace(circle.table, call_lines=tuple(lines)))


def without_line(table: Timetable, line: str) -> Timetable:
    """Return a timetable whose trains end before each hop of a line and begin anew after it."""
    trips, start, calls = [], [0], []
    for t, trip in enumerate(table.trips):
        piece: list[int] = []
        for call in range(table.trip_start[t], table.trip_start[t + 1]):
            piece.append(call)
            if not table.call_lines[call] or line in table.call_lines[call]:
                if len(piece) > 1:
                    trips.append(Trip(id=f"{trip.id}-{call}", service="", service_ja=""))
                    calls += piece
                    start.append(len(calls))
                piece = []
    return replace(
        table,
        trips=tuple(trips),
        trip_start=np.array(start),
        call_stop_idx=table.call_stop_idx[calls],
        call_arrival_s=table.call_arrival_s[calls],
        call_departure_s=table.call_departure_s[calls],
        call_lines=((),) * len(calls),
        call_can_board=table.call_can_board[calls],
        call_can_alight=table.call_can_alight[calls],
    )
