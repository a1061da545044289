"""The map of an earlier run, from its results folder alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from geoaccess.errors import FileError

if TYPE_CHECKING:
    from geoaccess.maps.content import MapContent

MAP_DATA: Final = "map.data"


def load_map_content(folder: Path) -> MapContent:
    """Return what the map of a results folder shows.

    Raises
    ------
    FileError
        When the folder holds no results, or results without map data.
    InputError
        When its map data are damaged, or of another format.
    """
    from geoaccess.maps.store import load_content

    path = folder / MAP_DATA
    if not folder.is_dir():
        raise FileError(f"{folder}: is no results folder; give the folder of an earlier run")
    if not path.is_file():
        raise FileError(
            f"{folder}: holds no map data ({MAP_DATA}): the run was made with --no-map, by an "
            "older version, or by a command without a map; run geoaccess score again"
        )
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror or error})") from None
    return load_content(raw, str(path))
