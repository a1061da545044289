"""Which part of each code of one edition goes to which code of another."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

from geoaccess.model.areas import CodeChange, CodeHistory, Level

Shares = Mapping[str, Mapping[str, float]]


def build_shares(
    history: CodeHistory,
    from_edition: dt.date,
    to_edition: dt.date,
    level: Level,
    weights: Mapping[str, float],
) -> dict[str, dict[str, float]]:
    """Return by each code of the first edition the codes of the second and its shares in them.

    A share is NaN where it depends on a weight that is not given.

    Raises
    ------
    InputError
        When an edition is outside the table.
    """
    if from_edition > to_edition:
        forward = build_shares(history, to_edition, from_edition, level, weights)
        history.codes_at(from_edition, level)
        return _turn_round(forward, weights)
    shares = {code: {code: 1.0} for code in history.codes_at(from_edition, level)}
    history.codes_at(to_edition, level)
    by_date: dict[dt.date, list[CodeChange]] = defaultdict(list)
    for change in history.changes:
        if from_edition < change.date <= to_edition and _is_of(change, level):
            by_date[change.date].append(change)
    for date in sorted(by_date):
        step = _step(by_date[date], level, weights)
        for code, row in shares.items():
            if not step.keys().isdisjoint(row):
                shares[code] = _chain(row, step)
    return shares


def _is_of(change: CodeChange, level: Level) -> bool:
    return level == "ward" or change.kind != "wards"


def _chain(row: Mapping[str, float], step: Shares) -> dict[str, float]:
    chained: dict[str, float] = defaultdict(float)
    for code, share in row.items():
        for new, part in step.get(code, {code: 1.0}).items():
            chained[new] += share * part
    return dict(chained)


def _step(
    changes: Iterable[CodeChange], level: Level, weights: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Return the shares of the changes of one day."""
    step: dict[str, dict[str, float]] = defaultdict(dict)
    for change in changes:
        codes = change.wards if level == "ward" and change.wards else (change.new_code,)
        whole = 1.0 if change.share is None else change.share
        if len(codes) == 1:
            step[change.old_code][codes[0]] = whole
        else:
            step[change.old_code] = apportion(codes, weights)
    return step


def apportion(parts: Iterable[str], weights: Mapping[str, float]) -> dict[str, float]:
    """Return the shares of parts by weight, NaN for all where a weight is missing or all are 0."""
    names = list(parts)
    if not all(is_weight(weights.get(one)) for one in names):
        return dict.fromkeys(names, math.nan)
    total = math.fsum(weights[one] for one in names)
    return {one: weights[one] / total if total > 0 else math.nan for one in names}


def is_weight(value: float | None) -> bool:
    """Return whether a value can weigh: a number, not negative."""
    return value is not None and math.isfinite(value) and value >= 0


def _turn_round(forward: Shares, weights: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Return the shares of later codes in earlier ones, by the weight of the earlier."""
    parts: dict[str, dict[str, float]] = defaultdict(dict)
    for old, row in forward.items():
        for new, share in row.items():
            parts[new][old] = share
    turned: dict[str, dict[str, float]] = {}
    for new, olds in parts.items():
        if len(olds) == 1:
            turned[new] = dict.fromkeys(olds, 1.0)
            continue
        missing = [old for old in olds if not is_weight(weights.get(old))]
        scaled = {old: share * weights[old] for old, share in olds.items() if old not in missing}
        turned[new] = apportion(olds, scaled)
    return turned
