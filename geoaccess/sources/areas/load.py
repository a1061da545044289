"""Administrative areas of any edition and format, at the level that is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.areas import NORTHERN_TERRITORIES, AdminAreas, Level
from geoaccess.model.text import Text
from geoaccess.sources.areas.assemble import Parts, assemble_areas
from geoaccess.sources.areas.attributes import read_rows
from geoaccess.sources.areas.cache import compute_digest, find_areas, find_cache_dir, save_areas
from geoaccess.sources.areas.files import find_edition, open_layers
from geoaccess.sources.areas.history import find_period, load_code_history
from geoaccess.sources.areas.mend import mend_geometry
from geoaccess.sources.areas.namecodes import build_name_codes
from geoaccess.sources.areas.read import read_layer

__all__ = ["AreasResult", "load_areas"]


@dataclass(frozen=True, kw_only=True)
class AreasResult:
    """Areas, and notes of what was mended, repaired, assumed or left out."""

    areas: AdminAreas
    notes: tuple[Text, ...]


def load_areas(
    path: Path,
    *,
    level: Level = "municipality",
    edition: str = "",
    use_cache: bool = True,
    cache_dir: Path | None = None,
) -> AreasResult:
    """Return the administrative areas of a boundary file.

    Parameters
    ----------
    path
        N03 as MLIT publishes it (zip, Shapefile, GeoJSON, GML), TopoJSON made from it, a
        folder with one edition by prefecture, or polygons with a Japanese name or code.
    level
        ``municipality`` merges the wards of designated cities, ``ward`` keeps them apart,
        ``prefecture`` dissolves all; the 23 special wards of Tokyo are municipalities.
    edition
        ISO date of the borders; told by the file's name if empty (``N03-21_210101``).
    use_cache, cache_dir
        Areas are kept in the user's cache directory under a digest of the file's content.

    Notes
    -----
    所属未定地 stays apart from the municipalities (flag `unassigned`), one area per
    prefecture; at level prefecture it is part of it. No other feature is dropped silently.

    Raises
    ------
    FileError
        When the file is missing, cut off, or of another kind.
    InputError
        When it holds no areas of Japan, or none as fine as the level.
    """
    day = _parse_edition(edition)
    if level not in ("prefecture", "municipality", "ward"):
        raise InputError(f"level '{level}' is unknown; write prefecture, municipality or ward")
    if not use_cache or not path.exists():
        return _build(path, level, day)
    folder = cache_dir or find_cache_dir()
    digest = compute_digest(path, (level, edition, path.name))
    file = folder / f"{digest}.npz"
    kept = find_areas(file)
    if kept is not None:
        return AreasResult(areas=kept[0], notes=kept[1])
    result = _build(path, level, day)
    if compute_digest(path, (level, edition, path.name)) == digest:
        save_areas(result.areas, result.notes, file)
    return result


def _parse_edition(edition: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(edition) if edition else None
    except ValueError:
        raise InputError(f"edition '{edition}' is no date; write it as 2021-01-01") from None


def _build(path: Path, level: Level, day: dt.date | None) -> AreasResult:
    history = load_code_history()
    parts = Parts()
    notes: list[Text] = []
    with open_layers(path) as layers:
        named = day.isoformat() if day else _find_edition([name for _, name in layers])
        known = dt.date.fromisoformat(named) if named else None
        names = build_name_codes(known)
        for file, name in layers:
            layer = read_layer(file, name)
            geometry, mended = mend_geometry(layer)
            read = read_rows(layer, names)
            parts.extend(layer, read.rows, geometry)
            notes += [*layer.notes, *mended, *read.notes]
    areas = assemble_areas(
        parts,
        level,
        edition=named,
        whole_cities={one.city for one in history.codes if one.city},
        where=path.name,
    )
    return AreasResult(areas=areas, notes=(*notes, *_describe(areas, parts, path.name)))


def _find_edition(names: list[str]) -> str:
    """Return the date that the names of the files tell, '' for none or one that is no date."""
    found = {find_edition(name.rpartition("/")[2]) or find_edition(name) for name in names}
    if len(found) != 1:
        return ""
    text = found.pop()
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return ""
    return text


def _describe(areas: AdminAreas, parts: Parts, where: str) -> list[Text]:
    notes = []
    unassigned = int(areas.unassigned.sum()) or sum(row.is_unassigned for row in parts.rows)
    if unassigned and areas.level == "prefecture":
        notes.append(
            Text(
                f"{where}: {unassigned} areas of 所属未定地 were joined to their prefectures.",
                f"{where}：所属未定地{unassigned}件を都道府県に含めた。",
            )
        )
    elif unassigned:
        notes.append(
            Text(
                f"{where}: {unassigned} areas of 所属未定地 belong to no municipality.",
                f"{where}：所属未定地{unassigned}件はどの市区町村にも属さない。",
            )
        )
    northern = int(areas.northern_territories.sum())
    if northern:
        notes.append(
            Text(
                f"{where}: {northern} areas are in the Northern Territories (flagged).",
                f"{where}：北方領土の{northern}村には印を付けた。",
            )
        )
    if areas.level != "prefecture":
        return notes + _describe_codes(areas, parts, where)
    if any(row.code in NORTHERN_TERRITORIES for row in parts.rows):
        notes.append(
            Text(
                f"{where}: 北海道 is with the Northern Territories.",
                f"{where}：北海道は北方領土を含む。",
            )
        )
    return notes


def _describe_codes(areas: AdminAreas, parts: Parts, where: str) -> list[Text]:
    """Return what is said of codes that are unknown, or not of one day."""
    notes = []
    history = load_code_history()
    known = {one.code for one in history.codes}
    strange = sorted({code for code in areas.code if code and code not in known})
    if strange:
        shown = describe_offenders(strange)
        notes.append(
            Text(
                f"{where}: {len(strange)} codes are not in the code list ({shown}).",
                f"{where}：コード表にないコード{len(strange)}件（{shown}）。",
            )
        )
    period = find_period({row.code for row in parts.rows if row.code}, history)
    if period is None:
        notes.append(
            Text(
                f"{where}: the codes do not belong to one day; they may be of two editions.",
                f"{where}：コードの時点がそろっていない。2つの版が混じっている可能性がある。",
            )
        )
    elif areas.edition and not period[0] <= dt.date.fromisoformat(areas.edition) <= period[1]:
        first, last = period
        notes.append(
            Text(
                f"{where}: named {areas.edition}, but the codes are those of {first} to {last}.",
                f"{where}：名称は{areas.edition}だが、コードは{first}から{last}のもの。",
            )
        )
    return notes
