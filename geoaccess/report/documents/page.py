"""A report as one HTML page: no script, nothing fetched, figures inside."""

from __future__ import annotations

from importlib.resources import files

import jinja2
from markupsafe import Markup

from geoaccess.model.document import (
    Document,
    Facts,
    Illustration,
    Listing,
    Paragraph,
    Subheading,
    Table,
)

_KINDS = {
    Paragraph: "paragraph",
    Subheading: "subheading",
    Listing: "listing",
    Facts: "facts",
    Table: "table",
    Illustration: "figure",
}


def render_html(document: Document) -> str:
    """Return the page; every text is escaped, and its policy allows no script and no address."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    folder = files(__package__)
    template = environment.from_string(folder.joinpath("page.html.j2").read_text("utf-8"))
    style = folder.joinpath("page.css").read_text("utf-8")
    numbers = {"figure": 0, "table": 0}
    sections = []
    for section in document.sections:
        blocks = []
        for block in section.blocks:
            kind = _KINDS[type(block)]
            if kind in numbers:
                numbers[kind] += 1
            blocks.append({"kind": kind, "is": block, "number": numbers.get(kind, 0)})
        sections.append({"title": section.title, "blocks": blocks})
    return template.render(
        document=document,
        sections=sections,
        mark="仮定を含む" if document.lang == "ja" else "Contains assumptions",
        style=Markup(style),  # noqa: S704 our own file
        svg=Markup,  # figures are drawn by us, every text in them as outlines
    )
