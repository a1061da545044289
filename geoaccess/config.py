"""The frozen schema of configs/*.yaml: every parameter of a run, extra keys refused."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

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
    model_validator,
)

from geoaccess.errors import FileError, InputError
from geoaccess.units import SECONDS_PER_MINUTE, format_clock, parse_clock

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


def _clock(value: Any) -> Any:
    return parse_clock(value) if isinstance(value, str) else value


ClockTime = Annotated[int, BeforeValidator(_clock), PlainSerializer(format_clock)]
"""Seconds of the service day; written as HH:MM."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DayConfig(_Frozen):
    """The working day in which a face-to-face meeting has to fit."""

    window: tuple[ClockTime, ClockTime] = (6 * 3600, 22 * 3600)
    stay_min: NonNegativeFloat = 240
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
    platform_min: NonNegativeFloat = 3
    max_min: PositiveFloat = 90
    max_extra_min: NonNegativeFloat = 60
    well_served: PositiveInt = 20
    max_stops: PositiveInt = 8
    direct_max_min: NonNegativeFloat = 90
    max_water_m: NonNegativeFloat = 3000

    @model_validator(mode="after")
    def _check_bands(self) -> AccessConfig:
        ends = [band.up_to_km for band in self.road_bands]
        if ends != sorted(set(ends)):
            raise ValueError("road_bands: up_to_km must rise from band to band")
        return self


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


class ScoreConfig(_Frozen):
    """All parameters of `geoaccess score`."""

    day: DayConfig = DayConfig()
    access: AccessConfig
    mass: Literal["raw", "sqrt", "log1p", "equal"] = "raw"
    nearest_hubs: PositiveInt = 3
    indicators: dict[str, IndicatorConfig]

    @model_validator(mode="after")
    def _check_indicators(self) -> ScoreConfig:
        if set(self.indicators) != set(INDICATORS):
            raise ValueError(f"indicators: needs exactly {', '.join(INDICATORS)}")
        if sum(one.weight for one in self.indicators.values()) <= 0:
            raise ValueError("indicators: all weights are 0")
        return self


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
        given = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path}: cannot be read ({error})") from None
    except yaml.YAMLError as error:
        raise InputError(f"{path.name}: not YAML ({' '.join(str(error).split())})") from None
    try:
        return ScoreConfig.model_validate(given)
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}"
            for fault in error.errors(include_url=False)
        )
        raise InputError(f"{path.name}: {'; '.join(faults)}") from None
