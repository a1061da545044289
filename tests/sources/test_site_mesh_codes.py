"""Sites given by mesh code."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoaccess.errors import InputError
from geoaccess.model.places import Places
from geoaccess.sources.gazetteer import Gazetteer
from geoaccess.sources.meshcodes import read_mesh_code
from geoaccess.sources.tables import load_places


def load(folder: Path, gazetteer: Gazetteer, text: str) -> Places:
    path = folder / "sites.csv"
    path.write_text(text, "utf-8")
    return load_places(path, role="site", gazetteer=gazetteer)


@pytest.mark.parametrize("header", ["mesh_code", "メッシュコード", "標準地域メッシュ", "Mesh"])
@pytest.mark.parametrize(
    "text",
    [
        "53394611",
        "5339-46-11",
        "５３３９４６１１",
        "5339 4611",
        "５３３９－４６－１１",
        "53394611.0",
    ],
)
def test_codes_as_people_write_them(
    tmp_path: Path, gazetteer: Gazetteer, header: str, text: str
) -> None:
    places = load(tmp_path, gazetteer, f"名称,{header}\n東京駅,{text}\n")
    assert places.lon.tolist() == pytest.approx([139.76875])
    assert places.lat.tolist() == pytest.approx([35.675 + 1 / 240])
    assert places.note == ("position: middle of mesh cell 53394611 (1km)",)
    assert places.municipality_code == ("12100",)


@pytest.mark.parametrize(
    ("text", "level"),
    [("5339", "80km"), ("533946", "10km"), ("5339461", "5km"), ("533946005", "2km"),
     ("53394611", "1km"), ("533946113", "500m"), ("5339461132", "250m"), ("53394611321", "125m")],
)  # fmt: skip
def test_level_by_the_count_of_digits(text: str, level: str) -> None:
    assert read_mesh_code(text) == (text, level)


def test_a_column_of_codes_is_enough_and_names_the_place(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    places = load(tmp_path, gazetteer, "メッシュコード\n53394611\n5339-46-12\n")
    assert places.name == ("53394611", "53394612")


def test_a_position_counts_before_the_cell(tmp_path: Path, gazetteer: Gazetteer) -> None:
    head = "name,lat,lon,mesh_code\n"
    places = load(tmp_path, gazetteer, f"{head}x,35.6812,139.7671,53394611\n")
    assert places.lat.tolist() == [35.6812]
    assert places.note == ("",)
    near = load(tmp_path, gazetteer, f"{head}x,35.684,139.7671,53394611\n")
    assert near.lat.tolist() == [35.684]
    mixed = load(tmp_path, gazetteer, f"{head}x,35.6812,139.7671,\ny,,,53394611\n")
    assert mixed.lat.tolist() == pytest.approx([35.6812, 35.675 + 1 / 240])


def test_a_cell_counts_before_the_municipality(tmp_path: Path, gazetteer: Gazetteer) -> None:
    text = "name,mesh_code,municipality_code,備考\nx,53394611,20206,B案\ny,,20206,\n"
    places = load(tmp_path, gazetteer, text)
    assert places.lat.tolist() == pytest.approx([35.675 + 1 / 240, 36.0392])
    assert places.municipality_code == ("20206", "20206")
    assert places.note == (
        "B案; position: middle of mesh cell 53394611 (1km); position: in 12100, not in 20206",
        "",
    )


def test_key_code_is_left_alone(tmp_path: Path, gazetteer: Gazetteer) -> None:
    places = load(tmp_path, gazetteer, "KEY_CODE,lat,lon\n30201001000,35.68,139.76\n")
    assert places.lat.tolist() == [35.68]


WRONG = {
    "a digit too few": ("5339461", None),
    "five digits": ("53394", "mesh code '53394' has 5 digits); write 4 to 11 digits"),
    "twelve digits": ("533946113211", "has 12 digits"),
    "impossible digit": ("53398611", "mesh code '53398611' is no cell of JIS X 0410 in Japan"),
    "hundred metres": ("5339461155", "is no cell of JIS X 0410 in Japan); check its digits"),
    "abroad": ("99394611", "is no cell of JIS X 0410 in Japan"),
    "rounded": ("5.3E+07", "mesh code '5.3E+07' was rounded by a spreadsheet); format it as text"),
    "words": ("未定地", "mesh code '未定地' is not a number"),
    "at sea": ("50360000", "position is at sea or abroad"),
}


@pytest.mark.parametrize(("text", "wanted"), WRONG.values(), ids=WRONG)
def test_wrong_codes(tmp_path: Path, gazetteer: Gazetteer, text: str, wanted: str | None) -> None:
    table = f"name,mesh_code\nx,{text}\n"
    if wanted is None:  # it is a cell of 5 km: the note says so
        assert "(5km)" in load(tmp_path, gazetteer, table).note[0]
        return
    with pytest.raises(InputError, match="1 of 1 row has no usable position") as raised:
        load(tmp_path, gazetteer, table)
    assert wanted in str(raised.value)


def test_wrong_code_beside_a_position(tmp_path: Path, gazetteer: Gazetteer) -> None:
    head = "name,lat,lon,mesh_code\n"
    with pytest.raises(InputError, match=r"lon '139.7' is not in mesh cell 53394611\); correct"):
        load(tmp_path, gazetteer, f"{head}x,35.6812,139.7,53394611\n")
    with pytest.raises(InputError, match=r"row 2: mesh code '1' has 1 digits"):
        load(tmp_path, gazetteer, f"{head}x,35.6812,139.7671,1\n")
    with pytest.raises(InputError, match=r"row 2: lat '35,6'; row 2: mesh code '1' has"):
        load(tmp_path, gazetteer, f'{head}x,"35,6",139.7671,1\n')


def test_two_columns_of_codes(tmp_path: Path, gazetteer: Gazetteer) -> None:
    with pytest.raises(InputError, match="both mean mesh_code; keep one"):
        load(tmp_path, gazetteer, "メッシュコード,mesh_code\n53394611,53394611\n")
