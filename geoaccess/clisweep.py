"""The part `--sweep` of the command `whatif`: options, and what is done with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geoaccess.clioptions import ResultsFormat
from geoaccess.errors import GeoaccessError, InputError

if TYPE_CHECKING:
    from geoaccess.pipeline.request import Request

Sweep = Annotated[
    list[str] | None,
    typer.Option(
        "--sweep",
        help="Vary the scenario: KIND:TARGET=VALUES (headway:fast=10,15,20, "
        "transfer:nagoya=3..15/3, station:shinagawa:nagoya=km) or a YAML file of them; "
        "repeatable, all combinations.",
    ),
]
Objective = Annotated[
    str | None,
    typer.Option(
        "--objective",
        help="What a sweep ranks by: score, score_sum, score_by_mass, reach_pct, meeting_hours, "
        "pairs or population (default: score).",
    ),
]
People = Annotated[
    bool,
    typer.Option("--people", help="Count the people within a day of hubs in a sweep, too."),
]


_WITH_SWEEP = frozenset(
    ("sites", "hubs", "scenario", "sweep", "objective", "people", "network", "date", "as_of",
     "window", "stay", "preset", "config", "output", "output_format", "lang", "debug")
)  # fmt: skip
_ONLY_SWEEP = ("objective", "people")


def check_sweep_options(context: typer.Context, *, is_sweep: bool) -> None:
    """Raise an InputError that names options given which a sweep, or all but one, does not have."""
    given = [
        one
        for one in context.command.params
        if one.name is not None
        and (source := context.get_parameter_source(one.name)) is not None
        and source.name == "COMMANDLINE"
    ]
    wrong = [
        one.opts[0]
        for one in given
        if (one.name not in _WITH_SWEEP if is_sweep else one.name in _ONLY_SWEEP)
    ]
    if wrong and is_sweep:
        raise InputError(
            f"--sweep: {', '.join(wrong)} cannot be taken with a sweep, whose ways are those of "
            "the access model and whose figures are central values; leave it out"
        )
    if wrong:
        raise InputError(f"{', '.join(wrong)}: is for sweeps; give --sweep, too")


def run_sweep(
    request: Request,
    scenario: list[str] | None,
    axes: list[str],
    *,
    objective: str | None = None,
    people: bool = False,
    output: Path | None = None,
    output_format: ResultsFormat = ResultsFormat.TABLE,
    lang: str = "en",
) -> None:
    """Compute a sweep, write its folder and print what it found; called by `whatif`.

    An interrupted sweep with a folder is taken up again by the same command.

    Parameters
    ----------
    scenario
        One, as ``--scenario`` names it (A+B combines two); none for the network as it is.

    Raises
    ------
    GeoaccessError
        When an input, an axis or the folder cannot be used.
    """
    from geoaccess.console import first_run_notice, print_notes, show_progress
    from geoaccess.pipeline.sweep import (
        SweepQuestion,
        compute_sweep,
        find_swept,
        sweep_results,
    )
    from geoaccess.report import csv_text, json_text
    from geoaccess.report.sweep import check_sweep_folder, write_sweep

    if output is not None:
        check_sweep_folder(output)
    swept = find_swept(scenario or ())
    question = SweepQuestion(axes=tuple(axes), objective=objective, with_people=people)
    try:
        with first_run_notice(), show_progress() as progress:
            run = compute_sweep(request, swept, question, folder=output, progress=progress)
            results = sweep_results(run)
            if output is not None:
                progress("writing results")
                write_sweep(results, output)
    except KeyboardInterrupt:
        if output is None:
            raise
        raise GeoaccessError(
            f"interrupted; what was found is kept in {output}: the same command goes on from there"
        ) from None
    if output_format is ResultsFormat.JSON:
        print(json_text(results.to_document()))
    elif output_format is ResultsFormat.CSV:
        print(csv_text(results.variant_rows()), end="")
        print_notes(results.warnings, lang=lang)
    else:
        from geoaccess.consolesweep import print_sweep

        print_sweep(results, lang=lang, folder=output)
