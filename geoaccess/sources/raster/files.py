"""GeoTIFF files as they are opened: one band, its place on the ground, its marks for no data."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.model.cellgrid import CellFrame
from geoaccess.sources.faults import quote
from geoaccess.sources.textfiles import name_content

SUFFIXES: Final = (".tif", ".tiff", ".gtiff")
SIDECARS: Final = (".aux.xml", ".msk", ".ovr")
CACHE_BYTES: Final = 64 * 2**20
"""Memory for tiles that were read; GDAL's own default is 5 % of the machine's."""
PROBES: Final = 17
"""Points to a side at which the position of a raster is checked."""
_MAGIC: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_HOW: Final = "give a GeoTIFF (in QGIS: Export, Save As, GeoTIFF)"
_NO_CRS: Final = (
    "assign the one in which it was made (in QGIS: Raster, Projections, Assign Projection)"
)


class Band(NamedTuple):
    """An open raster and one of its bands.

    Attributes
    ----------
    data
        The rasterio dataset.
    number
        Of the band, from 1.
    frame
        Where its cells lie.
    """

    data: Any
    number: int
    frame: CellFrame

    @property
    def title(self) -> str:
        """Return the name of the file, with the band where there are several."""
        name = Path(self.data.name).name
        return name if self.data.count == 1 else f"{name}@{self.number}"


def split_reference(text: str) -> tuple[Path, str]:
    """Return the path and what follows the last ``@``: a band or an item, '' where none."""
    path = Path(text).expanduser()
    head, at, tail = text.rpartition("@")
    if path.exists() or not at or "/" in tail or "\\" in tail:
        return path, ""
    return Path(head).expanduser(), tail.strip()


def list_raster_files(path: Path) -> list[Path]:
    """Return a raster and the files beside it from which GDAL takes scales, masks and marks."""
    beside = [path.with_name(path.name + suffix) for suffix in SIDECARS]
    beside += [path.with_suffix(suffix) for suffix in (".tfw", ".tifw", ".tiffw", ".wld")]
    return [path, *(one for one in beside if one.is_file())]


@contextmanager
def open_band(path: str | os.PathLike[str], band: str = "") -> Iterator[Band]:
    """Give one band of a GeoTIFF, open to be read by windows.

    Parameters
    ----------
    band
        Number from 1, or the description of a band; may be left out where there is one band.

    Raises
    ------
    FileError
        When the file is missing, no GeoTIFF, or cut off, or rasterio is not installed.
    InputError
        When it has no coordinate system or no position, or does not have the band.
    """
    source = Path(path)
    check_content(source)
    rasterio = import_rasterio()
    with rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
                data = rasterio.open(source, driver="GTiff")
        except rasterio.errors.RasterioError as error:
            raise FileError(
                f"{source.name}: the GeoTIFF cannot be opened ({_first_line(error)}); it is cut "
                "off or damaged: fetch it again"
            ) from None
        with data:
            yield Band(data, _find_band(data, band, source.name), _find_frame(data, source.name))


def read_window(band: Band, window: Any, *, masked: bool = True) -> Any:
    """Return the cells of a window as stored, masked where the file says that there are none.

    Raises
    ------
    FileError
        When the file is cut off or damaged there.
    """
    rasterio = import_rasterio()
    row, col, height, width = window
    where = rasterio.windows.Window(col, row, width, height)
    try:
        return band.data.read(band.number, window=where, masked=masked)
    except rasterio.errors.RasterioError as error:
        raise FileError(
            f"{band.title}: rows {row} to {row + height} cannot be read "
            f"({_first_line(error)}); the file is cut off or damaged: fetch it again"
        ) from None


def import_rasterio() -> Any:
    """Return the package rasterio, which only rasters need.

    Raises
    ------
    FileError
        When it is not installed.
    """
    try:
        import rasterio
        import rasterio.shutil
        import rasterio.windows
    except ImportError:
        raise FileError(
            "rasters need the package rasterio, which is not installed; "
            "install it with: pip install 'geoaccess[raster]'"
        ) from None
    return rasterio


def check_content(path: Path) -> None:
    """Raise a FileError where a path is not a TIFF file, by its first bytes."""
    if path.is_dir():
        raise FileError(f"{path}: this is a folder; name a raster in it")
    if not path.is_file():
        raise FileError(f"{path}: there is no such file; {_HOW}")
    with path.open("rb") as file:
        start = file.read(2048)
    if not start:
        raise FileError(f"{path.name}: the file is empty; {_HOW}")
    if not start.startswith(_MAGIC):
        kind = name_content(start)
        what = f"the content is {kind}" if kind else "the content is not"
        raise FileError(f"{path.name}: {what}{', not' if kind else ''} a GeoTIFF; {_HOW}")


def _find_band(data: Any, wanted: str, where: str) -> int:
    names = [
        f"{i} ({name})" if name else str(i) for i, name in enumerate(data.descriptions, start=1)
    ]
    if not wanted:
        if data.count > 1:
            raise InputError(
                f"{where}: there are {data.count} bands ({describe_offenders(names)}); name one, "
                f"as {where}@1"
            )
        return 1
    if wanted in data.descriptions:
        if data.descriptions.count(wanted) > 1:
            raise InputError(
                f"{where}: several bands are called {quote(wanted)}; give the number of one"
            )
        return int(data.descriptions.index(wanted)) + 1
    if not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= data.count):
        raise InputError(
            f"{where}: there is no band {quote(wanted)}; it has {describe_offenders(names)}"
        )
    return int(wanted)


def _find_frame(data: Any, where: str) -> CellFrame:
    """Return where the cells lie; refuse what has no place on the ground."""
    if data.crs is None:
        raise InputError(f"{where}: it has no coordinate system; {_NO_CRS}")
    if data.transform.is_identity:
        raise InputError(
            f"{where}: it has no position on the ground (no geotransform"
            f"{', only ground control points' if data.gcps[0] else ''}); georeference it first"
        )
    frame = CellFrame(
        crs=data.crs.to_wkt(),
        transform=tuple(data.transform)[:6],
        height=data.height,
        width=data.width,
    )
    _check_crs(frame, where)
    return frame


def _check_crs(frame: CellFrame, where: str) -> None:
    """Raise an InputError where positions of a grid cannot be told in degrees.

    The corners of a map of the world may lie outside it (Mollweide): some of the cells must lie
    on the earth, and none at impossible degrees.
    """
    from pyproj.exceptions import ProjError

    col, row = np.meshgrid(
        np.linspace(0, frame.width, PROBES), np.linspace(0, frame.height, PROBES)
    )
    try:
        lon, lat = frame.to_degrees(col, row)
    except ProjError as error:
        raise InputError(
            f"{where}: its coordinate system cannot be related to degrees "
            f"({_first_line(error)}); {_NO_CRS}"
        ) from None
    known = np.isfinite(lon) & np.isfinite(lat)
    possible = (np.abs(lon[known]) <= 360) & (np.abs(lat[known]) <= 90)
    if not (known.any() and possible.all()):
        corner = f"first corner at lon {lon[0, 0]:.6g}, lat {lat[0, 0]:.6g}"
        raise InputError(
            f"{where}: its cells are not on the earth ({corner}); the coordinate system does not "
            f"fit the position: {_NO_CRS}"
        )


def _first_line(error: Exception) -> str:
    cause = error.__cause__ or error
    return str(cause).strip().splitlines()[0] if str(cause).strip() else type(error).__name__
