"""The national synthetic network: 64 hubs by all stops, and 1,900 places by 64 hubs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks import ours
from benchmarks.agreement import Agreement, compare
from benchmarks.feeds import export_gtfs
from benchmarks.machine import Timing, measure
from benchmarks.peers import UNREACHED_U32, Cafein, Departures
from benchmarks.synthetic import Size, build_network, choose_stops
from benchmarks.table import Row
from geoaccess.model.legs import AccessLegs
from geoaccess.model.timetable import Timetable
from geoaccess.units import SECONDS_PER_MINUTE, FloatArray, IntArray

SERVICE_DATE = dt.date(2026, 3, 10)
WHOLE_DAY = Departures(date=SERVICE_DATE, first_s=5 * 3600, n_minutes=1081)
"""05:00 to 23:00, every departure of the network; 1,080 steps put all five ranks on a minute."""

N_HUBS, N_PLACES, N_CHECKED, N_ORIGINS_SCALED = 64, 1_900, 6, 32
ROUTERS = ("raptor", "tbtr")


@dataclass(frozen=True, kw_only=True, eq=False)
class National:
    """A network, the hubs and places chosen on it, and the peer that read the same feed."""

    timetable: Timetable
    hubs: IntArray
    places: IntArray
    peer: Cafein

    @property
    def hub_legs(self) -> AccessLegs:
        """Legs of the hubs: their stop, and the stops on foot."""
        return ours.stop_legs(self.timetable, self.hubs, walks=True)

    def ids(self, stops: IntArray) -> list[str]:
        """Return the ids of stops."""
        return [self.timetable.stop_id[stop] for stop in stops.tolist()]


def prepare_national(folder: Path, size: Size) -> National:
    """Return the network, written as a feed into the folder and read by the peer."""
    timetable = build_network(size)
    peer = Cafein(export_gtfs(timetable, folder / "national", service_date=SERVICE_DATE))
    peer.set_walks(timetable)
    peer.prepare(SERVICE_DATE)
    return National(
        timetable=timetable,
        hubs=choose_stops(timetable, N_HUBS, seed=2),
        places=choose_stops(timetable, N_PLACES, seed=3),
        peer=peer,
    )


def check_national(national: National) -> list[Agreement]:
    """Return how far answers agree from a few stops to all hubs, under rules alike and not."""
    checked = choose_stops(national.timetable, N_CHECKED, seed=5)
    day = ours.build_day(national.timetable)
    between_ranks = replace(WHOLE_DAY, n_minutes=1080)

    def our_minutes(when: Departures, *, walks: bool) -> FloatArray:
        legs = ours.stop_legs(national.timetable, checked, walks=walks)
        found = ours.matrix(
            day, legs, national.hub_legs, window=when.window, percentiles=when.percentiles
        )
        return np.moveaxis(found.travel_time_min, 0, -1)

    def peer_minutes(when: Departures, **options: object) -> FloatArray:
        seconds = national.peer.from_stops(
            national.ids(checked),
            when,
            **{"router": "tbtr", **options},  # type: ignore[arg-type]
        )
        return to_minutes(seconds[:, national.peer.columns(national.ids(national.hubs))])

    alike = our_minutes(WHOLE_DAY, walks=False)
    cases = [
        ("like for like, TBTR, 16 rides", alike, peer_minutes(WHOLE_DAY)),
        ("like for like, RAPTOR, 16 rides", alike, peer_minutes(WHOLE_DAY, router="raptor")),
        ("its limit of 8 rides", alike, peer_minutes(WHOLE_DAY, max_rides=8)),
        (
            "ours may walk before the first train",
            our_minutes(WHOLE_DAY, walks=True),
            peer_minutes(WHOLE_DAY),
        ),
        (
            "ranks between two minutes: ours lower, its nearest",
            our_minutes(between_ranks, walks=False),
            peer_minutes(between_ranks),
        ),
    ]
    return [compare(mine, its, peer="cafein", rule=rule) for rule, mine, its in cases]


def time_national(national: National, *, repeat: int) -> list[Row]:
    """Return timings of both tasks; the peer's run from the hubs is held against either.

    Ours are measured before and after the peer's, on a machine that is never quite the same.
    """
    before = _ours(national, repeat=repeat)
    theirs = [
        (
            f"{router.upper()}, {N_HUBS} hubs as origins x all stops",
            measure(partial(_from_hubs, national, router), repeat=min(repeat, 3), warm=False),
        )
        for router in ROUTERS
    ]
    after = _ours(national, repeat=repeat)
    rows = []
    for task_before, task_after in zip(before, after, strict=True):
        task = task_before[0].task
        rows += [
            replace(one, timing=one.timing + other.timing)
            for one, other in zip(task_before, task_after, strict=True)
        ]
        rows += [
            Row(task=task, engine="cafein", what=what, timing=timing) for what, timing in theirs
        ]
    return [*rows, _peer_from_places(national, rows[-1].task)]


def _ours(national: National, *, repeat: int) -> tuple[list[Row], list[Row]]:
    return time_hubs(national, repeat=repeat), time_places(national, repeat=repeat)


def time_hubs(national: National, *, repeat: int) -> list[Row]:
    """Return our timing of five percentiles between 64 hubs and all stops."""
    task = f"{N_HUBS} hubs x {national.timetable.n_stops:,} stops, 5 percentiles"
    everywhere = np.arange(national.timetable.n_stops, dtype=np.int32)
    legs = ours.stop_legs(national.timetable, everywhere, walks=False)
    total = measure(partial(_build_and_matrix, national, legs), repeat=repeat)
    return [Row(task=task, engine="geoaccess", what="build, sweep, percentiles", timing=total)]


def time_places(national: National, *, repeat: int) -> list[Row]:
    """Return our timings of 1,900 places by 64 hubs, whole and in parts."""
    task = f"{N_PLACES:,} places x {N_HUBS} hubs, 5 percentiles"
    timetable, hubs = national.timetable, national.hub_legs
    legs = ours.stop_legs(timetable, national.places, walks=True)
    day = ours.build_day(timetable)
    timed = partial(measure, repeat=repeat)
    return [
        Row(task=task, engine="geoaccess", what=what, timing=timing)
        for what, timing in (
            ("build, sweep, percentiles", timed(partial(_build_and_matrix, national, legs))),
            ("of it: build", timed(partial(ours.build_day, timetable))),
            ("the sweep alone, one thread", timed(ours.prepare_sweep(day, hubs)[0])),
            (
                "build and day returns, both ways",
                timed(partial(_build_and_returns, national, legs)),
            ),
            ("all journeys, both ways", timed(partial(ours.profiles, day, legs, hubs))),
        )
    ]


def to_minutes(seconds: np.ndarray) -> FloatArray:
    """Return minutes, NaN where the peer found no connection."""
    return np.where(seconds == UNREACHED_U32, np.nan, seconds / SECONDS_PER_MINUTE)


def _build_and_matrix(national: National, legs: AccessLegs) -> object:
    day = ours.build_day(national.timetable)
    return ours.matrix(
        day,
        legs,
        national.hub_legs,
        window=WHOLE_DAY.window,
        percentiles=WHOLE_DAY.percentiles,
    )


def _build_and_returns(national: National, legs: AccessLegs) -> object:
    day = ours.build_day(national.timetable, both_ways=True)
    return ours.day_returns(day, legs, national.hub_legs)


def _from_hubs(national: National, router: str) -> object:
    return national.peer.from_stops(national.ids(national.hubs), WHOLE_DAY, router=router)


def _peer_from_places(national: National, task: str) -> Row:
    """Return the peer's timing from the places themselves, scaled from a sample of origins."""
    sample = national.ids(national.places[:: N_PLACES // N_ORIGINS_SCALED][:N_ORIGINS_SCALED])
    work = partial(national.peer.from_stops, sample, WHOLE_DAY, router="tbtr")
    once = measure(work, repeat=1, warm=False)
    scale = N_PLACES / len(sample)
    return Row(
        task=task,
        engine="cafein",
        what=f"TBTR from the places: {len(sample)} origins measured, times {scale:.1f}",
        timing=Timing(seconds=tuple(s * scale for s in once.seconds)),
    )
