"""How far one weight of a score can move before another site is first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class WeightInterval:
    """The weights of one indicator with which the first site stays first.

    The other weights keep their proportions and share what is left.

    Attributes
    ----------
    name
        The indicator.
    weight
        Its weight in the score.
    low, high
        Least and most weight with which no other site is above the first.
    below, above
        Rows of the sites that are first past `low` and past `high`; None where the bound is 0
        or 1, and nobody is.
    """

    name: str
    weight: float
    low: float
    high: float
    below: int | None
    above: int | None

    def find_change(self) -> tuple[float, int] | None:
        """Return the nearer bound past which another site is first, and that site's row."""
        bounds = [
            (bound, row)
            for bound, row in ((self.low, self.below), (self.high, self.above))
            if row is not None
        ]
        return min(bounds, key=lambda one: abs(one[0] - self.weight), default=None)
