"""Axes of a sweep in a YAML file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import yaml

from geoaccess.errors import FileError, InputError
from geoaccess.sources.textfiles import decode_text

SUFFIXES: Final = (".yaml", ".yml")
_KEYS: Final = ("axes", "objective")


def expand_axes(texts: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """Return axes as they are written, with those of files in their place, and their objective.

    What ends in ``.yaml`` and has no ``=`` is a file: ``axes`` is a list of axes as on the
    command line, ``objective`` (may be left out) the name of one.

    Raises
    ------
    FileError
        When a file is missing or cannot be read.
    InputError
        When it says something else.
    """
    axes: list[str] = []
    objective: str | None = None
    for text in texts:
        if "=" in text or not text.strip().lower().endswith(SUFFIXES):
            axes.append(text)
            continue
        of_file, wanted = _load(Path(text.strip()))
        axes += of_file
        objective = wanted or objective
    return tuple(axes), objective


def _load(path: Path) -> tuple[list[str], str | None]:
    try:
        text = decode_text(path.read_bytes(), path.name)[0][1]
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror or error})") from None
    try:
        content = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise InputError(f"{path.name}:{where} is no YAML ({error.problem})") from None
    except yaml.YAMLError:
        raise InputError(f"{path.name}: is no YAML; write 'axes:' and a list") from None
    if not isinstance(content, dict):
        raise InputError(f"{path.name}: write 'axes:' and a list such as '- headway:fast=10,15'")
    faults = [f"'{key}' is not known (known: {', '.join(_KEYS)})" for key in content
              if key not in _KEYS]  # fmt: skip
    axes, objective = content.get("axes"), content.get("objective")
    if not isinstance(axes, list) or not axes:
        faults.append("axes is no list; write '- headway:fast=10,15' a line under it")
        axes = []
    wrong = [one for one in axes if not isinstance(one, str)]
    faults += [f"{one!r} is no axis; write KIND:TARGET=VALUES on one line" for one in wrong]
    if objective is not None and not isinstance(objective, str):
        faults.append(f"objective is {objective!r}; write the name of one")
    if faults:
        raise InputError(f"{path.name}: {'; '.join(faults)}")
    return axes, objective
