"""Travel-time matrices between two sets of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geoaccess.engine.blocks import NO_LIMITS, Limits
from geoaccess.engine.matrix import compute_matrix
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.pipeline.request import Progress, Request, World, load_world
from geoaccess.pipeline.roads import AccessSummary, summarise_access
from geoaccess.pipeline.terrain import check_covered

DEFAULT_PERCENTILES = (5, 25, 50, 75, 95)


@dataclass(frozen=True, kw_only=True, eq=False)
class MatrixRun:
    """A travel-time matrix with the places of its rows and columns."""

    world: World
    origins: Places
    targets: Places
    matrix: TravelTimeMatrix
    access: AccessSummary
    r5_notes: tuple[Text, ...] = ()

    @property
    def notes(self) -> tuple[Text, ...]:
        """What the user must know of the networks, and of streets and R5 where they were used."""
        notes = (*self.world.networks.notes, *self.r5_notes)
        return (*notes, *self.access.notes) if self.world.streets else notes


def compute_travel_times(
    request: Request,
    *,
    percentiles: Sequence[int] = DEFAULT_PERCENTILES,
    arrive_by: bool = False,
    limits: Limits = NO_LIMITS,
    progress: Progress = lambda _: None,
) -> MatrixRun:
    """Return travel times from `request.sites` to `request.hubs` over the window.

    Its minutes are departures, with `arrive_by` arrivals; see `engine.matrix.compute_matrix`.

    Raises
    ------
    GeoaccessError
        When an input cannot be used.
    """
    progress("reading tables")
    world = load_world(request)
    origins, targets = world.resolve(request.sites, "site"), world.resolve(request.hubs, "hub")
    check_covered(world, origins, targets)
    progress("computing journeys")
    legs, target_legs = world.access_legs(origins), world.access_legs(targets)
    direct = world.direct_legs(origins, targets)
    matrix = compute_matrix(
        world.day,
        places=legs,
        hubs=target_legs,
        direct=direct,
        window=world.config.day.window,
        percentiles=percentiles,
        arrive_by=arrive_by,
        limits=limits,
    )
    return MatrixRun(
        world=world,
        origins=origins,
        targets=targets,
        matrix=matrix,
        access=summarise_access(world.streets, (legs, target_legs), direct),
        r5_notes=world.describe_r5(legs),
    )
