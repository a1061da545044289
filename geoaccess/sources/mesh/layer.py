"""A mesh table as a layer of polygons for a GIS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.mesh import polygons_of
from geoaccess.model.meshtable import MeshTable, Treatment
from geoaccess.sources.mesh.shapes import MeshShapes

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

CRS = "EPSG:6668"
"""JGD2011, geographic."""


def find_polygons(mesh: MeshTable, shapes: MeshShapes | None = None) -> NDArray[Any]:
    """Return the polygon of each cell, shape (n,): official where given, else of its code.

    Raises
    ------
    InputError
        When Shapefiles are given and some cells of the table are in none of them.
    """
    if shapes is None:
        return polygons_of(mesh.codes)
    position = {code: i for i, code in enumerate(shapes.codes)}
    lacking = [code for code in mesh.codes if code not in position]
    if lacking:
        raise InputError(
            f"{mesh.table.title}: {len(lacking)} of {len(mesh)} cells are in none of the "
            f"Shapefiles ({describe_offenders(lacking)}); add the file of their first mesh, or "
            "leave the Shapefiles out: the cells follow from their codes"
        )
    polygons: NDArray[Any] = shapes.polygons[[position[code] for code in mesh.codes]]
    return polygons


def build_mesh_layer(mesh: MeshTable, shapes: MeshShapes | None = None) -> GeoDataFrame:
    """Return one polygon per cell with its code, treatment, host and figures, in JGD2011.

    Columns: ``KEY_CODE``, ``treatment`` (plain, host, suppressed), ``host`` (code of the cell
    that holds the figures, '' for none) and one column per item and unit
    (``T001100001_persons``); missing figures are NaN.

    Raises
    ------
    InputError
        When Shapefiles are given and some cells of the table are in none of them.
    """
    import geopandas

    columns: dict[str, Any] = {
        "KEY_CODE": list(mesh.codes),
        "treatment": [Treatment(int(one)).name.lower() for one in mesh.treatment],
        "host": list(mesh.host_code),
    }
    for item, values in zip(mesh.table.items, mesh.table.values.T, strict=True):
        columns[item.name] = np.array(values)
    return geopandas.GeoDataFrame(columns, geometry=find_polygons(mesh, shapes), crs=CRS)
