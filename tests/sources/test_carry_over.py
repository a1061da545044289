"""Results carried over mergers: sums kept, means weighted, nothing lost without a word."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.sources.areas import carry_over, load_code_history
from geoaccess.sources.areas.carry import CarriedValues

HISTORY = load_code_history()
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2026, 7, 31))
OCTOBER_2000, APRIL_2004, TODAY = dt.date(2000, 10, 1), dt.date(2004, 4, 1), dt.date(2026, 1, 1)
COUNTS = st.integers(0, 10**6)


def counts_at(day: dt.date, seed: int, level: str = "municipality") -> dict[str, float]:
    """Return a different whole number for every code of a day."""
    codes = sorted(HISTORY.codes_at(day, level))  # type: ignore[arg-type]
    return {code: float((i * 7919 + seed) % 100_003 + 1) for i, code in enumerate(codes)}


def everywhere(value: float = 1.0) -> dict[str, float]:
    """Return one weight for every code of all times."""
    return dict.fromkeys({one.code for one in HISTORY.codes}, value)


def carry(
    values: dict[str, float], begin: dt.date, end: dt.date, **options: object
) -> CarriedValues:
    return carry_over(values, from_edition=begin, to_edition=end, **options)  # type: ignore[arg-type]


@settings(max_examples=8)
@given(begin=DAYS, end=DAYS, seed=COUNTS)
def test_sums_are_kept_in_both_directions(begin: dt.date, end: dt.date, seed: int) -> None:
    values = counts_at(begin, seed)
    result = carry(values, begin, end, weights=everywhere())
    assert math.fsum(result.values.values()) == pytest.approx(math.fsum(values.values()))
    assert set(result.values) == set(HISTORY.codes_at(end))
    assert not result.unknown
    assert not result.incomplete


@settings(max_examples=8)
@given(begin=DAYS, end=DAYS, seed=COUNTS)
def test_sums_are_kept_by_ward(begin: dt.date, end: dt.date, seed: int) -> None:
    values = counts_at(begin, seed, "ward")
    result = carry(values, begin, end, weights=everywhere(), level="ward")
    assert math.fsum(result.values.values()) == pytest.approx(math.fsum(values.values()))
    assert set(result.values) == set(HISTORY.codes_at(end, "ward"))


@settings(max_examples=8)
@given(day=DAYS, seed=COUNTS)
def test_same_edition_changes_nothing(day: dt.date, seed: int) -> None:
    values = counts_at(day, seed)
    for quantity in ("extensive", "intensive"):
        result = carry(values, day, day, quantity=quantity)
        assert result.values == values
        assert result.notes == ()


@settings(max_examples=8)
@given(days=st.lists(DAYS, min_size=3, max_size=3).map(sorted), seed=COUNTS)
def test_two_steps_are_one(days: list[dt.date], seed: int) -> None:
    values = counts_at(days[0], seed)
    at_once = carry(values, days[0], days[2]).values
    by_steps = carry(carry(values, days[0], days[1]).values, days[1], days[2]).values
    assert by_steps == pytest.approx(at_once)


@settings(max_examples=8)
@given(days=st.lists(DAYS, min_size=3, max_size=3).map(sorted), seed=COUNTS)
def test_means_in_two_steps_are_one_where_weights_are_carried_too(
    days: list[dt.date], seed: int
) -> None:
    values, weights = counts_at(days[0], seed), counts_at(days[0], seed + 1)
    at_once = carry(values, days[0], days[2], quantity="intensive", weights=weights).values
    half = carry(values, days[0], days[1], quantity="intensive", weights=weights).values
    carried = carry(weights, days[0], days[1]).values
    by_steps = carry(half, days[1], days[2], quantity="intensive", weights=carried).values
    assert by_steps == pytest.approx(at_once)


@settings(max_examples=8)
@given(begin=DAYS, end=DAYS)
def test_a_constant_mean_stays(begin: dt.date, end: dt.date) -> None:
    values = dict.fromkeys(HISTORY.codes_at(begin), 5.0)
    result = carry(values, begin, end, quantity="intensive", weights=everywhere(3.0))
    assert all(value == pytest.approx(5.0) for value in result.values.values())


@settings(max_examples=8)
@given(begin=DAYS, end=DAYS, seed=COUNTS)
def test_there_and_back_is_the_same_where_the_weights_are_the_values(
    begin: dt.date, end: dt.date, seed: int
) -> None:
    values = counts_at(min(begin, end), seed)
    there = carry(values, min(begin, end), max(begin, end)).values
    back = carry(there, max(begin, end), min(begin, end), weights=values).values
    split = {"19341", "19201", "19430"}
    assert {k: v for k, v in back.items() if k not in split} == pytest.approx(
        {k: v for k, v in values.items() if k not in split}
    )


@pytest.mark.parametrize(
    ("values", "begin", "expected"),
    [
        # 長久手町 became a city
        ({"23304": 5.0}, "2011-10-01", {"23238": 5.0}),
        # 浦和市 + 大宮市 + 与野市 → さいたま市 11244 → 11100, which 岩槻市 joined
        ({"11204": 1.0, "11205": 2.0, "11220": 4.0, "11213": 8.0}, "2000-10-01", {"11100": 15.0}),
        # 清水市 → 静岡市 22201 → 22100
        ({"22201": 1.0, "22204": 2.0}, "2000-10-01", {"22100": 3.0}),
        # across the border of Nagano and Gifu
        ({"20431": 1.0, "21206": 2.0}, "2004-10-01", {"21206": 3.0}),
        # another county first, another city then
        ({"23566": 1.0}, "2003-01-01", {"23211": 1.0}),
        # cut in two
        ({"19341": 2.0}, "2005-10-01", {"19201": 1.0, "19430": 1.0}),
        ({"20206": 9.0}, "2000-10-01", {"20206": 9.0}),
    ],
)
def test_known_changes(values: dict[str, float], begin: str, expected: dict[str, float]) -> None:
    assert carry(values, dt.date.fromisoformat(begin), TODAY).values == expected


def test_a_merger_counts_from_its_day() -> None:
    values = {"23304": 5.0}
    assert carry(values, OCTOBER_2000, dt.date(2012, 1, 3)).values == {"23304": 5.0}
    assert carry(values, OCTOBER_2000, dt.date(2012, 1, 4)).values == {"23238": 5.0}


def test_a_mean_is_weighted_by_population() -> None:
    minutes, persons = {"22201": 60.0, "22204": 90.0}, {"22201": 469_695.0, "22204": 236_818.0}
    result = carry(minutes, OCTOBER_2000, APRIL_2004, quantity="intensive", weights=persons)
    expected = (60 * 469_695 + 90 * 236_818) / (469_695 + 236_818)
    assert result.values == {"22201": pytest.approx(expected)}


def test_a_designated_city_is_cut_into_wards_by_their_population() -> None:
    wards = {"22101": 250.0, "22102": 210.0, "22103": 240.0}
    result = carry({"22201": 700.0}, APRIL_2004, dt.date(2005, 4, 1), level="ward", weights=wards)
    assert result.values == pytest.approx(wards)
    assert "1 codes were cut into parts (22201)." in [one.en for one in result.notes]


def test_wards_of_hamamatsu_of_2024() -> None:
    old = {"22131": 1.0, "22132": 2.0, "22133": 4.0, "22134": 8.0, "22135": 100.0, "22136": 16.0,
           "22137": 32.0}  # fmt: skip
    result = carry(old, dt.date(2023, 1, 1), TODAY, level="ward")
    assert result.values == pytest.approx({"22138": 53.0, "22139": 78.0, "22140": 32.0})


def test_a_merger_carried_back_takes_the_weights_of_then() -> None:
    persons = {"22201": 300.0, "22204": 100.0, "22382": 0.0, "22383": 0.0}
    result = carry({"22100": 80.0}, TODAY, OCTOBER_2000, weights=persons)
    assert result.values == {"22201": 60.0, "22204": 20.0, "22382": 0.0, "22383": 0.0}
    means = carry({"22100": 80.0}, TODAY, OCTOBER_2000, weights=persons, quantity="intensive")
    assert set(means.values.values()) == {80.0}


def test_unknown_codes_are_named_and_left_out() -> None:
    result = carry({"20206": 1.0, "20299": 2.0, "22138": 3.0}, OCTOBER_2000, TODAY)
    assert (result.values, result.unknown) == ({"20206": 1.0}, ("20299", "22138"))
    assert [one.en for one in result.notes] == [
        "2 codes are not valid on 2000-10-01, left out (20299, 22138).",
    ]


def test_results_of_a_part_only_are_named() -> None:
    result = carry({"11204": 1.0}, OCTOBER_2000, TODAY)
    assert (result.values, result.incomplete) == ({"11100": 1.0}, ("11100",))
    assert any("1 results lack a part that had no value (11100)" in one.en for one in result.notes)


def test_a_missing_value_makes_its_sum_missing() -> None:
    result = carry({"22201": 1.0, "22204": math.nan}, OCTOBER_2000, APRIL_2004)
    assert math.isnan(result.values["22201"])
    assert any(
        "1 values are missing, and what they are part of (22204)" in n.en for n in result.notes
    )


@pytest.mark.parametrize(
    ("values", "options", "words"),
    [
        (
            {"20206": 1.0},
            {"begin": dt.date(1999, 12, 31)},
            "edition 1999-12-31: the codes of munici",
        ),
        ({"20206": 1.0}, {"end": dt.date(2030, 1, 1)}, "known from 2000-01-01 to 2026-07-31"),
        (
            {"2020": 1.0, "x": 1.0},
            {},
            r"none of 2 codes is valid on 2000-10-01 at level municipality",
        ),
        ({"01101": 1.0}, {}, "correct the edition or the level"),
        (
            {"01100": 1.0},
            {"level": "ward"},
            r"none of 1 codes is valid on 2000-10-01 at level ward",
        ),
        ({"20206": 1.0}, {"level": "prefecture"}, "prefectures do not change"),
        (
            {"22201": 1.0, "22204": 2.0},
            {"quantity": "intensive"},
            r"1 codes need the population of their parts \(22100 of 22201 22204\)",
        ),
        (
            {"22201": 1.0, "22204": 2.0},
            {"quantity": "intensive", "weights": {"22201": 1.0, "22204": -1.0}},
            r"\(22100 of 22201 22204\); give it as weights",
        ),
        (
            {"22201": 1.0, "22204": 2.0},
            {"quantity": "intensive", "weights": {"22201": 0.0, "22204": 0.0}},
            "1 codes need the population of their parts",
        ),
        ({"20206": 1.0, "22201": 1.0}, {"level": "ward"}, r"\(22201 into 22101 22102 22103\)"),
        (
            {"20206": 1.0, "22100": 1.0},
            {"begin": TODAY, "end": OCTOBER_2000},
            r"1 codes need .* \(22100 into 22201 22204 22382 22383\)",
        ),
        ({"20206": 1.0}, {"quantity": "mean"}, "quantity 'mean' is unknown; write extensive or"),
    ],
)
def test_what_cannot_be_carried(
    values: dict[str, float], options: dict[str, object], words: str
) -> None:
    given = dict(options)
    begin, end = given.pop("begin", OCTOBER_2000), given.pop("end", TODAY)
    with pytest.raises(InputError, match=words) as caught:
        carry(values, begin, end, **given)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_nothing_gives_nothing() -> None:
    assert carry({}, OCTOBER_2000, TODAY).values == {}
