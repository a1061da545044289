"""One view of the map: the network of today, or one with a scenario, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from geoaccess._validate import frozen_float, frozen_int
from geoaccess.errors import InputError, describe_offenders
from geoaccess.maps.codes import Codes
from geoaccess.model.comparison import Change
from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.network import RailNetwork
from geoaccess.model.text import Text
from geoaccess.units import BoolArray, FloatArray, IntArray

ZONE_VALUES: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "reach_pct": (0, 100),
        "meeting_hours": (0, 24),
        "score": (0, 100),
        "rank_width": (0, np.inf),
        "robustness": (0, 1),
        "probability_pct": (0, 100),
    }
)
"""Values that municipalities can be coloured by, with the range that each must be in."""

BASE_TITLE: Final = Text(en="Today's network", ja="現況")


@dataclass(frozen=True, kw_only=True, eq=False)
class TravelCodes:
    """Travel between all n nodes of a map, a byte each way.

    Attributes
    ----------
    minutes
        Shape (n, n), from the row to the column: `maps.codes.encode_minutes`.
    hours
        Shape (n, n): day returns of the people of the row, `maps.codes.encode_hours`.
    """

    minutes: Codes
    hours: Codes


@dataclass(frozen=True, kw_only=True, eq=False)
class MapView:
    """What the map shows of one network.

    Attributes
    ----------
    name
        Short id; ``base`` for the first view.
    title
        What it is called on the page.
    assumptions
        What the page must say of it: any text here marks the view as an assumption.
    scores, contacts
        Scores of the n sites; day returns of shape (n, m).
    network
        The network drawn: all its sections (those of the day that was computed).
    zone_values
        By name (`ZONE_VALUES`) a value of each municipality, shape (z,); NaN where there is
        none. `reach_pct` is always there: NaN where no rail journey is known.
    zone_hubs
        Shape (z,): number of hubs that people there can meet.
    zone_unsure
        By name, where the difference to the first view lies within its uncertainty, shape (z,).
    weak_links
        The section that each site hangs on, None where on none; empty where not computed.
    weak_sections
        Ids of the stations between which it lies, None where not known; empty likewise.
    changes
        By name (score, indicators) how the n sites differ from the first view, with what draws
        say of it; empty for the first view, and where that is not known.
    travel
        Between all nodes of the map; None where it was not computed.
    """

    name: str
    title: Text
    scores: ScoreTable
    contacts: Contacts
    network: RailNetwork
    zone_values: Mapping[str, FloatArray]
    zone_hubs: IntArray
    zone_unsure: Mapping[str, BoolArray] = field(default_factory=dict)
    assumptions: tuple[Text, ...] = ()
    weak_links: tuple[Text | None, ...] = ()
    weak_sections: tuple[tuple[str, str] | None, ...] = ()
    changes: Mapping[str, Change] = field(default_factory=dict)
    travel: TravelCodes | None = None

    @property
    def is_assumption(self) -> bool:
        """Whether the view shows what is assumed, not what is there."""
        return bool(self.assumptions)

    def fitted(self, *, n_sites: int, n_hubs: int, zone_codes: tuple[str, ...]) -> MapView:
        """Return the view with read-only arrays, checked against the places of its map.

        Raises
        ------
        InputError
            When something has another shape, or a value is outside its range.
        """
        if "reach_pct" not in self.zone_values:
            raise InputError(f"map: view '{self.name}' lacks the zone values reach_pct")
        n_zones = len(zone_codes)
        frozen = {}
        for name, values in self.zone_values.items():
            if name not in ZONE_VALUES:
                raise InputError(f"map: '{name}' is no value of municipalities that is known")
            kept = frozen_float(values, f"map: {name}", size=n_zones)
            least, most = ZONE_VALUES[name]
            bad = [zone_codes[i] for i in np.flatnonzero((kept < least) | (kept > most))]
            if bad:
                raise InputError(
                    f"map: {len(bad)} zones have {name} outside {least:g}-{most:g} "
                    f"({describe_offenders(bad)})"
                )
            frozen[name] = kept
        wrong = [name for name, unsure in self.zone_unsure.items() if unsure.shape != (n_zones,)]
        wrong += self._list_misfits(n_sites, n_hubs)
        if wrong:
            raise InputError(
                f"map: {describe_offenders(wrong)} do not fit {n_sites} sites and {n_hubs} hubs"
            )
        changed = {item.name: getattr(self, item.name) for item in fields(self)}
        hubs = frozen_int(self.zone_hubs, "map: zone_hubs", size=n_zones)
        return MapView(**{**changed, "zone_values": frozen, "zone_hubs": hubs})

    def _list_misfits(self, n_sites: int, n_hubs: int) -> list[str]:
        """Return what has another shape than the sites and hubs."""
        columns: dict[str, ArrayLike] = {
            "score": self.scores.score,
            "score_geometric": self.scores.score_geometric,
            "rank": self.scores.rank,
            **self.scores.indicators,
        }
        wrong = [name for name, values in columns.items() if np.shape(values) != (n_sites,)]
        wrong += [
            item.name
            for item in fields(Contacts)
            if (values := getattr(self.contacts, item.name)) is not None
            and np.shape(values) != (n_sites, n_hubs)
        ]
        wrong += [
            name
            for name in ("weak_links", "weak_sections")
            if len(getattr(self, name)) not in (0, n_sites)
        ]
        wrong += [
            f"change of {name}"
            for name, change in self.changes.items()
            if np.shape(change.difference) != (n_sites,)
        ]
        return wrong
