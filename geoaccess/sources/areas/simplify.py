"""Areas with fewer vertices whose neighbours still share their borders."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.areas import AdminAreas
from geoaccess.model.text import Text
from geoaccess.sources.areas.assemble import as_multipolygons
from geoaccess.sources.areas.load import AreasResult

_METRES_PER_DEGREE: Final = 111_320.0


def simplify_areas(areas: AdminAreas, *, tolerance_m: float) -> AreasResult:
    """Return the areas simplified together (Visvalingam–Whyatt), and a note of what it did.

    Parameters
    ----------
    areas
        Areas whose neighbours share borders vertex by vertex, as in N03.
    tolerance_m
        Square root of the area that a removed vertex may cut off, in metres of latitude:
        about 200 for a map of Japan, 50 for one of a prefecture.

    Notes
    -----
    Where two borders do not match in the source, each side is simplified on its own and
    slivers stay; the note counts such areas. No area vanishes: an islet keeps three vertices.

    Raises
    ------
    InputError
        When the tolerance is not positive.
    """
    import shapely

    if not tolerance_m > 0:
        raise InputError(f"tolerance_m {tolerance_m} is no tolerance; give metres above 0")
    before = int(shapely.get_num_coordinates(areas.geometry).sum())
    unmatched = shapely.coverage_invalid_edges(areas.geometry)
    loose = int((~shapely.is_empty(unmatched)).sum())
    simple = shapely.coverage_simplify(areas.geometry, tolerance_m / _METRES_PER_DEGREE)
    broken = np.flatnonzero(~shapely.is_valid(simple))
    mended = shapely.make_valid(simple[broken], method="structure", keep_collapsed=False)
    simple[broken] = mended
    geometry = as_multipolygons(simple)
    lost = np.flatnonzero(shapely.is_missing(geometry))
    geometry[lost] = areas.geometry[lost]
    after = int(shapely.get_num_coordinates(geometry).sum())
    apart = f"; {loose} areas have borders that do not match their neighbours'" if loose else ""
    apart_ja = f"。隣と境界が一致しない区域が{loose}件ある" if loose else ""
    note = Text(
        f"simplified to {tolerance_m:g} m: {after:,} of {before:,} vertices left{apart}.",
        f"{tolerance_m:g} mで簡略化し、頂点{before:,}個のうち{after:,}個を残した{apart_ja}。",
    )
    return AreasResult(areas=replace(areas, geometry=geometry), notes=(note,))
