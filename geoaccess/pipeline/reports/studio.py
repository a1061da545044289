"""Where the figures of a report are made: one language, one paper, one form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from geoaccess.figures.frame import Frame, Paper
from geoaccess.figures.render import (
    FORMS,
    Draw,
    measure_figure,
    render_figure,
    render_inline_svg,
    render_pages,
)
from geoaccess.figures.render import (
    Form as FigureForm,
)
from geoaccess.model.document import Illustration, Lang, Picture
from geoaccess.pipeline.reports.scenarios import mark_assumed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Form = Literal["html", "pdf"]


@dataclass(frozen=True, kw_only=True)
class FigurePlan:
    """A figure that can be drawn for a report or to stand alone."""

    name: str
    draw: Draw
    caption: str
    subtitle: str


@dataclass(frozen=True, kw_only=True)
class Studio:
    """What makes the figures of one report.

    Attributes
    ----------
    form
        What the report is: figures are SVG in a page, PDF on paper.
    status
        Which scenarios are assumed, said on every figure; empty for none.
    plans
        The figures made so far.
    figures
        The same as drawn for paper.
    """

    lang: Lang
    paper: Paper
    form: Form
    status: str = ""
    plans: list[FigurePlan] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def say(self, en: str, ja: str) -> str:
        """Return the text in the language of the report."""
        return ja if self.lang == "ja" else en

    def illustrate(
        self, name: str, draw: Draw, *, caption: str, subtitle: str, description: str
    ) -> Illustration:
        """Return a figure of the report.

        Parameters
        ----------
        name
            Stem of its file where it is exported.
        subtitle
            How it is read, with its unit; stands above the figure.
        """
        if self.status:
            subtitle = self.say(". ", "。").join((self.status, subtitle))
            caption = mark_assumed(caption, self.lang)
        plan = FigurePlan(name=name, draw=draw, caption=caption, subtitle=subtitle)
        self.plans.append(plan)
        frame = Frame(paper=self.paper, lang=self.lang, subtitle=subtitle)
        svg = ""
        if self.form == "html":
            drawn = render_inline_svg(draw, frame, prefix=f"f{len(self.plans)}")
            svg, width_mm, height_mm = drawn.content.decode(), drawn.width_mm, drawn.height_mm
        else:
            figure, width_mm, height_mm = measure_figure(draw, frame)
            self.figures.append(figure)
        picture = Picture(
            svg=svg, number=len(self.plans) - 1, width_mm=width_mm, height_mm=height_mm
        )
        return Illustration(picture=picture, caption=caption, description=description)

    def render_pages(self) -> bytes:
        """Return the figures for paper as one PDF of a page each."""
        return render_pages(self.figures)

    def export(self, foot: str) -> dict[str, bytes]:
        """Return every figure made so far, to stand alone, as PNG, SVG and PDF by file name."""
        files = {}
        for at, plan in enumerate(self.plans, 1):
            frame = self._frame(plan, foot)
            for form in FORMS:
                drawn = render_figure(plan.draw, frame, form)
                files[f"{at:02d}-{plan.name}.{form}"] = drawn.content
        return files

    def export_last(self, foot: str, form: FigureForm) -> bytes:
        """Return the figure made last, to stand alone, in one form."""
        return render_figure(self.plans[-1].draw, self._frame(self.plans[-1], foot), form).content

    def _frame(self, plan: FigurePlan, foot: str) -> Frame:
        return Frame(
            paper=self.paper, lang=self.lang, title=plan.caption, subtitle=plan.subtitle, foot=foot
        )
