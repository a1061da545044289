"""Scenarios that planners write: YAML files of operations, and those that ship."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final, cast, get_args

from geoaccess.errors import FileError, GeoaccessError, InputError, UnknownNameError
from geoaccess.model.network import Confidence
from geoaccess.model.scenario import (
    Choice,
    Opening,
    Operation,
    Option,
    Scenario,
    ScenarioSource,
)
from geoaccess.model.text import Text
from geoaccess.sources.scenariooperations import read_operation
from geoaccess.sources.scenarioparts import read_bilingual
from geoaccess.sources.shipped import config_path
from geoaccess.sources.yamlnodes import Item, load_yaml

SUFFIXES: Final = (".yaml", ".yml")
YEARS: Final = (1960, 2150)
_SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_CHOICES: Final = re.compile(r"(?P<name>.+?)(?P<choices>(?::[\w-]+=[\w-]+(?:,[\w-]+=[\w-]+)*)*)")
_KEYS: Final = ("name", "title", "operations")
_OPTIONAL: Final = ("opening", "sources", "assumptions", "options")


def load_scenario(path: Path) -> Scenario:
    """Return the scenario of a file.

    Raises
    ------
    FileError
        When the file cannot be read.
    InputError
        When it is not as docs/scenarios.md says; every fault is named with line and column.
        Stations, lines and services are held against the network when it is applied.
    """
    return _load(path, ())


def find_scenario(text: str) -> Scenario:
    """Return a scenario by its file, or by its name where it ships, with the choices taken.

    Parameters
    ----------
    text
        ``chuo-nagoya``, ``plans/mine.yaml``, ``chuo-nagoya:tokaido=fewer-nozomi``.

    Raises
    ------
    FileError
        When the file cannot be read.
    InputError
        When the file has faults.
    UnknownNameError
        When there is no such file, scenario, option or choice; the nearest are named.
    """
    return _find(text, Path(), ())


def find_scenario_file(text: str) -> Path:
    """Return the file of a scenario as `find_scenario` names it; raises like it."""
    found = _CHOICES.fullmatch(text.strip())
    return _find_file(found["name"] if found else text, Path())


def list_scenarios() -> tuple[str, ...]:
    """Return the names of the scenarios that ship."""
    try:
        folder = config_path("scenarios")
    except FileError:
        return ()
    return tuple(sorted(path.stem for path in folder.iterdir() if path.suffix in SUFFIXES))


def choose(scenario: Scenario, choices: Mapping[str, str]) -> Scenario:
    """Return a scenario with other choices of its options.

    Raises
    ------
    UnknownNameError
        When there is no such option or choice; those that there are are named.
    """
    known = {option.name: [one.name for one in option.choices] for option in scenario.options}
    for name, choice in choices.items():
        if name not in known:
            raise UnknownNameError(
                f"{scenario.name}: no option '{name}'; it has {', '.join(known) or 'none'}"
            )
        if choice not in known[name]:
            raise UnknownNameError(
                f"{scenario.name}: option {name} has no choice '{choice}'; it has "
                f"{', '.join(known[name])}"
            )
    return replace(scenario, chosen={**scenario.chosen, **choices})


def _find(text: str, folder: Path, chain: tuple[Path, ...]) -> Scenario:
    found = _CHOICES.fullmatch(text.strip())
    if found is None:
        raise UnknownNameError("--scenario: no name is given")
    choices = dict(
        cast(tuple[str, str], tuple(one.split("=")))
        for part in found["choices"].split(":")
        for one in part.split(",")
        if one
    )
    return choose(_load(_find_file(found["name"], folder), chain), choices)


def _find_file(name: str, folder: Path) -> Path:
    path = folder / name
    if path.suffix.lower() in SUFFIXES or path.is_file():
        if not path.is_file():
            raise FileError(
                f"{name}: no such file; give the path of a scenario, or the name of "
                f"one that ships ({', '.join(list_scenarios()) or 'none'})"
            )
        return path
    shipped = list_scenarios()
    if name in shipped:
        files = (config_path("scenarios") / f"{name}{suffix}" for suffix in SUFFIXES)
        return next(file for file in files if file.is_file())
    near = get_close_matches(name, shipped, n=3, cutoff=0.4)
    raise UnknownNameError(
        f"no scenario '{name}'; nearest: {', '.join(near or shipped) or 'none ship'}; or give the "
        "path of a .yaml file"
    )


@dataclass(frozen=True)
class _Used:
    """What a scenario takes from others by `use`."""

    sources: tuple[ScenarioSource, ...] = ()
    assumptions: tuple[Text, ...] = ()


def _load(path: Path, chain: tuple[Path, ...]) -> Scenario:
    """Return the scenario of a file that others use, from the first to the last of a chain."""
    root = load_yaml(path)
    given = root.members("a scenario", needed=_KEYS, optional=_OPTIONAL)
    here = (*chain, path.resolve())
    name = _read_slug(given["name"]) if "name" in given else None
    title = read_bilingual(given["title"], "a title") if "title" in given else None
    operations: tuple[Operation, ...] = ()
    used: list[_Used] = []
    if "operations" in given:
        operations = tuple(
            operation
            for one in given["operations"].entries("operations")
            for operation in _read_operations(one, path.parent, here, used)
        )
    opening = _read_opening(given["opening"]) if "opening" in given else None
    sources = given["sources"].each("sources", _read_source) if "sources" in given else ()
    assumptions = (
        given["assumptions"].each("assumptions", lambda one: read_bilingual(one, "an assumption"))
        if "assumptions" in given
        else ()
    )
    options = _read_options(given["options"], path.parent) if "options" in given else ()
    root.faults.check()
    if name is None or title is None:  # a fault said so
        raise InputError(f"{path.name}: name and title are needed")
    return Scenario(
        name=name,
        title=title,
        operations=operations,
        opening=opening,
        sources=tuple(dict.fromkeys((*sources, *(s for one in used for s in one.sources)))),
        options=options,
        assumptions=tuple(
            dict.fromkeys((*assumptions, *(a for one in used for a in one.assumptions)))
        ),
    )


def _read_operations(
    item: Item, folder: Path, chain: tuple[Path, ...], used: list[_Used]
) -> tuple[Operation, ...]:
    """Return an operation, or those of another scenario."""
    if item.is_mapping and [key.value for key, _ in item.node.value] == ["use"]:
        body = item.pairs("use")["use"]
        text = body.text()
        if text is None:
            return ()
        try:
            other = _use(text, folder, chain)
        except GeoaccessError as error:
            body.fault(str(error))
            return ()
        used.append(_Used(other.sources, other.assumptions))
        return other.all_operations
    operation = read_operation(item, folder)
    return () if operation is None else (operation,)


def _use(text: str, folder: Path, chain: tuple[Path, ...]) -> Scenario:
    found = _CHOICES.fullmatch(text)
    path = _find_file(found["name"] if found else text, folder)
    if path.resolve() in chain:
        raise InputError(f"{path.name} uses itself, over {len(chain)} files")
    return _find(text, folder, chain)


def _read_slug(item: Item) -> str | None:
    text = item.text()
    if text is not None and not _SLUG.fullmatch(text):
        item.fault(f"'{text}' is no name; take Latin letters, digits, - and _ (files carry it)")
        return None
    return text


def _read_opening(item: Item) -> Opening | None:
    if not item.is_mapping:
        year = _read_year(item)
        return None if year is None else Opening(first_year=year, last_year=year)
    given = item.members("opening", needed=("from", "to"))
    first, last = (_read_year(given[key]) if key in given else None for key in ("from", "to"))
    if first is None or last is None:
        return None
    if last < first:
        item.fault(f"it opens from {first} to {last}; give the earlier year first")
        return None
    return Opening(first_year=first, last_year=last)


def _read_year(item: Item) -> int | None:
    year = item.convert(int, "a year such as 2035")
    if year is not None and not YEARS[0] <= year <= YEARS[1]:
        item.fault(f"year {year} is not from {YEARS[0]} to {YEARS[1]}")
        return None
    return year


def _read_source(item: Item) -> ScenarioSource | None:
    given = item.members("a source", needed=("figure", "source", "confidence"))
    figure, source = (given[key].text() if key in given else None for key in ("figure", "source"))
    confidence = given["confidence"].choice(get_args(Confidence)) if "confidence" in given else None
    if figure is None or source is None or confidence is None:
        return None
    return ScenarioSource(figure=figure, source=source, confidence=cast(Confidence, confidence))


def _read_options(item: Item, folder: Path) -> tuple[Option, ...]:
    options = []
    for name, body in item.pairs("options").items():
        given = body.members("an option", needed=("title", "default", "choices"))
        title = read_bilingual(given["title"], "a title") if "title" in given else None
        choices = _read_choices(given["choices"], folder) if "choices" in given else ()
        default = (
            given["default"].choice([one.name for one in choices])
            if "default" in given and choices
            else None
        )
        if title is not None and default is not None:
            options.append(Option(name=name, title=title, default=default, choices=choices))
    return tuple(options)


def _read_choices(item: Item, folder: Path) -> tuple[Choice, ...]:
    choices = []
    for name, body in item.pairs("choices").items():
        given = body.members("a choice", needed=("title", "operations"))
        title = read_bilingual(given["title"], "a title") if "title" in given else None
        operations: tuple[Operation, ...] = ()
        if "operations" in given:
            operations = given["operations"].each(
                "operations", lambda one: read_operation(one, folder)
            )
        choices.append(Choice(name=name, title=title or Text(name, name), operations=operations))
    return tuple(choices)
