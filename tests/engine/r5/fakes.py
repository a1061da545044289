"""Stand-ins for what R5 needs: Java that only tells its version, jars, and an r5py without Java."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

JAVA_21 = 'openjdk version "21.0.2" 2024-01-16\nOpenJDK Runtime Environment'
JAVA_17 = 'openjdk version "17.0.15" 2025-04-15'
R5_CLASS = "com/conveyal/r5/transit/TransportNetwork.class"
MANIFEST = "Manifest-Version: 1.0\nImplementation-Version: v7.5.1\n"

R5PY = '''
"""An r5py that walks straight: same names as the real one, no Java, a log of what it was asked."""
import hashlib, json, math, os, pathlib, sys, warnings
import pandas

if not pathlib.Path(sys.argv[2]).exists():
    raise SystemExit("would download R5")
FAULT = os.environ.get("FAKE_R5PY_FAULT", "")
CACHE = pathlib.Path(os.environ["XDG_CACHE_HOME"]) / "r5py"
LOG = pathlib.Path(os.environ["FAKE_R5PY_LOG"])

class OutOfMemoryError(Exception):
    pass

def log(what, **content):
    with LOG.open("a") as file:
        file.write(json.dumps({"what": what, **content}, default=str) + "\\n")

if FAULT == "import":
    raise ImportError("Failed to import 'com.conveyal.file'")

class TransportNetwork:
    def __init__(self, osm_pbf, gtfs=[], elevation_model=None, elevation_cost_function=None,
                 allow_errors=False):
        files = [osm_pbf, *gtfs]
        digest = hashlib.sha256(b"".join(pathlib.Path(one).read_bytes() for one in files)).hexdigest()
        kept = CACHE / f"{digest}.transport_network"
        log("network", files=files, kept=kept.exists(), argv=sys.argv, cache=CACHE,
            java=os.environ["JAVA_HOME"], settings=os.environ["XDG_CONFIG_HOME"])
        if FAULT == "memory":
            raise OutOfMemoryError("Java heap space")
        if FAULT == "extent":
            raise RuntimeError("Geographic extent of street layer (6347812 km2) exceeds limit")
        if FAULT == "stack":
            raise RuntimeError("java.lang.NullPointerException\\n\\tat com.conveyal.r5.A.b(A.java:1)")
        if FAULT == "exit":
            print("\\tat com.conveyal.r5.A.b(A.java:1)", file=sys.stderr)
            print("A fatal error has been detected", file=sys.stderr, flush=True)
            os._exit(134)
        if FAULT == "killed":
            os.kill(os.getpid(), 9)
        if gtfs:
            warnings.warn("R5 reported the following issues with GTFS file feed0.zip: \\n- x",
                          RuntimeWarning)
        kept.write_bytes(b"built")
        kept.with_suffix(".warnings").write_bytes(b"")

class TravelTimeMatrix(pandas.DataFrame):
    def __init__(self, transport_network, origins=None, destinations=None, snap_to_network=False,
                 **kwargs):
        log("matrix", **kwargs)
        minutes = []
        for i, a in enumerate(origins.itertuples()):
            for j, b in enumerate(destinations.itertuples()):
                metres = math.hypot((a.geometry.x - b.geometry.x) * 91_000,
                                    (a.geometry.y - b.geometry.y) * 111_000)
                minute = math.floor(metres / (kwargs["speed_walking"] * 1000 / 60))
                longest = kwargs["max_time"].total_seconds() / 60
                minutes.append((a.id, b.id, math.nan if minute > longest else minute))
        minutes.reverse()
        columns = {"from_id": [m[0] for m in minutes], "to_id": [m[1] for m in minutes]}
        wanted = kwargs["percentiles"]
        for k, p in enumerate(wanted):
            name = "travel_time" if wanted == [50] else f"travel_time_p{p:d}"
            columns[name] = [m[2] + k for m in minutes]
        super().__init__(columns)
'''
CLASSPATH = """
R5_JAR_URL = (
    "https://example.org/releases/v7.5.1-r5py/r5-v7.5.1-r5py-all.jar"
)
R5_JAR_SHA256 = "{sha256}"
raise RuntimeError("imported: this is where the real one downloads")
"""


def write_java(home: Path, prints: str = JAVA_21, *, code: int = 0) -> Path:
    """Return a folder whose bin/java prints a version on stderr, as Java does."""
    executable = home / "bin" / "java"
    executable.parent.mkdir(parents=True)
    executable.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{prints}\nEND\nexit {code}\n")
    executable.chmod(0o755)
    return home


def write_jar(path: Path, *names: str, manifest: str | None = MANIFEST) -> Path:
    """Return a zip file with a manifest and empty entries, by default that of R5."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        if manifest is not None:
            archive.writestr("META-INF/MANIFEST.MF", manifest)
        for name in names or (R5_CLASS,):
            archive.writestr(name, b"")
    return path


def write_r5py(folder: Path, *, version: str = "1.1.7", sha256: str = "0" * 64) -> Path:
    """Return a folder for sys.path in which the stand-in for r5py is installed."""
    package = folder / "r5py"
    (package / "util").mkdir(parents=True)
    (package / "__init__.py").write_text(R5PY)
    (package / "util" / "__init__.py").touch()
    (package / "util" / "classpath.py").write_text(CLASSPATH.format(sha256=sha256))
    record = folder / f"r5py-{version}.dist-info"
    record.mkdir()
    (record / "METADATA").write_text(f"Metadata-Version: 2.4\nName: r5py\nVersion: {version}\n")
    return folder


def read_log(file: Path) -> list[dict[str, Any]]:
    """Return what the stand-in was asked, call by call."""
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text().splitlines()]
