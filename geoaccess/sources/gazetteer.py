"""The gazetteer: every shipped place by id, code and name, and where the land is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

import numpy as np

from geoaccess.model.land import LandGrid
from geoaccess.model.network import RailNetwork
from geoaccess.model.places import Places
from geoaccess.model.text import fold_name
from geoaccess.sources.codes import CodeBook
from geoaccess.sources.names import Entry, Kind, NameIndex, name_municipality, strip_parentheses
from geoaccess.units import BoolArray, FloatArray

SetName = Literal["agglomerations", "hubs", "seats", "municipalities", "stations"]
PlacesSource = Places | Callable[[], Places]

SETS: Final[tuple[SetName, ...]] = (
    "agglomerations",
    "hubs",
    "seats",
    "municipalities",
    "stations",
)
LAND_TOLERANCE_M: Final = 1000.0
"""A quay or a reclaimed island that the grid of land lacks is no fault (two of its cells)."""
_NEAR_DEGREES: Final = 0.01
"""Near a border the grid of 500 m may err, and people count as of the town they look to."""
_SET_OF_KIND: Final[dict[Kind, SetName]] = {
    "agglomeration": "agglomerations",
    "hub": "hubs",
    "municipality": "municipalities",
    "station": "stations",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Gazetteer:
    """The shipped places, each set given as Places or as what loads them when first asked.

    Attributes
    ----------
    agglomerations, hubs, seats, municipalities, stations
        Sets by the words that name them; seats are the prefectural ones, stations those of
        the network in use, municipalities have their code as id.
    land
        Grid of land and municipalities, or what loads it; None takes everything for land.
    prefectures
        Japanese and English name by prefecture code of two digits.
    """

    agglomerations: PlacesSource
    hubs: PlacesSource
    seats: PlacesSource
    municipalities: PlacesSource
    stations: PlacesSource
    land: LandGrid | Callable[[], LandGrid] | None = None
    prefectures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    _loaded: dict[str, Places] = field(default_factory=dict, init=False, repr=False)

    def get_set(self, name: SetName) -> Places:
        """Return a shipped set, loaded at the first call."""
        if name not in self._loaded:
            source: PlacesSource = getattr(self, name)
            self._loaded[name] = source() if callable(source) else source
        return self._loaded[name]

    def get_kind(self, kind: Kind) -> Places:
        """Return the set that holds the places of a kind."""
        return self.get_set(_SET_OF_KIND[kind])

    def reference(self, entry: Entry) -> str:
        """Return the explicit reference of a place with its name: ``hub:wako (和光)``."""
        places = self.get_kind(entry.kind)
        name = places.name_ja[entry.row]
        if entry.kind == "municipality":
            name = " ".join(filter(None, (self.prefecture_ja(places.id[entry.row]), name)))
        return f"{entry.kind}:{places.id[entry.row]} ({name}{'駅' * (entry.kind == 'station')})"

    def prefecture_ja(self, code: str) -> str:
        """Return the Japanese name of the prefecture of a municipality code, '' if unknown."""
        return self.prefectures.get(code[:2], ("", ""))[0]

    @cached_property
    def codes(self) -> CodeBook:
        """Municipality codes that exist, with their names."""
        places = self.get_set("municipalities")
        names = (
            " ".join(filter(None, (self.prefecture_ja(code), name)))
            for code, name in zip(places.id, places.name_ja, strict=True)
        )
        return CodeBook(names=dict(zip(places.id, names, strict=True)))

    @cached_property
    def municipality_names(self) -> NameIndex:
        """Municipalities by name."""
        places, index = self.get_set("municipalities"), NameIndex()
        for row, (code, ja, en) in enumerate(
            zip(places.id, places.name_ja, places.name, strict=True)
        ):
            prefecture = self.prefectures.get(code[:2], ())
            full, short = name_municipality(ja, en, prefecture)
            index.add(Entry("municipality", row), full=full, short=short, plain=(ja, en))
        return index

    @cached_property
    def place_names(self) -> NameIndex:
        """Municipalities, agglomerations and hubs by name."""
        towns = self.municipality_names
        index = NameIndex(
            full={key: list(entries) for key, entries in towns.full.items()},
            short={key: list(entries) for key, entries in towns.short.items()},
            plain={key: list(entries) for key, entries in towns.plain.items()},
        )
        kinds: tuple[Kind, ...] = ("agglomeration", "hub")
        for kind in kinds:
            places = self.get_kind(kind)
            for row, names in enumerate(zip(places.name_ja, places.name, strict=True)):
                short = (places.id[row], *map(strip_parentheses, names))
                index.add(Entry(kind, row), full=names, short=short)
        return index

    @cached_property
    def station_names(self) -> NameIndex:
        """Stations by name (without 駅 or Station), in full and without parentheses."""
        places, index = self.get_set("stations"), NameIndex()
        for row, names in enumerate(zip(places.name_ja, places.name, strict=True)):
            index.add(Entry("station", row), full=[*names, *map(strip_parentheses, names)])
        return index

    def find_municipalities(self, name: str, prefecture: str = "") -> list[int]:
        """Return the rows of the municipalities of a name, within a prefecture if one is given.

        Parameters
        ----------
        name
            In Japanese with or without prefecture, 郡 and 市, or romanised.
        prefecture
            Name in Japanese (with or without 県) or English, or code; '' for any.
        """
        rows = [entry.row for entry in self.municipality_names.find(name)]
        codes = self.get_set("municipalities").id
        wanted = self.find_prefecture(prefecture)
        return [row for row in rows if not prefecture or codes[row][:2] == wanted]

    def find_prefecture(self, text: str) -> str:
        """Return the code of a prefecture by name or code, '' where there is none."""
        return self._prefecture_codes.get(fold_name(text), "")

    @cached_property
    def _prefecture_codes(self) -> Mapping[str, str]:
        codes: dict[str, str] = {}
        for code, (ja, en) in self.prefectures.items():
            for name in (code, code.lstrip("0"), ja, ja.rstrip("都府県"), en, f"{en} Prefecture"):
                codes[fold_name(name)] = code
        return codes

    @cached_property
    def _grid(self) -> LandGrid | None:
        return self.land() if callable(self.land) else self.land

    def codes_at(self, lon: FloatArray, lat: FloatArray) -> tuple[str, ...]:
        """Return the municipality code at each position in degrees, '' where there is none."""
        grid = self._grid
        if grid is None:
            return ("",) * lon.size
        return tuple(str(code) for code in grid.code_at(lon, lat))

    def is_near(self, lon: float, lat: float, codes: Collection[str]) -> bool:
        """Return whether one of the municipalities lies within about 1 km of a position."""
        steps = np.array([-_NEAR_DEGREES, 0.0, _NEAR_DEGREES])
        lats, lons = (one.ravel() for one in np.meshgrid(lat + steps, lon + steps))
        return not set(codes).isdisjoint(self.codes_at(lons, lats))

    def is_land(self, lon: FloatArray, lat: FloatArray) -> BoolArray:
        """Return whether there is land of Japan within 1 km of each position in degrees."""
        grid = self._grid
        if grid is None:
            return np.full(lon.size, fill_value=True)
        return np.asarray(grid.landmass_at(lon, lat, LAND_TOLERANCE_M) >= 0)


def build_station_places(network: RailNetwork) -> Places:
    """Return the stations of a network as places whose clock starts on the platform.

    Platforms that are stops of their own are no stations.
    """
    stations = [one for one in network.stations if one.id not in network.platforms]
    return Places(
        id=tuple(station.id for station in stations),
        name=tuple(station.en for station in stations),
        name_ja=tuple(station.ja for station in stations),
        lon=np.array([station.lon for station in stations]),
        lat=np.array([station.lat for station in stations]),
        mass=np.full(len(stations), np.nan),
        role="site",
        station_id=tuple(station.id for station in stations),
    )
