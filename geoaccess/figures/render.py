"""Figures as files: the same figure gives the same bytes, with no date in them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from geoaccess.errors import InputError
from geoaccess.figures.frame import MM_PER_INCH, Frame, drawing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Form = Literal["png", "svg", "pdf"]
FORMS: Final[tuple[Form, ...]] = ("png", "svg", "pdf")
DPI: Final = 200
_UNDATED: Final[dict[Form, dict[str, Any]]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None},
}
_NOT_INLINE: Final = re.compile(
    r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", flags=re.DOTALL
)
Draw = Callable[[Frame], "Figure"]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A figure as a file, and its size on paper."""

    content: bytes
    width_mm: float
    height_mm: float


def render_figure(draw: Draw, frame: Frame, form: Form) -> Drawn:
    """Return what a function draws into a frame as PNG, SVG or PDF.

    Raises
    ------
    InputError
        When the form is another.
    FileError
        When the extra `report` is not installed.
    """
    if form not in FORMS:
        raise InputError(f"'{form}' is no form of a figure; give one of {', '.join(FORMS)}")
    buffer = io.BytesIO()
    with drawing():
        figure = draw(frame)
        figure.savefig(buffer, format=form, metadata=_UNDATED[form], dpi=DPI)
    width, height = figure.get_size_inches() * MM_PER_INCH
    return Drawn(content=buffer.getvalue(), width_mm=float(width), height_mm=float(height))


def measure_figure(draw: Draw, frame: Frame) -> tuple[Figure, float, float]:
    """Return a figure drawn but not yet rendered, its width and its height in millimetres."""
    with drawing():
        figure = draw(frame)
    width, height = figure.get_size_inches() * MM_PER_INCH
    return figure, float(width), float(height)


def render_pages(figures: Sequence[Figure]) -> bytes:
    """Return figures as one PDF of a page each: the font is cut to size and embedded once."""
    from matplotlib.backends.backend_pdf import PdfPages

    buffer = io.BytesIO()
    with drawing(), PdfPages(buffer, metadata=_UNDATED["pdf"]) as pages:
        for figure in figures:
            figure.savefig(pages, format="pdf")
    return buffer.getvalue()


def render_inline_svg(draw: Draw, frame: Frame, *, prefix: str) -> Drawn:
    """Return a figure as the SVG element for a page: no prologue, ids of its own, no styles."""
    drawn = render_figure(draw, frame, "svg")
    text = drawn.content.decode()
    text = text[text.index("<svg") :]
    text = re.sub(
        r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", "", text, flags=re.DOTALL
    )
    text = re.sub(r'\bid="', f'id="{prefix}-', text)
    text = re.sub(r'href="#', f'href="#{prefix}-', text)
    text = text.replace("url(#", f"url(#{prefix}-")
    text = re.sub(r">\s+<", "><", text)
    return Drawn(content=text.encode(), width_mm=drawn.width_mm, height_mm=drawn.height_mm)
