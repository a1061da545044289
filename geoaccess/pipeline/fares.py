"""Fares of the journeys shown, and the cost of meeting the hubs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from geoaccess.config import ScoreConfig
from geoaccess.engine.rides import compute_shown_rides
from geoaccess.model.contacts import Contacts
from geoaccess.model.farebook import Fare, FareBook, Piece, Ride, SeatClass
from geoaccess.model.legs import AccessLegs
from geoaccess.model.network import RailNetwork
from geoaccess.model.rides import RideSet
from geoaccess.model.text import Text
from geoaccess.model.timetable import Timetable
from geoaccess.pipeline.plannedfares import describe_planned_fares, extend_farebook
from geoaccess.pipeline.request import World
from geoaccess.scenario.paths import TrackGraph, build_track_graph
from geoaccess.scores.cost import compute_cost_yen, mean_cost_yen
from geoaccess.scores.fares import compute_fare
from geoaccess.sources.farebook import load_shipped_farebook
from geoaccess.units import SECONDS_PER_MINUTE, FloatArray

_Hop = tuple[str, str, tuple[str, ...]]
_Like = tuple[str, bytes, tuple[tuple[str, ...], ...]]
EDITION = "March 2026, before JR East's rise of the 14th"
EDITION_JA = "2026年3月（同14日のJR東日本の改定前）"


@dataclass(frozen=True, kw_only=True, eq=False)
class FareFinder:
    """Fares of the trains of a timetable; what was found is kept."""

    network: RailNetwork
    timetable: Timetable
    book: FareBook
    seat: SeatClass
    track: TrackGraph
    _ways: dict[_Hop, tuple[Piece, ...] | None] = field(default_factory=dict)
    _number: dict[tuple[int, int], int] = field(default_factory=dict)
    _alike: dict[_Like, int] = field(default_factory=dict)
    _rides: list[Ride | None] = field(default_factory=list)
    _fares: dict[tuple[int, ...], Fare | None] = field(default_factory=dict)

    def find_fare(self, calls: Sequence[tuple[int, int]]) -> Fare | None:
        """Return the fare of trains taken from one call to another, None where not known."""
        numbers = tuple(self._find_ride(*one) for one in calls)
        if numbers not in self._fares:
            rides = [self._rides[k] for k in numbers]
            known = [ride for ride in rides if ride is not None]
            is_known = len(known) == len(rides)
            fare = compute_fare(known, self.book, seat=self.seat) if is_known else None
            self._fares[numbers] = fare
        return self._fares[numbers]

    def find_call(self, trip_idx: int, stop_idx: int, *, depart_s: int = 0, after: int = -1) -> int:
        """Return the first call of a trip at a stop that leaves by then and stands behind a row."""
        table = self.timetable
        rows = np.arange(table.trip_start[trip_idx], table.trip_start[trip_idx + 1])
        at_stop = (table.call_stop_idx[rows] == stop_idx) & (rows > after)
        return int(rows[at_stop & (table.call_departure_s[rows] >= depart_s)][0])

    def _find_ride(self, board: int, alight: int) -> int:
        """Return the number of a ride, which trains of one name and path share at all hours."""
        number = self._number.get((board, alight))
        if number is None:
            table = self.timetable
            trip = int(np.searchsorted(table.trip_start, board, side="right")) - 1
            stops = table.call_stop_idx[board : alight + 1]
            like = table.trips[trip].service_ja, stops.tobytes(), table.call_lines[board:alight]
            number = self._alike.setdefault(like, len(self._rides))
            if number == len(self._rides):
                self._rides.append(self._build_ride(like[0], stops.tolist(), like[2]))
            self._number[board, alight] = number
        return number

    def _build_ride(
        self, service_ja: str, stops: Sequence[int], lines: Sequence[tuple[str, ...]]
    ) -> Ride | None:
        if len(stops) < 2:
            return None
        ids = [self.timetable.stop_id[stop] for stop in stops]
        pieces: list[Piece] = []
        for hop in zip(ids[:-1], ids[1:], lines, strict=True):
            way = self._way(hop)
            if way is None:
                return None
            pieces += way
        return Ride(service_ja=service_ja, pieces=tuple(pieces))

    def _way(self, hop: _Hop) -> tuple[Piece, ...] | None:
        if hop not in self._ways:
            origin, target, lines = hop
            platforms = self.network.platforms
            found, pieces, here = self.track.find_way(lines, origin, target), [], origin
            for one in found or ():
                there = one.to_station if one.from_station == here else one.from_station
                at, to = (platforms.get(end, end) for end in (here, there))
                pieces.append(Piece(line=one.line, from_station=at, to_station=to, km=one.km))
                here = there
            self._ways[hop] = tuple(pieces) or None
        return self._ways[hop]


def build_fare_finder(world: World) -> FareFinder:
    """Return the finder of fares for the trains of a world, by the shipped rules.

    Lines of a scenario are charged like those that are built.
    """
    book, base = load_shipped_farebook(), _find_base(world)
    if base is not world:
        book = extend_farebook(book, world.network, base.network, fast_lines=world.fast_lines)
    return FareFinder(
        network=world.network,
        timetable=world.day.timetable,
        book=book,
        seat=world.config.cost.seat,
        track=build_track_graph(world.network.sections),
    )


def _find_base(world: World) -> World:
    """Return the world without the scenarios, which may stand on top of each other."""
    while world.base is not None:
        world = world.base
    return world


def describe_new_fares(world: World) -> tuple[Text, ...]:
    """Return what must be known of the fares of lines that scenarios added to a world."""
    return describe_planned_fares(world.network, _find_base(world).network)


def with_fares(
    world: World, contacts: Contacts, *, legs: AccessLegs, hub_legs: AccessLegs
) -> Contacts:
    """Return contacts with the fares of the pair shown, there and back."""
    finder = build_fare_finder(world)
    out, back = compute_shown_rides(world.day, contacts, places=legs, hubs=hub_legs)
    fare_yen = _ways_yen(out, finder) + _ways_yen(back, finder)
    fare_yen[~contacts.contactable.ravel()] = np.nan
    return replace(contacts, fare_yen=fare_yen.reshape(contacts.contactable.shape))


def _ways_yen(rides: RideSet, finder: FareFinder) -> FloatArray:
    """Return the fare of one way of every pair, (n * m,); NaN where not known."""
    calls = list(zip(rides.board_call.tolist(), rides.alight_call.tolist(), strict=True))
    start = rides.start.tolist()
    fares = (finder.find_fare(calls[a:b]) for a, b in pairwise(start))
    return np.array([np.nan if one is None else one.total_yen for one in fares], dtype=np.float64)


def cost_indicator(
    contacts: Contacts,
    mass: FloatArray,
    config: ScoreConfig,
    *,
    value_of_time_yen_h: float | None = None,
    transfer_min: float | None = None,
) -> FloatArray:
    """Return the mean return cost of the hubs, (n,), see `mean_cost_yen`.

    Parameters
    ----------
    value_of_time_yen_h, transfer_min
        In place of those of the configuration.
    """
    posts, given = config.indicators["cost_yen"], config.cost
    fare_yen = contacts.fare_yen
    if fare_yen is None:
        fare_yen = np.full(contacts.contactable.shape, np.nan)
    changes = np.maximum(contacts.out_rides - 1, 0) + np.maximum(contacts.back_rides - 1, 0)
    away_s = contacts.arrive_s - contacts.depart_s + contacts.home_s - contacts.return_depart_s
    cost = compute_cost_yen(
        fare_yen,
        minutes=away_s / SECONDS_PER_MINUTE,
        transfers=changes,
        value_of_time_yen_h=value_of_time_yen_h or given.value_of_time_yen_h,
        transfer_min=given.transfer_min if transfer_min is None else transfer_min,
    )
    cap_yen = max(posts.zero_at, posts.one_at)
    return mean_cost_yen(cost, contacts.contactable, mass, cap_yen=cap_yen)


def compute_cost(
    contacts: Contacts, mass: FloatArray, config: ScoreConfig
) -> dict[str, FloatArray]:
    """Return the indicator cost_yen by its name, or nothing where costs are not known.

    That is where a site meets hubs and knows none of their costs, or where no trip by train has
    a fare (GTFS feeds alone): ways by road, which cost time only, do not stand for them.
    """
    found = cost_indicator(contacts, mass, config)
    by_train = (contacts.out_rides > 0) | (contacts.back_rides > 0)
    fare_yen = contacts.fare_yen
    is_unknown = fare_yen is None or (by_train.any() and bool(np.isnan(fare_yen[by_train]).all()))
    return {} if is_unknown or np.isnan(found).any() else {"cost_yen": found}


def describe_fares(contacts: Contacts, world: World) -> tuple[Text, ...]:
    """Return what must be known of the fares shown."""
    fare_yen = contacts.fare_yen
    if fare_yen is None:
        return ()
    missing, met = int((contacts.contactable & np.isnan(fare_yen)).sum()), contacts.contactable
    notes = [
        Text(
            f"Fares are computed by rule ({EDITION}), normal season, without discounts; those "
            "outside JR and of most conventional expresses are approximate.",
            f"運賃・料金は規則による計算（{EDITION_JA}、通常期、割引なし）。"
            "JR以外と在来線特急の多くは概算。",
        )
    ]
    notes += describe_new_fares(world)
    if missing:
        notes.append(
            Text(
                f"No fare is known for {missing} of {int(met.sum())} day returns (trains or lines "
                "that the tables of fares do not have); they are left out of the cost.",
                f"日帰り{int(met.sum())}組のうち{missing}組は運賃が不明（運賃表にない列車・路線）。"
                "費用の計算から除いた。",
            )
        )
    return tuple(notes)
