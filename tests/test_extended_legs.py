"""Legs of a changed network: none is lost but to a stop without trains, those that came are added."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.access import GreatCircle, StopFacts, build_access_legs, extend_access_legs
from geoaccess.config import load_config
from geoaccess.model.legs import AccessLegs
from geoaccess.model.places import Places
from geoaccess.model.timetable import Timetable, Trip
from geoaccess.sources.shipped import config_path

CONFIG = load_config(config_path("score.yaml")).access.model_copy(update={"max_stops": 3})
SPOTS = [(x, y) for x in range(6) for y in range(4)]


def build_facts(lines: dict[int, frozenset[str]], order: list[int], walked: set[int]) -> StopFacts:
    """Stops at the spots of `order`; those with lines have a train to any other."""
    served = [k for k, spot in enumerate(order) if lines.get(spot)]
    calls = [stop for k in served for stop in (k, served[0] if k != served[0] else served[-1])]
    n = len(served)
    table = Timetable(
        stop_id=tuple(f"s{spot}" for spot in order),
        stop_lon=np.array([138 + 0.35 * SPOTS[spot][0] for spot in order]),
        stop_lat=np.array([36 + 0.3 * SPOTS[spot][1] for spot in order]),
        trips=tuple(Trip(id=f"t{k}", service="", service_ja="") for k in range(n)),
        trip_start=np.arange(n + 1) * 2,
        call_stop_idx=np.array(calls, dtype=np.int32),
        call_arrival_s=np.tile([28_800, 30_000], n),
        call_departure_s=np.tile([28_800, 30_000], n),
        call_lines=((),) * (2 * n),
        change_s=np.full(len(order), 120),
        walk_from_idx=np.empty(0, dtype=np.int32),
        walk_to_idx=np.empty(0, dtype=np.int32),
        walk_s=np.empty(0, dtype=np.int32),
    )
    return StopFacts(
        timetable=table,
        stop_lines=[{k: lines[spot] for k, spot in enumerate(order) if lines.get(spot)}],
        fast_lines=frozenset(("fast",)),
        walk_only=np.array([spot in walked for spot in order], dtype=bool),
    )


WAYS = GreatCircle(config=CONFIG)


def build_places(at: list[tuple[float, float]], first_station: str = "") -> Places:
    n = len(at)
    return Places(
        id=tuple(f"p{k}" for k in range(n)), name=("",) * n, name_ja=("",) * n,
        lon=np.array([lon for lon, _ in at]), lat=np.array([lat for _, lat in at]),
        mass=np.zeros(n), role="site", station_id=(first_station, *("",) * (n - 1)),
    )  # fmt: skip


def anew(places: Places, facts: StopFacts) -> AccessLegs:
    return build_access_legs(
        places, facts.timetable, CONFIG, ways=WAYS, stop_lines=facts.stop_lines,
        fast_lines=facts.fast_lines, walk_only=facts.walk_only,
    )  # fmt: skip


def extended(places: Places, before: StopFacts, now: StopFacts) -> tuple[AccessLegs, list[str]]:
    """Legs in the changed network, and the places that chose anew."""
    asked: list[str] = []

    def build_legs(some: Places) -> AccessLegs:
        asked.extend(some.id)
        return anew(some, now)

    legs = anew(places, before)
    return extend_access_legs(
        legs, places, before, now, ways=WAYS, build_legs=build_legs
    ), asked  # fmt: skip


def rows(legs: AccessLegs, facts: StopFacts) -> set[tuple[int, str, int, int, str]]:
    place = np.repeat(np.arange(legs.n_places), np.diff(legs.start))
    return {
        (int(i), facts.timetable.stop_id[s], int(out), int(back), mode)
        for i, s, out, back, mode in zip(
            place, legs.stop_idx, legs.to_stop_s, legs.from_stop_s, legs.mode, strict=True
        )
    }


LINES = st.sets(st.sampled_from(["a", "b", "fast"]), max_size=2).map(frozenset)


@settings(max_examples=100)
@given(
    before=st.dictionaries(st.integers(0, 15), LINES, min_size=2),
    now=st.dictionaries(st.integers(0, 23), LINES, min_size=2),
    at=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 40)), min_size=1, max_size=6),
    is_like_before=st.booleans(),
)
def test_legs_are_those_of_before_and_those_to_stations_that_came(
    before: dict[int, frozenset[str]],
    now: dict[int, frozenset[str]],
    at: list[tuple[int, int]],
    is_like_before: bool,
) -> None:
    if is_like_before:
        now = before | dict(list(now.items())[:2])
    if not any(before.values()) or not any(now.values()):
        return
    facts = build_facts(before, list(range(16)), {3}), build_facts(now, list(range(24)), {3})
    places = build_places([(138 + 0.04 * x, 36 + 0.03 * y) for x, y in at], "s0")
    found, _ = extended(places, *facts)
    served = {f"s{spot}" for spot, lines in now.items() if lines}
    came = {f"s{spot}" for spot, lines in now.items() if lines - before.get(spot, frozenset())}
    old = {row for row in rows(anew(places, facts[0]), facts[0]) if row[1] in served or not row[0]}
    fresh = {row for row in rows(anew(places, facts[1]), facts[1]) if row[1] in came and row[0]}
    assert rows(found, facts[1]) == old | fresh
    assert len(rows(found, facts[1])) == found.start[-1]
    for begin, end in zip(found.start[:-1], found.start[1:], strict=True):
        assert np.all(np.diff(found.to_stop_s[begin:end]) >= 0)
    if now == before:
        expected = anew(places, facts[0])
        for name in ("start", "stop_idx", "to_stop_s", "from_stop_s", "snap_m"):
            np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
        assert (found.mode, found.backend) == (expected.mode, expected.backend)


OLD = {0: frozenset(("a",)), 1: frozenset(("a",))}


def test_only_places_near_a_station_that_came_choose_anew() -> None:
    now = build_facts(OLD | {20: frozenset(("fast",))}, list(range(24)), set())
    places = build_places([(138 + 0.35 * 5, 36.0), (138.0, 36.0)])
    found, asked = extended(places, build_facts(OLD, list(range(16)), set()), now)
    assert asked == ["p0"]
    assert [now.timetable.stop_id[stop] for stop in found.stop_idx[: found.start[1]]] == ["s20"]


def test_a_station_in_another_place_of_the_table_keeps_its_legs() -> None:
    now = build_facts(OLD, [5, 1, 0], set())
    before = build_facts(OLD, [0, 1], set())
    places = build_places([(138.0, 36.0)])
    found, asked = extended(places, before, now)
    assert not asked
    assert rows(found, now) == rows(anew(places, before), before)


def test_a_closed_station_is_left_and_no_other_is_taken_for_it() -> None:
    stops = {spot: frozenset((f"line {spot}",)) for spot in (0, 1, 4, 5)}
    before = build_facts(stops, [0, 1, 4, 5], set())
    places = build_places([(138.17, 36.15)])
    chosen = [before.timetable.stop_id[stop] for stop in anew(places, before).stop_idx]
    assert len(chosen) == 3  # as many as are tried, of four in reach
    shut = int(chosen[0][1:])
    now = build_facts({**stops, shut: frozenset()}, [0, 1, 4, 5], set())
    found, asked = extended(places, before, now)
    assert not asked
    assert [now.timetable.stop_id[stop] for stop in found.stop_idx] == chosen[1:]
