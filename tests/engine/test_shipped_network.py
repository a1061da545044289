"""On the shipped network the engine equals the plain search, for random pairs and times."""

from __future__ import annotations

import random

import numpy as np
import pytest

from geoaccess.engine.itineraries import plan_pair
from geoaccess.engine.sweep import DayNet, build_day
from geoaccess.model.legs import AccessLegs
from geoaccess.scenario.asof import network_as_of
from geoaccess.scenario.trains import build_timetable
from geoaccess.sources.network import load_shipped_network
from geoaccess.units import UNREACHED_S
from tests.engine.timetables import no_direct
from tests.oracles import rounds

QUERIES = 15


@pytest.fixture(scope="module")
def day() -> DayNet:
    network = load_shipped_network()
    return build_day(build_timetable(network_as_of(network, network.service_date)))


def platform(stop: int) -> AccessLegs:
    zero = np.zeros(1, dtype=np.int32)
    return AccessLegs(
        start=np.array([0, 1]), stop_idx=np.array([stop]), to_stop_s=zero, from_stop_s=zero,
        mode=("platform",),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(QUERIES))
def test_earliest_arrivals_equal_the_plain_search(day: DayNet, seed: int) -> None:
    draw = random.Random(seed)
    served = np.unique(day.timetable.call_stop_idx).tolist()
    origin, target = draw.sample(served, 2)
    depart_s = draw.randrange(5 * 3600, 20 * 3600, 60)
    pair = plan_pair(day, origin=platform(origin), target=platform(target), direct=no_direct(1, 1))
    arrive, _ = rounds.earliest_arrival(day.timetable, {origin: 0}, {target: 0}, depart_s)
    found = pair.depart_at(depart_s)
    if arrive >= UNREACHED_S:
        assert found is None
        return
    assert found is not None
    assert found.arrive_s == arrive
    latest = rounds.earliest_arrival(day.timetable, {origin: 0}, {target: 0}, found.depart_s)
    assert latest == (found.arrive_s, found.rides)
    later = rounds.earliest_arrival(day.timetable, {origin: 0}, {target: 0}, found.depart_s + 60)
    assert later[0] > found.arrive_s
