"""Drawn lines of Shinkansen track, with the pieces where the drawing was stitched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.model.japan import is_in_japan
from geoaccess.model.published import TrackGap, TrackLine, TrackLines
from geoaccess.model.text import Text
from geoaccess.sources.faults import quote
from geoaccess.units import FloatArray, great_circle_m

GAP_KM: Final = 5.0
"""Straight pieces from this length up are reported. Shorter ones are common in long tunnels."""
LENGTH_WITHIN: Final = 0.001
"""Share by which the length along the vertices may differ from the stated one unreported."""


def load_track_lines(path: Path) -> TrackLines:
    """Return the lines of a GeoJSON file of one LineString each, positions in degrees.

    Of the properties `id`, `name`, `sourceName` and `lengthKm` are read. The stations that the
    file names as ends are not: Sanyo is drawn from Hakata, and Akita, said to begin at Tokyo,
    begins at Morioka.

    Raises
    ------
    FileError
        When the file is missing or not JSON in UTF-8.
    InputError
        When it is no FeatureCollection; when a feature is no line, has no id or one that
        stands twice, or lies outside Japan. All faults are named at once.
    """
    content = _read_json(path)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise InputError(f"{path.name}: no GeoJSON FeatureCollection of lines; give one")
    faults: list[str] = []
    lines: dict[str, TrackLine] = {}
    for number, feature in enumerate(features, 1):
        where = f"feature {number}"
        try:
            line = _build_line(feature)
        except (KeyError, TypeError, ValueError) as error:
            faults.append(f"{where} ({error if isinstance(error, InputError) else 'no line'})")
            continue
        if not line.id or line.id in lines:
            faults.append(f"{where} (id {quote(line.id)} is empty or stands twice)")
        elif not is_in_japan(line.lon.min(), line.lat.min(), line.lon.max(), line.lat.max()):
            faults.append(f"{where} ({line.id} does not lie in Japan: longitude before latitude)")
        else:
            lines[line.id] = line
    if faults:
        raise InputError(
            f"{path.name}: {len(faults)} of {len(features)} features cannot be read: "
            f"{describe_offenders(faults)}; give LineStrings in degrees with properties id, name "
            "and lengthKm"
        )
    edition = str(content.get("generatedAt", ""))[:10]
    return TrackLines(edition=edition, lines=lines, notes=_describe(path.name, lines))


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise FileError(f"{path.name}: no such file in {path.parent.name}/") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise FileError(
            f"{path.name}: the content is not JSON in UTF-8; give the GeoJSON file of the lines"
        ) from error
    except OSError as error:
        raise FileError(f"{path.name}: cannot be read ({error.strerror})") from None


def _build_line(feature: Mapping[str, Any]) -> TrackLine:
    """Return a feature as a line."""
    properties, geometry = feature["properties"], feature["geometry"]
    if geometry["type"] != "LineString":
        raise InputError(f"{quote(geometry['type'])} is no LineString")
    points = np.array([point[:2] for point in geometry["coordinates"]], dtype=np.float64)
    if points.ndim != 2 or len(points) < 2:
        raise InputError("fewer than two vertices")
    lon, lat = points[:, 0], points[:, 1]
    hop_km = measure_hops(lon, lat)
    name, source = str(properties["name"]), str(properties.get("sourceName") or "")
    return TrackLine(
        id=str(properties["id"]),
        en=name,
        ja="" if source.isascii() else source,
        lon=lon,
        lat=lat,
        km=float(hop_km.sum()),
        stated_km=float(properties["lengthKm"]),
        gaps=tuple(
            TrackGap(vertex=int(i), km=float(hop_km[i])) for i in np.flatnonzero(hop_km >= GAP_KM)
        ),
    )


def measure_hops(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return the km between neighbouring ones of n vertices, shape (n - 1,)."""
    hop_km: FloatArray = great_circle_m(lon[:-1], lat[:-1], lon[1:], lat[1:]) / 1000
    return hop_km


def _describe(where: str, lines: Mapping[str, TrackLine]) -> tuple[Text, ...]:
    """Return what is to be known about the drawing, in words."""
    notes = []
    gaps = [(line.id, gap) for line in lines.values() for gap in line.gaps]
    if gaps:
        longest = sorted(gaps, key=lambda item: -item[1].km)
        shown = describe_offenders([f"{one} {gap.km:.1f} km" for one, gap in longest])
        notes.append(
            Text(
                f"{where}: {len(gaps)} straight pieces of {GAP_KM:g} km or more, stitched or in "
                f"tunnels; the true track may be longer there: {shown}.",
                f"{where}：{GAP_KM:g} km以上の直線が{len(gaps)}か所ある（欠落の補間またはトンネル。"
                f"実際の線路はより長い場合がある）：{shown}。",
            )
        )
    other = [
        f"{line.id} {line.km:.1f} km, stated {line.stated_km:.1f}"
        for line in lines.values()
        if abs(line.km - line.stated_km) > LENGTH_WITHIN * line.stated_km
    ]
    if other:
        shown = describe_offenders(other)
        notes.append(
            Text(
                f"{where}: the length along the vertices is another than stated, and is taken: "
                f"{shown}.",
                f"{where}：頂点間の延長が記載値と異なるため、頂点間の延長を用いた：{shown}。",
            )
        )
    return tuple(notes)
