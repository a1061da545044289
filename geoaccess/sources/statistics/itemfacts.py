"""Units of items by code: the tables of SSDSE do not say them themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from geoaccess.errors import describe_offenders
from geoaccess.model.statistics import StatItem
from geoaccess.sources.csvtable import read_table
from geoaccess.sources.shipped import data_path
from geoaccess.units import FloatArray

KM2_PER_HECTARE: Final = 0.01

UNITS_JA: Final[Mapping[str, str]] = {
    "人": "persons",
    "世帯": "households",
    "組": "couples",
    "事業所": "establishments",
    "ha": "ha",
    "km2": "km2",
    "千円": "thousand_yen",
    "百万円": "million_yen",
    "円": "yen",
    "%": "percent",
    "校": "schools",
    "園": "kindergartens",
    "館": "facilities",
    "所": "facilities",
    "か所": "facilities",
    "施設": "facilities",
    "店": "shops",
    "件": "cases",
    "-": "",
}
"""Units of the Statistics Bureau as they stand in column names; half-width, see NFKC."""


def load_units() -> dict[str, str]:
    """Return the published unit by item code (``B1101``: ``ha``)."""
    rows = read_table(data_path("statistics", "ssdse_items.csv"), ["code", "unit"])
    return {row["code"]: row["unit"] for row in rows}


def convert_areas(
    items: Sequence[StatItem], values: FloatArray
) -> tuple[tuple[StatItem, ...], FloatArray, tuple[str, ...]]:
    """Return items and values with areas in km² in place of hectares, and a note that says so."""
    hectares = [i for i, item in enumerate(items) if item.unit == "ha"]
    factor = np.ones(len(items))
    factor[hectares] = KM2_PER_HECTARE
    converted = tuple(
        StatItem(code=one.code, ja=one.ja, unit="km2", year=one.year) if one.unit == "ha" else one
        for one in items
    )
    codes = describe_offenders([items[i].code for i in hectares])
    notes = (f"{len(hectares)} items were converted from hectares to km2 ({codes})",)
    return converted, values * factor, notes if hectares else ()
