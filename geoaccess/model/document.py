"""A report in one language before it is set: sections of texts, tables and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from geoaccess.errors import InputError

Lang = Literal["en", "ja"]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A figure as it is set; size in mm.

    Attributes
    ----------
    svg
        The SVG element for a page; empty on paper.
    number
        Which of the report's figures it is, from 0: its page in the PDF of all figures.
    """

    svg: str
    number: int
    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Subheading:
    """What the following blocks of a section are about."""

    text: str


@dataclass(frozen=True)
class Listing:
    """Points of a list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Names with what they stand for."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its share of the width, whether it holds numbers."""

    head: str
    width: float
    is_number: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with a caption; the note says what is not shown.

    Raises
    ------
    InputError
        When a row has another number of cells than there are columns.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise InputError(f"table '{self.caption}': rows do not fit {len(self.columns)} columns")


@dataclass(frozen=True, kw_only=True)
class Illustration:
    """A figure with a caption, and what it shows in words for those who cannot see it."""

    picture: Picture
    caption: str
    description: str


Block = Paragraph | Subheading | Listing | Facts | Table | Illustration


@dataclass(frozen=True)
class Section:
    """A part of a report."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole report.

    Attributes
    ----------
    title, subtitle
        The question, and what was looked at.
    foot
        What stands on every page: command, digest, version.
    labels
        Words for figure and table in captions.
    status
        What every page says above: which scenarios are assumed; empty for none.
    """

    lang: Lang
    paper: Literal["a4", "a3"]
    title: str
    subtitle: str
    foot: str
    labels: tuple[str, str]
    sections: tuple[Section, ...]
    status: str = ""
