"""The network of two N02 files, from the cache where nothing has changed."""

from __future__ import annotations

import re
from pathlib import Path

from geoaccess.errors import FileError
from geoaccess.model.network import RailNetwork
from geoaccess.sources.railways.cache import digest_inputs, find_cached, keep
from geoaccess.sources.railways.servicemodel import ServiceModel, load_service_model

_EDITION = re.compile(r"N02-(\d{2}|\d{4})(?!\d)", re.IGNORECASE)


def load_conventional_network(
    stations: Path,
    sections: Path,
    *,
    model: ServiceModel | None = None,
    join: RailNetwork | None = None,
    cache: Path | None = None,
) -> RailNetwork:
    """Return the conventional railways in two N02 files, with modelled services.

    Parameters
    ----------
    stations, sections
        The station layer and the section layer: GeoJSON, Shapefile or zip; one zip file
        that holds both may be given twice.
    model
        The service model; by default the one that ships.
    join
        A network to be merged with, see `build_conventional_network`.
    cache
        Folder in which the result is kept under a digest of the files and parameters; None
        for the user's cache folder.

    Raises
    ------
    FileError
        When a file is missing, broken or of another kind.
    InputError
        When the layers cannot be used, or do not belong together.
    """
    for path in (stations, sections):
        if not path.is_file():
            raise FileError(f"{path.name}: no such file; give the N02 layer as a file")
    model = model or load_service_model()
    folder = cache or default_cache()
    known = [] if join is None else [repr(one) for one in (join.service_date, *join.stations)]
    parameters = [model.model_dump(mode="json"), known]
    key = digest_inputs((stations, sections), parameters)
    found = find_cached(folder, key)
    if found is not None:
        return found
    from geoaccess.sources.railways.build import build_conventional_network
    from geoaccess.sources.railways.reading import load_sections, load_stations

    network = build_conventional_network(
        load_stations(stations),
        load_sections(sections),
        model,
        join=join,
        edition=name_edition(stations, sections),
    )
    if digest_inputs((stations, sections), parameters) == key:  # not changed while it was read
        keep(folder, key, network)
    return network


def default_cache() -> Path:
    """Return the folder for networks in the user's cache folder."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("geoaccess")) / "railways"


def name_edition(stations: Path, sections: Path) -> str:
    """Return the editions that the file names tell (N02-17), else the names themselves."""
    names = []
    for path in (stations, sections):
        found = _EDITION.search(path.name)
        names.append(f"N02-{found[1]}" if found else path.stem)
    return ", ".join(dict.fromkeys(names))
