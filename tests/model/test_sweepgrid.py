"""The value of a minute and the best place along a line, computed by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from geoaccess.model.sweep import Axis, Settings, VariantFigures
from geoaccess.model.sweepgrid import (
    list_steps,
    list_stretches,
    rank_variants,
    value_of_minute,
)

HEADWAY = Axis(kind="headway", target=("fast",), values=(10.0, 15.0, 30.0))
STATION = Axis(kind="station", target=("a", "b"), values=(None, 1.0, 2.0, 3.0, 4.0))


def grid(*axes: Axis) -> list[Settings]:
    nothing: Settings = (None,) * len(axes)
    cells = product(*(axis.values for axis in axes))
    return [nothing, *(one for one in cells if one != nothing)]


def test_a_minute_is_the_difference_over_the_minutes_between() -> None:
    settings = grid(HEADWAY)
    values = np.array([9.0, 8.0, 7.0, 1.0])
    steps = list(list_steps([HEADWAY], settings, 0))
    assert [(step.low, step.high) for step in steps] == [(1, 2), (2, 3)]
    assert [value_of_minute(step, settings, values) for step in steps] == pytest.approx([0.2, 0.4])


def test_steps_are_taken_with_the_other_axes_equal() -> None:
    settings = grid(HEADWAY, STATION)
    steps = list(list_steps([HEADWAY, STATION], settings, 0))
    assert len(steps) == 2 * 5
    for step in steps:
        assert settings[step.low][1] == settings[step.high][1]
        assert (settings[step.low][0] or 0) < (settings[step.high][0] or 0)


def test_minutes_of_sites_sum_to_that_of_all() -> None:
    settings = grid(HEADWAY)
    of_sites = np.random.default_rng(2).normal(size=(4, 7))
    for step in list_steps([HEADWAY], settings, 0):
        by_site = value_of_minute(step, settings, of_sites)
        whole = value_of_minute(step, settings, of_sites.sum(axis=1))
        assert np.sum(by_site) == pytest.approx(whole)


def test_the_best_place_and_how_flat_it_is() -> None:
    settings = grid(STATION)
    values = np.array([2.0, 3.0, 11.92, 12.0, 11.5])
    of_sites = np.array([[1, 1], [1, 2], [9, 2.92], [13, -1], [8, 3.5]])
    (found,) = list_stretches([STATION], settings, 0, values=values, of_sites=of_sites)
    assert found.gain.tolist() == pytest.approx([1.0, 9.92, 10.0, 9.5])
    assert found.best == 2
    assert found.is_near_best.tolist() == [False, True, True, False]
    assert found.flat == (1, 2)
    assert found.gained.tolist() == pytest.approx([1, 9.92, 12, 9.5])
    assert found.lost.tolist() == pytest.approx([0, 0, -2, 0])


def test_places_are_compared_with_the_same_headway_without_them() -> None:
    axes = [HEADWAY, STATION]
    settings = grid(*axes)
    values = np.arange(len(settings), dtype=float)
    of_sites = values[:, None]
    found = list_stretches(axes, settings, 1, values=values, of_sites=of_sites)
    assert [one.others for one in found] == [(10.0, None), (15.0, None), (30.0, None)]
    for one in found:
        assert one.gain.tolist() == [1, 2, 3, 4]
        assert settings[one.without] == one.others


def test_where_no_place_differs_all_are_best() -> None:
    settings = grid(STATION)
    (found,) = list_stretches(
        [STATION], settings, 0, values=np.full(5, 3.0), of_sites=np.zeros((5, 2))
    )
    assert found.best == 0
    assert found.flat == (0, 3)
    assert found.is_near_best.all()


def test_equal_variants_stand_in_their_order() -> None:
    assert rank_variants(np.array([1.0, 3.0, 3.0, 2.0])).tolist() == [1, 2, 3, 0]


def test_objectives_by_hand() -> None:
    figures = VariantFigures(
        score=np.array([1.0, 3.0]),
        reach_pct=np.array([10.0, 0.0]),
        meeting_hours=np.array([0.5, 1.5]),
        new_pairs=np.array([3, 0]),
        lost_pairs=np.array([0, 1]),
        population=7.0,
    )
    found = figures.objectives(np.array([30.0, 10.0]))
    assert found == {
        "score": 2.0, "score_sum": 4.0, "score_by_mass": 1.5, "reach_pct": 7.5,
        "meeting_hours": 1.0, "pairs": 2.0, "population": 7.0,
    }  # fmt: skip
    without = figures.objectives(np.array([np.nan, 10.0]))
    assert without["score_by_mass"] == 2.0
    assert figures.of_sites("pairs").tolist() == [3, -1]
