"""A scenario file checked against a network: every choice of its options applied."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geoaccess.errors import InputError
from geoaccess.model.network import RailNetwork
from geoaccess.model.scenario import Scenario
from geoaccess.model.text import Text
from geoaccess.pipeline.changed import get_rail
from geoaccess.pipeline.request import Request, load_world
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.trains import build_timetable
from geoaccess.sources.scenariofile import find_scenario, list_scenarios


@dataclass(frozen=True, kw_only=True)
class CheckedScenario:
    """A scenario without faults, and what it changes with each choice of its options.

    Attributes
    ----------
    changes
        Name of the choice (``tokaido=as-today``, empty for none) with the stations, lines and
        trains of a day that come (below 0: go).
    """

    scenario: Scenario
    changes: tuple[tuple[str, tuple[int, int, int]], ...]
    notes: tuple[Text, ...]

    def to_records(self) -> list[dict[str, str]]:
        """Return the changes as rows of a table."""
        return [
            {
                "scenario": self.scenario.name,
                "choice": choice,
                "operations": str(len(_take(self.scenario, choice).all_operations)),
                **{
                    name: f"{count:+d}"
                    for name, count in zip(("stations", "lines", "trains"), counts, strict=True)
                },
            }
            for choice, counts in self.changes
        ]


def check_scenario(text: str, request: Request) -> CheckedScenario:
    """Return a scenario held against the network of a request, with all its choices.

    Raises
    ------
    GeoaccessError
        When the file cannot be read or has faults, or operations do not fit the network: those
        of every choice are named.
    """
    scenario = find_scenario(text)
    rail = get_rail(load_world(request))
    choices = [
        f"{option.name}={choice.name}" for option in scenario.options for choice in option.choices
    ]
    base = _count(rail)
    changes = []
    faults: dict[str, None] = {}
    notes: tuple[Text, ...] = ()
    for choice in choices or [""]:
        try:
            changed = apply_scenario(rail, _take(scenario, choice))
        except InputError as error:
            faults[str(error)] = None
            continue
        counts = _count(changed)
        changes.append((choice, (counts[0] - base[0], counts[1] - base[1], counts[2] - base[2])))
        notes = notes or changed.notes[len(rail.notes) :]
    if faults:
        raise InputError("; ".join(faults))
    return CheckedScenario(scenario=scenario, changes=tuple(changes), notes=notes)


def describe_shipped() -> list[dict[str, str]]:
    """Return the shipped scenarios as rows of a table."""
    rows = []
    for name in list_scenarios():
        one = find_scenario(name)
        opening = one.opening
        rows.append(
            {
                "name": name,
                "title": one.title.en,
                "title_ja": one.title.ja,
                "opening": f"{opening.first_year}-{opening.last_year}" if opening else "",
                "options": " ".join(
                    f"{option.name}={'|'.join(choice.name for choice in option.choices)}"
                    for option in one.options
                ),
            }
        )
    return rows


def _take(scenario: Scenario, choice: str) -> Scenario:
    if not choice:
        return scenario
    option, _, name = choice.partition("=")
    return replace(scenario, chosen={**scenario.chosen, option: name})


def _count(network: RailNetwork) -> tuple[int, int, int]:
    """Return the stations, lines with track, and trains of a day."""
    stations = len(network.stations) - len(network.platforms)
    lines = len({section.line for section in network.sections})
    return stations, lines, len(build_timetable(network).trips)
