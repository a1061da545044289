"""The shipped scenarios hold what is published, under every choice of their options."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import pytest

from geoaccess.model.scenario import AddLine, PlannedStation, Scenario
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.lengths import straight_km
from geoaccess.scenario.runtimes import model_run_min
from geoaccess.scenario.trains import build_timetable
from geoaccess.sources.network import load_shipped_network
from geoaccess.sources.railfacts import load_planned_links, load_planned_stations
from geoaccess.sources.scenariofile import choose, find_scenario, list_scenarios
from tests.scenario.planned import (
    FIGURES,
    NOT_MODELLED,
    Published,
    find_fastest_min,
    find_service_min,
    load_base,
    load_day,
    load_network,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "planned-lines.md"
NAMES = (
    "chuo-nagoya", "chuo-shin-osaka", "higashi-kyushu", "hokkaido-sapporo", "hokuriku-maibara",
    "hokuriku-obama", "nishi-kyushu", "ou", "shikoku", "shikoku-awaji", "uetsu",
)  # fmt: skip
ELSEWHERE_KM = 0.5


def lines_of(scenario: Scenario) -> Iterable[AddLine]:
    return (one for one in scenario.all_operations if isinstance(one, AddLine))


def answer(figure: Published) -> tuple[int, int]:
    ends = figure.origin, figure.destination
    if figure.service:
        return find_service_min(figure.scenario, figure.service, *ends)
    return find_fastest_min(figure.scenario, *ends)


def name_of(figure: Published) -> str:
    return f"{figure.scenario} {figure.origin}-{figure.destination} {figure.service}".strip()


def test_these_scenarios_ship() -> None:
    assert set(NAMES) <= set(list_scenarios())


@pytest.mark.parametrize("figure", FIGURES, ids=name_of)
def test_published_minutes_hold_both_ways(figure: Published) -> None:
    for minutes in answer(figure):
        assert abs(minutes - figure.minutes) <= figure.within_min


@pytest.mark.parametrize("name", NAMES)
def test_what_a_planner_must_know_is_said_in_both_languages(name: str) -> None:
    scenario = find_scenario(name)
    assert scenario.name == name
    assert scenario.opening is not None
    assert scenario.opening.first_year < scenario.opening.last_year
    assert any("opening" in one.figure for one in scenario.sources)
    assert len(scenario.sources) >= 3
    assert scenario.assumptions
    assert scenario.options
    said = [*scenario.assumptions, scenario.title]
    said += [option.title for option in scenario.options]
    said += [choice.title for option in scenario.options for choice in option.choices]
    for text in said:
        assert re.search(r"[぀-ヿ一-鿿]|分$", text.ja), text.ja
        assert re.search(r"[A-Za-z]", text.en), text.en
        assert not re.search(r"[぀-ヿ一-鿿]", text.en), text.en
    assert set(scenario.assumptions) <= set(load_network(name).notes)


@pytest.mark.parametrize("name", NAMES)
def test_every_choice_applies_and_runs(name: str) -> None:
    scenario = find_scenario(name)
    choices = [[(option.name, one.name) for one in option.choices] for option in scenario.options]
    networks = [
        apply_scenario(load_base(), choose(scenario, dict(taken))) for taken in product(*choices)
    ]
    trains = [len(build_timetable(network).trips) for network in networks]
    assert min(trains) > 1_000
    rows = {(len(one.departures), one.patterns, one.transfers, one.departures) for one in networks}
    assert len(rows) == len(networks), "two choices make the same network"


@pytest.mark.parametrize("name", NAMES)
def test_planned_stations_say_how_certain_they_are(name: str) -> None:
    for line in lines_of(find_scenario(name)):
        for station in line.stations:
            if isinstance(station, PlannedStation):
                assert station.certainty_km is not None, station.id
                assert "仮称" in station.ja or "付近" in station.ja


@pytest.mark.parametrize("name", NAMES)
def test_no_train_beats_the_model_of_its_line(name: str) -> None:
    """Published minutes are no shorter than what the class could do without an allowance."""
    scenario, network = find_scenario(name), load_network(name)
    ids = {line.id for line in lines_of(scenario)}
    categories = {line.id: (line.category, line.top_speed_kmh) for line in lines_of(scenario)}
    km = {
        (section.line, frozenset((section.from_station, section.to_station))): section.km
        for section in network.sections
    }
    checked = 0
    for pattern in network.patterns:
        if len(pattern.lines) != 1 or pattern.lines[0] not in ids:
            continue
        category, top = categories[pattern.lines[0]]
        for one, other, minutes in zip(
            pattern.calls, pattern.calls[1:], pattern.run_min, strict=False
        ):
            length = km.get((pattern.lines[0], frozenset((one, other))))
            if length is None:
                continue
            (modelled,) = model_run_min([length], category, top_speed_kmh=top)
            assert minutes > 0.8 * modelled - 0.5, (pattern.id, one, other, modelled)
            checked += 1
    services = [one for line in lines_of(scenario) for one in line.services]
    assert checked or not services


def test_the_whole_network_runs_under_a_scenario() -> None:
    whole = load_shipped_network()
    trains = len(build_timetable(whole).trips)
    network = apply_scenario(whole, find_scenario("hokuriku-obama:relay=kept"))
    assert len(build_timetable(network).trips) == trains + 3 * 2 * 16


@pytest.mark.parametrize(("scenario", "fast"), [("chuo-nagoya", 4), ("chuo-shin-osaka", 7)])
def test_fast_trains_and_a_local_an_hour(scenario: str, fast: int) -> None:
    table = load_day(scenario).timetable
    leaving = [
        (trip.service, int(table.call_departure_s[table.trip_start[i]]))
        for i, trip in enumerate(table.trips)
        if trip.service.startswith("Chuo ")
    ]
    stops = [table.stop_id[table.call_stop_idx[start]] for start in table.trip_start[:-1]]
    assert "shinagawa@chuo" in stops
    for hour in range(7, 21):
        now = [name for name, at_s in leaving if at_s // 3600 == hour]
        assert (now.count("Chuo fast"), now.count("Chuo local")) == (2 * fast, 2), hour


def test_a_shorter_change_makes_the_maglev_nearer() -> None:
    long, short = (
        find_fastest_min(name, "shizuoka", "chuo-nagano")[0]
        for name in ("chuo-nagoya", "chuo-nagoya:change=short")
    )
    assert short <= long
    long, short = (
        find_fastest_min(name, "kyoto", "shinagawa")[0]
        for name in ("chuo-nagoya", "chuo-nagoya:change=short")
    )
    assert short < long < find_fastest_min("", "kyoto", "shinagawa")[0]


def test_fewer_nozomi_show_who_loses_and_who_gains() -> None:
    def trains(scenario: str, service: str) -> int:
        return sum(one.service == service for one in load_day(scenario).timetable.trips)

    before, after = (trains(one, "Nozomi") for one in ("", "chuo-nagoya:tokaido=fewer-nozomi"))
    assert 0.65 * before < after < 0.8 * before
    assert trains("chuo-nagoya:tokaido=fewer-nozomi", "Hikari (added)") == 16
    assert trains("chuo-shin-osaka:tokaido=fewer-nozomi", "Kodama (added)") == 30


@pytest.mark.parametrize(
    ("scenario", "service", "is_there"),
    [
        ("hokuriku-obama", "Thunderbird", False),
        ("hokuriku-obama:relay=kept", "Thunderbird", True),
        ("hokuriku-obama", "Shirasagi", True),
        ("hokuriku-maibara", "Shirasagi", False),
        ("hokuriku-maibara:relay=both-ended", "Thunderbird", False),
        ("nishi-kyushu", "Relay Kamome", False),
        ("nishi-kyushu:relay=kept", "Relay Kamome", True),
        ("nishi-kyushu", "Midori", True),
        ("hokkaido-sapporo", "Hokuto", False),
        ("hokkaido-sapporo:parallel=kept", "Hokuto", True),
        ("shikoku:express=ended", "Nampu", False),
        ("higashi-kyushu:express=ended", "Sonic", False),
        ("ou:tsubasa=tsubasa-ended", "Tsubasa", False),
        ("uetsu:inaho=ended", "Inaho", False),
        ("uetsu", "Inaho", True),
    ],
)
def test_relay_and_parallel_trains_end_by_choice(
    scenario: str, service: str, is_there: bool
) -> None:
    runs = {one.service for one in load_day(scenario).timetable.trips}
    assert (service in runs) == is_there


# --- against the published tables


def test_every_published_row_is_held_or_said(shared_data: Path) -> None:
    table = shared_data / "rail" / "planned" / "planned_links.csv"
    if not table.is_file():
        pytest.skip("no table of planned links in GEOACCESS_TEST_DATA")
    rows = {
        (one.scheme, one.origin, one.destination, int(one.minutes))
        for one in load_planned_links(table)
        if one.minutes is not None
    }
    held = {one.row for one in FIGURES if one.row}
    assert held <= rows
    assert rows - held == NOT_MODELLED


def test_positions_are_the_published_ones(shared_data: Path) -> None:
    table = shared_data / "rail" / "planned" / "planned_stations.csv"
    if not table.is_file():
        pytest.skip("no table of planned stations in GEOACCESS_TEST_DATA")
    published = load_planned_stations(table)
    for name in NAMES:
        for line in lines_of(find_scenario(name)):
            for station in line.stations:
                if isinstance(station, PlannedStation):
                    nearest = min(published, key=lambda one, here=station: straight_km(here, one))  # type: ignore[arg-type]
                    assert straight_km(station, nearest) < 0.02, station.id  # type: ignore[arg-type]
                    wanted = nearest.certainty_km
                    assert wanted is None or station.certainty_km == wanted, station.id


def test_the_page_says_what_the_engine_answers() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| `([^`]+)`–`([^`]+)` \| ([^|]*) \| (\d+) \| (\d+), (\d+) \|",
        PAGE.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    told = {(a, b, c, d.strip()): (int(e), int(f), int(g)) for a, b, c, d, e, f, g in rows}
    assert told == {
        (one.scenario, one.origin, one.destination, one.service): (one.minutes, *answer(one))
        for one in FIGURES
    }
