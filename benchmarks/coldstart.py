"""The first matrix of an installation: with compilation, and with the compiled code kept.

``python -m benchmarks.coldstart`` measures this process and prints the seconds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

STEPS = ("import", "build", "matrix", "day returns", "profiles")


def render_cold_start() -> str:
    """Return a table of a process without compiled code and of one with it."""
    lines = [f"| process | {' | '.join(STEPS)} |", f"|---|{'--:|' * len(STEPS)}"]
    with tempfile.TemporaryDirectory() as folder:
        for name in ("with compilation", "compiled before"):
            seconds = subprocess.run(
                [sys.executable, "-m", "benchmarks.coldstart"],
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, "NUMBA_CACHE_DIR": folder},
            ).stdout.split()
            lines.append(f"| {name} | {' | '.join(f'{float(s):.2f} s' for s in seconds)} |")
    return "\n".join(lines)


def _measure() -> list[float]:
    begin = time.perf_counter()
    seconds = []

    def lap() -> None:
        nonlocal begin
        now = time.perf_counter()
        seconds.append(now - begin)
        begin = now

    from benchmarks import ours
    from benchmarks.synthetic import Size, build_network, choose_stops

    lap()
    timetable = build_network(Size(n_stops=100, n_connections=2_000, n_lines=8))
    places = ours.stop_legs(timetable, choose_stops(timetable, 20, seed=3), walks=True)
    begin = time.perf_counter()
    day = ours.build_day(timetable)
    lap()
    ours.matrix(day, places, places, window=(6 * 3600, 22 * 3600), percentiles=(5, 50, 95))
    lap()
    ours.day_returns(day, places, places)
    lap()
    ours.profiles(day, places, places)
    lap()
    return seconds


if __name__ == "__main__":
    print(*_measure())
