"""What each indicator gives to the score of a site, and what it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geoaccess.figures.fonts import fit_text
from geoaccess.figures.frame import ACCENT, INK, PALE, RULE, Frame, label_rows, open_sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ROW_MM: Final = 6.4


@dataclass(frozen=True, kw_only=True)
class Step:
    """One indicator: its name and value in words, the points it gives and the most it could."""

    name: str
    value: str
    points: float
    most: float


def draw_waterfall(steps: Sequence[Step], total: str, frame: Frame) -> Figure:
    """Return the figure of steps that add up to a score; called within `drawing`."""
    row_mm, n = frame.mm(_ROW_MM), len(steps)
    sheet = open_sheet(frame, row_mm * (n + 1) + frame.mm(6))
    name_mm, value_mm = frame.mm(58), frame.mm(22)
    axes = sheet.add_axes(name_mm, 0, frame.width_mm - name_mm - value_mm, row_mm * (n + 1))
    axes.set(xlim=(0, 100), ylim=(n + 0.5, -0.5))
    axes.xaxis.grid(visible=True, color=RULE, lw=frame.points(0.5))
    axes.set_axisbelow(True)
    points = np.array([step.points for step in steps])
    begin = np.cumsum(points) - points
    at = np.arange(n)
    axes.barh(at, [step.most for step in steps], left=begin, height=0.62, color=PALE)
    axes.barh(at, points, left=begin, height=0.62, color=ACCENT)
    axes.barh([n], [points.sum()], height=0.62, color=INK)
    ends = np.append(begin, points.sum())
    axes.vlines(ends[1:n] if n > 1 else [], at[:-1] + 0.31, at[1:] - 0.31, color=INK,
                lw=frame.points(0.6))  # fmt: skip
    size = frame.points(7.5)
    labels = [f"{step.name}  {step.value}" if step.value else step.name for step in steps]
    fitted = [fit_text(label, name_mm - frame.mm(4), size) for label in [*labels, total]]
    label_rows(axes, fitted, [float(k) for k in range(n + 1)], frame)
    for k, step in enumerate(steps):
        axes.annotate(f"{step.points:.1f} / {step.most:.1f}", (100, k), (frame.points(5), 0),
                      textcoords="offset points", size=size, va="center")  # fmt: skip
    axes.annotate(f"{points.sum():.1f} / 100", (100, n), (frame.points(5), 0),
                  textcoords="offset points", size=size, va="center")  # fmt: skip
    return sheet.figure
