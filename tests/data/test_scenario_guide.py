"""docs/scenarios.md: every example is read and fits the shipped network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geoaccess.model.network import RailNetwork
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.asof import network_as_of
from geoaccess.sources.network import load_shipped_network
from geoaccess.sources.scenariofile import choose, load_scenario
from geoaccess.sources.scenariooperations import list_operations

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "scenarios.md"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
HEAD = "name: example\ntitle: Example\n"


@pytest.fixture(scope="module")
def network() -> RailNetwork:
    shipped = load_shipped_network()
    return network_as_of(shipped, shipped.service_date)


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_fits_the_network(text: str, network: RailNetwork, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(text if text.startswith("name:") else HEAD + text, encoding="utf-8")
    scenario = load_scenario(path)
    assert apply_scenario(network, scenario) is not network
    for option in scenario.options:
        for choice in option.choices:
            apply_scenario(network, choose(scenario, {option.name: choice.name}))


def test_every_operation_has_an_example() -> None:
    shown = "\n".join(EXAMPLES)
    missing = [one for one in list_operations() if f"- {one}:" not in shown and one != "use"]
    assert not missing
    assert "use: NAME" in GUIDE.read_text(encoding="utf-8")
