"""Run the benchmarks: ``python -m benchmarks.run [TASK ...] [--repeat N]``.

Tasks: national, porto (against peers), limits, shipped, robustness, allpairs, coldstart, loaders,
railways, rasters (ourselves), calibration (the service model of railways against observed trains),
runtimes (the run-time model of planned lines against the Shinkansen),
roads (streets, and what the great-circle model costs).

Answers are compared before anything is timed. Peers are measured in the same run, on the same
machine, with two threads; reading feeds and building the peers' networks is never timed, ours
is timed from the timetable on.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

THREADS = "2"
DATA = Path(os.environ.get("GEOACCESS_TEST_DATA", "../shared/data"))

NATIONAL_DIFFERS = """\
What differs: geoaccess goes from stops or places to hubs and counts its build; cafein goes from
hubs to all stops (it has no all-to-one), its network and its transfer set built before. Both
take every departure minute of the day, give the same five percentiles and allow any change that
is in time. geoaccess knows no limit of rides, cafein is given 16 (its default of 8 loses
journeys). The feed has no minimum change times and closed walks, because cafein knows no other."""

PORTO_DIFFERS = """\
What differs: geoaccess and cafein use the same walks (5.04 km/h, 15 minutes to stops, 5 minutes
between stops, from cafein's streets; finding them is not timed for geoaccess, and part of
cafein's run). ferrobus walks on its own streets, boards at the nearest stop of a point only,
alights at its 10 nearest, and computes one departure at a time: some minutes are measured and
scaled to 181; it gives no percentiles."""


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code, after printing the tables of the tasks asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("tasks", nargs="*", choices=[[], *TASKS], help="default: all")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each of our timings")
    parser.add_argument("--largest", type=int, default=5_000_000, help="connections, for limits")
    given = parser.parse_args(arguments)
    for name in ("RAYON_NUM_THREADS", "NUMBA_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = THREADS  # before any peer is imported
    from benchmarks.machine import describe_machine

    print("\n".join(f"- {line}" for line in describe_machine()), f"- threads: {THREADS}", sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        for task in given.tasks or TASKS:
            print(f"\n## {task}\n", flush=True)
            TASKS[task](Path(folder), given)
    return 0


def _national(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks import national
    from benchmarks.agreement import render_agreements
    from benchmarks.synthetic import Size
    from benchmarks.table import render_rows

    prepared = national.prepare_national(folder, Size())
    print(render_agreements(national.check_national(prepared)), flush=True)
    rows = national.time_national(prepared, repeat=given.repeat)
    print("", render_rows(rows), "", NATIONAL_DIFFERS, sep="\n", flush=True)


def _porto(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks import porto
    from benchmarks.agreement import render_agreements
    from benchmarks.ownstreets import render_own_streets
    from benchmarks.table import render_rows

    missing = [name for name in (*porto.FEEDS, porto.STREETS) if not (DATA / name).is_file()]
    if missing:
        print(f"skipped: {', '.join(missing)} is not in {DATA}; set GEOACCESS_TEST_DATA")
        return
    city = porto.prepare_city(folder, DATA)
    print(render_agreements(porto.check_city(city)), flush=True)
    streets = DATA / porto.STREETS
    print("", render_own_streets(city, folder, streets, porto.AFTERNOON), sep="\n", flush=True)
    rows = porto.time_city(city, repeat=given.repeat)
    print("", render_rows(rows), "", PORTO_DIFFERS, sep="\n", flush=True)


def _limits(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks.limits import render_limits

    del folder
    print(render_limits(repeat=given.repeat, largest=given.largest), flush=True)


def _shipped(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks.shipped import render_shipped

    del folder
    print(render_shipped(repeat=given.repeat), flush=True)


def _robustness(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks.robustness import render_robustness

    del folder
    print(render_robustness(repeat=given.repeat), flush=True)


def _allpairs(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks.allpairs import render_all_pairs

    del folder, given
    print(render_all_pairs(), flush=True)


def _coldstart(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks.coldstart import render_cold_start

    del folder, given
    print(render_cold_start(), flush=True)


def _loaders(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks.loaders import render_loaders

    del folder
    if not DATA.is_dir():
        print(f"skipped: there is no folder {DATA}; set GEOACCESS_TEST_DATA")
        return
    print(render_loaders(DATA, repeat=given.repeat), flush=True)


def _calibration(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks.calibration import render_calibration

    del folder, given
    print(render_calibration(DATA), flush=True)


def _runtimes(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks.runtimes import render_run_times

    del folder, given
    print(render_run_times(DATA), flush=True)


def _railways(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks.railways import render_railways

    print(render_railways(DATA, folder, repeat=given.repeat), flush=True)


def _roads(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks.roads import render_roads

    print(render_roads(folder, DATA, repeat=given.repeat), flush=True)


def _rasters(folder: Path, given: argparse.Namespace) -> None:
    from benchmarks.rasters import render_rasters

    del given
    print(render_rasters(folder), flush=True)


TASKS: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "national": _national,
    "porto": _porto,
    "limits": _limits,
    "shipped": _shipped,
    "robustness": _robustness,
    "allpairs": _allpairs,
    "coldstart": _coldstart,
    "loaders": _loaders,
    "calibration": _calibration,
    "runtimes": _runtimes,
    "railways": _railways,
    "roads": _roads,
    "rasters": _rasters,
}

if __name__ == "__main__":
    sys.exit(main())
