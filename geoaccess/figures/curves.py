"""A measure of sites over years: those that gained most in colour, the others behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geoaccess.figures.fonts import POINTS_PER_MM, fit_text
from geoaccess.figures.frame import INK, RULE, SOFT_INK, Frame, open_sheet
from geoaccess.figures.labels import spread
from geoaccess.model.runfolder import Row, name_of, number
from geoaccess.units import FloatArray

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN: Final = 8
"""As many lines as colours and dashes keep apart."""
_PENS: Final = (
    ("#440154", "-"), ("#31688e", "-"), ("#21808d", "--"), ("#b35806", "-"),
    ("#472d7b", "--"), ("#7f3b08", "--"), ("#3b528b", "-."), ("#000000", ":"),
)  # fmt: skip
_BODY_MM: Final = 105.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Curves:
    """Values of sites (rows) by year (columns), NaN where missing."""

    site_ids: tuple[str, ...]
    names: tuple[str, ...]
    years: tuple[int, ...]
    values: FloatArray

    def find_movers(self, n: int = SHOWN) -> list[int]:
        """Return the sites that gained most from their first year to their last, most first.

        Those without a value in any year are none of them.
        """
        first, last = self.find_ends()
        gain = last - first
        order = np.argsort(-np.nan_to_num(gain, nan=-np.inf), kind="stable")
        return [int(k) for k in order[:n] if not np.isnan(gain[k])]

    def find_ends(self) -> tuple[FloatArray, FloatArray]:
        """Return the first and the last value of each site that is known, NaN where none is."""
        ends = np.full((2, len(self.names)), np.nan)
        for k, row in enumerate(self.values):
            known = row[~np.isnan(row)]
            if known.size:
                ends[:, k] = known[0], known[-1]
        return ends[0], ends[1]


def build_curves(rows: Sequence[Row], column: str, lang: str) -> Curves:
    """Return a column of history.csv by site and year."""
    years = sorted({int(float(row["year"])) for row in rows})
    sites: dict[str, str] = {}
    for row in rows:
        sites.setdefault(row["site_id"], name_of(row, lang, "site_name"))
    site_at = {key: k for k, key in enumerate(sites)}
    year_at = {year: k for k, year in enumerate(years)}
    values = np.full((len(sites), len(years)), np.nan)
    for row in rows:
        values[site_at[row["site_id"]], year_at[int(float(row["year"]))]] = number(row[column])
    return Curves(
        site_ids=tuple(sites), names=tuple(sites.values()), years=tuple(years), values=values
    )


def draw_curves(curves: Curves, frame: Frame, *, openings: Sequence[int] = ()) -> Figure:
    """Return the figure, with years of openings as fine upright lines; called within `drawing`."""
    body, label_mm, left = frame.mm(_BODY_MM), frame.mm(44), frame.mm(9)
    sheet = open_sheet(frame, body)
    width, height = frame.width_mm - left - label_mm, body - frame.mm(7)
    axes = sheet.add_axes(left, frame.mm(1), width, height - frame.mm(1))
    highest = max((float(one) for one in curves.values[~np.isnan(curves.values)]), default=0.0)
    top = max(highest * 1.05, 1e-9)
    first, last = curves.years[0], curves.years[-1]
    axes.set(xlim=(first, last if last > first else first + 1), ylim=(0, top))
    axes.yaxis.grid(visible=True, color=RULE, lw=frame.points(0.5))
    axes.set_axisbelow(True)
    for year in openings:
        if first <= year <= last:
            axes.axvline(year, color=RULE, lw=frame.points(0.5), ls=(0, (1, 2)))
    ahead, (_, last_known) = curves.find_movers(), curves.find_ends()
    behind = [k for k in range(len(curves.names)) if k not in ahead]
    for k in behind:
        axes.plot(curves.years, curves.values[k], color="#cfd5da", lw=frame.points(0.6))
    middle = np.array([np.median(c[~np.isnan(c)]) if (~np.isnan(c)).any() else np.nan
                       for c in curves.values.T])  # fmt: skip
    ends = []
    if len(curves.names) > 2:
        axes.plot(curves.years, middle, color=SOFT_INK, lw=frame.points(2.2), alpha=0.6)
        text = frame.choose(f"median of {len(curves.names)}", f"{len(curves.names)}地点の中央値")
        if not np.isnan(middle[-1]):
            ends.append((text, float(middle[-1]), SOFT_INK))
    for pen, k in zip(_PENS, ahead, strict=False):
        axes.plot(curves.years, curves.values[k], color=pen[0], ls=pen[1], lw=frame.points(1.4),
                  marker="o" if len(curves.years) < 3 else "", gid=curves.site_ids[k])  # fmt: skip
        ends.append((curves.names[k], float(last_known[k]), pen[0]))
    size = frame.points(7.2)
    gap = size * 1.35 / POINTS_PER_MM / height * top
    places = spread([value for _, value, _ in ends], gap, gap / 2, top - gap / 2)
    per_mm = (axes.get_xlim()[1] - first) / width
    for (name, value, colour), place in zip(ends, places, strict=True):
        x = axes.get_xlim()[1]
        axes.plot([x + 0.5 * frame.mm(1) * per_mm, x + frame.mm(4) * per_mm], [value, place],
                  color=colour, lw=frame.points(0.5), clip_on=False)  # fmt: skip
        shown = fit_text(name, label_mm - frame.mm(6), size, lines=1)
        axes.text(x + frame.mm(5) * per_mm, place, shown, size=size, color=colour, va="center")
    axes.spines["bottom"].set_visible(True)
    axes.tick_params(axis="x", colors=INK)
    return sheet.figure
