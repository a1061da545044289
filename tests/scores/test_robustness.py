"""Robustness: the triangle computed by hand, exposure, worst links and their ties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.model.closures import Link, LinkEffects
from geoaccess.model.text import Text
from geoaccess.scores.robustness import (
    compute_exposure,
    compute_importance,
    compute_retention,
    find_surviving,
    rate_links,
    score_robustness,
)

TRIANGLE = {"AB": 60.0, "AC": 50.0, "BC": 50.0}


def shortest(costs: dict[str, float]) -> dict[str, float]:
    """Cost of each pair of a triangle: its own side, or the way round."""
    ways = {}
    for pair in TRIANGLE:
        round_about = sum(costs[other] for other in TRIANGLE if other != pair)
        ways[pair] = min(costs[pair], round_about)
    return ways


def test_importance_of_the_sides_of_a_triangle() -> None:
    """Case D: sides of 60, 50 and 50 minutes, every pair the same demand."""
    base = shortest(TRIANGLE)
    increase = np.array([
        [shortest(TRIANGLE | {closed: np.inf})[pair] - base[pair] for pair in TRIANGLE]
        for closed in TRIANGLE
    ])  # fmt: skip
    found = compute_importance(increase, np.ones(3))
    assert found == pytest.approx([13.333333, 20, 20], abs=1e-6)


def test_importance_weighs_pairs_by_their_demand() -> None:
    increase = np.array([[40.0, 0, 0], [0, 60, 0]])
    assert compute_importance(increase, np.array([3.0, 1, 0])) == pytest.approx([30, 15])


def test_exposure_expected_and_at_worst() -> None:
    loss = np.array([[10.0, 0, 30], [0, 0, 0]])
    expected, worst = compute_exposure(loss, np.array([1.0, 2, 1]))
    assert expected == pytest.approx([10, 0])
    assert worst.tolist() == [30, 0]


def link(name: str, km: float = 1) -> Link:
    return Link(kind="section", id=name, name=Text(en=name, ja=name), km=km)


def effects(rows: list[tuple[int, int, float, float]], n_links: int = 4) -> LinkEffects:
    """Rows of (site, link, reach, meeting seconds)."""
    table = np.array(rows, dtype=float).reshape(-1, 4)
    return LinkEffects(
        links=tuple(link(f"L{k}", km=k + 1) for k in range(n_links)),
        site_idx=table[:, 0].astype(int),
        link_idx=table[:, 1].astype(int),
        met=np.ones((len(rows), 1), dtype=bool),
        reach=table[:, 2],
        meeting_s=table[:, 3],
    )


def test_the_worst_link_is_named_and_ties_go_to_the_one_that_takes_more_time() -> None:
    given_effects = effects([(0, 0, 0.4, 600), (0, 1, 0.2, 900), (0, 2, 0.2, 300), (2, 3, 0.5, 0)])
    found = score_robustness(
        given_effects, np.array([0.8, 0.6, 0.5, 0.0]), np.array([1200.0, 60, 60, 0])
    )
    assert found.retention[:3].tolist() == [0.25, 1, 1]
    assert np.isnan(found.retention[3])
    assert found.worst_effect.tolist() == [2, -1, 3, -1]
    assert found.equally_bad.tolist() == [2, 0, 1, 0]
    assert found.mean_retention[:3] == pytest.approx([(0.5 + 0.25 + 0.25) / 3, 1, 1])
    assert found.meeting_retention[:3].tolist() == [0.25, 1, 0]
    assert np.isnan(found.meeting_retention[3])
    assert found.worst_exposure_min.tolist() == [15, 0, 1, 0]
    assert found.exposure_min[0] == pytest.approx((600 * 1 + 300 * 2 + 900 * 3) / 10 / 60)


def test_importance_of_links_over_sites() -> None:
    found = rate_links(
        effects([(0, 0, 0.4, 600), (1, 0, 0.6, 0), (1, 2, 0.0, 60)]),
        np.array([0.8, 0.6]),
        np.array([1200.0, 60]),
    )
    assert found.sites_using.tolist() == [2, 0, 1, 0]
    assert found.sites_losing.tolist() == [1, 0, 1, 0]
    assert found.importance_reach == pytest.approx([0.2, 0, 0.3, 0])
    assert found.importance_min == pytest.approx([(600 + 60) / 2 / 60, 0, 0, 0])
    assert found.worst_retention == pytest.approx([0.5, 1, 0, 1])


def test_importance_of_links_is_that_of_their_losses_in_full() -> None:
    """`rate_links` from few rows equals `compute_importance` over the whole table."""
    rng = np.random.default_rng(7)
    reach, meeting = rng.uniform(0.5, 1, 3), rng.uniform(600, 900, 3)
    rows = [(i, k, reach[i] * 0.5, meeting[i] - 60 * k) for i in range(3) for k in (0, 2, 3)]
    loss = np.zeros((4, 3))
    for i, k, _, seconds in rows:
        loss[k, i] = (meeting[i] - seconds) / 60
    found = rate_links(effects(rows), reach, meeting)
    assert found.importance_min == pytest.approx(compute_importance(loss, np.ones(3)))
    robust = score_robustness(effects(rows), reach, meeting)
    expected, worst = compute_exposure(loss.T, np.array([1.0, 2, 3, 4]))
    assert robust.exposure_min == pytest.approx(expected)
    assert robust.worst_exposure_min == pytest.approx(worst)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20))
def test_retention_is_a_share(pairs: list[tuple[float, float]]) -> None:
    base, kept = (np.array(column) for column in zip(*pairs, strict=True))
    closed = base * kept
    found = compute_retention(closed, base)
    assert np.all(np.isnan(found) == (base == 0))
    assert np.all((found[base > 0] >= 0) & (found[base > 0] <= 1 + 1e-12))
    assert np.all(compute_retention(base, base)[base > 0] == 1)


def test_hubs_that_survive_any_one_link() -> None:
    rows = effects([(0, 0, 0, 0), (0, 1, 0, 0), (1, 0, 0, 0)])
    without = np.array([[True, False, True], [True, True, False], [True, True, True]])
    rows = LinkEffects(
        links=rows.links, site_idx=rows.site_idx, link_idx=rows.link_idx, met=without,
        reach=rows.reach, meeting_s=rows.meeting_s,
    )  # fmt: skip
    met = np.array([[True, True, True], [True, True, False], [False, True, True]])
    assert find_surviving(rows, met).tolist() == [
        [True, False, False], [True, True, False], [False, True, True],
    ]  # fmt: skip


WRONG = {
    "a pair cut off": (lambda: compute_importance(np.array([[np.inf]]), np.ones(1)), "not finite"),
    "an unknown cost": (lambda: compute_importance(np.array([[np.nan]]), np.ones(1)), "not finite"),
    "no demand": (lambda: compute_importance(np.zeros((1, 1)), np.zeros(1)), "0 in sum"),
    "demand below 0": (lambda: compute_importance(np.zeros((1, 2)), np.array([2.0, -1])), "negat"),
    "no probability": (lambda: compute_exposure(np.zeros((1, 1)), np.zeros(1)), "all are 0"),
    "a probability below 0": (
        lambda: compute_exposure(np.zeros((1, 2)), np.array([2.0, -1])), "negative",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("call", "message"), WRONG.values(), ids=WRONG)
def test_wrong_arrays_are_refused(call, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()
