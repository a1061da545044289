"""Run the command line in a folder of the test's own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geoaccess.cli import app

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a call of the command line printed, and its exit code."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


MAPPED = "名称,緯度,経度\n諏訪市役所,36.0391,138.1140\n<b>燕三条</b>,37.6486,138.9393\n"
"""Sites of the run `mapped`, in a file of CP932."""


@pytest.fixture(scope="session")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a results folder of `score` with its map; to be read only.

    A map of Japan costs seconds. Whoever wants to see one, whatever its sites, looks here;
    other tests of `score` write none.
    """
    folder = tmp_path_factory.mktemp("mapped")
    (folder / "sites.csv").write_bytes(MAPPED.encode("cp932"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        found = CliRunner().invoke(app, ["score", "sites.csv", "-o", "out"])
    assert found.exit_code == 0, found.output
    return folder / "out"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def call(*arguments: str) -> Outcome:
        found = CliRunner().invoke(app, list(arguments))
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        return Outcome(found.exit_code, found.stdout, found.stderr)

    return call


def run_process(*arguments: str, cwd: Path) -> Outcome:
    """Run ``python -m geoaccess`` as a user would."""
    command = [sys.executable, "-m", "geoaccess", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(cwd)},
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout, done.stderr)
