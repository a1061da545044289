"""Sweeps: what of a scenario is varied, and what each variant gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.scenario import Scenario
from geoaccess.model.text import Text
from geoaccess.units import FloatArray, IntArray

AxisKind = Literal["factor", "headway", "run", "site", "speed", "station", "transfer"]
"""What an axis varies."""
KINDS: tuple[AxisKind, ...] = get_args(AxisKind)
TIME_KINDS: frozenset[AxisKind] = frozenset(("run", "headway", "transfer"))
"""Kinds whose values are minutes: of them the value of a minute saved can be told."""
PLACE_KINDS: frozenset[AxisKind] = frozenset(("site", "station"))
"""Kinds whose values are km along a line."""
UNITS: Mapping[AxisKind, str] = {
    "factor": "x",
    "headway": "min",
    "run": "min",
    "site": "km",
    "speed": "km/h",
    "station": "km",
    "transfer": "min",
}

OBJECTIVES: Mapping[str, Text] = {
    "score": Text("mean change of score (points)", "得点の変化の平均（点）"),
    "score_sum": Text("sum of the changes of score (points)", "得点の変化の合計（点）"),
    "score_by_mass": Text(
        "mean change of score by mass of the sites (points)", "得点の変化の規模加重平均（点）"
    ),
    "reach_pct": Text(
        "change of reach by mass of the sites (% of hub mass)",
        "到達率の変化の規模加重平均（拠点規模の%）",
    ),
    "meeting_hours": Text(
        "mean change of meeting hours (h a day)", "面談可能時間の変化の平均（時間/日）"
    ),
    "pairs": Text(
        "pairs that can newly meet, less those lost", "新たに会える組（会えなくなる組を差引き）"
    ),
    "population": Text(
        "more people within a day of a hub (mean over hubs by mass)",
        "拠点から日帰り圏に加わる人口（拠点の規模加重平均）",
    ),
}  # fmt: skip
"""What a sweep may look for the most of."""
DEFAULT_OBJECTIVE = "score"


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One thing that is varied, with its values in rising order.

    Attributes
    ----------
    target
        Service, line or stations, as the grammar of the kind says.
    values
        Minutes, factors, km/h or km. None, which stands for: without the station, is before
        the others of the kind ``station``.
    """

    kind: AxisKind
    target: tuple[str, ...]
    values: tuple[float | None, ...]

    @property
    def name(self) -> str:
        """What the axis is called in columns: ``headway:fast``."""
        return ":".join((self.kind, *self.target))


Settings = tuple[float | None, ...]
"""One value of each axis."""


@dataclass(frozen=True, kw_only=True)
class SweepSite:
    """Where a station of a variant stands.

    Attributes
    ----------
    km
        Along the line, from the first station of the stretch.
    loss_min
        Minutes that a train of the services that call there loses by it, the stop included;
        0 for a station that is moved.
    """

    km: float
    lat: float
    lon: float
    loss_min: float


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A scenario with one value of each axis; `sites` are by the axis's name."""

    number: int
    settings: Settings
    scenario: Scenario
    sites: Mapping[str, SweepSite]


@dataclass(frozen=True, kw_only=True, eq=False)
class VariantFigures:
    """What a variant changes for n sites, against the network without the scenario.

    Attributes
    ----------
    score, reach_pct, meeting_hours
        Shape (n,): points, % of hub mass, hours a day.
    new_pairs, lost_pairs
        Shape (n,): hubs that can newly, or no longer, be met in a day.
    population
        More people within a day of a hub, mean over the hubs by mass; NaN where not computed.
    """

    score: FloatArray
    reach_pct: FloatArray
    meeting_hours: FloatArray
    new_pairs: IntArray
    lost_pairs: IntArray
    population: float

    def objectives(self, site_mass: FloatArray) -> dict[str, float]:
        """Return every objective; masses of sites are (n,), all equal where one is unknown."""
        mass = np.ones(self.score.size) if np.isnan(site_mass).any() else site_mass
        share = mass / mass.sum() if mass.sum() > 0 else np.full(mass.size, 1 / mass.size)
        return {
            "score": float(self.score.mean()),
            "score_sum": float(self.score.sum()),
            "score_by_mass": float((self.score * share).sum()),
            "reach_pct": float((self.reach_pct * share).sum()),
            "meeting_hours": float(self.meeting_hours.mean()),
            "pairs": float((self.new_pairs - self.lost_pairs).sum()),
            "population": self.population,
        }

    def of_sites(self, objective: str) -> FloatArray:
        """Return what an objective is made of, site by site, (n,); NaN for population."""
        if objective.startswith("score"):
            return self.score
        if objective == "pairs":
            pairs: FloatArray = (self.new_pairs - self.lost_pairs).astype(np.float64)
            return pairs
        if objective == "population":
            return np.full(self.score.size, np.nan)
        found: FloatArray = getattr(self, objective)
        return found


def check_objective(objective: str) -> str:
    """Return the name of an objective, or raise an InputError that lists them."""
    if objective not in OBJECTIVES:
        raise InputError(f"--objective: no '{objective}'; give one of {', '.join(OBJECTIVES)}")
    return objective
