"""The frozen schema of configs/*.yaml: every parameter of a run, extra keys refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NonNegativeFloat,
    PlainSerializer,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from geoaccess.errors import FileError, InputError
from geoaccess.units import SECONDS_PER_MINUTE, format_clock, parse_clock

MINUTES_PER_DAY = 1440
MAX_ACCESS_MIN = 300
"""Longer ways to a station or by road are no part of a day trip by rail."""
MAX_CHANGE_WALK_M = 1000
"""Farther stops are no change on foot; each is a walk to be kept in memory."""
LATEST_END_S = 28 * 3600
"""Latest end of a day, in seconds of the service day: the last trains have arrived."""

INDICATORS = (
    "reach_pct",
    "nearness_min",
    "robustness",
    "meeting_hours",
    "cost_yen",
    "round_trips",
    "compactness",
)
"""All indicators of the score, in the order in which they are shown."""

ROAD_SPEEDS_KMH: Final = {
    "motorway": 80.0,
    "motorway_link": 40.0,
    "motorroad": 60.0,
    "trunk": 35.0,
    "trunk_link": 30.0,
    "primary": 32.0,
    "primary_link": 28.0,
    "secondary": 30.0,
    "secondary_link": 25.0,
    "tertiary": 25.0,
    "tertiary_link": 21.0,
    "unclassified": 21.0,
    "residential": 18.0,
    "living_street": 10.0,
    "service": 10.0,
    "road": 18.0,
}
"""Average speeds by class of road, stops at signals included; sources in docs/methods.md."""
ROAD_CLASSES: Final = tuple(ROAD_SPEEDS_KMH)
"""The classes that are driven: values of OSM's ``highway``, and ``motorroad``."""


def _clock(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, str):
        return parse_clock(value)
    if info.context == FROM_FILE:  # YAML reads an unquoted 10:00 as the number 600
        raise ValueError(f'write clock times in quotes, as "09:00", not {value}')
    return value


FROM_FILE = "file"
"""Validation context of values that were read from a file."""

ClockTime = Annotated[int, BeforeValidator(_clock), PlainSerializer(format_clock)]
"""Seconds of the service day; written as HH:MM."""


_Model = TypeVar("_Model", bound=BaseModel)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


PRESET_STAYS_MIN = {"espon": 360.0, "mlit-2019": 480.0, "sanzenso-1987": 600.0}
"""Least stays within 06:00-22:00 that allow 300, 240 and 180 minutes one way.

ESPON's contact potential has a stay of six hours; the ministry's one-day area by rail of 2019
reaches four hours, the one-day area of the fourth national plan of 1987 three.
"""
PRESET_WINDOW = (6 * 3600, 22 * 3600)


class DayConfig(_Frozen):
    """The working day in which a face-to-face meeting has to fit."""

    window: tuple[ClockTime, ClockTime] = (6 * 3600, 22 * 3600)
    stay_min: float = Field(default=240, ge=0, le=MINUTES_PER_DAY)
    business_hours: tuple[ClockTime, ClockTime] = (9 * 3600, 18 * 3600)
    direct_every_min: PositiveInt = 30

    @model_validator(mode="after")
    def _check_order(self) -> DayConfig:
        for name, (begin, end) in (
            ("window", self.window),
            ("business_hours", self.business_hours),
        ):
            if begin >= end:
                raise ValueError(f"{name}: ends before it begins")
            if end - begin < SECONDS_PER_MINUTE or end > LATEST_END_S:
                raise ValueError(
                    f"{name}: needs at least a minute, and ends by {format_clock(LATEST_END_S)}: "
                    "trains of the next morning are not in the day"
                )
        return self

    @property
    def stay_s(self) -> int:
        """Least stay in seconds."""
        return round(self.stay_min * SECONDS_PER_MINUTE)


class RoadBand(_Frozen):
    """Average speed on the part of a road trip up to a distance from its start."""

    up_to_km: PositiveFloat
    speed_kmh: PositiveFloat


class AccessConfig(_Frozen):
    """Great-circle model of door-to-station and door-to-door legs."""

    walk_within_m: NonNegativeFloat = 1200
    walk_detour: PositiveFloat = 1.25
    walk_speed_kmh: PositiveFloat = 4.8
    road_detour: PositiveFloat = 1.3
    road_bands: tuple[RoadBand, ...] = Field(min_length=1)
    road_terminal_min: NonNegativeFloat = 5
    road_margin: NonNegativeFloat = 0.25
    platform_min: NonNegativeFloat = 3
    max_min: float = Field(default=90, gt=0, le=MAX_ACCESS_MIN)
    max_stops: PositiveInt = 8
    direct_max_min: float = Field(default=90, ge=0, le=MAX_ACCESS_MIN)
    max_water_m: NonNegativeFloat = 3000
    stop_margin_min: NonNegativeFloat = 2
    max_walk_stops: PositiveInt = 12

    @model_validator(mode="after")
    def _check_bands(self) -> AccessConfig:
        ends = [band.up_to_km for band in self.road_bands]
        if ends != sorted(set(ends)):
            raise ValueError("road_bands: up_to_km must rise from band to band")
        return self


class RoadsConfig(_Frozen):
    """Streets of an extract: speeds, tolls, and how far a place may lie from them."""

    max_snap_m: PositiveFloat = 1000
    avoid_tolls: bool = False
    speeds_kmh: dict[str, PositiveFloat] = Field(default_factory=dict, validate_default=True)

    @field_validator("speeds_kmh")
    @classmethod
    def _check_classes(cls, given: dict[str, float]) -> dict[str, float]:
        unknown = sorted(set(given) - set(ROAD_CLASSES))
        if unknown:
            raise ValueError(
                f"{', '.join(unknown)}: no class of road; they are {', '.join(ROAD_CLASSES)}"
            )
        return ROAD_SPEEDS_KMH | given


class FeedConfig(_Frozen):
    """Changes within GTFS timetables, and between them and the network tables."""

    change_min: float = Field(default=2, ge=0, le=120)
    walk_within_m: float = Field(default=300, ge=0, le=MAX_CHANGE_WALK_M)


class IndicatorConfig(_Frozen):
    """Goalposts of an indicator (value at 0 and value at 1) and its weight."""

    zero_at: float
    one_at: float
    weight: NonNegativeFloat

    @model_validator(mode="after")
    def _check_goalposts(self) -> IndicatorConfig:
        if self.zero_at == self.one_at:
            raise ValueError("zero_at and one_at are equal")
        return self


class CostConfig(_Frozen):
    """What time, changes and seats cost."""

    value_of_time_yen_h: float = Field(default=4500, gt=0, le=100_000)
    transfer_min: float = Field(default=10, ge=0, le=120)
    seat: Literal["reserved", "unreserved"] = "reserved"


class DrawsConfig(_Frozen):
    """What is uncertain, and by how much; used with draws only."""

    access_pct: float = Field(default=15, ge=0, lt=100)
    depart_min: float = Field(default=30, ge=0, le=240)
    mass_pct: float = Field(default=10, ge=0, lt=100)
    weight_concentration: PositiveFloat = 50
    value_of_time_yen_h: tuple[PositiveFloat, PositiveFloat] = (3000, 6000)
    transfer_min: tuple[NonNegativeFloat, NonNegativeFloat] = (5, 20)
    planned_run_pct: tuple[float, float] = (-5, 15)
    planned_headway_pct: float = Field(default=10, ge=0, lt=100)

    @model_validator(mode="after")
    def _check_ranges(self) -> DrawsConfig:
        for name in ("value_of_time_yen_h", "transfer_min"):
            low, high = getattr(self, name)
            if low > high:
                raise ValueError(f"{name}: ends below its beginning")
        low, high = self.planned_run_pct
        if not -100 < low <= 0 <= high:
            raise ValueError("planned_run_pct: give percent from above -100 to 0, and from 0 on")
        return self


class ScoreConfig(_Frozen):
    """All parameters of `geoaccess score`."""

    day: DayConfig = DayConfig()
    access: AccessConfig
    roads: RoadsConfig = RoadsConfig()
    feeds: FeedConfig = FeedConfig()
    cost: CostConfig = CostConfig()
    mass: Literal["raw", "sqrt", "log1p", "equal"] = "raw"
    nearest_hubs: PositiveInt = 3
    indicators: dict[str, IndicatorConfig]
    normalisation: Literal["goalposts", "ratio-best"] = "goalposts"
    pairwise: tuple[tuple[str, str, PositiveFloat], ...] = ()
    draws: DrawsConfig = DrawsConfig()

    @model_validator(mode="after")
    def _check_indicators(self) -> ScoreConfig:
        if set(self.indicators) != set(INDICATORS):
            raise ValueError(f"indicators: needs exactly {', '.join(INDICATORS)}")
        _check_pairs([pair[:2] for pair in self.pairwise])
        for name in ("value_of_time_yen_h", "transfer_min"):
            low, high = getattr(self.draws, name)
            if not low <= getattr(self.cost, name) <= high:
                raise ValueError(f"draws.{name}: widen it, cost.{name} does not lie in it")
        if sum(one.weight for one in self.indicators.values()) <= 0:
            raise ValueError("indicators: all weights are 0")
        return self


def _check_pairs(pairs: Sequence[tuple[str, str]]) -> None:
    """Raise a ValueError unless every pair of the indicators compared stands there once."""
    named = {name for pair in pairs for name in pair}
    if unknown := sorted(named - set(INDICATORS)):
        raise ValueError(f"pairwise: {', '.join(unknown)} is no indicator")
    given = Counter(frozenset(pair) for pair in pairs)
    faults = [" and ".join(sorted(pair)) for pair, times in given.items() if times > 1]
    faults += [f"{one} with itself" for one in named if frozenset((one,)) in given]
    if faults:
        raise ValueError(f"pairwise: compared twice, or with itself: {'; '.join(faults)}")
    wanted = {frozenset(pair) for pair in combinations(sorted(named), 2)}
    if missing := [" and ".join(sorted(pair)) for pair in wanted - set(given)]:
        raise ValueError(f"pairwise: not compared: {'; '.join(sorted(missing))}")


def load_config(path: Path) -> ScoreConfig:
    """Return the parameters in a YAML file.

    Raises
    ------
    FileError
        When the file cannot be read.
    InputError
        When it is not YAML or does not fit the schema; all faults are named at once.
    """
    try:
        given = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_UniqueKeys)  # noqa: S506
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path}: cannot be read ({error})") from None
    except yaml.YAMLError as error:
        raise InputError(f"{path.name}: not YAML ({' '.join(str(error).split())})") from None
    return checked(ScoreConfig, given, path.name, context=FROM_FILE)


def checked(schema: type[_Model], given: Any, what: str, *, context: str = "") -> _Model:
    """Return given content as a model, or raise one InputError that names every fault."""
    try:
        return schema.model_validate(given, context=context)
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, fault['loc'])) or 'content'}: {fault['msg']}"
            for fault in error.errors(include_url=False)
        )
        raise InputError(f"{what}: {'; '.join(faults)}") from None


class _UniqueKeys(yaml.SafeLoader):
    """A YAML loader that refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping, or raise an error that names the repeated key."""
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f"the key '{key}' stands twice")
        return super().construct_mapping(node, deep=deep)
