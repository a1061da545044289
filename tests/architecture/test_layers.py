"""Rules of the house: one direction of imports, light start-up, no network at run time."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "geoaccess"
STAGES = (
    "sources",
    "scenario",
    "access",
    "engine",
    "scores",
    "compare",
    "figures",
    "maps",
    "surfaces",
    "report",
)
HEAVY = (
    "numba",
    "geopandas",
    "pandas",
    "folium",
    "pyarrow",
    "shapely",
    "scipy",
    "pyproj",
    "osmium",
    "osmnx",
    "rasterio",
    "matplotlib",
    "reportlab",
)


def imports_of(path: Path) -> set[str]:
    """Return the geoaccess modules that a file imports, at any depth of nesting."""
    pattern = r"^\s*(?:from|import) geoaccess\.(\w+)"
    return set(re.findall(pattern, path.read_text(encoding="utf-8"), flags=re.MULTILINE))


@pytest.mark.parametrize("stage", STAGES)
def test_stages_never_import_each_other(stage: str) -> None:
    files = [PACKAGE / f"{stage}.py", *(PACKAGE / stage).rglob("*.py")]
    others = set(STAGES) - {stage}
    wrong = {f.name: imports_of(f) & others for f in files if f.exists()}
    assert not {name: found for name, found in wrong.items() if found}


def test_help_imports_no_heavy_package() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from geoaccess.cli import app; "
        "result = CliRunner().invoke(app, ['score', '--help']); assert result.exit_code == 0; "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_modules_stay_small() -> None:
    lengths = {f: len(f.read_text(encoding="utf-8").splitlines()) for f in PACKAGE.rglob("*.py")}
    assert max(lengths.values()) <= 400
    small = sum(length <= 200 for length in lengths.values())
    assert small / len(lengths) > 0.75
