"""Scores in order of rank, each with the interval of its draws where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geoaccess.figures.fonts import fit_text
from geoaccess.figures.frame import ACCENT, INK, RULE, SOFT_INK, Frame, open_sheet
from geoaccess.model.runfolder import Row, name_of, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ROWS: Final = {"a4": 44, "a3": 50}
_ROW_MM: Final = 4.7


@dataclass(frozen=True, kw_only=True)
class RankedScore:
    """A site's score in points of 100; low and high hold nine draws in ten, NaN without draws."""

    site_id: str
    name: str
    rank: int
    score: float
    low: float
    high: float


def build_ranking(rows: Sequence[Row], lang: str) -> tuple[RankedScore, ...]:
    """Return the rows of scores.csv by rank, then as written."""
    found = [
        RankedScore(
            site_id=row["site_id"],
            name=name_of(row, lang),
            rank=int(float(row["rank"])),
            score=number(row["score"]),
            low=number(row.get("score_p05")),
            high=number(row.get("score_p95")),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: one.rank))


def draw_ranking(ranking: Sequence[RankedScore], frame: Frame) -> Figure:
    """Return the figure of the first sites that a page has room for; called within `drawing`."""
    shown = ranking[: MOST_ROWS[frame.paper]]
    row_mm = frame.mm(_ROW_MM)
    sheet = open_sheet(frame, row_mm * len(shown) + frame.mm(6))
    name_mm, value_mm = frame.mm(52), frame.mm(26)
    width = frame.width_mm - name_mm - value_mm
    axes = sheet.add_axes(name_mm, 0, width, row_mm * len(shown))
    at = np.arange(len(shown))
    axes.set(xlim=(0, 100), ylim=(len(shown) - 0.5, -0.5))
    axes.xaxis.grid(visible=True, color=RULE, lw=frame.points(0.5))
    axes.set_axisbelow(True)
    axes.set_xticks(range(0, 101, 20))
    axes.set_yticks([])
    low, high, score = (
        np.array([getattr(one, name) for one in shown]) for name in ("low", "high", "score")
    )
    axes.hlines(at, low, high, color="#8fb2cb", lw=frame.points(4), label="interval")
    axes.plot(score, at, "o", ms=frame.points(4.2), color=ACCENT, mec="white", mew=0.5)
    size = frame.points(7.2)
    for k, one in enumerate(shown):
        text = fit_text(one.name, name_mm - frame.mm(9), size, lines=1)
        mm = width / 100  # of one point of the score
        axes.text(-(name_mm - frame.mm(5)) / mm, k, str(one.rank), size=size, color=SOFT_INK,
                  ha="right", va="center")  # fmt: skip
        axes.text(-(name_mm - frame.mm(7)) / mm, k, text, size=size, color=INK, va="center")
        axes.text(100 + frame.mm(2) / mm, k, _value(one), size=size, color=INK, va="center")
    return sheet.figure


def _value(one: RankedScore) -> str:
    if np.isnan(one.score):
        return "–"
    if np.isnan(one.low):
        return f"{one.score:.1f}"
    return f"{one.score:.1f}  ({one.low:.0f}–{one.high:.0f})"
