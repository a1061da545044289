"""Travel times as bytes: what comes out is within half a step of what went in."""

from __future__ import annotations

import base64
import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geoaccess.errors import InputError
from geoaccess.maps.codes import (
    FAR,
    NONE,
    TABLE_MIN,
    decode_minutes,
    encode_hours,
    encode_minutes,
    pack_codes,
    unpack_codes,
)

MINUTES = st.floats(0, 1500, allow_nan=False) | st.just(np.nan) | st.just(np.inf)
CODES = arrays(np.uint8, (7, 5), elements=st.integers(0, 255))


def nearest(minutes: float) -> float:
    """Return what a code should stand for: the slow way, through every code."""
    if np.isnan(minutes):
        return np.nan
    if minutes >= 517.5:
        return np.inf
    return float(min(TABLE_MIN, key=lambda one: (abs(one - minutes), -one)))


@given(MINUTES)
def test_a_duration_comes_back_as_the_nearest_step(minutes):
    found = decode_minutes(encode_minutes(np.array([minutes])))[0]
    assert found == nearest(minutes) or (np.isnan(found) and np.isnan(minutes))


@given(st.floats(0, 517))
def test_a_duration_is_at_most_half_a_step_off(minutes):
    found = decode_minutes(encode_minutes(np.array([minutes])))[0]
    step = 1 if minutes < 120 else 2 if minutes < 300 else 5
    assert abs(found - minutes) <= step / 2 + 1e-9


@given(st.lists(MINUTES, min_size=2))
def test_codes_keep_the_order_of_durations(minutes):
    known = np.sort([one for one in minutes if not np.isnan(one)])
    assert np.all(np.diff(encode_minutes(known).astype(int)) >= 0)


def test_the_steps_are_those_that_are_documented():
    assert TABLE_MIN.size == FAR
    assert list(TABLE_MIN[[0, 119, 120, 209, 210, 253]]) == [0, 119, 120, 298, 300, 515]
    assert encode_minutes(np.array([517.4, 517.5, 2000.0])).tolist() == [253, FAR, FAR]
    assert encode_minutes(np.array([np.nan, np.inf])).tolist() == [NONE, FAR]


def test_a_negative_duration_is_refused():
    with pytest.raises(InputError, match="travel time is negative"):
        encode_minutes(np.array([5.0, -1.0]))


@given(CODES)
def test_packed_codes_come_back(codes):
    assert np.array_equal(unpack_codes(pack_codes(codes), codes.shape), codes)
    smooth = pack_codes(codes, smooth=True)
    assert np.array_equal(unpack_codes(smooth, codes.shape, smooth=True), codes)


@given(CODES, CODES)
def test_codes_packed_against_a_base_come_back(codes, base):
    packed = pack_codes(codes, base)
    assert np.array_equal(unpack_codes(packed, codes.shape, base), codes)
    assert packed == pack_codes(codes.copy(), base)


def test_a_scenario_that_changes_nothing_packs_to_almost_nothing():
    codes = np.random.default_rng(1).integers(0, 256, (200, 200)).astype(np.uint8)
    assert len(pack_codes(codes, codes)) < 200
    assert len(pack_codes(codes)) > 40_000


def test_a_row_holds_its_differences():
    raw = gzip.decompress(base64.b64decode(pack_codes(np.array([[5, 7, 3]], dtype=np.uint8))))
    assert list(raw) == [5, 2, 252]


def test_smooth_rows_hold_what_their_differences_differ_from_those_above():
    codes = np.array([[5, 7, 3], [6, 8, 5]], dtype=np.uint8)
    raw = gzip.decompress(base64.b64decode(pack_codes(codes, smooth=True)))
    assert list(raw) == [5, 2, 252, 1, 0, 1]


def test_meeting_hours_tell_no_day_from_no_hour():
    contactable = np.array([False, True, True, True])
    meeting_s = np.array([0, 0, 599, 4 * 3600])
    assert encode_hours(contactable, meeting_s).tolist() == [0, 1, 1, 25]
