"""Laws of comparisons: a line that is added takes no contact, one that is closed gives none."""

from __future__ import annotations

import functools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.model.contacts import Contacts
from geoaccess.model.network import RailNetwork
from geoaccess.model.places import Places
from geoaccess.model.scenario import AddLine, CloseLine, CloseSection, PlannedStation, Scenario
from geoaccess.pipeline.changed import change_network, get_rail
from geoaccess.pipeline.request import Request, World, load_world
from geoaccess.scenario.apply import apply_scenario
from tests.scenario.lines import make_line, make_network, make_scenario, make_service


@functools.cache
def base_world() -> World:
    """Return a world of the small network of scenarios, on the land of Japan."""
    shipped = load_world(Request())
    config = shipped.config
    access = config.access.model_copy(update={"max_stops": 3, "max_min": 60.0})
    world = change_network(shipped, make_network(), keeps_legs=False)
    object.__setattr__(world, "config", config.model_copy(update={"access": access}))
    return world


def build_places(at: list[tuple[float, float]], role: str) -> Places:
    n = len(at)
    return Places(
        id=tuple(f"{role}{k}" for k in range(n)), name=("",) * n, name_ja=("",) * n,
        lon=np.array([lon for lon, _ in at]), lat=np.array([lat for _, lat in at]),
        mass=np.ones(n), role=role,  # type: ignore[arg-type]
    )  # fmt: skip


SITES = build_places([(136.05, 35.02), (136.6, 35.25), (137.02, 35.35), (137.4, 35.1)], "site")
HUBS = build_places([(136.02, 35.03), (136.5, 35.05), (137.05, 35.02), (137.5, 35.03)], "hub")


def contacts_of(world: World) -> Contacts:
    legs, hub_legs = world.access_legs(SITES), world.access_legs(HUBS)
    return world.day_returns(SITES, HUBS, legs=legs, hub_legs=hub_legs)


def contacts_with(scenario: Scenario) -> Contacts:
    base = base_world()
    return contacts_of(change_network(base, apply_scenario(get_rail(base), scenario)))


def is_no_worse(after: Contacts, before: Contacts) -> bool:
    return bool(
        np.all(after.contactable | ~before.contactable)
        and np.all(after.longest_stay_s >= before.longest_stay_s)
        and np.all(after.meeting_s >= before.meeting_s)
    )


STATION = st.sampled_from(["a", "b", "c", "d", "e"])
NEW = st.tuples(st.integers(0, 15), st.integers(0, 5)).map(
    lambda at: PlannedStation(id="n", ja="新", en="New", lat=35 + at[1] / 10, lon=136 + at[0] / 10)
)


@st.composite
def lines(draw: st.DrawFn) -> AddLine:
    first, last = draw(st.tuples(STATION, STATION).filter(lambda both: both[0] != both[1]))
    headway, category = (
        draw(st.integers(20, 240)),
        draw(st.sampled_from(["maglev", "conventional"])),
    )
    service = make_service(
        calls=(first, "n", last), run_min=(45.0, 45.0), headway_min=float(headway),
        first_min=draw(st.integers(300, 600)), last_min=draw(st.integers(700, 1380)),
    )  # fmt: skip
    change = draw(st.dictionaries(st.sampled_from([first, last]), st.integers(3, 20), max_size=2))
    return make_line(
        category=category, stations=(first, draw(NEW), last), services=(service,),
        top_speed_kmh=500.0, transfer_min={one: float(m) for one, m in change.items()},
    )  # fmt: skip


@settings(max_examples=25)
@given(lines())
def test_an_added_line_takes_nothing_from_anybody(line: AddLine) -> None:
    assert is_no_worse(contacts_with(make_scenario(line)), contacts_of(base_world()))


CLOSED = [
    CloseLine(line="coast"), CloseLine(line="branch"),
    CloseSection(line="coast", from_station="a", to_station="b"),
    CloseSection(line="coast", from_station="b", to_station="d"),
    CloseSection(line="branch", from_station="c", to_station="e"),
]  # fmt: skip


@settings(max_examples=10)
@given(
    st.lists(st.sampled_from(CLOSED[2:]), min_size=1, max_size=2, unique=True)
    | st.sampled_from(CLOSED[1:2]).map(lambda one: [one])
)
def test_a_closed_line_gives_nothing_to_anybody(closed: list[CloseLine | CloseSection]) -> None:
    assert is_no_worse(contacts_of(base_world()), contacts_with(make_scenario(*closed)))


def test_the_laws_are_about_something() -> None:
    base = contacts_of(base_world())
    assert 0 < base.contactable.sum() < base.contactable.size
    line = make_line(services=(make_service(run_min=(18.0, 24.0), headway_min=10.0),))
    assert (contacts_with(make_scenario(line)).longest_stay_s > base.longest_stay_s).any()
    shut = contacts_with(make_scenario(CLOSED[3]))
    assert (base.contactable & ~shut.contactable).any()


def test_the_identity_is_the_world_itself() -> None:
    base = base_world()
    assert change_network(base, apply_scenario(get_rail(base), make_scenario())) is base


def test_new_lines_are_lines_of_the_tables() -> None:
    base = base_world()
    rail: RailNetwork = apply_scenario(get_rail(base), make_scenario(make_line()))
    world = change_network(base, rail)
    assert world.networks.line_sets[0] - base.networks.line_sets[0] == {"planned"}
    stop = world.day.timetable.stop_id.index("n")
    assert world.stop_lines[0][stop] == {"planned"}
