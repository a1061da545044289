"""A mesh table as a map of jobs: cells, their neighbours and their municipalities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.jobs import JobMap, MassKind, Neighbours, build_neighbours
from geoaccess.model.land import LandGrid
from geoaccess.model.mesh import bounds_of
from geoaccess.model.meshtable import MeshTable
from geoaccess.model.text import Text
from geoaccess.sources.mesh.layer import find_polygons
from geoaccess.sources.mesh.municipalities import UNASSIGNED, compute_shares
from geoaccess.sources.mesh.places import build_mesh_places
from geoaccess.sources.mesh.shapes import MeshShapes
from geoaccess.units import EARTH_RADIUS_M, FloatArray

_KINDS: Final[tuple[tuple[str, MassKind], ...]] = (
    ("従業", "employees"),
    ("就業", "employees"),
    ("人口", "population"),
)


def build_mesh_jobs(
    mesh: MeshTable,
    item: str,
    *,
    grid: LandGrid,
    industries: Sequence[str] = (),
    shapes: MeshShapes | None = None,
) -> JobMap:
    """Return the cells of a mesh table with an item as their mass.

    A suppressed cell has 0; its persons are in the cell that holds them, so that sums are those
    of the census. A cell without a municipality at its middle takes that of the nearest land.

    Raises
    ------
    UnknownNameError
        When the table lacks an item.
    InputError
        When an item does not count persons, a figure is negative or missing for another reason
        than suppression, or all are 0.
    """
    places = build_mesh_places(mesh, item, grid=grid)
    position = mesh.table.get_item(item)
    kind = find_mass_kind(mesh.table.items[position].ja)
    unknown = [mesh.codes[i] for i in np.flatnonzero(np.isnan(places.mass)).tolist()]
    if unknown:
        raise InputError(
            f"{mesh.table.title}: {item} is missing in {len(unknown)} of {len(mesh)} cells though "
            f"not suppressed ({describe_offenders(unknown)}); choose an item without gaps"
        )
    masses = [build_mesh_places(mesh, one).mass for one in industries]
    codes = list(places.municipality_code)
    wet = [i for i, code in enumerate(codes) if not code]
    if wet:
        near = compute_shares([mesh.codes[i] for i in wet], grid)
        for cell, code in zip(near.cell_idx.tolist(), near.code.tolist(), strict=True):
            codes[wet[cell]] = codes[wet[cell]] or ("" if code == UNASSIGNED else code)
    return JobMap(
        title=mesh.table.title,
        kind="mesh",
        id=mesh.codes,
        lon=places.lon,
        lat=places.lat,
        mass=places.mass,
        mass_kind=kind,
        label=mesh.table.items[position].ja or item,
        area_km2=_areas_km2(mesh.codes),
        polygons=find_polygons(mesh, shapes),
        neighbours=find_mesh_neighbours(mesh.codes),
        municipality_code=tuple(codes),
        industries=tuple(
            mesh.table.items[mesh.table.get_item(one)].ja or one for one in industries
        ),
        industry_mass=np.array(masses).T if masses else np.zeros((len(mesh), 0)),
        notes=(*(Text(note, note) for note in mesh.table.notes), *_describe_kind(kind, item)),
    )


def find_mass_kind(label: str) -> MassKind:
    """Return what an item counts by the publisher's label; persons where it does not say."""
    return next((kind for word, kind in _KINDS if word in label), "persons")


def _describe_kind(kind: MassKind, item: str) -> tuple[Text, ...]:
    if kind == "employees":
        return ()
    if kind == "population":
        return (
            Text(
                en=f"{item} counts residents, not jobs: what is found is where people live. Use a "
                "mesh of the economic census for employment.",
                ja=f"{item}は居住人口であり従業者ではない。ここで見つかるのは居住の集積である。"
                "従業者には経済センサスのメッシュを用いること。",
            ),
        )
    return (
        Text(
            en=f"The label of {item} does not say whether it counts residents or jobs.",
            ja=f"{item}の項目名からは居住者か従業者か分からない。",
        ),
    )


def find_mesh_neighbours(codes: Sequence[str]) -> Neighbours:
    """Return which cells of one level share a side or a corner (up to eight)."""
    west, south, east, north = bounds_of(codes).T
    col = np.rint(west / (east - west)).astype(np.int64)
    row = np.rint(south / (north - south)).astype(np.int64)
    width = int(col.max()) + 2
    cell = row * width + col
    order = np.argsort(cell)
    ordered = cell[order]
    pairs = []
    for step in (1, width - 1, width, width + 1):  # east, north-west, north, north-east
        found = np.minimum(np.searchsorted(ordered, cell + step), len(cell) - 1)
        hit = np.flatnonzero(ordered[found] == cell + step)
        pairs.append(np.stack([hit, order[found[hit]]], axis=1))
    return build_neighbours(np.concatenate(pairs), len(codes))


def _areas_km2(codes: Sequence[str]) -> FloatArray:
    """Return the area of each cell on the sphere, in km²."""
    west, south, east, north = np.radians(bounds_of(codes)).T
    radius_km = EARTH_RADIUS_M / 1000
    areas: FloatArray = radius_km**2 * (east - west) * (np.sin(north) - np.sin(south))
    return areas
