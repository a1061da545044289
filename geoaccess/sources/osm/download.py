"""Streets of a place by osmnx's own download, for those who are online."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from geoaccess.errors import InputError
from geoaccess.sources.osm.cache import find_cache_dir
from geoaccess.sources.osm.reading import INSTALL
from geoaccess.sources.osm.tags import TAGS

PLACE_PREFIX: Final = "osm:"
"""Begins the name of a place whose streets are downloaded: ``osm:Suzu, Ishikawa``."""

_REVERSED: Final = ("-1", "reverse", "T")
_ONE_WAY: Final = ("yes", "true", "1", *_REVERSED)


def fetch_place(text: str, *, folder: Path | None = None) -> Path:
    """Return the extract of a place, downloaded once by osmnx from OpenStreetMap's servers.

    It is kept as OSM XML; delete the file to have newer streets.

    Parameters
    ----------
    text
        ``osm:`` and the name of a place with a boundary in OpenStreetMap.
    folder
        Where it is kept; None for the user's cache directory.

    Raises
    ------
    InputError
        When osmnx is not installed, or the place cannot be fetched.
    """
    place = text.removeprefix(PLACE_PREFIX).strip()
    if not place:
        raise InputError(f"--roads {text}: names no place; write it as osm:Suzu, Ishikawa")
    kept = (folder or find_cache_dir() / "places") / f"{_file_name(place)}.osm"
    if kept.is_file():
        return kept
    try:
        import osmnx
    except ImportError:
        raise InputError(f"--roads {text}: the package 'osmnx' is missing; {INSTALL}") from None
    kept.parent.mkdir(parents=True, exist_ok=True)
    with _settings(osmnx, kept.parent), tempfile.TemporaryDirectory(dir=kept.parent) as drafts:
        try:
            graph = osmnx.graph_from_place(
                place, simplify=False, retain_all=True, custom_filter='["highway"]'
            )
        except (ValueError, TypeError, LookupError, OSError) as error:
            raise InputError(
                f"--roads {text}: its streets cannot be fetched ({' '.join(str(error).split())}); "
                "check the connection and the name, or give an extract of your own"
            ) from None
        draft = Path(drafts) / kept.name
        _state_directions(graph)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pandas, about the types of tags
            osmnx.save_graph_xml(graph, draft)
        draft.replace(kept)
    return kept


@contextlib.contextmanager
def _settings(osmnx: Any, folder: Path) -> Iterator[None]:
    """Keep every way once and with all tags that are looked at; osmnx is left as it was."""
    wanted = {
        "all_oneway": True,
        "useful_tags_way": list(TAGS),
        "use_cache": False,
        "data_folder": folder,
        "log_file": False,
    }
    before = {name: getattr(osmnx.settings, name) for name in wanted}
    try:
        for name, value in wanted.items():
            setattr(osmnx.settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(osmnx.settings, name, value)


def _state_directions(graph: Any) -> None:
    """Write out what the tags leave open, before osmnx writes ``no`` where there is none.

    osmnx has turned ways that are tagged against their course, so that they run along it.
    """
    for _, _, tags in graph.edges(data=True):
        is_round = tags.get("junction") in ("roundabout", "circular")
        is_motorway = str(tags.get("highway", "")).startswith("motorway")
        oneway = tags.get("oneway")
        if oneway in _ONE_WAY or (oneway is None and (is_round or is_motorway)):
            tags["oneway"] = "yes"


def _file_name(place: str) -> str:
    """Return a name for the file of a place: its letters, and a digest for what they lose."""
    letters = "".join(one if one.isalnum() else "-" for one in place)[:40]
    return f"{letters}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"
