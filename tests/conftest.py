"""Where the real data for tests lies, never part of the repository; and how properties run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No clock in properties, and the same examples for the same code; `--hypothesis-profile=explore`
# looks for new ones.
_UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("explore", _UNTIMED)
settings.register_profile("geoaccess", _UNTIMED, derandomize=True)
settings.load_profile("geoaccess")

ROOT = Path(__file__).resolve().parents[1]


def test_data() -> Path:
    """Return the folder of real data: GEOACCESS_TEST_DATA, else `../shared/data`."""
    return Path(os.environ.get("GEOACCESS_TEST_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data; the test is skipped where there is none."""
    folder = test_data()
    if not folder.is_dir():
        pytest.skip("real data is missing: set GEOACCESS_TEST_DATA to its folder")
    return folder
