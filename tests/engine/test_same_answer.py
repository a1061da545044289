"""The answer does not depend on threads, blocks, compilation or the type that holds it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from geoaccess.engine import blocks, matrix, sweep
from geoaccess.engine import scale as scale_module
from geoaccess.engine.scale import SECONDS, Scale
from geoaccess.model.legs import AccessLegs
from geoaccess.model.timetable import Timetable
from tests.conftest import ROOT
from tests.engine.answers import (
    WINDOW,
    Answers,
    assert_same,
    every_answer,
    small_answers,
)
from tests.engine.networks import random_legs, random_network
from tests.engine.timetables import no_direct, timetable

N_HUBS = 70
N_PLACES = 9


def answers_of(table: Timetable, hubs: AccessLegs) -> Answers:
    places = random_legs(1, table, N_PLACES)
    return every_answer(table, places, hubs, no_direct(N_PLACES, hubs.n_places))


@pytest.fixture(scope="module")
def table() -> Timetable:
    return random_network(11)


@pytest.fixture(scope="module")
def hubs(table: Timetable) -> AccessLegs:
    return random_legs(2, table, N_HUBS)


@pytest.fixture(scope="module")
def expected(table: Timetable, hubs: AccessLegs) -> Answers:
    return answers_of(table, hubs)


@pytest.mark.parametrize("threads", [1, 2, 3, 16])
def test_any_number_of_threads(
    monkeypatch: pytest.MonkeyPatch,
    table: Timetable,
    hubs: AccessLegs,
    expected: Answers,
    threads: int,
) -> None:
    monkeypatch.setattr(blocks, "THREADS", threads)
    assert_same(answers_of(table, hubs), expected)


@pytest.mark.parametrize(("lanes", "step"), [(16, 16), (48, 16), (1, 1), (7, 1), (128, 16)])
def test_any_width_of_blocks(
    monkeypatch: pytest.MonkeyPatch,
    table: Timetable,
    hubs: AccessLegs,
    expected: Answers,
    lanes: int,
    step: int,
) -> None:
    monkeypatch.setattr(blocks, "LANES", lanes)
    monkeypatch.setattr(blocks, "LANE_STEP", step)
    monkeypatch.setattr(sweep, "LANES", lanes)
    assert_same(answers_of(table, hubs), expected)


@pytest.mark.parametrize("n_hubs", [0, 1, 16, 17, 64, 65])
def test_any_number_of_hubs_gives_the_columns_of_all(
    table: Timetable, hubs: AccessLegs, expected: Answers, n_hubs: int
) -> None:
    some = AccessLegs(
        start=hubs.start[: n_hubs + 1],
        stop_idx=hubs.stop_idx[: hubs.start[n_hubs]],
        to_stop_s=hubs.to_stop_s[: hubs.start[n_hubs]],
        from_stop_s=hubs.from_stop_s[: hubs.start[n_hubs]],
        mode=hubs.mode[: hubs.start[n_hubs]],
    )
    found = answers_of(table, some)
    for name, array in found.items():
        if array.shape[-1:] == (n_hubs,):
            np.testing.assert_array_equal(array, expected[name][..., :n_hubs], err_msg=name)
    journeys = np.diff(expected["out start"]).reshape(N_PLACES, N_HUBS)[:, :n_hubs]
    np.testing.assert_array_equal(np.diff(found["out start"]), journeys.ravel())


def test_no_places_and_no_hubs(table: Timetable) -> None:
    none = random_legs(1, table, 0)
    found = every_answer(table, none, none, no_direct(0, 0))
    assert found["depart travel_time_min"].shape == (5, 0, 0)
    assert found["returns contactable"].shape == (0, 0)
    assert found["out start"].tolist() == [0]


MINUTES = Scale(base_s=0, unit_s=60, bits=0, dtype=np.uint16)
SHORT_SECONDS = Scale(base_s=WINDOW[0], unit_s=1, bits=0, dtype=np.uint16)
LONG_SECONDS = Scale(base_s=0, unit_s=1, bits=0, dtype=np.uint16)


def matrix_answers(table: Timetable, scale: Scale | None, grain_s: int) -> dict[bool, np.ndarray]:
    """Return both matrices with a scale put in place of the one chosen, None for the chosen."""
    places, hubs = (random_legs(seed, table, 8, grain_s=grain_s) for seed in (1, 2))
    found = {}
    for arrive_by in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            if scale is not None:
                mine = LONG_SECONDS if arrive_by and scale is SHORT_SECONDS else scale
                patch.setattr(matrix, "choose_scale", lambda *_, mine=mine, **__: mine)
            one = matrix.compute_matrix(
                sweep.build_day(table),
                places=places,
                hubs=hubs,
                direct=no_direct(8, 8),
                window=WINDOW,
                percentiles=(0, 10, 50, 90, 100),
                arrive_by=arrive_by,
            )
        others = (one.reachable_share, one.fastest_min, one.first_arrival_s, one.last_departure_s)
        found[arrive_by] = np.stack([*one.travel_time_min, *others])
    return found


@pytest.mark.parametrize(
    ("grain_s", "scales"),
    [(60, (MINUTES, SHORT_SECONDS, SECONDS)), (37, (SHORT_SECONDS, SECONDS))],
)
def test_any_type_that_holds_the_times(grain_s: int, scales: tuple[Scale, ...]) -> None:
    table = random_network(5, grain_s=grain_s)
    chosen = matrix_answers(table, None, grain_s)
    assert np.isfinite(chosen[False][0]).mean() > 0.5
    for scale in scales:
        found = matrix_answers(table, scale, grain_s)
        for arrive_by in (False, True):
            np.testing.assert_array_equal(found[arrive_by], chosen[arrive_by])


@pytest.mark.parametrize(
    ("last", "egress_s", "from_s", "scale"),
    [
        ("24:00", 600, 0, MINUTES),
        ("24:00", 601, 30_000, Scale(base_s=30_000, unit_s=1, bits=0, dtype=np.uint16)),
        ("24:00:01", 600, 0, SECONDS),
        ("24:00", 65_535 * 60, 0, SECONDS),
    ],
)
def test_the_narrowest_type_is_chosen(last: str, egress_s: int, from_s: int, scale: Scale) -> None:
    net = sweep.build_day(timetable(f"T1: A 08:00, B {last}")).out
    assert scale_module.choose_scale(net, np.array([egress_s]), from_s=from_s) == scale


def test_kernels_as_plain_python(tmp_path: Path) -> None:
    """Without compilation numpy would tell of every overflow, and of every index out of bounds."""
    file = tmp_path / "answers.npz"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.engine.answers", str(file)],
        check=True,
        env=environment,
        cwd=ROOT,
    )
    with np.load(file) as plain:
        assert_same(small_answers(), dict(plain))
