"""A street network on which nobody gets anywhere: it takes the walking out of a comparison."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from geoaccess.model.timetable import Timetable

_VARINT, _BYTES = 0, 2
_NANODEGREES = 100
"""Unit of coordinates in an OSM PBF file, 1e-9 degrees."""


def write_chain(timetable: Timetable, path: Path) -> Path:
    """Return the path, after writing an OSM PBF of one footway from every stop to the next.

    ferrobus needs streets and keeps only their largest connected part; with walks limited to
    no time at all, this chain gives every stop a node of its own and joins none of them.
    Stops at one position share a node.
    """
    place = np.column_stack((timetable.stop_lat, timetable.stop_lon)).round(6)
    unique = np.unique(place, axis=0)
    nodes = b"".join(
        _field(1, _BYTES, _node(k + 1, lat, lon)) for k, (lat, lon) in enumerate(unique.tolist())
    )
    ways = b"".join(_field(3, _BYTES, _way(k + 1)) for k in range(len(unique) - 1))
    strings = b"".join(_field(1, _BYTES, text) for text in (b"", b"highway", b"footway"))
    block = _field(1, _BYTES, strings) + _field(2, _BYTES, nodes) + _field(2, _BYTES, ways)
    header = _field(4, _BYTES, b"OsmSchema-V0.6")
    path.write_bytes(_blob(b"OSMHeader", header) + _blob(b"OSMData", block))
    return path


def _node(number: int, lat: float, lon: float) -> bytes:
    return (
        _field(1, _VARINT, _zigzag(number))
        + _field(8, _VARINT, _zigzag(round(lat * 1e9 / _NANODEGREES)))
        + _field(9, _VARINT, _zigzag(round(lon * 1e9 / _NANODEGREES)))
    )


def _way(number: int) -> bytes:
    """Return a footway from node `number` to the next."""
    refs = _varints((_zigzag(number), _zigzag(1)))
    return (
        _field(1, _VARINT, number)
        + _field(2, _BYTES, _varints((1,)))
        + _field(3, _BYTES, _varints((2,)))
        + _field(8, _BYTES, refs)
    )


def _blob(kind: bytes, content: bytes) -> bytes:
    body = _field(1, _BYTES, content)
    header = _field(1, _BYTES, kind) + _field(3, _VARINT, len(body))
    return struct.pack(">I", len(header)) + header + body


def _field(number: int, wire: int, value: int | bytes) -> bytes:
    """Return one field of a protocol buffer."""
    key = _varints((number << 3 | wire,))
    if isinstance(value, bytes):
        return key + _varints((len(value),)) + value
    return key + _varints((value,))


def _varints(values: Iterable[int]) -> bytes:
    out = bytearray()
    for value in values:
        rest = value
        while rest > 0x7F:
            out.append(rest & 0x7F | 0x80)
            rest >>= 7
        out.append(rest)
    return bytes(out)


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1
