"""What run.json says of the ranking under other weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from geoaccess.config import ScoreConfig
from geoaccess.model.contacts import ScoreTable
from geoaccess.model.places import Places
from geoaccess.report.files import to_number
from geoaccess.scores.composite import normalise
from geoaccess.scores.stability import compute_weight_intervals


def describe_stability(
    sites: Places, table: ScoreTable, config: ScoreConfig
) -> dict[str, Any] | None:
    """Return how far single weights can move before another site is first; None for one site.

    `smallest_change` is None where no weight, moved alone, puts another site first.
    """
    if len(sites) < 2:
        return None
    posts, form = config.indicators, config.normalisation
    parts = np.nan_to_num(
        np.stack(
            [normalise(table.indicators[name], posts[name], form) for name in table.weights],
            axis=1,
        )
    )
    first = int(np.argmin(table.rank))
    found = compute_weight_intervals(parts, table.weights, first=first)

    def name_of(row: int | None) -> str | None:
        return None if row is None else sites.id[row]

    changes = [(one, change) for one in found if (change := one.find_change())]
    least = min(changes, key=lambda one: abs(one[1][0] - one[0].weight), default=None)
    return {
        "first": sites.id[first],
        "smallest_change": None
        if least is None
        else {
            "indicator": least[0].name,
            "weight": to_number(least[0].weight),
            "to": to_number(least[1][0]),
            "first": name_of(least[1][1]),
        },
        "intervals": [
            {
                "indicator": one.name,
                "weight": to_number(one.weight),
                "low": to_number(one.low),
                "high": to_number(one.high),
                "first_below": name_of(one.below),
                "first_above": name_of(one.above),
            }
            for one in found
        ],
    }
