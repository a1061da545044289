"""How close the sweep comes to memory bandwidth, and how its cost grows."""

from __future__ import annotations

from functools import partial

from benchmarks import ours
from benchmarks.machine import measure, measure_copy
from benchmarks.synthetic import Size, build_network, choose_stops

LANES = 64
CONNECTIONS = (12_000, 50_000, 150_000, 450_000, 1_500_000, 5_000_000)
CONNECTIONS_PER_STOP, STOPS_PER_LINE = 50, 15


def render_limits(*, repeat: int, largest: int = CONNECTIONS[-1]) -> str:
    """Return a table in Markdown of build and sweep by size, with bandwidth and cost per event.

    Bytes touched are the rows of lanes a sweep reads or writes; rows met twice in a short
    time come from a cache, so this may exceed what memory gives.
    """
    copy = measure_copy()
    header = ("connections", "stops", "build", f"sweep, {LANES} hubs", "ns per event and hub",
              "bytes touched", "GB/s", "of a copy")  # fmt: skip
    lines = [
        f"copy of 256 MB by one thread: {copy / 1e9:.1f} GB/s",
        "",
        f"| {' | '.join(header)} |",
        f"|{'--:|' * len(header)}",
    ]
    sizes = [size for size in CONNECTIONS if size <= largest]
    lines += [_line(size, copy=copy, repeat=repeat) for size in sizes]
    return "\n".join(lines)


def _line(n_connections: int, *, copy: float, repeat: int) -> str:
    n_stops = n_connections // CONNECTIONS_PER_STOP
    size = Size(
        n_stops=n_stops, n_connections=n_connections, n_lines=max(8, n_stops // STOPS_PER_LINE)
    )
    timetable = build_network(size)
    hubs = ours.stop_legs(timetable, choose_stops(timetable, LANES, seed=2), walks=True)
    few = repeat if n_connections < 1_000_000 else min(repeat, 3)
    build_s = measure(partial(ours.build_day, timetable), repeat=few).median_s
    day = ours.build_day(timetable)
    sweep, touched = ours.prepare_sweep(day, hubs)
    sweep_s = measure(sweep, repeat=few).median_s
    return (
        f"| {day.out.n_events:,} | {n_stops:,} | {build_s * 1000:.0f} ms | {sweep_s * 1000:.1f} ms "
        f"| {sweep_s / day.out.n_events / LANES * 1e9:.2f} | {touched / 1e6:.0f} MB "
        f"| {touched / sweep_s / 1e9:.1f} | {touched / sweep_s / copy:.0%} |"
    )
