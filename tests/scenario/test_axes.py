"""Axes of a sweep as they are written, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoaccess.errors import FileError, InputError
from geoaccess.scenario.axes import is_each_km, parse_axes
from geoaccess.sources.sweepfile import expand_axes


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("headway:fast=10,15,20,30", "headway:fast", (10, 15, 20, 30)),
        ("transfer:nagoya=3..15/3", "transfer:nagoya", (3, 6, 9, 12, 15)),
        ("transfer:nagoya=3-15/3", "transfer:nagoya", (3, 6, 9, 12, 15)),
        ("run:のぞみ:tokyo:shin-osaka=150..152", "run:のぞみ:tokyo:shin-osaka", (150, 151, 152)),
        ("factor:chuo=0.9..1.1/0.1", "factor:chuo", (0.9, 1.0, 1.1)),
        ("speed : chuo = 505, 400", "speed:chuo", (400, 505)),
        ("site:chuo-nagano=170,180", "site:chuo-nagano", (170, 180)),
        ("station:shinagawa:nagoya:local=1..3", "station:shinagawa:nagoya:local", (1, 2, 3)),
        ("ｈｅａｄｗａｙ：fast＝１０，２０", "headway:fast", (10, 20)),
        ("transfer:a=5,5,5", "transfer:a", (5,)),
    ],
)  # fmt: skip
def test_an_axis_is_read(text: str, name: str, values: tuple[float, ...]) -> None:
    (axis,) = parse_axes([text])
    assert axis.name == name
    assert axis.values == pytest.approx(values)
    assert not is_each_km(axis)


@pytest.mark.parametrize(("values", "step"), [("km", 1.0), ("km/5", 5.0), ("km/0.5", 0.5)])
def test_every_kilometre_is_left_to_the_line(values: str, step: float) -> None:
    (axis,) = parse_axes([f"station:a:b={values}"])
    assert is_each_km(axis)
    assert axis.values == (-step,)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fast", "write KIND:TARGET=VALUES"),
        ("=10", "write KIND:TARGET=VALUES"),
        ("headwya:fast=10", "did you mean headway"),
        ("headway=10", "write headway:SERVICE"),
        ("headway:fast:a=10", "write headway:SERVICE or headway:SERVICE:FROM:TO"),
        ("station:a=km", "write station:FROM:TO"),
        ("headway:fast=", "are no values"),
        ("headway:fast=ten", "are no values"),
        ("headway:fast=nan", "are no values"),
        ("headway:fast=inf", "are no values"),
        ("headway:fast=0,10", "above 0"),
        ("transfer:a=-3", "above 0"),
        ("headway:fast=20..10", "runs nowhere"),
        ("headway:fast=10..20/0", "runs nowhere"),
        ("headway:fast=1..9999/0.1", "values; give 2000 at most"),
        ("headway:fast=km", "km is for site and station"),
        ("station:a:b=km/0", "a step of 0 km"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_remedy(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_axes([text])


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InputError) as told:
        parse_axes(["headway:a=x", "bogus:b=1", "run:c=1..2", "run:c=3"])
    text = str(told.value)
    assert text.startswith("--sweep: 3 faults: ")
    assert all(part in text for part in ("headway:a=x", "bogus", "'run:c' is given twice"))
    assert "\n" not in text


def test_nothing_varied_is_a_fault() -> None:
    with pytest.raises(InputError, match="nothing is varied"):
        parse_axes([])


def test_a_file_stands_for_its_axes(tmp_path: Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text("objective: pairs\naxes:\n  - headway:fast=10,15\n  - transfer:名古屋=3..9/3\n",
                    encoding="utf-8")  # fmt: skip
    assert expand_axes([str(file), "run:fast=40"]) == (
        ("headway:fast=10,15", "transfer:名古屋=3..9/3", "run:fast=40"),
        "pairs",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("axes: [", "sweep.yaml: line 2, column 1 is no YAML"),
        ("- headway:fast=10", "write 'axes:'"),
        ("axes: headway:fast=10", "axes is no list"),
        ("axes: []", "axes is no list"),
        ("axes:\n  - 5\n  - {headway: 10}\n", "5 is no axis.*'headway': 10"),
        ("axes:\n  - run:a=1\nobjectiv: score\n", "'objectiv' is not known"),
        ("axes:\n  - run:a=1\nobjective: 3\n", "objective is 3"),
    ],
)
def test_a_file_that_says_something_else_is_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "sweep.yaml").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        expand_axes([str(tmp_path / "sweep.yaml")])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none\.yaml: cannot be read"):
        expand_axes([str(tmp_path / "none.yaml")])
