"""The only casting gate: arrays enter the model through here, checked and frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoaccess.errors import InputError, describe_offenders
from geoaccess.units import BoolArray, FloatArray, IntArray

_T = TypeVar("_T", bound=np.generic)
_Positions = tuple[FloatArray, FloatArray]

LON_BOUNDS = (-180.0, 180.0)
LAT_BOUNDS = (-90.0, 90.0)


def frozen_int(values: ArrayLike, what: str, *, size: int | None = None) -> IntArray:
    """Return values as a read-only C-contiguous int32 vector.

    Raises
    ------
    InputError
        When a value is not a whole number, does not fit int32, or the size differs.
    """
    array = np.atleast_1d(np.asarray(values))
    if array.size and array.dtype.kind not in "iub":
        rounded = np.asarray(array, dtype=np.float64)
        if not np.all(np.isfinite(rounded)) or np.any(rounded != np.round(rounded)):
            raise InputError(f"{what}: whole numbers are needed")
    if array.size and (array.min() < -(2**31) or array.max() >= 2**31):
        raise InputError(f"{what}: a value does not fit 32 bits")
    return _freeze(array.astype(np.int32), what, size)


def frozen_float(values: ArrayLike, what: str, *, size: int | None = None) -> FloatArray:
    """Return values as a read-only C-contiguous float64 vector (NaN stands for missing)."""
    return _freeze(np.atleast_1d(np.asarray(values, dtype=np.float64)), what, size)


def frozen_flags(values: ArrayLike, what: str, *, size: int) -> BoolArray:
    """Return values as a read-only vector of flags; all true where none are given."""
    given = np.atleast_1d(np.asarray(values, dtype=np.bool_))
    return _freeze(given if given.size else np.ones(size, dtype=np.bool_), what, size)


def _freeze(array: NDArray[_T], what: str, size: int | None) -> NDArray[_T]:
    if array.ndim != 1 or (size is not None and array.size != size):
        wanted = "a vector" if size is None else f"a vector of {size}"
        raise InputError(f"{what}: {wanted} is needed, not shape {array.shape}")
    frozen = np.array(array, order="C", copy=True)
    frozen.setflags(write=False)
    return frozen


def unique_ids(ids: Iterable[str], what: str) -> tuple[str, ...]:
    """Return the ids as a tuple.

    Raises
    ------
    InputError
        When an id is empty or appears twice.
    """
    checked = tuple(ids)
    if any(not one for one in checked):
        raise InputError(f"{what}: an id is empty; give every row an id")
    repeated = [one for one, count in Counter(checked).items() if count > 1]
    if repeated:
        raise InputError(
            f"{what}: {len(repeated)} ids appear more than once ({describe_offenders(repeated)}); "
            "make them unique"
        )
    return checked


def positions(lon: ArrayLike, lat: ArrayLike, ids: Sequence[str], what: str) -> _Positions:
    """Return read-only longitudes and latitudes in degrees, one each per id.

    Raises
    ------
    InputError
        When a position is missing or outside the earth's range; the ids are named.
    """
    lon_deg = frozen_float(lon, f"{what}: lon", size=len(ids))
    lat_deg = frozen_float(lat, f"{what}: lat", size=len(ids))
    good = (
        (lon_deg >= LON_BOUNDS[0])
        & (lon_deg <= LON_BOUNDS[1])
        & (lat_deg >= LAT_BOUNDS[0])
        & (lat_deg <= LAT_BOUNDS[1])
    )
    if not np.all(good):
        bad = [ids[int(i)] for i in np.flatnonzero(~good)]
        raise InputError(
            f"{what}: {len(bad)} of {len(ids)} have no usable position "
            f"({describe_offenders(bad)}); give longitude and latitude in decimal degrees"
        )
    return lon_deg, lat_deg
