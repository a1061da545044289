"""Region types after Audretsch and others (2008), by a rule over municipal figures."""

from __future__ import annotations

from typing import Final

from geoaccess.errors import InputError
from geoaccess.model.regions import RegionFacts
from geoaccess.model.text import Text

REGION_TYPES: Final = (
    "urban agglomeration",
    "industrial agglomeration",
    "industrial district",
    "urban periphery",
    "periphery",
)
NAMES_JA: Final = dict(
    zip(
        REGION_TYPES,
        ("都市型集積", "産業集積", "産業地域", "都市周辺", "周辺地域"),
        strict=True,
    )
)
METROPOLIS: Final = 1_000_000
LARGE_CITY: Final = 400_000
CITY: Final = 200_000
DENSE: Final = 4.0
"""Times the density of the country: an urban agglomeration."""
SPECIALISED: Final = 1.25
"""Times the country's share of manufacturing: an industrial district."""


def find_region_type(place: RegionFacts, country: RegionFacts) -> str:
    """Return the type of a place, the first that applies; never none.

    P population, m share of manufacturing among employees, D employees per km² of inhabitable
    area, m0 and D0 those of the country.

    1. P >= 1,000,000 and D >= 4 D0: urban agglomeration
    2. P >= 400,000 and m >= m0: industrial agglomeration
    3. m >= 1.25 m0: industrial district
    4. P >= 200,000 or D >= D0: urban periphery
    5. else periphery

    The types are those of Audretsch and others (2008); the thresholds are this project's.

    Raises
    ------
    InputError
        When a figure is negative, or the inhabitable area is not above 0.
    """
    for one in (place, country):
        if min(one.population, one.employees, one.manufacturing) < 0 or one.inhabitable_km2 <= 0:
            raise InputError("region type: figures of at least 0 and an area above 0 are needed")
    share, density = place.manufacturing_share, place.density_km2
    if place.population >= METROPOLIS and density >= DENSE * country.density_km2:
        return REGION_TYPES[0]
    if place.population >= LARGE_CITY and share >= country.manufacturing_share:
        return REGION_TYPES[1]
    if share >= SPECIALISED * country.manufacturing_share:
        return REGION_TYPES[2]
    if place.population >= CITY or density >= country.density_km2:
        return REGION_TYPES[3]
    return REGION_TYPES[4]


def name_region_type(region_type: str) -> Text:
    """Return a type in both languages."""
    return Text(region_type, NAMES_JA[region_type])
