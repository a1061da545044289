"""The cache gives the same network, never that of a changed file, model or neighbour."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import pytest

from geoaccess.model.network import RailNetwork, Section, Station, StoppingPattern
from geoaccess.sources.railways import build
from geoaccess.sources.railways.columns import pack_rows, unpack_rows
from geoaccess.sources.railways.loading import load_conventional_network
from geoaccess.sources.railways.servicemodel import load_service_model
from tests.sources.railways.layers import Layers, town
from tests.sources.railways.test_network import other


class Cached:
    """A loader with its own cache folder that counts how often a network is built."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.n_built = folder / "cache", 0
        real = build.build_conventional_network

        def counted(*args: object, **kwargs: object) -> RailNetwork:
            self.n_built += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(build, "build_conventional_network", counted)

    def load(self, layers: tuple[Path, Path], **kwargs: object) -> RailNetwork:
        return load_conventional_network(*layers, cache=self.folder, **kwargs)


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cached:
    return Cached(tmp_path, monkeypatch)


def test_the_second_time_is_the_same_and_not_built(cached: Cached, tmp_path: Path) -> None:
    layers = town().write(tmp_path)
    first, second = cached.load(layers), cached.load(layers)
    assert cached.n_built == 1
    for one in fields(RailNetwork):
        assert getattr(first, one.name) == getattr(second, one.name)
    assert first.edition == "N02-19"


@pytest.mark.parametrize("which", [0, 1])
def test_a_changed_file_is_built_anew(cached: Cached, tmp_path: Path, which: int) -> None:
    layers = town().write(tmp_path)
    before = cached.load(layers)
    text = layers[which].read_text(encoding="utf-8")
    stat = layers[which].stat()
    layers[which].write_text(text.replace("支線", "枝線"), encoding="utf-8")  # same size
    import os

    os.utime(layers[which], ns=(stat.st_atime_ns, stat.st_mtime_ns))  # ... and same time
    assert cached.load(layers).notes != before.notes or cached.load(layers).lines != before.lines
    assert cached.n_built == 2


def test_another_model_or_neighbour_is_built_anew(cached: Cached, tmp_path: Path) -> None:
    layers = town().write(tmp_path)
    model = load_service_model()
    slower = model.model_copy(update={"cuts": model.cuts.model_copy(update={"connection_min": 9})})
    cached.load(layers)
    cached.load(layers, model=slower)
    cached.load(layers, join=other(("naka", "中", 4.3, 0)))
    moved = cached.load(layers, join=other(("naka", "中", 4.2, 0)))
    assert cached.n_built == 4
    assert "naka" in moved.station_by_id


@pytest.mark.parametrize("damage", [b"", b"x", None])
def test_a_damaged_cache_is_built_anew(
    cached: Cached, tmp_path: Path, damage: bytes | None
) -> None:
    layers = town().write(tmp_path)
    before = cached.load(layers)
    (kept,) = cached.folder.iterdir()
    content = kept.read_bytes()
    kept.write_bytes(content[:-20] if damage is None else damage)
    assert cached.load(layers).sections == before.sections
    assert cached.n_built == 2
    assert kept.read_bytes() == content


@pytest.mark.parametrize("at", [0, 70, 0.3, 0.6, 0.99])
def test_a_cache_with_one_wrong_byte_is_built_anew(
    cached: Cached, tmp_path: Path, at: float
) -> None:
    layers = town().write(tmp_path)
    before = cached.load(layers)
    (kept,) = cached.folder.iterdir()
    content = bytearray(kept.read_bytes())
    content[int(at if at >= 1 else at * len(content))] ^= 1
    kept.write_bytes(content)
    assert cached.load(layers).sections == before.sections
    assert cached.n_built == 2


def test_rows_are_packed_without_loss(cached: Cached, tmp_path: Path) -> None:
    """Rows made without `__init__` are the same as others: equal, frozen, of the same types."""
    network = cached.load(town().write(tmp_path))
    for kind, rows in ((Station, network.stations), (StoppingPattern, network.patterns)):
        again = unpack_rows(kind, json.loads(json.dumps(pack_rows(kind, rows))))
        assert again == rows
        assert [vars(one) for one in again] == [vars(one) for one in rows]
        assert list(map(hash, again)) == list(map(hash, rows))
        with pytest.raises(FrozenInstanceError):
            again[0].id = "another"
    sections = (
        Section(line="a", from_station="b", to_station="c", km=1.5, opened=dt.date(1964, 10, 1)),
        Section(line="a", from_station="c", to_station="d", km=1.0, closed=dt.date(2001, 4, 2)),
        Section(line="a", from_station="d", to_station="e", km=1),
    )
    text = json.dumps(pack_rows(Section, sections), default=str)
    assert unpack_rows(Section, json.loads(text)) == sections


def test_a_cache_that_cannot_be_written_is_no_fault(cached: Cached, tmp_path: Path) -> None:
    cached.folder.write_text("a file in the way")
    network = cached.load(town().write(tmp_path))
    assert network.sections
    assert replace(network, notes=()) is not network


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = town().write(tmp_path)
    real = build.build_conventional_network

    def change_after(*args: object, **kwargs: object) -> RailNetwork:
        network = real(*args, **kwargs)
        text = layers[0].read_text(encoding="utf-8")
        layers[0].write_text(text.replace("支線", "枝線"), encoding="utf-8")
        return network

    monkeypatch.setattr(build, "build_conventional_network", change_after)
    load_conventional_network(*layers, cache=tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_nothing_is_kept_of_a_faulty_file(cached: Cached, tmp_path: Path) -> None:
    layers = Layers().write(tmp_path)
    with pytest.raises(ValueError, match="no features"):
        cached.load(layers)
    assert not cached.folder.exists()
