"""What `--network` names: tables, workbooks, GTFS feeds with a date, tables of changes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.sources.gtfs.archive import is_gtfs_folder
from geoaccess.sources.networkbook import WORKBOOK_SUFFIXES
from geoaccess.sources.shipped import data_path

SHIPPED_NETWORK: Final = "japan"
_DATED: Final = re.compile(r"(?P<path>.+)@(?P<date>\d[\d/.-]*)")
_HOW: Final = (
    "give japan, a folder of network tables, a workbook of them (.xlsx), a GTFS feed (.zip or "
    "folder), or a table of changes (.csv)"
)

Kind = Literal["tables", "feed", "changes"]


@dataclass(frozen=True, kw_only=True)
class NetworkReference:
    """One network as the user names it.

    Attributes
    ----------
    path
        File or folder.
    date
        The day at which a feed is read; None for the day of the run.
    """

    text: str
    path: Path
    kind: Kind
    date: dt.date | None = None


def parse_networks(texts: Sequence[str]) -> tuple[NetworkReference, ...]:
    """Return what each text names.

    Raises
    ------
    FileError
        When there is no such file, or it is of another kind.
    InputError
        When nothing is named, a network is named twice, only changes are named, or a date is
        given to what has none.
    """
    references = tuple(_parse(text.strip()) for text in texts)
    if not any(one.kind != "changes" for one in references):
        raise InputError(f"--network: no network is named; {_HOW}")
    paths = [one.path.resolve() for one in references]
    twice = [one.text for i, one in enumerate(references) if paths[i] in paths[:i]]
    if twice:
        raise InputError(
            f"--network: {len(twice)} are given twice ({describe_offenders(twice)}); give each once"
        )
    return references


def _parse(text: str) -> NetworkReference:
    if text == SHIPPED_NETWORK:
        return NetworkReference(text=text, path=data_path("network"), kind="tables")
    path, date = Path(text).expanduser(), None
    dated = None if path.exists() else _DATED.fullmatch(text)
    if dated:
        path, date = Path(dated["path"]).expanduser(), _date(text, dated["date"])
    kind = "tables" if dated and dated["path"] == SHIPPED_NETWORK else _find_kind(path, text)
    if date is not None and kind != "feed":
        raise InputError(
            f"--network {text}: a date of its own can be given to a GTFS feed only; "
            "give --date for the run"
        )
    return NetworkReference(text=text, path=path, kind=kind, date=date)


def _date(text: str, written: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        raise InputError(
            f"--network {text}: '{written}' is not a date; write it as FILE.zip@2019-06-05"
        ) from None


def _find_kind(path: Path, text: str) -> Kind:
    suffix = path.suffix.lower()
    if path.is_dir():
        is_feed = is_gtfs_folder(path) and not (path / "network.yaml").is_file()
        return "feed" if is_feed else "tables"
    if not path.is_file():
        raise FileError(f"--network {text}: there is no such file or folder; {_HOW}")
    if suffix == ".zip":
        return "feed"
    if suffix in WORKBOOK_SUFFIXES:
        return "tables"
    if suffix == ".csv":
        return "changes"
    raise FileError(f"--network {text}: files of this kind are not read; {_HOW}")
