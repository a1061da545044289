"""Vector files as published: GeoJSON, Shapefile (with or without .cpg), alone or zipped."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.model.japan import is_in_japan
from geoaccess.model.text import Text
from geoaccess.sources.railways.records import RawLayer, Shapes
from geoaccess.sources.safezip import open_zip
from geoaccess.sources.shapefiles import PARTS, check_parts, find_encoding, list_parts
from geoaccess.sources.textfiles import name_content
from geoaccess.sources.zipentries import ZipLimits

SUFFIXES: Final = (".geojson", ".json", ".shp")
"""What is read, in the order in which a zip file's members are preferred."""
LIMITS: Final = ZipLimits(
    entries=10_000, file_bytes=2**30, total_bytes=2 * 2**30, small_bytes=2**26
)
"""Far above any edition of N02, whose largest file has about 30 MB."""
_GEOGRAPHIC: Final = ("EPSG:4326", "EPSG:6668", "EPSG:4612", "OGC:CRS84")
"""WGS 84, JGD2011 and JGD2000: one position in degrees to within a metre or two."""


def read_layer(path: Path, *, words: tuple[str, ...]) -> RawLayer:
    """Return the features of a vector file, positions in degrees.

    Parameters
    ----------
    path
        A GeoJSON file or Shapefile, or a zip file that holds one whose name has a word.
    words
        Parts of a member's name that say it is the wanted one, in lower case.

    Raises
    ------
    FileError
        When the file is missing, of another kind, or broken.
    InputError
        When it has no features, or these do not lie in Japan.
    """
    if not path.is_file():
        what = "a folder, not a file" if path.is_dir() else "no such file"
        raise FileError(f"{path.name}: {what}; give the GeoJSON, Shapefile or zip file of N02")
    suffix = path.suffix.lower()
    if suffix == ".zip":
        with tempfile.TemporaryDirectory() as folder:
            unpacked, member = _unpack(path, words, Path(folder))
            return _read(unpacked, f"{path.name}/{member}")
    if suffix in (".dbf", ".shx", ".prj", ".cpg"):
        raise FileError(
            f"{path.name}: a part of a Shapefile; give {path.stem}.shp, with its other parts beside"
        )
    if suffix not in SUFFIXES:
        raise FileError(
            f"{path.name}: not a railway layer; give GeoJSON (.geojson), Shapefile (.shp) or the "
            "zip file of N02"
        )
    return _read(path, path.name)


def _read(path: Path, where: str) -> RawLayer:
    """Return the only layer of a file that GDAL reads."""
    import pyogrio.raw
    import shapely

    notes: list[Text] = []
    encoding = None
    if path.suffix.lower() == ".shp":
        parts = list_parts(path)
        check_parts(parts, where)
        encoding, note = find_encoding(parts)
        notes += [Text(f"{where}: {note.en}", f"{where}：{note.ja}")] if note else []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            meta, _, wkb, values = pyogrio.raw.read(path, encoding=encoding)
            shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        kind = name_content(path.read_bytes()[:2048])
        raise FileError(
            f"{where}: {f'the content is {kind}, not a railway layer' if kind else 'unreadable'}, "
            "truncated or of another kind; fetch the file again"
        ) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise FileError(f"{where}: the text is neither UTF-8 nor CP932; fetch it again") from error
    if wkb is None or not len(wkb):
        raise InputError(f"{where}: the layer has no features; give the one with the railways")
    shapes = _to_degrees(shapes, meta["crs"], where, notes)
    _check_extent(shapes, where)
    columns = {str(name): values[i] for i, name in enumerate(meta["fields"])}
    return RawLayer(where, columns, shapes, notes)


def _to_degrees(shapes: Shapes, crs: str | None, where: str, notes: list[Text]) -> Shapes:
    """Return geometries in longitude and latitude."""
    import pyproj
    import shapely

    if crs is None:
        notes.append(
            Text(
                f"{where}: no coordinate system is given; taken as JGD2011 degrees.",
                f"{where}：座標系の記載がなく、JGD2011の度とみなした。",
            )
        )
        return shapes
    if crs in _GEOGRAPHIC:
        return shapes
    move = pyproj.Transformer.from_crs(crs, "EPSG:6668", always_xy=True)
    notes.append(
        Text(
            f"{where}: positions moved from {crs} to JGD2011.",
            f"{where}：座標を{crs}からJGD2011に変換した。",
        )
    )
    moved: Shapes = shapely.transform(shapes, move.transform, interleaved=False)
    return moved


def _check_extent(shapes: Shapes, where: str) -> None:
    import shapely

    west, south, east, north = shapely.total_bounds(shapes)
    if not is_in_japan(west, south, east, north):
        swapped = is_in_japan(south, west, north, east)
        remedy = "latitude stands before longitude" if swapped else "N02 covers Japan in degrees"
        raise InputError(
            f"{where}: positions from {west:.1f}, {south:.1f} to {east:.1f}, {north:.1f} do not "
            f"lie in Japan; {remedy}"
        )


def _unpack(path: Path, words: tuple[str, ...], folder: Path) -> tuple[Path, str]:
    """Return the layer of a zip file, unpacked into a folder, and its name in the zip file."""
    with open_zip(path, what="edition of N02", limits=LIMITS) as files:
        member = _choose_member(files.names, words, path.name)
        names = [member]
        if member.lower().endswith(".shp"):
            stem = PurePosixPath(member).with_suffix("")
            names = [
                name
                for name in files.names
                if PurePosixPath(name).with_suffix("") == stem
                and PurePosixPath(name).suffix.lower() in PARTS
            ]
        files.extract(names, folder)
    return folder / PurePosixPath(member).name, member


def _choose_member(names: Sequence[str], words: tuple[str, ...], where: str) -> str:
    """Return the member of a zip file to read: GeoJSON before Shapefile."""
    found = [name for name in names if _is_wanted(name, words)]
    for suffix in SUFFIXES:
        of_kind = [name for name in found if name.lower().endswith(suffix)]
        in_unicode = [name for name in of_kind if "utf-8" in name.lower()]
        chosen = in_unicode or of_kind
        if len(chosen) > 1:
            raise FileError(
                f"{where}: {len(chosen)} layers fit ({describe_offenders(chosen)}); unpack it "
                "and give one of them"
            )
        if chosen:
            return chosen[0]
    raise FileError(
        f"{where}: the zip file holds no layer named {' or '.join(words)} "
        f"({', '.join(SUFFIXES)}); give the zip file of N02"
    )


def _is_wanted(name: str, words: tuple[str, ...]) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in SUFFIXES and any(word in path.stem.lower() for word in words)
