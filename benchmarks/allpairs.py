"""All municipalities to all municipalities: time and peak memory, each in a process of its own.

``python -m benchmarks.allpairs shipped|synthetic`` measures one network and prints a row.
"""

from __future__ import annotations

import subprocess
import sys

from benchmarks import ours
from benchmarks.machine import measure
from benchmarks.memory import peak_mb
from benchmarks.synthetic import Size, build_network, choose_stops
from geoaccess.pipeline import Request
from geoaccess.pipeline.request import load_world

N_PLACES = 1_741
PERCENTILES = (5, 25, 50, 75, 95)
WINDOWS = {"shipped": (6 * 3600, 22 * 3600), "synthetic": (5 * 3600, 23 * 3600)}
REPEAT = 3


def render_all_pairs() -> str:
    """Return the table of both networks."""
    header = ("network", "pairs", "trains", "connections", "median", "peak memory")
    rows = [
        subprocess.run(  # noqa: S603
            [sys.executable, "-m", "benchmarks.allpairs", network],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for network in WINDOWS
    ]
    return "\n".join([f"| {' | '.join(header)} |", f"|---|{'--:|' * 5}", *rows])


def _row(network: str) -> str:
    if network == "shipped":
        world = load_world(Request(sites="municipalities"))
        timetable, day = world.day.timetable, world.day
        places = world.access_legs(world.resolve("municipalities", "site"))
    else:
        timetable = build_network(Size())
        day = ours.build_day(timetable)
        places = ours.stop_legs(timetable, choose_stops(timetable, N_PLACES, seed=3), walks=True)

    def work() -> object:
        return ours.matrix(day, places, places, window=WINDOWS[network], percentiles=PERCENTILES)

    seconds = measure(work, repeat=REPEAT).median_s
    return (
        f"| {network} | {places.n_places:,} x {places.n_places:,} | {len(timetable.trips):,} "
        f"| {day.out.n_events:,} | {seconds:.2f} s | {peak_mb():,.0f} MB |"
    )


if __name__ == "__main__":
    print(_row(sys.argv[1]))
