"""Where the R5 jar is, and what it holds."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geoaccess.errors import FileError, InputError

VARIABLE: Final = "R5_CLASSPATH"
"""Environment variable with the path of the jar."""
_CLASS: Final = "com/conveyal/r5/transit/TransportNetwork.class"
"""What every R5 jar holds."""
_MANIFEST: Final = "META-INF/MANIFEST.MF"
_BLOCK: Final = 1 << 20
_NAMED_VERSION: Final = re.compile(r"r5-(v?\d[\w.]*)")
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class ExpectedJar:
    """The jar that the installed r5py was made for: its file name and its SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class R5Jar:
    """A jar that holds R5.

    Attributes
    ----------
    where
        How it was found: ``--r5-jar``, ``R5_CLASSPATH`` or ``r5py's cache``.
    version
        As its manifest tells, else as its file name tells, else ''.
    """

    path: Path
    where: str
    version: str
    n_bytes: int
    sha256: str

    def describe(self) -> str:
        """Return its version, size, digest, and where it is."""
        version = self.version or "of unknown version"
        size = f"{self.n_bytes / 1e6:.1f} MB"
        return f"R5 {version}, {size}, sha256 {self.sha256[:12]} ({self.where}: {self.path})"


def find_jar(given: Path | None, environ: Mapping[str, str]) -> tuple[str, Path] | None:
    """Return how and where the jar is named; None where none is, nor in r5py's cache.

    Nothing is ever downloaded; a jar that r5py downloaded earlier is found.

    Raises
    ------
    InputError
        When an address is named instead of a file.
    """
    if given is not None:
        return "--r5-jar", _local(str(given), "--r5-jar")
    named = environ.get(VARIABLE, "").strip()
    if named:
        return VARIABLE, _local(named, VARIABLE)
    expected = find_expected_jar()
    if expected is not None:
        path = _r5py_cache(environ) / expected.name
        if path.is_file():
            return "r5py's cache", path
    return None


def read_jar(path: Path, where: str) -> R5Jar:
    """Return what a jar holds.

    Raises
    ------
    FileError
        When there is no such file, or it is no whole jar.
    InputError
        When it is a jar of something else.
    """
    if not path.is_file():
        raise FileError(f"{where} {path}: there is no such file; {jar_remedy()}")
    try:
        with zipfile.ZipFile(path) as archive:
            names = frozenset(archive.namelist())
            manifest = (
                archive.read(_MANIFEST).decode("utf-8", "replace") if _MANIFEST in names else ""
            )
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        size = path.stat().st_size
        raise FileError(
            f"{where} {path}: is no whole jar ({size} bytes; a download that was cut off?); "
            f"{jar_remedy()}"
        ) from error
    if _CLASS not in names:
        raise InputError(f"{where} {path}: is a jar, but R5 is not in it; {jar_remedy()}")
    with path.open("rb") as content:
        digest = hashlib.sha256()
        while block := content.read(_BLOCK):
            digest.update(block)
    return R5Jar(
        path=path,
        where=where,
        version=_version(manifest, path.name),
        n_bytes=path.stat().st_size,
        sha256=digest.hexdigest(),
    )


def find_expected_jar() -> ExpectedJar | None:
    """Return the jar that the installed r5py was made for, read from its source, not imported.

    None where r5py is not installed, or no longer says so there.
    """
    spec = importlib.util.find_spec("r5py")
    if spec is None or not spec.origin:
        return None
    source = Path(spec.origin).parent / "util" / "classpath.py"
    if not source.is_file():
        return None
    texts: dict[str, str] = {}
    for node in ast.parse(source.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    texts[target.id] = str(node.value.value)
    url, sha256 = texts.get("R5_JAR_URL"), texts.get("R5_JAR_SHA256")
    if not url or not sha256:
        return None
    return ExpectedJar(name=url.rpartition("/")[2], sha256=sha256)


def jar_remedy() -> str:
    """Return what to do where there is no usable jar."""
    expected = find_expected_jar()
    name = expected.name if expected else "r5-v7.5.1-r5py-all.jar"
    return f"carry {name} (a release of r5py's R5) here and name it in {VARIABLE} or --r5-jar"


def _local(text: str, where: str) -> Path:
    if _ADDRESS.match(text):
        raise InputError(
            f"{where}: '{text}' is an address; nothing is downloaded here: save the file and give "
            "its path"
        )
    return Path(text).expanduser()


def _version(manifest: str, name: str) -> str:
    for line in manifest.splitlines():
        key, _, value = line.partition(":")
        if key == "Implementation-Version" and value.strip():
            return value.strip()
    match = _NAMED_VERSION.search(name)
    return match[1] if match else ""


def _r5py_cache(environ: Mapping[str, str]) -> Path:
    """Return the folder in which r5py 1.1 keeps the jar that it downloads."""
    base = environ.get("LOCALAPPDATA") or environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path(environ.get("HOME") or ".") / ".cache") / "r5py"
