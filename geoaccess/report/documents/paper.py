"""A report as one PDF: text to be searched and copied, fonts inside, figures as vectors."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Final

from geoaccess.model.document import (
    Block,
    Document,
    Facts,
    Illustration,
    Listing,
    Paragraph,
    Picture,
    Table,
)

POINTS_PER_MM: Final = 72 / 25.4
MARGIN_MM: Final = 18.0
_FONT: Final = "report"
_INK, _SOFT, _RULE, _ACCENT = "#1b232c", "#56616d", "#d5dade", "#31688e"
_SCALE: Final = {"a4": 1.0, "a3": 1.35}


@dataclass
class _Placed:
    """On which pages, from 0, figures came to lie."""

    found: list[tuple[int, Picture]] = field(default_factory=list)


def render_pdf(
    document: Document, *, figures: bytes, font: Path, clean: Callable[[str], str]
) -> bytes:
    """Return the report as PDF, with the same bytes for the same document.

    Parameters
    ----------
    figures
        PDF whose pages are the figures, by number.
    font
        TrueType file whose glyphs are set and embedded.
    clean
        Returns a text in characters of that font.
    """
    from reportlab.lib.pagesizes import A3, A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import SimpleDocTemplate

    # The subset of a font object grows with what it has set: a fresh one for every report.
    pdfmetrics.registerFont(TTFont(_FONT, str(font)))
    placed = _Placed()
    margin = MARGIN_MM * POINTS_PER_MM
    buffer = io.BytesIO()
    template = SimpleDocTemplate(
        buffer,
        pagesize=A4 if document.paper == "a4" else A3,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin,
        lang=document.lang,
        invariant=1,
    )
    setter = _Setter(document, template.width, placed, clean)
    foot = _foot(document, margin, clean)
    template.build(setter.set_all(), onFirstPage=foot, onLaterPages=foot)
    title = f"{clean(document.title)} – {clean(document.subtitle)}"
    told = {"/Title": title, "/Creator": "geoaccess"}
    return _insert_figures(buffer.getvalue(), figures, placed, told)


def _foot(document: Document, margin: float, clean: Callable[[str], str]) -> Any:
    size = 7.5 * _SCALE[document.paper]

    def draw(canvas: Any, _: Any) -> None:
        canvas.saveState()
        canvas.setFont(_FONT, size)
        canvas.setFillColor(_SOFT)
        canvas.drawString(margin, margin * 0.55, clean(document.foot))
        right = canvas._pagesize[0] - margin  # noqa: SLF001
        canvas.drawRightString(right, margin * 0.55, str(canvas.getPageNumber()))
        canvas.restoreState()

    return draw


class _Setter:
    """Blocks as flowables of reportlab."""

    def __init__(
        self,
        document: Document,
        width: float,
        placed: _Placed,
        clean: Callable[[str], str],
    ) -> None:
        from reportlab.lib.styles import ParagraphStyle

        scale = _SCALE[document.paper]
        self.document, self.width, self.placed, self.scale = document, width, placed, scale
        self.clean = clean
        self.numbers = {"figure": 0, "table": 0}

        def style(name: str, size: float, colour: str = _INK, **more: Any) -> Any:
            return ParagraphStyle(
                name, fontName=_FONT, fontSize=size * scale, leading=size * scale * 1.5,
                textColor=colour, wordWrap="CJK" if document.lang == "ja" else None,
                splitLongWords=1, **more,
            )  # fmt: skip

        self.title = style("title", 17, spaceAfter=4 * scale)
        self.what = style("what", 9.5, _ACCENT)
        self.heading = style("heading", 12.5, _ACCENT, spaceBefore=14 * scale,
                             spaceAfter=5 * scale, keepWithNext=1)  # fmt: skip
        self.text = style("text", 9.5, spaceAfter=5 * scale)
        self.item = style("item", 9.5, leftIndent=10 * scale, bulletIndent=0,
                          bulletFontName=_FONT, bulletFontSize=9.5 * scale)  # fmt: skip
        self.caption = style("caption", 8, _SOFT, spaceBefore=2 * scale, spaceAfter=6 * scale)
        self.head = style("head", 7.5, _SOFT)
        self.head_right = style("head-right", 7.5, _SOFT, alignment=2)
        self.cell = style("cell", 8)
        self.cell_right = style("cell-right", 8, alignment=2)

    def set_all(self) -> list[Any]:
        """Return the whole report."""
        from reportlab.platypus import Spacer

        document = self.document
        story = [
            self._paragraph(document.subtitle, self.what),
            self._paragraph(document.title, self.title),
            Spacer(1, 4 * self.scale),
        ]
        for at, section in enumerate(document.sections, 1):
            story.append(_bookmarked(self._safe(f"{at}. {section.title}"), self.heading))
            for block in section.blocks:
                story.extend(self._set(block))
        return story

    def _paragraph(self, text: str, style: Any) -> Any:
        from reportlab.platypus import Paragraph as Set

        return Set(self._safe(text), style)

    def _safe(self, text: str) -> str:
        return escape(self.clean(text), quote=False)

    def _set(self, block: Block) -> Iterator[Any]:
        from reportlab.platypus import Paragraph as Set
        from reportlab.platypus import Spacer

        if isinstance(block, Paragraph):
            yield self._paragraph(block.text, self.text)
        elif isinstance(block, Listing):
            for item in block.items:
                yield Set(self._safe(item), self.item, bulletText="•")
            yield Spacer(1, 5 * self.scale)
        elif isinstance(block, Facts):
            yield self._grid(
                [[self._paragraph(name, self.head), self._paragraph(value, self.cell)]
                 for name, value in block.items],
                [0.27, 0.73], heads=0,
            )  # fmt: skip
        elif isinstance(block, Table):
            yield from self._table(block)
        else:
            yield from self._figure(block)

    def _table(self, block: Table) -> Iterator[Any]:
        self.numbers["table"] += 1
        label = f"{self.document.labels[1]} {self.numbers['table']}. {block.caption}"
        caption = self._paragraph(label, self.caption)
        caption.keepWithNext = 1
        yield caption
        heads = [
            self._paragraph(one.head, self.head_right if one.is_number else self.head)
            for one in block.columns
        ]
        rows = [
            [
                self._paragraph(cell, self.cell_right if column.is_number else self.cell)
                for cell, column in zip(row, block.columns, strict=True)
            ]
            for row in block.rows
        ]
        yield self._grid([heads, *rows], [column.width for column in block.columns], heads=1)
        if block.note:
            yield self._paragraph(block.note, self.caption)

    def _grid(self, rows: list[list[Any]], shares: list[float], *, heads: int) -> Any:
        from reportlab.lib.colors import HexColor
        from reportlab.platypus import Table as Grid

        scale, total = self.scale, sum(shares)
        grid = Grid(
            rows,
            colWidths=[self.width * share / total for share in shares],
            repeatRows=heads,
            spaceAfter=6 * scale,
        )
        lines = [
            ("LINEBELOW", (0, 0), (-1, -1), 0.4 * scale, HexColor(_RULE)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 2 * scale),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4 * scale),
            ("TOPPADDING", (0, 0), (-1, -1), 1.2 * scale),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.8 * scale),
        ]
        if heads:
            lines.append(("LINEBELOW", (0, 0), (-1, 0), 0.8 * scale, HexColor(_INK)))
            lines.append(("VALIGN", (0, 0), (-1, 0), "BOTTOM"))
        grid.setStyle(lines)
        return grid

    def _figure(self, block: Illustration) -> Iterator[Any]:
        from reportlab.platypus import KeepTogether, Spacer

        self.numbers["figure"] += 1
        label = f"{self.document.labels[0]} {self.numbers['figure']}. {block.caption}"
        yield KeepTogether(
            [
                Spacer(1, 4 * self.scale),
                _reserve(block.picture, self.placed),
                self._paragraph(label, self.caption),
            ]
        )


def _bookmarked(markup: str, style: Any) -> Any:
    """Return a heading that the reader's outline lists."""
    from reportlab.platypus import Paragraph as Set

    class Heading(Set):  # type: ignore[misc]
        def draw(self) -> None:
            key = f"section-{self.canv.getPageNumber()}-{self.getPlainText()}"
            self.canv.bookmarkHorizontalAbsolute(key, self.canv.absolutePosition(0, self.height)[1])
            self.canv.addOutlineEntry(self.getPlainText(), key, 0, closed=False)
            super().draw()

    return Heading(markup, style)


def _reserve(picture: Picture, placed: _Placed) -> Any:
    """Return a blank of the size of a figure that notes where it came to lie."""
    from reportlab.platypus import Flowable

    class Blank(Flowable):  # type: ignore[misc]
        def wrap(self, *_: float) -> tuple[float, float]:
            return picture.width_mm * POINTS_PER_MM, picture.height_mm * POINTS_PER_MM

        def draw(self) -> None:
            # The flowable's corner is the origin here; the form itself is added afterwards.
            self.canv._code.append(f"{_name(picture)} Do")  # noqa: SLF001
            placed.found.append((self.canv.getPageNumber() - 1, picture))

    return Blank()


def _insert_figures(content: bytes, figures: bytes, placed: _Placed, told: dict[str, str]) -> bytes:
    """Return a PDF whose pages know the figures that they show, as forms.

    What it says of itself is `told` alone, without a date.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter(clone_from=io.BytesIO(content))
    pages = PdfReader(io.BytesIO(figures)).pages if placed.found else []
    for at, picture in placed.found:
        source: Any = pages[picture.number]
        page: Any = writer.pages[at]
        form = DecodedStreamObject()
        form.set_data(source["/Contents"].get_object().get_data())
        form[NameObject("/Type")] = NameObject("/XObject")
        form[NameObject("/Subtype")] = NameObject("/Form")
        form[NameObject("/BBox")] = ArrayObject(source.mediabox)
        form[NameObject("/Resources")] = source["/Resources"].get_object().clone(writer)
        resources = page["/Resources"].get_object()
        held = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
        held[NameObject(_name(picture))] = writer._add_object(form.flate_encode())  # noqa: SLF001
    writer.metadata = None
    writer._ID = None  # noqa: SLF001 optional, and hangs on the date
    writer.add_metadata(told)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _name(picture: Picture) -> str:
    return f"/Figure{picture.number}"
