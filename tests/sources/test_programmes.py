"""Programmes as references to places, and tables of programmes with faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoaccess.errors import InputError, UnknownNameError
from geoaccess.sources import facts
from geoaccess.sources.gazetteer import Gazetteer
from geoaccess.sources.places import resolve_places
from geoaccess.sources.programmes import COLUMNS, load_programmes
from tests.sources.gazetteers import build_gazetteer

GOOD = "p-a,p,事業,Programme,甲,A,1984,1998,,20206 01100,x"
FAULTS = {
    "an id twice": (GOOD, "ids stand twice"),
    "a year in words": (GOOD.replace("1984", "S59").replace("p-a", "p-b"), "years are no numbers"),
    "an end before the start": (
        GOOD.replace("1998", "1983").replace("p-a", "p-b"), "end before they begin",
    ),
    "no municipality": (
        GOOD.replace("20206 01100", "").replace("p-a", "p-b"), "have no municipality",
    ),
    "a cell too many": (GOOD + ",y", "another number of cells"),
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return Gazetteer(
        agglomerations=facts.load_agglomerations,
        hubs=facts.load_hubs,
        seats=facts.load_prefectural_seats,
        municipalities=facts.load_municipalities,
        stations=facts.load_hubs,
    )


@pytest.mark.parametrize(
    ("reference", "codes"),
    [
        ("programme:technopolis-hamamatsu", ("22130",)),
        ("Programme: Technopolis-Kurume-Tosu", ("40203", "41203")),
        ("programme:knowledge-cluster-2-sapporo", ("01100",)),
        ("programme:ｔｅｃｈｎｏｐｏｌｉｓ-hakodate", ("01202",)),
    ],
)
def test_a_region_stands_for_its_municipalities(
    reference: str, codes: tuple[str, ...], shipped: Gazetteer
) -> None:
    found = resolve_places(reference, role="site", gazetteer=shipped)
    assert found.id == codes
    assert found.role == "site"
    assert "at their offices" in found.remarks[0].en
    assert "役所" in found.remarks[0].ja


@pytest.mark.parametrize("programme", sorted({one.programme for one in load_programmes()}))
def test_a_programme_stands_for_all_its_regions_each_place_once(
    programme: str, shipped: Gazetteer
) -> None:
    found = resolve_places(f"programme:{programme}", role="site", gazetteer=shipped)
    regions = [one for one in load_programmes() if one.programme == programme]
    assert set(found.id) == {code for one in regions for code in one.municipality_codes}
    assert len(set(found.id)) == len(found)
    assert {name for note in found.note for name in note.split("; ")} == {one.en for one in regions}
    by_name = resolve_places(f"programme:{regions[0].programme_ja}", role="hub", gazetteer=shipped)
    assert by_name.id == found.id


@pytest.mark.parametrize(
    ("reference", "nearest"),
    [
        ("programme:technopolice", "programme:technopolis"),
        ("programme:knowledge-cluster", "programme:knowledge-cluster-1"),
        ("programme:", "programme:technopolis"),
        ("programme:mars", "programme:city-area"),
    ],
)
def test_an_unknown_programme_lists_the_nearest(
    reference: str, nearest: str, shipped: Gazetteer
) -> None:
    with pytest.raises(UnknownNameError, match="no programme is called") as caught:
        resolve_places(reference, role="site", gazetteer=shipped)
    assert nearest in str(caught.value)


def test_a_municipality_that_is_not_shipped_is_named() -> None:
    with pytest.raises(InputError, match="no municipality has code 22130"):
        resolve_places("programme:technopolis-hamamatsu", role="site", gazetteer=build_gazetteer())


def write(folder: Path, *rows: str) -> Path:
    path = folder / "programmes.csv"
    path.write_text("\n".join((",".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
    return path


def test_a_table_without_faults_is_read(tmp_path: Path) -> None:
    (one,) = load_programmes(write(tmp_path, GOOD))
    assert (one.start, one.end) == (1984, 1998)
    assert one.holds("20206")
    assert not one.holds("20361")


def test_a_year_that_is_not_known_is_none(tmp_path: Path) -> None:
    (one,) = load_programmes(write(tmp_path, GOOD.replace("1984", "")))
    assert one.start is None


@pytest.mark.parametrize(("row", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_faults_of_a_table_are_named(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        load_programmes(write(tmp_path, GOOD, row))
    assert "row 3" in str(caught.value)
