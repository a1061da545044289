"""The commands `geoaccess scenario`: scenario files checked, listed, and one to start from."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from geoaccess.clioptions import (
    AsOf,
    Debug,
    Lang,
    Language,
    Networks,
    ServiceDate,
    build_request,
    handled,
)

scenario_app = typer.Typer(
    no_args_is_help=True, help="Scenario files: check one, list those that ship, begin one."
)


@scenario_app.command()
def check(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A file, or the name of a shipped scenario.")
    ],
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Check a scenario against the network: every fault with line and column, every choice."""
    with handled(debug):
        from geoaccess.console import print_notes, print_table
        from geoaccess.pipeline.scenariocheck import check_scenario

        request = build_request("hubs", "hubs", network, date=date, as_of=as_of)
        checked = check_scenario(scenario, request)
        print_table(checked.to_records())
        print_notes(checked.notes, lang=lang.value)


@scenario_app.command("list")
def list_shipped(debug: Debug = False) -> None:
    """List the scenarios that ship, with their opening years and options."""
    with handled(debug):
        from geoaccess.console import print_table
        from geoaccess.pipeline.scenariocheck import describe_shipped

        shipped = describe_shipped()
        if shipped:
            print_table(shipped)
        else:
            print("no scenario ships; begin one with: geoaccess scenario template", file=sys.stderr)


@scenario_app.command()
def template(debug: Debug = False) -> None:
    """Print a scenario to start from: geoaccess scenario template > mine.yaml."""
    with handled(debug):
        from geoaccess.sources.shipped import config_path

        path = config_path("templates", "scenario.yaml")
        print(path.read_text(encoding="utf-8"), end="")
