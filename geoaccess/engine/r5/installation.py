"""The parts that R5 needs: r5py, Java, the jar and memory; found, checked and named."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final, Literal

from geoaccess.engine.r5.jar import R5Jar, find_expected_jar, find_jar, jar_remedy, read_jar
from geoaccess.engine.r5.java import (
    JAVA_REMEDY,
    OLDEST_JAVA,
    Java,
    choose_java,
    find_javas,
)
from geoaccess.errors import GeoaccessError, InputError

R5PY_REMEDY: Final = "pip install 'geoaccess[r5]'"
LEAST_MEMORY: Final = 1 << 30
"""Heap with which a small city has a chance: R5 keeps streets and timetables in memory."""
HEAP_SHARE: Final = 0.6
"""Share of the free memory that Java gets; the rest is for Python and the files."""

State = Literal["ok", "absent", "unusable"]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part that R5 needs: whether it is there and good, what was found, what to do."""

    what: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Everything that R5 runs on.

    Attributes
    ----------
    heap_bytes
        Most memory that Java may take.
    """

    r5py_version: str
    java: Java
    jar: R5Jar
    heap_bytes: int

    def to_record(self) -> dict[str, str]:
        """Return versions and digest for the record of a run."""
        return {
            "r5py": self.r5py_version,
            "java": self.java.version,
            "r5": self.jar.version,
            "r5_jar": self.jar.path.name,
            "r5_jar_sha256": self.jar.sha256,
        }


def examine_r5(
    jar: Path | None = None, environ: Mapping[str, str] = os.environ
) -> tuple[Part, ...]:
    """Return the state of every part that R5 needs; imports and downloads nothing."""
    parts, _, _ = _survey(jar, environ)
    return parts


def get_installation(
    jar: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    *,
    heap_bytes: int | None = None,
) -> Installation:
    """Return what R5 runs on.

    Parameters
    ----------
    heap_bytes
        Most memory for Java; by default a share of what is free.

    Raises
    ------
    GeoaccessError
        When a part is missing or cannot be used; all are named in one line, with remedies.
    """
    parts, java, found = _survey(jar, environ)
    faults = [f"{part.what}: {part.found}: {part.remedy}" for part in parts if part.state != "ok"]
    if faults or java is None or found is None:
        raise InputError(f"R5 cannot run here ({len(faults)} of its parts): {'; '.join(faults)}")
    if heap_bytes is not None and heap_bytes < LEAST_MEMORY:
        raise InputError(
            f"--max-memory: {heap_bytes / 1e9:.1f} GB is too little for R5; give at least "
            f"{LEAST_MEMORY / 2**30:.0f}GiB"
        )
    return Installation(
        r5py_version=metadata.version("r5py"),
        java=java,
        jar=found,
        heap_bytes=heap_bytes or round(HEAP_SHARE * (find_free_memory() or 2 * LEAST_MEMORY)),
    )


def find_free_memory() -> int | None:
    """Return the free memory in bytes, None where the system does not tell."""
    try:
        import psutil
    except ModuleNotFoundError:
        names = getattr(os, "sysconf_names", {})
        if "SC_AVPHYS_PAGES" not in names:
            return None
        return int(os.sysconf("SC_AVPHYS_PAGES")) * int(os.sysconf("SC_PAGE_SIZE"))
    return int(psutil.virtual_memory().available)


def _survey(
    jar: Path | None, environ: Mapping[str, str]
) -> tuple[tuple[Part, ...], Java | None, R5Jar | None]:
    """Return every part, with the Java and the jar to use where they are good."""
    javas = find_javas(environ)
    jar_part, found = _look_for_jar(jar, environ)
    parts = (_r5py_part(), _java_part(javas), jar_part, _memory_part())
    return parts, choose_java(javas), found


def _r5py_part() -> Part:
    try:
        version = metadata.version("r5py")
    except metadata.PackageNotFoundError:
        return Part(what="r5py", state="absent", found="not installed", remedy=R5PY_REMEDY)
    return Part(what="r5py", state="ok", found=version)


def _java_part(javas: tuple[Java, ...]) -> Part:
    chosen = choose_java(javas)
    if chosen is not None:
        return Part(what="Java for R5", state="ok", found=chosen.describe())
    found = ", ".join(java.describe() for java in javas)
    return Part(
        what="Java for R5",
        state="absent",
        found=f"{found}: R5 needs {OLDEST_JAVA} or newer" if found else "none",
        remedy=JAVA_REMEDY,
    )


def _look_for_jar(given: Path | None, environ: Mapping[str, str]) -> tuple[Part, R5Jar | None]:
    try:
        found = find_jar(given, environ)
        if found is None:
            remedy = jar_remedy()
            return Part(what="R5 jar", state="absent", found="none", remedy=remedy), None
        where, path = found
        jar = read_jar(path, where)
    except GeoaccessError as error:
        message, _, remedy = str(error).rpartition("; ")
        return Part(what="R5 jar", state="unusable", found=message, remedy=remedy), None
    expected = find_expected_jar()
    is_own = expected is not None and jar.sha256 == expected.sha256
    note = "" if is_own or expected is None else f"; not the one r5py was made for, {expected.name}"
    return Part(what="R5 jar", state="ok", found=jar.describe() + note), jar


def _memory_part() -> Part:
    free = find_free_memory()
    if free is None:
        return Part(what="memory for R5", state="ok", found="not told by the system")
    heap = round(HEAP_SHARE * free)
    found = f"{free / 1e9:.1f} GB free, {heap / 1e9:.1f} GB for Java"
    if heap >= LEAST_MEMORY:
        return Part(what="memory for R5", state="ok", found=found)
    return Part(
        what="memory for R5",
        state="absent",
        found=found,
        remedy=f"close other programs; R5 needs {LEAST_MEMORY / 2**30:.0f} GiB for itself",
    )
