"""A small network and planned lines for tests of scenarios."""

from __future__ import annotations

import datetime as dt

from geoaccess.model.network import (
    Departures,
    Line,
    RailNetwork,
    Section,
    Station,
    StoppingPattern,
    Transfer,
)
from geoaccess.model.scenario import AddLine, Operation, PlannedService, PlannedStation, Scenario
from geoaccess.model.text import Text
from geoaccess.scenario.services import spread_departures

DAY = dt.date(2025, 3, 18)


def make_network() -> RailNetwork:
    """Return a coast line A-B-C-D with fast and local trains, and a branch C-E.

    Stations are 0.5 degrees of longitude (about 45 km) apart.
    """
    places = {"a": 136.0, "b": 136.5, "c": 137.0, "d": 137.5}
    stations = [
        Station(id=one, ja=f"{one}駅名", en=one.upper() * 3, lat=35.0, lon=lon)
        for one, lon in places.items()
    ]
    stations.append(Station(id="e", ja="枝", en="Branch", lat=35.4, lon=137.0))
    sections = [
        Section(line="coast", from_station=one, to_station=other, km=50.0)
        for one, other in ("ab", "bc", "cd")
    ]
    sections.append(Section(line="branch", from_station="c", to_station="e", km=50.0))
    fast = _pattern("fast", ("coast",), "abcd", (20, 20, 20), (2, 2))
    local = _pattern("local", ("coast",), "abcd", (40, 40, 40), (5, 5))
    through = _pattern("through", ("coast", "branch"), "ace", (60, 40), (3,))
    minutes = spread_departures(360, 1320, 60)
    return RailNetwork(
        name="small",
        title={"ja": "小", "en": "Small"},
        edition="2025",
        valid_from=dt.date(2025, 3, 15),
        valid_to=dt.date(2026, 3, 13),
        service_date=DAY,
        default_transfer_min=5,
        stations=tuple(stations),
        lines=(
            Line(id="coast", ja="海岸線", en="Coast Line", category="conventional"),
            Line(id="branch", ja="枝線", en="Branch Line", category="conventional"),
        ),
        sections=tuple(sections),
        station_openings=(),
        patterns=(fast, local, through),
        departures=tuple(
            Departures(pattern=one.id, direction=way, days="daily", departures_min=minutes)
            for one in (fast, local, through)
            for way in ("down", "up")
        ),
        transfers=(Transfer(station="c", to_station="", minutes=8),),
    )


def _pattern(
    name: str,
    lines: tuple[str, ...],
    calls: str,
    run_min: tuple[int, ...],
    dwell_min: tuple[int, ...],
) -> StoppingPattern:
    return StoppingPattern(
        id=name,
        service=name.title(),
        service_ja=name,
        lines=lines,
        direction="both",
        calls=tuple(calls),
        run_min=run_min,
        dwell_min=dwell_min,
    )


def make_scenario(*operations: Operation, name: str = "test") -> Scenario:
    """Return a scenario of some operations."""
    return Scenario(name=name, title=Text("Test", "試験"), operations=operations)


NEW_STATION = PlannedStation(id="n", ja="新駅", en="New", lat=35.3, lon=136.5)


def make_line(**changes: object) -> AddLine:
    """Return a planned line a-n-d over a new station, with a fast train every half hour."""
    given: dict[str, object] = {
        "id": "planned",
        "ja": "計画線",
        "en": "Planned Line",
        "category": "shinkansen",
        "stations": ("a", NEW_STATION, "d"),
        "services": (make_service(),),
    }
    return AddLine(**(given | changes))  # type: ignore[arg-type]


def make_service(**changes: object) -> PlannedService:
    """Return the trains of the planned line."""
    given: dict[str, object] = {
        "name": "Star",
        "name_ja": "星",
        "calls": ("a", "n", "d"),
        "headway_min": 30.0,
        "first_min": 360,
        "last_min": 1320,
        "lines": ("planned",),
        "run_min": (18.0, 24.0),
    }
    return PlannedService(**(given | changes))  # type: ignore[arg-type]
