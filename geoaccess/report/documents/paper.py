"""A report as one PDF: text to be searched and copied, fonts inside, figures as vectors."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Final

from geoaccess.model.document import (
    Block,
    Column,
    Document,
    Facts,
    Illustration,
    Listing,
    Paragraph,
    Picture,
    Subheading,
    Table,
)

POINTS_PER_MM: Final = 72 / 25.4
MARGIN_MM: Final = 18.0
_FONT: Final = "report"
_INK, _SOFT, _RULE, _ACCENT = "#1b232c", "#56616d", "#d5dade", "#31688e"
_WARNING: Final = "#8a4106"
_SCALE: Final = {"a4": 1.0, "a3": 1.35}
_KEPT_ROWS: Final = 8
"""Tables of so many rows are never broken over pages."""
_ROOM_MM: Final = {"heading": 26.0, "subheading": 62.0, "table": 34.0}
"""What must be left of a page for one to begin there: it never stands alone at the end."""
_BLANK_SHARE: Final = 0.3
"""A figure leaves no more of a page blank where a table can fill it."""
_PADDING: Final = (2.0, 4.0)
_AFTER_NUMBERS: Final = 9.0
"""Left of words that follow a column of numbers."""
_FRAME_PADDING: Final = 6.0
"""What reportlab leaves beside, in points, within the margins that it is told."""
Wrap = Callable[[str, float, float], list[str]]


@dataclass
class _Placed:
    """On which pages, from 0, figures came to lie."""

    found: list[tuple[int, Picture]] = field(default_factory=list)


def render_pdf(
    document: Document,
    *,
    figures: bytes,
    font: Path,
    clean: Callable[[str], str],
    wrap: Wrap,
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
    wrap
        Returns the same in lines for a width in mm and a size in points.
    """
    from reportlab.lib.pagesizes import A3, A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    # The subset of a font object grows with what it has set: a fresh one for every report.
    pdfmetrics.registerFont(TTFont(_FONT, str(font)))
    placed = _Placed()
    margin = MARGIN_MM * POINTS_PER_MM
    beside = margin - _FRAME_PADDING
    buffer = io.BytesIO()
    template = _open_template(
        buffer,
        pagesize=A4 if document.paper == "a4" else A3,
        leftMargin=beside,
        rightMargin=beside,
        topMargin=margin,
        bottomMargin=margin,
        lang=document.lang,
        invariant=1,
    )
    setter = _Setter(document, template.width - 2 * _FRAME_PADDING, placed, wrap)
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
        if document.status:
            canvas.setFillColor(_WARNING)
            top = canvas._pagesize[1] - margin * 0.65  # noqa: SLF001
            canvas.drawString(margin, top, clean(document.status))
        canvas.restoreState()

    return draw


class _Setter:
    """Blocks as flowables of reportlab."""

    def __init__(
        self,
        document: Document,
        width: float,
        placed: _Placed,
        wrap: Wrap,
    ) -> None:
        from reportlab.lib.styles import ParagraphStyle

        scale = _SCALE[document.paper]
        self.document, self.width, self.placed, self.scale = document, width, placed, scale
        self.wrap = wrap
        self.numbers = {"figure": 0, "table": 0}

        def style(name: str, size: float, colour: str = _INK, **more: Any) -> Any:
            return ParagraphStyle(
                name, fontName=_FONT, fontSize=size * scale, leading=size * scale * 1.5,
                textColor=colour, splitLongWords=1, **more,
            )  # fmt: skip

        self.title = style("title", 17, spaceAfter=4 * scale)
        self.what = style("what", 9.5, _ACCENT)
        self.heading = style("heading", 12.5, _ACCENT, spaceBefore=14 * scale,
                             spaceAfter=5 * scale)  # fmt: skip
        self.subheading = style("subheading", 10.5, spaceBefore=8 * scale, spaceAfter=3 * scale)
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
            markup = self._markup(f"{at}. {section.title}", self.heading, self.width)
            heading = _bookmarked(markup, self.heading)
            blocks = [list(self._set(block)) for block in section.blocks]
            first = section.blocks[0] if section.blocks else None
            if _is_kept(first):
                story.append(_keep([heading, *blocks.pop(0)]))
            else:
                after = {Table: "table", Subheading: "subheading"}.get(type(first))
                story += [self._room("heading", after), heading]
            story += [one for block in blocks for one in block]
        return story

    def _room(self, *names: str | None) -> Any:
        """Return what breaks the page where there is no room for what is named."""
        from reportlab.platypus import CondPageBreak

        room_mm = sum(_ROOM_MM[name] for name in names if name is not None)
        return CondPageBreak(room_mm * POINTS_PER_MM * self.scale)

    def _markup(self, text: str, style: Any, width: float) -> str:
        """Return a text in lines as our figures break them: reportlab's own start with a 。."""
        room = (width - style.leftIndent) / POINTS_PER_MM
        lines = self.wrap(text, max(room - 0.1, 1.0), style.fontSize)
        return "<br/>".join(escape(line, quote=False) for line in lines)

    def _paragraph(self, text: str, style: Any, width: float | None = None) -> Any:
        from reportlab.platypus import Paragraph as Set

        return Set(self._markup(text, style, self.width if width is None else width), style)

    def _set(self, block: Block) -> Iterator[Any]:
        from reportlab.platypus import Paragraph as Set
        from reportlab.platypus import Spacer

        if isinstance(block, Paragraph):
            yield self._paragraph(block.text, self.text)
        elif isinstance(block, Subheading):
            yield self._room("subheading")
            yield self._paragraph(block.text, self.subheading)
        elif isinstance(block, Listing):
            for item in block.items:
                yield Set(self._markup(item, self.item, self.width), self.item, bulletText="•")
            yield Spacer(1, 5 * self.scale)
        elif isinstance(block, Facts):
            columns = (Column("", 0.27), Column("", 0.73))
            yield _keep([self._grid(columns, block.items, self.head)])
        elif isinstance(block, Table):
            yield from self._table(block)
        else:
            yield from self._figure(block)

    def _table(self, block: Table) -> Iterator[Any]:
        self.numbers["table"] += 1
        label = f"{self.document.labels[1]} {self.numbers['table']}. {block.caption}"
        parts = [self._paragraph(label, self.caption), self._grid(block.columns, block.rows)]
        if block.note:
            parts.append(self._paragraph(block.note, self.caption))
        parts = [_keep(parts)] if len(block.rows) <= _KEPT_ROWS else [self._room("table"), *parts]
        for part in parts:
            part.table_number = self.numbers["table"]
            yield part

    def _grid(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        names: Any = None,
    ) -> Any:
        """Return rows as a grid; `names` is the style of the first column of one without heads."""
        from reportlab.lib.colors import HexColor
        from reportlab.platypus import Table as Grid

        scale, total = self.scale, sum(one.width for one in columns)
        widths = [self.width * one.width / total for one in columns]
        left, right = (one * scale for one in _PADDING)
        after = [
            at
            for at in range(1, len(columns))
            if columns[at - 1].is_number and not columns[at].is_number
        ]
        room = [
            width - right - (_AFTER_NUMBERS * scale if at in after else left)
            for at, width in enumerate(widths)
        ]

        def style_of(at: int, *, is_head: bool) -> Any:
            if is_head:
                return self.head_right if columns[at].is_number else self.head
            if names is not None and at == 0:
                return names
            return self.cell_right if columns[at].is_number else self.cell

        heads = [] if names is not None else [[one.head for one in columns]]
        cells = [
            [
                self._paragraph(text, style_of(at, is_head=k < len(heads)), room[at])
                for at, text in enumerate(row)
            ]
            for k, row in enumerate([*heads, *rows])
        ]
        grid = Grid(cells, colWidths=widths, repeatRows=len(heads), spaceAfter=6 * scale)
        lines = [
            ("LINEBELOW", (0, 0), (-1, -1), 0.4 * scale, HexColor(_RULE)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), left),
            ("RIGHTPADDING", (0, 0), (-1, -1), right),
            ("TOPPADDING", (0, 0), (-1, -1), 1.2 * scale),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.8 * scale),
            *(("LEFTPADDING", (at, 0), (at, -1), _AFTER_NUMBERS * scale) for at in after),
        ]
        if heads:
            lines.append(("LINEBELOW", (0, 0), (-1, 0), 0.8 * scale, HexColor(_INK)))
            lines.append(("VALIGN", (0, 0), (-1, 0), "BOTTOM"))
        grid.setStyle(lines)
        return grid

    def _figure(self, block: Illustration) -> Iterator[Any]:
        from reportlab.platypus import Spacer

        self.numbers["figure"] += 1
        label = f"{self.document.labels[0]} {self.numbers['figure']}. {block.caption}"
        whole = _keep(
            [
                Spacer(1, 4 * self.scale),
                _reserve(block.picture, self.placed),
                self._paragraph(label, self.caption),
            ]
        )
        whole.needs_height = (block.picture.height_mm + 12 * self.scale) * POINTS_PER_MM
        yield whole


def _keep(parts: Sequence[Any]) -> Any:
    """Return flowables that stay on one page; kept ones among them are opened, as none nests."""
    from reportlab.platypus import KeepTogether

    flat = [inner for part in parts for inner in getattr(part, "kept", [part])]
    whole = KeepTogether(flat)
    whole.kept = flat
    return whole


def _is_kept(block: Block | None) -> bool:
    """Return whether a block is never broken over pages."""
    is_small = isinstance(block, Table) and len(block.rows) <= _KEPT_ROWS
    return is_small or isinstance(block, Illustration | Facts)


def _open_template(buffer: io.BytesIO, **settings: Any) -> Any:
    """Return a document in which a figure that finds no room lets the table after it pass, once."""
    from reportlab.platypus import SimpleDocTemplate

    class Template(SimpleDocTemplate):  # type: ignore[misc]
        def handle_flowable(self, flowables: list[Any]) -> None:
            first = flowables[0]
            needed = getattr(first, "needs_height", 0.0)
            frame = getattr(self, "frame", None)  # none before the first page
            left = frame._y - frame._y1p if frame else 0.0  # noqa: SLF001
            if frame and frame._height * _BLANK_SHARE < left < needed:  # noqa: SLF001
                numbers = [getattr(one, "table_number", None) for one in flowables]
                count = 1
                while count < len(numbers) and numbers[count] == numbers[1] is not None:
                    count += 1
                flowables[:count] = [*flowables[1:count], first]
                first.needs_height = 0.0
            super().handle_flowable(flowables)

    return Template(buffer, **settings)


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
