"""Region types: the shipped ones follow from the shipped figures; each step on its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geoaccess.errors import InputError
from geoaccess.model.regions import RegionFacts, sum_regions
from geoaccess.scores.regiontype import REGION_TYPES, find_region_type, name_region_type
from geoaccess.sources.regions import load_region_facts
from tests.data.tables import read

COUNTRY = RegionFacts(
    population=1000, employees=500, manufacturing=75, research=20, inhabitable_km2=1
)
PLACE = RegionFacts(
    population=50_000, employees=10_000, manufacturing=1000, research=100, inhabitable_km2=50
)


@pytest.mark.parametrize("row", read("agglomerations.csv"), ids=lambda row: row["id"])
def test_shipped_agglomerations_have_the_type_of_the_rule(row):
    facts = load_region_facts()
    place = sum_regions(facts[code] for code in row["municipality_codes"].split())
    assert find_region_type(place, sum_regions(facts.values())) == row["region_type"]


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"population": 1_000_000, "inhabitable_km2": 5}, 0),
        ({"population": 1_000_000, "manufacturing": 1500}, 1),
        ({"population": 400_000, "manufacturing": 1500}, 1),
        ({"manufacturing": 1875}, 2),
        ({"population": 200_000}, 3),
        ({"inhabitable_km2": 20}, 3),
        ({}, 4),
        ({"employees": 0, "manufacturing": 0}, 4),
    ],
)
def test_each_step_of_the_rule(changes, number):
    assert find_region_type(replace(PLACE, **changes), COUNTRY) == REGION_TYPES[number]


def test_types_have_names_in_both_languages():
    assert len({name_region_type(one).ja for one in REGION_TYPES}) == 5


@pytest.mark.parametrize("changes", [{"employees": -1}, {"inhabitable_km2": 0}])
def test_impossible_figures_are_refused(changes):
    with pytest.raises(InputError, match="region type"):
        find_region_type(replace(PLACE, **changes), COUNTRY)
