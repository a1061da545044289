"""Vector files as published: GeoJSON, Shapefile (with or without .cpg), alone or zipped."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.sources.railways.records import RawLayer, Shapes
from geoaccess.sources.textfiles import name_content

SUFFIXES: Final = (".geojson", ".json", ".shp")
"""What is read, in the order in which a zip file's members are preferred."""
JAPAN: Final = (122.0, 20.0, 155.0, 46.5)
"""West, south, east, north in degrees: every railway of Japan, with room."""
MAX_BYTES: Final = 2 * 2**30
MAX_MEMBERS: Final = 10_000
_GEOGRAPHIC: Final = ("EPSG:4326", "EPSG:6668", "EPSG:4612", "OGC:CRS84")
"""WGS 84, JGD2011 and JGD2000: one position in degrees to within a metre or two."""
_DBF_HEADER: Final = 32


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
        member = _find_member(path, words)
        return _read(f"/vsizip/{{{path}}}/{member}", f"{path.name}/{member}", path, member)
    if suffix in (".dbf", ".shx", ".prj", ".cpg"):
        raise FileError(
            f"{path.name}: a part of a Shapefile; give {path.stem}.shp, with its other parts beside"
        )
    if suffix not in SUFFIXES:
        raise FileError(
            f"{path.name}: not a railway layer; give GeoJSON (.geojson), Shapefile (.shp) or the "
            "zip file of N02"
        )
    if suffix == ".shp":
        missing = [part for part in (".dbf", ".shx") if _beside(path, part) is None]
        if missing:
            raise FileError(
                f"{path.name}: the Shapefile lacks its {' and '.join(missing)} file; put all its "
                "parts into one folder"
            )
    return _read(str(path), path.name, path, "")


def _read(source: str, where: str, path: Path, member: str) -> RawLayer:
    """Return the only layer of a file that GDAL reads."""
    import pyogrio.raw
    import shapely

    notes: list[str] = []
    encoding = None
    if source.lower().endswith(".shp"):
        encoding = _find_encoding(path, member)
        if encoding == "cp932":
            notes.append(f"{where}: no .cpg file says its encoding; read as CP932")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            meta, _, wkb, values = pyogrio.raw.read(source, encoding=encoding)
            shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        kind = name_content(path.read_bytes()[:16]) if not member else ""
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


def _to_degrees(shapes: Shapes, crs: str | None, where: str, notes: list[str]) -> Shapes:
    """Return geometries in longitude and latitude."""
    import pyproj
    import shapely

    if crs is None:
        notes.append(f"{where}: no coordinate system is given; taken as JGD2011 degrees")
        return shapes
    if crs in _GEOGRAPHIC:
        return shapes
    move = pyproj.Transformer.from_crs(crs, "EPSG:6668", always_xy=True)
    notes.append(f"{where}: positions moved from {crs} to JGD2011")
    moved: Shapes = shapely.transform(shapes, move.transform, interleaved=False)
    return moved


def _check_extent(shapes: Shapes, where: str) -> None:
    import shapely

    west, south, east, north = shapely.total_bounds(shapes)
    if not (JAPAN[0] <= west and JAPAN[1] <= south and east <= JAPAN[2] and north <= JAPAN[3]):
        swapped = JAPAN[1] <= west and east <= JAPAN[3] and south >= JAPAN[0]
        remedy = "latitude stands before longitude" if swapped else "N02 covers Japan in degrees"
        raise InputError(
            f"{where}: positions from {west:.1f}, {south:.1f} to {east:.1f}, {north:.1f} do not "
            f"lie in Japan; {remedy}"
        )


def _find_member(path: Path, words: tuple[str, ...]) -> str:
    """Return the member of a zip file to read: GeoJSON before Shapefile."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            broken = None if len(entries) > MAX_MEMBERS else archive.testzip()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        kind = name_content(path.read_bytes()[:16])
        shown = kind if kind and "zip" not in kind else "no zip file, a broken or a locked one"
        raise FileError(f"{path.name}: the content is {shown}; fetch the file again") from error
    except Exception as error:  # zlib.error is no OSError
        raise FileError(f"{path.name}: the zip file is broken ({error}); fetch it again") from error
    if broken is not None:
        raise FileError(f"{path.name}: {broken} in it is broken; fetch the file again")
    escaping = [entry.filename for entry in entries if _escapes(entry.filename)]
    if escaping:
        raise FileError(
            f"{path.name}: {len(escaping)} entries point outside the zip file "
            f"({describe_offenders(escaping)}); do not trust this file"
        )
    if len(entries) > MAX_MEMBERS or sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise FileError(f"{path.name}: larger than any edition of N02; check the file")
    found = [entry.filename for entry in entries if _is_wanted(entry.filename, words)]
    if not found:
        raise FileError(
            f"{path.name}: the zip file holds no layer named {' or '.join(words)} "
            f"({', '.join(SUFFIXES)}); give the zip file of N02"
        )
    for suffix in SUFFIXES:
        of_kind = [name for name in found if name.lower().endswith(suffix)]
        in_unicode = [name for name in of_kind if "utf-8" in name.lower()]
        chosen = in_unicode or of_kind
        if len(chosen) > 1:
            raise FileError(
                f"{path.name}: {len(chosen)} layers fit ({describe_offenders(chosen)}); unpack it "
                "and give one of them"
            )
        if chosen:
            return chosen[0]
    raise FileError(f"{path.name}: no layer fits")  # pragma: no cover


def _is_wanted(name: str, words: tuple[str, ...]) -> bool:
    path = PurePosixPath(name)
    stem = path.stem.lower()
    fits = any(word in stem for word in words) and path.suffix.lower() in SUFFIXES
    return fits and "__MACOSX" not in path.parts


def _escapes(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return ".." in parts or name.startswith(("/", "\\")) or ":" in name.partition("/")[0]


def _beside(path: Path, suffix: str) -> Path | None:
    for one in (suffix, suffix.upper()):
        if path.with_suffix(one).is_file():
            return path.with_suffix(one)
    return None


def _find_encoding(path: Path, member: str) -> str | None:
    """Return the encoding of a Shapefile's table: None where its .cpg says it."""
    if member:
        stem = member[: -len(".shp")]
        with zipfile.ZipFile(path) as archive:
            names = {name.lower(): name for name in archive.namelist()}
            if f"{stem}.cpg".lower() in names:
                return None
            table = names.get(f"{stem}.dbf".lower())
            if table is None:
                raise FileError(f"{path.name}: {PurePosixPath(member).name} lacks its .dbf file")
            content = archive.read(table)
    else:
        if _beside(path, ".cpg") is not None:
            return None
        content = (_beside(path, ".dbf") or path).read_bytes()
    try:
        content[_DBF_HEADER:].decode("utf-8")
    except UnicodeDecodeError:
        return "cp932"
    return "utf-8"
