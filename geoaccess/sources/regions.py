"""Shipped figures of municipalities that region types and agglomerations follow from."""

from __future__ import annotations

from geoaccess.model.regions import RegionFacts
from geoaccess.sources.csvtable import read_table
from geoaccess.sources.shipped import data_path

_COLUMNS = {
    "population": "population",
    "employees": "employees",
    "manufacturing": "employees_manufacturing",
    "research": "employees_research",
    "inhabitable_km2": "inhabitable_km2",
}


def load_region_facts() -> dict[str, RegionFacts]:
    """Return population, employees and inhabitable area of each municipality by code."""
    rows = read_table(data_path("municipalities.csv"), ["code", *_COLUMNS.values()])
    return {
        row["code"]: RegionFacts(**{name: float(row[one]) for name, one in _COLUMNS.items()})
        for row in rows
    }
