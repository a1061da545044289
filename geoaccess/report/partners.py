"""Tables of partners: nodes, edges, communities, third places, lines, changes, meetings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geoaccess.model.contacts import Contacts
from geoaccess.model.partners import (
    Communities,
    EdgeChanges,
    Meeting,
    MergedCommunity,
    Nodes,
    PartnerGraph,
    Redundancy,
    ThirdPlace,
)
from geoaccess.model.text import Text
from geoaccess.report.files import DECIMALS, Record, to_number
from geoaccess.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, format_clock


@dataclass(frozen=True, kw_only=True, eq=False)
class PartnerRows:
    """Rows about single pairs of places."""

    nodes: Nodes
    contacts: Contacts
    graph: PartnerGraph

    def name(self, i: int, prefix: str) -> Record:
        """Return id and names of a place, as columns that begin with a prefix."""
        places = self.nodes.places
        return {
            f"{prefix}_id": places.id[i],
            f"{prefix}_name": places.name[i],
            f"{prefix}_name_ja": places.name_ja[i],
        }

    def visit(self, i: int, j: int, prefix: str) -> Record:
        """Return the day of people of place i at place j; no times where it cannot be done."""
        c = self.contacts
        met = bool(c.contactable[i, j])
        times = {"depart": c.depart_s, "arrive": c.arrive_s, "leave": c.return_depart_s,
                 "home": c.home_s}  # fmt: skip
        return {
            **{
                f"{prefix}_{name}": format_clock(int(time[i, j])) if met else None
                for name, time in times.items()
            },
            f"{prefix}_meeting_hours": hours(int(c.meeting_s[i, j])) if met else None,
            f"{prefix}_transfers": (
                max(int(max(c.out_rides[i, j], c.back_rides[i, j])) - 1, 0) if met else None
            ),
        }

    def in_common(self, i: int, j: int) -> Record:
        """Return the industries that two places have in common."""
        common = self.nodes.find_in_common(i, j)
        return {
            "industries_in_common": "; ".join(one.en for one in common),
            "industries_in_common_ja": "; ".join(one.ja for one in common),
        }

    def partner(self, i: int, j: int) -> Record:
        """Return place j as seen from place i: partner or not, and both days."""
        nodes = self.nodes
        mass = float(nodes.places.mass[j])
        return {
            **self.name(j, "partner"),
            "kind": nodes.kind[j],
            "is_partner": bool(self.graph.is_edge[i, j]),
            "meeting_hours": hours(int(self.graph.weight_s[i, j])),
            **self.visit(i, j, "visit"),
            **self.visit(j, i, "host"),
            **self.in_common(i, j),
            "industries": "; ".join(one.en for one in nodes.industries[j]),
            "industries_ja": "; ".join(one.ja for one in nodes.industries[j]),
            "mass": to_number(mass),
            "mass_kind": nodes.mass_kind[j].en,
            "mass_kind_ja": nodes.mass_kind[j].ja,
        }

    def partners_of(self, i: int) -> list[Record]:
        """Return all other places, partners with most meeting hours first, then as given."""
        weight = self.graph.weight_s[i]
        others = [j for j in range(len(self.nodes)) if j != i]
        others.sort(key=lambda j: (not self.graph.is_edge[i, j], -int(weight[j]), j))
        return [self.partner(i, j) for j in others]

    def meeting(self, meeting: Meeting) -> Record:
        """Return a meeting with the clock times of every participant."""
        return {
            **self.name(meeting.at_idx, "place"),
            **_span(meeting),
            "participants": [
                {**self.name(trip.place_idx, "place"), **_times(trip)} for trip in meeting.trips
            ],
        }

    def meeting_rows(self, meetings: Sequence[Meeting]) -> list[Record]:
        """Return one row a place and participant, the best place first."""
        return [
            {
                "rank": rank,
                **self.name(one.at_idx, "place"),
                **_span(one),
                **self.name(trip.place_idx, "participant"),
                **_times(trip),
            }
            for rank, one in enumerate(meetings, 1)
            for trip in one.trips
        ]

    def third_place(self, third: ThirdPlace) -> Record:
        """Return where two without an edge can meet; empty where nowhere."""
        (i, k), meeting = third.pair, third.meeting
        record = {
            **self.name(i, "a"),
            **self.name(k, "b"),
            "a_can_visit_b": bool(self.graph.can_visit[i, k]),
            "b_can_visit_a": bool(self.graph.can_visit[k, i]),
        }
        if meeting is None:
            return record | dict.fromkeys(_MEETING_COLUMNS)
        record |= {**self.name(meeting.at_idx, "place"), **_span(meeting)}
        for prefix, trip in zip("ab", meeting.trips, strict=True):
            record |= {f"{prefix}_{name}": time for name, time in _times(trip).items()}
        return record


_TIMES = ("depart", "arrive", "leave", "home")
_MEETING_COLUMNS = (
    "place_id", "place_name", "place_name_ja", "from", "to", "together_min", "common_hours",
    *(f"{one}_{name}" for one in "ab" for name in _TIMES),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class NetworkResults:
    """What is printed and written of the network of partners.

    Attributes
    ----------
    changes, communities_before, merged
        Against another date; None, and nothing, without one.
    """

    nodes: Nodes
    contacts: Contacts
    graph: PartnerGraph
    communities: Communities
    articulations: tuple[int, ...]
    redundancy: Redundancy
    third_places: tuple[ThirdPlace, ...]
    changes: EdgeChanges | None
    communities_before: Communities | None
    merged: tuple[MergedCommunity, ...]
    run: Mapping[str, Any]
    warnings: tuple[Text, ...]

    @property
    def rows(self) -> PartnerRows:
        """Rows about single pairs."""
        return PartnerRows(nodes=self.nodes, contacts=self.contacts, graph=self.graph)

    def node_rows(self) -> list[Record]:
        """Return nodes.csv: one row a place, as given."""
        edges, lost = self.graph.list_edges(), self.redundancy.lost
        return [self._node(i, lost[:, (edges == i).any(axis=1)]) for i in range(len(self.nodes))]

    def edge_rows(self) -> list[Record]:
        """Return edges.csv: one row a pair of partners, with the clock times of both ways."""
        rows, label, lines = self.rows, self.communities.label, self.redundancy.lines
        return [
            {
                **rows.name(i, "a"),
                **rows.name(j, "b"),
                "meeting_hours": hours(int(self.graph.weight_s[i, j])),
                **rows.visit(i, j, "a_to_b"),
                **rows.visit(j, i, "b_to_a"),
                **rows.in_common(i, j),
                "same_community": bool(label[i] == label[j]),
                "hangs_on_lines": " ".join(
                    lines[k].id for k in np.flatnonzero(self.redundancy.lost[:, e]).tolist()
                ),
            }
            for e, (i, j) in enumerate(self.graph.list_edges().tolist())
        ]

    def community_rows(self) -> list[Record]:
        """Return communities.csv: one row a community, the largest first."""
        return [self._community(k) for k in range(self.communities.n_communities)]

    def third_place_rows(self) -> list[Record]:
        """Return third_places.csv: one row a pair without an edge."""
        rows = self.rows
        return [rows.third_place(one) for one in self.third_places]

    def line_rows(self) -> list[Record]:
        """Return lines.csv: one row a line that carries trains, the worst loss first."""
        share, lost = self.redundancy.share, self.redundancy.lost.sum(axis=1)
        return [
            {
                "line_id": line.id,
                "line": line.en,
                "line_ja": line.ja,
                "edges_lost": int(lost[k]),
                "share_left": to_number(float(share[k])),
            }
            for k, line in sorted(
                enumerate(self.redundancy.lines), key=lambda one: (-int(lost[one[0]]), one[0])
            )
        ]

    def change_rows(self) -> list[Record]:
        """Return changes.csv: one row an edge gained or lost since the earlier date."""
        changes = self.changes
        if changes is None:
            return []
        return [
            {
                "change": change,
                **self.rows.name(i, "a"),
                **self.rows.name(j, "b"),
                "meeting_hours_before": hours(int(changes.before.weight_s[i, j])),
                "meeting_hours_after": hours(int(changes.after.weight_s[i, j])),
            }
            for change, pairs in (("gained", changes.gained), ("lost", changes.lost))
            for i, j in pairs.tolist()
        ]

    def to_document(self) -> Record:
        """Return the plain content of `network --format json`."""
        return {
            "run": dict(self.run),
            "nodes": self.node_rows(),
            "edges": self.edge_rows(),
            "communities": self.community_rows(),
            "third_places": self.third_place_rows(),
            "lines": self.line_rows(),
            "changes": self.change_rows() if self.changes is not None else None,
            "warnings": [warning.en for warning in self.warnings],
        }

    def _node(self, i: int, lost: Any) -> Record:
        nodes, graph = self.nodes, self.graph
        places = nodes.places
        partners = np.flatnonzero(graph.is_edge[i]).tolist()
        of_kind = {
            kind: [j for j in partners if nodes.kind[j] == kind]
            for kind in ("agglomeration", "hub", "place")
        }
        worst = int(lost.sum(axis=1).argmax()) if lost.any() else None
        line = self.redundancy.lines[worst] if worst is not None else None
        before = self.changes.before.degree if self.changes is not None else None
        return {
            "id": places.id[i],
            "kind": nodes.kind[i],
            "name": places.name[i],
            "name_ja": places.name_ja[i],
            "lat": float(places.lat[i]),
            "lon": float(places.lon[i]),
            "mass": to_number(float(places.mass[i])),
            "mass_kind": nodes.mass_kind[i].en,
            "mass_kind_ja": nodes.mass_kind[i].ja,
            "industries": "; ".join(one.en for one in nodes.industries[i]),
            "industries_ja": "; ".join(one.ja for one in nodes.industries[i]),
            "partners": len(partners),
            "partner_agglomerations": len(of_kind["agglomeration"]),
            "partner_hubs": len(of_kind["hub"]),
            "partners_before": int(before[i]) if before is not None else None,
            "partner_manufacturing": _total(places.mass[of_kind["agglomeration"]]),
            "partner_research": _total(places.mass[of_kind["hub"]]),
            "partners_same_industry": sum(bool(nodes.find_in_common(i, j)) for j in partners),
            "meeting_hours": hours(int(graph.strength_s[i])),
            "community": int(self.communities.label[i]) + 1,
            "community_before": (
                int(self.communities_before.label[i]) + 1 if self.communities_before else None
            ),
            "belonging": to_number(float(self.communities.belonging[i])),
            "is_articulation": i in self.articulations,
            "worst_line": line.en if line else None,
            "worst_line_ja": line.ja if line else None,
            "partners_lost_with_worst_line": int(lost[worst].sum()) if worst is not None else 0,
            "met_at_third_places": sum(
                i in one.pair and one.meeting is not None for one in self.third_places
            ),
        }

    def _community(self, k: int) -> Record:
        nodes, graph = self.nodes, self.graph
        members = np.flatnonzero(self.communities.label == k).tolist()
        inside = int(graph.is_edge[np.ix_(members, members)].sum()) // 2
        pairs = len(members) * (len(members) - 1) // 2
        made: dict[Text, int] = {}
        for i in members:
            for one in nodes.industries[i]:
                made[one] = made.get(one, 0) + 1
        shared = [
            one for one in sorted(made, key=lambda one: (-made[one], one.en)) if made[one] > 1
        ]
        kinds = [nodes.kind[i] for i in members]
        belonging = self.communities.belonging[members]
        return {
            "community": k + 1,
            "places": len(members),
            "agglomerations": kinds.count("agglomeration"),
            "hubs": kinds.count("hub"),
            "names": "; ".join(nodes.places.name[i] for i in members),
            "names_ja": "；".join(nodes.places.name_ja[i] for i in members),
            "manufacturing": _total(
                nodes.places.mass[[i for i in members if nodes.kind[i] == "agglomeration"]]
            ),
            "research": _total(nodes.places.mass[[i for i in members if nodes.kind[i] == "hub"]]),
            "edges_inside": inside,
            "share_of_pairs": to_number(inside / pairs) if pairs else None,
            "belonging": to_number(float(belonging.mean())),
            "industries_of_several": "; ".join(f"{one.en} ({made[one]})" for one in shared),
            "industries_of_several_ja": "；".join(f"{one.ja}（{made[one]}）" for one in shared),
        }


def hours(seconds: int) -> float:
    """Return hours of seconds."""
    return round(seconds / SECONDS_PER_HOUR, DECIMALS)


def _total(mass: Sequence[float] | Any) -> float | None:
    """Return the sum of the masses that are known, None where none is."""
    known = np.asarray(mass)[~np.isnan(mass)]
    return round(float(known.sum()), DECIMALS) if known.size else None


def _span(meeting: Meeting) -> Record:
    return {
        "from": format_clock(meeting.from_s),
        "to": format_clock(meeting.to_s),
        "together_min": round((meeting.to_s - meeting.from_s) / SECONDS_PER_MINUTE),
        "common_hours": hours(meeting.common_s),
    }


def _times(trip: Any) -> Record:
    return {name: format_clock(getattr(trip, f"{name}_s")) for name in _TIMES}
