"""Surfaces of the shipped network: the matrix for each cell, land only, both ways."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geoaccess.access import GreatCircle
from geoaccess.engine.blocks import Limits
from geoaccess.errors import InputError
from geoaccess.model.surface import CellState
from geoaccess.pipeline import (
    Request,
    SurfaceQuestion,
    compute_isochrones,
    compute_surface,
    compute_travel_times,
)
from geoaccess.pipeline.request import World, load_world

SUWA = "36.0391,138.1140"


def matrix_minutes(tmp_path: Path, run, rows, *, window=None) -> np.ndarray:
    """Return the minutes of some cells as `geoaccess matrix` has them for places there."""
    cells, asked = run.surface.cells, run.question
    lines = [f"c{i},{float(cells.lon[i])!r},{float(cells.lat[i])!r}" for i in rows]
    (tmp_path / "cells.csv").write_text("\n".join(["id,lon,lat", *lines]) + "\n", encoding="utf-8")
    ends = (run.world.request.sites, str(tmp_path / "cells.csv"))
    sites, hubs = ends if asked.direction == "from" else ends[::-1]
    found = compute_travel_times(
        Request(sites=sites, hubs=hubs, window=window), percentiles=(asked.percentile,)
    )
    return found.matrix.travel_time_min[0].ravel()


@pytest.mark.parametrize(
    ("site", "question", "window"),
    [
        (SUWA, SurfaceQuestion(size="5km", direction="from"), None),
        (SUWA, SurfaceQuestion(size="5km", direction="to", percentile=5), None),
        (
            "43.0686,141.3508",
            SurfaceQuestion(size="1km", direction="to", depart_s=8 * 3600, within_km=120),
            (8 * 3600, 8 * 3600 + 60),
        ),
        (
            "34.6851,133.9180",
            SurfaceQuestion(size="250m", bbox=(133.7, 34.2, 134.3, 34.6), percentile=95),
            (7 * 3600, 9 * 3600),
        ),
    ],
)
def test_equal_to_the_matrix(tmp_path: Path, site, question, window) -> None:
    request = Request(sites=site, window=None if question.depart_s else window)
    run = compute_surface(request, question)
    rows = np.random.default_rng(1).choice(len(run.surface.cells), 60, replace=False)
    expected = matrix_minutes(tmp_path, run, rows.tolist(), window=window)
    np.testing.assert_array_equal(run.surface.minutes[rows], expected)
    assert np.isfinite(expected).sum() > 10


def test_land_sea_and_islands() -> None:
    run = compute_surface(Request(sites=SUWA), SurfaceQuestion(size="5km", percentile=5))
    surface, land = run.surface, run.world.land
    cells = surface.cells
    assert (land.landmass_at(cells.lon, cells.lat) >= 0).all()
    drawn = np.zeros(cells.frame.n_rows * cells.frame.n_cols, dtype=bool)
    drawn[cells.cell] = True
    sea_lon, sea_lat = cells.frame.centres_of(np.flatnonzero(~drawn))
    assert (land.part_at(sea_lon, sea_lat) < 0).all()

    def state_at(lon: float, lat: float) -> int:
        nearest = np.argmin(np.hypot(cells.lon - lon, cells.lat - lat))
        return int(surface.state[nearest])

    assert state_at(138.40, 38.02) == CellState.UNREACHED  # Sado
    assert state_at(133.27, 36.21) == CellState.UNREACHED  # Oki
    assert state_at(127.68, 26.21) == CellState.UNREACHED  # Naha
    assert state_at(134.05, 34.34) == CellState.REACHED  # Takamatsu, over the bridge
    assert state_at(130.40, 33.59) == CellState.REACHED  # Fukuoka, through the tunnel


def test_people_leave_a_station_by_its_entrance() -> None:
    """A place at the station is 3 minutes from its platform, whatever the trains."""
    near = SurfaceQuestion(size="500m", within_km=3)
    at_station = compute_surface(Request(sites="東京駅"), near)
    lat, lon = (float(one[0]) for one in (at_station.site.lat, at_station.site.lon))
    platform = at_station.surface
    door = compute_surface(Request(sites=f"{lat},{lon}"), near).surface
    assert np.nanmin(platform.minutes) == 3 + np.nanmin(door.minutes)
    assert (platform.minutes <= door.minutes + 3).all()


class OtherFinder:
    """The great-circle model as another backend would come: not known to be one."""

    def __init__(self, ways) -> None:
        self._ways = ways

    def find_ways(self, origins, targets):
        return self._ways.find_ways(origins, targets)

    def find_walks(self, origins, targets):
        return self._ways.find_walks(origins, targets)


@pytest.mark.parametrize("direction", ["from", "to"])
def test_any_backend_of_access(monkeypatch: pytest.MonkeyPatch, direction) -> None:
    asked = SurfaceQuestion(size="5km", within_km=60, direction=direction)
    expected = compute_surface(Request(sites=SUWA), asked)
    monkeypatch.setattr(
        World,
        "ways",
        property(
            lambda world: OtherFinder(GreatCircle(config=world.config.access, land=world.land))
        ),
    )
    found = compute_surface(Request(sites=SUWA), asked)
    assert found.surface.duration_s.tolist() == expected.surface.duration_s.tolist()
    assert found.access == expected.access
    assert set(found.access.legs) == {"great-circle"}


def test_an_island_without_trains_has_its_own_roads() -> None:
    """Oki: the island is reached by road, the mainland not at all."""
    run = compute_isochrones(Request(sites="36.205,133.333"), SurfaceQuestion(within_km=90))
    found, surface = run.isochrones, run.run.surface
    assert 150 < found.area_km2.sum() < 320  # Dogo has 242 km2
    assert surface.count_states()["unreached"] > 500


def test_max_min_says_later_and_not_unreached() -> None:
    asked = SurfaceQuestion(size="5km", within_km=150, max_min=90)
    surface = compute_surface(Request(sites=SUWA), asked).surface
    counts = surface.count_states()
    assert counts["later"] > 0
    assert np.nanmax(surface.minutes) <= 90
    assert sum(counts.values()) == len(surface.cells)


def test_cells_lie_within_the_distance() -> None:
    surface = compute_surface(Request(sites=SUWA), SurfaceQuestion(within_km=10)).surface
    assert 290 < surface.cells.land_km2.sum() < 330  # pi 10² = 314


def test_memory_is_planned_before_it_is_taken() -> None:
    tight = Limits(max_memory_bytes=400_000_000)
    with pytest.raises(InputError, match="cells of 250m"):
        compute_surface(Request(sites=SUWA), SurfaceQuestion(size="250m"), limits=tight)


def test_people_of_the_bands_add_up() -> None:
    whole = compute_isochrones(
        Request(sites=SUWA), SurfaceQuestion(size="5km"), bands_min=(120, 1e5)
    )
    found = whole.isochrones
    assert found.total_population == pytest.approx(126_146_099)  # census of 2020
    reached = whole.run.surface.is_reached.sum()
    assert found.n_cells.sum() == reached
    assert 0 < found.population.sum() < found.total_population
    assert "estimates" in " ".join(note.en for note in whole.notes)


def test_a_prefecture_alone_has_its_people() -> None:
    """Cells on the border bring some of the neighbours' people: within 5 % for Awaji."""
    box = (134.65, 34.15, 135.05, 34.62)
    found = compute_isochrones(
        Request(sites=SUWA), SurfaceQuestion(size="500m", bbox=box)
    ).isochrones
    towns = load_world(Request()).resolve("municipalities", "zone")
    awaji = sum(
        mass
        for code, mass in zip(towns.id, towns.mass, strict=True)
        if code in ("28205", "28224", "28226")
    )
    assert awaji <= found.total_population < awaji * 1.2


@pytest.mark.parametrize(
    "changes",
    [
        {"percentile": 101}, {"percentile": -1}, {"within_km": 0}, {"within_km": float("nan")},
        {"max_min": -5}, {"bbox": (139, 35, 138, 36)}, {"bbox": (0, 1, float("nan"), 3)},
        {"direction": "both"},
    ],
)  # fmt: skip
def test_wrong_questions(changes) -> None:
    with pytest.raises(InputError):
        SurfaceQuestion(**changes)
