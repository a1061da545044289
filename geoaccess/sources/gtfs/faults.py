"""Faults of GTFS feeds: collected over tables and feeds, raised once, in one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from geoaccess.errors import InputError, describe_offenders


@dataclass(frozen=True)
class GtfsFaults:
    """Faults of the feeds, each with offenders and remedy, collected and raised once."""

    found: list[str] = field(default_factory=list)

    def add(self, where: str, fault: str, offenders: Sequence[str], remedy: str) -> None:
        """Note a fault; nothing where there are no offenders."""
        if offenders:
            self.found.append(f"{where}: {fault} ({describe_offenders(offenders)}); {remedy}")

    def check(self) -> None:
        """Raise one InputError with all faults, if there are any."""
        if self.found:
            raise InputError("; ".join(self.found))
