"""Partners of places: mutual day returns, what they hang on, and where several can meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from geoaccess.config import DayConfig
from geoaccess.engine.closures import ClosureQuestion, compute_longest_days
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import DayNet, compute_profiles
from geoaccess.errors import describe_offenders
from geoaccess.model.closures import LongestDays
from geoaccess.model.contacts import Contacts
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.partners import Meeting, Nodes, PartnerGraph, Redundancy, ThirdPlace
from geoaccess.model.profiles import Profiles
from geoaccess.model.source import Source
from geoaccess.model.text import Text
from geoaccess.pipeline.inputs import describe_inputs, find_official
from geoaccess.pipeline.request import World
from geoaccess.pipeline.roads import OSM_SOURCE, AccessSummary, summarise_access
from geoaccess.pipeline.scenariorecord import describe_scenario
from geoaccess.provenance import describe_versions, digest_of
from geoaccess.scenario.closures import build_hop_classes, close_lines
from geoaccess.scores.meetings import compute_spans, find_meetings, find_third_places, plan_trip
from geoaccess.scores.partners import build_partner_graph
from geoaccess.scores.redundancy import find_lost_edges
from geoaccess.sources.facts import load_sources
from geoaccess.units import BoolArray, IntArray

CELLS_AT_ONCE = 20_000_000
"""Figures of longest days kept at once: 160 MB."""
ZONE_SOURCES = ("reversejp",)
"""Of the land grid, which every run reads."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PartnerStudy:
    """Places with their ways to stations and to each other, on the trains of a day.

    Attributes
    ----------
    direct
        Shape (n, n): nobody travels to where they are.
    contacts
        Day returns of every place (row) to every place (column).
    """

    world: World
    nodes: Nodes
    legs: AccessLegs
    direct: DirectLegs
    contacts: Contacts
    graph: PartnerGraph

    def profiles(self) -> Profiles:
        """Return every journey of the day between the places."""
        return compute_profiles(
            self.world.day, places=self.legs, hubs=self.legs, direct=self.direct
        )

    def close_each_line(self) -> Redundancy:
        """Return the edges that break when each line that carries trains is out of service."""
        world = self.world
        carrying = {line for lines in world.day.timetable.call_lines for line in lines}
        lines = tuple(line for line in world.network.lines if line.id in carrying)
        lost = find_edges_lost(
            world.day,
            [line.id for line in lines],
            self.graph.list_edges(),
            legs=self.legs,
            direct=self.direct,
            parameters=world.config.day,
        )
        return Redundancy(lines=lines, lost=lost)

    def find_third_places(self) -> tuple[ThirdPlace, ...]:
        """Return where each pair without an edge can meet, with the clock times of both."""
        profiles, day = self.profiles(), self.world.config.day
        places = find_third_places(
            compute_spans(profiles, day.window),
            self.graph.is_edge,
            stay_s=day.stay_s,
            business_hours=day.business_hours,
        )
        return tuple(
            replace(one, meeting=self._planned(profiles, one.meeting, one.pair))
            if one.meeting
            else one
            for one in places
        )

    def find_meetings(self, members: Sequence[int]) -> tuple[Meeting, ...]:
        """Return where all members can meet, the best place first, with their clock times."""
        profiles, day = self.profiles(), self.world.config.day
        return tuple(
            self._planned(profiles, one, members)
            for one in find_meetings(
                compute_spans(profiles, day.window),
                members,
                stay_s=day.stay_s,
                business_hours=day.business_hours,
            )
        )

    def _planned(self, profiles: Profiles, meeting: Meeting, members: Sequence[int]) -> Meeting:
        window = self.world.config.day.window
        trips = (plan_trip(profiles, one, meeting, window=window) for one in members)
        return replace(meeting, trips=tuple(trips))


def find_edges_lost(
    day: DayNet,
    lines: Sequence[str],
    edges: IntArray,
    *,
    legs: AccessLegs,
    direct: DirectLegs,
    parameters: DayConfig,
) -> BoolArray:
    """Return which edges the loss of each line breaks, shape (n_lines, n_edges).

    Trains end before the hops of the line and begin anew after them with the same times.

    Parameters
    ----------
    edges
        Rows (i, j) of places that can visit each other, shape (n_edges, 2).
    legs, direct
        Ways of n places to stops, and to each other.
    """
    n, table = legs.n_places, day.timetable
    hops = build_hop_classes(table, ((),) * len(table.call_lines), ())
    question = ClosureQuestion(
        day=day,
        hops=hops,
        places=legs,
        hubs=legs,
        direct=direct,
        window=parameters.window,
        stay_s=parameters.stay_s,
    )
    at_once = max(1, CELLS_AT_ONCE // (n * n))
    lost = [np.zeros((0, len(edges)), dtype=bool)]
    for first in range(0, len(lines), at_once):
        some = lines[first : first + at_once]
        days = compute_longest_days(  # by place: who leaves by the same trains stands together
            question,
            close_lines(hops, [(line,) for line in some], table.n_stops),
            place_idx=np.repeat(np.arange(n), len(some)),
            closure_idx=np.tile(np.arange(len(some)), n),
        )
        lost.append(find_lost_edges(_by_line(days, n), edges, n=n, stay_s=parameters.stay_s))
    return np.concatenate(lost)


def build_partner_study(world: World, nodes: Nodes) -> PartnerStudy:
    """Return the places with their day returns to each other."""
    legs, direct = world.access_legs(nodes.places), world.direct_legs(nodes.places, nodes.places)
    out_s, back_s = np.array(direct.out_s), np.array(direct.back_s)
    np.fill_diagonal(out_s, 0)
    np.fill_diagonal(back_s, 0)
    direct = replace(direct, out_s=out_s, back_s=back_s)
    contacts = compute_day_returns(
        world.day, world.config.day, places=legs, hubs=legs, direct=direct
    )
    return PartnerStudy(
        world=world,
        nodes=nodes,
        legs=legs,
        direct=direct,
        contacts=contacts,
        graph=build_partner_graph(contacts),
    )


def describe_partner_run(
    study: PartnerStudy, command: str, findings: dict[str, Any], warnings: Sequence[Text]
) -> dict[str, Any]:
    """Return the content of run.json: everything needed to repeat and to credit the run."""
    world = study.world
    request, network = world.request, world.network
    record = {
        "command": command,
        "sites": request.sites,
        "hubs": request.hubs,
        "network": {
            "name": network.name,
            "title": dict(network.title),
            "edition": network.edition,
            "service_date": world.service_date.isoformat(),
            "as_of": request.as_of.isoformat() if request.as_of else None,
            "trains": len(world.day.timetable.trips),
            "notes": [note.en for note in network.notes],
        },
        "scenarios": [describe_scenario(one) for one in world.scenarios],
        "parameters": world.config.model_dump(mode="json"),
        "access": _access(study).to_record(),
        **findings,
        "inputs": [asdict(one) for one in describe_inputs(request)],
        "versions": describe_versions(),
        "sources": [asdict(one) for one in _sources(study)],
        "warnings": [warning.en for warning in warnings],
        "warnings_ja": [warning.ja for warning in warnings],
    }
    return {"digest": digest_of(record), **record}


def list_warnings(study: PartnerStudy) -> tuple[Text, ...]:
    """Return what must be known beside the answer."""
    world, places = study.world, study.nodes.places
    warnings = [*places.remarks, *world.network.notes]
    without = np.flatnonzero((np.diff(study.legs.start) == 0) & (study.graph.degree == 0))
    if without.size:
        limit = f"{world.config.access.max_min:.0f}"
        warnings.append(
            Text(
                en=f"No station within {limit} min by land, and no partner: "
                f"{describe_offenders([places.name[i] for i in without])}.",
                ja=f"陸路{limit}分以内に駅がなく、相手先のない地点："
                f"{describe_offenders([places.name_ja[i] for i in without])}",
            )
        )
    return (*warnings, *_access(study).notes)


def _access(study: PartnerStudy) -> AccessSummary:
    return summarise_access(study.world.streets, (study.legs,), study.direct)


def _by_line(days: LongestDays, n: int) -> LongestDays:
    """Return cases that stand by place, then line, in the order of line, then place."""

    def turned(times: IntArray) -> IntArray:
        m = times.shape[1]
        return times.reshape(n, -1, m).transpose(1, 0, 2).reshape(-1, m)

    return LongestDays(
        first_arrival_s=turned(days.first_arrival_s), last_return_s=turned(days.last_return_s)
    )


def _sources(study: PartnerStudy) -> tuple[Source, ...]:
    world, official = study.world, find_official(study.world.request)
    known = {one.id: one for one in (*official, *load_sources(), *world.network.own_sources)}
    ids = [*world.network.sources, *study.nodes.places.sources, *ZONE_SOURCES]
    ids += [OSM_SOURCE] if world.streets else []
    used = dict.fromkeys([*ids, *(one.id for one in official)])
    return tuple(known[one] for one in used if one in known)
