"""Figures of a place that its type follows from: sums over its municipalities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True, kw_only=True)
class RegionFacts:
    """Persons, and km² of inhabitable area.

    Attributes
    ----------
    population
        Residents.
    employees, manufacturing, research
        Employees of all industries; of these in manufacturing; in scientific research,
        professional and technical services.
    inhabitable_km2
        Area less forest and lakes.
    """

    population: float
    employees: float
    manufacturing: float
    research: float
    inhabitable_km2: float

    @property
    def manufacturing_share(self) -> float:
        """Return the share of employees in manufacturing, 0-1."""
        return self.manufacturing / self.employees if self.employees else 0.0

    @property
    def density_km2(self) -> float:
        """Return employees per km² of inhabitable area."""
        return self.employees / self.inhabitable_km2

    @property
    def population_density_km2(self) -> float:
        """Return residents per km² of inhabitable area."""
        return self.population / self.inhabitable_km2


def sum_regions(parts: Iterable[RegionFacts]) -> RegionFacts:
    """Return the sums over municipalities; all 0 for none."""
    rows = [astuple(part) for part in parts]
    sums = [sum(column) for column in zip(*rows, strict=True)] or [0.0] * 5
    return RegionFacts(
        population=sums[0],
        employees=sums[1],
        manufacturing=sums[2],
        research=sums[3],
        inhabitable_km2=sums[4],
    )
