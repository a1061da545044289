"""Administrative areas of any N03 edition, the lookup of points, and codes over mergers."""

from __future__ import annotations

from geoaccess.sources.areas.carry import CarriedValues, carry_over
from geoaccess.sources.areas.history import find_period, load_code_history

__all__ = ["CarriedValues", "carry_over", "find_period", "load_code_history"]
