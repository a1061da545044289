"""Bars of one value a row, with a remark at the end of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geoaccess.figures.fonts import fit_text
from geoaccess.figures.frame import ACCENT, INK, RULE, SOFT_INK, Frame, label_rows, open_sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ROWS: Final = {"a4": 44, "a3": 50}
_ROW_MM: Final = 4.7


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A row: id, name, value (NaN where there is none), the value in words, and a remark."""

    id: str
    name: str
    value: float
    shown: str
    remark: str = ""


def draw_bars(bars: Sequence[Bar], frame: Frame, *, most: float) -> Figure:
    """Return the figure of the first rows that a page has room for; called within `drawing`.

    Parameters
    ----------
    most
        Where the axis ends.
    """
    shown = bars[: MOST_ROWS[frame.paper]]
    row_mm, n = frame.mm(_ROW_MM), len(shown)
    sheet = open_sheet(frame, row_mm * n + frame.mm(6))
    has_remarks = any(bar.remark for bar in shown)
    name_mm, value_mm = frame.mm(46), frame.mm(12)
    remark_mm = frame.mm(62) if has_remarks else 0.0
    axes = sheet.add_axes(name_mm, 0, frame.width_mm - name_mm - value_mm - remark_mm, row_mm * n)
    axes.set(xlim=(0, most), ylim=(n - 0.5, -0.5))
    axes.xaxis.grid(visible=True, color=RULE, lw=frame.points(0.5))
    axes.set_axisbelow(True)
    axes.locator_params(axis="x", nbins=4)
    values = [0.0 if np.isnan(bar.value) else bar.value for bar in shown]
    axes.barh(range(n), values, height=0.66, color=ACCENT)
    size = frame.points(7.2)
    names = [fit_text(bar.name, name_mm - frame.mm(4), size, lines=1) for bar in shown]
    label_rows(axes, names, [float(k) for k in range(n)], frame)
    for k, bar in enumerate(shown):
        axes.annotate(bar.shown, (most, k), (frame.points(3), 0), textcoords="offset points",
                      size=size, color=INK, va="center")  # fmt: skip
        if bar.remark:
            text = fit_text(bar.remark, remark_mm - frame.mm(2), size, lines=1)
            shift = value_mm / 25.4 * 72
            axes.annotate(text, (most, k), (shift, 0), textcoords="offset points", size=size,
                          color=SOFT_INK, va="center")  # fmt: skip
    return sheet.figure
