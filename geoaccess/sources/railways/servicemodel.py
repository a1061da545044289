"""The service model: kinds of line, run times and headways, each figure with its source."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat, PositiveFloat, model_validator

from geoaccess.config import FROM_FILE, ClockTime, checked
from geoaccess.errors import FileError, InputError
from geoaccess.model.network import Confidence
from geoaccess.sources.shipped import config_path

Kind = Literal["local", "rapid", "express"]
LineClass = Literal[
    "shinkansen",
    "jr_main",
    "jr_local",
    "private_urban",
    "private_local",
    "third_sector",
    "subway",
    "tram",
    "guideway",
    "cable",
    "none",
]
LEFT_OUT: Final = ("shinkansen", "none")
"""Classes whose lines get no services."""
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same in C where PyYAML was built with it: 14 ms in place of 63 for the shipped model."""
KINDS: Final[tuple[Kind, ...]] = ("local", "rapid", "express")
WholeMinutes = Annotated[int, Field(ge=1, le=1440)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class _Sourced(_Frozen):
    """A block of figures with where they come from."""

    source: str = Field(min_length=1)
    confidence: Confidence


class Rule(_Frozen):
    """Lines of a class: those that fit every list that is given."""

    line_class: LineClass = Field(alias="class")
    lines: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    railway: tuple[str, ...] = ()
    institution: tuple[str, ...] = ()


class Tier(_Frozen):
    """How dense the railways around are: at least so many stations near."""

    name: str
    stations: int = Field(ge=0)


class Density(_Sourced):
    """Stations within a radius, trams and cable cars not counted; densest tier first."""

    radius_km: PositiveFloat
    tiers: tuple[Tier, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_tiers(self) -> Density:
        given = [tier.stations for tier in self.tiers]
        if given != sorted(set(given), reverse=True) or given[-1] != 0:
            raise ValueError("tiers: stations must fall from tier to tier, down to 0")
        return self


class RunTime(_Sourced):
    """Minutes between calls: 60 km / speed_kmh + stop_min (braking, dwell, starting)."""

    speed_kmh: PositiveFloat
    stop_min: NonNegativeFloat


class Band(_Frozen):
    """A part of the day with one headway."""

    name: str
    begin: ClockTime
    end: ClockTime
    of: Literal["peak", "day", "edge"]

    @model_validator(mode="after")
    def _check_order(self) -> Band:
        if self.begin >= self.end:
            raise ValueError(f"{self.name}: ends before it begins")
        return self


class Headway(_Frozen):
    """Minutes between trains in the rush hours, by day, and at the edges of the day."""

    peak: WholeMinutes
    day: WholeMinutes
    edge: WholeMinutes


class Headways(_Sourced):
    """Headways by tier, of one class and kind of train; a tier that is not named has none."""

    tiers: Mapping[str, Headway]


class Transfers(_Sourced):
    """Minutes to change trains, and which stations are joined on foot."""

    change_min: NonNegativeFloat
    walk_within_m: NonNegativeFloat
    walk_detour: PositiveFloat
    walk_speed_kmh: PositiveFloat
    walk_fixed_min: NonNegativeFloat


class Cuts(_Sourced):
    """Where the run of a train ends on a long line."""

    max_run_min: PositiveFloat
    min_tier_km: PositiveFloat
    connection_min: WholeMinutes


class RapidStops(_Sourced):
    """Least distance between calls of trains that do not call everywhere."""

    spacing_km: Mapping[Literal["rapid", "express"], PositiveFloat]


class Join(_Sourced):
    """Two lines whose trains run through at a station that a third line passes, or turn back."""

    operator: str
    station: str
    lines: tuple[str, ...] = Field(min_length=2)


class Break(_Sourced):
    """Lines of one operator that meet end to end, where no train runs through all the same."""

    operator: str
    station: str
    lines: tuple[str, ...] = Field(min_length=2)


class Link(_Sourced):
    """Stations between which trains run past a junction, where the track leaves it open."""

    stations: tuple[str, str]


class Estimate(_Sourced):
    """A line that runs, though section layers lack its track.

    Its stations are put in order by their positions; track is the straight line between
    them times `detour`.
    """

    operators: tuple[str, ...] = Field(min_length=1)
    line: str
    detour: float = Field(ge=1, le=2)


class Through(_Sourced):
    """Trains that run over several lines: stations on the way in order, each found on the lines.

    They call at all stations but those that they pass; a name that is not on the way is none.
    With `stops: via` they call at the given stations only, in the run times of rapids.
    `operators` are others over whose lines they run.
    """

    name: str
    name_ja: str
    operator: str
    operators: tuple[str, ...] = ()
    lines: tuple[str, ...] = Field(min_length=1)
    via: tuple[str, ...] = Field(min_length=2)
    passes: tuple[str, ...] = ()
    stops: Literal["all", "via"] = "all"
    headway: Headway


class ServiceModel(_Frozen):
    """Everything that makes a timetable of a network of lines."""

    kinds: tuple[Kind, ...] = ("local", "rapid")
    rules: tuple[Rule, ...] = Field(min_length=1)
    density: Density
    run_times: Mapping[LineClass, Mapping[Kind, RunTime]]
    bands: tuple[Band, ...] = Field(min_length=1)
    headways: Mapping[LineClass, Mapping[Kind, Headways]]
    transfers: Transfers
    cuts: Cuts
    rapid_stops: RapidStops
    joins: tuple[Join, ...] = ()
    breaks: tuple[Break, ...] = ()
    links: tuple[Link, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    through: tuple[Through, ...] = ()

    @model_validator(mode="after")
    def _check_references(self) -> ServiceModel:
        tiers = {tier.name for tier in self.density.tiers}
        for line_class, kinds in self.headways.items():
            for kind, headways in kinds.items():
                where = f"headways.{line_class}.{kind}"
                unknown = sorted(set(headways.tiers) - tiers)
                if unknown:
                    raise ValueError(f"{where}: no such tier: {', '.join(unknown)}")
                if kind not in self.run_times.get(line_class, {}):
                    raise ValueError(f"{where}: run_times has no such entry")
        ends = [(band.begin, band.end) for band in self.bands]
        if any(later[0] < earlier[1] for earlier, later in pairwise(ends)):
            raise ValueError("bands: they overlap or are not in order of time")
        lacking = sorted(
            {rule.line_class for rule in self.rules} - set(LEFT_OUT) - set(self.headways)
        )
        if lacking:
            raise ValueError(f"headways: none for {', '.join(lacking)}")
        return self


def load_service_model(path: Path | None = None) -> ServiceModel:
    """Return the service model in a YAML file, by default the one that ships.

    Raises
    ------
    FileError
        When the file cannot be read.
    InputError
        When it is not YAML or does not fit the schema; all faults are named at once.
    """
    path = path or config_path("services.yaml")
    try:
        given: Any = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_LOADER)  # noqa: S506
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path.name}: cannot be read ({error})") from None
    except yaml.YAMLError as error:
        raise InputError(f"{path.name}: not YAML ({' '.join(str(error).split())})") from None
    return checked(ServiceModel, given, path.name, context=FROM_FILE)
