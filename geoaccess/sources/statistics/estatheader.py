"""The header of an e-Stat table: which column is the area, the time, a class, a figure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geoaccess.errors import InputError
from geoaccess.sources.columns import Grid
from geoaccess.sources.faults import quote

SEARCH_ROWS: Final = 80
"""Rows among which the header is sought; the API writes some 30 lines before it."""

_AREA: Final = re.compile(r"地域|市区町村|都道府県|全国")
_TIME: Final = re.compile(r"調査年|時間軸|年次|年度|年月")
_CODE: Final = re.compile(r"(?P<name>.*?)\s*(?P<aid>補助)?コード")
_NOTES: Final = ("注釈", "annotation")
_LISTED: Final = re.compile(r"(tab|cat\d+|area|time)_code")
_ACROSS: Final = re.compile(r"[/／].*(?<!補助)コード")
_ROWS_ABOVE: Final = 3
"""Rows of codes of the columns, of auxiliary codes among them, stand right above the header."""


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A classification: positions of its codes and its labels, -1 where there is no such column."""

    name: str
    codes: tuple[int, ...]
    label: int

    @property
    def code(self) -> int:
        """Return the position of the codes, else of the labels."""
        return self.codes[0] if self.codes else self.label


@dataclass(frozen=True, kw_only=True)
class Header:
    """The header of a table.

    Attributes
    ----------
    position
        Among the rows of the file.
    is_listed
        Whether each row is one figure.
    area, time
        Their columns; time is None where the table has none.
    classes
        Other classifications, from the left.
    figures
        Positions of the columns of figures.
    figure_codes
        Codes of these columns from the rows above, '' where there is none; empty where the
        table has no such row.
    is_time_across
        Whether the columns are years, and the rows say the item.
    unit
        Position of the column of units, -1 where there is none.
    """

    position: int
    is_listed: bool
    cells: tuple[str, ...]
    area: Dimension
    time: Dimension | None
    classes: tuple[Dimension, ...]
    figures: tuple[int, ...]
    figure_codes: tuple[str, ...] = ()
    is_time_across: bool = False
    unit: int = -1


def find_header(grid: Grid, where: str) -> Header:
    """Return the header of a table of the e-Stat database.

    Raises
    ------
    InputError
        When no row is one, or the table was downloaded without area codes.
    """
    has_area = is_across = False
    for position, (_, cells) in enumerate(grid[:SEARCH_ROWS]):
        if "value" in cells and "area_code" in cells:
            return _read_listed(position, cells)
        dimensions, figures = _split(cells)
        areas = [one for one in dimensions if _AREA.search(one.name)]
        if figures and any(one.codes for one in areas):
            above = [row for _, row in grid[max(0, position - _ROWS_ABOVE) : position]]
            return _read_crossed(position, cells, above, dimensions, figures)
        is_across |= any(cell.startswith(("/", "／")) and _AREA.search(cell) for cell in cells)
        has_area = has_area or bool(figures and areas) or "value" in cells
    if is_across:
        raise InputError(
            f"{where}: the areas stand in columns; arrange them in rows before the download "
            "(レイアウト設定: 地域を行に)"
        )
    if has_area:
        raise InputError(
            f"{where}: the table has no column of area codes; download it again with codes "
            "(コードの出力: あり)"
        )
    first = ", ".join(cell for cell in grid[0][1][:4] if cell)
    raise InputError(
        f"{where}: no row is the header of an e-Stat table ('地域 コード' and columns such as "
        f"'A1101_総人口【人】', or area_code and value); the file begins {quote(first)}"
    )


def _split(cells: Sequence[str]) -> tuple[list[Dimension], tuple[int, ...]]:
    """Return the classifications and the positions of the figures of a header with columns."""
    slash = next((i for i, cell in enumerate(cells) if cell.startswith(("/", "／"))), None)
    if slash is None:
        figures = tuple(i for i, cell in enumerate(cells) if "【" in cell)
        slash = figures[0] if figures else 0
    else:
        figures = tuple(
            i for i, cell in enumerate(cells) if i > slash and cell and cell not in _NOTES
        )
    names: dict[str, tuple[list[int], list[int]]] = {}
    for i, cell in enumerate(cells[:slash]):
        text = unicodedata.normalize("NFKC", cell).strip()
        match = _CODE.fullmatch(text)
        codes, labels = names.setdefault(match["name"] if match else text, ([], []))
        (codes if match else labels).append(i)
    return [
        Dimension(name=name, codes=tuple(codes), label=labels[0] if labels else -1)
        for name, (codes, labels) in names.items()
        if name and name not in _NOTES
    ], figures


def _read_crossed(
    position: int,
    cells: tuple[str, ...],
    above: Sequence[Sequence[str]],
    dimensions: list[Dimension],
    figures: tuple[int, ...],
) -> Header:
    area = next(one for one in dimensions if _AREA.search(one.name) and one.codes)
    rest = [one for one in dimensions if one is not area]
    time = next((one for one in rest if _TIME.search(one.name)), None)
    across = next((cell for cell in cells if cell.startswith(("/", "／"))), "")
    return Header(
        position=position,
        is_listed=False,
        cells=cells,
        area=area,
        time=time,
        classes=tuple(one for one in rest if one is not time),
        figures=figures,
        figure_codes=_find_codes(above, figures),
        is_time_across=time is None and bool(_TIME.search(across)),
    )


def _find_codes(above: Sequence[Sequence[str]], figures: tuple[int, ...]) -> tuple[str, ...]:
    """Return the codes of the columns from the row ``/表章項目 コード`` above the header."""
    for cells in above:
        if any(_ACROSS.fullmatch(cell) for cell in cells[: figures[0]]):
            return tuple(cells[i] if i < len(cells) else "" for i in figures)
    return ()


def _read_listed(position: int, cells: tuple[str, ...]) -> Header:
    """Return the header of a table with one figure a row: each label follows its code."""
    dimensions = {
        cell: Dimension(name=cell, codes=(i,), label=i + 1)
        for i, cell in enumerate(cells)
        if _LISTED.fullmatch(cell)
    }
    classes = (one for name, one in dimensions.items() if name not in ("area_code", "time_code"))
    return Header(
        position=position,
        is_listed=True,
        cells=cells,
        area=dimensions["area_code"],
        time=dimensions.get("time_code"),
        classes=tuple(classes),
        figures=(cells.index("value"),),
        unit=cells.index("unit") if "unit" in cells else -1,
    )
