"""Closures of tables: what closes together, and the same as a run over tables without it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geoaccess.errors import InputError, UnknownNameError
from geoaccess.model.closures import Corridor
from geoaccess.model.contacts import Contacts
from geoaccess.model.text import Text
from geoaccess.pipeline.closures import ClosureStudy, build_closure_study
from geoaccess.pipeline.request import Request, World, load_world
from geoaccess.scenario.closures import (
    close_lines,
    close_sections,
    find_corridor_sections,
    get_corridor_sections,
    list_links,
)
from geoaccess.scenario.trains import build_timetable
from geoaccess.scores.robustness import find_meeting_s
from geoaccess.sources.hazards import load_corridors
from tests.oracles.closures import full_run, network_without

TABLES = {
    "network.yaml": (
        "name: toy\ntitle: {ja: 例, en: Toy}\nedition: 2025-03-15\nvalid_from: 2025-03-15\n"
        "valid_to: 2026-03-13\nservice_date: 2025-03-18\ndefault_transfer_min: 5\n"
    ),
    "stations.csv": """id,ja,en,lat,lon,source,edition,confidence
a,甲,A,36.00,138.0,x,2025,high
b,乙,B,36.00,139.0,x,2025,high
c,丙,C,36.00,140.0,x,2025,high
d,丁,D,36.60,139.0,x,2025,high
""",
    "lines.csv": """id,ja,en,class,source,edition,confidence
main,本線,Main Line,conventional,x,2025,high
loop,環状線,Loop Line,conventional,x,2025,high
""",
    "sections.csv": """line,from,to,km,opened,closed,source,edition,confidence
main,a,b,45,,,x,2025,high
main,b,c,45,,,x,2025,high
loop,a,d,60,,,x,2025,high
loop,d,c,60,,,x,2025,high
""",
    "station_openings.csv": "line,station,opened,closed,source,edition,confidence\n",
    "services.csv": """id,service,service_ja,lines,direction,calls,run_min,dwell_min,opened,closed,source,edition,confidence
local,Local,各停,main,both,a b c,30 30,2,,,x,2025,high
fast,Fast,急行,main,both,a c,50,,,,x,2025,high
round,Round,環状,loop,both,a d c,70 70,2,,,x,2025,high
""",
    "departures.csv": """service,direction,days,departures,first,last,headway_min,source,edition,confidence
local,down,daily,,06:00,21:00,60,x,2025,high
local,up,daily,,06:00,21:00,60,x,2025,high
fast,down,daily,07:00 12:00 17:00,,,,x,2025,high
fast,up,daily,08:30 13:00 18:00,,,,x,2025,high
round,down,daily,,06:10,18:10,120,x,2025,high
round,up,daily,,06:10,18:10,120,x,2025,high
""",
    "transfers.csv": "station,to_station,minutes,source,edition,confidence\n",
}  # fmt: skip
PLACES = "name,lat,lon,mass\n甲,36.00,138.0,10\n乙,36.00,139.0,30\n丙,36.00,140.0,60\n"


@pytest.fixture
def toy(tmp_path: Path) -> ClosureStudy:
    """Three towns on a line, with a way round."""
    folder = tmp_path / "toy"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "towns.csv").write_text(PLACES, encoding="utf-8")
    towns = str(tmp_path / "towns.csv")
    world = load_world(Request(sites=towns, hubs=towns, networks=(str(folder),)))
    return study_of(world)


def study_of(world: World) -> ClosureStudy:
    sites, hubs = (
        world.resolve(reference, role)  # type: ignore[arg-type]
        for reference, role in ((world.request.sites, "site"), (world.request.hubs, "hub"))
    )
    return build_closure_study(
        world, sites, hubs, hubs.mass, legs=world.access_legs(sites),
        hub_legs=world.access_legs(hubs),
    )  # fmt: skip


def run_without(study: ClosureStudy, world_sections: list[int]) -> Contacts:
    """Everything anew over tables in which the sections have just been closed."""
    network = study.network
    closed = {network.sections[k] for k in world_sections}
    day = network.service_date
    table = build_timetable(network_without(network, closed, day), day)
    asked = study.question
    return full_run(table, asked.places, asked.hubs, asked.direct, study.parameters)


def test_hops_over_the_same_sections_are_one_class(toy: ClosureStudy) -> None:
    assert set(zip(toy.hops.sections, toy.hops.lines, strict=True)) == {
        ((0,), ("main",)), ((1,), ("main",)), ((0, 1), ("main",)), ((1, 0), ("main",)),
        ((2,), ("loop",)), ((3,), ("loop",)), ((), ()),
    }  # fmt: skip
    cut = close_sections(toy.hops, [(0,), (0, 3), ()], toy.n_stops).cut
    assert cut.sum(axis=1).tolist() == [3, 4, 0]
    assert close_lines(toy.hops, [("main",), ("loop", "main")], toy.n_stops).cut.sum(1).tolist() == [
        4, 6,
    ]  # fmt: skip


def test_every_section_of_a_small_network_equals_a_run_over_tables_without_it(
    toy: ClosureStudy,
) -> None:
    effects = toy.close_each("section")
    cases = zip(effects.site_idx.tolist(), effects.link_idx.tolist(), strict=True)
    rows = dict(zip(cases, effects.met, strict=True))
    for k in range(len(toy.network.sections)):
        full = run_without(toy, [k])
        for i in range(toy.n_sites):
            met = rows.get((i, k), toy.met[i])
            assert np.array_equal(met, full.contactable[i]), (i, k)


def test_links_have_names_in_both_languages(toy: ClosureStudy) -> None:
    section, line, station = (
        list_links(toy.network, kind)[0] for kind in ("section", "line", "station")
    )
    assert (section.id, section.name) == ("main:a-b", Text("Main Line: A–B", "本線 甲〜乙"))
    assert (line.name, line.km) == (Text("Main Line", "本線"), 90)
    assert station.name == Text("A Station", "甲駅")
    with pytest.raises(InputError, match="corridors are given"):
        list_links(toy.network, "corridor")


def test_two_lines_without_a_common_one_are_two_ways(toy: ClosureStudy) -> None:
    disjoint = toy.find_disjoint()
    assert disjoint[0].tolist() == [True, False, True]
    assert toy.pair_lines[0, 2] == {"main"}
    lines = toy.close_each("line")
    assert {lines.links[k].id for k in lines.link_idx} == {"main"}


def test_reach_over_some_lines(toy: ClosureStudy) -> None:
    present = np.array([[True, True], [False, True], [True, False], [False, False]])
    reach = toy.reach_over(("main", "loop"), np.zeros(4, int), present)
    assert reach == pytest.approx([1, 0.7, 1, 0.1])


def test_a_corridor_closes_its_sections_together(toy: ClosureStudy) -> None:
    flood = Corridor(id="flood", name=Text("Flood", "洪水"), stretches=(("main", "c", "a"),))
    sections = get_corridor_sections(toy.network, flood)
    assert set(sections) == {0, 1}
    effects = toy.close_corridors([flood], [sections])
    assert effects.links[0].km == 90
    for row, site in enumerate(effects.site_idx):
        assert np.array_equal(effects.met[row], run_without(toy, [0, 1]).contactable[site])


WRONG_STRETCHES = {
    "an unknown line": (("mian", "a", "b"), "nearest to 'mian': main"),
    "an unknown station": (("main", "a", "bb"), "nearest to 'bb': b"),
    "a station of another line": (("main", "a", "d"), "main a-d"),
}


@pytest.mark.parametrize(("stretch", "message"), WRONG_STRETCHES.values(), ids=WRONG_STRETCHES)
def test_wrong_stretches_are_named(
    toy: ClosureStudy, stretch: tuple[str, str, str], message: str
) -> None:
    with pytest.raises(UnknownNameError, match=message):
        get_corridor_sections(
            toy.network, Corridor(id="x", name=Text("x", "x"), stretches=(stretch,))
        )


@pytest.fixture(scope="module")
def shipped() -> ClosureStudy:
    return study_of(load_world(Request()))


SOME_SECTIONS = (
    "tokaido:shizuoka-kakegawa", "tohoku:utsunomiya-nasu-shiobara", "chuo-main:otsuki-enzan",
    "joetsu:takasaki-jomo-kogen", "yahiko:tsubame-tsubame-sanjo", "hokuriku-main:tsuruga-takefu",
)  # fmt: skip

TAKES_HUBS = {SOME_SECTIONS[0], SOME_SECTIONS[1], SOME_SECTIONS[3]}


def section_number(study: ClosureStudy, name: str) -> int:
    return [link.id for link in list_links(study.network, "section")].index(name)


@pytest.mark.parametrize("name", SOME_SECTIONS)
def test_sections_of_the_shipped_network_equal_a_run_over_tables_without_them(
    shipped: ClosureStudy, name: str
) -> None:
    k = section_number(shipped, name)
    full = run_without(shipped, [k])
    effects = shipped.close_each("section")
    mine = effects.link_idx == k
    met = shipped.met.copy()
    met[effects.site_idx[mine]] = effects.met[mine]
    assert np.array_equal(met, full.contactable)
    mass = shipped.mass
    meeting_s = full.meeting_s @ mass / mass.sum()
    assert np.allclose(effects.meeting_s[mine], meeting_s[effects.site_idx[mine]], rtol=1e-12)
    assert np.any(met != shipped.met) == (name in TAKES_HUBS)


def test_the_open_shipped_network_equals_the_day_returns(shipped: ClosureStudy) -> None:
    full = run_without(shipped, [])
    assert np.array_equal(shipped.met, full.contactable)
    parameters = shipped.parameters
    meeting_s = find_meeting_s(shipped.base, parameters.stay_s, parameters.business_hours)
    assert np.array_equal(meeting_s, full.meeting_s)


def test_closing_never_helps_on_the_shipped_network(shipped: ClosureStudy) -> None:
    for kind in ("section", "line", "station"):
        effects = shipped.close_each(kind)
        assert np.all(effects.reach <= shipped.reach[effects.site_idx])
        assert np.all(effects.met <= shipped.met[effects.site_idx])
        assert np.all(effects.reach >= 0)


def test_shipped_corridors_lie_on_the_shipped_network(shipped: ClosureStudy) -> None:
    corridors = load_corridors()
    assert {one.id for one in corridors} >= {"nankai-trough", "snow-2021", "tohoku-2022"}
    for corridor in corridors:
        sections, missing = find_corridor_sections(shipped.network, corridor)
        assert not missing
        assert sections
