"""Names and codes of the features of a layer, whatever the edition calls its columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.text import Text
from geoaccess.sources.areas.layer import NOT_AREAS, Layer
from geoaccess.sources.areas.namecodes import NameCodes
from geoaccess.sources.codes import compute_check_digit
from geoaccess.sources.faults import quote

_COLUMNS: Final = {
    "prefecture": ("N03_001", "prefectureName", "都道府県名", "PREF_NAME", "prefecture"),
    "subprefecture": ("N03_002", "subPrefectureName", "振興局名", "subprefecture"),
    "county": ("N03_003", "countyName", "郡名", "county"),
    "municipality": ("N03_004", "cityName", "市区町村名", "CITY_NAME", "municipality"),
    "ward": ("N03_005", "行政区名", "ward"),
    "code": ("N03_007", "administrativeAreaCode", "行政区域コード", "市区町村コード", "code"),
    "name": ("name_local", "name_ja", "名称", "name"),
    "other_name": ("name",),
}
_UNASSIGNED: Final = "所属未定"
_WARD: Final = re.compile(r".+区")
_NO_NAME: Final = ("", "-", "−", "NULL", "None")


@dataclass(frozen=True, kw_only=True)
class AreaRow:
    """Names and code of one feature.

    `code` is '' for unassigned land, of two digits for a prefecture, else of five; `city` is the
    code of a ward's designated city.
    """

    code: str
    prefecture_code: str
    prefecture: str
    subprefecture: str = ""
    county: str = ""
    municipality: str = ""
    ward: str = ""
    city: str = ""

    @property
    def is_unassigned(self) -> bool:
        """Return whether it is 所属未定地."""
        return not self.code


@dataclass(frozen=True)
class ReadRows:
    """Rows by number of their feature, and what was repaired or left out."""

    rows: Mapping[int, AreaRow]
    notes: tuple[Text, ...]


def read_rows(layer: Layer, names: NameCodes) -> ReadRows:
    """Return names and codes of the features; a feature without any name is left out, and noted.

    Raises
    ------
    InputError
        When no column of names or codes is known, or a feature is no area of Japan.
    """
    cells = _pick_columns(layer)
    has_towns = any(map(_clean, cells.get("municipality", ())))
    rows: dict[int, AreaRow] = {}
    nameless, repaired, unknown = [], [], []
    for number in range(len(layer)):
        given = {role: _clean(column[number]) for role, column in cells.items()}
        if not any(given.values()):
            nameless.append(str(number + 1))
            continue
        row = _read_row(given, names, has_towns=has_towns)
        if row is None:
            unknown.append(f"feature {number + 1}: {quote(_shown(given))}")
        else:
            rows[number] = row
            if row.code and not given.get("code"):
                repaired.append(row.code)
    if unknown:
        share = f"{len(unknown)} of {len(layer)} features are no prefecture, municipality or ward"
        raise InputError(
            f"{layer.where}: {share} of Japan ({describe_offenders(unknown)}); {NOT_AREAS}"
        )
    notes = []
    if repaired:
        shown = describe_offenders(repaired)
        notes.append(
            Text(
                f"{layer.where}: {len(repaired)} codes were found by name ({shown}).",
                f"{layer.where}：コード{len(repaired)}件を名称から補った（{shown}）。",
            )
        )
    if nameless:
        shown = describe_offenders(nameless)
        notes.append(
            Text(
                f"{layer.where}: {len(nameless)} features have no name, left out ({shown}).",
                f"{layer.where}：名称のない地物{len(nameless)}件を除いた（{shown}番目）。",
            )
        )
    return ReadRows(rows, tuple(notes))


def _pick_columns(layer: Layer) -> dict[str, Sequence[str]]:
    """Return the columns by what they hold.

    N03_005 is the ward of a designated city since the edition of 2024; before, where there is
    one, it is a date.
    """
    by_name = {name.casefold(): column for name, column in layer.columns.items()}
    cells: dict[str, Sequence[str]] = {}
    for role, aliases in _COLUMNS.items():
        found = [by_name[one.casefold()] for one in aliases if one.casefold() in by_name]
        if found:
            cells[role] = found[0]
    if not all(cell in _NO_NAME or _WARD.fullmatch(cell) for cell in cells.get("ward", ())):
        del cells["ward"]
    if not {"prefecture", "municipality", "code", "name"} & cells.keys():
        shown = describe_offenders([quote(name) for name in layer.columns]) or "no columns"
        raise InputError(f"{layer.where}: no column of names or codes ({shown}); {NOT_AREAS}")
    return cells


def _clean(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).strip()
    return "" if text in _NO_NAME else text


def _shown(given: Mapping[str, str]) -> str:
    return " ".join(one for one in dict.fromkeys(given.values()) if one)


def _read_row(given: Mapping[str, str], names: NameCodes, *, has_towns: bool) -> AreaRow | None:
    """Return the names and code of a feature, None where they are not of Japan.

    A code that ends with 000 is 所属未定地 in a layer that names municipalities, the whole
    prefecture in one that does not (N03 of prefectures since the edition of 2024).
    """
    prefecture, municipality = given.get("prefecture", ""), given.get("municipality", "")
    county, ward = given.get("county", ""), given.get("ward", "")
    for name in (given.get("name", ""), given.get("other_name", "")):
        if not prefecture and not municipality and name:
            prefecture, municipality = names.split_prefecture(name)
    code = normalise_code(given.get("code", ""))
    if county.endswith("市"):
        county, municipality, ward = "", county, municipality
    elif county.endswith("区部"):
        county = ""
    known = names.find_names(code)
    prefecture_code = names.find_prefecture(prefecture) or code[:2]
    if prefecture_code not in names.prefectures or (code and code[:2] != prefecture_code):
        return None
    place = {
        "prefecture_code": prefecture_code,
        "prefecture": names.prefectures[prefecture_code],
        "subprefecture": given.get("subprefecture", ""),
    }
    is_prefecture = code.endswith("000") and not has_towns
    if _UNASSIGNED in municipality + ward or (code.endswith("000") and not is_prefecture):
        return AreaRow(code="", **place)
    if is_prefecture or len(code) == 2 or not (code or municipality):
        return AreaRow(code=prefecture_code, **place)
    if not municipality and known is not None:
        county, municipality, ward = known
    code = code or names.find_code(prefecture_code, county, municipality, ward)
    city = names.find_city(code, prefecture_code, municipality) if ward else names.city_of(code)
    if not code or (ward and not city):
        return None
    return AreaRow(
        code=code, county=county, municipality=municipality, ward=ward, city=city, **place
    )


def normalise_code(text: str) -> str:
    """Return a code of two or five digits, '' for what is none.

    Four digits lost a leading zero, six end with a check digit.

    Examples
    --------
    >>> normalise_code("1101"), normalise_code("011011"), normalise_code("x")
    ('01101', '01101', '')
    """
    if not re.fullmatch(r"\d{1,6}", text):
        return ""
    if len(text) == 6:
        return text[:5] if compute_check_digit(text[:5]) == text[5] else ""
    return text.zfill(2 if len(text) < 3 else 5)
