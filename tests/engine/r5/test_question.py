"""What R5 is asked, and what it cannot be asked."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.engine.r5.matrix import build_r5_matrix
from geoaccess.engine.r5.modes import get_modes
from geoaccess.engine.r5.process import R5Answer
from geoaccess.engine.r5.question import R5Points, read_question
from geoaccess.engine.r5.r5pyrouter import column_names
from geoaccess.engine.r5.router import TripTable, compute_minutes
from geoaccess.errors import InputError
from tests.engine.r5.questions import points, question, settings

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "six percentiles": ({"percentiles": (5, 10, 25, 50, 75, 95)}, "at most 5"),
    "no percentile": ({"percentiles": ()}, "at most 5 at a time, 0 are asked for"),
    "percentile 0": ({"percentiles": (0, 50)}, "from 1 to 99, not 0"),
    "percentile 100": ({"percentiles": (50, 100)}, "from 1 to 99, not 100"),
    "falling percentiles": ({"percentiles": (50, 5)}, "rising order"),
    "a percentile twice": ({"percentiles": (50, 50)}, "each once"),
    "window past midnight": ({"window": (20 * 3600, 26 * 3600)}, "within one day"),
    "window before the day": ({"window": (-60, 3600)}, "within one day"),
    "empty window": ({"window": (3600, 3600)}, "within one day"),
    "half minutes": ({"window": (3600, 3690)}, "whole ones"),
    "no origins": ({"origins": points("o", 0)}, "no origins"),
    "ids twice": (
        {"targets": R5Points(("a", "b", "a"), np.zeros(3), np.zeros(3))},
        "ids of targets come twice (a)",
    ),
    "no position": (
        {"origins": R5Points(("a", "b"), np.array([139.7, np.nan]), np.zeros(2))},
        "without a position (b)",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_r5_cannot_answer_is_one_line(case: str) -> None:
    changes, said = WRONG[case]
    with pytest.raises(InputError) as raised:
        question(**changes)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"max_time_min": 0}, "--max-time: 0 minutes"),
        ({"max_time_min": 601}, "between 1 and 600"),
        ({"max_rides": 0}, "0 rides"),
    ],
)
def test_settings_out_of_range_are_one_line(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        settings(**changes)


@pytest.mark.parametrize(
    ("text", "transport", "access", "egress", "is_by_road"),
    [
        ("walk,transit", {"WALK", "TRANSIT"}, {"WALK"}, {"WALK"}, False),
        ("Transit, walk", {"WALK", "TRANSIT"}, {"WALK"}, {"WALK"}, False),
        ("walk", {"WALK"}, {"WALK"}, {"WALK"}, False),
        ("bicycle", {"BICYCLE"}, {"BICYCLE"}, {"BICYCLE"}, False),
        ("car", {"CAR"}, {"CAR"}, {"CAR"}, True),
        ("bicycle,transit", {"BICYCLE", "TRANSIT"}, {"BICYCLE"}, {"WALK"}, False),
    ],
)
def test_modes_of_the_command_line_are_those_of_r5(
    text: str, transport: set[str], access: set[str], egress: set[str], is_by_road: bool
) -> None:
    modes = get_modes(text)
    assert (set(modes.transport), set(modes.access), set(modes.egress), modes.is_by_road) == (
        transport,
        access,
        egress,
        is_by_road,
    )


@pytest.mark.parametrize("text", ["", "train", "transit", "walk,bicycle", "car,transit"])
def test_other_modes_are_refused_with_those_that_are_known(text: str) -> None:
    with pytest.raises(InputError, match=r"walk,transit"):
        get_modes(text)


def test_a_question_survives_the_way_to_another_process() -> None:
    asked = question(settings=settings("bicycle,transit", max_time_min=90, max_rides=3))
    read = read_question(json.loads(json.dumps(asked.to_document())))
    assert read.to_document() == asked.to_document()
    assert read.departure == dt.datetime.fromisoformat("2019-05-13T08:00")
    assert read.n_minutes == 120
    assert not read.is_short
    assert question(window=(3600, 3840)).is_short


def test_the_median_alone_has_a_column_of_its_own_name() -> None:
    assert column_names((50,)) == ("travel_time",)
    assert column_names((5, 50)) == ("travel_time_p5", "travel_time_p50")


class Straight:
    """A router that tells minutes from a table, in an order of its own."""

    def __init__(self, minutes: np.ndarray, names: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        self.minutes, (self.rows, self.columns) = minutes, names
        self.sizes: list[int] = []

    def find_trips(self, origins: R5Points, targets: R5Points, question: Any) -> TripTable:
        pairs = [(a, b) for a in origins.id for b in targets.id]
        order = np.random.default_rng(len(pairs)).permutation(len(pairs))
        pairs = [pairs[i] for i in order]
        self.sizes.append(len(pairs))
        at = [(self.rows.index(a), self.columns.index(b)) for a, b in pairs]
        found = np.array([[plane[a, b] for a, b in at] for plane in self.minutes])
        return TripTable(tuple(a for a, _ in pairs), tuple(b for _, b in pairs), found)


@given(n=st.integers(1, 7), m=st.integers(1, 5), most=st.integers(1, 40), data=st.data())
def test_minutes_come_back_to_their_pairs_whatever_the_parts(
    n: int, m: int, most: int, data: st.DataObject
) -> None:
    cells = st.sampled_from([0.0, 7.0, 42.0, np.nan])
    size = 2 * n * m
    flat = data.draw(st.lists(cells, min_size=size, max_size=size))
    table = np.array(flat).reshape(2, n, m)
    asked = question(origins=points("o", n), targets=points("t", m, lat=35.7))
    router = Straight(table, (asked.origins.id, asked.targets.id))
    assert np.array_equal(compute_minutes(router, asked, most_pairs=most), table, equal_nan=True)
    assert sum(router.sizes) == n * m
    assert max(router.sizes) <= max(most, m)


def test_an_answer_for_other_pairs_is_refused() -> None:
    class Other:
        def find_trips(self, origins: R5Points, targets: R5Points, question: Any) -> TripTable:
            return TripTable(("o0",), (self.to,), np.zeros((2, 1)))

        to = "nowhere"

    with pytest.raises(InputError, match="'nowhere', which was not asked"):
        compute_minutes(Other(), question())
    Other.to = "t0"
    with pytest.raises(InputError, match="1 of 6 pairs only"):
        compute_minutes(Other(), question())


def test_what_r5_does_not_give_is_missing_in_the_matrix() -> None:
    here = points("p", 2)
    minutes = np.array([[[3.0, np.nan], [8.0, 2.0]]])
    asked = question(origins=here, targets=here, percentiles=(50,))
    found = build_r5_matrix(asked, R5Answer(minutes=minutes, remarks=()))
    assert np.array_equal(found.travel_time_min[0], [[0, np.nan], [8, 0]], equal_nan=True)
    for empty in (found.reachable_share, found.fastest_min, found.first_arrival_s):
        assert empty.shape == (2, 2)
        assert np.isnan(empty).all()
    assert np.isnan(found.last_departure_s).all()
    assert minutes[0, 0, 0] == 3


@given(st.integers(1, 99), st.integers(1, 1440))
def test_the_percentile_of_r5_is_ours_or_the_next_departure(p: int, n: int) -> None:
    r5 = -(-p * n // 100) - 1
    ours = p * (n - 1) // 100
    assert r5 - ours in (0, 1)
