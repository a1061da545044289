"""What scenarios change for sites, hubs and municipalities: what a comparison shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geoaccess.model.comparison import Change, ContactChanges
from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.scenario import Opening
from geoaccess.model.text import Text
from geoaccess.units import FloatArray, IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class ScheduleSpread:
    """Changes of n sites over timetables that may come, everything else as stated.

    Attributes
    ----------
    n_schedules
        How many timetables were drawn.
    reach_pct
        Shape (n_schedules, n): change of the reach in each of them.
    """

    n_schedules: int
    reach_pct: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class ZoneChanges:
    """What a scenario changes for n municipalities.

    Attributes
    ----------
    figures
        By name (reach_pct, nearness_min, meeting_hours, round_trips) its change.
    hubs_before, hubs_after, hubs_gained, hubs_lost
        Hubs that can be met in a day, and those that come and go, shape (n,).
    """

    figures: Mapping[str, Change]
    hubs_before: IntArray
    hubs_after: IntArray
    hubs_gained: IntArray
    hubs_lost: IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class PopulationChange:
    """Residents of municipalities who can visit each of n places in a day.

    Attributes
    ----------
    before, after, gained, lost
        Persons, shape (n,): in the base, in the scenario, only there, and only in the base.
    """

    before: FloatArray
    after: FloatArray
    gained: FloatArray
    lost: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class PartGain:
    """What one part of a scenario adds to the reach of n sites, in points.

    Attributes
    ----------
    left_out
        Shape (n,): change of the whole scenario less its change without the part.
    share
        Shape (n,): Shapley value, parts together are the whole change; None where there are too
        many parts.
    """

    name: Text
    left_out: FloatArray
    share: FloatArray | None


@dataclass(frozen=True, kw_only=True)
class StationUse:
    """How often the journeys shown get on and off a scenario's trains at a station.

    Attributes
    ----------
    boardings, alightings
        Journeys out and back, of pairs that the scenario makes possible or improves.
    gained_boardings
        Boardings of pairs that can meet in the scenario only.
    sites
        Sites whose people get on or off here.
    """

    station: str
    name: Text
    boardings: int
    alightings: int
    gained_boardings: int
    sites: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Alternative:
    """One scenario beside the base, over n sites and m hubs.

    Attributes
    ----------
    name, title
        Of the scenario, or of those combined in order (``A+B``).
    assumptions
        What every output says of it.
    openings
        Opening years by name of the scenarios in it; None for one without years.
    chosen
        The choice taken of each open question.
    is_identity
        Whether it changes no row of the network.
    changes
        By name (score, indicators, sub-scores) the change of each site.
    table
        Scores with the scenario; those of the base are of the comparison.
    contacts, contact_changes
        Day returns with the scenario, and what became of those of the base.
    probability
        Share of the draws in which each pair meets, (n, m); None without draws.
    drawn_scores
        Score of each site in every draw, (n_draws, n); None without draws.
    mass_gained, mass_lost
        Research employment (mass of the hubs) newly within a day, and no longer, shape (n,).
    schedules
        Over timetables that may come; None where the scenario spreads no trains over the day.
    populations_sites, populations_hubs, zones
        None where municipalities were not asked for.
    parts, stations
        What of the scenario the gain rests on.
    notes
        What else must be known.
    """

    name: str
    title: Text
    assumptions: tuple[Text, ...]
    openings: Mapping[str, Opening | None]
    chosen: Mapping[str, str]
    is_identity: bool
    changes: Mapping[str, Change]
    table: ScoreTable
    contacts: Contacts
    contact_changes: ContactChanges
    probability: FloatArray | None
    mass_gained: FloatArray
    mass_lost: FloatArray
    drawn_scores: FloatArray | None = None
    schedules: ScheduleSpread | None = None
    populations_sites: PopulationChange | None = None
    populations_hubs: PopulationChange | None = None
    zones: ZoneChanges | None = None
    parts: tuple[PartGain, ...] = ()
    stations: tuple[StationUse, ...] = ()
    notes: tuple[Text, ...] = ()
