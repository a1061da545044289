"""The people of municipalities spread evenly over their land: an estimate without a mesh."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from geoaccess.model.land import LandGrid
from geoaccess.model.landcells import LandPieces
from geoaccess.model.surface import LandCells
from geoaccess.units import FloatArray


def spread_population(
    cells: LandCells, pieces: LandPieces, land: LandGrid, population: Mapping[str, float]
) -> FloatArray:
    """Return the persons of each cell, shape (n,), as if each municipality were lived in evenly.

    Every 500 m cell of land of a municipality gets an equal part of its people. Over all of
    Japan they sum to the people of all municipalities that have land in the grid.

    Parameters
    ----------
    population
        Persons by municipality code.
    """
    length = land.run_end - land.run_start
    of_part = np.bincount(land.run_part, length, minlength=len(land.part_code))
    codes, code_of = np.unique(land.part_code, return_inverse=True)
    n_pieces = np.bincount(code_of, of_part, minlength=codes.size)
    persons = np.array([population.get(str(code), 0.0) for code in codes])
    each = np.divide(persons, n_pieces, out=np.zeros(codes.size), where=n_pieces > 0)
    each /= 4 if pieces.size == "250m" else 1
    number = pieces.number_in(cells.frame)
    at = np.minimum(np.searchsorted(cells.cell, number), len(cells) - 1)
    held = (number >= 0) & (cells.cell[at] == number)
    persons_of_piece = each[code_of[pieces.part[held]]]
    return np.bincount(at[held], persons_of_piece, len(cells)).astype(np.float64)
