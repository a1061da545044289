"""Memory is planned, and what cannot be computed is refused before any number is given."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from geoaccess.config import DayConfig
from geoaccess.engine import blocks, matrix, returns
from geoaccess.engine.blocks import NO_LIMITS, Limits, Plan, plan_blocks
from geoaccess.engine.itineraries import plan_pair
from geoaccess.engine.matrix import compute_matrix
from geoaccess.engine.scale import PACKED
from geoaccess.engine.sweep import DayNet, build_day, compute_profiles
from geoaccess.engine.sweeper import Sweeper, bytes_per_lane
from geoaccess.errors import InputError
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.timetable import Trip
from geoaccess.units import SECONDS_PER_DAY
from tests.engine.answers import WINDOW, Answers, assert_same, every_answer
from tests.engine.networks import random_legs, random_network
from tests.engine.timetables import legs, no_direct, timetable

N_PLACES, N_HUBS = 20, 200
MEGABYTE = 2**20


@pytest.fixture(scope="module")
def day() -> DayNet:
    return build_day(random_network(7, n_stops=200, n_trips=1500, n_walks=0), both_ways=True)


@pytest.fixture(scope="module")
def compute(day: DayNet) -> Callable[..., object]:
    ways = {
        "places": random_legs(1, day.timetable, N_PLACES),
        "hubs": random_legs(2, day.timetable, N_HUBS),
        "direct": no_direct(N_PLACES, N_HUBS),
    }

    def run(what: str, limits: Limits, percentiles: tuple[int, ...] = (5, 50, 95)) -> object:
        if what == "returns":
            return returns.compute_day_returns(day, DayConfig(), **ways, limits=limits)
        return compute_matrix(
            day, **ways, window=WINDOW, percentiles=percentiles,
            arrive_by=what == "arrive", limits=limits,
        )  # fmt: skip

    return run


def peak_bytes(run: Callable[[], object]) -> int:
    """Return the most memory of arrays that a call holds at a time."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


SMALL = 200_000
"""Bytes beside results and sweeps: hubs of a block by stop, boardings before they are joined."""


@pytest.mark.parametrize("max_transfers", [None, 2])
@pytest.mark.parametrize("what", ["depart", "arrive", "returns"])
def test_less_memory_takes_smaller_blocks(
    compute: Callable[..., object], what: str, max_transfers: int | None
) -> None:
    limits = Limits(max_transfers=max_transfers)
    freely = compute(what, limits)
    needed = _least_bytes(lambda limit: compute(what, limit), max_transfers)
    for allowed in (needed, 2 * needed):
        tight = Limits(max_transfers=max_transfers, max_memory_bytes=allowed)
        found = compute(what, tight)
        assert_same(_arrays(found), _arrays(freely))
        assert peak_bytes(lambda tight=tight: compute(what, tight)) < allowed + SMALL
    with pytest.raises(InputError, match=r"memory: \d+ MB are allowed and at least \d+ MB"):
        compute(what, Limits(max_transfers=max_transfers, max_memory_bytes=needed - 1))


def _arrays(found: object) -> Answers:
    return {name: np.asarray(value) for name, value in vars(found).items()}


def _least_bytes(run: Callable[[Limits], object], max_transfers: int | None) -> int:
    """Return the least memory that is not refused."""
    low, high = 0, 100 * MEGABYTE
    with pytest.MonkeyPatch.context() as patch:
        for module in (matrix, returns):  # the plan alone, nothing is swept
            patch.setattr(module, "for_each_block", lambda *_, **__: None)
        while low + 1 < high:
            middle = (low + high) // 2
            try:
                run(Limits(max_transfers=max_transfers, max_memory_bytes=middle))
            except InputError:
                low = middle
            else:
                high = middle
    return high


def test_repeated_percentiles_are_counted(compute: Callable[..., object]) -> None:
    percentiles = (50,) * 40
    few, many = (
        _least_bytes(lambda limit, wanted=wanted: compute("depart", limit, wanted), None)
        for wanted in ((50,), percentiles)
    )
    assert many - few == 40 * N_PLACES * N_HUBS * 8


@pytest.mark.parametrize(
    ("n_hubs", "allowed", "plan"),
    [
        (0, None, Plan(lanes=16, threads=1)),
        (1, None, Plan(lanes=16, threads=1)),
        (17, None, Plan(lanes=16, threads=2)),
        (100, None, Plan(lanes=64, threads=2)),
        (1000, None, Plan(lanes=64, threads=2)),
        (1000, 128_100, Plan(lanes=64, threads=2)),
        (1000, 128_099, Plan(lanes=64, threads=1)),
        (1000, 64_099, Plan(lanes=48, threads=1)),
        (1000, 16_100, Plan(lanes=16, threads=1)),
    ],
)
def test_plans_by_hand(n_hubs: int, allowed: int | None, plan: Plan) -> None:
    limits = Limits(max_memory_bytes=allowed)
    found = plan_blocks(n_hubs, limits, bytes_per_lane=1000, taken_bytes=100)
    assert found == plan


def test_a_narrower_last_block_takes_no_more_memory(day: DayNet) -> None:
    hubs = random_legs(2, day.timetable, 80)
    sweeper = Sweeper(day.out, PACKED)
    every = list(blocks.hub_blocks(hubs, hubs.from_stop_s, n_stops=200, lanes=64))
    assert [block.n_hubs for block in every] == [64, 16]
    sweeper.sweep(every[0])
    assert peak_bytes(lambda: sweeper.sweep(every[1])) < SMALL


def test_memory_of_a_lane(day: DayNet) -> None:
    rows = day.out.n_rows + 2 + day.out.n_trips
    assert bytes_per_lane(day.out, PACKED, NO_LIMITS) == 4 * rows
    assert bytes_per_lane(day.out, PACKED, Limits(max_transfers=3)) == 5 * 4 * rows


TABLE = timetable("T1: A 08:00, B 08:30")


def refused(message: str, **ways: AccessLegs | DirectLegs) -> None:
    """Every computation refuses the legs with the message."""
    usual = {
        "places": legs(TABLE, {"A": 0}),
        "hubs": legs(TABLE, {"B": 0}),
        "direct": no_direct(1, 1),
    }
    mine = {**usual, **ways}
    day = build_day(TABLE)
    with pytest.raises(InputError, match=message):
        compute_profiles(day, **mine)
    with pytest.raises(InputError, match=message):
        compute_matrix(day, **mine, window=WINDOW, percentiles=(50,))
    with pytest.raises(InputError, match=message):
        returns.compute_day_returns(day, DayConfig(), **mine)
    with pytest.raises(InputError, match=message):
        plan_pair(day, origin=mine["places"], target=mine["hubs"], direct=mine["direct"])


@pytest.mark.parametrize("stop", [-1, 2, 700])
def test_a_stop_that_is_not_in_the_timetable(stop: int) -> None:
    none = np.zeros(1, dtype=np.int32)
    lost = AccessLegs(
        start=np.array([0, 1]), stop_idx=np.array([stop]), to_stop_s=none, from_stop_s=none,
        mode=("walk",),
    )  # fmt: skip
    message = rf"1 stops are not in the timetable of 2 \(positions {stop}\)"
    refused(message, places=lost)
    refused(message, hubs=lost)


def test_direct_legs_that_do_not_fit() -> None:
    never, short = no_direct(2, 1), no_direct(1, 1)
    refused(r"direct legs: shape \(2, 1\)", direct=never)
    refused(
        r"direct legs: shape \(2, 1\)", direct=DirectLegs(out_s=short.out_s, back_s=never.back_s)
    )
    early = DirectLegs(out_s=short.out_s, back_s=np.array([[-60]]))
    refused("direct legs: a leg takes less than nothing", direct=early)


def test_a_leg_too_long_for_the_clock() -> None:
    days = 13 * SECONDS_PER_DAY / 60
    for max_transfers in (None, 1):
        with pytest.raises(InputError, match="too long"):
            compute_profiles(
                build_day(TABLE),
                places=legs(TABLE, {"A": 0}),
                hubs=legs(TABLE, {"B": days}),
                direct=no_direct(1, 1),
                limits=Limits(max_transfers=max_transfers),
            )


@pytest.mark.parametrize("max_transfers", [None, 1])
@pytest.mark.parametrize("arrive_by", [False, True])
def test_an_egress_of_days_is_added_or_refused(max_transfers: int | None, arrive_by: bool) -> None:
    """11 days fit any type, 13 days do not fit beside the number of rides."""
    for days, fits in ((11, True), (13, max_transfers is None)):
        end = (days + 1) * SECONDS_PER_DAY
        window = (end - 6000, end) if arrive_by else (7 * 3600, 9 * 3600)

        def run(days: int = days, window: tuple[int, int] = window) -> np.ndarray:
            return compute_matrix(
                build_day(TABLE),
                places=legs(TABLE, {"A": 0}),
                hubs=legs(TABLE, {"B": days * SECONDS_PER_DAY / 60}),
                direct=no_direct(1, 1),
                window=window,
                percentiles=(0,),
                arrive_by=arrive_by,
                limits=Limits(max_transfers=max_transfers),
            ).fastest_min

        if fits:
            assert run()[0, 0] == (days * SECONDS_PER_DAY + 1800) / 60 or arrive_by
        else:
            with pytest.raises(InputError, match="too long"):
                run()


@pytest.mark.parametrize(
    ("window", "message"),
    [((3600, 3600), "no whole minute"), ((7200, 3600), "no whole minute"),
     ((0, 59), "no whole minute"), ((0, 2**15 * 60), "32768 minutes are more than 32767")],
)  # fmt: skip
def test_windows_that_are_refused(window: tuple[int, int], message: str) -> None:
    with pytest.raises(InputError, match=message):
        _matrix_of_window(window)


@pytest.mark.parametrize("arrive_by", [False, True])
@pytest.mark.parametrize(
    "window",
    [(0, 3600), (40_000, 50_000), (500_000, 510_000), (-90_000, -80_000), (0, 32_767 * 60)],
)
def test_windows_without_a_train_or_of_weeks(window: tuple[int, int], arrive_by: bool) -> None:
    found = _matrix_of_window(window, arrive_by=arrive_by)
    leaves, arrives = 8 * 3600, 8 * 3600 + 1800
    minutes = np.arange(window[0], window[0] + (window[1] - window[0]) // 60 * 60, 60)
    took = minutes - leaves if arrive_by else arrives - minutes
    there = minutes >= arrives if arrive_by else minutes <= leaves
    assert found.reachable_share[0, 0] == there.mean()
    if there.all():
        assert found.travel_time_min[:, 0, 0].tolist() == [took.min() / 60, took.max() / 60]
    if not there.any():
        assert np.isnan(found.travel_time_min).all()


def _matrix_of_window(window: tuple[int, int], *, arrive_by: bool = False):
    return compute_matrix(
        build_day(TABLE),
        places=legs(TABLE, {"A": 0}),
        hubs=legs(TABLE, {"B": 0}),
        direct=no_direct(1, 1),
        window=window,
        percentiles=(0, 100),
        arrive_by=arrive_by,
    )


def test_percentiles_and_transfers_that_make_no_sense() -> None:
    for percentiles in ((), (101,), (50, -1)):
        with pytest.raises(InputError, match="percentiles"):
            compute_matrix(
                build_day(TABLE),
                places=legs(TABLE, {"A": 0}),
                hubs=legs(TABLE, {"B": 0}),
                direct=no_direct(1, 1),
                window=WINDOW,
                percentiles=percentiles,
            )
    with pytest.raises(InputError, match="max_transfers: -1"):
        Limits(max_transfers=-1)


def test_places_hubs_and_stops_without_anything() -> None:
    table = timetable("T1: A 08:00, B 08:30\nchange Lonely 5")
    places = legs(table, {}, {"Lonely": 3}, {"A": 3})
    hubs = legs(table, {"Lonely": 1}, {}, {"B": 1})
    found = every_answer(table, places, hubs, no_direct(3, 3), window=(7 * 3600, 8 * 3600))
    assert found["out start"].tolist() == [0] * 9 + [1]
    assert np.isfinite(found["depart travel_time_min"][0]).tolist() == [
        [False] * 3, [False] * 3, [False, False, True]
    ]  # fmt: skip
    without_stops = timetable("")
    nowhere = legs(without_stops, {}, {})
    assert every_answer(without_stops, nowhere, nowhere, no_direct(2, 2))["out start"].sum() == 0


def test_compressed_rows_begin_with_the_first() -> None:
    """What stands before the first row would belong to nobody."""
    with pytest.raises(InputError, match="trip_start does not begin with 0"):
        replace(
            timetable("T1: A 08:00, B 08:30\nT2: A 09:00, B 09:30"),
            trips=(Trip(id="T2", service="", service_ja=""),),
            trip_start=np.array([2, 4]),
        )
    two = legs(TABLE, {"A": 1}, {"B": 1})
    for start in (np.array([1, 2]), np.empty(0, dtype=np.int32)):
        with pytest.raises(InputError, match="start does not begin with 0"):
            replace(two, start=start)
