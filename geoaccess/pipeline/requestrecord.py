"""What a run was asked for, as run.json keeps it: enough to look its trains up again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geoaccess.errors import InputError
from geoaccess.pipeline.request import Request

_DATES = ("service_date", "as_of")
_PATHS = ("config", "roads", "dem")
_PLAIN = ("sites", "hubs", "stay_min", "roads_fallback", "dem_fallback", "access")


def describe_request(request: Request) -> dict[str, Any]:
    """Return what the trains of a run depend on, as it was written by the user."""
    paths = {name: getattr(request, name) for name in _PATHS}
    dates = {name: getattr(request, name) for name in _DATES}
    return {
        **{name: getattr(request, name) for name in _PLAIN},
        "networks": list(request.networks),
        "scenarios": list(request.scenarios),
        "window_s": list(request.window) if request.window else None,
        **{name: path.as_posix() if path else None for name, path in paths.items()},
        **{name: date.isoformat() if date else None for name, date in dates.items()},
    }


def read_request(record: Mapping[str, Any]) -> Request:
    """Return the request of a record; its files are looked for where they were.

    Raises
    ------
    InputError
        When the record is not one of `describe_request`.
    """
    try:
        window = record["window_s"]
        paths = {name: Path(record[name]) if record[name] else None for name in _PATHS}
        dates = {
            name: dt.date.fromisoformat(record[name]) if record[name] else None for name in _DATES
        }
        plain = {name: record[name] for name in _PLAIN}
        given: dict[str, Any] = {**plain, **paths, **dates}
        return Request(
            networks=tuple(record["networks"]),
            scenarios=tuple(record.get("scenarios", ())),
            window=(int(window[0]), int(window[1])) if window else None,
            **given,
        )
    except (KeyError, TypeError, ValueError, IndexError):
        raise InputError("run.json: does not say what the run was asked for") from None
