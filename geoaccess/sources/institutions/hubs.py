"""Hubs made of institutions: one per institution and municipality or ward, at the office there."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geoaccess.errors import FileError, InputError, UnknownNameError, describe_offenders
from geoaccess.model.institutions import Campus, Institution, Institutions
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.sources.areas.namecodes import build_name_codes
from geoaccess.sources.faults import quote

COLUMNS: Final = (
    *("id", "name_ja", "name_en", "municipality_code", "lat", "lon"),
    *("kind", "founder", "position", "note"),
)
_SHOWN: Final = 3
_DECIMALS: Final = 4
"""About 10 m: finer than the position of an office that stands for a campus."""


@dataclass(frozen=True, kw_only=True)
class HubTable:
    """Rows of a hubs file under `COLUMNS`, and what was left out or assumed."""

    rows: tuple[tuple[str, ...], ...]
    notes: tuple[Text, ...]


def build_hubs(
    listed: Institutions,
    municipalities: Places,
    *,
    offices: Places | None = None,
    prefectures: Collection[str] = (),
) -> HubTable:
    """Return a hub for each institution and municipality or ward in which it has a campus.

    A campus stands at its municipal office, at its ward's where `offices` has it: nothing
    here knows streets. Hubs have no mass, since no list says how many people do research
    where: a run needs `mass: equal` in its configuration until a column `mass` is added.
    Closed institutions are left out.

    Parameters
    ----------
    municipalities
        Offices of all municipalities; ids are codes.
    offices
        Offices of municipalities and wards (`load_municipal_offices`).
    prefectures
        Codes of two digits; only campuses in them. All where empty.

    Raises
    ------
    InputError
        When no campus remains.
    """
    by_code = {one: (municipalities, row) for row, one in enumerate(municipalities.id)}
    if offices is not None:
        by_code |= {one: (offices, row) for row, one in enumerate(offices.id)}
    rows: list[tuple[str, ...]] = []
    lost: list[str] = []
    for one in listed.institutions:
        groups: dict[str, list[Campus]] = {}
        for campus in () if one.closed else _list_campuses(one, prefectures):
            code = campus.code if campus.code in by_code else campus.municipality_code
            groups.setdefault(code, []).append(campus)
        for code, campuses in groups.items():
            if code in by_code:
                rows.append(_write_row(one, code, campuses, by_code[code]))
            else:
                lost.append(f"{one.ja} ({code})")
    if not rows:
        raise InputError(
            f"{listed.where}: no campus remains in prefecture {', '.join(sorted(prefectures))}; "
            "give codes of two digits"
            if prefectures
            else f"{listed.where}: no institution has an address with a municipality"
        )
    return HubTable(rows=tuple(rows), notes=_describe(listed, rows, lost))


def find_prefectures(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of prefectures given by code, Japanese or English name.

    Raises
    ------
    UnknownNameError
        When a text is none of a prefecture.
    """
    names = build_name_codes(None)
    codes = tuple(
        text if text in names.prefectures else names.find_prefecture(text) for text in texts
    )
    unknown = [text for text, code in zip(texts, codes, strict=True) if not code]
    if unknown:
        raise UnknownNameError(
            f"no prefecture is called {describe_offenders(list(map(quote, unknown)))}; write "
            "a code of two digits (20), 長野県 or Nagano"
        )
    return codes


def write_hubs(table: HubTable, output: Path) -> None:
    """Write a hubs file (UTF-8 with mark, as spreadsheets want it), whole or not at all.

    Raises
    ------
    FileError
        When it is no CSV by its name, or cannot be written.
    """
    if output.suffix.lower() != ".csv":
        raise FileError(f"{output.name}: hubs are written as CSV; name the file hubs.csv")
    try:
        handle, draft = tempfile.mkstemp(dir=output.parent, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(COLUMNS)
                writer.writerows(table.rows)
            Path(draft).replace(output)
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError as error:
        raise FileError(
            f"{output}: cannot be written ({error.strerror}); check the folder"
        ) from None


def _list_campuses(one: Institution, prefectures: Collection[str]) -> list[Campus]:
    """Return the campuses in the prefectures, the head office where no campus has its code."""
    has_head = any(campus.code == one.head.code for campus in one.campuses)
    campuses = one.campuses if has_head else (one.head, *one.campuses)
    return [
        campus
        for campus in campuses
        if campus.code and (not prefectures or campus.code[:2] in prefectures)
    ]


def _write_row(
    one: Institution, code: str, campuses: Sequence[Campus], at: tuple[Places, int]
) -> tuple[str, ...]:
    offices, row = at
    campus = campuses[0]
    lon, lat = float(offices.lon[row]), float(offices.lat[row])
    if campus.lon is not None and campus.lat is not None:
        lon, lat = campus.lon, campus.lat
    office = offices.name_ja[row]
    names = list(dict.fromkeys(campus.name for campus in campuses if campus.name))
    more = f" ほか{len(names) - _SHOWN}" if len(names) > _SHOWN else ""
    note = [f"位置は{office}の役所（概略） / position of the office, approximate"]
    note += ["、".join(names[:_SHOWN]) + more] * bool(names)
    return (
        f"{one.id}-{code}",
        f"{one.ja}（{office}）",
        f"{one.en or one.ja} ({office})",
        campus.municipality_code,
        f"{lat:.{_DECIMALS}f}",
        f"{lon:.{_DECIMALS}f}",
        one.kind,
        one.founder,
        "municipal office (approximate)",
        "；".join(note),
    )


def _describe(
    listed: Institutions, rows: Sequence[tuple[str, ...]], lost: Sequence[str]
) -> tuple[Text, ...]:
    where, count = listed.where, len(rows)
    closed = sum(one.closed is not None for one in listed.institutions)
    notes = [
        Text(
            f"{where}: {count} hubs, one per institution and municipality or ward; each stands at "
            "the office there, not on its campus.",
            f"{where}：研究拠点{count}件（学校・市区町村ごとに1件）。位置はキャンパスではなく役所。",
        ),
        Text(
            f"{where}: no list says how many people do research at a campus: there is no mass, and "
            "a run needs 'mass: equal' in its configuration. Add a column mass where you know it.",
            f"{where}：研究者数のデータはなく、規模（mass）の列は作らない。設定で mass: equal と"
            "するか、分かる場合はmass列を加える。",
        ),
    ]
    if closed:
        notes.append(
            Text(
                f"{where}: {closed} closed institutions are left out.",
                f"{where}：廃止された{closed}校を除いた。",
            )
        )
    if listed.unmatched:
        shown = "、".join(one.institution_ja for one in listed.unmatched)
        notes.append(
            Text(
                f"{where}: {len(listed.unmatched)} addresses without a municipality are left out "
                f"({shown}).",
                f"{where}：市区町村の分からない住所{len(listed.unmatched)}件を除いた（{shown}）。",
            )
        )
    if lost:
        notes.append(
            Text(
                f"{where}: {len(lost)} are in municipalities without a known office: "
                f"{', '.join(lost)}.",
                f"{where}：役所の位置が分からない{len(lost)}件を除いた：{'、'.join(lost)}。",
            )
        )
    return tuple(notes)
