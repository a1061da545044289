"""A matrix for a changed timetable, computed anew only where the change can be felt.

Events after the last change keep their rows: nothing leads back in time. Places whose stops
keep all their rows keep their figures. What is left out is proved by comparison, so the
result equals a full run bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoaccess.engine.blocks import NO_LIMITS, HubBlock, hub_blocks, plan_blocks
from geoaccess.engine.events import EventNet
from geoaccess.engine.matrix import MatrixQuestion, MatrixWriter
from geoaccess.engine.scale import Scale
from geoaccess.engine.sweep import DayNet, build_day
from geoaccess.engine.sweeper import Sweeper
from geoaccess.errors import InputError
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.model.timetable import Timetable
from geoaccess.units import BoolArray, IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class KeptMatrix:
    """A matrix with the rows it came from, ready for changes of the timetable.

    Attributes
    ----------
    question, day, matrix
        What was asked, on which trains, and the answer.
    blocks, rows
        Hubs by block, and the arrivals at them from every row of the day.
    swept_events, computed_places
        How many events were swept and how many places computed for it.
    """

    question: MatrixQuestion
    day: DayNet
    matrix: TravelTimeMatrix
    scale: Scale
    blocks: tuple[HubBlock, ...]
    rows: tuple[IntArray, ...]
    swept_events: int
    computed_places: int


def keep_matrix(question: MatrixQuestion, day: DayNet) -> KeptMatrix:
    """Return the matrix of a day with the rows of all hubs kept in memory."""
    scale = question.scale(day.out)
    blocks = _blocks(question, day.out)
    rows = tuple(_swept(question, day.out, scale, block) for block in blocks)
    return KeptMatrix(
        question=question,
        day=day,
        matrix=_write(question, day.out, scale, blocks, rows),
        scale=scale,
        blocks=blocks,
        rows=rows,
        swept_events=day.out.n_events,
        computed_places=question.places.n_places,
    )


def recompute_matrix(before: KeptMatrix, timetable: Timetable) -> KeptMatrix:
    """Return the matrix of a changed timetable, equal to a full run.

    Stops must be the same in the same order; trips are told by their ids. Only events that
    leave before the last change are swept, and only places that have a stop whose rows
    changed are computed.

    Raises
    ------
    InputError
        When the timetables have different stops.
    """
    if timetable.stop_id != before.day.timetable.stop_id:
        raise InputError("timetable: it has other stops than before; compute the matrix anew")
    question, old = before.question, before.day.out
    day = build_day(timetable)
    net, scale = day.out, question.scale(day.out)
    if scale != before.scale:
        return keep_matrix(question, day)
    kept = _count_unchanged(before.day, day)
    rows = []
    for block, rows_before in zip(before.blocks, before.rows, strict=True):
        best = np.empty((net.n_rows + 2, rows_before.shape[1]), dtype=scale.dtype)
        _copy_rows(old, rows_before, net, best, kept)
        Sweeper(net, scale, from_s=question.from_s).complete(block, best, kept=kept)
        rows.append(best)
    changed = _changed_stops(old, before.rows, net, tuple(rows), from_s=question.from_s)
    places = _places_at(question, changed)
    return KeptMatrix(
        question=question,
        day=day,
        matrix=_merge(before.matrix, question, places, (net, scale, before.blocks, tuple(rows))),
        scale=scale,
        blocks=before.blocks,
        rows=tuple(rows),
        swept_events=net.n_events - kept,
        computed_places=places.size,
    )


def _blocks(question: MatrixQuestion, net: EventNet) -> tuple[HubBlock, ...]:
    lanes = plan_blocks(question.hubs.n_places, NO_LIMITS, bytes_per_lane=0).lanes
    hubs = question.hubs
    return tuple(hub_blocks(hubs, hubs.from_stop_s, n_stops=net.n_stops, lanes=lanes))


def _swept(question: MatrixQuestion, net: EventNet, scale: Scale, block: HubBlock) -> IntArray:
    return Sweeper(net, scale, from_s=question.from_s).sweep(block)


def _write(
    question: MatrixQuestion,
    net: EventNet,
    scale: Scale,
    blocks: tuple[HubBlock, ...],
    rows: tuple[IntArray, ...],
) -> TravelTimeMatrix:
    writer = MatrixWriter(net, scale, question)
    for block, best in zip(blocks, rows, strict=True):
        writer.write(block, best)
    return writer.result()


def _count_unchanged(before: DayNet, after: DayNet) -> int:
    """Return how many events at the end of the day are the same in both timetables.

    Walks and times to change must be the same everywhere, else none are.
    """
    tables = before.timetable, after.timetable
    for name in ("change_s", "walk_from_idx", "walk_to_idx", "walk_s"):
        if not np.array_equal(*(getattr(table, name) for table in tables)):
            return 0
    number = {trip.id: k for k, trip in enumerate(tables[0].trips)}
    known = np.array([number.get(trip.id, -1) for trip in tables[1].trips], dtype=np.int32)
    old, new = before.out, after.out
    n = min(old.n_events, new.n_events)
    same = known[new.trip[new.n_events - n :]] == old.trip[old.n_events - n :]
    for name in ("depart_s", "arrive_s", "depart_stop", "arrive_stop"):
        same &= getattr(new, name)[new.n_events - n :] == getattr(old, name)[old.n_events - n :]
    same &= (new.row == new.n_rows)[new.n_events - n :] == (old.row == old.n_rows)[
        old.n_events - n :
    ]
    different = np.flatnonzero(~same)
    return n - int(different[-1]) - 1 if different.size else n


def _copy_rows(
    old: EventNet, best_before: IntArray, new: EventNet, best: IntArray, kept: int
) -> None:
    """Copy the rows of the last `kept` events: of each stop as many as it has, from behind."""
    to_row = new.row[new.n_events - kept :]
    from_row = old.row[old.n_events - kept :]
    boarded = to_row < new.n_rows
    best[to_row[boarded]] = best_before[from_row[boarded]]


def _changed_stops(
    old: EventNet,
    rows_before: tuple[IntArray, ...],
    new: EventNet,
    rows: tuple[IntArray, ...],
    *,
    from_s: int,
) -> BoolArray:
    """Return which stops have other departures, or another row from `from_s` on."""
    changed: BoolArray = np.diff(old.row_start) != np.diff(new.row_start)
    stop = np.repeat(np.arange(new.n_stops), np.diff(new.row_start))
    same_size = ~changed[stop]
    to_row = np.flatnonzero(same_size)
    from_row = to_row - new.row_start[stop[to_row]] + old.row_start[stop[to_row]]
    differs = new.row_depart_s[to_row] != old.row_depart_s[from_row]
    matters = new.row_depart_s[to_row] >= from_s
    for best_before, best in zip(rows_before, rows, strict=True):
        differs[matters] |= (best[to_row[matters]] != best_before[from_row[matters]]).any(axis=1)
    changed[stop[to_row[differs]]] = True
    return changed


def _places_at(question: MatrixQuestion, stops: BoolArray) -> IntArray:
    """Return the positions of places that have a leg to one of the stops."""
    places = question.places
    of_leg = np.repeat(np.arange(places.n_places), np.diff(places.start))
    return np.unique(of_leg[stops[places.stop_idx]])


def _merge(
    before: TravelTimeMatrix,
    question: MatrixQuestion,
    places: IntArray,
    swept: tuple[EventNet, Scale, tuple[HubBlock, ...], tuple[IntArray, ...]],
) -> TravelTimeMatrix:
    """Return the matrix before with the rows of some places computed anew."""
    if places.size == 0:
        return before
    part = _write(question.of_places(places), *swept)
    columns = {}
    for name in ("reachable_share", "fastest_min", "first_arrival_s", "last_departure_s"):
        columns[name] = getattr(before, name).copy()
        columns[name][places] = getattr(part, name)
    minutes = before.travel_time_min.copy()
    minutes[:, places] = part.travel_time_min
    return TravelTimeMatrix(
        percentiles=before.percentiles, window=before.window, travel_time_min=minutes, **columns
    )
