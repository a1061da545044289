"""Changes around an event, against sites that it did not serve: a table, not a cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.history import EventStudy
from geoaccess.units import BoolArray, FloatArray

SPAN = 5
"""Years before and after an event that are looked at."""


def compute_event_study(
    years: Sequence[int],
    values: Mapping[str, FloatArray],
    *,
    event_year: int,
    served: BoolArray,
    compared: BoolArray,
    span: int = SPAN,
) -> EventStudy:
    """Return changes since the year before an event, and how they differ from other sites'.

    With x_iy the figure of site i at the end of year y and e the year of the event

        change_iy = x_iy - x_i,e-1        difference_iy = change_iy - mean over j in C (change_jy)

    where C are the sites to compare with: the first step of an event study (MacKinlay 1997).
    It says what changed where, never why: sites differ in more than the event.

    Parameters
    ----------
    years
        Years in order, length y.
    values
        By measure, shape (y, n): figures at the end of each year; NaN where there is none.
    served
        Shape (n,): sites that the event served; they are never compared with.
    compared
        Shape (n,): the sites C to compare with.

    Raises
    ------
    InputError
        When a served site is to be compared with.
    """
    if np.any(served & compared):
        raise InputError("event study: a site that was served cannot be one to compare with")
    rows = [k for k, year in enumerate(years) if abs(year - event_year) <= span]
    base = [k for k, year in enumerate(years) if year == event_year - 1]
    change, others, difference = {}, {}, {}
    for name, all_years in values.items():
        start = all_years[base[0]] if base else np.full(served.size, np.nan)
        change[name] = all_years[rows] - start
        others[name] = _mean(change[name][:, compared])
        difference[name] = change[name] - others[name][:, None]
    return EventStudy(
        year=tuple(years[k] for k in rows),
        value={name: all_years[rows] for name, all_years in values.items()},
        change=change,
        difference=difference,
        others=others,
    )


def _mean(values: FloatArray) -> FloatArray:
    """Return the mean of each row over what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0).sum(axis=1)
    mean: FloatArray = np.divide(total, count, out=np.full(count.size, np.nan), where=count > 0)
    return mean
