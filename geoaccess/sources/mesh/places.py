"""Mesh cells as places: where people live, at the middle of their cell."""

from __future__ import annotations

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.land import LandGrid
from geoaccess.model.mesh import centres_of
from geoaccess.model.meshtable import MeshTable
from geoaccess.model.places import Places
from geoaccess.model.statistics import Missing


def build_mesh_places(mesh: MeshTable, item: str, *, grid: LandGrid | None = None) -> Places:
    """Return the cells as zones with an item as their mass; ids are mesh codes.

    A suppressed cell has mass 0, its persons are in its host: masses sum to the census. A cell
    stands for its people at its middle, which may be water; at 1 km that is off by up to 720 m.

    Parameters
    ----------
    item
        Code of the item that is the mass, such as the total population (``T001100001``).
    grid
        Land, for the municipality at the middle of each cell; none where it is left out.

    Raises
    ------
    UnknownNameError
        When the table lacks the item.
    InputError
        When the item is not a count of persons (its unit is another), or a figure is negative.
    """
    position = mesh.table.get_item(item)
    unit = mesh.table.items[position].unit
    if unit not in ("persons", ""):
        raise InputError(
            f"{mesh.table.title}: {item} counts {unit}; masses are persons, choose such an item"
        )
    values = mesh.table.values[:, position]
    suppressed = mesh.table.missing[:, position] == Missing.SUPPRESSED
    lon, lat = centres_of(mesh.codes)
    codes = tuple(map(str, grid.code_at(lon, lat))) if grid is not None else ()
    return Places(
        id=mesh.codes,
        name=mesh.codes,
        name_ja=mesh.codes,
        lon=lon,
        lat=lat,
        mass=np.where(suppressed, 0.0, values),
        role="zone",
        mass_kind=mesh.table.items[position].ja,
        municipality_code=codes,
        note=(f"middle of a {mesh.level} mesh cell",) * len(mesh),
        note_ja=(f"メッシュ（{mesh.level}）の中心",) * len(mesh),
    )
