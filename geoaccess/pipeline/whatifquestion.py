"""What is compared with the base: scenarios, each an alternative of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geoaccess.errors import InputError
from geoaccess.model.scenario import Scenario
from geoaccess.sources.scenariofile import find_scenario

DEFAULT_SCHEDULES = 20


@dataclass(frozen=True, kw_only=True)
class WhatifQuestion:
    """What is compared with the base.

    Attributes
    ----------
    alternatives
        Each beside the base, not on top of the others: scenarios that are combined in order.
    n_schedules
        Timetables drawn of the trains that a scenario spreads over the day; 0 for the stated
        one alone.
    with_zones
        Whether municipalities are looked at, too.
    with_timeline
        Whether the reach is followed by year, under uncertain openings.
    """

    alternatives: tuple[tuple[Scenario, ...], ...]
    n_schedules: int = DEFAULT_SCHEDULES
    with_zones: bool = True
    with_timeline: bool = False

    def __post_init__(self) -> None:
        names = [label_of(parts) for parts in self.alternatives]
        if not names:
            raise InputError("--scenario: none is given; give a file or the name of a shipped one")
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InputError(f"--scenario: {', '.join(twice)} is given twice; give it once")


def find_alternatives(texts: Iterable[str]) -> tuple[tuple[Scenario, ...], ...]:
    """Return what `--scenario` names: ``A``, ``A:OPTION=CHOICE``, ``plans/a.yaml``, ``A+B``.

    Raises
    ------
    GeoaccessError
        When a file cannot be read or has faults, or nothing is named so.
    """
    return tuple(tuple(find_scenario(one) for one in _split(text)) for text in texts)


def _split(text: str) -> list[str]:
    """Return the scenarios of an alternative; a file may have a + in its name."""
    if Path(text).is_file():
        return [text]
    parts = [one.strip() for one in text.split("+")]
    if not all(parts):
        raise InputError(f"--scenario: '{text}' has a + with nothing beside it; write A+B")
    return parts


def label_of(parts: Sequence[Scenario]) -> str:
    """Return the name of an alternative, with the choices that are not the usual ones."""
    return "+".join(label_scenario(one) for one in parts)


def label_scenario(scenario: Scenario) -> str:
    """Return the name of a scenario with its choices that are not the usual ones."""
    taken = [
        f"{one.name}={scenario.chosen[one.name]}"
        for one in scenario.options
        if scenario.chosen.get(one.name, one.default) != one.default
    ]
    return f"{scenario.name}:{','.join(taken)}" if taken else scenario.name
