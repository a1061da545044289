"""Scenarios as run.json keeps them, and what they assume."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from geoaccess.model.network import RailNetwork
from geoaccess.model.scenario import Scenario
from geoaccess.model.text import Text
from geoaccess.pipeline.plannedfares import describe_planned_fares
from geoaccess.provenance import digest_of


def describe_scenario(scenario: Scenario) -> dict[str, Any]:
    """Return what run.json keeps of a scenario: choices, years, sources, a digest of operations."""
    opening = scenario.opening
    return {
        "name": scenario.name,
        "title": scenario.title._asdict(),
        "opening": [opening.first_year, opening.last_year] if opening else None,
        "options": {
            one.name: scenario.chosen.get(one.name, one.default) for one in scenario.options
        },
        "operations": len(scenario.all_operations),
        "operations_digest": _digest(scenario),
        "sources": [asdict(source) for source in scenario.sources],
        "assumptions": [text._asdict() for text in scenario.assumptions],
    }


def list_assumptions(
    before: RailNetwork, after: RailNetwork, scenario: Scenario
) -> tuple[Text, ...]:
    """Return what a scenario assumes, what applying it had to, and what its lines cost."""
    known = {*before.notes, *scenario.assumptions}
    modelled = (note for note in after.notes if note not in known)
    fares = describe_planned_fares(after, before)
    return (*scenario.assumptions, *dict.fromkeys(modelled), *fares)


def _digest(scenario: Scenario) -> str:
    """Return a digest of the operations, wherever they stand in a file."""
    operations = []
    for one in scenario.all_operations:
        content = asdict(replace(one, mark=None))
        operations.append({"operation": type(one).__name__, **content})
    return digest_of({"operations": operations})
