"""Options of masses that are summed from cells."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from geoaccess.errors import InputError
from geoaccess.units import parse_distance

if TYPE_CHECKING:
    from geoaccess.pipeline import MassRequest


class MassUnit(str, Enum):
    """What the cells of a raster hold."""

    COUNT = "count"
    DENSITY = "per-km2"


class MassFor(str, Enum):
    """Whose masses are summed from cells."""

    BOTH = "both"
    HUBS = "hubs"
    SITES = "sites"


Masses = Annotated[
    list[str] | None,
    typer.Option(
        "--mass",
        help="Masses of the places from cells: a GeoTIFF of counts, FILE.tif or FILE.tif@BAND; or "
        "mesh tables of e-Stat with their item, FILE.txt@T001100001 (repeatable).",
    ),
]
MassUnitOption = Annotated[
    MassUnit | None,
    typer.Option("--mass-unit", help="What a cell of the GeoTIFF holds; never guessed."),
]
MassWithin = Annotated[
    str | None,
    typer.Option("--mass-within", help="5km, 800m or municipality; default 5km."),
]
MassForOption = Annotated[
    MassFor | None, typer.Option("--mass-for", help="Whose masses; default both.")
]


def build_mass_request(
    files: list[str] | None,
    unit: MassUnit | None,
    within: str | None,
    of: MassFor | None,
) -> MassRequest | None:
    """Return which cells are masses, None where no file of cells is given.

    Raises
    ------
    InputError
        When options say how to sum cells, but no file is given; or the distance is none.
    """
    from geoaccess.pipeline import MassRequest

    given = {"--mass-unit": unit, "--mass-within": within, "--mass-for": of}
    stray = [name for name, value in given.items() if value is not None]
    if not files:
        if stray:
            raise InputError(f"{', '.join(stray)}: no cells are given; add --mass FILE")
        return None
    reach = within or "5km"
    if reach != "municipality":
        parse_distance(reach)
    return MassRequest(
        files=tuple(files),
        unit=unit.value if unit else None,
        within=reach,
        of=of.value if of else "both",
    )
