"""Sentences on a scored site, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geoaccess.config import IndicatorConfig
from geoaccess.model.runfolder import Row, number
from geoaccess.model.text import Text
from geoaccess.pipeline.itinerary import ItineraryRun
from geoaccess.scores.composite import NAMES, UNITS

HUBS_NAMED = 5
"""Of the hubs met and of those not met so many are named, the largest first."""
_UNIT_WORDS = {
    "reach_pct": Text("% of hub mass", "%（拠点規模）"),
    "nearness_min": Text("min to the 3rd nearest hub", "分（3番目に近い拠点）"),
    "robustness": Text("of the reach kept", "（保たれる到達の割合）"),
    "meeting_hours": Text("h a day", "時間/日"),
    "cost_yen": Text("yen", "円"),
    "round_trips": Text("round trips a day", "往復/日"),
    "compactness": Text("of jobs within 30 min", "（30分以内の雇用の割合）"),
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one indicator gives to a score, and what it leaves."""

    name: str
    value: float | None
    points: float
    most: float


def tell_score(row: Row, n: int) -> list[Text]:
    """Return score and rank of a site among n, with what draws say of them."""
    rank, score = row["rank"], float(row["score"])
    told = [
        Text(
            en=f"{row['name']} scores {score:.1f} of 100: rank {rank} of {n}.",
            ja=f"{row['name_ja']}の得点は100点中{score:.1f}点、{n}地点中{rank}位。",
        )
    ]
    if row.get("score_p05"):
        low, high = float(row["score_p05"]), float(row["score_p95"])
        first, last, best = row["rank_best"], row["rank_worst"], 100 * float(row["p_best"])
        told.append(
            Text(
                en=f"Nine draws in ten give {low:.1f} to {high:.1f} and rank {first} to {last}; it "
                f"is first in {best:.0f} %.",
                ja=f"抽出の9割で{low:.1f}～{high:.1f}点、{first}～{last}位。1位となるのは{best:.0f}%。",
            )
        )
    return told


def tell_parts(parts: Sequence[Part]) -> list[Text]:
    """Return what each indicator gives to a score, and where most is lost."""
    lines = [_tell_part(part) for part in parts]
    told = [
        Text(
            en=f"Its points: {'; '.join(line.en for line in lines)}.",
            ja=f"内訳: {'、'.join(line.ja for line in lines)}。",
        )
    ]
    lost = max(parts, key=lambda part: part.most - part.points)
    if lost.most - lost.points >= 0.05:  # what is shown as 0.0 is no loss
        missing, name = lost.most - lost.points, NAMES[lost.name]
        told.append(
            Text(
                en=f"Most is lost at {name.en}: {missing:.1f} points.",
                ja=f"最も失点が大きいのは{name.ja}で{missing:.1f}点。",
            )
        )
    return told


def _tell_part(part: Part) -> Text:
    name, unit = NAMES[part.name], _UNIT_WORDS[part.name]
    value = _shown(part.value)
    return Text(
        en=f"{name.en} {value} {unit.en}, {part.points:.1f} of {part.most:.1f}",
        ja=f"{name.ja} {value}{unit.ja}、{part.most:.1f}点中{part.points:.1f}点",
    )


def tell_hubs(days: Sequence[Row]) -> list[Text]:
    """Return how many hubs are met in a day, and the largest that are not."""
    met = [day for day in days if day["contactable"] == "True"]
    missed = [day for day in days if day["contactable"] != "True"]
    told = [
        Text(
            en=f"It can meet {len(met)} of {len(days)} hubs and be home the same day.",
            ja=f"{len(days)}拠点中{len(met)}拠点に日帰りで会いに行ける。",
        )
    ]
    if met and missed:
        names = [_largest(missed, key) for key in ("hub_name", "hub_name_ja")]
        told.append(
            Text(en=f"Out of reach in a day: {names[0]}.", ja=f"日帰りできない拠点: {names[1]}。")
        )
    return told


def _largest(days: Sequence[Row], name: str) -> str:
    """Return the names of the largest hubs, and how many more there are."""
    ordered = sorted(days, key=lambda day: -np.nan_to_num(number(day.get("hub_mass", ""))))
    shown = [day[name] for day in ordered[:HUBS_NAMED]]
    more = len(days) - len(shown)
    comma = "、" if name.endswith("ja") else ", "
    rest = (f" 他{more}" if name.endswith("ja") else f" and {more} more") if more else ""
    return comma.join(shown) + rest


def name_rides(run: ItineraryRun, way: Text) -> Text:
    """Return the trains of a journey with their clock times."""
    legs = (run.to_document() or {"legs": []})["legs"]
    rides = [leg for leg in run.legs if leg.kind == "ride"]
    trips = run.world.day.timetable.trips
    shown = [leg for leg in legs if leg["kind"] == "ride"]
    pieces_en, pieces_ja = [], []
    for ride, leg in zip(rides, shown, strict=True):
        trip, (here, there) = trips[ride.trip_idx], run.leg_ends(ride, ja=True)
        pieces_en.append(
            f"{leg['service']} {leg['from']} {leg['depart']} - {leg['to']} {leg['arrive']}"
        )
        pieces_ja.append(f"{trip.service_ja} {here}{leg['depart']}－{there}{leg['arrive']}")
    if not rides:
        return Text(en=f"{way.en}: without a train.", ja=f"{way.ja}: 鉄道なし。")
    return Text(en=f"{way.en}: {'; '.join(pieces_en)}.", ja=f"{way.ja}: {'、'.join(pieces_ja)}。")


def tell_weak_link(row: Row) -> list[Text]:
    """Return the section that a site hangs on; nothing where that was not computed."""
    link, kept = row.get("worst_link", ""), number(row.get("robustness", ""))
    if not link or np.isnan(kept):
        return []
    return [
        Text(
            en=f"It hangs on {link}: without that section {100 * kept:.0f} % of its reach is left.",
            ja=f"最も影響が大きい区間は{row['worst_link_ja']}: "
            f"不通なら到達の{100 * kept:.0f}%が残る。",
        )
    ]


def tell_rank(
    row: Row, rows: Sequence[Row], parts: Sequence[Part], record: Mapping[str, Any]
) -> list[Text]:
    """Return what would move the rank, one indicator at a time, and an hour nearer."""
    score = float(row["score"])
    above = [one for one in rows if float(one["score"]) > score]
    below = [one for one in rows if float(one["score"]) < score]
    told = []
    if above:
        rival = min(above, key=lambda one: float(one["score"]))
        gap = float(rival["score"]) - score
        ways = _find_ways_up(record, parts, gap)
        en, ja = ", ".join(way.en for way in ways), "、".join(way.ja for way in ways)
        told.append(
            Text(
                en=f"{gap:.1f} points are missing to {rival['name']} above"
                + (f"; any of these would do: {en}." if ways else "."),
                ja=f"一つ上の{rival['name_ja']}まで{gap:.1f}点。"
                + (f"次のいずれかで届く: {ja}。" if ways else ""),
            )
        )
    if below:
        rival = max(below, key=lambda one: float(one["score"]))
        lead = score - float(rival["score"])
        told.append(
            Text(
                en=f"It is {lead:.1f} points above {rival['name']}.",
                ja=f"一つ下の{rival['name_ja']}との差は{lead:.1f}点。",
            )
        )
    more = number(row.get("marginal_reach_pct", ""))
    if more > 0:
        told.append(
            Text(
                en=f"Were every way an hour shorter, {more:.1f} % more of the hub mass could be "
                "met.",
                ja=f"どこへも1時間近ければ、会える拠点規模は{more:.1f}ポイント増える。",
            )
        )
    return told


def tell_stability(row: Row, rows: Sequence[Row], found: Mapping[str, Any] | None) -> list[Text]:
    """Return how far a single weight can move before another site is first."""
    if found is None:
        return []
    told = []
    if row["site_id"] == found["first"]:
        spans = [
            (NAMES[one["indicator"]], f"{one['low']:.2f}", f"{one['high']:.2f}")
            for one in found["intervals"]
        ]
        told.append(
            Text(
                en="It stays first while one weight moves within: "
                + ", ".join(f"{name.en} {low} to {high}" for name, low, high in spans)
                + ".",
                ja="一つの重みを次の範囲で変えても1位のまま: "
                + "、".join(f"{name.ja}{low}～{high}" for name, low, high in spans)
                + "。",
            )
        )
    least = found["smallest_change"]
    if least is None:
        none = Text(
            en="No change of a single weight puts another site first.",
            ja="一つの重みを変えるだけで1位が入れ替わることはない。",
        )
        return [*told, none]
    name = NAMES[least["indicator"]]
    rival = next((one for one in rows if one["site_id"] == least["first"]), row)
    span = f"{least['weight']:.3f}", f"{least['to']:.3f}"
    told.append(
        Text(
            en="The smallest change of a single weight that puts another site first: "
            f"{name.en} from {span[0]} past {span[1]} ({rival['name']}); the other weights keep "
            "their proportions.",
            ja="1位が入れ替わる最小の重みの変更: "
            f"{name.ja}を{span[0]}から{span[1]}を超えて変えると{rival['name_ja']}"
            "（他の重みの比は不変）。",
        )
    )
    return told


def _find_ways_up(record: Mapping[str, Any], parts: Sequence[Part], gap: float) -> list[Text]:
    """Return the values of single indicators that would close a gap; none with ratios."""
    parameters = record["parameters"]
    if parameters.get("normalisation", "goalposts") != "goalposts":
        return []
    ways = []
    for part in parts:
        if part.value is None or part.points + gap > part.most:
            continue
        posts = IndicatorConfig(**parameters["indicators"][part.name])
        share = (part.points + gap) / part.most
        needed = posts.zero_at + share * (posts.one_at - posts.zero_at)
        name, unit = NAMES[part.name], UNITS[part.name]
        now, then = _shown(part.value), _shown(needed)
        ways.append(
            Text(
                en=f"{name.en} {then} instead of {now} ({unit})",
                ja=f"{name.ja} {now}→{then}{_UNIT_WORDS[part.name].ja}",
            )
        )
    return ways


def _shown(value: float | None) -> str:
    """Return a value in three or more figures, or a dash where it is missing."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
