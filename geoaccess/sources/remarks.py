"""What was done to read a planner's table, in words: on the card of a place, and of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from geoaccess.errors import describe_offenders
from geoaccess.model.text import Text, fold_name

_KINDS: Final = {
    "sexagesimal": (
        "position read from degrees, minutes and seconds",
        "位置を度分秒から読み取り",
    ),
    "full-width": (
        "position read from full-width digits",
        "位置を全角数字から読み取り",
    ),
    "mesh": ("placed in the middle of the mesh cell", "メッシュの中央の位置とした"),
    "station": ("placed on the platform of the station", "駅のホームの位置とした"),
    "elsewhere": (
        "position outside the municipality that the row names; both are kept as given",
        "位置が行の市区町村の外にある（どちらもそのまま残した）",
    ),
    "representative": (
        "placed at a representative point of a line or polygon",
        "線・面の代表点の位置とした",
    ),
    "compactness": ("compactness taken as the file gives it", "集積度はファイルの値を使用"),
    "repeated": (
        "same name and position as an earlier row; both are kept",
        "前の行と名称・位置が同じ（両方とも残した）",
    ),
    "same position": ("same position as an earlier row", "前の行と位置が同じ"),
}
_DECIMALS: Final = 5
"""Positions that agree to about a metre are one position."""


def describe_sexagesimal(lat: float, lon: float) -> Text:
    """Return the note of a position that was written in degrees, minutes and seconds."""
    shown = f"{lat:.6f}, {lon:.6f}"
    return Text(
        en=f"position: read from degrees, minutes and seconds as {shown}",
        ja=f"位置：度分秒の値を {shown} と読み取り",
    )


def describe_cell(code: str, level: str) -> Text:
    """Return the note of a place that stands for a mesh cell."""
    return Text(
        en=f"mesh:{code}: placed in the middle of the mesh cell ({level})",
        ja=f"mesh:{code}：メッシュ（{level}）の中央の位置とした",
    )


def describe_station(station_id: str, ja: str) -> Text:
    """Return the note of a place that stands on a platform."""
    return Text(
        en=f"position: platform of {ja}駅 (station:{station_id})",
        ja=f"位置：{ja}駅のホーム (station:{station_id})",
    )


def describe_elsewhere(code: str, named: Sequence[str]) -> Text:
    """Return the note of a place that lies in another municipality than its row names."""
    shown = describe_offenders(named)
    return Text(
        en=f"position: in {code}, not in {shown}", ja=f"位置：{shown} ではなく {code} にある"
    )


def find_repeated(
    lat: Sequence[float], lon: Sequence[float], names: Sequence[str]
) -> dict[int, tuple[int, bool]]:
    """Return, for each row at the position of an earlier one, that row and whether its name too."""
    first: dict[tuple[float, float], int] = {}
    by_name: dict[tuple[float, float, str], int] = {}
    repeated: dict[int, tuple[int, bool]] = {}
    for row, (y, x, name) in enumerate(zip(lat, lon, names, strict=True)):
        position = round(y, _DECIMALS), round(x, _DECIMALS)
        named = (*position, fold_name(name))
        if named in by_name:
            repeated[row] = (by_name[named], True)
        elif position in first:
            repeated[row] = (first[position], False)
        first.setdefault(position, row)
        by_name.setdefault(named, row)
    return repeated


def describe_repeated(place_id: str, *, is_same_name: bool) -> Text:
    """Return the note of a place that lies where an earlier one does."""
    if is_same_name:
        return Text(en=f"same name and position as {place_id}", ja=f"{place_id} と名称・位置が同じ")
    return Text(en=f"same position as {place_id}", ja=f"{place_id} と位置が同じ")


def describe_table(
    where: str, numbers: Mapping[str, Sequence[int]], unit: str = "row"
) -> tuple[Text, ...]:
    """Return the remarks on a file: how many of its rows were read in which way, and which.

    Parameters
    ----------
    where
        Name of the file.
    numbers
        Rows by kind: ``sexagesimal``, ``full-width``, ``mesh``, ``station``, ``elsewhere``,
        ``representative``, ``compactness``, ``repeated``, ``same position``.
    unit
        ``row`` or ``feature``.
    """
    is_row, texts = unit == "row", []
    for kind, (en, ja) in _KINDS.items():
        rows = [str(number) for number in numbers.get(kind, ())]
        if rows:
            shown = describe_offenders(rows)
            texts.append(
                Text(
                    en=f"{where}: {unit}{'s' * (len(rows) > 1)} {shown}: {en}.",
                    ja=f"{where}：{shown}{'行目' if is_row else '番目の地物'}：{ja}。",
                )
            )
    return tuple(texts)
