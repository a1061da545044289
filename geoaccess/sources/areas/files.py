"""What a planner names: one file, a zip file or a folder of them, as the layers to read."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.sources.areas.layer import NOT_AREAS
from geoaccess.sources.safezip import is_zip, open_zip
from geoaccess.sources.shapefiles import PARTS
from geoaccess.sources.zipentries import ZipLimits

_FORMATS: Final = ((".shp",), (".geojson", ".json", ".topojson"), (".xml", ".gml"), (".gpkg",))
"""Formats in order of choice, where a zip file or folder holds the same areas in several."""

LIMITS: Final = ZipLimits(
    entries=10_000, file_bytes=4 * 2**30, total_bytes=4 * 2**30, small_bytes=16 * 2**20
)
"""Beyond these a zip file is no boundary file (N03 of all Japan: 0.7 GB, packed 1 to 4)."""
_EDITION: Final = re.compile(r"N03-(?:(\d{2})_(?:\d{2}_)?)?(\d{8}|\d{6})(?!\d)")


@contextmanager
def open_layers(path: Path) -> Iterator[list[tuple[Path, str]]]:
    """Yield the files of the layers to read together, each with its name for messages.

    One file is itself. A zip file or folder gives its areas in the first of the formats
    Shapefile, GeoJSON or TopoJSON, GML, GeoPackage: several files only where they are the
    prefectures of one edition. A zip file is unpacked into a temporary folder.

    Raises
    ------
    FileError
        When there is no such file, the zip file is broken or unsafe, or holds no areas.
    InputError
        When several files could be meant.
    """
    if not path.exists():
        raise FileError(f"{path.name}: no such file or folder; check the path")
    if path.is_dir():
        files = {one.relative_to(path).as_posix(): one for one in path.rglob("*") if one.is_file()}
        yield [
            (files[name], f"{path.name}/{name}") for name in choose_layers(list(files), path.name)
        ]
    elif path.suffix.lower() == ".zip" or is_zip(path):
        with tempfile.TemporaryDirectory() as folder:
            yield _unpack(path, Path(folder))
    else:
        yield [(path, path.name)]


def choose_layers(names: Sequence[str], where: str) -> list[str]:
    """Return the names of the files to read of those in a folder or zip file."""
    useful = [name for name in names if _is_candidate(name)]
    for suffixes in _FORMATS:
        found = [one for one in useful if PurePosixPath(one).suffix.lower() in suffixes]
        if found:
            return _choose_of_format(sorted(found), where)
    orphans = sorted(name for name in names if PurePosixPath(name).suffix.lower() in PARTS)
    if orphans:
        raise FileError(
            f"{where}: a Shapefile without .shp ({describe_offenders(orphans)}); "
            "keep .shp, .shx, .dbf and .prj together"
        )
    raise FileError(f"{where}: no file of areas among {len(names)} files; {NOT_AREAS}")


def _is_candidate(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = "__MACOSX" in path.parts or path.name.startswith(".")
    return not hidden and not path.name.upper().startswith("KS-META")


def _choose_of_format(names: list[str], where: str) -> list[str]:
    """Return the one file, or the files of the prefectures of one edition.

    Since the edition of 2024 files of prefectures (``…_prefecture``) and of sub-prefectures lie
    beside that of municipalities, from which they are dissolved.
    """
    finer = [one for one in names if not PurePosixPath(one).stem.endswith("prefecture")]
    names = finer or names
    if len(names) == 1:
        return names
    stems = {name: PurePosixPath(name).stem for name in names}
    by_prefecture = {name: re.fullmatch(r"N03-\w+?_(\d{2})_\d{6}|N03-\d{8}_(\d{2})", stem)
                     for name, stem in stems.items()}  # fmt: skip
    parts = {name: match[1] or match[2] for name, match in by_prefecture.items() if match}
    editions = {find_edition(stems[name]) for name in parts}
    if len(set(parts.values())) == len(parts) == len(names) and len(editions) == 1:
        return names
    whole = [name for name, stem in stems.items() if _EDITION.fullmatch(stem)]
    if len(whole) == 1:
        return whole
    raise InputError(
        f"{where}: {len(names)} files could be meant ({describe_offenders(names)}); "
        "give the one with the areas"
    )


def find_edition(name: str) -> str:
    """Return the date in the name of an N03 file as ISO text, '' where there is none.

    Examples
    --------
    >>> find_edition("N03-21_20_210101.json"), find_edition("N03-20240101.shp")
    ('2021-01-01', '2024-01-01')
    """
    match = _EDITION.search(name)
    if match is None:
        return ""
    digits = match[2]
    if len(digits) == 6:
        digits = f"{'20' if int(digits[:2]) < 50 else '19'}{digits}"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _unpack(path: Path, folder: Path) -> list[tuple[Path, str]]:
    """Return the unpacked files of the layers in a zip file, under names of our own."""
    with open_zip(path, what="boundary file", limits=LIMITS) as files:
        layers, targets = [], {}
        for number, name in enumerate(choose_layers(files.names, path.name)):
            stem = PurePosixPath(name).with_suffix("")
            suffixes = PARTS if name.lower().endswith(".shp") else (PurePosixPath(name).suffix,)
            for part in map(PurePosixPath, files.names):
                if part.with_suffix("") == stem and part.suffix.lower() in suffixes:
                    targets[str(part)] = folder / f"{number}{part.suffix.lower()}"
            chosen = folder / f"{number}{PurePosixPath(name).suffix.lower()}"
            layers.append((chosen, f"{path.name}/{name}"))
        files.check_sizes(list(targets))
        for part_name, target in targets.items():
            with files.open(part_name) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file)
        return layers
