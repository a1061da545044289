"""A server that misbehaves on request, and what a fetch from it needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geoaccess.sources.registry.store import Store
from tests.sources.registry.fileserver import FileServer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with FileServer() as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(root=tmp_path / "cache")
