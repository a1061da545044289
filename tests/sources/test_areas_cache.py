"""The cache of areas: the same areas, never those of a file that changed."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import shapely

from geoaccess.sources.areas import AreasResult, load_areas
from tests.sources.areafiles import CHINO, COUNTRY, SUWA, Feature, write_geojson, write_shapefile


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def load(path: Path, cache: Path, level: str = "municipality") -> AreasResult:
    return load_areas(path, level=level, cache_dir=cache)  # type: ignore[arg-type]


def same(first: AreasResult, second: AreasResult) -> bool:
    texts = ("level", "edition", "sources", "id", "code", "county", "municipality", "ward")
    return (
        first.notes == second.notes
        and all(getattr(first.areas, one) == getattr(second.areas, one) for one in texts)
        and bool(shapely.equals_identical(first.areas.geometry, second.areas.geometry).all())
        and np.array_equal(first.areas.unassigned, second.areas.unassigned)
    )


def test_second_load_is_the_same_and_reads_no_boundary(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_geojson(tmp_path)
    first = load(path, cache)
    assert len(list(cache.iterdir())) == 1
    monkeypatch.setattr("geoaccess.sources.areas.load._build", lambda *_: 1 / 0)
    assert same(first, load(path, cache))


def test_a_changed_file_is_read_anew_even_with_the_same_size_and_time(
    tmp_path: Path, cache: Path
) -> None:
    path = write_geojson(tmp_path)
    load(path, cache)
    before = path.stat()
    content = path.read_text(encoding="utf-8").replace("20206", "20207").replace("諏訪市", "須坂市")
    path.write_text(content, encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert load(path, cache).areas.name[0] == "須坂市"


def test_a_changed_part_of_a_shapefile_is_seen(tmp_path: Path, cache: Path) -> None:
    path = write_shapefile(tmp_path)
    load(path, cache)
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace(b"20206", b"20207"))
    assert load(path, cache).areas.code[0] == "20207"


def test_a_changed_file_of_a_folder_is_seen(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "areas"
    folder.mkdir()
    write_geojson(folder, [SUWA], "N03-21_20_210101")
    assert load(folder, cache).areas.code == ("20206",)
    write_geojson(folder, [SUWA, CHINO], "N03-21_20_210101")
    assert load(folder, cache).areas.code == ("20206", "20214")
    write_geojson(folder, [COUNTRY[-2]], "N03-21_22_210101")
    assert load(folder, cache).areas.code == ("20206", "20214", "22221")


def test_levels_and_editions_are_kept_apart(tmp_path: Path, cache: Path) -> None:
    path = write_geojson(tmp_path)
    assert len(load(path, cache, "ward").areas) == 7
    assert len(load(path, cache, "municipality").areas) == 6
    assert len(load(path, cache, "prefecture").areas) == 2
    assert load_areas(path, edition="2020-01-01", cache_dir=cache).areas.edition == "2020-01-01"
    assert load(path, cache).areas.edition == "2021-01-01"


def test_the_name_tells_the_edition_so_it_is_part_of_the_key(tmp_path: Path, cache: Path) -> None:
    path = write_geojson(tmp_path)
    load(path, cache)
    other = path.rename(tmp_path / "N03-22_220101.geojson")
    assert load(other, cache).areas.edition == "2022-01-01"


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nothing", None])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, cache: Path, damage: bytes | None) -> None:
    path = write_geojson(tmp_path)
    first = load(path, cache)
    (file,) = cache.iterdir()
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] if damage is None else damage)
    assert same(first, load(path, cache))
    assert file.stat().st_size == len(content)


@pytest.mark.parametrize("at", [0, 70, 0.3, 0.6, 0.99])
def test_a_cache_with_one_wrong_byte_is_made_anew(tmp_path: Path, cache: Path, at: float) -> None:
    path = write_geojson(tmp_path)
    first = load(path, cache)
    (file,) = cache.iterdir()
    kept = file.read_bytes()
    wrong = bytearray(kept)
    wrong[int(at if at >= 1 else at * len(wrong))] ^= 1
    file.write_bytes(wrong)
    assert same(first, load(path, cache))
    assert file.read_bytes() == kept


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "cache"
    blocked.write_text("a file where the folder should be")
    assert len(load(write_geojson(tmp_path), blocked).areas) == 6


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import geoaccess.sources.areas.load as module

    path = write_geojson(tmp_path)
    build = module._build

    def change_after(*arguments: object) -> AreasResult:
        result = build(*arguments)  # type: ignore[arg-type]
        write_geojson(tmp_path, [Feature("長野県", "", "須坂市", "20207", ((0, 0),))])
        return result

    monkeypatch.setattr(module, "_build", change_after)
    load(path, cache)
    assert not cache.exists()


def test_no_cache_where_none_is_wanted(tmp_path: Path, cache: Path) -> None:
    load_areas(write_geojson(tmp_path), use_cache=False, cache_dir=cache)
    assert not cache.exists()
