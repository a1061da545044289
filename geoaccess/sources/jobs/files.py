"""The reference to a map of jobs, as typed on the command line: the word, or files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.jobs import JobMap
from geoaccess.model.meshtable import MeshTable
from geoaccess.sources.jobs.mesh import build_mesh_jobs
from geoaccess.sources.jobs.municipal import EMPLOYEES, build_ssdse_jobs, load_shipped_jobs
from geoaccess.sources.mesh import combine_mesh_tables, load_mesh_shapes, load_mesh_table
from geoaccess.sources.mesh.tables import KEY
from geoaccess.sources.statistics.ssdse import load_ssdse
from geoaccess.sources.statistics.texts import read_grid
from geoaccess.sources.zones import load_land_grid

MUNICIPALITIES: Final = "municipalities"


def load_job_map(
    references: Sequence[str],
    *,
    item: str | None = None,
    industries: Sequence[str] = (),
    shapes: Sequence[Path] = (),
) -> JobMap:
    """Return the map of jobs that references name.

    Parameters
    ----------
    references
        ``municipalities`` (shipped), an edition of SSDSE-A, or one or several mesh tables.
    item
        What is counted: a code of the table, or a column of the shipped figures. Employees of
        all industries where left out; of a mesh table it must be named unless there is one.
    industries
        Codes of items of a mesh table with employees by industry.
    shapes
        Mesh Shapefiles with the official cells; cells follow from their codes otherwise.

    Raises
    ------
    FileError
        When a file is missing or cannot be read.
    InputError
        When references do not fit together, or an option does not fit them.
    UnknownNameError
        When there is no such item.
    """
    if not references:
        raise InputError("agglomerations: no table is named; give a mesh table or municipalities")
    if MUNICIPALITIES in references and len(references) > 1:
        raise InputError("agglomerations: give either the word municipalities or files, not both")
    if references[0] == MUNICIPALITIES:
        _refuse(industries, shapes, MUNICIPALITIES)
        return load_shipped_jobs(item or "employees")
    paths = [Path(one) for one in references]
    are_mesh = [KEY in read_grid(path)[0][1] for path in paths]
    if all(are_mesh):
        mesh = combine_mesh_tables([load_mesh_table(path) for path in paths])
        cells = load_mesh_shapes(shapes) if shapes else None
        return build_mesh_jobs(
            mesh,
            item or _find_only_item(mesh),
            grid=load_land_grid(),
            industries=industries,
            shapes=cells,
        )
    if len(paths) > 1:
        raise InputError(
            f"agglomerations: {describe_offenders([path.name for path in paths])} are not all mesh "
            "tables; give mesh tables of one survey, or one edition of SSDSE-A"
        )
    _refuse(industries, shapes, paths[0].name)
    return build_ssdse_jobs(load_ssdse(paths[0]), item or EMPLOYEES)


def _refuse(industries: Sequence[str], shapes: Sequence[Path], where: str) -> None:
    if industries:
        raise InputError(
            f"--industry: {where} has its own industries; leave it out, it is for mesh tables"
        )
    if shapes:
        raise InputError(f"--shapes: {where} has no mesh cells; leave it out")


def _find_only_item(mesh: MeshTable) -> str:
    counted = [one for one in mesh.table.items if one.unit in ("persons", "")]
    if len(counted) != 1:
        shown = describe_offenders([f"{one.code} {one.ja}".strip() for one in counted])
        raise InputError(
            f"{mesh.table.title}: {len(counted)} items count persons ({shown}); name one by --item"
        )
    return counted[0].code
