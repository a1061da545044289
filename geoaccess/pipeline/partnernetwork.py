"""The main functions on partners: the whole network of them, one site's, and meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from typing import Any

from geoaccess.errors import InputError
from geoaccess.model.partners import (
    Communities,
    EdgeChanges,
    Meeting,
    MergedCommunity,
    Redundancy,
)
from geoaccess.model.text import Text
from geoaccess.pipeline.nodes import Reference, build_nodes, check_single
from geoaccess.pipeline.partners import (
    PartnerStudy,
    build_partner_study,
    describe_partner_run,
    list_warnings,
)
from geoaccess.pipeline.request import Progress, Request, load_world
from geoaccess.report.files import Record, to_number
from geoaccess.report.partners import NetworkResults, PartnerRows
from geoaccess.scores.communities import (
    DEFAULT_RUNS,
    find_articulations,
    find_communities,
    find_merged,
)
from geoaccess.scores.partners import compare_graphs

MAX_RESOLUTION = 100
"""Beyond it every place stands alone."""


@dataclass(frozen=True, kw_only=True)
class NetworkQuestion:
    """What is asked of the network beside the request.

    Attributes
    ----------
    compare
        An earlier date to compare with; the run's own is its `as_of`, else its service date.
    runs, resolution
        Of the search for communities; its seed is that of the request.
    """

    compare: dt.date | None = None
    runs: int = DEFAULT_RUNS
    resolution: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.resolution <= MAX_RESOLUTION:
            raise InputError(
                f"--resolution: {self.resolution} is not above 0 and up to {MAX_RESOLUTION}; 1 is "
                "usual, more gives smaller communities"
            )


def compute_network(
    request: Request,
    question: NetworkQuestion | None = None,
    *,
    progress: Progress = lambda _: None,
) -> NetworkResults:
    """Return the network of mutual day returns among `request.sites` and `request.hubs`.

    Raises
    ------
    GeoaccessError
        When an input cannot be used.
    """
    question = question or NetworkQuestion()
    progress("reading tables")
    world = load_world(request)
    on = request.as_of or world.service_date
    if question.compare is not None and question.compare >= on:
        raise InputError(
            f"--compare: {question.compare} is not before {on}, the date of the run; give an "
            "earlier one, or a later --as-of"
        )
    earlier_world = None
    if question.compare is not None:
        earlier_world = load_world(replace(request, as_of=question.compare, scenarios=()))
    nodes = build_nodes(world, [(request.sites, "site"), (request.hubs, "hub")])
    progress("building the day's trains")
    study = build_partner_study(world, nodes)
    progress("looking for communities")
    communities = _communities(study, request, question)
    progress("closing every line")
    redundancy = study.close_each_line()
    progress("looking for third places")
    third_places = study.find_third_places()
    changes, before, merged = None, None, None
    if earlier_world is not None:
        progress(f"the network as of {question.compare}")
        earlier = build_partner_study(earlier_world, nodes)
        before = _communities(earlier, request, question)
        changes = compare_graphs(earlier.graph, study.graph)
        merged = find_merged(before, communities)
    warnings = (*list_warnings(study), *_warnings(communities))
    articulations = find_articulations(study.graph)
    findings = {
        "nodes": len(nodes),
        "edges": len(study.graph.list_edges()),
        "communities": _describe_communities(communities),
        "articulation_places": [nodes.places.id[i] for i in articulations],
        "redundancy": _describe_redundancy(redundancy),
        "third_places": {
            "pairs_without_edge": len(third_places),
            "can_meet": sum(one.meeting is not None for one in third_places),
        },
        "compared": None
        if changes is None
        else {
            "before": str(question.compare),
            "after": on.isoformat(),
            **_describe_changes(changes, merged or ()),
        },
    }
    return NetworkResults(
        nodes=nodes,
        contacts=study.contacts,
        graph=study.graph,
        communities=communities,
        articulations=articulations,
        redundancy=redundancy,
        third_places=third_places,
        changes=changes,
        communities_before=before,
        merged=merged or (),
        run=describe_partner_run(study, "network", findings, warnings),
        warnings=warnings,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class PartnersRun:
    """The partners of a site, or where it can meet others.

    Attributes
    ----------
    members
        Rows of those who meet, the site first; the site alone where nobody is to be met.
    meetings
        Places where all can meet, the best first.
    """

    study: PartnerStudy
    members: tuple[int, ...]
    meetings: tuple[Meeting, ...]
    run: dict[str, Any]
    warnings: tuple[Text, ...]

    @property
    def rows(self) -> PartnerRows:
        """Rows about pairs of places."""
        study = self.study
        return PartnerRows(nodes=study.nodes, contacts=study.contacts, graph=study.graph)

    def to_document(self) -> Record:
        """Return the plain content of `partners --format json`."""
        rows = self.rows
        return {
            "run": dict(self.run),
            "site": rows.name(self.members[0], "site"),
            "partners": rows.partners_of(self.members[0]),
            "participants": [rows.name(one, "place") for one in self.members],
            "meetings": [rows.meeting(one) for one in self.meetings]
            if len(self.members) > 1
            else None,
            "warnings": [warning.en for warning in self.warnings],
        }

    def flat_rows(self) -> list[Record]:
        """Return the table of `partners --format csv`: partners, or meetings where asked for."""
        if len(self.members) == 1:
            return self.rows.partners_of(self.members[0])
        return self.rows.meeting_rows(self.meetings)


def compute_partners(
    request: Request,
    *,
    among: Sequence[str] = (),
    meet: Sequence[str] = (),
    progress: Progress = lambda _: None,
) -> PartnersRun:
    """Return the partners of the one place that `request.sites` names.

    Looked for among the shipped agglomerations, `request.hubs` and the places of `among`; with
    `meet`, each one place, also where all of them can meet.

    Raises
    ------
    GeoaccessError
        When an input cannot be used, or a reference names more than one place.
    """
    progress("reading tables")
    world = load_world(request)
    single: list[Reference] = [(one, "site") for one in (request.sites, *meet)]
    check_single(world, single)
    others: list[Reference] = [("agglomerations", "site"), (request.hubs, "hub")]
    nodes = build_nodes(world, [*single, *others, *((one, "site") for one in among)])
    progress("building the day's trains")
    study = build_partner_study(world, nodes)
    members = tuple(range(len(single)))
    meetings = study.find_meetings(members) if meet else ()
    warnings = list_warnings(study)
    findings = {"among": list(among), "meet": list(meet), "places": len(nodes)}
    return PartnersRun(
        study=study,
        members=members,
        meetings=meetings,
        run=describe_partner_run(study, "partners", findings, warnings),
        warnings=warnings,
    )


def _communities(study: PartnerStudy, request: Request, question: NetworkQuestion) -> Communities:
    return find_communities(
        study.graph, seed=request.seed, runs=question.runs, resolution=question.resolution
    )


def _describe_communities(found: Communities) -> dict[str, Any]:
    return {
        "method": f"Louvain (networkx {metadata.version('networkx')}), weights in meeting hours",
        "found": found.n_communities,
        "modularity": to_number(found.modularity),
        "agreement": to_number(found.agreement),
        "seed": found.seed,
        "runs": found.runs,
        "resolution": found.resolution,
    }


def _describe_redundancy(found: Redundancy) -> dict[str, Any]:
    """Return shares of edges that survive; none of them without lines or edges."""
    share = found.share
    known = bool(found.lost.size)
    worst = int(share.argmin()) if known else -1
    return {
        "lines": len(found.lines),
        "mean_share_left": to_number(float(share.mean())) if known else None,
        "least_share_left": to_number(float(share[worst])) if known else None,
        "worst_line": found.lines[worst].id if known else None,
    }


def _describe_changes(changes: EdgeChanges, merged: Sequence[MergedCommunity]) -> dict[str, Any]:
    return {
        "edges_before": len(changes.before.list_edges()),
        "edges_after": len(changes.after.list_edges()),
        "gained": len(changes.gained),
        "lost": len(changes.lost),
        "merged_communities": [
            {"after": one.after + 1, "before": [k + 1 for k in one.before]} for one in merged
        ],
    }


def _warnings(communities: Communities) -> tuple[Text, ...]:
    agreement = f"{communities.agreement:.2f}"
    return (
        Text(
            en="Communities are a proposal of a method that depends on chance: over "
            f"{communities.runs} runs the agreement with the one shown is {agreement} (1: always "
            "the same). They say who can meet, not who does.",
            ja="コミュニティは乱数に依存する手法による一案で、"
            f"{communities.runs}回の試行と示した結果との一致度は{agreement}（1なら常に同じ）。"
            "会えるかどうかを示し、実際の協力関係ではない。",
        ),
    )
