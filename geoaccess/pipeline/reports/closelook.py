"""A site of a score more closely: sentences, waterfall, and days at hubs with clock times."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from geoaccess.figures.waterfall import Step, draw_waterfall
from geoaccess.model.document import Block, Column, Listing, Subheading, Table
from geoaccess.model.runfolder import Row, RunFolder, name_of, number
from geoaccess.model.text import Text
from geoaccess.pipeline.explain import Results, find_parts
from geoaccess.pipeline.reports.common import note_rest, shown
from geoaccess.pipeline.reports.studio import Studio
from geoaccess.pipeline.telling import tell_hubs, tell_rank, tell_score, tell_weak_link
from geoaccess.scores.composite import NAMES

if TYPE_CHECKING:
    from geoaccess.pipeline.telling import Part

HUBS_SHOWN: Final = 20
_VALUES: Final = {
    "reach_pct": ("{:.1f} %", "{:.1f}%"),
    "nearness_min": ("{:.0f} min", "{:.0f}分"),
    "robustness": ("{:.2f}", "{:.2f}"),
    "meeting_hours": ("{:.1f} h", "{:.1f}時間"),
    "cost_yen": ("{:,.0f} yen", "{:,.0f}円"),
    "round_trips": ("{:.0f} a day", "{:.0f}回"),
    "compactness": ("{:.2f}", "{:.2f}"),
}


def build_close_look(run: RunFolder, studio: Studio, sites: Sequence[Row]) -> list[Block]:
    """Return sentences, waterfall and clock times of each of the sites."""
    results = Results.of(run)
    blocks: list[Block] = []
    for row in sites:
        blocks += _look_at(results, studio, row)
    return blocks


def _look_at(results: Results, studio: Studio, row: Row) -> list[Block]:
    t, lang = studio.say, studio.lang
    parts = find_parts(results, row)
    days = [one for one in results.contacts if one["site_id"] == row["site_id"]]
    told: list[Text] = [
        *tell_score(row, len(results.scores)),
        *tell_hubs(days),
        *tell_weak_link(row),
        *tell_rank(row, results.scores, parts, results.record),
    ]
    name = name_of(row, lang)
    steps = build_steps(parts, lang)
    return [
        Subheading(name),
        Listing(tuple(text.spoken(lang) for text in told)),
        studio.illustrate(
            f"score-of-{row['site_id']}" if row["site_id"].isascii() else "score-of-site",
            partial(draw_waterfall, steps, t("score", "評点")),
            caption=t(f"The score of {name}", f"{name}の評点の内訳"),
            subtitle=t(
                "Points by indicator; pale: what is left to gain",
                "指標ごとの得点。淡色は残りの配点",
            ),
            description=t(", ", "、").join(
                f"{step.name} {step.points:.1f}/{step.most:.1f}" for step in steps
            ),
        ),
        _days_table(days, studio, name),
    ]


def build_steps(parts: Sequence[Part], lang: str) -> list[Step]:
    """Return the parts of a score as steps of a waterfall."""
    return [
        Step(
            name=NAMES[part.name].spoken(lang),
            value="–"
            if part.value is None
            else _VALUES[part.name][lang == "ja"].format(part.value),
            points=part.points,
            most=part.most,
        )
        for part in parts
    ]


def _days_table(days: Sequence[Row], studio: Studio, name: str) -> Table:
    t = studio.say
    ordered = sorted(days, key=lambda day: -np.nan_to_num(number(day["hub_mass"])))
    first = ordered[:HUBS_SHOWN]
    heads = [
        (t("hub", "拠点"), 3.6, False), (t("leave", "出発"), 1.1, True),
        (t("there", "到着"), 1.1, True), (t("leave again", "現地発"), 1.2, True),
        (t("home", "帰着"), 1.1, True), (t("out, min", "往路 分"), 1.1, True),
        (t("back, min", "復路 分"), 1.1, True), (t("changes", "乗換"), 1.1, True),
        (t("train pairs", "往復の組"), 1.2, True),
    ]  # fmt: skip
    return Table(
        caption=t(
            f"A day from {name} to each hub, the largest first (– no day return)",
            f"{name}から各拠点への一日（規模順、–は日帰り不可）",
        ),
        columns=tuple(Column(head, width, is_number=n) for head, width, n in heads),
        rows=tuple(_day_cells(day, studio.lang) for day in first),
        note=note_rest(len(first), len(ordered), "contacts.csv", studio.lang),
    )


def _day_cells(day: Row, lang: str) -> tuple[str, ...]:
    met = day["contactable"] == "True"
    clocks = [day.get(key) or "–" for key in ("depart", "arrive", "return_depart", "home")]
    return (
        name_of(day, lang, "hub_name"),
        *(clocks if met else ["–"] * 4),
        shown(number(day["out_min"]), 0),
        shown(number(day["back_min"]), 0),
        shown(number(day.get("transfers")), 0) if met else "–",
        shown(number(day["round_trips"]), 0),
    )
