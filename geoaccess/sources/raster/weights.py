"""One door to weights: a raster, or mesh tables of the census."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Protocol

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.cellgrid import CellFrame, CellValues, Window
from geoaccess.model.text import Text
from geoaccess.sources.mesh import combine_mesh_tables, load_mesh_table
from geoaccess.sources.raster.files import open_band, split_reference
from geoaccess.sources.raster.grid import UNITS, RasterGrid, Unit, check_kind
from geoaccess.sources.raster.meshgrid import build_mesh_grid
from geoaccess.sources.raster.writing import UNIT_TAG
from geoaccess.units import FloatArray

MESH_SUFFIXES: Final = (".txt", ".csv", ".zip")


class WeightGrid(CellValues, Protocol):
    """Cells with weights, and what must be known of them."""

    @property
    def title(self) -> str:
        """Name of the file, with band or item."""

    @property
    def frame(self) -> CellFrame:
        """Where the cells lie."""

    def read(self, window: Window) -> FloatArray:
        """Return the count in each cell, NaN where there is none, shape (height, width)."""

    def notes(self) -> tuple[Text, ...]:
        """Return what was done to what was read so far."""


@contextmanager
def open_weights(references: Sequence[str], *, unit: Unit | None = None) -> Iterator[WeightGrid]:
    """Give the counts of a raster (``FILE.tif``, ``FILE.tif@BAND``) or of mesh tables.

    Parameters
    ----------
    references
        One raster, or mesh tables of e-Stat with their item (``tblT001100S30.txt@T001100001``),
        which are joined.
    unit
        ``count`` or ``per-km2``: what the cells of a raster hold. May be left out for mesh
        tables, and for rasters that geoaccess made, which say it.

    Raises
    ------
    FileError
        When a file is missing, or of another kind.
    InputError
        When several rasters are named, the unit of a raster is not, an item is not, or a file
        has no place on the ground.
    UnknownNameError
        When a table lacks the item.
    """
    if unit is not None and unit not in UNITS:
        raise InputError(f"unit '{unit}' is unknown; write {' or '.join(UNITS)}")
    split = [split_reference(one) for one in references]
    is_mesh = [path.suffix.lower() in MESH_SUFFIXES for path, _ in split]
    if not split or (len(split) > 1 and not all(is_mesh)):
        raise InputError(
            f"weights: {describe_offenders(list(references)) or 'nothing'} cannot be taken "
            "together; give one raster, or mesh tables of one item"
        )
    if all(is_mesh):
        yield _load_mesh(references, unit)
        return
    path, band = split[0]
    with open_band(path, band) as found:
        check_kind(found)
        written = found.data.tags().get(UNIT_TAG)
        if unit and written in UNITS and written != unit:
            raise InputError(
                f"{found.title}: the file says that its cells hold {written}, not {unit}; "
                "leave the unit out"
            )
        stated = unit or written
        known = next((one for one in UNITS if one == stated), None)
        if known is None:
            raise InputError(
                f"{found.title}: what the cells hold is not said; give count (so many in a cell) "
                "or per-km2 (so many to a square kilometre)"
            )
        yield RasterGrid(band=found, unit=known)


def _load_mesh(references: Sequence[str], unit: Unit | None) -> WeightGrid:
    split = [split_reference(one) for one in references]
    items = {item for _, item in split}
    if unit == "per-km2":
        raise InputError(f"{split[0][0].name}: mesh tables hold counts, not densities per km2")
    if len(items) > 1 or items == {""}:
        named = describe_offenders(sorted(items - {""})) or "no item is named"
        raise InputError(
            f"weights: {named}; name one item for all mesh tables, as {split[0][0].name}@T001100001"
        )
    tables = [load_mesh_table(path, (item,)) for path, item in split]
    mesh = tables[0] if len(tables) == 1 else combine_mesh_tables(tables)
    return build_mesh_grid(mesh, items.pop())
