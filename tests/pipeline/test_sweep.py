"""Sweeps: each variant equals a run of its own, and nothing depends on how it was computed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoaccess.errors import FileError, InputError
from geoaccess.model.scenario import AddLine, PlannedService, PlannedStation, Scenario
from geoaccess.model.sweep import Variant, VariantFigures
from geoaccess.model.text import Text
from geoaccess.pipeline import sweep, sweepwork
from geoaccess.pipeline.changed import change_network, get_rail
from geoaccess.pipeline.request import Request, World, load_world
from geoaccess.pipeline.sweep import SweepQuestion, SweepRun, compute_sweep, sweep_results
from geoaccess.pipeline.sweepjournal import round_figures
from geoaccess.pipeline.sweepstudy import load_study
from geoaccess.report.sweep import JOURNAL, check_sweep_folder, write_sweep
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.axes import parse_axes
from geoaccess.scenario.variants import build_variants
from geoaccess.scores.composite import compute_indicators, normalise, transform_mass
from tests.pipeline.test_closures import PLACES, TABLES

Folder = Callable[[str], Path]
HARD = ("headway:Star=20,60", "run:Star=45,60", "transfer:a=2,20", "station:a:n=km/20")


def star() -> Scenario:
    """Return a planned line from a to c by a new station near no town."""
    new = PlannedStation(id="n", ja="新", en="New", lat=36.05, lon=138.6)
    service = PlannedService(
        name="Star",
        name_ja="星",
        calls=("a", "n", "c"),
        run_min=(17.0, 30.0),
        headway_min=30.0,
        first_min=360,
        last_min=1320,
        lines=("new",),
    )
    line = AddLine(
        id="new",
        ja="新線",
        en="New Line",
        category="shinkansen",
        stations=("a", new, "c"),
        services=(service,),
        transfer_min={"a": 8.0},
    )
    return Scenario(name="star", title=Text("Star", "星"), operations=(line,))


@pytest.fixture(scope="module")
def request_of_toy(tmp_path_factory: pytest.TempPathFactory) -> Request:
    """Three towns on a line, with a way round."""
    folder = tmp_path_factory.mktemp("toy")
    tables = folder / "toy"
    tables.mkdir()
    for name, text in TABLES.items():
        (tables / name).write_text(text, encoding="utf-8")
    (folder / "towns.csv").write_text(PLACES, encoding="utf-8")
    towns = str(folder / "towns.csv")
    return Request(sites=towns, hubs=towns, networks=(str(tables),))


def alone(base: World, variant: Variant) -> VariantFigures:
    """Compute a variant by itself: ways, legs, trains and journeys anew, before and after."""
    found = []
    request = base.request
    for with_scenario in (False, True):
        world = replace(base)
        if with_scenario:
            rail = apply_scenario(get_rail(world), variant.scenario)
            world = change_network(world, rail)
        sites, hubs = world.resolve(request.sites, "site"), world.resolve(request.hubs, "hub")
        legs, hub_legs = world.access_legs(sites), world.access_legs(hubs)
        contacts = world.day_returns(sites, hubs, legs=legs, hub_legs=hub_legs)
        profiles = world.profiles(sites, hubs, legs=legs, hub_legs=hub_legs)
        mass = transform_mass(hubs.mass, world.config.mass)
        found.append((contacts, compute_indicators(profiles, contacts, mass, world.config)))
    (before, then), (after, now) = found
    posts = world.config.indicators
    score = np.zeros(len(sites))
    for name in ("reach_pct", "nearness_min", "meeting_hours", "round_trips"):
        if name in then:
            parts = [np.nan_to_num(normalise(one[name], posts[name])) for one in (then, now)]
            score += posts[name].weight * (parts[1] - parts[0])
    total = sum(one.weight for one in posts.values())
    return VariantFigures(
        score=100 * score / total,
        reach_pct=now["reach_pct"] - then["reach_pct"],
        meeting_hours=now["meeting_hours"] - then["meeting_hours"],
        new_pairs=(after.contactable & ~before.contactable).sum(axis=1),
        lost_pairs=(before.contactable & ~after.contactable).sum(axis=1),
        population=float("nan"),
    )


def assert_same(one: VariantFigures, other: VariantFigures) -> None:
    for name in ("score", "reach_pct", "meeting_hours", "new_pairs", "lost_pairs"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=0, atol=1e-9)


def run(request: Request, folder: Path | None, *axes: str, **given: Any) -> SweepRun:
    """Compute a sweep of the planned line and write its folder."""
    question = SweepQuestion(axes=axes or HARD, objective=given.pop("objective", None))
    found = compute_sweep(request, star(), question, folder=folder, **({"workers": 1} | given))
    if folder is not None:
        write_sweep(sweep_results(found), folder)
    return found


def read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_each_variant_equals_a_run_of_its_own(request_of_toy: Request) -> None:
    found = run(request_of_toy, None)
    base = load_world(request_of_toy)
    picked = random.Random(3).sample(found.found.variants, 8)
    for variant in (found.found.variants[0], *picked):
        assert_same(found.figures[variant.number], alone(base, variant))
    scores = {round(float(one.score.sum()), 6) for one in found.figures}
    assert len(scores) > 5  # the axes do change something


def test_variants_of_the_shipped_network_equal_runs_of_their_own() -> None:
    request = Request(sites="agglomeration:suwa")
    study = load_study(request, with_people=False)
    today = Scenario(name="today", title=Text("Today", "現在"))
    axes = parse_axes(
        ["transfer:nagoya=2..16/2", "headway:Kodama:tokyo:nagoya=20..60/10", "station:tokyo:odawara=km/9"]
    )  # fmt: skip
    found = build_variants(study.rail, today, axes)
    base = load_world(request)
    for variant in random.Random(8).sample(found.variants[1:], 3):
        assert_same(study.evaluate(variant.scenario), alone(base, variant))


def test_a_value_as_it_is_changes_nothing(request_of_toy: Request) -> None:
    question = SweepQuestion(axes=("factor:main:a:c=1", "transfer:b=5"))
    today = Scenario(name="today", title=Text("Today", "現在"))
    found = compute_sweep(request_of_toy, today, question, workers=1)
    assert len(found.figures) == 2
    for one in found.figures:
        for name in ("score", "reach_pct", "meeting_hours", "new_pairs", "lost_pairs"):
            assert getattr(one, name).tolist() == [0, 0, 0]


@pytest.fixture(scope="module")
def whole(request_of_toy: Request, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one uninterrupted run."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    run(request_of_toy, folder)
    return folder


def test_the_order_of_variants_leaves_no_trace(
    request_of_toy: Request, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sweepwork.evaluate_each

    def shuffled(
        study: Any, request: Request, variants: Sequence[Variant], *, workers: int
    ) -> Iterator[tuple[Variant, VariantFigures]]:
        mixed = list(variants)
        random.Random(5).shuffle(mixed)
        assert mixed != list(variants)
        return real(study, request, mixed, workers=workers)

    monkeypatch.setattr(sweep, "evaluate_each", shuffled)
    run(request_of_toy, tmp_path / "out")
    assert read(tmp_path / "out") == read(whole)


def test_two_processes_give_the_bytes_of_one(
    request_of_toy: Request, whole: Path, tmp_path: Path
) -> None:
    found = run(request_of_toy, tmp_path / "out", workers=2)
    assert len(found.found.variants) >= sweepwork.FEW
    assert read(tmp_path / "out") == read(whole)


def test_an_interrupted_run_is_taken_up_again(
    request_of_toy: Request, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sweepwork.evaluate_each

    def cut_short(
        study: Any, request: Request, variants: Sequence[Variant], *, workers: int
    ) -> Iterator[tuple[Variant, VariantFigures]]:
        for count, one in enumerate(real(study, request, variants, workers=workers)):
            if count == 7:
                raise KeyboardInterrupt
            yield one

    folder = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(sweep, "evaluate_each", cut_short)
        with pytest.raises(KeyboardInterrupt):
            run(request_of_toy, folder)
    assert list(read(folder)) == [JOURNAL]
    with (folder / JOURNAL).open("ab") as file:
        file.write(b'{"variant":"cut off in the mid')
    said: list[str] = []
    check_sweep_folder(folder)
    found = run(request_of_toy, folder, progress=said.append)
    assert found.n_known == 7
    assert read(folder) == read(whole)
    assert any(one.startswith(f"variant 8 of {len(found.figures)}, about") for one in said)


def test_a_finished_run_is_read_from_its_journal(
    request_of_toy: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(request_of_toy, tmp_path / "out", "headway:Star=20,60")
    before = read(tmp_path / "out")
    monkeypatch.setattr(sweepwork, "round_figures", None)  # nothing may be computed
    again = run(request_of_toy, tmp_path / "out", "headway:Star=20,60")
    assert again.n_known == len(first.figures) == 3
    assert read(tmp_path / "out") == before


def test_figures_survive_the_journal() -> None:
    figures = VariantFigures(
        score=np.array([1 / 3, -1e-15, -2.5]),
        reach_pct=np.array([0.1, 0.2, 0.3]),
        meeting_hours=np.zeros(3),
        new_pairs=np.array([1, 0, 2]),
        lost_pairs=np.array([0, 1, 0]),
        population=1234.5,
    )
    once = round_figures(figures)
    assert_same(once, figures)
    assert round_figures(once).score.tobytes() == once.score.tobytes()
    assert not np.signbit(once.score[1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace('"geoaccess_sweep":"', '"geoaccess_sweep":"0'), "another sweep"),
        (lambda _: '{"some": "json"}\n', "is no journal"),
        (lambda _: "name,value\n", "is no journal"),
        (lambda _: "name", "is no journal"),
        (lambda text: text.replace('"new_pairs"', '"pears"'), "line 2 is damaged"),
        (lambda text: text.replace('"score":[', '"score":[1,'), "line 2 is damaged"),
        (lambda text: text.splitlines()[0] + "\n\x00\n", "line 2 is damaged"),
    ],
)
def test_a_journal_that_is_not_ours_is_refused_in_one_line(
    request_of_toy: Request, tmp_path: Path, change: Callable[[str], str], message: str
) -> None:
    run(request_of_toy, tmp_path / "out", "headway:Star=20")
    journal = tmp_path / "out" / JOURNAL
    journal.write_text(change(journal.read_text(encoding="utf-8")), encoding="utf-8")
    kept = journal.read_bytes()
    with pytest.raises(InputError, match=message) as told:
        run(request_of_toy, tmp_path / "out", "headway:Star=20")
    assert "\n" not in str(told.value)
    assert "give another folder with -o" in str(told.value)
    assert journal.read_bytes() == kept


def test_another_axis_scenario_or_parameter_is_another_sweep(
    request_of_toy: Request, tmp_path: Path
) -> None:
    run(request_of_toy, tmp_path / "out", "headway:Star=20")
    other = Request(
        sites=request_of_toy.sites, hubs=request_of_toy.hubs, networks=request_of_toy.networks,
        stay_min=300,
    )  # fmt: skip
    for request, axes in ((request_of_toy, "headway:Star=25"), (other, "headway:Star=20")):
        with pytest.raises(InputError, match="another sweep"):
            run(request, tmp_path / "out", axes)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match=r"holds what is no sweep \(thesis.docx\)"):
        check_sweep_folder(tmp_path)
    with pytest.raises(FileError, match="is a file"):
        check_sweep_folder(tmp_path / "thesis.docx")
    check_sweep_folder(tmp_path / "new")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"roads": Path("x.pbf")}, "--roads cannot be taken"),
        ({"access": "r5"}, "--access r5 cannot be taken"),
        ({"draws": 5, "zones": Path("n03.zip")}, "--zones, --draws cannot be taken"),
    ],
)
def test_what_a_sweep_does_not_have_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_study(Request(**given), with_people=False)


def test_values_that_cannot_run_are_told_before_anything_is_computed(
    request_of_toy: Request, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as told:
        run(request_of_toy, tmp_path / "out", "run:Star=10,20,60", "headway:Star=20")
    text = str(told.value)
    assert text.startswith("--sweep: 2 faults: 'run:Star=10'")
    assert "'run:Star=20'" in text
    assert "km/h" in text
    assert not (tmp_path / "out").exists()


def test_an_objective_that_is_not_there_is_refused(request_of_toy: Request) -> None:
    with pytest.raises(InputError, match=r"--objective: no 'scores'; give one of score, "):
        run(request_of_toy, None, "headway:Star=20", objective="scores")


def test_people_within_a_day_are_counted_when_asked_for() -> None:
    request = Request(sites="hub:kanazawa", hubs="hub:kanazawa")
    today = Scenario(name="today", title=Text("Today", "現在"))
    question = SweepQuestion(axes=("transfer:tsuruga=90",), objective="population")
    slower = compute_sweep(request, today, question, workers=1)
    assert slower.values["population"][0] == 0
    assert slower.values["population"][1] < 0
    assert np.isnan(slower.values["score"]).sum() == 0
