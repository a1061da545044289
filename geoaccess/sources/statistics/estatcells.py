"""The rows of an e-Stat table as single figures: area, item, value, reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from geoaccess.errors import InputError
from geoaccess.model.statistics import Missing, StatItem
from geoaccess.sources.columns import Grid
from geoaccess.sources.statistics.areas import read_area_codes
from geoaccess.sources.statistics.estatheader import Dimension, Header
from geoaccess.sources.statistics.itemfacts import UNITS_JA
from geoaccess.sources.statistics.pivot import Cells
from geoaccess.sources.statistics.values import read_values

_FIGURE: Final = re.compile(r"(?:(?P<code>#?[A-Z]\d{3,9})_)?(?P<ja>.*?)(?:【(?P<unit>[^【】]*)】)?")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_PLAIN_YEAR: Final = re.compile(r"((?:19|20)\d\d)年?度?")


def read_crossed(rows: Grid, header: Header, legend: Mapping[str, Missing], where: str) -> Cells:
    """Return the figures of a table whose columns are items; raises like `load_estat`."""
    heads = _read_heads(header)
    columns = [(code or ja, i) for (code, ja, _), i in zip(heads, header.figures, strict=True)]
    values, missing = read_values(rows, columns, where, legend)
    area_code, notes = _read_areas(rows, header, where)
    items = []
    for _, cells in rows:
        year, codes, labels = _read_classes(cells, header)
        if header.is_time_across:
            items += [_item_of_year(head, codes, labels) for _, head, _ in heads]
            continue
        for code, ja, unit in heads:
            items.append(
                StatItem(
                    code=":".join([code or ja, *codes]),
                    ja=" ".join([ja, *labels]),
                    unit=unit,
                    year=year,
                )
            )
    n = len(heads)
    return Cells(
        row=tuple(number for number, _ in rows for _ in range(n)),
        area_code=tuple(code for code in area_code for _ in range(n)),
        area_ja=tuple(name for name in _label(rows, header.area) for _ in range(n)),
        items=tuple(items),
        values=values.ravel(),
        missing=missing.ravel(),
        notes=notes,
    )


def read_listed(rows: Grid, header: Header, legend: Mapping[str, Missing], where: str) -> Cells:
    """Return the figures of a table with one figure a row; raises like `load_estat`."""
    values, missing = read_values(rows, [("value", header.figures[0])], where, legend)
    area_code, notes = _read_areas(rows, header, where)
    items = []
    for _, cells in rows:
        year, codes, labels = _read_classes(cells, header)
        unit = _read_unit(cells[header.unit]) if header.unit >= 0 else ""
        code = ":".join(codes) or "value"
        items.append(StatItem(code=code, ja=" ".join(labels) or "value", unit=unit, year=year))
    return Cells(
        row=tuple(number for number, _ in rows),
        area_code=area_code,
        area_ja=_label(rows, header.area),
        items=tuple(items),
        values=values.ravel(),
        missing=missing.ravel(),
        notes=notes,
    )


def _read_heads(header: Header) -> list[tuple[str, str, str]]:
    """Return code, label and unit of each column of figures.

    A code that the label begins with (``A1101_総人口``) counts before that of the row above.
    """
    heads = [_read_figure(header.cells[i]) for i in header.figures]
    if header.figure_codes:
        heads = [
            (own or code, ja, unit)
            for (own, ja, unit), code in zip(heads, header.figure_codes, strict=True)
        ]
    return heads


def _item_of_year(head: str, codes: Sequence[str], labels: Sequence[str]) -> StatItem:
    """Return the item of a row in a column that is a year: ``2015年``, ``2015年_不詳補完値``.

    The unit stands in a label of the row: ``15歳以上人口【人】``.
    """
    plain = _PLAIN_YEAR.fullmatch(head)
    units = [_read_figure(label)[2] for label in labels]
    return StatItem(
        code=":".join(codes) or "value",
        ja=" ".join(_read_figure(label)[1] for label in labels) or "value",
        unit=next((unit for unit in units if unit), ""),
        year=plain[1] if plain else head,
    )


def _read_figure(head: str) -> tuple[str, str, str]:
    """Return code ('' for none), label and unit of ``A1101_総人口【人】``."""
    match = _FIGURE.fullmatch(head.strip())
    if match is None:
        return "", head.strip(), ""
    return match["code"] or "", match["ja"].strip(), _read_unit(match["unit"] or "")


def _read_unit(text: str) -> str:
    """Return a unit as it stands in names of columns; one not known stays as written."""
    unit = unicodedata.normalize("NFKC", text).strip()
    return UNITS_JA.get(unit, unit)


def _read_classes(
    cells: Sequence[str], header: Header
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the year, and codes and labels of the further classifications of a row."""
    year = ""
    if header.time is not None:
        texts = [cells[i] for i in (header.time.label, header.time.code) if i >= 0]
        year = next((match[0] for text in texts if (match := _YEAR.search(text))), "")
        year = year or texts[-1]
    codes = tuple(cells[one.code] for one in header.classes)
    labels = tuple(cells[one.label] for one in header.classes if one.label >= 0)
    return year, codes, labels


def _read_areas(rows: Grid, header: Header, where: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return area codes from the first of the area's columns that holds such codes."""
    faults = []
    for position in header.area.codes:
        try:
            return read_area_codes([(number, cells[position]) for number, cells in rows], where)
        except InputError as fault:
            faults.append(fault)
    raise faults[0]


def _label(rows: Grid, area: Dimension) -> tuple[str, ...]:
    return tuple(cells[area.label] if area.label >= 0 else "" for _, cells in rows)
