"""The sheet that every figure is drawn on: paper, type sizes, colours, title and foot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from geoaccess.figures.fonts import FONT_NAME, POINTS_PER_MM, find_font, printable, wrap_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Paper = Literal["a4", "a3"]
WIDTH_MM: Final = {"a4": 174.0, "a3": 261.0}
"""Between margins of 18 mm."""
HEIGHT_MM: Final = {"a4": 225.0, "a3": 340.0}
"""The most that a figure takes, its caption left room for."""
SCALE: Final = {"a4": 1.0, "a3": 1.35}
"""Of type and pens: an A3 sheet is read from farther away."""
INK: Final = "#1b232c"
SOFT_INK: Final = "#56616d"
"""6.2 to 1 on white."""
RULE: Final = "#d5dade"
ACCENT: Final = "#31688e"
PALE: Final = "#c6d8e5"
MM_PER_INCH: Final = 25.4
_LINE: Final = 1.35
"""Height of a line of type by its size."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around a figure, all in one language.

    Attributes
    ----------
    title, subtitle
        What the figure answers; how it is read, with its unit.
    foot
        Window, edition, digest and credits, for figures that stand alone; empty in a report.
    """

    paper: Paper
    lang: str
    title: str = ""
    subtitle: str = ""
    foot: str = ""

    def titled(self, title: str, subtitle: str) -> Frame:
        """Return the frame with another title."""
        return replace(self, title=title, subtitle=subtitle)

    @property
    def width_mm(self) -> float:
        """Width of the figure."""
        return WIDTH_MM[self.paper]

    def points(self, size_pt: float) -> float:
        """Return a size of type or pen on this paper."""
        return size_pt * SCALE[self.paper]

    def mm(self, length_mm: float) -> float:
        """Return a length that grows with the type."""
        return length_mm * SCALE[self.paper]

    def choose(self, en: str, ja: str) -> str:
        """Return the text in the language of the frame."""
        return ja if self.lang == "ja" else en


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheet:
    """A figure with its title and foot drawn, and room of `body_mm` height between them."""

    figure: Figure
    frame: Frame
    height_mm: float
    body_top_mm: float
    body_mm: float

    def add_axes(self, left_mm: float, top_mm: float, width_mm: float, height_mm: float) -> Axes:
        """Return bare axes; lengths are from the left and from the top of the body."""
        bottom = self.height_mm - self.body_top_mm - top_mm - height_mm
        axes = self.figure.add_axes(
            (
                left_mm / self.frame.width_mm,
                bottom / self.height_mm,
                width_mm / self.frame.width_mm,
                height_mm / self.height_mm,
            )
        )
        for side in axes.spines.values():
            side.set_visible(False)
        axes.tick_params(length=0, labelsize=self.frame.points(7.5), colors=SOFT_INK)
        return axes


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with the font of the package and settings of no user, which are put back after."""
    import matplotlib as mpl
    from matplotlib import font_manager

    if FONT_NAME not in {font.name for font in font_manager.fontManager.ttflist}:
        font_manager.fontManager.addfont(str(find_font()))
    own: dict[Any, Any] = {
        "font.family": [FONT_NAME],
        "axes.unicode_minus": False,
        "svg.fonttype": "path",
        "svg.hashsalt": "geoaccess",
        "pdf.fonttype": 42,
        "hatch.linewidth": 0.5,
        "text.color": INK,
        "axes.edgecolor": RULE,
        "text.parse_math": False,
        "path.simplify": False,
    }
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(own)
        yield


def open_sheet(frame: Frame, body_mm: float) -> Sheet:
    """Return a fresh sheet whose body is so high; called within `drawing`."""
    from matplotlib.figure import Figure

    big, small, tiny = frame.points(11), frame.points(8), frame.points(6.5)
    head = wrap_text(frame.title, frame.width_mm, big) if frame.title else []
    sub = wrap_text(frame.subtitle, frame.width_mm, small) if frame.subtitle else []
    foot = wrap_text(frame.foot, frame.width_mm, tiny) if frame.foot else []
    head_mm, sub_mm, foot_mm = (
        len(lines) * size * _LINE / POINTS_PER_MM
        for lines, size in ((head, big), (sub, small), (foot, tiny))
    )
    top = head_mm + sub_mm + frame.mm(2) * bool(head or sub)
    height = top + body_mm + (foot_mm + frame.mm(3) if foot else 0)
    figure = Figure(figsize=(frame.width_mm / MM_PER_INCH, height / MM_PER_INCH), facecolor="white")
    for lines, size, colour, above in ((head, big, INK, 0.0), (sub, small, SOFT_INK, head_mm)):
        for k, line in enumerate(lines):
            at = above + (k + 0.8) * size * _LINE / POINTS_PER_MM
            figure.text(0, 1 - at / height, line, size=size, color=colour, va="baseline")
    for k, line in enumerate(foot):
        at = (len(foot) - k - 0.8) * tiny * _LINE / POINTS_PER_MM
        figure.text(0, at / height, line, size=tiny, color=SOFT_INK, va="baseline")
    return Sheet(figure=figure, frame=frame, height_mm=height, body_top_mm=top, body_mm=body_mm)


def label_rows(axes: Axes, labels: list[str], at: list[float], frame: Frame) -> None:
    """Write row labels to the left of axes."""
    axes.set_yticks(at, [printable_lines(label) for label in labels])
    axes.tick_params(axis="y", colors=INK, pad=frame.points(4), labelsize=frame.points(7.5))
    for label in axes.get_yticklabels():
        label.set_linespacing(1.05)


def printable_lines(text: str) -> str:
    """Return a text of several lines in characters of the font."""
    return "\n".join(printable(line) for line in text.split("\n"))
