"""Mesh codes (JIS X 0410) as people write them, and what is wrong with those that fail."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from geoaccess.model.mesh import MeshLevel, bounds_of, find_level
from geoaccess.sources.coordinates import clean_number
from geoaccess.sources.faults import Cause, quote

Coordinates = tuple[float | Cause, ...] | None
"""Longitude and latitude in degrees, the causes why not, or None where a row has none."""

NEAR_CELL_DEG: Final = 0.001
"""About 100 m: a position rounded to three decimals may lie so far outside its cell."""

_JOINTS: Final = re.compile(r"[\s\-_]+")
_SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_REMEDY: Final = "write 4 to 11 digits, for example 53394611 or 5339-46-11"


def clean_mesh_code(text: str) -> str:
    """Return half-width digits without spaces, hyphens and a spreadsheet's ``.0``.

    Examples
    --------
    >>> clean_mesh_code("５３３９－４６－１１"), clean_mesh_code("53394611.0")
    ('53394611', '53394611')
    """
    return _JOINTS.sub("", re.sub(r"\.0+$", "", clean_number(unicodedata.normalize("NFKC", text))))


def read_mesh_code(text: str) -> tuple[str, MeshLevel] | Cause:
    """Return code and level of a mesh cell, or why the text names none.

    The level follows from the count of digits; a digit that JIS X 0410 does not allow at its
    place, and a cell outside Japan, are faults.
    """
    code, shown = clean_mesh_code(text), f"mesh code {quote(text)}"
    level = find_level(code)
    if level is not None:
        return code, level
    if _SCIENTIFIC.fullmatch(code):
        return Cause("rounded mesh", f"{shown} was rounded by a spreadsheet", "format it as text")
    if not (code.isascii() and code.isdigit()):
        return Cause("text mesh", f"{shown} is not a number", _REMEDY)
    if len(code) not in (4, 6, 7, 8, 9, 10, 11):
        return Cause("long mesh", f"{shown} has {len(code)} digits", _REMEDY)
    return Cause("wrong mesh", f"{shown} is no cell of JIS X 0410 in Japan", "check its digits")


def place_in_cell(text: str, coordinates: Coordinates) -> tuple[Coordinates, str]:
    """Return the position of a row that may name a mesh cell, and a note on what was done.

    A position that is given stays; it must lie in the cell (or within 0.001 degrees). Without
    one the middle of the cell is taken, and the note says so.

    Parameters
    ----------
    text
        What the cell of the table holds, '' for nothing.
    coordinates
        Position that the row gives otherwise.
    """
    if not clean_number(text):
        return coordinates, ""
    found = read_mesh_code(text)
    if isinstance(found, Cause):
        causes = [one for one in coordinates or () if isinstance(one, Cause)]
        return (*causes, found), ""
    code, level = found
    west, south, east, north = bounds_of([code])[0].tolist()
    if coordinates is None:
        middle = ((west + east) / 2, (south + north) / 2)
        return middle, f"position: middle of mesh cell {code} ({level})"
    if any(isinstance(one, Cause) for one in coordinates):
        return coordinates, ""
    lon, lat = (float(one) for one in coordinates if not isinstance(one, Cause))
    is_inside = (
        west - NEAR_CELL_DEG <= lon <= east + NEAR_CELL_DEG
        and south - NEAR_CELL_DEG <= lat <= north + NEAR_CELL_DEG
    )
    if is_inside:
        return coordinates, ""
    shown = f"lat {quote(f'{lat:.10g}')}, lon {quote(f'{lon:.10g}')} is not in mesh cell {code}"
    return (Cause("mesh mismatch", shown, "correct the position or the mesh code"),), ""
