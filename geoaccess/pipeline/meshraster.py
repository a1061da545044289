"""Mesh tables of the census written as a GeoTIFF that says where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geoaccess import __version__
from geoaccess.model.cellgrid import CellFrame
from geoaccess.model.text import Text
from geoaccess.pipeline.inputs import find_source
from geoaccess.sources.mesh import combine_mesh_tables, load_mesh_table
from geoaccess.sources.raster import build_mesh_grid, write_mesh_raster

E_STAT_CREDIT = "政府統計の総合窓口(e-Stat)"
"""What e-Stat asks for, of tables that are not registered too."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MeshRasterRun:
    """What was written: the sum of the figures, where the cells lie, and what to know of it."""

    total: float
    n_cells: int
    frame: CellFrame
    notes: tuple[Text, ...]


def export_mesh_raster(tables: Sequence[Path], item: str, output: Path) -> MeshRasterRun:
    """Return what was written of one item of mesh tables, as a Cloud-Optimised GeoTIFF.

    Raises
    ------
    GeoaccessError
        When a table cannot be used or lacks the item, or the file cannot be written.
    """
    loaded = [load_mesh_table(one, (item,)) for one in tables]
    mesh = loaded[0] if len(loaded) == 1 else combine_mesh_tables(loaded)
    grid = build_mesh_grid(mesh, item)
    official = [source for one in tables if (source := find_source(one)) is not None]
    tags = {
        "TITLE": "; ".join(one.title for one in official) or mesh.table.title,
        "CREDIT": "; ".join(dict.fromkeys(one.credit for one in official)) or E_STAT_CREDIT,
        "LICENCE": "; ".join(dict.fromkeys(one.licence for one in official)) or "not known",
        "EDITION": "; ".join(dict.fromkeys(one.edition for one in official)) or "not known",
        "FILES": "; ".join(one.name for one in tables),
        "MESH_LEVEL": mesh.level,
        "SOFTWARE": f"geoaccess {__version__}",
    }
    total = write_mesh_raster(grid, output, tags=tags)
    return MeshRasterRun(total=total, n_cells=grid.value.size, frame=grid.frame, notes=grid.notes())
