"""Errors that geoaccess raises: one clear line each, and each also a builtin.

Every message says what is wrong, where, which rows or values, and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence

SHOWN_OFFENDERS = 5
SHOWN_FAULTS = 20


class GeoaccessError(Exception):
    """Any fault that geoaccess handles; the command line prints it as one line and exits 1."""


class InputError(GeoaccessError, ValueError):
    """A value, table or file that cannot be used as given."""


class UnknownNameError(GeoaccessError, LookupError):
    """A name, id or code that is not known; the message lists the nearest ones."""


class FileError(GeoaccessError, OSError):
    """A file that is missing, unreadable, or of another kind than expected."""


def describe_offenders(offenders: Sequence[str]) -> str:
    """Return the first five offenders, and the count of the others."""
    shown = ", ".join(offenders[:SHOWN_OFFENDERS])
    more = len(offenders) - SHOWN_OFFENDERS
    return f"{shown} and {more} more" if more > 0 else shown


def join_faults(where: str, found: Sequence[str]) -> str:
    """Return one line that says every fault of a file that people write, each only once.

    So many as people mend in one go: `SHOWN_FAULTS`, and the count of the others.
    """
    faults = list(dict.fromkeys(found))
    count = f"{len(faults)} faults: " if len(faults) > 1 else ""
    more = len(faults) - SHOWN_FAULTS
    tail = f"; and {more} more" if more > 0 else ""
    return f"{where}: {count}{'; '.join(faults[:SHOWN_FAULTS])}{tail}"
