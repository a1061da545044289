"""A computer on which R5 can be asked, without Java: see `fakes`."""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from geoaccess.engine.r5.installation import Installation
from geoaccess.engine.r5.jar import read_jar
from geoaccess.engine.r5.java import Java
from tests.engine.r5 import fakes

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Computer:
    """Where the stand-ins are, and the log of what R5 was asked."""

    jar: Path
    java: Path
    log: Path
    folder: Path

    @property
    def installation(self) -> Installation:
        java = Java(home=self.java, where="JAVA_HOME", version="21.0.2", major=21)
        jar = read_jar(self.jar, "--r5-jar")
        return Installation(r5py_version="1.1.7", java=java, jar=jar, heap_bytes=2 << 30)


def make_computer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """Return a computer with r5py, Java 21 and a jar, none of which is real."""
    if sys.platform == "win32":
        pytest.skip("the stand-in for Java is a shell script")
    packages = fakes.write_r5py(folder / "packages")
    monkeypatch.syspath_prepend(str(packages))
    importlib.invalidate_caches()
    path = os.pathsep.join([str(packages), str(ROOT), *sys.path])
    monkeypatch.setenv("PYTHONPATH", path)
    log = folder / "asked.jsonl"
    monkeypatch.setenv("FAKE_R5PY_LOG", str(log))
    java = fakes.write_java(folder / "java21")
    monkeypatch.setenv("JAVA_HOME", str(java))
    jar = fakes.write_jar(folder / "r5-v7.5.1-r5py-all.jar")
    monkeypatch.setenv("R5_CLASSPATH", str(jar))
    return Computer(jar=jar, java=java, log=log, folder=folder)


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """Return a computer of the test's own."""
    return make_computer(tmp_path / "computer", monkeypatch)
