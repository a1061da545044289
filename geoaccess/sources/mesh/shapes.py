"""Mesh Shapefiles of e-Stat (MESH0….shp): official cell polygons, held against their codes."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.model.mesh import bounds_of, find_levels
from geoaccess.sources.safezip import open_zip
from geoaccess.sources.shapefiles import PARTS, check_parts, list_parts
from geoaccess.sources.zipentries import ZipLimits
from geoaccess.units import FloatArray

KEY: Final = "KEY_CODE"
TOLERANCE_DEG: Final = 2e-8
"""Corners are published with eight decimals, rounded: 2 mm."""

_LIMITS: Final = ZipLimits(file_bytes=2**30, total_bytes=2 * 2**30, small_bytes=2**26)
_DATUMS: Final = {"6668": "JGD2011", "4612": "JGD2000", "4326": "WGS 84"}
_OLD_DATUM: Final = "4301"
_REMEDY: Final = "download the mesh of JGD2011 or JGD2000 (世界測地系) from e-Stat again"


@dataclass(frozen=True, kw_only=True, eq=False)
class MeshShapes:
    """Official cells.

    Attributes
    ----------
    codes
        Mesh codes, length n, unique.
    polygons
        Shapely polygons in degrees, shape (n,), read-only.
    off_deg
        Largest distance between a published corner and that of the code.
    notes
        Datum, cells that several files share.
    """

    codes: tuple[str, ...]
    polygons: NDArray[Any]
    off_deg: float
    notes: tuple[str, ...]


def load_mesh_shapes(paths: Sequence[str | os.PathLike[str]]) -> MeshShapes:
    """Return the cells of mesh Shapefiles, each checked to be the rectangle of its code.

    JGD2000 and JGD2011 give the same degrees to each code; on the ground they are up to 5 m
    apart where the earthquake of 2011 moved the land, below 1 m elsewhere.

    Raises
    ------
    FileError
        When a file is missing one of its parts, or is no Shapefile.
    InputError
        When there is no KEY_CODE, a code is malformed, or a cell is not where its code says
        (the old Tokyo datum puts cells 400 m to 450 m to the south-east).
    """
    if not paths:
        raise InputError("mesh Shapefiles: none is given; name at least one .shp or .zip")
    codes: list[str] = []
    polygons: list[NDArray[Any]] = []
    notes: list[str] = []
    off_deg = 0.0
    for path in map(Path, paths):
        found, shapes, note = _read(path)
        off_deg = max(off_deg, _check_cells(found, shapes, path.name))
        codes += found
        polygons.append(shapes)
        notes.append(note)
    joined = np.concatenate(polygons)
    first = {code: i for i, code in reversed(list(enumerate(codes)))}
    if len(first) < len(codes):
        notes.append(f"{len(codes) - len(first)} cells are in several files and were taken once")
    picked = np.fromiter(sorted(first.values()), dtype=np.int64)
    kept = joined[picked]
    kept.setflags(write=False)
    return MeshShapes(
        codes=tuple(codes[i] for i in picked),
        polygons=kept,
        off_deg=off_deg,
        notes=tuple(dict.fromkeys(notes)),
    )


def _read(path: Path) -> tuple[list[str], NDArray[Any], str]:
    """Return codes, polygons and a note on the datum of one Shapefile."""
    import pyogrio
    import shapely

    _check_file(path)
    with tempfile.TemporaryDirectory() as folder:
        shape = _unpack(path, Path(folder)) if path.suffix.lower() == ".zip" else path
        check_parts(list_parts(shape), path.name)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)  # what fails is said below
                meta, _, shapes, values = pyogrio.raw.read(shape, encoding="cp932")
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise FileError(
                f"{path.name}: the file is not a Shapefile or is broken; download it again"
            ) from error
    fields = [str(name) for name in meta["fields"]]
    if KEY not in fields:
        raise InputError(
            f"{path.name}: there is no column {KEY} ({describe_offenders(fields)}); "
            "give a mesh Shapefile of e-Stat (境界データ, メッシュ)"
        )
    codes = [str(code) for code in values[fields.index(KEY)]]
    return codes, shapely.from_wkb(shapes, on_invalid="ignore"), _describe_datum(meta["crs"], path)


def _check_file(path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix not in (".shp", ".zip"):
        raise FileError(
            f"{path.name}: files of kind '{suffix}' are not read; name the .shp or .zip"
        )
    if not path.is_file():
        raise FileError(f"{path}: there is no such file; check the name and the folder")


def _unpack(path: Path, folder: Path) -> Path:
    """Return the only Shapefile of a zip file, unpacked into a folder."""
    with open_zip(path, what="mesh", limits=_LIMITS) as files:
        shapes = files.find(".shp")
        if len(shapes) != 1:
            held = describe_offenders(shapes) or "none"
            raise FileError(
                f"{path.name}: the zip file needs exactly one .shp ({held}); unpack it and name one"
            )
        files.extract(files.find(*PARTS), folder)
        return folder / PurePosixPath(shapes[0]).name


def _describe_datum(crs: str | None, path: Path) -> str:
    """Return a note on the datum, told by the .prj."""
    import pyproj

    if crs is None:
        return "no .prj says the datum; the cells lie where their codes say (JGD2000 or JGD2011)"
    code = str(pyproj.CRS.from_user_input(crs).to_epsg(min_confidence=20) or "unknown")
    if code == _OLD_DATUM:
        raise InputError(f"{path.name}: the cells are in the old Tokyo datum; {_REMEDY}")
    if code not in _DATUMS:
        raise InputError(f"{path.name}: the cells are in EPSG:{code}, not in degrees; {_REMEDY}")
    return f"{_DATUMS[code]} (EPSG:{code}), taken as JGD2011 without a shift"


def _check_cells(codes: Sequence[str], polygons: NDArray[Any], where: str) -> float:
    """Return how far the corners are from those of the codes, in degrees; refuse what is off."""
    import shapely

    wrong = [
        repr(code) for code, level in zip(codes, find_levels(codes), strict=True) if level is None
    ]
    if wrong:
        raise InputError(
            f"{where}: {len(wrong)} of {len(codes)} cells have no mesh code of JIS X 0410 "
            f"({describe_offenders(wrong)}); {_REMEDY}"
        )
    wanted = bounds_of(codes)
    found: FloatArray = shapely.bounds(polygons)
    sides = wanted[:, 2:] - wanted[:, :2]
    is_box = np.isclose(shapely.area(polygons), sides.prod(axis=1), rtol=1e-5)
    off = np.abs(found - wanted).max(axis=1)
    bad = np.flatnonzero(~is_box | ~(off <= TOLERANCE_DEG))
    if bad.size:
        shown = [f"{codes[int(i)]}: {off[i]:.6f} degrees off" for i in bad]
        raise InputError(
            f"{where}: {bad.size} of {len(codes)} cells are not the rectangle of their code "
            f"({describe_offenders(shown)}); the old Tokyo datum is 0.003 degrees off: {_REMEDY}"
        )
    return float(off.max(initial=0.0))
