"""What is asked of whatever finds trips, and how a large question is cut up for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

import numpy as np

from geoaccess.engine.r5.question import R5Points, R5Question
from geoaccess.errors import InputError
from geoaccess.units import FloatArray

MOST_PAIRS: Final = 250_000
"""Pairs per call: r5py's table takes about 200 bytes each, with names of both ends."""


class TripTable(NamedTuple):
    """Rows of a router's answer: from whom to whom, and the minutes of each percentile.

    Attributes
    ----------
    from_id, to_id
        Ids as they were given, in any order, length n_rows.
    minutes
        Shape (n_percentiles, n_rows): NaN where there is no trip.
    """

    from_id: tuple[str, ...]
    to_id: tuple[str, ...]
    minutes: FloatArray


class Router(Protocol):
    """The boundary to R5: everything on this side of it runs without Java."""

    def find_trips(self, origins: R5Points, targets: R5Points, question: R5Question) -> TripTable:
        """Return the trips from some of the origins to all targets."""


def compute_minutes(
    router: Router, question: R5Question, *, most_pairs: int = MOST_PAIRS
) -> FloatArray:
    """Return minutes of shape (n_percentiles, n_origins, n_targets), NaN where there is no trip.

    Origins are asked for in parts, so that no table has more than `most_pairs` rows; ids are
    mapped back to positions, whatever the order of the rows.

    Raises
    ------
    InputError
        When the router answers for a pair that was not asked, or leaves one out.
    """
    targets = question.targets
    column = {one: j for j, one in enumerate(targets.id)}
    shape = (len(question.percentiles), len(question.origins.id), len(targets.id))
    minutes = np.full(shape, np.nan)
    for begin, part in _parts(question.origins, max(most_pairs // len(targets.id), 1)):
        row = {one: begin + i for i, one in enumerate(part.id)}
        table = router.find_trips(part, targets, question)
        try:
            rows = np.array([row[one] for one in table.from_id], dtype=np.intp)
            columns = np.array([column[one] for one in table.to_id], dtype=np.intp)
        except KeyError as error:
            raise InputError(f"R5 answered for {error}, which was not asked") from None
        answered = np.unique(rows * len(targets.id) + columns).size
        if answered != len(part.id) * len(targets.id):
            raise InputError(
                f"R5 answered for {answered} of {len(part.id) * len(targets.id)} pairs only"
            )
        minutes[:, rows, columns] = table.minutes
    return minutes


def _parts(points: R5Points, size: int) -> Iterator[tuple[int, R5Points]]:
    for begin in range(0, len(points.id), size):
        yield begin, points.take(begin, begin + size)
