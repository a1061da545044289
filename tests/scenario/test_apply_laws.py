"""Laws that hold whatever the numbers of an operation are."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.model.network import RailNetwork
from geoaccess.model.scenario import CloseLine, Operation, RemoveTrips, SetHeadway, SetRunTime
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.trains import build_timetable
from tests.scenario.lines import make_line, make_network, make_scenario, make_service

MINUTES = st.floats(min_value=1, max_value=300)


def _trains(network: RailNetwork) -> list[tuple[str, tuple[str, ...], tuple[int, ...]]]:
    table = build_timetable(network)
    return sorted(
        (
            trip.service,
            tuple(table.stop_id[stop] for stop in table.call_stop_idx[begin:end]),
            tuple(table.call_departure_s[begin:end].tolist()),
        )
        for trip, begin, end in zip(
            table.trips, table.trip_start[:-1], table.trip_start[1:], strict=True
        )
    )


def _after(*operations: Operation) -> RailNetwork:
    return apply_scenario(make_network(), make_scenario(*operations))


@settings(max_examples=30)
@given(headway=MINUTES, run=st.tuples(st.floats(10, 90), st.floats(17, 90)))
def test_a_line_that_is_closed_again_leaves_every_train(
    headway: float, run: tuple[float, float]
) -> None:
    line = make_line(
        services=(make_service(headway_min=headway, run_min=run),), transfer_min={"a": headway}
    )
    assert _trains(_after(line, CloseLine(line="planned"))) == _trains(make_network())


@settings(max_examples=30)
@given(headway=MINUTES, first=st.integers(0, 700), hours=st.integers(0, 12))
def test_the_last_headway_counts(headway: float, first: int, hours: int) -> None:
    last = SetHeadway(
        service="Fast",
        between=("a", "d"),
        headway_min=headway,
        first_min=first,
        last_min=first + 60 * hours,
    )
    before = SetHeadway(service="Fast", between=("a", "d"), headway_min=15)
    assert _trains(_after(before, last)) == _trains(_after(last))


@settings(max_examples=30)
@given(headway=MINUTES, share=st.floats(0.01, 1), factor=st.floats(0.8, 3))
def test_operations_on_different_trains_commute(
    headway: float, share: float, factor: float
) -> None:
    operations = (
        SetHeadway(service="Fast", between=("a", "d"), headway_min=headway),
        RemoveTrips(service="Local", share=share),
        SetRunTime(line="branch", between=("c", "e"), factor=factor),
        make_line(),
    )
    assert _trains(_after(*operations)) == _trains(_after(*operations[::-1]))


@settings(max_examples=30)
@given(run=st.tuples(st.floats(10, 90), st.floats(17, 90)), dwell=st.floats(0, 9))
def test_both_directions_mirror_each_other(run: tuple[float, float], dwell: float) -> None:
    service = make_service(run_min=run, dwell_min=(dwell,))
    trains = [one for one in _trains(_after(make_line(services=(service,)))) if one[0] == "Star"]
    total = {times[-1] - times[0] for _, _, times in trains}
    assert len(total) == 1
    assert abs(total.pop() / 60 - run[0] - dwell - run[1]) <= 1
    down = sorted(times[0] for _, calls, times in trains if calls[0] == "a")
    assert down == sorted(times[0] for _, calls, times in trains if calls[0] == "d")
