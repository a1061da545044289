"""Access averaged over departures: against a plain loop, and what must hold whatever the trains."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.model.legs import DirectLegs
from geoaccess.model.profiles import JourneySet, Profiles
from geoaccess.scores.accessibility import compute_mean_access
from geoaccess.scores.impedance import Cumulative, Exponential, Gaussian, Impedance, Logistic, Power
from geoaccess.units import UNREACHED_S

BEGIN = 6 * 3600
WINDOW = BEGIN, BEGIN + 40 * 60
IMPEDANCES: list[Impedance] = [
    Cumulative(limit_min=25),
    Exponential(half_life_min=20),
    Logistic(mean_min=20, sd_min=5),
    Power(scale_min=5),
    Gaussian(sigma_min=15),
]
Journeys = list[tuple[int, int]]


@st.composite
def journeys_of_a_pair(draw: st.DrawFn) -> Journeys:
    """Draw Pareto journeys: minutes of departure and arrival, both strictly rising."""
    departs = sorted(draw(st.sets(st.integers(-5, 45), max_size=6)))
    arrive, found = -5, []
    for depart in departs:
        arrive = max(arrive + draw(st.integers(1, 9)), depart + draw(st.integers(0, 20)))
        found.append((depart, arrive))
    return found


def build(pairs: list[Journeys], direct_min: list[int | None], n_hubs: int) -> Profiles:
    rows = [row for one in pairs for row in one]
    journeys = JourneySet(
        start=np.cumsum([0, *map(len, pairs)]),
        depart_s=np.array([BEGIN + 60 * d for d, _ in rows], dtype=np.int32),
        arrive_s=np.array([BEGIN + 60 * a for _, a in rows], dtype=np.int32),
        rides=np.ones(len(rows), dtype=np.int32),
    )
    direct_s = np.array([UNREACHED_S if d is None else 60 * d for d in direct_min], dtype=np.int32)
    direct_s = direct_s.reshape(-1, n_hubs)
    return Profiles(
        n_places=len(pairs) // n_hubs,
        n_hubs=n_hubs,
        out=journeys,
        back=journeys,
        direct=DirectLegs(out_s=direct_s, back_s=direct_s),
    )


def access_by_hand(
    pairs: list[Journeys], direct: list[int | None], mass: list[float], f: Impedance
) -> list[float]:
    """Return the mean over 40 departure minutes, one journey search at a time."""
    found = []
    for place in range(len(pairs) // len(mass)):
        total = 0.0
        for now in range(40):
            for hub, weight in enumerate(mass):
                row = place * len(mass) + hub
                times = [a - now for d, a in pairs[row] if d >= now]
                times += [direct[row]] if direct[row] is not None else []
                if times:
                    total += weight * float(f.weight(np.array([min(times)], dtype=float))[0])
        found.append(total / 40)
    return found


PAIRS = st.lists(journeys_of_a_pair(), min_size=4, max_size=4)
DIRECT = st.lists(st.none() | st.integers(1, 60), min_size=4, max_size=4)
MASS = st.lists(st.integers(0, 100).map(float), min_size=2, max_size=2)


@given(PAIRS, DIRECT, MASS, st.sampled_from(IMPEDANCES))
def test_the_mean_is_the_plain_one(pairs, direct, mass, impedance) -> None:
    profiles = build(pairs, direct, 2)
    found = compute_mean_access(profiles, np.array(mass), impedance, window=WINDOW)
    assert found == pytest.approx(access_by_hand(pairs, direct, mass, impedance), abs=1e-9)
    assert (
        found.tolist()
        == compute_mean_access(
            profiles, np.array(mass), impedance, window=WINDOW, back=True
        ).tolist()
    )


@given(PAIRS, DIRECT, MASS, st.sampled_from(IMPEDANCES), st.integers(1, 30))
def test_a_quicker_way_without_a_train_never_worsens_access(
    pairs, direct, mass, impedance, minutes
) -> None:
    before = compute_mean_access(build(pairs, direct, 2), np.array(mass), impedance, window=WINDOW)
    quicker = [minutes if one is None else min(one, minutes) for one in direct]
    after = compute_mean_access(build(pairs, quicker, 2), np.array(mass), impedance, window=WINDOW)
    assert np.all(after >= before - 1e-9)


def test_an_hour_without_trains_counts_as_nothing() -> None:
    # one train at 06:20 that arrives at once; departures 06:00-06:20 are in reach, 19 are not
    profiles = build([[(20, 20)]], [None], 1)
    found = compute_mean_access(profiles, np.ones(1), Cumulative(limit_min=60), window=WINDOW)
    assert found.tolist() == [21 / 40]


@pytest.mark.parametrize(
    ("mass", "window", "words"),
    [
        ([1.0, 1.0], WINDOW, "2 masses for 1 hubs"),
        ([1.0], (BEGIN, BEGIN + 59), "no departure minute"),
    ],
)
def test_wrong_calls(mass, window, words: str) -> None:
    with pytest.raises(InputError, match=words):
        compute_mean_access(build([[]], [1], 1), np.array(mass), Gaussian(), window=window)
