"""A matrix of sites and hubs in classes of colour, with the value in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from geoaccess.figures.fonts import fit_text, measure_mm
from geoaccess.figures.frame import HEIGHT_MM, RULE, SOFT_INK, Frame, Sheet, open_sheet
from geoaccess.figures.scales import MISSING, Scale, build_levels, choose_ink
from geoaccess.model.runfolder import Row, name_of, number
from geoaccess.units import FloatArray

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ROWS: Final = 40
MOST_COLUMNS: Final = 30
_MINUTES: Final = (0.0, 30.0, 60.0, 90.0, 120.0, 180.0, 240.0, 1440.0)
_PERCENT: Final = (0.0, 20.0, 40.0, 60.0, 80.0, 95.0, 100.0)
Kind = Literal["minutes", "probability"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Matrix:
    """Values of sites (rows) and hubs (columns), the largest hubs first; NaN where never met."""

    kind: Kind
    site_ids: tuple[str, ...]
    site_names: tuple[str, ...]
    hub_ids: tuple[str, ...]
    hub_names: tuple[str, ...]
    values: FloatArray

    @property
    def scale(self) -> Scale:
        """Classes of the values."""
        if self.kind == "minutes":
            return build_levels(_MINUTES, reverse=False)
        return build_levels(_PERCENT)


def build_matrix(rows: Sequence[Row], ranked: Sequence[Row], lang: str, kind: Kind) -> Matrix:
    """Return a matrix of contacts.csv for the first sites of scores.csv and the largest hubs.

    Minutes are those of the way out of the day shown, NaN where no day is possible; the
    probability is that of a day return over the draws, in percent.
    """
    hubs: dict[str, Row] = {}
    for row in rows:
        hubs.setdefault(row["hub_id"], row)
    mass = {key: np.nan_to_num(number(row["hub_mass"])) for key, row in hubs.items()}
    order = sorted(hubs, key=lambda key: -mass[key])[:MOST_COLUMNS]
    sites = ranked[:MOST_ROWS]
    site_at = {row["site_id"]: k for k, row in enumerate(sites)}
    hub_at = {key: k for k, key in enumerate(order)}
    values = np.full((len(sites), len(order)), np.nan)
    for row in rows:
        at = site_at.get(row["site_id"]), hub_at.get(row["hub_id"])
        if at[0] is not None and at[1] is not None:
            values[at] = _value(row, kind)
    return Matrix(
        kind=kind,
        site_ids=tuple(site_at),
        site_names=tuple(name_of(row, lang) for row in sites),
        hub_ids=tuple(order),
        hub_names=tuple(name_of(hubs[key], lang, "hub_name") for key in order),
        values=values,
    )


def _value(row: Row, kind: Kind) -> float:
    """Return minutes, or percent of the draws; NaN where there is no day, or none in any draw."""
    if kind == "minutes":
        return number(row["out_min"])
    share = number(row.get("probability"))
    return 100 * share if share > 0 else np.nan


def draw_matrix(matrix: Matrix, frame: Frame) -> Figure:
    """Return the figure of a matrix; called within `drawing`."""
    from matplotlib.collections import PolyCollection

    n, m = matrix.values.shape
    name_mm, size = frame.mm(46), frame.points(7)
    heads = [fit_text(name, frame.mm(38), size, lines=1) for name in matrix.hub_names]
    head_mm = max(measure_mm(head, size) for head in heads) + frame.mm(3)
    cell_mm = min((frame.width_mm - name_mm) / m, frame.mm(9))
    foot_mm = frame.mm(10)
    row_mm = min(frame.mm(4.7), (HEIGHT_MM[frame.paper] - head_mm - foot_mm - frame.mm(12)) / n)
    sheet = open_sheet(frame, head_mm + n * row_mm + foot_mm)
    axes = sheet.add_axes(name_mm, head_mm, cell_mm * m, row_mm * n)
    axes.set(xlim=(0, m), ylim=(n, 0), xticks=[], yticks=[])
    scale, digits = matrix.scale, frame.points(5.2)
    is_written = measure_mm("000", digits) < cell_mm * 0.92
    colours = [[scale.colour(float(value)) for value in row] for row in matrix.values]
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
    squares = [corners + np.array((k, i)) for i, k in np.ndindex(n, m)]
    faces = [colours[i][k] for i, k in np.ndindex(n, m)]
    # One collection: 1,080 polygons of their own took 3 s.
    axes.add_collection(
        PolyCollection(squares, facecolors=faces, edgecolors="white", linewidths=frame.points(0.4)),
        autolim=False,
    )
    for i, k in np.argwhere(~np.isnan(matrix.values) & is_written).tolist():
        axes.text(k + 0.5, i + 0.54, f"{matrix.values[i, k]:.0f}", size=digits, ha="center",
                  color=choose_ink(colours[i][k]), va="center")  # fmt: skip
    for i, name in enumerate(matrix.site_names):
        text = fit_text(name, name_mm - frame.mm(3), size, lines=1)
        axes.annotate(text, (0, i + 0.5), (-frame.points(4), 0), textcoords="offset points",
                      size=size, ha="right", va="center")  # fmt: skip
    for k, head in enumerate(heads):
        axes.annotate(head, (k + 0.5, 0), (0, frame.points(3)), textcoords="offset points",
                      size=size, rotation=90, ha="center", va="bottom")  # fmt: skip
    _draw_legend(sheet, matrix, head_mm + n * row_mm + frame.mm(4))
    return sheet.figure


def _draw_legend(sheet: Sheet, matrix: Matrix, top_mm: float) -> None:
    frame = sheet.frame
    unit = frame.choose("min", "分") if matrix.kind == "minutes" else "%"
    labels = [f"{label} {unit}" for label in matrix.scale.labels()]
    if matrix.kind == "minutes":
        longest = _MINUTES[-2]
        labels[-1] = frame.choose(f"{longest:.0f} min and more", f"{longest:.0f}分以上")
    nothing = frame.choose("no day return", "日帰り不可")
    if matrix.kind == "probability":
        nothing = frame.choose("never (0 %)", "なし（0%）")
    draw_classes(sheet, [*matrix.scale.colours, MISSING], [*labels, nothing], top_mm)


def draw_classes(
    sheet: Sheet, colours: Sequence[str], labels: Sequence[str], top_mm: float
) -> None:
    """Draw boxes of colour with their labels in one line."""
    frame = sheet.frame
    size, box = frame.points(6.8), frame.mm(4)
    axes = sheet.add_axes(0, top_mm, frame.width_mm, frame.mm(4))
    axes.set(xlim=(0, frame.width_mm), ylim=(0, frame.mm(4)), xticks=[], yticks=[])
    wide = [measure_mm(label, size) + box + frame.mm(4.5) for label in labels]
    squeeze = min(1.0, frame.width_mm / sum(wide))
    at = 0.0
    for colour, label, width in zip(colours, labels, wide, strict=True):
        xs = [at, at + box, at + box, at]
        axes.fill(xs, [0, 0, box * 0.75, box * 0.75], fc=colour, ec=RULE, lw=frame.points(0.4))
        axes.text(at + box + frame.mm(1), box * 0.36, label, size=size * squeeze, color=SOFT_INK,
                  va="center")  # fmt: skip
        at += width * squeeze
