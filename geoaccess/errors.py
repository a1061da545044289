"""Errors that geoaccess raises: one clear line each, and each also a builtin.

Every message says what is wrong, where, which rows or values, and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence

SHOWN_OFFENDERS = 5


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
