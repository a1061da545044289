"""Results folders read back: run.json and the tables of every command that has a report."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.model.runfolder import Row, RunFolder

RUN_FILE: Final = "run.json"
_SITE: Final = ("site_id", "name", "name_ja")
TABLES: Final[Mapping[str, Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]]] = {
    "score": {
        "scores.csv": (_SITE, ("lat", "lon", "rank", "score", "hubs_met", "hubs")),
        "contacts.csv": (
            ("site_id", "hub_id", "hub_name", "hub_name_ja", "contactable", "depart", "home"),
            ("hub_mass", "out_min", "back_min", "round_trips"),
        ),
    },
    "history": {
        "history.csv": (
            ("site_id", "site_name", "site_name_ja"),
            ("year", "reach_pct", "nearness_min", "meeting_hours", "hubs_met"),
        ),
    },
    "robustness": {
        "sites.csv": (
            (*_SITE, "section_worst", "section_worst_ja"),
            ("lat", "lon", "reach_pct", "section_retention", "line_retention"),
        ),
        "links.csv": (("kind", "link", "link_ja"), ("sites_using", "importance_reach_pct")),
    },
    "network": {
        "nodes.csv": (
            ("id", "kind", "name", "name_ja"),
            ("lat", "lon", "partners", "meeting_hours", "community"),
        ),
        "edges.csv": (("a_id", "b_id"), ("meeting_hours",)),
        "lines.csv": (("line", "line_ja"), ("edges_lost", "share_left")),
    },
    "whatif": {
        "whatif.csv": (
            ("scenario", "scenario_title", "scenario_title_ja", "site_id", "site_name"),
            (
                *("score_base", "score_scenario", "score_change", "reach_pct_change"),
                *("rank_base", "rank_scenario", "hubs_base", "hubs_scenario"),
            ),
        ),
    },
}
"""By command, the tables that it always writes: columns of text and columns of numbers."""
OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = {
    "score": ("draws.csv", "ranks.csv"),
    "history": ("openings.csv", "events.csv"),
    "robustness": ("attribution.csv",),
    "network": ("communities.csv", "changes.csv"),
    "whatif": ("contacts_change.csv", "municipalities.csv", "timeline.csv"),
}


def load_run_folder(folder: Path, *, command: str | None = None) -> RunFolder:
    """Return what a run wrote into a folder.

    Parameters
    ----------
    command
        The only command whose results are wanted; default: any that has a report.

    Raises
    ------
    FileError
        When the folder is none, or holds no results, or those of another command.
    InputError
        When a table lacks columns or rows, or has cells that are no numbers.
    """
    record = read_record(folder, wanted=command)
    found = str(record["command"])
    always = TABLES[found]
    missing = [name for name in always if not (folder / name).is_file()]
    if missing:
        raise FileError(
            f"{folder}: lacks {describe_offenders(missing)} of geoaccess {found}; run it again"
        )
    names = [*always, *(name for name in OPTIONAL[found] if (folder / name).is_file())]
    tables = {name: _read_table(folder / name) for name in names}
    faults = [fault for name in always for fault in _find_faults(name, tables[name], always[name])]
    if faults:
        raise InputError(f"{folder}: {'; '.join(faults)}; run geoaccess {found} again")
    return RunFolder(name=folder.name, command=found, record=record, tables=tables)


def read_record(folder: Path, *, wanted: str | None = None) -> Mapping[str, Any]:
    """Return run.json of a results folder whose command is one that can be read back.

    Raises
    ------
    FileError
        When there is none, or it is of another command.
    """
    of = f"geoaccess {wanted}" if wanted else f"geoaccess {', '.join(TABLES)}"
    if not folder.exists():
        raise FileError(f"{folder}: is not there; give a results folder of {of}")
    if not folder.is_dir():
        raise FileError(f"{folder}: is a file; give the results folder that it lies in")
    path = folder / RUN_FILE
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileError(f"{folder}: has no {RUN_FILE}; give a results folder of {of}") from None
    except (OSError, ValueError) as error:
        raise FileError(f"{path}: cannot be read ({error}); run the command again") from None
    if not isinstance(record, dict) or not isinstance(record.get("command"), str):
        raise FileError(
            f"{path}: does not say which command wrote it, as those of other programs or of early "
            "versions; run the command again"
        )
    lacking = _find_lacking(record)
    if lacking:
        raise FileError(f"{path}: lacks {', '.join(lacking)}; run the command again")
    if record["command"] not in TABLES or (wanted and record["command"] != wanted):
        raise FileError(
            f"{folder}: holds results of geoaccess {record['command']}; give those of {of}"
        )
    return record


_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "digest": (),
    "sites": (),
    "hubs": (),
    "versions": ("geoaccess",),
    "network": ("name", "edition", "service_date"),
    "parameters": ("day", "indicators"),
}
"""What every record has, and what is in it."""


def _find_lacking(record: Mapping[str, Any]) -> list[str]:
    lacking = []
    for name, parts in _PARTS.items():
        if name not in record or (parts and not isinstance(record[name], dict)):
            lacking.append(name)
        else:
            lacking += [f"{name}.{part}" for part in parts if part not in record[name]]
    return lacking


def _read_table(path: Path) -> tuple[Row, ...]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tuple(csv.DictReader(file))
    except (OSError, ValueError, csv.Error) as error:
        raise FileError(f"{path}: cannot be read ({error}); run the command again") from None


def _find_faults(
    name: str, rows: tuple[Row, ...], columns: tuple[tuple[str, ...], tuple[str, ...]]
) -> list[str]:
    """Return what is wrong with a table, in words."""
    if not rows:
        return [f"{name} has no rows"]
    texts, numbers = columns
    lacking = [column for column in (*texts, *numbers) if column not in rows[0]]
    if lacking:
        return [f"{name} lacks the columns {describe_offenders(lacking)}"]
    cut = [str(at) for at, row in enumerate(rows, 2) if None in row or None in row.values()]
    if cut:
        return [f"{name}: rows {describe_offenders(cut)} have too few or too many cells"]
    bad = [
        f"row {at}: {column} '{row[column]}'"
        for at, row in enumerate(rows, 2)
        for column in numbers
        if row[column] and not _is_number(row[column])
    ]
    return [f"{name} has cells that are no numbers ({describe_offenders(bad)})"] if bad else []


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False
