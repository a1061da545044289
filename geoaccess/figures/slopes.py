"""Two states of the same sites side by side, a line for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geoaccess.figures.fonts import POINTS_PER_MM, fit_text
from geoaccess.figures.frame import HEIGHT_MM, INK, RULE, SOFT_INK, Frame, open_sheet
from geoaccess.figures.labels import spread

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_SITES: Final = 40
GAIN: Final = "#542788"
LOSS: Final = "#b35806"
"""Ends of PuOr: violet for more, orange for less."""


@dataclass(frozen=True, kw_only=True)
class Slope:
    """A measure of one site before and after."""

    site_id: str
    name: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """Return after less before."""
        return self.after - self.before


def choose_slopes(slopes: Sequence[Slope], n: int = MOST_SITES) -> list[Slope]:
    """Return the slopes with two ends, those that change most if there are too many."""
    known = [one for one in slopes if not np.isnan(one.change)]
    if len(known) <= n:
        return known
    kept = {id(one) for one in sorted(known, key=lambda one: -abs(one.change))[:n]}
    return [one for one in known if id(one) in kept]


def draw_slopes(
    slopes: Sequence[Slope], frame: Frame, *, heads: tuple[str, str], decimals: int = 1
) -> Figure:
    """Return the figure, with what each end is called; called within `drawing`."""
    shown = choose_slopes(slopes)
    size = frame.points(7)
    gap_mm = size * 1.3 / POINTS_PER_MM
    body = min(max(frame.mm(70), gap_mm * len(shown) + frame.mm(12)), HEIGHT_MM[frame.paper])
    sheet = open_sheet(frame, body)
    label_mm, head_mm = frame.mm(58), frame.mm(7)
    width, height = frame.width_mm - 2 * label_mm, body - head_mm
    axes = sheet.add_axes(label_mm, head_mm, width, height)
    ends = np.array([[one.before, one.after] for one in shown]).reshape(-1, 2)
    low, high = (float(ends.min()), float(ends.max())) if shown else (0.0, 1.0)
    pad = max((high - low) * 0.03, 1e-9)
    low, high = low - pad, high + pad
    axes.set(xlim=(0, 1), ylim=(low, high), xticks=[], yticks=[])
    for x in (0, 1):
        axes.axvline(x, color=RULE, lw=frame.points(0.8))
    gap = gap_mm / height * (high - low)
    per_mm = 1 / width
    for side, x in enumerate((0, 1)):
        sign = 1 if side else -1
        places = spread(ends[:, side].tolist(), gap, low + gap / 2, high - gap / 2)
        axes.annotate(heads[side], (x, high), (0, frame.points(6)), textcoords="offset points",
                      size=frame.points(8), color=INK, ha="center")  # fmt: skip
        for one, place, value in zip(shown, places, ends[:, side], strict=True):
            colour = _colour(one, decimals)
            edge = x + sign * frame.mm(1) * per_mm
            axes.plot([edge, x + sign * frame.mm(5) * per_mm], [value, place], color=RULE,
                      lw=frame.points(0.5), clip_on=False)  # fmt: skip
            name = fit_text(one.name, label_mm - frame.mm(17), size, lines=1)
            text = f"{value:.{decimals}f}  {name}" if side else f"{name}  {value:.{decimals}f}"
            axes.text(x + sign * frame.mm(6) * per_mm, place, text, size=size, color=colour,
                      ha="left" if side else "right", va="center")  # fmt: skip
    for one in shown:
        axes.plot([0, 1], [one.before, one.after], color=_colour(one, decimals), marker="o",
                  ms=frame.points(2.5), lw=frame.points(1), gid=one.site_id,
                  clip_on=False)  # fmt: skip
    return sheet.figure


def _colour(one: Slope, decimals: int) -> str:
    change = round(one.change, decimals)
    return SOFT_INK if change == 0 else GAIN if change > 0 else LOSS
