"""Travel-time matrices from door to door by R5."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from geoaccess.engine.blocks import NO_LIMITS, Limits
from geoaccess.engine.r5.installation import get_installation
from geoaccess.engine.r5.matrix import build_r5_matrix
from geoaccess.engine.r5.modes import get_modes
from geoaccess.engine.r5.process import R5Backend, R5Process, find_store
from geoaccess.engine.r5.question import (
    DEFAULT_MAX_RIDES,
    R5Question,
    R5Settings,
)
from geoaccess.errors import InputError
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.pipeline.r5inputs import (
    R5Inputs,
    build_r5_points,
    describe_remarks,
    load_r5_inputs,
)
from geoaccess.pipeline.request import Progress, Request, World, load_world
from geoaccess.provenance import describe_versions, digest_of
from geoaccess.units import format_clock

DEFAULT_PERCENTILES = (5, 25, 50, 75, 95)


@dataclass(frozen=True, kw_only=True, eq=False)
class R5MatrixRun:
    """A travel-time matrix by R5 with the places of its rows and columns.

    Attributes
    ----------
    notes
        What the user must know beside the numbers.
    record
        Everything needed to repeat the run: content of its run.json.
    """

    world: World
    origins: Places
    targets: Places
    matrix: TravelTimeMatrix
    notes: tuple[Text, ...]
    record: dict[str, Any]


def compute_r5_travel_times(
    request: Request,
    *,
    percentiles: Sequence[int] = DEFAULT_PERCENTILES,
    limits: Limits = NO_LIMITS,
    progress: Progress = lambda _: None,
    backend: R5Backend | None = None,
) -> R5MatrixRun:
    """Return travel times from `request.sites` to `request.hubs` by R5, door to door.

    Streets are those of `request.roads`, trains and buses those of the GTFS feeds among
    `request.networks`, on the service date and over the departures of the window.

    Parameters
    ----------
    limits
        Most changes, and most memory for Java.
    backend
        What answers; R5 in a process of its own by default.

    Raises
    ------
    GeoaccessError
        When an input cannot be used, or R5 cannot run here.
    """
    if request.roads_fallback:
        raise InputError(
            "--roads-fallback: R5 has no model without streets to fall back to; leave it out"
        )
    options = request.r5
    modes = get_modes(options.modes)
    versions: dict[str, str] = {}
    if backend is None:
        progress("looking for R5")
        installation = get_installation(options.jar, os.environ, heap_bytes=limits.max_memory_bytes)
        backend = R5Process(installation=installation, store=find_store())
        versions = installation.to_record()
    progress("reading tables")
    world = load_world(request)
    origins, targets = world.resolve(request.sites, "site"), world.resolve(request.hubs, "hub")
    inputs = load_r5_inputs(request.roads, world.networks, modes, use="--engine r5")
    rides = DEFAULT_MAX_RIDES if limits.max_transfers is None else limits.max_transfers + 1
    question = R5Question(
        origins=build_r5_points(origins, inputs.extent, "FROM"),
        targets=build_r5_points(targets, inputs.extent, "TO"),
        day=inputs.day,
        window=world.config.day.window,
        percentiles=tuple(percentiles),
        settings=R5Settings(
            modes=modes,
            walk_speed_kmh=world.config.access.walk_speed_kmh,
            max_time_min=options.max_time_min,
            max_rides=rides,
        ),
    )
    progress("R5: building streets and trips")
    answer = backend.ask(inputs.network, question)
    notes = (*inputs.notes, *_notes(question), *describe_remarks(answer.remarks))
    return R5MatrixRun(
        world=world,
        origins=origins,
        targets=targets,
        matrix=build_r5_matrix(question, answer),
        notes=notes,
        record=_record(request, question, inputs, versions, notes),
    )


def _notes(question: R5Question) -> tuple[Text, ...]:
    """Return what R5 does not give, and what it does otherwise than the engine of geoaccess."""
    minutes = question.settings.max_time_min
    notes = [
        Text(
            en="Streets: © OpenStreetMap contributors, ODbL.",
            ja="道路: © OpenStreetMap contributors（ODbL）。",
        ),
        Text(
            en="By R5: minutes are cut off to whole ones, and R5 gives no reachable_share, "
            "fastest_min, first_arrival and last_departure: they are empty.",
            ja="R5による所要時間は分未満切り捨て。R5はreachable_share、fastest_min、first_arrival、"
            "last_departureを算出しないため空欄とした。",
        ),
        Text(
            en=f"Trips of more than {minutes} minutes are not looked for (--max-time).",
            ja=f"{minutes}分を超える移動は探索していない(--max-time)。",
        ),
    ]
    if question.is_short:
        notes.append(
            Text(
                en=f"The window has {question.n_minutes} minutes only: results depend on the "
                "minute.",
                ja=f"時間帯が{question.n_minutes}分しかなく、結果は出発時刻に左右される。",
            )
        )
    return tuple(notes)


def _record(
    request: Request,
    question: R5Question,
    inputs: R5Inputs,
    versions: dict[str, str],
    notes: Sequence[Text],
) -> dict[str, Any]:
    begin, end = question.window
    record = {
        "command": "matrix",
        "engine": {"name": "r5", **versions},
        "from": request.sites,
        "to": request.hubs,
        "service_date": question.day.isoformat(),
        "time_zone": inputs.time_zone,
        "window": [format_clock(begin), format_clock(end)],
        "percentiles": list(question.percentiles),
        "settings": {**asdict(question.settings), "modes": question.settings.modes.name},
        "streets": {"name": inputs.extent.path.name, "extent": str(inputs.extent)},
        "inputs": inputs.digests,
        "versions": describe_versions(),
        "warnings": [note.en for note in notes],
    }
    return {"digest": digest_of(record), **record}
