"""The graph of mutual day returns: the rule of an edge, its laws, and lines out of service."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.config import DayConfig
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import build_day
from geoaccess.errors import InputError
from geoaccess.model.partners import PartnerGraph
from geoaccess.pipeline.partners import find_edges_lost
from geoaccess.scores.partners import build_partner_graph, compare_graphs
from tests.engine.timetables import legs, no_direct, timetable
from tests.oracles import returns
from tests.scores.circles import DAY, LINES, Circle, circles, lined_circles, without_line

TRAINS = """
up1: A 06:30, B 07:30, C 08:30
up2: A 17:00, B 18:00, C 19:00
down1: C 06:40, B 07:40, A 08:40
down2: B 16:00, A 17:30
down3: C 18:10, B 19:10, A 20:10
"""


def three_towns(trains: str = TRAINS) -> PartnerGraph:
    table = timetable(trains)
    homes = legs(table, {"A": 0}, {"B": 0}, {"C": 0})
    return build_partner_graph(
        compute_day_returns(
            build_day(table), DayConfig(), places=homes, hubs=homes, direct=no_direct(3, 3)
        )
    )


def test_an_edge_needs_a_day_return_both_ways() -> None:
    """A visits B 07:30-19:10 and C 08:30-18:10; B visits A 08:40-17:00 and C 08:30-18:10;
    C visits A 08:40-17:00 and B 07:40-18:00. Without the last train home from C nobody stays
    there; A can still visit B until 16:00, 7 business hours of those from 9 to 18."""
    graph = three_towns()
    hours = graph.weight_s / 3600
    assert graph.is_edge.tolist() == (~np.eye(3, dtype=bool)).tolist()
    assert hours[0, 1] == 8
    assert hours[0, 2] == 8
    assert hours[1, 2] == 9
    assert graph.degree.tolist() == [2, 2, 2]

    cut = three_towns(TRAINS.replace("down3: C 18:10, B 19:10, A 20:10\n", ""))
    assert cut.list_edges().tolist() == [[0, 1]]
    assert cut.can_visit[2, 0]
    assert not cut.can_visit[0, 2]
    assert cut.weight_s[0, 1] == 7 * 3600


def test_a_graph_is_of_day_returns_among_the_same_places() -> None:
    table = timetable(TRAINS)
    homes, hub = legs(table, {"A": 0}, {"B": 0}), legs(table, {"C": 0})
    contacts = compute_day_returns(
        build_day(table), DayConfig(), places=homes, hubs=hub, direct=no_direct(2, 1)
    )
    with pytest.raises(InputError, match="2 places to 1"):
        build_partner_graph(contacts)
    with pytest.raises(InputError, match="not of the same places"):
        compare_graphs(three_towns(), replace(three_towns(), is_edge=np.zeros((2, 2), bool)))


@settings(max_examples=25)
@given(circles())
def test_edges_equal_trying_every_pair_of_journeys_both_ways(circle: Circle) -> None:
    graph, n = circle.graph(), circle.n
    out, back = (circle.journeys(is_out=is_out) for is_out in (True, False))
    days = {
        (i, j): returns.day_return(
            out[i * n + j], back[i * n + j], int(circle.direct.out_s[i, j]), DAY
        )
        for i in range(n)
        for j in range(n)
        if circle.direct.out_s[i, j] == circle.direct.back_s[i, j]
    }
    for (i, j), there in days.items():
        if i == j or (j, i) not in days:
            continue
        other = days[j, i]
        assert graph.is_edge[i, j] == (there is not None and other is not None)
        least = min(there.meeting_s, other.meeting_s) if there and other else 0
        assert graph.weight_s[i, j] == least


@settings(max_examples=25)
@given(circles())
def test_edges_are_symmetric_and_no_heavier_than_either_way(circle: Circle) -> None:
    contacts, graph = circle.contacts(), circle.graph()
    assert (graph.is_edge == graph.is_edge.T).all()
    assert (graph.weight_s == graph.weight_s.T).all()
    assert not graph.is_edge.diagonal().any()
    assert (graph.weight_s <= contacts.meeting_s).all()
    assert graph.degree.sum() == 2 * len(graph.list_edges())


@settings(max_examples=25)
@given(circles(), st.data())
def test_more_trains_never_remove_an_edge(circle: Circle, data: st.DataObject) -> None:
    table = circle.table
    kept = data.draw(st.integers(1, len(table.trips)))
    calls = int(table.trip_start[kept])
    fewer = replace(
        table,
        trips=table.trips[:kept],
        trip_start=table.trip_start[: kept + 1],
        **{
            name: getattr(table, name)[:calls]
            for name in ("call_stop_idx", "call_arrival_s", "call_departure_s", "call_lines",
                         "call_can_board", "call_can_alight")
        },
    )  # fmt: skip
    before = replace(circle, table=fewer).graph()
    changes = compare_graphs(before, circle.graph())
    assert len(changes.lost) == 0
    assert (changes.before.weight_s <= changes.after.weight_s).all()
    assert len(changes.gained) == len(changes.after.list_edges()) - len(before.list_edges())


@settings(max_examples=25)
@given(lined_circles())
def test_edges_lost_without_a_line_equal_those_without_its_trains(circle: Circle) -> None:
    graph = circle.graph()
    edges = graph.list_edges()
    lost = find_edges_lost(
        build_day(circle.table, both_ways=True), LINES, edges, legs=circle.legs,
        direct=circle.direct, parameters=DAY,
    )  # fmt: skip
    assert lost.shape == (len(LINES), len(edges))
    for line, of_line in zip(LINES, lost, strict=True):
        rest = replace(circle, table=without_line(circle.table, line))
        if not rest.table.trips:
            continue
        after = rest.graph()
        assert not (after.is_edge & ~graph.is_edge).any()
        assert of_line.tolist() == [not after.is_edge[i, j] for i, j in edges.tolist()]
