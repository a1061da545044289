"""Municipal and prefectural offices as the open list 全国市区町村役所 (localgovjp) places them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.areas import NORTHERN_TERRITORIES, AreaCode, CodeHistory
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.sources.areas.history import load_code_history
from geoaccess.sources.areas.namecodes import build_name_codes
from geoaccess.sources.codes import compute_check_digit
from geoaccess.sources.coordinates import find_position_fault, parse_degrees
from geoaccess.sources.csvtable import Faults, Row, read_table
from geoaccess.sources.faults import Cause

_MUNICIPAL: Final = ("pid", "cid", "city", "lat", "lng", "lgcode")
_PREFECTURAL: Final = ("pid", "pref", "pref_en", "capital", "lat", "lng", "lgcode")
_DEGREES: Final = ("lat", "lng")
_CODE_DIGITS: Final = 5
_LGCODE_DIGITS: Final = 6


@dataclass(frozen=True, kw_only=True)
class Offices:
    """Offices by code, and what was done to read them.

    Attributes
    ----------
    places
        The id is the code: five digits of a municipality or ward, two of a prefecture.
        `municipality_code` is the designated city of a ward, the seat of a prefecture. No
        mass.
    """

    places: Places
    notes: tuple[Text, ...]


def load_municipal_offices(path: Path) -> Offices:
    """Return the offices of municipalities and of the wards of designated cities.

    Parameters
    ----------
    path
        CSV with pid, cid, city, lat, lng, lgcode. `cid` may have lost its leading zero;
        `lgcode` must be the same code with its check digit.

    Raises
    ------
    FileError
        When the file is missing or no text.
    InputError
        When a code, its check digit or a position is wrong, or a code stands twice.
    """
    rows, faults = _read(path, _MUNICIPAL), Faults(path.name)
    codes = [_read_code(row, row["cid"].zfill(_CODE_DIGITS), faults) for row in rows]
    positions = [read_position(row, _DEGREES, faults) for row in rows]
    _check(rows, codes, faults)
    history = load_code_history()
    latest = {one.code: one for one in sorted(history.codes, key=_last_day)}
    cities = [latest[code].city if code in latest else "" for code in codes]
    names = tuple("".join(row["city"].split()) for row in rows)
    places = _build_places(
        codes, [city or code for city, code in zip(cities, codes, strict=True)], names, positions
    )
    restored = sum(row["cid"] != code for row, code in zip(rows, codes, strict=True))
    notes = [
        Text(
            f"{path.name}: {len(rows)} offices, {sum(map(bool, cities))} of them of wards; "
            f"{restored} codes had lost their leading zero; all check digits are right.",
            f"{path.name}：役所{len(rows)}件（うち区{sum(map(bool, cities))}件）。"
            f"{restored}件のコードに先頭の0を補った。検査数字はすべて一致。",
        ),
        *_note_codes(path.name, codes, history, latest),
        *_note_shared(path.name, places),
    ]
    return Offices(places=places, notes=tuple(notes))


def load_prefectural_offices(path: Path) -> Offices:
    """Return the offices of the prefectures, each with the code of its seat.

    Parameters
    ----------
    path
        CSV with pid, pref, pref_en, capital, lat, lng, lgcode; `pid` and `lgcode` may have
        lost their leading zeros.

    Raises
    ------
    FileError
        When the file is missing or no text.
    InputError
        When a code, its check digit, a seat or a position is wrong, or a code stands twice.
    """
    rows, faults = _read(path, _PREFECTURAL), Faults(path.name)
    names = build_name_codes(None)
    codes = [_read_code(row, f"{row['pid'].zfill(2)}000", faults)[:2] for row in rows]
    seats = []
    for row, code in zip(rows, codes, strict=True):
        seat = names.find_code(code, "", row["capital"], "")
        if code and names.find_prefecture(row["pref"]) != code:
            faults.add("the prefecture has another code", f"row {row.number}: {row['pref']}")
        elif code and not seat:
            faults.add("no municipality of the prefecture", f"row {row.number}: {row['capital']}")
        seats.append(seat)
    positions = [read_position(row, _DEGREES, faults) for row in rows]
    _check(rows, codes, faults)
    english = [row["pref_en"] for row in rows]
    places = _build_places(codes, seats, tuple(row["pref"] for row in rows), positions, english)
    note = Text(
        f"{path.name}: {len(rows)} prefectural offices; all check digits are right.",
        f"{path.name}：都道府県庁{len(rows)}件。検査数字はすべて一致。",
    )
    return Offices(places=places, notes=(note,))


def read_position(row: Row, columns: tuple[str, str], faults: Faults) -> tuple[float, float] | None:
    """Return latitude and longitude of a row, or None and a noted fault."""
    degrees = [
        parse_degrees(row[name], axis) for name, axis in zip(columns, ("lat", "lon"), strict=True)
    ]
    causes = [one for one in degrees if isinstance(one, Cause)]
    lat, lon = (0.0 if isinstance(one, Cause) else one for one in degrees)
    cause = causes[0] if causes else find_position_fault(lat, lon)
    if cause is not None:
        faults.add("no position in Japan", f"row {row.number}: {cause.shown}")
        return None
    return lat, lon


def _read(path: Path, columns: tuple[str, ...]) -> list[Row]:
    rows = read_table(path, columns)
    if not rows:
        raise InputError(f"{path.name}: there is a header but no office; fetch the file again")
    return rows


def _read_code(row: Row, code: str, faults: Faults) -> str:
    """Return the code that its check digit confirms, '' and a noted fault for any other."""
    lgcode = row["lgcode"].zfill(_LGCODE_DIGITS)
    if not (code.isascii() and code.isdigit() and len(code) == _CODE_DIGITS):
        faults.add("no code", f"row {row.number}: '{code}'")
    elif lgcode != code + compute_check_digit(code):
        faults.add(
            "lgcode is not the code with its check digit", f"row {row.number}: {code}, {lgcode}"
        )
    elif code[:2] != row["pid"].zfill(2):
        faults.add("the code is of another prefecture", f"row {row.number}: {code}")
    else:
        return code
    return ""


def _check(rows: list[Row], codes: list[str], faults: Faults) -> None:
    """Raise all faults of a table, codes that stand twice among them."""
    for code, count in Counter(code for code in codes if code).items():
        if count > 1:
            numbers = [str(row.number) for row, one in zip(rows, codes, strict=True) if one == code]
            faults.add("a code stands twice", f"{code} in rows {' and '.join(numbers)}")
    faults.check()


def _build_places(
    codes: list[str],
    municipalities: list[str],
    names: tuple[str, ...],
    positions: list[tuple[float, float] | None],
    english: list[str] | None = None,
) -> Places:
    known = [one for one in positions if one is not None]
    return Places(
        id=tuple(codes),
        name=tuple(english or names),
        name_ja=names,
        lon=np.array([lon for _, lon in known]),
        lat=np.array([lat for lat, _ in known]),
        mass=np.full(len(codes), np.nan),
        role="zone",
        municipality_code=tuple(municipalities),
    )


def _last_day(one: AreaCode) -> dt.date:
    return one.valid_to or dt.date.max


def _note_codes(
    where: str, codes: list[str], history: CodeHistory, latest: dict[str, AreaCode]
) -> list[Text]:
    """Return what is said of codes that ended, and of areas of the last day without an office."""
    notes = []
    strange = sorted(code for code in codes if code not in latest)
    if strange:
        shown = describe_offenders(strange)
        notes.append(
            Text(
                f"{where}: {len(strange)} codes are not in the code list ({shown}).",
                f"{where}：コード表にないコード{len(strange)}件（{shown}）。",
            )
        )
    ended = [latest[one] for one in codes if one in latest and latest[one].valid_to is not None]
    if ended:
        shown = describe_offenders([f"{one.code} {one.ja}" for one in ended])
        notes.append(
            Text(
                f"{where}: {len(ended)} offices are of areas that no longer exist ({shown}).",
                f"{where}：現存しない区域の役所{len(ended)}件（{shown}）。",
            )
        )
    now = history.codes_at(history.last) | history.codes_at(history.last, "ward")
    without = sorted(set(now) - set(codes) - set(NORTHERN_TERRITORIES))
    if without:
        shown = describe_offenders([f"{one} {now[one].ja}" for one in without])
        notes.append(
            Text(
                f"{where}: {len(without)} areas of today have no office in the list ({shown}).",
                f"{where}：役所のない現在の区域{len(without)}件（{shown}）。",
            )
        )
    return notes


def _note_shared(where: str, places: Places) -> list[Text]:
    """Return what is said of offices at one position."""
    count = Counter(zip(places.lon.tolist(), places.lat.tolist(), strict=True))
    shared = [n for n in count.values() if n > 1]
    return [
        Text(
            f"{where}: {sum(shared)} offices share {len(shared)} positions.",
            f"{where}：{sum(shared)}件の役所が{len(shared)}か所の同じ位置にある。",
        )
    ] * bool(shared)
