"""Agglomerations as they are found: a place, its extent and what it makes."""

from __future__ import annotations

from dataclasses import dataclass

from geoaccess.model.text import Text


@dataclass(frozen=True, kw_only=True)
class Agglomeration:
    """One agglomeration.

    Attributes
    ----------
    id
        ``mesh-`` or ``municipality-`` and the code of its peak.
    name
        The municipality of its peak; numbered from the second in one municipality.
    lon, lat
        Its peak: middle of the cell, or municipal office, degrees.
    municipality_code, municipality_codes
        Of the peak, '' at sea; of the agglomeration, those with most of it first.
    mass, peak_mass
        Persons in all and at the peak.
    n_units, area_km2
        Cells or municipalities, and their area (of municipalities the inhabitable one).
    centre_lon, centre_lat
        Mean position of the persons; it may lie where nobody is.
    compactness
        Share of jobs mutually within 30 minutes, 0-1.
    region_type
        After Audretsch and others, '' where no municipality is known.
    lq_manufacturing, lq_research
        Location quotients of its municipalities against Japan; NaN where unknown.
    industry_mass, quotients
        Employees by industry of the table, and location quotients against the whole table.
    """

    id: str
    name: Text
    lon: float
    lat: float
    municipality_code: str
    municipality_codes: tuple[str, ...]
    mass: float
    peak_mass: float
    n_units: int
    area_km2: float
    centre_lon: float
    centre_lat: float
    compactness: float
    region_type: str
    lq_manufacturing: float
    lq_research: float
    industry_mass: tuple[float, ...]
    quotients: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Clustering:
    """How clustered an industry is: employees, and the most that Ellison-Glaeser's gamma can be."""

    industry: str
    employees: float
    gamma_most: float
