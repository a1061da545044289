"""Travel-time surfaces: minutes between one place and every cell of land."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from geoaccess.engine.blocks import NO_LIMITS, Limits
from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.landcells import Extent, LandPieces, build_land_cells, list_land
from geoaccess.model.meshframe import count_per_degree
from geoaccess.model.places import Places
from geoaccess.model.surface import Surface
from geoaccess.model.text import Text
from geoaccess.pipeline.cellwork import CellWork, compute_durations
from geoaccess.pipeline.request import Progress, Request, World, load_world
from geoaccess.pipeline.roads import AccessSummary
from geoaccess.pipeline.surfacequestion import SurfaceQuestion
from geoaccess.pipeline.terrain import check_covered, note_terrain
from geoaccess.units import (
    UNREACHED_S,
)

BYTES_PER_PIECE: Final = 120
"""Memory for each 500 m or 250 m of land, and for the cells put together from them."""
BYTES_PER_PIXEL: Final = 16
"""Memory for a pixel of the frame when it is drawn or written."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SurfaceRun:
    """A surface with the place it belongs to.

    Attributes
    ----------
    site
        The one place.
    access
        What made the legs between cells and stops, and the legs without a train.
    notes
        What the user must know beside the numbers.
    """

    world: World
    question: SurfaceQuestion
    site: Places
    surface: Surface
    access: AccessSummary
    notes: tuple[Text, ...]


def compute_surface(
    request: Request,
    question: SurfaceQuestion | None = None,
    *,
    limits: Limits = NO_LIMITS,
    progress: Progress = lambda _: None,
) -> SurfaceRun:
    """Return the minutes between `request.sites`, one place, and every cell of land.

    The minutes of a cell are those that `compute_travel_times` gives for a place at its middle.

    Raises
    ------
    GeoaccessError
        When an input cannot be used, there is not one place, it lies at sea, or the cells
        need more memory than allowed.
    """
    asked = question or SurfaceQuestion()
    progress("reading tables")
    world = load_world(request)
    site = world.resolve(request.sites, "site")
    if len(site) != 1:
        raise InputError(
            f"surface: '{request.sites}' names {len(site)} places "
            f"({describe_offenders(site.name)}); name one"
        )
    if not site.station_id[0] and world.land.landmass_at(site.lon, site.lat)[0] < 0:
        raise InputError(
            f"surface: {site.name[0]} ({site.lat[0]:.4f}, {site.lon[0]:.4f}) lies at sea, more "
            "than 2 km from land; give a place on land"
        )
    check_covered(world, site)
    progress("listing cells of land")
    extent = build_extent(asked, site)
    cells = build_land_cells(list_pieces(world, asked, extent, limits), asked.size, extent)
    progress("building the day's trains")
    work = CellWork.prepare(world, site, asked, limits)
    duration_s, access = compute_durations(work, cells, progress)
    surface = Surface(
        cells=cells,
        duration_s=duration_s,
        direction=asked.direction,
        window=work.window,
        percentile=asked.percentile,
        max_min=asked.max_min,
    )
    return SurfaceRun(
        world=world,
        question=asked,
        site=site,
        surface=surface,
        access=access,
        notes=(
            *site.remarks,
            *world.network.notes,
            *_notes(surface, work),
            *access.notes,
            *note_terrain(world),
        ),
    )


def build_extent(asked: SurfaceQuestion, site: Places) -> Extent:
    """Return the part of Japan that is asked for."""
    return Extent(
        bbox=asked.bbox,
        within_km=asked.within_km,
        centre=(float(site.lon[0]), float(site.lat[0])),
    )


def list_pieces(world: World, asked: SurfaceQuestion, extent: Extent, limits: Limits) -> LandPieces:
    """Return the land in an extent; what it needs is held against the memory allowed before."""
    pieces = list_land(world.land, extent)
    rows, cols = (int(np.ptp(one)) + 1 if one.size else 0 for one in (pieces.row, pieces.col))
    factor = count_per_degree(asked.size)[0] / count_per_degree(pieces.size)[0]
    needed = BYTES_PER_PIECE * pieces.row.size * max(factor, 1) ** 2
    needed += BYTES_PER_PIXEL * rows * cols * factor**2
    _check_memory(round(needed), asked, limits)
    return pieces.quarters() if asked.size == "250m" else pieces


def _check_memory(needed_bytes: int, asked: SurfaceQuestion, limits: Limits) -> None:
    """Raise an InputError when the cells need more memory than allowed."""
    allowed = limits.max_memory_bytes
    if allowed is not None and needed_bytes > allowed:
        raise InputError(
            f"surface: cells of {asked.size} for this extent need {needed_bytes / 1e9:.1f} GB of "
            f"memory, and {allowed / 1e9:.1f} GB are allowed; take larger cells, a smaller extent "
            "(--within, --bbox), or allow more (--max-memory)"
        )


def _notes(surface: Surface, work: CellWork) -> tuple[Text, ...]:
    """Return what must be known of the numbers."""
    notes = []
    n, lost = len(surface.cells), int((surface.duration_s >= UNREACHED_S).sum())
    if lost:
        notes.append(
            Text(
                en=f"{lost} of {n} cells of land are not reached: no station within "
                f"{work.world.config.access.max_min:.0f} min by land, or no connection at this "
                "percentile of the departures.",
                ja=f"陸地のセル{n}個のうち{lost}個は到達できない："
                f"陸路{work.world.config.access.max_min:.0f}分以内に駅がないか、"
                "この百分位の出発時刻では接続がない。",
            )
        )
    return tuple(notes)
