"""What a scenario changes against the base: figures, contacts, and years of opening."""

from __future__ import annotations

from dataclasses import dataclass

from geoaccess.units import BoolArray, FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """One figure of n places in the base and in a scenario; every array has shape (n,).

    Attributes
    ----------
    before, after
        The figure; NaN where a place has none.
    difference
        After less before, exactly 0 where the two are the same, also where neither is known;
        NaN where one of them is.
    p05, p95
        Between which nine in ten of the differences of the draws lie; None without draws.
    p_above_zero
        Share of draws in which the difference is above 0; None without draws.
    """

    before: FloatArray
    after: FloatArray
    difference: FloatArray
    p05: FloatArray | None = None
    p95: FloatArray | None = None
    p_above_zero: FloatArray | None = None

    @property
    def is_zero(self) -> BoolArray:
        """Where nothing changed at all, in the stated case and in every draw, shape (n,)."""
        zero: BoolArray = self.difference == 0
        if self.p05 is not None and self.p95 is not None:
            zero = zero & (self.p05 == 0) & (self.p95 == 0)
        return zero


@dataclass(frozen=True, kw_only=True, eq=False)
class ContactChanges:
    """What becomes of the day returns of n sites to m hubs; every array has shape (n, m).

    Attributes
    ----------
    gained, lost
        Hubs that can be met in the scenario only, and in the base only.
    better, worse
        Of pairs that meet in both: those with more (fewer) meeting minutes, or as many with a
        longer (shorter) longest stay.
    changed
        Where anything shown or counted differs: clock times, stays, round trips, trains.
    """

    gained: BoolArray
    lost: BoolArray
    better: BoolArray
    worse: BoolArray
    changed: BoolArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Timeline:
    """A figure of n places at the end of each of k years, under uncertain openings.

    Attributes
    ----------
    year
        Length k.
    p_open
        By name of the scenario the probability that it is open at the end of each year.
    expected, p05, p95
        Shape (k, n): mean over which scenarios are open (and over draws, where there are), and
        the values below which 5 % and 95 % of it lie.
    """

    year: tuple[int, ...]
    p_open: dict[str, FloatArray]
    expected: FloatArray
    p05: FloatArray
    p95: FloatArray
