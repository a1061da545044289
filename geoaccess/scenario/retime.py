"""Other running times of trains that run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from geoaccess.model.network import RailNetwork, StoppingPattern
from geoaccess.model.scenario import SetRunTime
from geoaccess.scenario.faults import OperationFaults
from geoaccess.scenario.paths import TrackGraph, build_track_graph, find_way
from geoaccess.scenario.patterns import find_patterns, find_stops
from geoaccess.scenario.services import find_platform
from geoaccess.scenario.speeds import check_speed


def set_run_time(
    network: RailNetwork, operation: SetRunTime, faults: OperationFaults
) -> RailNetwork:
    """Return the network with other running times between two stations.

    `minutes` hold for trains that call at both; of a `factor` every train gets the part of
    its hops that lies between the two. Minutes at calls stay; times are whole minutes.
    """
    if operation.service is not None:
        named = find_patterns(network, operation.service, faults)
    else:
        named = tuple(one for one in network.patterns if operation.line in one.lines)
    track = build_track_graph(network.sections)
    changed: dict[str, StoppingPattern] = {}
    for pattern in named:
        if operation.factor is None:
            runs = _to_minutes(network, pattern, operation, track, faults)
        else:
            runs = _by_factor(network, pattern, operation, track)
        if runs is not None:
            new = replace(pattern, run_min=runs)
            changed[pattern.id] = new
            if runs != pattern.run_min:
                _check_speeds(network, new, pattern, track, operation, faults)
    if named and not changed:
        one, other = operation.between
        what = f"calls at {one} and {other}" if operation.factor is None else "runs between them"
        faults.add(f"no train of {operation.service or operation.line} {what}", "between")
    patterns = tuple(changed.get(one.id, one) for one in network.patterns)
    return replace(network, patterns=patterns)


def scale_runs(run_min: Sequence[float], total: float) -> tuple[int, ...]:
    """Return running times in whole minutes that add up to a total, in the given shares.

    Each is a minute at least.
    """
    share = total / sum(run_min)
    runs: list[int] = []
    exact, done = 0.0, 0
    for run in run_min:
        exact += run * share
        runs.append(max(1, round(exact) - done))
        done += runs[-1]
    return tuple(runs)


def _to_minutes(
    network: RailNetwork,
    pattern: StoppingPattern,
    operation: SetRunTime,
    track: TrackGraph,
    faults: OperationFaults,
) -> tuple[int, ...] | None:
    """Return the running times of a pattern that calls at both; None for another one."""
    at = find_stops(network, pattern, operation.between)
    if at is None or operation.minutes is None:
        return None
    if operation.line is not None and not _is_on(operation.line, pattern, at, track):
        return None
    begin, end = at
    standing = sum(pattern.dwell_min[begin : end - 1])
    if operation.minutes - standing < end - begin:
        faults.add(
            f"{pattern.service} ({pattern.id}) has {end - begin} runs and {standing} minutes at "
            f"calls between {operation.between[0]} and {operation.between[1]}; "
            f"{operation.minutes:g} minutes are too few",
            "minutes",
        )
        return None
    middle = scale_runs(pattern.run_min[begin:end], operation.minutes - standing)
    return (*pattern.run_min[:begin], *middle, *pattern.run_min[end:])


def _is_on(line: str, pattern: StoppingPattern, at: tuple[int, int], track: TrackGraph) -> bool:
    return all(
        any(section.line == line for section in track.find_way(pattern.lines, *ends) or ())
        for ends in pairwise(pattern.calls[at[0] : at[1] + 1])
    )


def _by_factor(
    network: RailNetwork, pattern: StoppingPattern, operation: SetRunTime, track: TrackGraph
) -> tuple[int, ...] | None:
    """Return the running times with a factor on what lies between; None where nothing does."""
    lines = (operation.line,) if operation.line is not None else pattern.lines
    one, other = (find_platform(network, end, lines) for end in operation.between)
    if operation.line is not None:
        way = find_way(track, operation.line, one, other)
    else:
        way = track.find_way(pattern.lines, one, other)
    between = set(way or ())
    factor = 1.0 if operation.factor is None else operation.factor
    runs: list[float] = []
    touched = False
    for run, hop in zip(pattern.run_min, track.hops(pattern), strict=True):
        total_km = sum(section.km for section in hop or ())
        inside_km = sum(section.km for section in hop or () if section in between)
        touched |= inside_km > 0
        share = inside_km / total_km if total_km else 0.0
        runs.append(run * (1.0 + (factor - 1.0) * share))
    if not touched:
        return None
    return _round_runs(pattern.run_min, runs)


def _round_runs(old: Sequence[int], new: Iterable[float]) -> tuple[int, ...]:
    """Return running times in whole minutes; those that stay as they were are not touched."""
    runs: list[int] = []
    exact, done = 0.0, 0.0
    for was, run in zip(old, new, strict=True):
        if run == was:
            runs.append(was)
            continue
        exact += run
        runs.append(max(1, round(exact - done)))
        done += runs[-1]
    return tuple(runs)


def _check_speeds(
    network: RailNetwork,
    new: StoppingPattern,
    old: StoppingPattern,
    track: TrackGraph,
    operation: SetRunTime,
    faults: OperationFaults,
) -> None:
    """Note hops that became faster than their lines allow."""
    part = "factor" if operation.factor is not None else "minutes"
    for i, (ends, hop) in enumerate(zip(pairwise(new.calls), track.hops(new), strict=True)):
        if new.run_min[i] < old.run_min[i]:
            check_speed(
                network,
                ends,
                minutes=new.run_min[i],
                hop=hop or (),
                faults=faults,
                place=(part,),
                is_new_line=False,
            )
