"""The municipality polygons of the Japan Meteorological Agency, as reversejp carries them.

`reversejp.find_properties` pads every polygon by up to 0.005 degrees (it looks again
at shifted points when it finds nothing), which doubles small islands and closes
straits. The polygons themselves are zip archives inside its native library, so they
are read from there.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

END_OF_ARCHIVE = b"PK\x05\x06"
END_OF_ARCHIVE_BYTES = 22
MUNICIPALITY_FILE = re.compile(r"landslides_(\d+)\.json")
JIS_DIGITS = 5
"""A code has seven digits there: five of JIS X 0402, two for parts of a municipality."""
MAX_WARDS = 30
"""Ward codes follow the code of their city; no city has more wards than this."""


@dataclass(frozen=True, kw_only=True)
class SourcePolygons:
    """Polygons of municipalities, several a municipality, overlaps and slivers included."""

    codes: npt.NDArray[np.str_]
    polygons: npt.NDArray[np.object_]


def load_source_polygons(codes: list[str]) -> SourcePolygons:
    """Return the polygons of the municipalities listed, wards under the code of their city."""
    found_codes: list[str] = []
    rings: list[list[list[float]]] = []
    for feature in _features():
        code = merge_ward(feature["properties"]["code"][:JIS_DIGITS], codes)
        if code is None:
            continue
        for polygon in feature["geometry"]["coordinates"]:
            found_codes.append(code)
            rings.append(polygon[0])
    missing = sorted(set(codes) - set(found_codes))
    if missing:
        raise LookupError(f"reversejp: no polygon for {len(missing)} codes ({missing[:5]})")
    polygons = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    return SourcePolygons(codes=np.array(found_codes), polygons=polygons)


def merge_ward(code: str, codes: list[str]) -> str | None:
    """Return the municipality that a code stands for, None for codes that are none."""
    if code in codes:
        return code
    if not code.isdigit():
        return None
    cities = [one for one in codes if one[2] == "1" and 0 < int(code) - int(one) < MAX_WARDS]
    return max(cities, default=None)


def _features() -> Iterator[dict[str, Any]]:
    files: dict[int, bytes] = {}
    for archive in _archives(_native_library().read_bytes()):
        for name in archive.namelist():
            match = MUNICIPALITY_FILE.fullmatch(name)
            if match:
                files[int(match[1])] = archive.read(name)
    for _, content in sorted(files.items()):
        yield from json.loads(content)["features"]


def _native_library() -> Path:
    spec = util.find_spec("reversejp")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("reversejp is not installed; pip install reversejp==0.1.1")
    return next(
        path for path in Path(spec.origin).parent.iterdir() if path.suffix in {".so", ".pyd"}
    )


def _archives(library: bytes) -> Iterator[zipfile.ZipFile]:
    """Yield the zip archives embedded in a file, found by their end records."""
    for match in re.finditer(re.escape(END_OF_ARCHIVE), library):
        end = match.start()
        directory_size = int.from_bytes(library[end + 12 : end + 16], "little")
        directory_offset = int.from_bytes(library[end + 16 : end + 20], "little")
        start = end - directory_size - directory_offset
        if start < 0:
            continue
        try:
            yield zipfile.ZipFile(io.BytesIO(library[start : end + END_OF_ARCHIVE_BYTES]))
        except zipfile.BadZipFile:
            continue  # the four bytes occur in code as well
