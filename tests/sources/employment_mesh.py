"""A small mesh table of employment in the layout of e-Stat: two towns on the land of Hamamatsu."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from geoaccess.model.mesh import code_of
from tests.sources.statistics_files import write

EMPLOYEES, MANUFACTURING, SERVICES = "T000918001", "T000918002", "T000918003"
HEADER = f"KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,{EMPLOYEES},{MANUFACTURING},{SERVICES},T000918009"
LABELS = ",,,,　全産業従業者数,　従業者数　製造業,　従業者数　サービス業,　事業所数"
SOUTH_DEG, WEST_DEG = 34.7, 137.7
"""Middle of Hamamatsu; all cells lie on land."""


def town_figures() -> np.ndarray:
    """Return employees of 8 x 12 cells: 20,000 and 6,000 in the middles of two towns."""
    row, col = np.mgrid[0:8, 0:12]
    west = 20_000 * np.exp(-((row - 3) ** 2 + (col - 2) ** 2) / 2)
    east = 6_000 * np.exp(-((row - 4) ** 2 + (col - 9) ** 2) / 2)
    return np.rint(west + east).astype(int)


def town_codes() -> list[str]:
    """Return the mesh codes of the cells, row by row from the south-west."""
    row, col = np.mgrid[0:8, 0:12]
    lat, lon = SOUTH_DEG + (row + 0.5) / 120, WEST_DEG + (col + 0.5) / 80
    return code_of(lon.ravel(), lat.ravel(), "1km").tolist()


def write_towns(folder: Path, name: str = "tblT000918S22.txt") -> Path:
    """Write the table; the western town has more manufacturing."""
    jobs = town_figures().ravel()
    making = [int(n * (0.5 if i % 12 < 6 else 0.1)) for i, n in enumerate(jobs)]
    rows = [
        f"{code},0,,,{n},{m},{n - m},{n // 10}"
        for code, n, m in zip(town_codes(), jobs.tolist(), making, strict=True)
    ]
    return write(folder, name, "\n".join([HEADER, LABELS, *rows]) + "\n")
