"""Differences of figures between the base and a scenario, with the same draws in both."""

from __future__ import annotations

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.comparison import Change, ContactChanges
from geoaccess.model.contacts import Contacts
from geoaccess.units import BoolArray, FloatArray, IntArray

SHOWN_SHARE = (0.05, 0.95)
"""Bounds of the intervals shown: differences of nine draws in ten lie within."""
_COMPARED = (
    "contactable", "round_trips", "longest_stay_s", "meeting_s", "depart_s", "arrive_s",
    "return_depart_s", "home_s", "out_rides", "back_rides",
)  # fmt: skip


def subtract(before: FloatArray, after: FloatArray) -> FloatArray:
    """Return after less before: exactly 0 where they are equal or both NaN, NaN where one is."""
    same = (before == after) | (np.isnan(before) & np.isnan(after))
    known = ~(np.isnan(before) | np.isnan(after) | same)
    difference = np.where(same, 0.0, np.nan)
    np.subtract(after, before, out=difference, where=known)
    return difference


def build_change(
    before: FloatArray,
    after: FloatArray,
    *,
    drawn: tuple[FloatArray, FloatArray] | None = None,
) -> Change:
    """Return the change of a figure, with what draws say of it.

    Parameters
    ----------
    before, after
        Shape (n,).
    drawn
        Values of the draws before and after, each (n_draws, n), or (1, n) where draws leave
        them: row k of both is the same draw, so that what base and scenario have in common
        cancels (common random numbers). A difference that is NaN in some draws has the
        interval of the others, and counts as not above 0.

    Raises
    ------
    InputError
        When the shapes do not fit.
    """
    if before.shape != after.shape or before.ndim != 1:
        raise InputError("change: base and scenario have different places")
    difference = subtract(before, after)
    if drawn is None:
        return Change(before=before, after=after, difference=difference)
    if any(one.ndim != 2 or one.shape[1] != before.size for one in drawn):
        raise InputError("change: draws have other places than the figures")
    drawn_before, drawn_after = np.broadcast_arrays(*drawn)
    changes = subtract(drawn_before, drawn_after)
    low, high = _known_quantiles(changes)
    return Change(
        before=before,
        after=after,
        difference=difference,
        p05=low,
        p95=high,
        p_above_zero=(changes > 0).mean(axis=0),
    )


def _known_quantiles(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the bounds of nine in ten of the values of each column that are not NaN."""
    known = ~np.isnan(values).all(axis=0)
    bounds = np.full((2, values.shape[1]), np.nan)
    if known.any():
        bounds[:, known] = np.nanquantile(values[:, known], SHOWN_SHARE, axis=0)
    return bounds[0], bounds[1]


def compare_contacts(before: Contacts, after: Contacts) -> ContactChanges:
    """Return which day returns a scenario adds, takes, improves and worsens."""
    met, meets = before.contactable, after.contactable
    both = met & meets
    meeting = after.meeting_s.astype(np.int64) - before.meeting_s
    stay = after.longest_stay_s.astype(np.int64) - before.longest_stay_s
    changed = np.zeros(met.shape, dtype=bool)
    for name in _COMPARED:
        changed |= getattr(before, name) != getattr(after, name)
    return ContactChanges(
        gained=meets & ~met,
        lost=met & ~meets,
        better=both & ((meeting > 0) | ((meeting == 0) & (stay > 0))),
        worse=both & ((meeting < 0) | ((meeting == 0) & (stay < 0))),
        changed=changed,
    )


def sum_newly(
    before: BoolArray, after: BoolArray, mass: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the mass that can be met only afterwards, and only before, each shape (n,).

    Parameters
    ----------
    before, after
        Shape (n, m): whether place i meets j.
    mass
        Shape (m,), persons; NaN counts nothing.
    """
    held = np.nan_to_num(mass)
    return (after & ~before) @ held, (before & ~after) @ held


def rank_change(before: IntArray, after: IntArray) -> IntArray:
    """Return by how many ranks places rise, shape (n,): 1 is best, so that 3 to 1 is +2."""
    risen: IntArray = before.astype(np.int64) - after
    return risen
