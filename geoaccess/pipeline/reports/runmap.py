"""The map of a results folder as one figure for paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.figures.fonts import find_font
from geoaccess.figures.frame import Paper
from geoaccess.figures.render import Form
from geoaccess.model.document import Lang
from geoaccess.model.runfolder import Row, RunFolder, number
from geoaccess.model.text import Text
from geoaccess.pipeline.reports import network, robustness, score, whatif
from geoaccess.pipeline.reports.network import build_links
from geoaccess.pipeline.reports.places import illustrate_places
from geoaccess.pipeline.reports.standing import open_studio, tell_foot
from geoaccess.pipeline.reports.studio import Studio
from geoaccess.pipeline.reports.whatif import illustrate_changes
from geoaccess.sources.runfolder import load_run_folder

_ZONES: Final = "municipalities.csv"


def build_run_map(
    folder: Path, form: Form, *, lang: Lang = "en", paper: Paper = "a4", scenario: str | None = None
) -> bytes:
    """Return the map of a results folder as PNG, SVG or PDF, with what it answers and credits.

    Parameters
    ----------
    scenario
        Name of the scenario of a comparison; not needed where it has one.

    Raises
    ------
    FileError
        When the folder holds no results of which there is a map, or a package is missing.
    InputError
        When its tables cannot be used, or it is not clear which scenario is meant.
    """
    find_font()
    run = load_run_folder(folder)
    if run.command not in _MAPS:
        raise FileError(
            f"{folder}: holds results of geoaccess {run.command}, of which there is no map on "
            f"paper; give those of geoaccess {', '.join(_MAPS)}"
        )
    if scenario is not None and run.command != "whatif":
        raise InputError(f"--scenario is for maps of whatif; {folder} holds a {run.command}")
    question, draw = _MAPS[run.command]
    studio = open_studio(run, lang=lang, paper=paper, form="pdf")
    draw(run, studio, scenario)
    return studio.export_last(tell_foot(run, question.spoken(lang), lang), form)


def find_zones(run: RunFolder, scenario: str | None) -> Sequence[Row]:
    """Return the municipalities of one scenario of a comparison.

    Raises
    ------
    FileError
        When the run did not look at municipalities.
    InputError
        When no such scenario is in it, or several are and none is named.
    """
    rows, where = run.rows(_ZONES), run.name
    if not rows:
        raise FileError(
            f"{where}: has no {_ZONES}, which the map of a comparison shows; run geoaccess whatif "
            "again with --municipalities"
        )
    names = list(dict.fromkeys(row["scenario"] for row in rows))
    if scenario is None and len(names) > 1:
        raise InputError(
            f"{where}: holds {len(names)} scenarios ({describe_offenders(names)}); give one with "
            "--scenario"
        )
    wanted = scenario if scenario is not None else names[0]
    if wanted not in names:
        raise InputError(
            f"--scenario '{wanted}' is none of {where}; it holds {describe_offenders(names)}"
        )
    return [row for row in rows if row["scenario"] == wanted]


def _draw_score(run: RunFolder, studio: Studio, _: str | None) -> None:
    illustrate_places(run.rows("scores.csv"), studio, "score")


def _draw_robustness(run: RunFolder, studio: Studio, _: str | None) -> None:
    illustrate_places(run.rows("sites.csv"), studio, "section_retention")


def _draw_changes(run: RunFolder, studio: Studio, scenario: str | None) -> None:
    illustrate_changes(find_zones(run, scenario), studio)


def _draw_network(run: RunFolder, studio: Studio, _: str | None) -> None:
    ordered = sorted(run.rows("nodes.csv"), key=lambda r: -np.nan_to_num(number(r["partners"])))
    illustrate_places(ordered, studio, "partners", links=build_links(run))


_MAPS: Final[Mapping[str, tuple[Text, Callable[[RunFolder, Studio, str | None], None]]]] = {
    "score": (score.QUESTION, _draw_score),
    "robustness": (robustness.QUESTION, _draw_robustness),
    "network": (network.QUESTION, _draw_network),
    "whatif": (whatif.QUESTION, _draw_changes),
}
