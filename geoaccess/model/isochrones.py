"""Isochrones: the land within bands of minutes, with its area and people."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from geoaccess._validate import frozen_float, frozen_int
from geoaccess.units import FloatArray, IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Isochrones:
    """The land of m bands: band k is reached in more than end k - 1 and at most end k.

    Attributes
    ----------
    end_min
        Rising ends of the bands in minutes, shape (m,).
    polygons
        Shapely multipolygons in degrees (JGD2011), shape (m,), empty where a band has no land.
        Bands do not overlap, or, where `is_nested`, each holds those before.
    n_cells
        Cells of each band, shape (m,).
    area_km2
        Land of each band, shape (m,), alone.
    population
        Persons of each band, shape (m,), alone; NaN where unknown.
    total_km2, total_population
        Of all land looked at, the land that is not reached included.
    """

    end_min: FloatArray
    polygons: NDArray[Any]
    is_nested: bool
    n_cells: IntArray
    area_km2: FloatArray
    population: FloatArray
    total_km2: float
    total_population: float

    def __post_init__(self) -> None:
        end_min = frozen_float(self.end_min, "isochrones: ends")
        object.__setattr__(self, "end_min", end_min)
        size = end_min.size
        object.__setattr__(self, "n_cells", frozen_int(self.n_cells, "cells", size=size))
        for name in ("area_km2", "population"):
            values = frozen_float(getattr(self, name), f"isochrones: {name}", size=size)
            object.__setattr__(self, name, values)

    def __len__(self) -> int:
        return self.end_min.size

    def to_records(self) -> list[dict[str, Any]]:
        """Return one plain row a band, nearest first: the band alone, and all up to its end.

        Minutes are whole or not; areas in km2 to a tenth, persons to one, shares of all persons
        looked at to four decimals; None where unknown.
        """
        rows = []
        for k, end in enumerate(self.end_min.tolist()):
            within = float(self.population[: k + 1].sum())
            is_known = self.total_population > 0 and not math.isnan(within)
            rows.append(
                {
                    "from_min": _plain(self.end_min[k - 1]) if k else 0,
                    "to_min": _plain(end),
                    "cells": int(self.n_cells[k]),
                    "area_km2": round(float(self.area_km2[k]), 1),
                    "population": round(float(self.population[k])) if is_known else None,
                    "cells_within": int(self.n_cells[: k + 1].sum()),
                    "area_km2_within": round(float(self.area_km2[: k + 1].sum()), 1),
                    "population_within": round(within) if is_known else None,
                    "population_share_within": (
                        round(within / self.total_population, 4) if is_known else None
                    ),
                }
            )
        return rows


def _plain(minutes: float) -> float:
    return int(minutes) if minutes == int(minutes) else float(minutes)
