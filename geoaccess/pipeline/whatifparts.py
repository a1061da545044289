"""Which part of a scenario the gain rests on, and at which stations people use it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from geoaccess.compare.timeline import list_states
from geoaccess.engine.rides import compute_shown_rides
from geoaccess.errors import InputError
from geoaccess.model.comparison import ContactChanges
from geoaccess.model.places import Places
from geoaccess.model.rides import RideSet
from geoaccess.model.scenario import Scenario
from geoaccess.model.text import Text
from geoaccess.model.timetable import Timetable
from geoaccess.model.whatif import PartGain, StationUse
from geoaccess.pipeline.changed import change_network, get_rail
from geoaccess.pipeline.request import World
from geoaccess.pipeline.scoring import Scored
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.parts import Part, split_scenario, take_parts
from geoaccess.scores.attribution import compute_attribution
from geoaccess.scores.composite import reach_pct
from geoaccess.units import BoolArray, FloatArray, IntArray

SHARED_PARTS = 5
"""Up to so many parts every combination is built, 32 networks; of more each is left out once."""

_Train = tuple[bytes, bytes, bytes]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Reach:
    """The reach of the sites with some parts of a scenario, each combination built once."""

    base: World
    scenario: Scenario
    parts: tuple[Part, ...]
    sites: Places
    hubs: Places
    mass: FloatArray
    known: dict[frozenset[int], FloatArray]

    def of(self, present: Sequence[int]) -> FloatArray:
        """Return the reach with these parts, shape (n,)."""
        key = frozenset(present)
        if key not in self.known:
            chosen = take_parts(self.scenario, [self.parts[k] for k in sorted(key)])
            rail = apply_scenario(get_rail(self.base), chosen)
            world = change_network(self.base, rail)
            legs, hub_legs = world.access_legs(self.sites), world.access_legs(self.hubs)
            found = world.day_returns(self.sites, self.hubs, legs=legs, hub_legs=hub_legs)
            self.known[key] = reach_pct(found.contactable.astype(np.float64), self.mass)
        return self.known[key]


def attribute_gain(
    base: World,
    scenario: Scenario,
    sites: Places,
    hubs: Places,
    *,
    scored: tuple[Scored, Scored],
) -> tuple[tuple[PartGain, ...], tuple[Text, ...]]:
    """Return what each part of a scenario adds to the reach, and what must be known of it.

    Leave-one-out: the change of the whole scenario less that without the part; parts that need
    each other count twice, those that stand for each other not at all. Shapley values share the
    whole change out (`compute_attribution`, exact).

    Parameters
    ----------
    scored
        Of the base and of the whole scenario.
    """
    parts = split_scenario(scenario, get_rail(base))
    if len(parts) < 2:
        change = _reach(scored[1]) - _reach(scored[0])
        return tuple(PartGain(name=one.name, left_out=change, share=change) for one in parts), ()
    everyone = frozenset(range(len(parts)))
    reach = _Reach(
        base=base,
        scenario=scenario,
        parts=parts,
        sites=sites,
        hubs=hubs,
        mass=scored[0].mass,
        known={everyone: _reach(scored[1]), frozenset(): _reach(scored[0])},
    )
    try:
        whole = reach.of(sorted(everyone))
        left_out = [whole - reach.of(sorted(everyone - {k})) for k in range(len(parts))]
        share = _share(reach, len(parts), len(sites)) if len(parts) <= SHARED_PARTS else None
    except InputError as error:
        return (), (
            Text(
                en=f"{scenario.name}: its parts cannot be built without each other, so that the "
                f"gain is not shared out ({error}).",
                ja=f"{scenario.name}：個別に成り立たない要素があるため、寄与の分解はしない（{error}）。",
            ),
        )
    notes: tuple[Text, ...] = ()
    if share is None:
        notes = (
            Text(
                en=f"{scenario.name}: {len(parts)} parts are more than {SHARED_PARTS}; each is "
                "left out in turn, the gain is not shared out.",
                ja=f"{scenario.name}：要素が{len(parts)}あり{SHARED_PARTS}を超えるため、"
                "一つずつ除いた差のみを示す。",
            ),
        )
    return tuple(
        PartGain(name=one.name, left_out=left_out[k], share=None if share is None else share[:, k])
        for k, one in enumerate(parts)
    ), notes


def _share(reach: _Reach, n_parts: int, n_sites: int) -> FloatArray:
    """Return the Shapley values of the parts, shape (n_sites, n_parts)."""
    table = {row.tobytes(): reach.of(np.flatnonzero(row).tolist()) for row in list_states(n_parts)}

    def value(site: IntArray, present: BoolArray) -> FloatArray:
        pairs = zip(site.tolist(), present, strict=True)
        return np.array([table[row.tobytes()][i] for i, row in pairs])

    return compute_attribution(value, n_games=n_sites, n_players=n_parts, orders=0, seed=0).share


def _reach(scored: Scored) -> FloatArray:
    return reach_pct(scored.contacts.contactable.astype(np.float64), scored.mass)


def count_stations(
    base: World, world: World, scored: Scored, changes: ContactChanges
) -> tuple[StationUse, ...]:
    """Return the stations at which the days shown use trains that the base does not run.

    Days of pairs that the scenario makes possible or improves; the most used station first.
    """
    wanted = (changes.gained | changes.better).ravel()
    if not wanted.any():
        return ()
    table = world.day.timetable
    is_new = _new_trains(base.day.timetable, table)
    if not is_new.any():
        return ()
    trip_of_call = np.repeat(np.arange(len(table.trips)), np.diff(table.trip_start))
    boarded: Counter[int] = Counter()
    alighted: Counter[int] = Counter()
    gained: Counter[int] = Counter()
    used_by: dict[int, set[int]] = defaultdict(set)
    n_hubs = changes.gained.shape[1]
    for rides in compute_shown_rides(
        world.day, scored.contacts, places=scored.legs, hubs=scored.hub_legs
    ):
        for pair, board, alight in _rides_of(rides, np.flatnonzero(wanted)):
            if not is_new[trip_of_call[board]]:
                continue
            on, off = int(table.call_stop_idx[board]), int(table.call_stop_idx[alight])
            boarded[on] += 1
            alighted[off] += 1
            gained[on] += int(changes.gained.flat[pair])
            for stop in (on, off):
                used_by[stop].add(pair // n_hubs)
    stations = world.network.station_by_id
    order = sorted(used_by, key=lambda stop: (-boarded[stop] - alighted[stop], stop))
    return tuple(
        StationUse(
            station=table.stop_id[stop],
            name=Text(stations[table.stop_id[stop]].en, stations[table.stop_id[stop]].ja),
            boardings=boarded[stop],
            alightings=alighted[stop],
            gained_boardings=gained[stop],
            sites=len(used_by[stop]),
        )
        for stop in order
    )


def _rides_of(rides: RideSet, pairs: IntArray) -> Iterator[tuple[int, int, int]]:
    for pair in pairs.tolist():
        for row in range(int(rides.start[pair]), int(rides.start[pair + 1])):
            if rides.board_call[row] >= 0:
                yield pair, int(rides.board_call[row]), int(rides.alight_call[row])


def _new_trains(before: Timetable, now: Timetable) -> BoolArray:
    """Return which trips of a timetable run in the other with no such calls and times."""
    known = set(_trains(before, {stop: i for i, stop in enumerate(now.stop_id)}))
    return np.array([train not in known for train in _trains(now, None)], dtype=bool)


def _trains(table: Timetable, moved: dict[str, int] | None) -> Iterator[_Train]:
    position = np.arange(table.n_stops)
    if moved is not None:
        position = np.array([moved.get(stop, -1) for stop in table.stop_id])
    stops = position[table.call_stop_idx].astype(np.int64)
    for begin, end in pairwise(table.trip_start.tolist()):
        times = table.call_arrival_s[begin:end], table.call_departure_s[begin:end]
        yield stops[begin:end].tobytes(), times[0].tobytes(), times[1].tobytes()
