"""Columns of a planner's table: which header, Japanese or English, means what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from geoaccess.errors import InputError
from geoaccess.sources.faults import quote

Column = Literal[
    "id",
    "name",
    "name_ja",
    "name_en",
    "lat",
    "lon",
    "lat_lon",
    "mesh_code",
    "municipality_code",
    "municipality",
    "prefecture",
    "station",
    "mass",
    "compactness",
    "note",
    "address",
]
Grid = Sequence[tuple[int, tuple[str, ...]]]
"""Rows of text as (row number as Excel shows it, cells)."""

SCHOOL_CODE: Final = "学校コード"
"""First column of MEXT's table of school codes, which is no table of sites."""
INSTITUTIONS_REMEDY: Final = "make a table of hubs of it with `geoaccess data hubs`"
HEADER_SEARCH_ROWS: Final = 30
NEEDED: Final = (
    "name the columns in one header row, for example name, lat, lon or "
    "名称, 市区町村コード (see docs/site-files.md)"
)

# Headers in tiers: where two columns have one meaning, that of the earlier tier is read.
_ALIASES: Final[dict[Column, tuple[str, ...]]] = {
    "id": ("id siteid hubid placeid 識別子", "番号 整理番号 連番 no no. number #"),
    "name": (
        (
            "name 名称 名前 施設名 施設名称 地点名 地点 拠点名 拠点 候補地名 候補地 用地名 団地名 "
            "サイト名 sitename site hubname facility facilityname place placename"
        ),
        "label title",
    ),
    "name_ja": ("nameja namejp janame 日本語名 和名 ja",),
    "name_en": ("nameen enname englishname 英語名 英語表記 英名 ローマ字 en",),
    "lat": ("lat latitude latdeg 緯度 北緯", "y ycoord"),
    "lon": ("lon lng long longitude londeg 経度 東経", "x xcoord"),
    "lat_lon": ("latlon latlng lat,lon lat,lng 緯度経度 緯度・経度 緯度,経度 座標 coordinates",),
    "mesh_code": (
        (
            "meshcode jismeshcode メッシュコード 標準地域メッシュ 標準地域メッシュコード "
            "地域メッシュ 地域メッシュコード 基準地域メッシュ 基準地域メッシュコード "
            "3次メッシュ 3次メッシュコード"
        ),
        "mesh メッシュ",
    ),
    "municipality_code": (
        (
            "municipalitycode 市区町村コード 市町村コード 全国地方公共団体コード "
            "地方公共団体コード 団体コード 自治体コード jiscode citycode n03007"
        ),
        "code コード jis jisコード lgcode",
    ),
    "municipality": (
        "municipality municipalityname 市区町村 市区町村名 市町村 市町村名 自治体 自治体名 city",
    ),
    "prefecture": ("prefecture prefecturename pref 都道府県 都道府県名 県 県名",),
    "station": ("station stationname stationid 駅 駅名 駅id",),
    "mass": (
        "mass",
        "employees 従業者数 従業員数 就業者数 人口 population researchers 研究者数",
    ),
    "compactness": ("compactness 集積度",),
    "note": ("note 備考 notes remarks remark memo メモ comment 摘要",),
    "address": ("address 住所 所在地",),
}
_MEANING: Final[dict[str, tuple[Column, int]]] = {
    alias: (column, tier)
    for column, tiers in _ALIASES.items()
    for tier, aliases in enumerate(tiers)
    for alias in aliases.split()
}
_ALONE: Final[frozenset[Column]] = frozenset(
    {"lat_lon", "mesh_code", "municipality_code", "municipality", "station"}
)
"""Columns one of which is enough to say where the rows are."""

_REMARK: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|※.*$|\*")


def find_meaning(header: str) -> tuple[Column, int] | None:
    """Return what a header means and the tier of the alias, None where it means nothing."""
    key = re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", header).casefold())
    return _MEANING.get(key) or _MEANING.get(_REMARK.sub("", key))


def count_columns(header: Sequence[str]) -> int:
    """Return how many meanings a row of cells has when read as a header; 0 if it is none."""
    found = {meaning[0] for cell in header if (meaning := find_meaning(cell))}
    is_header = len(found) > 1 or bool(found & _ALONE)
    return len(found) if is_header else 0


def find_header(grid: Grid) -> tuple[int, int]:
    """Return the position of the header among the rows, and its count of known columns.

    The header is the row with the most known columns among the first rows; titles and
    blank rows may precede it. Position -1 and count 0 where there is none.
    """
    best, best_count = -1, 0
    for position, (_, cells) in enumerate(grid[:HEADER_SEARCH_ROWS]):
        count = count_columns(cells)
        if count > best_count:
            best, best_count = position, count
    return best, best_count


def map_columns(header: Sequence[str], where: str, *, is_mass_needed: bool) -> dict[Column, int]:
    """Return the position of each known column.

    Parameters
    ----------
    header
        Header cells.
    where
        Name of the file, for messages.
    is_mass_needed
        Whether two columns that could both be the mass are an error (they are for hubs).

    Raises
    ------
    InputError
        When two columns have the same meaning.
    """
    found: dict[Column, list[tuple[int, int]]] = {}
    for position, cell in enumerate(header):
        meaning = find_meaning(cell)
        if meaning:
            found.setdefault(meaning[0], []).append((meaning[1], position))
    _split_languages(header, found)
    columns: dict[Column, int] = {}
    for column, candidates in found.items():
        tier = min(candidates)[0]
        best = [position for one_tier, position in candidates if one_tier == tier]
        if len(best) == 1:
            columns[column] = best[0]
        elif column not in ("mass", "note", "address") or (column == "mass" and is_mass_needed):
            names = " and ".join(quote(header[position]) for position in best)
            raise InputError(
                f"{where}: columns {names} both mean {column}; keep one, or name one '{column}'"
            )
        elif column != "mass":
            columns[column] = best[0]
    return columns


def _split_languages(header: Sequence[str], found: dict[Column, list[tuple[int, int]]]) -> None:
    """Take ``name`` beside ``名称`` for the English and the Japanese name."""
    names = [position for tier, position in found.get("name", []) if tier == 0]
    ascii_names = [position for position in names if header[position].isascii()]
    if len(names) == 2 and len(ascii_names) == 1 and not {"name_ja", "name_en"} & set(found):
        found["name_en"] = [(0, ascii_names[0])]
        found["name_ja"] = [(0, next(one for one in names if one not in ascii_names))]
        del found["name"]


def check_position_columns(columns: Mapping[Column, int], where: str) -> None:
    """Refuse a table none of whose columns can give a position.

    Raises
    ------
    InputError
        When there is no pair lat and lon, no mesh code, no municipality code and no municipality.
    """
    if columns.keys() & _ALONE:
        return
    if {"lat", "lon"} <= columns.keys():
        return
    for given, lacking in (("lat", "lon (経度)"), ("lon", "lat (緯度)")):
        if given in columns:
            raise InputError(f"{where}: there is a column {given} but none for {lacking}; add it")
    remedy = (
        "add lat and lon, municipality_code (市区町村コード), municipality (市区町村) or "
        "station (駅名)"
    )
    if "address" in columns:
        raise InputError(
            f"{where}: only an address (住所) says where the rows are, and addresses are not "
            f"looked up; {remedy}"
        )
    raise InputError(f"{where}: no column says where the rows are; {remedy}")
